"""What a movement is made of, in numbers: speeds, accelerations, stillness, symmetry, space, slides, limits, touches.

Pure functions of a Motion, in the units of real people's figures: angles from the joints' relative rotations, lengths
from forward kinematics on the standard skeleton, percentiles over frames.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from engines.gesture import arms, hands, turns, volumes
from engines.motion import Motion, skeleton
from engines.motion.ground import BALL, HEEL, soles

Array = NDArray[np.float64]

INDEX = skeleton.INDEX
JOINTS = {
    "root": ("pelvis",),
    "spine1": ("spine1",), "spine2": ("spine2",), "spine3": ("spine3",),
    "neck": ("neck",), "head": ("head",),
    "collar": ("left_collar", "right_collar"), "shoulder": ("left_shoulder", "right_shoulder"),
    "elbow": ("left_elbow", "right_elbow"), "wrist": ("left_wrist", "right_wrist"),
    "index knuckle": ("left_index1", "right_index1"),
    "hip": ("left_hip", "right_hip"), "knee": ("left_knee", "right_knee"), "ankle": ("left_ankle", "right_ankle"),
}  # fmt: skip
"""The joints that are measured, left and right together."""
STILL = 0.15
"""Metres a second below which a hand counts as nearly still."""
STRIKING = 0.6
"""Metres a second above which a peak of a wrist's speed counts."""


@dataclass(frozen=True)
class Speeds:
    """Percentiles of one moving thing: speed (50th, 95th, 99th), acceleration and jerk (95th)."""

    speed: tuple[float, float, float]
    acceleration: float
    jerk: float


def angular(motion: Motion, joint: str) -> Speeds:
    """Of one of JOINTS, in rad/s, rad/s2, rad/s3."""
    fps = float(motion.fps)
    spins = [_spin(motion.rotations[:, INDEX[name]].astype(float), fps) for name in JOINTS[joint]]
    return _speeds(spins, fps)


def _spin(rotations: Array, fps: float) -> Array:
    """[T - 1, 3] angular velocity between frames of rotation vectors [T, 3], in the parent's axes, rad/s."""
    m = turns.from_vector(rotations)
    return turns.vector(m[1:] @ turns.transposed(m[:-1])) * fps


def linear(motion: Motion, joint: str) -> Speeds:
    """'wrist' relative to the chest (both hands together) or 'head' in the world; m/s, m/s2, m/s3."""
    fps = float(motion.fps)
    paths = list(wrists(motion)) if joint == "wrist" else [motion.positions()[:, INDEX[joint]].astype(float)]
    return _speeds([np.diff(path, axis=0) * fps for path in paths], fps)


def _speeds(velocities: list[Array], fps: float) -> Speeds:
    orders = []
    for order in range(3):
        steps = [np.diff(v, n=order, axis=0) * fps**order for v in velocities]
        orders.append(np.concatenate([np.linalg.norm(step, axis=-1) for step in steps]))
    if any(len(order) == 0 for order in orders):
        return Speeds((0.0, 0.0, 0.0), 0.0, 0.0)
    p50, p95, p99 = (float(value) for value in np.percentile(orders[0], (50, 95, 99)))
    return Speeds((p50, p95, p99), float(np.percentile(orders[1], 95)), float(np.percentile(orders[2], 95)))


def wrists(motion: Motion) -> tuple[Array, Array]:
    """[T, 3] each: left and right wrist from the chest (spine3), in its axes, metres."""
    positions, turned = skeleton.forward(motion.rotations, motion.translation)
    chest = turns.transposed(turned[:, INDEX["spine3"]].astype(float))
    origin = positions[:, INDEX["spine3"]]
    seen = positions[:, [INDEX["left_wrist"], INDEX["right_wrist"]]].astype(float)
    seen = seen - origin[:, None].astype(float)
    return turns.apply(chest, seen[:, 0]), turns.apply(chest, seen[:, 1])


@dataclass(frozen=True)
class HandFigures:
    """How the hands move. peaks: of a wrist's speed, each hand, a second; still: share of time; together: correlation
    of left and right wrist speed; apart: metres between the wrists; space: metres from the chest, for left and right
    and x, y, z. `apart` and the innermost of `space` are the 5th, 50th and 95th percentile."""

    peaks: float
    still: float
    together: float
    apart: tuple[float, ...]
    space: tuple[tuple[tuple[float, ...], ...], ...]


def of_hands(motion: Motion) -> HandFigures:
    """Peaks, stillness, symmetry and space of both hands."""
    fps = float(motion.fps)
    both = wrists(motion)
    speeds = [_smoothed(np.linalg.norm(np.diff(path, axis=0), axis=-1) * fps, 5) for path in both]
    peaks = [np.sum((v[1:-1] > v[:-2]) & (v[1:-1] >= v[2:]) & (v[1:-1] > STRIKING)) for v in speeds]
    moving = all(np.std(v) > 1e-9 for v in speeds)
    return HandFigures(
        peaks=float(np.mean(peaks) / max(motion.duration, 1e-9)),
        still=float(np.mean(np.concatenate(speeds) < STILL)) if len(speeds[0]) else 1.0,
        together=float(np.corrcoef(speeds[0], speeds[1])[0, 1]) if moving else 0.0,
        apart=_percentiles(np.linalg.norm(both[0] - both[1], axis=-1)),
        space=tuple(tuple(_percentiles(path[:, axis]) for axis in range(3)) for path in both),
    )


def _smoothed(values: Array, width: int) -> Array:
    if len(values) < width:
        return values
    return np.convolve(np.pad(values, width // 2, mode="edge"), np.full(width, 1 / width), mode="valid")


def _percentiles(values: Array) -> tuple[float, ...]:
    return tuple(float(value) for value in np.percentile(values, (5, 50, 95)))


@dataclass(frozen=True)
class HeadFigures:
    """How one joint of the head turns. deviation: of pitch, yaw, roll, degrees; half, most: the frequencies below which
    half and 90 % of the pitch's energy lie, hertz."""

    deviation: tuple[float, float, float]
    half: float
    most: float


def of_head(motion: Motion, joint: str = "head") -> HeadFigures:
    """Spread and pace of the joint `head` or `neck`, relative to its parent."""
    m = turns.from_vector(motion.rotations[:, INDEX[joint]].astype(float))
    pitch = np.arcsin(np.clip(-m[:, 1, 2], -1, 1))
    yaw, roll = np.arctan2(m[:, 0, 2], m[:, 2, 2]), np.arctan2(m[:, 1, 0], m[:, 1, 1])
    energy = np.abs(np.fft.rfft(pitch - pitch.mean())) ** 2
    total = np.cumsum(energy) / max(float(energy.sum()), 1e-12)
    hertz = np.fft.rfftfreq(len(pitch), 1 / float(motion.fps))
    half, most = (float(hertz[min(int(np.searchsorted(total, share)), len(hertz) - 1)]) for share in (0.5, 0.9))
    deviation = tuple(float(np.degrees(np.std(angle))) for angle in (pitch, yaw, roll))
    return HeadFigures((deviation[0], deviation[1], deviation[2]), half, most)


def foot_slide(motion: Motion) -> float:
    """The farthest a heel or ball that rests on the floor moves along it from one frame to the next, metres."""
    positions, turned = skeleton.forward(motion.rotations, motion.translation)
    places = soles(positions, turned)[:, :, [HEEL, BALL]].astype(float)
    low = places[..., 1] < 0.012
    steps = np.linalg.norm(np.diff(places[..., [0, 2]], axis=0), axis=-1)
    resting = low[1:] & low[:-1]
    return float(steps[resting].max()) if resting.any() else 0.0


def depths(motion: Motion) -> dict[str, Array]:
    """How deep [T], at most, a hand is in trunk, head, thighs, other hand and other arm, metres; below 0 outside."""
    positions, turned = (array.astype(float) for array in skeleton.forward(motion.rotations, motion.translation))
    body, limbs = volumes.body(), volumes.arms()
    first, last = body.placed(positions, turned)
    starts, ends = limbs.placed(positions, turned)
    felt = {side: hand_points(positions, turned, side) for side in ("left", "right")}
    parts = {
        "trunk": ("pelvis", "spine1", "spine2", "spine3"),
        "head": ("neck", "head"),
        "thighs": ("left_hip", "right_hip"),
    }
    out = {}
    for name, joints in parts.items():
        some = np.isin(body.joints, [INDEX[joint] for joint in joints])
        out[name] = _deepest(felt.values(), first[:, some], last[:, some], body.radii[some])
    out["other hand"] = volumes.between(felt["left"], felt["right"])[0]
    reached = []
    for side, other in (("left", "right"), ("right", "left")):
        some = np.isin(limbs.joints, [INDEX[f"{other}_shoulder"], INDEX[f"{other}_elbow"]])
        reached.append(_deepest([felt[side]], starts[:, some], ends[:, some], limbs.radii[some]))
    out["other arm"] = np.maximum(*reached)
    return out


def _deepest(felt: Iterable[Array], first: Array, last: Array, radii: Array) -> Array:
    """[T] the deepest of some hands' points in some capsules."""
    inside = [volumes.depth(points, first, last, radii, hands.RADII)[0].max(axis=1) for points in felt]
    return np.asarray(np.max(inside, axis=0))


def jolts(motion: Motion) -> tuple[float, float]:
    """The largest change of velocity from one frame to the next: of a wrist in the world, m/s, and of any joint's turn,
    rad/s."""
    fps = float(motion.fps)
    places = motion.positions()[:, [INDEX["left_wrist"], INDEX["right_wrist"]]].astype(float)
    moved = np.linalg.norm(np.diff(places, n=2, axis=0), axis=-1) * fps
    spun = [
        np.linalg.norm(np.diff(_spin(motion.rotations[:, joint].astype(float), fps), axis=0), axis=-1)
        for joint in range(skeleton.COUNT)
    ]
    return float(moved.max(initial=0.0)), float(np.max(spun, initial=0.0))


def hand_points(positions: Array, turned: Array, side: str) -> Array:
    """[T, POINTS, 3] the points of one hand from world positions [T, 55, 3] and turns [T, 55, 3, 3] of all joints."""
    sign = np.ones(3) if side == "left" else turns.MIRROR
    first = INDEX[f"{side}_index1"]
    joints = positions[:, first : first + 15].reshape(-1, 5, 3, 3)
    last = turned[:, first : first + 15].reshape(-1, 5, 3, 3, 3)[:, :, 2]
    tips = joints[:, :, 2] + np.einsum("tfab,fb->tfa", last, hands.TIPS * sign)
    wrist = positions[:, INDEX[f"{side}_wrist"]]
    palm = wrist + 0.55 * (joints[:, :4, 0].mean(axis=1) - wrist)
    fingers = np.concatenate([joints, tips[:, :, None]], axis=2).reshape(len(positions), 20, 3)
    return np.concatenate([wrist[:, None], palm[:, None], fingers], axis=1)


def beyond_limits(motion: Motion) -> dict[str, float]:
    """Degrees by which the worst frame is beyond what elbows, forearms, wrists and knees can do; 0 where none is."""
    out = {}
    positions, turned = (array.astype(float) for array in skeleton.forward(motion.rotations, motion.translation))
    for side in ("left", "right"):
        for limb, most in ((("shoulder", "elbow", "wrist"), 146), (("hip", "knee", "ankle"), 150)):
            bend = _bend(positions, *(f"{side}_{joint}" for joint in limb))
            out[f"{side} {limb[1]}"] = max(float(bend.max()) - most, 0.0)
        forward = turned[:, INDEX[f"{side}_knee"], :, 2]
        shin = positions[:, INDEX[f"{side}_ankle"]] - positions[:, INDEX[f"{side}_knee"]]
        thigh = positions[:, INDEX[f"{side}_knee"]] - positions[:, INDEX[f"{side}_hip"]]
        backwards = (turns.unit(shin) * forward).sum(-1) - (turns.unit(thigh) * forward).sum(-1)
        out[f"{side} knee backwards"] = max(float(np.degrees(backwards.max())) - 6.0, 0.0)
        twist, swing = arms.wrist_angles(motion.rotations, side)
        for name, angle, (low, high) in (
            ("forearm", twist, arms.TWIST),
            ("wrist sideways", swing[:, 0], arms.DEVIATION),
            ("wrist bend", swing[:, 1], arms.FLEX),
        ):
            beyond = np.maximum(low - angle, angle - high).max()
            out[f"{side} {name}"] = max(float(np.degrees(beyond)) - 0.1, 0.0)
    return out


def _bend(positions: Array, upper: str, middle: str, lower: str) -> Array:
    """[T] how far a limb is bent, degrees; 0 is straight."""
    a = turns.unit(positions[:, INDEX[middle]] - positions[:, INDEX[upper]])
    b = turns.unit(positions[:, INDEX[lower]] - positions[:, INDEX[middle]])
    return np.asarray(np.degrees(np.arccos(np.clip((a * b).sum(axis=-1), -1, 1))))
