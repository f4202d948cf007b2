"""Everything that a word can be, whatever stands around it, and how unlikely each is.

Costs are like the negative logarithm of a probability: 0 is what one would expect, 3 is rare.
"""

from __future__ import annotations

from engines.story.writer import lexicon
from engines.story.writer.closed_words import closed
from engines.story.writer.open_words import plain
from engines.story.writer.tags import Option
from engines.story.writer.tokens import Token
from engines.story.writer.words import VerbForm, words

_CERTAIN = -9.0


def options(tokens: list[Token], at: int, names: frozenset[str]) -> list[Option]:
    """What the token at `at` can be. `names`: words, in lower case, that the story uses as names."""
    token = tokens[at]
    if token.quote is not None:
        return [Option("QUOTE")]
    if not token.is_word and not token.text.startswith(("'", "’")):
        return [Option("COMMA" if token.text in ",–—-" else "MARK")]
    following = tokens[at + 1] if at + 1 < len(tokens) else None
    listed = closed(token, following, at, tokens)
    if listed is not None:
        return listed
    return _open(tokens, at, following, names)


def _open(tokens: list[Token], at: int, following: Token | None, names: frozenset[str]) -> list[Option]:
    token = tokens[at]
    low = token.lower
    if known_time(low) and not words().has("adjectives", low):
        return [Option("NOUN"), *(option for option in plain(low) if option.tag != "NOUN")]
    if low == "catch" and at and tokens[at - 1].lower in ("play", "plays", "played", "playing"):
        return [Option("NOUN")]
    made = _names(tokens, at, following, names)
    if made and made[0].cost == _CERTAIN:
        return [Option("NAME")]
    if low in ("named", "called") and following is not None and following.text[0].isupper():
        return [Option("ADJ"), *(Option("VERB", 2.5, form) for form in _named(low))]
    return [*made, *plain(low)]


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
    called = following is not None and known.noun(following.lower).singular in known.beings and low in known.beings
    titled = titled and (low in known.titles or called or not _is_plain_start(following))  # type: ignore[arg-type]
    before = tokens[at - 1] if at else None
    kin = before is not None and (before.lower in known.beings or before.lower in known.titles)
    if capital and kin and before is not None and before.text[0].isupper() and low in known.beings:
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
