"""From a Script to what is seen and heard: every scene with its actors, their lines, and where things stand."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from contracts import Progress, silent
from engines.speech.lips import face
from engines.speech.track import SpeechTrack
from engines.story import faces
from engines.story.acting import Acted, Cue
from engines.story.ensemble import Part, Role, perform_scene
from engines.story.script import Beat, Character, Line, Narration, Prop, Scene, Script
from engines.story.voicing import Speakers

FPS = 25
SAMPLE_RATE = 16000


@dataclass(frozen=True, eq=False)
class Heard:
    """A line or caption with its sound, from `start` seconds of its scene."""

    entry: Line | Narration
    track: SpeechTrack
    start: float

    @property
    def end(self) -> float:
        return self.start + len(self.track.samples) / SAMPLE_RATE


@dataclass(frozen=True, eq=False)
class Staged:
    """A scene as it is played: T frames.

    acted: who is there, by id, those at the back first. props: what stands there and where.
    """

    scene: Scene
    frames: int
    acted: dict[str, Acted]
    props: tuple[Prop, ...]
    heard: tuple[Heard, ...]


@dataclass(frozen=True, eq=False)
class Show:
    """A whole story, ready to be drawn: its laid-out script and its scenes."""

    script: Script
    scenes: tuple[Staged, ...]
    fps: int = FPS

    @property
    def frames(self) -> int:
        """Of the whole film."""
        return sum(staged.frames for staged in self.scenes)

    def sound(self) -> NDArray[np.float32]:
        """[N] everything that is said, 16 kHz."""
        whole = np.zeros(round(self.frames / self.fps * SAMPLE_RATE), np.float32)
        begin = 0
        for staged in self.scenes:
            for one in staged.heard:
                start = begin + round(one.start * SAMPLE_RATE)
                part = one.track.samples[: max(0, len(whole) - start)]
                whole[start : start + len(part)] += part
            begin += round(staged.frames / self.fps * SAMPLE_RATE)
        peak = float(np.abs(whole).max(initial=0.0))
        return whole / max(1.0, peak / 0.98)


def direct(
    script: Script, seed: int = 0, mute: bool = False, ckpt: Sequence[Path] = (), progress: Progress = silent
) -> Show:
    """Say every line, lay the script out around them, and let everybody act. `mute` judges lines by their length."""
    speakers = Speakers(script, ckpt)
    lines: list[Line | Narration] = [*script.lines, *script.narration]
    if not mute:
        for k, entry in enumerate(lines):
            progress("say the lines", k, len(lines), entry.text[:40])
            speakers.say(entry)
    laid = script.laid_out(None if mute else speakers.seconds)
    staged = []
    for k, scene in enumerate(laid.scenes):
        progress("act", k, len(laid.scenes), scene.id)
        staged.append(_stage(laid, scene, None if mute else speakers, seed + k))
    progress("act", 1, 1, "done")
    return Show(laid, tuple(staged))


def _stage(script: Script, scene: Scene, speakers: Speakers | None, seed: int) -> Staged:
    entries = list(script.of_scene(scene))
    said = [entry for entry in entries if not isinstance(entry, Beat)]
    heard = tuple(Heard(entry, speakers.say(entry), entry.start or 0.0) for entry in said) if speakers else ()
    seconds = max([scene.duration or 0.0, *(one.end + 0.4 for one in heard)])
    beats = [entry for entry in entries if isinstance(entry, Beat)]
    lines = [entry for entry in entries if isinstance(entry, Line)]
    places = {placed.who: placed.position for placed in scene.cast}
    things = {prop.id: prop for prop in scene.props}
    roles = [_role(script.character(who), places[who].x or 0.0, beats, lines, heard, things, places) for who in places]
    acted = perform_scene(roles, FPS, seed, seconds)
    behind = sorted(acted, key=lambda who: -places[who].depth)
    carried = {beat.prop for beat in beats if beat.prop} | {prop.id for prop in scene.props if prop.held_by}
    standing = tuple(prop for prop in scene.props if prop.id not in carried)
    return Staged(scene, round(seconds * FPS), {who: acted[who] for who in behind}, standing, heard)


def _role(
    character: Character,
    x: float,
    beats: Sequence[Beat],
    lines: Sequence[Line],
    heard: Sequence[Heard],
    things: dict[str, Prop],
    places: Mapping[str, object],
) -> Role:
    own = [beat for beat in beats if beat.actor == character.id]
    parts = [_part(beat, things, places) for beat in own]
    busy = [((beat.start or 0.0), (beat.start or 0.0) + (beat.duration or 0.0)) for beat in own]
    for line in lines:
        start, seconds = line.start or 0.0, line.duration or 1.0
        if line.who == character.id and not any(begin < start + seconds and end > start for begin, end in busy):
            to = line.to if line.to in places else None
            parts.append(Part(Cue(line.action, start, seconds, feeling=line.feeling), to))
    voices = [
        faces.spoken(face(one.track, FPS), round(one.start * FPS))
        for one in heard
        if isinstance(one.entry, Line) and one.entry.who == character.id
    ]
    return Role(character.id, character.kind, x, 1 if x <= 0 else -1, parts, voices)


def _part(beat: Beat, things: dict[str, Prop], places: Mapping[str, object]) -> Part:
    kind = things[beat.prop].kind if beat.prop in things else None
    cue = Cue(
        beat.action,
        beat.start or 0.0,
        beat.duration,
        beat.manner,
        beat.feeling,
        to=beat.to.x if beat.to is not None else None,
        prop=kind,
    )
    if beat.target in places and beat.target != beat.actor and not beat.implied and beat.to is None:
        return Part(cue, beat.target)
    if beat.target in things and (x := things[beat.target].position.x) is not None and beat.to is None:
        return Part(replace(cue, target=(x, None)))
    return Part(cue)
