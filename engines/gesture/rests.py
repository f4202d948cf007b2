"""How hands rest, as a creator reads it in configs/rests.yaml, and the pose that is."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Literal, get_args

import numpy as np
from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

from contracts import StudioError
from engines.gesture import shapes
from engines.gesture.poses import Pose, turn_of
from engines.gesture.space import Direction, Place

FILE = Path(__file__).resolve().parents[2] / "configs" / "rests.yaml"

RestName = Literal["ready", "one_low", "sides", "clasped", "lap", "thighs"]


class RestingHand(Place):
    """One hand at rest."""

    palm: Direction = Field(description="Where the palm faces.")
    fingers: Direction = Field(description="Where straight fingers would point.")
    shape: str = Field(description="The hand's shape, a name in configs/hand_shapes.yaml.")
    seat: float = Field(0.0, ge=0, le=1, description="1 stays with the thighs, 0 goes along with the chest.")
    steady: float = Field(0.35, ge=0, le=1, description="1 hardly wanders.")

    def pose(self) -> Pose:
        """As the performer takes it."""
        turn = turn_of(np.array(self.palm), np.array(self.fingers))
        return Pose(self.numbers(), turn, shapes.numbers(self.shape), anchor=self.seat, steady=self.steady)


class Rest(BaseModel):
    """A way for both hands to rest."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    says: str = Field("", max_length=200, description="What it looks like, in a line.")
    hand: RestingHand = Field(description="The upper or more active hand.")
    other: RestingHand = Field(description="The other hand.")


def resting(name: RestName, dominant: bool) -> Pose:
    """How one hand rests; `dominant` is the upper or more active one."""
    return _poses(FILE, FILE.stat().st_mtime_ns)[name, dominant]


@lru_cache(maxsize=4)
def _poses(file: Path, changed: int) -> Mapping[tuple[RestName, bool], Pose]:
    del changed
    found = read(file)
    return {
        (name, hand): (rest.hand if hand else rest.other).pose()
        for name, rest in found.items()
        for hand in (True, False)
    }


def read(file: Path = FILE) -> dict[RestName, Rest]:
    """The rests by name; every one of `RestName` must be there."""
    import yaml

    try:
        found = TypeAdapter(dict[RestName, Rest]).validate_python(yaml.safe_load(file.read_text(encoding="utf-8")))
    except ValidationError as error:
        one = error.errors(include_url=False)[0]
        where = ".".join(str(part) for part in one["loc"])
        raise StudioError(f"{file.name}: {where}: {one['msg']}.", "Compare it with the shipped file.") from error
    except yaml.YAMLError as error:
        raise StudioError(f"{file.name} cannot be read.", "Compare it with the shipped file.") from error
    missing = [name for name in get_args(RestName) if name not in found]
    if missing:
        raise StudioError(f"{file.name} says nothing of {', '.join(missing)}.", "Compare it with the shipped file.")
    return found
