"""Gestures in the Laban notation of Microsoft's LabanotationSuite become units of our lexicon.

Fingers are not noted there: hands stay relaxed. What a file says is read by `laban_positions`.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from pydantic import ValidationError

from contracts import StudioError
from engines.gesture.laban_positions import HINT, Position, pointing, positions
from engines.gesture.lexicon import Calls, GestureUnit, HandPose, HeadMove, Key, Trunk
from engines.gesture.space import Place

Array = NDArray[np.float64]

LARGEST = 4 * 1024**2
MOST_KEYS = 16

_TURNS = 30.0
_HANGING = (("place", "low"), ("place", "low"))
_LEFT = np.array([1.0, 0.0, 0.0])
"""Where a left arm points in the skeleton's rest pose."""


def read(path: Path) -> dict[str, GestureUnit]:
    """The gestures of one file, by name: 'deictic there h' is called laban_deictic_there_h in a plan."""
    from engines.motion.formats import files

    try:
        found = json.loads(files.read_text(path, LARGEST))
    except (ValueError, RecursionError) as error:
        raise StudioError(f"{path.name} is not JSON: {str(error)[:120]}.", HINT) from error
    if not isinstance(found, dict) or not found:
        raise StudioError(f"{path.name} holds no Laban gesture.", HINT)
    units = [_unit(str(name), entry, path.name) for name, entry in found.items()]
    return {unit.name: unit for unit in units}


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
        raise StudioError(f"{where}: {error.errors(include_url=False)[0]['msg']}.", HINT) from error


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
