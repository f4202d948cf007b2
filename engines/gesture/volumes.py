"""Where the body is: capsules derived from the mannequin, which no hand may enter, and how hands are pushed out.

A capsule is a line with a thickness. The trunk is a stack of them lying crosswise, as wide and as deep as the figure is
at that height; head, neck, thighs and forearms have one or two each. A hand is felt for at `hands.POINTS` points.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from engines.gesture import hands
from engines.motion import skeleton

Array = NDArray[np.float64]

INDEX = skeleton.INDEX
_SLICES = (0.83, 0.89, 0.95, 1.01, 1.07, 1.13, 1.19, 1.25, 1.31, 1.37, 1.42)
"""Heights in the rest pose at which the trunk is measured, metres."""
_CARRIERS = ((0.99, "pelvis"), (1.10, "spine1"), (1.22, "spine2"), (9.0, "spine3"))
"""Up to which height which joint carries a slice."""
SKIN = 0.004
"""Metres of air that are kept between a hand and the body, and between two hands."""


@dataclass(frozen=True, eq=False)
class Capsules:
    """C capsules: carried by `joints [C]`, from `first` to `last [C, 3]` in the rest pose, `radii [C]`, metres."""

    joints: NDArray[np.intp]
    first: Array
    last: Array
    radii: Array

    def placed(self, positions: Array, turned: Array) -> tuple[Array, Array]:
        """Both ends [T, C, 3] where joints are at `positions [T, 55, 3]` and turned as `turned [T, 55, 3, 3]`."""
        rest = skeleton.REST[self.joints].astype(float)
        carried, turns = positions[:, self.joints], turned[:, self.joints]
        first = carried + np.einsum("tcab,cb->tca", turns, self.first - rest)
        return first, carried + np.einsum("tcab,cb->tca", turns, self.last - rest)


@lru_cache(maxsize=1)
def body() -> Capsules:
    """Trunk, neck, head and thighs of the mannequin."""
    from engines.body import load_body

    skin = load_body().skin
    vertices = skin.vertices.astype(float)
    owner = skin.joint_indices[np.arange(len(vertices)), skin.joint_weights.argmax(axis=1)].astype(int)
    trunk = [INDEX[name] for name in ("pelvis", "spine1", "spine2", "spine3", "neck", "left_collar", "right_collar")]
    legs = [INDEX[name] for name in ("left_hip", "right_hip")]
    found: list[tuple[int, Array, Array, float]] = []
    for height in _SLICES:
        near = np.abs(vertices[:, 1] - height) < 0.035
        ring = vertices[near & np.isin(owner, trunk + (legs if height < 0.97 else []))]
        back, front = np.percentile(ring[:, 2], (1, 99))
        wide = float(np.percentile(np.abs(ring[:, 0]), 98)) if height < 1.34 else 0.150
        radius = 0.5 * (front - back)
        middle = np.array([0.0, height, 0.5 * (front + back)])
        aside = np.array([max(wide - radius, 0.01), 0.0, 0.0])
        joint = next(INDEX[name] for top, name in _CARRIERS if height < top)
        found.append((joint, middle - aside, middle + aside, radius))
    found += _head(vertices, owner)
    for side in ("left", "right"):
        found.append(_limb(vertices, owner, f"{side}_hip", f"{side}_knee", 0.10))
    joints, first, last, radii = zip(*found, strict=True)
    return Capsules(np.array(joints), np.array(first), np.array(last), np.array(radii))


def _head(vertices: Array, owner: NDArray[np.intp]) -> list[tuple[int, Array, Array, float]]:
    """Neck, skull and face."""
    neck, head = INDEX["neck"], INDEX["head"]
    skull = vertices[owner == head]
    low, high = np.percentile(skull, 0.5, axis=0), np.percentile(skull, 99.5, axis=0)
    radius = 0.5 * (high[0] - low[0])
    middle = 0.5 * (low + high)
    front, back = high[2] - radius - 0.012, low[2] + radius
    top = high[1] - radius
    throat = vertices[owner == neck]
    thick = float(np.percentile(np.abs(throat[:, 0]), 90))
    up = skeleton.REST[neck].astype(float), skeleton.REST[head].astype(float)
    return [
        (neck, up[0], up[1], thick),
        (head, np.array([0.0, top, back]), np.array([0.0, top, front]), radius),
        (head, np.array([0.0, middle[1], back]), np.array([0.0, middle[1], front]), radius),
        (head, np.array([0.0, low[1] + 0.06, high[2] - 0.075]), np.array([0.0, middle[1], high[2] - 0.062]), 0.06),
    ]


def _limb(
    vertices: Array, owner: NDArray[np.intp], upper: str, lower: str, skip: float
) -> tuple[int, Array, Array, float]:
    """A capsule round the bone from `upper` to `lower`, without the first `skip` of it."""
    start, end = (skeleton.REST[INDEX[name]].astype(float) for name in (upper, lower))
    along = (end - start) / np.linalg.norm(end - start)
    around = vertices[owner == INDEX[upper]] - start
    at = around @ along
    middle = (at > 0.25 * np.linalg.norm(end - start)) & (at < 0.8 * np.linalg.norm(end - start))
    thick = np.linalg.norm(around - at[:, None] * along, axis=1)[middle]
    return INDEX[upper], start + skip * along, end, float(np.percentile(thick, 92))


def depth(points: Array, first: Array, last: Array, radii: Array, thick: Array) -> tuple[Array, Array]:
    """How deep points are inside capsules, and the way out of the deepest.

    points [T, P, 3] with thicknesses `thick [P]`, capsules from `first` to `last [T, C, 3]` with `radii [C]`. Returns
    depths [T, P], metres, below 0 outside, and unit vectors outwards [T, P, 3], both for the deepest capsule.
    """
    axis = last - first
    length = np.maximum((axis * axis).sum(axis=-1), 1e-9)
    from_first = points[:, :, None] - first[:, None]
    share = np.clip((from_first * axis[:, None]).sum(axis=-1) / length[:, None], 0, 1)
    away = from_first - share[..., None] * axis[:, None]
    distance = np.sqrt((away * away).sum(axis=-1))
    deep = radii + thick[:, None] - distance
    worst = deep.argmax(axis=-1)[..., None]
    way = np.take_along_axis(away, worst[..., None], axis=2)[:, :, 0]
    span = np.take_along_axis(distance, worst, axis=2)
    return np.take_along_axis(deep, worst, axis=2)[..., 0], np.asarray(way / np.maximum(span, 1e-6))


def between(left: Array, right: Array) -> tuple[Array, Array]:
    """How deep two hands `[T, POINTS, 3]` are in each other [T], and the way [T, 3] that leads the left one out."""
    away = left[:, :, None] - right[:, None]
    distance = np.sqrt((away * away).sum(axis=-1))
    deep = (hands.RADII[:, None] + hands.RADII - distance).reshape(len(left), -1)
    worst = deep.argmax(axis=1)
    rows = np.arange(len(left))
    apart = (left[:, :2] - right[:, :2]).mean(axis=1)  # wrist and palm: steadier than the worst pair's own way
    way = away.reshape(len(left), -1, 3)[rows, worst]
    way = way / np.maximum(np.linalg.norm(way, axis=1, keepdims=True), 1e-6)
    way = way + 1.5 * apart / np.maximum(np.linalg.norm(apart, axis=1, keepdims=True), 1e-6)
    return deep[rows, worst], way / np.maximum(np.linalg.norm(way, axis=1, keepdims=True), 1e-6)
