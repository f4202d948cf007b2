"""Where everybody and everything of a scene stands as it begins, in units."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import pairwise

from engines.story import furniture
from engines.story.script import STAGE, Position, Prop, Scene

_APART = 2.0  # units between neighbours who just stand there
_NEAR = 1.3
CLEAR = 1.15
"""Units between two at which they do not hide each other."""
_CROWDED = 0.6  # units from another within which a thing is hidden
_SIDE = 4.5
_OFF = STAGE + 3.5  # out of the picture
_THINGS = (3.2, -3.2, 5.2, -5.2, 1.1, -1.1, 6.4, -6.4)
_ROOMY = (4.4, -4.4)  # where a table with chairs has room on both sides
_BACK = 0.4  # how far behind the walking line things stand


def settle(scene: Scene, people: Iterable[str]) -> dict[str, Position]:
    """A place with x for each of `people` and each prop of `scene`: as asked, else where there is room."""
    asked = {placed.who: placed.position for placed in scene.cast}
    asked.update({prop.id: prop.position for prop in scene.props})
    people = list(people)
    held = {prop.id: prop.held_by for prop in scene.props if prop.held_by}
    settled = {name: place for name, position in asked.items() if (place := _alone(position)) is not None}
    free = [name for name in people if is_free(asked.get(name))]
    for name, x in zip(free, _row(len(free), [place.x or 0 for name, place in settled.items()]), strict=True):
        settled[name] = Position(x=x, depth=asked[name].depth if name in asked else 0)
    loose = [prop for prop in scene.props if prop.id not in settled and is_free(prop.position) and prop.id not in held]
    for prop in sorted(loose, key=lambda one: one.kind == "chair"):
        served = prop.kind in furniture.TABLES and any(one.kind == "chair" for one in loose)
        beside = _at_a_table(prop, scene, settled)
        x = _room(settled, _ROOMY if served else _THINGS) if beside is None else beside
        settled[prop.id] = Position(x=x, depth=prop.position.depth or _BACK)
    for name, who in held.items():
        if who in settled:
            settled[name] = Position(x=settled[who].x)
    _by_relation({**{name: Position() for name in people}, **asked}, settled, scene.props)
    fixed = {name for name, position in asked.items() if position.x is not None}
    _spread(settled, people, fixed)
    return settled


def _spread(settled: dict[str, Position], people: list[str], fixed: set[str]) -> None:
    """Move people who would stand in each other, as little as need be; who has a place in units keeps it."""
    apart = min(CLEAR, 2 * STAGE / max(len(people), 1))
    for _ in range(60):
        row = sorted(
            (name for name in people if name in settled and settled[name].depth < 0.5),
            key=lambda name: (settled[name].x or 0.0, name),
        )
        crowded = False
        for left, right in pairwise(row):
            gap = (settled[right].x or 0.0) - (settled[left].x or 0.0)
            if gap >= apart - 0.01 or (left in fixed and right in fixed):
                continue
            crowded = True
            lack = apart - gap
            first = 0.0 if left in fixed else lack if right in fixed else 0.5 * lack
            for name, way, much in ((left, -1, first), (right, 1, lack - first)):
                place = settled[name]
                x = max(-STAGE - 1, min(STAGE + 1, (place.x or 0.0) + way * much))
                settled[name] = place.model_copy(update={"x": round(x, 2)})
        if not crowded:
            return


def free_spot(x: float, away: float, taken: Iterable[float]) -> float:
    """The nearest to `x`, going on in the direction of `away`, where nobody stands."""
    taken = list(taken)
    for step in range(8):
        spot = x + away * step * 0.5
        if all(abs(spot - other) >= 0.85 * CLEAR for other in taken):
            return round(spot, 2)
    return x


def resolve(position: Position, settled: dict[str, Position]) -> Position | None:
    """`position` with x, once what it relates to has a place."""
    if (alone := _alone(position)) is not None:
        return alone
    if position.relation is None or not all(name in settled for name in position.of):
        return None
    others = [settled[name] for name in position.of]
    x, depth = sum(other.x or 0 for other in others) / len(others), others[0].depth
    match position.relation:
        case "left of":
            x -= _NEAR
        case "right of":
            x += _NEAR
        case "next to":
            x += _NEAR if x < STAGE - _NEAR else -_NEAR
        case "behind":
            x, depth = x + 0.5, depth + 0.8
        case "in front of":
            x, depth = x - 0.4, depth - 0.6
    return Position(x=round(x, 2), depth=max(-1, min(3, depth)))


def off_stage(x: float) -> float:
    """Where somebody waits who comes in on the side nearer to `x`."""
    return -_OFF if x <= 0 else _OFF


def _alone(position: Position) -> Position | None:
    """The place that needs no other: units, left, right, middle."""
    if position.x is not None:
        return Position(x=position.x, depth=position.depth)
    side = {"left": -_SIDE, "right": _SIDE, "middle": 0.0}.get(position.relation or "")
    return None if side is None else Position(x=side, depth=position.depth)


def is_free(position: Position | None) -> bool:
    """Whether nobody asked for a place."""
    return position is None or (position.x is None and position.relation is None)


def _row(count: int, taken: list[float]) -> list[float]:
    """x of `count` figures in a row round the middle, away from those that are `taken`."""
    apart = min(_APART, 2 * STAGE / max(count, 1))
    spots: list[float] = []
    ranks = [(n - (count - 1) / 2) * apart for n in range(count)]
    spare = [sign * n * apart / 2 for n in range(1, 60) for sign in (1, -1)]
    for x in ranks:
        near = min(apart, _NEAR) * 0.9
        crowded = [*taken, *spots]
        if any(abs(x - other) < near for other in crowded):
            x = next((x + s for s in spare if all(abs(x + s - other) >= near for other in crowded)), x)
        spots.append(round(x, 2))
    return sorted(spots)


def _room(settled: dict[str, Position], spots: tuple[float, ...] = _THINGS) -> float:
    taken = [place.x or 0 for place in settled.values()]

    def suits(x: float) -> tuple[bool, float]:
        free = min((abs(x - other) for other in taken), default=4)
        return free > _CROWDED, free - abs(x) * 0.8

    return max(spots, key=suits)


def _at_a_table(chair: Prop, scene: Scene, settled: dict[str, Position]) -> float | None:
    """Where a chair stands at a table that has room for it, on its left, then on its right."""
    if chair.kind != "chair":
        return None
    chairs = [settled[prop.id].x or 0.0 for prop in scene.props if prop.kind == "chair" and prop.id in settled]
    for side in (1, -1):
        for table in scene.props:
            if table.kind in furniture.TABLES and table.id in settled:
                x = furniture.beside(table, settled[table.id].x or 0.0, side)
                if abs(x) < STAGE and all(abs(x - other) > 0.5 for other in chairs):
                    return x
    return None


def _by_relation(asked: dict[str, Position], settled: dict[str, Position], props: tuple[Prop, ...]) -> None:
    """Settle what stands in relation to others; two that wait for each other just get room."""
    waiting = [name for name in asked if name not in settled]
    while waiting:
        for name in waiting:
            place = resolve(asked[name], settled)
            if place is not None:
                settled[name] = place
        left = [name for name in waiting if name not in settled]
        if len(left) == len(waiting):
            settled[left[0]] = Position(x=_room(settled))
            left = left[1:]
        waiting = left
