"""What a listener hears in a voice: syllables with their prominence, and the phrases they fall into.

Prominence joins what the ear joins: loudness, pitch above the speaker's own middle, length, the stress that the
dictionary gives the syllable, and whether its word carries meaning.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from pathlib import Path
from weakref import WeakKeyDictionary

import numpy as np
from numpy.typing import NDArray

from contracts import Progress, silent
from engines.speech import SAMPLE_RATE, Phone, SpeechTrack, Word

F64 = NDArray[np.float64]

PAUSE = 0.22
"""Silence between two words, in seconds, that a listener takes for the end of a phrase."""

_HOP = 160
_WINDOW = 800
_LOWEST, _HIGHEST = 65.0, 420.0
_LIGHT_WORDS = Path(__file__).resolve().parents[2] / "configs" / "light_words.txt"


@dataclass(frozen=True)
class Syllable:
    """One beat of speech.

    word:       index of its word in the track.
    start, end: seconds; a syllable reaches from its vowel's onset consonants to the next syllable.
    nucleus:    second at which its vowel is loudest: where a gesture's stroke lands.
    stress:     2 main, 1 side, 0 none, by the dictionary.
    loudness:   dB above the median of the track's syllables.
    pitch:      semitones above the median of the track's syllables; 0 where the voice has none.
    prominence: 0 (swallowed) to 1 (the strongest of the track).
    """

    word: int
    start: float
    end: float
    nucleus: float
    stress: int
    loudness: float
    pitch: float
    prominence: float


@dataclass(frozen=True)
class Phrase:
    """Words said in one breath: indices `first` to `last` inclusive, with their times, and the mark that ends it."""

    first: int
    last: int
    start: float
    end: float
    mark: str


@dataclass(frozen=True)
class Prosody:
    """Syllables and phrases of one track, both in order."""

    syllables: tuple[Syllable, ...]
    phrases: tuple[Phrase, ...]

    def of_word(self, word: int) -> tuple[Syllable, ...]:
        """The syllables of the word with this index."""
        return tuple(syllable for syllable in self.syllables if syllable.word == word)

    def strongest(self, word: int) -> Syllable | None:
        """The syllable of a word that a stroke belongs to; None when the word has none."""
        return max(self.of_word(word), key=lambda one: (one.prominence, -one.start), default=None)


_HEARD: WeakKeyDictionary[SpeechTrack, Prosody] = WeakKeyDictionary()


def prosody(track: SpeechTrack, progress: Progress = silent) -> Prosody:
    """Listen to `track`, once. A track without words has neither syllables nor phrases."""
    if track not in _HEARD:
        _HEARD[track] = _listen(track, progress)
    return _HEARD[track]


def _listen(track: SpeechTrack, progress: Progress) -> Prosody:
    loudness = _loudness(track.samples)
    raw = [
        (index, start, end, _loudest(loudness, vowel), stress, vowel)
        for index, word in enumerate(track.words)
        for start, end, vowel, stress in _syllables(word)
    ]
    if not raw:
        return Prosody((), _phrases(track.words))
    levels = np.array([_level(loudness, vowel) for *_, vowel in raw])
    pitches = np.empty(len(raw))
    for n, (*_, vowel) in enumerate(raw):
        if n % 32 == 0:
            progress("stress", n, len(raw))
        pitches[n] = _pitch(track.samples, vowel)
    lengths = np.array([vowel[1] - vowel[0] for *_, vowel in raw])
    levels -= np.median(levels)
    voiced = pitches > 0
    middle = float(np.median(pitches[voiced])) if voiced.any() else 1.0
    semitones = np.where(voiced, 12 * np.log2(np.where(voiced, pitches, middle) / middle), 0.0)
    semitones = np.clip(semitones, -9.0, 9.0)
    stresses = np.array([stress for _, _, _, _, stress, _ in raw], float)
    heavy = np.array([not is_light(track.words[index].text) for index, *_ in raw], float)
    strength = (
        0.9 * _in_units(levels, 5.0)
        + 0.8 * _in_units(semitones, 3.0)
        + 0.5 * _in_units(np.log(np.maximum(lengths, 0.02)), 0.5)
        + 0.6 * stresses
        + 1.0 * heavy
    )
    prominence = _ranked(strength)
    made = tuple(
        Syllable(index, start, end, peak, stress, float(levels[n]), float(semitones[n]), float(prominence[n]))
        for n, (index, start, end, peak, stress, _) in enumerate(raw)
    )
    return Prosody(made, _phrases(track.words))


def plain(text: str) -> str:
    """A written word as a key: lower case, without the punctuation around it."""
    return re.sub(r"^\W+|\W+$", "", text.lower().replace("’", "'"))


def is_light(text: str) -> bool:
    """True for a word that holds a sentence together and is seldom stressed: 'the', 'of', 'is'."""
    return plain(text) in _light_words()


@lru_cache(maxsize=1)
def _light_words() -> frozenset[str]:
    lines = _LIGHT_WORDS.read_text(encoding="utf-8").splitlines()
    return frozenset(word for line in lines if not line.startswith("#") for word in line.split())


def _syllables(word: Word) -> list[tuple[float, float, tuple[float, float], int]]:
    """(start, end, vowel's start and end, stress) of each syllable; a word without phones is one syllable."""
    vowels = [n for n, phone in enumerate(word.phones) if phone.stress is not None]
    if not vowels:
        return [(word.start, word.end, (word.start, word.end), 2)] if word.end > word.start else []
    starts = [0] + [_onset(word.phones, before, after) for before, after in pairwise(vowels)]
    edges = [word.phones[n].start for n in starts] + [word.phones[-1].end]
    marks = {1: 2, 2: 1, 0: 0}
    return [
        (edges[n], edges[n + 1], (word.phones[v].start, word.phones[v].end), marks[word.phones[v].stress or 0])
        for n, v in enumerate(vowels)
    ]


def _onset(phones: tuple[Phone, ...], before: int, after: int) -> int:
    """Index at which the syllable of vowel `after` begins: one consonant goes with it, more are shared."""
    between = after - before - 1
    return after - (between + 1) // 2


def _loudness(samples: NDArray[np.float32]) -> F64:
    """dB every 10 ms."""
    frames = max(len(samples) // _HOP, 1)
    power = np.zeros(frames)
    for first in range(0, frames, 6000):
        piece = np.asarray(samples[first * _HOP : (first + 6000) * _HOP], np.float64)
        whole = len(piece) // _HOP
        power[first : first + whole] = np.mean(piece[: whole * _HOP].reshape(whole, _HOP) ** 2, axis=1)
    smooth = np.convolve(power, np.ones(3) / 3, mode="same")
    decibels: F64 = 10 * np.log10(smooth + 1e-9)
    return decibels


def _frames(loudness: F64, span: tuple[float, float]) -> slice:
    rate = SAMPLE_RATE / _HOP
    first = min(int(span[0] * rate), len(loudness) - 1)
    return slice(first, max(first + 1, min(int(np.ceil(span[1] * rate)), len(loudness))))


def _loudest(loudness: F64, span: tuple[float, float]) -> float:
    """Second at which `span` is loudest, kept within it."""
    frames = _frames(loudness, span)
    peak = (frames.start + int(np.argmax(loudness[frames])) + 0.5) * _HOP / SAMPLE_RATE
    return float(np.clip(peak, span[0], span[1]))


def _level(loudness: F64, span: tuple[float, float]) -> float:
    return float(np.percentile(loudness[_frames(loudness, span)], 75))


def _pitch(samples: NDArray[np.float32], span: tuple[float, float]) -> float:
    """Median pitch of a vowel in Hz over three windows, by normalised autocorrelation; 0 when it has none."""
    found = []
    for share in (0.3, 0.5, 0.7):
        middle = round((span[0] + share * (span[1] - span[0])) * SAMPLE_RATE)
        window = np.asarray(samples[max(middle - _WINDOW // 2, 0) : middle + _WINDOW // 2], np.float64)
        if len(window) < _WINDOW // 2:
            continue
        window = (window - window.mean()) * np.hanning(len(window))
        spectrum = np.fft.rfft(window, 4 * _WINDOW)
        shape = np.fft.rfft(np.hanning(len(window)), 4 * _WINDOW)
        likeness = np.fft.irfft(np.abs(spectrum) ** 2)[:_WINDOW]
        fair = np.fft.irfft(np.abs(shape) ** 2)[:_WINDOW]
        if likeness[0] <= 1e-7:
            continue
        shortest, longest = int(SAMPLE_RATE / _HIGHEST), min(int(SAMPLE_RATE / _LOWEST), len(window) // 2)
        normal = (likeness[: longest + 1] / likeness[0]) / np.maximum(fair[: longest + 1] / fair[0], 0.1)
        tops = [
            lag
            for lag in range(max(shortest, 1), longest)
            if normal[lag] >= normal[lag - 1] and normal[lag] > normal[lag + 1]
        ]
        best = max((normal[lag] for lag in tops), default=0.0)
        if best < 0.45:
            continue
        found.append(SAMPLE_RATE / next(lag for lag in tops if normal[lag] > 0.88 * best))
    return float(np.median(found)) if found else 0.0


def _in_units(values: F64, unit: float) -> F64:
    """Distance from the mean in units that a listener notices plainly, within 2.5 of them."""
    noticed: F64 = np.clip((values - values.mean()) / unit, -2.5, 2.5)
    return noticed


def _ranked(strength: F64) -> F64:
    """0 to 1, the strongest 1: by value, not by rank, so that an even voice stays even."""
    low, high = float(np.percentile(strength, 5)), float(strength.max())
    if high - low < 1e-6:
        return np.full_like(strength, 0.5)
    return np.clip((strength - low) / (high - low), 0.0, 1.0)


def _phrases(words: tuple[Word, ...]) -> tuple[Phrase, ...]:
    """Cut at pauses and at punctuation; a mark without a pause counts when the phrase has at least three words."""
    phrases, first = [], 0
    for index, word in enumerate(words):
        ended = re.search(r"([.!?;:,…—])[\"'”’)\]]*$", word.text)
        mark = ended.group(1) if ended else ""
        last = index == len(words) - 1
        pause = 0.0 if last else words[index + 1].start - word.end
        strong = mark in {".", "!", "?", "…"} or pause >= PAUSE
        if last or strong or (mark and index - first >= 2):
            phrases.append(Phrase(first, index, words[first].start, word.end, mark))
            first = index + 1
    return tuple(phrases)
