"""Heavy things that are pulled and pushed along the ground: who goes where, and where the thing is meanwhile.

People who pull go before it, one behind the other, with a rope over their shoulders; those who push go behind it. It
moves when the rope is tight or a hand is at it, and stays where it is left.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from engines.story import vocabulary
from engines.story.actions.call import PropTrack
from engines.story.actions.strain import PULLS, PUSHES
from engines.story.performance import Acted
from engines.story.places import CLEAR
from engines.story.script import STAGE, Beat, Prop
from engines.story.variants import variant_of

F64 = NDArray[np.float64]

AHEAD, BEHIND, APART = 1.75, 1.05, 0.95
"""Units from the middle of the thing to the first who pulls, to the first who pushes, and between two of them."""
FAR = 3.0
"""Units that it is hauled at a time, where there is room."""
LEAST = 0.8
"""Units that it is hauled however little room there is."""
SPEED = 0.9
"""Units a second."""
_NOT = ("tree", "house", "castle", "volcano", "goal", "hoop", "door", "fire", "star", "picture", "board", "fence")
"""What stays where it is, however hard one pulls."""


def way_of(beat: Beat, things: Mapping[str, Prop]) -> str | None:
    """PULLS or PUSHES, if that is what the beat tells of; it goes on foot and means a thing of the scene."""
    thing = things.get(beat.target or "") or things.get(beat.prop or "")
    if thing is None or thing.kind in _NOT:
        return None
    how = variant_of(beat, (), things)
    return how.hauls if how is not None else None


def hauled(beat: Beat, things: Mapping[str, Prop]) -> str | None:
    """The thing that the beat hauls, by name."""
    if way_of(beat, things) is None:
        return None
    return beat.target if beat.target in things else beat.prop


def kind_of(prop: Prop) -> str:
    """What is drawn: nobody needs to haul what fits in a hand, so a stone is a block."""
    held = vocabulary.table("props").get(prop.kind, {}).get("held")
    return "block" if held else prop.kind


@dataclass(frozen=True)
class Haul:
    """Where one begins and ends who hauls, x in units, and how many seconds that takes."""

    begin: float
    end: float
    seconds: float


def plan(way: str, thing: float, number: int, count: int, others: Iterable[float] = ()) -> Haul:
    """For the `number`-th of `count` who haul something that stands at x = `thing`: to the side where the stage is.

    others: x of those who do not haul, before whom it stops.
    """
    side = 1.0 if thing <= 0 else -1.0
    first = AHEAD + APART * (count - 1) if way == PULLS else 0.65
    ahead = [side * (x - thing) for x in others if side * (x - thing) > 0]
    far = max(min([FAR, STAGE - side * thing - first, *(x - first - CLEAR for x in ahead)]), LEAST)
    gap = AHEAD + APART * number if way == PULLS else -BEHIND - APART * number
    return Haul(round(thing + side * gap, 2), round(thing + side * (gap + far), 2), round(far / SPEED + 0.6, 2))


def room(way: str, count: int) -> tuple[float, list[float]]:
    """Where a thing stands that is hauled first of all, so that there is room for `count` people, and what they need
    on their way: x in units."""
    before = APART * (count - 1) + 0.6
    thing = 1.0 - STAGE + (0.0 if way == PULLS else BEHIND + before)
    needs = FAR + (AHEAD + before if way == PULLS else 1.0)
    return round(thing, 2), [round(float(x), 2) for x in np.arange(thing, thing + needs + 0.5, 0.5)]


def moved(acted: Mapping[str, Acted], beats: Sequence[Beat], things: Mapping[str, Prop]) -> dict[str, Acted]:
    """Everybody, with what they haul and the ropes that they do it with."""
    made = dict(acted)
    for name in dict.fromkeys(filter(None, (hauled(beat, things) for beat in beats))):
        mine = [beat for beat in beats if hauled(beat, things) == name and beat.actor in acted]
        if not mine:
            continue
        path = _path(things[name].position.x or 0.0, mine, acted, things)
        lead = mine[0].actor
        place = np.stack([path, np.zeros(len(path))], axis=-1)
        shown = np.ones(len(path), dtype=bool)
        track = PropTrack(kind_of(things[name]), place, np.zeros(len(path)), shown, "behind")
        made[lead] = replace(made[lead], props=(track, *made[lead].props))
        for beat in mine:
            if way_of(beat, things) == PULLS:
                rope = _rope(made[beat.actor], beat, path)
                made[beat.actor] = replace(made[beat.actor], props=(*made[beat.actor].props, rope))
    return made


def _path(x: float, beats: Sequence[Beat], acted: Mapping[str, Acted], things: Mapping[str, Prop]) -> F64:
    """[T] where the thing is: it is never farther from those who pull than their rope is long."""
    frames = len(next(iter(acted.values())))
    path = np.full(frames, x)
    for beat in beats:
        one = acted[beat.actor]
        first, last = _span(beat, one)
        if last - first < 2:
            continue
        body = one.at("pelvis")[first:last, 0].astype(float)
        side = 1.0 if body[-1] >= body[0] else -1.0
        gap = side * (body[0] - path[first])  # taken up as they set out
        ahead = side * (body - side * gap)
        going = np.maximum.accumulate(np.maximum(ahead, side * path[first:last]))
        path[first:last] = side * going
        path[last:] = np.where(side * path[last:] < going[-1], side * going[-1], path[last:])
    return path


def _span(beat: Beat, acted: Acted) -> tuple[int, int]:
    start = round((beat.start or 0.0) * acted.fps)
    return min(start, len(acted)), min(start + round((beat.duration or 0.0) * acted.fps) + 1, len(acted))


def _rope(acted: Acted, beat: Beat, path: F64) -> PropTrack:
    """From the hands of one who pulls to the thing, as long as it is pulled."""
    first, last = _span(beat, acted)
    x = acted.at("pelvis")[:, 0].astype(float)
    side = 1.0 if x[min(last, len(x) - 1)] >= x[min(first, len(x) - 1)] else -1.0
    near = "r" if side > 0 else "l"
    hand = acted.at(f"{near}_hand").astype(float)
    knot = np.stack([path + side * 0.5, np.full(len(path), 0.5)], axis=-1)
    away = hand - knot
    size = float(np.linalg.norm(away[first:last], axis=-1).mean()) if last > first else 1.0
    shown = np.zeros(len(acted), dtype=bool)
    shown[first:last] = True
    angle = np.arctan2(away[:, 0], away[:, 1]) - np.pi / 2
    return PropTrack("tow", hand, angle, shown, "near", size)


__all__ = ["PULLS", "PUSHES", "Haul", "hauled", "kind_of", "moved", "plan", "room", "way_of"]
