"""Beats: who does what with whom, in which step, how and which way."""

from __future__ import annotations

from engines.story import vocabulary
from engines.story.script import Feeling
from engines.story.vocabulary import Action
from engines.story.writer.aims import Aims
from engines.story.writer.clauses import Clause
from engines.story.writer.deeds import Deed
from engines.story.writer.directions import direction_of
from engines.story.writer.doers import Doers
from engines.story.writer.drafting import Doing
from engines.story.writer.moods import feeling_in, mood_words
from engines.story.writer.people import Person, Thing
from engines.story.writer.positions import Positions
from engines.story.writer.words import words


class Beats(Doers, Aims, Positions):
    """Writes deeds into the draft."""

    def _add(
        self,
        clause: Clause,
        done: Deed,
        actors: list[Person],
        targets: list[Person | Thing],
        prop: Thing | None,
        together: bool,
        step: int | None,
    ) -> None:
        action = vocabulary.actions()[done.action or "idle"]
        pairs = self._pairs(action, clause, done, actors, targets)
        if prop is None and action.prop == "required" and not (action.name == "catching" and targets):
            prop = self._named_prop(clause, done) or self._usual(action)
        feeling, manner = self._how(clause, done)
        direction = direction_of(clause, action)
        scene = self.draft.scene
        at = (
            step
            if step is not None
            else scene.step
            if together and scene.step >= 0
            else self._step(clause, actors, targets)
        )
        said = " ".join(word.text for word in clause.tail)
        for actor, target in pairs:
            if action.feeling != "neutral" and feeling is None:
                self.draft.moods.pop(actor.id, None)  # who laughs is sad no more
            face = feeling or self.draft.moods.get(actor.id)
            if isinstance(target, Thing):
                scene.props.setdefault(target.id, target)
            if prop is not None:
                scene.props.setdefault(prop.id, prop)
            facing = None if target is not None and action.travels else direction
            self.draft.doings.append(
                Doing(
                    scene.id, at, actor, action.name, target, prop, facing, manner, face, None, f"{actor.name} {said}"
                )
            )
        self.cast.were(actors)
        self._stand(clause, action, actors, targets)
        self._prop_places(clause)

    def _step(self, clause: Clause, actors: list[Person], targets: list[Person | Thing]) -> int:
        """A new step, or the present one for what goes on at the same time."""
        scene = self.draft.scene
        now = [one for one in self.draft.doings if one.scene == scene.id and one.step == scene.step]
        busy = {one.actor.id for one in now} | {one.target.id for one in now if one.target is not None}
        involved = {one.id for one in actors} | {one.id for one in targets}
        joining = any(
            adverb in words().lists["joining"] and adverb != "together" for adverb in clause.adverbs
        ) or clause.link in ("while", "as", "whilst", "just as")
        parallel = (
            clause.link in ("and", ",")
            and not clause.inherited
            and clause.role == "main"
            and not {"then", "later", "afterwards", "finally"} & set(clause.adverbs)
        )
        spoke = any(one.scene == scene.id and one.step == scene.step for one in self.draft.sayings)
        if now and not spoke and (joining or (parallel and not busy & involved)):
            return scene.step
        return self.draft.next_step()

    def _pairs(
        self, action: Action, clause: Clause, done: Deed, actors: list[Person], targets: list[Person | Thing]
    ) -> list[tuple[Person, Person | Thing | None]]:
        if action.people == 2:
            thing = self._named_prop(clause, done) if not targets and action.name == "hug" else None
            targets = [*targets, *([thing] if thing is not None else [])]
            others: list[Person] = [one for one in targets if isinstance(one, Person) and one not in actors]
            if others:
                return [(actor, others[min(n, len(others) - 1)]) for n, actor in enumerate(actors)]
            if len(actors) > 1:
                return [(actors[n], actors[(n + 1) % len(actors)]) for n in range(0, len(actors), 2)]
            if not targets and clause.objects and not any(self.cast.is_living(one) for one in clause.objects[0]):
                thing = self.cast.what(clause.objects[0][0]) if action.name == "hug" and not done.used else None
                if thing is not None:
                    return [(actors[0], thing)]  # 'kisses the ground'
            partner = (
                self._partner(actors[0])
                if (not targets and action.target == "required") or (action.name == "fight" and self.cast.here)
                else None
            )
            return [(actors[0], partner if partner is not None or not targets else targets[0])]
        mutual = clause.each_other or (action.name == "talk" and not targets and clause.verb not in _SAYING)
        if mutual and len(actors) == 2:
            return [(actors[0], actors[1]), (actors[1], actors[0])]
        if mutual and len(actors) > 2 and clause.each_other:
            return [(actor, actors[(n + 1) % len(actors)]) for n, actor in enumerate(actors)]
        target = next((one for one in targets if one not in actors), None)
        return [(actor, target) for actor in actors]

    def _partner(self, actor: Person) -> Person | None:
        others = [self.cast.people[one] for one in self.cast.here if one != actor.id]
        return max(others, key=lambda one: one.seen, default=None)

    def _how(self, clause: Clause, done: Deed) -> tuple[Feeling | None, str | None]:
        feeling, manner = mood_words(clause.states, clause.adverbs)
        return feeling or feeling_in(clause.places), manner or done.manner

    def _suffer(self, clause: Clause, done: Deed) -> None:
        actors = self.cast.who(clause.agent) if any(self.cast.is_living(one, acts=True) for one in clause.agent) else []
        if not actors:
            self._listen(clause)
            return
        suffering = (
            self.cast.who(clause.subject, actors, leads=True)
            if any(self.cast.is_living(one) for one in clause.subject)
            else []
        )
        actors = [one for one in actors if one not in suffering] or actors  # 'she was thanked by everyone'
        prop = next((thing for group in clause.objects for one in group if (thing := self._see(one))), None)
        target: Person | Thing | None = (
            suffering[0] if suffering else next((self._see(one) for one in clause.subject), None)
        )
        self.cast.subjects = suffering or actors
        for one in self.cast.subjects:
            one.led = one.seen
        self._add(clause, done, actors, [target] if target else [], prop, False, None)


_SAYING = ("say", "answer", "reply", "shake", "nod", "agree", "promise", "announce", "admit", "apologise", "apologize")
