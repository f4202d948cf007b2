"""A Script's steps become seconds, and its relations become units.

Within a step everything begins together, and the step lasts as long as the longest of it. Who must be near another to
do something walks there first: a beat of its own, marked as implied. What goes on by itself (dancing, singing) lasts as
long as its step does.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from engines.story import crowds, hauling, places, vocabulary
from engines.story.furniture import LAID, Furniture, Spot
from engines.story.script import Beat, Line, Narration, Placed, Position, Prop, Scene, Script, Shot, Turn
from engines.story.ways import PASSES, Ways, end_of

_PAUSE = 0.2  # seconds between steps
_AFTER = 0.8  # seconds at the end of a scene
_QUICKEST = 1.5  # seconds of that at least
_WORDS_A_SECOND = 2.6
_PASSED = 2.0  # x of what is gone past
RIDING, BOARDING = 2.6, 1.8
"""Units a second that one goes who sits in what goes along, and the seconds to get in and out."""
_ALOFT = 4.0  # seconds that a flight over something takes at least

Spoken = Callable[[Line | Narration], float]


def lay_out(script: Script, spoken: Spoken | None = None) -> Script:
    """`script` with every start, duration and x; see Script.laid_out."""
    if script.is_laid_out:
        return script
    stages = [_Stage(script, scene, spoken or spoken_seconds) for scene in script.scenes]
    scenes, now = [], 0.0
    for stage in stages:
        stage.play()
        start = now if stage.scene.start is None else stage.scene.start
        scenes.append(stage.set_out(start))
        now = start + (scenes[-1].duration or 0)
    return script.model_copy(
        update={
            "scenes": tuple(scenes),
            "beats": tuple(beat for stage in stages for beat in stage.beats),
            "lines": tuple(line for stage in stages for line in stage.lines),
            "narration": tuple(one for stage in stages for one in stage.narration),
            "camera": tuple(shot for stage in stages for shot in stage.camera()),
        }
    )


def spoken_seconds(line: Line | Narration) -> float:
    """About how long it takes to say, when no voice has said it yet."""
    words = line.text.split()
    letters = len(line.text)
    slow = 1.5 if isinstance(line, Line) and line.manner == "sang" else 1.0
    return round(max(0.8, 0.35 + slow * max(len(words) / _WORDS_A_SECOND, letters / 15)), 2)


def numbered(entries: Iterable[Beat | Line | Narration]) -> list[Beat | Line | Narration]:
    """The same with a step each: what has none follows the one of its kind before; lines begin after the beats."""
    made: list[Beat | Line | Narration] = []
    last: dict[type, int] = {}
    for entry in entries:
        kind = type(entry)
        if entry.step is None:
            first = last.get(Beat, -1) + 1 if kind is Line else 0
            entry = entry.model_copy(update={"step": last[kind] + 1 if kind in last else first})
        last[kind] = max(entry.step or 0, last.get(kind, 0))
        made.append(entry)
    return made


class _Stage(Ways):
    """One scene while it is laid out."""

    def __init__(self, script: Script, scene: Scene, spoken: Spoken) -> None:
        self.scene = scene
        self._spoken = spoken
        self._first = scene.id == script.scenes[0].id
        self._entries = numbered(script.of_scene(scene))
        self._shots = [shot for shot in script.camera if self._is_here(shot.scene)]
        self._people = [one.id for one in script.characters if one.id in self._present()]
        self._things = {prop.id: prop for prop in scene.props}
        here = [one for one in script.characters if one.id in self._people]
        self._crowd = crowds.crowd_of(scene, here, self._entries)
        self._places = self._settled()
        self._begin = dict(self._places)
        self._kinds = {one.id: one.kind for one in script.characters}
        self._furniture = Furniture(scene.props, self._places, self._kinds.__getitem__)
        self._sits: dict[str, Spot] = {}
        self._spans: dict[int, tuple[float, float]] = {}
        self._enter()
        self._hauled: dict[str, float] = {}
        self._moved: set[str] = set()  # who did something already
        self._lying: set[str] = set()
        self._heading: dict[str, float] = {}
        self._begun: dict[str, float] = {}  # where people are as the step begins
        self.beats: list[Beat] = []
        self.lines: list[Line] = []
        self.narration: list[Narration] = []

    def _is_here(self, scene: str | None) -> bool:
        return scene == self.scene.id or (self._first and scene is None)

    def _present(self) -> set[str]:
        names = {placed.who for placed in self.scene.cast}
        for entry in self._entries:
            if isinstance(entry, Beat):
                names |= {entry.actor, entry.target or entry.actor}
            elif isinstance(entry, Line):
                names |= {entry.who, entry.to or entry.who}
        return names

    def _enter(self) -> None:
        """Who is not there at first, or whose first beat comes in, waits out of the picture."""
        absent = {placed.who for placed in self.scene.cast if placed.absent}
        seen: set[str] = set()
        for entry in self._entries:
            who = entry.actor if isinstance(entry, Beat) else entry.who if isinstance(entry, Line) else None
            if who is None or who in seen:
                continue
            seen.add(who)
            if isinstance(entry, Beat) and (entry.direction == "in" or (who in absent and _travels(entry))):
                place = self._begin[who]
                self._begin[who] = self._places[who] = Position(x=places.off_stage(place.x or 0), depth=place.depth)

    def play(self) -> None:
        """Step by step."""
        now = 0.0
        steps = sorted({entry.step or 0 for entry in self._entries})
        ends = {step: step for step in steps}
        open_beats: list[tuple[int, Beat]] = []
        for step in steps:
            here = [entry for entry in self._entries if entry.step == step]
            played: list[Beat] = []
            self._begun = {one.actor: self._places[one.actor].x or 0.0 for one in here if isinstance(one, Beat)}
            end = now
            for entry in here:
                if isinstance(entry, Beat):
                    made = self._act(entry, now)
                    self._moved.add(entry.actor)
                    if entry.action not in LAID:
                        self._lying.discard(entry.actor)
                    if entry.action == "lie_down":
                        self._lying.add(entry.actor)
                    played += made
                    end = max(end, *(end_of(one) for one in made))
                else:
                    end = max(end, self._say(entry, now))
            given = {id(entry) for entry in here if isinstance(entry, Beat) and entry.duration is not None}
            for beat in played:
                lasting = beat.through is not None and beat.through > step
                if lasting and beat.duration is not None:
                    open_beats.append((beat.through or step, beat))
                self.beats.append(self._stretched(beat, end) if not given and not lasting else beat)
            self._spans[step] = (now, end)
            now = end + _PAUSE
        self._close(open_beats, ends)

    def _close(self, open_beats: list[tuple[int, Beat]], ends: dict[int, int]) -> None:
        """What goes on through later steps ends with the last of them."""
        for through, beat in open_beats:
            last = max((step for step in ends if step <= through), default=None)
            if last is None:
                continue
            longer = max(self._spans[last][1] - (beat.start or 0), beat.duration or 0)
            at = next(n for n, one in enumerate(self.beats) if one is beat)
            self.beats[at] = beat.model_copy(update={"duration": round(longer, 2)})

    def _stretched(self, beat: Beat, end: float) -> Beat:
        action = vocabulary.actions()[beat.action]
        if beat.implied or beat.to is not None or not action.loops or end_of(beat) >= end:
            return beat
        return beat.model_copy(update={"duration": round(end - (beat.start or 0), 2)})

    def _say(self, entry: Line | Narration, now: float) -> float:
        start = now if entry.start is None else entry.start
        seconds = self._spoken(entry) if entry.duration is None else entry.duration
        timed = entry.model_copy(update={"start": round(start, 2), "duration": round(seconds, 2)})
        if isinstance(timed, Line):
            self.lines.append(timed)
        else:
            self.narration.append(timed)
        return start + seconds

    def _act(self, beat: Beat, now: float) -> list[Beat]:
        """The beat with its time, after the steps that bring its actor near enough."""
        beat, haul = self._haul(beat, now)
        before = haul or self._sit_down(beat, now) or self._approach(beat, now)
        start = end_of(before[-1]) if before else now
        if beat.start is not None:
            # What has a time of its own begins then; the way there is gone before.
            shift = max(beat.start - start, -now)
            before = [one.model_copy(update={"start": round((one.start or 0.0) + shift, 2)}) for one in before]
            start = beat.start
        action = vocabulary.actions()[beat.action]
        pace = vocabulary.manners()[beat.manner].pace if beat.manner else 1.0
        how = self._how(beat)
        usual = how.seconds if how is not None and how.seconds is not None else action.seconds
        seconds = usual / (pace if not action.loops else 1.0)
        timed = {"start": round(start, 2), "duration": round(seconds, 2)}
        upwards = action.name == "climbing" and beat.to is None
        rides = how is not None and bool(how.vehicles)
        if (action.travels and not upwards) or rides or beat.to is not None or beat.direction in ("in", "out", "away"):
            usual_speed = RIDING if rides else action.speed
            goal = self._goal(beat, usual_speed * seconds)
            speed = max(usual_speed, 0.5) * pace
            length = abs((goal.x or 0) - (self._places[beat.actor].x or 0))
            timed["duration"] = round(max(length / speed, min(_QUICKEST, seconds) if length > 0.3 else 0.6), 2)
            if rides:
                timed["duration"] = round(timed["duration"] + BOARDING, 2)
            if action.name == "flying" and PASSES.search((beat.words or "").lower()):
                timed["duration"] = max(timed["duration"], _ALOFT)
            if abs((goal.x or 0.0) - (self._places[beat.actor].x or 0.0)) > 0.3:
                self._heading[beat.actor] = 1.0 if (goal.x or 0.0) > (self._places[beat.actor].x or 0.0) else -1.0
            self._places[beat.actor] = goal
            beat = beat.model_copy(update={"to": goal})
        if beat.duration is not None:
            timed["duration"] = beat.duration
        return [*before, beat.model_copy(update=timed), *self._helped(beat, start)]

    def _settled(self) -> dict[str, Position]:
        """Where everybody and everything is at first, with room for what is hauled first of all."""
        scene = self.scene
        first = next((one for one in self._entries if isinstance(one, Beat) and not one.implied), None)
        name = hauling.hauled(first, self._things) if first is not None else None
        if first is None or name is None or self._things[name].position != Position():
            acting = [who for who in self._people if who not in self._crowd]
            cast = tuple(placed for placed in scene.cast if placed.who not in self._crowd)
            told = scene.model_copy(update={"props": self._passed(scene.props), "cast": cast})
            settled = places.settle(told, acting)
            about = {who: settled[who] for who in acting}
            return settled | crowds.placed(self._crowd, about, scene.place)
        crew = self._crew(name, first.step)
        way = hauling.way_of(first, self._things) or hauling.PULLS
        x, needed = hauling.room(way, len(crew))
        asked = {placed.who: placed for placed in scene.cast}
        for number, who in enumerate(crew):
            begin = Position(x=hauling.plan(way, x, number, len(crew)).begin)
            asked[who] = asked.get(who, Placed(who=who)).model_copy(update={"position": begin})
        spare = [Prop(id=f"{name} on its way {at}", kind=name, position=Position(x=at)) for at in needed]
        thing = self._things[name].model_copy(update={"position": Position(x=x, depth=0.4)})
        props = [thing if prop.id == name else prop for prop in scene.props]
        settled = places.settle(
            scene.model_copy(update={"cast": tuple(asked.values()), "props": (*props, *spare)}), self._people
        )
        return {one: place for one, place in settled.items() if one not in {prop.id for prop in spare}}

    def _passed(self, props: tuple[Prop, ...]) -> tuple[Prop, ...]:
        """Things with room on both sides if somebody goes past them."""
        names = {
            one.target for one in self._entries
            if isinstance(one, Beat) and one.action != "flying" and PASSES.search((one.words or "").lower())
        }  # fmt: skip
        middle = Position(x=_PASSED, depth=0.4)
        return tuple(
            prop.model_copy(update={"position": middle}) if prop.id in names and prop.position == Position() else prop
            for prop in props
        )

    def set_out(self, start: float) -> Scene:
        """The scene with its own time, and everybody in their place."""
        asked = {placed.who: placed for placed in self.scene.cast}
        cast = []
        for who in self._people:
            placed = asked.get(who, Placed(who=who))
            cast.append(placed.model_copy(update={"position": self._begin[who]}))
        props: list[Prop] = [p.model_copy(update={"position": self._begin[p.id]}) for p in self.scene.props]
        timed: list[Beat | Line | Narration] = [*self.beats, *self.lines, *self.narration]
        seconds = max(map(end_of, timed), default=2.0) + _AFTER if self.scene.duration is None else self.scene.duration
        return self.scene.model_copy(
            update={
                "start": round(start, 2),
                "duration": round(seconds, 2),
                "cast": tuple(cast),
                "props": tuple(props),
                "turns": tuple(self._turned(turn) for turn in self.scene.turns),
            }
        )

    def _turned(self, turn: Turn) -> Turn:
        """The weather with the second at which it turns: as its step begins, or the next that there is."""
        if turn.start is not None:
            return turn
        begun = [span[0] for step, span in sorted(self._spans.items()) if step >= (turn.step or 0)]
        over = max((end for _, end in self._spans.values()), default=0.0)
        return turn.model_copy(update={"start": round(begun[0] if begun else over, 2)})

    def camera(self) -> list[Shot]:
        """The camera's moves: from their step, or one after the other, until the next or the end of the step."""
        made: list[Shot] = []
        scene_end = max((end for _, end in self._spans.values()), default=2.0) + _AFTER
        for shot in self._shots:
            span = self._spans.get(shot.step) if shot.step is not None else None
            follows = (made[-1].start or 0) + (made[-1].duration or 0) if made else 0.0
            start = shot.start if shot.start is not None else span[0] if span else min(follows, scene_end)
            until = span[1] if span else scene_end
            seconds = shot.duration if shot.duration is not None else max(until - start, 0.04)
            made.append(shot.model_copy(update={"start": round(start, 2), "duration": round(seconds, 2)}))
        return made


def _travels(beat: Beat) -> bool:
    return vocabulary.actions()[beat.action].travels
