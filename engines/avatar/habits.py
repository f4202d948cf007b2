"""How the person holds head and eyes while they speak, for as long as it is wanted, without a jump.

What was filmed is played forwards and backwards; before each turning time slows down, so that nothing jolts. Where
shots were joined in the film the person would jump: then one shot is played, or, where all are short, both sides of
each join lean towards each other and meet halfway.
"""

from __future__ import annotations

from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from engines.avatar.avatar import Habit

Floats = NDArray[np.float64]
EASE = 8.0
"""Frames before each turning in which time slows down."""
LONG_ENOUGH = 50
"""Frames of a shot that is played alone."""
LEAN = 12
"""Frames on either side of a join in which the person leans towards the other side."""
JUMP = 0.004
"""Metres that face or chest jump at a join, at least."""


def known(habit: Habit, learned: int) -> Habit:
    """The frames that were learned, which come first: poses of others may be beyond what splats can follow."""
    return Habit(habit.codes[:learned], habit.heads[:learned], habit.chests[:learned])


def steady(habit: Habit, mouth: int) -> Habit:
    """What is played: the longest of the shots that were joined, as hair and cloth lie differently in each and would be
    seen to change; all of them, leaning towards each other, where none is long enough. `mouth` as in `joined`."""
    first, last = max(pairwise((0, *joins(habit), len(habit))), key=lambda shot: shot[1] - shot[0])
    if last - first == len(habit):
        return habit
    if last - first < LONG_ENOUGH:
        return joined(habit, mouth)
    return Habit(habit.codes[first:last], habit.heads[first:last], habit.chests[first:last])


def joined(habit: Habit, mouth: int) -> Habit:
    """`habit` without jumps where shots were joined; the first `mouth` numbers of its codes stay, sound will tell."""
    from scipy.spatial.transform import Rotation

    cuts = joins(habit)
    if not cuts:
        return habit
    usual = Rotation.from_matrix(habit.heads[:, :, :3]).mean()
    turns = (Rotation.from_matrix(habit.heads[:, :, :3]) * usual.inv()).as_rotvec()
    parts = [habit.codes[:, mouth:], turns, habit.heads[:, :, 3], habit.chests.reshape(len(habit), 9)]
    values = np.concatenate(parts, axis=1).astype(np.float64)
    for first, cut, last in zip((0, *cuts), cuts, (*cuts[1:], len(habit)), strict=False):
        _lean(values, first, cut, last)
    codes, turns, shifts, chests = np.split(values, np.cumsum([part.shape[1] for part in parts])[:-1], axis=1)
    heads = np.concatenate([(Rotation.from_rotvec(turns) * usual).as_matrix(), shifts[:, :, None]], axis=2)
    return Habit(
        np.concatenate([habit.codes[:, :mouth], codes], axis=1).astype(np.float32),
        heads.astype(np.float32),
        chests.reshape(-1, 3, 3).astype(np.float32),
    )


def joins(habit: Habit) -> tuple[int, ...]:
    """The frames with which another shot begins: face or chest are elsewhere at once."""
    face = habit.heads @ np.array([0.0, 0.05, 0.1, 1.0], np.float32)
    chest = habit.chests @ np.array([0.0, 0.0, 1.0], np.float32) * habit.heads[:, 2, 3].mean()
    found: set[int] = set()
    for place in (face, chest):
        steps = np.linalg.norm(np.diff(place, axis=0), axis=1)
        for k, step in enumerate(steps):
            around = np.concatenate([steps[max(0, k - 10) : k], steps[k + 1 : k + 11]])
            if step > JUMP and len(around) and step > 3 * np.quantile(around, 0.9):
                found.add(k + 1)
    return tuple(sorted(found))


def _lean(values: Floats, first: int, cut: int, last: int) -> None:
    """Let both sides of `cut`, in rows first to last, lean towards each other."""
    if cut - first < 2 or last - cut < 2:
        return
    going = (values[cut - 1] - values[cut - 2] + values[cut + 1] - values[cut]) / 2
    jump = values[cut] - values[cut - 1] - going
    before, after = min(LEAN, (cut - first) // 2), min(LEAN, (last - cut) // 2)
    values[cut - before : cut] += jump / 2 * _eased(before)[::-1, None]
    values[cut : cut + after] -= jump / 2 * _eased(after)[:, None]


def _eased(count: int) -> Floats:
    """[count] from 1 down to nearly 0, slowly at either end."""
    at = np.arange(count) / count
    return np.asarray(1 - at * at * (3 - 2 * at))


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
