"""Text to speech: a wav in the voice's own quality, and the SpeechTrack of it with every word and phone timed."""

from __future__ import annotations

import tempfile
import wave
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from typing import IO, Literal

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict, Field, field_validator

from contracts import Progress, silent
from engines.speech import buffers
from engines.speech.clean import CEILING, TARGET
from engines.speech.loudness import loudness
from engines.speech.track import SAMPLE_RATE, Phone, SpeechTrack, Word
from engines.speech.voices import script
from engines.speech.voices.cast import speaker
from engines.speech.voices.script import Phrase
from engines.speech.voices.voice import Delivery, Said, Speaker

LONGEST = 2_000_000
"""Letters of a text: a long novel, about 35 hours of speech."""

_LEAD, _TAIL = 0.1, 0.25
"""Seconds of silence before the first and behind the last sound, so that players do not clip them."""

_BLOCK = 1 << 18


class SpeakRequest(BaseModel):
    """A text to be said."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    text: str = Field(description="What to say. Plain text: nothing in it is an instruction.", max_length=LONGEST)
    out: Path | None = Field(None, description="The .wav file to write; none keeps the sound in memory.")
    voice: str | None = Field(
        None,
        max_length=100,
        description="Who speaks: narrator, woman, giant, de, en-gb+f2 and others; see --list-voices.",
    )
    rate: float = Field(1.0, ge=0.5, le=3.0, description="Times as fast as the voice's own speed.")
    pitch: float = Field(0.0, ge=-12, le=12, description="Semitones higher (or, below 0, lower) than the voice's own.")
    pitch_range: float = Field(1.0, ge=0, le=2, description="Times as lively as the voice's own; 0 is monotonous.")
    volume: float = Field(1.0, gt=0, le=2, description="Times as loud as usual (-20 LUFS), as far as nothing clips.")
    pause: float = Field(1.0, ge=0, le=5, description="Times as long a silence behind sentences and paragraphs.")
    language: str | None = Field(
        None, max_length=40, description="Code such as en, en-gb, de, fr; none takes the voice's, or the letters'."
    )
    engine: Literal["auto", "espeak", "piper", "kokoro"] = Field(
        "auto", description="What speaks; auto takes the best voice that is here."
    )
    ckpt: tuple[Path, ...] = Field((), description="Folders that may hold Piper and Kokoro voices.")

    @field_validator("out")
    @classmethod
    def _wav(cls, out: Path | None) -> Path | None:
        if out is not None and out.suffix.lower() != ".wav":
            raise ValueError("the sound is written as .wav")
        return out


def speak(request: SpeakRequest, progress: Progress = silent) -> SpeechTrack:
    """Say the text. `out` holds the voice's own sample rate; the track's samples are at SAMPLE_RATE."""
    progress("speaking", 0, 1, "")
    who, notes = speaker(request.voice, request.language, request.engine, request.text, request.ckpt)
    phrases = script.read(request.text, who.language)
    delivery = Delivery(request.rate, request.pitch, request.pitch_range)
    with ExitStack() as stack:
        tape = stack.enter_context(tempfile.TemporaryFile())
        recording = _Recording(tape, who.rate)
        words = _perform(who, phrases, delivery, request.pause, recording, progress)
        sound = recording.sound()
        samples = _resampled(sound, who.rate, progress)
        gain = _gain(sound, samples, request.volume, progress)
        for start, stop in buffers.spans(len(samples)):
            samples[start:stop] *= gain
            buffers.release(samples)
            progress("levelling", stop, len(samples))
        if request.out is not None:
            _write_wav(request.out, sound, who.rate, gain, progress)
        del sound
    track = SpeechTrack(
        buffers.sealed(samples),
        request.text,
        (),
        who.language.split("-")[0],
        "given",
        who.timed_by,
        (*notes, *who.notes),
        who.name,
    )
    return _timed(track, words, phrases, who, progress)


class _Recording:
    """Sound as it comes, on a file, because a chapter is longer than memory should be."""

    def __init__(self, file: IO[bytes], rate: int) -> None:
        self._file, self._rate, self.count = file, rate, 0

    @property
    def seconds(self) -> float:
        return self.count / self._rate

    def add(self, samples: NDArray[np.float32]) -> None:
        self._file.write(np.ascontiguousarray(samples, "<f4").tobytes())
        self.count += len(samples)

    def rest(self, seconds: float) -> None:
        self.add(np.zeros(round(seconds * self._rate), np.float32))

    def sound(self) -> NDArray[np.float32]:
        return buffers.mapped(self._file, self.count)


def _perform(
    who: Speaker,
    phrases: tuple[Phrase, ...],
    delivery: Delivery,
    pause: float,
    recording: _Recording,
    progress: Progress,
) -> list[list[Phone]]:
    """Say every phrase; returns the phones of every token of the text, in seconds of the recording."""
    total = sum(len(phrase.said) for phrase in phrases)
    done = 0
    words: list[list[Phone]] = []
    recording.rest(_LEAD)
    for number, phrase in enumerate(phrases):

        def check(done: int = done) -> None:
            progress("speaking", done, total, "")

        check()
        if any(token.speaks for token in phrase.tokens):
            said = who.say(phrase, delivery, check)
            words += _moved(said, recording.seconds, len(phrase.tokens))
            recording.add(said.samples)
            if number + 1 < len(phrases):
                recording.rest(phrase.pause * pause / delivery.rate)
        else:
            words += [[] for _ in phrase.tokens]
        done += len(phrase.said)
    recording.rest(_TAIL)
    progress("speaking", total, total, "")
    return words


def _moved(said: Said, seconds: float, count: int) -> list[list[Phone]]:
    if said.phones is None:
        return [[] for _ in range(count)]
    return [[Phone(p.label, p.start + seconds, p.end + seconds) for p in word] for word in said.phones]


def _timed(
    track: SpeechTrack, phones: list[list[Phone]], phrases: tuple[Phrase, ...], who: Speaker, progress: Progress
) -> SpeechTrack:
    """`track` with its words: from the synthesiser where it tells times, else from the aligner."""
    if not who.timed_by:
        from engines.speech.align import align

        found = align(track.samples, track.text, track.language, progress=progress)
        note = f"This voice does not tell when it says what; the words were timed by {found.aligner}."
        return replace(track, words=found.words, aligner=found.aligner).with_notes(note, *found.notes)
    tokens = [token for phrase in phrases for token in phrase.tokens]
    words: list[Word] = []
    for token, own in zip(tokens, phones, strict=True):
        before = words[-1].end if words else 0.0
        start, end = (own[0].start, own[-1].end) if own else (before, before)
        words.append(Word(token.text, start, min(end, track.duration), tuple(own)))
    drawn = sum(token.drawn for token in tokens)
    if drawn:
        track = track.with_notes(f"{drawn} emoji went unsaid." if drawn > 1 else "An emoji went unsaid.")
    if track.language != "en":
        track = track.with_notes("Its sounds are noted as the English ones that look most like them on the lips.")
    return replace(track, words=tuple(words))


def _resampled(sound: NDArray[np.float32], rate: int, progress: Progress) -> NDArray[np.float32]:
    """[M] at SAMPLE_RATE, as long as `sound` [N] at `rate`; writable; a mapped file when long."""
    import soxr

    stream = soxr.ResampleStream(rate, SAMPLE_RATE, 1, dtype="float32")
    count = round(len(sound) * SAMPLE_RATE / rate)
    out = buffers.room(count)
    at = 0
    for block, last in _blocks(sound):
        piece = stream.resample_chunk(np.array(block), last)[: count - at]
        out[at : at + len(piece)] = piece
        at += len(piece)
        buffers.release(sound, out)
        progress("levelling", at, 2 * count)
    return out


def _blocks(sound: NDArray[np.float32]) -> Iterator[tuple[NDArray[np.float32], bool]]:
    for start in range(0, len(sound), _BLOCK):
        yield sound[start : start + _BLOCK], start + _BLOCK >= len(sound)


def _gain(sound: NDArray[np.float32], samples: NDArray[np.float32], volume: float, progress: Progress) -> float:
    """Brings the voice to TARGET times `volume`, but no sample above CEILING."""
    peak = 0.0
    for array in (sound, samples):  # filtering can lift a peak
        for start, stop in buffers.spans(len(array)):
            peak = max(peak, float(np.abs(array[start:stop]).max()))
            buffers.release(array)
    loud = loudness(samples, progress)
    if peak <= 0 or not np.isfinite(loud):
        return 1.0
    return min(volume * 10 ** ((TARGET - loud) / 20), CEILING / peak)


def _write_wav(path: Path, sound: NDArray[np.float32], rate: int, gain: float, progress: Progress) -> None:
    from engines.motion.formats import files

    def fill(temporary: Path) -> None:
        with wave.open(str(temporary), "wb") as file:
            file.setparams((1, 2, rate, len(sound), "NONE", ""))
            done = 0
            for block, _ in _blocks(sound):
                file.writeframesraw(np.rint(block * (gain * 32767)).clip(-32768, 32767).astype("<i2").tobytes())
                done += len(block)
                buffers.release(sound)
                progress("writing", done, len(sound))

    files.write_atomically(path, fill)
