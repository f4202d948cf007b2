"""Room for sounds of any length: a short one lives in memory, a long one in a temporary file mapped into it.

A mapped file's pages can be written out and forgotten whenever memory is short, and the file vanishes with the array.
"""

from __future__ import annotations

import mmap
import sys
import tempfile
from collections.abc import Iterator
from typing import IO

import numpy as np
from numpy.typing import NDArray

from engines.speech.track import SAMPLE_RATE

LONG = 600 * SAMPLE_RATE
"""Samples from which a sound no longer lives in memory: ten minutes, 38 MB."""

BLOCK = 30 * SAMPLE_RATE
"""Samples that are worked on at once."""


def room(count: int) -> NDArray[np.float32]:
    """[count] zeros that can be written to."""
    if count < LONG:
        return np.zeros(count, np.float32)
    with tempfile.TemporaryFile() as file:
        file.truncate(4 * count)
        return mapped(file, count)


def mapped(file: IO[bytes], count: int) -> NDArray[np.float32]:
    """The first `count` float32 of `file`: read into memory when few, else mapped and writable."""
    file.flush()
    if count < LONG:
        file.seek(0)
        return np.frombuffer(bytearray(file.read(4 * count)), np.float32)
    return np.memmap(file, np.float32, "r+", shape=(count,))


def sealed(samples: NDArray[np.float32]) -> NDArray[np.float32]:
    """The same samples, read-only."""
    samples = samples.view()
    samples.flags.writeable = False
    return samples


def release(*arrays: NDArray[np.float32]) -> None:
    """Let go of the memory of mapped arrays after a block: their pages are read from the file again when needed."""
    for array in arrays:
        base: object = array
        while isinstance(base, np.ndarray):
            if isinstance(base, np.memmap) and base.mode not in ("r", "r+", "w+"):
                return  # a copy on write lives in memory alone
            base = base.base
        if isinstance(base, mmap.mmap) and sys.platform == "linux":
            base.madvise(mmap.MADV_DONTNEED)


def spans(count: int, size: int = BLOCK) -> Iterator[tuple[int, int]]:
    """Start and stop of every block of `count` samples."""
    for start in range(0, count, size):
        yield start, min(start + size, count)
