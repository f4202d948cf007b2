"""Features that were computed before, found by the sound they are of: memory maps, written whole or not at all."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from contracts import StudioError
from engines.motion.formats.files import write_atomically
from engines.speech import buffers
from engines.speech.features.table import Feature

Array = NDArray[np.float32]


def content_key(samples: Array) -> str:
    """The same for the same samples, whatever their file is called."""
    digest = hashlib.blake2b(digest_size=16)
    digest.update(len(samples).to_bytes(8, "little"))
    for start, stop in buffers.spans(len(samples)):
        digest.update(np.ascontiguousarray(samples[start:stop], "<f4").data)
        buffers.release(samples)
    return digest.hexdigest()


def place(folder: Path, feature: Feature, content: str, model: str, what: str) -> Path:
    """Where the result of exactly this computation is kept."""
    key = hashlib.blake2b(repr((content, feature.version, model, what)).encode(), digest_size=16).hexdigest()
    return folder / f"{feature.name}-{key}.npy"


def load(path: Path, shape: tuple[int, int]) -> Array | None:
    """The kept array, mapped and read-only; None when it is not there or not what was asked for."""
    try:
        array = np.load(path, mmap_mode="r", allow_pickle=False)
    except (OSError, ValueError, EOFError):
        return None
    return array if array.shape == shape and array.dtype == np.float32 else None


def store(path: Path, shape: tuple[int, int], fill: Callable[[Array], None]) -> Array:
    """Let `fill` write the array at `path`, then open it as `load` does."""
    if (found := load(path, shape)) is not None:
        return found
    path.parent.mkdir(parents=True, exist_ok=True)

    def write(temporary: Path) -> None:
        array = np.lib.format.open_memmap(temporary, "w+", np.float32, shape)
        fill(array)
        array.flush()

    write_atomically(path, write)
    array = load(path, shape)
    if array is None:
        raise StudioError(f"{path.name} cannot be read again.", "Is the disk full?")
    return array
