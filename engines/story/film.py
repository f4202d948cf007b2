"""A story told: text, a Script or a motion file in; a film, a worksheet, subtitles, the Script or movement out."""

from __future__ import annotations

import tempfile
import threading
import wave
from collections.abc import Callable, Iterable, Sequence
from concurrent import futures
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import closing, nullcontext
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict, Field, model_validator

from contracts import Cancelled, Progress, StudioError, silent
from engines.motion.formats.files import write_atomically
from engines.story import motion_file, sheet, soundtrack, subtitles
from engines.story.direct import FPS, Show, direct
from engines.story.hands import Hands
from engines.story.order import Order
from engines.story.projector import Transitions
from engines.story.readiness import make_ready
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
    motion: Path | None = Field(None, description="A .motion file, or .npz of stick-figure tensors, to be played.")
    drive: dict[str, Path] = Field(
        default_factory=dict, description="Characters, by name, that move as motion files (.bvh, .npz, .glb ...) do."
    )
    out: Path = Field(
        description="What to write: a film (.mp4, .webm, .gif), a worksheet (.png), subtitles (.srt), the Script "
        "(.json), or movement (.motion, .npz)."
    )
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
        if sum((bool(self.text.strip()), self.script is not None, self.motion is not None)) != 1:
            raise ValueError("give either a text or a script, or a motion file to play")
        return self

    @property
    def levels(self) -> Levels:
        """How loud what is."""
        return Levels(0.0 if self.mute else self.voices, self.effects, self.ambience)


@dataclass(frozen=True, eq=False)
class Told:
    """What `tell` made. `notes` are what the writer understood in its own way.

    script: what was played; asked: what it was played from, for others to film.
    """

    path: Path
    script: Script
    asked: Script
    seconds: float
    frames: int
    notes: tuple[str, ...]


SHEET, SUBTITLES, SCRIPT = ".png", ".srt", ".json"
WRITABLE = (*video.SUFFIXES, SHEET, SUBTITLES, SCRIPT, *motion_file.SUFFIXES)


def tell(request: StoryRequest, progress: Progress = silent) -> Told:
    """Write, direct, draw and encode a story; or write what else is made of it."""
    check(request.out, request)
    with hands_for([request.out], request.size) as hands:
        make_ready(progress)
        show, notes = staged(request, progress)
        export(show, request, request.out, progress, hands)
    return _told(request, show, notes)


def tell_all(request: StoryRequest, outs: Sequence[Path], progress: Progress = silent) -> Told:
    """The same with several files of one telling; `request.out` is not written."""
    for out in outs:
        check(out, request)
    with hands_for(outs, request.size) as hands:
        make_ready(progress)
        show, notes = staged(request, progress)
        for out in outs:
            export(show, request, out, progress, hands)
    return _told(request, show, notes)


def _told(request: StoryRequest, show: Show, notes: tuple[str, ...]) -> Told:
    asked = show.asked or show.script
    return Told(request.out, show.script, asked, show.frames / FPS, show.frames, notes)


def check(out: Path, request: StoryRequest) -> None:
    """Raise a StudioError unless `out` can be written with what the request asks for."""
    width, height = request.size
    if not (160 <= width <= 3840 and 160 <= height <= 3840):
        raise StudioError(f"A film of {width} x {height} pixels cannot be made.", "Use 160 to 3840 pixels a side.")
    if out.suffix.lower() in video.SUFFIXES or out.suffix.lower() not in WRITABLE:
        video.check_target(out, _with_sound(out, request))
    elif not out.parent.is_dir():
        raise StudioError(f"The folder {out.parent} does not exist.", "Make it first, or choose another.")


def _with_sound(out: Path, request: StoryRequest) -> bool:
    return not request.levels.silent and out.suffix.lower() != ".gif"


def staged(request: StoryRequest, progress: Progress = silent) -> tuple[Show, tuple[str, ...]]:
    """The show that is asked for, and the writer's notes."""
    notes: tuple[str, ...] = ()
    if request.motion is not None:
        show = motion_file.read(request.motion)
    else:
        script, notes = written(request, progress)
        show = direct(script, request.seed, request.mute, request.ckpt, progress)
    told = [one for one in show.script.characters if one.moves and one.id not in request.drive]
    if told or request.drive:
        from engines.story.driven import beside, drive

        moves = {one.id: beside(request.script, one.moves or "") for one in told}
        show = drive(show, moves | request.drive)
    return show, notes


def hands_for(outs: Iterable[Path], size: tuple[int, int]) -> Hands:
    """Processes that help to draw films, if `outs` has one of some size; they make ready from now on."""
    large = size[0] * size[1] >= 640 * 360
    return Hands(None if large and any(out.suffix.lower() in video.SUFFIXES for out in outs) else 0)


def export(
    show: Show, request: StoryRequest, out: Path, progress: Progress = silent, hands: Hands | None = None
) -> Path:
    """Write a show to `out`, whole or not at all. hands: who helps to draw films, for those who make several."""
    suffix = out.suffix.lower()
    if suffix in video.SUFFIXES:
        return film(show, request, out, progress, hands)

    def fill(part: Path) -> None:
        if suffix == SHEET:
            sheet.write(show, part, request.style, request.seed, progress)
        elif suffix == SUBTITLES:
            part.write_text(subtitles.srt(show), encoding="utf-8")
        elif suffix == SCRIPT:
            part.write_text((show.asked or show.script).to_json(), encoding="utf-8")
        else:
            motion_file.write(show, part, request.text or show.script.title, request.seed)

    write_atomically(out, fill)
    return out


def film(show: Show, request: StoryRequest, out: Path, progress: Progress = silent, hands: Hands | None = None) -> Path:
    """Draw and encode a show."""
    suffix = out.suffix.lower()
    order = Order(show, request.style, request.size, suffix, request.seed, request.words, request.transition)
    with (
        nullcontext(hands) if hands is not None else Hands(None if order.worth else 0) as drawing,
        tempfile.TemporaryDirectory(prefix="marionette-story-", ignore_cleanup_errors=True) as folder,
        _Beside(1, "sound") as beside,
        closing(drawing.draw(order, progress)) as frames,
        _Until() as wanted,
    ):
        sound = None
        if _with_sound(out, request):  # it is mixed while the picture is drawn and encoded
            sound = _awaited(beside.submit(_mixed, show, request, Path(folder) / "story.wav", wanted), progress)
        video.write(out, frames, Fraction(FPS), sound=sound, total=show.frames, progress=progress)
    return out


class _Beside(ThreadPoolExecutor):
    """Nobody waits for what it does when the film is given up: rain and wind take a second to make."""

    def __exit__(self, *_: object) -> None:
        self.shutdown(wait=False)


class _Until:
    """A Progress for work beside: it goes on until the `with` block is left."""

    def __init__(self) -> None:
        self._over = threading.Event()

    def __enter__(self) -> _Until:
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()

    def __call__(self, stage: str, done: float, total: float, message: str = "") -> None:
        if self._over.is_set():
            raise Cancelled


def _mixed(show: Show, request: StoryRequest, path: Path, progress: Progress) -> Sound:
    return Sound(write_wav(soundtrack.mixed(show, request.levels, request.seed, progress), path))


def _awaited(mixing: Future[Sound], progress: Progress) -> Callable[[], Sound]:
    """What waits for the sound as long as `progress` lets it."""

    def wait() -> Sound:
        while not futures.wait([mixing], 0.2).done:
            progress("sound", 0, 1, "")
        return mixing.result()

    return wait


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
