"""Acclaim motion capture: a skeleton (.asf) and its movement (.amc), as CMU and Vicon publish them.

The motion file does not say whose it is: its skeleton is the .asf beside it with the same name, or whose name begins
the motion's (take_01.asf for take_01_07.amc), or the only one there is.

An Acclaim bone turns at its start and carries the next bone at its end. Its angles M are about axes C of its own, so
relative to its parent it turns by C M C^-1, and all rest axes are the world's. A Clip's joint stands at each bone's
start; a bone that carries nothing also gets a joint at its end, named after it with `_end`. Lengths stay in the file's
own units, as in BVH files made from the same capture.
"""

from collections.abc import Mapping
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from contracts import StudioError
from engines.motion import rotations as rot
from engines.motion.clip import Clip
from engines.motion.formats import files
from engines.motion.formats.acclaim_skeleton import (
    MOVES,
    TURNS,
    Bone,
    Skeleton,
    angle_unit,
    find_skeleton,
    lines_of,
    numbers_of,
    read_skeleton,
    wrong,
)
from engines.motion.motion import Motion, exact_fps

CMU_FPS = 120
END = "_end"


def clips(path: Path) -> list[str]:
    """The one motion of the file, under the file's name."""
    return [path.stem]


def read(path: Path, *, clip: str | None = None, mapping: Mapping[str, str | None] | None = None) -> Motion:
    """The motion of an .amc file, with the .asf beside it, on our skeleton."""
    from engines.motion.retarget import retarget

    files.only_clip(path, clip)
    return retarget(read_clip(path), mapping)


def read_clip(path: Path) -> Clip:
    """The movement on the capture's own skeleton, in its own units, y up."""
    skeleton = read_skeleton(find_skeleton(path))
    values, missing, unit = _read_motion(path, skeleton)
    notes = [f"Acclaim files name no frame rate; CMU's {CMU_FPS} frames a second were assumed."]
    if missing:
        notes.append(f"The motion leaves out {', '.join(missing)}; they stay at rest.")
    stretching = [name for name, bone in skeleton.bones.items() if "l" in bone.channels]
    if stretching:
        notes.append(f"Stretching of bones is left out: {', '.join(stretching)}.")
    names, parents, rest = _rest(skeleton)
    frames = len(next(iter(values.values())))
    rotations = np.broadcast_to(np.eye(3, dtype=np.float32), (frames, len(names), 3, 3)).copy()
    positions = np.broadcast_to(rest, (frames, len(names), 3)).astype(np.float32)
    for joint, name in enumerate(names):
        bone = skeleton.bones.get(name)
        if bone is None or not bone.channels or name not in values:
            continue
        rotations[:, joint] = _turned(bone, values[name], skeleton.unit, unit)
        for column, channel in enumerate(bone.channels):
            if channel in MOVES:
                positions[:, joint, MOVES.index(channel)] += values[name][:, column]
    rest_local = np.broadcast_to(np.eye(4, dtype=np.float32), (len(names), 4, 4)).copy()
    rest_local[:, :3, 3] = rest
    return Clip(
        exact_fps(CMU_FPS), names, parents, rest_local, rotations, positions, source=path.name, notes=tuple(notes)
    )


def _turned(bone: Bone, values: NDArray[np.float64], axis_unit: float, unit: float) -> NDArray[np.float64]:
    """C M C^-1 `[T, 3, 3]`, the first of the bone's turns done first."""
    turns = [(column, channel) for column, channel in enumerate(bone.channels) if channel in TURNS]
    c = bone.axis(axis_unit)
    if not turns:
        return np.broadcast_to(c @ c.T, (len(values), 3, 3))
    order = "".join(channel[1].upper() for _, channel in turns)[::-1]
    m = rot.from_euler(order, values[:, [column for column, _ in turns][::-1]] * unit)
    return c @ m @ c.T


def _rest(skeleton: Skeleton) -> tuple[tuple[str, ...], NDArray[np.int32], NDArray[np.float64]]:
    """Joint names, parents before children, and each joint's rest offset: its parent bone's direction and length."""
    children: dict[str, list[str]] = {name: [] for name in skeleton.bones}
    for bone in skeleton.bones.values():
        if bone.parent:
            children[bone.parent].append(bone.name)
    names: list[str] = []
    parents: list[int] = []
    offsets: list[NDArray[np.float64]] = []
    waiting = [("root", -1, skeleton.position)]
    while waiting:
        name, parent, offset = waiting.pop()
        index = len(names)
        names.append(name)
        parents.append(parent)
        offsets.append(offset)
        if name not in children:
            continue
        bone = skeleton.bones[name]
        ends = children[name] or [name + END]
        waiting += [(child, index, bone.direction * bone.length) for child in reversed(ends)]
    return tuple(names), np.array(parents, np.int32), np.array(offsets)


def _read_motion(path: Path, skeleton: Skeleton) -> tuple[dict[str, NDArray[np.float64]], list[str], float]:
    """Each moving bone's numbers `[T, dof]`, the bones that could move but do not, and radians in the angle's unit."""
    values: dict[str, list[list[float]]] = {name: [] for name, bone in skeleton.bones.items() if bone.channels}
    widths = {name: len(skeleton.bones[name].channels) for name in values}
    unit, frames, joints = skeleton.unit, 0, len(skeleton.bones)
    for line, words in lines_of(path, files.MAX_BYTES):
        name = words[0]
        if name.startswith(":"):
            if name.lower() in (":degrees", ":radians"):
                unit = angle_unit(path, line, name[1:])
        elif len(words) == 1 and name.isdecimal():
            frames += 1
            files.check_frames(path.name, frames, joints)
        elif name not in widths:
            rigid = "has no degrees of freedom" if name in skeleton.bones else "is not a bone"
            raise wrong(
                path, line, f"'{name[:60]}' {rigid} in {skeleton.path.name}", "Is this the skeleton of this motion?"
            )
        elif not frames or len(values[name]) >= frames:
            raise wrong(path, line, f"'{name}' comes twice in frame {frames}" if frames else "numbers before a frame")
        else:
            if len(words) != widths[name] + 1:
                raise wrong(path, line, f"'{name}' has {len(words) - 1} numbers, its skeleton says {widths[name]}")
            _absent(path, line, values[name], frames, name)
            values[name].append(numbers_of(path, line, f"'{name}'", words[1:], widths[name]))
    if not frames:
        raise StudioError(f"{path.name} has no frames.", "The file is cut off; download it again.")
    still = [name for name, rows in values.items() if not rows]
    for name, rows in values.items():
        if rows and len(rows) != frames:
            raise StudioError(
                f"{path.name}: '{name}' is missing in frame {len(rows) + 1} of {frames}.", "The file is cut off."
            )
    moving = {name: np.array(rows) for name, rows in values.items() if rows}
    if not moving:
        raise StudioError(f"{path.name} moves no bone.", "The file is cut off; download it again.")
    return moving, still, unit


def _absent(path: Path, line: int, rows: list[list[float]], frames: int, name: str) -> None:
    if len(rows) != frames - 1:
        raise wrong(path, line, f"'{name}' is missing in frame {len(rows) + 1}")
