"""One figure at one moment, as plain numbers, and points between its points."""

from __future__ import annotations

import math

from renderers.figure_track import JOINT, FigureFrames

Point = tuple[float, float]


class Body:
    """One figure at one moment, as plain numbers."""

    def __init__(self, figure: FigureFrames, frame: int) -> None:
        self.points = figure.joints[frame].tolist()
        self.facing = float(figure.facing[frame])
        self.front = math.sqrt(max(0.0, 1.0 - self.facing**2))
        self.body = figure.body
        self.limb = figure.body.limb
        self.near = "r" if self.facing >= 0 else "l"
        self.far = "l" if self.facing >= 0 else "r"

    def at(self, name: str) -> Point:
        x, y = self.points[JOINT[name]]
        return x, y


def between(start: Point, end: Point, share: float) -> Point:
    return start[0] + share * (end[0] - start[0]), start[1] + share * (end[1] - start[1])


def offset(point: Point, by: Point) -> Point:
    return point[0] + by[0], point[1] + by[1]


def normal(start: Point, end: Point, length: float) -> Point:
    """At right angles to a line, anticlockwise."""
    dx, dy = end[0] - start[0], end[1] - start[1]
    whole = math.hypot(dx, dy) or 1.0
    return -dy / whole * length, dx / whole * length
