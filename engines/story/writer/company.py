"""Who and what was mentioned, when last, and who is there."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping, Sequence

from engines.story.writer.clauses import Phrase
from engines.story.writer.people import Person, Thing
from engines.story.writer.words import Being


class Company(ABC):
    """Everybody and everything that was met."""

    def __init__(
        self,
        alive: Callable[[str, bool], bool],
        speakers: frozenset[str] = frozenset(),
        elsewhere: frozenset[str] = frozenset(),
        genders: Mapping[str, str] | None = None,
    ) -> None:
        self.people: dict[str, Person] = {}
        self.groups: dict[str, list[Person]] = {}
        self.things: dict[str, Thing] = {}
        self.here: list[str] = []  # ids of who is in the present scene
        self.notes: list[str] = []
        self._alive = alive
        self._speakers = speakers  # nouns that speak in this story, whatever they are
        self._elsewhere = elsewhere  # names of places and subjects at school
        self._genders = genders or {}  # of names that tell none
        self._clock = 0
        self._meant: dict[int, list[Person]] = {}  # what phrases turned out to mean
        self._plural: list[Person] = []  # who was last meant by more than one
        self._plural_at = -1  # when
        self._us: list[Person] = []  # who 'we' are beside me
        self._whole: list[Person] = []  # the group that was shared out last
        self._taken: list[Person] = []  # those of it who were told of apart
        self.subjects: list[Person] = []  # of the clause before
        self.handed_to: Person | None = (
            None  # who was given what the clause handles: 'gives him a pill. He swallows it.'
        )
        self.takes_turns = False  # a new subject follows 'and' or a comma: 'Tom kicks it to Ann, and she kicks it back'

    def _part(self, whole: Sequence[Person], number: int) -> list[Person]:
        """So many of a group, those first who were not told of apart yet."""
        if self._whole != list(whole):
            self._whole, self._taken = list(whole), []
        free = [person for person in whole if person not in self._taken]
        if len(free) < number:
            free, self._taken = list(whole), []
        self._taken += free[:number]
        return free[:number]

    def _others_lately(self, person: Person) -> bool:
        """Whether the clause before told of somebody else beside its subject."""
        return any(p is not person and p.seen >= person.seen and not p.group for p in self.people.values())

    def latest_animal(self, subject: Sequence[Person]) -> Person | None:
        """The animal, robot or alien that was told of last."""
        found = [p for p in self.people.values() if p.being.kind in ("animal", "robot", "alien") and p not in subject]
        return max(found, key=lambda p: p.seen, default=None)

    def bind(self, phrase: Phrase, person: Person) -> None:
        """From now on `phrase` means `person`."""
        self._meant[id(phrase)] = [person]

    def has_recent_thing(self, plural: bool) -> bool:
        """Whether a thing, or several, was told of in the last clauses."""
        return any(one.seen >= self._clock - 2 and (one.plural or not plural) for one in self.things.values())

    def it_acted_last(self) -> bool:
        """Whether an animal or the like did something after anything was done to a thing."""
        animals = [p for p in self.people.values() if p.being.kind in ("animal", "robot", "alien") and not p.group]
        acted = max((p.led for p in animals), default=-9)
        return acted >= self._clock - 1 and acted > max((one.salience for one in self.things.values()), default=-9)

    def it_came_last(self) -> bool:
        """Whether an animal or the like was told of after any thing: 'catches the mouse and puts it in his pocket'."""
        animals = [p for p in self.people.values() if p.being.kind in ("animal", "robot", "alien") and not p.group]
        met = max((p.seen for p in animals if p not in self.subjects), default=-9)
        return met >= self._clock - 1 and met > max((one.seen for one in self.things.values()), default=-9)

    def handled(self, thing: Thing) -> None:
        """Something is done to it, so that 'it' is rather this than where it is put."""
        thing.seen = thing.led = max(self._clock, thing.seen)

    def mentioned(self, phrases: Sequence[Phrase]) -> None:
        """Things that are known were named again, whatever for: 'with the keys in its beak'."""
        for phrase in phrases:
            if not phrase.is_pronoun and phrase.head in self.things:
                self.things[phrase.head].seen = max(self.things[phrase.head].seen, self._clock)

    def are_things(self, lately: bool = False) -> bool:
        """Whether 'them' is rather things than people: they were told of in the clause before, and no group was.

        lately: it is done to things as a rule, so that people may have been told of just as lately.
        """
        things = max((one.seen for one in self.things.values() if one.plural), default=-9)
        others = [p for p in self._plural if p not in self.subjects]
        people = max((p.seen for p in others), default=-9) if len(others) > 1 else -9
        return things >= self._clock - 1 and (things > people or (lately and things == people))

    def known_in(self, phrases: Sequence[Phrase]) -> list[Person]:
        """Who of those already known is named in `phrases`, and so cannot be the subject's 'they'."""
        new = [
            one for one in phrases if one.determiner in ("a", "an", "another")
        ]  # 'he saw another dog': he may be one
        kin = [one for one in phrases if one.owner is not None and one.owner.is_pronoun]  # 'his brother' has one too
        heads = {phrase.head for phrase in phrases if not phrase.is_pronoun and phrase not in (*new, *kin)}
        return [person for person in self.people.values() if heads & person.heads]

    def were(self, people: list[Person]) -> None:
        """These did something together, so that 'they' means them."""
        beside = [p for p in people if p.id != "i"]
        if 0 < len(beside) < len(people) and [p.id for p in beside] != ["friend"]:
            self._us = beside  # 'Ella and I'
        if len(people) > 1:
            self._plural, self._plural_at = list(people), self._clock

    def tick(self) -> None:
        """A clause goes by."""
        self._clock += 1

    def _here(self, found: list[Person]) -> list[Person]:
        for person in found:
            if person.id not in self.here:
                self.here.append(person.id)
        self.were(found)
        return found

    def _present(self) -> list[Person]:
        if self.here:
            return [self.people[who] for who in self.here]
        return sorted(self.people.values(), key=lambda p: -p.seen)[:4]

    def _fixed(self, head: str, name: str) -> Person:
        if head not in self.people:
            self.people[head] = Person(head, name, Being("human"), {head})
        return self.people[head]

    # What a phrase means is for others to say.

    @abstractmethod
    def who(self, group: Sequence[Phrase], subject: Sequence[Person] = (), leads: bool = False) -> list[Person]:
        """The people that a group of phrases means; things are left out. `subject` cannot be meant by 'him'."""

    def whose(self, owner: Phrase) -> list[Person]:
        """Who owns something; the story is not about them for that."""
        before = {person.id: person.seen for person in self.people.values()}
        found = self.who([owner])
        for person in found:
            person.owns = person.id not in before or person.owns
            person.seen = before.get(person.id, person.seen)
        return found

    @abstractmethod
    def _means(self, phrase: Phrase, subject: Sequence[Person], leads: bool) -> list[Person]: ...

    @abstractmethod
    def owner_of(self, phrase: Phrase, subject: Sequence[Person]) -> Person | None:
        """Whose something is."""
