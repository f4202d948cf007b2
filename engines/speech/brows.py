"""Brows that rise with the voice: on syllables that are louder, higher and longer than those around them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from engines.speech import vocal_level
from engines.speech.coarticulation import eased
from engines.speech.track import SAMPLE_RATE, SpeechTrack

F64 = NDArray[np.float64]

WINDOW = 1024
"""Samples in which a pitch is looked for: 64 ms."""
LOWEST, HIGHEST = 70.0, 400.0
"""Hertz of speaking voices."""
AROUND = 12
"""A syllable is compared with this many around it."""
APART = 1.2
"""Two rises of the brows lie at least this far apart, seconds."""
SHARE = 0.16
"""Of all stressed syllables, how many at most lift the brows."""
RISES, STAYS, FALLS = 0.16, 0.10, 0.38
"""Seconds; people begin to raise their brows a little before the syllable."""


@dataclass(frozen=True)
class Accent:
    """An emphasised syllable: the middle of its vowel in seconds, and how far it stands out, 0 to 1."""

    time: float
    weight: float


def accents(track: SpeechTrack) -> list[Accent]:
    """The emphasised syllables in order, never closer than `APART`; none without phones."""
    vowels = [phone for phone in track.phones if phone.stress == 1]
    if len(vowels) < 3:
        return []
    middles = np.array([(vowel.start + vowel.end) / 2 for vowel in vowels])
    level = vocal_level.levels(track.samples)
    at = np.clip((middles * 100).astype(int), 0, len(level) - 1)
    pitch = pitches(track.samples, middles)
    length = np.log(np.array([max(vowel.end - vowel.start, 0.03) for vowel in vowels]))
    standing = (
        1.0 * _against_neighbours(pitch) + 0.7 * _against_neighbours(level[at]) + 0.5 * _against_neighbours(length)
    )
    found: list[Accent] = []
    wanted = max(1, round(SHARE * len(vowels)))
    for index in np.argsort(-standing, kind="stable"):
        if len(found) >= wanted or standing[index] < 0.8:
            break
        if all(abs(middles[index] - accent.time) >= APART for accent in found):
            found.append(Accent(float(middles[index]), float(np.clip(standing[index] / 4.0, 0.25, 1.0))))
    return sorted(found, key=lambda accent: accent.time)


def weights(track: SpeechTrack, times: F64) -> dict[str, F64]:
    """browInnerUp, browOuterUpLeft and browOuterUpRight [T] at `times`, seconds."""
    raised = np.zeros(len(times))
    for accent in accents(track):
        begin, end = accent.time - RISES - STAYS / 2, accent.time + STAYS / 2 + FALLS
        first, last = np.searchsorted(times, (begin, end))
        near = times[first:last]
        rise = eased(np.minimum((near - begin) / RISES, (end - near) / FALLS))
        raised[first:last] = np.maximum(raised[first:last], accent.weight * rise)
    return {"browInnerUp": 0.55 * raised, "browOuterUpLeft": 0.5 * raised, "browOuterUpRight": 0.5 * raised}


def pitches(samples: NDArray[np.float32], at: F64) -> F64:
    """[n] the voice's pitch at the times `at [n]` in semitones above 100 Hz; the usual one where there is none."""
    half = WINDOW // 2
    starts = np.clip((at * SAMPLE_RATE).astype(int) - half, 0, max(len(samples) - WINDOW, 0))
    semitones = np.full(len(at), np.nan)
    shape = np.hanning(WINDOW)
    fade = np.fft.irfft(np.abs(np.fft.rfft(shape, 2 * WINDOW)) ** 2)[: WINDOW // 2]
    low, high = int(SAMPLE_RATE / HIGHEST), int(SAMPLE_RATE / LOWEST)
    for first in range(0, len(at), 256):
        rows = starts[first : first + 256]
        pieces = np.stack([_piece(samples, start) for start in rows])
        pieces = (pieces - pieces.mean(axis=1, keepdims=True)) * shape
        alike = np.fft.irfft(np.abs(np.fft.rfft(pieces, 2 * WINDOW)) ** 2)[:, : WINDOW // 2] / fade
        voiced = alike[:, low:high] / np.maximum(alike[:, :1], 1e-9)
        # Two periods are as alike as one; the shorter is meant.
        lag = low + (voiced - 0.1 * np.arange(low, high) / high).argmax(axis=1)
        sure = voiced.max(axis=1) > 0.5
        semitones[first : first + 256] = np.where(sure, 12 * np.log2(SAMPLE_RATE / lag / 100.0), np.nan)
    known = ~np.isnan(semitones)
    return np.where(known, semitones, np.median(semitones[known]) if known.any() else 0.0)


def _piece(samples: NDArray[np.float32], start: int) -> F64:
    piece = np.zeros(WINDOW)
    part = samples[start : start + WINDOW]
    piece[: len(part)] = part
    return piece


def _against_neighbours(values: F64) -> F64:
    """[n] by how many standard deviations (of all) each value exceeds the median of those around it."""
    spread = float(values.std())
    if spread < 1e-6:
        return np.zeros(len(values))
    padded = np.pad(values, AROUND // 2, mode="reflect" if len(values) > AROUND // 2 else "edge")
    around = np.lib.stride_tricks.sliding_window_view(padded, AROUND + 1)
    return (values - np.median(around, axis=1)) / spread
