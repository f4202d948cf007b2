"""GestureSync's motion files: rotations and locations of Blender pose bones, in three layouts.

    training   {"fps", "duration", "audio_file", "bones": {bone: {"frames": [{"time", "rotation", "location"}]}}}
    generated  {bone: {"<frame>": {"rotation_quaternion", "location"}}}
    exported   {"name", "fps", "bones": {bone: {"<frame>": {"rotation_quaternion", "location"}}}}

Quaternions are w first, in the bone's own rest frame; `blender_bones` says which rig is assumed. All are read; keys
that are missing between others are filled by slerp. `training` is what a .json is written as, with all 55 joints, none
left out, and times that are exactly frame / fps, from 0; duration is the time of the last frame, as GestureSync's own
exporter has it. The generated layout has no frame rate: Blender's default of 24 is assumed, and said.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from math import isfinite
from pathlib import Path
from typing import Any, Literal, NoReturn, TextIO

import numpy as np
from numpy.typing import NDArray

from contracts import StudioError
from engines.motion import rotations as rot
from engines.motion import skeleton
from engines.motion.formats import blender_bones as bones
from engines.motion.formats import files
from engines.motion.motion import Motion, exact_fps

Layout = Literal["training", "generated", "exported"]
MAX_BYTES = 256 * 1024**2
BLENDER_FPS = 24
_ON_FRAME = 0.1  # how far, in frames, a key's time may be from a frame and still be meant for it


@dataclass(frozen=True)
class _Track:
    """The keys of one bone: `times [K]` in frames, rising; `rotations [K, 4]` w first; `locations [K, 3]`."""

    times: NDArray[np.float64]
    rotations: NDArray[np.float64]
    locations: NDArray[np.float64]


def clips(path: Path) -> list[str]:
    """The one motion of the file, under the file's name."""
    return [path.stem]


def read(path: Path, *, clip: str | None = None, mapping: Mapping[str, str | None] | None = None) -> Motion:
    """The motion of a GestureSync file; `mapping`, {our joint: bone or None}, overrides the metarig's names."""
    files.only_clip(path, clip)
    document = _Document(path)
    layout, fps, animated = document.layout()
    notes: list[str] = []
    if fps is None:
        fps = Fraction(BLENDER_FPS)
        notes.append(f"The file names no frame rate; Blender's default of {BLENDER_FPS} was assumed.")
    joint_of = _joints(document, animated, mapping or {})
    tracks: dict[str, _Track] = {}
    strangers: list[str] = []
    for bone, keys in animated.items():
        if bone in joint_of:
            tracks[joint_of[bone]] = document.track(bone, keys, fps if layout == "training" else Fraction(1))
        else:
            strangers.append(bone)
    if not tracks:
        raise StudioError(
            f"{path.name}: none of its {len(animated)} bones is known"
            + (f" ({', '.join(sorted(animated)[:5])})." if animated else "."),
            f"Bones are named as in Blender's metarig: {', '.join(bones.GESTURESYNC_BONES)}.",
        )
    if strangers:
        notes.append(f"Bones without a counterpart here: {', '.join(strangers)}.")
    return _assembled(path, fps, tracks, notes)


def _joints(document: "_Document", animated: Mapping[str, Any], mapping: Mapping[str, str | None]) -> dict[str, str]:
    """{bone of the file: our joint}: the metarig's names, over which goes what the user says."""
    for joint, bone in mapping.items():
        if joint not in skeleton.INDEX:
            raise StudioError(f"The mapping names '{joint}', which is not one of our joints.", "Such as left_wrist.")
        if bone is not None and bone not in animated:
            raise document.error(bone, "is in the mapping but not in the file", "Look at how the file spells it.")
    taken = set(mapping.values())
    by_name = {bone: joint for bone, joint in bones.JOINT_OF.items() if joint not in mapping and bone not in taken}
    by_user = {bone: joint for joint, bone in mapping.items() if bone is not None}
    return {bone: joint for bone, joint in (by_name | by_user).items() if bone in animated}


def _assembled(path: Path, fps: Fraction, tracks: dict[str, _Track], notes: list[str]) -> Motion:
    """The tracks on one grid of frames, from the first key of any to the last."""
    first = min(track.times[0] for track in tracks.values())
    last = max(track.times[-1] for track in tracks.values())
    frames = round(float(last - first)) + 1
    files.check_frames(path.name, frames, skeleton.COUNT)
    grid = np.arange(frames, dtype=np.float64)
    rotations = np.zeros((frames, skeleton.COUNT, 3))
    translation = np.broadcast_to(skeleton.REST[0], (frames, 3)).astype(np.float64)
    filled, moved = 0, []
    for joint, track in tracks.items():
        times = track.times - first
        exact = len(times) == frames and bool(np.abs(times - grid).max() <= _ON_FRAME)
        filled += not exact
        turns = track.rotations if exact else _slerped(times, track.rotations, grid)
        rotations[:, skeleton.INDEX[joint]] = bones.from_bone(joint, rot.from_quaternion(turns))
        if joint == "pelvis":
            places = track.locations if exact else _interpolated(times, track.locations, grid)
            translation += bones.from_bone(joint, places)
        elif np.abs(track.locations).max() > 1e-4:
            moved.append(joint)
    if filled:
        notes.append(f"{filled} of {len(tracks)} bones have keys between or beside frames; they were interpolated.")
    if moved:
        notes.append(f"Locations are used for the hip only; left out for {', '.join(moved)}.")
    with np.errstate(over="ignore"):  # a Motion refuses what is not finite and says where
        return Motion.of(fps, rotations, translation, source=path.name, notes=tuple(notes))


def _slerped(times: NDArray[np.float64], turns: NDArray[np.float64], grid: NDArray[np.float64]) -> NDArray[np.floating]:
    """Quaternions `[K, 4]` at `times [K]` brought to `grid [T]`; held before the first key and after the last."""
    turns = turns / np.linalg.norm(turns, axis=1, keepdims=True)
    after = np.clip(np.searchsorted(times, grid, side="right"), 1, max(1, len(times) - 1))
    if len(times) == 1:
        return np.broadcast_to(turns, (len(grid), 4))
    span = times[after] - times[after - 1]
    amount = np.clip((grid - times[after - 1]) / span, 0.0, 1.0)
    return rot.slerp(turns[after - 1], turns[after], amount)


def _interpolated(
    times: NDArray[np.float64], places: NDArray[np.float64], grid: NDArray[np.float64]
) -> NDArray[np.float64]:
    return np.stack([np.interp(grid, times, places[:, axis]) for axis in range(3)], axis=1)


class _Document:
    """A parsed file whose parts are checked as they are asked for; errors name the key."""

    def __init__(self, path: Path) -> None:
        self.path = path
        text = files.read_text(path, MAX_BYTES)
        try:
            parsed = json.loads(text, object_pairs_hook=self._object, parse_constant=self._constant)
        except json.JSONDecodeError as error:
            raise StudioError(
                f"{path.name}, line {error.lineno}, column {error.colno}: {error.msg}.",
                "The file is not complete JSON; export it again.",
            ) from error
        except RecursionError as error:
            raise StudioError(f"{path.name} is nested too deeply.", "This is not a motion file.") from error
        except ValueError as error:  # an integer of thousands of digits
            raise StudioError(f"{path.name} holds a number that is too long.", "This is not a motion file.") from error
        if not isinstance(parsed, dict):
            raise StudioError(f"{path.name} holds no object at its top.", "A motion begins with {.")
        self.top: dict[str, Any] = parsed

    def _object(self, pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        made = dict(pairs)
        if len(made) != len(pairs):
            keys = [key for key, _ in pairs]
            twice = next(key for key in keys if keys.count(key) > 1)
            raise StudioError(f"{self.path.name} has the key '{twice[:60]}' twice in one object.", "Remove one.")
        return made

    def _constant(self, word: str) -> NoReturn:
        raise StudioError(f"{self.path.name} holds {word}, which is not a number.", "Cut that frame away.")

    def error(self, where: str, what: str, hint: str = "Export the file again.") -> StudioError:
        return StudioError(f"{self.path.name}: '{where[:80]}' {what}.", hint)

    def layout(self) -> tuple[Layout, Fraction | None, dict[str, Any]]:
        """Which layout this is, its frame rate if it names one, and the keys of each bone."""
        inside = self.top.get("bones")
        if inside is None:
            if "asset" in self.top or "samples" in self.top:
                what = "a glTF scene" if "asset" in self.top else "a list of a dataset's samples"
                raise StudioError(f"{self.path.name} is {what}, not a motion.", "Open a motion file.")
            return "generated", None, self.top
        if not isinstance(inside, dict):
            raise self.error("bones", "is not an object of bones")
        training = any(
            isinstance(keys, list) or (isinstance(keys, dict) and "frames" in keys) for keys in inside.values()
        )
        return "training" if training else "exported", self._fps(), inside

    def _fps(self) -> Fraction | None:
        value = self.top.get("fps")
        if value is None:
            return None
        if isinstance(value, bool) or not isinstance(value, int | float) or not 1 <= value <= 1000:
            raise self.error("fps", f"is {str(value)[:40]!r}", "Use 1 to 1000 frames a second.")
        return exact_fps(value)

    def track(self, bone: str, keys: Any, fps: Fraction) -> _Track:
        """The keys of one bone. Times are in seconds with an fps, or frame numbers with a rate of 1."""
        if isinstance(keys, dict) and "frames" in keys:
            keys = keys["frames"]
        if isinstance(keys, list):
            poses = [(f"{bone}.frames[{i}]", pose) for i, pose in enumerate(keys)]
        elif isinstance(keys, dict):
            poses = [(f"{bone}.{frame}", pose) for frame, pose in keys.items()]
        else:
            raise self.error(bone, "holds no frames")
        if not poses:
            raise self.error(bone, "has no frames", "Export the animation, not only the rig.")
        times, turns, places = [], [], []
        for (where, pose), name in zip(poses, keys, strict=True):
            if not isinstance(pose, dict):
                raise self.error(where, "is not a pose", 'A pose is {"rotation": [w, x, y, z], "location": [x, y, z]}.')
            times.append(self._time(where, pose.get("time", name)))
            turn = pose.get("rotation", pose.get("rotation_quaternion"))
            turns.append(self._numbers(f"{where}.rotation", turn, 4))
            places.append(self._numbers(f"{where}.location", pose.get("location", [0.0, 0.0, 0.0]), 3))
            if sum(value * value for value in turns[-1]) < 1e-12:
                raise self.error(f"{where}.rotation", "is a quaternion of length zero")
        order = np.argsort(times, kind="stable")
        rising = np.array(times)[order] * float(fps)
        if (np.diff(rising) <= 0).any():
            again = int(np.argmax(np.diff(rising) <= 0))
            raise self.error(bone, f"has two keys at {times[order[again]]:g}", "Remove one of them.")
        return _Track(rising, np.array(turns)[order], np.array(places)[order])

    def _time(self, where: str, value: Any) -> float:
        try:
            time = float("nan") if isinstance(value, bool) else float(value)
        except (TypeError, ValueError, OverflowError):
            time = float("nan")
        if not isfinite(time) or abs(time) > 1e9:
            raise self.error(where, f"has the time {str(value)[:40]!r}", "A time is seconds, or a frame's number.")
        return time

    def _numbers(self, where: str, values: Any, count: int) -> list[float]:
        if isinstance(values, list) and len(values) == count:
            good = [value for value in values if type(value) in (int, float) and -1e9 <= value <= 1e9]
            if len(good) == count:
                return [float(value) for value in good]
        raise self.error(where, f"is not {count} numbers but {str(values)[:60]}")


def write(motion: Motion, path: Path, layout: Layout = "training", tick: Callable[[], None] = lambda: None) -> None:
    """All 55 joints as bones in one of the three layouts; face weights, expression and shape have no place in it.

    `tick` is called before each bone, and may raise.
    """
    with path.open("w", encoding="utf-8", newline="\n") as file:
        fps = int(motion.fps) if motion.fps.denominator == 1 else float(motion.fps)
        if layout == "training":
            file.write(f'{{"fps": {fps}, "duration": {(len(motion) - 1) / float(motion.fps)!r}, "audio_file": "",\n')
            file.write('"bones": {\n')
        elif layout == "exported":
            file.write(f'{{"name": {json.dumps(motion.source)}, "fps": {fps},\n"bones": {{\n')
        else:
            file.write("{\n")
        for number, bone in enumerate(bones.BONE_NAMES):
            tick()
            file.write(",\n" if number else "")
            _write_bone(file, bone, motion, layout)
        file.write("\n}\n" if layout == "generated" else "\n}}\n")


def _write_bone(file: TextIO, bone: str, motion: Motion, layout: Layout) -> None:
    joint = bones.JOINT_OF[bone]
    turns = rot.quaternion(bones.to_bone(joint, motion.rotations[:, skeleton.INDEX[joint]])).astype(np.float64)
    turns[1:] *= np.cumprod(np.where((turns[1:] * turns[:-1]).sum(1) < 0, -1.0, 1.0))[:, None]  # no jumps in sign
    places = np.zeros((len(motion), 3))
    if bone == bones.HIP:
        places = bones.to_bone(joint, motion.translation.astype(np.float64) - skeleton.REST[0])
    rows = []
    for frame, (turn, place) in enumerate(zip(turns.tolist(), places.tolist(), strict=True)):
        rotation = ", ".join(f"{value:.7f}" for value in turn)
        location = ", ".join(f"{value:.6f}" for value in place)
        if layout == "training":
            time = frame * motion.fps.denominator / motion.fps.numerator
            rows.append(f'{{"time": {time!r}, "rotation": [{rotation}], "location": [{location}]}}')
        else:
            rows.append(f'"{frame}": {{"rotation_quaternion": [{rotation}], "location": [{location}]}}')
    inside = ",\n".join(rows)
    file.write(f'"{bone}": {{"frames": [\n{inside}\n]}}' if layout == "training" else f'"{bone}": {{\n{inside}\n}}')
