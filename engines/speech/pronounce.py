"""How an English word is said: ARPABET from the recogniser's dictionary, or from espeak-ng for any other word."""

from __future__ import annotations

import unicodedata
from functools import cache, lru_cache
from pathlib import Path
from typing import NamedTuple

from engines.speech import espeak
from engines.speech.ipa import VOWELS, from_ipa

# Small words that a sentence seldom stresses, as speech dictionaries write them.
_UNSTRESSED = frozenset(["a", "an", "the"])


class Pronunciation(NamedTuple):
    """phones: ARPABET, vowels with stress; in_dictionary: False when espeak-ng guessed."""

    phones: tuple[str, ...]
    in_dictionary: bool


@lru_cache(maxsize=20_000)
def variants(word: str, language: str = "en") -> tuple[Pronunciation, ...]:
    """Every way to say `word` that we know, the usual one first."""
    word = plain(word)
    known = lookup(word) if language == "en" else ()
    if known:
        return tuple(Pronunciation(stressed(word, phones), True) for phones in known)
    return (Pronunciation(guessed(word), False),)


def plain(word: str) -> str:
    """`word` in the dictionary's alphabet: lower case, straight apostrophes, no accents ('naive' for 'naïve')."""
    word = word.replace("’", "'").replace("ʼ", "'").lower()
    decomposed = unicodedata.normalize("NFKD", word)
    return "".join(letter for letter in decomposed if not unicodedata.combining(letter))


def lookup(word: str) -> tuple[tuple[str, ...], ...]:
    """The dictionary's phones for a plain word, without stress; also for its possessive and plural. () if unknown."""
    entries = _dictionary()
    if word in entries:
        return entries[word]
    if word.strip("'") in entries:
        return entries[word.strip("'")]
    for ending in ("'s", "s'", "'"):
        stem = word.removesuffix(ending) if word.endswith(ending) else ""
        if stem in entries:
            return tuple((*phones, *_plural(phones[-1])) for phones in entries[stem])
    return ()


def _plural(last: str) -> tuple[str, ...]:
    """The sound of a possessive 's' after the sound `last`."""
    if last in ("S", "Z", "SH", "ZH", "CH", "JH"):
        return ("IH", "Z")
    return ("S",) if last in ("P", "T", "K", "F", "TH") else ("Z",)


@lru_cache(maxsize=20_000)
def guessed(word: str) -> tuple[str, ...]:
    """What espeak-ng says for a word, as ARPABET with stress; a short neutral vowel when it says nothing at all."""
    phones = from_ipa(espeak.phonemes(word))
    return phones or ("AH0",)


@lru_cache(maxsize=20_000)
def stressed(word: str, phones: tuple[str, ...]) -> tuple[str, ...]:
    """The dictionary's `phones` with a stress digit on each vowel, as espeak-ng stresses the word."""
    vowels = [index for index, phone in enumerate(phones) if phone in VOWELS]
    if word in _UNSTRESSED or not vowels:
        marks = [0] * len(vowels)
    elif len(vowels) == 1:
        marks = [1]
    else:
        said = [phone for phone in guessed(word) if phone[-1].isdigit()]
        marks = _stress_of([phones[index] for index in vowels], said)
    digits = dict(zip(vowels, marks, strict=True))
    return tuple(f"{phone}{digits[index]}" if index in digits else phone for index, phone in enumerate(phones))


def _stress_of(vowels: list[str], said: list[str]) -> list[int]:
    """Stress for the dictionary's `vowels` from those that espeak-ng `said`: the cheapest way to match the two rows."""
    rows, columns = len(vowels), len(said)
    cost = [[float(row + column) for column in range(columns + 1)] for row in range(rows + 1)]
    for row in range(1, rows + 1):
        for column in range(1, columns + 1):
            same = 0.0 if vowels[row - 1] == said[column - 1][:-1] else 0.8
            cost[row][column] = min(
                cost[row - 1][column - 1] + same, cost[row - 1][column] + 1, cost[row][column - 1] + 1
            )
    marks = [0] * rows
    row, column = rows, columns
    while row and column:
        same = 0.0 if vowels[row - 1] == said[column - 1][:-1] else 0.8
        if cost[row][column] == cost[row - 1][column - 1] + same:
            row, column = row - 1, column - 1
            marks[row] = int(said[column][-1])
        elif cost[row][column] == cost[row - 1][column] + 1:
            row -= 1
        else:
            column -= 1
    if 1 not in marks:
        marks[marks.index(2) if 2 in marks else 0] = 1
    return marks


def model_folder() -> Path:
    """The folder of pocketsphinx's US English model."""
    import pocketsphinx

    return Path(pocketsphinx.get_model_path()) / "en-us"


@cache
def _dictionary() -> dict[str, tuple[tuple[str, ...], ...]]:
    """pocketsphinx's dictionary: word to its pronunciations, the usual one first. 125 000 words."""
    entries: dict[str, tuple[tuple[str, ...], ...]] = {}
    for line in (model_folder() / "cmudict-en-us.dict").read_text("utf-8").splitlines():
        name, *phones = line.split()
        word = name.partition("(")[0]
        entries[word] = (*entries.get(word, ()), tuple(phones))
    return entries
