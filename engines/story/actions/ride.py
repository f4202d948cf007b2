"""Riding, driving, sailing: one sits in or on what goes along."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from engines.story.actions.call import Call, Move, Moved, PropTrack, View
from engines.story.actions.gait import way
from engines.story.actions.keyed import library, play

F64 = NDArray[np.float64]


@dataclass(frozen=True)
class Vehicle:
    """drawn: as what; order: as in PropTrack. lift: how much higher than on a chair one sits; ahead: where its middle
    is before one's feet, units.

    speed: units a second. pedals: whether feet go round. rocks: units that it goes up and down, on waves.
    """

    drawn: str
    order: str
    lift: float
    ahead: float
    speed: float
    pedals: bool = False
    rocks: float = 0.0


VEHICLES = {
    "boat": Vehicle("boat", "front", -0.02, 0.8, 2.2, rocks=0.05),
    "car": Vehicle("open_car", "front", 0.06, 0.15, 5.0),
    "bicycle": Vehicle("bicycle", "behind", 0.30, 0.09, 4.0, pedals=True),
}
BOARDS = 0.6
"""Seconds to get in, and to get out."""


def ride(call: Call) -> Move:
    """Sits down in it, goes as far as is wanted, and gets out beside it."""
    kind = call.prop if call.prop in VEHICLES else "bicycle"
    made = VEHICLES[kind]
    size, legs, t = call.size, call.legs, call.times
    going = max(call.seconds - 2 * BOARDS, 0.4)
    distance = call.distance if call.distance > 0 else made.speed * going
    fine = way(distance, going, made.speed, 3.0, int(going * 50) + 2, 50.0, 0.0, 0.0)
    come = np.interp(t - BOARDS, np.arange(len(fine)) / 50.0, fine)
    come = np.where(t < BOARDS, 0.0, come)
    aboard = np.clip(t / BOARDS, 0, 1) * np.clip((call.seconds - t) / BOARDS, 0, 1)
    aboard = aboard * aboard * (3 - 2 * aboard)
    rock = made.rocks * np.sin(2 * np.pi * 0.45 * t)
    seated = play(library()["ride"], call.body, call.frames, call.fps, call.how)
    lift = (made.lift * size + rock) * aboard
    foot = seated.foot.copy()
    turns = come / (0.9 * size) if made.pedals else np.zeros_like(t)
    for side in (0, 1):
        angle = 2 * np.pi * turns + np.pi * side
        if made.pedals:
            foot[:, side, 0] = 0.04 * size + 0.15 * legs * np.cos(angle)
            foot[:, side, 1] = 0.30 * size - 0.15 * legs * np.sin(angle)
        foot[:, side, 0] = come + foot[:, side, 0] * aboard + (1 - aboard) * (0.11 if side else -0.11) * legs
        foot[:, side, 1] = np.maximum((foot[:, side, 1] + (0.0 if made.pedals else made.lift * size)) * aboard, 0.0)
        foot[:, side, 2] *= aboard
    upright = call.body.standing
    posture = replace(
        seated,
        x=come + seated.x * aboard,
        y=upright + (seated.y - upright) * aboard + lift,
        lean=seated.lean * aboard,
        foot=foot,
        planted=np.zeros((call.frames, 2), dtype=bool),
        reaches=tuple(
            replace(reach, to=_carried(reach.to, come, lift), weight=reach.weight * aboard) for reach in seated.reaches
        ),
    )
    return Move(posture, (_vehicle(made, come, rock, size, True), _vehicle(made, come, rock, size, False)))


def _carried(to: str | F64, x: F64, y: F64) -> str | F64:
    return to if isinstance(to, str) else to + np.stack([x, y], axis=-1)


def _vehicle(made: Vehicle, come: F64, rock: F64, size: float, ridden: bool) -> Moved:
    """What goes along under one; it stands behind where one gets in before, and where one gets out after."""

    def path(view: View) -> PropTrack:
        frames = len(view.joints)
        at = np.clip(np.arange(frames) - view.start, 0, min(view.stop - view.start, len(come)) - 1)
        x = view.origin + view.side * (come[at] + made.ahead * size)
        place = np.stack([x, np.maximum(rock[at], -0.05)], axis=-1)
        shown = np.full(frames, not ridden)
        shown[view.start : view.stop] = ridden
        order = made.order if ridden else "behind"
        return PropTrack(made.drawn, place, np.zeros(frames), shown, order, size, view.side)

    return path


__all__ = ["VEHICLES", "ride"]
