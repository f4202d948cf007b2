"""From a recording to a SpeechTrack and its files: decode, clean, hear or take the given text, align."""

from __future__ import annotations

import secrets
import shutil
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict, Field, field_validator

from contracts import Progress, StudioError, silent
from engines.speech import outputs, whisper_models
from engines.speech.align import align
from engines.speech.clean import clean
from engines.speech.decode import decode
from engines.speech.recognise import UNSPACED, Transcript, recognise
from engines.speech.track import SpeechTrack
from engines.speech.whisper_models import EMBEDDED, NAME, english_only

LONGEST = 7200.0
"""Seconds of sound that are taken at most."""

_RECOGNISER = "faster-whisper"


class TranscribeRequest(BaseModel):
    """The words of a recording and when each is said."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    audio: Path = Field(description="The recording: WAV, MP3, M4A, OGG, FLAC, or a film: MP4, MOV, MKV, WebM.")
    out: Path = Field(description="The folder to write to.")
    text: str | None = Field(
        None, max_length=2_000_000, description="What is said, where you know it; else it is recognised."
    )
    model: str = Field(
        EMBEDDED, max_length=64, description="Whisper model that listens: tiny.en, base, small.en, large-v3 and others."
    )
    language: str | None = Field(
        None, max_length=12, description="What is spoken, as two letters: en, de, fr; empty finds out."
    )
    aligner: Literal["auto", "pocketsphinx", "mfa", "none"] = Field(
        "auto", description="Who times words and sounds; auto takes MFA where it is installed."
    )
    level: bool = Field(True, description="Bring the voice to an even loudness.")
    high_pass: bool = Field(True, description="Take off rumble below 80 Hz.")
    gate: bool = Field(False, description="Turn down the noise between words.")
    longest: float = Field(LONGEST, gt=0, le=LONGEST, description="Refuse recordings longer than this, seconds.")
    download: bool = Field(False, description="Allow to fetch the model from huggingface.co when it is not here.")
    ckpt: tuple[Path, ...] = Field((), description="Folders that may hold models.")

    @field_validator("text")
    @classmethod
    def _some_text(cls, text: str | None) -> str | None:
        if text is not None and not text.strip():
            raise ValueError("the text is empty; leave it out to have it recognised")
        return text

    @field_validator("model")
    @classmethod
    def _a_name(cls, model: str) -> str:
        if not NAME.fullmatch(model):
            raise ValueError("a name such as tiny.en")
        return model

    @field_validator("language")
    @classmethod
    def _two_letters(cls, language: str | None) -> str | None:
        if language is None or not language.strip():
            return None
        code = language.strip().lower().replace("_", "-").partition("-")[0]
        if not (code.isascii() and code.isalpha() and 2 <= len(code) <= 3):
            raise ValueError("two letters, such as en, de or fr")
        return code


@dataclass(frozen=True)
class Transcription:
    """What `transcribe` made.

    track:  the voice with its words.
    folder: where its files are.
    files:  the files in it, the sound first.
    """

    track: SpeechTrack
    folder: Path
    files: tuple[Path, ...]


def transcribe(request: TranscribeRequest, progress: Progress = silent) -> Transcription:
    """Write speech.wav, .lab, .TextGrid, words.json and alignment_analysis.csv: all of them, or on failure none."""
    if request.out.exists() and not request.out.is_dir():
        raise StudioError(f"{request.out} is a file, not a folder.", "Name a folder to write to.")
    track = hear(request, progress)
    try:
        return Transcription(track, request.out, _write(track, request.out))
    except OSError as error:
        raise StudioError(
            f"The folder {request.out} cannot be written: {error.strerror or error}.", "Name another one."
        ) from error


def hear(request: TranscribeRequest, progress: Progress = silent) -> SpeechTrack:
    """The SpeechTrack of a recording, without writing anything. With a given text only alignment runs."""
    listens = request.text is None or (request.language not in (None, "en") and not english_only(request.model))
    if listens:  # what is missing is said before hours are decoded
        whisper_models.check_language(request.model, request.language)
        whisper_models.locate(request.model, request.ckpt, request.download and request.text is None, progress)
    decoded = decode(request.audio, progress, request.longest)
    samples = clean(decoded.samples, request.level, request.high_pass, request.gate, progress)
    if request.text is None:
        said = heard = _recognised(samples, request, progress)
    else:
        said = Transcript(request.text.strip(), (), request.language or "en", "given")
        # A language that nobody aligns takes its times from the words that a model of that language hears.
        heard = _recognised(samples, request, progress) if listens else said
    notes = (*decoded.notes, *said.notes)
    track = SpeechTrack(samples, said.text, (), said.language, said.recogniser, notes=notes, source=decoded.source)
    if not said.text:
        return track
    if said.language in UNSPACED and said.words:
        note = f"There is no aligner for '{said.language}': words have the recogniser's times, and no single sounds."
        return replace(track, words=said.words, aligner=_RECOGNISER).with_notes(note)
    timed = align(samples, said.text, said.language, heard.words or None, request.aligner, progress)
    aligner = _RECOGNISER if timed.aligner == "recogniser" else timed.aligner
    return replace(track, words=timed.words, aligner=aligner).with_notes(*timed.notes)


def _recognised(samples: NDArray[np.float32], request: TranscribeRequest, progress: Progress) -> Transcript:
    return recognise(samples, request.model, request.language, request.ckpt, progress=progress)


def _write(track: SpeechTrack, folder: Path) -> tuple[Path, ...]:
    """All files of the track, made beside `folder` and moved into it once they are whole."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    part = folder.parent / f".{folder.name}.{secrets.token_hex(4)}.part"
    try:
        made = outputs.write(track, part)
        folder.mkdir(exist_ok=True)
        return tuple(file.replace(folder / file.name) for file in made)
    finally:
        shutil.rmtree(part, ignore_errors=True)
