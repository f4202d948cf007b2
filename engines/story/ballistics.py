"""How a thing flies when nobody holds it: a parabola, a few bounces, rolling out."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from engines.story.figure import GRAVITY

F64 = NDArray[np.float64]
SPRING = 0.55
"""The share of its speed with which a ball comes back up from the ground."""
DRAG = 1.6
"""Units a second squared by which a rolling ball slows."""


def lob(start: F64, goal: F64, seconds: float) -> F64:
    """[2] the speed that brings a thing from `start` to `goal` in `seconds`."""
    across = (goal[0] - start[0]) / seconds
    return np.array([across, (goal[1] - start[1]) / seconds + 0.5 * GRAVITY * seconds])


def flight(start: F64, speed: F64, times: F64, radius: float = 0.0) -> F64:
    """[T, 2] where it is at `times` after it left `start` with `speed`; it bounces at height `radius` and rolls out."""
    path = np.empty((len(times), 2))
    x, y = float(start[0]), float(start[1])
    vx, vy = float(speed[0]), float(speed[1])
    begun = 0.0
    landing = _down(y - radius, vy)
    for frame, time in enumerate(times):
        while landing is not None and time - begun > landing:
            x += vx * landing
            vy = -SPRING * (vy - GRAVITY * landing)
            vx *= 0.8
            y = radius
            begun += landing
            landing = _down(0.0, vy) if vy > 0.6 else None
        t = time - begun
        if landing is None:
            stop = abs(vx) / DRAG
            t = min(t, stop)
            path[frame] = (x + vx * t - np.sign(vx) * 0.5 * DRAG * t * t, radius)
        else:
            path[frame] = (x + vx * t, y + vy * t - 0.5 * GRAVITY * t * t)
    return path


def _down(height: float, speed: float) -> float | None:
    """Seconds until something `height` above the ground comes down."""
    under = speed * speed + 2 * GRAVITY * max(height, 0.0)
    return (speed + float(np.sqrt(under))) / GRAVITY
