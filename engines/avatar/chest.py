"""Follow shoulders and collar through a film: how the chest shifts, rolls and nears on the picture, frame by frame.

The head does not tell where the chest is. Corners of collar and cloth are followed from one picture to all others,
and the shift, roll and scale that most of them agree on are kept.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

Bytes: TypeAlias = NDArray[np.uint8]
Floats: TypeAlias = NDArray[np.float64]

EASE = 0.6
"""Frames over which the path is eased."""
FEWEST = 8
"""Corners without which the chest is taken as still."""
_SURE = 0.6
"""Pixels by which a corner that is followed there and back may miss itself."""
_SHARED = 0.35
"""Share of corners that must be found again in another shot for its place to be told."""


def follow(frames: Bytes, person: Bytes, chin: Floats, reference: int, joins: Sequence[int] = ()) -> Floats:
    """[T, 4] shift x, shift y (pixels about the picture's middle), roll (radians) and log scale since `reference`.

    frames [T, S, S, 3]; person [T, S, S]; chin [T] the rows where faces end; `joins` the frames with which another
    shot begins, in each of which the chest is followed anew: cloth lies differently there.
    """
    import cv2

    grey = [cv2.cvtColor(frame, cv2.COLOR_RGB2GRAY) for frame in frames]
    path = np.zeros((len(frames), 4))
    for first, last in pairwise((0, *joins, len(frames))):
        own = reference if first <= reference < last else (first + last) // 2
        path[first:last] = _shot(grey, person, chin, (first, last), own)
        if own != reference:
            path[first:last] += _between(grey, person, chin, reference, own)
    return path


def _shot(grey: list[Any], person: Bytes, chin: Floats, shot: tuple[int, int], reference: int) -> Floats:
    """[n, 4] the path within one shot."""
    from scipy.ndimage import gaussian_filter1d

    first, last = shot
    path = np.zeros((last - first, 4))
    corners = _corners(grey[reference], person[reference], float(chin[reference]))
    if len(corners) < FEWEST:
        return path
    for order in (range(reference + 1, last), range(reference - 1, first - 1, -1)):
        guess = corners.copy()
        for k in order:
            guess, sure = _followed(grey[reference], grey[k], corners, guess)
            before = path[k - order.step - first]
            path[k - first] = _agreed(corners[sure], guess[sure], len(grey[0]) / 2, before)
    return np.asarray(gaussian_filter1d(path, EASE, axis=0, mode="nearest"))


def _between(grey: list[Any], person: Bytes, chin: Floats, one: int, other: int) -> Floats:
    """[4] where the chest is in picture `other` if it is at its own place in picture `one` of another shot; at the
    same place where cloth has changed too much to tell."""
    corners = _corners(grey[one], person[one], float(chin[one]))
    if len(corners) < FEWEST:
        return np.zeros(4)
    there, sure = _followed(grey[one], grey[other], corners, corners.copy())
    if sure.sum() < max(FEWEST, _SHARED * len(corners)):
        return np.zeros(4)
    return _agreed(corners[sure], there[sure], len(grey[0]) / 2, np.zeros(4))


def matrices(path: Floats, focal: float) -> Floats:
    """[T, 3, 3] what each row of `path [T, 4]` does to places in camera space; depths stay."""
    out = np.zeros((len(path), 3, 3))
    scale = np.exp(path[:, 3])
    out[:, 0, 0] = out[:, 1, 1] = scale * np.cos(path[:, 2])
    out[:, 1, 0] = scale * np.sin(path[:, 2])
    out[:, 0, 1] = -out[:, 1, 0]
    out[:, :2, 2] = path[:, :2] / focal
    out[:, 2, 2] = 1
    return out


def _corners(grey: Bytes, person: Bytes, chin: float) -> NDArray[np.float32]:
    """[n, 2] places on collar and cloth that can be found again."""
    import cv2

    size = len(grey)
    mask = cv2.erode((person > 128).astype(np.uint8), np.ones((3, 3), np.uint8))
    mask[: min(size - 1, round(chin + 0.06 * size))] = 0
    found = cv2.goodFeaturesToTrack(grey, 160, 0.01, max(2, round(0.012 * size)), mask=mask)
    return np.zeros((0, 2), np.float32) if found is None else np.asarray(found[:, 0], np.float32)


def _followed(
    start: Bytes, picture: Bytes, corners: NDArray[np.float32], guess: NDArray[np.float32]
) -> tuple[NDArray[np.float32], NDArray[np.bool_]]:
    """Where `corners` of `start` are in `picture`, and which of them are found back from there."""
    import cv2

    options: dict[str, Any] = {"winSize": (17, 17), "maxLevel": 3}
    first, after = corners[:, None], guess[:, None].copy()
    there, seen, _ = cv2.calcOpticalFlowPyrLK(
        start, picture, first, after, flags=cv2.OPTFLOW_USE_INITIAL_FLOW, **options
    )
    back, also, _ = cv2.calcOpticalFlowPyrLK(
        picture, start, there, first.copy(), flags=cv2.OPTFLOW_USE_INITIAL_FLOW, **options
    )
    missed = np.linalg.norm(back[:, 0] - corners, axis=1)
    sure = (seen[:, 0] > 0) & (also[:, 0] > 0) & (missed < _SURE)
    moved = np.median((there[:, 0] - corners)[sure], axis=0) if sure.any() else np.zeros(2)
    return np.where(sure[:, None], there[:, 0], corners + moved).astype(np.float32), sure


def _agreed(corners: NDArray[np.float32], there: NDArray[np.float32], middle: float, before: Floats) -> Floats:
    """[4] the similarity about the picture's middle that most corners take; `before` where too few are left."""
    import cv2

    if len(corners) < FEWEST:
        return before
    found, agreeing = cv2.estimateAffinePartial2D(
        (corners - middle).astype(np.float64), (there - middle).astype(np.float64), ransacReprojThreshold=1.0
    )
    if found is None or agreeing.mean() < 0.5:  # cloth has folded anew: only a shift can be told
        return np.array([*np.median(there - corners, axis=0), 0.0, 0.0])
    roll, scale = np.arctan2(found[1, 0], found[0, 0]), np.hypot(found[1, 0], found[0, 0])
    if abs(roll) > 0.2 or not 0.93 < scale < 1.07:
        return np.array([*np.median(there - corners, axis=0), 0.0, 0.0])
    return np.array([found[0, 2], found[1, 2], roll, np.log(scale)])
