"""Kokoro voices: one ONNX model of 82 million weights and a file of voices, each a table of styles by length."""

from __future__ import annotations

import zipfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict

from contracts import StudioError
from engines.speech.track import Phone
from engines.speech.voices.neural import Model, bent, stretch
from engines.speech.voices.piper import phones_of
from engines.speech.voices.reading import Sound, sounds
from engines.speech.voices.script import Phrase
from engines.speech.voices.voice import Delivery, Said, Voice

FILE = Path(__file__).resolve().parents[3] / "configs" / "kokoro.yaml"

MOST_IDS = 510
RATE = 24_000
_STYLE = 256
_LICENCE = "Apache-2.0, free to use, also commercially"
_PAD = 0


class Alphabet(BaseModel):
    """configs/kokoro.yaml: what the model reads. See there."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    ids: dict[str, int]
    american: dict[str, str]
    british: dict[str, str]
    others: dict[str, str]
    languages: dict[str, tuple[str, str]]


@cache
def alphabet() -> Alphabet:
    import yaml

    return Alphabet.model_validate(yaml.safe_load(FILE.read_text(encoding="utf-8")))


def voices(ckpt: Sequence[Path]) -> list[Voice]:
    """Every voice of the first Kokoro model below the folders `ckpt`, the best-trained American ones first."""
    place = _place(ckpt)
    if place is None:
        return []
    try:
        names = sorted(_styles(place[1], place[1].stat().st_mtime_ns))
    except StudioError:
        return []
    found = []
    for name in sorted(names, key=lambda name: (name not in ("af_heart", "af_bella"), name)):
        language = alphabet().languages.get(name[:1])
        if language is not None:
            who = {"f": "a woman", "m": "a man"}.get(name[1:2], "a voice")
            own = name.partition("_")[2].title() or name
            found.append(Voice(name, f"{own}, {who}, {language[1]}", language[0], "kokoro", _LICENCE))
    return found


def load(name: str, language: str | None, ckpt: Sequence[Path]) -> KokoroSpeaker:
    """The voice `name`, as listed by `voices`."""
    del language  # a voice was trained in one
    place = _place(ckpt)
    styles = _styles(place[1], place[1].stat().st_mtime_ns) if place else {}
    if place is None or name not in styles:
        raise StudioError(f"There is no Kokoro voice '{name}'.", "'launch.py speak --list-voices' shows those here.")
    return KokoroSpeaker(name, _model(place[0], place[0].stat().st_mtime_ns), styles[name])


@dataclass(frozen=True, eq=False)
class KokoroSpeaker:
    """See `Speaker`. styles: [M, 256] float32, row n for a phrase of n + 1 sounds."""

    title: str
    model: Model
    styles: NDArray[np.float32]

    rate = RATE

    @property
    def name(self) -> str:
        return f"{self.title} (Kokoro)"

    @property
    def language(self) -> str:
        return alphabet().languages[self.title[0]][0]

    @property
    def timed_by(self) -> str:
        return "kokoro" if self._durations is not None else ""

    @property
    def notes(self) -> tuple[str, ...]:
        if self.title[0] in "jz":
            return ("Kokoro learnt this language from another spelling of its sounds; words may come out wrong.",)
        return ()

    @property
    def _durations(self) -> int | None:
        """Which output tells how long each sound is; only some exports have it."""
        return next((n for n, name in enumerate(self.model.outputs) if n and "dur" in name.lower()), None)

    def say(self, phrase: Phrase, delivery: Delivery, check: Callable[[], None]) -> Said:
        row = sounds(phrase, self.language)
        ids, owner = self._ids(row)
        if len(ids) > MOST_IDS and len(phrase.tokens) > 1:
            return self._in_halves(phrase, delivery, check)
        ids, owner = ids[:MOST_IDS], owner[:MOST_IDS]
        longer = stretch(delivery.pitch)
        inputs = {
            "tokens": [[_PAD, *ids, _PAD]],
            "input_ids": [[_PAD, *ids, _PAD]],
            "style": self.styles[min(max(len(ids) - 1, 0), len(self.styles) - 1)][None],
            "speed": [_speed(delivery.rate / longer, self.model.inputs.get("speed"))],
        }
        outputs = self.model.run(inputs, check)
        samples = bent(np.asarray(outputs[0], np.float32).reshape(-1), self.rate, delivery.pitch)
        if self._durations is None:
            return Said(samples, None)
        frames = np.asarray(outputs[self._durations], np.float64).reshape(-1)
        seconds = len(samples) / self.rate
        edges = np.concatenate([[0.0], np.cumsum(frames)]) * (seconds / max(frames.sum(), 1e-9))
        spans: dict[int, tuple[float, float]] = {}
        for number, place in enumerate(owner, start=1):  # the first is the pad
            start = spans.get(place, (edges[number], 0.0))[0]
            spans[place] = (float(start), float(edges[number + 1]))
        return Said(samples, phones_of(phrase, row, spans, seconds, self.language))

    def _ids(self, row: Sequence[Sound]) -> tuple[list[int], list[int]]:
        """Ids, and the place in `row` of each."""
        letters = alphabet()
        table = {"a": letters.american, "b": letters.british}.get(self.title[0], letters.others)
        ids, owner = [], []
        for place, sound in enumerate(row):
            for letter in _respelled(sound.ipa, table):
                known = letters.ids.get(letter)
                if known is not None:
                    ids.append(known)
                    owner.append(place)
        return ids, owner

    def _in_halves(self, phrase: Phrase, delivery: Delivery, check: Callable[[], None]) -> Said:
        middle = len(phrase.tokens) // 2
        first = self.say(Phrase(phrase.first, phrase.tokens[:middle], 0.0), delivery, check)
        second = self.say(Phrase(phrase.first + middle, phrase.tokens[middle:], phrase.pause), delivery, check)
        samples = np.concatenate([first.samples, second.samples])
        if first.phones is None or second.phones is None:
            return Said(samples, None)
        later = len(first.samples) / self.rate
        moved = tuple(tuple(Phone(p.label, p.start + later, p.end + later) for p in word) for word in second.phones)
        return Said(samples, first.phones + moved)


def _respelled(ipa: str, table: dict[str, str]) -> str:
    """A sound of espeak-ng in the model's own spelling: the longest piece that the table knows counts."""
    out, at = "", 0
    while at < len(ipa):
        length = next((n for n in range(min(3, len(ipa) - at), 0, -1) if ipa[at : at + n] in table), 0)
        out += table[ipa[at : at + length]] if length else ipa[at]
        at += length or 1
    return out


def _speed(speed: float, kind: Any) -> float:
    """Between 0.5 and 2, as the model learnt; some exports take whole numbers only."""
    speed = min(max(speed, 0.5), 2.0)
    return max(1, round(speed)) if kind in (np.int32, np.int64) else speed


def _place(ckpt: Sequence[Path]) -> tuple[Path, Path] | None:
    """The model and its voices: a file of all of them, or a folder of one file each."""
    for folder in (inner for given in ckpt for inner in (given, given / "kokoro", given / "Kokoro")):
        models = sorted(folder.glob("[Kk]okoro*.onnx")) or (
            [p for p in (folder / "onnx" / "model.onnx", folder / "model.onnx") if p.is_file()]
            if folder.name.lower() == "kokoro"
            else []
        )
        tables = [*sorted(folder.glob("voices*.bin")), *sorted(folder.glob("voices*.npz"))]
        if not tables and any((folder / "voices").glob("*.bin")):
            tables = [folder / "voices"]
        if models and tables:
            return models[0], tables[0]
    return None


@lru_cache(maxsize=2)
def _styles(path: Path, changed: int) -> dict[str, NDArray[np.float32]]:
    """Each voice's styles [M, 256]. The file is a numpy archive whatever its suffix; never unpickled."""
    del changed
    try:
        if path.is_dir():
            return {one.stem: _table(np.fromfile(one, "<f4")) for one in sorted(path.glob("*.bin"))}
        with np.load(path, allow_pickle=False) as archive:
            return {name: _table(archive[name]) for name in archive.files}
    except (OSError, ValueError, EOFError, KeyError, AttributeError, TypeError, zipfile.BadZipFile) as error:
        raise StudioError(f"{path.name} does not hold Kokoro voices.", "Download voices-v1.0.bin again.") from error


def _table(values: Any) -> NDArray[np.float32]:
    return np.ascontiguousarray(np.asarray(values, np.float32).reshape(-1, _STYLE))


@lru_cache(maxsize=1)
def _model(path: Path, changed: int) -> Model:
    del changed
    model = Model(path)
    model.needs("style", "speed")
    model.needs("input_ids" if "input_ids" in model.inputs else "tokens")
    return model
