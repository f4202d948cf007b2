"""A character that moves as somebody else did: a captured motion or a generated gesture on a stick figure.

The person is seen from the front, as if they stood before us: bones keep their direction, foreshortened as a camera
sees them, and get the figure's own lengths. Feet are as high above the ground as they were.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from contracts import StudioError
from engines.motion.motion import Motion
from engines.story.acting import Acted
from engines.story.direct import FPS, Show
from engines.story.faces import EYES, MOUTHS, FaceTrack
from engines.story.figure import JOINT, METRES, Proportions
from engines.story.script import Character, Script

F64 = NDArray[np.float64]
SAMPLES = Path(__file__).resolve().parents[2] / "assets" / "samples"
SAMPLE = "sample"
"""What stands before the name of a motion that comes along."""
RETURN = 0.6
"""Seconds in which a figure goes back to its own acting when the motion is over."""


def drive(show: Show, motions: Mapping[str, Path]) -> Show:
    """The show with characters (by name or id) that move as the files do, from their first scene on."""
    from engines.motion import formats

    if not motions:
        return show
    names = {one.name.lower(): one.id for one in show.script.characters}
    ids = {one.id: one.id for one in show.script.characters}
    chosen: dict[str, Motion] = {}
    for name, path in motions.items():
        who = ids.get(name.strip()) or names.get(name.lower().strip())
        if who is None:
            known = ", ".join(one.name for one in show.script.characters) or "nobody"
            raise StudioError(f"There is no '{name}' in the story who could be driven.", f"There are: {known}.")
        chosen[who] = formats.read(_file(path))
    gone = dict.fromkeys(chosen, 0.0)
    scenes = []
    for staged in show.scenes:
        acted = dict(staged.acted)
        for who, motion in chosen.items():
            if who in acted:
                acted[who] = driven(acted[who], motion, gone[who])
                gone[who] += staged.frames / FPS
        scenes.append(replace(staged, acted=acted) if acted.keys() & chosen.keys() else staged)
    return replace(show, scenes=tuple(scenes))


def portable(script: Script, find: Callable[[str], Path], folder: Path) -> Script:
    """The script as it can be filmed anywhere: motions that characters move as lie beside it, in `folder`, as .npz.

    find: the file of a motion by the name that the script has for it. What comes along with Marionette is not copied.
    """
    from engines.motion import formats

    people: list[Character] = []
    for one in script.characters:
        if one.moves and not one.moves.startswith(f"{SAMPLE}:"):
            name = f"moves-{re.sub(r'[^a-z0-9]+', '-', one.id.lower()).strip('-') or 'one'}-{len(people) + 1}.npz"
            formats.write(formats.read(find(one.moves)), folder / name)
            one = one.model_copy(update={"moves": name})
        people.append(one)
    return script.model_copy(update={"characters": tuple(people)})


def beside(script: Path | None, moves: str) -> Path:
    """The motion that a script names: beside the script if it is there, else where it says."""
    near = script.parent / moves if script is not None else Path(moves)
    if near.is_file():
        return near
    lent = moves.startswith(f"{SAMPLE}:")
    if not lent and not Path(moves).is_file():
        raise StudioError(
            f"The motion '{moves}' that a character moves as is not there.",
            "Put the file beside the script, or take 'moves' out of it: the character acts by itself then.",
        )
    return Path(moves)


def _file(path: Path) -> Path:
    """The file that is meant: the page's name of a motion that comes along, 'sample:walk.npz', says which one."""
    mark, colon, name = str(path).partition(":")
    return SAMPLES / name if colon and mark == SAMPLE and Path(name).name == name else path


def driven(acted: Acted, motion: Motion, since: float = 0.0) -> Acted:
    """`acted`, moved as `motion` does from its second `since` on, for as long as it lasts."""
    fps = float(motion.fps)
    left = motion.duration - since
    frames = min(len(acted), int(left * acted.fps))
    if frames < 2:
        return acted
    at = np.minimum(np.rint((since + np.arange(frames) / acted.fps) * fps).astype(int), len(motion) - 1)
    joints, facing, depth = figure_of(motion, at, acted.body)
    joints[:, :, 0] += float(acted.at("pelvis")[0, 0])
    moved = acted.joints.astype(float).copy()
    turned, near = acted.facing.astype(float).copy(), acted.depth.astype(float).copy()
    share = np.ones(len(acted))
    if frames < len(acted):
        fade = max(round(RETURN * acted.fps), 1)
        # The figure stays where the motion has left it, and goes on from there.
        moved[frames:, :, 0] += joints[-1, 0, 0] - moved[frames, 0, 0]
        tail = np.arange(len(acted) - frames)
        share[frames:] = np.clip(1 - (tail + 1) / fade, 0.0, 1.0)
        joints = np.concatenate([joints, np.repeat(joints[-1:], len(tail), axis=0)])
        facing, depth = (np.concatenate([one, np.repeat(one[-1:], len(tail), axis=0)]) for one in (facing, depth))
    share = share * share * (3 - 2 * share)
    mixed = moved + share[:, None, None] * (joints - moved)
    low = np.stack([mixed[:, JOINT[f"{side}_toe"], 1] for side in "lr"], axis=1)
    pace = np.abs(np.gradient(np.stack([mixed[:, JOINT[f"{side}_toe"], 0] for side in "lr"], axis=1), axis=0))
    return replace(
        acted,
        joints=mixed.astype(np.float32),
        facing=(turned + share * (facing - turned)).astype(np.float32),
        depth=(near + share[:, None] * (depth - near)).astype(np.float32),
        planted=(low < 0.06) & (pace * acted.fps < 0.6),
        face=_face(acted.face, motion, at),
        props=tuple(prop for prop in acted.props if prop.order in ("behind",)),
        moments={},
    )


_CHAIN = (
    ("pelvis", "chest", "spine1", "spine3", "lower_torso"),
    ("chest", "neck", "spine3", "neck", "upper_torso"),
    ("neck", "head", "neck", "head", "neck"),
)
_LIMBS = (
    ("shoulder", "elbow", "shoulder", "elbow", "upper_arm"),
    ("elbow", "wrist", "elbow", "wrist", "forearm"),
    ("wrist", "hand", "wrist", "middle1", "palm"),
    ("hip", "knee", "hip", "knee", "thigh"),
    ("knee", "ankle", "knee", "ankle", "shin"),
)


def figure_of(motion: Motion, at: NDArray[np.int64], body: Proportions) -> tuple[F64, F64, F64]:
    """[T, J, 2] points with the pelvis beginning at x = 0, [T] facing and [T, J] depth of frames `at`."""
    from engines.motion.skeleton import INDEX

    world = motion.positions()[at].astype(np.float64)
    joints = np.zeros((len(at), len(JOINT), 2))
    depth = np.zeros((len(at), len(JOINT)))

    def along(start: str, end: str) -> F64:
        """[T, 3] the direction of a bone."""
        way = world[:, INDEX[end]] - world[:, INDEX[start]]
        return np.asarray(way / np.maximum(np.linalg.norm(way, axis=-1, keepdims=True), 1e-9))

    def put(name: str, start: str, way: F64, length: float) -> None:
        joints[:, JOINT[name]] = joints[:, JOINT[start]] + length * way[:, :2]
        depth[:, JOINT[name]] = depth[:, JOINT[start]] + length * way[:, 2]

    across = along("right_hip", "left_hip")
    chest = along("right_shoulder", "left_shoulder")
    for start, end, first, second, length in _CHAIN:
        put(end, start, along(first, second), getattr(body, length))
    for letter, side, sign in (("l", "left", 1.0), ("r", "right", -1.0)):
        put(f"{letter}_hip", "pelvis", sign * across, body.hip)
        put(f"{letter}_shoulder", "neck", sign * chest, body.shoulder)
        joints[:, JOINT[f"{letter}_shoulder"], 1] -= 0.06
        for start, end, first, second, length in _LIMBS:
            put(
                f"{letter}_{end}",
                f"{letter}_{start}",
                along(f"{side}_{first}", f"{side}_{second}"),
                getattr(body, length),
            )
        foot = along(f"{side}_ankle", f"{side}_foot")
        flat = foot[:, [0, 2]] / np.maximum(np.linalg.norm(foot[:, [0, 2]], axis=-1, keepdims=True), 1e-9)
        drop = foot[:, 1] + 0.35  # how far the sole is from flat
        ankle = joints[:, JOINT[f"{letter}_ankle"]]
        for part, reach in (("toe", body.toe), ("heel", -body.heel)):
            # From the front a foot still shows a little of its length, outwards.
            x = reach * np.where(np.abs(flat[:, 0]) > 0.3, flat[:, 0], sign * 0.45)
            y = -body.ankle + max(reach, 0.0) * np.clip(drop, -1.0, 0.6) * 0.5
            joints[:, JOINT[f"{letter}_{part}"]] = ankle + np.stack([x, y], axis=-1)
    # The lowest point of the person is as high above the ground as it was; a share of the figure's size.
    feet = [INDEX[f"{side}_{part}"] for side in ("left", "right") for part in ("ankle", "foot")]
    rest = np.median(world[:, feet, 1].min(axis=1)) if len(world) else 0.0
    size = (body.leg + body.ankle) / 1.16
    lift = np.maximum(world[:, feet, 1].min(axis=1) - min(rest, 0.12), 0.0) / METRES * size
    soles = [JOINT[f"{letter}_{part}"] for letter in "lr" for part in ("toe", "heel")]
    joints[:, :, 1] += (lift - joints[:, soles, 1].min(axis=1))[:, None]
    joints[:, :, 0] += ((world[:, 0, 0] - world[0, 0, 0]) / METRES * size)[:, None]
    facing = np.clip(-across[:, 2] * 1.05, -1.0, 1.0)
    return joints, facing, depth


def _face(own: FaceTrack, motion: Motion, at: NDArray[np.int64]) -> FaceTrack:
    """The motion's own face where it has one; else the acted one."""
    from engines.motion.face import FACE_INDEX

    weights = motion.face[at].astype(float)
    if not np.any(weights > 0.02):
        return own

    def of(*names: str) -> F64:
        return np.asarray(np.mean([weights[:, FACE_INDEX[name]] for name in names], axis=0))

    count = len(at)
    opened = np.clip(2.2 * (of("jawOpen") - of("mouthClose")), 0, 1)
    smile = np.clip(1.6 * (of("mouthSmileLeft", "mouthSmileRight") - of("mouthFrownLeft", "mouthFrownRight")), -1, 1)
    smile = np.where(np.abs(smile) < 0.1, 0.12, smile)
    small, wide = MOUTHS.index("small_o"), MOUTHS.index("open")
    rounded = np.maximum(of("mouthPucker"), of("mouthFunnel"))
    shut = np.where(smile > 0.4, MOUTHS.index("smile"), np.where(smile < -0.4, MOUTHS.index("frown"), 0))
    mouth = np.where(opened > 0.08, np.where(rounded > 0.3, small, wide), shut)
    changed = {
        "openness": opened,
        "smile": smile,
        "mouth": mouth,
        "lid": of("eyeBlinkLeft", "eyeBlinkRight"),
        "lift": np.clip(of("browInnerUp", "browOuterUpLeft", "browOuterUpRight") * 1.4, 0, 1),
        "slant": 24 * of("browDownLeft", "browDownRight") - 14 * of("browInnerUp"),
        "wide": 1 + 0.35 * of("eyeWideLeft", "eyeWideRight"),
        "eyes": np.full(count, EYES.index("dots")),
        "speaking": opened > 0.08,
    }
    made = {name: getattr(own, name).copy() for name in changed}
    for name, values in changed.items():
        made[name][:count] = values.astype(made[name].dtype)
    return replace(own, **made)
