"""States of the encoder of Whisper tiny.en: 384 numbers every 20 ms.

The encoder sees 30 s at once and its states also tell where in those 30 s a moment lies, so windows follow a fixed grid
from the beginning of a sound. They overlap by a second at both ends, for moments near an end lack one side.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engines.speech import whisper_models
from engines.speech.features.spectral import piece
from engines.speech.track import SAMPLE_RATE

Array = NDArray[np.float32]

RATE = 50
_WINDOW, _MARGIN = 30, 1
_NEW = _WINDOW - 2 * _MARGIN


def model(ckpt: Sequence[Path]) -> str:
    """What tells this model from another in a cache."""
    return whisper_models.EMBEDDED


def stream(name: str, samples: Array, count: int, ckpt: Sequence[Path]) -> Iterator[Array]:
    """`count` frames in blocks of 28 s; frame k is centred at second k / 50."""
    for first in range(0, count, _NEW * RATE):
        begin = (first // RATE - _MARGIN) * SAMPLE_RATE
        sound = piece(samples, begin, begin + _WINDOW * SAMPLE_RATE).astype(np.float32)
        yield _states(sound.tobytes())[_MARGIN * RATE :][: min(_NEW * RATE, count - first)]


@lru_cache(maxsize=16)
def _states(sound: bytes) -> Array:
    """[1500, 384] of a window of sound, float32. Kept for a while: `shapes` reads the same states again."""
    import ctranslate2
    from faster_whisper.feature_extractor import FeatureExtractor

    samples = np.frombuffer(sound, np.float32)
    mel = np.ascontiguousarray(FeatureExtractor(feature_size=80)(samples)[None, :, : 2 * _WINDOW * RATE], np.float32)
    encoder = _encoder(str(whisper_models.locate(whisper_models.EMBEDDED)))
    states = np.asarray(encoder.encode(ctranslate2.StorageView.from_array(mel), to_cpu=True), np.float32)[0]
    states.flags.writeable = False
    return states


@cache
def _encoder(folder: str) -> Any:
    import ctranslate2

    # float32: int8 differs by 4 % and from one processor to the next, and is no faster here.
    return ctranslate2.models.Whisper(folder, "cpu", compute_type="float32", intra_threads=2)
