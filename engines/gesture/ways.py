"""How a hand gets from one pose to the next: how long it takes, how its way bends, and the spline that joins them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from engines.gesture import poses, timing, turns
from engines.gesture.arms import LENGTH
from engines.gesture.lexicon import Key
from engines.gesture.poses import Pose

Array = NDArray[np.float64]

PEAK_JERK = 60.0
"""Of a minimum-jerk movement of one metre in one second."""
NEAR = np.array([0.30, -np.inf, 0.36])
"""A hand that turns round nearer than this to the other one or to the body turns round there and not beyond."""
BEYOND = 0.045
"""How far, arm lengths, a hand goes beyond where it turns round, at most."""
OVERSHOOT = 0.15
"""How far beyond its end a minimum-jerk way leads that ends going back at a speed of 1, in that and its time."""
LOOP = 0.62
"""How fast a hand goes round that turns back, as a share of how fast it comes and goes."""


@dataclass(frozen=True, eq=False)
class Knot:
    """A pose the hand goes through at time `t`. `stop`: it comes to rest there. `push`: its acceleration, arm lengths
    a second squared; `bulge`, `circle`: how the way to here leaves the straight line, arm lengths."""

    t: float
    pose: Pose
    stop: bool = True
    push: Array = field(default_factory=lambda: np.zeros(3))
    bulge: Array = field(default_factory=lambda: np.zeros(3))
    circle: Array = field(default_factory=lambda: np.zeros(3))


def distance(a: Pose, b: Pose) -> float:
    """Metres between two wrists; a hand that only turns also has a way to go."""
    apart = LENGTH * float(np.linalg.norm(a.place - b.place))
    turning = 2 * float(np.arccos(np.clip(abs(float(a.turn @ b.turn)), 0, 1)))
    return max(apart, 0.10 * turning)


def seconds(far: float, jerk: float, quick: float) -> float:
    """How long a way of `far` metres takes at a peak jerk."""
    return float(np.cbrt(PEAK_JERK * far / jerk)) / quick


def far(seconds: float, jerk: float, quick: float) -> float:
    """How far a wrist gets in `seconds`, metres."""
    return float((seconds * quick) ** 3 * jerk / PEAK_JERK)


def push(start: Pose, goal: Pose, seconds: float, sharpness: float) -> Array:
    """The acceleration back from the apex, arm lengths a second squared: how sharply the stroke ends."""
    way = goal.place - start.place
    push = -2.6 * sharpness * way / max(seconds, 0.15) ** 2
    size = float(np.linalg.norm(push)) * LENGTH
    return push * min(1.0, 9.0 / max(size, 1e-9))


def _across(way: Array, wish: Array) -> Array:
    """`wish` without what lies along `way`, at most of length 1."""
    length = float(np.linalg.norm(way))
    if length < 1e-6:
        return np.zeros(3)
    along = way / length
    side = wish - (wish @ along) * along
    return np.asarray(side / max(float(np.linalg.norm(side)), 0.35))


_WISHES = {"under": (0.0, -1.0, 0.15), "over": (0.0, 1.0, 0.2), "in": (-1.0, 0.0, 0.3), "out": (1.0, 0.0, 0.1)}


def bulge(start: Pose, goal: Pose, key: Key | None) -> Array:
    """[3] how far the middle of a way leaves the straight line, which never leads through the body."""
    arc = _arc(start, goal, key)
    middle = 0.5 * (start.place + goal.place) + arc
    return np.asarray(arc + 1.3 * (poses.before_body(middle) - middle))


def _arc(start: Pose, goal: Pose, key: Key | None) -> Array:
    """[3] how a way is bent by how people move: forearms swing about elbows, so hands go in arcs."""
    way = goal.place - start.place
    far = float(np.linalg.norm(way))
    path = "arc" if key is None else key.path
    bow = 1.0 if key is None else key.bow
    if path == "straight":
        return 0.03 * bow * far * _across(way, np.array([0.3, 0.0, 1.0]))
    if path in _WISHES:
        return 0.24 * bow * (far + 0.05) * _across(way, np.array(_WISHES[path]))
    # rising hands swing out and forward, sinking hands come back a little nearer
    wish = np.array([0.45, 0.25, 0.9]) if way[1] > 0 else np.array([0.35, 0.1, 0.75])
    return 0.13 * bow * far * _across(way, wish)


def circle(start: Pose, goal: Pose, key: Key | None) -> Array:
    if key is None or key.path != "circle":
        return np.zeros(3)
    way = goal.place - start.place
    return np.asarray(0.16 * key.bow * _across(way, np.array([0.2, 1.0, 0.5])))


def in_time(bent: Array, most: float) -> Array:
    """`bent [3]`, arm lengths, as far as a hand that gets at most `most` metres far has time to go round by it."""
    return bent * min(1.0, most / max(2 * np.pi * LENGTH * float(np.linalg.norm(bent)), 1e-9))


def spline(knots: Sequence[Knot]) -> timing.Spline:
    """The spline through the knots: at rest at stops, flowing through the others."""
    times = np.array([knot.t for knot in knots])
    values = np.array([knot.pose.numbers() for knot in knots])
    speeds, pushes = np.zeros_like(values), np.zeros_like(values)
    for k, knot in enumerate(knots):
        pushes[k, poses.PLACE] = knot.push
        if not knot.stop and 0 < k < len(knots) - 1:
            before = (values[k] - values[k - 1]) / (times[k] - times[k - 1])
            after = (values[k + 1] - values[k]) / (times[k + 1] - times[k])
            speeds[k] = np.where(before * after > 0, 2 * before * after / (before + after + 1e-12), 0.0)
            flow = _flow(before[poses.PLACE], after[poses.PLACE])
            flow = flow + _round(before[poses.PLACE], after[poses.PLACE])
            flow = _not_beyond(flow, before[poses.PLACE], times[k] - times[k - 1])
            speeds[k, poses.PLACE] = np.where((values[k, poses.PLACE] < NEAR) & (flow < 0), 0.0, flow)
    bulge = np.zeros((len(knots) - 1, values.shape[1]))
    circle = np.zeros_like(bulge)
    bulge[:, poses.PLACE] = [knot.bulge for knot in knots[1:]]
    circle[:, poses.PLACE] = [knot.circle for knot in knots[1:]]
    return timing.Spline(times, values, speeds, pushes, bulge, circle)


def _flow(before: Array, after: Array) -> Array:
    """The speed at a knot where the hand turns round without stopping."""
    mean = 0.5 * (before + after)
    limit = 1.4 * min(float(np.linalg.norm(before)), float(np.linalg.norm(after)))
    size = float(np.linalg.norm(mean))
    return np.asarray(mean * min(1.0, limit / max(size, 1e-9)))


def _not_beyond(flow: Array, before: Array, seconds: float) -> Array:
    """`flow [3]` at a knot that is reached in `seconds`, with less of what turns back on the way `before`: over a long
    time the hand would first have to go far beyond the knot for it."""
    most = BEYOND / (OVERSHOOT * max(seconds, 1e-6))
    return np.asarray(np.where(flow * before < 0, np.clip(flow, -most, most), flow))


def _round(before: Array, after: Array) -> Array:
    """The speed with which a hand that turns back goes round, inwards and back, so that it does not stand still."""
    turning = max(0.0, -float(turns.unit(before) @ turns.unit(after)))
    slower = min(float(np.linalg.norm(before)), float(np.linalg.norm(after)))
    return -LOOP * turning * slower * _across(after, np.array([0.35, 0.1, 0.75]))
