"""Acclaim skeletons (.asf): bones that turn about axes of their own, and which skeleton goes with a motion."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from math import isfinite
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from contracts import StudioError
from engines.motion import rotations as rot
from engines.motion.formats import files

MAX_SKELETON_BYTES = 4 * 1024**2
TURNS, MOVES = ("rx", "ry", "rz"), ("tx", "ty", "tz")


@dataclass
class Bone:
    """A bone as the file has it. `axis` is C; `channels` are its degrees of freedom in the order of its numbers."""

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
class Skeleton:
    """A whole .asf: its bones by name, `root` among them, and where the root stands at rest."""

    path: Path
    bones: dict[str, Bone]
    position: NDArray[np.float64]
    unit: float
    """Radians in the file's unit of angle."""


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


def lines_of(path: Path, limit: int) -> Iterator[tuple[int, list[str]]]:
    """Line numbers and words of the lines that say something."""
    for number, line in enumerate(files.read_text(path, limit).splitlines(), start=1):
        words = line.split("#", 1)[0].split()
        if words:
            yield number, words


def wrong(path: Path, line: int, what: str, hint: str = "Export or download the file again.") -> StudioError:
    return StudioError(f"{path.name}, line {line}: {what}.", hint)


def numbers_of(path: Path, line: int, what: str, words: list[str], count: int) -> list[float]:
    try:
        numbers = [float(word) for word in words[:count]]
    except ValueError:
        numbers = []
    if len(numbers) != count or not all(isfinite(number) and abs(number) <= 1e9 for number in numbers):
        raise wrong(path, line, f"{what} is '{' '.join(words)[:60]}', not {count} numbers")
    return numbers


def read_skeleton(path: Path) -> Skeleton:
    skeleton = Skeleton(path, {"root": Bone("root", 0)}, np.zeros(3), float(np.pi / 180))
    section, bone = "", None
    for line, words in lines_of(path, MAX_SKELETON_BYTES):
        if words[0].startswith(":"):
            section, bone = words[0].lower(), None
        elif section == ":units" and words[0].lower() == "angle" and len(words) > 1:
            skeleton.unit = angle_unit(path, line, words[1])
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


def angle_unit(path: Path, line: int, word: str) -> float:
    if word.lower().startswith("deg"):
        return float(np.pi / 180)
    if word.lower().startswith("rad"):
        return 1.0
    raise wrong(path, line, f"'{word[:40]}' is not a unit of angle", "It is deg or rad.")


def _root_line(skeleton: Skeleton, line: int, words: list[str]) -> None:
    root, keyword = skeleton.bones["root"], words[0].lower()
    if keyword == "order":
        root.channels = _channels(skeleton.path, line, words[1:])
    elif keyword == "axis":
        root.order = _order(skeleton.path, line, words[1:])
    elif keyword == "position":
        skeleton.position = np.array(numbers_of(skeleton.path, line, "position", words[1:], 3))
    elif keyword == "orientation":
        root.angles = tuple(numbers_of(skeleton.path, line, "orientation", words[1:], 3))


def _bone_line(skeleton: Skeleton, line: int, words: list[str], bone: Bone | None) -> Bone | None:
    path, keyword = skeleton.path, words[0].lower()
    if keyword == "begin":
        return Bone("", line)
    if bone is None:
        return None
    if keyword == "end":
        if not bone.name:
            raise wrong(path, bone.line, "this bone has no name")
        if bone.name in skeleton.bones:
            raise wrong(path, bone.line, f"a second bone is named '{bone.name}'")
        if len(skeleton.bones) >= files.MAX_JOINTS:
            raise wrong(path, line, f"the skeleton has more than {files.MAX_JOINTS:,} bones")
        skeleton.bones[bone.name] = bone
        return None
    if keyword == "name":
        bone.name = " ".join(words[1:])
    elif keyword == "direction":
        direction = np.array(numbers_of(path, line, "direction", words[1:], 3))
        size = float(np.linalg.norm(direction))
        bone.direction = direction / size if size > 1e-9 else direction
    elif keyword == "length":
        bone.length = numbers_of(path, line, "length", words[1:], 1)[0]
    elif keyword == "axis":
        bone.angles = tuple(numbers_of(path, line, "axis", words[1:], 3))
        bone.order = _order(path, line, words[4:])
    elif keyword == "dof":
        bone.channels = _channels(path, line, words[1:])
    return bone


def _channels(path: Path, line: int, words: list[str]) -> list[str]:
    channels = [word.lower() for word in words]
    for channel in channels:
        if channel not in (*TURNS, *MOVES, "l"):
            raise wrong(path, line, f"'{channel[:40]}' is not a degree of freedom", "They are tx ty tz rx ry rz l.")
    if len(set(channels)) != len(channels):
        raise wrong(path, line, "a degree of freedom is named twice")
    return channels


def _order(path: Path, line: int, words: list[str]) -> str:
    order = "".join(words[:1]).upper()
    if sorted(order) != ["X", "Y", "Z"]:
        raise wrong(path, line, f"'{order[:40]}' is not an order of axes", "It is such as XYZ.")
    return order


def _hierarchy_line(skeleton: Skeleton, line: int, words: list[str]) -> None:
    for word in words:
        if word not in skeleton.bones:
            raise wrong(skeleton.path, line, f"'{word[:60]}' is not a bone of this skeleton")
    for child in words[1:]:
        bone = skeleton.bones[child]
        if bone.parent or child == "root":
            raise wrong(skeleton.path, line, f"'{child}' has a second parent")
        bone.parent = words[0]


def _check_tree(skeleton: Skeleton) -> None:
    """Every bone hangs from the root."""
    safe = {"root"}
    for start in skeleton.bones:
        way, name = [], start
        while name not in safe:
            if not name or name in way:
                raise wrong(skeleton.path, skeleton.bones[start].line, f"'{start}' does not hang from the root")
            way.append(name)
            name = skeleton.bones[name].parent
        safe.update(way)
