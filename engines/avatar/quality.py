"""How good a made picture of a face is beside the real one: PSNR of the whole, the face and the mouth; lips in step."""

from __future__ import annotations

from typing import NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray

from engines.avatar.faces import LIPS_INNER, LIPS_OUTER, OVAL

Floats: TypeAlias = NDArray[np.float64]
Mask: TypeAlias = NDArray[np.bool_]
MOST = 60.0
"""dB beyond which two pictures are the same."""
LIPS = tuple(dict.fromkeys([*LIPS_OUTER, *LIPS_INNER]))


class Psnr(NamedTuple):
    """dB of the whole picture, of the face, and of a box around the mouth."""

    full: float
    face: float
    mouth: float


def face_mask(points: Floats, size: int) -> Mask:
    """[S, S] inside the outline of the face of landmarks [478, 2]."""
    import cv2

    mask = np.zeros((size, size), np.uint8)
    cv2.fillConvexPoly(mask, cv2.convexHull(np.round(points[list(OVAL)]).astype(np.int32)), 1)
    return np.asarray(mask > 0)


def mouth_mask(points: Floats, size: int) -> Mask:
    """[S, S] a box around the lips, half as wide and high again."""
    lips = points[list(LIPS_OUTER)]
    low, high = lips.min(axis=0), lips.max(axis=0)
    low, high = low - 0.25 * (high - low), high + 0.25 * (high - low)
    (left, top), (right, bottom) = np.clip(np.floor(low).astype(int), 0, size - 2), np.ceil(high).astype(int)
    mask = np.zeros((size, size), bool)
    mask[top : max(top + 2, bottom + 1), left : max(left + 2, right + 1)] = True
    return mask


def psnr(made: NDArray[np.floating], real: NDArray[np.floating], points: Floats) -> Psnr:
    """Of two pictures [S, S, 3], 0 to 1."""
    error = np.square(np.asarray(made, np.float64) - real).mean(axis=2)
    size = len(error)
    return Psnr(
        _decibels(error.mean()),
        _decibels(error[face_mask(points, size)].mean()),
        _decibels(error[mouth_mask(points, size)].mean()),
    )


def _decibels(error: float) -> float:
    return float(min(MOST, -10 * np.log10(max(error, 1e-12))))


def mean(values: list[Psnr]) -> Psnr:
    """The mean of each."""
    return Psnr(*(float(np.mean(column)) for column in zip(*values, strict=True)))


def openings(points: Floats) -> Floats:
    """[T] the gap between the inner lips of landmarks [T, 478, 2], pixels."""
    return np.asarray(np.linalg.norm(points[:, 13, :2] - points[:, 14, :2], axis=1))


def lip_correlation(made: Floats, real: Floats) -> float:
    """Of lip openings of landmarks [T, 478, 2]; 0 where a mouth never moves."""
    one, other = openings(made), openings(real)
    if one.std() < 1e-6 or other.std() < 1e-6:
        return 0.0
    return float(np.corrcoef(one, other)[0, 1])


def lmd(made: Floats, real: Floats) -> float:
    """Mean distance of lip landmarks of [T, 478, 2], each frame's own middle taken off, pixels."""
    one, other = made[:, list(LIPS), :2], real[:, list(LIPS), :2]
    one, other = one - one.mean(axis=1, keepdims=True), other - other.mean(axis=1, keepdims=True)
    return float(np.linalg.norm(one - other, axis=2).mean())
