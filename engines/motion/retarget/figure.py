"""The person in a clip: which joint is which, which way is up and forward, how large, and a pose to start from."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from contracts import StudioError
from engines.motion import skeleton
from engines.motion.clip import Clip
from engines.motion.naming import match, require_person

F64 = NDArray[np.float64]

SIDES = ("left", "right")


@dataclass(frozen=True, eq=False)
class Pose:
    """One pose of the source, in our axes (y up, facing +z) and our size: calibration starts from it."""

    rotations: F64
    """[J, 3, 3] world rotations."""
    positions: F64
    """[J, 3] world positions, metres on our figure."""


@dataclass(frozen=True, eq=False)
class Figure:
    """The source as a person, in our axes and scaled to legs of our length; J joints, T frames."""

    clip: Clip
    index: dict[str, int]
    """{our joint: index of theirs}"""
    spine: list[int]
    """Their joints from the first above the pelvis up to the chest."""
    neck: list[int]
    """Their joints from the first above the chest up to, not including, the head."""
    rotations: NDArray[np.float32]
    """[T, J, 3, 3] world rotations."""
    positions: F64
    """[T, J, 3] world positions, metres."""
    rest: Pose | None
    """A standing pose with straight limbs, if the clip has one."""
    zero: Pose
    """The file's own rest pose, whether or not a person could stand like that."""
    floor: float | None
    """Height of the toe joints when standing on the floor, where the file's rest pose stands on it."""
    notes: tuple[str, ...] = field(default=())

    def at(self, joint: str) -> F64:
        """[T, 3] path of the joint that is our `joint`."""
        return self.positions[:, self.index[joint]]

    def turn(self, joint: str) -> F64:
        """[T, 3, 3] world rotation of the joint that is our `joint`."""
        return self.rotations[:, self.index[joint]].astype(np.float64)

    def has(self, *joints: str) -> bool:
        return all(joint in self.index for joint in joints)


def unit(vectors: F64) -> F64:
    """Directions `[..., 3]` of length one; nothing stays nothing."""
    length = np.linalg.norm(vectors, axis=-1, keepdims=True)
    return vectors / np.where(length < 1e-12, 1.0, length)


def find_figure(clip: Clip, overrides: Mapping[str, str | None] | None = None) -> Figure:
    """Recognise the person in `clip`; a `StudioError` if it is none."""
    found = match(clip.names, clip.parents, {**clip.known, **(overrides or {})})
    require_person(found, clip.source)
    where = {name: i for i, name in reversed(list(enumerate(clip.names)))}
    index = {ours: where[theirs] for ours, theirs in found.mapping.items()}
    turns, places = clip.world()
    rest = clip.rest_world().astype(np.float64)
    notes = list(_mapping_notes(found.unmapped, found.missing))

    standing, start = None, (rest[:, :3, :3], rest[:, :3, 3])
    for name, candidate in (("rest", start), ("first", (turns[0].astype(np.float64), places[0].astype(np.float64)))):
        axes = _standing(candidate[1], index, straight=0.7 if name == "rest" else 0.95)
        if axes is not None:
            standing, start = name, candidate
            break
    if standing == "first":
        notes.append("The file's rest pose is not a standing person; its first frame is, and was used instead.")
    if standing is None:
        notes.append("The file has no standing rest pose; joint axes were worked out from the movement itself.")

    up = axes[1] if axes is not None else _moving_up(clip, places, index)
    world = _upright(up, axes[2] if axes is not None else None)
    size = _scale(places, index)
    turns = np.einsum("ij,tnjk->tnik", world.astype(np.float32), turns)
    moved = (places.astype(np.float64) @ world.T) * size

    pose = None if axes is None else Pose(axes @ start[0], (start[1] @ axes.T) * size)
    zero = Pose(world @ rest[:, :3, :3], (rest[:, :3, 3] @ world.T) * size)
    spine, neck = _trunk(clip.parents, index)
    floor = _floor(zero, index) if standing == "rest" else None
    return Figure(clip, index, spine, neck, turns, moved, pose, zero, floor, tuple(notes))


def _mapping_notes(unmapped: list[str], missing: list[str]) -> list[str]:
    notes = []
    if unmapped:
        notes.append(f"Joints of the file that have no counterpart in ours: {', '.join(unmapped)}.")
    body = [name for name in missing if name not in skeleton.HAND_JOINTS and name not in skeleton.FACE_JOINTS]
    if body:
        notes.append(f"Joints of ours that the file does not have: {', '.join(body)}.")
    return notes


def _standing(places: F64, index: Mapping[str, int], straight: float) -> F64 | None:
    """The axes (rows: to the left, up, forward) of a pose in which a person stands with straight limbs, else None.

    `straight` is the least cosine between upper and lower arm, and nearly that between thigh and shin.
    """

    def at(joint: str) -> F64:
        return places[index[joint]]

    hips, shoulders = at("left_hip") - at("right_hip"), at("left_shoulder") - at("right_shoulder")
    middle = (at("left_hip") + at("right_hip")) / 2
    top = at("neck") if "neck" in index else (at("left_shoulder") + at("right_shoulder")) / 2
    if min(np.linalg.norm(v) for v in (hips, shoulders, top - middle)) < 1e-6:
        return None
    across, up = unit(unit(hips) + unit(shoulders)), unit(top - middle)
    if np.dot(unit(hips), unit(shoulders)) < 0.9 or abs(np.dot(across, up)) > 0.3:
        return None
    up = _snap(up)
    across = _snap(unit(across - np.dot(across, up) * up))
    axes = np.stack([across, up, np.cross(across, up)])

    def direction(start: str, end: str) -> F64:
        return unit(axes @ (at(end) - at(start)))

    for side, outward in (("left", 1.0), ("right", -1.0)):
        thigh, shin = direction(f"{side}_hip", f"{side}_knee"), direction(f"{side}_knee", f"{side}_ankle")
        upper = direction(f"{side}_shoulder", f"{side}_elbow")
        lower = direction(f"{side}_elbow", f"{side}_wrist") if f"{side}_wrist" in index else upper
        legs_straight = thigh[1] < -0.8 and shin[1] < -0.8 and np.dot(thigh, shin) > max(0.9, straight)
        arms_straight = np.dot(upper, lower) > straight
        arms_beside = upper[1] < 0.35 and abs(upper[2]) < 0.5 and upper[0] * outward > -0.2
        if not (legs_straight and arms_straight and arms_beside):
            return None
        foot = f"{side}_foot"
        if foot in index and direction(f"{side}_ankle", foot)[2] < 0.2:
            return None
    return axes


def _snap(direction: F64) -> F64:
    """The nearest axis if it is within 15 degrees, else the direction itself."""
    axis = int(np.abs(direction).argmax())
    if abs(direction[axis]) < np.cos(np.radians(15.0)):
        return direction
    snapped = np.zeros(3)
    snapped[axis] = np.sign(direction[axis])
    return snapped


def _moving_up(clip: Clip, places: NDArray[np.float32], index: Mapping[str, int]) -> F64:
    """The axis along which the person mostly stands, when no rest pose tells; what the file says when it is neither."""
    feet = (places[:, index["left_ankle"]] + places[:, index["right_ankle"]]) / 2
    top = index.get("head", index.get("neck", index["left_shoulder"]))
    mean = unit(places[:, top].astype(np.float64) - feet).mean(axis=0)
    said = np.array([0.0, 0.0, 1.0] if clip.up == "z" else [0.0, 1.0, 0.0])
    other = said[[0, 2, 1]]
    return other if mean @ other > 0.8 and mean @ said < 0.5 else said


def _upright(up: F64, forward: F64 | None) -> F64:
    """The rotation that brings `up` (snapped to the nearest axis) to +y and, if known, `forward` towards +z."""
    axis = np.zeros(3)
    axis[int(np.abs(up).argmax())] = np.sign(up[int(np.abs(up).argmax())])
    if forward is None:
        forward = np.array([0.0, -1.0, 0.0]) if abs(axis[2]) > 0.5 else np.array([0.0, 0.0, 1.0])
    ahead = unit(forward - (forward @ axis) * axis)
    return np.stack([np.cross(axis, ahead), axis, ahead])


def _scale(places: NDArray[np.float32], index: Mapping[str, int]) -> float:
    """Our leg over theirs, from hip to ankle."""
    theirs = ours = 0.0
    for side in SIDES:
        for start, end in ((f"{side}_hip", f"{side}_knee"), (f"{side}_knee", f"{side}_ankle")):
            lengths = np.linalg.norm(places[:, index[end]] - places[:, index[start]], axis=-1)
            theirs += float(np.median(lengths))
            ours += float(np.linalg.norm(skeleton.REST[skeleton.INDEX[end]] - skeleton.REST[skeleton.INDEX[start]]))
    if not theirs > 1e-9:
        raise StudioError("The legs of the skeleton have no length.", "Give a mapping file that names hips and feet.")
    return ours / theirs


def _floor(zero: Pose, index: Mapping[str, int]) -> float | None:
    """Height of the toe joints in a rest pose that stands on y = 0, else None."""
    feet = [index.get(f"{side}_foot", index[f"{side}_ankle"]) for side in SIDES]
    lowest = float(zero.positions[feet, 1].min())
    return lowest if -0.02 < lowest < 0.12 else None


def _trunk(parents: NDArray[np.int32], index: Mapping[str, int]) -> tuple[list[int], list[int]]:
    """Their spine from above the pelvis to the chest, and their neck from above the chest to below the head."""

    def line(joint: int) -> list[int]:
        found = [joint]
        while parents[found[-1]] >= 0:
            found.append(int(parents[found[-1]]))
        return found

    chest = index.get("spine3")
    spine: list[int] = []
    if chest is not None:
        legs = set(line(index["pelvis"]))
        spine = [joint for joint in line(chest) if joint not in legs][::-1]
    neck: list[int] = []
    if "neck" in index and "head" in index:
        upward = line(index["head"])
        if index["neck"] in upward:
            neck = upward[1 : upward.index(index["neck"]) + 1][::-1]
    return spine, neck
