"""Our joints as Blender's bones: names of the basic human metarig, and the axes a bone rotates about at rest.

A pose bone's rotation is given in the bone's own rest frame, which a motion file does not carry, so one rig is
assumed: the basic human metarig (Rigify) in a T-pose, in Blender's world of z up, facing -y, the left hand at +x. Every
bone lies along one of the world's axes, as `_BONES` says, with its own y from head to tail and a roll of 0, which is
the shortest turn from +y to the bone. A bone that points along -y (feet, jaw, eyes) has no shortest turn; Blender's
roll 0 there is half a turn about z.

`spine` is the hip bone, parent of the thighs and of `spine.001`; only its location moves the figure.
"""

import numpy as np
from numpy.typing import NDArray

from engines.motion import skeleton

_X, _Y, _Z = (np.array(axis, np.float64) for axis in ((1, 0, 0), (0, 1, 0), (0, 0, 1)))
_AXES = {  # columns: the bone's x, y, z in Blender's world
    "up": np.stack([_X, _Z, -_Y], axis=1),
    "down": np.stack([_X, -_Z, _Y], axis=1),
    "left": np.stack([-_Y, _X, _Z], axis=1),
    "right": np.stack([_Y, -_X, _Z], axis=1),
    "forward": np.stack([-_X, -_Y, _Z], axis=1),
}
_FROM_BLENDER = np.array([[1, 0, 0], [0, 0, 1], [0, -1, 0]], np.float64)
"""Blender's world (z up, facing -y) to ours (y up, facing +z)."""

_MIDDLE = (
    ("head", "head", "up"),
    ("neck", "neck", "up"),
    ("spine", "pelvis", "up"),
    ("spine.001", "spine1", "up"),
    ("spine.002", "spine2", "up"),
)
_ARM = (("shoulder", "collar"), ("upper_arm", "shoulder"), ("forearm", "elbow"), ("hand", "wrist"))
_LEG = (
    ("thigh", "hip", "down"),
    ("shin", "knee", "down"),
    ("foot", "ankle", "forward"),
    ("toe", "foot", "forward"),
)
_FINGER = {"index": "f_index", "middle": "f_middle", "pinky": "f_pinky", "ring": "f_ring", "thumb": "thumb"}


def _bones() -> tuple[tuple[str, str, str], ...]:
    """(bone, joint, direction): GestureSync's 13 bones first and in its order, then the rest of the body."""
    sides = (("L", "left"), ("R", "right"))
    arms = [(f"{bone}.{end}", f"{side}_{joint}", side) for bone, joint in _ARM for end, side in sides]
    legs = [(f"{bone}.{end}", f"{side}_{joint}", way) for bone, joint, way in _LEG for end, side in sides]
    eyes = [(f"eye.{end}", f"{side}_eye", "forward") for end, side in sides]
    fingers = [
        (f"{_FINGER[finger]}.0{bone}.{end}", f"{side}_{finger}{bone}", side)
        for end, side in sides
        for finger in skeleton.FINGERS
        for bone in (1, 2, 3)
    ]
    return (*_MIDDLE, *arms, ("spine.003", "spine3", "up"), *legs, ("jaw", "jaw", "forward"), *eyes, *fingers)


_BONES = _bones()
BONE_NAMES = tuple(bone for bone, _, _ in _BONES)
JOINT_OF = {bone: joint for bone, joint, _ in _BONES}
GESTURESYNC_BONES = BONE_NAMES[:13]
HIP = "spine"

REST_AXES: dict[str, NDArray[np.float64]] = {joint: _FROM_BLENDER @ _AXES[way] for _, joint, way in _BONES}
"""For each of our joints, the columns are its bone's x, y, z at rest in our world."""


def to_bone(joint: str, rotations: NDArray[np.floating]) -> NDArray[np.float64]:
    """Axis-angle, or any vectors, `[..., 3]` at our joint, seen in its bone's rest frame."""
    return np.asarray(rotations, np.float64) @ REST_AXES[joint]


def from_bone(joint: str, rotations: NDArray[np.floating]) -> NDArray[np.float64]:
    """Axis-angle, or any vectors, `[..., 3]` in the rest frame of a joint's bone, seen at our joint."""
    return np.asarray(rotations, np.float64) @ REST_AXES[joint].T
