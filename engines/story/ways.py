"""The steps that bring somebody to where a beat is done: to a seat, to what is hauled, within reach of another."""

from __future__ import annotations

from engines.story import hauling, places, vocabulary
from engines.story.furniture import SEATED, SERVED, SITTING
from engines.story.goals import PASSES, Goals
from engines.story.script import Beat, Line, Narration, Position

BESIDE = 0.6
"""Units from somebody within which there is no room for another."""


class Ways(Goals):
    """Adds beats that the story implies."""

    def _helped(self, beat: Beat, start: float) -> list[Beat]:
        """Who is helped up gets up."""
        how = self._how(beat)
        if beat.target not in self._lying or how is None or how.answer != "stand":
            return []
        self._lying.discard(str(beat.target))
        return [
            Beat(actor=str(beat.target), action="stand", scene=beat.scene, step=beat.step, implied=True,
                 start=round(start + 0.3, 2), duration=1.8)
        ]  # fmt: skip

    def _haul(self, beat: Beat, now: float) -> tuple[Beat, list[Beat]]:
        """A beat that pulls or pushes something along, with its way, and the steps that bring its actor there.

        Who begins with it stands there already.
        """
        way, name = hauling.way_of(beat, self._things), hauling.hauled(beat, self._things)
        if way is None or name is None or beat.to is not None:
            return beat, []
        crew = self._crew(name, beat.step)
        number = crew.index(beat.actor)
        if number == 0:
            self._hauled[name] = self._places[name].x or 0.0
        others = [self._places[who].x or 0.0 for who in self._people if who not in crew]
        haul = hauling.plan(way, self._hauled[name], number, len(crew), others)
        here = self._places[beat.actor]
        steps = []
        if beat.actor not in self._moved:
            self._begin[beat.actor] = self._places[beat.actor] = Position(x=haul.begin, depth=here.depth)
        elif abs((here.x or 0.0) - haul.begin) > 0.05:
            steps.append(self._walk(beat, Position(x=haul.begin, depth=here.depth), now))
        shift = haul.end - haul.begin
        self._places[name] = Position(x=round(self._hauled[name] + shift, 2), depth=self._places[name].depth)
        told = {"to": Position(x=haul.end, depth=here.depth), "duration": beat.duration or haul.seconds}
        return beat.model_copy(update=told), steps

    def _crew(self, thing: str, step: int | None) -> list[str]:
        """Who hauls a thing in a step."""
        here = [one for one in self._entries if isinstance(one, Beat) and one.step == step]
        return list(dict.fromkeys(one.actor for one in here if hauling.hauled(one, self._things) == thing))

    def _sit_down(self, beat: Beat, start: float) -> list[Beat]:
        """The steps that bring its actor to a seat or table of the scene, if it is done there."""
        how = self._how(beat)
        if beat.action not in (*SITTING, *SERVED) or (how is not None and how.posture not in (None, "sitting")):
            if beat.action not in SEATED:
                self._sits.pop(beat.actor, None)  # they get up for it
            return []
        if beat.actor in self._sits or beat.to is not None:
            return []
        here = self._places[beat.actor].x or 0.0
        near = self._places.get(beat.target or "", self._places.get(beat.prop or ""))
        spot = self._furniture.choose(beat, here, near.x if near is not None else None, self._sits.values(),
                                       self._others(beat.actor))  # fmt: skip
        if spot is None:
            return []
        self._sits[beat.actor] = spot
        steps = []
        if abs(spot.x - here) > 0.05:
            goal = Position(x=spot.x, depth=self._places[beat.actor].depth)
            steps.append(self._walk(beat, goal, start))
        if beat.action in SERVED:
            begin = end_of(steps[-1]) if steps else start
            seconds = 1.4
            steps.append(
                Beat(actor=beat.actor, action="sit", scene=beat.scene, step=beat.step, implied=True,
                     start=round(begin, 2), duration=seconds, feeling=beat.feeling)
            )  # fmt: skip
        return steps

    def _walk(self, beat: Beat, goal: Position, start: float) -> Beat:
        """The way to where a beat is done."""
        far = abs((goal.x or 0.0) - (self._places[beat.actor].x or 0.0))
        gait = "walk" if far < 5 else "run"
        seconds = max(0.6, far / (vocabulary.actions()[gait].speed * 0.9))
        self._places[beat.actor] = goal
        target = beat.target if beat.target in self._places else None
        return Beat(
            actor=beat.actor, action=gait, target=target, to=goal, scene=beat.scene, step=beat.step, implied=True,
            start=round(start, 2), duration=round(seconds, 2), manner=beat.manner, feeling=beat.feeling,
        )  # fmt: skip

    def _approach(self, beat: Beat, start: float) -> list[Beat]:
        action = vocabulary.actions()[beat.action]
        if action.name == "climbing" and beat.target is not None and beat.target in self._things and beat.to is None:
            side = 1.0 if (self._places[beat.target].x or 0.0) >= (self._places[beat.actor].x or 0.0) else -1.0
            goal = Position(x=round((self._places[beat.target].x or 0.0) - 0.5 * side, 2))
            far = abs((goal.x or 0.0) - (self._places[beat.actor].x or 0.0)) > 0.1
            return [self._walk(beat, goal, start)] if far else []
        how = self._how(beat)
        reach = how.reach if how is not None and how.reach is not None else action.reach
        if reach is None or action.travels or beat.target not in self._places or beat.actor in self._sits:
            return []
        here, there = self._places[beat.actor], self._places[beat.target]
        gap = (here.x or 0) - (there.x or 0)
        beside = beat.target in self._people and abs(here.depth - there.depth) > 0.05
        if abs(gap) <= reach + 0.3 and not beside:
            return []
        x = (there.x or 0) + (reach if gap > 0 else -reach)
        others = [self._places[who].x or 0.0 for who in self._people if who not in (beat.actor, beat.target)]
        x = places.free_spot(x, 1.0 if gap > 0 else -1.0, others)
        if action.people == 2:
            x = (there.x or 0) + (reach if gap > 0 else -reach)
        elif how is not None and how.target == "somebody":  # within reach, on this side of them or beyond them
            sides = [(there.x or 0) + side * reach for side in ((1, -1) if gap > 0 else (-1, 1))]
            x = next((side for side in sides if all(abs(side - one) >= BESIDE for one in others)), sides[0])
        goal = Position(x=round(x, 2), depth=there.depth if beat.target in self._people else here.depth)
        return [self._walk(beat, goal, start)]


def end_of(entry: Beat | Line | Narration) -> float:
    """Seconds of its scene at which it is over."""
    return (entry.start or 0) + (entry.duration or 0)


__all__ = ["PASSES", "Ways", "end_of"]
