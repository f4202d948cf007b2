"""A show as a `.motion` JSON or an `.npz` of tensors; see motion_file.py."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engines.story import faces, vocabulary
from engines.story.direct import FPS, Show
from engines.story.figure import BONES
from engines.story.physics import channel
from engines.story.tensors import FIVE, together

F32 = NDArray[np.float32]
SUFFIXES = (".motion", ".npz")


@dataclass(frozen=True, eq=False)
class Tensors:
    """A film as arrays: T frames, A actors; zeros where somebody is not there.

    motion: [T, A, 20]. twelve: [T, A, 48]. actions: [T, A]. physics: [T, A, 6]. face: [T, A, 7]. camera: [T, 3].
    """

    names: tuple[str, ...]
    motion: F32
    twelve: F32
    actions: NDArray[np.int64]
    physics: F32
    face: F32
    camera: F32
    facing: F32


def tensors(show: Show, size: tuple[int, int] = (1280, 720), seed: int = 0) -> Tensors:
    """Everybody's movement in the whole film, and the camera's."""
    from engines.story.picture import filmed
    from engines.story.script import STAGE

    people = [one.id for one in show.script.characters]
    count, total = len(people), show.frames
    made = Tensors(
        tuple(show.script.character(who).name for who in people),
        np.zeros((total, count, 20), np.float32),
        np.zeros((total, count, 48), np.float32),
        np.zeros((total, count), np.int64),
        np.zeros((total, count, 6), np.float32),
        np.zeros((total, count, 7), np.float32),
        np.zeros((total, 3), np.float32),
        np.zeros((total, count), np.float32),
    )
    begin = 0
    for staged in show.scenes:
        here = slice(begin, begin + staged.frames)
        for who, acted in staged.acted.items():
            column = people.index(who)
            frames = slice(0, staged.frames)
            made.motion[here, column] = together([acted])[frames, 0]
            made.twelve[here, column] = together([acted], 12)[frames, 0]
            made.actions[here, column] = acted.actions[frames]
            made.physics[here, column] = channel(acted)[frames]
            made.face[here, column] = faces.stick_gen(acted.face)[frames]
            made.facing[here, column] = acted.facing[frames]
        path = filmed(show, staged, size, staged.seed + seed)
        middle, high = path.middle[: staged.frames], path.high[: staged.frames]
        zoom = 2 * (STAGE + 1) * size[1] / size[0] / high
        made.camera[here] = np.column_stack([middle, zoom])[: staged.frames]
        begin += staged.frames
    return made


def write(show: Show, path: Path, description: str = "", seed: int = 0) -> Path:
    """The film's movement as a .motion or .npz file."""
    data = tensors(show, seed=seed)
    if path.suffix.lower() == ".npz":
        arrays: dict[str, Any] = {
            "motion": data.motion[:, 0] if len(data.names) else np.zeros((show.frames, 20), np.float32),
            "motion_actors": data.motion,
            "motion_twelve": data.twelve,
            "fps": np.array(FPS),
            "names": np.array(data.names, dtype=str),
        }
        for name in ("actions", "physics", "face", "camera", "facing"):
            arrays[name] = getattr(data, name)
        with path.open("wb") as file:
            np.savez_compressed(file, **arrays)
        return path
    path.write_text(json.dumps(_as_json(show, data, description), ensure_ascii=False), encoding="utf-8")
    return path


def _as_json(show: Show, data: Tensors, description: str) -> dict[str, Any]:
    names = list(vocabulary.actions())
    people = show.script.characters
    numbers = {one.id: number for number, one in enumerate(people)}

    def listed(array: NDArray[np.floating]) -> list[float]:
        return [float(value) for value in np.round(array.astype(np.float64), 4).ravel()]

    first = data.motion[:, 0] if len(people) else np.zeros((show.frames, 20))
    actors = [
        {
            "name": one.name, "kind": one.kind, "species": one.species,
            "skeleton": "stick_figure_12_segment_v3", "motion": listed(data.twelve[:, k]),
            "actions": data.actions[:, k].tolist(), "face": listed(data.face[:, k]),
            "facing": listed(data.facing[:, k]),
        }
        for k, one in enumerate(people)
    ]  # fmt: skip
    return {
        "meta": {
            "version": "1.0",
            "generator": "marionette",
            "created_at": datetime.now(UTC).isoformat(timespec="seconds"),
            "fps": FPS,
            "duration": round(show.frames / FPS, 3),
            "total_frames": show.frames,
            "description": description or show.script.title,
        },
        "skeleton": {
            "type": "stick_figure_5_segment",
            "joint_format": "xy_lines_flat",
            "input_dim": 20,
            "segments": [name for name, *_ in FIVE],
        },
        "motion": listed(first),
        "actions": [names[code] for code in data.actions[:, 0]] if len(people) else [],
        "physics": listed(data.physics[:, 0]) if len(people) else [],
        "camera": listed(data.camera),
        "actors": actors,
        "scenes": [
            {
                "place": staged.scene.place, "time": staged.scene.time, "weather": staged.scene.weather,
                "turns": [{"weather": turn.weather, "start": turn.start} for turn in staged.scene.turns],
                "frames": staged.frames, "cast": [numbers[who] for who in staged.acted],
            }
            for staged in show.scenes
        ],
        "bones": [name for name, *_ in BONES],
    }  # fmt: skip
