"""Words whose list is short: articles, prepositions, pronouns, conjunctions, adverbs of place."""

from __future__ import annotations

from engines.story.writer import lexicon
from engines.story.writer.open_words import verbs
from engines.story.writer.tags import Option
from engines.story.writer.tokens import Token
from engines.story.writer.words import VerbForm, words

_SUBORDINATORS = frozenset(
    ["when", "while", "because", "if", "although", "though", "unless", "whenever", "whilst", "even though"]
    + ["as soon as", "so that", "whether", "where", "how", "why", "what", "as if", "even if", "now that"]
    + ["by the time", "every time", "in order to", "as long as", "just as"]
)
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


def closed(token: Token, following: Token | None, at: int, tokens: list[Token]) -> list[Option] | None:
    """What a word of a short list can be; None for any other."""
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
        return [*made, *verbs(low, 0.4)] if low == "like" else made
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
