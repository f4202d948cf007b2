"""What each word of a sentence is: a noun, a verb in some form, a preposition ...

Words that can be several things are settled from left to right, by what came before and what follows. It is no more
than plain prose for children needs, and every rule can be read below.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import Literal

from engines.story.writer.tokens import Sentence, Token, says
from engines.story.writer.words import VerbForm, words

Tag = Literal[
    "DET",
    "POSS",
    "PRON",
    "NUM",
    "ADJ",
    "NOUN",
    "NAME",
    "VERB",
    "MODAL",
    "TO",
    "NOT",
    "PREP",
    "AND",
    "SUB",
    "ADV",
    "REL",
    "OF",
    "QUOTE",
    "COMMA",
    "MARK",
    "OWNS",
    "EACH",
]

NOMINAL = ("DET", "POSS", "PRON", "NUM", "ADJ", "NOUN", "NAME")
_ADJECTIVE_ENDS = re.compile(r"(?:ful|ous|less|ish|able|ible|ical|est|coloured|colored|like)$")
STATES = ("be", "feel", "look", "seem", "become", "get", "turn", "grow", "sound", "appear", "stay", "remain")
_OPENERS = ("DET", "POSS", "NUM", "ADJ", "NOUN", "NAME", "PRON")


@dataclass(frozen=True)
class Word:
    """A token and what it is."""

    token: Token
    tag: Tag
    verb: VerbForm | None = None

    @property
    def lower(self) -> str:
        return self.token.lower

    @property
    def text(self) -> str:
        return self.token.text


def tag(sentence: Sentence, names: frozenset[str]) -> list[Word]:
    """The words of a sentence. `names` are words, in lower case, that the story uses as names."""
    return _Tagger(list(sentence.tokens), names).run()


class _Tagger:
    def __init__(self, tokens: list[Token], names: frozenset[str]) -> None:
        self.tokens = tokens
        self.names = names
        self.made: list[Word] = []
        self.has_verb = False  # in the clause so far
        self.has_noun = False
        self.form: str | None = None  # of the clause's first verb

    def run(self) -> list[Word]:
        for at in range(len(self.tokens)):
            word = self._tag(at)
            self.made.append(word)
            self._remember(word)
        return self.made

    def _remember(self, word: Word) -> None:
        if word.tag in ("SUB", "REL"):
            self.has_verb = self.has_noun = False
        elif word.tag in ("NOUN", "NAME", "PRON"):
            self.has_noun = True
        elif word.verb is not None and word.verb.form != "ing":
            self.has_verb = True
            self.form = word.verb.form
        elif word.verb is not None:
            self.has_verb = True
            self.form = self.form or "ing"

    @property
    def _last(self) -> Tag | None:
        return self.made[-1].tag if self.made else None

    def _before(self, *skipped: Tag) -> Word | None:
        return next((word for word in reversed(self.made) if word.tag not in skipped), None)

    def _lower(self, at: int) -> str:
        return self.tokens[at].lower if 0 <= at < len(self.tokens) else ""

    def _tag(self, at: int) -> Word:
        token = self.tokens[at]
        if token.quote is not None:
            return Word(token, "QUOTE")
        if not token.is_word and not token.text.startswith(("'", "’")):
            comma = token.text in ",–—-"
            if comma:
                self._clause_may_begin(at)
            return Word(token, "COMMA" if comma else "MARK")
        return self._closed(at, token) or self._open(at, token)

    # Words whose list is short.

    def _closed(self, at: int, token: Token) -> Word | None:
        known, low, following = words(), token.lower, self._lower(at + 1)
        if low in ("not", "n't"):
            return Word(token, "NOT")
        if low == "never":
            return Word(token, "NOT")
        if low == "ca" and following == "n't":
            return Word(token, "MODAL")
        if low == "wo" and following == "n't":
            return Word(token, "MODAL")
        if low in ("'s", "'"):
            return self._apostrophe(at, token)
        if low in ("'re", "'m"):
            return Word(token, "VERB", VerbForm("be", "s", True))
        if low == "'ve":
            return Word(token, "VERB", VerbForm("have", "s", True))
        if low == "let" and following == "'s":
            return Word(token, "VERB", VerbForm("let", "base", True))
        if low in known.lists["modals"] and not (low in ("will", "may", "might") and self._names(at)):
            return Word(token, "MODAL")
        if low in ("each other", "one another"):
            return Word(token, "EACH")
        if low == "to":
            return Word(token, "TO" if self._verb_follows(at + 1) else "PREP")
        if low == "of":
            return Word(token, "PREP")
        if low in ("her", "his") or low in known.lists["possessives"]:
            return Word(token, "POSS" if low != "her" or self._noun_follows(at + 1) else "PRON")
        if low == "that":
            return self._that(at, token)
        if low in ("who", "whom", "which", "whose"):
            return Word(token, "REL")
        if low in ("and", "but", "or", "nor", "&"):
            self._clause_may_begin(at)
            return Word(token, "AND")
        if low in ("so", "yet") and self._last in ("COMMA", None, "QUOTE"):
            return Word(token, "AND" if self._last == "COMMA" else "ADV")
        if low in known.lists["numbers"] and low not in (
            "a",
            "an",
            "both",
            "some",
            "several",
            "many",
            "few",
            "one",
            "couple",
            "pair",
            "dozen",
        ):
            return Word(token, "NUM")
        if low.isdigit():
            return Word(token, "NUM")
        if low in ("named", "called") and self._last == "NOUN" and self._capital(at + 1):
            return Word(token, "ADJ")
        if low == "one":
            return Word(token, "NUM" if self._last != "ADJ" and self._noun_follows(at + 1) else "PRON")
        if low in (
            "all",
            "both",
            "some",
            "this",
            "these",
            "those",
            "others",
            "each",
            "another",
            "many",
            "few",
            "either",
            "neither",
            "either",
        ):
            if low in ("all", "both", "each") and self._last == "PRON":
                return Word(token, "ADV")
            plain = (self._noun_follows(at + 1) and not self._only_verb(at + 1)) or following in (
                "the",
                "my",
                "his",
                "her",
                "their",
                "our",
                "of",
            )
            return Word(token, "DET" if plain and following != "of" else "PRON")
        if known.has("determiners", low) and low not in ("more", "much", "most"):
            return Word(token, "DET")
        if low in ("back", "up", "down", "away", "out", "off", "home") and not self._opens(at + 1):
            return Word(token, "NOUN" if self._last in ("DET", "POSS") else "ADV")
        if known.has("subordinators", low) and self._is_subordinate(at, low):
            return Word(token, "SUB")
        if known.has("prepositions", low) and self._is_preposition(at, low):
            return Word(token, "PREP")
        if known.has("pronouns", low):
            return Word(token, "PRON")
        if known.has("adverbs", low) or known.has("degree", low):
            if self._last in ("DET", "POSS", "ADJ") and (known.has("adjectives", low) or low == "home"):
                return Word(token, "ADJ" if low != "home" else "NOUN")
            return Word(token, "ADV")
        if known.has("subordinators", low):
            return Word(token, "PREP")
        if known.has("prepositions", low):
            return Word(token, "ADV")
        return None

    def _capital(self, at: int) -> bool:
        return at < len(self.tokens) and self.tokens[at].text[0].isupper()

    def _only_verb(self, at: int) -> bool:
        low = self._lower(at)
        return any(form.known for form in words().verb_forms(low)) and not words().noun(low).known

    def _names(self, at: int) -> bool:
        token = self.tokens[at]
        return token.text[0].isupper() and not token.begins and token.lower in words().names

    def _apostrophe(self, at: int, token: Token) -> Word:
        """'s is 'is' after a pronoun or before -ing and the like; otherwise it owns what follows."""
        before, following = self._before(), self._lower(at + 1)
        pronoun = before is not None and (
            before.tag == "PRON" or before.lower in ("there", "here", "that", "what", "where", "who", "how", "let")
        )
        if before is not None and before.lower == "let":
            return Word(token, "PRON")
        state = following in ("a", "an", "the", "not", "n't", "so", "very", "too") or any(
            form.form == "ing" and form.known for form in words().verb_forms(following)
        )
        if token.lower == "'s" and (pronoun or state):
            lemma = "be"
            return Word(token, "VERB", VerbForm(lemma, "s", True))
        return Word(token, "OWNS" if self._last in ("NOUN", "NAME", "PRON") else "MARK")

    def _that(self, at: int, token: Token) -> Word:
        before = self._before("ADV", "COMMA")
        if self._noun_follows(at + 1) and self._last not in ("NOUN", "NAME") and not self._verb_soon(at + 1):
            return Word(token, "DET")
        if self._last in ("NOUN", "NAME", "PRON") and self._finite(at + 1):
            return Word(token, "REL")
        if before is not None and (before.verb is not None or before.tag in ("ADJ", "ADV", "NOUN", "PRON", "NAME")):
            return Word(token, "SUB" if self._verb_soon(at + 1) else "PRON")
        return Word(token, "DET" if self._noun_follows(at + 1) else "PRON")

    def _is_subordinate(self, at: int, low: str) -> bool:
        if low in (
            "when",
            "while",
            "because",
            "if",
            "although",
            "though",
            "unless",
            "whenever",
            "whilst",
            "even though",
            "as soon as",
            "so that",
        ):
            return True
        if low in ("what", "where", "how", "why", "whether"):
            return True
        if low == "once" and self._last not in (None, "COMMA"):
            return False
        if any(form.form == "ing" for form in words().verb_forms(self._lower(at + 1))):
            return low in ("after", "before", "since", "until")
        return self._verb_soon(at + 1)

    def _is_preposition(self, at: int, low: str) -> bool:
        if low == "like":
            return self.has_verb or not self.has_noun
        if low in (
            "around",
            "round",
            "by",
            "past",
            "over",
            "through",
            "across",
            "along",
            "inside",
            "outside",
            "about",
            "near",
            "behind",
            "in",
            "on",
            "off",
            "out",
            "under",
            "below",
            "above",
            "opposite",
            "beyond",
            "besides",
            "without",
            "between",
            "next to",
        ):
            return self._opens(at + 1) or any(form.form == "ing" for form in words().verb_forms(self._lower(at + 1)))
        return True

    def _clause_may_begin(self, at: int) -> None:
        """After 'and' a word may be the verb of a new subject: 'and the batter swings'."""
        following = self._skim(at + 1)
        if following is not None and self._finite(following) and following > at + 1:
            self.has_verb = False
            self.has_noun = False

    # Looking ahead.

    def _skim(self, at: int) -> int | None:
        """Past one plain noun phrase that begins at `at`; None if none does."""
        known, start = words(), at
        if self._only_verb(at) and self.tokens[at].text[0].islower():
            return None
        while at < len(self.tokens) and self.tokens[at].is_word:
            low = self._lower(at)
            if low == "of" and at > start:
                at += 1
                start = at
                continue
            if known.has("pronouns", low) and low != "her":
                return at + 1 if at == start else at
            if (
                known.has("determiners", low)
                or low in known.lists["possessives"]
                or known.has("adjectives", low)
                or low in known.lists["numbers"]
            ):
                at += 1
                continue
            if (
                known.has("prepositions", low)
                or known.has("subordinators", low)
                or low in ("and", "or", "but", "who", "not")
            ):
                return at if at > start else None
            if known.has("adverbs", low):
                return at if at > start else None
            if (
                at > start
                and self._finite(at)
                and (
                    known.noun(self._lower(at - 1)).known
                    or self.tokens[at - 1].text[0].isupper()
                    or not known.noun(low).known
                )
            ):
                return at
            at += 1
            if self._lower(at) == "'s":
                at += 1
        return at if at > start else None

    def _finite(self, at: int) -> bool:
        """Whether the word at `at` can be a verb that has a subject."""
        while words().has("adverbs", self._lower(at)) or self._lower(at).endswith("ly"):
            at += 1
        low = self._lower(at)
        if low in words().lists["modals"] or low in ("'re", "'m", "'ve"):
            return True
        if low == "'s":
            return False
        return any(form.form in ("s", "past", "base") for form in words().verb_forms(low))

    def _verb_soon(self, at: int) -> bool:
        """Whether a clause with a subject and a verb begins at `at`."""
        after = self._skim(at)
        if after is None:
            return False
        if self._lower(after) == "and":
            return self._verb_soon(after + 1)
        return self._finite(after)

    def _verb_follows(self, at: int) -> bool:
        low = self._lower(at)
        if words().has("adverbs", low) or low.endswith("ly"):
            low = self._lower(at + 1)
        forms = words().verb_forms(low)
        if any(form.form == "base" for form in forms):
            return not (words().noun(low).known and low in words().places) and self.tokens[at].text[0].islower()
        known = words().noun(low).known or words().has("pronouns", low) or words().has("determiners", low)
        plain = (
            low.isalpha()
            and not known
            and low not in words().lists["possessives"]
            and low not in words().lists["numbers"]
        )
        named = at < len(self.tokens) and self.tokens[at].text[0].isupper()
        return (
            plain
            and not named
            and not words().has("adjectives", low)
            and not low.endswith(("s", "ing"))
            and bool(low)
            and not words().has("prepositions", low)
        )

    def _opens(self, at: int) -> bool:
        """Whether a noun phrase begins at `at`."""
        if at >= len(self.tokens) or not self.tokens[at].is_word:
            return False
        known, low = words(), self._lower(at)
        if (
            known.has("pronouns", low)
            or known.has("determiners", low)
            or low in known.lists["possessives"]
            or low in known.lists["numbers"]
        ):
            return low != "then"
        if low in ("and", "but", "or", "to", "of") or known.has("prepositions", low) or known.has("subordinators", low):
            return False
        if known.has("adverbs", low) or low.endswith("ly"):
            return low in ("first", "second", "last") and False
        return True

    def _noun_follows(self, at: int) -> bool:
        """Whether the word at `at` can be the noun, or its adjective, that a determiner before it awaits."""
        if at >= len(self.tokens) or not self.tokens[at].is_word:
            return False
        known, low = words(), self._lower(at)
        if (
            known.has("prepositions", low)
            or (known.has("pronouns", low) and low not in ("one", "ones"))
            or low in ("and", "but", "or", "to", "not")
        ):
            return False
        if (
            known.has("subordinators", low)
            or (known.has("determiners", low) and low not in ("other",))
            or low in known.lists["modals"]
        ):
            return False
        if low in known.lists["possessives"] or low in (
            "is",
            "was",
            "are",
            "were",
            "has",
            "had",
            "do",
            "does",
            "did",
            "who",
            "am",
        ):
            return False
        if (known.has("adverbs", low) and not known.noun(low).known and not known.has("adjectives", low)) or (
            low.endswith("ly") and not known.noun(low).known
        ):
            return False
        return not (low in known.irregular and not known.noun(low).known and not known.has("adjectives", low))

    # All other words.

    def _open(self, at: int, token: Token) -> Word:
        known, low = words(), token.lower
        forms = known.verb_forms(low)
        noun = known.noun(low)
        capital = token.text[0].isupper()
        if self._is_name(at, token, forms):
            return Word(token, "NAME")
        if noun.known:
            forms = tuple(form for form in forms if form.known)
        if low in known.feelings and self._is_state() and self._lower(at + 1) != "by":
            return Word(token, "ADJ")
        verb = self._verb_here(at, forms, noun.known)
        if verb is not None:
            return Word(token, "VERB", verb)
        if low.endswith("ly") and not noun.known and not known.has("adjectives", low) and len(low) > 3:
            return Word(token, "ADV")
        adjective = (
            known.has("adjectives", low)
            or low in known.feelings
            or bool(_ADJECTIVE_ENDS.search(low) and not noun.known)
        )
        adjective |= any(form.form in ("past", "participle", "ing") for form in forms) and self._last in (
            "DET",
            "POSS",
            "ADJ",
        )
        if adjective and (not noun.known or self._adjective_here(at)):
            return Word(token, "ADJ")
        if capital and not token.begins and not noun.known:
            return Word(token, "NAME")
        return Word(token, "NOUN")

    def _is_name(self, at: int, token: Token, forms: tuple[VerbForm, ...]) -> bool:
        known, low = words(), token.lower
        if low in self.names:
            return token.text[0].isupper() or (low not in known.verbs and not known.noun(low).known)
        if not token.text[0].isupper():
            return False
        if self._last == "NAME" and not token.begins and self.made[-1].text[-1].isalpha():
            return True
        if low in known.titles and at + 1 < len(self.tokens) and self.tokens[at + 1].text[0].isupper():
            return True
        if self.made and self.made[-1].lower in known.titles and self._last == "NAME":
            return True
        if low in known.names:
            return True
        if token.begins:
            unknown = (
                not forms and not known.noun(low).known and not known.has("adjectives", low) and not low.endswith("ly")
            )
            return unknown and self._finite(at + 1)
        return not known.noun(low).known and not (forms and forms[0].known) and not known.has("adjectives", low)

    def _adjective_here(self, at: int) -> bool:
        """Whether a word that can be a noun is an adjective since a noun follows: 'a human child', 'the baby bird'."""
        following = self._lower(at + 1)
        return (words().noun(following).known and self._noun_follows(at + 1)) or self._last not in (
            "DET",
            "POSS",
            "ADJ",
            "NUM",
            "PREP",
        )

    def _verb_here(self, at: int, forms: tuple[VerbForm, ...], is_noun: bool) -> VerbForm | None:
        if not forms:
            return self._base_after_to(at)
        known, low, last = words(), self._lower(at), self._last
        finite = [form for form in forms if form.form in ("s", "past", "base")]
        before = self._before("ADV", "NOT")
        if last in ("DET", "POSS", "NUM", "OWNS") or (
            last == "ADJ" and (is_noun or not forms[0].known or self.has_verb)
        ):
            return None
        if last == "ADJ" and forms[0].form == "base" and not self.has_noun:
            return None  # 'in a red dress', 'the great escape'
        if last == "PREP":
            ing = next((form for form in forms if form.form == "ing"), None)
            return ing if ing and not (is_noun and not known.has("determiners", self._lower(at + 1))) else None
        if before is not None and before.tag in ("TO", "MODAL"):
            return next((form for form in forms if form.form == "base"), forms[0])
        if before is not None and before.verb is not None and before.verb.lemma in ("be", "get", "have", "do"):
            return self._after_auxiliary(before, forms, is_noun)
        if before is not None and before.verb is not None:
            return self._after_verb(before, forms, is_noun)
        if known.has("adjectives", low) and self._noun_follows(at + 1) and last in (None, "AND", "COMMA", "ADJ"):
            return None
        if low in known.feelings and self.has_verb and not self._opens(at + 1):
            return None
        if last in ("NOUN", "NAME", "PRON", "EACH") or (
            before is not None and before.tag in ("NOUN", "NAME", "PRON", "REL")
        ):
            return self._after_noun(at, forms, finite, is_noun)
        if (before is not None and before.tag == "QUOTE") or (
            before is not None and before.tag in ("COMMA", "MARK") and self._quoted()
        ):
            said = next((form for form in finite if says(form.lemma)), None)
            return said or next((form for form in finite if not is_noun), None)
        if last in ("AND", "COMMA", "SUB") or (before is not None and before.tag in ("AND", "COMMA")):
            return self._parallel(at, forms, is_noun)
        if last is None or before is None:
            if forms[0].lemma in ("be", "have", "do"):
                return forms[0]
            finite_first = next((form for form in finite if form.form in ("s", "past") and form.known), None)
            if finite_first is not None and not is_noun and not self.has_noun:
                return finite_first
            base = next((form for form in forms if form.form in ("base", "ing")), None)
            return base if base and base.known and not is_noun else None
        return None if is_noun else forms[0]

    def _is_state(self) -> bool:
        before = self._before("ADV", "NOT", "ADJ", "AND")
        return before is not None and before.verb is not None and before.verb.lemma in STATES

    def _quoted(self) -> bool:
        return any(word.tag == "QUOTE" for word in self.made[-3:])

    def _base_after_to(self, at: int) -> VerbForm | None:
        before = self._before("ADV", "NOT")
        bare = before is not None and (
            before.tag in ("TO", "MODAL") or (before.verb is not None and before.verb.lemma == "do" and self.has_noun)
        )
        low = self._lower(at)
        return VerbForm(low, "base", False) if bare and not words().noun(low).known else None

    def _after_auxiliary(self, before: Word, forms: tuple[VerbForm, ...], is_noun: bool) -> VerbForm | None:
        assert before.verb is not None
        lemma = before.verb.lemma
        if lemma == "do":
            return next((form for form in forms if form.form == "base"), None) if self.has_noun or not is_noun else None
        wanted = ("ing", "participle", "past") if lemma in ("be", "get") else ("participle", "past")
        found = next((form for form in forms if form.form in wanted), None)
        if found is None and any(form.lemma in ("run", "come", "become") for form in forms):
            found = replace(forms[0], form="participle")
        feeling = self.tokens[len(self.made)].lower in words().feelings
        if found is not None and found.form != "ing" and lemma != "have" and feeling:
            return None
        return replace(found, form="participle") if found is not None and found.form == "past" else found

    def _after_verb(self, before: Word, forms: tuple[VerbForm, ...], is_noun: bool) -> VerbForm | None:
        assert before.verb is not None
        ing = next((form for form in forms if form.form == "ing"), None)
        if ing is not None and not (is_noun and not words().has("doing", before.verb.lemma)):
            return ing
        if (
            before.verb.lemma in ("help", "make", "let", "go", "come")
            and (base := [form for form in forms if form.form == "base"])
            and not is_noun
        ):
            return base[0]
        return None

    def _after_noun(
        self, at: int, forms: tuple[VerbForm, ...], finite: list[VerbForm], is_noun: bool
    ) -> VerbForm | None:
        pronoun = self._before("ADV", "NOT")
        subject = pronoun is not None and pronoun.lower in (
            "i",
            "you",
            "he",
            "she",
            "it",
            "we",
            "they",
            "everybody",
            "everyone",
            "nobody",
            "somebody",
            "someone",
            "who",
        )
        ing = next((form for form in forms if form.form == "ing"), None)
        if self.has_verb and not subject:
            if ing is not None:
                return ing if ing.known else None
            if is_noun or not finite:
                return None
            return finite[0] if self._new_subject(at) and finite[0].known else None
        if ing is not None and not finite:
            return ing
        plural = pronoun is not None and pronoun.tag == "NOUN" and words().noun(pronoun.lower).plural
        if (
            finite
            and finite[0].form == "base"
            and len(finite) == 1
            and pronoun is not None
            and pronoun.tag == "NOUN"
            and is_noun
            and not plural
        ):
            return finite[0] if not self._finite(at + 1) and self._before_is_whole() else None
        if finite:
            if (
                is_noun
                and self._last == "NOUN"
                and self._finite(at + 1)
                and words().noun(self._lower(at)).known
                and not self._opens(at + 1)
            ):
                return None
            return finite[0]
        return forms[0]

    def _before_is_whole(self) -> bool:
        """Whether the nouns so far name somebody, so that a verb may follow: 'children play', not 'the bus stop'."""
        before = self._before("ADV", "NOT")
        return before is not None and (
            before.lower in words().beings or words().noun(before.lower).singular in words().beings
        )

    def _new_subject(self, at: int) -> bool:
        """Whether the noun just before has no verb yet though the sentence has: 'He asks and the king nods'."""
        for word in reversed(self.made):
            if word.tag in ("AND", "COMMA", "SUB", "REL", "QUOTE", "MARK"):
                return True
            if word.verb is not None or word.tag == "PREP":
                return False
        return False

    def _parallel(self, at: int, forms: tuple[VerbForm, ...], is_noun: bool) -> VerbForm | None:
        """After 'and' or a comma: a verb if it has the form of the verb before, or could be nothing else."""
        if not self.has_verb:
            ing = next((form for form in forms if form.form == "ing"), None)
            finite = next((form for form in forms if form.form in ("s", "past") and form.known), None)
            if finite is not None and self.has_noun and not is_noun and self._last == "COMMA":
                return finite
            if ing is not None and self._last != "AND":
                return ing
            return forms[0] if self._last == "SUB" and not is_noun else None
        for form in forms:
            alike = form.form == self.form or {form.form, self.form} <= {"past", "participle"}
            if alike and (form.known or not is_noun):
                return form
        ing = next((form for form in forms if form.form == "ing" and form.known), None)
        if ing is not None:
            return ing
        return None if is_noun else (forms[0] if forms[0].known else None)
