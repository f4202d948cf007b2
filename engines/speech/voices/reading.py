"""The sounds of a phrase, each with the word it belongs to: what neural voices are given instead of letters."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from typing import NamedTuple

from engines.speech import espeak
from engines.speech.voices.script import SENTENCE, Phrase


class Sound(NamedTuple):
    """ipa: 'ˈoʊ', a blank between words, or a punctuation mark; token: number of its word in the phrase."""

    ipa: str
    token: int


_MARKS = {
    ",": ",", "、": ",", "，": ",", "،": ",", "–": ",", ";": ";", "；": ";", "؛": ";", ":": ":", "：": ":", "—": "—",
    "!": "!", "！": "!", "?": "?", "？": "?", "؟": "?", "…": "…",
}  # fmt: skip


def owners(phrase: Phrase, marks: Sequence[espeak.Mark]) -> list[int]:
    """For each of the synthesiser's marks the number of the token it belongs to."""
    begins, numbers, letters = [], [], 0
    for piece, number in phrase.pieces():
        begins.append(letters)
        numbers.append(number)
        letters += len(piece)
    found, current = [], 0
    for mark in marks:
        if mark.ipa is None:
            # The synthesiser may name a letter behind or before the one it means, but it never goes back a word.
            current = max(current, numbers[max(bisect_right(begins, mark.letter) - 1, 0)])
        found.append(current)
    return found


def sounds(phrase: Phrase, language: str) -> list[Sound]:
    """The sounds in order. A voice that knows no durations still takes them from here, so words stay linked."""
    marks = espeak.synthesise(phrase.said, language, espeak.Manner(450)).marks
    row: list[Sound] = []
    for mark, token in zip(marks, owners(phrase, marks), strict=True):
        if mark.ipa is None and row:
            row += _punctuation(phrase, row[-1].token, token)
            row.append(Sound(" ", token))
        elif mark.ipa:
            row.append(Sound(mark.ipa, token))
    last = len(phrase.tokens) - 1
    end = next((mark for token in reversed(phrase.tokens) for mark in reversed(token.said) if mark in _MARKS), "")
    ending = _MARKS[end] if end and phrase.tokens[last].said.rstrip("\"'”’»)]").endswith(end) else "."
    return [*row, Sound(ending, last)] if row and phrase.pause >= SENTENCE else row


def _punctuation(phrase: Phrase, before: int, after: int) -> list[Sound]:
    """The mark between two words, if any. Points are left out: within a phrase they belong to abbreviations."""
    for number in range(before, after):
        said = phrase.tokens[number].said.rstrip("\"'”’»)]")
        if said[-1:] in _MARKS:
            return [Sound(_MARKS[said[-1]], number)]
    return []
