"""Legs that reach a given place: hip and knee bent a little more or less, toes that roll off."""

import numpy as np

from engines.motion import rotations as rot
from engines.motion import skeleton
from engines.motion.retarget.calibrate import ours
from engines.motion.retarget.figure import F64, unit

BEND = np.radians(1.1)  # how far bending a knee for its foot may turn thigh and shin
SWING = np.radians(0.9)  # how far the whole leg may be turned for its foot
TOES = 0.065  # m: from the ball of our foot to the tip of the shoe
MOST_TOES = np.radians(50.0)


def chain(pelvis: F64, turned: F64, joint: str) -> F64:
    """[T, 3] where `joint` is."""
    line = [skeleton.INDEX[joint]]
    while skeleton.PARENTS[line[-1]] >= 0:
        line.append(int(skeleton.PARENTS[line[-1]]))
    place = pelvis.copy()
    for above, below in zip(line[:0:-1], line[-2::-1], strict=True):
        place += turned[:, above] @ skeleton.OFFSETS[below].astype(np.float64)
    return place


def bend_leg(turned: F64, pelvis: F64, side: str, target: F64) -> None:
    """Turn thigh and shin so that the ankle comes to `target [T, 3]`, the knee in its plane; the foot keeps its turn.

    Neither bone leaves its direction by more than about `BEND` and `SWING` together: a nearly straight leg would have
    to bend a great deal for a few millimetres.
    """
    hip, knee, ankle = (skeleton.INDEX[f"{side}_{joint}"] for joint in ("hip", "knee", "ankle"))
    thigh, shin = skeleton.OFFSETS[knee].astype(np.float64), skeleton.OFFSETS[ankle].astype(np.float64)
    start = pelvis + turned[:, 0] @ skeleton.OFFSETS[hip].astype(np.float64)
    upper, lower = turned[:, hip] @ thigh, turned[:, knee] @ shin
    a, b = float(np.linalg.norm(thigh)), float(np.linalg.norm(shin))
    reach = target - start
    before = _corner(a, b, np.linalg.norm(upper + lower, axis=-1))
    corner = np.clip(_corner(a, b, np.linalg.norm(reach, axis=-1)), before - 2 * BEND, before + 2 * BEND)
    at_hip = _angle_at_hip(a, b, before) - _angle_at_hip(a, b, corner)
    axis = unit(np.cross(upper, lower))
    straight = np.linalg.norm(np.cross(unit(upper), unit(lower)), axis=-1) < 0.02
    axis = np.where(straight[:, None], turned[:, knee] @ np.array([1.0, 0.0, 0.0]), axis)
    bend = rot.matrix(axis * at_hip[:, None]).astype(np.float64)
    fold = rot.matrix(axis * (at_hip + before - corner)[:, None]).astype(np.float64)
    new = (bend @ upper[..., None] + fold @ lower[..., None])[..., 0]
    swing = rot.axis_angle(rot.between(new, reach)).astype(np.float64)
    angle = np.linalg.norm(swing, axis=-1, keepdims=True)
    swing = rot.matrix(swing * np.minimum(1.0, SWING / np.maximum(angle, 1e-9))).astype(np.float64)
    turned[:, hip] = swing @ bend @ turned[:, hip]
    turned[:, knee] = swing @ fold @ turned[:, knee]


def _corner(a: float, b: float, distance: F64) -> F64:
    """[T] inner angle at the knee of a leg of bones `a` and `b` whose ends are `distance` apart."""
    return np.arccos(np.clip((a * a + b * b - distance**2) / (2 * a * b), -1.0, 1.0))


def _angle_at_hip(a: float, b: float, corner: F64) -> F64:
    """[T] angle between the thigh and the line from hip to ankle, for a knee of inner angle `corner`."""
    return np.arctan2(b * np.sin(corner), a - b * np.cos(corner))


def bend_toes(turned: F64, pelvis: F64, side: str) -> None:
    """Bend the toes up where their tip would go through the floor, as toes do when a foot rolls off."""
    foot = skeleton.INDEX[f"{side}_foot"]
    ball = chain(pelvis, turned, f"{side}_foot")
    down = -float(ours(f"{side}_foot")[1])
    ahead = unit((ours(f"{side}_foot") - ours(f"{side}_ankle")) * [1.0, 0.0, 1.0])
    tip = turned[:, foot] @ (ahead * TOES + [0.0, down, 0.0])
    reach = np.linalg.norm(tip, axis=-1)
    now = np.arcsin(np.clip(tip[:, 1] / reach, -1.0, 1.0))
    wanted = np.arcsin(np.clip(-ball[:, 1] / reach, -1.0, 1.0))
    angle = np.clip(wanted - now, 0.0, MOST_TOES)
    across = unit(np.cross(tip, [0.0, 1.0, 0.0]))
    turned[:, foot] = rot.matrix(across * angle[:, None]).astype(np.float64) @ turned[:, foot]
