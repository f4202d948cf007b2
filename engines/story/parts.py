"""What each of a scene is told to do: beats and lines as cues for those who act them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from engines.speech.lips import face
from engines.story import faces, hauling, vocabulary
from engines.story.acting import Cue
from engines.story.ensemble import Part, Role
from engines.story.faces import VOICES
from engines.story.furniture import Furniture, Spot
from engines.story.heard import FPS, Heard
from engines.story.script import Beat, Character, Line, Position, Prop
from engines.story.variants import Variant, variant_of


@dataclass(frozen=True)
class Set:
    """What a scene is played with: what is done, said and heard, and what stands where."""

    beats: Sequence[Beat]
    lines: Sequence[Line]
    heard: Sequence[Heard]
    things: Mapping[str, Prop]
    places: Mapping[str, Position]
    furniture: Furniture

    def how(self, beat: Beat) -> Variant | None:
        """How a beat is played, if not as usual."""
        return variant_of(beat, self.places, self.things)

    def spot(self, beat: Beat, x: float) -> Spot | None:
        """Where somebody at x sits down for it."""
        how = self.how(beat)
        return self.furniture.used(beat, x) if how is None or how.posture in (None, "sitting") else None

    def stays(self, beat: Beat) -> bool:
        """Whether a beat leaves its prop where it stands, being too large for a hand: a snowman that is built."""
        kind = self.things[beat.prop].kind if beat.prop is not None and beat.prop in self.things else ""
        return self.how(beat) is not None and not vocabulary.table("props").get(kind, {}).get("held")

    def ridden(self, beat: Beat) -> str | None:
        """What goes along under who acts, by name."""
        how = self.how(beat)
        names = [name for name in (beat.prop, beat.target) if name is not None and name in self.things]
        return next((name for name in names if how is not None and self.things[name].kind in how.vehicles), None)


def role(character: Character, x: float, stage: Set) -> Role:
    own = [beat for beat in stage.beats if beat.actor == character.id]
    parts, here = [], x
    for beat in sorted(own, key=lambda one: one.start or 0.0):
        if _on_the_way(beat, own) is None:
            part = _part(beat, stage, stage.spot(beat, here))
            aloud = next((one.action for one in own if _on_the_way(one, own) is beat), None)
            parts.append(replace(part, cue=replace(part.cue, aloud=aloud)))
        here = beat.to.x if beat.to is not None and beat.to.x is not None else here
    busy = [((beat.start or 0.0), (beat.start or 0.0) + (beat.duration or 0.0)) for beat in own]
    for line in stage.lines:
        start, seconds = line.start or 0.0, line.duration or 1.0
        if line.who == character.id and not any(begin < start + seconds and end > start for begin, end in busy):
            to = line.to if line.to in stage.places else None
            parts.append(Part(Cue(line.action, start, seconds, feeling=line.feeling), to))
    voices = [
        faces.spoken(face(one.track, FPS), round(one.start * FPS))
        for one in stage.heard
        if isinstance(one.entry, Line) and one.entry.who == character.id
    ]
    return Role(character.id, character.kind, x, 1 if x <= 0 else -1, parts, voices)


def _on_the_way(beat: Beat, own: Sequence[Beat]) -> Beat | None:
    """The way on which somebody sings, calls or talks all the while; None if it is done standing."""
    if beat.action not in VOICES or beat.start is None:
        return None
    over = beat.start + (beat.duration or 0.0)
    ways = [
        one
        for one in own
        if one.action in ("walk", "run")
        and not one.implied
        and one.step == beat.step
        and one.step is not None
        and (one.start or 0.0) < over
        and (one.start or 0.0) + (one.duration or 0.0) > beat.start
    ]
    return max(ways, key=lambda one: one.duration or 0.0, default=None)


def _part(beat: Beat, stage: Set, spot: Spot | None) -> Part:
    things = stage.things
    kind = things[beat.prop].kind if beat.prop is not None and beat.prop in things else None
    how = stage.how(beat)
    if how is not None and how.vehicles:
        ridden = stage.ridden(beat)
        kind = things[ridden].kind if ridden is not None else how.vehicles[0]
    cue = Cue(
        beat.action,
        beat.start or 0.0,
        beat.duration,
        beat.manner,
        beat.feeling,
        to=beat.to.x if beat.to is not None else None,
        prop=kind,
        variant=how.name if how is not None else None,
    )
    if how is not None and beat.prop is not None and _again(beat, stage):
        cue = replace(cue, there=("again",))
    if (hauls := hauling.way_of(beat, things)) is not None:
        return Part(replace(cue, there=(hauls,)))
    if spot is not None:
        return Part(replace(cue, facing=spot.side, there=_there(beat, spot, things)))
    if beat.target in stage.places and beat.target != beat.actor and not beat.implied and beat.to is None:
        return Part(cue, beat.target)
    if climbs(beat, things):
        cue = replace(cue, there=("ladder",))
    thing = things.get(beat.target or "")
    if thing is not None and (x := thing.position.x) is not None and beat.to is None:
        return Part(replace(cue, target=(x, None)))
    return Part(cue)


def _again(beat: Beat, stage: Set) -> bool:
    """Whether somebody has the thing in hand later."""
    return any(one.prop == beat.prop and (one.start or 0.0) > (beat.start or 0.0) for one in stage.beats)


def climbs(beat: Beat, things: Mapping[str, Prop]) -> bool:
    """Whether the ladder that is climbed stands in the scene; it is drawn as high as it is climbed."""
    thing = things.get(beat.target or "")
    return beat.action == "climbing" and thing is not None and thing.kind == "ladder"


def _there(beat: Beat, spot: Spot, things: Mapping[str, Prop]) -> tuple[str, ...]:
    """What one who sits down there needs not bring along."""
    if beat.action == "lie_down":
        return ("bed",)
    seat = () if spot.seat is None else ("chair",)
    if spot.table is None:
        return seat
    bare = beat.action == "typing" and things[spot.table].kind == "table"
    return (*seat, "desk", *(("laptop",) if bare else ()))
