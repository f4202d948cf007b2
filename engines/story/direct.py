"""From a Script to what is seen and heard: every scene with its actors, their lines, and where things stand."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import accumulate
from pathlib import Path
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from contracts import Progress, silent
from engines.story import crowds, falling, hauling, vocabulary
from engines.story.acting import Acted
from engines.story.actions.call import PropTrack
from engines.story.ensemble import perform_scene
from engines.story.furniture import Furniture
from engines.story.heard import FPS, SAMPLE_RATE, Heard
from engines.story.memory import Memory
from engines.story.parts import Set, climbs, role
from engines.story.script import Beat, Line, Narration, Position, Prop, Scene, Script
from engines.story.voicing import Speakers


@dataclass(frozen=True, eq=False)
class Staged:
    """A scene as it is played: T frames.

    acted: who is there, by id, those at the back first. props: what stands there and where. seed: chose what varies.
    grounds: [T] by id, how high in the picture the ground is that somebody stands on, units.
    """

    scene: Scene
    frames: int
    acted: dict[str, Acted]
    props: tuple[Prop, ...]
    heard: tuple[Heard, ...]
    seed: int = 0
    grounds: dict[str, NDArray[np.float64]] = field(default_factory=dict)

    def ground(self, who: str, frame: int) -> float:
        """How high in the picture the ground is that somebody stands on, units."""
        track = self.grounds.get(who)
        return 0.0 if track is None or not len(track) else float(track[min(frame, len(track) - 1)])


@dataclass(frozen=True)
class Timing:
    """When an entry of the script happens in the film, seconds.

    row: its place among the beats, lines or narration of the script that was asked for; None if it was only implied.
    """

    entry: Beat | Line | Narration
    scene: str
    start: float
    end: float
    row: int | None


@dataclass(frozen=True, eq=False)
class Show:
    """A whole story, ready to be drawn: its laid-out script and its scenes. asked: the script as it was given."""

    script: Script
    scenes: tuple[Staged, ...]
    fps: int = FPS
    asked: Script | None = None

    @property
    def frames(self) -> int:
        """Of the whole film."""
        return sum(staged.frames for staged in self.scenes)

    @property
    def starts(self) -> tuple[float, ...]:
        """Seconds at which each scene begins in the film."""
        counts = [0, *(staged.frames for staged in self.scenes)]
        return tuple(count / self.fps for count in accumulate(counts[:-1]))

    def moment(self, seconds: float) -> tuple[int, int]:
        """The number of the scene, and of the frame in it, that is seen at a time of the film."""
        left = min(max(round(seconds * self.fps), 0), self.frames - 1)
        for number, staged in enumerate(self.scenes):
            if left < staged.frames:
                return number, left
            left -= staged.frames
        raise AssertionError("a film has a last frame")

    def timings(self) -> tuple[Timing, ...]:
        """Every beat, line and caption with its time in the film, in the order they begin."""
        made = []
        for staged, begin in zip(self.scenes, self.starts, strict=True):
            rows = _rows(self.asked or self.script, staged.scene.id)
            ends = {id(one.entry): one.end for one in staged.heard}
            for entry in self.script.of_scene(staged.scene):
                start = entry.start or 0.0
                end = ends.get(id(entry), start + (entry.duration or 0.0))
                implied = isinstance(entry, Beat) and entry.implied and not (self.asked or self.script).is_laid_out
                row = None if implied else next(rows[type(entry)], None)
                made.append(Timing(entry, staged.scene.id, begin + start, begin + end, row))
        return tuple(sorted(made, key=lambda one: one.start))

    def sound(self) -> NDArray[np.float32]:
        """[N] everything that is said, 16 kHz; soundtrack.mixed has the effects as well."""
        whole = np.zeros(round(self.frames / self.fps * SAMPLE_RATE), np.float32)
        for staged, begin in zip(self.scenes, self.starts, strict=True):
            for one in staged.heard:
                start = round((begin + one.start) * SAMPLE_RATE)
                part = one.track.samples[: max(0, len(whole) - start)]
                whole[start : start + len(part)] += part
        peak = float(np.abs(whole).max(initial=0.0))
        return whole / max(1.0, peak / 0.98)


def _rows(script: Script, scene: str) -> dict[type, Iterator[int]]:
    """The places of a scene's entries in the script's own lists, in the order in which they are laid out."""
    from engines.story.layout import numbered

    number = {id(entry): n for kind in (script.beats, script.lines, script.narration) for n, entry in enumerate(kind)}
    entries = list(script.of_scene(script.scene(scene)))
    order = sorted(zip(numbered(entries), entries, strict=True), key=lambda pair: pair[0].step or 0)
    if script.is_laid_out:
        order = [(entry, entry) for entry in entries]
    return {
        kind: iter([number[id(entry)] for _, entry in order if isinstance(entry, kind)])
        for kind in (Beat, Line, Narration)
    }


def seed_of(seed: int, scene: Scene) -> int:
    """A scene's own luck, whatever comes before it."""
    return (seed * 7919 + crc32(scene.id.encode())) & 0x7FFFFFFF


_STAGED: Memory[Staged] = Memory(40 * 60 * FPS * 4, lambda staged: float(staged.frames * (1 + len(staged.acted))))
"""Scenes that were played, by all that they are made of."""


def direct(
    script: Script, seed: int = 0, mute: bool = False, ckpt: Sequence[Path] = (), progress: Progress = silent
) -> Show:
    """Say every line, lay the script out around them, and let everybody act. `mute` judges lines by their length.

    What was said or played before, in this script or another, is not made again: a change costs its own scene.
    """
    speakers = Speakers(script, ckpt, progress)
    lines: list[Line | Narration] = [*script.lines, *script.narration]
    if not mute:
        for k, entry in enumerate(lines):
            progress("say the lines", k, len(lines), entry.text[:40])
            speakers.say(entry)
    laid = script.laid_out(None if mute else speakers.seconds)
    staged = []
    for k, scene in enumerate(laid.scenes):
        progress("act", k, len(laid.scenes), scene.id)
        staged.append(_staged(laid, scene, None if mute else speakers, seed_of(seed, scene), progress))
    progress("act", 1, 1, "done")
    return Show(laid, tuple(staged), asked=script)


def _staged(script: Script, scene: Scene, speakers: Speakers | None, seed: int, progress: Progress) -> Staged:
    """The scene, played now or before."""
    entries = tuple(script.of_scene(scene))
    who = {placed.who for placed in scene.cast}
    people = tuple(one for one in script.characters if one.id in who)
    said = [entry for entry in entries if not isinstance(entry, Beat)]
    sounds = tuple(speakers.voice(entry) for entry in said) if speakers else None
    own = scene.model_copy(update={"start": None})
    key = (own, entries, people, sounds, seed)
    made = _STAGED.get(key, lambda: _stage(script, scene, speakers, seed, progress))
    heard = tuple(replace(one, entry=entry) for one, entry in zip(made.heard, said, strict=False))
    return replace(made, scene=scene, heard=heard)


NO_HOUSES = ("moon", "space", "underwater", "sea", "sky", "ship")


def _out_of_place(prop: Prop, scene: Scene) -> bool:
    """A home that is only gone to is not seen where no houses are: on the moon, under water, inside. Nor is there a
    second castle before a castle, or a star on the ground where the sky is full of them."""
    if prop.kind == "castle":
        return scene.place == "castle"
    if prop.kind == "star":
        return scene.place in ("moon", "space")
    if prop.kind != "house" or not prop.id.startswith("home"):
        return False
    return scene.place in NO_HOUSES or bool(vocabulary.table("places").get(scene.place, {}).get("inside"))


def furniture_of(script: Script, scene: Scene) -> Furniture:
    """What a scene that is laid out has to sit on and at."""
    kinds = {one.id: one.kind for one in script.characters}
    return Furniture(scene.props, {prop.id: prop.position for prop in scene.props}, kinds.__getitem__)


def _stage(script: Script, scene: Scene, speakers: Speakers | None, seed: int, progress: Progress) -> Staged:
    entries = list(script.of_scene(scene))
    said = [entry for entry in entries if not isinstance(entry, Beat)]
    heard = tuple(Heard(entry, speakers.say(entry), entry.start or 0.0) for entry in said) if speakers else ()
    seconds = max([scene.duration or 0.0, *(one.end + 0.4 for one in heard)])
    beats = [entry for entry in entries if isinstance(entry, Beat)]
    lines = [entry for entry in entries if isinstance(entry, Line)]
    places: dict[str, Position] = {placed.who: placed.position for placed in scene.cast}
    things = {prop.id: prop for prop in scene.props}
    stage = Set(beats, lines, heard, things, places, furniture_of(script, scene))
    roles = [role(script.character(who), places[who].x or 0.0, stage) for who in places]
    acted = perform_scene(roles, FPS, seed, seconds, progress)
    if scene.place == "underwater":  # there is water all around
        acted = {who: replace(one, props=_without(one.props, "water")) for who, one in acted.items()}
    acted = hauling.moved(acted, beats, things)
    told = [entry for entry in entries if isinstance(entry, Narration)]
    acted = falling.fallen(acted, beats, told, things)
    behind = sorted(acted, key=lambda who: -places[who].depth)
    carried = {beat.prop for beat in beats if beat.prop and beat.prop not in stage.furniture and not stage.stays(beat)}
    carried |= {name for beat in beats if (name := stage.ridden(beat)) is not None}
    carried |= {beat.target for beat in beats if beat.target and climbs(beat, things)}
    carried |= {name for beat in beats if (name := hauling.hauled(beat, things)) is not None}
    carried |= {prop.id for prop in scene.props if prop.held_by} | {
        thing.id for _, thing in falling.falls(told, things)
    }
    standing = tuple(prop for prop in scene.props if prop.id not in carried and not _out_of_place(prop, scene))
    frames = round(seconds * FPS)
    grounds = crowds.grounds(places, places, beats, frames, FPS)
    return Staged(scene, frames, {who: acted[who] for who in behind}, standing, heard, seed, grounds)


def _without(props: tuple[PropTrack, ...], name: str) -> tuple[PropTrack, ...]:
    return tuple(prop for prop in props if prop.name != name)


__all__ = ["FPS", "SAMPLE_RATE", "Heard", "Show", "Staged", "Timing", "direct", "furniture_of", "seed_of"]
