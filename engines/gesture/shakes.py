"""What a hand repeats while it is held: a wave, a rub, a flutter to and fro or round."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from engines.gesture import timing, turns
from engines.gesture.choreography import Hold

Array = NDArray[np.float64]


def shaking(holds: Iterable[Hold], t: Array) -> tuple[Array, Array]:
    """What the shakes of `holds` add to place and turn [T, 3] each at the times `t [T]`."""
    move, turn = np.zeros((len(t), 3)), np.zeros((len(t), 3))
    for hold in holds:
        if hold.shake is not None and hold.end > t[0] and hold.start < t[-1]:
            part = slice(int(np.searchsorted(t, hold.start)), int(np.searchsorted(t, hold.end)))
            one, other = _shaken(hold, t[part])
            move[part] += one
            turn[part] += other
    return move, turn


def _shaken(hold: Hold, t: Array) -> tuple[Array, Array]:
    """What a shake adds to place and turn [n, 3] during its hold."""
    shake = hold.shake
    assert shake is not None
    since = t - hold.start
    wanted = shake.times / shake.rate
    strength = timing.ease(since / 0.18) * (1 - 0.65 * timing.ease((since - wanted) / 0.5))
    strength = strength * (1 - timing.ease((t - hold.end + 0.2) / 0.2))
    angle = 2 * np.pi * shake.rate * since + hold.phase
    wave, round_ = strength * np.sin(angle), strength * (1 - np.cos(angle)) * 0.5
    along = turns.unit(np.array(shake.move))
    aside = turns.unit(np.cross(along, [1.0, 0.0, 0.0]) if abs(along[0]) < 0.9 else np.array([0.0, 0.0, 1.0]))
    move = shake.size * hold.size * (wave[:, None] * along + shake.round * round_[:, None] * aside)
    trailing = strength * np.sin(angle - 0.5)
    turn = np.zeros((len(t), 3))
    if shake.turn != "none":
        axis, sign = {"twist": (0, 1.0), "side": (1, -1.0), "flex": (2, -1.0)}[shake.turn]
        turn[:, axis] = sign * np.radians(shake.degrees) * trailing
    return move, turn
