"""A show of a `.motion` JSON or an `.npz` of tensors, by us or by Stick-Gen; see motion_file.py."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from contracts import StudioError
from engines.motion.formats import archives
from engines.story import faces, vocabulary
from engines.story.direct import FPS, Show, Staged, seed_of
from engines.story.figure import JOINT, PROPORTIONS, Kind, Proportions
from engines.story.performance import Acted
from engines.story.script import Character, Placed, Position, Scene, Script
from engines.story.tensors import joints_of

F32 = NDArray[np.float32]
LONGEST = 100_000
"""Frames of a file that is played: over an hour."""
LARGEST = 400_000_000
"""Bytes."""
MOST_FPS = 1000
MOST_FIGURES = 100
FARTHEST = 1e6
"""Units from the middle of the stage."""
_BESIDE: dict[str, tuple[int, ...]] = {"actions": (), "face": (7,), "facing": ()}
_ARRAYS = ("motion_twelve", "motion_actors", "motion", "fps", "names", *_BESIDE)


class _Loose(BaseModel):
    model_config = ConfigDict(extra="ignore")


class _Meta(_Loose):
    fps: float = Field(25.0, gt=0, le=MOST_FPS, allow_inf_nan=False)
    description: str = ""


class _Skeleton(_Loose):
    input_dim: int = Field(20, ge=1)


class _Actor(_Loose):
    name: str = "Actor"
    kind: Kind = "human"
    species: str | None = Field(None, max_length=40)
    motion: list[Any]
    actions: list[Any] = []
    face: list[Any] = []
    facing: list[float] = []


class _Part(_Loose):
    place: str = "park"
    time: str = "day"
    weather: str = "clear"
    turns: list[Any] = []
    frames: int = Field(gt=0)
    cast: list[int] = []


class _File(_Loose):
    meta: _Meta = _Meta()
    skeleton: _Skeleton = _Skeleton()
    motion: list[Any]
    actions: list[Any] = []
    actors: list[_Actor] = []
    scenes: list[_Part] = []


@dataclass(frozen=True, eq=False)
class _Figure:
    name: str
    kind: Kind
    species: str | None
    tensor: NDArray[np.floating]
    actions: NDArray[np.int64]
    face: NDArray[np.floating] | None
    facing: NDArray[np.floating] | None


def read(path: Path) -> Show:
    """A show that plays what is in the file: the figures, without voices."""
    size = path.stat().st_size if path.is_file() else 0
    if not size:
        raise StudioError(f"There is nothing in {path.name}.", "Choose a .motion or .npz file that was exported.")
    if size > LARGEST:
        raise StudioError(f"{path.name} is too large to be played.", "Export a shorter part.")
    fps, figures, scenes, title = _from_npz(path) if path.suffix.lower() == ".npz" else _from_json(path)
    frames = max(len(one.tensor) for one in figures)
    if frames > LONGEST or frames / fps > LONGEST / FPS:
        raise StudioError(f"{path.name} has {frames:,} frames; {LONGEST:,} are played at most.", "Cut it first.")
    if len(figures) > MOST_FIGURES:
        raise StudioError(f"{path.name} has {len(figures):,} figures; {MOST_FIGURES} are played at most.", "Take some.")
    try:
        return _show(figures, fps, scenes, (title or path.stem)[:200])
    except ValidationError as error:
        raise StudioError(f"{path.name} is no show: {_first(error)}.", "Export it again.") from error


def _from_json(path: Path) -> tuple[float, list[_Figure], list[_Part], str]:
    hint = "Choose a .motion file that Stick-Gen or this studio wrote."
    try:
        file = _File.model_validate(json.loads(path.read_text(encoding="utf-8-sig")))
    except ValidationError as error:
        raise StudioError(f"{path.name}: {_first(error)}.", hint) from error
    except (OSError, ValueError, RecursionError) as error:  # ValueError: no JSON, no UTF-8, or an endless number
        raise StudioError(f"{path.name} is not JSON: {error}.", hint) from error
    figures = []
    if file.actors:
        for one in file.actors:
            tensor = _rows(one.motion, 48, path, one.name)
            looks = _rows(one.face, 7, path, f"the face of {one.name}") if one.face else None
            face = looks if looks is not None and len(looks) == len(tensor) else None
            ways = _sound(np.array(one.facing, float), path, f"the facing of {one.name}")
            facing = ways if len(ways) == len(tensor) else None
            codes = _codes(one.actions, len(tensor))
            figures.append(_Figure(one.name, one.kind, one.species, tensor, codes, face, facing))
    else:
        tensor = _tensor(_rows(file.motion, file.skeleton.input_dim, path, "motion"), path)
        figures = [_Figure("Actor", "human", None, tensor, _codes(file.actions, len(tensor)), None, None)]
    return file.meta.fps, figures, file.scenes, file.meta.description[:200]


def _rows(values: list[Any], width: int, path: Path, what: str) -> NDArray[np.float64]:
    """[T, width] of a flat list, or of a list of lists."""
    try:
        array = np.asarray(values, dtype=np.float64)
    except (TypeError, ValueError, OverflowError) as error:
        raise StudioError(f"{path.name}: {what} is not a list of numbers.", "Export it again.") from error
    if array.size == 0 or array.size % width:
        raise StudioError(
            f"{path.name}: {what} has {array.size} numbers, which are not whole frames of {width}.",
            "The end may be missing; export it again.",
        )
    return _sound(array.reshape(-1, width), path, what)


def _first(error: ValidationError) -> str:
    """Where the first fault is, and what."""
    first = error.errors(include_url=False)[0]
    return f"{'.'.join(map(str, first['loc']))}: {first['msg']}"


def _codes(values: Sequence[Any], frames: int) -> NDArray[np.int64]:
    """[T] numbers of actions from names or numbers; what is not known is idle."""
    known = {name: row.number for name, row in vocabulary.actions().items()}
    codes = np.zeros(frames, np.int64)
    for at, value in enumerate(values[:frames]):
        if isinstance(value, str):
            codes[at] = known.get(value.lower().split(".")[-1], 0)
        elif isinstance(value, int | float) and 0 <= value < len(known):
            codes[at] = int(value)
    return codes


def _from_npz(path: Path) -> tuple[float, list[_Figure], list[_Part], str]:
    data, _ = archives.read(path, _ARRAYS)
    whole = data.get("motion_twelve", data.get("motion_actors", data.get("motion")))
    if whole is None or whole.ndim not in (2, 3) or whole.dtype.kind not in "fiu" or not whole.size:
        hint = "It needs an array called motion, [T, 20], or motion_actors, [T, actors, 20]."
        raise StudioError(f"{path.name} holds no stick figures.", hint)
    whole = whole[:, None] if whole.ndim == 2 else whole
    fps, names = _rate(data.get("fps"), path), _names(data.get("names"), path)
    columns = {key: _columns(data.get(key), (*whole.shape[:2], *more)) for key, more in _BESIDE.items()}
    figures = []
    for k in range(whole.shape[1]):
        actions, face, facing = (None if of is None else of[:, k] for of in columns.values())
        codes = _codes(() if actions is None else actions.tolist(), len(whole))
        name = names[k] if k < len(names) else f"Actor {k + 1}"
        looks = None if face is None else _sound(face.astype(float), path, f"the face of {name}")
        ways = None if facing is None else _sound(facing.astype(float), path, f"the facing of {name}")
        tensor = _sound(_tensor(whole[:, k].astype(float), path), path, name)
        figures.append(_Figure(name, "human", None, tensor, codes, looks, ways))
    return fps, figures, [], ""


def _rate(array: NDArray[Any] | None, path: Path) -> float:
    if array is None:
        return 25.0
    value = float(array.ravel()[0]) if array.size == 1 and array.dtype.kind in "fiu" else 0.0
    if not 0 < value <= MOST_FPS:
        raise StudioError(
            f"{path.name}: 'fps' is not one number from 0 to {MOST_FPS}.", "It is the frames a second, such as 25."
        )
    return value


def _names(array: NDArray[Any] | None, path: Path) -> list[str]:
    if array is None or not array.size:
        return []
    if array.ndim != 1 or array.dtype.kind != "U":
        raise StudioError(f"{path.name}: 'names' is not a list of names.", "It has one text for each actor.")
    return [str(name) for name in array]


def _columns(array: NDArray[Any] | None, shape: tuple[int, ...]) -> NDArray[Any] | None:
    """What stands beside everybody's movement; what is of another shape is about something else."""
    return array if array is not None and array.shape == shape and array.dtype.kind in "fiu" else None


def _tensor(array: NDArray[np.float64], path: Path) -> NDArray[np.float64]:
    if array.shape[1] not in (20, 48):
        raise StudioError(
            f"{path.name} has {array.shape[1]} numbers a frame, which are not a stick figure's.",
            "It needs 20 or 48: 5 or 12 lines of x1 y1 x2 y2.",
        )
    return array


def _sound(array: NDArray[np.float64], path: Path, what: str) -> NDArray[np.float64]:
    """[T, ...] numbers that are places or weights, and none so large that no picture could show them."""
    bad = ~(np.abs(array) <= FARTHEST)
    if bad.any():
        frame = int(np.argwhere(bad)[0][0])
        size = "too large" if np.isfinite(array[frame]).all() else "not finite"
        raise StudioError(f"{path.name}: frame {frame} of {what} holds a number that is {size}.", "Mend or remove it.")
    return array


def _show(figures: list[_Figure], fps: float, parts: list[_Part], title: str) -> Show:
    total = max(len(one.tensor) for one in figures)
    if not parts or sum(part.frames for part in parts) != total:
        parts = [_Part(frames=total, cast=list(range(len(figures))))]
    people = tuple(
        Character(id=f"actor{k + 1}", name=one.name[:80] or "Actor", kind=one.kind, species=one.species)
        for k, one in enumerate(figures)
    )
    scenes, staged, begin = [], [], 0
    for number, part in enumerate(parts):
        here = slice(begin, begin + part.frames)
        begin += part.frames
        frames = max(round(part.frames / fps * FPS), 2)
        acted = {}
        for k, one in enumerate(figures):
            inside = k in part.cast and len(one.tensor) >= here.start + 2
            if inside and np.abs(one.tensor[here]).any():
                acted[people[k].id] = _acted(one, here, fps, frames)
        cast = tuple(
            Placed(who=who, position=Position(x=float(np.clip(who_acted.at("pelvis")[0, 0], -200, 200))))
            for who, who_acted in acted.items()
        )
        try:
            scene = Scene.model_validate(
                {"id": f"scene{number + 1}", "place": part.place, "time": part.time, "weather": part.weather,
                 "turns": part.turns,
                 "cast": cast, "start": 0.0, "duration": frames / FPS}
            )  # fmt: skip
        except ValidationError as error:
            raise StudioError(
                f"The file's scene {number + 1} is not one: {_first(error)}.", "Export it again."
            ) from error
        scenes.append(scene)
        staged.append(Staged(scene, frames, acted, (), (), seed_of(0, scene)))
    return Show(Script(title=title, scenes=tuple(scenes), characters=people), tuple(staged))


def _acted(one: _Figure, here: slice, fps: float, frames: int) -> Acted:
    """Somebody of a file, at our own frames a second."""
    body = _sized(one)
    joints = joints_of(one.tensor[here], body)
    at = np.minimum(np.arange(frames) * fps / FPS, len(joints) - 1)
    near = np.rint(at).astype(int)
    left = np.floor(at).astype(int)
    right = np.minimum(left + 1, len(joints) - 1)
    share = (at - left)[:, None, None]
    joints = (joints[left] * (1 - share) + joints[right] * share).astype(np.float32)
    facing = one.facing[here][near] if one.facing is not None else ways(joints)
    codes = np.pad(one.actions[here], (0, max(0, near[-1] + 1 - len(one.actions[here]))), mode="edge")[near]
    low = np.stack([joints[:, JOINT[f"{side}_ankle"], 1] for side in "lr"], axis=1) - body.ankle
    still = np.abs(np.gradient(np.stack([joints[:, JOINT[f"{side}_ankle"], 0] for side in "lr"], axis=1), axis=0))
    planted = (low < 0.03) & (still * FPS < 0.5)
    return Acted(
        float(FPS),
        one.kind,
        body,
        joints,
        np.zeros(joints.shape[:2], np.float32),
        np.asarray(facing, np.float32),
        planted,
        codes.astype(np.int64),
        _face(one, here, near, codes),
        (),
        {},
    )


def _sized(one: _Figure) -> Proportions:
    """The kind's proportions at the file's own size, which its trunk tells."""
    body = PROPORTIONS[one.kind]
    if one.tensor.shape[1] == 48:
        upper, lower = one.tensor[:, 4:8], one.tensor[:, 8:12]
        trunk = np.hypot(*(upper[:, :2] - upper[:, 2:]).T) + np.hypot(*(lower[:, :2] - lower[:, 2:]).T)
    else:
        trunk = np.hypot(*(one.tensor[:, :2] - one.tensor[:, 2:4]).T)
    seen = trunk[trunk > 1e-3]
    share = float(np.median(seen)) / (body.lower_torso + body.upper_torso) if len(seen) else 1.0
    return body if abs(share - 1) < 0.03 else body.scaled(float(np.clip(share, 0.05, 20)))


def ways(joints: F32) -> NDArray[np.float64]:
    """[T] which way a figure faces, -1 to 1, from the way it goes; one that stays faces us a little to the right."""
    from engines.story.softening import rounded

    speed = np.gradient(joints[:, JOINT["pelvis"], 0].astype(float)) * FPS if len(joints) > 2 else np.zeros(len(joints))
    way = np.where(np.abs(speed) > 0.4, np.sign(speed), 0.0)
    known = np.flatnonzero(way)
    if not len(known):
        return np.full(len(joints), 0.6)
    nearest = known[np.minimum(np.searchsorted(known, np.arange(len(way))), len(known) - 1)]
    return np.clip(rounded(0.9 * way[nearest], 3.0), -1, 1)


def _face(one: _Figure, here: slice, near: NDArray[np.int64], codes: NDArray[np.int64]) -> faces.FaceTrack:
    """The face channel as a face, with blinks and eyes of our own; without one, the faces that go with the actions."""
    names = list(vocabulary.actions())
    edges = [0, *(np.flatnonzero(np.diff(codes)) + 1).tolist()]
    expressions = None if one.face is None else one.face[here][np.minimum(near, len(one.face[here]) - 1)]
    if expressions is None:
        moods = [faces.Mood(at, vocabulary.actions()[names[codes[at]]].feeling, names[codes[at]]) for at in edges]
        return faces.faces(moods, len(near), FPS)
    kinds = np.clip(expressions[:, 0].astype(int), 0, len(faces.EXPRESSIONS) - 1)
    turns = [0, *(np.flatnonzero(np.diff(kinds)) + 1).tolist()]
    moods = [faces.Mood(at, faces.EXPRESSIONS[kinds[at]], "idle") for at in turns]
    voice = faces.Spoken(
        0,
        np.clip(expressions[:, 4].astype(float), 0, 1),
        np.clip(expressions[:, 3].astype(np.int64), 0, len(faces.MOUTHS) - 1),
    )
    return faces.faces(moods, len(near), FPS, voices=[voice])
