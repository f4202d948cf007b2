"""Bodies do not glide: while somebody speaks they make small quick adjustments, one on each stress and some between,
and creep back meanwhile. So move hips, trunk, head, wrists and fingers of real speakers: slow most of the time, quick
for a quarter of a second.
"""

from __future__ import annotations

from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from engines.gesture import timing

Array = NDArray[np.float64]

LULL = 1.4
"""Seconds without a stress after which nobody adjusts anything."""
CREEPS = 0.5
"""Seconds in which a body creeps back as far as it does."""
LEAST = 0.85
"""Share of the time it takes that an adjustment needs at least; where there is less it is not made."""


def occasions(beats: Array, every: float, *key: object) -> Array:
    """[n, 2] seconds and strength of what a body adjusts itself on: the stresses `beats [m, 2]`, and moments between
    them where they are farther apart than about `every` seconds, but not in a lull."""
    if not len(beats):
        return np.zeros((0, 2))
    out = [beats]
    for (at, strength), (following, _) in pairwise(beats):
        gap = float(following - at)
        between = round(gap / every) if gap < LULL else 0
        for number in range(1, between):
            drawn = timing.rng(*key, "between", round(float(at) * 1000), number).random(2)
            out.append(
                np.array([[at + gap * (number + 0.4 * drawn[0] - 0.2) / between, strength * (0.5 + 0.5 * drawn[1])]])
            )
    made = np.concatenate(out)
    return np.asarray(made[np.argsort(made[:, 0])])


def adjustments(
    at: Array, spread: Array, *key: object, takes: float, back: float = 0.45, reach: float = 0.8
) -> timing.Spline:
    """A value of d numbers that moves on at each of the occasions `at [n, 2]`, arriving there, in about `takes`
    seconds.

    spread [d]: how far it strays from 0. back: the share of it that it has crept back by when it moves on. reach: how
    evenly it strays: little near 0, everywhere alike from 1 on. It is at 0 before all occasions and in lulls.
    """
    width = len(spread)
    times, values = [-2.0], [np.zeros(width)]
    here, drawn = np.zeros(width), np.zeros(width)
    last = -np.inf
    for when, strength in at:
        chance = timing.rng(*key, round(float(when) * 1000))
        before, drawn = drawn, chance.standard_normal(width)
        length = takes * float(0.8 + 0.4 * chance.random())
        begin = float(when) - length
        if begin - times[-1] > LULL and np.any(values[-1]):  # it comes to rest in a lull
            times.append(times[-1] + 0.8)
            values.append(np.zeros(width))
            here = np.zeros(width)
        begin = max(begin, times[-1] + 0.02)
        if float(when) - begin < LEAST * length:
            continue
        goal = strength * np.tanh(reach * drawn - 0.5 * reach * before) * spread
        crept = back * min(1.0, (begin - times[-1]) / CREEPS) ** 2
        times += [begin, float(when)]
        values += [(1 - crept) * here if np.any(values[-1]) else values[-1], goal]
        here, last = goal, float(when)
    if np.isfinite(last):
        times.append(last + 0.9)
        values.append(np.zeros(width))
    return timing.Spline(np.array(times), np.array(values))
