"""From sound to the mouth: a linear map from features around each frame to codes of the mouth.

How strongly it is held back is what predicted best on parts of the film that were left out. How much each feature
counts, and how soon what is heard stops to count, was chosen by leaving sentences out of other films of speech.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from contracts import Progress, StudioError, silent
from engines.avatar.material import FPS
from engines.speech import features
from engines.speech.features import spoken
from engines.speech.track import SpeechTrack

Floats = NDArray[np.float64]
REACH, SPREAD = 5, 2.0
"""Frames before and after that are heard, and how many away a sound counts exp(-1/2) as much as at the frame itself."""
NEAR = 1
"""Frames before and after in which words count: the mouth for them is known already, but not to the frame."""
COUNTS = {"mfcc": 3.0, "lips": 4.0}
"""How much more features count than others do."""
PARTED = 4.0
"""How much more lips that part for words count than what else the mouth does for them."""
HOLDS = tuple(float(v) for v in 10.0 ** np.arange(1.0, 6.1, 0.5))
FOLDS = 6
ALIKE = 0.5
"""Standard deviations by which the mean of a voice may differ from what was learned and still be the same."""
LIVELIEST = 1.15
"""By how much at most movement is made larger: what is predicted is calmer than what was seen."""


@dataclass(frozen=True, eq=False)
class Hearing:
    """What was learned of how this mouth follows this voice.

    features:    names of `engines.speech.features`, joined by '+'.
    reach:       frames before and after.
    mean, scale: [D] of features.
    weights:     [(2 reach + 1) D, mouth].
    usual:       [mouth] the code when nothing is known.
    skill:       share of the variance that was predicted where it was left out.
    lively:      by how much movement is made larger.
    """

    features: str
    reach: int
    mean: Floats
    scale: Floats
    weights: NDArray[np.float32]
    usual: Floats
    skill: float
    lively: float

    @classmethod
    def learn(
        cls, name: str, heard: NDArray[np.float32], codes: NDArray[np.float32], counts: Floats | None = None
    ) -> Hearing:
        """From features [T, D] and codes of the mouth [T, mouth] of the same frames; `counts` [mouth] tells how far
        each number of a code moves lips."""
        values, wanted = np.asarray(heard, np.float64), np.asarray(codes, np.float64)
        mean, scale = values.mean(axis=0), values.std(axis=0) + 1e-3
        usual = wanted.mean(axis=0)
        away = wanted - usual
        weight = np.ones(wanted.shape[1]) if counts is None else counts
        gains = _gains(name, len(mean))
        around = _around((values - mean) / scale, REACH) * gains
        alike = around @ around.T
        errors = [float(np.square((_left_out(alike, away, hold) - away) * weight).sum()) for hold in HOLDS]
        error, hold = min(zip(errors, HOLDS, strict=True))
        weights = gains[:, None] * (around.T @ np.linalg.solve(alike + hold * np.eye(len(around)), away))
        calm = _left_out(alike, away, hold)
        spread = float((away * weight).std()) / max(float((calm * weight).std()), 1e-9)
        lively = float(np.clip(np.sqrt(spread), 1, LIVELIEST))
        skill = 1 - error / max(float(np.square(away * weight).sum()), 1e-12)
        return cls(name, REACH, mean, scale, weights.astype(np.float32), usual, skill, lively)

    def listen(
        self,
        samples: NDArray[np.float32] | SpeechTrack,
        frames: int,
        deepspeech: Path | None = None,
        progress: Progress = silent,
        ckpt: Sequence[Path] = (),
    ) -> NDArray[np.float32]:
        """[frames, D] what is heard around each picture of a sound to be said; of a track the words are known."""
        return listen(self.features, samples, frames, ckpt, deepspeech, progress)

    def codes(self, heard: NDArray[np.float32], own_voice: bool = True) -> Floats:
        """[T, mouth] for features [T, D]; another voice or microphone is first brought to the loudness and colour of
        the one that was learned."""
        values = np.asarray(heard, np.float64)
        mean, scale = self.mean, self.scale
        if not own_voice:
            words = _of_words(self.features, len(mean))
            mean = np.where(words, mean, values.mean(axis=0))
            scale = np.where(words, scale, values.std(axis=0) + 1e-3)
        predicted = _around((values - mean) / scale, self.reach) @ self.weights
        return np.asarray(np.clip(self.usual + self.lively * predicted, -3.5, 3.5))

    def sounds_like(self, heard: NDArray[np.float32]) -> bool:
        """Whether [T, D] is about as loud and coloured as the voice that was learned."""
        away = (np.asarray(heard, np.float64).mean(axis=0) - self.mean) / self.scale
        away = away[~_of_words(self.features, len(away))]
        return not len(away) or float(np.sqrt(np.square(away).mean())) < ALIKE


def listen(
    name: str,
    samples: NDArray[np.float32] | SpeechTrack,
    frames: int,
    ckpt: Sequence[Path] = (),
    deepspeech: Path | None = None,
    progress: Progress = silent,
) -> NDArray[np.float32]:
    """[frames, D] what is heard around each picture at 25 a second."""
    if name == "deepspeech":
        if deepspeech is None:
            raise StudioError(
                "DeepSpeech scores are not computed here.", "Put aud_ds.npy beside the sound, or into the folder."
            )
        return np.asarray(features.of(name, deepspeech, FPS, frames, progress=progress))
    if not isinstance(samples, SpeechTrack) and "lips" in (row.name for row in features.named(name)):
        samples = replace(spoken.heard(samples, ckpt, progress), samples=samples)
    return np.asarray(features.of(name, samples, FPS, frames, ckpt=ckpt, progress=progress))


def _of_words(name: str, count: int) -> NDArray[np.bool_]:
    """[count] which columns of the features of that name tell of words, whoever says them."""
    rows = features.named(name)
    if sum(row.dimension for row in rows) != count:
        return np.zeros(count, bool)
    return np.repeat([row.name == "lips" for row in rows], [row.dimension for row in rows])


def _gains(name: str, count: int) -> Floats:
    """[(2 REACH + 1) count] how much each column counts at each frame around."""
    away = np.arange(-REACH, REACH + 1)[:, None]
    words = _of_words(name, count)
    gains = np.where(words, np.abs(away) <= NEAR, np.exp(-0.5 * np.square(away / SPREAD)))
    rows = features.named(name)
    if sum(row.dimension for row in rows) == count:
        gains = gains * np.repeat([COUNTS.get(row.name, 1.0) for row in rows], [row.dimension for row in rows])
        ends = np.cumsum([row.dimension for row in rows])
        for row, end in zip(rows, ends, strict=True):
            gains[:, end - 1] *= PARTED if row.name == "lips" else 1.0
    return np.asarray(gains.reshape(-1))


def _around(values: Floats, reach: int) -> Floats:
    """[T, (2 reach + 1) D]; the first and last frames stand for what is beyond them."""
    index = np.clip(np.arange(len(values))[:, None] + np.arange(-reach, reach + 1), 0, len(values) - 1)
    return np.asarray(values[index].reshape(len(values), -1))


def _left_out(alike: Floats, away: Floats, hold: float) -> Floats:
    """[T, mouth] each part of the film predicted from all the others."""
    count = len(away)
    part = np.arange(count) * FOLDS // count
    out = np.zeros_like(away)
    for fold in range(FOLDS):
        here, there = part == fold, part != fold
        known = alike[np.ix_(there, there)] + hold * np.eye(int(there.sum()))
        out[here] = alike[np.ix_(here, there)] @ np.linalg.solve(known, away[there])
    return out
