"""Who only watches stands in rows of their own: a crowd behind those who act, an audience in front of the stage.

Units; depth is behind the line where figures walk, negative is nearer to us.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from engines.story import vocabulary
from engines.story.places import is_free
from engines.story.script import STAGE, Beat, Character, Line, Narration, Position, Scene

F64 = NDArray[np.float64]

LEAST = 3
"""How many of a group make a crowd."""
ROWS = (1.3, 2.3)
"""Depths at which a crowd stands that looks on from behind."""
AUDIENCE = (-1.0,)
"""Where those sit who look at a stage."""
GAP = 1.0
"""Units between two spots of a crowd."""
ASIDE = 0.45
"""Units beside one who acts that a crowd leaves free, so that nobody stands behind anybody."""
FARTHER, NEARER = 0.22, 0.55
"""Units by which what stands one unit farther back is seen higher, and what is one unit nearer is seen lower."""


def lift(depth: float) -> float:
    """How much higher in the picture one stands who stands farther back, units."""
    return FARTHER * depth if depth > 0 else NEARER * depth


def crowd_of(scene: Scene, people: Sequence[Character], entries: Iterable[Beat | Line | Narration]) -> list[str]:
    """Who only watches: groups that nothing is done to and that go nowhere, while somebody else acts."""
    beats = [one for one in entries if isinstance(one, Beat)]
    asked = {placed.who: placed.position for placed in scene.cast}
    groups: dict[str, list[str]] = {}
    for one in people:
        if one.group:
            groups.setdefault(one.group, []).append(one.id)
    busy = {one.actor for one in beats if _goes_or_touches(one)} | {
        one.target for one in beats if _goes_or_touches(one) and one.target is not None
    }
    busy |= {who for who, position in asked.items() if not is_free(position)}
    crowd = [who for group in groups.values() if len(group) >= LEAST and not busy & set(group) for who in group]
    return crowd if len(crowd) < len(people) else []


def _goes_or_touches(beat: Beat) -> bool:
    action = vocabulary.actions()[beat.action]
    touches = action.reach is not None or action.prop == "required"
    return action.travels or touches or beat.to is not None or beat.direction in ("in", "out", "away")


def placed(crowd: Sequence[str], settled: Mapping[str, Position], place: str) -> dict[str, Position]:
    """A place for each of a crowd, when everybody else has theirs."""
    rows = AUDIENCE if place == "stage" else ROWS
    others = [position.x or 0.0 for position in settled.values()] or [0.0]
    middle = float(np.clip(np.mean(others), -2.0, 2.0))
    if place == "stage":  # beside who plays, so that both are seen
        middle = float(np.mean(others)) + (2.0 if np.mean(others) <= 0 else -2.0)
    spots = np.arange(-STAGE, STAGE + 0.01, 0.5 * GAP)
    free = [x for x in spots if all(abs(x - other) >= ASIDE for other in others)] or list(spots)
    made: dict[str, Position] = {}
    taken: list[tuple[float, float]] = []
    for who in crowd:
        choice = [
            (abs(x - middle), x, depth)
            for depth in rows
            for x in free
            if all(abs(x - one) >= (GAP if depth == row else 0.5 * GAP) - 0.01 for one, row in taken)
        ] or [(0.0, float(spots[len(taken) % len(spots)]), rows[-1])]
        _, x, depth = min(choice)
        taken.append((x, depth))
        made[who] = Position(x=round(float(x), 2), depth=depth)
    return made


def grounds(
    names: Iterable[str], places: Mapping[str, Position], beats: Sequence[Beat], frames: int, fps: float
) -> dict[str, F64]:
    """[T] how high in the picture the ground is that each stands on, units: their depth, and the ways they go."""
    made = {}
    t = np.arange(frames) / fps
    for name in names:
        depth = np.full(frames, places[name].depth)
        for beat in sorted((one for one in beats if one.actor == name and one.to), key=lambda one: one.start or 0.0):
            assert beat.to is not None
            share = np.clip((t - (beat.start or 0.0)) / max(beat.duration or 0.0, 0.2), 0.0, 1.0)
            depth = depth + share * (beat.to.depth - depth[-1] if frames else 0.0)
        made[name] = np.where(depth > 0, FARTHER, NEARER) * depth
    return made


__all__ = ["crowd_of", "grounds", "lift", "placed"]
