"""Feet over time: planted, and set anew beside where they were when the weight has gone to the other leg.

A foot that steps is off the floor before it goes anywhere and is there before it comes down, so that no foot slides.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from engines.gesture import timing
from engines.gesture.adjustments import adjustments, occasions
from engines.gesture.stance import Feet, Ground, Weight

Array = NDArray[np.float64]

LOADED = 0.30
"""How far the weight is over a leg, 0 to 1, before the other one is free to step."""
STRAY = np.array([0.020, 0.040])
"""How far from its first place a foot is set, sideways and forward, metres."""
TURNED = np.radians(5.0)
"""How far from its first heading."""
TAKES = 0.45
"""Seconds of a step."""
HIGH, HEEL = 0.031, 0.051
"""Metres the ball of a foot is lifted that steps, and its heel beyond that."""
PLAY, PLAYS, PLAY_TAKES = 0.060, 0.32, 0.205
"""How far a heel that does not carry is lifted in passing, metres, how often, seconds, and how long that takes."""
ROCK, ROCKS, ROCK_TAKES = np.radians(3.3), 0.34, 0.108
"""How far a foot on the floor is rolled to one of its edges as its ankle keeps the balance, how often, seconds, and how
long that takes."""
TREMBLE = np.radians(1.7)
"""How far it rolls to and fro all the time."""
FOLLOWS = 0.35
"""Seconds after a step until the pelvis is over its feet again."""


@dataclass(frozen=True, eq=False)
class _Step:
    side: int
    begin: float
    takes: float
    place: Array
    heading: float


class Steps:
    """Where both feet are throughout a performance."""

    def __init__(self, ground: Ground, weight: Weight, beats: Array, often: float, duration: float, seed: int) -> None:
        """`often` is how readily a foot that is free is set anew, 0 never to 1 always; `beats [n, 2]` are the stresses
        on which it plays, seconds and strength."""
        self._ground, self._weight = ground, weight
        self._play = adjustments(
            occasions(beats, PLAYS, seed, "heel"), np.full(2, often**0.5), seed, "heel", takes=PLAY_TAKES
        )
        self._lively = often**0.5
        self._rock = [
            adjustments(occasions(beats, ROCKS, seed, "rock", side), np.array([ROCK]), seed, "rock", side,
                        takes=ROCK_TAKES)
            for side in range(2)
        ]  # fmt: skip
        self._tremble = timing.Restlessness(duration + 4, 3.0, 2, seed, "rock")
        self._steps: list[_Step] = []
        free = -1.0
        for begin, takes, goal in weight.shifts:
            chance = timing.rng(seed, "step", round(begin * 1000))
            if begin < 0.2 or abs(goal) < LOADED or chance.random() >= often:
                continue
            side = 1 if goal > 0 else 0  # the weight is over the left leg: the right foot is free
            at = max(begin + 0.75 * takes, free)
            drawn = np.tanh(0.8 * chance.standard_normal(3))
            place = ground.ankles[side] + np.array([STRAY[0] * drawn[0], 0.0, STRAY[1] * drawn[1]])
            heading = ground.headings[side] + TURNED * drawn[2]
            length = TAKES * float(0.9 + 0.25 * chance.random())
            self._steps.append(_Step(side, at, length, place, float(heading)))
            free = at + length + 0.1
        self._middle = self._followed()

    def at(self, t: Array, lift: Array) -> Feet:
        """The feet at the times `t [T]`; `lift [T]` raises both heels, metres."""
        ankles = np.repeat(self._ground.ankles[None], len(t), axis=0)
        headings = np.repeat(self._ground.headings[None], len(t), axis=0)
        lifts = lift[:, None] + self._free_heels(t)
        places, turned = self._ground.ankles.copy(), self._ground.headings.copy()
        for step in self._steps:
            if step.begin > t[-1]:
                break
            side, after = step.side, int(np.searchsorted(t, step.begin - 0.22 * step.takes))
            u = (t[after:] - step.begin) / step.takes
            gone = timing.ease((u - 0.24) / 0.54)
            up = timing.ease(u / 0.40) * (1 - timing.ease((u - 0.58) / 0.42))
            heel = timing.ease((u + 0.22) / 0.44) * (1 - timing.ease((u - 0.40) / 0.50))
            ankles[after:, side] = places[side] + gone[:, None] * (step.place - places[side])
            ankles[after:, side, 1] += HIGH * up
            headings[after:, side] = turned[side] + gone * (step.heading - turned[side])
            lifts[after:, side] += HEEL * heel
            places[side], turned[side] = step.place, step.heading
        return Feet(ankles, headings, lifts, self._rolls(t))

    def _rolls(self, t: Array) -> Array:
        """[T, 2] how far either foot is rolled, radians."""
        rock = np.concatenate([side.at(t) for side in self._rock], axis=1)
        return np.asarray(self._lively * (rock + TREMBLE * self._tremble.at(t)))

    def _free_heels(self, t: Array) -> Array:
        """[T, 2] metres by which the heel of the leg that does not carry is off the floor."""
        carries = self._weight.at(t)[:, None] * np.array([1.0, -1.0])
        return np.asarray(PLAY * timing.ease((-carries - 0.05) / 0.7) * self._play.at(t) ** 2)

    def middle(self, t: Array) -> Array:
        """[T, 2] sideways and forward: how far the pelvis follows its feet, metres."""
        return self._middle.at(t)

    def _followed(self) -> timing.Spline:
        first = self._ground.ankles.copy()
        places = first.copy()
        times, values = [-2.0], [np.zeros(2)]
        for step in self._steps:
            places[step.side] = step.place
            begin = max(step.begin, times[-1] + 0.01)
            times += [begin, begin + step.takes + FOLLOWS]
            values += [values[-1], (places - first).mean(axis=0)[[0, 2]]]
        return timing.Spline(np.array(times), np.array(values))
