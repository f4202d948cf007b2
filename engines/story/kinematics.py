"""From a posture to the points of a figure: forward along trunk and arms, inverse for legs and for hands that reach."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from engines.story.figure import JOINT, JOINTS, LEFT, RIGHT, Proportions
from engines.story.posture import Posture, Reach

F64 = NDArray[np.float64]
STRAIGHT = 0.996
"""The share of its length to which a limb may be stretched."""


def down(angle: F64) -> F64:
    """[..., 2] where something points that hangs down and is then turned by `angle` towards +x."""
    return np.stack([np.sin(angle), -np.cos(angle)], axis=-1)


def up(angle: F64) -> F64:
    """[..., 2] where something points that stands up and is then turned by `angle` towards +x."""
    return np.stack([np.sin(angle), np.cos(angle)], axis=-1)


def two_bones(start: F64, end: F64, first: float, second: float, side: F64 | float) -> tuple[F64, F64, F64]:
    """The angles of two bones from `start [T, 2]` that bring their tip to `end [T, 2]`, and the tip.

    side: +1 turns the first bone towards +x of the straight line, so that a knee of one who faces right points forward.
    If `end` is too far, the tip stops on the way; if it is too near, as near as the bones can.
    """
    line = end - start
    whole = np.linalg.norm(line, axis=-1)
    distance = np.clip(whole, abs(first - second) + 1e-6, (first + second) * STRAIGHT)
    angle = np.arctan2(line[..., 0], -line[..., 1])
    inner = np.arccos(np.clip((first**2 + distance**2 - second**2) / (2 * first * distance), -1.0, 1.0))
    outer = np.arccos(np.clip((second**2 + distance**2 - first**2) / (2 * second * distance), -1.0, 1.0))
    upper, lower = angle + side * inner, angle - side * outer
    return upper, lower, start + first * down(upper) + second * down(lower)


def toes_towards(yaw: F64, side: int) -> F64:
    """[T] how far the toes point to +x, -1 to 1: with the figure from the side, outwards from the front."""
    # A little past half-way round, feet point straight along the picture.
    sine = np.clip(1.45 * np.sin(yaw), -1.0, 1.0)
    outwards = 0.45 if side == LEFT else -0.45
    return sine + (1.0 - np.abs(sine)) * outwards


def sole(posture: Posture, body: Proportions, side: int) -> tuple[F64, F64, F64]:
    """[T, 2] ankle, heel and toe of one foot: on the ground it tips over its toes when the pitch is
    negative, over its heel when not."""
    x, height, pitch = posture.foot[:, side].T
    way = toes_towards(posture.stance, side)
    turn = pitch * np.clip(2.5 * way, -1.0, 1.0)
    flat = np.stack([x, height + body.ankle], axis=-1)
    heel = flat + np.stack([-body.heel * way, np.full_like(x, -body.ankle)], axis=-1)
    toe = flat + np.stack([body.toe * way, np.full_like(x, -body.ankle)], axis=-1)
    pivot = np.where(pitch[:, None] < 0.0, toe, heel)
    cosine, sine = np.cos(turn)[:, None], np.sin(turn)[:, None]

    def turned(point: F64) -> F64:
        away = point - pivot
        return pivot + cosine * away + sine * np.stack([-away[:, 1], away[:, 0]], axis=-1) + shift

    # Well above the ground a foot turns about its ankle.
    shift = np.zeros_like(flat)
    shift = np.clip(height / 0.2, 0.0, 1.0)[:, None] * (flat - turned(flat))
    return turned(flat), turned(heel), turned(toe)


def pelvis_height(posture: Posture, body: Proportions) -> F64:
    """[T] the pelvis, lowered where a planted foot would otherwise be out of reach."""
    height = posture.y
    reach = STRAIGHT * body.leg
    for side in (LEFT, RIGHT):
        ankle, _, _ = sole(posture, body, side)
        hip_x = posture.x + _aside(posture, body.hip, side)
        across = np.clip(np.abs(ankle[:, 0] - hip_x), 0.0, reach * 0.98)
        highest = ankle[:, 1] + np.sqrt(reach**2 - across**2)
        height = np.where(posture.planted[:, side], np.minimum(height, highest), height)
    return posture.y - eased_in(posture.y - height)


GIVES = 5
"""Frames before and after in which the pelvis gives way to a foot that is far off."""


def eased_in(drop: F64) -> F64:
    """[T] nowhere less than `drop`, but coming and going smoothly: the greatest nearby, then a moving mean of it."""
    if not np.any(drop > 1e-9):
        return drop
    window = np.arange(-GIVES, GIVES + 1)
    index = np.clip(np.arange(len(drop))[:, None] + window, 0, len(drop) - 1)
    greatest = drop[index].max(axis=1)
    bell = np.cos(0.5 * np.pi * window / (GIVES + 1)) ** 2
    return greatest[index] @ (bell / bell.sum())


def _aside(posture: Posture, half: float, side: int) -> F64:
    return (1.0 if side == LEFT else -1.0) * half * np.cos(posture.yaw) * np.cos(posture.lean)


def side_of(yaw: F64) -> F64:
    """[T] -1 for one that faces left, +1 for right, through 0 in a turn."""
    return np.clip(2.6 * np.sin(yaw), -1.0, 1.0)


def landmarks(joints: F64, posture: Posture, body: Proportions) -> dict[str, F64]:
    """[T, 2] places on a figure's own body that hands go to; 'forward' is where it faces."""
    neck, head, chest = (joints[:, JOINT[name]] for name in ("neck", "head", "chest"))
    pelvis = joints[:, JOINT["pelvis"]]
    way = np.sin(posture.yaw)[:, None]
    size = body.height / 2.5
    upright = up(posture.head)
    forward = np.stack([upright[:, 1], -upright[:, 0]], axis=-1) * way
    trunk = up(posture.lean + posture.bend)
    front = np.stack([trunk[:, 1], -trunk[:, 0]], axis=-1) * side_of(posture.yaw)[:, None]
    return {
        "mouth": head + body.head * (0.62 * forward - 0.5 * upright),
        "eyes": head + body.head * (0.6 * forward + 0.12 * upright),
        "cheek": head + body.head * (0.85 * forward - 0.2 * upright),
        "lips": head + body.head * (1.25 * forward - 0.35 * upright),
        "chest": chest + 0.36 * size * front + 0.12 * size * trunk,
        "heart": chest + 0.1 * size * front + 0.08 * size * trunk,
        "belly": pelvis + 0.16 * size * front + 0.22 * size * trunk,
        "waist": pelvis + 0.05 * size * trunk - 0.06 * size * front,
        "chin": head + body.head * (0.8 * forward - 0.95 * upright),
        "neck": neck,
    }


def _forward(angle: F64) -> F64:
    return np.stack([np.cos(angle), -np.sin(angle)], axis=-1)


def solve(posture: Posture, body: Proportions) -> F64:
    """[T, J, 2] the points of the figure."""
    frames = len(posture)
    joints = np.zeros((frames, len(JOINTS), 2))
    pelvis = np.stack([posture.x, pelvis_height(posture, body)], axis=-1)
    trunk = posture.lean + posture.bend
    chest = pelvis + body.lower_torso * up(posture.lean)
    neck = chest + body.upper_torso * up(trunk)
    joints[:, JOINT["pelvis"]], joints[:, JOINT["chest"]], joints[:, JOINT["neck"]] = pelvis, chest, neck
    joints[:, JOINT["head"]] = neck + body.neck * up(posture.head)
    width = np.cos(posture.yaw)[:, None]
    for side, letter in ((LEFT, "l"), (RIGHT, "r")):
        sign = 1.0 if side == LEFT else -1.0
        hip = pelvis + sign * body.hip * width * _forward(posture.lean)
        ankle, heel, toe = sole(posture, body, side)
        thigh, _, tip = two_bones(hip, ankle, body.thigh, body.shin, posture.knee)
        joints[:, JOINT[f"{letter}_hip"]] = hip
        joints[:, JOINT[f"{letter}_knee"]] = hip + body.thigh * down(thigh)
        for name, point in (("ankle", ankle), ("heel", heel), ("toe", toe)):
            joints[:, JOINT[f"{letter}_{name}"]] = point + tip - ankle
        shoulder = neck - 0.06 * up(trunk) + sign * body.shoulder * width * _forward(trunk)
        joints[:, JOINT[f"{letter}_shoulder"]] = shoulder
    places = landmarks(joints, posture, body)
    for side, letter in ((LEFT, "l"), (RIGHT, "r")):
        shoulder = joints[:, JOINT[f"{letter}_shoulder"]]
        upper, fore, hand = arm_angles(posture, body, side, shoulder, places)
        elbow = shoulder + body.upper_arm * down(upper)
        wrist = elbow + body.forearm * down(fore)
        joints[:, JOINT[f"{letter}_elbow"]] = elbow
        joints[:, JOINT[f"{letter}_wrist"]] = wrist
        joints[:, JOINT[f"{letter}_hand"]] = wrist + body.palm * down(hand)
    return joints


def arm_angles(
    posture: Posture, body: Proportions, side: int, shoulder: F64, places: dict[str, F64]
) -> tuple[F64, F64, F64]:
    """[T] the directions of upper arm, forearm and hand, with everything that the hand reaches for."""
    upper, elbow, wrist = posture.arm[:, side].T
    asked = [reach for reach in posture.reaches if reach.hand == side and np.any(reach.weight > 0.0)]
    if not asked:
        return upper, upper + elbow, upper + elbow + wrist
    # Between two places a hand goes the straight way, unless its elbow turns over: then it swings.
    total = np.zeros(len(posture))
    turns = np.zeros((2, len(posture)))
    for bend in (1.0, -1.0):
        weight = np.zeros(len(posture))
        middle = np.zeros((len(posture), 2))
        for reach in asked:
            if reach.elbow == bend:
                weight += reach.weight
                middle += reach.weight[:, None] * _place(reach, posture, places)
        if not weight.any():
            continue
        target = np.where(weight[:, None] > 1e-9, middle / np.maximum(weight, 1e-9)[:, None], shoulder + down(upper))
        first, second, _ = two_bones(shoulder, target, body.upper_arm, body.forearm + body.palm, -bend)
        turns[0] += weight * steady_turn(first - upper, weight)
        turns[1] += weight * steady_turn(second - first - elbow, weight)
        total += weight
    turns /= np.maximum(total, 1.0)
    upper, elbow = upper + turns[0], elbow + turns[1]
    return upper, upper + elbow, upper + elbow + wrist * (1.0 - np.minimum(total, 1.0))


def _place(reach: Reach, posture: Posture, places: dict[str, F64]) -> F64:
    if not isinstance(reach.to, str):
        return reach.to
    way = side_of(posture.yaw)[:, None]
    return places[reach.to] + np.array([reach.aside[0], 0.0]) * way + np.array([0.0, reach.aside[1]])


def steady_turn(angle: F64, weight: F64) -> F64:
    """[T] the same turns by the shorter way, without leaps to the other way round while they count in part.

    Where the weight is 1 the way round does not matter: it can change there, unseen.
    """
    made = near_turn(angle)
    partly = (weight > 1e-9) & (weight < 1.0 - 1e-9)
    edges = np.flatnonzero(np.diff(np.concatenate([[0], partly.astype(int), [0]])))
    for start, stop in edges.reshape(-1, 2):
        smooth = np.unwrap(angle[start:stop])
        made[start:stop] = smooth - 2 * np.pi * np.round(smooth.mean() / (2 * np.pi))
    return made


def near_turn(angle: F64) -> F64:
    """The same turn by the shorter way, within +-pi."""
    return np.remainder(angle + np.pi, 2 * np.pi) - np.pi
