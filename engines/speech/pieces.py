"""A sound of any length as pieces that a recogniser can take at once, cut where nobody speaks."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from engines.speech.track import SAMPLE_RATE

LONGEST = 28.0
"""Seconds of a piece that is cut in a pause."""

WINDOW = 29.9
"""Seconds that can be heard at once; Whisper sees 30."""

SHORTEST = 15.0
"""Seconds of a piece that is cut out of longer speech, at least."""

_SILENCE = 3.0
"""Silence of this many seconds is left out: in silence Whisper imagines words."""

_MARGIN = 0.2
_STEP = SAMPLE_RATE // 50


@dataclass(frozen=True)
class Piece:
    """From `start` to `end` seconds of a sound."""

    start: float
    end: float

    def of(self, samples: NDArray[np.float32]) -> NDArray[np.float32]:
        """Its samples, in memory."""
        return np.array(samples[round(self.start * SAMPLE_RATE) : round(self.end * SAMPLE_RATE)], np.float32)


def pieces(samples: NDArray[np.float32], voice: Sequence[tuple[float, float]]) -> Iterator[Piece]:
    """Pieces of at most LONGEST seconds that together hold all stretches of `voice` (seconds, in order)."""
    duration = len(samples) / SAMPLE_RATE
    for start, end in stretches(voice, duration):
        while end - start > LONGEST:
            cut = quietest(samples, start + SHORTEST, min(start + LONGEST, end - 1.0))
            yield Piece(start, cut)
            start = cut
        yield Piece(start, end)


def stretches(voice: Sequence[tuple[float, float]], duration: float) -> Iterator[tuple[float, float]]:
    """Stretches that are apart by less than _SILENCE as one, with a margin; short ones are packed together."""
    at: tuple[float, float] | None = None
    for start, end in voice:
        start, end = max(0.0, start - _MARGIN), min(duration, end + _MARGIN)
        if at is not None and start - at[1] < _SILENCE:
            at = (at[0], max(at[1], end))
            continue
        if at is not None:
            yield at
        at = (start, end)
    if at is not None:
        yield at


def quietest(samples: NDArray[np.float32], start: float, end: float) -> float:
    """The middle of the quietest 0.4 s between `start` and `end`, so that a pause wins and a long one most."""
    first = round(start * SAMPLE_RATE)
    part = np.asarray(samples[first : round(end * SAMPLE_RATE)], np.float32)
    part = part[: len(part) // _STEP * _STEP].reshape(-1, _STEP)
    # Roots weigh a single loud sound less than a stretch of voice.
    levels = np.sqrt(np.sqrt(np.square(part).mean(axis=1)))
    width = min(20, len(levels))
    smooth = np.convolve(levels, np.ones(width) / width, "valid")
    return start + (int(smooth.argmin()) + width / 2) * _STEP / SAMPLE_RATE
