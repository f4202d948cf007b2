"""Hand shapes: how far each finger is closed, from configs/hand_shapes.yaml, as rotations of the finger joints."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from contracts import StudioError

FILE = Path(__file__).resolve().parents[2] / "configs" / "hand_shapes.yaml"

FINGERS = ("index", "middle", "pinky", "ring", "thumb")
"""In the order of the skeleton."""
SIZE = 4 * 4 + 4
"""Numbers of a hand: for index, middle, pinky, ring the bends of three joints and the spread; for the thumb its swing
before the palm, its swing away from the palm's edge, and the bends of its two outer joints."""

Degrees = tuple[float, float, float, float]


class HandShape(BaseModel):
    """One shape, in degrees: a finger's bends from knuckle to tip and its spread to the thumb's side."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    says: str = ""
    index: Degrees = Field(description="Bends of the three joints, then how far it leans to the thumb's side.")
    middle: Degrees
    ring: Degrees
    pinky: Degrees
    thumb: Degrees = Field(description="Across before the palm, away from the palm's edge, bends of the two joints.")

    def numbers(self) -> NDArray[np.float64]:
        """[20] radians in the order of FINGERS."""
        return np.radians([*self.index, *self.middle, *self.pinky, *self.ring, *self.thumb])


@lru_cache(maxsize=1)
def read() -> dict[str, HandShape]:
    """Every shape by name."""
    import yaml

    entries = yaml.safe_load(FILE.read_text(encoding="utf-8"))
    try:
        return {str(name): HandShape(**entry) for name, entry in entries.items()}
    except ValidationError as error:
        one = error.errors(include_url=False)[0]
        raise StudioError(f"{FILE.name}: {one['loc']}: {one['msg']}", "Compare it with the first shape.") from error


def names() -> set[str]:
    """Every shape's name."""
    return set(read())


def numbers(name: str) -> NDArray[np.float64]:
    """[20] radians of the shape called `name`."""
    return read()[name].numbers()
