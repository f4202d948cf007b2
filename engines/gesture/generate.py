"""From a recording or a typed text to a person talking: hear, plan, perform, and write the folder that others read."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

from contracts import Progress, StudioError, silent
from engines.gesture import lexicon, planner, style
from engines.gesture.again import perform_again
from engines.gesture.perform import perform
from engines.gesture.plan import Plan
from engines.motion import Motion
from engines.picture.requests import checked_size
from engines.speech import SpeechTrack, outputs
from engines.speech.waiting import aside

MOTION_FILES = ("motion.npz", "motion.bvh", "motion.glb", "motion.json")


class GestureRequest(BaseModel):
    """A voice becomes a person talking."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    audio: Path | None = Field(None, description="The recording or film; left out, the text is spoken.")
    out: Path = Field(description="The folder to write to.")
    text: str | None = Field(
        None, max_length=2_000_000, description="What is said in the recording, or what shall be spoken without one."
    )
    voice: str = Field("narrator", max_length=80, description="Who speaks a text that comes without a recording.")
    language: str | None = Field(
        None, max_length=12, description="What is spoken, as two letters: en, de, fr; empty finds out."
    )
    style: str = Field("Presentation", max_length=40, description="Manner: Presentation, Casual, Debate and others.")
    plan: Path | None = Field(None, description="A plan.json to perform instead of making a plan.")
    lexicon: tuple[Path, ...] = Field((), description="Folders with gestures of your own: YAML, or Laban JSON.")
    intensity: float = Field(1.0, ge=0, le=3, description="How much and how large: 0 hardly moves, 3 is wild.")
    smoothing: float = Field(0.3, ge=0, le=1, description="0 is crisp, 1 glides.")
    expressiveness: float = Field(1.0, ge=0, le=3, description="How much face and head show.")
    posture: Literal["standing", "seated"] = Field("standing", description="Stands or sits.")
    seed: int = Field(0, ge=0, le=2**31 - 1, description="Another number makes another performance.")
    fps: float = Field(30.0, ge=10, le=120, description="Frames a second.")
    video: bool = Field(True, description="Also make a film.")
    size: tuple[int, int] = Field((960, 720), description="Width and height of the film in pixels, such as 320x240.")
    model: str = Field("tiny.en", max_length=64, description="Whisper model that listens.")
    ckpt: tuple[Path, ...] = Field((), description="Folders that may hold models.")

    _size = field_validator("size")(checked_size)

    @model_validator(mode="after")
    def _something(self) -> GestureRequest:
        if self.audio is None and not (self.text or "").strip():
            raise ValueError("give a recording, or a text to speak")
        return self


@dataclass(frozen=True)
class Performance:
    """What `generate` made: the voice, the plan, the movement, and the files in `folder`."""

    track: SpeechTrack
    plan: Plan
    motion: Motion
    folder: Path
    files: tuple[Path, ...]


def generate(
    request: GestureRequest,
    progress: Progress = silent,
    *,
    track: SpeechTrack | None = None,
    before: tuple[Plan, Motion] | None = None,
) -> Performance:
    """Write plan.json, the motion in every format, the speech files and the film: all of them, or on failure none.

    track:  the voice, when it was heard before.
    before: a plan and its performance with the same settings; only where the request's plan differs is made anew.
    """
    if request.out.exists() and not request.out.is_dir():
        raise StudioError(f"{request.out} is a file, not a folder.", "Name a folder to write to.")
    manner = style.style(request.style)
    units = lexicon.load(request.lexicon)
    track = voice_of(request, progress) if track is None else track
    plan = _plan(request, manner, units, track, progress)
    motion = (perform if before is None else partial(perform_again, before[1], before[0]))(
        plan,
        track,
        manner,
        units=units,
        fps=request.fps,
        intensity=request.intensity,
        smoothing=request.smoothing,
        expressiveness=request.expressiveness,
        seed=request.seed,
        posture=request.posture,
        progress=progress,
    )
    try:
        files = _write(request, track, plan, motion, progress)
    except OSError as error:
        raise StudioError(
            f"The folder {request.out} cannot be written: {error.strerror or error}.", "Name another one."
        ) from error
    return Performance(track, plan, motion, request.out, files)


def voice_of(request: GestureRequest, progress: Progress = silent) -> SpeechTrack:
    """The voice of a request: heard in its recording, or spoken from its text."""
    from engines.speech.transcribe import TranscribeRequest, hear

    if request.audio is not None:
        asked = TranscribeRequest(
            audio=request.audio,
            out=request.out,
            text=request.text,
            model=request.model,
            language=request.language,
            ckpt=request.ckpt,
        )
        return hear(asked, progress)
    from engines.speech.speak import SpeakRequest, speak

    assert request.text is not None
    return speak(SpeakRequest(text=request.text, voice=request.voice, ckpt=request.ckpt), progress)


def _plan(
    request: GestureRequest, manner: style.Style, units: lexicon.Lexicon, track: SpeechTrack, progress: Progress
) -> Plan:
    if request.plan is None:
        return planner.plan(
            track,
            manner,
            lexicon=units,
            intensity=request.intensity,
            seed=request.seed,
            ckpt=request.ckpt,
            progress=progress,
        )
    try:
        plan = Plan.read(request.plan)
    except OSError as error:
        raise StudioError(f"The plan {request.plan} cannot be read.", "Check the name and the folder.") from error
    unknown = sorted({one.unit for one in plan.gestures} - set(units))
    if unknown:
        raise StudioError(
            f"{request.plan.name} asks for {', '.join(unknown)}, which the lexicon does not know.",
            "Use names from configs/gestures, or add the gesture there.",
        )
    return plan.model_copy(update={"duration": track.duration})


def _write(
    request: GestureRequest, track: SpeechTrack, plan: Plan, motion: Motion, progress: Progress
) -> tuple[Path, ...]:
    """All files, made beside the folder and moved into it once they are whole."""
    with _Part(request.out) as part:
        made = list(outputs.write(track, part))
        plan.write(part / "plan.json")
        made.append(part / "plan.json")
        for number, name in enumerate(MOTION_FILES):
            progress("write", number, len(MOTION_FILES), name)
            made.append(part / name)
            aside(partial(_motion_file, motion, made[-1]), partial(progress, "write", number, len(MOTION_FILES)))
        if request.video:
            from engines.picture import RenderRequest, render

            film, sound = part / "video.mp4", part / "speech.wav"
            asked = RenderRequest(motion=part / "motion.npz", out=film, audio=sound, size=request.size)
            render(asked, progress, motion=motion)
            made.append(film)
        request.out.mkdir(parents=True, exist_ok=True)
        return tuple(file.replace(request.out / file.name) for file in made)


def _motion_file(motion: Motion, file: Path, check: Callable[[], None]) -> None:
    from engines.motion import formats

    formats.write(motion, file, tick=check)


class _Part:
    """A folder beside `out` that is gone afterwards, whatever happened."""

    def __init__(self, out: Path) -> None:
        self.folder = out.parent / f".{out.name}.{secrets.token_hex(4)}.part"

    def __enter__(self) -> Path:
        self.folder.mkdir(parents=True)
        return self.folder

    def __exit__(self, *_: object) -> None:
        from engines.motion.formats import files

        files.clear_away(self.folder)
