"""Stick-Gen's tensors of a performance, and figures read back from them.

[T, 20]: torso, left leg, right leg, left arm, right arm, each x1 y1 x2 y2 (neck to pelvis, pelvis to ankle, neck to
wrist). [T, 48]: the twelve bones of figure.py. A file has no heads, hands or feet in the first and no hands and feet in
the second; they are put where a figure of the same size has them.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from contracts import StudioError
from engines.story.acting import Acted
from engines.story.figure import BONES, HUMAN, JOINT, JOINTS, Proportions
from engines.story.kinematics import two_bones

F32 = NDArray[np.float32]
F64 = NDArray[np.float64]

FIVE = (
    ("torso", "neck", "pelvis"),
    ("l_leg", "pelvis", "l_ankle"),
    ("r_leg", "pelvis", "r_ankle"),
    ("l_arm", "neck", "l_wrist"),
    ("r_arm", "neck", "r_wrist"),
)


def five(joints: NDArray[np.floating]) -> F32:
    """[T, 20] from [T, J, 2]."""
    return _lines(joints, FIVE)


def twelve(joints: NDArray[np.floating]) -> F32:
    """[T, 48] from [T, J, 2]."""
    return _lines(joints, BONES)


def together(actors: Sequence[Acted], segments: int = 5) -> F32:
    """[T, actors, 20 or 48] of several, padded with zeros where one is over before the others."""
    frames = max((len(actor) for actor in actors), default=0)
    made = np.zeros((frames, len(actors), 4 * segments), dtype=np.float32)
    for number, actor in enumerate(actors):
        made[: len(actor), number] = five(actor.joints) if segments == 5 else twelve(actor.joints)
    return made


def _lines(joints: NDArray[np.floating], bones: Sequence[tuple[str, str, str]]) -> F32:
    parts = [joints[:, JOINT[name]] for _, start, end in bones for name in (start, end)]
    return np.concatenate(parts, axis=-1).astype(np.float32)


def joints_of(tensor: NDArray[np.floating], body: Proportions = HUMAN) -> F32:
    """[T, J, 2] from [T, 20] or [T, 48]; what the tensor does not hold is put where `body` has it."""
    if tensor.ndim != 2 or tensor.shape[1] not in (20, 48) or not len(tensor):
        raise StudioError(
            f"A motion of the shape {list(tensor.shape)} is not a stick figure's.",
            "It needs 20 or 48 numbers a frame: 5 or 12 lines of x1 y1 x2 y2.",
        )
    if not np.isfinite(tensor).all():
        frame = int(np.flatnonzero(~np.isfinite(tensor).all(axis=1))[0])
        raise StudioError(f"Frame {frame} of the motion holds a number that is not finite.", "Mend or remove it.")
    values = tensor.astype(np.float64)
    joints = np.zeros((len(values), len(JOINTS), 2))
    if tensor.shape[1] == 48:
        for number, (_, start, end) in enumerate(BONES):
            joints[:, JOINT[start]] = values[:, 4 * number : 4 * number + 2]
            joints[:, JOINT[end]] = values[:, 4 * number + 2 : 4 * number + 4]
    else:
        _from_five(values, joints, body)
    _ends(joints, body)
    return joints.astype(np.float32)


def _from_five(values: F64, joints: F64, body: Proportions) -> None:
    for number, (_, start, end) in enumerate(FIVE):
        joints[:, JOINT[start]] = values[:, 4 * number : 4 * number + 2]
        joints[:, JOINT[end]] = values[:, 4 * number + 2 : 4 * number + 4]
    neck, pelvis = joints[:, JOINT["neck"]], joints[:, JOINT["pelvis"]]
    trunk = (neck - pelvis) / np.maximum(np.linalg.norm(neck - pelvis, axis=-1, keepdims=True), 1e-6)
    share = body.lower_torso / (body.lower_torso + body.upper_torso)
    joints[:, JOINT["chest"]] = pelvis + share * (neck - pelvis)
    joints[:, JOINT["head"]] = neck + body.neck * trunk
    way = _facing(joints)
    for letter in "lr":
        joints[:, JOINT[f"{letter}_hip"]] = pelvis
        joints[:, JOINT[f"{letter}_shoulder"]] = neck
        _middle(joints, letter, ("hip", "knee", "ankle"), body.thigh, body.shin, way)
        _middle(joints, letter, ("shoulder", "elbow", "wrist"), body.upper_arm, body.forearm, -way)


def _middle(joints: F64, letter: str, names: tuple[str, str, str], first: float, second: float, side: F64) -> None:
    """A knee or an elbow, on the side where it bends; limbs that are too long for the body are straight."""
    start, end = joints[:, JOINT[f"{letter}_{names[0]}"]], joints[:, JOINT[f"{letter}_{names[2]}"]]
    angle, _, _ = two_bones(start, end, first, second, side)
    bent = start + first * np.stack([np.sin(angle), -np.cos(angle)], axis=-1)
    far = np.linalg.norm(end - start, axis=-1, keepdims=True) > (first + second) * 0.9995
    straight = start + (end - start) * first / (first + second)
    joints[:, JOINT[f"{letter}_{names[1]}"]] = np.where(far, straight, bent)


def _facing(joints: F64) -> F64:
    """[T] +1 or -1: the way that the figure goes on the whole."""
    gone = joints[-1, JOINT["pelvis"], 0] - joints[0, JOINT["pelvis"], 0]
    return np.full(len(joints), -1.0 if gone < -0.5 else 1.0)


def _ends(joints: F64, body: Proportions) -> None:
    """Palms beyond wrists, heels and toes under ankles."""
    way = _facing(joints)[:, None]
    for letter in "lr":
        wrist, elbow = joints[:, JOINT[f"{letter}_wrist"]], joints[:, JOINT[f"{letter}_elbow"]]
        along = wrist - elbow
        along /= np.maximum(np.linalg.norm(along, axis=-1, keepdims=True), 1e-6)
        joints[:, JOINT[f"{letter}_hand"]] = wrist + body.palm * along
        ankle = joints[:, JOINT[f"{letter}_ankle"]]
        down = np.array([0.0, -body.ankle])
        joints[:, JOINT[f"{letter}_heel"]] = ankle + down - np.array([body.heel, 0.0]) * way
        joints[:, JOINT[f"{letter}_toe"]] = ankle + down + np.array([body.toe, 0.0]) * way
