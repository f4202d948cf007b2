"""aud_ds.npy, the DeepSpeech scores that AD-NeRF and its descendants (EGSTalker among them) prepare for an avatar.

Row i is for picture i at 25 frames a second: 16 steps of 20 ms around it, each the scores of 28 letters and a blank.
"""

from __future__ import annotations

import zipfile
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from contracts import StudioError
from engines.motion.formats import files

STEPS, LETTERS = 16, 29


def beside(sound: Path | None) -> Path | None:
    """The scores that were prepared for a sound and lie beside it: aud_ds.npy for aud.wav, or aud.npy."""
    if sound is None:
        return None
    places = (sound.with_name(f"{sound.stem}_ds.npy"), sound.with_suffix(".npy"))
    return next((place for place in places if place.is_file()), None)


def read(path: Path) -> NDArray[np.float32]:
    """[N, 16, 29] float32, mapped where the file holds float32."""
    files.check_size(path, 4 * 1024**3)
    try:
        scores = np.load(path, mmap_mode="r", allow_pickle=False)
    except (OSError, ValueError, EOFError, zipfile.BadZipFile) as error:
        raise StudioError(f"{path.name} is not a NumPy array.", "Prepare it again with DeepSpeech.") from error
    if (
        not isinstance(scores, np.ndarray)
        or scores.ndim != 3
        or scores.shape[1:] != (STEPS, LETTERS)
        or not len(scores)
    ):
        shape = " x ".join(map(str, getattr(scores, "shape", ()))) or "not an array"
        raise StudioError(
            f"{path.name} holds {shape} numbers, not frames of 16 x 29 DeepSpeech scores.",
            "Features of another kind (Wav2Vec2, HuBERT) cannot be used in their place.",
        )
    if scores.dtype.kind != "f":
        raise StudioError(
            f"{path.name} holds {scores.dtype}, not decimal numbers.", "Prepare it again with DeepSpeech."
        )
    scores = scores.astype(np.float32, copy=False)
    if not all(np.isfinite(scores[start : start + 1000]).all() for start in range(0, len(scores), 1000)):
        raise StudioError(f"{path.name} holds values that are not numbers.", "Prepare it again with DeepSpeech.")
    return scores
