"""Parts of a group: 'two of them', 'the other two', 'another', 'the rest', 'everybody'."""

from __future__ import annotations

from collections.abc import Sequence

from engines.story.writer.clauses import Phrase
from engines.story.writer.naming import MOST, Naming
from engines.story.writer.people import Person
from engines.story.writer.words import Being


class Parts(Naming):
    """Shares groups out: who was told of apart is not among the others."""

    def _apart(self, whole: Sequence[Person]) -> list[Person]:
        """One of a group who is told of alone."""
        found = self._part(whole, 1)
        for person in found:
            person.alone = True
        return found

    def _some_of(self, phrase: Phrase, subject: Sequence[Person]) -> list[Person]:
        assert phrase.of is not None
        whole = self._means(phrase.of, subject, False)
        if phrase.head == "one" or (phrase.head == "each" and not whole):
            return self._apart(whole) if len(whole) > 1 else whole
        if phrase.head in ("none", "neither"):
            return []
        number = 2 if phrase.head == "both" else phrase.number
        if number is None or number == len(whole):
            return whole
        grouped = {person.group for person in whole} - {None}
        if len(grouped) == 1 and (number < len(whole) or len(whole) == MOST):
            return self._part(whole, min(number, len(whole) - 1))
        return self._so_many(number, subject) or whole if phrase.of.is_pronoun else whole

    def _so_many(self, number: int, subject: Sequence[Person]) -> list[Person]:
        """'the three of them': as many, of those who were told of last."""
        people = [p for p in self._present() if p not in subject and (not p.group or p.alone)]
        if len(people) < number:  # some have not been named in this place yet
            people = [p for p in self.people.values() if p not in subject and (not p.group or p.alone)]
        others = [p for p in people if p not in self.subjects]  # who was just told of alone is none of both
        apart = len(others) == number and all(p.led >= 0 for p in others)
        lately = sorted(others if apart else people, key=lambda p: (-p.seen, -p.led))[:number]
        return [p for p in people if p in lately] if len(lately) == number else []

    def _so_many_more(self, number: int) -> list[Person]:
        """'Three sat down, four stood': so many of the group that was told of last."""
        whole = list(self._whole) if set(map(id, self._plural)) <= set(map(id, self._whole)) else self._plural
        if not whole or not whole[0].group or number > len(whole):
            return []
        return self._part(whole, number) if number < len(whole) else list(whole)

    def _everybody(self, subject: Sequence[Person], leads: bool = True, label: str = "everybody") -> list[Person]:
        people = [p for p in self._present() if p not in subject and p.id != "you"]
        if len(people) > 1 or not leads:
            return people
        return self._crowd(label, "person", Being("human"), 4)

    def _others(self, number: int | None = None) -> list[Person]:
        """Who is left of a group that was shared out, else of all who are there."""
        left = [person for person in self._whole if person not in self._taken]
        if left and self._taken and all(person.id in self.here for person in left):
            return left[:number]
        if "others" in self.groups:
            return self.groups["others"]
        last = max(self.people.values(), key=lambda p: p.seen, default=None)
        rest = [p for p in self._present() if p is not last]
        grouped = [p for p in rest if p.group and not p.alone]
        if last is not None and grouped:
            group = last.group or max(grouped, key=lambda p: p.seen).group
            rest = [p for p in rest if p.group == group]
        if len(rest) > 1:
            return rest
        return self._crowd("others", "other", last.being if last is not None else Being("human"), 3)
