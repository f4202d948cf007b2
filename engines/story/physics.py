"""How a performance moves, as numbers: Stick-Gen's physics channel, its validator's limits, and feet that stay."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from engines.story.acting import Acted
from engines.story.actions import RUNS
from engines.story.figure import BONES, JOINT
from engines.story.vocabulary import actions

F32 = NDArray[np.float32]
F64 = NDArray[np.float64]

FASTEST = 20.0
"""Units a second that no trunk goes faster than (13.6 m/s)."""
SHARPEST = 100.0
"""Units a second squared."""
HARDEST_RUN = 250.0
"""Units a second squared for the feet of who runs, as seen from the pelvis.

A foot that does not slide goes back at the speed v of the body until it lifts, and must turn round before the leg of
the length L is straight: within about 0.45 L, after it stood for the rest. That takes v2 / 0.9 L across alone: 56 at
the 7.4 u/s of a run, 143 at the 11.8 u/s of a sprint, and about a third more to be lifted over the ground meanwhile.
So no sprint of Stick-Gen's speeds keeps feet within 100; its validator looks at the pelvis, which does.
"""
TRUNK = ("pelvis", "chest", "neck", "head")
LIMBS = tuple(f"{side}_{part}" for side in "lr" for part in ("elbow", "wrist", "hand", "ankle", "heel", "toe"))


def rates(points: F64, fps: float) -> tuple[F64, F64]:
    """[T, ..., 2] speeds and accelerations of points, by central differences, one-sided at the ends."""
    if len(points) < 3:
        return np.zeros_like(points), np.zeros_like(points)
    speed = np.gradient(points, 1.0 / fps, axis=0)
    sharp = np.zeros_like(points)
    sharp[1:-1] = (points[2:] - 2 * points[1:-1] + points[:-2]) * fps**2
    return speed, sharp


def channel(acted: Acted, mass: float = 1.0) -> F32:
    """[T, 6] vx, vy, ax, ay of the pelvis and its momentum, as Stick-Gen's samples have them."""
    speed, sharp = rates(acted.at("pelvis").astype(np.float64), acted.fps)
    return np.concatenate([speed, sharp, mass * speed], axis=-1).astype(np.float32)


@dataclass(frozen=True)
class Report:
    """The extremes of a performance.

    speed, acceleration: of the trunk, u/s and u/s2. hands: u/s, of palms as seen from the pelvis.
    limbs: u/s2, the hardest push on elbows, hands and feet as seen from the pelvis; running: that on feet in a run.
    bones: the greatest change of a bone's length, as a share. slide: units that a planted foot moves in a frame
    at most. below: units that a foot is under the ground.
    """

    speed: float
    acceleration: float
    hands: float
    limbs: float
    running: float
    bones: float
    slide: float
    below: float

    @property
    def fit(self) -> bool:
        """Whether Stick-Gen's validator would take it, with bones that truly keep their length."""
        trunk = self.speed <= FASTEST and self.acceleration <= SHARPEST
        limbs = self.hands <= FASTEST and self.limbs <= SHARPEST and self.running <= HARDEST_RUN
        return trunk and limbs and self.bones <= 0.001


def report(acted: Acted) -> Report:
    """Measure a performance."""
    joints = acted.joints.astype(np.float64)
    frames = np.diff(joints, axis=0) * acted.fps
    sharp = np.diff(frames, axis=0) * acted.fps
    trunk = [JOINT[name] for name in TRUNK]
    palms = joints[:, [JOINT["l_hand"], JOINT["r_hand"]]] - joints[:, :1]
    soles = joints[:, [JOINT[f"{side}_{part}"] for side in "lr" for part in ("heel", "toe")], 1]
    away = joints - joints[:, :1]
    push = np.linalg.norm(np.diff(away, 2, axis=0), axis=-1) * acted.fps**2
    runs = np.isin(acted.actions, [actions()[name].number for name in RUNS])
    # What was hard in a run may end a frame after it.
    runs = np.convolve(runs, np.ones(5), "same")[1 : 1 + len(push)] > 0
    parts = push[:, [JOINT[name] for name in LIMBS]]
    feet = np.array([name.split("_")[1] in ("ankle", "heel", "toe") for name in LIMBS])
    return Report(
        speed=_longest(frames[:, trunk]),
        acceleration=_longest(sharp[:, trunk]),
        hands=_longest(np.diff(palms, axis=0) * acted.fps),
        limbs=max(_most(parts[:, ~feet]), _most(parts[~runs][:, feet])),
        running=_most(parts[runs][:, feet]),
        bones=bone_change(joints),
        slide=slide(acted),
        below=max(float(-soles.min()), 0.0),
    )


def _longest(vectors: F64) -> float:
    return float(np.linalg.norm(vectors, axis=-1).max(initial=0.0))


def _most(values: F64) -> float:
    return float(values.max(initial=0.0))


def bone_change(joints: F64) -> float:
    """The greatest change of length of any bone, as a share; the width of the pelvis is seen from other sides."""
    worst = 0.0
    for name, start, end in BONES:
        if name != "pelvis_width":
            length = np.linalg.norm(joints[:, JOINT[end]] - joints[:, JOINT[start]], axis=-1)
            worst = max(worst, float(np.ptp(length) / length.mean()))
    return worst


def slide(acted: Acted) -> float:
    """The farthest that a planted foot moves from one frame to the next. It may roll and turn: some point of it stays,
    the heel, the toes or what is under the ankle."""
    worst = 0.0
    for side, letter in enumerate("lr"):
        both = acted.planted[1:, side] & acted.planted[:-1, side]
        if both.any():
            steps = [
                np.linalg.norm(np.diff(acted.at(f"{letter}_{part}"), axis=0), axis=-1)
                for part in ("heel", "toe", "ankle")
            ]
            worst = max(worst, float(np.min(steps, axis=0)[both].max()))
    return worst
