"""From a plan to what each hand does: which poses it goes through when, how it gets from one to the next.

A hand's score is a list of knots. A gesture brings up to four kinds: the ready knot, where the hand turns round before
its stroke; the strokes, the apex among them exactly on its syllable; the recoil after; and the end of the hold. When
the next gesture is near, the hand goes there at once: what a hurried hand leaves out is the hold first, then the
wind-up, then part of the way.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from engines.gesture import poses, timing
from engines.gesture.arms import LENGTH
from engines.gesture.lexicon import GestureUnit, Key, Lexicon, Shake
from engines.gesture.plan import Plan, PlannedGesture
from engines.gesture.poses import Pose
from engines.gesture.style import Style

Array = NDArray[np.float64]

SIDES = ("left", "right")
HURRIED, BRISK, UNHURRIED = 360.0, 140.0, 48.0
"""Peak jerk of a wrist that has no time, that strikes, that has time: metres a second cubed at speed 1. A movement at a
given peak jerk takes as long as the cube root of its way, which is how people pace theirs."""
PEAK_JERK = 60.0
"""Of a minimum-jerk movement of one metre in one second."""
SHORTEST = 0.13
"""Seconds; a hand cannot make a stroke in less."""
AT_LEAST_HELD = 0.10
"""Seconds after its apex before a hand may leave."""
SETTLE = 0.20
"""Seconds of recoil after an apex."""
WIND_UP = 0.45
"""By what share of the written way hands wind up farther."""
BESIDE = 0.22
"""So far to its own side, in arm lengths, a hand stays that winds up."""
NEAR = np.array([0.30, -np.inf, 0.36])
"""A hand that turns round nearer than this to the other one or to the body turns round there and not beyond."""
SINK = np.array([0.03, -0.08, -0.02])
"""Which way a hand drifts that is held long, arm lengths."""


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


def scores(
    plan: Plan, lexicon: Lexicon, style: Style, *, amount: float, seed: int, seated: bool
) -> tuple[dict[str, Score], int]:
    """The score of each hand, and how many gestures had no time at all. `amount` scales every gesture's size."""
    director = _Director(plan, lexicon, style, amount, seed, seated)
    out, dropped = {}, 0
    for side in SIDES:
        actions = director.actions(side)
        out[side], missed = _score(actions, director.first(side), plan.duration)
        dropped += missed
    return out, dropped


class _Director:
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
        shy = max(1.0 - 2.0 * self._amount, 0.0)  # who hardly moves leaves the hands where they wait
        vary = chance.normal(0, 1, 3) * np.array([0.035, 0.045, 0.045]) * (1.0 if unit.scales else 0.2)
        tilt = chance.normal(0, np.radians(5.0), 3) * (1.0 if unit.scales else 0.3)
        lag_behind = 0.9 + 0.1 * float(chance.random()) if other else 1.0

        def placed(pose: Pose) -> Pose:
            place = pose.place
            if unit.scales:
                place = poses.eased(place, size * lag_behind)
                place = place * np.array([style.wide, 1.0, 1.0]) + np.array([0.0, style.height - 0.035 * other, 0.0])
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
            first = replace(first, place=_wound_up(first.place, keys[0][0].place))
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
            drift=(0.04 if not unit.scales else 0.7 if unit.kind == "beat" else 0.5) * style.restless,
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
                (poses.resting("thighs", True), 0.5) if chance.random() < 0.55 else (poses.resting("ready", True), 0.8)
            )
        low = {"ready": 0.05, "clasped": 0.15, "one_low": 0.45, "sides": 0.35}[self._style.rests[0]]
        if chance.random() < low:
            return poses.resting("sides", True), 0.22
        return poses.resting("low_ready" if chance.random() < 0.65 else "ready", True), 0.85

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

    def _rest_kind(self, at: float) -> str:
        if self._seated:
            return "thighs" if timing.rng(self._seed, "rest", round(at * 10)).random() < 0.7 else "lap"
        kinds = [kind for kind in self._style.rests if kind != "thighs"] or ["ready"]
        weight = 0.5 ** np.arange(len(kinds))
        return str(timing.rng(self._seed, "rest", round(at * 10)).choice(kinds, p=weight / weight.sum()))

    def _resting(self, side: str, kind: str) -> Pose:
        return poses.resting(kind, side == self._dominant)

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

    def _rest(self, side: str, begin: float, until: float, kind: str) -> Action:
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


# from actions to knots


def _score(actions: Sequence[Action], first: Pose, duration: float) -> tuple[Score, int]:
    """One hand's knots, strung on a spline, and how many actions had no time."""
    scribe = _Scribe(first)
    for action in actions:
        scribe.follow(action)
    return scribe.score(duration), scribe.dropped


class _Scribe:
    """Writes one hand's knots, action by action.

    After an action the hand is at `_here`; it may leave from `_free` on and would like to stay until `_until`.
    """

    def __init__(self, first: Pose) -> None:
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
        if begin - self._until > 0.35:  # nothing to do yet: the hand sinks a little on its way
            pose = self._leave(self._until, onwards)
            relaxed = pose.towards(poses.resting("ready", True), 0.55, 0.35)
            self.knots.append(Knot(begin, relaxed, stop=False, bulge=_bulge(pose, relaxed, None)))
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
        strokes, rests = np.array(self._strokes), np.array(self._rests).reshape(-1, 2)
        return Score(_spline(self.knots), tuple(self.holds), strokes, rests)

    def _leave(self, at: float, onwards: Pose) -> Pose:
        """End the hold at `at`: a held hand drifts towards what comes next. The pose it leaves from."""
        pose, last = self._here, self.knots[-1].t
        if self._recoil is not None and at >= self._recoil.t + 0.04:
            self.knots.append(self._recoil)
            pose = self._recoil.pose
        self._recoil = None
        long = at - self.knots[-1].t
        if long > 0.04:
            done = self._done
            if done is not None and long > 0.25:
                share = done.drift * float(timing.ease((long - 0.2) / 0.8))
                pose = pose.towards(onwards, share, 0.6 * share).moved(share * SINK)
            shake = (done.shake, done.size, done.phase) if done is not None else (None, 1.0, 0.0)
            self.holds.append(Hold(self.knots[-1].t, at, *shake))
            self.knots.append(Knot(at, pose, stop=at - last < 0.25))
        return pose


def _distance(a: Pose, b: Pose) -> float:
    """Metres between two wrists; a hand that only turns also has a way to go."""
    apart = LENGTH * float(np.linalg.norm(a.place - b.place))
    turning = 2 * float(np.arccos(np.clip(abs(float(a.turn @ b.turn)), 0, 1)))
    return max(apart, 0.10 * turning)


def _seconds(far: float, jerk: float, quick: float) -> float:
    """How long a way of `far` metres takes at a peak jerk."""
    return float(np.cbrt(PEAK_JERK * far / jerk)) / quick


def _far(seconds: float, jerk: float, quick: float) -> float:
    """How far a wrist gets in `seconds`, metres."""
    return float((seconds * quick) ** 3 * jerk / PEAK_JERK)


def _stroke_seconds(action: Action, ready: Pose) -> float:
    """How long the first stroke takes from its ready pose."""
    return max(action.stroke_seconds, _seconds(_distance(ready, action.keys[0][1]), BRISK, action.quick))


def _leaving_time(action: Action, here: Pose, free: float, until: float) -> float:
    """When the hand sets out: unhurried if it can, at once after the hold if that leaves time, sooner if it must."""
    first = action.keys[0][1]
    if action.start is not None:
        return max(action.start, free)
    ready = action.ready or first
    at = action.keys[0][0] - _stroke_seconds(action, ready)
    comfortable = at - max(action.prepare, _seconds(_distance(here, ready), UNHURRIED, action.quick))
    hurried = at - _seconds(_distance(here, ready), HURRIED, action.quick)
    if comfortable >= until:
        return comfortable if comfortable - until > 0.9 else until
    return max(free, min(until, hurried))


def _wound_up(ready: Array, stroke: Array) -> Array:
    """[3] farther back from its stroke than `ready [3]`: never very far, nor into the body or the other hand."""
    back = ready - stroke
    far = float(np.linalg.norm(back))
    more = back * min(WIND_UP, WIND_UP * 0.30 / max(far, 1e-9))
    more[0] = max(more[0], min(0.0, BESIDE - ready[0]))
    return poses.before_body(ready + more)


def _without_dropping(action: Action, here: Pose) -> Action:
    """`action` with less of a wind-up where the hand, up already, would only drop for it to rise again."""
    if action.ready is None:
        return action
    first = action.keys[0][1]
    if first.place[1] - action.ready.place[1] < 0.06 or here.place[1] < action.ready.place[1]:
        return action
    share = float(np.clip(_distance(here, first) / max(_distance(action.ready, first), 1e-6), 0.2, 1.0))
    return replace(action, ready=first.towards(action.ready, share))


def _strike(knots: list[Knot], action: Action) -> None:
    """Add the ready knot and the strokes."""
    pose, (at, first, _) = knots[-1].pose, action.keys[0]
    room = at - knots[-1].t
    stroke = _stroke_seconds(action, action.ready or first)
    if action.ready is not None and room > stroke + 0.16:
        ready, far = action.ready, _distance(pose, action.ready)
        most = _far(room - stroke, HURRIED, action.quick)
        pose = _turn_round(knots, at - stroke, ready if far <= most else pose.towards(ready, most / far))
    elif action.ready is not None and room > 0.3:  # no time to wind up: only a hint of it
        pose = _turn_round(knots, at - 0.55 * room, pose.towards(action.ready, 0.45))
    for number, (t, goal, key) in enumerate(action.keys):
        far = _distance(pose, goal)
        seconds = max(t - knots[-1].t, SHORTEST)
        most = _far(seconds, HURRIED, action.quick)
        reached = pose.towards(goal, most / far, min(1.0, 1.3 * most / far)) if far > most else goal
        sharp = number == len(action.keys) - 1 or key is None or key.accent > 0.5
        push = _push(pose, reached, seconds, action.sharpness) if sharp else np.zeros(3)
        bulge, circle = (_in_time(bent, most) for bent in (_bulge(pose, reached, key), _circle(pose, reached, key)))
        knots.append(Knot(t, reached, push=push, bulge=bulge, circle=circle))
        pose = reached


def _turn_round(knots: list[Knot], t: float, ready: Pose) -> Pose:
    """Add the ready knot, through which the hand flows."""
    knots.append(Knot(t, ready, stop=False, bulge=_bulge(knots[-1].pose, ready, None)))
    return ready


def _push(start: Pose, goal: Pose, seconds: float, sharpness: float) -> Array:
    """The acceleration back from the apex, arm lengths a second squared: how sharply the stroke ends."""
    way = goal.place - start.place
    push = -2.6 * sharpness * way / max(seconds, 0.15) ** 2
    size = float(np.linalg.norm(push)) * LENGTH
    return push * min(1.0, 9.0 / max(size, 1e-9))


def _recoil(apex: Knot, action: Action) -> Knot | None:
    """Where the hand comes to rest after its apex: a little back, as far as its acceleration carries it."""
    if not apex.push.any():
        return None
    back = apex.push * SETTLE**2 * 0.16
    pose = apex.pose.moved(back).turned(np.array([0.0, 0.0, -0.06 * min(action.sharpness, 1.5)]))
    return Knot(apex.t + SETTLE, pose)


def _across(way: Array, wish: Array) -> Array:
    """`wish` without what lies along `way`, at most of length 1."""
    length = float(np.linalg.norm(way))
    if length < 1e-6:
        return np.zeros(3)
    along = way / length
    side = wish - (wish @ along) * along
    return np.asarray(side / max(float(np.linalg.norm(side)), 0.35))


_WISHES = {"under": (0.0, -1.0, 0.15), "over": (0.0, 1.0, 0.2), "in": (-1.0, 0.0, 0.3), "out": (1.0, 0.0, 0.1)}


def _bulge(start: Pose, goal: Pose, key: Key | None) -> Array:
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


def _circle(start: Pose, goal: Pose, key: Key | None) -> Array:
    if key is None or key.path != "circle":
        return np.zeros(3)
    way = goal.place - start.place
    return np.asarray(0.16 * key.bow * _across(way, np.array([0.2, 1.0, 0.5])))


def _in_time(bent: Array, most: float) -> Array:
    """`bent [3]`, arm lengths, as far as a hand that gets at most `most` metres far has time to go round by it."""
    return bent * min(1.0, most / max(2 * np.pi * LENGTH * float(np.linalg.norm(bent)), 1e-9))


def _spline(knots: Sequence[Knot]) -> timing.Spline:
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
            turning = (before[poses.PLACE] < 0) & (after[poses.PLACE] > 0) & (values[k, poses.PLACE] < NEAR)
            speeds[k, poses.PLACE] = np.where(turning, 0.0, flow)
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
