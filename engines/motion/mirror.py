"""The movement as a mirror shows it: left becomes right."""

import numpy as np

from engines.motion import skeleton
from engines.motion.face import FACE_INDEX, FACE_WEIGHTS
from engines.motion.motion import Motion


def _mirrored_weight(name: str) -> str:
    if name.endswith("Left"):
        return name.removesuffix("Left") + "Right"
    return name.removesuffix("Right") + "Left" if name.endswith("Right") else name


FACE_MIRROR = np.array([FACE_INDEX[_mirrored_weight(name)] for name in FACE_WEIGHTS], dtype=np.int32)
"""[52] for each face weight the one on the other side; looking in stays looking in, with the other eye."""
FACE_MIRROR.setflags(write=False)

_TURNS = np.array([1, -1, -1], dtype=np.float32)  # a rotation seen in a mirror across x
_PLACES = np.array([-1, 1, 1], dtype=np.float32)


def mirror(motion: Motion) -> Motion:
    """`motion` with left and right exchanged, across the plane x = 0. Mirroring twice gives the original.

    SMPL-X expression coefficients have no left and right of their own and stay as they are.
    """
    return motion.with_(
        rotations=motion.rotations[:, skeleton.MIRROR] * _TURNS,
        translation=motion.translation * _PLACES,
        face=motion.face[:, FACE_MIRROR],
    )
