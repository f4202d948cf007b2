"""What happens when in a performance: strokes, stressed syllables, phrases, and what each gesture asks of the body."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from engines.gesture import timing
from engines.gesture.lexicon import GestureUnit, Lexicon
from engines.gesture.plan import Plan, PlannedGesture
from engines.gesture.prosody import Prosody

Array = NDArray[np.float64]

HANDS_APART, HANDS_LEAST = 0.60, 0.15
"""Hands go along with syllables at least so many seconds apart and so prominent."""
BETWEEN = 0.38
"""Seconds: a body marks no two stresses closer than this."""


@dataclass(frozen=True)
class Moment:
    """One gesture in time: the body goes along from `begin`, is there from `stroke` to `until`, and back by `end`."""

    gesture: PlannedGesture
    unit: GestureUnit
    begin: float
    stroke: float
    until: float
    end: float

    @property
    def side(self) -> float:
        """1 when the gesturing hand is the left one, -1 the right one."""
        return 1.0 if self.gesture.hand == "left" else -1.0

    def presence(self, t: Array) -> Array:
        """[T] from 0 to 1 and back to 0."""
        rise = timing.ease((t - self.begin) / (self.stroke - self.begin))
        return np.asarray(rise * (1 - timing.ease((t - self.until) / (self.end - self.until))))


@dataclass(frozen=True, eq=False)
class Moments:
    """Everything with a time that moves the body.

    gestures:   in order of their strokes.
    stresses:   [n, 2] seconds and strength, 0 to 1, of what is stressed: syllables and strokes.
    beats:      [n, 2] seconds and strength, 0 to 1, of the syllables that hands go along with, whatever is planned.
    phrases:    [n, 2] start and end of each phrase, seconds.
    """

    gestures: tuple[Moment, ...]
    stresses: Array
    beats: Array
    phrases: Array
    duration: float

    def talking(self, t: Array) -> Array:
        """[T] 1 while somebody speaks, 0 in pauses."""
        return talking(self.beats[:, 0], t)

    def near(self, t: Array) -> Iterator[tuple[Moment, slice]]:
        """The gestures that are present within the times `t [T]`, ascending, and the frames of each."""
        if not len(t):
            return
        for moment in self.gestures:
            if moment.end > t[0] and moment.begin < t[-1]:
                yield moment, slice(int(np.searchsorted(t, moment.begin)), int(np.searchsorted(t, moment.end)))

    def add(self, t: Array, out: Array, what: Callable[[Moment], float | Array | None]) -> None:
        """Add to `out [T, ...]` what each gesture asks for, times its presence."""
        for moment, part in self.near(t):
            asked = what(moment)
            if asked is not None and np.any(asked):
                presence = moment.presence(t[part])
                out[part] += presence.reshape(-1, *[1] * np.ndim(asked)) * asked


def talking(beats: Array, t: Array) -> Array:
    """[T] 1 at times `t [T]` near the stresses at `beats [n]`, seconds, 0 far from them."""
    if not len(beats):
        return np.zeros(len(t))
    after = np.clip(np.searchsorted(beats, t), 0, len(beats) - 1)
    far = np.minimum(np.abs(t - beats[after]), np.abs(t - beats[np.maximum(after - 1, 0)]))
    return 1 - timing.ease((far - 0.7) / 0.8)


def moments(plan: Plan, lexicon: Lexicon, heard: Prosody, duration: float) -> Moments:
    """The plan's gestures and what is stressed, in time."""
    made = []
    for gesture in plan.gestures:
        unit = lexicon[gesture.unit]
        last = gesture.stroke + sum(key.seconds for key in unit.strokes[unit.apex + 1 :])
        until = gesture.hold_until if gesture.hold_until is not None else last + unit.hold
        if unit.hands == "none" and unit.head:
            until = max(until, gesture.stroke + max(move.seconds * move.times for move in unit.head) - 0.3)
        until = max(until, gesture.stroke + 0.1)
        begin = min(gesture.stroke - 0.45, gesture.start if gesture.start is not None else gesture.stroke)
        made.append(Moment(gesture, unit, begin, gesture.stroke, until, until + 0.65))
    return Moments(tuple(made), _stresses(made, heard), _beats(heard), _phrases(heard, duration), duration)


def _stresses(made: list[Moment], heard: Prosody) -> Array:
    """Stressed syllables and strokes; what follows closer than BETWEEN on something stronger is left out."""
    found = [(one.nucleus, one.prominence**1.5) for one in heard.syllables if one.prominence > 0.45]
    found += [(one.stroke, float(np.clip(0.5 + 0.4 * one.gesture.size, 0, 1.3))) for one in made]
    kept: list[tuple[float, float]] = []
    for at, strength in sorted(found):
        if kept and at - kept[-1][0] < BETWEEN:
            kept[-1] = max(kept[-1], (at, strength), key=lambda one: one[1])
        else:
            kept.append((at, strength))
    return np.array(kept, dtype=float).reshape(-1, 2)


def _beats(heard: Prosody) -> Array:
    """The most prominent syllables that leave each other time for a hand to go up and down."""
    kept: list[tuple[float, float]] = []
    for one in sorted(heard.syllables, key=lambda one: -one.prominence):
        if one.prominence < HANDS_LEAST:
            break
        if all(abs(one.nucleus - at) >= HANDS_APART for at, _ in kept):
            kept.append((one.nucleus, 0.6 + 0.4 * min(one.prominence, 1.0)))
    return np.array(sorted(kept), dtype=float).reshape(-1, 2)


def _phrases(heard: Prosody, duration: float) -> Array:
    if heard.phrases:
        return np.array([(phrase.start, phrase.end) for phrase in heard.phrases], dtype=float)
    return np.zeros((0, 2)) if duration <= 0 else np.array([[0.0, duration]])
