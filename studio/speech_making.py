"""What a Speech panel makes, as jobs: the words of a sound, their times, and speech from a text. Knows no pages."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from contracts import Progress, StudioError
from engines.speech import outputs
from engines.speech.track import SpeechTrack
from studio.components.waveform import peaks, portrait
from studio.jobs import Job, JobBoard, Work
from studio.limits import PUBLIC_LETTERS
from studio.speech_desk import Recording, SpeechDesk
from studio.speech_draft import LONGEST_TEXT, Speech, SpeechForm
from studio.workspace import THUMBNAIL, Workspace, read_json

Make = Callable[[SpeechDesk, "Recipe", SpeechForm, Path, Progress], SpeechTrack]
"""Makes a voice and writes its files into a folder."""

TAB = "speech"
KINDS = frozenset({"transcribe", "align", "speak"})
LIGHT = frozenset({"align", "speak"})
_STAGES = {
    "decode": "Reading the sound", "high-pass": "Cleaning the sound", "gate": "Cleaning the sound",
    "loudness": "Evening the loudness", "level": "Evening the loudness", "levelling": "Evening the loudness",
    "voice": "Looking for a voice", "hear": "Listening", "download": "Fetching the recogniser",
}  # fmt: skip
"""What a creator reads while the engine is at one of its stages."""


class Recipe(BaseModel):
    """What a result was made of; its sidecar keeps it.

    source: a sound in the workspace or the folder of a voice; empty when it was spoken from a text.
    text:   the words as given; None when they were to be found.
    """

    model_config = ConfigDict(frozen=True, extra="ignore")

    source: str = ""
    title: str = Field(max_length=200)
    text: str | None = Field(None, max_length=2_000_000)
    form: dict[str, Any] = Field(default_factory=dict)


def listen(board: JobBoard, recording: Recording, form: SpeechForm) -> Job:
    """Queue finding the words of a sound; only their times when its text came along."""
    recipe = Recipe(source=recording.source, title=recording.title, text=recording.text, form=form.model_dump())
    return board.submit("transcribe", f"Words of {recording.title}", recipe.model_dump())


def align(board: JobBoard, speech: Speech, words: str, form: SpeechForm) -> Job:
    """Queue timing other words on the same sound."""
    if not words.strip():
        raise StudioError(
            "There are no words to align.",
            "Type what is said in the sound, or press ‘Listen again’ under More to find it out.",
        )
    recipe = Recipe(source=speech.folder, title=speech.title, text=words, form=form.model_dump())
    return board.submit("align", f"Alignment of {speech.title}", recipe.model_dump())


def speak(board: JobBoard, form: SpeechForm, private: bool) -> Job:
    """Queue speaking a text."""
    words = form.say.split()
    if not words:
        raise StudioError("There is no text to speak.", "Type one first.")
    if len(form.say) > LONGEST_TEXT:
        raise StudioError(
            f"The text has {len(form.say):,} letters; up to {LONGEST_TEXT:,} can be spoken at once.",
            "Speak it in parts.",
        )
    if private and len(form.say) > PUBLIC_LETTERS:
        raise StudioError(
            f"The text has {len(form.say):,} letters; up to {PUBLIC_LETTERS:,} may be spoken here.",
            "Shorten it, or run Marionette on your own computer, where there is more room.",
        )
    title = " ".join(words[:6])[:60] + ("…" if len(words) > 6 else "")
    return board.submit("speak", f"Speaking “{title}”", Recipe(title=title, form=form.model_dump()).model_dump())


def recipe_of(path: Path) -> dict[str, Any] | None:
    """The `request.json` of a voice made here, when somebody dropped one; None when it is something else."""
    if path.suffix.lower() != ".json" or path.stat().st_size > 3_000_000:
        return None
    sidecar = read_json(path)
    return sidecar if sidecar.get("kind") == "speech" and isinstance(sidecar.get("speech"), dict) else None


def kinds(workspace: Workspace, private: bool = False) -> Mapping[str, Work]:
    """The work of Speech panels in one workspace."""
    desk = SpeechDesk(workspace, private)

    def work(make: Make) -> Work:
        def done(job: Job, progress: Progress) -> str:
            recipe, form = _asked(job)
            sidecar = {"kind": "speech", "main": outputs.WAV, "by": job.kind, "speech": recipe.model_dump()}
            with workspace.new_output(TAB, recipe.title, sidecar) as made:
                track = make(desk, recipe, form, made.folder, _in_words(progress))
                made.sidecar["notes"] = list(track.notes)
                (made.folder / THUMBNAIL).write_bytes(portrait(peaks(track.samples)))
            return workspace.relative(made.final).removeprefix("outputs/")

        return done

    return {"transcribe": work(_transcribe), "align": work(_align), "speak": work(_speak)}


def _in_words(progress: Progress) -> Progress:
    def told(stage: str, done: float, total: float, message: str = "") -> None:
        progress(_STAGES.get(stage, stage), done, total, message)

    return told


def _asked(job: Job) -> tuple[Recipe, SpeechForm]:
    try:
        recipe = Recipe.model_validate(job.request)
    except ValidationError as error:
        raise StudioError("This job is not from this version.", "Start it again.") from error
    form = SpeechForm.restored(recipe.form)
    return recipe.model_copy(update={"form": form.model_dump()}), form


def _transcribe(desk: SpeechDesk, recipe: Recipe, form: SpeechForm, folder: Path, progress: Progress) -> SpeechTrack:
    from engines.speech.transcribe import TranscribeRequest, transcribe

    request = TranscribeRequest(
        audio=desk.sound_file(recipe.source),
        out=folder,
        text=recipe.text,
        model=form.model,
        language=form.language or None,
        aligner=form.aligner,
        level=form.level,
        high_pass=form.high_pass,
        gate=form.gate,
        longest=desk.longest,
        download=not desk.private,
        ckpt=desk.weights,
    )
    return transcribe(request, progress).track


def _align(desk: SpeechDesk, recipe: Recipe, form: SpeechForm, folder: Path, progress: Progress) -> SpeechTrack:
    """The sound stays as it is; it was cleaned when it came."""
    from engines.speech.transcribe import TranscribeRequest, transcribe

    request = TranscribeRequest(
        audio=desk.sound_file(recipe.source),
        out=folder,
        text=recipe.text,
        model=form.model,
        language=form.language or None,
        aligner=form.aligner,
        level=False,
        high_pass=False,
        longest=desk.longest,
        ckpt=desk.weights,
    )
    return transcribe(request, progress).track


def _speak(desk: SpeechDesk, recipe: Recipe, form: SpeechForm, folder: Path, progress: Progress) -> SpeechTrack:
    from engines.speech.speak import SpeakRequest, speak

    request = SpeakRequest(
        text=form.say,
        voice=form.voice or None,
        rate=form.rate,
        pitch=form.pitch,
        ckpt=desk.weights,
    )
    track = desk.checked(speak(request, progress))
    outputs.write(track, folder)
    return track
