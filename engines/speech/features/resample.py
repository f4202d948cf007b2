"""From a feature's own rate to a motion's."""

from __future__ import annotations

import math
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray


def resample(
    native: NDArray[np.float32], rate: int, fps: Fraction, start: int, stop: int, voiced: bool = False
) -> NDArray[np.float32]:
    """Frames `start` to `stop` at `fps`, [stop - start, D], from `native` [N, D] whose frame k is at second k / rate.

    A triangle as wide as the slower of the two rates: between frames that lie far apart it interpolates, of frames
    that lie close together it averages all, so that nothing is skipped and nothing is heard late. What `native` does
    not reach is its last frame. With `voiced` the last column also weighs the others.
    """
    centre = np.array([float(Fraction(i) * rate / fps) for i in range(start, stop)])
    half = max(1.0, float(Fraction(rate) / fps))
    reach = math.ceil(half)
    taps = np.floor(centre).astype(np.int64)[:, None] + np.arange(-reach, reach + 2)
    weights = np.maximum(0.0, 1 - np.abs(taps - centre[:, None]) / half)
    first, last = int(np.clip(taps.min(), 0, len(native) - 1)), int(np.clip(taps.max(), 0, len(native) - 1))
    near = np.asarray(native[first : last + 1], np.float64)
    rows = near[np.clip(taps, 0, len(native) - 1) - first]
    weights[(taps < 0)] = 0
    weights /= weights.sum(axis=1, keepdims=True)
    if not voiced:
        return np.einsum("ft,ftd->fd", weights, rows).astype(np.float32)
    voice = weights * rows[..., -1]
    heard = voice.sum(axis=1, keepdims=True)
    rest = np.einsum("ft,ftd->fd", voice, rows[..., :-1]) / np.maximum(heard, 1e-9)
    return np.concatenate([rest, heard], axis=1).astype(np.float32)
