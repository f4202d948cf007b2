"""Everything that a word can be, whatever stands around it, and how unlikely each is.

Costs are like the negative logarithm of a probability: 0 is what one would expect, 3 is rare.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from engines.story.writer import lexicon
from engines.story.writer.tokens import Token, says
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
    "QUOTE",
    "COMMA",
    "MARK",
    "OWNS",
    "EACH",
]


@dataclass(frozen=True)
class Option:
    """One thing that a word can be."""

    tag: Tag
    cost: float = 0.0
    verb: VerbForm | None = None


_ADJECTIVE_ENDS = re.compile(r"(?:ful|ous|less|ish|able|ible|ical|est|coloured|colored|like|proof|shaped)$")
_SUBORDINATORS = frozenset(
    ["when", "while", "because", "if", "although", "though", "unless", "whenever", "whilst", "even though"]
    + ["as soon as", "so that", "whether", "where", "how", "why", "what", "as if", "even if", "now that"]
    + ["by the time", "every time", "in order to", "as long as", "just as"]
)
_CERTAIN = -9.0
_BOTH_WAYS = {  # before a clause, before a noun, alone
    "after": (0.3, 0.0, 1.5),
    "before": (0.3, 0.0, 0.9),
    "until": (0.2, 0.2, 4.0),
    "till": (0.2, 0.2, 4.0),
    "since": (0.2, 0.2, 3.0),
    "as": (0.2, 0.6, 0.8),
    "once": (0.8, 4.0, 0.4),
    "like": (2.2, 0.3, 4.0),
    "than": (1.2, 0.2, 4.0),
    "for": (4.0, 0.0, 4.0),
}
_QUANTITIES = (
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
    "several",
    "either",
    "neither",
    "most",
    "any",
    "such",
    "half",
)
_OLD_FORMS = {"'re": "be", "'m": "be", "'ve": "have"}


def options(tokens: list[Token], at: int, names: frozenset[str]) -> list[Option]:
    """What the token at `at` can be. `names`: words, in lower case, that the story uses as names."""
    token = tokens[at]
    if token.quote is not None:
        return [Option("QUOTE")]
    if not token.is_word and not token.text.startswith(("'", "’")):
        return [Option("COMMA" if token.text in ",–—-" else "MARK")]
    following = tokens[at + 1] if at + 1 < len(tokens) else None
    closed = _closed(token, following, at, tokens)
    if closed is not None:
        return closed
    return _open(tokens, at, following, names)


# Words whose list is short.


def _closed(token: Token, following: Token | None, at: int, tokens: list[Token]) -> list[Option] | None:
    known, low = words(), token.lower
    after = following.lower if following is not None else ""
    if low in ("not", "n't", "never") or (low in ("ca", "wo", "sha") and after == "n't"):
        return [Option("NOT" if low in ("not", "n't", "never") else "MODAL")]
    if low in ("'s", "'"):
        return _apostrophe(tokens, at, low)
    if low in _OLD_FORMS:
        return [Option("VERB", 0, VerbForm(_OLD_FORMS[low], "s", True))]
    if low in known.lists["modals"]:
        made = [Option("MODAL")]
        if low in ("can", "will", "might", "may", "must"):
            made.append(Option("NOUN", 2.0))
            if token.text[0].isupper() and low in known.names:
                made.append(Option("NAME", 0.0 if not token.begins else 2.0))
        return made
    simple = _SIMPLE.get(low)
    if simple is not None:
        return list(simple)
    if low in known.lists["possessives"]:
        return [Option("POSS"), *([Option("PRON", 0.3 if low == "her" else 2.5)] if low in ("her", "his") else [])]
    if low in known.lists["numbers"] and low not in (*_QUANTITIES, "a", "an", "couple", "pair", "dozen"):
        return [Option("NUM")]
    if token.text[0].isdigit():
        return [Option("NUM")]
    if low in _QUANTITIES:
        made = [Option("DET", 0.1), Option("PRON", 0.5)]
        floats = low in ("all", "both", "each", "half", "most") and after != "of"  # 'they both ran', 'both of them'
        floats &= not (known.noun(after).known and known.noun(after).plural)  # 'both children'
        return [*made, Option("ADV", 0.6)] if floats else made
    if low in ("more", "much", "less", "little", "enough", "no longer"):
        return _quantity(low)
    if low in ("other", "own", "same"):
        return [Option("ADJ"), *([Option("NOUN", 1.0)] if low == "other" else [])]
    if known.has("determiners", low) and low != "what":
        return [Option("DET")]
    if low in _SUBORDINATORS:
        return [Option("SUB"), *([Option("DET", 2.0)] if low == "what" else [])]
    if low in _BOTH_WAYS:
        clause, noun, alone = _BOTH_WAYS[low]
        made = [Option("SUB", clause), Option("PREP", noun), Option("ADV", alone)]
        return [*made, *_verbs(low, 0.4)] if low == "like" else made
    if known.has("prepositions", low):
        return _preposition(low)
    if known.has("pronouns", low):
        return [Option("PRON")]
    if known.has("adverbs", low) or known.has("degree", low):
        return _adverb(low)
    if known.has("subordinators", low):
        return [Option("SUB", 0.3), Option("PREP", 0.5)]
    return None


_SIMPLE: dict[str, tuple[Option, ...]] = {
    "each other": (Option("EACH"),),
    "one another": (Option("EACH"),),
    "to": (Option("TO"), Option("PREP")),
    "of": (Option("PREP"),),
    "that": (Option("DET", 0.8), Option("SUB", 0.4), Option("REL", 0.2), Option("PRON", 0.8)),
    "who": (Option("REL"),),
    "whom": (Option("REL"),),
    "which": (Option("REL"),),
    "whose": (Option("REL"),),
    "and": (Option("AND"),),
    "but": (Option("AND"),),
    "or": (Option("AND"),),
    "nor": (Option("AND"),),
    "&": (Option("AND"),),
    "so": (Option("AND", 0.4), Option("ADV", 0.4)),
    "yet": (Option("AND", 1.0), Option("ADV", 0.4)),
    "then": (Option("ADV"),),
    "one": (Option("NUM", 0.2), Option("PRON", 0.6)),
    "let's": (Option("VERB", 0, VerbForm("let", "base", True)),),
}


def _quantity(low: str) -> list[Option]:
    made = [Option("ADV", 0.4), Option("DET", 0.8)]
    if low == "little":
        return [Option("ADJ"), Option("ADV", 2.0)]
    return [*made, Option("PRON", 1.5)]


def _apostrophe(tokens: list[Token], at: int, low: str) -> list[Option]:
    before = tokens[at - 1].lower if at else ""
    known = words()
    if before == "let":
        return [Option("PRON")]
    is_verb = [Option("VERB", 0.8, VerbForm("be", "s", True)), Option("VERB", 2.0, VerbForm("have", "s", True))]
    if known.has("pronouns", before) or before in ("there", "here", "that", "what", "where", "who", "how"):
        owns = before in ("everybody", "everyone", "somebody", "someone", "nobody", "one", "each other")
        return [*is_verb, *([Option("OWNS", 0.3)] if owns else [])]
    return [Option("OWNS"), Option("MARK", 3.0), *(is_verb if low == "'s" else [])]


def _preposition(low: str) -> list[Option]:
    made = [Option("PREP")]
    alone = words().has("particles", low)
    if " " in low or alone:
        made.append(Option("ADV", 0.5 if alone else 2.0))
    if low in ("down", "past", "round", "near", "opposite", "inside", "outside"):
        made.append(Option("NOUN" if low in ("past", "inside", "outside") else "ADJ", 1.0))
    return made


def _adverb(low: str) -> list[Option]:
    known = words()
    made = [Option("ADV")]
    entry = lexicon.entry(low)
    if known.has("adjectives", low) or (entry is not None and entry.adjective > 5):
        made.append(Option("ADJ", 0.6))
    if low in ("home", "back", "well", "end", "light"):
        made.append(Option("NOUN", 0.6))
    return made


# All other words.


def _open(tokens: list[Token], at: int, following: Token | None, names: frozenset[str]) -> list[Option]:
    token = tokens[at]
    low = token.lower
    if known_time(low) and not words().has("adjectives", low):
        return [Option("NOUN"), *(option for option in _plain(low) if option.tag != "NOUN")]
    made = _names(tokens, at, following, names)
    if made and made[0].cost == _CERTAIN:
        return [Option("NAME")]
    if low in ("named", "called") and following is not None and following.text[0].isupper():
        return [Option("ADJ"), *(Option("VERB", 2.5, form) for form in _named(low))]
    return [*made, *_plain(low)]


def _named(low: str) -> list[VerbForm]:
    lemma = "name" if low == "named" else "call"
    return [VerbForm(lemma, "past", True), VerbForm(lemma, "participle", True)]


def known_time(low: str) -> bool:
    """Whether a word says when: 'Sunday'."""
    return words().has("times", words().noun(low).singular)


def _names(tokens: list[Token], at: int, following: Token | None, names: frozenset[str]) -> list[Option]:
    """The option that a word is a name; a cost below 0 is certain."""
    token, known = tokens[at], words()
    low, capital = token.lower, token.text[0].isupper()
    entry = lexicon.entry(low)
    common = (
        (entry is not None and entry.seen > 0)
        or known.noun(low).known
        or bool(known.verb_forms(low) and known.verb_forms(low)[0].known)
    )
    titled = following is not None and following.is_word and following.text[0].isupper()
    called = following is not None and known.noun(following.lower).singular in known.beings and not token.begins
    titled = titled and (low in known.titles or called or not _is_plain_start(following))  # type: ignore[arg-type]
    before = tokens[at - 1] if at else None
    if capital and before is not None and before.text[0].isupper() and low in known.beings:
        if before.lower in known.beings or before.lower in known.titles:
            return [Option("NAME", _CERTAIN)]  # 'Father Bear'
    if not capital:
        return [Option("NAME", 0.2)] if low in names and not common else []
    being = (
        low in known.beings
        or low in known.titles
        or (entry is not None and bool(set(entry.noun_fields[:2]) & {"person"}))
    )
    if titled and being:
        return [Option("NAME", _CERTAIN)]
    if low in names:
        return [Option("NAME", _CERTAIN if not known.noun(low).known else 0.0)]
    if token.begins and _says_who(tokens, at + 1):
        return [Option("NAME", 0.0)]
    if low in known.names:
        return [Option("NAME", _CERTAIN if not common or not token.begins else -0.8)]
    if token.begins or (at and tokens[at - 1].quote is not None):
        surname = titled and following is not None and not known.has("times", following.lower)
        return [Option("NAME", 0.3 if not common else 0.8 if surname else 4.0)]  # 'Buzz Aldrin'

    if known.noun(low).known:
        return [Option("NAME", 1.5)]
    return [Option("NAME", 0.0 if common else _CERTAIN)]


def _says_who(tokens: list[Token], at: int) -> bool:
    """Whether 'the robot' follows and then something that can be a verb: 'Rivet the robot painted'."""
    if at + 2 >= len(tokens) or tokens[at].lower != "the" or not tokens[at + 2].is_word:
        return False
    noun, verb = tokens[at + 1].lower, words().verb_forms(tokens[at + 2].lower)
    living = noun in words().beings or bool(lexicon.is_living(noun))
    return living and any(form.form in ("s", "past") for form in verb)


def _is_plain_start(token: Token) -> bool:
    return words().noun(token.lower).known and token.lower not in words().names


@lru_cache(maxsize=20_000)
def _plain(low: str) -> tuple[Option, ...]:
    """What a word in lower case can be, from the lists, the lexicon and its ending."""
    known = words()
    noun, verbs, entry = known.noun(low), known.verb_forms(low), lexicon.entry(low)
    counts: dict[str, float] = {}
    singular = noun.singular if noun.known or lexicon.entry(noun.singular) else low
    as_noun = lexicon.entry(singular)
    past = as_noun is not None and as_noun.noun == 0 and lexicon.lemma_of(low, "v") is not None  # 'sat' is no Saturday
    if as_noun is not None and as_noun.noun >= 0 and not past:
        counts["NOUN"] = as_noun.noun + 0.5
    if noun.known:
        counts["NOUN"] = counts.get("NOUN", 0) + (40 if singular in known.beings else 12)
    known_verbs = [form for form in verbs if form.known]
    if known_verbs:
        best = max((_verb_count(form.lemma) for form in known_verbs), default=0.0)
        counts["VERB"] = best + (0.5 if low == known_verbs[0].lemma else 3.0)
    if entry is not None and entry.adjective >= 0:
        counts["ADJ"] = entry.adjective + 0.5
    if known.has("adjectives", low) or low in known.lists["colours"]:
        counts["ADJ"] = counts.get("ADJ", 0) + 40
    if low in known.feelings:
        counts["ADJ"] = counts.get("ADJ", 0) + 15
    if entry is not None and entry.adverb >= 0:
        counts["ADV"] = entry.adverb + 0.5
    if (irregular := lexicon.lemma_of(low, "a")) and not counts.get("VERB"):
        counts["ADJ"] = counts.get("ADJ", 0) + 5 if irregular else 0
    if not counts:
        return _unknown(low, verbs)
    total = sum(counts.values())
    costs = {tag: min(3.2, -0.7 * math.log(count / total)) for tag, count in counts.items()}
    made = [Option(tag, cost) for tag, cost in costs.items() if tag != "VERB"]  # type: ignore[arg-type]
    if "VERB" in costs:
        made += _verbs(low, costs["VERB"])
        if low.endswith("ing") and "NOUN" not in costs:
            made.append(Option("NOUN", 2.5))
        if low.endswith(("ed", "ing", "en", "wn")) and not lexicon.entry(low) and "ADJ" not in costs:
            made.append(Option("ADJ", 1.2))
    if low in known.lists["ordinals"] and "NOUN" in costs:
        made = [one for one in made if one.tag != "NOUN"]
    if low in known.lists["ordinals"]:
        made.append(Option("NOUN", 0.8))  # 'The second laughed.'
    if low.endswith("ly") and "ADV" not in costs and "NOUN" not in costs and "ADJ" not in costs:
        made.append(Option("ADV", 0.0))
    return tuple(made)


def _verb_count(lemma: str) -> float:
    entry = lexicon.entry(lemma)
    seen = float(max(entry.verb, 0)) if entry is not None else 0.0
    return min(seen, 60.0) + (12 if lemma in words().verbs else 0)


def _verbs(low: str, cost: float) -> list[Option]:
    """One option for every form that a verb can have here."""
    made: list[Option] = []
    forms = [form for form in words().verb_forms(low) if form.known]
    for n, form in enumerate(forms):
        made.append(Option("VERB", cost + 0.3 * n, form))
        if form.form == "past" and not words().has_participle(form.lemma):
            made.append(Option("VERB", cost + 0.3 * n, VerbForm(form.lemma, "participle", form.known)))
    return made


def _unknown(low: str, verbs: tuple[VerbForm, ...]) -> tuple[Option, ...]:
    """A word in no list: by its ending."""
    if low.endswith("ly") and len(low) > 4:
        return (Option("ADV"), Option("ADJ", 1.5))
    made = [Option("NOUN", 0.5)]
    if _ADJECTIVE_ENDS.search(low) or "-" in low:
        made = [Option("ADJ", 0.2), Option("NOUN", 0.8)]
    for form in verbs:
        made.append(Option("VERB", 0.3 if form.form in ("past", "ing") else 1.2, form))
        if form.form == "past":
            made.append(Option("VERB", 0.3, VerbForm(form.lemma, "participle", False)))
        if form.form in ("past", "ing"):
            made.append(Option("ADJ", 1.0))
    made.append(Option("VERB", 1.8, VerbForm(low, "base", False)))
    return tuple(made)


def is_saying(form: VerbForm) -> bool:
    """Whether words in quotation marks can stand by a verb."""
    return says(form.lemma)
