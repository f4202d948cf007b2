"""The figure: its bones, its joints and its proportions by kind. Units: a human is 2.5 u tall, which is 1.7 m."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal, get_args

METRES = 0.68
"""One unit in metres."""
GRAVITY = 9.81 / METRES
"""Units a second squared."""

Kind = Literal["human", "child", "robot", "alien", "animal"]
KINDS: tuple[Kind, ...] = get_args(Kind)

JOINTS = (
    *("pelvis", "chest", "neck", "head"),
    *(f"{side}_{part}" for side in "lr" for part in ("shoulder", "elbow", "wrist", "hand")),
    *(f"{side}_{part}" for side in "lr" for part in ("hip", "knee", "ankle", "heel", "toe")),
)
"""The points of a figure; 'head' is the middle of the head, 'hand' the middle of the palm."""
JOINT = {name: index for index, name in enumerate(JOINTS)}

BONES = (
    ("head", "neck", "head"),
    ("upper_torso", "neck", "chest"),
    ("lower_torso", "chest", "pelvis"),
    ("l_upper_arm", "l_shoulder", "l_elbow"),
    ("l_forearm", "l_elbow", "l_wrist"),
    ("r_upper_arm", "r_shoulder", "r_elbow"),
    ("r_forearm", "r_elbow", "r_wrist"),
    ("l_thigh", "l_hip", "l_knee"),
    ("l_shin", "l_knee", "l_ankle"),
    ("r_thigh", "r_hip", "r_knee"),
    ("r_shin", "r_knee", "r_ankle"),
    ("pelvis_width", "l_hip", "r_hip"),
)
"""The twelve bones, each from a joint to a joint, in Stick-Gen's order. All keep their length, except the width of the
pelvis, which is wide from the front and narrow from the side."""

LEFT, RIGHT = 0, 1
FAR, NEAR = 0, 1
"""Actions are written for a figure that faces right, where the left limbs are the far ones."""


@dataclass(frozen=True)
class Proportions:
    """Lengths in units; half-widths are those seen from the front."""

    thigh: float = 0.535
    shin: float = 0.535
    ankle: float = 0.09
    toe: float = 0.19
    heel: float = 0.06
    lower_torso: float = 0.33
    upper_torso: float = 0.36
    neck: float = 0.36
    head: float = 0.31
    upper_arm: float = 0.43
    forearm: float = 0.40
    palm: float = 0.08
    shoulder: float = 0.21
    hip: float = 0.11
    limb: float = 0.15

    @property
    def leg(self) -> float:
        """From the hip to the ankle of a straight leg."""
        return self.thigh + self.shin

    @property
    def standing(self) -> float:
        """Height of the pelvis when standing at ease."""
        return self.ankle + 0.991 * self.leg

    @property
    def height(self) -> float:
        """From the ground to the top of the head."""
        return self.ankle + self.leg + self.lower_torso + self.upper_torso + self.neck + self.head

    @property
    def arm(self) -> float:
        """From the shoulder to the palm of a straight arm."""
        return self.upper_arm + self.forearm + self.palm

    def scaled(self, share: float) -> Proportions:
        """The same figure, smaller or larger."""
        return Proportions(**{name: value * share for name, value in vars(self).items()})


HUMAN = Proportions()
PROPORTIONS: dict[Kind, Proportions] = {
    "human": HUMAN,
    "child": replace(
        HUMAN.scaled(0.68), head=0.29, neck=0.32, limb=0.135, thigh=0.335, shin=0.335, lower_torso=0.22, shoulder=0.16
    ),
    "robot": replace(HUMAN, shoulder=0.26, hip=0.14, head=0.29, neck=0.37, limb=0.13, toe=0.2, heel=0.08),
    "alien": replace(
        HUMAN,
        thigh=0.49,
        shin=0.49,
        lower_torso=0.28,
        upper_torso=0.31,
        upper_arm=0.46,
        forearm=0.46,
        head=0.33,
        neck=0.43,
        shoulder=0.17,
        limb=0.11,
    ),
    "animal": replace(
        HUMAN,
        thigh=0.41,
        shin=0.41,
        lower_torso=0.32,
        upper_torso=0.32,
        upper_arm=0.38,
        forearm=0.36,
        head=0.33,
        neck=0.39,
        limb=0.17,
        shoulder=0.2,
        hip=0.12,
    ),
}
