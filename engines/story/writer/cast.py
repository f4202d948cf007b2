"""Who is meant: names, 'the old king', 'she', 'both of them'. People are met once and known from then on."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from engines.story.writer import lexicon
from engines.story.writer.clauses import Phrase
from engines.story.writer.words import Being, words

MOST = 8  # of a group are drawn
_HE = ("he", "him", "himself")
_SHE = ("she", "her", "herself", "hers")
_IT = ("it", "itself")
_THEY = ("they", "them", "themselves", "theirs")
_EVERY = ("everybody", "everyone", "all")


@dataclass
class Person:
    """A character as far as the story has told of them."""

    id: str
    name: str
    being: Being
    heads: set[str]
    gender: str | None = None
    group: str | None = None
    owner: str | None = None
    adjectives: set[str] = field(default_factory=set)
    seen: int = 0  # when last mentioned
    led: int = -9  # when last the subject
    colours: dict[str, str] = field(default_factory=dict)
    hat: str | None = None
    role: str | None = None
    alone: bool = False  # one of a group who was told of apart
    neuter: bool = False  # was called 'it'
    sure: bool = False  # their gender was told, not guessed from a pronoun


@dataclass
class Thing:
    """Something that does nothing itself."""

    id: str
    kind: str
    colour: str | None = None
    seen: int = 0
    plural: bool = False


class Cast:
    """Everybody and everything that was mentioned."""

    def __init__(self, alive: Callable[[str, bool], bool], speakers: frozenset[str] = frozenset()) -> None:
        self.people: dict[str, Person] = {}
        self.groups: dict[str, list[Person]] = {}
        self.things: dict[str, Thing] = {}
        self.here: list[str] = []  # ids of who is in the present scene
        self.notes: list[str] = []
        self._alive = alive
        self._speakers = speakers  # nouns that speak in this story, whatever they are
        self._clock = 0
        self._meant: dict[int, list[Person]] = {}  # what phrases turned out to mean
        self._plural: list[Person] = []  # who was last meant by more than one
        self._plural_at = -1  # when
        self.subjects: list[Person] = []  # of the clause before
        self.takes_turns = False  # a new subject follows 'and' or a comma: 'Tom kicks it to Ann, and she kicks it back'

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

    def is_unknown(self, phrase: Phrase) -> bool:
        """Whether a pronoun can mean nobody who was met lately."""
        gender = {"he": "male", "she": "female"}.get(phrase.head)
        if gender is None:
            return phrase.head in (*_IT, *_THEY) and not self.people
        fits = [p for p in self.people.values() if p.gender in (gender, None) and self._clock - p.seen <= 4]
        return not fits

    def known_in(self, phrases: Sequence[Phrase]) -> list[Person]:
        """Who of those already known is named in `phrases`, and so cannot be the subject's 'they'."""
        heads = {phrase.head for phrase in phrases if not phrase.is_pronoun}
        return [person for person in self.people.values() if heads & person.heads]

    def everybody(self) -> list[Person]:
        """All who are there."""
        return self._everybody(())

    def were(self, people: list[Person]) -> None:
        """These did something together, so that 'they' means them."""
        if len(people) > 1:
            self._plural, self._plural_at = list(people), self._clock

    def tick(self) -> None:
        """A clause goes by."""
        self._clock += 1

    # Meaning of phrases.

    def is_living(self, phrase: Phrase, acts: bool = False) -> bool:
        """Whether a phrase means somebody and not something. `acts`: it stands where an actor does."""
        if id(phrase) in self._meant:
            return True
        if phrase.of is not None and phrase.is_pronoun:
            return self.is_living(phrase.of, acts)
        if phrase.is_pronoun:
            if phrase.head == "one":
                return bool(self._plural) and (bool(phrase.adjectives) or (acts and bool(self._plural[0].group)))
            if phrase.head in _IT:
                return self._latest_it(acts) is not None
            return phrase.head not in (
                "everything",
                "nothing",
                "something",
                "anything",
                "this",
                "that",
                "these",
                "those",
                "none",
                "mine",
                "yours",
            )
        known = words()
        if phrase.is_name:
            return not (phrase.head in known.places and phrase.head not in self.people)
        head = phrase.head
        if head == "other" or self._is_mark(phrase):
            return bool(self._plural)
        if head in self._speakers:
            return True
        if any(head in person.heads for person in self.people.values()):
            return True
        if head in known.beings:
            return True
        if head in known.verbs and head not in known.props:
            return False  # 'dodges a kick'
        if (
            head in known.props
            or head in known.places
            or known.has("times", head)
            or known.has("lifeless", head)
            or known.has("body", head)
        ):
            return False
        if phrase.determiner is None and phrase.owner is None and not phrase.plural:
            return acts and phrase.number is None and self._alive(head, acts)
        return self._alive(head, acts)

    def who(self, group: Sequence[Phrase], subject: Sequence[Person] = (), leads: bool = False) -> list[Person]:
        """The people that a group of phrases means; things are left out. `subject` cannot be meant by 'him'."""
        found: list[Person] = []
        for phrase in group:
            if id(phrase) in self._meant:
                meant = self._meant[id(phrase)]
            elif self.is_living(phrase, leads):
                meant = self._means(phrase, subject, leads)
                if meant:
                    self._meant[id(phrase)] = meant
            else:
                meant = []
            found += [one for one in meant if one not in found]
        for person in found:
            person.seen = self._clock
            if leads:
                person.led = self._clock
        return self._here(found)

    def _here(self, found: list[Person]) -> list[Person]:
        for person in found:
            if person.id not in self.here:
                self.here.append(person.id)
        self.were(found)
        return found

    def what(self, phrase: Phrase) -> Thing | None:
        """The thing that a phrase means."""
        if phrase.is_pronoun:
            if phrase.head in (*_IT, "them", "one", "they"):
                named = [thing for thing in self.things.values() if thing.seen >= 0]
                recent = [thing for thing in named if phrase.head != "them" or thing.plural]
                return max(recent, key=lambda thing: thing.seen, default=None)
            return None
        known = words()
        head = phrase.head
        if (known.has("body", head) and head not in known.props) or head in ("thing", "question", "something"):
            return None
        thing = self.things.get(head)
        if thing is None:
            colour = next(
                (known.lists["colours"][word] for word in phrase.adjectives if word in known.lists["colours"]), None
            )
            name = phrase.compound or head
            name = name if name not in self.people else f"{name} (thing)"
            thing = self.things[head] = Thing(name, known.props.get(head, head), colour)
        thing.plural = phrase.plural
        thing.seen = self._clock
        return thing

    def usual(self, kind: str) -> Thing:
        """A thing that nobody named, such as the ball that is thrown."""
        if kind not in self.things:
            self.things[kind] = Thing(kind if kind not in self.people else f"{kind} (thing)", kind, seen=-9)
        return self.things[kind]

    def _means(self, phrase: Phrase, subject: Sequence[Person], leads: bool) -> list[Person]:
        if phrase.is_pronoun:
            return self._pronoun(phrase, subject, leads)
        if self._is_mark(phrase):
            members = [p for p in self._plural if p.group] or self._plural
            return [self._member(members, [phrase.head, *phrase.adjectives], phrase)] if members else []
        if phrase.head == "other" and not phrase.plural and phrase.determiner == "the":
            rest = [p for p in self._plural if p.group and not p.alone] or [
                p for p in self._plural if p not in self.subjects
            ]
            if rest:
                rest[0].alone = True
                return rest[:1]
        if phrase.is_name:
            found = [self._named(phrase)]
        elif phrase.plural or (
            (being := words().beings.get(phrase.head)) is not None and being.size and phrase.head not in ("child",)
        ):
            found = self._several(phrase)
        else:
            found = [self._one(phrase)]
        for person in found:
            self._describe(person, phrase)
        if len(phrase.aliases) == len(found):
            for person, alias in zip(found, phrase.aliases, strict=True):
                self._also(person, alias)
                if alias.is_name and person.id not in self.here and person.id != alias.head:
                    self._rename(person, alias.head)
        return found

    @staticmethod
    def _is_mark(phrase: Phrase) -> bool:
        """'the third', 'the smallest': one of several."""
        known = words()
        if phrase.determiner != "the" or phrase.plural or phrase.adjectives or phrase.is_name or phrase.is_pronoun:
            return False
        return (
            phrase.head in known.lists["ordinals"]
            or phrase.head == "last"
            or (known.has("adjectives", phrase.head) and phrase.head.endswith("est"))
        )

    # Pronouns.

    def _pronoun(self, phrase: Phrase, subject: Sequence[Person], leads: bool) -> list[Person]:
        head = phrase.head
        if phrase.of is not None:
            return self._some_of(phrase, subject)
        if head in ("i", "me", "myself"):
            return [self._fixed("i", "I")]
        if head in ("we", "us"):
            others = [p for p in self._plural if p.id != "i"] or [p for p in self._present() if p.id != "i"]
            return [self._fixed("i", "I"), *(others or [self._fixed("friend", "Friend")])]
        if head in ("you", "yourself"):
            return [self._fixed("you", "You")] if leads else []
        if head in ("nobody", "no one", "none", "himself", "herself", "itself", "themselves"):
            return []
        if head in ("somebody", "someone", "anyone", "anybody"):
            return [self._fixed("someone", "Someone")]
        if head == "one" and not phrase.adjectives and leads:
            members = [p for p in self._plural if p.group and not p.alone]
            return [self._member(members, [], phrase)] if members else []
        if head == "one":
            members = [p for p in self._plural if p.group] or self._plural
            return [self._member(members, list(phrase.adjectives), phrase)] if members and phrase.adjectives else []
        if head in _EVERY:
            return self._everybody(subject, leads)
        if head in ("others", "other"):
            return self._others()
        if head in (*_THEY, "both", "these", "those", "some", "many", "each"):
            return self._more(subject, head == "both")
        if head in _IT:
            found = self._latest_it(leads)
            if found is not None and found.gender is None:
                found.neuter = True
            return [found] if found is not None and found not in subject else []
        gender = "male" if head in _HE else "female" if head in _SHE else None
        found = self._best(gender, subject, leads) if gender else None
        return [found] if found else ([self._fixed(head, head.capitalize())] if gender and leads else [])

    def owner_of(self, phrase: Phrase, subject: Sequence[Person]) -> Person | None:
        """Whose something is."""
        if phrase.owner is None:
            return None
        own = phrase.owner
        if own.is_pronoun:
            if own.head == "i":
                return self._fixed("i", "I") if "i" in self.people else None
            if own.head in ("they", "we", "you"):
                return None
            fits = [p for p in subject if self._fits(p, own.head)]
            if len(fits) == 1 and fits[0].gender is None and not self._rival(fits[0], own.head):
                fits[0].gender = "male" if own.head == "he" else "female"
            return (
                fits[0]
                if fits
                else self._best("male" if own.head == "he" else "female" if own.head == "she" else None, (), False)
            )
        found = self.who([own])
        return found[0] if found else None

    def _rival(self, person: Person, pronoun: str) -> bool:
        """Whether 'his' may as well be somebody else's."""
        if pronoun not in ("he", "she"):
            return True
        rivals = [p for p in self.people.values() if p is not person and p.seen >= self._clock - 2]
        return any(
            self._fits(p, pronoun) and (not p.group or p.alone) and p.being.kind in ("human", "child") for p in rivals
        )

    def other_owner(self, phrase: Phrase, subject: Sequence[Person]) -> Person | None:
        """Whose something is, when it is somebody else's than the subject's: 'shakes his hand'."""
        own = phrase.owner
        if own is None:
            return None
        if not own.is_pronoun:
            found = [p for p in self.who([own]) if p not in subject]
            return found[0] if found else None
        gender = {"he": "male", "she": "female"}.get(own.head)
        return self._best(gender, subject, False) if gender else None

    @staticmethod
    def _fits(person: Person, pronoun: str) -> bool:
        gender = {"he": "male", "she": "female"}.get(pronoun)
        return gender is None or person.gender in (gender, None)

    def _best(self, gender: str | None, subject: Sequence[Person], leads: bool) -> Person | None:
        known = [
            p
            for p in self.people.values()
            if p not in subject and p.gender in (gender, None) and p.id not in ("i", "you") and (not p.group or p.alone)
        ]
        if gender is None:
            return None

        def fitness(person: Person) -> float:
            recent = -1.2 * min(self._clock - person.seen, 9)
            led = 2.0 if person.led == max(p.led for p in known) else 0.0
            if not leads:
                led *= 0.5
            sure = 3.0 if person.gender == gender and person.sure else 2.2 if person.gender == gender else 0.0
            human = 3.0 if person.being.kind in ("human", "child") else 0.0
            again = self.takes_turns and leads and person in self.subjects
            led -= 2.5 if again and self._others_lately(person) else 0.0
            if not leads and person.seen >= self._clock - 1 and person.led < person.seen:
                led += 1.5  # whom the clause before was about: 'seize the cook and drag him away'
            return (
                recent
                + led
                + sure
                + human
                - (1.5 if person.group and not person.alone else 0.0)
                - (5.0 if person.neuter else 0.0)
            )

        best = max(known, key=fitness, default=None)
        if best is not None and best.gender is None:
            best.gender = gender
        return best

    def _latest_it(self, leads: bool) -> Person | None:
        """The animal, robot, alien or baby that 'it' means, unless a thing was mentioned later."""
        living = [
            p
            for p in self.people.values()
            if p.being.kind in ("animal", "robot", "alien")
            or (p.being.age == "young" and p.gender is None)
            or p.heads & self._speakers
        ]
        living = [p for p in living if p.id != "i" and (not p.group or p.alone)]
        best = max(
            living, key=lambda p: (p.seen + (1.5 if leads and p.led >= self._clock - 2 else 0), p.led), default=None
        )
        named = [one for one in self.things.values() if one.seen >= 0]
        thing = max(named, key=lambda one: one.seen, default=None)
        if best is None:
            return None
        late = (
            thing is not None
            and thing.seen > best.seen + (3 if leads else -1)
            and not (leads and best.led >= thing.seen)
        )
        if not leads and thing is not None and thing.seen >= best.seen:
            late = True
        return None if late else best

    def _more(self, subject: Sequence[Person], two: bool) -> list[Person]:
        group = [p for p in self._plural if p not in subject]
        lately = [
            p for p in self._present() if p.seen >= self._clock - 2 and (not p.group or p.alone) and p not in subject
        ]
        busy = [p for p in lately if p.led >= self._clock - 2]
        since = len(lately) > 1 and self._plural_at < min(p.seen for p in lately)
        if (
            len(lately) > 1
            and (since or self._plural_at < self._clock - 2)
            and busy
            and not any(p in group for p in lately)
        ):
            return lately
        if group and (not two or len(group) == 2):
            return group
        people = sorted((p for p in self._present() if p not in subject), key=lambda p: -p.seen)[: 2 if two else 6]
        return [person for person in self.people.values() if person in people]

    def _some_of(self, phrase: Phrase, subject: Sequence[Person]) -> list[Person]:
        assert phrase.of is not None
        whole = self._means(phrase.of, subject, False)
        if phrase.head == "one" or (phrase.head == "each" and not whole):
            for person in whole[:1]:
                person.alone = True
            return whole[:1]
        if phrase.head in ("none", "neither"):
            return []
        return whole

    def _everybody(self, subject: Sequence[Person], leads: bool = True) -> list[Person]:
        people = [p for p in self._present() if p not in subject and p.id != "you"]
        if len(people) > 1 or not leads:
            return people
        return self._crowd("everybody", "person", Being("human"), 4)

    def _others(self) -> list[Person]:
        if "others" in self.groups:
            return self.groups["others"]
        last = max(self.people.values(), key=lambda p: p.seen, default=None)
        rest = [p for p in self._present() if p is not last]
        if last is not None and last.group:
            rest = [p for p in rest if p.group == last.group]
        if len(rest) > 1:
            return rest
        return self._crowd("others", "other", last.being if last is not None else Being("human"), 3)

    def _present(self) -> list[Person]:
        if self.here:
            return [self.people[who] for who in self.here]
        return sorted(self.people.values(), key=lambda p: -p.seen)[:4]

    # Names and nouns.

    def _fixed(self, head: str, name: str) -> Person:
        if head not in self.people:
            self.people[head] = Person(head, name, Being("human"), {head})
        return self.people[head]

    def _named(self, phrase: Phrase) -> Person:
        head = phrase.head
        parts = set(head.split()) - set(words().titles)
        for person in self.people.values():
            if not person.name[0].isupper() or person.name == "I":
                continue
            known = set(person.name.lower().split()) - set(words().titles)
            if person.id == head or head in person.heads or (parts and (parts <= known or (known and known <= parts))):
                if len(head) > len(person.name):
                    person.name = " ".join(word for word in phrase.words if word.lower() in head.split())
                return person
        name = " ".join(word for word in phrase.words if word.lower() in head.split())
        first = head.split()[0]
        title = words().titles.get(first) if len(head.split()) > 1 else None
        role = "knight" if first in ("sir", "dame") and title is not None else None
        unnamed = [p for p in self.people.values() if p.group and role in p.heads and p.name == p.id]
        if unnamed:
            self._also(unnamed[0], phrase)
            return unnamed[0]
        described = next((words().beings[a] for a in phrase.adjectives if a in words().beings), None)
        being = described or title or words().beings.get(first) or Being("human")
        gender = (
            being.gender
            or words().names.get(first)
            or next((words().names[p] for p in head.split() if p in words().names), None)
        )
        if title is not None and described is None:
            gender = title.gender or gender
        person = Person(
            head,
            name or head.title(),
            being,
            {head} | ({first} if title is None and len(head.split()) > 1 else set()),
            gender,
            hat=being.hat,
        )
        person.heads |= {a for a in phrase.adjectives if a in words().beings}
        role = next((a for a in phrase.adjectives if a in _FAMILY), None)
        if role is not None and (owner := self.owner_of(phrase, self.subjects)) is not None:
            owner.heads |= set(_FAMILY[role].get(owner.gender or "any", _FAMILY[role]["any"]))
        person.role = next((a for a in phrase.adjectives if a in words().beings), None)
        person.sure = gender is not None
        if person.id in words().titles or (first in words().beings and len(head.split()) > 1):
            person.heads.add(first)
        self.people[person.id] = person
        return person

    def _one(self, phrase: Phrase) -> Person:
        head = phrase.head
        new = phrase.determiner in ("a", "an", "another") or (
            phrase.number == 1 and phrase.determiner is None and phrase.owner is None
        )
        owner = self.owner_of(phrase, self.subjects)
        modifiers = set((phrase.compound or "").split()[:-1])  # 'a lion tamer' is no lion
        marks = [a for a in phrase.adjectives if a not in ("little", "poor", "dear", "good") and a not in modifiers]
        same = [p for p in self.people.values() if head in p.heads or (head in p.adjectives and not p.group)]
        grouped = [p for p in same if p.group and not p.alone]
        if phrase.determiner == "a" and grouped and not marks:
            return self._member(grouped, marks, phrase)
        if not same and phrase.determiner in ("the", "this", "that"):
            meant = self._in_general(phrase) or self._by_kind(phrase)
            if meant is not None:
                return meant
        if not new or phrase.number == 1:
            alike = [p for p in same if owner is None or p.owner in (owner.id, None)]
            marked = [p for p in alike if set(marks) & p.adjectives]
            if marked:
                return max(marked, key=lambda p: p.seen)
            grouped = [p for p in alike if p.group]
            if grouped and (marks or phrase.number == 1 or phrase.determiner == "other"):
                return self._member(grouped, marks, phrase)
            if alike and not (marks and all(p.adjectives and _contrary(marks, p.adjectives) for p in alike)):
                found = max(alike, key=lambda p: p.seen)
                found.alone = True
                return found
        if phrase.determiner == "another" or (new and same):
            return self._created(
                f"{(marks or ['other' if phrase.determiner == 'another' else 'second'])[0]} {head}", head, marks, owner
            )
        return self._created(head if not same else f"{(marks or ['other'])[0]} {head}", head, marks, owner)

    def _rename(self, person: Person, name: str) -> None:
        """Who was just met bears a name: 'a boy called Milo' is Milo, and no more one of many."""
        if name in self.people:
            return
        del self.people[person.id]
        person.id, person.group = name, None
        self.people[name] = person

    def _by_kind(self, phrase: Phrase) -> Person | None:
        """Who 'the bird' is after a seagull, and 'the puppy' after a dog."""
        head = phrase.head
        if head in ("person", "people", "child", "adult"):
            return None
        broader = lexicon.noun_kin(head)[:3]

        def fits(person: Person) -> bool:
            if person.group and not person.alone:
                return False
            return any(head in lexicon.noun_kin(one) or one in broader for one in person.heads) and not _contrary(
                phrase.adjectives, person.adjectives
            )

        found = max((p for p in self.people.values() if fits(p)), key=lambda p: (p.seen, p.led), default=None)
        if found is not None:
            found.heads.add(head)
        return found

    def _in_general(self, phrase: Phrase) -> Person | None:
        """Who 'the girl' or 'the old man' is, when nobody was called so before: whoever it fits."""
        if not words().has("general", phrase.head):
            return None
        being = words().beings.get(phrase.head, Being("human"))
        human = being.kind in ("human", "child")

        def fits(person: Person) -> bool:
            alike = human == (person.being.kind in ("human", "child"))
            grown = being.kind != "child" or person.being.kind == "child" or person.name[0].isupper()
            other = person.group or person.id == "i" or _contrary(phrase.adjectives, person.adjectives)
            return alike and grown and person.gender in (being.gender, None) and not other

        found = max((p for p in self.people.values() if fits(p)), key=lambda p: (p.seen, p.led), default=None)
        if found is not None and self._clock - found.seen <= 8:
            found.heads.add(phrase.head)
            found.gender = found.gender or being.gender
            return found
        return None

    def _member(self, members: list[Person], marks: list[str], phrase: Phrase) -> Person:
        """One of a group, called by what sets them apart: 'the smaller boy', 'the first astronaut'."""
        ordinals = words().lists["ordinals"]
        free = [p for p in members if not p.adjectives] or members
        mark = marks[0] if marks else None
        if mark in ordinals and ordinals.index(mark) < len(members):
            person = members[ordinals.index(mark)]
        elif phrase.determiner == "other" or mark in ("other", "second", "last"):
            person = min(free, key=lambda p: p.seen) if any(p.seen != free[0].seen for p in free) else free[-1]
        else:
            person = free[0]
        if mark and not person.adjectives:
            person.adjectives.add(mark)
            person.name = f"{mark} {phrase.head if phrase.head != 'one' else person.role or 'one'}"
        person.alone = True
        return person

    def _created(self, name: str, head: str, marks: list[str], owner: Person | None) -> Person:
        unique, n = name, 2
        while unique in self.people:
            unique, n = f"{name} {n}", n + 1
        if unique in self.things:
            self.things[unique].id = f"{unique} (thing)"
        being = words().beings.get(head) or _being_of(head)
        if head not in words().beings and (head in words().props or words().has("lifeless", head)):
            being = Being("animal")
        if {"little", "small", "baby"} & set(marks) and being.kind == "human" and not {"old", "elderly"} & set(marks):
            being = Being("child", being.gender, "young", being.hat)
        if "old" in marks or "elderly" in marks:
            being = Being(being.kind, being.gender, "old", being.hat)
        person = Person(unique, unique, being, {head}, being.gender, owner=owner.id if owner else None, hat=being.hat)
        person.adjectives = set(marks)
        person.role = head
        if owner is not None and head in _FAMILY:
            owner.heads |= set(_FAMILY[head].get(owner.gender or "any", _FAMILY[head]["any"]))
        person.sure = person.gender is not None
        self.people[unique] = person
        return person

    def _several(self, phrase: Phrase) -> list[Person]:
        head = phrase.head
        label = phrase.words[-1].lower() if not phrase.plural or phrase.words[-1].lower() != head else head
        being = words().beings.get(head, Being("human"))
        new = (
            phrase.number is not None and phrase.determiner not in ("the", "these", "those", "both")
        ) or phrase.determiner == "other"
        if not new or phrase.owner is not None:
            if label in self.groups:
                return list(self.groups[label])
            alike = [p for p in self.people.values() if head in p.heads]
            if len(alike) > 1:
                return alike
            count = phrase.number or (2 if phrase.determiner == "both" else len(self._plural))
            known = phrase.determiner in ("the", "both", "these", "all") and head in ("boy", "girl", "man", "woman")
            if known and self._plural and len(self._plural) == count:
                return list(self._plural)
        if (
            label in self.groups
            and phrase.number is not None
            and len(self.groups[label]) == min(phrase.number, MOST)
            and phrase.determiner
        ):
            return list(self.groups[label])
        if label in self.groups:
            label = " ".join([*phrase.adjectives[:1], label]) if phrase.adjectives else f"other {label}"
            if label in self.groups:
                return list(self.groups[label])
        number = (
            phrase.number
            or being.size
            or (2 if phrase.owner is not None and head in ("parent", "grandparent", "twin") else 3)
        )
        return self._crowd(label, head, being, number)

    def _crowd(self, label: str, head: str, being: Being, number: int) -> list[Person]:
        if number > MOST:
            self.notes.append(f"Of {number} {label}, {MOST} are drawn.")
        made = []
        for n in range(1, min(number, MOST) + 1):
            name = f"{head if label.split()[-1] != head or number == 1 else label} {n}"
            while name in self.people:
                name += "'"
            person = Person(name, name, being, {head}, being.gender, group=label, hat=being.hat, role=head)
            self.people[name] = person
            made.append(person)
        self.groups[label] = made
        return list(made)

    def _describe(self, person: Person, phrase: Phrase) -> None:
        """Colours, hats and age that a phrase gives."""
        colours = words().lists["colours"]
        for word in phrase.adjectives:
            if word in colours and not phrase.plural:
                person.colours["body"] = colours[word]
        for preposition, group in phrase.where:
            if preposition not in ("in", "with", "wearing"):
                continue
            for worn in group:
                self.wears(person, worn)

    def wears(self, person: Person, worn: Phrase) -> None:
        """Clothes and hats: 'in a red hood', 'with a blue hat'."""
        colours = words().lists["colours"]
        colour = next((colours[word] for word in worn.adjectives if word in colours), None)
        if worn.head in _HATS:
            person.hat = _HATS[worn.head]
            if colour:
                person.colours["hat"] = colour
        elif worn.head == "hair" and colour:
            person.colours["hair"] = colour
        elif words().has("clothes", worn.head) and colour:
            person.colours["clothes"] = colour

    def _also(self, person: Person, alias: Phrase) -> None:
        """'his mother, the queen', 'The teacher, Mrs Green'."""
        person.heads.add(alias.head)
        if alias.is_name:
            first = alias.head.split()[0]
            title = words().titles.get(first)
            person.name = " ".join(word for word in alias.words if word.lower() in alias.head.split())
            person.gender = (title.gender if title else None) or words().names.get(first) or person.gender
            person.alone = True
        elif alias.head in words().beings:
            more = words().beings[alias.head]
            person.gender = person.gender or more.gender
            person.hat = person.hat or more.hat
            person.role = person.role or alias.head
            if more.kind != "human":
                person.being = more
            if not person.name[0].isupper():
                person.name = alias.head


def _being_of(noun: str) -> Being:
    """What the lexicon tells of a noun that people.yaml does not hold."""
    entry, kin = lexicon.entry(noun), lexicon.noun_kin(noun)
    animal = entry is not None and "animal" in entry.noun_fields[:2] and "person" not in entry.noun_fields[:1]
    gender = (
        "female"
        if {"woman", "female"} & set(kin) or noun.endswith("ess")
        else "male"
        if {"man", "male"} & set(kin)
        else None
    )
    young = bool({"child", "kid", "youngster"} & set(kin[:4]))
    return Being("animal" if animal else "child" if young else "human", gender, "young" if young else "grown")


def _contrary(marks: Sequence[str], known: set[str]) -> bool:
    pairs = (
        ("big", "small"),
        ("tall", "short"),
        ("old", "young"),
        ("first", "second"),
        ("good", "bad"),
        ("red", "blue"),
        ("green", "red"),
        ("blue", "green"),
    )
    return any((a in marks and b in known) or (b in marks and a in known) for a, b in pairs)


_PARENT = {"male": ("father", "dad"), "female": ("mother", "mum", "mom"), "any": ("father", "mother")}
_FAMILY: dict[str, dict[str, tuple[str, ...]]] = {  # who somebody is to their own: 'his son' makes him 'the father'
    "son": _PARENT,
    "daughter": _PARENT,
    "child": _PARENT,
    "baby": _PARENT,
    "grandson": {"male": ("grandfather",), "female": ("grandmother",), "any": ("grandfather", "grandmother")},
    "granddaughter": {"male": ("grandfather",), "female": ("grandmother",), "any": ("grandfather", "grandmother")},
    "wife": {"any": ("husband",)},
    "husband": {"any": ("wife",)},
    "pupil": {"any": ("teacher",)},
    "dog": {"any": ("owner",)},
    "cat": {"any": ("owner",)},
    "horse": {"any": ("rider", "owner")},
}
_HATS = {
    "hat": "hat",
    "cap": "cap",
    "crown": "crown",
    "helmet": "helmet",
    "hood": "hood",
    "beanie": "beanie",
    "top hat": "top hat",
    "bow": "bow",
    "turban": "turban",
    "bonnet": "bonnet",
    "headscarf": "headscarf",
    "hijab": "headscarf",
    "tiara": "crown",
    "wig": "wig",
}
