"""A clause becomes beats: who acts, on whom, with what, where to and how."""

from __future__ import annotations

from dataclasses import replace

from engines.story import vocabulary
from engines.story.writer import lexicon
from engines.story.writer.beats import Beats
from engines.story.writer.clauses import Clause
from engines.story.writer.deeds import deed
from engines.story.writer.tagging import STATES
from engines.story.writer.verb_senses import VerbSenses
from engines.story.writer.words import words


class Actor(VerbSenses, Beats):
    """Adds the beats of clauses to a draft."""

    def act(self, clause: Clause, together: bool = False, step: int | None = None) -> None:
        """What `clause` shows, at its own step, at that of the one before (`together`), or at `step`."""
        for n, part in enumerate(self._shared_out(clause)):
            self._act(part, together, step if n == 0 else None)

    def _is_flung(self, clause: Clause) -> bool:
        """Whether 'it' is what was just thrown or dropped: 'dropped the cake. It fell on the king.'"""
        alone = len(clause.subject) == 1 and clause.subject[0].head == "it" and not clause.passive
        last = self.draft.doings[-1] if self.draft.doings else None
        flung = last is not None and last.action in ("throwing", "kicking", "batting", "pitching", "shooting")
        strikes = clause.verb in ("hit", "strike")
        falls = not clause.objects and clause.verb in ("fall", "land", "roll", "bounce", "fly")
        return alone and flung and (strikes or falls)

    def _shared_out(self, clause: Clause) -> list[Clause]:
        """'gives Tom a book and Ann a ball' as two clauses."""
        flat = [one for group in clause.objects for one in group]
        living = [self.cast.is_living(one) for one in flat]
        if len(flat) != 4 or living != [True, False, True, False] or clause.each_other:
            return [clause]
        return [replace(clause, objects=[[flat[n]], [flat[n + 1]]]) for n in (0, 2)]

    def _act(self, clause: Clause, together: bool, step: int | None) -> None:
        led = self.cast.subjects
        if clause.subject and all(one.is_name for one in clause.subject):
            self.cast.subjects = self.cast.who(clause.subject)  # 'Jamal held his mother's hand': it is Jamal's mother
        for phrase in (*clause.subject, *clause.nouns):
            own = phrase.owner
            if own is not None and (own.is_name or (not own.is_pronoun and own.head in words().beings)):
                self.cast.whose(own)  # 'Lena's balloon flies away': so there is a Lena
            whole = phrase.of
            owned = phrase.head in words().held or phrase.head in words().props
            if owned and whole is not None and whole.determiner in ("a", "an") and whole.head in words().beings:
                self.cast.whose(whole)  # 'carries the bags of a lady'
        self.cast.subjects = led
        self._is_role(clause)
        ways = [state for state in clause.states if state in ("left", "right")]
        if ways and clause.verb != "be":  # 'looks left'
            clause.states = [state for state in clause.states if state not in ways]
            clause.adverbs += ways
        if clause.verb == "be" and "asleep" in clause.states and clause.places and not clause.negated:
            clause.verb, clause.states = "sleep", [one for one in clause.states if one != "asleep"]
        told = clause.states and clause.verb in ("go", "turn", "come") and not clause.places
        if clause.verb in STATES or (told and not deed(clause, None).used):
            self._state(clause)
            if clause.verb not in STATES or (clause.verb == "look" and clause.states and not clause.nouns):
                return
        before = self.tagged[clause.verb_at - 1].lower if 0 < clause.verb_at <= len(self.tagged) else ""
        self._is_received(clause)
        negated = clause.negated or before in ("almost", "nearly")
        negated |= any(
            one.head in ("nobody", "no one", "none", "neither") or one.determiner in ("no", "neither")
            for one in clause.subject
        )
        senses = (
            clause.link != "so that" and clause.modal in ("can", "could") and lexicon.is_perceiving(clause.verb or "")
        )
        if negated or (clause.modal and not senses and not words().lists["modals"].get(clause.modal, True)):
            self._listen(clause)
            return
        if any(phrase.head in ("nothing", "nobody", "no one") for group in clause.objects for phrase in group):
            self._listen(clause)
            return
        if clause.inherited and clause.link == "and" and self._again == clause.verb and not clause.nouns:
            return  # 'they dug and dug'
        self._again = clause.verb
        if self._is_flung(clause):
            self._listen(clause)
            return
        done = self._special(clause, deed(clause, self._embedder if self._may_act(clause) else None))
        if done.action is None:
            self._state_of_place(clause)
            self._listen(clause)
            if done.note and self._may_act(clause):
                self.draft.note(done.note)
            return
        sniffs = done.action in ("looking_around", "idle") and not clause.nouns
        if clause.quotes and clause.quoted_first and (done.note or sniffs):
            self._listen(clause)  # '"A monster," panted Eli'
            return
        if clause.quotes and done.action == "typing" and clause.verb != "write":
            self._listen(clause)  # 'Lena tests it: "What is two plus two?"'
            return
        if clause.role == "inf" and clause.link == "to" and done.note:
            self._listen(clause)  # 'put it on the windowsill to cool'
            return
        posture = vocabulary.actions()[done.action].posture
        if clause.passive and not clause.agent and posture in ("sitting", "lying", "kneeling"):
            clause.passive = False  # 'is curled up', 'is seated'
        if clause.passive:
            if vocabulary.actions()[done.action].kind != "locomotion" or clause.verb in (
                "chase",
                "carry",
                "drag",
                "pull",
                "escort",
                "follow",
                "pursue",
                "lead",
            ):
                self._suffer(clause, done)
            else:
                self._listen(clause)
            return
        actors = self._actors(clause)
        if not actors:
            self._listen(clause)
            return
        if done.action == "handshake" and self._offered is not None and self._offered not in actors:
            clause.objects = []
            self._add(clause, done, actors, [self._offered], None, together, step)
            self._offered = None
            return
        hand = any(one.head == "hand" for group in clause.objects for one in group)
        self._offered = actors[0] if hand and done.action in ("point", "throwing") else None
        for word in clause.tail:
            if len(actors) == 1 and word.lower in ("himself", "herself") and actors[0].gender is None:
                actors[0].gender = "male" if word.lower == "himself" else "female"
        for phrase in clause.nouns:
            if vocabulary.actions()[done.action].kind == "locomotion" and words().has("body", phrase.head):
                continue  # 'ran over his nose': it is another's
            self.cast.owner_of(phrase, actors)  # 'a soldier lifts his head': so the soldier is a man
        company = self._company(clause, done, actors)
        actors = [*actors, *(one for one in company if one not in actors)]
        target, prop = self._aims(clause, done, actors)
        if done.note:
            self.draft.note(done.note)
        self._add(clause, done, actors, target, prop, together, step)
        self.cast.mentioned(clause.nouns)
