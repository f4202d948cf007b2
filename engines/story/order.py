"""A film that is wanted, and the file that tells another process of it: JSON and plain numbers, and nothing that runs.

Only the types named here are made from a file, each checked by its own model or its own fields.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, fields, is_dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from pydantic import BaseModel

from engines.speech.track import Phone, SpeechTrack, Word
from engines.story.actions.call import PropTrack
from engines.story.direct import Heard, Show, Staged
from engines.story.faces import FaceTrack
from engines.story.figure import Proportions
from engines.story.performance import Acted
from engines.story.script import Line, Narration, Prop, Scene, Script
from renderers.figure_pens import Style

if TYPE_CHECKING:
    from engines.story.projector import Projector, Transitions

WORTH = 75
"""Frames of the usual size that a film needs before it is worth another process, which takes a while to start."""


@dataclass(frozen=True, eq=False)
class Order:
    """A film that is wanted. suffix: of its file, which says how frames are packed."""

    show: Show
    style: Style
    size: tuple[int, int]
    suffix: str
    seed: int = 0
    words: bool = True
    transition: Transitions = "auto"

    def projector(self) -> Projector:
        """What draws it."""
        from engines.story.projector import Projector

        return Projector(self.show, self.style, self.size, self.seed, self.words, self.transition)

    @property
    def worth(self) -> bool:
        """Whether others should help."""
        return self.show.frames * self.size[0] * self.size[1] >= WORTH * 1280 * 720

    def save(self, path: Path) -> Path:
        """Write it to `path`, which ends in .npz."""
        arrays: dict[str, np.ndarray[Any, Any]] = {}
        told = json.dumps(_told(self, arrays))
        np.savez(path, told=np.frombuffer(told.encode(), np.uint8), **arrays)  # type: ignore[arg-type]
        return path

    @classmethod
    def load(cls, path: Path) -> Order:
        """What `save` wrote."""
        with np.load(path, allow_pickle=False) as arrays:
            order = _made(json.loads(arrays["told"].tobytes()), arrays)
        if not isinstance(order, cls):
            raise ValueError(f"{path.name} holds no film that is wanted")
        return order


_PARTS = {
    part.__name__: part
    for part in (Order, Show, Staged, Acted, Proportions, FaceTrack, PropTrack, Heard, SpeechTrack, Word, Phone)
}
_MODELS = {model.__name__: model for model in (Script, Scene, Prop, Line, Narration)}


def _told(value: object, arrays: dict[str, np.ndarray[Any, Any]]) -> object:
    """`value` as JSON has it; its numbers go to `arrays`."""
    if isinstance(value, np.ndarray):
        name = f"a{len(arrays)}"
        arrays[name] = value
        return {"array": name}
    if isinstance(value, BaseModel):
        return {
            "model": type(value).__name__,
            "of": value.model_dump(mode="json", by_alias=True, exclude_defaults=True),
        }
    if is_dataclass(value):
        own = {field.name: _told(getattr(value, field.name), arrays) for field in fields(value)}
        return {"part": type(value).__name__, "of": own}
    if isinstance(value, Mapping):
        return {"names": {key: _told(one, arrays) for key, one in value.items()}}
    if isinstance(value, tuple | list):
        return [_told(one, arrays) for one in value]
    return value.item() if isinstance(value, np.generic) else value


def _made(told: Any, arrays: Mapping[str, np.ndarray[Any, Any]]) -> Any:
    """What `_told` told of."""
    if isinstance(told, list):
        return tuple(_made(one, arrays) for one in told)
    if not isinstance(told, dict):
        return told
    if "array" in told:
        return arrays[told["array"]]
    if "names" in told:
        return {key: _made(one, arrays) for key, one in told["names"].items()}
    if "model" in told:
        return _MODELS[told["model"]].model_validate(told["of"])
    return _PARTS[told["part"]](**{key: _made(one, arrays) for key, one in told["of"].items()})
