"""Who is meant: names, 'the old king', 'she', 'both of them'. People are met once and known from then on."""

from __future__ import annotations

from collections.abc import Sequence

from engines.story.writer.clauses import Phrase
from engines.story.writer.people import Person, Thing
from engines.story.writer.pronouns import IT, Pronouns
from engines.story.writer.words import words


class Cast(Pronouns):
    """Everybody and everything that was mentioned."""

    def is_living(self, phrase: Phrase, acts: bool = False) -> bool:
        """Whether a phrase means somebody and not something. `acts`: it stands where an actor does."""
        if id(phrase) in self._meant:
            return True
        if phrase.of is not None and phrase.is_pronoun:
            return self.is_living(phrase.of, acts)
        if phrase.is_pronoun:
            if phrase.head == "one":
                return bool(self._plural) and (bool(phrase.adjectives) or (acts and bool(self._plural[0].group)))
            if phrase.head in IT:
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
                *_ITS_OWNER,
            )
        known = words()
        if phrase.is_name:
            return phrase.head in self.people or not (phrase.head in known.places or phrase.head in self._elsewhere)
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
        if head in self.things and self.things[head].seen >= 0:
            return False  # 'threw a clod. The clod hit him.'
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
            person.seen, person.owns = self._clock, False
            if leads:
                person.led = self._clock
        return self._here(found)

    def what(self, phrase: Phrase) -> Thing | None:
        """The thing that a phrase means."""
        if phrase.is_pronoun and phrase.of is not None:
            return self.what(phrase.of)  # 'half of my hat'
        if phrase.is_pronoun:
            if phrase.head in (*IT, *_ITS_OWNER, "them", "one", "they"):
                named = [thing for thing in self.things.values() if thing.seen >= 0]
                recent = [thing for thing in named if phrase.head not in ("them", "one") or thing.plural]
                recent = [
                    thing for thing in recent if thing.seen < self._clock
                ] or recent  # not what the clause names itself
                return max(recent, key=lambda thing: (thing.salience, thing.led), default=None)
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
            or (phrase.head.endswith("est") and (known.has("adjectives", phrase.head) or phrase.head in _RANKED))
        )


_RANKED = ("eldest", "cleverest", "bravest", "strongest", "wisest", "cheekiest", "quickest", "naughtiest")
_ITS_OWNER = ("mine", "yours", "his", "hers", "ours", "theirs")  # 'peels hers': of the same kind
