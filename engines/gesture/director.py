"""Who does what: each hand's part in every gesture of the plan, and its rests, as actions in order."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from engines.gesture import poses, rests, timing
from engines.gesture.lexicon import GestureUnit, Key, Lexicon, Shake
from engines.gesture.plan import Plan, PlannedGesture
from engines.gesture.poses import Pose
from engines.gesture.rests import RestName
from engines.gesture.style import Style

Array = NDArray[np.float64]

SHORTEST = 0.13
"""Seconds; a hand cannot make a stroke in less."""
AT_LEAST_HELD = 0.10
"""Seconds after its apex before a hand may leave."""
WIND_UP, FARTHEST = 0.75, 0.5
"""By what share of the written way hands wind up farther, of a way of at most so many arm lengths."""
WOUND_UP = -0.18
"""Height, arm lengths, above which no hand winds up whose gesture does not say so."""
HIGHER = 0.5
"""By how much more hands rise, arm lengths, for each time more than usual that somebody moves."""
MIDDLE, NARROW = 0.63, 0.60
"""Each hand gestures about so far from the middle of the body, arm lengths, and strays from there by this
share."""
SHOULDERS, FLAT = -0.28, 0.2
"""What is written higher than this, arm lengths, is made lower by this share."""
LOWER, NEARER = 0.13, 0.05
"""By how much the other hand of a gesture with both is lower and nearer, arm lengths."""
MAIN_HANGS = 0.5
"""How much less often than the other hand the one that mostly gestures hangs while it has no part."""
BESIDE = 0.30
"""So far to its own side, in arm lengths, a hand stays that winds up."""


@dataclass(frozen=True, eq=False)
class Action:
    """One hand's part in a gesture, or its going to rest."""

    stroke: float
    keys: tuple[tuple[float, Pose, Key | None], ...]
    """(time of arrival, pose, what the lexicon says of it)"""
    ready: Pose | None
    prepare: float
    stroke_seconds: float
    start: float | None
    hold_until: float
    sharpness: float
    shake: Shake | None = None
    size: float = 1.0
    phase: float = 0.0
    quick: float = 1.0
    drift: float = 0.3
    resting: bool = False


class Director:
    """Gives each hand its part."""

    def __init__(self, plan: Plan, lexicon: Lexicon, style: Style, amount: float, seed: int, seated: bool) -> None:
        self._plan, self._style, self._amount, self._seed, self._seated = plan, style, amount, seed, seated
        self._gestures = [(gesture, lexicon[gesture.unit]) for gesture in plan.gestures]
        self._busy = [(g, u) for g, u in self._gestures if u.hands != "none"]
        self._dominant = "right" if style.right_hand >= 0.5 else "left"
        self._idle = self._idle_times()

    def first(self, side: str) -> Pose:
        """Where the hand is when the sound begins."""
        if self._idle and self._idle[0][0] <= 0.0:
            return self._resting(side, self._rest_kind(0.0))
        return self._resting(side, "ready")

    def actions(self, side: str) -> list[Action]:
        """All the hand does, in order."""
        out = [self._gesture(side, gesture, unit) for gesture, unit in self._busy]
        made = [action for action in out if action is not None]
        made += self._rests(side)
        return sorted(made, key=lambda action: action.stroke)

    # gestures

    def _gesture(self, side: str, gesture: PlannedGesture, unit: GestureUnit) -> Action | None:
        main = gesture.hand if gesture.hand != "both" else self._dominant
        both = unit.hands == "two" or (unit.hands == "either" and gesture.hand == "both")
        other = side != main
        if other and not both:
            return self._companion(side, gesture, unit)
        return self._action(side, gesture, unit, other=other)

    def _action(self, side: str, gesture: PlannedGesture, unit: GestureUnit, *, other: bool) -> Action:
        style = self._style
        chance = timing.rng(self._seed, side, unit.name, round(gesture.stroke * 1000))
        size = gesture.size * style.size * self._amount
        most = max(unit.most, unit.least) * max(self._amount, 1.0)
        size = float(np.clip(size, unit.least, most)) if unit.scales else 1.0
        quick = gesture.speed * style.speed
        wild = HIGHER * max(self._amount - 1.0, 0.0)
        shy = max(1.0 - 2.0 * self._amount, 0.0)  # who hardly moves leaves the hands where they wait
        vary = chance.normal(0, 1, 3) * np.array([0.035, 0.035, 0.045]) * (1.0 if unit.scales else 0.12)
        tilt = chance.normal(0, np.radians(5.0), 3) * (1.0 if unit.scales else 0.3)
        lag_behind = 0.9 + 0.1 * float(chance.random()) if other else 1.0

        def placed(pose: Pose) -> Pose:
            place = pose.place
            if unit.scales:
                place = poses.eased(place, size * lag_behind)
                place = _own(place, style) - (np.array([0.0, LOWER, NEARER]) if other else 0.0)
                place[1] = poses.below(place[1], max(float(poses.highest(place[0])) + wild, float(pose.place[1])))
            steady = 0.0 if unit.scales else 1.0
            made = Pose(place + vary, pose.turn, pose.shape, pose.lift, pose.anchor, steady).turned(tilt)
            return made.towards(self._resting(side, "ready"), 0.75 * shy)

        plain = poses.neutral()
        ready = plain if unit.preparation is None else poses.pose_of(unit.preparation, plain)
        before, keys = ready, []
        for key in unit.strokes:
            said = poses.pose_of(key, before)
            if other and key.other is not None:
                said = poses.pose_of(key.other, said)
            keys.append((placed(said), key))
            before = poses.pose_of(key, before)
        times = self._times(gesture.stroke, unit, quick)
        first = placed(ready)
        if unit.preparation is None:  # it winds up against its stroke
            first = keys[0][0].towards(first, 0.25)
        elif unit.scales:
            highest = max(WOUND_UP + wild, ready.place[1])
            first = replace(first, place=_wound_up(first.place, keys[0][0].place, float(highest)))
        sharp = style.sharpness * keys[unit.apex][1].accent
        hold = gesture.hold_until if gesture.hold_until is not None else times[-1] + unit.hold * style.holds
        return Action(
            stroke=gesture.stroke,
            keys=tuple((t, pose, key) for t, (pose, key) in zip(times, keys, strict=True)),
            ready=first,
            prepare=unit.prepare_seconds / quick,
            stroke_seconds=unit.strokes[0].seconds / quick,
            start=gesture.start,
            hold_until=max(hold, times[-1] + AT_LEAST_HELD),
            sharpness=sharp,
            shake=unit.shake,
            size=size,
            phase=np.pi if other and unit.shake is not None and unit.shake.alternate else 0.0,
            quick=quick,
            drift=(0.04 if not unit.scales else 0.7 if unit.kind == "beat" else 0.4) * style.restless,
        )

    def _times(self, stroke: float, unit: GestureUnit, quick: float) -> list[float]:
        """When each key is reached, the apex at `stroke`."""
        steps = np.array([max(key.seconds / quick, SHORTEST) for key in unit.strokes])
        ends = np.cumsum(steps)
        return [float(stroke + end - ends[unit.apex]) for end in ends]

    def _companion(self, side: str, gesture: PlannedGesture, unit: GestureUnit) -> Action | None:
        """The idle hand goes along, smaller and a little late; or not at all."""
        chance = timing.rng(self._seed, "companion", side, round(gesture.stroke * 1000))
        if chance.random() > 0.45 + 0.8 * self._style.together or not unit.scales:
            return None
        model = self._action(side, gesture, unit, other=True)
        base, share = self._waiting(side, gesture.stroke)
        share *= (0.6 + 0.4 * float(chance.random())) * min(1.0, 0.5 + self._style.together)
        late = 0.03 + 0.05 * float(chance.random())

        def along(pose: Pose) -> Pose:
            return base.towards(pose, share, 0.6 * share)

        return Action(
            stroke=model.stroke + late,
            keys=tuple((t + late, along(pose), key) for t, pose, key in model.keys),
            ready=along(model.ready) if model.ready is not None else None,
            prepare=model.prepare,
            stroke_seconds=model.stroke_seconds,
            start=None,
            hold_until=model.hold_until,
            sharpness=0.6 * model.sharpness,
            quick=model.quick,
            drift=model.drift,
        )

    # rest

    def _waiting(self, side: str, at: float) -> tuple[Pose, float]:
        """Where a hand waits that has nothing to do while the other gestures, and how far it may leave there."""
        period = int(at / 7.0)
        chance = timing.rng(self._seed, "waiting", side, period)
        if self._seated:
            return (
                (rests.resting("thighs", True), 0.5) if chance.random() < 0.55 else (rests.resting("ready", True), 0.8)
            )
        if chance.random() < self._style.hang * (MAIN_HANGS if side == self._dominant else 1.0):
            return rests.resting("sides", True), 0.22
        return rests.resting("ready", chance.random() >= 0.65), 0.85

    def _idle_times(self) -> list[tuple[float, float]]:
        """When neither hand has anything to do for longer than the style lingers."""
        edges = [(0.0, 0.0)]
        for gesture, unit in self._busy:
            end = gesture.hold_until if gesture.hold_until is not None else gesture.stroke + unit.hold + 0.2
            edges.append((gesture.start if gesture.start is not None else gesture.stroke - 0.8, end))
        edges.append((self._plan.duration, self._plan.duration))
        idle, free = [], 0.0
        for begin, end in edges[1:]:
            if begin - free > self._style.linger + 0.8:
                idle.append((free, begin))
            free = max(free, end)
        return idle

    def _rest_kind(self, at: float) -> RestName:
        if self._seated:
            return "thighs" if timing.rng(self._seed, "rest", round(at * 10)).random() < 0.7 else "lap"
        kinds = [kind for kind in self._style.rests if kind not in ("thighs", "lap")] or ["ready"]
        weight = 0.5 ** np.arange(len(kinds))
        return kinds[int(timing.rng(self._seed, "rest", round(at * 10)).choice(len(kinds), p=weight / weight.sum()))]

    def _resting(self, side: str, kind: RestName) -> Pose:
        return rests.resting(kind, side == self._dominant)

    def _rests(self, side: str) -> list[Action]:
        """Going to rest in every idle time, and changing the rest in long ones."""
        out = []
        for begin, end in self._idle:
            at, kind = begin, self._rest_kind(begin)
            first = begin <= 0.0
            while at < end - 0.5:
                stay = 6.0 + 8.0 * float(timing.rng(self._seed, "stay", round(at * 10)).random())
                last = end - at - stay < 5.0
                until = end if last else at + stay
                if not first:
                    out.append(self._rest(side, at, until, kind))
                first = False
                at = until
                kind = self._rest_kind(at)
        return out

    def _rest(self, side: str, begin: float, until: float, kind: RestName) -> Action:
        chance = timing.rng(self._seed, "rest pose", side, round(begin * 10))
        pose = self._resting(side, kind)
        loose = 0.0 if kind in ("clasped", "lap", "thighs") else 1.0
        pose = pose.moved(loose * chance.normal(0, 0.014, 3)).turned(loose * chance.normal(0, 0.07, 3))
        arrive = begin + (0.75 + 0.3 * float(chance.random())) / self._style.speed**0.5
        return Action(
            stroke=arrive,
            keys=((arrive, pose, None),),
            ready=None,
            prepare=0.0,
            stroke_seconds=arrive - begin,
            start=begin,
            hold_until=max(until - 0.3, arrive + 0.1),
            sharpness=0.0,
            quick=self._style.speed,
            drift=0.0,
            resting=True,
        )


def _own(place: Array, style: Style) -> Array:
    """[3] where a speaker of this style makes what is written at `place [3]`: before each shoulder, not too high."""
    side = MIDDLE + NARROW * style.wide * (place[0] - MIDDLE)
    height = place[1] - FLAT * max(place[1] - SHOULDERS, 0.0) + style.height
    return np.array([side, height, place[2]])


def _wound_up(ready: Array, stroke: Array, highest: float) -> Array:
    """[3] farther back from its stroke than `ready [3]`: never very far, nor higher than `highest`, nor into the body
    or the other hand."""
    back = ready - stroke
    far = float(np.linalg.norm(back))
    more = back * min(WIND_UP, WIND_UP * FARTHEST / max(far, 1e-9))
    more *= np.array([1.0, 0.6 if more[1] > 0 else 1.0, 1.2])
    more[0] = max(more[0], min(0.0, BESIDE - ready[0]))
    wound = ready + more
    wound[1] = poses.below(wound[1], highest)
    return poses.before_body(wound)
