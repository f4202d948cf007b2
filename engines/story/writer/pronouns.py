"""Who is meant by 'she', 'it', 'both of them', 'his': whoever fits and was told of last."""

from __future__ import annotations

from collections.abc import Sequence

from engines.story.writer.clauses import Phrase
from engines.story.writer.parts import Parts
from engines.story.writer.people import Person
from engines.story.writer.words import words

_HE = ("he", "him", "himself")
_SHE = ("she", "her", "herself", "hers")
IT = ("it", "itself")
_THEY = ("they", "them", "themselves", "theirs")
_EVERY = ("everybody", "everyone", "all")


WEIGHTS = {  # how much speaks for somebody as 'he' or 'she'; the best over all stories that there are
    "a clause ago": 1.2,
    "led": 2.0,
    "led, not asked who acts": 0.5,
    "surely he or she": 3.0,
    "probably he or she": 2.2,
    "human": 2.5,
    "human among animals": 0.5,
    "an animal called he or she": 0.0,
    "takes turns": 2.5,
    "handed to": 4.0,
    "just acted on": 0.7,
    "whose they are": 2.0,
    "one of several": 1.5,
    "called it": 5.0,
    "only owns": 3.0,
}


class Pronouns(Parts):
    """Finds the people that pronouns mean."""

    def _pronoun(self, phrase: Phrase, subject: Sequence[Person], leads: bool) -> list[Person]:
        head = phrase.head
        if phrase.of is not None:
            return self._some_of(phrase, subject)
        if head in ("i", "me", "myself"):
            return [self._fixed("i", "I")]
        if head in ("we", "us"):
            return [self._fixed("i", "I"), *self._with_me()]
        if head in ("you", "yourself"):
            return [self._fixed("you", "You")] if leads else []
        if head in ("nobody", "no one", "none", "himself", "herself", "itself", "themselves"):
            return []
        if head in ("somebody", "someone", "anyone", "anybody"):
            return [self._fixed("someone", "Someone")]
        if head in ("one", "another") and not phrase.adjectives and leads:
            members = [p for p in self._plural if p.group] or list(self._whole)
            return self._apart(members) if len(members) > 1 else []
        if head == "one":
            members = [p for p in self._plural if p.group] or self._plural
            return [self._member(members, list(phrase.adjectives), phrase)] if members and phrase.adjectives else []
        if head in _EVERY:
            return self._everybody(subject, leads, head if head != "all" else "everybody")
        if head in ("others", "other"):
            return self._others(phrase.number)
        if phrase.number is not None and leads and (some := self._so_many_more(phrase.number)):
            return some
        if phrase.number is not None and leads and len(all_here := self._present()) == phrase.number:
            return all_here  # 'all three ate'
        if head in (*_THEY, "both", "these", "those", "some", "many", "each"):
            several = self._more(subject, head == "both")
            together = [p for p in several if not p.owns and not (p.neuter and p.led < self._clock - 1)]
            return together if len(together) > 1 else several
        if head in IT:
            found = self._latest_it(leads, subject)
            if found is None:
                return []
            found.neuter |= found.gender is None
            return [found]
        gender = "male" if head in _HE else "female" if head in _SHE else None
        found = self._best(gender, subject, leads) if gender else None
        return [found] if found else ([self._fixed(head, head.capitalize())] if gender and leads else [])

    def _with_me(self) -> list[Person]:
        """Who 'we' are beside me: who was last meant together, else who was told of; a friend, where nobody was."""
        strangers = ("everybody", "everyone")
        if self._us and all(p.id in self.people for p in self._us):
            return self._us
        others = [p for p in self._plural if p.id != "i" and p.group not in strangers]
        alone = [p for p in self._present() if p.seen > self._plural_at and p.being.kind in ("human", "child")]
        alone = [p for p in alone if p.id not in ("i", "friend", "you") and not p.group]
        if others and alone and not any(p in self._plural for p in alone) and others[0].group:
            others = [max(alone, key=lambda p: p.seen)]  # 'I watched the others. Zainab came. We talked.'
        others = others or [p for p in self._present() if p.id != "i" and p.group not in strangers]
        if [p.id for p in others] == ["friend"]:
            others = [p for p in self._present() if p.id not in ("i", "friend") and not p.group] or others
        return others or [self._fixed("friend", "Friend")]

    def is_unknown(self, phrase: Phrase) -> bool:
        """Whether a pronoun can mean nobody who was met lately."""
        gender = {"he": "male", "she": "female"}.get(phrase.head)
        if gender is None:
            return phrase.head in (*IT, *_THEY) and not self.people
        fits = [p for p in self.people.values() if p.gender in (gender, None) and self._clock - p.seen <= 4]
        return not fits

    def everybody(self) -> list[Person]:
        """All who are there."""
        return self._everybody(())

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
            if own.head == "it" and not any(p.being.kind in ("animal", "robot", "alien") or p.neuter for p in subject):
                return self._latest_it(False, subject)
            fits = [p for p in subject if self._fits(p, own.head) and phrase.head not in p.heads]
            kin = phrase.head in words().beings and words().beings[phrase.head].kind in ("human", "child")
            if (kin or not any(p.gender for p in fits)) and (known := self._owner_of_known(phrase)) is not None:
                return known
            humans = [p for p in self.people.values() if p.being.kind in ("human", "child") and self._fits(p, own.head)]
            alone = len(fits) == 1 and (fits[0] in humans or not humans)
            if alone and fits[0].gender is None and not self._rival(fits[0], own.head):
                fits[0].gender = "male" if own.head == "he" else "female"
            return (
                fits[0]
                if fits
                else self._best("male" if own.head == "he" else "female" if own.head == "she" else None, (), False)
            )
        found = self.whose(own)
        return found[0] if found else None

    def _owner_of_known(self, phrase: Phrase) -> Person | None:
        """Whose dad 'her dad' is, when a girl's dad was told of."""
        assert phrase.owner is not None
        known = [p for p in self.people.values() if phrase.head in p.heads and p.owner in self.people]
        owners = [self.people[p.owner] for p in known if p.owner is not None]
        fit = [one for one in owners if self._fits(one, phrase.owner.head)]
        return max(fit, key=lambda one: one.seen, default=None)

    def _rival(self, person: Person, pronoun: str) -> bool:
        """Whether 'his' may as well be somebody else's."""
        if pronoun not in ("he", "she"):
            return True
        rivals = [p for p in self.people.values() if p is not person and p.seen >= self._clock - 2]
        return any(
            self._fits(p, pronoun) and (not p.group or p.alone) and (p.gender or p.being.kind in ("human", "child"))
            for p in rivals
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
        if own.head == "it":
            return self._latest_it(False, subject)
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

        first = next(iter(self.people.values()), None)
        of_animals = first is not None and first.being.kind == "animal"  # so that people are nobody special

        def fitness(person: Person) -> float:
            led = WEIGHTS["led"] if person.led == max(p.led for p in known) else 0.0
            if not leads:
                led *= WEIGHTS["led, not asked who acts"]
            if leads and len(self.subjects) > 1 and person in self.subjects:
                led = -1.2  # 'They found Suki. She was singing.'
            if person.gender == gender:
                led += WEIGHTS["surely he or she" if person.sure else "probably he or she"]
            if person.being.kind in ("human", "child"):
                led += WEIGHTS["human among animals" if of_animals else "human"]
            elif person.gender == gender:
                led += WEIGHTS["an animal called he or she"]
            if self.takes_turns and leads and person in self.subjects and self._others_lately(person):
                led -= WEIGHTS["takes turns"]
            led += WEIGHTS["handed to"] if leads and person is self.handed_to else 0.0
            if not leads and person.seen >= self._clock - 1 and person.led < person.seen:
                led += WEIGHTS["just acted on"]  # whom the clause before was about: 'seize the cook and drag him away'
            led += WEIGHTS["whose they are"] if any(one.owner == person.id for one in subject) else 0.0
            led -= WEIGHTS["one of several"] if person.group and not person.alone else 0.0
            led -= WEIGHTS["called it"] if person.neuter else 0.0
            led -= WEIGHTS["only owns"] if person.owns else 0.0
            return led - WEIGHTS["a clause ago"] * min(self._clock - person.seen, 9)

        best = max(known, key=fitness, default=None)
        if best is not None and best.gender is None:
            best.gender = gender
        return best

    def _latest_it(self, leads: bool, subject: Sequence[Person] = ()) -> Person | None:
        """The animal, robot, alien or baby that 'it' means, unless a thing was mentioned later."""
        living = [
            p
            for p in self.people.values()
            if p.being.kind in ("animal", "robot", "alien")
            or (p.being.age == "young" and p.gender is None)
            or (p.heads & self._speakers and not any(_is_human(head) for head in p.heads))
        ]
        living = [p for p in living if p.id != "i" and (not p.group or p.alone) and p not in subject]
        living = [p for p in living if p.gender is None or p.neuter or p.name[0].isupper()]  # who is 'he' is not 'it'

        def salience(person: Person) -> float:
            named = person.name[0].isupper() and not person.neuter and person.being.kind == "animal"
            return person.seen + (1.5 if leads and person.led >= self._clock - 2 else 0) - (1.5 if named else 0)

        best = max(living, key=lambda p: (salience(p), p.led), default=None)
        named = [one for one in self.things.values() if 0 <= one.seen < self._clock or (leads and one.seen >= 0)]
        named = [one for one in named if leads or one.kind not in words().places]  # 'searched the house and found it'
        thing = max(named, key=lambda one: one.seen, default=None)
        if best is None:
            return None
        late = (
            thing is not None
            and thing.seen > best.seen + (3 if leads else -1)
            and not (leads and best.led >= thing.seen)
        )
        if not leads and thing is not None:
            late = thing.salience >= min(best.seen, salience(best))
        return None if late else best

    def _more(self, subject: Sequence[Person], two: bool) -> list[Person]:
        group = [p for p in self._plural if p not in subject]
        lately = [
            p for p in self._present() if p.seen >= self._clock - 2 and (not p.group or p.alone) and p not in subject
        ]
        both = [p for p in lately if p.seen >= self._clock - 1]
        strangers = [p for p in both if p not in group]
        fresh = strangers or self._plural_at < min((p.seen for p in both), default=0)
        if len(both) == 2 and fresh and not all(p in both for p in group) and any(p in self.subjects for p in both):
            return both  # 'He took her by the hand and together they flew.'
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


def _is_human(noun: str) -> bool:
    being = words().beings.get(noun)
    return being is not None and being.kind in ("human", "child")
