"""What hands do between their strokes: they go on with the rhythm of the voice, up before a stress and down on it.

It is the forearm that swings, about where an elbow is at ease. Up and down a hand turns round on the stresses; sideways
and forward it turns round between them, so that it hardly ever stands still while somebody speaks, and goes in loops.
Most of it both hands do together. A hand that makes a stroke is left alone.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from engines.gesture import arms, poses, timing, turns
from engines.gesture.choreography import Score
from engines.gesture.moments import talking

Array = NDArray[np.float64]

AWAY = 0.24
"""Seconds that lie at least between a mark and a stroke of the same hand."""
INNERMOST = 0.42
"""Arm lengths from the middle of the body within which no mark leads a hand."""
HIP, BESIDE_HIP = 0.14, 0.22
"""By how much farther out that is beside the hip, and from how far forward, arm lengths, a hand begins to be there."""
LAP, SEATED_LAP = -0.72, -0.60
"""Height of the wrist, arm lengths, under which a hand is beside its thigh, not before it; and of who sits, in it."""
CLOSEST = 0.16
"""Seconds that lie at least between two places where it turns round."""
LEAD = 0.36
"""Seconds before a stress at which the hand is highest."""
LONELY = 1.0
"""Seconds without a stress after which the hand comes back to where it is meant to be."""
HEIGHT = 2.5
"""From the highest to the lowest of a mark, radians of the forearm."""
LOW = 0.43
"""Share of that which lies below where the hand is meant to be."""
SPREAD = np.array([1.0, 0.32])
"""How far the hand turns round aside, radians of the forearm, and forward, arm lengths; deviations."""
ALIKE = 0.8
"""Share of it, as variance, that both hands do alike."""


class Marks:
    """One hand's way between its strokes."""

    def __init__(self, score: Score, beats: Array, side: str, seed: int) -> None:
        """`beats [n, 2]` are seconds and strength, 0 to 1, of the stresses that hands go along with."""
        self._beats = beats[:, 0]
        taken = np.unique(score.strokes)
        apart = np.abs(beats[:, :1] - taken).min(axis=1, initial=np.inf)
        free = beats[apart > AWAY]
        self._up = timing.through(*_ups(free, taken, side, seed))
        self._aside = timing.through(*_turns(free, taken, side, seed))

    def talking(self, t: Array) -> Array:
        """[T] 1 while somebody speaks, 0 in pauses."""
        return talking(self._beats, t)

    def at(self, t: Array) -> Array:
        """[T, 3] the forearm's swing aside and up, radians, and the hand's way forward, arm lengths."""
        return np.concatenate([self._aside.at(t)[:, :1], self._up.at(t), self._aside.at(t)[:, 1:]], axis=-1)


def swung(place: Array, marks: Array, stray: Array | float = 0.0) -> Array:
    """`place [T, 3]` of a wrist, arm lengths, moved on by `marks [T, 3]` as `Marks.at` tells them and by
    `stray [T, 3]`, arm lengths; never nearer to the body or the other hand than it has to be."""
    forearm = place + stray - poses.ELBOW
    far = np.sqrt((forearm * forearm).sum(axis=-1, keepdims=True))
    less = np.minimum(1.0, arms.LOWER / arms.LENGTH / np.maximum(far, 1e-6))
    angles = less * marks[:, [1, 0, 0]] * np.array([-1.0, 1.0, 0.0])
    moved = poses.ELBOW + turns.apply(turns.from_vector(angles), forearm)
    innermost = INNERMOST + HIP * np.clip(1 - place[:, 2] / BESIDE_HIP, 0, 1)
    moved[:, 0] += _positive(np.minimum(place[:, 0], innermost) - moved[:, 0])
    moved[:, 1] = poses.below(moved[:, 1], np.maximum(poses.highest(moved[:, 0]), place[:, 1]))
    moved[:, 2] += marks[:, 2]
    moved[:, 2] += _positive(np.minimum(place[:, 2], poses.room_to_swing(moved)) - moved[:, 2])
    return np.asarray(moved)


def above_lap(place: Array, anchor: Array, seated: bool) -> Array:
    """`place [T, 3]`, arm lengths, where it is not before a thigh, which a hand that hangs would have to go through,
    nor in the lap; a hand that rests there, `anchor [T]` 1, is left alone."""
    lowest = np.full(len(place), SEATED_LAP) if seated else LAP - 2.5 * np.maximum(place[:, 0] - 0.40, 0.0)
    lifted = place.copy()
    lifted[:, 1] += (1 - anchor) * _positive(lowest - place[:, 1])
    return lifted


def _positive(lack: Array) -> Array:
    """What is above 0 of `lack`, arm lengths, coming in without a corner."""
    soft = 0.06
    return np.asarray(np.where(lack > soft, lack - 0.5 * soft, 0.5 * np.maximum(lack, 0) ** 2 / soft))


def _drawn(seed: int, side: str, what: str, at: float, width: int) -> Array:
    """[width] normal numbers for what happens at a time: largely the same for both hands."""
    both, own = (timing.rng(seed, what, who, round(at * 1000)).standard_normal(width) for who in ("both", side))
    return np.asarray(np.sqrt(ALIKE) * both + np.sqrt(1 - ALIKE) * own)


def _ups(beats: Array, taken: Array, side: str, seed: int) -> tuple[Array, Array]:
    """Knots of the swing up: [K] seconds and [K, 1] radians."""
    knots: list[tuple[float, ...]] = []
    times = np.sort(np.concatenate([beats[:, 0], taken]))
    for at, strength in beats:
        before, after = times[times < at], times[times > at]
        since = at - before[-1] if len(before) else np.inf
        high = float(np.clip(1 + 0.25 * _drawn(seed, side, "high", at, 1)[0], 0.5, 1.6)) * HEIGHT * strength
        high *= min(1.0, float(since) / 0.5)
        lead = min(LEAD, 0.5 * since)
        if since > LONELY:
            knots.append((float(at - lead - 0.45), 0.0))
        knots.append((float(at - lead), (1 - LOW) * high))
        knots.append((float(at), -LOW * high))
        if not len(after) or after[0] - at > LONELY:
            knots.append((float(at + 0.55), 0.0))
    return _columns(knots, taken, 1)


def _turns(beats: Array, taken: Array, side: str, seed: int) -> tuple[Array, Array]:
    """Knots of what goes aside and forward: [K] seconds and [K, 2] as in SPREAD, between the stresses."""
    knots: list[tuple[float, ...]] = []
    times = np.sort(np.concatenate([beats[:, 0], taken]))
    for at, strength in beats:
        after, before = times[times > at], times[times < at]
        room = float(after[0] - at) if len(after) else np.inf
        where = 0.55 * _drawn(seed, side, "turn", at, 2)
        if len(before):  # away from where it turned round last
            where -= 0.45 * _drawn(seed, side, "turn", float(before[-1]), 2)
        where = np.tanh(where) * SPREAD * 1.6 * (0.4 + 0.6 * strength) * min(1.0, room / 0.6)
        knots.append((float(at + min(0.30, 0.45 * room)), *where))
        if room > LONELY:
            knots.append((float(at + 1.1), 0.0, 0.0))
    return _columns(knots, taken, 2)


def _columns(free: list[tuple[float, ...]], taken: Array, width: int) -> tuple[Array, Array]:
    """Knots in time: 0 where a stroke takes the hand, what is free where that leaves time to get there and back."""
    strokes = [(float(at), *[0.0] * width) for at in taken]
    apart = [np.abs(taken - knot[0]).min(initial=np.inf) for knot in free]
    kept: list[tuple[float, ...]] = [(-2.0, *[0.0] * width)]
    for knot in sorted(strokes + [knot for knot, far in zip(free, apart, strict=True) if far > AWAY]):
        if knot[0] - kept[-1][0] > CLOSEST or not any(knot[1:]):
            kept.append(knot)
    rows = np.array(kept, dtype=float)
    distinct = np.concatenate([[True], np.diff(rows[:, 0]) > 1e-3])
    return rows[distinct, 0], rows[distinct, 1:]
