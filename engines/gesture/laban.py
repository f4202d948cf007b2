"""Reads the Laban gestures of Microsoft's LabanotationSuite: JSON files of positions become units of our lexicon.

A position says where upper arm ('elbow') and forearm ('wrist') point, where the face looks and how far the body is
turned. A direction is one of the compass, 'Place', 'Forward', 'Left Backward' and so on in the speaker's own view, with
a level: High is 45 degrees above, Low 45 below; 'Place High' points straight up and 'Place Low' straight down. 'Place
Normal', which names no direction, is taken as forward. Fingers are not noted: hands stay relaxed.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Literal

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from contracts import StudioError
from engines.gesture.lexicon import Calls, GestureUnit, HandPose, HeadMove, Key, Trunk
from engines.gesture.space import Place

Array = NDArray[np.float64]

LARGEST = 4 * 1024**2
MOST_KEYS = 16

_HINT = "Laban JSON is written {gesture: {Position0: {start time, head, right elbow, right wrist, ...}, ...}}."
_COMPASS = {"forward": (0, 1), "backward": (0, -1), "left": (1, 0), "right": (-1, 0)}
_LEVELS = {"high": 45.0, "normal": 0.0, "middle": 0.0, "low": -45.0}
_TURNS = 30.0
_HANGING = (("place", "low"), ("place", "low"))
_LEFT = np.array([1.0, 0.0, 0.0])
"""Where a left arm points in the skeleton's rest pose."""


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


def read(path: Path) -> dict[str, GestureUnit]:
    """The gestures of one file, by name: 'deictic there h' is called laban_deictic_there_h in a plan."""
    from engines.motion.formats import files

    try:
        found = json.loads(files.read_text(path, LARGEST))
    except (ValueError, RecursionError) as error:
        raise StudioError(f"{path.name} is not JSON: {str(error)[:120]}.", _HINT) from error
    if not isinstance(found, dict) or not found:
        raise StudioError(f"{path.name} holds no Laban gesture.", _HINT)
    units = [_unit(str(name), entry, path.name) for name, entry in found.items()]
    return {unit.name: unit for unit in units}


def positions(entry: object, where: str) -> list[Position]:
    """The positions of one gesture in their order; `where` names file and gesture in errors."""
    if not isinstance(entry, dict) or not entry:
        raise StudioError(f"{where} has no positions.", _HINT)
    numbers = {}
    for key in entry:
        match = re.fullmatch(r"Position(\d{1,4})", str(key))
        if match is None:
            raise StudioError(f"{where}: '{key}' is not a position such as Position0.", _HINT)
        numbers[int(match[1])] = key
    made: list[Position] = []
    for _, key in sorted(numbers.items()):
        try:
            one = Position.model_validate(entry[key])
        except ValidationError as error:
            first = error.errors(include_url=False)[0]
            place = ".".join(str(part) for part in first["loc"][:1])
            message = first["msg"].removeprefix("Value error, ")
            raise StudioError(f"{where}, {key}, {place or 'entry'}: {message}.", _HINT) from error
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


@dataclass(frozen=True)
class _Step:
    """A position that differs from the one before, or ends a time of staying; `seconds` since the step before."""

    seconds: float
    at: Position


def _unit(name: str, entry: object, file: str) -> GestureUnit:
    where = f"{file}: '{name}'"
    noted = positions(entry, where)
    steps = _steps(noted)
    busy = [side for side in ("right", "left") if any(step.at.arm(side) != _HANGING for step in steps)]
    main = busy[0] if busy else "right"
    sign = 1.0 if main == "left" else -1.0
    keys = tuple(_key(step, main, both=len(busy) == 2) for step in steps) if busy else ()
    if len(keys) > MOST_KEYS:
        raise StudioError(
            f"{where} has {len(keys)} different positions; a gesture takes {MOST_KEYS}.",
            "Cut it into several gestures.",
        )
    apex = _apex(noted[0], steps, busy)
    turn = max((step.at.rotation for step in steps), key=abs, default=0.0)
    known = {
        "name": _called(name, where),
        "says": f"Laban notation: {name}."[:200],
        "hands": ("none", "one", "two")[len(busy)],
        "strokes": keys,
        "apex": apex if keys else 0,
        "scales": False,
        "hold": 0.3,
        "head": _head(noted, sign),
        "trunk": Trunk(turn=float(np.clip(-sign * turn, -_TURNS, _TURNS))),
        "calls": Calls(words=(name.lower(),) if re.fullmatch(r"[A-Za-z]+", name) else ()),
    }
    try:
        return GestureUnit.model_validate(known)
    except ValidationError as error:
        raise StudioError(f"{where}: {error.errors(include_url=False)[0]['msg']}.", _HINT) from error


def _called(name: str, where: str) -> str:
    plain = re.sub(r"[^a-z0-9]+", "_", name.lower()).strip("_")
    if not plain or len(plain) > 34:
        raise StudioError(f"{where}: a name has 1 to 34 letters or digits.", "Rename the gesture in the file.")
    return f"laban_{plain}"


def _steps(noted: list[Position]) -> list[_Step]:
    """The positions between a first and a last in which the arms hang; of equal ones in a row, first and last."""
    first = 1 if _hangs(noted[0]) else 0
    last = len(noted) - 1 if len(noted) > 1 and _hangs(noted[-1]) else len(noted)
    inner = list(range(first, last))
    kept = [
        n
        for n in inner
        if n == inner[0] or n == inner[-1] or not _same(noted[n - 1], noted[n]) or not _same(noted[n], noted[n + 1])
    ]
    made, before = [], noted[0].start if first else noted[0].start - 500
    for n in kept:
        made.append(_Step(float(np.clip((noted[n].start - before) / 1000, 0.08, 3.0)), noted[n]))
        before = noted[n].start
    return made


def _hangs(one: Position) -> bool:
    return one.arm("left") == _HANGING == one.arm("right")


def _same(one: Position, other: Position) -> bool:
    return one.arm("left") == other.arm("left") and one.arm("right") == other.arm("right")


def _key(step: _Step, main: str, both: bool) -> Key:
    hand = _pose(*step.at.arm(main), main)
    other = _pose(*step.at.arm("right" if main == "left" else "left"), "right" if main == "left" else "left")
    return Key(
        **hand.model_dump(exclude_unset=True),
        seconds=step.seconds,
        path="straight",
        accent=0.3,
        other=other if both else None,
    )


def _pose(upper: tuple[str, str], lower: tuple[str, str], side: str) -> HandPose:
    """The pose of a hand whose arm points as noted. The shoulder goes along with the arm: it is found step by step."""
    from engines.gesture import arms
    from engines.motion import skeleton

    outward = np.array([1.0 if side == "left" else -1.0, 1.0, 1.0])
    above, below = pointing(upper) * outward, pointing(lower) * outward
    palm = np.array([0.0, -1.0, 0.0]) if abs(below[0]) > 0.9 else np.array([-1.0, 0.0, 0.0])
    shoulder, lift = skeleton.REST[skeleton.INDEX["left_shoulder"]].astype(float) - arms.ORIGIN, 0.0
    for _ in range(3):
        wrist = shoulder + arms.UPPER * above + arms.LOWER * below
        lift, shoulder = _lift(wrist, palm, below, above)
    place = np.clip(wrist / arms.LENGTH, (-0.6, -1.05, -0.3), (1.35, 1.0, 1.0))
    return HandPose(
        at=Place(side=float(place[0]), height=float(place[1]), reach=float(place[2])),
        palm=(float(palm[0]), float(palm[1]), float(palm[2])),
        fingers=(float(below[0]), float(below[1]), float(below[2])),
        shape="relaxed",
        elbow=lift,
    )


def _lift(wrist: Array, palm: Array, fingers: Array, upper: Array) -> tuple[float, Array]:
    """Degrees by which the elbow is raised so that the upper arm points as noted, and where the shoulder is then."""
    from engines.gesture import arms, turns

    lifts = np.arange(-40.0, 71.0, 2.0)
    count = len(lifts)
    hand = np.broadcast_to(arms.orientation(palm, fingers), (count, 3, 3))
    solved = arms.solve(np.broadcast_to(wrist, (count, 3)), hand, np.radians(lifts), np.zeros(count))
    along = turns.apply(solved.collar @ solved.shoulder, np.broadcast_to(_LEFT, (count, 3)))
    best = int(np.argmax(along @ upper - 1e-4 * np.abs(lifts)))
    return float(lifts[best]), solved.elbow_place[best] - arms.UPPER * along[best]


def _apex(first: Position, steps: list[_Step], busy: list[str]) -> int:
    """The step that moves the arms farthest: its arrival is the stroke."""
    ways, before = [], first
    for step in steps:
        moved = [pointing(a) - pointing(b) for side in busy
                 for a, b in zip(step.at.arm(side), before.arm(side), strict=True)]  # fmt: skip
        ways.append(float(sum(np.linalg.norm(one) for one in moved)))
        before = step.at
    return int(np.argmax(ways)) if ways else 0


def _head(noted: list[Position], sign: float) -> tuple[HeadMove, ...]:
    """A shake where the face goes to both sides, a nod where it dips more than once, else a turn, a duck, a raise."""
    looks = [pointing(one.head) for one in noted]
    sides = [float(np.degrees(np.arctan2(look[0], look[2]))) for look in looks]
    levels = [float(np.degrees(np.arcsin(np.clip(look[1], -1, 1)))) for look in looks]
    away = [n for n in range(len(noted)) if abs(sides[n]) > 1 or abs(levels[n]) > 1]
    if not away:
        return ()
    span = (noted[min(away[-1] + 1, len(noted) - 1)].start - noted[max(away[0] - 1, 0)].start) / 1000
    made: list[HeadMove] = []
    if min(sides) < -1 and max(sides) > 1:
        changes = sum(a * b < 0 for a, b in zip(_signs(sides)[:-1], _signs(sides)[1:], strict=True))
        made.append(_move("shake", 14, max(changes, 1) / 2 + 0.5, span / max(changes, 1)))
    elif any(abs(side) > 1 for side in sides):
        farthest = max(sides, key=abs)
        made.append(_move("turn", float(np.clip(sign * farthest * 0.6, -40, 40)), 1, span))
    dips = _signs(levels).count(-1.0)
    if dips > 1:
        made.append(_move("nod", 12, dips, span / dips))
    elif any(level < -1 for level in levels):
        made.append(_move("duck", 12, 1, span))
    elif any(level > 1 for level in levels):
        made.append(_move("raise", 14, 1, span))
    return tuple(made)


def _signs(values: list[float]) -> list[float]:
    """-1 and 1 of the values that are not near 0, each run once; a return to 0 begins a new run."""
    runs = [float(np.sign(value)) if abs(value) > 1 else 0.0 for value in values]
    return [one for n, one in enumerate(runs) if one and (n == 0 or runs[n - 1] != one)]


def _move(
    move: Literal["nod", "shake", "turn", "duck", "raise"], degrees: float, times: float, seconds: float
) -> HeadMove:
    return HeadMove(
        move=move, degrees=degrees, times=float(np.clip(times, 0.5, 8)), seconds=float(np.clip(seconds, 0.3, 3.0))
    )
