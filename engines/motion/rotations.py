"""Rotations as arrays: axis-angle, matrix, quaternion (w first), rot6d, Euler. Radians, any leading shape."""

from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

Array: TypeAlias = NDArray[np.floating]
F32: TypeAlias = NDArray[np.float32]


def matrix(axis_angle: Array) -> F32:
    """Axis-angle `[..., 3]` to matrices `[..., 3, 3]` (Rodrigues)."""
    v = np.asarray(axis_angle, dtype=np.float64)
    angle = np.linalg.norm(v, axis=-1)[..., None, None]
    small = angle < 1e-8
    safe = np.where(small, 1.0, angle)
    k = _cross_matrix(v)
    a = np.where(small, 1.0, np.sin(safe) / safe)
    b = np.where(small, 0.5, (1.0 - np.cos(safe)) / safe**2)
    return (np.eye(3) + a * k + b * (k @ k)).astype(np.float32)


def _cross_matrix(v: Array) -> Array:
    x, y, z = v[..., 0], v[..., 1], v[..., 2]
    zero = np.zeros_like(x)
    rows = (zero, -z, y, z, zero, -x, -y, x, zero)
    return np.stack(rows, axis=-1).reshape(v.shape[:-1] + (3, 3))


def axis_angle(matrices: Array) -> F32:
    """Matrices `[..., 3, 3]` to axis-angle `[..., 3]` with angles in [0, pi]."""
    from scipy.spatial.transform import Rotation

    m = np.asarray(matrices, dtype=np.float64)
    return Rotation.from_matrix(m.reshape(-1, 3, 3)).as_rotvec().reshape(m.shape[:-2] + (3,)).astype(np.float32)


def quaternion(axis_angles: Array) -> F32:
    """Axis-angle `[..., 3]` to unit quaternions `[..., 4]`, w first, w >= 0."""
    v = np.asarray(axis_angles, dtype=np.float64)
    angle = np.linalg.norm(v, axis=-1, keepdims=True)
    scale = 0.5 * np.sinc(angle / (2 * np.pi))  # sin(angle / 2) / angle
    q = np.concatenate([np.cos(angle / 2), v * scale], axis=-1)
    return np.where(q[..., :1] < 0, -q, q).astype(np.float32)


def from_quaternion(quaternions: Array) -> F32:
    """Quaternions `[..., 4]`, w first and of any non-zero length, to axis-angle `[..., 3]`."""
    q = np.asarray(quaternions, dtype=np.float64)
    q = q / np.linalg.norm(q, axis=-1, keepdims=True)
    q = np.where(q[..., :1] < 0, -q, q)
    sine = np.linalg.norm(q[..., 1:], axis=-1, keepdims=True)
    angle = 2 * np.arctan2(sine, q[..., :1])
    scale = np.where(sine < 1e-9, 2.0, angle / np.where(sine < 1e-9, 1.0, sine))
    return (q[..., 1:] * scale).astype(np.float32)


def rot6d(axis_angles: Array) -> F32:
    """Axis-angle `[..., 3]` to the first two rows of the matrix `[..., 6]` (the PyTorch3D convention)."""
    m = matrix(axis_angles)
    return m[..., :2, :].reshape(m.shape[:-2] + (6,))


def from_rot6d(six: Array) -> F32:
    """rot6d rows `[..., 6]`, not necessarily orthonormal, to axis-angle `[..., 3]`."""
    a, b = np.asarray(six, dtype=np.float64)[..., :3], np.asarray(six, dtype=np.float64)[..., 3:]
    x = a / np.linalg.norm(a, axis=-1, keepdims=True)
    y = b - (x * b).sum(-1, keepdims=True) * x
    y /= np.linalg.norm(y, axis=-1, keepdims=True)
    return axis_angle(np.stack([x, y, np.cross(x, y)], axis=-2))


def from_euler(order: str, angles: Array) -> F32:
    """Intrinsic Euler angles `[..., n]` about `order` (such as "ZXY", as BVH channels multiply) to matrices."""
    from scipy.spatial.transform import Rotation

    a = np.asarray(angles, dtype=np.float64)
    return (
        Rotation.from_euler(order, a.reshape(-1, len(order)))
        .as_matrix()
        .reshape(a.shape[:-1] + (3, 3))
        .astype(np.float32)
    )


def slerp(start: Array, end: Array, amount: Array) -> F32:
    """Between quaternions `[..., 4]` along the shorter arc; `amount` in [0, 1] broadcasts against `[...]`."""
    a, b = np.asarray(start, dtype=np.float64), np.asarray(end, dtype=np.float64)
    cosine = (a * b).sum(-1, keepdims=True)
    b, cosine = np.where(cosine < 0, -b, b), np.abs(cosine)
    t = np.asarray(amount, dtype=np.float64)[..., None]
    angle = np.arccos(np.clip(cosine, -1.0, 1.0))
    sine = np.sin(angle)
    near = sine < 1e-6
    safe = np.where(near, 1.0, sine)
    wa = np.where(near, 1.0 - t, np.sin((1.0 - t) * angle) / safe)
    wb = np.where(near, t, np.sin(t * angle) / safe)
    q = wa * a + wb * b
    return (q / np.linalg.norm(q, axis=-1, keepdims=True)).astype(np.float32)


def angle_between(a: Array, b: Array) -> F32:
    """Smallest angle `[...]` that turns axis-angle `a [..., 3]` into `b [..., 3]`."""
    relative = np.swapaxes(matrix(a), -1, -2).astype(np.float64) @ matrix(b)
    sine = np.linalg.norm(
        np.stack(
            [
                relative[..., 2, 1] - relative[..., 1, 2],
                relative[..., 0, 2] - relative[..., 2, 0],
                relative[..., 1, 0] - relative[..., 0, 1],
            ],
            axis=-1,
        ),
        axis=-1,
    )
    return np.arctan2(sine, np.trace(relative, axis1=-2, axis2=-1) - 1.0).astype(np.float32)


def between(a: Array, b: Array) -> F32:
    """The shortest rotation matrices `[..., 3, 3]` that turn directions `a [..., 3]` into `b [..., 3]`."""
    u = np.asarray(a, dtype=np.float64)
    v = np.asarray(b, dtype=np.float64)
    u, v = (w / np.maximum(np.linalg.norm(w, axis=-1, keepdims=True), 1e-12) for w in (u, v))
    axis = np.cross(u, v)
    sine = np.linalg.norm(axis, axis=-1, keepdims=True)
    cosine = (u * v).sum(-1, keepdims=True)
    opposite = (sine < 1e-9) & (cosine < 0)
    helper = np.where(np.abs(u[..., :1]) < 0.9, [1.0, 0.0, 0.0], [0.0, 1.0, 0.0])
    any_normal = np.cross(u, helper)
    any_normal /= np.maximum(np.linalg.norm(any_normal, axis=-1, keepdims=True), 1e-12)
    axis = np.where(opposite, any_normal, axis / np.maximum(sine, 1e-12))
    return matrix(axis * np.arctan2(np.where(opposite, 0.0, sine), cosine))
