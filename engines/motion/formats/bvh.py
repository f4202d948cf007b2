"""BVH motion capture: any skeleton read to a Clip and retargeted; the 55 joints written.

Read: any channel order, 3 or 6 channels a joint (or any others), names with spaces and colons, any white space. Each
End Site becomes a joint named after its parent with `_end`, so that the last bone of a chain keeps its direction.

Written: SMPL-X joint names, metres, y up, facing +z, channels Zrotation Xrotation Yrotation; the root's position
channels are where the pelvis is. In Blender: File > Import > Motion Capture, with the defaults as they stand. A file of
ours is known by its names and offsets and comes back as it was.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from fractions import Fraction
from math import isfinite
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from contracts import StudioError
from engines.motion import rotations as rot
from engines.motion import skeleton
from engines.motion.clip import Clip
from engines.motion.formats import files
from engines.motion.formats.bvh_skeleton import Joint, read_skeleton
from engines.motion.motion import Motion, exact_fps

_MOTION = re.compile(r"^[ \t]*MOTION[ \t]*$", re.MULTILINE | re.IGNORECASE)
_FRAMES = re.compile(r"\s*Frames\s*:?\s*(\S+)", re.IGNORECASE)
_FRAME_TIME = re.compile(r"\s*Frame\s*Time\s*:?\s*(\S+)", re.IGNORECASE)


def clips(path: Path) -> list[str]:
    """The one motion of the file, under the file's name."""
    return [path.stem]


def read(path: Path, *, clip: str | None = None, mapping: Mapping[str, str | None] | None = None) -> Motion:
    """The motion of a BVH file on our skeleton."""
    from engines.motion.retarget import retarget

    files.only_clip(path, clip)
    return retarget(read_clip(path), mapping)


# Reading


def read_clip(path: Path) -> Clip:
    """The file's own skeleton and movement, in its own units."""
    text = files.read_text(path).replace("\r\n", "\n").replace("\r", "\n")
    start = _MOTION.search(text)
    if start is None:
        raise StudioError(
            f"{path.name} has no MOTION section.", "The file is cut off, or holds a skeleton only; export it again."
        )
    joints = read_skeleton(path, text[: start.start()])
    frames, rate, numbers_at = _motion_header(path, text, start.end())
    channels = sum(len(joint.channels) for joint in joints)
    if not channels:
        raise StudioError(f"{path.name}: no joint has channels, so nothing moves.", "Export the animation again.")
    files.check_frames(path.name, frames, len(joints))
    values = _values(path, text, numbers_at, frames, channels)
    rotations, positions = _pose(joints, values)
    rest = np.broadcast_to(np.eye(4, dtype=np.float32), (len(joints), 4, 4)).copy()
    rest[:, :3, 3] = [joint.offset or (0.0, 0.0, 0.0) for joint in joints]
    names = tuple(joint.name for joint in joints)
    parents = np.array([joint.parent for joint in joints], np.int32)
    clip = Clip(rate, names, parents, rest, rotations, positions, source=path.name)
    return replace(clip, up=_up(clip))


_UPPER, _LOWER = re.compile("head(?!.*end)", re.IGNORECASE), re.compile("foot|ankle|toe", re.IGNORECASE)


def _up(clip: Clip) -> str:
    """BVH does not say which axis is up, and both are met: it is the one along which heads are above feet."""
    heads = [i for i, name in enumerate(clip.names) if _UPPER.search(name)]
    feet = [i for i, name in enumerate(clip.names) if _LOWER.search(name)]
    if not heads or not feet:
        return "y"
    some = slice(None, None, max(1, len(clip.rotations) // 20))
    positions = replace(clip, rotations=clip.rotations[some], positions=clip.positions[some]).world()[1]
    height = positions[:, heads].mean((0, 1)) - positions[:, feet].mean((0, 1))
    return "z" if height[2] > abs(height[1]) else "y"


def _motion_header(path: Path, text: str, at: int) -> tuple[int, Fraction, int]:
    """Frames, frames a second, and where the numbers begin."""
    frames_at = _FRAMES.match(text, at)
    if frames_at is None:
        raise _at(path, text, at + 1, "after MOTION comes no 'Frames:'")
    word = frames_at[1]
    if not word.isdecimal() or len(word) > 12:
        raise _at(path, text, frames_at.start(1), f"Frames is '{word[:40]}', not a count")
    time_at = _FRAME_TIME.match(text, frames_at.end())
    if time_at is None:
        raise _at(path, text, frames_at.end() + 1, "after 'Frames:' comes no 'Frame Time:'")
    try:
        seconds = float(time_at[1])
    except ValueError:
        seconds = float("nan")
    if not 1e-3 <= seconds <= 1:  # false for NaN too
        raise _at(
            path, text, time_at.start(1), f"Frame Time is '{time_at[1][:40]}'", "It is 0.001 to 1 seconds: 0.0333333."
        )
    return int(word), exact_fps(1 / seconds), time_at.end()


def _at(path: Path, text: str, at: int, what: str, hint: str = "Export the file again.") -> StudioError:
    return StudioError(f"{path.name}, line {text.count(chr(10), 0, at) + 1}: {what}.", hint)


def _values(path: Path, text: str, at: int, frames: int, channels: int) -> NDArray[np.float64]:
    """The frames' numbers `[frames, channels]`."""
    block = text[at:]
    if frames * channels > len(block):  # a number takes two characters; do not reserve memory for a lie
        raise _wrong_values(path, text, at, frames, channels)
    try:
        values = np.fromstring(block, dtype=np.float64, sep=" ")
    except ValueError as error:
        raise _wrong_values(path, text, at, frames, channels) from error
    if values.size != frames * channels or not np.isfinite(values).all() or np.abs(values).max() > 1e9:
        raise _wrong_values(path, text, at, frames, channels)
    return values.reshape(frames, channels)


def _wrong_values(path: Path, text: str, at: int, frames: int, channels: int) -> StudioError:
    """What is wrong with the numbers: the first line that is not a frame, or how many frames there are."""
    first = text.count("\n", 0, at) + 1
    found = 0
    for number, line in enumerate(text[at:].split("\n"), start=first):
        words = line.split()
        if not words:
            continue
        for word in words:
            try:
                good = isfinite(float(word)) and abs(float(word)) <= 1e9 and "_" not in word
            except ValueError:
                good = False
            if not good:
                hint = "Write decimals with a point, not a comma." if "," in word else "Cut that frame away."
                return StudioError(f"{path.name}, line {number}: '{word[:40]}' is not a usable number.", hint)
        if len(words) != channels:
            return StudioError(
                f"{path.name}, line {number}: frame {found} has {len(words)} numbers; the skeleton has {channels} "
                f"channels.",
                "The file is cut off or was changed by hand; export it again.",
            )
        found += 1
    return StudioError(
        f"{path.name} says it has {frames} frames but holds {found}.", "The file is cut off; export it again."
    )


def _pose(joints: list[Joint], values: NDArray[np.float64]) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Local rotations `[T, J, 3, 3]` and positions `[T, J, 3]`; joints of one channel order are turned together."""
    frames = len(values)
    rotations = np.broadcast_to(np.eye(3, dtype=np.float32), (frames, len(joints), 3, 3)).copy()
    offsets = np.array([joint.offset for joint in joints], np.float32)
    positions = np.broadcast_to(offsets, (frames, len(joints), 3)).copy()
    orders: dict[str, tuple[list[int], list[list[int]]]] = {}
    column = 0
    for index, joint in enumerate(joints):
        turns = []
        for place, channel in enumerate(joint.channels, start=column):
            if channel.endswith("position"):
                positions[:, index, "XYZ".index(channel[0])] = values[:, place]
            else:
                turns.append(place)
        column += len(joint.channels)
        if turns:
            order = "".join(joint.channels[place - column][0] for place in turns)
            members, columns = orders.setdefault(order, ([], []))
            members.append(index)
            columns.append(turns)
    for order, (members, columns) in orders.items():
        rotations[:, members] = rot.from_euler(order, np.radians(values[:, np.array(columns)]))
    return rotations, positions


# Writing


def write(motion: Motion, path: Path) -> None:
    """The 55 joints; face weights, expression and shape have no place in a BVH file."""
    order = [joint for joint, _ in _depth_first()]
    angles = np.degrees(_zxy(motion.rotations[:, order])).reshape(len(motion), -1)
    table = np.concatenate([motion.translation.astype(np.float64), angles], axis=1)
    row = " ".join(["%.6f"] * table.shape[1])
    with path.open("w", encoding="ascii", newline="\n") as file:
        file.write("\n".join(_skeleton_lines()))
        file.write(f"\nMOTION\nFrames: {len(motion)}\nFrame Time: {float(1 / motion.fps)!r}\n")
        for values in table:
            file.write(row % tuple(values.tolist()) + "\n")


def _depth_first() -> list[tuple[int, int]]:
    """Our joints in the order a BVH file nests them, with their depth."""
    children: dict[int, list[int]] = {}
    for joint, parent in enumerate(skeleton.PARENTS):
        children.setdefault(int(parent), []).append(joint)
    order, waiting = [], [(0, 0)]
    while waiting:
        joint, depth = waiting.pop()
        order.append((joint, depth))
        waiting += [(child, depth + 1) for child in reversed(children.get(joint, []))]
    return order


def _skeleton_lines() -> Iterator[str]:
    yield "HIERARCHY"
    order = _depth_first()
    for (joint, depth), (_, after) in zip(order, [*order[1:], (0, 0)], strict=True):
        tab = "\t" * depth
        position = "" if depth else "Xposition Yposition Zposition "
        yield f"{tab}{'JOINT' if depth else 'ROOT'} {skeleton.JOINTS[joint]}"
        yield f"{tab}{{"
        yield f"{tab}\tOFFSET {_offset(skeleton.OFFSETS[joint])}"
        yield f"{tab}\tCHANNELS {3 if depth else 6} {position}Zrotation Xrotation Yrotation"
        if after <= depth:
            yield from (f"{tab}\tEnd Site", f"{tab}\t{{", f"{tab}\t\tOFFSET {_offset(_tip(joint))}", f"{tab}\t}}")
        for closing in range(depth, after - 1, -1):
            yield "\t" * closing + "}"


def _offset(offset: NDArray[np.floating]) -> str:
    return " ".join(f"{value:.6f}" for value in offset)


def _tip(joint: int) -> NDArray[np.floating]:
    """Where the bone of a joint without children ends: fingers go on straight, face and feet point forward."""
    name = skeleton.JOINTS[joint]
    if name[-1].isdigit():
        return skeleton.OFFSETS[joint] * 0.8
    return np.array([0.0, 0.0, 0.07 if name.endswith("foot") else 0.05])


def _zxy(axis_angles: NDArray[np.float32]) -> NDArray[np.float64]:
    """Angles `[T, J, 3]` about z, x, y, in radians, each joint's without jumps of a full turn from frame to frame."""
    from scipy.spatial.transform import Rotation

    flat = axis_angles.reshape(-1, 3).astype(np.float64)
    m = Rotation.from_rotvec(flat).as_matrix().reshape(axis_angles.shape[:-1] + (3, 3))
    cosine = np.hypot(m[..., 0, 1], m[..., 1, 1])
    locked = cosine < 1e-7  # x at a right angle: z and y turn about one axis, so y is left at rest
    z = np.where(locked, np.arctan2(m[..., 1, 0], m[..., 0, 0]), np.arctan2(-m[..., 0, 1], m[..., 1, 1]))
    x = np.arctan2(m[..., 2, 1], cosine)
    y = np.where(locked, 0.0, np.arctan2(-m[..., 2, 0], m[..., 2, 2]))
    return np.unwrap(np.stack([z, x, y], axis=-1), axis=0)
