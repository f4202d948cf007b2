"""Where the body is: capsules derived from the mannequin, which no hand may enter, and how hands are pushed out.

A capsule is a line with a thickness. The trunk is a stack of them lying crosswise, as wide and as deep as the figure is
at that height; head, neck, thighs and forearms have one or two each. A hand is felt for at `hands.POINTS` points.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

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
FOREARM = (0.0, 0.4, 0.7, 1.0)
"""Where a forearm, which tapers, is cut into capsules: shares of the way from elbow to wrist."""
SKIN = 0.004
"""Metres of air that are kept between a hand and the body."""


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


@lru_cache(maxsize=1)
def arms() -> Capsules:
    """Of the mannequin for either side: the upper arm, then the forearm in parts."""
    from engines.body import load_body

    skin = load_body().skin
    vertices = skin.vertices.astype(float)
    owner = skin.joint_indices[np.arange(len(vertices)), skin.joint_weights.argmax(axis=1)].astype(int)
    found: list[tuple[int, Array, Array, float]] = []
    for side in ("left", "right"):
        found.append(_limb(vertices, owner, f"{side}_shoulder", f"{side}_elbow", 0.03))
        found += _forearm(vertices, owner, side)
    joints, starts, ends, radii = (np.array(part) for part in zip(*found, strict=True))
    return Capsules(joints, starts, ends, radii)


def _forearm(vertices: Array, owner: NDArray[np.intp], side: str) -> list[tuple[int, Array, Array, float]]:
    """Capsules from elbow to wrist, each as thick as the arm is between its ends."""
    elbow, wrist = INDEX[f"{side}_elbow"], INDEX[f"{side}_wrist"]
    start, end = skeleton.REST[elbow].astype(float), skeleton.REST[wrist].astype(float)
    way = end - start
    around = vertices[np.isin(owner, (elbow, wrist))] - start
    share = around @ way / (way @ way)
    far = np.linalg.norm(around - share[:, None] * way, axis=1)
    return [
        (elbow, start + low * way, start + high * way, float(np.percentile(far[(share > low) & (share < high)], 92)))
        for low, high in pairwise(FOREARM)
    ]


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
    length = np.maximum((axis * axis).sum(axis=-1), 1e-9)[:, None]
    along = points @ axis.swapaxes(1, 2) - (first * axis).sum(axis=-1)[:, None]
    share = np.clip(along / length, 0, 1)
    squared = _squared(points, first) + share * (share * length - 2 * along)
    deep = radii + thick[:, None] - np.sqrt(np.maximum(squared, 0))
    worst = deep.argmax(axis=-1)
    rows = np.arange(len(points))[:, None]
    share = np.take_along_axis(share, worst[..., None], axis=2)
    way = points - first[rows, worst] - share * axis[rows, worst]
    return np.take_along_axis(deep, worst[..., None], axis=2)[..., 0], way / np.maximum(_length(way), 1e-6)


def _squared(a: Array, b: Array) -> Array:
    """[T, P, Q] squared distances between points `a [T, P, 3]` and `b [T, Q, 3]`."""
    both = (a * a).sum(axis=-1)[:, :, None] + (b * b).sum(axis=-1)[:, None]
    return np.asarray(both - 2 * (a @ b.swapaxes(1, 2)))


def _length(v: Array) -> Array:
    """[..., 1] of vectors [..., 3]."""
    return np.asarray(np.sqrt((v * v).sum(axis=-1, keepdims=True)))


def between(left: Array, right: Array) -> tuple[Array, Array]:
    """How deep two hands `[T, POINTS, 3]` are in each other [T], and a way [T, 3] that leads the left one out: so far
    along it as they are deep, and the two points that are deepest in each other touch no longer."""
    middle = left.mean(axis=1, keepdims=True)  # distances are told exactly near the hands, wherever they are
    distance = np.sqrt(np.maximum(_squared(left - middle, right - middle), 0))
    deep = (hands.RADII[:, None] + hands.RADII - distance).reshape(len(left), -1)
    worst = deep.argmax(axis=1)
    rows = np.arange(len(left))
    apart = (left[:, :2] - right[:, :2]).mean(axis=1)  # wrist and palm: steadier than the worst pair's own way
    pair = left[rows, worst // hands.POINTS] - right[rows, worst % hands.POINTS]
    pair = pair / np.maximum(_length(pair), 1e-6)
    way = pair + 1.5 * apart / np.maximum(_length(apart), 1e-6)
    way = way / np.maximum(_length(way), 1e-6)
    return deep[rows, worst], way / np.maximum((way * pair).sum(axis=-1, keepdims=True), 0.7)
