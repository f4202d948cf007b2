"""What pocketsphinx's acoustic model listens to: 13 cepstra, how they change and how that changes.

The model was trained on frames 10 ms apart. Boundaries are wanted finer, so the same frames are taken twice, the second
time 5 ms later, and the two rows are interleaved: each frame's neighbours for the changes stay 10 ms away.
"""

from __future__ import annotations

from functools import cache

import numpy as np
from numpy.typing import NDArray

from engines.speech.track import SAMPLE_RATE

FRAME = 0.005
"""Seconds from one row of `features` to the next."""

_SHIFT = 160  # samples; 10 ms, as the model was trained
_WINDOW = 410  # samples; 25.6 ms
_FFT = 512
_FILTERS = 25
_CEPSTRA = 13
_LOWEST, _HIGHEST = 130.0, 6800.0  # Hz
_EMPHASIS = 0.97
_LIFTER = 22

# How fast the noise estimate follows (see `without_noise`).
_POWER, _RISE, _FALL, _MASK, _MASKED = 0.7, 0.995, 0.5, 0.85, 0.2
_MOST_GAIN = 20.0
_SMOOTH = 4  # filters on each side

# The mean (see `_mean`). The first cepstrum is the mean log energy of all filters times the root of their count.
_DECIBELS = 10 / np.log(10) / np.sqrt(_FILTERS)
_RANGE, _QUIET, _DEAD = 60.0, 30.0, 50.0  # dB
_PAUSES = 0.33  # of the time in which somebody speaks

Floats = NDArray[np.float32]


def features(samples: Floats, clean: bool = True) -> Floats:
    """[T, 39] float32 for `samples` ([N] at 16 kHz), one row every FRAME: cepstra, their slope, their curvature.

    Row t begins at t * FRAME seconds and looks 25.6 ms ahead. The mean of the cepstra is taken off.
    clean: take steady noise off, as the model was trained. It also wears sounds off where they fade into a pause.
    """
    rows = [cepstra(samples, clean), cepstra(samples[_SHIFT // 2 :], clean)]
    count = min(len(row) for row in rows)
    both = np.stack([row[:count] for row in rows], axis=1).reshape(2 * count, _CEPSTRA)
    return _with_changes(both - _mean(both), step=2)


def _mean(cepstra: Floats) -> Floats:
    """[13] the mean of [T, 13], in which a pause counts for no more than it would between the words of a sentence.

    Else a long silence in the sound would make the voice look like something that the model has never heard.
    """
    level = cepstra[:, 0] * _DECIBELS
    top = np.percentile(level[level > level.max() - _RANGE], 95)
    loud = level > top - _QUIET
    quiet = ~loud & (level > top - _DEAD)
    weight = loud + quiet * min(1.0, _PAUSES * loud.sum() / max(quiet.sum(), 1))
    return np.average(cepstra, axis=0, weights=weight).astype(np.float32)


def _with_changes(cepstra: Floats, step: int) -> Floats:
    """[T, 39] from [T, 13]; `step` rows make 10 ms."""
    count = len(cepstra)

    def at(frames: int) -> Floats:
        return cepstra[np.clip(np.arange(count) + frames * step, 0, count - 1)]

    slope = at(2) - at(-2)
    curve = (at(3) - at(-1)) - (at(1) - at(-3))
    return np.concatenate([cepstra, slope, curve], axis=1).astype(np.float32)


def cepstra(samples: Floats, clean: bool = True) -> Floats:
    """[T, 13] float32, one row each 10 ms of `samples` ([N] at 16 kHz), before the mean is taken off."""
    if len(samples) < _WINDOW:
        samples = np.pad(samples, (0, _WINDOW - len(samples)))
    loud = np.asarray(samples, np.float32) * np.float32(32767)
    emphasised = loud - np.float32(_EMPHASIS) * np.concatenate([[np.float32(0)], loud[:-1]])
    frames = np.lib.stride_tricks.sliding_window_view(emphasised, _WINDOW)[::_SHIFT]
    window = (0.54 - 0.46 * np.cos(2 * np.pi * np.arange(_WINDOW) / (_WINDOW - 1))).astype(np.float32)
    spectrum = np.fft.rfft(frames * window, _FFT)
    power = (spectrum.real**2 + spectrum.imag**2).astype(np.float32)
    bands = (power @ _filters()).astype(np.float64)
    if clean:
        from engines.speech.alignment.cepstra_kernel import without_noise

        bands = without_noise(bands)
    return (np.log(bands + 1e-4) @ _cosines()).astype(np.float32)


@cache
def _filters() -> Floats:
    """[257, 25] triangles on the mel scale, each of unit area, their corners on bins of the spectrum."""
    resolution = SAMPLE_RATE / _FFT
    mels = np.linspace(_mel(_LOWEST), _mel(_HIGHEST), _FILTERS + 2)
    corners = np.floor(_hertz(mels) / resolution + 0.5) * resolution
    bins = np.arange(_FFT // 2 + 1) * resolution
    low, middle, high = (corners[k : k + _FILTERS] for k in range(3))
    rising = (bins[:, None] - low) / (middle - low)
    falling = (high - bins[:, None]) / (high - middle)
    return (np.clip(np.minimum(rising, falling), 0, None) * 2 / (high - low)).astype(np.float32)


@cache
def _cosines() -> NDArray[np.float64]:
    """[25, 13] log energies to cepstra: an orthonormal cosine transform, higher cepstra lifted."""
    order = np.arange(_CEPSTRA)
    cosines = np.cos(np.pi * order * (np.arange(_FILTERS)[:, None] + 0.5) / _FILTERS)
    scale = np.where(order == 0, np.sqrt(1 / _FILTERS), np.sqrt(2 / _FILTERS))
    return cosines * scale * (1 + _LIFTER / 2 * np.sin(order * np.pi / _LIFTER))


def _mel(hertz: float) -> float:
    return float(2595 * np.log10(1 + hertz / 700))


def _hertz(mel: NDArray[np.float64]) -> NDArray[np.float64]:
    return 700 * (10 ** (mel / 2595) - 1)


def without_noise_plain(bands: NDArray[np.float64]) -> NDArray[np.float64]:
    """[T, B] band energies with steady noise taken off, as the model's front end does it; the kernel's plain twin.

    A band's noise is its power's lower envelope: it sinks fast and rises slowly. What is left is held above its own
    lower envelope and above an echo of its last peak, and its share of the power, smoothed over neighbouring bands, is
    the gain.
    """
    power = bands[0].copy()
    noise = bands[0] / _MOST_GAIN
    floor = bands[0] / _MOST_GAIN
    peak = np.zeros_like(power)
    clean = np.empty_like(bands)
    for frame, band in enumerate(bands):
        power = _POWER * power + (1 - _POWER) * band
        noise = _envelope(power, noise)
        signal = np.maximum(power - noise, 1.0)
        floor = _envelope(signal, floor)
        peak = peak * _MASK
        masked = np.where(signal < _MASK * peak, peak * _MASKED, signal)
        peak = np.maximum(peak, signal)
        signal = np.maximum(masked, floor)
        gain = np.clip(signal / power, 1 / _MOST_GAIN, _MOST_GAIN)
        sides = [gain[max(0, at - _SMOOTH) : at + _SMOOTH + 1].mean() for at in range(len(gain))]
        clean[frame] = band * sides
    return clean


def _envelope(value: NDArray[np.float64], low: NDArray[np.float64]) -> NDArray[np.float64]:
    keep = np.where(value >= low, _RISE, _FALL)
    return keep * low + (1 - keep) * value
