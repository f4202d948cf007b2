"""Rotations inside the performer: float64 matrices and quaternions (w first), quick on thousands of frames."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

Array = NDArray[np.float64]

MIRROR = np.array([-1.0, 1.0, 1.0])
"""A place or direction seen in a mirror across x."""
MIRROR_TURN = np.array([1.0, -1.0, -1.0])
"""A rotation vector seen in a mirror across x."""


def dot(a: Array, b: Array) -> Array:
    """[..., 1] the product of vectors `[..., 3]`."""
    return np.asarray((a * b).sum(axis=-1, keepdims=True))


def unit(v: Array) -> Array:
    """Vectors `[..., 3]` at a length of 1."""
    return np.asarray(v / np.maximum(np.sqrt(dot(v, v)), 1e-12))


def cross(a: Array, b: Array) -> Array:
    """The cross product over the last axis; many times quicker than numpy's on long arrays."""
    ax, ay, az = a[..., 0], a[..., 1], a[..., 2]
    bx, by, bz = b[..., 0], b[..., 1], b[..., 2]
    return np.stack([ay * bz - az * by, az * bx - ax * bz, ax * by - ay * bx], axis=-1)


def frame(first: Array, second: Array) -> Array:
    """Right-handed axes as columns `[..., 3, 3]`: along `first`, then `second` made perpendicular to it."""
    x = unit(first)
    y = unit(second - dot(second, x) * x)
    return np.stack([x, y, cross(x, y)], axis=-1)


def transposed(m: Array) -> Array:
    """The inverse of rotations `[..., 3, 3]`."""
    return np.swapaxes(m, -1, -2)


def apply(m: Array, v: Array) -> Array:
    """Rotations `[..., 3, 3]` on vectors `[..., 3]`."""
    return np.asarray((m @ v[..., None])[..., 0])


def about(axis: int, angle: ArrayLike) -> Array:
    """Rotations `[..., 3, 3]` by `angle [...]` radians about x (0), y (1) or z (2)."""
    a = np.asarray(angle, dtype=float)
    out = np.zeros((*a.shape, 3, 3))
    i, j = (axis + 1) % 3, (axis + 2) % 3
    cosine, sine = np.cos(a), np.sin(a)
    out[..., axis, axis] = 1.0
    out[..., i, i] = out[..., j, j] = cosine
    out[..., i, j], out[..., j, i] = -sine, sine
    return out


def posture(angles: Array) -> Array:
    """Matrices `[..., 3, 3]` from (pitch, yaw, roll) radians `[..., 3]`: nod down, turn left, tilt to the right."""
    return np.asarray(about(1, angles[..., 1]) @ about(0, angles[..., 0]) @ about(2, angles[..., 2]))


def from_vector(v: Array) -> Array:
    """Rotation vectors `[..., 3]` to matrices."""
    return from_quaternion(quaternion(v))


def quaternion(v: Array) -> Array:
    """Rotation vectors `[..., 3]` to quaternions `[..., 4]`."""
    half = 0.5 * np.sqrt(dot(v, v))
    return np.concatenate([np.cos(half), 0.5 * v * np.sinc(half / np.pi)], axis=-1)


def from_quaternion(q: Array) -> Array:
    """Quaternions `[..., 4]` of any length to matrices `[..., 3, 3]`."""
    w, x, y, z = np.moveaxis(q / np.sqrt((q * q).sum(axis=-1, keepdims=True)), -1, 0)
    out = np.empty((*w.shape, 3, 3))
    out[..., 0, 0], out[..., 1, 1], out[..., 2, 2] = (
        1 - 2 * (y * y + z * z),
        1 - 2 * (x * x + z * z),
        1 - 2 * (x * x + y * y),
    )
    out[..., 0, 1], out[..., 1, 0] = 2 * (x * y - w * z), 2 * (x * y + w * z)
    out[..., 0, 2], out[..., 2, 0] = 2 * (x * z + w * y), 2 * (x * z - w * y)
    out[..., 1, 2], out[..., 2, 1] = 2 * (y * z - w * x), 2 * (y * z + w * x)
    return out


def to_quaternion(m: Array) -> Array:
    """Matrices `[..., 3, 3]` to quaternions `[..., 4]` with w >= 0 (Bar-Itzhack's choice of the largest part)."""
    d = np.diagonal(m, axis1=-2, axis2=-1)
    trace = d.sum(axis=-1)
    parts = np.concatenate([trace[..., None], d], axis=-1)
    best = parts.argmax(axis=-1)
    w = np.stack([1 + trace, m[..., 2, 1] - m[..., 1, 2], m[..., 0, 2] - m[..., 2, 0], m[..., 1, 0] - m[..., 0, 1]], -1)
    xy, xz, yz = m[..., 0, 1] + m[..., 1, 0], m[..., 0, 2] + m[..., 2, 0], m[..., 1, 2] + m[..., 2, 1]
    x = np.stack([w[..., 1], 1 + d[..., 0] - d[..., 1] - d[..., 2], xy, xz], -1)
    y = np.stack([w[..., 2], xy, 1 + d[..., 1] - d[..., 0] - d[..., 2], yz], -1)
    z = np.stack([w[..., 3], xz, yz, 1 + d[..., 2] - d[..., 0] - d[..., 1]], -1)
    q = np.choose(best[..., None], [w, x, y, z])
    q = q / np.sqrt((q * q).sum(axis=-1, keepdims=True))
    return np.asarray(np.where(q[..., :1] < 0, -q, q))


def vector(m: Array) -> Array:
    """Matrices `[..., 3, 3]` to rotation vectors `[..., 3]` with angles up to pi."""
    q = to_quaternion(m)
    sine = np.sqrt((q[..., 1:] ** 2).sum(axis=-1, keepdims=True))
    angle = 2 * np.arctan2(sine, q[..., :1])
    return np.asarray(q[..., 1:] * np.where(sine < 1e-9, 2.0, angle / np.maximum(sine, 1e-9)))


def twist(m: Array, axis: Array) -> Array:
    """[...] the part of rotations `[..., 3, 3]` about the unit vector `axis`, radians between -pi and pi."""
    q = to_quaternion(m)
    angle = 2 * np.arctan2((q[..., 1:] * axis).sum(axis=-1), q[..., 0])
    return np.asarray((angle + np.pi) % (2 * np.pi) - np.pi)
