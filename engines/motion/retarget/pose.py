"""Turn our 55 joints as the source turns its own."""

from dataclasses import dataclass, field
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from engines.motion import rotations as rot
from engines.motion import skeleton
from engines.motion.retarget.calibrate import Frames, ours, ours_to
from engines.motion.retarget.figure import F64, SIDES, Figure, unit

WRIST_SHARE = 0.5  # of the twist between forearm and hand, what the wrist keeps; the forearm takes the rest

# Degrees of bend of a hand at rest, for each finger from the knuckle outwards, for sources without fingers.
RELAXED = {"index": (14, 24, 14), "middle": (20, 28, 16), "ring": (25, 30, 18), "pinky": (28, 30, 18)}
RELAXED_THUMB = (8, 10, 14)


@dataclass(frozen=True, eq=False)
class Posed:
    """World rotations `[T, 55, 3, 3]` of our joints, and what had to be assumed."""

    rotations: F64
    notes: tuple[str, ...] = field(default=())


def world_rotations(figure: Figure, frames: Frames) -> Posed:
    """Every joint's world rotation in every frame."""
    count = len(figure.rotations)
    turned = np.tile(np.eye(3), (count, skeleton.COUNT, 1, 1))
    done: set[str] = set()

    def put(name: str, value: F64) -> None:
        turned[:, skeleton.INDEX[name]] = value
        done.add(name)

    def theirs(name: str) -> F64:
        joint = figure.index[name]
        return figure.rotations[:, joint].astype(np.float64) @ frames.local[joint]

    put("pelvis", theirs("pelvis"))
    for name, value in _spine(figure, frames, turned[:, 0]).items():
        put(name, value)
    for name, value in _neck_and_head(figure, frames, turned[:, skeleton.INDEX["spine3"]]).items():
        put(name, value)
    for side in SIDES:
        for name in (f"{side}_collar", f"{side}_foot", f"{side}_ankle"):
            if figure.has(name):
                put(name, theirs(name))
        for top, middle, end in (("hip", "knee", "ankle"), ("shoulder", "elbow", "wrist")):
            for start, stop in ((f"{side}_{top}", f"{side}_{middle}"), (f"{side}_{middle}", f"{side}_{end}")):
                if figure.has(stop):
                    put(start, _aimed(theirs(start), ours_to(start, stop), figure.at(stop) - figure.at(start)))
                else:
                    put(start, theirs(start))
        if figure.has(f"{side}_wrist"):
            put(f"{side}_wrist", theirs(f"{side}_wrist"))
            put(f"{side}_elbow", _share_twist(turned, side))
    notes = _fingers(figure, frames, turned, done)
    for name in skeleton.JOINTS:  # parents come before their children
        if name not in done:
            joint = skeleton.INDEX[name]
            turned[:, joint] = turned[:, skeleton.PARENTS[joint]] @ _relaxed(name)
    return Posed(turned, tuple(notes))


def _aimed(turned: F64, bone: F64, direction: F64) -> F64:
    """`turned [T, 3, 3]`, corrected by the smallest turn that brings `bone [3]` onto `direction [T, 3]`."""
    return rot.between(turned @ bone, direction).astype(np.float64) @ turned


def _spine(figure: Figure, frames: Frames, pelvis: F64) -> dict[str, F64]:
    """Our three spine joints from however many theirs has, leaning as a whole as theirs leans."""
    chain = [figure.rotations[:, joint].astype(np.float64) @ frames.local[joint] for joint in figure.spine]
    names = ("spine1", "spine2", "spine3")
    if not chain:
        return dict.fromkeys(names, pelvis)
    if len(chain) == 3:
        return _lean(figure, frames, pelvis, dict(zip(names, chain, strict=True)))
    knots = np.array([0.0, *(_along(figure))])
    centres = np.array([0.0, *((knots[:-1] + knots[1:]) / 2)])
    stack = [pelvis, *chain]
    mine = np.cumsum([0.0, *(np.linalg.norm(ours(b) - ours(a)) for a, b in _our_spine())])
    mine = mine / mine[-1]
    found = {"spine3": chain[-1]}
    for i, name in enumerate(names[:2]):
        found[name] = _between(stack, centres, float((mine[i] + mine[i + 1]) / 2))
    return _lean(figure, frames, pelvis, found)


def _our_spine() -> tuple[tuple[str, str], ...]:
    return ("spine1", "spine2"), ("spine2", "spine3"), ("spine3", "neck")


def _along(figure: Figure) -> F64:
    """How far along their spine each of its bones ends, 0 to 1."""
    top = figure.neck[0] if figure.neck else figure.index.get("head", figure.spine[-1])
    line = [*figure.spine, top]
    lengths = [
        np.median(np.linalg.norm(np.diff(figure.positions[:, [a, b]], axis=1), axis=-1)) for a, b in pairwise(line)
    ]
    lengths = [max(float(length), 0.02) for length in lengths]
    return np.cumsum(lengths) / sum(lengths)


def _between(stack: list[F64], centres: F64, place: float) -> F64:
    """The rotation at `place` along a chain of rotations that stand at `centres`."""
    after = min(int(np.searchsorted(centres, place)), len(stack) - 1)
    before = max(after - 1, 0)
    if after == before:
        return stack[after]
    share = (place - centres[before]) / max(centres[after] - centres[before], 1e-9)
    step = rot.axis_angle(np.swapaxes(stack[before], -1, -2) @ stack[after])
    return stack[before] @ rot.matrix(step * np.clip(share, 0.0, 1.0))


def _lean(figure: Figure, frames: Frames, pelvis: F64, found: dict[str, F64]) -> dict[str, F64]:
    """Bend the two lower joints so that the line from pelvis to neck leans away from upright as the source's does."""
    if not figure.has("neck") or figure.rest is None:
        return found
    index = figure.index
    theirs = unit(figure.at("neck") - figure.at("pelvis"))
    at_rest = unit(figure.rest.positions[index["neck"]] - figure.rest.positions[index["pelvis"]])
    middle = _between([pelvis, found["spine3"]], np.array([0.0, 1.0]), 0.5)
    offset = rot.between(at_rest, ours_to("pelvis", "neck")).astype(np.float64)
    wanted = (middle @ offset @ np.swapaxes(middle, -1, -2) @ theirs[..., None])[..., 0]
    bones = {name: ours(end) - ours(name) for name, end in _our_spine()}
    first = pelvis @ (ours("spine1") - ours("pelvis"))
    chest = found["spine3"] @ bones["spine3"]
    for _ in range(4):
        lower = sum(found[name] @ bones[name] for name in ("spine1", "spine2"))
        whole = first + lower + chest
        swing = rot.axis_angle(rot.between(whole, wanted))
        gain = np.linalg.norm(whole, axis=-1) / np.linalg.norm(lower, axis=-1)
        step = rot.matrix(swing * gain[..., None]).astype(np.float64)
        for name in ("spine1", "spine2"):
            found[name] = step @ found[name]
    return found


def _neck_and_head(figure: Figure, frames: Frames, chest: F64) -> dict[str, F64]:
    found: dict[str, F64] = {}
    if figure.neck:
        bones = [figure.rotations[:, joint].astype(np.float64) @ frames.local[joint] for joint in figure.neck]
        places = np.arange(len(bones), dtype=np.float64)
        found["neck"] = _between(bones, places, (len(bones) - 1) / 2)
    for name in ("head", "jaw", "left_eye", "right_eye"):
        if figure.has(name):
            joint = figure.index[name]
            found[name] = figure.rotations[:, joint].astype(np.float64) @ frames.local[joint]
    if "neck" not in found:
        found["neck"] = _between([chest, found.get("head", chest)], np.array([0.0, 1.0]), 0.5)
    return found


def _share_twist(turned: F64, side: str) -> F64:
    """The forearm, turned about itself so that the wrist keeps only its share of the twist of the hand."""
    forearm, hand = turned[:, skeleton.INDEX[f"{side}_elbow"]], turned[:, skeleton.INDEX[f"{side}_wrist"]]
    along = ours_to(f"{side}_elbow", f"{side}_wrist")
    twist = twist_about(np.swapaxes(forearm, -1, -2) @ hand, along)
    # from palms down a hand turns outwards as far as palms up and hardly the other way: which way round it got there
    usual = np.radians(-80.0 if side == "left" else 80.0)
    twist += 2 * np.pi * np.round((usual - np.median(twist)) / (2 * np.pi))
    return forearm @ rot.matrix(twist[:, None] * (1.0 - WRIST_SHARE) * along)


def twist_about(turns: F64, axis: F64) -> F64:
    """[T] how far `turns [T, 3, 3]` turn about their own `axis [3]`, continuous over time, radians."""
    quaternions = rot.quaternion(rot.axis_angle(turns)).astype(np.float64)
    return np.unwrap(2.0 * np.arctan2(quaternions[:, 1:] @ axis, quaternions[:, 0]))


def _fingers(figure: Figure, frames: Frames, turned: F64, done: set[str]) -> list[str]:
    """Fingers that bend as the source's; a note of the hands that have none."""
    still: list[str] = []
    for side in SIDES:
        found = False
        for finger in skeleton.FINGERS:
            names = [f"{side}_{finger}{bone}" for bone in (1, 2, 3)]
            if not figure.has(*names[:2]) or not figure.has(f"{side}_wrist"):
                continue
            found = True
            for i, name in enumerate(names):
                if not figure.has(name):
                    continue
                joint = figure.index[name]
                value = figure.rotations[:, joint].astype(np.float64) @ frames.local[joint]
                end = figure.index.get(names[i + 1]) if i < 2 else None
                if end is not None:
                    mine = ours_to(names[i], names[i + 1])
                    value = _aimed(value, mine, figure.positions[:, end] - figure.positions[:, joint])
                turned[:, skeleton.INDEX[name]] = value
                done.add(name)
        if not found:
            still.append(side)
    hands = {0: "", 1: f"The {''.join(still)} hand has", 2: "The hands have"}[len(still)]
    return [f"{hands} no finger movement in the file; the fingers were given a relaxed bend."] if hands else []


def _relaxed(name: str) -> F64:
    """The local rotation of a joint that the source does not have: fingers hang loosely, all else stays straight."""
    if name not in skeleton.HAND_JOINTS:
        return np.eye(3)
    side, bone = name.split("_")
    finger, number = bone[:-1], int(bone[-1]) - 1
    outward = 1.0 if side == "left" else -1.0
    if finger == "thumb":
        axis, angle = np.array([0.3, 0.9 * outward, -0.3 * outward]), RELAXED_THUMB[number]
        axis = unit(axis)
    else:
        axis, angle = np.array([0.0, 0.0, -outward]), RELAXED[finger][number]
    return rot.matrix(axis * np.radians(angle)).astype(np.float64)


def local_axis_angles(turned: F64) -> NDArray[np.float32]:
    """World rotations `[T, 55, 3, 3]` to local axis-angle `[T, 55, 3]` that does not jump from frame to frame."""
    local = turned.copy()
    local[:, 1:] = np.swapaxes(turned[:, skeleton.PARENTS[1:]], -1, -2) @ turned[:, 1:]
    return unwrapped(rot.axis_angle(local))


def unwrapped(turns: NDArray[np.float32]) -> NDArray[np.float32]:
    """Axis-angle `[T, n, 3]` with whole turns added where that keeps it nearer to the frame before."""
    found = turns.astype(np.float64)
    angle = np.linalg.norm(found, axis=-1)
    for joint in np.flatnonzero(angle.max(axis=0) > np.pi * 0.9):
        for frame in range(1, len(found)):
            before = found[frame - 1, joint]
            size = np.linalg.norm(found[frame, joint])
            # a whole turn is no turn: only the frame before tells about which axis
            axis = found[frame, joint] / size if size > 1e-4 else before / max(float(np.linalg.norm(before)), 1e-9)
            size = found[frame, joint] @ axis
            turns_away = np.round((before @ axis - size) / (2 * np.pi))
            if turns_away:
                found[frame, joint] = axis * (size + 2 * np.pi * turns_away)
    return found.astype(np.float32)
