"""Fingers: from the numbers of a hand shape to joint rotations, and to where they are. Told for the left hand.

In the rest pose the left hand's fingers point along +x, its palm faces -y, its thumb side is +z.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from engines.gesture import turns
from engines.motion import skeleton

Array = NDArray[np.float64]

_THUMB_BEND = turns.unit(np.array([0.5, 0.7, -0.5]))
_TIP = {"index": 0.028, "middle": 0.028, "pinky": 0.021, "ring": 0.028, "thumb": 0.030}  # from the last joint, metres

JOINTS = np.array([skeleton.INDEX[f"left_{finger}{bone}"] for finger in skeleton.FINGERS for bone in (1, 2, 3)])
_WRIST = skeleton.REST[skeleton.INDEX["left_wrist"]].astype(float)
_REST = (skeleton.REST[JOINTS].astype(float) - _WRIST).reshape(5, 3, 3)
"""[5 fingers, 3 joints, 3] from the wrist."""
TIPS = turns.unit(_REST[:, 2] - _REST[:, 1]) * np.array([[_TIP[finger]] for finger in skeleton.FINGERS])
"""[5, 3] from each finger's last joint to its tip in the rest pose, metres."""

POINTS = 1 + 1 + 5 * 4
"""Where a hand is felt for: the wrist, the middle of the palm, and knuckle, two joints and tip of each finger."""
RADII = np.array([0.026, 0.020] + [radius for _ in range(4) for radius in (0.015, 0.011, 0.010, 0.008)]
                 + [0.017, 0.013, 0.011, 0.009])  # fmt: skip
"""[POINTS] how thick the hand is at each of them, metres: half of what the mannequin measures there or more."""


def rotations(shape: Array) -> Array:
    """[T, 15, 3] rotation vectors of the left finger joints from the numbers of a hand shape `[T, 20]`."""
    out = np.zeros((len(shape), 5, 3, 3))
    four = shape[:, :16].reshape(-1, 4, 4)
    out[:, :4, :, 2] = -four[:, :, :3]
    out[:, :4, 0, 1] = -four[:, :, 3]
    across, away, middle, last = shape[:, 16:].T
    out[:, 4, 0, 0], out[:, 4, 0, 1] = across, -away
    out[:, 4, 1], out[:, 4, 2] = middle[:, None] * _THUMB_BEND, last[:, None] * _THUMB_BEND
    return out.reshape(-1, 15, 3)


def points(wrist: Array, hand: Array, fingers: Array) -> Array:
    """[T, POINTS, 3] places of the left hand's points.

    wrist [T, 3] its place, hand [T, 3, 3] its orientation, fingers [T, 15, 3] as from `rotations`.
    """
    local = turns.from_vector(fingers.reshape(-1, 5, 3, 3))
    world = hand[:, None]
    place = wrist[:, None] + np.einsum("tab,fb->tfa", hand, _REST[:, 0])
    chain = [place]
    for bone in range(3):
        world = world @ local[:, :, bone]
        along = TIPS if bone == 2 else _REST[:, bone + 1] - _REST[:, bone]
        place = place + (world @ along[None, :, :, None])[..., 0]
        chain.append(place)
    felt = np.stack(chain, axis=2)
    palm = wrist + 0.55 * (felt[:, [0, 1, 2, 3], 0].mean(axis=1) - wrist)
    return np.concatenate([wrist[:, None], palm[:, None], felt.reshape(len(wrist), 20, 3)], axis=1)
