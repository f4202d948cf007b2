"""Piper voices: VITS models, each an .onnx file with its .onnx.json beside it. Read as Piper 1.2 to 1.4 write them."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal

import numpy as np
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from contracts import StudioError
from engines.speech import espeak
from engines.speech.track import Phone
from engines.speech.voices.durations import with_durations
from engines.speech.voices.neural import Model, bent, stretch
from engines.speech.voices.reading import Sound, sounds
from engines.speech.voices.script import Phrase
from engines.speech.voices.sharing import give_each_its_own, timed
from engines.speech.voices.voice import Delivery, Said, Voice

_LICENCE = "its own; see the MODEL_CARD it came with"
_DEEPEST = 3
_LARGEST_JSON = 4 * 1024**2
_PAD, _BEGIN, _END = "_", "^", "$"


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore")


class _Audio(_Part):
    sample_rate: int = Field(ge=8000, le=96_000)
    quality: str = ""


class _Espeak(_Part):
    voice: str


class _Inference(_Part):
    noise_scale: float = Field(0.667, ge=0, le=10)
    length_scale: float = Field(1.0, gt=0, le=10)
    noise_w: float = Field(0.8, ge=0, le=10)


class _Language(_Part):
    code: str = ""
    name_english: str = ""
    country_english: str = ""


class Config(_Part):
    """What of a voice's .onnx.json is used."""

    audio: _Audio
    espeak: _Espeak
    phoneme_id_map: dict[str, list[int]]
    phoneme_type: Literal["espeak", "text"] = "espeak"
    inference: _Inference = _Inference()
    language: _Language = _Language()
    speaker_id_map: dict[str, int] = {}
    num_speakers: int = 1
    hop_length: int = Field(256, ge=1, le=4096)
    dataset: str = ""


def voices(ckpt: Sequence[Path]) -> list[Voice]:
    """Every Piper voice below the folders `ckpt`; a voice of many speakers is listed once for each of the first 20."""
    found: dict[str, Voice] = {}
    for path in _files(ckpt):
        try:
            config = _config(path)
        except StudioError:
            continue  # asking for it by name says what is wrong
        where = f" ({config.language.country_english})" if config.language.country_english else ""
        label = f"{config.dataset or path.stem}, {config.language.name_english}{where}".rstrip(", ")
        language = config.espeak.voice
        found.setdefault(path.stem, Voice(path.stem, label, language, "piper", _LICENCE))
        for speaker in list(config.speaker_id_map)[:20] if config.num_speakers > 1 else ():
            name = f"{path.stem}/{speaker}"
            found.setdefault(name, Voice(name, f"{label}, speaker {speaker}", language, "piper", _LICENCE))
    return list(found.values())


def load(name: str, language: str | None, ckpt: Sequence[Path]) -> PiperSpeaker:
    """The voice `name`, as listed by `voices`."""
    del language  # a Piper voice speaks one
    stem, _, speaker = name.partition("/")
    path = next((path for path in _files(ckpt) if path.stem == stem), None)
    if path is None:
        raise StudioError(f"There is no Piper voice '{name}'.", "'launch.py speak --list-voices' shows those here.")
    config = _config(path)
    if speaker and speaker not in config.speaker_id_map:
        raise StudioError(f"The voice {stem} has no speaker '{speaker}'.", "Leave the speaker out for the first one.")
    model = _model(path, path.stat().st_mtime_ns)
    return PiperSpeaker(name, config, model, config.speaker_id_map.get(speaker, 0))


@dataclass(frozen=True)
class PiperSpeaker:
    """See `Speaker`."""

    title: str
    config: Config
    model: Model
    speaker: int
    notes: tuple[str, ...] = field(default=())

    @property
    def rate(self) -> int:
        return self.config.audio.sample_rate

    @property
    def name(self) -> str:
        return f"{self.title} (Piper)"

    @property
    def language(self) -> str:
        return self.config.espeak.voice

    @property
    def timed_by(self) -> str:
        return "piper" if len(self.model.outputs) > 1 and self.config.phoneme_type == "espeak" else ""

    def say(self, phrase: Phrase, delivery: Delivery, check: Callable[[], None]) -> Said:
        row = self._row(phrase)
        ids, owner = self._ids(row)
        longer = stretch(delivery.pitch)
        tune = self.config.inference
        inputs = {
            "input": [ids],
            "input_lengths": [len(ids)],
            "scales": [tune.noise_scale, tune.length_scale / delivery.rate * longer, tune.noise_w],
            "sid": [self.speaker],
        }
        outputs = self.model.run(inputs, check)
        samples = bent(np.asarray(outputs[0], np.float32).reshape(-1), self.rate, delivery.pitch)
        if not self.timed_by:
            return Said(samples, None)
        return Said(samples, self._phones(phrase, row, owner, outputs[1], len(samples) / self.rate, longer))

    def _row(self, phrase: Phrase) -> list[Sound]:
        if self.config.phoneme_type == "espeak":
            return sounds(phrase, self.language)
        return [Sound(letter, number) for piece, number in phrase.pieces() for letter in piece.casefold()]

    def _ids(self, row: list[Sound]) -> tuple[list[int], list[int]]:
        """Ids as Piper lines them up, and the place in `row` of each; -1 for the marks of beginning and end."""
        table = self.config.phoneme_id_map
        ids = [*table.get(_BEGIN, []), *table.get(_PAD, [])]
        owner = [-1] * len(ids)
        for place, sound in enumerate(row):
            for letter in unicodedata.normalize("NFD", sound.ipa if sound.ipa in table else _plain(sound.ipa)):
                known = table.get(letter, table.get("," if letter in "—…" else letter, []))
                if known:
                    ids += [*known, *table.get(_PAD, [])]
                    owner += [place] * (len(ids) - len(owner))
        ids += table.get(_END, [])
        return ids, owner + [-1] * (len(ids) - len(owner))

    def _phones(
        self, phrase: Phrase, row: list[Sound], owner: list[int], frames: Any, seconds: float, longer: float
    ) -> tuple[tuple[Phone, ...], ...]:
        """Phones of each token from the frames that the model gave each id."""
        scale = self.config.hop_length / self.rate / longer
        edges = np.concatenate([[0.0], np.cumsum(np.asarray(frames, np.float64).reshape(-1))]) * scale
        spans: dict[int, tuple[float, float]] = {}
        for number, place in enumerate(owner[: len(edges) - 1]):
            start = spans.get(place, (edges[number], 0.0))[0]
            spans[place] = (float(start), float(edges[number + 1]))
        return phones_of(phrase, row, spans, seconds, self.language)


def phones_of(
    phrase: Phrase, row: Sequence[Sound], spans: dict[int, tuple[float, float]], seconds: float, language: str
) -> tuple[tuple[Phone, ...], ...]:
    """The phones of each token, from when each sound of `row` begins and ends."""
    words: list[list[Phone]] = [[] for _ in phrase.tokens]
    for place, sound in enumerate(row):
        if place in spans:
            start, end = (min(at, seconds) for at in spans[place])
            words[sound.token] += timed(sound.ipa, start, end, language)
    return tuple(tuple(word) for word in give_each_its_own(phrase.tokens, words, language))


def _plain(ipa: str) -> str:
    return ipa.replace("g", "ɡ") if len(ipa) == 1 else ipa


def _files(ckpt: Sequence[Path]) -> list[Path]:
    """Models with their description beside them, by name, the first folder's first."""
    return [
        path
        for folder in ckpt
        for depth in range(_DEEPEST)
        for path in sorted(folder.glob("*/" * depth + "*.onnx"))
        if path.with_name(path.name + ".json").is_file()
    ]


def _config(path: Path) -> Config:
    described = path.with_name(path.name + ".json")
    try:
        with described.open("rb") as file:
            config = Config.model_validate_json(file.read(_LARGEST_JSON))
    except (OSError, ValidationError) as error:
        raise StudioError(
            f"{described.name} does not describe a Piper voice that speaks from sounds or letters.",
            "Download the .onnx.json file of the voice again.",
        ) from error
    if config.phoneme_type == "espeak" and not espeak.speaks(config.espeak.voice):
        raise StudioError(f"{described.name} asks for the language '{config.espeak.voice}', which is not here.")
    return config


@lru_cache(maxsize=2)
def _model(path: Path, changed: int) -> Model:
    """Loaded once for as long as the file stays the same; with its durations among the outputs where they are."""
    del changed
    try:
        content = path.read_bytes()
    except OSError as error:
        raise StudioError(f"{path.name} cannot be read.", "Copy the voice again.") from error
    model = None
    told = with_durations(content)
    if told is not None:
        try:
            model = Model(path, told)
        except StudioError:
            model = None
    model = model or Model(path, content)
    model.needs("input", "input_lengths", "scales")
    return model
