"""Walking on the spot: the way travelled goes, the sway of every step stays."""

import numpy as np
from numpy.typing import NDArray

from engines.motion.heading import heading, turn
from engines.motion.motion import Motion

Array = NDArray[np.float64]

STEP = 0.5
"""Seconds; what is slower than about this is travel, what is quicker is sway."""
LEASH = 0.12
"""Metres that someone who stands may lean and shift without it being travel."""
TURNING_LEASH = np.radians(25.0)


def in_place(motion: Motion, facing: bool = False) -> Motion:
    """`motion` without its travel: it stays where it starts, and with `facing` it also keeps facing +z."""
    path = _travel(motion.translation[:, [0, 2]].astype(np.float64), LEASH, float(motion.fps))
    away = path - path[0]
    spot = np.array([path[0, 0], 0, path[0, 1]], dtype=np.float32)
    there = motion.with_(translation=motion.translation - np.insert(away, 1, 0, axis=1).astype(np.float32))
    if not facing:
        return there
    yaw = np.unwrap(heading(motion.rotations[:, 0]))[:, None]
    return turn(there, -_travel(yaw, TURNING_LEASH, float(motion.fps))[:, 0], about=spot)


def _travel(path: Array, leash: float, fps: float) -> Array:
    """The slow part of `path [T, k]`: calmed, then followed on a leash, so that staying near is no travel."""
    calm = _calmed(path, STEP * fps)
    follower = calm.copy()
    anchor = calm[0].copy()
    for t, place in enumerate(calm):
        pull = place - anchor
        far = float(np.linalg.norm(pull))
        if far > leash:
            anchor = anchor + pull * (1 - leash / far)
        follower[t] = anchor
    return _calmed(follower, STEP * fps)


def _calmed(path: Array, width: float) -> Array:
    """A bell-shaped average over `path [T, k]` that goes straight on past both ends."""
    from scipy.ndimage import gaussian_filter1d

    if len(path) < 3:
        return path
    reach = min(len(path) - 1, int(4 * width))
    before = 2 * path[0] - path[reach:0:-1]
    after = 2 * path[-1] - path[-2 : -2 - reach : -1]
    long = np.concatenate([before, path, after])
    once = gaussian_filter1d(long, width, axis=0, mode="nearest")
    twice = once + gaussian_filter1d(long - once, width, axis=0, mode="nearest")  # keeps a circle's size
    return np.asarray(twice[reach : reach + len(path)])
