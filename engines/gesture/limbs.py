"""Arms and hands over time: from scores to joint turns, out of the body's way, loose at wrist and fingers."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from engines.gesture import arms, hands, poses, timing, turns, volumes
from engines.gesture.adjustments import adjustments, occasions
from engines.gesture.arms import Arm
from engines.gesture.choreography import SIDES, Score
from engines.gesture.marks import Marks, above_lap, swung
from engines.gesture.shakes import shaking
from engines.gesture.style import Style
from engines.motion import skeleton

Array = NDArray[np.float64]

INDEX = skeleton.INDEX
TURN_LATE, SHAPE_LATE = 0.035, 0.045
"""Seconds the hand's turn and its fingers trail the wrist's way."""
FINGERS_LATE = (0.0, 0.014, 0.040, 0.026, 0.008)
"""Seconds each finger trails further: index, middle, pinky, ring, thumb."""
ELBOWS_CALM = 0.26
"""Seconds over which an elbow's swivel is averaged: elbows are slower than hands."""
WANDER = np.array([[0.066, 0.080, 0.062], [0.036, 0.042, 0.038]])
"""How far a hand strays slowly and quickly from where it is held: side, height, reach, arm lengths."""
DRIFTS, TREMBLES = 1.4, 2.0
"""How often a second it turns round in doing so, slowly and quickly."""
WAITING, TALKING, TOGETHER = 0.65, 2.05, 0.7
"""How much of that it strays in any case, how much more while somebody speaks, and the share of it, as variance, that
both hands do alike."""
HEAVY, GLIDE = 0.050, 0.10
"""Seconds over which hands are averaged, as arms have weight, from the usual smoothing on, and beyond that at the
greatest."""
PAIRED = np.array([0.0, 0.6, 0.6])
"""Share of what both hands stray alike that is left to two hands that keep their place beside each other."""
INTENT = 0.7
"""How much less it strays about the end of a stroke."""
STRAYS = np.radians((0.9, 0.9))
"""How far a hand's turn strays slowly and quickly."""
FIDGET = np.radians(7.5)
"""How far fingers stray."""
ALONG = 0.6
"""How much of what a forearm swings while the hand strays the hand turns along with; its wrist takes back the rest."""
CURL = 0.45
"""Radians a finger's joint is bent for each radian a hand is raised before a stress; on the stress it opens."""
FLICK, FLICKS_EVERY, FLICK_TAKES = np.radians((19.5, 7.4, 15.8)), 0.33, 0.125
"""How far forearm and wrist turn with their small adjustments (twist, sideways, bend), about how often, seconds, and
how long one takes."""
PLAY, PLAY_TAKES = float(np.radians(13.7)), 0.14
"""The same of the joints of the fingers, which do most of it together, when the shoulder adjusts itself."""
SHRUG = float(np.radians(2.4))
"""How far a shoulder's small adjustments lift or lower it: a few millimetres."""
ASIDE = 0.8
"""How much farther aside than it must a hand is pushed that hangs, so that it always goes one way round a thigh."""
TOUCH = 0.0005
"""Metres of air between two hands: they may touch."""
ROUNDS = 14
"""How often hands are pushed out of the body and the arms solved again, at most."""
_RIGHT_FROM_LEFT = {"left": 1.0, "right": -1.0}


@dataclass(frozen=True, eq=False)
class Frame:
    """The trunk over T frames: joint positions [T, 55, 3] and turns [T, 55, 3, 3]; those of the arms are left out."""

    positions: Array
    turned: Array

    @property
    def chest(self) -> Array:
        """[T, 3, 3]"""
        return np.asarray(self.turned[:, INDEX["spine3"]])

    @property
    def origin(self) -> Array:
        """[T, 3] the middle between the shoulders in the rest pose, carried by the chest."""
        rest = arms.ORIGIN - skeleton.REST[INDEX["spine3"]].astype(float)
        return np.asarray(self.positions[:, INDEX["spine3"]] + self.chest @ rest)


@dataclass(frozen=True, eq=False)
class Limb:
    """One arm's joints and fingers, told for the left side, and where its hand's points are in the world."""

    arm: Arm
    fingers: Array
    points: Array


class Limbs:
    """Both arms of a performance."""

    def __init__(
        self,
        scores: dict[str, Score],
        style: Style,
        marks: dict[str, Marks],
        beats: Array,
        *,
        smoothing: float,
        seed: int,
        duration: float,
        fps: float,
        seated: bool,
    ) -> None:
        self._seated = seated
        self._scores, self._style = scores, style
        self._loose, self._fps, self._seed = 1.0 - 0.6 * smoothing, fps, seed
        self._glide = HEAVY * min(smoothing / 0.3, 1.0) + GLIDE * max(smoothing - 0.3, 0.0) / 0.7
        self._marks = marks
        self._flick, self._play, self._shrugs = {}, {}, {}
        for side in SIDES:
            on = occasions(beats, FLICKS_EVERY, seed, side, "flick")
            self._flick[side] = adjustments(on, FLICK, seed, side, "flick", takes=FLICK_TAKES, back=0.25)
            on = occasions(beats, FLICKS_EVERY, seed, side, "shoulder")
            self._shrugs[side] = adjustments(on, np.array([SHRUG]), seed, side, "shoulder", takes=FLICK_TAKES)
            self._play[side] = adjustments(on, np.full(6, PLAY), seed, side, "play", takes=PLAY_TAKES)
        span = duration + 4
        self._drift = {side: timing.Restlessness(span, DRIFTS, 6, seed, side, "drift") for side in (*SIDES, "both")}
        self._tremble = {side: timing.Restlessness(span, TREMBLES, 6, seed, side, "tremble") for side in SIDES}
        self._fidget = {side: timing.Restlessness(span, 1.95, 20, seed, side, "fingers") for side in SIDES}

    def at(self, t: Array, frame: Frame, shrug: Array, breath: Array) -> dict[str, Limb]:
        """Both limbs at evenly spaced times `t [T]`."""
        wished = {side: self._wish(side, t, frame, breath) for side in SIDES}
        shrugs = {side: shrug + self._style.between * self._shrugs[side].at(t)[:, 0] for side in SIDES}
        pushes = {side: np.zeros((len(t), 3)) for side in SIDES}
        first, last = volumes.body().placed(frame.positions, frame.turned)
        step = float(t[1] - t[0]) if len(t) > 1 else 1 / 30
        for number in range(ROUNDS + 1):
            limbs = {side: self._limb(side, wished[side], pushes[side], frame, shrugs[side]) for side in SIDES}
            if number == ROUNDS:
                break
            more = self._ways_out(limbs, frame, first, last)
            if not any(one.any() for one in more.values()):
                break
            for side in SIDES:
                pushes[side] += more[side] if number == ROUNDS - 1 else _smooth(more[side], step)
        return limbs

    def _wish(self, side: str, t: Array, frame: Frame, breath: Array) -> tuple[Array, Array, Array, Array]:
        """Where the wrist shall be [T, 3] (chest's axes of this side, metres), how the hand is turned [T, 3, 3], the
        shape's numbers [T, 20] and the elbow's lift [T]."""
        score, style = self._scores[side], self._style
        now = score.way.at(t)
        trailing = self._gliding(score.way.at(t - TURN_LATE))
        shape = np.empty((len(t), 20))
        for finger, late in enumerate(FINGERS_LATE):
            part = slice(4 * finger, 4 * finger + 4)
            shape[:, part] = score.way.at(t - SHAPE_LATE - late)[:, poses.SHAPE][:, part]
        shape = self._gliding(shape)
        place, quaternion = now[:, poses.PLACE], trailing[:, poses.TURN]
        move, turn = shaking(score.holds, t)
        talking = (WAITING + TALKING * style.between * self._marks[side].talking(t))[:, None]
        alike = np.sqrt(TOGETHER) * talking * self._drift["both"].at(t)
        slow = alike + np.sqrt(1 - TOGETHER) * talking * self._drift[side].at(t)
        quick, fidget = self._tremble[side].at(t), self._fidget[side].at(t)
        free = (1 - 0.75 * now[:, poses.ANCHOR]) * (1 - 0.85 * now[:, poses.STEADY]) * style.restless
        strokes = score.strokes
        free = free * (1 - INTENT * np.minimum(timing.pulses(t, strokes, np.ones(len(strokes)), 0.4, 0.3), 1))[:, None]
        stray = free * (slow[:, :3] * WANDER[0] + quick[:, :3] * WANDER[1])
        paired = np.minimum(*(one.way.at(t)[:, poses.STEADY] for one in self._scores.values()))
        stray += style.restless * paired * PAIRED * alike[:, :3] * WANDER[0]
        dips = self._style.between * free / max(style.restless, 1e-9) * self._marks[side].at(t)
        meant, place = place, swung(place, dips, stray)
        swing = turns.from_vector(ALONG * _swing(meant - poses.ELBOW, place - poses.ELBOW))
        place = place + move
        place[:, 1] += 0.004 * breath
        place = above_lap(place, now[:, poses.ANCHOR][:, 0], self._seated)
        wrist = self._gliding(place * arms.LENGTH)
        wrist = self._anchored(side, wrist, now[:, poses.ANCHOR][:, 0], frame)
        loose = self._follow_through(wrist, poses.orientations(quaternion), t)
        small = free * (STRAYS[0] * slow[:, 3:] + STRAYS[1] * quick[:, 3:])
        small[:, 2] += 0.20 * dips[:, 1]
        lively = style.between * (1 - 0.8 * now[:, poses.STEADY]) * (1 - 0.6 * now[:, poses.ANCHOR])
        small += self._loose * lively * self._flick[side].at(t)
        hand = swing @ poses.orientations(quaternion) @ turns.from_vector(small + turn + loose)
        bend = np.tile([1.0, 1.0, 1.0, 0.25], 5)
        bend[16:] = (0.7, 0.7, 0.8, 0.8)
        shape = shape + FIDGET * (1 - 0.35 * now[:, poses.STEADY]) * style.restless * bend * fidget
        play = lively * self._play[side].at(t)
        shape = shape + bend * np.repeat(play[:, :1] + 0.6 * play[:, 1:], 4, axis=1)
        shape[:, :16] += CURL * (1 - now[:, poses.STEADY]) * dips[:, 1:2] * np.tile([0.8, 1.0, 0.5, 0.0], 4)
        shape[:, :16] -= 0.9 * np.clip(loose[:, 2:3], -0.2, 0.2) * np.tile([0.6, 1.0, 0.6, 0.0], 4)
        return wrist, hand, shape, now[:, poses.LIFT][:, 0]

    def _gliding(self, values: Array) -> Array:
        """`values [T, d]` as a hand brings them about that glides."""
        if self._glide <= 0:
            return values
        from scipy.ndimage import gaussian_filter1d

        return np.asarray(gaussian_filter1d(values, self._glide * self._fps, axis=0, mode="nearest"))

    def _anchored(self, side: str, wrist: Array, anchor: Array, frame: Frame) -> Array:
        """`wrist [T, 3]` where it stays with the thighs instead of the chest, by `anchor [T]` 0 to 1."""
        if not anchor.any():
            return wrist
        sign = np.array([_RIGHT_FROM_LEFT[side], 1.0, 1.0])
        from_pelvis = arms.ORIGIN - skeleton.REST[0].astype(float)
        seat = frame.positions[:, 0] + wrist * sign + from_pelvis
        seen = turns.apply(turns.transposed(frame.chest), seat - frame.origin) * sign
        return np.asarray(wrist + anchor[:, None] * (seen - wrist))

    def _follow_through(self, wrist: Array, hand: Array, t: Array) -> Array:
        """[T, 3] how a loose hand lags behind its wrist, a rotation vector in its own axes."""
        if len(t) < 5:
            return np.zeros((len(t), 3))
        from scipy.ndimage import gaussian_filter1d

        fps = 1.0 / float(t[1] - t[0])
        pulled = gaussian_filter1d(wrist, 0.035 * fps, axis=0, order=2) * fps**2
        late = max(1, round(0.04 * fps))
        pulled = np.concatenate([pulled[:1].repeat(late, axis=0), pulled[:-late]])
        felt = turns.apply(turns.transposed(hand), pulled)
        amount = 0.011 * self._loose
        out = np.stack([0 * felt[:, 0], amount * felt[:, 2], -amount * felt[:, 1]], axis=-1)
        return np.asarray(0.22 * np.tanh(out / 0.22))

    def _limb(
        self, side: str, wish: tuple[Array, Array, Array, Array], push: Array, frame: Frame, shrug: Array
    ) -> Limb:
        wrist, hand, shape, lift = wish
        arm = arms.solve(wrist + push, hand, lift, shrug, calm=ELBOWS_CALM * self._fps)
        fingers = hands.rotations(shape)
        sign = np.array([_RIGHT_FROM_LEFT[side], 1.0, 1.0])
        seen = hands.points(arm.wrist_place, arm.hand, fingers) * sign
        points = frame.origin[:, None] + np.einsum("tab,tpb->tpa", frame.chest, seen)
        return Limb(arm, fingers, points)

    def _ways_out(self, limbs: dict[str, Limb], frame: Frame, first: Array, last: Array) -> dict[str, Array]:
        """[T, 3] for each hand how to move its wrist out of the body and the other hand, in this side's chest axes."""
        deep, way = volumes.between(limbs["left"].points, limbs["right"].points)
        seen = {side: _seen(side, limbs[side].arm, frame) for side in SIDES}
        ways = np.stack(  # of the left hand out of the right hand and arm; or of the right one, the other way round
            [
                (np.maximum(deep + TOUCH, 0) * 1.05)[:, None] * way,
                _outwards(limbs["left"].points, *seen["right"]),
                -_outwards(limbs["right"].points, *seen["left"]),
            ]
        )
        worst = np.argmax((ways * ways).sum(axis=-1), axis=0)
        apart = ways[worst, np.arange(len(worst))]
        aside = turns.apply(turns.transposed(frame.chest), turns.unit(apart))
        share = np.clip(0.5 + aside @ [0.0, 0.25, 0.5], 0, 1)[:, None]  # who is in front gives way: there is room
        out = {}
        for side in SIDES:
            push = _outwards(limbs[side].points, first, last, volumes.body().radii)
            push += share * apart if side == "left" else (share - 1) * apart
            sign = np.array([_RIGHT_FROM_LEFT[side], 1.0, 1.0])
            way = turns.apply(turns.transposed(frame.chest), push) * sign
            hanging = np.clip((-0.45 - limbs[side].arm.wrist_place[:, 1] / arms.LENGTH) / 0.15, 0, 1)
            way[:, 0] += ASIDE * hanging * np.sqrt((way * way).sum(axis=-1))
            out[side] = way
        return out


def _seen(side: str, arm: Arm, frame: Frame) -> tuple[Array, Array, Array]:
    """The capsules [T, C, 3], [T, C, 3], [C] of upper arm and forearm in the world."""
    sign = np.array([_RIGHT_FROM_LEFT[side], 1.0, 1.0])
    elbow, wrist = arm.elbow_place, arm.wrist_place
    along = [arm.shoulder_place, *(elbow + share * (wrist - elbow) for share in volumes.FOREARM)]
    ends = np.stack([frame.origin + turns.apply(frame.chest, end * sign) for end in along], axis=1)
    return ends[:, :-1], ends[:, 1:], volumes.arms().radii[: len(along) - 1]


def _outwards(points: Array, first: Array, last: Array, radii: Array) -> Array:
    """[T, 3] the way a hand's points `[T, POINTS, 3]` go out of the capsule they are deepest in; 0 if in none."""
    inside, outwards = volumes.depth(points, first, last, radii, hands.RADII)
    worst = inside.argmax(axis=1)
    rows = np.arange(len(points))
    return np.asarray((np.maximum(inside[rows, worst] + volumes.SKIN, 0) * 1.05)[:, None] * outwards[rows, worst])


def _swing(before: Array, after: Array) -> Array:
    """[T, 3] the rotation vector that turns `before [T, 3]` to the direction of `after [T, 3]`, small."""
    return turns.cross(turns.unit(before), turns.unit(after))


def _smooth(push: Array, step: float) -> Array:
    """`push [T, 3]` drawn out in time, so that a hand goes round what it would have run into."""
    from scipy.ndimage import gaussian_filter1d, maximum_filter1d

    size = np.sqrt((push * push).sum(axis=-1))
    if not size.any():
        return push
    reach = max(1, round(0.10 / step))
    wide = gaussian_filter1d(maximum_filter1d(size, 2 * reach + 1), 0.5 * reach, truncate=2.0)
    way = gaussian_filter1d(push, 0.8 * reach, axis=0, truncate=3.0)
    length = np.sqrt((way * way).sum(axis=-1))
    return np.asarray(wide[:, None] * way / np.maximum(length, 1e-9)[:, None])
