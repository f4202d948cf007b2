"""Which way a figure faces, and turning it on the spot."""

import numpy as np
from numpy.typing import ArrayLike, NDArray

from engines.motion import rotations as rot
from engines.motion.motion import Motion


def heading(pelvis: NDArray[np.floating]) -> NDArray[np.float64]:
    """The turn about the vertical, radians `[...]`, in pelvis rotations `[..., 3]`: 0 faces +z, positive turns left.

    It is the vertical part of the rotation (swing and twist), so that leaning, lying or bowing does not change it.
    """
    q = rot.quaternion(pelvis).astype(np.float64)
    angle = 2 * np.arctan2(q[..., 2], q[..., 0])
    return (angle + np.pi) % (2 * np.pi) - np.pi


def turn(motion: Motion, angle: float | NDArray[np.floating], about: ArrayLike = (0.0, 0.0, 0.0)) -> Motion:
    """`motion` turned by `angle` radians, one or `[T]`, about the vertical line through `about`, one or `[T, 3]`."""
    angles = np.broadcast_to(np.asarray(angle, dtype=np.float64), (len(motion),))
    upright = np.stack([np.zeros_like(angles), angles, np.zeros_like(angles)], axis=-1)
    turns = rot.matrix(upright)
    rotations = motion.rotations.copy()
    rotations[:, 0] = rot.axis_angle(turns @ rot.matrix(motion.rotations[:, 0]))
    pivot = np.asarray(about, dtype=np.float32)
    arm = (motion.translation - pivot)[..., None]
    return motion.with_(rotations=rotations, translation=(turns @ arm)[..., 0] + pivot)
