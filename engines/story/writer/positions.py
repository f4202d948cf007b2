"""Where people and things stand, and how people feel there."""

from __future__ import annotations

from engines.story import vocabulary
from engines.story.script import Position
from engines.story.vocabulary import Action
from engines.story.writer.clauses import Clause, Phrase
from engines.story.writer.deeds import deed
from engines.story.writer.drafting import Doing
from engines.story.writer.moods import feeling_in, mood_words
from engines.story.writer.people import Person, Thing
from engines.story.writer.prepositions import STAYING, prepositions
from engines.story.writer.setting import place_of
from engines.story.writer.stage import Stage
from engines.story.writer.words import words


class Positions(Stage):
    """Places people and things in the scene."""

    def _is_role(self, clause: Clause) -> None:
        """'Tom is the sun', 'she is a doctor': that is what they may be called from now on."""
        if clause.verb in ("call", "name") and clause.passive and not clause.negated and len(clause.subject) == 1:
            self._is_called(clause)
            return
        told = clause.subject[0] if clause.subject else None
        if clause.verb == "be" and told is not None and told.head == "name" and told.owner is not None:
            self._is_called(clause, told.owner)
            return
        if clause.verb not in ("be", "play") or clause.negated or len(clause.subject) != 1 or len(clause.objects) != 1:
            return
        role = clause.objects[0][0]
        if role.plural and clause.subject[0].plural and role.determiner is None and not role.is_pronoun:
            self._are_roles(clause, role)
            return
        single = (
            len(clause.objects[0]) == 1 and not role.plural and not role.is_pronoun and not clause.subject[0].plural
        )
        if (
            not single
            or role.determiner not in ("the", "a", "an")
            or not self.cast.is_living(clause.subject[0], acts=True)
        ):
            return
        acted = role.determiner == "the" and clause.verb == "play" and not self._is_played(clause)
        if (clause.verb == "play" and not self.cast.is_living(role) and not acted) or words().has("times", role.head):
            return
        clause.negated |= acted  # nothing is done
        people = self.cast.who(clause.subject, leads=True)
        if len(people) == 1 and not any(role.head in one.heads for one in self.cast.people.values()):
            self.cast.is_also(people[0], role)
            self.cast.bind(role, people[0])  # 'Tik was a robot who lived in a factory'

    @staticmethod
    def _is_played(clause: Clause) -> bool:
        """Whether it is a game or an instrument, and no role in a play."""
        return bool(deed(clause, None).used) or words().has("vague", clause.objects[0][0].head)

    def _are_roles(self, clause: Clause, role: Phrase) -> None:
        """'Five children are raindrops.'"""
        label = role.words[-1].lower()
        known = label in self.cast.groups or any(role.head in one.heads for one in self.cast.people.values())
        people = [] if known or clause.negated else self.cast.who(clause.subject, leads=True)
        if len(people) > 1:
            self.cast.groups[label] = people
            for one in people:
                one.heads.add(role.head)

    def _is_called(self, clause: Clause, bearer: Phrase | None = None) -> None:
        """'My hamster is called Biscuit', 'Its name is Biscuit.'"""
        names = [one for group in clause.objects for one in group if one.is_name]
        people = self.cast.who([bearer] if bearer else clause.subject, leads=True) if len(names) == 1 else []
        if len(people) == 1 and names[0].head not in self.cast.people:
            self.cast.bind(names[0], people[0])
            people[0].heads.add(names[0].head)
            people[0].name, people[0].alone = " ".join(names[0].words), True

    def _state(self, clause: Clause) -> None:
        """'Anna is sad', 'he feels lonely', 'she is afraid of the water'."""
        if clause.negated or not clause.subject:
            return
        feeling, manner = mood_words(clause.states, ())
        feeling = feeling or feeling_in(clause.places)
        if feeling is None or not any(self.cast.is_living(one, acts=True) for one in clause.subject):
            return
        del manner
        people = self.cast.who(clause.subject, leads=True)
        self.cast.subjects = people or self.cast.subjects
        for person in people:
            if self.draft.moods.get(person.id) == feeling:
                continue
            self.draft.moods[person.id] = feeling
            if not any(one.actor is person and one.scene == self.draft.scene.id for one in self.draft.doings):
                self.draft.scene.feelings.setdefault(person.id, feeling)
        if (people and clause.verb != "be") or (
            people and not self.draft.scene.feelings.keys() >= {one.id for one in people}
        ):
            step = self.draft.next_step()
            for person in people:
                said = " ".join(word.text for word in clause.tail)
                self.draft.doings.append(
                    Doing(
                        self.draft.scene.id,
                        step,
                        person,
                        "idle",
                        None,
                        None,
                        None,
                        None,
                        feeling,
                        None,
                        f"{person.name} {said}",
                        implied=True,
                    )
                )

    def _state_of_place(self, clause: Clause) -> None:
        """'A dog is behind the tree.'"""
        if clause.verb != "be" or clause.negated:
            return
        if any(self.cast.is_living(one) for one in clause.subject):
            self._stand(clause, vocabulary.actions()["stand"], self.cast.who(clause.subject, leads=True), [])
            for preposition, group in clause.places:
                if preposition == "in":
                    self._wear(group[0], preposition, self.cast.who(clause.subject))
            return
        for phrase in clause.subject:
            thing = self._see(phrase)
            if thing is None and "there" in clause.adverbs and not (phrase.is_pronoun or phrase.is_name):
                self.cast.what(phrase)  # 'There were footprints. They followed them.'
            if thing is not None:
                self.draft.scene.props.setdefault(thing.id, thing)
                position = self._relation(clause, [])
                if position is not None:
                    self.draft.scene.prop_places.setdefault(thing.id, position)

    def _stand(self, clause: Clause, action: Action, actors: list[Person], targets: list[Person | Thing]) -> None:
        """Where somebody is from the start, when their first deed is to stand or sit there."""
        scene = self.draft.scene
        del targets
        if action.name not in STAYING and clause.verb != "be":
            return
        first = [
            actor
            for actor in actors
            if not any(
                one.actor is actor and one.scene == scene.id for one in self.draft.doings[: -len(actors) or None]
            )
        ]
        position = self._relation(clause, first)
        if position is None:
            return
        for actor in first[:1]:
            scene.positions.setdefault(actor.id, position)

    def _relation(self, clause: Clause, actors: list[Person]) -> Position | None:
        where = [*clause.places, *(place for one in clause.subject for place in one.where)]
        for adverb in clause.adverbs:
            if adverb in ("on the left", "to the left"):
                return Position(relation="left")
            if adverb in ("on the right", "to the right"):
                return Position(relation="right")
            if adverb == "in the middle":
                return Position(relation="middle")
        for preposition, group in where:
            relation = prepositions().relations.get(preposition)
            if preposition == "between":
                relation = "between"
            if relation is None or (place_of(group[0]) == self.draft.scene.place and place_of(group[0]) is not None):
                continue
            names = [name for phrase in group for name in self._anchors(phrase, actors)]
            wanted = 2 if relation == "between" else 1
            if len(names) >= wanted:
                return Position(relation=relation, of=tuple(names[:wanted]))
        return None

    def _anchors(self, phrase: Phrase, actors: list[Person]) -> list[str]:
        if self.cast.is_living(phrase):
            return [one.id for one in self.cast.who([phrase], actors) if one not in actors]
        thing = self._see(phrase)
        if thing is None:
            return []
        self.draft.scene.props.setdefault(thing.id, thing)
        return [thing.id]

    def _prop_places(self, clause: Clause) -> None:
        """'the ball under the table'."""
        for group in clause.objects:
            for phrase in group:
                thing = self.cast.things.get(phrase.head)
                if thing is None or thing.id not in self.draft.scene.props:
                    continue
                for preposition, others in clause.places:
                    relation = prepositions().relations.get(preposition)
                    other = self.cast.things.get(others[0].head)
                    if (
                        relation in ("under", "on", "behind", "next to", "in")
                        and other is not None
                        and other is not thing
                        and not others[0].is_pronoun
                    ):
                        self.draft.scene.props.setdefault(other.id, other)
                        self.draft.scene.prop_places.setdefault(thing.id, Position(relation=relation, of=(other.id,)))
