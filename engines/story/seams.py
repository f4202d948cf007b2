"""From one movement into the next: what is left of the old one fades, and feet step to where they are wanted."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from engines.story.figure import Proportions
from engines.story.kinematics import near_turn
from engines.story.posture import Posture

F64 = NDArray[np.float64]
Flags = NDArray[np.bool_]
STEP = 0.30
"""Seconds of a step that is only there to put a foot elsewhere."""
STAYS = 0.035
"""A foot this near to where it is wanted stays where it is."""


@dataclass(frozen=True)
class Ending:
    """The last moment of a movement: where every number is and how fast it goes, a second."""

    now: Posture
    speed: Posture

    @classmethod
    def of(cls, posture: Posture, fps: float) -> Ending:
        """The end of `posture`."""
        last = posture.cut(len(posture) - 1, len(posture))
        before = posture.cut(max(len(posture) - 2, 0), max(len(posture) - 1, 1))
        names = ("x", "y", "yaw", "stance", "lean", "bend", "head", "arm", "foot")
        rates = {name: (getattr(last, name) - getattr(before, name)) * fps for name in names}
        return cls(replace(last, reaches=()), replace(last, **rates, reaches=()))


def faded(offset: F64, speed: F64, frames: int, fps: float, seconds: F64 | float) -> F64:
    """[T, ...] an `offset` that goes on with its `speed` and is gone, smoothly, after `seconds`: the quintic with no
    offset, speed or acceleration at its end and no acceleration at its beginning."""
    offset, speed = np.asarray(offset, float), np.asarray(speed, float)
    seconds = np.broadcast_to(np.asarray(seconds, float), offset.shape)
    t = (np.arange(1, frames + 1) / fps).reshape((-1,) + (1,) * offset.ndim)
    u = np.clip(t / seconds, 0.0, 1.0)
    held = 1 - u**3 * (10 - 15 * u + 6 * u * u)
    gone = u * (1 - u) ** 3 * (1 + 3 * u)
    return offset * held + speed * seconds * gone


def stitched(before: Ending, after: Posture, body: Proportions, fps: float) -> Posture:
    """`after`, begun from where `before` ends. The first frame of `after` is one frame later than `before`."""
    frames = len(after)
    if frames == 0:
        return after
    start, rate = after.cut(0, 1), Ending.of(after.cut(0, min(2, frames)), fps).speed
    made: dict[str, F64] = {}
    for name in ("lean", "bend", "head", "yaw", "stance"):
        offset = near_turn(getattr(before.now, name)[0] - getattr(start, name)[0])
        speed = getattr(before.speed, name)[0] - getattr(rate, name)[0]
        lasts = np.clip(np.sqrt(np.abs(offset) / 6.0), 0.28, 0.8)
        made[name] = getattr(after, name) + faded(offset, _calm(speed, offset, lasts), frames, fps, lasts)
    offset = near_turn(before.now.arm[0] - start.arm[0])
    # An arm turns away from itself rather than through the figure's back.
    seconds = np.clip(np.sqrt(np.abs(offset) * body.arm / 8.0), 0.30, 0.8)
    speed = np.clip(before.speed.arm[0] - rate.arm[0], -12.0, 12.0)
    made["arm"] = after.arm + faded(offset, _calm(speed, offset, seconds), frames, fps, seconds)
    foot, planted = _feet(before, after, body, fps)
    for name, slowest in (("x", 0.3), ("y", 0.3)):
        offset = getattr(before.now, name)[0] - getattr(start, name)[0]
        speed = np.asarray(getattr(before.speed, name)[0] - getattr(rate, name)[0])
        lasts = np.clip(np.sqrt(np.abs(offset) / 8.0) + np.abs(speed) / 25.0, slowest, 0.9)
        made[name] = getattr(after, name) + faded(offset, speed, frames, fps, lasts)
    # A foot that turns while only its toes are down grinds on the ground: it does not stay.
    turning = np.abs(np.gradient(made["stance"])) * fps > 0.6 if frames > 1 else np.zeros(frames, dtype=bool)
    planted &= ~(turning[:, None] & (foot[:, :, 2] < -0.1))
    return replace(
        after,
        x=made["x"],
        y=made["y"],
        yaw=made["yaw"],
        stance=made["stance"],
        lean=made["lean"],
        bend=made["bend"],
        head=made["head"],
        arm=made["arm"],
        foot=foot,
        planted=planted,
    )


def _calm(speed: F64, offset: F64, seconds: F64 | float) -> F64:
    """A speed that does not carry an offset far beyond itself."""
    most = 5.0 + 4.0 * np.abs(offset) / np.asarray(seconds)
    return np.clip(speed, -most, most)


def _feet(before: Ending, after: Posture, body: Proportions, fps: float) -> tuple[F64, Flags]:
    """Where the feet are: one that stands stays until it is lifted, or takes a step; one in the air comes down."""
    frames = len(after)
    foot, planted = after.foot.copy(), after.planted.copy()
    gaps = np.abs(before.now.foot[0, :, 0] - after.foot[0, :, 0])
    first = int(np.argmax(gaps))
    size = max(body.leg / 1.08, 0.4)
    busy = 0.0
    for side in (first, 1 - first):
        old = before.now.foot[0, side]
        offset = old - after.foot[0, side]
        lifts = np.flatnonzero(~after.planted[:, side])
        lift = int(lifts[0]) if len(lifts) else frames
        stands = bool(before.now.planted[0, side]) and abs(old[1]) < 0.02
        if not stands or lift == 0:
            away = float(np.linalg.norm(offset[:2]))
            seconds = float(np.clip(np.sqrt(away / 7.0), 0.24, 0.7))
            speed = before.speed.foot[0, side] - (after.foot[min(1, frames - 1), side] - after.foot[0, side]) * fps
            speed = speed if not stands else -(after.foot[min(1, frames - 1), side] - after.foot[0, side]) * fps
            fade = faded(offset, np.clip(speed, -16.0, 16.0), frames, fps, seconds)
            foot[:, side] += fade
            foot[:, side, 1] = np.maximum(foot[:, side, 1], 0.0)
            if stands and away > STAYS:
                foot[:, side, 1] += _arc(frames, fps, 0.0, seconds, 0.05 * size)
            count = min(frames, int(np.ceil(seconds * fps)))
            if away > 0.01 or not stands:
                planted[:count, side] = False
            busy = max(busy, 0.5 * seconds)
        elif abs(offset[0]) < STAYS or (lift / fps < 0.45 and abs(offset[0]) < 0.4):
            lands = np.flatnonzero(after.planted[lift:, side])
            land = lift + int(lands[0]) if len(lands) else min(frames, lift + round(STEP * fps))
            gone = np.clip((np.arange(frames) - lift + 1) / max(land - lift, 1), 0.0, 1.0)
            gone = gone**3 * (10 + gone * (6 * gone - 15))
            foot[:, side, 0] += offset[0] * (1 - gone)
            foot[:, side, 2] += faded(offset[2], np.zeros(()), frames, fps, 0.2)
        else:
            seconds = float(np.clip(STEP * np.sqrt(abs(offset[0]) / 0.3), 0.24, 0.55))
            start = busy
            busy = start + 0.8 * seconds
            t = np.arange(1, frames + 1) / fps
            u = np.clip((t - start) / seconds, 0.0, 1.0)
            gone = u**3 * (10 + u * (6 * u - 15))
            stepping = (u > 0) & (u < 1)
            waiting = u <= 0
            foot[:, side, 0] += offset[0] * (1 - gone)
            held = (t < start + seconds)[:, None]
            foot[:, side] = np.where(
                held, old + (foot[:, side] - old) * np.stack([np.where(u > 0, 1, 0)] + [gone] * 2, -1), foot[:, side]
            )
            foot[:, side, 1] += _arc(frames, fps, start, seconds, (0.06 + 0.10 * min(abs(offset[0]), 1.0)) * size)
            foot[:, side, 2] -= _arc(frames, fps, start, seconds, 0.35)
            planted[:, side] = np.where(waiting, True, np.where(stepping, False, planted[:, side]))
    return foot, planted


def _arc(frames: int, fps: float, start: float, seconds: float, height: float) -> F64:
    """[T] a hump that begins and ends gently."""
    u = np.clip((np.arange(1, frames + 1) / fps - start) / seconds, 0.0, 1.0)
    return height * np.sin(np.pi * u) ** 2
