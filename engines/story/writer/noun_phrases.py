"""Noun phrases: 'the two old robots', 'Tom, Ann and their dog', 'two boys called Tim and Tom'."""

from __future__ import annotations

from engines.story.writer.clauses import Phrase
from engines.story.writer.cursor import Cursor, is_finite
from engines.story.writer.tagging import NOMINAL, Word
from engines.story.writer.words import words


class NounPhrases(Cursor):
    """Reads phrases and groups of them, up to where a new clause begins."""

    def _group(self, single: bool = False, greedy: bool = False, fronted: bool = False) -> list[Phrase]:
        """'Tom', 'Tom and Anna', 'a boy, a girl and their dog'; stops where a new clause begins.

        fronted: a preposition leads it and the subject is still to come ('For her birthday, Ann and Ben ...').
        """
        group = [self._phrase()]
        while not single and self._tag() in ("COMMA", "AND") and self._low() not in ("but", "so", "or", "yet"):
            ahead = 2 if self._tag() == "COMMA" and self._tag(1) == "AND" else 1
            if self._tag(ahead) not in NOMINAL or (self._tag() == "COMMA" and ahead == 1 and not self._list_goes_on()):
                break
            mark, self.at = self.at, self.at + ahead
            phrase = self._phrase()
            here = self._tag()
            if (is_time([phrase]) and not is_time(group)) or self._begins_anew(group, phrase):
                self.at = mark
                break
            if fronted and here in ("VERB", "MODAL", "ADV", "AND", "COMMA"):
                self.at = mark
                break
            if (
                here in ("VERB", "MODAL", "ADV", "REL", "NOT")
                and self.now.verb is not None
                and not self._plain_ing()
                and not greedy
                and self._is_finite_here()
            ):
                self.at = mark
                break
            if here == "PREP" and self.now.verb is not None and self._where_then_verb():
                self.at = mark
                break
            group.append(phrase)
        return self._named_after(group)

    def _begins_anew(self, group: list[Phrase], phrase: Phrase) -> bool:
        """Whether somebody after things acts with those who follow: 'It is Sunday and Mum and Dad are asleep'."""
        things = not any(self._is_person(one) or one.is_pronoun for one in group)
        if self.now.verb is None or self._tag() != "AND" or self._tag(1) not in NOMINAL or not things:
            return False
        return self._is_person(phrase) and finite_after(self.words[self.at + 1 :])

    def _named_after(self, group: list[Phrase]) -> list[Phrase]:
        """'two cats, Mimi and Tom,': who was counted first is then named."""
        kind = words().noun(group[0].adjectives[-1]) if group[0].is_name and group[0].adjectives else None
        if kind is not None and kind.plural and kind.singular in words().beings and all(one.is_name for one in group):
            for one in group:  # 'the twins Nils and Nora'
                one.adjectives = (*one.adjectives, kind.singular)
        at = next((n for n, one in enumerate(group) if one.plural and not one.is_name), 0)
        several, rest = group[at], group[at + 1 :]
        ends = at == 0 or self.words[several.start - 1].tag == "AND"  # 'Dad and the twins, Leo and Mia,'
        named = all(self._is_person(one) for one in group[:at])
        named = named and ends and len(rest) > 1 and several.plural and all(one.is_name for one in rest)
        if named and (several.number == len(rest) or (several.number is None and self._tag() == "COMMA")):
            several.aliases, several.number = rest, len(rest)
            if self._tag() == "COMMA" and self._tag(1) in ("VERB", "MODAL", "ADV"):
                self.at += 1
            return group[: at + 1]
        return group

    def _list_goes_on(self) -> bool:
        """Whether 'a, b and c' follows, and no 'a, b' that names one twice."""
        at = self.at + 1
        while at < len(self.words) and self.words[at].tag in ("ADJ", "AND"):
            at += 1
        if at > self.at + 1 and (at >= len(self.words) or self.words[at].tag == "COMMA"):
            return False  # 'A postman, tired and wet, dropped it'
        at = self.at + 1
        while at < len(self.words) and self.words[at].tag in (*NOMINAL, "OWNS", "COMMA"):
            at += 1
        if at >= len(self.words) or self.words[at].lower != "and":
            return False
        following = self.words[at + 1 :]
        return (
            bool(following) and following[0].tag in NOMINAL and (self.now.verb is None or not finite_after(following))
        )

    def _where_then_verb(self) -> bool:
        """Whether 'behind them is' follows."""
        at = self.at
        found = False
        if self._tag() == "PREP":
            self.at += 1
            if self._tag() in NOMINAL:
                self._group()
                found = self._tag() in ("VERB", "MODAL") and not self._plain_ing()
        self.at = at
        return found

    def _verb_after_group(self) -> int | None:
        at = self.at
        self._group()
        after = self.at if self._tag() in ("VERB", "MODAL", "ADV") and self._is_finite_here() else None
        self.at = at
        return after

    def _phrase(self) -> Phrase:
        start = self.at
        determiner: str | None = None
        number: int | None = None
        every = False
        adjectives: list[str] = []
        owner: Phrase | None = None
        names: list[str] = []
        nouns: list[str] = []
        lists = words().lists
        while (tag := self._tag()) in NOMINAL:
            low = self._low()
            if tag == "PRON":
                if nouns or names or (adjectives and low not in ("one", "ones", "others", "other")):
                    break
                self.at += 1
                while low in ("something", "someone", "somebody", "anything", "nothing") and self._tag() == "ADJ":
                    self.at += 1  # 'something white flew by'
                whole = self._pronoun_of(low)
                return Phrase(
                    low,
                    (*(w.text for w in self.words[start : self.at]),),
                    start,
                    determiner=determiner,
                    is_pronoun=True,
                    plural=words().has("of_many", low),
                    of=whole,
                    adjectives=tuple(adjectives),
                )
            if (nouns or names) and tag in ("DET", "POSS", "NUM"):
                break
            if names and tag == "NOUN":
                break
            kin = tag == "NOUN" and low in words().beings and self.words[self.at].text[0].isupper()
            if nouns and kin and words().has("times", nouns[-1]):
                break  # 'In the morning Mum came'
            if nouns and tag == "NAME" and not self._is_title(nouns[-1], owner, determiner):
                break
            if tag == "POSS":
                owner = Phrase(lists["possessives"][low], (self.words[self.at].text,), self.at, is_pronoun=True)
            elif tag == "DET":
                every |= low in ("all", "both")  # 'all the fish'
                determiner = low
                number = lists["numbers"].get(low, number) if low not in ("a", "an") else number
            elif tag == "NUM" and self._low(1) == "of" and self.words[self.at + 2 : self.at + 3]:
                many = self.words[self.at + 2]
                if many.tag in ("PRON", "DET", "POSS"):
                    self.at += 2
                    inner = self._phrase()
                    head = "one" if low == "one" else "both" if low == "two" else "some"
                    spoken = tuple(word.text for word in self.words[start : self.at])
                    many_of = lists["numbers"].get(low)
                    return Phrase(head, spoken, start, number=many_of, is_pronoun=True, plural=head != "one", of=inner)
                number = lists["numbers"].get(low)
                self.at += 1  # 'thousands of people'
            elif tag == "NUM":
                if self._low().isdigit() and len(self._low()) == 4 and self._tag(1) in ("NAME", "DET", "PRON", None):
                    self.at += 1
                    return Phrase("year", (low,), start)
                number = int(low) if low.isdigit() else lists["numbers"].get(low)
            elif tag == "ADJ":
                if nouns or names:
                    break
                adjectives.append(low)
            elif tag == "NAME":
                names.append(self.words[self.at].text)
            else:
                nouns.append(low)
            self.at += 1
            if self._tag() == "OWNS":
                owner = self._made(start, determiner, adjectives, number, names, nouns, owner)
                self.at += 1
                determiner, number, adjectives, names, nouns = None, None, [], [], []
        phrase = self._made(start, determiner, adjectives, number, names, nouns, owner)
        phrase.plural |= every and phrase.head in words().beings
        if self._low() in ("named", "called") and self._tag(1) == "NAME":
            self.at += 1
            phrase.aliases = self._aliases(phrase)
            return phrase
        if names and self._low() == "the" and (alias := self._alias()) is not None:
            phrase.aliases = [alias]  # 'Rivet the robot'
        if self._low() == "of" and self._tag(1) in NOMINAL and words().has("collecting", phrase.head):
            self.at += 1
            inner = self._phrase()
            inner.number = (
                inner.number or phrase.number
                if phrase.head in ("couple", "pair", "lot", "dozen", "hundred")
                else inner.number
            )
            inner.number = inner.number or (words().beings[phrase.head].size if phrase.head in words().beings else None)
            inner.determiner, inner.owner = (inner.determiner or phrase.determiner, inner.owner or phrase.owner)
            return inner
        return phrase

    def _aliases(self, phrase: Phrase) -> list[Phrase]:
        """'two robots called Zip and Zap'."""
        found = [self._phrase()]
        while phrase.plural and self._tag() in ("AND", "COMMA") and self._tag(1) == "NAME":
            self.at += 1
            found.append(self._phrase())
        return found

    def _alias(self) -> Phrase | None:
        """'the robot' after a name."""
        at = self.at
        found = self._phrase()
        acts = self.now.verb is None or self._tag() in ("VERB", "MODAL")
        if acts and not found.is_name and not found.plural and self._is_person(found) and self._tag() != "OWNS":
            return found
        self.at = at
        return None

    @staticmethod
    def _is_title(noun: str, owner: Phrase | None, determiner: str | None) -> bool:
        """Whether a name after a noun says who that is: 'the baker Pierre', 'her assistant Raj'."""
        known = words()
        if noun in known.beings or noun in known.titles:
            return True
        plain = noun in known.props or noun in known.places or known.has("times", noun) or known.has("lifeless", noun)
        return not plain and (owner is not None or determiner is not None)

    def _pronoun_of(self, low: str) -> Phrase | None:
        """'both of them', 'one of the boys'."""
        if self._low() == "of" and self._tag(1) in NOMINAL and low in _PARTS:
            self.at += 1
            return self._phrase()
        return None

    def _made(
        self,
        start: int,
        determiner: str | None,
        adjectives: list[str],
        number: int | None,
        names: list[str],
        nouns: list[str],
        owner: Phrase | None,
    ) -> Phrase:
        spoken = tuple(word.text for word in self.words[start : self.at])
        if names:
            head = " ".join(names).lower()
            return Phrase(head, spoken, start, determiner, (*adjectives, *nouns), number, False, True, owner=owner)
        if number and number > 1 and not nouns and not adjectives and self.now.verb is None:
            head = "both" if number == 2 else "they"  # 'all three'
            return Phrase(head, spoken, start, number=number, is_pronoun=True, plural=True)
        if number and not nouns and adjectives == ["other"]:
            return Phrase("others", spoken, start, number=number, is_pronoun=True, plural=True)  # 'the other two'
        last = nouns[-1] if nouns else (adjectives[-1] if adjectives else (determiner or "one"))
        noun = words().noun(last)
        before = tuple(nouns[:-1])
        if before and " ".join(nouns) in words().props:
            noun, before = words().noun(" ".join(nouns)), ()
        many = determiner in ("all", "many", "several", "both", "these", "those") and noun.singular in words().beings
        plural = many or (noun.plural and (noun.known or determiner not in ("a", "an"))) or (number or 1) > 1
        return Phrase(
            noun.singular,
            spoken,
            start,
            determiner,
            (*(a for a in adjectives if nouns or a != last), *before),
            number,
            plural,
            False,
            owner=owner,
            compound=" ".join((*before, noun.singular)) if before else None,
        )


def is_time(group: list[Phrase]) -> bool:
    """'one night', 'Monday morning', 'two weeks'."""
    one = group[0]
    return (
        len(group) == 1
        and not (one.head == "second" and one.determiner == "the")
        and (words().has("times", one.head) or (one.is_name and words().has("times", one.words[-1].lower())))
        and one.owner is None
    )


def finite_after(following: list[Word]) -> bool:
    at = 0
    while at < len(following) and following[at].tag in (*NOMINAL, "OWNS", "ADV"):
        at += 1
    return at < len(following) and (following[at].tag == "MODAL" or (is_finite(following[at])))


_PARTS = ("one", "both", "all", "some", "each", "none", "many", "few", "either", "another", "half", "most", "several")
