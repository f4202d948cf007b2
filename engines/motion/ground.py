"""Where the feet meet the floor: which part of a sole rests on it when, and standing the figure on y = 0."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from engines.motion import skeleton
from engines.motion.motion import Frames, Motion

Flags = NDArray[np.bool_]

HEEL, BALL, TOE = 0, 1, 2
SIDES = ("left", "right")

_ANKLES = [skeleton.INDEX[f"{side}_ankle"] for side in SIDES]
_FEET = [skeleton.INDEX[f"{side}_foot"] for side in SIDES]
_HEEL_BACK, _TOE_FORWARD = 0.05, 0.065  # metres from the ankle back to the heel, from the ball forward to the toes

LOW, LOWEST = 0.05, 0.035
"""Metres above the floor: a contact begins below the second and lasts while below the first."""
SLOW, SLOWEST = 0.4, 0.25
"""Metres a second: a contact begins below the second and lasts while below the first."""
SHORTEST = 0.08
"""Seconds; anything shorter is a foot passing by."""


def soles(positions: Frames, turns: Frames) -> Frames:
    """World places `[T, 2, 3, 3]` of heel, ball and toe tip under the left and right shoe.

    `positions [T, 55, 3]` and world rotations `turns [T, 55, 3, 3]` as from `skeleton.forward`. Heel and ball are
    fixed to the ankle, the toes bend at the foot joint.
    """
    places = np.empty((len(positions), 2, 3, 3), dtype=np.float32)
    for side, (ankle, foot) in enumerate(zip(_ANKLES, _FEET, strict=True)):
        for part, (joint, offset) in enumerate(sole_points(ankle, foot)):
            places[:, side, part] = positions[:, joint] + turns[:, joint] @ offset
    return places


def sole_points(ankle: int, foot: int) -> tuple[tuple[int, Frames], ...]:
    """(the joint that carries it, its place from there in the rest pose) for heel, ball and toe tip."""
    along = skeleton.REST[foot] - skeleton.REST[ankle]
    along[1] = 0
    forward = along / np.linalg.norm(along)
    down = np.array([0, 1, 0], dtype=np.float32)
    return (
        (ankle, -_HEEL_BACK * forward - skeleton.REST[ankle, 1] * down),
        (ankle, along - skeleton.REST[ankle, 1] * down),
        (foot, _TOE_FORWARD * forward - skeleton.REST[foot, 1] * down),
    )


@dataclass(frozen=True, eq=False)
class Contacts:
    """Which parts of the feet rest on the floor.

    touching: [T, 2, 2] heel and ball of the left and right foot.
    floor:    height of the floor, metres.
    """

    touching: Flags
    floor: float


def contacts(motion: Motion, floor: float | None = None) -> Contacts:
    """Find where a heel or ball is low and slow, with hysteresis. The floor is found from the soles if not given."""
    return contacts_of(soles(*skeleton.forward(motion.rotations, motion.translation)), float(motion.fps), floor)


def contacts_of(places: Frames, fps: float, floor: float | None = None) -> Contacts:
    """`contacts` for soles `[T, 2, 3, 3]` that are known already."""
    if floor is None:
        floor = float(np.percentile(places[..., 1].min(axis=(1, 2)), 5))
    height = places[:, :, :TOE, 1] - floor
    speed = _speed(places[:, :, :TOE], fps)
    lasting = (height < LOW) & (speed < SLOW)
    sure = (height < LOWEST) & (speed < SLOWEST)
    shortest = max(1, round(SHORTEST * fps))
    touching = np.zeros_like(lasting)
    for side in range(2):
        for part in range(TOE):
            for start, stop in runs(lasting[:, side, part]):
                if stop - start >= min(shortest, len(places)) and sure[start:stop, side, part].any():
                    touching[start:stop, side, part] = True
    return Contacts(touching, floor)


def _speed(places: Frames, fps: float) -> NDArray[np.float64]:
    """Speed of points `[T, ..., 3]` over a thirtieth of a second before and after each frame, metres a second."""
    reach = max(1, round(fps / 30))
    frames = np.arange(len(places))
    before, after = np.maximum(frames - reach, 0), np.minimum(frames + reach, len(places) - 1)
    seconds = np.maximum(after - before, 1) / fps
    distance = np.linalg.norm(places[after] - places[before], axis=-1)
    return distance / seconds.reshape(-1, *[1] * (distance.ndim - 1))


def runs(flags: Flags) -> list[tuple[int, int]]:
    """(start, stop) of every stretch of true values in `[T]`."""
    edges = np.flatnonzero(np.diff(np.concatenate([[False], flags, [False]]).astype(np.int8)))
    return [(int(a), int(b)) for a, b in zip(edges[::2], edges[1::2], strict=True)]


def ground(motion: Motion) -> Motion:
    """Raise or lower the whole motion so that the lowest sole in contact with the floor is at y = 0.

    In a motion without any contact (a jump, someone lying down) the lowest sole of all counts.
    """
    places = soles(*skeleton.forward(motion.rotations, motion.translation))
    resting = contacts_of(places, float(motion.fps)).touching.any(axis=-1)
    lowest = places[..., 1].min(axis=-1)
    level = float(lowest[resting].min() if resting.any() else lowest.min())
    return motion.with_(translation=motion.translation - np.array([0, level, 0], dtype=np.float32))
