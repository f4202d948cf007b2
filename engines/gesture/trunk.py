"""The trunk: breathing, weight, restlessness, and how pelvis and spine go along with hands and stresses."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from engines.gesture import stance, timing, turns
from engines.gesture.adjustments import adjustments, occasions
from engines.gesture.choreography import Score
from engines.gesture.marks import Marks, swung
from engines.gesture.moments import Moment, Moments
from engines.gesture.poses import PLACE
from engines.gesture.steps import Steps
from engines.gesture.style import Style

Array = NDArray[np.float64]

SHARES = (0.435, 0.36, 0.205)
"""What spine1, spine2 and spine3 carry of the trunk's bend."""
_COARSE = 24.0
"""Times a second at which the hands are looked at for what the trunk makes of them."""
_LEAD, _HEAVY = 0.10, 0.095
"""Seconds the trunk is ahead of the hands, and seconds over which it takes the average of what they do."""


LISTENING = 0.3
"""How much of a speaker's restlessness is left while nobody speaks."""
CALMER = 0.4
"""How often weight shifts where nobody speaks, against where somebody does."""
EVERY = 0.36
"""Seconds from one adjustment of hips or back to the next, about."""
HIPS, HIPS_TAKE = np.radians((0.7, 3.4, 1.4)), 0.175
"""How far hips stray with their adjustments (pitch, yaw, roll), and how many seconds one takes."""
BACK, BACK_TAKES = np.radians((1.7, 6.2, 3.2)), (0.150, 0.138, 0.112)
"""The same of the spine, where it bends and turns against the hips; its joints take less the higher they are."""
LEANS = np.array([0.050, 0.054])
"""How far the pelvis is carried sideways and forward from one phrase to the next, metres."""
TWIST = np.radians((1.2, 5.5, 2.2))
"""How far the back turns to and fro against the hips all the time (pitch, yaw, roll)."""
BALANCE = 0.28
"""Metres the pelvis gives way for each radian the trunk leans, so that head and weight stay where they are."""
BOB, SINK = 0.0055, 0.016
"""Metres a body that stands bobs up and down all the time, and sinks with a stress."""
_AGAINST = 0.85
"""How much of what the hips do with a stress the spine takes back, so that chest and head stay where they are."""


BEFORE, HANGS = 0.20, 0.15
"""How far forward, arm lengths, a hand takes the trunk along, and the share of that with which one does that swings
farther back, where the arm only hangs."""


@dataclass(frozen=True, eq=False)
class Posture:
    """pelvis [T, 3] metres; turn [T, 3] of the pelvis and spine [3, T, 3] of its three joints: pitch, yaw, roll,
    radians; feet; shrug [T] radians of the collars; breath [T] -1 out to 1 in."""

    pelvis: Array
    turn: Array
    spine: Array
    feet: stance.Feet
    shrug: Array
    breath: Array


class Trunk:
    """Everything below the neck that does not belong to the arms."""

    def __init__(
        self,
        style: Style,
        moments: Moments,
        scores: dict[str, Score],
        marks: dict[str, Marks],
        *,
        amount: float,
        seed: int,
        seated: bool,
    ) -> None:
        self._style, self._moments, self._seated = style, moments, seated
        self._amount = amount * style.trunk
        ends = moments.phrases[:, 1] if len(moments.phrases) else np.zeros(0)
        speaks = len(moments.beats) > 0
        often = 1.0 if speaks else CALMER
        self._weight = stance.Weight(style, moments.duration, ends, seed, often)
        steps = style.steps if speaks and not seated else 0.0
        self._steps = Steps(
            stance.ground(style, seated, seed), self._weight, moments.beats, steps, moments.duration, seed
        )
        span = moments.duration + 4
        self._slow = timing.Restlessness(span, 0.45, 9, seed, "trunk slow")
        self._quick = timing.Restlessness(span, 1.9, 9, seed, "trunk quick")
        self._twist = timing.Restlessness(span, 2.2, 3, seed, "trunk twist")
        self._leans = _leans(moments, seed)
        self._breathing = timing.Restlessness(span, style.breath, 1, seed, "breath")
        self._phase = 2 * np.pi * float(timing.rng(seed, "breath").random())
        self._carried = _carried(scores, marks, style.between, moments.duration)
        self._hips = _adjusted(moments, HIPS, HIPS_TAKE, seed, "hips")
        self._back = [
            _adjusted(moments, share * BACK, takes, seed, f"back {joint}")
            for joint, (share, takes) in enumerate(zip(SHARES, BACK_TAKES, strict=True))
        ]
        self._facing = _facing(moments, seed)

    def at(self, t: Array) -> Posture:
        """The posture at the times `t [T]`."""
        style, amount = self._style, self._amount
        sway = style.sway * (0.35 if self._seated else 1.0)
        weight = self._weight.at(t) * sway
        lively = (LISTENING + (1 - LISTENING) * self._moments.talking(t))[:, None]
        slow, quick = self._slow.at(t), lively * self._quick.at(t)
        stress = timing.pulses(t, self._moments.stresses[:, 0], self._moments.stresses[:, 1], 0.27, 0.45)
        asked = np.zeros((len(t), 5))
        self._moments.add(t, asked, _asked)
        lean, turn, tilt, shrug, rise = asked.T
        hands = self._carried(np.clip(t, 0, None))
        breath = self._breath(t)
        # standing, the hips do about half of a turn; sitting, the spine does it all
        hips = 0.22 if self._seated else 0.5
        yaw = amount * (hands[:, 0] + np.radians(1.8) * slow[:, 0] + np.radians(5.0) * quick[:, 0]) + np.radians(turn)
        pitch = amount * (hands[:, 1] + np.radians(1.5) * stress + np.radians(2.0) * quick[:, 1])
        pitch = pitch + np.radians(lean + style.lean)
        roll = np.radians(-tilt) + amount * (hands[:, 2] + np.radians(2.8) * quick[:, 2])
        still = 0.3 if self._seated else 1.0
        hips_go = still * amount * style.between * self._hips.at(t)
        back_goes = amount * style.between * np.stack([joint.at(t) for joint in self._back])
        yaw = yaw + still * amount * self._facing.at(t)[:, 0]
        root = (
            np.stack(
                [
                    hips * pitch + still * np.radians(1.1) * amount * (slow[:, 3] + 1.0 * quick[:, 3]),
                    hips * yaw + still * np.radians(2.0) * amount * (slow[:, 4] + 1.3 * quick[:, 4]),
                    still * (np.radians(3.4) * weight + np.radians(1.8) * amount * quick[:, 5]),
                ],
                axis=-1,
            )
            + hips_go
        )
        bend = (
            np.stack(
                [
                    (1 - hips) * pitch
                    - np.radians(0.9) * breath
                    - np.radians(style.open_chest)
                    - np.radians(2.0) * rise,
                    (1 - hips) * yaw - 0.35 * still * np.radians(1.6) * amount * slow[:, 4],
                    roll - still * np.radians(4.6) * weight,
                ],
                axis=-1,
            )
            - _AGAINST * hips_go
        )
        twist = still * amount * lively * TWIST * self._twist.at(t)
        root -= 0.7 * twist
        bend += twist
        spine = np.array(SHARES)[:, None, None] * bend + back_goes
        leaning = hips_go + back_goes.sum(axis=0)
        place = np.zeros((len(t), 3))
        middle = self._steps.middle(t)
        leans = still * amount * self._leans.at(t)
        place[:, 0] = (
            leans[:, 0]
            + middle[:, 0]
            + still * (0.050 * weight + 0.005 * slow[:, 6] * amount + BALANCE * leaning[:, 2])
        )
        place[:, 1] = stance.pelvis_height(self._seated)
        if not self._seated:
            place[:, 1] += 0.018 * np.maximum(rise, 0) + 0.03 * np.minimum(rise, 0)
            place[:, 1] -= 0.010 * weight**2 + BOB * amount * quick[:, 8] + amount * SINK * stress
        place[:, 2] = leans[:, 1] + (
            middle[:, 1]
            - 0.022
            + still
            * (0.006 * slow[:, 7] * amount + 0.10 * hips * (pitch - np.radians(style.lean)) - BALANCE * leaning[:, 0])
        )
        lift = 0.022 * np.maximum(rise, 0) * (0.0 if self._seated else 1.0)
        shrugged = np.radians(32.0) * shrug + np.radians(0.7) * breath + np.radians(1.0) * amount * stress
        feet = self._steps.at(t, lift)
        if not self._seated:
            place = stance.within_reach(place, turns.posture(root), feet)
        return Posture(place, root, spine, feet, shrugged, breath)

    def _breath(self, t: Array) -> Array:
        """In somewhat quicker than out, and never quite regular."""
        angle = 2 * np.pi * self._style.breath * t + self._phase + 0.7 * self._breathing.at(t)[:, 0]
        return np.asarray(np.sin(angle + 0.35 * np.sin(angle)))


def rotations(posture: Posture) -> tuple[Array, Array]:
    """The pelvis's turn [T, 3, 3] and the local turns of the three spine joints [3, T, 3, 3]."""
    return turns.posture(posture.turn), turns.posture(posture.spine)


def _asked(moment: Moment) -> Array | None:
    trunk, size = moment.unit.trunk, min(moment.gesture.size, 1.5)
    if not (trunk.lean or trunk.turn or trunk.tilt or trunk.shrug or trunk.rise):
        return None
    return size * np.array([trunk.lean, moment.side * trunk.turn, moment.side * trunk.tilt, trunk.shrug, trunk.rise])


def _adjusted(moments: Moments, spread: Array, takes: float, seed: int, what: str) -> timing.Spline:
    """How hips or back adjust themselves: pitch, yaw, roll, radians."""
    return adjustments(occasions(moments.beats, EVERY, seed, what), spread, seed, what, takes=takes)


def _facing(moments: Moments, seed: int) -> timing.Spline:
    """To whom the body is turned from phrase to phrase, radians [K, 1] to the left."""
    times, values = [-2.0], [0.0]
    for start, _ in moments.phrases:
        chance = timing.rng(seed, "facing", round(float(start) * 100))
        begin = max(float(start) - 0.2, times[-1] + 0.05)
        goal = float(np.radians(7.0 * np.tanh(chance.normal())))
        times += [begin, begin + 0.7 + 0.4 * float(chance.random())]
        values += [values[-1] if len(times) > 3 else goal, goal]
    return timing.Spline(np.array(times), np.array(values)[:, None])


def _leans(moments: Moments, seed: int) -> timing.Spline:
    """Where the body leans from phrase to phrase: pelvis sideways and forward, metres."""
    times, values = [-2.0], [np.zeros(2)]
    for start, _ in moments.phrases:
        chance = timing.rng(seed, "leans", round(float(start) * 100))
        begin = max(float(start) - 0.15, times[-1] + 0.05)
        times += [begin, begin + 0.45 + 0.3 * float(chance.random())]
        values += [values[-1], LEANS * np.tanh(chance.standard_normal(2) - 0.5 * values[-1] / LEANS)]
    return timing.Spline(np.array(times), np.array(values))


def _carried(
    scores: dict[str, Score], marks: dict[str, Marks], between: float, duration: float
) -> Callable[[Array], Array]:
    """What the hands ask of the trunk: a smooth function from times [T] to (yaw, pitch, roll) [T, 3], radians."""
    from scipy.interpolate import CubicSpline
    from scipy.ndimage import gaussian_filter1d

    t = np.arange(int((duration + 2) * _COARSE) + 2) / _COARSE
    left, right = (
        swung(scores[side].way.at(t + _LEAD)[:, PLACE], 0.6 * between * marks[side].at(t + _LEAD))
        for side in ("left", "right")
    )
    for hand in (left, right):
        hand[:, 2] -= (1 - HANGS) * np.minimum(hand[:, 2] - BEFORE, 0.0)
    yaw = 0.36 * (right[:, 2] - left[:, 2]) + 0.20 * (left[:, 0] - right[:, 0])
    pitch = 0.22 * (0.5 * (left[:, 2] + right[:, 2]) - 0.40) - 0.09 * (0.5 * (left[:, 1] + right[:, 1]) + 0.5)
    roll = -0.17 * (right[:, 1] - left[:, 1])
    asked = gaussian_filter1d(np.stack([yaw, pitch, roll], axis=-1), _HEAVY * _COARSE, axis=0)
    smooth = CubicSpline(t, asked, axis=0)
    return lambda times: np.asarray(smooth(times))
