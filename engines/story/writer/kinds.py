"""Who is meant by a kind: 'the bird' after a seagull, 'the old man', 'the other girl'."""

from __future__ import annotations

from collections.abc import Sequence

from engines.story.writer import lexicon
from engines.story.writer.appearance import Appearance
from engines.story.writer.clauses import Phrase
from engines.story.writer.people import Person
from engines.story.writer.words import Being, words


class Kinds(Appearance):
    """Finds people by what they are, though they were not called so before."""

    def _by_kind(self, phrase: Phrase) -> Person | None:
        """Who 'the bird' is after a seagull, and 'the puppy' after a dog."""
        head = phrase.head
        if head in ("person", "people", "child", "adult"):
            return None
        broader = lexicon.noun_kin(head)[:3]

        def fits(person: Person) -> bool:
            if person.group and not person.alone:
                return False
            return any(head in lexicon.noun_kin(one) or one in broader for one in person.heads) and not contrary(
                phrase.adjectives, person.adjectives
            )

        found = max((p for p in self.people.values() if fits(p)), key=lambda p: (p.seen, p.led), default=None)
        if found is not None:
            found.heads.add(head)
        return found

    def _in_general(self, phrase: Phrase) -> Person | None:
        """Who 'the girl' or 'the old man' is, when nobody was called so before: whoever it fits."""
        if not words().has("general", phrase.head) or phrase.compound is not None:
            return None
        being = words().beings.get(phrase.head, Being("human"))
        human = being.kind in ("human", "child")

        def fits(person: Person) -> bool:
            alike = human == (person.being.kind in ("human", "child"))
            grown = being.kind != "child" or person.being.kind == "child" or person.name[0].isupper()
            other = person.group or person.id == "i" or contrary(phrase.adjectives, person.adjectives)
            return alike and grown and person.gender in (being.gender, None) and not other

        found = max((p for p in self.people.values() if fits(p)), key=lambda p: (p.seen, p.led), default=None)
        if found is not None and self._clock - found.seen <= 8:
            found.heads.add(phrase.head)
            found.gender = found.gender or being.gender
            return found
        return None

    def _the_other(self, phrase: Phrase) -> Person | None:
        """Who 'the other girl' is beside whoever acts."""
        being = words().beings.get(phrase.head, Being("human"))
        human = being.kind in ("human", "child")

        def fits(person: Person) -> bool:
            alike = human == (person.being.kind in ("human", "child")) and not person.group and person.id != "i"
            return alike and person.gender in (being.gender, None) and person not in self.subjects

        general = words().has("general", phrase.head)
        found = [p for p in self._present() if fits(p) and (general or phrase.head in p.heads)]
        latest = max(found, key=lambda p: p.seen, default=None)
        if latest is not None:
            latest.heads.add(phrase.head)
            latest.gender = latest.gender or being.gender
        return latest


def contrary(marks: Sequence[str], known: set[str]) -> bool:
    pairs = (
        ("big", "small"),
        ("tall", "short"),
        ("old", "young"),
        ("older", "younger"),
        ("elder", "younger"),
        ("bigger", "smaller"),
        ("taller", "shorter"),
        ("taller", "smaller"),
        ("first", "second"),
        ("good", "bad"),
        ("red", "blue"),
        ("green", "red"),
        ("blue", "green"),
    )
    return any((a in marks and b in known) or (b in marks and a in known) for a, b in pairs)
