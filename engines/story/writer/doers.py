"""Who does it, who does it too, and who is only told of."""

from __future__ import annotations

from engines.story import vocabulary
from engines.story.writer.clauses import Clause, Phrase
from engines.story.writer.deeds import Deed
from engines.story.writer.people import Person
from engines.story.writer.prepositions import in_company, prepositions
from engines.story.writer.stage import Stage
from engines.story.writer.words import words


class Doers(Stage):
    """Finds the people that a clause tells of."""

    def _actors(self, clause: Clause) -> list[Person]:
        if clause.subject and clause.subject[0].head == "we":
            self._who_we_are(clause)
        if clause.subject:
            all_of_them = "all" in clause.adverbs and clause.subject[0].head in ("they", "we")
            named = [] if clause.inherited else self.cast.known_in(self._all_nouns(clause))
            told = [one.head for group in (*clause.objects, *(who for _, who in clause.places)) for one in group]
            if clause.subject[0].head in ("everyone", "everybody", "all"):
                done_to = [one for one in clause.nouns if one.is_pronoun and one.head in ("me", "him", "her", "it")]
                named = [*named, *self.cast.who(done_to)]  # 'Everyone stared at me'
            if clause.subject[0].head == "they":
                named = [*named, *self._told_when(clause)]
            if clause.subject[0].head == "they" and {"him", "her"} & set(told) and len(self.cast.subjects) == 1:
                named = [*named, *self.cast.subjects]  # '"Give it back!" said Ann. They laughed at her.'
            self.cast.takes_turns = (
                clause.role == "main" and clause.link in (",", "and", "so", "but") and not clause.inherited
            )
            if all_of_them and clause.subject[0].head == "we":
                self.cast.who([Phrase("i", ("I",), 0, is_pronoun=True)])
            given = self.draft.doings[-1] if self.draft.doings else None
            handled = any(one.head in ("it", "them") for group in clause.objects for one in group)
            passed = handled and given is not None and given.action in ("throwing", "kicking")
            receiver = given.target if given is not None and passed else None
            self.cast.handed_to = receiver if isinstance(receiver, Person) else None
            spared = [one for preposition, group in clause.places if preposition == "except" for one in group]
            spared = [one for one in spared if self.cast.is_living(one)]
            left_out = self.cast.who(spared) if spared else []  # 'Everyone ducked except Jamal.'
            before = list(self.cast.subjects)
            found = [one for one in self._lead(clause, named) if one not in left_out]
            if clause.subject[0].head == "they" and "together" in clause.adverbs and len(before) == 1:
                found += [one for one in before if one not in found and not named]  # 'called them. Together they sewed'
                self.cast.subjects = found
            if all_of_them:
                found = self.cast.subjects = self.cast.everybody() or found
            return found
        if self.cast.subjects and clause.role != "main":
            return list(self.cast.subjects)
        if clause.role == "main" and not self.draft.doings and not clause.quotes:
            found = self.cast.who([Phrase("person", ("person",), 0, "a")], leads=True)
            self.cast.subjects = found
            return found
        return list(self.cast.subjects) if not clause.quotes else []

    def _who_we_are(self, clause: Clause) -> None:
        """'We had a picnic, my sister Ella and I.'"""
        for group in (*clause.objects, *(who for _, who in clause.places)):
            living = [one for one in group if self.cast.is_living(one)]
            if len(living) > 1 and any(one.head == "i" for one in living):
                clause.subject = living
                group[:] = [one for one in group if one not in living]
        clause.objects = [group for group in clause.objects if group]
        clause.places = [place for place in clause.places if place[1]]

    def _told_when(self, clause: Clause) -> list[Person]:
        """Who comes in 'When Mum comes home, they jump out': none of them."""
        at = next((n for n, one in enumerate(self.clauses) if one is clause), 0)
        before = self.clauses[at - 1] if at else None
        if before is None or before.role != "sub" or before.link not in ("when", "as", "while") or before.inherited:
            return []
        if not before.subject or before.subject[0].is_pronoun or any(self.cast.is_living(one) for one in before.nouns):
            return []
        found = self.cast.who(before.subject)
        others = [one for one in self.cast.here if one not in {p.id for p in found}]
        return found if len(found) == 1 and len(others) > 1 else []

    def _lead(self, clause: Clause, others: list[Person]) -> list[Person]:
        """Who the subject is; the story goes on about them, but for 'meets a boy who cries'."""
        led = {one.id: one.led for one in self.cast.people.values()}
        found = self.cast.who(clause.subject, others, leads=True)
        aside = clause.role == "rel" and self.cast.subjects and not any(one in self.cast.subjects for one in found)
        if clause.link == "seen" or aside:
            for one in found:
                one.led = led.get(one.id, -9)
        else:
            self.cast.subjects = found or self.cast.subjects
        return found

    def _all_nouns(self, clause: Clause) -> list[Phrase]:
        """What is done to or with in a clause and in those that share its subject: 'He drinks and thanks the boy.'"""
        at = next((n for n, one in enumerate(self.clauses) if one is clause), None)
        nouns = list(clause.nouns)
        for later in self.clauses[at + 1 :] if at is not None else ():
            if not (later.inherited and later.role == "main"):
                break
            nouns += later.nouns
        return nouns

    def _company(self, clause: Clause, done: Deed, actors: list[Person]) -> list[Person]:
        """Who does it too: 'walks with Ben', 'eats with her brother'."""
        action = vocabulary.actions()[done.action or "idle"]
        if not in_company(action):
            return []
        found = []
        if any(
            preposition in ("in", "on", "under") and group[0].head in _HOLDS for preposition, group in clause.places
        ):
            return []  # 'comes back with a kitten in her arms'
        used = {id(clause.tail[n]) for n in done.used if n < len(clause.tail)}
        for preposition, group in clause.places:
            if group[0].start and id(self.tagged[group[0].start - 1]) in used:
                continue  # 'catches up with her'
            if preposition in prepositions().company:
                found += self.cast.who([one for one in group if self.cast.is_living(one)], actors)
        return found

    def _listen(self, clause: Clause) -> None:
        """Nothing is shown, yet people and things were mentioned."""
        group = clause.subject
        subjects = self._lead(clause, []) if any(self.cast.is_living(one, acts=True) for one in group) else []
        for phrase in clause.subject:
            is_thing = not phrase.is_pronoun or (phrase.head == "it" and not _is_weather(clause))
            if is_thing and not subjects:
                thing = self._see(phrase)  # 'the cheese fell down'
                if thing is not None:
                    self.cast.handled(thing)
        for phrase in clause.nouns + clause.agent:
            told = clause.verb == "be" and not phrase.is_name and any(phrase in group for group in clause.objects)
            if told and not self.cast.is_living(phrase) and (thing := self._see(phrase)) is not None:
                self.cast.handled(thing)  # 'The present was a telescope.'
            if phrase.head in ("him", "her") and phrase not in clause.subject:
                self.cast.who([phrase], subjects)  # 'a ball that hit her': she was told of
            if phrase.is_pronoun or told:  # 'They are the best of friends.'
                continue
            if self.cast.is_living(phrase):
                if not subjects and clause.subject and self._is_strange(phrase):
                    continue  # 'Ash covers Pompeii'
                if phrase.determiner not in ("no", "any") and not clause.negated:
                    self.cast.who([phrase], subjects)
            elif not clause.negated:
                thing = self._see(phrase)
                if thing is not None and clause.verb in _OPENED and not clause.passive:
                    self.cast.handled(thing)  # 'opened his umbrella and held it over her'

    def hear_of(self, clause: Clause) -> None:
        """Somebody is named in what is only meant; they are known from now on, but not there."""
        if clause.role == "main" and any(self.cast.is_living(one, acts=True) for one in clause.subject):
            self._lead(clause, [])  # 'She made them sit and asked': so she is known
        here = list(self.cast.here)
        for phrase in (*clause.subject, *clause.nouns):
            if phrase.is_name or (phrase.head in words().beings and phrase.determiner == "the"):
                self.cast.who([phrase])
        self.cast.here = here

    def mention(self, clause: Clause) -> None:
        """A sentence without a verb names who and what is there."""
        if clause.subject and any(self.cast.is_living(one) for one in clause.subject):
            named = [one for one in clause.subject if self._is_somebody(one)]
            self.cast.who(named)

    def _may_act(self, clause: Clause) -> bool:
        """Whether it is worth asking what an unknown verb means: somebody does it."""
        return not clause.subject or any(self.cast.is_living(one, acts=True) for one in clause.subject)


def _is_weather(clause: Clause) -> bool:
    """'It was raining', 'it got dark': nothing does it."""
    told = {"dark", "light", "cold", "hot", "warm", "late", "early", "sunny", "foggy", "windy", "quiet"}
    dull = clause.verb in ("be", "get", "grow", "become") and bool(told & set(clause.states))
    return dull or clause.verb in ("rain", "snow", "hail", "thunder", "drizzle", "pour")


_OPENED = ("open", "close", "shut", "break", "lose", "find", "own", "finish")
_HOLDS = ("arm", "hand", "lap", "mouth", "beak", "basket", "shoulder", "back", "head", "bag", "cage", "pocket")
