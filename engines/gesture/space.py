"""The speaker's own space: named places and directions, as a creator writes them, and the numbers they stand for.

A place is told from the middle between the shoulders in lengths of the arm (shoulder to wrist), so that it fits any
body: `side` outwards from the body's midline towards the hand's own side, `height` above the shoulders, `reach`
forward. A direction has the same axes: out, up, forward. Both are told for either hand; the other hand sees them
in a mirror.
"""

from __future__ import annotations

from typing import Annotated

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

SIDES = {"across": -0.22, "middle": 0.10, "inner": 0.26, "own": 0.44, "wide": 0.68, "far": 0.92}
HEIGHTS = {"hips": -0.82, "waist": -0.64, "belly": -0.50, "chest": -0.26, "shoulder": 0.0, "chin": 0.24, "face": 0.42,
           "above": 0.72}  # fmt: skip
REACHES = {"body": 0.26, "near": 0.38, "middle": 0.54, "away": 0.72, "full": 0.92}
DIRECTIONS = {
    "out": (1, 0, 0), "in": (-1, 0, 0), "up": (0, 1, 0), "down": (0, -1, 0), "forward": (0, 0, 1), "back": (0, 0, -1),
}  # fmt: skip


def _named(names: dict[str, float]) -> BeforeValidator:
    def number(value: object) -> object:
        if isinstance(value, str):
            if value not in names:
                raise ValueError(f"'{value}' is not one of {', '.join(names)}, nor a number")
            return names[value]
        return value

    return BeforeValidator(number)


def _direction(value: object) -> object:
    """'up in' is half way between up and in; 'up up in' leans towards up; three numbers are out, up, forward."""
    if isinstance(value, str):
        words = value.replace(",", " ").split()
        unknown = [word for word in words if word not in DIRECTIONS]
        if unknown or not words:
            raise ValueError(f"'{value}' holds no direction made of {', '.join(DIRECTIONS)}")
        value = np.sum([DIRECTIONS[word] for word in words], axis=0).tolist()
    if isinstance(value, (list, tuple)) and len(value) == 3 and all(isinstance(one, (int, float)) for one in value):
        if not 1e-6 < float(np.linalg.norm(value)) < 1e6:
            raise ValueError("a direction must point somewhere")
        return tuple(float(one) for one in value)
    return value


Side = Annotated[float, _named(SIDES), Field(ge=-0.6, le=1.35, description=f"Outwards: {', '.join(SIDES)}.")]
Height = Annotated[float, _named(HEIGHTS), Field(ge=-1.05, le=1.0, description=f"Upwards: {', '.join(HEIGHTS)}.")]
Reach = Annotated[float, _named(REACHES), Field(ge=-0.3, le=1.0, description=f"Forward: {', '.join(REACHES)}.")]
Direction = Annotated[tuple[float, float, float], BeforeValidator(_direction)]
"""(out, up, forward), of any length; in a file also words: 'up in'."""


class Place(BaseModel):
    """Where a wrist is, in lengths of the arm from the middle between the shoulders."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    side: Side = SIDES["own"]
    height: Height = HEIGHTS["belly"]
    reach: Reach = REACHES["middle"]

    def numbers(self) -> NDArray[np.float64]:
        """[3] side, height, reach."""
        return np.array([self.side, self.height, self.reach])
