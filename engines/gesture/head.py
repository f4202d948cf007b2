"""Head, eyes and what the face shows beside speech: nods, wandering, glances, smiles."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from engines.gesture import expressions, timing
from engines.gesture.adjustments import adjustments, occasions
from engines.gesture.choreography import Score
from engines.gesture.lexicon import HeadMove
from engines.gesture.moments import Moment, Moments
from engines.gesture.poses import PLACE
from engines.gesture.style import Style

Array = NDArray[np.float64]

NECK_SHARE = 0.4858
"""What the neck carries of a turn of the head; the head joint carries the rest."""
LISTENING = 0.4
"""How much of a speaker's restlessness is left while nobody speaks."""
EVERY = 0.36
"""Seconds from one small adjustment of the head to the next, about, while somebody speaks."""
FOLLOWS = 0.14
"""Seconds longer than the eyes a head takes that follows them."""
EYES = np.radians((32.0, 20.0))
"""How far eyes go sideways and up or down."""
_LOOKS = {"up": (4.0, 12.0), "down": (3.0, -16.0), "aside": (16.0, -1.0), "away": (13.0, 9.0), "listener": (0.0, 0.0)}
"""Where a gesture's gaze goes: degrees to the gesturing hand's side, and up."""


class Head:
    """The head against the chest, and the eyes."""

    def __init__(
        self, style: Style, moments: Moments, scores: dict[str, Score], *, amount: float, face: float, seed: int
    ) -> None:
        self._style, self._moments = style, moments
        self._amount, self._face = amount * style.head, face * style.face
        span = moments.duration + 4
        self._slow = timing.Restlessness(span, 0.40, 3, seed, "head slow")
        self._quick = timing.Restlessness(span, 2.20, 3, seed, "head quick")
        self._eyes = timing.Restlessness(span, 0.9, 2, seed, "eyes")
        self._mood = timing.Restlessness(span, 0.12, 3, seed, "mood")
        self._bearing = _bearing(moments, seed)
        self._lively = adjustments(
            occasions(moments.beats, EVERY, seed, "head"), np.radians((2.7, 3.8, 3.2)), seed, "head", takes=0.134
        )
        self._glances = _glances(style, moments, scores, seed)
        self._following = _glances(style, moments, scores, seed, FOLLOWS)

    def turn(self, t: Array, chest: Array) -> Array:
        """[T, 3] pitch, yaw and roll against the chest, radians; `chest [T, 3]` is how the chest is turned."""
        lively = (LISTENING + (1 - LISTENING) * self._moments.talking(t))[:, None]
        wander = self._slow.at(t) * np.radians((2.0, 2.6, 2.0)) + lively * self._quick.at(t) * np.radians(
            (3.4, 4.2, 3.6)
        )
        stresses = self._moments.stresses
        nods = timing.pulses(t, stresses[:, 0] + 0.02, stresses[:, 1], 0.25, 0.42)
        wander += self._bearing.at(t) + self._lively.at(t)
        wander[:, 0] += np.radians(6.2) * nods
        moves = np.zeros((len(t), 3))
        for moment, part in self._moments.near(t):
            for move in moment.unit.head:
                moves[part] += _moved(move, moment, t[part])
        look = self._following.at(t)
        follow = 0.35 * look[:, [1, 0]] * np.array([-1.0, 1.0])
        steadied = -np.array([0.65, 0.7, 0.55]) * chest
        out = self._amount * (wander + moves) + steadied
        out[:, :2] += follow
        return np.asarray(out)

    def glance(self, t: Array) -> Array:
        """[T, 2] where the eyes look in the world: to the figure's left and up, radians."""
        return np.asarray(self._glances.at(t) + self._eyes.at(t) * np.radians((0.7, 0.5)))

    def eyes(self, t: Array, head: Array) -> Array:
        """[T, 3] turn of the eyes in a head that is turned `head [T, 3]` in the world (pitch, yaw, roll)."""
        look = self.glance(t)
        aside = np.clip(look[:, 0] - head[:, 1], -EYES[0], EYES[0])
        up = np.clip(look[:, 1] + head[:, 0], -EYES[1], EYES[1])
        return np.stack([-up, aside, 0 * up], axis=-1)

    def expression(self, t: Array) -> Array:
        """[T, 52] weights to add to the speaking face."""
        mood = self._mood.at(t)
        smile = np.clip(self._style.smile * (1 + 0.5 * mood[:, 0]), 0, 1)
        out = smile[:, None] * expressions.weights({"smile": 1.0})
        out += np.clip(0.06 * mood[:, 1], 0, None)[:, None] * expressions.weights({"brows_up": 1.0})
        self._moments.add(t, out, _shown)
        return np.asarray(out * self._face)


def _shown(moment: Moment) -> Array | None:
    return expressions.weights(moment.unit.face) if moment.unit.face else None


def _moved(move: HeadMove, moment: Moment, t: Array) -> Array:
    """[T, 3] what one head move does."""
    out = np.zeros((len(t), 3))
    angle, at = np.radians(move.degrees), moment.stroke
    if move.move in ("nod", "shake"):
        # the first nod is at its deepest on the stroke; a head that shakes goes to and fro about it
        phase = 2 * np.pi * (t - at) / move.seconds
        length = move.seconds * move.times
        if move.move == "nod":
            inside = timing.ease((t - at + 0.5 * move.seconds) / (0.35 * move.seconds))
            inside = inside * (1 - timing.ease((t - at - length + 0.75 * move.seconds) / (0.5 * move.seconds)))
            out[:, 0] = angle * inside * (0.5 + 0.5 * np.cos(phase))
        else:
            begin = at - 0.4 * move.seconds
            inside = timing.ease((t - begin) / (0.4 * move.seconds))
            inside = inside * (1 - timing.ease((t - begin - length) / (0.5 * move.seconds)))
            fading = 1 - 0.45 * np.clip((t - begin) / max(length, 0.1), 0, 1)
            out[:, 1] = -moment.side * angle * inside * fading * np.cos(phase)
        return out
    lasting = max(move.seconds, moment.until - at)
    rise = min(0.45, at - moment.begin)
    presence = timing.ease((t - at + rise) / rise) * (1 - timing.ease((t - at - lasting) / 0.5))
    axis, sign = {
        "tilt": (2, -moment.side),
        "turn": (1, moment.side),
        "raise": (0, -1.0),
        "duck": (0, 1.0),
        "thrust": (0, 0.4),
    }[move.move]
    out[:, axis] = sign * angle * presence
    return out


def _bearing(moments: Moments, seed: int) -> timing.Spline:
    """How the head is borne from phrase to phrase: each begins with another turn and sinks a little towards its end."""
    times, values = [-1.0], [np.zeros(3)]
    for start, end in moments.phrases:
        chance = timing.rng(seed, "bearing", round(float(start) * 100))
        goal = np.radians(chance.normal(0, (0.6, 1.1, 1.4)))
        begin = max(float(start) - 0.25, times[-1] + 0.05)
        arrive = begin + 0.45 + 0.25 * float(chance.random())
        times += [begin, arrive]
        values += [values[-1], goal + np.radians((-0.5, 0, 0))]
        if end > arrive + 0.5:
            times.append(float(end))
            values.append(goal + np.radians((0.9, *chance.normal(0, 0.8, 2))))
    return timing.Spline(np.array(times), np.array(values))


def _glances(style: Style, moments: Moments, scores: dict[str, Score], seed: int, slower: float = 0.0) -> timing.Spline:
    """Where the eyes go: (left, up) radians, with quick jumps, or ones that take so many seconds longer. Away to think
    as a phrase begins, to hands that show."""
    events: list[tuple[float, float, Array]] = []
    for start, end in moments.phrases:
        chance = timing.rng(seed, "glance", round(float(start) * 100))
        at = float(start) - 0.30
        if chance.random() < 2.2 * (1 - style.listener):
            way = np.radians([chance.choice((-1, 1)) * (8 + 9 * chance.random()), chance.normal(0, 6)])
            events.append((at, at + 0.45 + 0.9 * (1 - style.listener) * float(chance.random()), way))
        later = at + 2.2
        while later < end - 0.8:
            chance = timing.rng(seed, "glance", round(later * 100))
            if chance.random() < 0.9 * (1 - style.listener):
                way = np.radians([chance.choice((-1, 1)) * (6 + 7 * chance.random()), chance.normal(-2, 5)])
                events.append((later, later + 0.4 + 0.6 * float(chance.random()), way))
            later += 2.0 + 1.5 * float(chance.random())
    for moment in moments.gestures:
        gaze = moment.unit.gaze
        if gaze is not None:
            events.append((moment.stroke - 0.30, max(moment.until, moment.stroke + 0.35), _look(moment, scores)))
    times, values = [-1.0], [np.zeros(2)]
    for at, until, way in sorted(events, key=lambda event: event[0]):
        begin = max(at, times[-1] + 0.08)
        if until < begin + 0.25:
            continue
        takes = slower + 0.05 + 0.0022 * float(np.degrees(np.abs(way).max()))
        until = max(until, begin + takes + 0.02)
        times += [begin, begin + takes, until, until + takes]
        values += [values[-1], way, way, np.zeros(2)]
    return timing.Spline(np.array(times), np.array(values))


def _look(moment: Moment, scores: dict[str, Score]) -> Array:
    """[2] where a gesture's gaze goes: to the left and up, radians."""
    gaze = moment.unit.gaze
    assert gaze is not None
    if gaze.to in ("hand", "there"):
        name = "left" if moment.gesture.hand == "left" else "right"
        side, height, reach = scores[name].way.at(np.array([moment.stroke]))[0, PLACE]
        far = reach + 0.05
        way = np.array([np.arctan2(side, far), np.arctan2(height - 0.45, far)])
        way = way * (1.0 if gaze.to == "hand" else np.array([1.0, 0.35]))
        return np.clip(gaze.amount * np.array([moment.side * way[0], way[1]]), -0.75, 0.75)
    aside, up = _LOOKS[gaze.to]
    return gaze.amount * np.radians([moment.side * aside, up])
