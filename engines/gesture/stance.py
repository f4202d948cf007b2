"""How a speaker stands or sits: where the pelvis is, planted feet, legs between them, and weight that shifts."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from engines.gesture import timing, turns
from engines.gesture.style import Style
from engines.motion import skeleton

Array = NDArray[np.float64]

INDEX = skeleton.INDEX
_REST = skeleton.REST.astype(float)
_HIP, _KNEE, _ANKLE = (_REST[INDEX[f"left_{name}"]] for name in ("hip", "knee", "ankle"))
_THIGH, _SHIN = float(np.linalg.norm(_KNEE - _HIP)), float(np.linalg.norm(_ANKLE - _KNEE))
_PELVIS = _REST[0]
TURN_OUT = np.radians((8.0, 7.0))
"""How far the left and the right foot are turned out."""
STRETCHED, GIVES = 0.992, 0.004
"""How straight a leg gets, as a share of its length, and metres before that from which on the pelvis gives way."""
SEAT = float(_ANKLE[1] + _SHIN - (_HIP[1] - _PELVIS[1]))
"""Height of the pelvis when the thighs are level and the shins upright, metres."""


@dataclass(frozen=True, eq=False)
class Ground:
    """Where the feet are at first: ankles [2, 3] (left, right), headings [2] in radians to the left."""

    ankles: Array
    headings: Array


@dataclass(frozen=True, eq=False)
class Feet:
    """Where they are over T frames: ankles [T, 2, 3] of feet that are flat, headings [T, 2] radians, and beyond that
    how far their heels are raised, lifts [T, 2] metres, and their left edges lowered, rolls [T, 2] radians."""

    ankles: Array
    headings: Array
    lifts: Array
    rolls: Array

    def one(self, side: int) -> tuple[Array, Array, Array, Array]:
        """Ankle, heading, lift and roll of the left (0) or the right foot (1)."""
        return self.ankles[:, side], self.headings[:, side], self.lifts[:, side], self.rolls[:, side]


def ground(style: Style, seated: bool, seed: int) -> Ground:
    """Both feet flat on the floor; one a little ahead, as nobody stands quite square."""
    chance = timing.rng(seed, "feet")
    apart = 0.5 * style.feet + 0.004 * chance.standard_normal(2)
    ahead = np.array([0.5, -0.5]) * (0.030 if not seated else 0.05) * (1 if chance.random() < 0.5 else -1)
    z = _ANKLE[2] + ahead + (_THIGH * 0.97 if seated else 0.0)
    ankles = np.stack([np.array([1.0, -1.0]) * apart, np.full(2, _ANKLE[1]), z], axis=-1)
    out = TURN_OUT + np.radians(2.0) * chance.standard_normal(2)
    return Ground(ankles, out * np.array([1.0, -1.0]))


class Weight:
    """Which leg carries: -1 the right one, 1 the left one, moving over every now and then."""

    def __init__(self, style: Style, duration: float, pauses: Array, seed: int, often: float = 1.0) -> None:
        """`pauses [n]` are the seconds at which phrases end: people shift between phrases. `often` is
        against the style."""
        chance = timing.rng(seed, "weight")
        at, side = -1.0, 1.0 if chance.random() < 0.5 else -1.0
        times, values = [-2.0], [side * 0.6]
        self.shifts: list[tuple[float, float, float]] = []
        """When each begins, how long it takes, and which leg carries then."""
        while at < duration + 2:
            wait = style.shift_seconds / often * float(0.55 + 0.9 * chance.random())
            wish = at + wait
            near = pauses[np.abs(pauses - wish) < 1.2] if len(pauses) else pauses
            begin = max(float(near[np.abs(near - wish).argmin()]) if len(near) else wish, times[-1] + 0.3)
            goal = float(np.clip(-np.sign(values[-1]) * (0.25 + 0.75 * chance.random()), -1, 1))
            takes = (0.8 + 0.5 * float(chance.random())) * (0.7 + 0.3 * abs(goal - values[-1]))
            times += [begin, begin + takes]
            values += [values[-1], goal]
            self.shifts.append((begin, takes, goal))
            at = begin + takes
        self._way = timing.Spline(np.array(times), np.array(values)[:, None])

    def at(self, t: Array) -> Array:
        """[T]"""
        return self._way.at(t)[:, 0]


def pelvis_height(seated: bool) -> float:
    """Of a figure that stands with soft knees, or sits; metres."""
    return SEAT if seated else float(_PELVIS[1]) - 0.010


def within_reach(pelvis: Array, turned: Array, feet: Feet) -> Array:
    """`pelvis [T, 3]` lowered to where both legs reach the floor without being stretched."""
    low = pelvis
    for side, name in enumerate(("left", "right")):
        hip = low + turns.apply(turned, np.broadcast_to(_REST[INDEX[f"{name}_hip"]] - _REST[0], pelvis.shape))
        place, _, _ = _foot(name, *feet.one(side))
        away = place - hip
        highest = np.sqrt(np.maximum((STRETCHED * (_THIGH + _SHIN)) ** 2 - away[:, 0] ** 2 - away[:, 2] ** 2, 0.01))
        over = (-away[:, 1] - highest) / GIVES
        down = GIVES * np.logaddexp(0.0, np.minimum(over, 50.0))
        low = low - down[:, None] * np.array([0.0, 1.0, 0.0])
    return low


def legs(pelvis: Array, turned: Array, feet: Feet) -> dict[int, Array]:
    """Local joint turns [T, 3, 3] of hips, knees and ankles for a pelvis at `pelvis [T, 3]`, turned `[T, 3, 3]`.

    The feet are where they shall be; a heel that is raised turns about the ball of its foot.
    """
    out: dict[int, Array] = {}
    for side, name in enumerate(("left", "right")):
        hip, knee, ankle, toes = (INDEX[f"{name}_{joint}"] for joint in ("hip", "knee", "ankle", "foot"))
        upper = _REST[knee] - _REST[hip]
        lower = _REST[ankle] - _REST[knee]
        heading = feet.headings[:, side]
        place, flat, bend = _foot(name, *feet.one(side))
        start = pelvis + turns.apply(turned, np.broadcast_to(_REST[hip] - _REST[0], pelvis.shape))
        span = place - start
        span_length = np.minimum(np.sqrt(turns.dot(span, span)), 0.9985 * (_THIGH + _SHIN))
        to = turns.unit(span)
        hips = np.arctan2(turned[:, 0, 2], turned[:, 2, 2])
        ahead = hips + 0.65 * (heading - hips)
        pole = np.stack([np.sin(ahead), 0 * ahead + 0.25, np.cos(ahead)], axis=-1)
        forward = turns.unit(pole - turns.dot(pole, to) * to)
        cosine = np.clip((_THIGH**2 + span_length**2 - _SHIN**2) / (2 * _THIGH * span_length), -1, 1)
        thigh = cosine * to + np.sqrt(1 - cosine**2) * forward
        shin = to * span_length - _THIGH * thigh
        hinge = turns.cross(forward, to)
        sideways = np.array([1.0, 0.0, 0.0])
        thigh_turn = turns.frame(thigh, hinge) @ turns.frame(upper, sideways).T
        shin_turn = turns.frame(shin, hinge) @ turns.frame(lower, sideways).T
        out[hip] = turns.transposed(turned) @ thigh_turn
        out[knee] = turns.transposed(thigh_turn) @ shin_turn
        out[ankle] = turns.transposed(shin_turn) @ flat
        out[toes] = bend
    return out


def _foot(name: str, planted: Array, heading: Array, lift: Array, roll: Array) -> tuple[Array, Array, Array]:
    """The ankle's place [T, 3], the foot's turn [T, 3, 3], and the toes' [T, 3, 3], the ball staying on its place."""
    upright = turns.about(1, heading)
    ball = _REST[INDEX[f"{name}_foot"]] - _REST[INDEX[f"{name}_ankle"]]
    ball[1] = -_ANKLE[1]  # under the shoe
    length = float(np.hypot(ball[0], ball[2]))
    pitch = np.arcsin(np.clip(lift / length, 0, 0.7))
    tipped = upright @ turns.about(2, roll) @ turns.about(0, pitch)
    carried = turns.apply(upright - tipped, np.broadcast_to(ball, (len(lift), 3)))
    return planted + carried, tipped, turns.about(0, -pitch)
