"""Who is meant by a name or a noun: somebody known, one of a group, or somebody new."""

from __future__ import annotations

from engines.story.writer import lexicon
from engines.story.writer.clauses import Phrase
from engines.story.writer.kinds import Kinds, contrary
from engines.story.writer.people import Person
from engines.story.writer.words import Being, words

MOST = 8  # of a group are drawn


class Naming(Kinds):
    """Finds or makes the people that names and nouns tell of."""

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
            or next((words().names[p] for p in head.split() if words().names.get(p)), None)
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
        person.heads |= {a for a in phrase.adjectives if a in words().beings} | ({role} if role is not None else set())
        role = next((a for a in phrase.adjectives if a in FAMILY), None)
        if role is not None and (owner := self.owner_of(phrase, self.subjects)) is not None:
            owner.heads |= set(FAMILY[role].get(owner.gender or "any", FAMILY[role]["any"]))
        person.role = next((a for a in phrase.adjectives if a in words().beings), None)
        person.sure = gender is not None
        person.gender = person.gender or self._genders.get(head) or self._genders.get(first)
        if person.id in words().titles or (first in words().beings and len(head.split()) > 1):
            person.heads.add(first)
        if title is not None and lexicon.is_living(first):
            person.heads.add(_TITLES.get(first, first))  # 'Officer Diaz' is 'the officer'
        self.people[person.id] = person
        return person

    def _one(self, phrase: Phrase) -> Person:
        head = phrase.head
        new = phrase.determiner in ("a", "an", "another") or (
            phrase.number == 1 and phrase.determiner is None and phrase.owner is None
        )
        owner = self.owner_of(phrase, self.subjects)
        modifiers = set((phrase.compound or "").split()[:-1])  # 'a lion tamer' is no lion
        machines = {
            one for one in modifiers if one in words().beings and words().beings[one].kind in ("robot", "alien")
        }
        modifiers -= machines
        marks = [a for a in phrase.adjectives if a not in ("little", "poor", "dear", "good") and a not in modifiers]
        others = [p for p in self.people.values() if p is not owner]
        twin = [p for p in others if {head, *_TWINS} & p.heads]
        born_with = owner is not None and bool({head, *_TWINS} & owner.heads)
        if born_with and head in _SIBLINGS and len(twin) == 1:
            return twin[0]  # 'Wilbur shook his brother's hand'
        same = [p for p in others if head in p.heads or (head in p.adjectives and not p.group)]
        grouped = [p for p in same if p.group and not p.alone]
        if phrase.determiner == "a" and grouped and not marks:
            return self._member(grouped, marks, phrase)
        if not same and phrase.determiner in ("the", "this", "that"):
            meant = self._in_general(phrase) or self._by_kind(phrase)
            if meant is not None:
                return meant
        if "other" in phrase.adjectives and phrase.determiner == "the" and (second := self._the_other(phrase)):
            return second
        if not new or phrase.number == 1:
            alike = [p for p in same if owner is None or p.owner in (owner.id, None)]
            marked = [p for p in alike if set(marks) & p.adjectives]
            if marked:
                return max(marked, key=lambda p: p.seen)
            grouped = [p for p in alike if p.group]
            if grouped and (marks or phrase.number == 1 or phrase.determiner == "other"):
                return self._member(grouped, marks, phrase)
            if alike and not (marks and all(p.adjectives and contrary(marks, p.adjectives) for p in alike)):
                found = max(alike, key=lambda p: p.seen)
                found.alone = True
                return found
        if phrase.determiner == "another" or (new and same):
            return self._created(
                f"{(marks or ['other' if phrase.determiner == 'another' else 'second'])[0]} {head}", head, marks, owner
            )
        told_apart = [
            one for one in marks if one.endswith("er") and phrase.determiner == "the"
        ]  # 'the younger princess'
        name = f"{(told_apart or marks or ['other'])[0]} {head}" if same or told_apart else head
        return self._created(name, head, marks, owner)

    def _rename(self, person: Person, name: str) -> None:
        """Who was just met bears a name: 'a boy called Milo' is Milo, and no more one of many."""
        if name in self.people:
            return
        del self.people[person.id]
        person.id, person.group = name, None
        self.people[name] = person

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
            head = phrase.head if phrase.head != "one" else person.role or "one"
            person.name = mark if head == mark else f"{mark} {head}"
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
        heads = {head, head.split()[-1]}
        person = Person(unique, unique, being, heads, being.gender, owner=owner.id if owner else None, hat=being.hat)
        person.adjectives = set(marks)
        person.role = head
        for mark in marks:
            if mark in words().beings and words().beings[mark].kind in ("robot", "alien"):  # 'the robot cleaner'
                person.being = words().beings[mark]
                person.heads.add(mark)
        if owner is not None and head in FAMILY:
            owner.heads |= set(FAMILY[head].get(owner.gender or "any", FAMILY[head]["any"]))
        person.sure = person.gender is not None
        self.people[unique] = person
        return person

    def _several(self, phrase: Phrase) -> list[Person]:
        found = self._those(phrase)
        if phrase.head in _SIBLINGS and len(found) == 2:
            for person in found:
                person.heads.add(phrase.head)  # so each is the other's brother
        return found

    def _those(self, phrase: Phrase) -> list[Person]:
        head = phrase.head
        label = phrase.words[-1].lower() if not phrase.plural or phrase.words[-1].lower() != head else head
        if phrase.compound is not None and phrase.plural:
            label = f"{' '.join(phrase.compound.split()[:-1])} {label}"  # 'water drops'
        being = words().beings.get(head, Being("human"))
        owner = self.owner_of(phrase, self.subjects)
        if owner is not None and owner.group and head in _SIBLINGS:
            siblings = [p for p in self.people.values() if p.group == owner.group and p is not owner]
            if siblings and (phrase.number or len(siblings)) == len(siblings):
                return siblings  # 'her sisters' are the other daughters
        if owner is not None and head in FAMILY:
            owner.heads |= set(FAMILY[head].get(owner.gender or "any", FAMILY[head]["any"]))
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
            known = phrase.determiner in ("the", "both", "these", "all") and words().has("general", head)
            counted = phrase.number is not None or head in ("boy", "girl", "man", "woman")
            fit = all(p.gender in (being.gender, None) or being.gender is None for p in self._plural)
            if known and counted and fit and self._plural and len(self._plural) == count:
                return list(self._plural)
            if head in _PLAYMATES and phrase.number is None and phrase.determiner == "the" and len(self._plural) > 1:
                young = [p for p in self._plural if p.being.kind == "child" or p.being == Being("human")]
                if len(young) == len(self._plural) and not any(p.group or p.id == "i" for p in young):
                    return young  # 'Noor and Zaid ... the children'
            present = [p for p in self.people.values() if p.id in self.here and p.being.kind in ("human", "child")]
            alone = not any(p.group for p in present)
            if phrase.determiner == "the" and phrase.number == len(present) and alone and phrase.owner is None:
                return present  # 'Neil ... Buzz ... the two astronauts'
            if known and phrase.number and being.kind in ("human", "child"):
                met = [p for p in self.people.values() if p.being.kind in ("human", "child") and not p.group]
                lately = sorted((p for p in met if p not in self.subjects), key=lambda p: -p.seen)[: phrase.number]
                if len(lately) == phrase.number:
                    return [p for p in met if p in lately]
        if (
            label in self.groups
            and phrase.number is not None
            and len(self.groups[label]) == min(phrase.number, MOST)
            and phrase.determiner
        ):
            return list(self.groups[label])
        whole = self.groups.get(label, [])
        some = phrase.determiner is None and phrase.owner is None and not phrase.adjectives
        if some and phrase.number is not None and phrase.number < len(whole):
            return self._part(whole, phrase.number)  # 'seven dwarfs ... two dwarfs yawned'
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
            heads = {head, head.split()[-1]}  # 'police officers': each is an officer
            person = Person(name, name, being, heads, being.gender, group=label, hat=being.hat, role=head)
            self.people[name] = person
            made.append(person)
        self.groups[label] = made
        return list(made)


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


_PLAYMATES = ("child", "kid", "friend", "brother", "sister", "sibling", "twin")
_TWINS = ("twin", "sibling")
_SIBLINGS = ("sister", "brother", "sibling", "twin", "friend", "classmate", "teammate", "team-mate")
_TITLES = {"dr": "doctor", "prof": "professor"}
_PARENT = {"male": ("father", "dad"), "female": ("mother", "mum", "mom"), "any": ("father", "mother")}
FAMILY: dict[str, dict[str, tuple[str, ...]]] = {  # who somebody is to their own: 'his son' makes him 'the father'
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
