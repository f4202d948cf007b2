"""How far a mouth is open, measured on the lips of the mannequin."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from engines.body import drive, mannequin
from engines.motion import skeleton
from engines.motion.face import FACE_INDEX, FACE_WEIGHTS
from engines.motion.skeleton import INDEX

F32 = NDArray[np.float32]

MIDDLE = 0.004
"""The lips are measured this far to either side of the middle of the face, metres."""
FRONT = 0.100
"""Lips that lie further forward than this; behind it they belong to the cheeks, metres."""


def gap(face: F32) -> F32:
    """[T] the inner-lip gap for `face [T, 52]` in metres: lowest point of the upper lip above the lower lip's highest.

    Below zero where the lips overlap, as they do by 1.5 mm when the mouth is at rest. Exact for faces driven by
    weights alone, because then every vertex moves in a straight line with each weight.
    """
    upper, lower, upper_moves, lower_moves = _lips()
    weights = drive.face_weights(np.zeros((len(face), skeleton.COUNT, 3), np.float32), face)
    return (upper + weights @ upper_moves).min(axis=1) - (lower + weights @ lower_moves).max(axis=1)


@lru_cache(maxsize=1)
def _lips() -> tuple[F32, F32, F32, F32]:
    """Heights at rest of the upper and the lower lip `[k]`, and how each face weight moves them `[52, k]`, metres."""
    skin = mannequin.load().skin
    jaw = np.where(skin.joint_indices == INDEX["jaw"], skin.joint_weights, 0.0).sum(axis=1)
    lips = mannequin.wearing("lips")
    lips = lips[(np.abs(skin.vertices[lips, 0]) < MIDDLE) & (skin.vertices[lips, 2] > FRONT)]
    upper, lower = lips[jaw[lips] < 0.3], lips[jaw[lips] > 0.7]
    moves = np.zeros((len(FACE_WEIGHTS), len(skin.vertices)), np.float32)
    for name, (moved, deltas) in skin.morph_targets().items():
        if name in FACE_INDEX:
            moves[FACE_INDEX[name], moved] = deltas[:, 1]
    return skin.vertices[upper, 1], skin.vertices[lower, 1], moves[:, upper], moves[:, lower]
