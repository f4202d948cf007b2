"""The files of a SpeechTrack, as people and other programs want them, and the track back from them.

speech.wav              16 kHz, mono, 16 bit
speech.lab              the transcript on one line, as the Montreal Forced Aligner takes it
speech.TextGrid         tiers 'words' and 'phones', for Praat
words.json              everything but the samples; with speech.wav it is the whole track
alignment_analysis.csv  a row for each word, for a table program
"""

from __future__ import annotations

import csv
import json
import wave
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Annotated, Literal

import numpy as np
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from contracts import StudioError
from engines.motion.formats import files
from engines.speech import buffers, textgrid
from engines.speech.decode import decode
from engines.speech.track import SAMPLE_RATE, Phone, SpeechTrack, Word

WAV, LAB, TEXTGRID, WORDS, ANALYSIS = (
    "speech.wav",
    "speech.lab",
    "speech.TextGrid",
    "words.json",
    "alignment_analysis.csv",
)
COLUMNS = (
    "word",
    "start",
    "end",
    "duration",
    "phones",
    "score",
    "in_dictionary",
    "phones_per_second",
    "syllables_per_second",
    "pause_before",
    "pause_after",
)
_LARGEST_JSON = 256 * 1024**2


def write(track: SpeechTrack, folder: Path) -> list[Path]:
    """Write all five files into `folder`, each whole or not at all; returns their paths, the sound first."""
    folder.mkdir(parents=True, exist_ok=True)
    return [
        write_wav(track, folder / WAV),
        write_lab(track, folder / LAB),
        textgrid.write(track, folder / TEXTGRID),
        write_words(track, folder / WORDS),
        write_analysis(track, folder / ANALYSIS),
    ]


def read(folder: Path) -> SpeechTrack:
    """The track that `write` put into `folder`: samples to 16 bit, everything else exactly."""
    decoded = decode(folder / WAV)
    return read_words(folder / WORDS, decoded.samples)


def write_wav(track: SpeechTrack, path: Path) -> Path:
    """16 kHz mono 16 bit, which every player, browser and aligner opens."""

    def fill(temporary: Path) -> None:
        with wave.open(str(temporary), "wb") as file:
            file.setparams((1, 2, SAMPLE_RATE, len(track.samples), "NONE", ""))
            for start, stop in buffers.spans(len(track.samples)):
                scaled = np.rint(track.samples[start:stop] * 32768.0).clip(-32768, 32767)
                file.writeframesraw(scaled.astype("<i2").tobytes())
                buffers.release(track.samples)

    files.write_atomically(path, fill)
    return path


def write_lab(track: SpeechTrack, path: Path) -> Path:
    """The text on one line."""
    line = " ".join(track.text.split())
    files.write_atomically(path, lambda temporary: _text(temporary, line + "\n"))
    return path


def write_words(track: SpeechTrack, path: Path) -> Path:
    """Everything of `track` but its samples, as JSON that a person can read."""
    record = {
        "format": "marionette speech 1",
        "duration": track.duration,
        "language": track.language,
        "recogniser": track.recogniser,
        "aligner": track.aligner,
        "source": track.source,
        "notes": list(track.notes),
        "text": track.text,
        "words": [
            {
                "text": word.text,
                "start": word.start,
                "end": word.end,
                "score": word.score,
                "in_dictionary": word.in_dictionary,
                "phones": [[phone.label, phone.start, phone.end] for phone in word.phones],
            }
            for word in track.words
        ],
    }
    head, _, words = json.dumps({**record, "words": None}, ensure_ascii=False, indent=1).rpartition("null")
    rows = ",\n  ".join(json.dumps(row, ensure_ascii=False, allow_nan=False) for row in record["words"])  # type: ignore[attr-defined]
    files.write_atomically(path, lambda temporary: _text(temporary, f"{head}[\n  {rows}\n ]{words}\n"))
    return path


def read_words(path: Path, samples: np.ndarray) -> SpeechTrack:
    """The track that words.json describes, with its sound [N] float32."""
    text = files.read_text(path, _LARGEST_JSON)
    try:
        record = _Record.model_validate_json(text)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        where = ".".join(str(part) for part in first["loc"]) or "the file"
        raise StudioError(f"{path.name}: {where}: {first['msg']}.", "Transcribe the sound again.") from error
    duration = len(samples) / SAMPLE_RATE
    if abs(duration - record.duration) > 1e-3:
        raise StudioError(
            f"{path.name} belongs to {record.duration:.2f} s of sound, but {WAV} plays {duration:.2f} s.",
            "Keep the two files of one folder together, or transcribe the sound again.",
        )
    words = tuple(
        Word(
            word.text,
            word.start,
            word.end,
            tuple(Phone(*phone) for phone in word.phones),
            word.score,
            word.in_dictionary,
        )
        for word in record.words
    )
    track = SpeechTrack(
        samples,
        record.text,
        (),
        record.language,
        record.recogniser,
        record.aligner,
        tuple(record.notes),
        record.source,
    )
    try:
        return replace(track, words=words)
    except ValueError as error:
        raise StudioError(f"{path.name}: {error}.", "Transcribe the sound again.") from error


def write_analysis(track: SpeechTrack, path: Path) -> Path:
    """One row a word: what was said when, how surely, how fast, and how long the silences around it are."""

    def fill(temporary: Path) -> None:
        with temporary.open("w", encoding="utf-8", newline="") as file:
            table = csv.writer(file)
            table.writerow(COLUMNS)
            table.writerows(_rows(track))

    files.write_atomically(path, fill)
    return path


def _rows(track: SpeechTrack) -> list[Sequence[object]]:
    rows: list[Sequence[object]] = []
    for index, word in enumerate(track.words):
        before = track.words[index - 1].end if index else 0.0
        after = track.words[index + 1].start if index + 1 < len(track.words) else track.duration
        length = word.end - word.start
        vowels = sum(phone.stress is not None for phone in word.phones)
        timed = length > 0 and word.phones
        rows.append(
            (
                word.text,
                _seconds(word.start),
                _seconds(word.end),
                _seconds(length),
                " ".join(phone.label for phone in word.phones),
                "" if word.score is None else f"{word.score:.3f}",
                "yes" if word.in_dictionary else "no",
                f"{len(word.phones) / length:.1f}" if timed else "",
                f"{vowels / length:.1f}" if timed else "",
                _seconds(max(0.0, word.start - before)),
                _seconds(max(0.0, after - word.end)),
            )
        )
    return rows


def _seconds(value: float) -> str:
    return f"{value:.3f}"


def _text(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8", newline="\n")


_Seconds = Annotated[float, Field(ge=0, allow_inf_nan=False)]


class _WordRecord(BaseModel):
    model_config = ConfigDict(extra="forbid")
    text: str
    start: _Seconds
    end: _Seconds
    score: Annotated[float, Field(ge=0, le=1)] | None
    in_dictionary: bool
    phones: list[tuple[str, _Seconds, _Seconds]]


class _Record(BaseModel):
    model_config = ConfigDict(extra="forbid")
    format: Literal["marionette speech 1"]
    duration: _Seconds
    language: str
    recogniser: str
    aligner: str
    source: str
    notes: list[str]
    text: str
    words: list[_WordRecord]
