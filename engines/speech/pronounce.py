"""How an English word is said: ARPABET from the recogniser's dictionary, or from espeak-ng for any other word."""

from __future__ import annotations

import re
import unicodedata
from functools import cache, lru_cache
from pathlib import Path
from typing import NamedTuple

from engines.speech import espeak

VOWELS = frozenset(["AA", "AE", "AH", "AO", "AW", "AY", "EH", "ER", "EY", "IH", "IY", "OW", "OY", "UH", "UW"])
CONSONANTS = frozenset(
    [
        "B",
        "CH",
        "D",
        "DH",
        "F",
        "G",
        "HH",
        "JH",
        "K",
        "L",
        "M",
        "N",
        "NG",
        "P",
        "R",
        "S",
        "SH",
        "T",
        "TH",
        "V",
        "W",
        "Y",
        "Z",
        "ZH",
    ]
)

# IPA as espeak-ng writes American English, longest first. Diphthongs and r-coloured vowels come before their parts.
_ARPABET = {
    "aɪɚ": "AY ER",
    "aɪə": "AY AH",
    "aʊɚ": "AW ER",
    "ɑːɹ": "AA R",
    "ɔːɹ": "AO R",
    "oːɹ": "AO R",
    "ɛɹ": "EH R",
    "ɪɹ": "IH R",
    "ʊɹ": "UH R",
    "iə": "IY AH",
    "ɔɪ": "OY",
    "aɪ": "AY",
    "aʊ": "AW",
    "eɪ": "EY",
    "oʊ": "OW",
    "əʊ": "OW",
    "əl": "AH L",
    "tʃ": "CH",
    "dʒ": "JH",
    "ɜː": "ER",
    "iː": "IY",
    "uː": "UW",
    "ɑː": "AA",
    "ɔː": "AO",
    "oː": "OW",
    "eː": "EY",
    "n̩": "AH N",
    "m̩": "AH M",
    "l̩": "AH L",
    "ɔ̃": "AO N",
    "ɑ̃": "AA N",
    "ɛ̃": "AE N",
    "œ̃": "AH N",
    "ɜ": "ER",
    "ɝ": "ER",
    "ɚ": "ER",
    "ə": "AH",
    "ɐ": "AH",
    "ʌ": "AH",
    "ᵻ": "IH",
    "ɨ": "IH",
    "ɪ": "IH",
    "i": "IY",
    "y": "UW",
    "ø": "ER",
    "œ": "ER",
    "e": "EH",
    "ɛ": "EH",
    "æ": "AE",
    "a": "AE",
    "ɑ": "AA",
    "ɒ": "AA",
    "ɔ": "AO",
    "o": "OW",
    "ʊ": "UH",
    "u": "UW",
    "p": "P",
    "b": "B",
    "t": "T",
    "d": "D",
    "ɾ": "T",
    "ʔ": "T",
    "k": "K",
    "ɡ": "G",
    "g": "G",
    "f": "F",
    "v": "V",
    "β": "V",
    "θ": "TH",
    "ð": "DH",
    "s": "S",
    "z": "Z",
    "ʃ": "SH",
    "ʒ": "ZH",
    "ç": "HH",
    "x": "K",
    "χ": "K",
    "ɣ": "G",
    "h": "HH",
    "m": "M",
    "ɱ": "M",
    "n": "N",
    "ɲ": "N Y",
    "ŋ": "NG",
    "l": "L",
    "ɫ": "L",
    "ɬ": "L",
    "ʎ": "L Y",
    "ɹ": "R",
    "r": "R",
    "ʁ": "R",
    "ʀ": "R",
    "j": "Y",
    "w": "W",
    "ʍ": "W",
}
_LONGEST = max(len(ipa) for ipa in _ARPABET)
_STRESS = {"ˈ": 1, "ˌ": 2}

# Small words that a sentence seldom stresses, as speech dictionaries write them.
_UNSTRESSED = frozenset(["a", "an", "the"])


class Pronunciation(NamedTuple):
    """phones: ARPABET, vowels with stress; in_dictionary: False when espeak-ng guessed."""

    phones: tuple[str, ...]
    in_dictionary: bool


def pronounce(word: str, language: str = "en") -> Pronunciation:
    """The usual way to say one spoken word ('printing', "don't"), never empty for a word with a letter in it."""
    return variants(word, language)[0]


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


def from_ipa(ipa: str) -> tuple[str, ...]:
    """ARPABET with stress for a line of IPA from espeak-ng. Sounds English lacks become their nearest neighbour.

    >>> from_ipa("h_ə_l_ˈoʊ")
    ('HH', 'AH0', 'L', 'OW1')
    """
    phones: list[str] = []
    stress = 0
    # espeak-ng marks a change of language as in '(fr)'; it says nothing about sounds.
    ipa = re.sub(r"\([a-z-]+\)", "", ipa)
    for sound in re.split(r"[_\s]+", ipa):
        at = 0
        while at < len(sound):
            if sound[at] in _STRESS:
                stress = _STRESS[sound[at]]
                at += 1
                continue
            for length in range(min(_LONGEST, len(sound) - at), 0, -1):
                found = _ARPABET.get(sound[at : at + length])
                if found is not None:
                    for phone in found.split():
                        if phone in VOWELS:
                            phones.append(f"{phone}{stress}")
                            stress = 0
                        else:
                            phones.append(phone)
                    break
            at += length
    return tuple(phones)


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
