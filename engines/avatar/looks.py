"""What a found face looks like: how light, how sharp, how covered; and small pictures that show it."""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np
from numpy.typing import NDArray

from engines.avatar.faces import LEFT_EYE, OVAL, RIGHT_EYE, Picture, Points, face_height

SIDE = 256
"""Pixels a side to which faces are scaled before their detail is measured."""
_INK = (214, 69, 46)


def smaller(picture: Picture, most: int) -> Picture:
    """`picture`, at most `most` pixels on its longer side."""
    scale = most / max(picture.shape[:2])
    if scale >= 1:
        return picture
    size = (round(picture.shape[1] * scale), round(picture.shape[0] * scale))
    return np.asarray(cv2.resize(picture, size, interpolation=cv2.INTER_AREA))


def thumbnail(picture: Picture) -> Picture:
    """A small copy for a report."""
    return smaller(picture, 320).copy()


def outlined(picture: Picture, face: Points) -> Picture:
    """A small copy with the face's outline."""
    small = thumbnail(picture)
    scale = small.shape[1] / picture.shape[1]
    cv2.polylines(small, [np.round(face[list(OVAL), :2] * scale).astype(np.int32)], True, _INK, 2, cv2.LINE_AA)
    return small


def crop(picture: Picture, face: Points) -> Picture:
    """The face alone, small."""
    left, top, right, bottom = _box(picture, face, 0.15)
    return thumbnail(picture[top:bottom, left:right])


def light(picture: Picture, face: Points) -> tuple[float, float, float]:
    """How bright the face is (0 to 255), how many times one half is brighter than the other, how much is burnt out."""
    grey, inside = _grey_face(picture, face)
    middle = face[[10, 152, 1], 0].mean() - _box(picture, face, 0.0)[0]
    columns = np.arange(grey.shape[1])[None, :]
    west, east = grey[inside & (columns < middle)], grey[inside & (columns >= middle)]
    if not len(west) or not len(east):
        return float(grey.mean()), 1.0, 0.0
    one, other = float(np.median(west)) + 1, float(np.median(east)) + 1
    return float(np.median(grey[inside])), max(one / other, other / one), float((grey[inside] > 250).mean())


def detail(picture: Picture, face: Points) -> float:
    """How sharp: fine differences over all differences of brightness, at one size for all faces."""
    left, top, right, bottom = _box(picture, face, 0.0)
    grey = cv2.cvtColor(picture[top:bottom, left:right], cv2.COLOR_RGB2GRAY)
    grey = cv2.resize(grey, (SIDE, SIDE), interpolation=cv2.INTER_AREA).astype(np.float32)
    return float(cv2.Laplacian(grey, cv2.CV_32F).std() / (grey.std() + 1))


def covered_by(hands: Sequence[NDArray[np.float32]], face: Points) -> bool:
    """Whether several points of a hand lie within the face, where it matters."""
    outline = np.ascontiguousarray(face[list(OVAL), :2])
    margin = 0.03 * face_height(face)
    return any(
        sum(cv2.pointPolygonTest(outline, (float(x), float(y)), True) > margin for x, y in hand) >= 4 for hand in hands
    )


def dark_eyes(picture: Picture, face: Points) -> float:
    """Above 1 when eyes are as if behind dark glasses: the skin around them dark too, and nothing seen in them."""
    grey = cv2.cvtColor(picture, cv2.COLOR_RGB2GRAY).astype(np.float32)
    cheeks = np.median([_disc(grey, face[k], 0.05 * face_height(face)) for k in (50, 280, 101, 330)])
    around = np.median([_disc(grey, face[k], 0.03 * face_height(face)) for k in (27, 257, 23, 253)])
    contrast = []
    for eye in (LEFT_EYE, RIGHT_EYE):
        mask = np.zeros(grey.shape, np.uint8)
        cv2.fillPoly(mask, [np.round(face[list(eye), :2]).astype(np.int32)], 1)
        inside = grey[mask > 0]
        if len(inside) > 3:
            contrast.append(float(np.quantile(inside, 0.9) - np.quantile(inside, 0.1)))
    seen = np.mean(contrast) / (cheeks + 1) if contrast else 0.3
    return float((0.6 * cheeks / (around + 1)) * (0.18 / max(seen, 0.05)) ** 0.5)


def touches_edge(picture: Picture, face: Points) -> bool:
    """Whether part of the face lies outside of the picture."""
    height, width = picture.shape[:2]
    x, y = face[list(OVAL), 0], face[list(OVAL), 1]
    return bool(x.min() < 0 or y.min() < 0 or x.max() > width - 1 or y.max() > height - 1)


def _disc(grey: NDArray[np.float32], centre: NDArray[np.float32], radius: float) -> float:
    x, y, r = round(float(centre[0])), round(float(centre[1])), max(1, round(radius))
    part = grey[max(0, y - r) : y + r + 1, max(0, x - r) : x + r + 1]
    return float(np.median(part)) if part.size else 128.0


def _box(picture: Picture, face: Points, margin: float) -> tuple[int, int, int, int]:
    """left, top, right, bottom of the face with some margin, inside the picture and never empty."""
    more = margin * face_height(face)
    low, high = face[:, :2].min(axis=0) - more, face[:, :2].max(axis=0) + more
    height, width = picture.shape[:2]
    left, top = (int(np.clip(v, 0, most - 8)) for v, most in zip(low, (width, height), strict=True))
    return left, top, max(left + 8, min(width, int(high[0]) + 1)), max(top + 8, min(height, int(high[1]) + 1))


def _grey_face(picture: Picture, face: Points) -> tuple[NDArray[np.uint8], NDArray[np.bool_]]:
    """The brightness of the face's box, and which of its pixels lie on the face."""
    left, top, right, bottom = _box(picture, face, 0.0)
    grey = cv2.cvtColor(picture[top:bottom, left:right], cv2.COLOR_RGB2GRAY)
    mask = np.zeros(grey.shape, np.uint8)
    cv2.fillPoly(mask, [np.round(face[list(OVAL), :2] - (left, top)).astype(np.int32)], 1)
    return np.asarray(grey), mask > 0
