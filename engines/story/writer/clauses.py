"""A tagged sentence as clauses: who (subject), does (verb), what (objects), where and with whom (prepositions), how.

Clauses keep the order of the text; `link` says how one hangs together with the one before: and, then, while, after ...
"""

from __future__ import annotations

import itertools
from dataclasses import dataclass, field
from typing import Literal

from engines.story.writer import lexicon
from engines.story.writer.tagging import NOMINAL, STATES, Word
from engines.story.writer.words import words

Role = Literal["main", "sub", "rel", "inf", "part"]


@dataclass
class Phrase:
    """A noun phrase: 'the two old robots', 'Mrs Green', 'her'."""

    head: str  # singular, lower case
    words: tuple[str, ...]
    start: int
    determiner: str | None = None
    adjectives: tuple[str, ...] = ()
    number: int | None = None
    plural: bool = False
    is_name: bool = False
    is_pronoun: bool = False
    owner: Phrase | None = None
    of: Phrase | None = None
    aliases: list[Phrase] = field(default_factory=list)  # 'his mother, the queen', 'two boys, Tom and Ben'
    compound: str | None = None  # 'paper clip', where the head is 'clip'
    where: list[tuple[str, list[Phrase]]] = field(default_factory=list)  # 'the boy behind them', 'a girl with a hat'

    @property
    def text(self) -> str:
        return " ".join(self.words)


@dataclass
class Clause:
    """One verb and all that goes with it."""

    role: Role = "main"
    link: str | None = None
    subject: list[Phrase] = field(default_factory=list)
    inherited: bool = False  # the subject is the one of the clause before
    verb: str | None = None
    form: str = "base"
    verb_at: int = -1
    chain: str | None = None  # the verb before it: begin (to sing)
    negated: bool = False
    passive: bool = False
    progressive: bool = False
    past: bool = False
    modal: str | None = None
    objects: list[list[Phrase]] = field(default_factory=list)
    agent: list[Phrase] = field(default_factory=list)  # of a passive
    places: list[tuple[str, list[Phrase]]] = field(default_factory=list)  # prepositions
    adverbs: list[str] = field(default_factory=list)
    states: list[str] = field(default_factory=list)  # adjectives said of the subject
    quotes: list[int] = field(default_factory=list)
    quoted_first: bool = False
    tail: list[Word] = field(default_factory=list)  # the verb and what follows it, word by word
    each_other: bool = False
    about: Phrase | None = None  # the phrase that a relative clause tells of

    @property
    def nouns(self) -> list[Phrase]:
        """Every phrase that is done to or with."""
        return [one for group in (*self.objects, *(who for _, who in self.places)) for one in group]


def parse(tagged: list[Word]) -> list[Clause]:
    """The clauses of a sentence, in the order of the text."""
    return _Parser(tagged).run()


class _Parser:
    def __init__(self, tagged: list[Word]) -> None:
        self.words = tagged
        self.at = 0
        self.clauses: list[Clause] = []
        self.now = Clause()
        self.lead_adverbs: list[str] = []
        self.outer: list[Clause] = []  # clauses that a relative clause interrupts

    # Where we are.

    def _tag(self, ahead: int = 0) -> str | None:
        at = self.at + ahead
        return self.words[at].tag if 0 <= at < len(self.words) else None

    def _low(self, ahead: int = 0) -> str:
        at = self.at + ahead
        return self.words[at].lower if 0 <= at < len(self.words) else ""

    def run(self) -> list[Clause]:
        while self.at < len(self.words):
            before, clause = self.at, self.now
            self._step()
            if self.at == before and self.now is clause:
                self.at += 1
        self._close()
        _echo(self.clauses)
        return [clause for clause in self.clauses if clause.verb or clause.quotes or clause.subject or clause.places]

    def _close(self) -> None:
        """The clause is whole."""
        now = self.now
        if now.verb or now.quotes or now.subject or now.places or now.objects:
            _invert(now)
            if now not in self.clauses:
                self.clauses.append(now)

    def _begin(self, role: Role, link: str | None, subject: list[Phrase] | None = None) -> None:
        last = self.now
        early = list(last.subject)
        _invert(last)
        if subject is not None and subject == early and last.subject != early:
            subject = list(last.subject)
        self._close()
        inherited = subject is None
        self.now = Clause(role=role, link=link, subject=subject or [], inherited=inherited)
        if role in ("main", "part", "inf") and inherited:
            self.now.subject = list(last.subject)

    def _step(self) -> None:
        tag = self._tag()
        match tag:
            case "QUOTE":
                self._quote()
            case "SUB":
                self._subordinate()
            case "REL":
                self._relative()
            case "AND" | "COMMA":
                self._join()
            case "VERB" | "MODAL" | "TO" | "NOT":
                self._verb()
            case "PREP":
                self._preposition()
            case "ADV":
                self._adverb()
            case "MARK" if self._low() == ":" and self.now.verb is not None and self._tag(1) != "QUOTE":
                self._begin("main", None, [])  # 'counts his goats: there are only nine'
                self.at += 1
            case "EACH":
                self.now.each_other = True
                self._to_tail()
            case "ADJ" if self._is_state() or (self.now.verb is not None and self._stands_alone()):
                self.now.states.append(self._low())
                self._to_tail()
            case _ if tag in NOMINAL:
                self._nominal()
            case _:
                self._to_tail()

    def _stands_alone(self) -> bool:
        """Whether an adjective has no noun: 'flies home hungry'."""
        at = self.at + 1
        while at < len(self.words) and self.words[at].tag in ("ADJ", "AND", "COMMA") and self.words[at].tag != "AND":
            at += 1
        return at >= len(self.words) or self.words[at].tag not in (*NOMINAL, "AND")

    def _to_tail(self) -> None:
        if self.now.verb is not None:
            self.now.tail.append(self.words[self.at])
        self.at += 1

    # Pieces.

    def _quote(self) -> None:
        number = self.words[self.at].token.quote
        assert number is not None
        self.now.quoted_first = (self.now.verb is None and not self.now.quotes) or self.now.quoted_first
        self.now.quotes.append(number)
        self.at += 1

    def _adverb(self) -> None:
        low = self._low()
        if self.now.verb is None and not self.now.subject:
            self.lead_adverbs.append(low)
        if self.now.verb is not None or self.now.subject:
            self.now.adverbs.append(low)
        else:
            self.now.adverbs.append(low)
        self._to_tail()

    def _subordinate(self) -> None:
        link = self._low()
        waiting = self.now
        self._begin("sub", link, [])
        if waiting.verb is None and not waiting.quotes:  # 'Then, when he came'
            self.now.adverbs += waiting.adverbs
        self.at += 1

    def _relative(self) -> None:
        about = self._last_phrase()
        if about is None:
            self.at += 1
            return
        if self.now.verb is None or (self.now.subject and about in self.now.subject):
            self.outer.append(self.now)
            held = self.now
            self.now = Clause(role="rel", link=self._low(), subject=[about], about=about)
            if held.verb is not None:
                self.outer.pop()
                self.clauses.append(held) if held not in self.clauses else None
        else:
            self._close()
            self.now = Clause(role="rel", link=self._low(), subject=[about], about=about)
        whose = self._low() == "whose"
        self.at += 1
        if whose and self._tag() in NOMINAL:
            self.now.subject = self._group()
        elif self._tag() in NOMINAL and self._verb_after_group() is not None:
            self.now.objects.append([about])
            self.now.subject = self._group()

    def _last_phrase(self) -> Phrase | None:
        if self.now.verb is None and self.now.subject:
            return self.now.subject[-1]
        if self.now.nouns or self.now.agent:
            return max([*self.now.nouns, *self.now.agent], key=lambda one: one.start)
        return self.now.subject[-1] if self.now.subject else None

    def _back_to_outer(self) -> bool:
        """A verb after a relative clause belongs to the clause that it interrupts."""
        if self.now.role == "rel" and self.now.verb is not None and self.outer and self.outer[-1].verb is None:
            inner, self.now = self.now, self.outer.pop()
            self.clauses.append(inner)
            return True
        return False

    def _join(self) -> None:
        """'and', 'but' or a comma: another subject and verb, another verb, or another thing of the same kind."""
        link = self._low() if self._tag() == "AND" else ","
        self.at += 1
        adverbs = []
        if self._tag() == "AND":
            link = self._low()
            self.at += 1
        while self._tag() == "ADV" and not (self._tag(1) == "PREP" and self._low(1) != "of" and self._low() != "then"):
            adverbs.append(self._low())
            self.at += 1
            if self._tag() == "COMMA":
                self.at += 1
        if self._tag() in ("SUB", "REL", "QUOTE", "AND", None):
            self.now.adverbs += adverbs
            self._repeated(adverbs)
            return
        has_verb = self.now.verb is not None or bool(self.now.quotes)
        if link == "," and not has_verb and self.now.subject and self._said_of_subject():
            return
        if self._tag() == "ADJ" and self.now.states and self._tag(1) not in NOMINAL:
            self.now.adverbs += adverbs
            return  # 'was new to the school and very nervous'
        if self._tag() in ("VERB", "MODAL", "NOT") or (self._tag() == "TO" and self.now.role == "inf"):
            if self._back_to_outer():
                has_verb = False
            if self._is_participle():
                self._begin("part", "part" if link == "," else link)
            elif has_verb:
                carried = self.now
                role: Role = carried.role if carried.role in ("inf", "sub", "rel") and link != "," else "main"
                self._begin(role if role != "sub" else "main", link, list(carried.subject))
                self.now.chain, self.now.inherited = carried.chain, True
                if carried.role in ("inf", "sub"):
                    self.now.role, self.now.link = carried.role, "and" if carried.role == "inf" else carried.link
                self.now.modal = carried.modal
            self.now.adverbs += adverbs
            return
        if self._tag() in NOMINAL:
            self._join_nominal(link, adverbs, has_verb)
            return
        if self._tag() == "PREP" and has_verb and self._inverted_follows():
            self._begin("main", link, [])
            self.now.adverbs += adverbs
            return
        if self._tag() == "PREP" and has_verb and "then" in adverbs and self.now.places:
            verb = self.now
            self._begin("main", link, list(verb.subject))
            self.now.verb, self.now.form, self.now.tail = verb.verb, verb.form, verb.tail[:1]
            self.now.adverbs = adverbs
            return
        if self._tag() == "PREP" and has_verb and link != ",":
            self.now.adverbs += adverbs
            return
        self.now.adverbs += adverbs

    def _said_of_subject(self) -> bool:
        """'The thief, terrified, drops', 'A guard, asleep on a chair': takes the adjectives as what the subject is."""
        at, states = self.at, []
        while at < len(self.words) and self.words[at].tag in ("ADJ", "AND", "ADV"):
            states += [self.words[at].lower] if self.words[at].tag == "ADJ" else []
            at += 1
        ends = at >= len(self.words) or self.words[at].tag in ("COMMA", "PREP")
        if not states or not ends:
            return False
        self.now.states += states
        closed = at + 1 < len(self.words) and self.words[at].tag == "COMMA"
        self.at = at + 1 if closed and self.words[at + 1].tag in ("VERB", "MODAL", "ADV", "NOT") else at
        fragment = not any(_is_finite(word) for word in self.words[at:])
        if "asleep" in states and fragment:
            self.now.verb, self.now.form, self.now.verb_at = "sleep", "s", self.at - 1
            self.now.tail = [self.words[self.at - 1]]
        return True

    def _inverted_follows(self) -> bool:
        """Whether 'out of it stepped an alien' follows."""
        at = self.at
        self.at += 1
        found = False
        if self._tag() in NOMINAL:
            self._group(single=True)
            word = self.words[self.at] if self.at < len(self.words) else None
            found = word is not None and _is_finite(word) and self._tag(1) in NOMINAL
        self.at = at
        return found

    def _repeated(self, adverbs: list[str]) -> None:
        del adverbs

    def _is_participle(self) -> bool:
        verb = self.words[self.at].verb
        return (
            verb is not None
            and verb.form == "ing"
            and not self.now.progressive
            and self.now.form != "ing"
            and self.now.verb is not None
        )

    def _join_nominal(self, link: str, adverbs: list[str], has_verb: bool) -> None:
        start = self.at
        group = self._group(greedy=link == "," and self.now.role == "sub")
        skipped = self.at
        while self._tag() in ("ADV", "NOT") or (self._tag() == "COMMA" and self._tag(1) == "REL"):
            if self._tag() == "COMMA":
                break
            self.at += 1
        # 'the boy behind them is', 'his friends in the team cheer'
        finite = self._tag() in ("VERB", "MODAL") and not self._plain_ing()
        self.at = skipped
        if not finite and has_verb and self._where_then_verb():
            finite = True
        opens = finite or (
            self._tag() in ("REL", "COMMA") and self._tag() == "REL" and has_verb and link in ("and", "but", "so")
        )
        if (
            finite
            and self.now.verb is None
            and self.now.subject
            and link == ","
            and self.now.role == "main"
            and not has_verb
        ):
            self.now.subject = [*self.now.subject, *group] if self.now.subject[-1].is_name else group
            self.now.adverbs += adverbs
            return
        if opens and (has_verb or not self.now.subject):
            if has_verb:
                carried = self.now
                self._begin("main", link, group)
                if carried.role == "sub" and link == "and":
                    self.now.role, self.now.link = "sub", carried.link
            else:
                self.now.subject = group
            self.now.adverbs += adverbs
            return
        if link == "," and self._is_apposition(group):
            owner = self._last_phrase()
            assert owner is not None
            owner.aliases = group
            if self._tag() == "COMMA" and self._tag(1) in ("VERB", "MODAL", "ADV"):
                self.at += 1
            return
        if self._elliptical(link, adverbs, group, has_verb):
            return
        self.at = start
        group = self._group()
        if not has_verb:
            self.now.subject += group
        elif self.now.objects or self.now.places:
            self._last_group().extend(group)
            self.now.tail += self.words[start : self.at]
        else:
            self.now.objects.append(group)

    def _is_apposition(self, group: list[Phrase]) -> bool:
        """Whether a group after a comma says again who was just named: 'his mother, the queen'."""
        owner = self._last_phrase()
        if owner is None or owner.aliases or owner.is_pronoun:
            return False
        if self.now.verb is None and len(group) == 1 and self._is_said_again(group[0], owner):
            return True
        superlative = len(group) == 1 and group[0].determiner == "the" and group[0].head.endswith("est")
        if superlative and not owner.is_name:
            return self._tag() == "COMMA" and self._tag(1) in ("VERB", "MODAL", "ADV")
        if self._tag() not in ("COMMA", None, "QUOTE", "MARK"):
            return False
        if len(group) > 1:
            return owner.plural and owner.number in (None, len(group)) and all(one.is_name for one in group)
        named = group[0].is_name != owner.is_name or owner.owner is not None
        return named and self._is_person(group[0]) == self._is_person(owner)

    def _is_said_again(self, phrase: Phrase, owner: Phrase) -> bool:
        """'the keeper, a silent man with a beard, climbs': skips what belongs to the second phrase."""
        if phrase.determiner not in ("a", "an", "the") and phrase.owner is None:
            return False
        at = self.at
        while self._tag() == "PREP" and self._tag(1) in NOMINAL:
            preposition = self._low()
            self.at += 1
            phrase.where.append((preposition, self._group(single=True)))
        follows = self._tag(1) in ("VERB", "MODAL", "ADV") and self._tag() == "COMMA"
        superlative = phrase.determiner == "the" and phrase.head.endswith("est") and bool(phrase.where)
        if follows and (self._is_person(phrase) or superlative) and self._is_person(owner):
            return True
        self.at = at
        phrase.where.clear()
        return False

    def _elliptical(self, link: str, adverbs: list[str], group: list[Phrase], has_verb: bool) -> bool:
        """'Oscar went first, then Lucy.': the verb is the one before."""
        if not (has_verb and adverbs and "then" in adverbs and self._tag() in (None, "MARK")) or self.now.objects:
            return False
        verb = self.now
        self._begin("main", link, group)
        self.now.verb, self.now.form, self.now.tail = verb.verb, verb.form, verb.tail[:1]
        self.now.adverbs = adverbs
        return True

    @staticmethod
    def _is_person(phrase: Phrase) -> bool:
        return phrase.is_name or phrase.head in words().beings or bool(lexicon.is_living(phrase.head))

    def _plain_ing(self) -> bool:
        verb = self.words[self.at].verb
        return verb is not None and verb.form == "ing" and self.now.verb is not None

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

    def _last_group(self) -> list[Phrase]:
        groups = [*self.now.objects, *(who for _, who in self.now.places)]
        return max(groups, key=lambda group: group[-1].start)

    def _nominal(self) -> None:
        start = self.at
        first = self._low()
        group = self._group()
        if _is_time(group):
            self.now.adverbs.append(group[0].text)
            return
        if self.now.verb is None:
            if self.now.quotes and self._tag() not in ("VERB", "MODAL", "ADV", "NOT"):
                self.now.objects.append(group)
            elif self.now.subject and not self.now.inherited:
                self.now.subject = group if first not in ("all", "both", "each") else self.now.subject
            else:
                self.now.subject, self.now.inherited = group, False
            return
        if (
            self._tag() in ("VERB", "MODAL")
            and not self._plain_ing()
            and not self._infinitive_follows()
            and self._is_new_clause(group)
        ):
            if self._back_to_outer():
                return
            self._begin("main", ",", group)
            return
        self.now.objects.append(group)
        self.now.tail += self.words[start : self.at]

    def _is_new_clause(self, group: list[Phrase]) -> bool:
        verb = self.words[self.at].verb
        if self.now.verb in ("help", "make", "let") and verb is not None and verb.form == "base":
            return False
        return not (
            self.now.verb in ("see", "watch", "hear", "notice", "find", "spot")
            and verb is not None
            and verb.form in ("ing", "base")
        )

    def _infinitive_follows(self) -> bool:
        return self._tag() == "TO"

    def _preposition(self) -> None:
        start, preposition = self.at, self._low()
        self.at += 1
        while self._tag() == "ADV" and self._tag(1) in NOMINAL:
            self.at += 1
        if self._tag() == "PREP" and preposition in (
            "from",
            "out",
            "over",
            "up",
            "down",
            "back",
            "out of",
            "away from",
        ):
            both = f"{preposition} {self._low()}"
            if words().has("prepositions", both) or preposition in ("from", "out of", "away from"):
                preposition = both
            else:
                self.now.adverbs.append(preposition)
                preposition = self._low()
            self.at += 1
        if self._tag() == "EACH":
            self.now.each_other = True
            self.now.tail += self.words[start : self.at + 1]
            self.at += 1
            return
        verb = self.words[self.at].verb if self.at < len(self.words) else None
        if verb is not None and verb.form == "ing":
            if preposition == "on" and self.now.verb in ("go", "carry", "keep"):
                self.now.verb, self.now.tail = "continue", []
            if preposition in ("before", "after", "until", "since"):
                self._begin("sub", preposition, [])
            else:
                self._begin("part", preposition)
            return
        if self._tag() not in NOMINAL:
            if self.now.verb is not None:
                self.now.tail += self.words[start : self.at]
            self.now.adverbs.append(preposition)
            return
        now = self.now
        group = self._group(single=preposition == "of", fronted=now.verb is None and (not now.subject or now.inherited))
        if _is_time(group) and preposition in (
            "in",
            "on",
            "at",
            "after",
            "for",
            "by",
            "during",
            "before",
            "since",
            "until",
        ):
            self.now.adverbs.append(f"{preposition} {group[0].text}")
            return
        if self.now.verb is None:
            if self.now.subject and self.now.subject[-1].start < start and not self.now.inherited:
                self.now.subject[-1].where.append((preposition, group))
            else:
                self.now.places.append((preposition, group))
            return
        if preposition == "by" and self.now.passive:
            self.now.agent = group
            return
        last = self.now.nouns[-1] if self.now.nouns else None
        if preposition == "of" and last is not None:
            last.of = group[0]
            self.now.tail += self.words[start : self.at]
            return
        self.now.places.append((preposition, group))
        self.now.tail += self.words[start : self.at]
        if self._tag() in ("VERB", "MODAL") and self.now.role == "rel" and not self._plain_ing():
            self._back_to_outer()

    # Noun phrases.

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

    def _named_after(self, group: list[Phrase]) -> list[Phrase]:
        """'two cats, Mimi and Tom,': who was counted first is then named."""
        first, rest = group[0], group[1:]
        named = len(rest) > 1 and first.plural and not first.is_name and all(one.is_name for one in rest)
        if named and (first.number == len(rest) or (first.number is None and self._tag() == "COMMA")):
            first.aliases = rest
            if self._tag() == "COMMA" and self._tag(1) in ("VERB", "MODAL", "ADV"):
                self.at += 1
            return [first]
        return group

    def _is_finite_here(self) -> bool:
        at = self.at
        while at < len(self.words) and self.words[at].tag in ("ADV", "NOT"):
            at += 1
        return at < len(self.words) and self.words[at].tag in ("VERB", "MODAL", "REL")

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
            bool(following) and following[0].tag in NOMINAL and (self.now.verb is None or not _finite_after(following))
        )

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
                whole = self._pronoun_of(low)
                return Phrase(
                    low,
                    (*(w.text for w in self.words[start : self.at]),),
                    start,
                    determiner=determiner,
                    is_pronoun=True,
                    plural=low in _MANY,
                    of=whole,
                    adjectives=tuple(adjectives),
                )
            if (nouns or names) and tag in ("DET", "POSS", "NUM"):
                break
            if names and tag == "NOUN":
                break
            if nouns and tag == "NAME" and not self._is_title(nouns[-1], owner, determiner):
                break
            if tag == "POSS":
                owner = Phrase(lists["possessives"][low], (self.words[self.at].text,), self.at, is_pronoun=True)
            elif tag == "DET":
                determiner = low
                number = lists["numbers"].get(low, number) if low not in ("a", "an") else number
            elif tag == "NUM" and self._low(1) == "of" and self.words[self.at + 2 : self.at + 3]:
                many = self.words[self.at + 2]
                if many.tag in ("PRON", "DET", "POSS"):
                    self.at += 2
                    inner = self._phrase()
                    head = "one" if low == "one" else "both" if low == "two" else "some"
                    spoken = tuple(word.text for word in self.words[start : self.at])
                    return Phrase(head, spoken, start, is_pronoun=True, plural=head != "one", of=inner)
                number = lists["numbers"].get(low)
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
            inner.determiner, inner.owner = inner.determiner or phrase.determiner, inner.owner or phrase.owner
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
        if (
            self._low() == "of"
            and self._tag(1) in NOMINAL
            and low in ("one", "both", "all", "some", "each", "none", "many", "few", "either", "another")
        ):
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
            return Phrase("both" if number == 2 else "they", spoken, start, is_pronoun=True, plural=True)  # 'all three'
        last = nouns[-1] if nouns else (adjectives[-1] if adjectives else (determiner or "one"))
        noun = words().noun(last)
        before = tuple(nouns[:-1])
        if before and " ".join(nouns) in words().props:
            noun, before = words().noun(" ".join(nouns)), ()
        plural = (noun.plural and (noun.known or determiner not in ("a", "an"))) or (number or 1) > 1
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

    # Verbs.

    def _is_state(self) -> bool:
        return self.now.verb in STATES or self.now.verb in (
            "wake",
            "stand",
            "sit",
            "lie",
            "fall",
            "be",
            "go",
            "come",
            "walk",
            "run",
            "keep",
            "make",
            "say",
        )

    def _verb(self) -> None:
        """A verb with its helpers: 'will not be', 'has eaten', 'begins to sing'."""
        if self.now.verb is not None:
            self._another_verb()
            return
        now = self.now
        while self.at < len(self.words):
            word = self.words[self.at]
            if word.tag == "NOT":
                now.negated = not now.negated or word.lower != "never"
                if self._low() == "never":
                    now.negated = True
            elif word.tag == "MODAL":
                now.modal = {"'ll": "will", "ca": "can", "wo": "will", "'d": "would"}.get(word.lower, word.lower)
            elif word.tag == "ADV":
                now.adverbs.append(word.lower)
                if word.lower == "no longer":
                    now.negated = True
            elif word.tag == "TO" and now.modal == "ought":
                pass
            elif word.tag == "VERB" and word.verb is not None:
                if self._is_auxiliary():
                    now.past = now.past or word.lower in ("was", "were", "had", "did")
                    if word.verb.lemma in ("be", "get"):
                        now.passive = True  # until a form in -ing says otherwise
                    elif word.verb.lemma == "have":
                        now.past = True
                else:
                    break
            else:
                break
            self.at += 1
        word = self.words[self.at] if self.at < len(self.words) else self.words[-1]
        after = self.words[self.at + 1].tag if self.at + 1 < len(self.words) else None
        if word.lower == "left" and not now.subject and now.places and after == "COMMA":
            self.at += 1  # 'with ten seconds left,'
            return
        if word.verb is None:
            if now.passive:
                now.verb, now.passive = "be", False
            elif now.modal or now.negated:
                now.verb = "do"
            return
        now.verb, now.form, now.verb_at = word.verb.lemma, word.verb.form, self.at
        now.past = now.past or word.verb.form == "past"
        if word.verb.form == "ing":
            now.progressive, now.passive = True, False
        elif word.verb.form not in ("participle", "past"):
            now.passive = False
        now.tail.append(word)
        self.at += 1

    def _is_auxiliary(self) -> bool:
        """Whether the verb here helps another that follows."""
        verb = self.words[self.at].verb
        assert verb is not None
        if verb.lemma not in ("be", "have", "do", "get"):
            return False
        at = self.at + 1
        while at < len(self.words) and self.words[at].tag in ("ADV", "NOT"):
            at += 1
        if at >= len(self.words):
            return False
        following = self.words[at].verb
        if following is None or self.words[at].tag != "VERB":
            return False
        wanted = {
            "be": ("ing", "participle", "past"),
            "get": ("participle",),
            "have": ("participle", "past"),
            "do": ("base",),
        }[verb.lemma]
        return following.form in wanted

    def _another_verb(self) -> None:
        """A second verb without 'and': to do, doing, or the verb of the clause that was interrupted."""
        word = self.words[self.at]
        if self._back_to_outer():
            return
        now = self.now
        if word.tag == "TO":
            self._begin_inner("inf", now)
            self.at += 1
            return
        lets_go = now.verb == "let" and not now.objects and word.lower == "go" and self._low(1) == "of"
        if lets_go and self._tag(2) in NOMINAL:
            now.verb, self.at = "drop", self.at + 2
            return
        if word.verb is not None and word.verb.form in ("ing", "base"):
            seen = now.verb in ("see", "watch", "hear", "notice", "find", "spot", "help", "make", "let") and bool(
                now.objects
            )
            if seen:
                who = now.objects[-1]
                self._begin("part", "seen", list(who))
            elif now.places and not words().has("doing", now.verb or "") and self._is_done_by_last(now):
                self._begin("part", "part", list(now.nouns[-1:]))
            else:
                self._begin_inner("part", now)
            return
        if word.verb is not None and word.verb.form == "participle":
            self.at += 1  # 'a house made of straw'
            return
        if now.objects and word.verb is not None and self._is_finite_here() and not self._plain_ing():
            group = now.objects.pop()
            self._begin("main", ",", group)
            return
        if word.tag in ("MODAL", "NOT"):
            self.at += 1
            return
        self._begin("main", ",", list(now.subject))
        self.now.inherited = True

    def _is_done_by_last(self, now: Clause) -> bool:
        """'walks past a dog barking': somebody stands just before the -ing."""
        return _just_before(now, self.at) and self._is_person(now.nouns[-1])

    def _begin_inner(self, role: Role, outer: Clause) -> None:
        chain = outer.verb
        subject = list(outer.subject)
        if role == "inf" and outer.objects and words().has("only_meant", chain or ""):
            subject = list(outer.objects[0])
        direct = (outer.tail and outer.tail[-1].verb is not None) or all(
            w.tag in ("ADV", "TO", "NOT") for w in outer.tail[1:]
        )
        link = (
            "chain"
            if direct and (words().has("doing", chain or "") or words().has("only_meant", chain or ""))
            else ("to" if role == "inf" else "part")
        )
        if role == "inf" and words().has("only_meant", chain or ""):
            link = "chain"
        self._begin(role, link, subject)
        self.now.chain, self.now.inherited = chain, True
        self.now.negated = outer.negated and link == "chain"
        self.now.modal = outer.modal


_MANY = (
    "they",
    "them",
    "we",
    "us",
    "both",
    "all",
    "everybody",
    "everyone",
    "others",
    "themselves",
    "some",
    "many",
    "these",
    "those",
)


def _just_before(clause: Clause, at: int) -> bool:
    return bool(clause.nouns) and clause.nouns[-1].start >= at - 3


def _finite_after(following: list[Word]) -> bool:
    at = 0
    while at < len(following) and following[at].tag in (*NOMINAL, "OWNS", "ADV"):
        at += 1
    return at < len(following) and (following[at].tag == "MODAL" or (_is_finite(following[at])))


def _is_time(group: list[Phrase]) -> bool:
    """'one night', 'Monday morning', 'two weeks'."""
    one = group[0]
    return (
        len(group) == 1
        and (words().has("times", one.head) or (one.is_name and words().has("times", one.words[-1].lower())))
        and one.owner is None
    )


def _echo(clauses: list[Clause]) -> None:
    """'and so does Tom': does the same."""
    for before, clause in itertools.pairwise(clauses):
        if clause.verb in ("do", "be", "have") and "so" in clause.adverbs and clause.objects and before.verb:
            clause.subject, clause.inherited = clause.objects.pop(0), False
            clause.verb, clause.form, clause.tail = before.verb, before.form, before.tail
            clause.objects = [*before.objects]


def _invert(clause: Clause) -> None:
    """'Behind the tree stands a boy', 'there was a king', '"Hello," says Tom': the subject comes after the verb."""
    who = clause.objects[0][0] if clause.objects else None
    living = who is not None and (who.head in words().beings or who.is_name or lexicon.is_living(who.head))
    if clause.verb in ("enter", "exit") and not clause.subject and living and clause.form in ("base", "s"):
        clause.subject = clause.objects.pop(0)  # stage directions: 'Enter two clowns.'
    alone = not clause.subject or (clause.inherited and clause.quoted_first)
    if clause.verb and alone and clause.objects and clause.role == "main":
        leads = bool(set(clause.adverbs[:1]) & {"there", "here", *_LEADING}) and clause.verb in _APPEARS
        first = clause.quoted_first or clause.places or "there" in clause.adverbs or "here" in clause.adverbs or leads
        if first and clause.form in ("s", "past", "base"):
            clause.subject = clause.objects.pop(0)
            clause.inherited = False


_LEADING = ("out", "in", "up", "down", "away", "off", "back", "along", "over")  # 'Out came a mouse.'
_APPEARS = ("come", "go", "run", "fly", "jump", "fall", "walk", "step", "pop", "hop", "crawl", "swim", "roll", "rush")


def _is_finite(word: Word) -> bool:
    return word.verb is not None and word.verb.form != "ing"
