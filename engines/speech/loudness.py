"""How loud a sound is to people: integrated loudness as ITU-R BS.1770-4 defines it, for one channel."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from contracts import Progress, silent
from engines.speech import buffers
from engines.speech.track import SAMPLE_RATE

_STEP = SAMPLE_RATE // 10
_ABSOLUTE, _RELATIVE = -70.0, -10.0


def loudness(samples: NDArray[np.float32], progress: Progress = silent) -> float:
    """LUFS of [N] `samples`: a full-scale sine at 997 Hz has -3.01; -inf when nothing rises above -70.

    What is 10 dB quieter than the rest does not count, so pauses do not make a voice softer.
    """
    energy = _steps(samples, progress)
    if not len(energy):
        return -math.inf
    if len(energy) >= 4:  # blocks of 400 ms that overlap by three quarters
        energy = np.convolve(energy, np.full(4, 0.25), "valid")
    heard = energy[_lufs(energy) > _ABSOLUTE]
    if not len(heard):
        return -math.inf
    gate = float(_lufs(heard.mean())) + _RELATIVE
    return float(_lufs(heard[_lufs(heard) > gate].mean()))


def _lufs(energy: NDArray[np.float64] | np.floating) -> NDArray[np.float64]:
    return -0.691 + 10 * np.log10(np.maximum(energy, 1e-20))


def _steps(samples: NDArray[np.float32], progress: Progress) -> NDArray[np.float64]:
    """Mean square of every 100 ms of the K-weighted sound; of the whole when it is shorter than that."""
    from scipy.signal import sosfilt

    sections, state = _weighting(), np.zeros((2, 2))
    means: list[NDArray[np.float64]] = []
    for start, stop in buffers.spans(len(samples)):
        weighted, state = sosfilt(sections, samples[start:stop].astype(np.float64), zi=state)
        whole = len(weighted) // _STEP * _STEP
        if whole:
            means.append(np.square(weighted[:whole]).reshape(-1, _STEP).mean(axis=1))
        elif not means:
            means.append(np.square(weighted).mean(keepdims=True))
        buffers.release(samples)
        progress("loudness", stop, len(samples))
    return np.concatenate(means) if means else np.zeros(0)


def _weighting() -> NDArray[np.float64]:
    """The two K filters as second-order sections at SAMPLE_RATE.

    The standard tabulates them at 48 kHz only; these are the analogue filters behind that table: a shelf that lifts
    what lies above 1.7 kHz by 4 dB, as a head does, and a high-pass at 38 Hz.
    """
    shelf = math.tan(math.pi * 1681.974450955533 / SAMPLE_RATE)
    top, q = 10 ** (3.999843853973347 / 20), 0.7071752369554196
    middle = top**0.4996667741545416
    low = math.tan(math.pi * 38.13547087602444 / SAMPLE_RATE)
    low_q = 0.5003270373238773
    sections = np.array(
        [
            [
                top + middle * shelf / q + shelf**2,
                2 * (shelf**2 - top),
                top - middle * shelf / q + shelf**2,
                1 + shelf / q + shelf**2,
                2 * (shelf**2 - 1),
                1 - shelf / q + shelf**2,
            ],
            [1, -2, 1, 1 + low / low_q + low**2, 2 * (low**2 - 1), 1 - low / low_q + low**2],
        ]
    )
    sections[0] /= sections[0, 3]
    sections[1, 3:] /= sections[1, 3]
    return sections
