"""A story as a film: text or a Script in, MP4, WebM or GIF out."""

from __future__ import annotations

import tempfile
import wave
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict, Field, model_validator

from contracts import Progress, StudioError, silent
from engines.story import soundtrack
from engines.story.direct import FPS, direct
from engines.story.picture import pictures
from engines.story.projector import Transitions
from engines.story.script import Script
from engines.story.sounds import RATE
from engines.story.soundtrack import Levels
from engines.story.writer import write
from renderers import video
from renderers.figure_pens import Style
from renderers.media import Sound

LONGEST = 40_000
"""Letters of a story: about ten pages."""


class StoryRequest(BaseModel):
    """A story to be told."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    text: str = Field("", max_length=LONGEST, description="The story, in English.")
    script: Path | None = Field(None, description="A Script saved as JSON, instead of a text.")
    out: Path = Field(description="The film to write: .mp4, .webm or .gif.")
    style: Style = Field("normal", description="How it is drawn: normal, sketch, ink, neon, chalkboard or paper.")
    size: tuple[int, int] = Field((1280, 720), description="Width and height in pixels.")
    transition: Transitions = Field("auto", description="How scenes follow each other: auto, cut, fade, wipe or iris.")
    words: bool = Field(True, description="Show what is said in bubbles and captions.")
    mute: bool = Field(False, description="No voices: lines are only read.")
    voices: float = Field(
        1.0, ge=0, le=2, description="How loud voices are: 0 is not heard, 1 usual, 2 twice as strong."
    )
    effects: float = Field(1.0, ge=0, le=2, description="How loud steps, balls, doors and the like are, 0 to 2.")
    ambience: float = Field(1.0, ge=0, le=2, description="How loud rain, birds, crowds and the like are, 0 to 2.")
    seed: int = Field(0, ge=0, le=2**31 - 1, description="Another number tells it a little differently.")
    ckpt: tuple[Path, ...] = Field((), description="Folders that may hold more voices.")

    @model_validator(mode="after")
    def _one_source(self) -> StoryRequest:
        if bool(self.text.strip()) == (self.script is not None):
            raise ValueError("give either a text or a script")
        return self

    @property
    def levels(self) -> Levels:
        """How loud what is."""
        return Levels(0.0 if self.mute else self.voices, self.effects, self.ambience)


@dataclass(frozen=True, eq=False)
class Told:
    """What `tell` made. `notes` are what the writer understood in its own way."""

    path: Path
    script: Script
    seconds: float
    frames: int
    notes: tuple[str, ...]


def tell(request: StoryRequest, progress: Progress = silent) -> Told:
    """Write, direct, draw and encode a story."""
    width, height = request.size
    if not (160 <= width <= 3840 and 160 <= height <= 3840):
        raise StudioError(f"A film of {width} x {height} pixels cannot be made.", "Use 160 to 3840 pixels a side.")
    levels = request.levels
    with_sound = not levels.silent and request.out.suffix.lower() != ".gif"
    video.check_target(request.out, with_sound)
    script, notes = written(request, progress)
    show = direct(script, request.seed, request.mute, request.ckpt, progress)
    with tempfile.TemporaryDirectory(prefix="marionette-story-") as folder:
        sound = None
        if with_sound:
            heard = soundtrack.mixed(show, levels, request.seed, progress)
            sound = Sound(write_wav(heard, Path(folder) / "story.wav"))
        drawn = pictures(show, request.style, request.size, request.seed, request.words, request.transition)
        video.write(request.out, drawn, Fraction(FPS), sound=sound, total=show.frames, progress=progress)
    return Told(request.out, show.script, show.frames / FPS, show.frames, notes)


def written(request: StoryRequest, progress: Progress = silent) -> tuple[Script, tuple[str, ...]]:
    """The Script that is asked for, and the writer's notes."""
    if request.script is not None:
        return Script.load(request.script), ()
    progress("write the script", 0, 1, "")
    result = write(request.text, request.seed)
    progress("write the script", 1, 1, f"{len(result.script.beats)} beats")
    return result.script, tuple(str(note) for note in result.notes)


def write_wav(sound: NDArray[np.float32], path: Path) -> Path:
    """[N, 2] at 48 kHz as a WAV file."""
    with wave.open(str(path), "wb") as file:
        file.setnchannels(2)
        file.setsampwidth(2)
        file.setframerate(RATE)
        file.writeframes((sound * 32767).astype("<i2").tobytes())
    return path
