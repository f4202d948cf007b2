"""From a plan to what each hand does: which poses it goes through when, how it gets from one to the next.

A hand's score is a list of knots. A gesture brings up to four kinds: the ready knot, where the hand turns round before
its stroke; the strokes, the apex among them exactly on its syllable; the recoil after; and the end of the hold. When
the next gesture is near, the hand goes there at once: what a hurried hand leaves out is the hold first, then the
wind-up, then part of the way.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from engines.gesture import rests, timing, ways
from engines.gesture.director import AT_LEAST_HELD, SHORTEST, Action, Director
from engines.gesture.lexicon import Lexicon, Shake
from engines.gesture.plan import Plan
from engines.gesture.poses import Pose
from engines.gesture.style import Style
from engines.gesture.ways import Knot

Array = NDArray[np.float64]

SIDES = ("left", "right")
HURRIED, BRISK, UNHURRIED = 380.0, 150.0, 52.0
"""Peak jerk of a wrist that has no time, that strikes, that has time: metres a second cubed at speed 1. A movement at a
given peak jerk takes as long as the cube root of its way, which is how people pace theirs."""
SETTLE = 0.26
"""Seconds of recoil after an apex."""
AT_ONCE = 0.16
"""Seconds; a hand that is to be held no longer goes on at once."""
STEADY = 0.1
"""A hand that drifts less than this share of its way while it is held stands still there."""
SINK = np.array([0.03, -0.08, -0.02])
"""Which way a hand drifts that is held long, arm lengths."""


@dataclass(frozen=True, eq=False)
class Hold:
    """From `start` to `end` the hand stays; `shake` is what it repeats meanwhile, from `phase` (0 or pi) on."""

    start: float
    end: float
    shake: Shake | None = None
    size: float = 1.0
    phase: float = 0.0


@dataclass(frozen=True, eq=False)
class Score:
    """What one hand does: its way as a spline over all numbers of a pose, its holds, when its strokes arrive [n], and
    from when until when [m, 2] it rests."""

    way: timing.Spline
    holds: tuple[Hold, ...]
    strokes: Array
    rests: Array


def scores(
    plan: Plan, lexicon: Lexicon, style: Style, *, amount: float, seed: int, seated: bool
) -> tuple[dict[str, Score], int]:
    """The score of each hand, and how many gestures had no time at all. `amount` scales every gesture's size."""
    director = Director(plan, lexicon, style, amount, seed, seated)
    out, dropped = {}, 0
    for side in SIDES:
        actions = director.actions(side)
        out[side], missed = _score(actions, director.first(side), plan.duration, seated)
        dropped += missed
    return out, dropped


def _score(actions: Sequence[Action], first: Pose, duration: float, seated: bool) -> tuple[Score, int]:
    """One hand's knots, strung on a spline, and how many actions had no time."""
    scribe = _Scribe(first, seated)
    for action in actions:
        scribe.follow(action)
    return scribe.score(duration), scribe.dropped


class _Scribe:
    """Writes one hand's knots, action by action.

    After an action the hand is at `_here`; it may leave from `_free` on and would like to stay until `_until`.
    """

    def __init__(self, first: Pose, seated: bool) -> None:
        self._seated = seated
        self.knots = [Knot(-1.0, first), Knot(0.0, first)]
        self.holds: list[Hold] = []
        self.dropped = 0
        self._here, self._free, self._until = first, 0.0, 0.0
        self._recoil: Knot | None = None  # which only happens when there is time for it
        self._done: Action | None = None
        self._strokes: list[float] = []
        self._rests: list[tuple[float, float]] = []

    def follow(self, action: Action) -> None:
        """End the hold before and make the action's strokes."""
        action = _without_dropping(action, self._here)
        begin = _leaving_time(action, self._here, self._free, self._until)
        first = action.keys[0][0]
        if first - begin < SHORTEST:
            begin = self._free
        if first - begin < SHORTEST:
            self.dropped += action.ready is not None
            return
        onwards = action.ready or action.keys[0][1]
        idle = begin - self._until
        if idle > 0.3:  # nothing to do yet: the hand sinks on its way, the farther the longer
            pose = self._leave(self._until, onwards)
            sunk = float(np.clip((idle - 0.3) / 0.8, 0, 1))
            share, turned = sunk * np.array([0.97, 0.8])
            relaxed = pose.towards(self._low(pose), float(share), float(turned))
            self.knots.append(Knot(begin, relaxed, stop=False, bulge=ways.bulge(pose, relaxed, None)))
        else:
            self._leave(begin, onwards)
        _strike(self.knots, action)
        if action.resting:
            self._rests.append((begin, action.hold_until))
        else:
            self._strokes += [t for t, _, _ in action.keys]
        self._done, self._here = action, self.knots[-1].pose
        self._recoil = _recoil(self.knots[-1], action)
        self._free = self.knots[-1].t + (AT_LEAST_HELD if self._recoil is not None else 0.02)
        self._until = max(action.hold_until, self._free)

    def score(self, duration: float) -> Score:
        """What was written, held to the end."""
        self._leave(max(self._until, self.knots[-1].t + 0.05), self._here)
        end = duration + 1.0
        if end > self.knots[-1].t + 0.05:
            self.holds.append(Hold(self.knots[-1].t, end))
            self.knots.append(Knot(end, self.knots[-1].pose))
        strokes, idle = np.array(self._strokes), np.array(self._rests).reshape(-1, 2)
        return Score(ways.spline(self.knots), tuple(self.holds), strokes, idle)

    def _leave(self, at: float, onwards: Pose) -> Pose:
        """End the hold at `at`: a held hand drifts towards what comes next. The pose it leaves from."""
        pose, last, done = self._here, self.knots[-1].t, self._done
        recoil, self._recoil = self._recoil, None
        if at - last < AT_ONCE:
            return pose
        steady = done is None or done.drift < STEADY
        if recoil is not None and at - recoil.t > 0.08:
            self.knots.append(recoil)
            pose = recoil.pose
        if done is not None:
            share = done.drift * float(timing.ease((at - last - 0.1) / 0.8))
            pose = pose.towards(onwards, share, 0.6 * share).moved(share * SINK)
        shake = (done.shake, done.size, done.phase) if done is not None else (None, 1.0, 0.0)
        self.holds.append(Hold(self.knots[-1].t, at, *shake))
        self.knots.append(Knot(at, pose, stop=steady))
        return pose

    def _low(self, pose: Pose) -> Pose:
        """Where a hand at `pose` sinks that has nothing to do."""
        if pose.anchor > 0.5:
            return pose
        return pose.towards(rests.resting("ready", True), 0.6) if self._seated else rests.resting("sides", True)


def _stroke_seconds(action: Action, ready: Pose) -> float:
    """How long the first stroke takes from its ready pose."""
    return max(action.stroke_seconds, ways.seconds(ways.distance(ready, action.keys[0][1]), BRISK, action.quick))


def _leaving_time(action: Action, here: Pose, free: float, until: float) -> float:
    """When the hand sets out: unhurried if it can, at once after the hold if that leaves time, sooner if it must."""
    first = action.keys[0][1]
    if action.start is not None:
        return max(action.start, free)
    ready = action.ready or first
    at = action.keys[0][0] - _stroke_seconds(action, ready)
    comfortable = at - max(action.prepare, ways.seconds(ways.distance(here, ready), UNHURRIED, action.quick))
    hurried = at - ways.seconds(ways.distance(here, ready), HURRIED, action.quick)
    if comfortable >= until:
        return comfortable if comfortable - until > 0.9 else until
    return max(free, min(until, hurried))


def _without_dropping(action: Action, here: Pose) -> Action:
    """`action` with less of a wind-up where the hand, up already, would only drop for it to rise again."""
    if action.ready is None:
        return action
    first = action.keys[0][1]
    if first.place[1] - action.ready.place[1] < 0.06 or here.place[1] < action.ready.place[1]:
        return action
    share = float(np.clip(ways.distance(here, first) / max(ways.distance(action.ready, first), 1e-6), 0.08, 1.0))
    return replace(action, ready=first.towards(action.ready, share))


def _strike(knots: list[Knot], action: Action) -> None:
    """Add the ready knot and the strokes."""
    pose, (at, first, _) = knots[-1].pose, action.keys[0]
    room = at - knots[-1].t
    stroke = _stroke_seconds(action, action.ready or first)
    if action.ready is not None and room > stroke + 0.16:
        ready, far = action.ready, ways.distance(pose, action.ready)
        most = ways.far(room - stroke, HURRIED, action.quick)
        pose = _turn_round(knots, at - stroke, ready if far <= most else pose.towards(ready, most / far))
    elif action.ready is not None and room > 0.3:  # no time to wind up: only a hint of it
        pose = _turn_round(knots, at - 0.55 * room, pose.towards(action.ready, 0.45))
    for number, (t, goal, key) in enumerate(action.keys):
        far = ways.distance(pose, goal)
        seconds = max(t - knots[-1].t, SHORTEST)
        most = ways.far(seconds, HURRIED, action.quick)
        reached = pose.towards(goal, most / far, min(1.0, 1.3 * most / far)) if far > most else goal
        sharp = number == len(action.keys) - 1 or key is None or key.accent > 0.5
        push = ways.push(pose, reached, seconds, action.sharpness) if sharp else np.zeros(3)
        bulge, circle = (
            ways.in_time(bent, most) for bent in (ways.bulge(pose, reached, key), ways.circle(pose, reached, key))
        )
        knots.append(Knot(t, reached, push=push, bulge=bulge, circle=circle))
        pose = reached


def _turn_round(knots: list[Knot], t: float, ready: Pose) -> Pose:
    """Add the ready knot, through which the hand flows."""
    knots.append(Knot(t, ready, stop=False, bulge=ways.bulge(knots[-1].pose, ready, None)))
    return ready


def _recoil(apex: Knot, action: Action) -> Knot | None:
    """Where the hand comes to rest after its apex: a little back, as far as its acceleration carries it."""
    if not apex.push.any():
        return None
    back = apex.push * SETTLE**2 * (0.16 if action.drift < STEADY else 0.40)
    pose = apex.pose.moved(back).turned(np.array([0.0, 0.0, -0.06 * min(action.sharpness, 1.5)]))
    return Knot(apex.t + SETTLE, pose, stop=action.drift < STEADY)
