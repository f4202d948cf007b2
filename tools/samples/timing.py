"""How people move from one pose to another: in bell-shaped bursts of speed that overlap, never in straight lines."""

from collections.abc import Sequence
from typing import TypeAlias

import numpy as np
from numpy.typing import ArrayLike, NDArray

from engines.motion import rotations as rot

Array: TypeAlias = NDArray[np.float64]

Move: TypeAlias = tuple[float, float, ArrayLike]
"""(start in seconds, duration in seconds, the value it leads to). Moves may overlap: their speeds add up."""


def ease(x: Array) -> Array:
    """Minimum-jerk progress from 0 to 1 while `x` goes from 0 to 1 (Flash and Hogan 1985)."""
    x = np.clip(x, 0.0, 1.0)
    return x**3 * (10 - 15 * x + 6 * x**2)


def moves(t: Array, start: ArrayLike, steps: Sequence[Move]) -> Array:
    """A value over the times `t [T]` that begins at `start [k]` and is led on by each move, `[T, k]`."""
    value = np.atleast_1d(np.asarray(start, dtype=float))
    out = np.tile(value, (len(t), 1))
    for begin, duration, goal in steps:
        following = np.atleast_1d(np.asarray(goal, dtype=float))
        out += ease((t - begin) / duration)[:, None] * (following - value)
        value = following
    return out


def turns(t: Array, start: Array, steps: Sequence[tuple[float, float, Array]]) -> Array:
    """The same for orientations: matrices `[3, 3]` in, `[T, 3, 3]` out."""
    out = np.tile(np.asarray(start, dtype=float), (len(t), 1, 1))
    before = np.asarray(start, dtype=float)
    for begin, duration, goal in steps:
        way = rot.axis_angle(before.T @ goal).astype(float)
        out = out @ rot.matrix(ease((t - begin) / duration)[:, None] * way)
        before = np.asarray(goal, dtype=float)
    return out


def pulse(t: Array, peak: float, rise: float, fall: float) -> Array:
    """From 0 to 1 at `peak` seconds and back to 0, `[T]`."""
    return ease((t - peak + rise) / rise) * (1 - ease((t - peak) / fall))


def drift(t: Array, period: float, seed: int, width: int = 3, slowest: int = 1, fastest: int = 6) -> Array:
    """Restlessness of a living body, `[T, width]` with a deviation of 1: it repeats after `period` seconds.

    Sines of `slowest` to `fastest` whole cycles per period, weaker the quicker they are.
    """
    rng = np.random.default_rng(seed)
    cycles = np.arange(slowest, fastest + 1)
    size = rng.normal(0, 1, (2, len(cycles), width)) / cycles[:, None] ** 0.7
    angle = 2 * np.pi * cycles * t[:, None] / period
    out = np.cos(angle) @ size[0] + np.sin(angle) @ size[1]
    return np.asarray(out / np.sqrt((size**2).sum(axis=(0, 1)) / 2))


def later(values: Array, seconds: float, fps: float) -> Array:
    """`values [T, ...]` of a loop, `seconds` later: how a hand trails its arm, and fingers their hand."""
    frames = np.arange(len(values)) - seconds * fps
    before = np.floor(frames).astype(int)
    part = (frames - before).reshape(-1, *[1] * (values.ndim - 1))
    return values[before % len(values)] * (1 - part) + values[(before + 1) % len(values)] * part
