"""How loud and how bright a voice is over time, and what a mouth makes of it."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from engines.speech.coarticulation import Score
from engines.speech.track import SAMPLE_RATE
from engines.speech.visemes import Table

F64 = NDArray[np.float64]

STEP = 160
"""Samples from one measurement to the next: 10 ms."""
SILENT = -70.0
"""Decibels below full scale, where sound ends."""
SPAN = 28.0
"""Decibels from the loudest syllables down to where the mouth is closed."""


def levels(samples: NDArray[np.float32]) -> F64:
    """[N] decibels, one every 10 ms, over windows of about 30 ms."""
    whole = len(samples) // STEP
    power = np.empty(whole + 1)
    block = 6000
    for first in range(0, whole, block):
        last = min(first + block, whole)
        part = np.asarray(samples[first * STEP : last * STEP], dtype=np.float32).reshape(-1, STEP)
        power[first:last] = np.einsum("ns,ns->n", part, part) / STEP
    power[whole] = 0.0
    padded = np.pad(power, 1, mode="edge")
    power = 0.25 * padded[:-2] + 0.5 * padded[1:-1] + 0.25 * padded[2:]
    return np.asarray(10.0 * np.log10(np.maximum(power, 10.0 ** (SILENT / 10.0))))


def stressed(score: Score, samples: NDArray[np.float32], table: Table) -> Score:
    """The same pieces with the jaw opening further in loud sounds and less in quiet ones."""
    if not score.spoken.any() or not len(samples):
        return score
    level = levels(samples)
    sums = np.concatenate([[0.0], np.cumsum(level)])
    first = np.clip((score.start * 100).astype(int), 0, len(level) - 1)
    last = np.clip(np.ceil(score.end * 100).astype(int), first + 1, len(level))
    loud = (sums[last] - sums[first]) / (last - first)
    jaw = table.movements.index("jaw")
    open_wide = score.spoken & (score.reach[:, jaw] > OPEN)
    if not open_wide.any():
        return score
    usual = np.median(loud[open_wide])
    change = 1.0 + table.strength["loudness"] * np.clip((loud - usual) / 12.0, -1.0, 1.0)
    reach = score.reach.copy()
    reach[:, jaw] *= np.where(score.spoken, change, 1.0)
    return replace(score, reach=reach)


OPEN = 0.2
"""Sounds whose jaw opens further than this are the ones loudness is judged by: the vowels."""


def movements(samples: NDArray[np.float32], times: F64, table: Table) -> F64:
    """[T, M] a mouth that opens with the loudness of any voice or music; bright sounds spread, dark ones round it."""
    out = np.zeros((len(times), len(table.movements)))
    if len(samples) < 2 * STEP:
        return out
    level = levels(samples)
    top = np.percentile(level, 95)
    if top <= SILENT + 10.0:
        return out
    opening = _smoothed(np.clip((level - (top - SPAN)) / SPAN, 0.0, 1.0) ** 1.5, 0.03)
    bright = _smoothed(_brightness(samples, len(level)), 0.06)
    usual = np.median(bright[opening > 0.2]) if (opening > 0.2).any() else 0.0
    side = np.clip((bright - usual) / 0.15, -1.0, 1.0) * np.minimum(opening * 3.0, 1.0)
    at = np.arange(len(level)) * STEP / SAMPLE_RATE + STEP / SAMPLE_RATE / 2
    for name, curve in (
        ("jaw", 0.5 * opening),
        ("lower", 0.25 * opening),
        ("spread", 0.6 * np.maximum(side, 0.0)),
        ("round", 0.6 * np.maximum(-side, 0.0)),
    ):
        out[:, table.movements.index(name)] = np.interp(times, at, curve)
    return out


def _brightness(samples: NDArray[np.float32], count: int) -> F64:
    """[count] 0 dark to 1 bright: the share of power above what neighbouring samples share, every 10 ms."""
    out = np.zeros(count)
    block = 6000
    for first in range(0, count - 1, block):
        last = min(first + block, count - 1)
        part = np.asarray(samples[first * STEP : last * STEP], dtype=np.float32).reshape(-1, STEP)
        change = np.diff(part, axis=1)
        power = np.einsum("ns,ns->n", part, part) + 1e-9
        out[first:last] = np.sqrt(np.einsum("ns,ns->n", change, change) / power) / 2.0
    return out


def _smoothed(values: F64, seconds: float) -> F64:
    from scipy.ndimage import gaussian_filter1d

    return np.asarray(gaussian_filter1d(values, seconds * SAMPLE_RATE / STEP, mode="nearest"))
