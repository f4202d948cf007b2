"""What a body does, in numbers that blend: where the pelvis is, how trunk and arms are turned, where feet stand."""

from __future__ import annotations

from dataclasses import dataclass, field, fields, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engines.story.figure import FAR, NEAR, Proportions

F64 = NDArray[np.float64]
Flags = NDArray[np.bool_]


@dataclass(frozen=True)
class Reach:
    """A hand that goes to a place, whatever else its arm does.

    hand:   LEFT or RIGHT.
    to:     a landmark of the figure's own body by name, or [T, 2] points of the picture.
    weight: [T] 0 the arm moves freely, 1 the palm is at the place.
    aside:  (forward, up) from the landmark, units.
    elbow:  [T] +1 bends anticlockwise (elbow down or back for a figure that faces right), -1 the other way.
    """

    hand: int
    to: str | F64
    weight: F64
    aside: tuple[float, float] = (0.0, 0.0)
    elbow: float = 1.0


@dataclass(frozen=True)
class Posture:
    """T frames of one body. Angles are radians in the picture, positive towards +x: from straight up for trunk and
    head, from straight down for limbs. A mirrored posture is the same with signs turned.

    x, y:    [T] the pelvis, units above the ground.
    yaw:     [T] 0 faces us, +pi/2 faces +x, -pi/2 faces -x. stance: [T] the same for the feet.
    lean:    [T] tilt of the lower trunk; bend: [T] tilt of the upper trunk beyond it; head: [T] tilt of the head.
    arm:     [T, 2, 3] upper arm, then elbow and wrist beyond it; left, right.
    foot:    [T, 2, 3] x of the ankle above the flat foot, height of the sole, pitch (toes up is positive).
    knee:    [T] +1 knees bend towards +x, -1 towards -x.
    planted: [T, 2] which feet stand on something.
    """

    x: F64
    y: F64
    yaw: F64
    stance: F64
    lean: F64
    bend: F64
    head: F64
    arm: F64
    foot: F64
    knee: F64
    planted: Flags
    reaches: tuple[Reach, ...] = field(default=())

    def __len__(self) -> int:
        return len(self.x)

    def mirrored(self) -> Posture:
        """The same, facing the other way; near limbs stay near, so left and right change places."""
        foot = self.foot[:, ::-1] * np.array([-1.0, 1.0, 1.0])
        flipped = tuple(
            replace(
                reach,
                hand=1 - reach.hand,
                to=reach.to if isinstance(reach.to, str) else reach.to * np.array([-1.0, 1.0]),
                aside=reach.aside,
                elbow=-reach.elbow,
            )
            for reach in self.reaches
        )
        return Posture(
            -self.x,
            self.y.copy(),
            -self.yaw,
            -self.stance,
            -self.lean,
            -self.bend,
            -self.head,
            -self.arm[:, ::-1],
            foot,
            -self.knee,
            self.planted[:, ::-1].copy(),
            flipped,
        )

    def moved(self, x: float) -> Posture:
        """The same, `x` units further along."""
        shifted = tuple(
            replace(reach, to=reach.to if isinstance(reach.to, str) else reach.to + np.array([x, 0.0]))
            for reach in self.reaches
        )
        return replace(self, x=self.x + x, foot=self.foot + np.array([x, 0.0, 0.0]), reaches=shifted)

    def cut(self, start: int, stop: int) -> Posture:
        """Frames `start` up to `stop`."""
        parts: dict[str, Any] = {
            item.name: getattr(self, item.name)[start:stop] for item in fields(self) if item.name != "reaches"
        }
        reaches = tuple(
            replace(
                reach,
                weight=reach.weight[start:stop],
                to=reach.to if isinstance(reach.to, str) else reach.to[start:stop],
            )
            for reach in self.reaches
        )
        return Posture(**parts, reaches=reaches)


def joined(parts: list[Posture]) -> Posture:
    """One posture after the other; a reach lasts as long as its part."""
    total = sum(len(part) for part in parts)
    reaches: list[Reach] = []
    start = 0
    for part in parts:
        stop = start + len(part)
        for reach in part.reaches:
            weight = np.zeros(total)
            weight[start:stop] = reach.weight
            to = reach.to
            if not isinstance(to, str):
                to = np.concatenate([np.repeat(to[:1], start, axis=0), to, np.repeat(to[-1:], total - stop, axis=0)])
            reaches.append(replace(reach, weight=weight, to=to))
        start = stop
    merged: dict[str, Any] = {
        item.name: np.concatenate([getattr(part, item.name) for part in parts])
        for item in fields(Posture)
        if item.name != "reaches"
    }
    return Posture(**merged, reaches=tuple(reaches))


STANCE = 0.11
"""Half the distance between the feet of a figure that stands at ease, in human units."""


def standing(frames: int, body: Proportions, yaw: float = 1.05) -> Posture:
    """A figure at ease at x = 0 that faces right: the near foot a little behind, arms hanging loosely."""
    ones = np.ones(frames)
    size = body.leg / 1.08
    arm = np.zeros((frames, 2, 3))
    arm[:, FAR] = (0.16, 0.2, 0.05)
    arm[:, NEAR] = (-0.14, 0.16, 0.05)
    foot = np.zeros((frames, 2, 3))
    foot[:, FAR, 0] = STANCE * size
    foot[:, NEAR, 0] = -STANCE * size
    return Posture(
        x=0.0 * ones,
        y=body.standing * ones,
        yaw=yaw * ones,
        stance=yaw * ones,
        lean=0.02 * ones,
        bend=0.0 * ones,
        head=0.02 * ones,
        arm=arm,
        foot=foot,
        knee=ones.copy(),
        planted=np.ones((frames, 2), dtype=bool),
    )
