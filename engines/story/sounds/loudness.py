"""How loud a sound is to people: ITU-R BS.1770 loudness, in LUFS."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from engines.story.sounds import RATE

# BS.1770's filter for 48 kHz: first what a head adds, then what ears leave out of the deep.
_HEAD = ([1.53512485958697, -2.69169618940638, 1.19839281085285], [1.0, -1.69065929318241, 0.73248077421585])
_DEEP = ([1.0, -2.0, 1.0], [1.0, -1.99004745483398, 0.99007225036621])
SILENCE = -120.0
BLOCK = 0.4


def loudness(sound: NDArray[np.floating]) -> float:
    """Of [N] or [N, 2] at 48 kHz; parts that are silent beside the rest do not count. SILENCE if there is nothing."""
    power = blocks(sound)
    heard = power[power > 10 ** ((-70 + 0.691) / 10)]
    if not len(heard):
        return SILENCE
    heard = heard[heard > 0.1 * heard.mean()]
    return float(-0.691 + 10 * np.log10(heard.mean()))


def blocks(sound: NDArray[np.floating]) -> NDArray[np.float64]:
    """The weighted power of every 0.4 s, beginning every 0.1 s; a shorter sound is one block."""
    from scipy.signal import lfilter

    weighted = np.asarray(sound, np.float64)
    for over, under in (_HEAD, _DEEP):
        weighted = lfilter(over, under, weighted, axis=0)
    power = weighted**2 if weighted.ndim == 1 else (weighted**2).sum(axis=1)
    size, step = round(BLOCK * RATE), round(0.1 * RATE)
    if len(power) <= size:
        return np.array([power.mean()]) if len(power) else np.zeros(0)
    sums = np.concatenate([[0.0], np.cumsum(power)])
    starts = np.arange(0, len(power) - size + 1, step)
    return np.asarray((sums[starts + size] - sums[starts]) / size)
