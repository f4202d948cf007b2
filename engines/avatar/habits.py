"""How the person holds head and eyes while they speak, for as long as it is wanted, without a jump.

What was filmed is played forwards and backwards; before each turning time slows down, so that nothing jolts.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from engines.avatar.avatar import Habit

Floats = NDArray[np.float64]
EASE = 8.0
"""Frames before each turning in which time slows down."""


def moments(first: int, count: int, length: int) -> Floats:
    """[count] places (frames, with fractions) in a film of `length` frames at which frames first, first + 1, ... of an
    endless performance stand."""
    last = length - 1.0
    ease = min(EASE, last / 2)
    # from one end to the other takes as long as the film and the two slow parts, each half as fast on average
    leg = last + ease
    phase = np.mod(np.arange(first, first + count, dtype=np.float64) + ease, 2 * leg)
    back = phase > leg
    at = np.where(back, 2 * leg - phase, phase)
    out = at - ease / 2
    slow_in, slow_out = at < ease, at > leg - ease
    out = np.where(slow_in, at**2 / (2 * ease), out)
    out = np.where(slow_out, last - (leg - at) ** 2 / (2 * ease), out)
    return np.asarray(np.clip(out, 0, last))


def between(values: NDArray[np.float32], at: Floats) -> NDArray[np.float32]:
    """Rows of `values [T, ...]` at places with fractions [n]."""
    low = np.clip(np.floor(at).astype(int), 0, len(values) - 1)
    high = np.minimum(low + 1, len(values) - 1)
    share = (at - low).reshape(-1, *[1] * (values.ndim - 1)).astype(np.float32)
    return np.asarray(values[low] + share * (values[high] - values[low]), np.float32)


def played(habit: Habit, first: int, count: int) -> Habit:
    """Frames first to first + count of the endless performance."""
    at = moments(first, count, len(habit))
    heads = between(habit.heads, at)
    heads[:, :, :3] = _upright(heads[:, :, :3])
    return Habit(between(habit.codes, at), heads, between(habit.chests, at))


def held_still(habit: Habit, moving: Habit, pose: slice) -> Habit:
    """`moving` with head and chest held as in the frame of `habit` that is nearest to the usual; eyes go on. `pose`
    names the numbers of a code that tell how they are held."""
    usual = int(np.argmin(np.linalg.norm(habit.codes[:, pose], axis=1)))
    codes = moving.codes.copy()
    codes[:, pose] = habit.codes[usual, pose]
    heads, chests = (np.repeat(part[usual : usual + 1], len(codes), axis=0) for part in (habit.heads, habit.chests))
    return Habit(codes, heads, chests)


def _upright(matrices: NDArray[np.float32]) -> NDArray[np.float32]:
    """The rotations nearest to [n, 3, 3]."""
    u, _, v = np.linalg.svd(matrices.astype(np.float64))
    u[:, :, 2] *= np.linalg.det(u @ v)[:, None]
    return np.asarray(u @ v, np.float32)
