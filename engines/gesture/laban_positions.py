"""What Laban notation as Microsoft's LabanotationSuite writes it says: the positions of a gesture, read and checked.

A position says where upper arm ('elbow') and forearm ('wrist') point, where the face looks and how far the body is
turned. A direction is one of the compass, 'Place', 'Forward', 'Left Backward' and so on in the speaker's own view, with
a level: High is 45 degrees above, Low 45 below; 'Place High' points straight up and 'Place Low' straight down. 'Place
Normal', which names no direction, is taken as forward.
"""

from __future__ import annotations

import re
from typing import Annotated

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from contracts import StudioError

Array = NDArray[np.float64]

HINT = "Laban JSON is written {gesture: {Position0: {start time, head, right elbow, right wrist, ...}, ...}}."
_COMPASS = {"forward": (0, 1), "backward": (0, -1), "left": (1, 0), "right": (-1, 0)}
_LEVELS = {"high": 45.0, "normal": 0.0, "middle": 0.0, "low": -45.0}


def _one(value: object) -> object:
    """Numbers are written as lists of one text: ["500"]."""
    return value[0] if isinstance(value, list) and len(value) == 1 else value


def _direction(value: object) -> object:
    """('left forward', 'high') from ["Left Forward", "High"]; refuses words that are no direction."""
    if not (isinstance(value, list) and len(value) == 2 and all(isinstance(one, str) for one in value)):
        raise ValueError('a direction is written ["Left Forward", "High"]')
    where, level = " ".join(value[0].lower().split()), value[1].lower().strip()
    words = where.split()
    if where != "place" and (not words or len(words) > 2 or any(word not in _COMPASS for word in words)):
        raise ValueError(f"'{value[0]}' is not Place, Forward, Backward, Left, Right or two of them")
    if where != "place" and np.allclose(np.sum([_COMPASS[word] for word in words], axis=0), 0):
        raise ValueError(f"'{value[0]}' points nowhere")
    if level not in _LEVELS:
        raise ValueError(f"'{value[1]}' is not High, Normal or Low")
    return where, level


def _turn(value: object) -> object:
    """Degrees to the right from ["ToRight", "60"]."""
    if not (isinstance(value, list) and len(value) == 2 and value[0] in ("ToRight", "ToLeft")):
        raise ValueError('a rotation is written ["ToRight", "60"]')
    degrees = float(value[1])
    return degrees if value[0] == "ToRight" else -degrees


Direction = Annotated[tuple[str, str], BeforeValidator(_direction)]


class Position(BaseModel):
    """One position: limbs, head and body at a time in milliseconds."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    start: Annotated[float, BeforeValidator(_one), Field(alias="start time", ge=0, le=600_000)]
    duration: Annotated[float, BeforeValidator(_one), Field(ge=-1, le=600_000)] = 0
    head: Direction = ("forward", "normal")
    right_elbow: Annotated[Direction, Field(alias="right elbow")]
    right_wrist: Annotated[Direction, Field(alias="right wrist")]
    left_elbow: Annotated[Direction, Field(alias="left elbow")]
    left_wrist: Annotated[Direction, Field(alias="left wrist")]
    rotation: Annotated[float, BeforeValidator(_turn), Field(ge=-360, le=360)] = 0.0

    def arm(self, side: str) -> tuple[tuple[str, str], tuple[str, str]]:
        """Where upper arm and forearm of 'left' or 'right' point."""
        return (self.left_elbow, self.left_wrist) if side == "left" else (self.right_elbow, self.right_wrist)


def positions(entry: object, where: str) -> list[Position]:
    """The positions of one gesture in their order; `where` names file and gesture in errors."""
    if not isinstance(entry, dict) or not entry:
        raise StudioError(f"{where} has no positions.", HINT)
    numbers = {}
    for key in entry:
        match = re.fullmatch(r"Position(\d{1,4})", str(key))
        if match is None:
            raise StudioError(f"{where}: '{key}' is not a position such as Position0.", HINT)
        numbers[int(match[1])] = key
    made: list[Position] = []
    for _, key in sorted(numbers.items()):
        try:
            one = Position.model_validate(entry[key])
        except ValidationError as error:
            first = error.errors(include_url=False)[0]
            place = ".".join(str(part) for part in first["loc"][:1])
            message = first["msg"].removeprefix("Value error, ")
            raise StudioError(f"{where}, {key}, {place or 'entry'}: {message}.", HINT) from error
        if made and one.start <= made[-1].start:
            raise StudioError(
                f"{where}, {key}, start time: {one.start:g} ms is not after the {made[-1].start:g} ms before it.",
                "Times are milliseconds from the beginning, each later than the one before.",
            )
        made.append(one)
    return made


def pointing(direction: tuple[str, str]) -> Array:
    """[3] the unit vector of a direction: left, up, forward of the speaker."""
    where, level = direction
    if where == "place" and level != "normal":
        return np.array([0.0, 1.0 if level == "high" else -1.0, 0.0])
    words = ["forward"] if where == "place" else where.split()
    flat = np.sum([_COMPASS[word] for word in words], axis=0) / np.sqrt(len(words))
    up = np.radians(_LEVELS[level])
    return np.array([flat[0] * np.cos(up), np.sin(up), flat[1] * np.cos(up)])
