"""Taking the tremble out of recorded movement without delaying it or making it smaller.

Joints are filtered as quaternions whose sign never flips, so a turn through 180 degrees is no edge. Both filters look
forwards and backwards in time alike, so nothing lags; and what a first pass took away is filtered and put back, so
that gestures keep their size.
"""

from collections.abc import Callable
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from engines.motion import rotations as rot
from engines.motion.motion import Motion

Values: TypeAlias = NDArray[np.floating[Any]]
Filter: TypeAlias = Callable[[Values, float], Values]
"""Takes values `[T, n, k]`, n things of k numbers each, and the share of the usual time to filter over."""

FACE_SHARE = 0.35
"""A blink lasts an eighth of a second and must still close the eye, so faces are filtered over a shorter time."""


def gaussian(motion: Motion, strength: float) -> Motion:
    """Weigh neighbours by a bell curve, with a deviation of up to 0.09 s at `strength` 1; 0 changes nothing."""
    from scipy.ndimage import gaussian_filter1d

    width = 0.09 * strength**1.2 * float(motion.fps)

    def bell(values: Values, share: float) -> Values:
        return np.asarray(gaussian_filter1d(values, width * share, axis=0, mode="nearest", truncate=3.5))

    return _filtered(motion, bell) if strength > 0 else motion


def one_euro(motion: Motion, strength: float) -> Motion:
    """Calm what is slow and leave quick gestures alone: the One-Euro filter, run both ways; 0 changes nothing.

    The cut-off of a joint at rest falls from 20 Hz to 0.8 Hz at `strength` 1 and rises with the joint's speed.
    """
    slowest = 0.8 * 25.0 ** (1 - strength)
    rate = float(motion.fps)

    def euro(values: Values, share: float) -> Values:
        cutoff = slowest / share + CUTOFF_PER_SPEED * _speed(values, rate)
        return _both_ways(values, 1 - np.exp(-2 * np.pi * cutoff / rate))

    return _filtered(motion, euro) if strength > 0 else motion


CUTOFF_PER_SPEED = 2.0
"""Hertz for each radian, metre or face weight a second."""

SPEED_CUTOFF = 2.0
"""Hertz; the speed that opens the One-Euro filter is itself calmed, or tremble would let itself through."""


def _filtered(motion: Motion, once: Filter) -> Motion:
    def twice(values: Values, share: float) -> Values:
        smooth = once(values, share)
        return smooth + once(values - smooth, share)

    face = twice(motion.face[:, :, None].astype(np.float32), FACE_SHARE)[..., 0]
    return motion.with_(
        rotations=rot.from_quaternion(twice(_continuous(rot.quaternion(motion.rotations)), 1.0)),
        translation=twice(motion.translation[:, None], 1.0)[:, 0],
        face=np.clip(face, motion.face.min(axis=0), motion.face.max(axis=0)),
        expression=twice(motion.expression[:, :, None], FACE_SHARE)[..., 0],
    )


def _continuous(quaternions: Values) -> Values:
    """The same rotations `[T, n, 4]`, each in the hemisphere of the one before."""
    agree = (quaternions[1:] * quaternions[:-1]).sum(-1) >= 0
    signs = np.cumprod(np.where(agree, 1, -1), axis=0)
    quaternions = quaternions.copy()
    quaternions[1:] *= signs[..., None]
    return quaternions


def _speed(values: Values, rate: float) -> Values:
    """How fast each of n things in `[T, n, k]` changes, per second `[T, n, 1]`, calmed."""
    double = 2.0 if values.shape[-1] == 4 else 1.0  # a quaternion moves at half the speed of its angle
    steps = np.linalg.norm(np.diff(values, axis=0), axis=-1, keepdims=True) * (rate * double)
    speed = np.concatenate([steps, steps[-1:]]) if len(steps) else np.zeros_like(values[..., :1])
    calm = 1 - np.exp(-2 * np.pi * SPEED_CUTOFF / rate)
    return _both_ways(speed, np.full_like(speed, calm))


def _both_ways(values: Values, gains: Values) -> Values:
    """First-order low-pass with a gain in (0, 1] for each frame and thing, forwards, then backwards."""
    out = values.copy()
    for t in range(1, len(out)):
        out[t] = out[t - 1] + gains[t] * (out[t] - out[t - 1])
    for t in range(len(out) - 2, -1, -1):
        out[t] = out[t + 1] + gains[t] * (out[t] - out[t + 1])
    return out
