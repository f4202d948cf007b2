"""Limbs have weight: where hands, elbows or feet would be pushed harder than muscles can, their way is made rounder."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from engines.story.figure import JOINT, Proportions
from engines.story.kinematics import solve
from engines.story.posture import Posture

F64 = NDArray[np.float64]
Flags = NDArray[np.bool_]
HARDEST = 92.0
"""Units a second squared, as seen from the pelvis; 100 is the limit of Stick-Gen's validator."""
HARDEST_RUN = 225.0
"""The same for the legs of who runs, which no leg could keep to otherwise; 250 is the limit of physics.py."""
ROUNDS = 30
ARM = ("elbow", "wrist", "hand")
LEG = ("ankle", "toe", "heel")


def tempered(posture: Posture, body: Proportions, fps: float, running: Flags) -> F64:
    """[T, J, 2] the points of the figure, with nothing pushed harder than it can be.

    running: [T] where legs may do what running asks of them.
    """
    joints = solve(posture, body)
    if len(posture) < 5:
        return joints
    hard = np.any([_legs(joints, letter, fps, running) > 1.0 for letter in "lr"], axis=0)
    foot = posture.foot.copy()
    for start, stop in _windows(hard):
        here = slice(start, stop)
        foot[here] = _temper_feet(posture.cut(start, stop), body, fps, running[here])
    if hard.any():
        joints = solve(replace(posture, foot=foot), body)
    for letter in "lr":
        _temper_arm(joints, letter, body, fps)
    return joints


def _windows(flags: Flags, room: int = 12) -> list[tuple[int, int]]:
    """Stretches round what is flagged, with some room on both sides."""
    made: list[tuple[int, int]] = []
    for at in np.flatnonzero(flags).tolist():
        start, stop = max(at - room, 0), min(at + room + 1, len(flags))
        if made and start <= made[-1][1]:
            made[-1] = (made[-1][0], stop)
        else:
            made.append((start, stop))
    return made


def _temper_feet(posture: Posture, body: Proportions, fps: float, running: Flags) -> F64:
    """[T, 2, 3] the feet of a stretch, pushed no harder than they can be."""
    best, least = posture.foot, np.inf
    for _ in range(ROUNDS):
        joints = solve(posture, body)
        pushes = [_legs(joints, letter, fps, running) for letter in "lr"]
        beyond = sum(float(np.maximum(push - 1.0, 0.0).sum()) for push in pushes)
        if beyond < least:  # what is smoothed close to where a foot stands may be pushed harder than before
            best, least = posture.foot, beyond
        if beyond <= 0.0:
            break
        foot = posture.foot.copy()
        for side, push in enumerate(pushes):
            if push.max() > 1.0:
                foot[:, side] = mixed(foot[:, side], spread(push > 1.0) * aloft(posture.planted[:, side]))
        foot[:, :, 1] = np.maximum(foot[:, :, 1], 0.0)
        posture = replace(posture, foot=foot)
    return best


def _legs(joints: F64, letter: str, fps: float, running: Flags) -> F64:
    """[T] how hard a leg is pushed, as a share of what it can be."""
    push = _pushed((joints - joints[:, :1])[:, _places(letter, LEG)], fps)
    return push / np.where(running, HARDEST_RUN, HARDEST)


def _temper_arm(joints: F64, letter: str, body: Proportions, fps: float) -> None:
    """An arm that whips (its hand passes close to its shoulder, say) goes round in the time that it needs.

    Only its angles change, so that its bones keep their length; a hand that is nowhere pushed stays where it was.
    """
    shoulder, elbow, wrist, hand = (joints[:, JOINT[f"{letter}_{part}"]] for part in ("shoulder", *ARM))
    bones = ((shoulder, elbow, body.upper_arm), (elbow, wrist, body.forearm), (wrist, hand, body.palm))
    angles = np.stack(
        [np.unwrap(np.arctan2(end[:, 0] - start[:, 0], start[:, 1] - end[:, 1])) for start, end, _ in bones]
    )
    lengths = np.array([length for *_, length in bones])
    changed = False
    for _ in range(3 * ROUNDS):
        along = lengths[:, None, None] * np.stack([np.sin(angles), -np.cos(angles)], axis=-1)
        points = shoulder + np.cumsum(along, axis=0)
        flags = _pushed((points - joints[:, 0]).transpose(1, 0, 2), fps) > HARDEST
        if not flags.any():
            break
        changed = True
        angles = mixed(angles.T, spread(flags)).T
    if changed:
        for part, path in zip(ARM, points, strict=True):
            joints[:, JOINT[f"{letter}_{part}"]] = path


def _places(letter: str, parts: Sequence[str]) -> list[int]:
    return [JOINT[f"{letter}_{part}"] for part in parts]


def _pushed(points: F64, fps: float) -> F64:
    """[T] how hard the hardest pushed of [T, N, 2] points is pushed, units a second squared."""
    push = np.zeros(len(points))
    push[1:-1] = (np.linalg.norm(np.diff(points, 2, axis=0), axis=-1) * fps * fps).max(axis=1)
    return push


def spread(flags: Flags) -> F64:
    """[T] 1 at flagged frames and their neighbours, easing out to 0 around them."""
    reach = 5
    window = np.clip(1.3 - np.abs(np.arange(-reach, reach + 1)) / reach, 0.0, 1.0)
    padded = np.concatenate([np.zeros(reach), flags.astype(float), np.zeros(reach)])
    return np.asarray(np.lib.stride_tricks.sliding_window_view(padded, 2 * reach + 1) * window).max(axis=1)


def aloft(planted: Flags) -> F64:
    """[T] 0 where a foot stands or is about to, 1 well within its way through the air."""
    frames = np.arange(len(planted))
    if not planted.any():
        return np.ones(len(planted))
    before = np.maximum.accumulate(np.where(planted, frames, -len(planted)))
    after = np.minimum.accumulate(np.where(planted, frames, 2 * len(planted))[::-1])[::-1]
    near = np.minimum(frames - before, after - frames)
    share = np.clip(near / 3.0, 0.0, 1.0)
    return share * share * (3 - 2 * share)


def mixed(values: F64, much: F64) -> F64:
    """[T, ...] with so much of a moving mean over five frames mixed in."""
    bell = np.array([0.1, 0.24, 0.32, 0.24, 0.1])
    padded = np.concatenate([np.repeat(values[:1], 2, axis=0), values, np.repeat(values[-1:], 2, axis=0)])
    smooth = sum(weight * padded[shift : shift + len(values)] for shift, weight in enumerate(bell))
    share = much.reshape((-1,) + (1,) * (values.ndim - 1))
    return np.asarray(values + share * (smooth - values))
