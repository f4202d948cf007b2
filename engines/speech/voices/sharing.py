"""Sounds to phones, and phones to the words they belong to."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from engines.speech import espeak
from engines.speech.ipa import VOWELS, from_ipa
from engines.speech.track import Phone
from engines.speech.voices.script import Token


def timed(ipa: str, start: float, end: float, language: str) -> list[Phone]:
    """The phones of one sound from `start` to `end` seconds; several share the time, a vowel takes twice as much."""
    labels = from_ipa(ipa, language)
    weights = [2.0 if label.rstrip("012") in VOWELS else 1.0 for label in labels]
    phones, at, total = [], start, sum(weights)
    for label, weight in zip(labels, weights, strict=True):
        until = at + (end - start) * weight / total
        phones.append(Phone(label, at, until))
        at = until
    return phones


def give_each_its_own(tokens: Sequence[Token], phones: list[list[Phone]], language: str) -> list[list[Phone]]:
    """Part the phones of words said as one: a voice that says 'of the' names the first of them only."""
    shared = [list(own) for own in phones]
    number = 0
    while number < len(tokens):
        last = number
        while last + 1 < len(tokens) and tokens[last + 1].speaks and not shared[last + 1]:
            last += 1
        if last > number and len(shared[number]) > last - number:
            shared[number : last + 1] = _parted(tokens[number : last + 1], shared[number], language)
        number = last + 1
    return shared


def _parted(tokens: Sequence[Token], phones: list[Phone], language: str) -> list[list[Phone]]:
    """Cut `phones` where the pieces are most like what each word sounds like alone, at least one phone each."""
    alone = [[label.rstrip("012") for label in from_ipa(espeak.phonemes(t.said, language), language)] for t in tokens]
    said = [phone.sound for phone in phones]
    best: dict[tuple[int, int], tuple[float, int]] = {(0, 0): (0.0, 0)}  # (words, phones) done: cost, last cut
    for word, sounds in enumerate(alone):
        for end in range(word + 1, len(said) - (len(alone) - word - 1) + 1):
            ways = [
                (best[word, start][0] + _difference(said[start:end], sounds), start)
                for start in range(end)
                if (word, start) in best
            ]
            if ways:
                best[word + 1, end] = min(ways)
    cuts = [len(said)]
    for word in range(len(alone), 0, -1):
        cuts.insert(0, best[word, cuts[0]][1])
    return [phones[start:end] for start, end in pairwise(cuts)]


def _difference(first: list[str], second: list[str]) -> float:
    """Edits that turn one row of sounds into the other; one vowel for another is half an edit."""
    row = [float(number) for number in range(len(second) + 1)]
    for number, mine in enumerate(first, 1):
        before, row[0] = row[0], float(number)
        for place, theirs in enumerate(second, 1):
            same = 0.0 if mine == theirs else 0.5 if mine in VOWELS and theirs in VOWELS else 1.0
            before, row[place] = row[place], min(row[place] + 1, row[place - 1] + 1, before + same)
    return row[-1]
