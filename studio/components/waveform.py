"""A sound as it looks: the lowest and highest sample of every moment, and a small picture of that for the shelf."""

from __future__ import annotations

import io

import numpy as np
from numpy.typing import NDArray

from engines.speech.track import SAMPLE_RATE

PEAKS_A_SECOND = 200
_BLOCK = 4_000_000
_BARS, _SIZE, _COLOUR = 30, (320, 240), (201, 84, 62, 255)


def peaks(samples: NDArray[np.float32]) -> NDArray[np.int8]:
    """[N, 2] the lowest and highest of `samples` in each 1/200 s, as -127 to 127; a memory map is read in blocks."""
    size = SAMPLE_RATE // PEAKS_A_SECOND
    found = np.zeros((-(-len(samples) // size), 2), np.int8)
    step = _BLOCK // size
    for first in range(0, len(found), step):
        block = np.asarray(samples[first * size : (first + step) * size])
        block = np.pad(block, (0, -len(block) % size), mode="edge").reshape(-1, size)
        bounds = np.stack([block.min(axis=1), block.max(axis=1)], axis=1)
        found[first : first + len(block)] = np.rint(np.clip(bounds, -1, 1) * 127)
    return found


def portrait(shape: NDArray[np.int8]) -> bytes:
    """A PNG of `peaks` as rounded bars on nothing, to be read on light and dark."""
    from PIL import Image, ImageDraw

    loud = np.abs(shape.astype(int)).max(axis=1, initial=0)
    parts = np.array_split(loud, _BARS)
    heights = np.array([float(part.max(initial=0)) for part in parts])
    heights /= max(1.0, heights.max())
    width, height = (2 * side for side in _SIZE)
    picture = Image.new("RGBA", (width, height), (0, 0, 0, 0))
    draw = ImageDraw.Draw(picture)
    pitch = width * 0.84 / _BARS
    for number, tall in enumerate(heights):
        x = width * 0.08 + (number + 0.5) * pitch
        half = max(0.3 * pitch, tall * height * 0.34)
        box = (x - 0.3 * pitch, height / 2 - half, x + 0.3 * pitch, height / 2 + half)
        draw.rounded_rectangle(box, radius=0.3 * pitch, fill=_COLOUR)
    file = io.BytesIO()
    picture.resize(_SIZE, Image.Resampling.LANCZOS).save(file, "PNG")
    return file.getvalue()
