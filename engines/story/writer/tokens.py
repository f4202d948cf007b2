"""A text as sentences of tokens.

What stands in quotation marks becomes one token, and scripts ('ANNA: Hi!') become prose.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from engines.story.writer.paragraphs import paragraphs
from engines.story.writer.words import words

_DOUBLE = re.compile(r"[“„”«»\"]([^“„”«»\"]+)(?:[“„”«»\"]|$)")
_SINGLE = re.compile(r"(?<![\w])['‘‚]([^'‘’\n]?(?:[^\n]*?)[.,!?…])['’](?!\w)")
_TOKEN = re.compile(
    r"\x00\d+\x00|\b[OD]['’][A-Z][a-z]+|[oO]['’]clock\b|n['’]t\b|['’](?:s|re|ve|ll|d|m)\b|[^\W_]+(?:[-‐][^\W_]+)*(?=n['’]t\b)|[^\W_]+(?:[-‐][^\W_]+)*|\.{2,}|[^\w\s]"
)
_ENDS = ".!?…"
_WEAK = (
    "laugh",
    "giggle",
    "chuckle",
    "smile",
    "grin",
    "sigh",
    "think",
    "go",
    "begin",
    "continue",
    "read",
    "write",
)  # do without


@dataclass(frozen=True)
class Token:
    """A word, a mark, or something said in quotation marks."""

    text: str
    lower: str
    quote: int | None = None  # which quotation
    begins: bool = False  # first of its sentence

    @property
    def is_word(self) -> bool:
        return self.quote is None and self.text[0].isalnum()


@dataclass(frozen=True)
class Sentence:
    """Tokens up to a full stop, and how it reads."""

    tokens: tuple[Token, ...]
    text: str
    end: str
    paragraph: int


@dataclass(frozen=True)
class Prose:
    """A whole text."""

    sentences: tuple[Sentence, ...]
    quotes: tuple[str, ...]
    unclosed: bool  # a quotation mark opened and never closed


def read(text: str) -> Prose:
    """`text` as sentences."""
    quotes: list[str] = []
    sentences: list[Sentence] = []
    unclosed = False
    for number, paragraph in enumerate(paragraphs(text)):
        marks = len(re.findall(r"[“„”«»\"]", paragraph))
        unclosed |= marks % 2 == 1
        marked = _hide_quotes(paragraph, quotes)
        tokens = list(_tokens(marked))
        sentences += _split(tokens, quotes, number)
    return Prose(tuple(sentences), tuple(quotes), unclosed)


def _hide_quotes(text: str, quotes: list[str]) -> str:
    def hide(match: re.Match[str]) -> str:
        inner = match[1].strip()
        if not re.search(r"\w", inner):
            return match[0]
        quotes.append(inner)
        return f" \x00{len(quotes) - 1}\x00 "

    return _SINGLE.sub(hide, _DOUBLE.sub(hide, text))


def _tokens(text: str) -> Iterator[Token]:
    pieces = [match[0] for match in _TOKEN.finditer(text)]
    pieces = [part for piece in pieces for part in _contracted(piece)]
    at = 0
    while at < len(pieces):
        piece = pieces[at]
        if piece.startswith("\x00"):
            yield Token(piece, piece, quote=int(piece.strip("\x00")))
            at += 1
            continue
        length = _joined(pieces, at)
        whole = " ".join(pieces[at : at + length])
        yield Token(whole, whole.lower().replace("’", "'"))
        at += length


def _contracted(piece: str) -> list[str]:
    """'cannot' is 'can not', and what the pattern keeps together of "don't" comes apart."""
    lower = piece.lower()
    if lower == "cannot":
        return [piece[:3], "not"]
    return [piece]


def _joined(pieces: list[str], at: int) -> int:
    """How many tokens from `at` on are one expression, such as 'next to' or 'bus stop'."""
    starts = _expressions()
    longest = 1
    for length in starts.get(pieces[at].lower(), ()):
        wanted = [piece.lower() for piece in pieces[at : at + length]]
        if length > longest and len(wanted) == length and " ".join(wanted) in _all_expressions():
            longest = length
    aim = pieces[at + longest].lower() if at + longest < len(pieces) else ""
    return 1 if longest == 2 and pieces[at + 1].lower() == "to" and _is_plain_verb(aim) else longest


def _is_plain_verb(word: str) -> bool:
    """Whether a word is the 'read' of 'sat down to read', and no noun that one could come to."""
    known = words()
    return not known.noun(word).known and any(form.known and form.form == "base" for form in known.verb_forms(word))


@lru_cache(maxsize=1)
def _all_expressions() -> frozenset[str]:
    known = words()
    made = {
        entry
        for kind in ("prepositions", "pronouns", "subordinators", "adverbs", "degree")
        for entry in known.lists[kind]
    }
    for entry in (*known.props, *known.places, *known.beings):
        made |= {entry, entry + "s"}
    return frozenset(entry for entry in made if " " in entry)


@lru_cache(maxsize=1)
def _expressions() -> dict[str, tuple[int, ...]]:
    made: dict[str, set[int]] = {}
    for entry in _all_expressions():
        parts = entry.split()
        made.setdefault(parts[0], set()).add(len(parts))
    return {first: tuple(sorted(lengths, reverse=True)) for first, lengths in made.items()}


def _split(tokens: list[Token], quotes: list[str], paragraph: int) -> Iterator[Sentence]:
    """Sentences; what is said belongs to the one that says who said it."""
    kept: list[Token] = []
    for at, token in enumerate(tokens):
        kept.append(token)
        following = tokens[at + 1] if at + 1 < len(tokens) else None
        if token.quote is not None:
            told = any(
                form.known and says(form.lemma) for one in kept if one.is_word for form in words().verb_forms(one.lower)
            )
            told |= len(kept) > 1 and kept[-2].text == ":"
            ends = quotes[token.quote][-1] in _ENDS and not _goes_on(tokens, at + 1, told)
        else:
            ends = token.text[0] in _ENDS or token.text == ";"
            ends &= following is None or following.text[0] not in _ENDS
        if ends or following is None:
            if any(one.is_word or one.quote is not None for one in kept):
                yield _sentence(kept, quotes, paragraph)
            kept = []


def _goes_on(tokens: list[Token], at: int, told: bool) -> bool:
    """Whether what follows a quotation still tells who said it. `told`: it was said before it."""
    if at >= len(tokens):
        return False
    first = tokens[at]
    if first.quote is not None:
        return False
    if first.text in ",-–—":
        return True
    if not first.is_word:
        return first.text[0] in _ENDS
    if first.text[0].islower():
        return True
    known = words()
    begins = (
        known.has("determiners", first.lower)
        or known.has("pronouns", first.lower)
        or first.lower in known.lists["possessives"]
    )
    begins |= known.has("adverbs", first.lower) or known.has("conjunctions", first.lower)
    if told or (begins and first.lower != "i"):
        return False  # '"Sing!" The crow sang.'
    for n, token in enumerate(tokens[at : at + 6], at):
        if not token.is_word:
            return False
        if [one.lower for one in tokens[n : n + 2]] == ["to", "know"]:
            return True  # '"Why?" Paul wanted to know.'
        forms = [form for form in words().verb_forms(token.lower) if form.form in ("s", "past", "base")]
        if any(says(form.lemma) and form.lemma not in _WEAK for form in forms) and not (
            token is first and token.text[0].isupper()
        ):
            return True
        if forms and forms[0].known and words().irregular.get(token.lower):
            return False
    return False


def says(lemma: str) -> bool:
    """Whether a verb can stand by words in quotation marks."""
    return any(words().has(kind, lemma) for kind in ("said", "shouted", "whispered", "sang"))


def _sentence(kept: list[Token], quotes: list[str], paragraph: int) -> Sentence:
    end = kept[-1].text[0] if kept[-1].quote is None and kept[-1].text[0] in _ENDS else "."
    inner = [token for token in kept if token.quote is not None or token.text[0] not in _ENDS + ";"]
    first = next((n for n, token in enumerate(inner) if token.is_word), None)
    inner = [Token(t.text, t.lower, t.quote, n == first and n == 0) for n, t in enumerate(inner)]
    return Sentence(tuple(inner), _read_out(kept, quotes), end, paragraph)


def _read_out(kept: list[Token], quotes: list[str]) -> str:
    text = " ".join(f"“{quotes[t.quote]}”" if t.quote is not None else t.text for t in kept)
    text = re.sub(r"\s+([,.!?…;:)]|n['’]t\b|['’](?:s|re|ve|ll|d|m)\b)", r"\1", text)
    return re.sub(r"([(])\s+", r"\1", text).strip(" ;")
