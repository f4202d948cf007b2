"""Acclaim motion capture: a skeleton (.asf) and its movement (.amc), as CMU and Vicon publish them.

The motion file does not say whose it is: its skeleton is the .asf beside it with the same name, or whose name begins
the motion's (take_01.asf for take_01_07.amc), or the only one there is.

An Acclaim bone turns at its start and carries the next bone at its end. Its angles M are about axes C of its own, so
relative to its parent it turns by C M C^-1, and all rest axes are the world's. A Clip's joint stands at each bone's
start; a bone that carries nothing also gets a joint at its end, named after it with `_end`. Lengths stay in the file's
own units, as in BVH files made from the same capture.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from math import isfinite
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from contracts import StudioError
from engines.motion import rotations as rot
from engines.motion.clip import Clip
from engines.motion.formats import files
from engines.motion.motion import Motion, exact_fps

CMU_FPS = 120
END = "_end"
MAX_SKELETON_BYTES = 4 * 1024**2
_TURNS, _MOVES = ("rx", "ry", "rz"), ("tx", "ty", "tz")


@dataclass
class _Bone:
    """`axis` is C; `channels` are the degrees of freedom in the order of the motion file's numbers."""

    name: str
    line: int
    direction: NDArray[np.float64] = field(default_factory=lambda: np.zeros(3))
    length: float = 0.0
    angles: tuple[float, ...] = (0.0, 0.0, 0.0)
    order: str = "XYZ"
    channels: list[str] = field(default_factory=list)
    parent: str = ""

    def axis(self, unit: float) -> NDArray[np.float64]:
        """C: the turns about x, y and z, the first of `order` done first."""
        turns = [self.angles["XYZ".index(letter)] * unit for letter in self.order]
        return rot.from_euler(self.order[::-1], np.array(turns[::-1])).astype(np.float64)


@dataclass
class _Skeleton:
    path: Path
    bones: dict[str, _Bone]
    position: NDArray[np.float64]
    unit: float
    """Radians in the file's unit of angle."""


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
    skeleton = _read_skeleton(find_skeleton(path))
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
            if channel in _MOVES:
                positions[:, joint, _MOVES.index(channel)] += values[name][:, column]
    rest_local = np.broadcast_to(np.eye(4, dtype=np.float32), (len(names), 4, 4)).copy()
    rest_local[:, :3, 3] = rest
    return Clip(
        exact_fps(CMU_FPS), names, parents, rest_local, rotations, positions, source=path.name, notes=tuple(notes)
    )


def _turned(bone: _Bone, values: NDArray[np.float64], axis_unit: float, unit: float) -> NDArray[np.float64]:
    """C M C^-1 `[T, 3, 3]`, the first of the bone's turns done first."""
    turns = [(column, channel) for column, channel in enumerate(bone.channels) if channel in _TURNS]
    c = bone.axis(axis_unit)
    if not turns:
        return np.broadcast_to(c @ c.T, (len(values), 3, 3))
    order = "".join(channel[1].upper() for _, channel in turns)[::-1]
    m = rot.from_euler(order, values[:, [column for column, _ in turns][::-1]] * unit)
    return c @ m @ c.T


def _rest(skeleton: _Skeleton) -> tuple[tuple[str, ...], NDArray[np.int32], NDArray[np.float64]]:
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


# The skeleton


def find_skeleton(path: Path) -> Path:
    """The .asf that goes with an .amc."""
    try:
        beside = sorted(file for file in path.parent.iterdir() if file.suffix.lower() == ".asf")
    except OSError:
        beside = []
    same = [file for file in beside if file.stem == path.stem]
    prefix = sorted((file for file in beside if path.stem.startswith(file.stem)), key=lambda file: -len(file.stem))
    if found := same or prefix[:1] or (beside if len(beside) == 1 else []):
        return found[0]
    what = f"none of the {len(beside)} .asf files beside it is named like it" if beside else "no .asf is beside it"
    raise StudioError(
        f"{path.name} has no skeleton: {what}.", f"Put {path.stem}.asf (or {path.stem.split('_')[0]}.asf) beside it."
    )


def _lines(path: Path, limit: int) -> Iterator[tuple[int, list[str]]]:
    """Line numbers and words of the lines that say something."""
    for number, line in enumerate(files.read_text(path, limit).splitlines(), start=1):
        words = line.split("#", 1)[0].split()
        if words:
            yield number, words


def _error(path: Path, line: int, what: str, hint: str = "Export or download the file again.") -> StudioError:
    return StudioError(f"{path.name}, line {line}: {what}.", hint)


def _numbers(path: Path, line: int, what: str, words: list[str], count: int) -> list[float]:
    try:
        numbers = [float(word) for word in words[:count]]
    except ValueError:
        numbers = []
    if len(numbers) != count or not all(isfinite(number) and abs(number) <= 1e9 for number in numbers):
        raise _error(path, line, f"{what} is '{' '.join(words)[:60]}', not {count} numbers")
    return numbers


def _read_skeleton(path: Path) -> _Skeleton:
    skeleton = _Skeleton(path, {"root": _Bone("root", 0)}, np.zeros(3), float(np.pi / 180))
    section, bone = "", None
    for line, words in _lines(path, MAX_SKELETON_BYTES):
        if words[0].startswith(":"):
            section, bone = words[0].lower(), None
        elif section == ":units" and words[0].lower() == "angle" and len(words) > 1:
            skeleton.unit = _angle_unit(path, line, words[1])
        elif section == ":root":
            _root_line(skeleton, line, words)
        elif section == ":bonedata":
            bone = _bone_line(skeleton, line, words, bone)
        elif section == ":hierarchy" and words[0].lower() not in ("begin", "end"):
            _hierarchy_line(skeleton, line, words)
    if len(skeleton.bones) < 2:
        raise StudioError(f"{path.name} holds no bones.", "Is this an Acclaim skeleton? Download it again.")
    _check_tree(skeleton)
    return skeleton


def _angle_unit(path: Path, line: int, word: str) -> float:
    if word.lower().startswith("deg"):
        return float(np.pi / 180)
    if word.lower().startswith("rad"):
        return 1.0
    raise _error(path, line, f"'{word[:40]}' is not a unit of angle", "It is deg or rad.")


def _root_line(skeleton: _Skeleton, line: int, words: list[str]) -> None:
    root, keyword = skeleton.bones["root"], words[0].lower()
    if keyword == "order":
        root.channels = _channels(skeleton.path, line, words[1:])
    elif keyword == "axis":
        root.order = _order(skeleton.path, line, words[1:])
    elif keyword == "position":
        skeleton.position = np.array(_numbers(skeleton.path, line, "position", words[1:], 3))
    elif keyword == "orientation":
        root.angles = tuple(_numbers(skeleton.path, line, "orientation", words[1:], 3))


def _bone_line(skeleton: _Skeleton, line: int, words: list[str], bone: _Bone | None) -> _Bone | None:
    path, keyword = skeleton.path, words[0].lower()
    if keyword == "begin":
        return _Bone("", line)
    if bone is None:
        return None
    if keyword == "end":
        if not bone.name:
            raise _error(path, bone.line, "this bone has no name")
        if bone.name in skeleton.bones:
            raise _error(path, bone.line, f"a second bone is named '{bone.name}'")
        if len(skeleton.bones) >= files.MAX_JOINTS:
            raise _error(path, line, f"the skeleton has more than {files.MAX_JOINTS:,} bones")
        skeleton.bones[bone.name] = bone
        return None
    if keyword == "name":
        bone.name = " ".join(words[1:])
    elif keyword == "direction":
        direction = np.array(_numbers(path, line, "direction", words[1:], 3))
        size = float(np.linalg.norm(direction))
        bone.direction = direction / size if size > 1e-9 else direction
    elif keyword == "length":
        bone.length = _numbers(path, line, "length", words[1:], 1)[0]
    elif keyword == "axis":
        bone.angles = tuple(_numbers(path, line, "axis", words[1:], 3))
        bone.order = _order(path, line, words[4:])
    elif keyword == "dof":
        bone.channels = _channels(path, line, words[1:])
    return bone


def _channels(path: Path, line: int, words: list[str]) -> list[str]:
    channels = [word.lower() for word in words]
    for channel in channels:
        if channel not in (*_TURNS, *_MOVES, "l"):
            raise _error(path, line, f"'{channel[:40]}' is not a degree of freedom", "They are tx ty tz rx ry rz l.")
    if len(set(channels)) != len(channels):
        raise _error(path, line, "a degree of freedom is named twice")
    return channels


def _order(path: Path, line: int, words: list[str]) -> str:
    order = "".join(words[:1]).upper()
    if sorted(order) != ["X", "Y", "Z"]:
        raise _error(path, line, f"'{order[:40]}' is not an order of axes", "It is such as XYZ.")
    return order


def _hierarchy_line(skeleton: _Skeleton, line: int, words: list[str]) -> None:
    for word in words:
        if word not in skeleton.bones:
            raise _error(skeleton.path, line, f"'{word[:60]}' is not a bone of this skeleton")
    for child in words[1:]:
        bone = skeleton.bones[child]
        if bone.parent or child == "root":
            raise _error(skeleton.path, line, f"'{child}' has a second parent")
        bone.parent = words[0]


def _check_tree(skeleton: _Skeleton) -> None:
    """Every bone hangs from the root."""
    safe = {"root"}
    for start in skeleton.bones:
        way, name = [], start
        while name not in safe:
            if not name or name in way:
                raise _error(skeleton.path, skeleton.bones[start].line, f"'{start}' does not hang from the root")
            way.append(name)
            name = skeleton.bones[name].parent
        safe.update(way)


# The motion


def _read_motion(path: Path, skeleton: _Skeleton) -> tuple[dict[str, NDArray[np.float64]], list[str], float]:
    """Each moving bone's numbers `[T, dof]`, the bones that could move but do not, and radians in the angle's unit."""
    values: dict[str, list[list[float]]] = {name: [] for name, bone in skeleton.bones.items() if bone.channels}
    widths = {name: len(skeleton.bones[name].channels) for name in values}
    unit, frames, joints = skeleton.unit, 0, len(skeleton.bones)
    for line, words in _lines(path, files.MAX_BYTES):
        name = words[0]
        if name.startswith(":"):
            if name.lower() in (":degrees", ":radians"):
                unit = _angle_unit(path, line, name[1:])
        elif len(words) == 1 and name.isdecimal():
            frames += 1
            files.check_frames(path.name, frames, joints)
        elif name not in widths:
            rigid = "has no degrees of freedom" if name in skeleton.bones else "is not a bone"
            raise _error(
                path, line, f"'{name[:60]}' {rigid} in {skeleton.path.name}", "Is this the skeleton of this motion?"
            )
        elif not frames or len(values[name]) >= frames:
            raise _error(path, line, f"'{name}' comes twice in frame {frames}" if frames else "numbers before a frame")
        else:
            if len(words) != widths[name] + 1:
                raise _error(path, line, f"'{name}' has {len(words) - 1} numbers, its skeleton says {widths[name]}")
            _absent(path, line, values[name], frames, name)
            values[name].append(_numbers(path, line, f"'{name}'", words[1:], widths[name]))
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
        raise _error(path, line, f"'{name}' is missing in frame {len(rows) + 1}")
