"""Where a beat that travels ends, units: at somebody, beyond something, or where there is room."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from engines.story import places, vocabulary
from engines.story.furniture import Furniture, Spot
from engines.story.script import STAGE, Beat, Line, Narration, Position, Prop
from engines.story.variants import Variant, variant_of

FARTHEST = 12.0
"""Units that somebody goes who goes nowhere in particular."""
PAST = 3.0
"""Units that somebody goes beyond what they go past."""
PASSES = re.compile(r"\b(past|over|beyond)\b")


class Goals:
    """A scene while it is laid out: who and what is where just now, and which way people went last."""

    _entries: Sequence[Beat | Line | Narration]
    _people: Sequence[str]
    _things: Mapping[str, Prop]
    _places: dict[str, Position]
    _begin: dict[str, Position]
    _heading: dict[str, float]
    _begun: dict[str, float]
    _lying: set[str]
    _moved: set[str]
    _hauled: dict[str, float]
    _sits: dict[str, Spot]
    _furniture: Furniture

    def _how(self, beat: Beat) -> Variant | None:
        """How a beat is played, if not as usual."""
        return variant_of(beat, self._people, self._things)

    def _others(self, who: str) -> list[float]:
        """x of everybody else; who lies takes the room of three."""
        made = []
        for one in self._people:
            if one != who:
                x = self._places[one].x or 0.0
                made += [x - 0.9, x, x + 0.9] if one in self._lying else [x]
        return made

    def _goal(self, beat: Beat, distance: float) -> Position:
        """Where a beat that travels ends."""
        here = self._places[beat.actor]
        x = here.x or 0
        if beat.to is not None and (asked := places.resolve(beat.to, self._places)) is not None:
            return asked
        reach = vocabulary.actions()[beat.action].reach or 1.2
        if beat.target in self._places:
            other = self._places[beat.target].x or 0
            if PASSES.search((beat.words or "").lower()) and beat.target in self._things:
                return Position(x=self._beyond(beat, x, other), depth=here.depth)
            if abs(other - x) <= reach:
                return here
            return Position(x=round(other + (reach if x > other else -reach), 2), depth=here.depth)
        distance = min(distance, FARTHEST)
        others = self._others(beat.actor)
        match beat.direction:
            case "out" | "away":
                goal = places.off_stage(x)
            case "in":
                goal = 0.4 * x
            case "left":
                goal = max(x - distance, -STAGE)
            case "right":
                goal = min(x + distance, STAGE)
            case "around" | "up" | "down":
                goal = x
            case "back":
                goal = -x if abs(x) > 2 else x - 3
            case "forward" if self._room_ahead(beat.actor) > 1.5:
                goal = x + self._heading[beat.actor] * min(distance, self._room_ahead(beat.actor))
            case None if len(company := self._company(beat)) > 1:
                goal = x + self._together(company, distance)
            case _:
                goal = min(max(x + distance if x <= 0 else x - distance, -STAGE), STAGE)
                # Not where somebody stands, but short of them, or past them if there is no way to go otherwise.
                goal = places.free_spot(goal, -1.0 if goal > x else 1.0, others)
        return Position(x=round(goal, 2), depth=here.depth)

    def _room_ahead(self, who: str) -> float:
        """Units to the edge of the stage, the way that somebody went last; 0 who went nowhere yet."""
        side = self._heading.get(who)
        return 0.0 if side is None else STAGE - side * (self._places[who].x or 0.0)

    def _company(self, beat: Beat) -> list[str]:
        """Who goes the same way in the same step, nowhere in particular."""
        here = [one for one in self._entries if isinstance(one, Beat) and one.step == beat.step]
        like = [one for one in here if one.action == beat.action and not (one.target or one.direction or one.to)]
        return list(dict.fromkeys(one.actor for one in like))

    def _together(self, company: list[str], distance: float) -> float:
        """How far people go who go together, with its sign: to the side where there is more room for all of them."""
        at = [self._begun.setdefault(who, self._places[who].x or 0.0) for who in company]
        right, left = STAGE - max(at), STAGE + min(at)
        side, room = (1.0, right) if right >= left else (-1.0, left)
        return side * min(distance, max(room, 1.0))

    def _beyond(self, beat: Beat, x: float, other: float) -> float:
        """Past something, and past those who stand or lie there."""
        side = 1.0 if other >= x else -1.0
        if beat.action == "flying":  # over all of the stage
            return -5.0 if x > 0 else 5.0
        goal = other + side * PAST
        if abs(goal) > STAGE + 1:  # there is no room behind it, so they come back
            goal = other - side * PAST
        return round(places.free_spot(goal, side, self._others(beat.actor)), 2)
