"""From sound to the mouth: a linear map from features around each frame to codes of the mouth.

What is heard by default is the voice (mel, MFCC), the states of Whisper, and what mouths in general do for them: a few
seconds of film tell how this mouth does it, and need not tell what every mouth does.

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
COUNTS = {"mfcc": 3.0, "lips": 4.0, "shapes": 4.0}
"""How much more features count than others do."""
PARTED = 4.0
"""How much more lips that part for words count than what else the mouth does for them."""
HOLDS = tuple(float(v) for v in 10.0 ** np.arange(1.0, 6.1, 0.5))
FOLDS = 3
"""Parts of the film that are left out in turn: long ones, as in short ones what stands beside them gives them away."""
ANYBODY = ("shapes", "lips")
"""Features that mean the same whoever speaks. From these alone lips follow voices that were not learned."""
SAID = ("lips", "shapes", "phones", "whisper", "wavlm", "deepspeech")
"""Features that tell what is said; others tell of loudness and microphone, too."""
QUIETEST = 6.0
"""Standard deviations below a sound's loudest at which pauses are as quiet as can be, and no longer tell how loud a
voice is: those of a synthesiser are silence itself, which no microphone ever heard."""
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
    others:      [(2 reach + 1) A, mouth] weights of ANYBODY's features alone, for other voices; none of older files.
    """

    features: str
    reach: int
    mean: Floats
    scale: Floats
    weights: NDArray[np.float32]
    usual: Floats
    skill: float
    lively: float
    others: NDArray[np.float32] | None = None

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
        around = _around((values - mean) / scale, REACH)
        weights, error, calm = _learned(around * gains, away, weight)
        anybody = _named(name, len(mean), ANYBODY)
        others = None
        if anybody.any():
            wide = np.tile(anybody, 2 * REACH + 1)
            others = _learned(around[:, wide] * gains[wide], away, weight)[0] * gains[wide, None]
        spread = float((away * weight).std()) / max(float((calm * weight).std()), 1e-9)
        lively = float(np.clip(np.sqrt(spread), 1, LIVELIEST))
        skill = 1 - error / max(float(np.square(away * weight).sum()), 1e-12)
        return cls(
            name, REACH, mean, scale, (gains[:, None] * weights).astype(np.float32), usual, skill, lively,
            None if others is None else others.astype(np.float32),
        )  # fmt: skip

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
        if not own_voice and self.others is not None:
            anybody = _named(self.features, len(self.mean), ANYBODY)
            near = _around(((values - self.mean) / self.scale)[:, anybody], self.reach)
            return np.asarray(np.clip(self.usual + self.lively * (near @ self.others), -3.5, 3.5))
        if not own_voice:
            said = _named(self.features, len(self.mean), SAID)
            quietest = np.quantile(values, 0.95, axis=0) - QUIETEST * self.scale
            sounding = (values > quietest).mean(axis=1) > 0.5
            alike = np.maximum(values, quietest)
            values = np.where(said, values, alike - alike[sounding].mean(axis=0) + self.mean)
        predicted = _around((values - self.mean) / self.scale, self.reach) @ self.weights
        return np.asarray(np.clip(self.usual + self.lively * predicted, -3.5, 3.5))

    def sounds_like(self, heard: NDArray[np.float32]) -> bool:
        """Whether [T, D] is about as loud and coloured as the voice that was learned."""
        away = (np.asarray(heard, np.float64).mean(axis=0) - self.mean) / self.scale
        away = away[~_named(self.features, len(away), SAID)]
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


def _named(name: str, count: int, wanted: Sequence[str]) -> NDArray[np.bool_]:
    """[count] which columns of the features of that name are of those that are wanted."""
    rows = features.named(name)
    if sum(row.dimension for row in rows) != count:
        return np.zeros(count, bool)
    return np.repeat([row.name in wanted for row in rows], [row.dimension for row in rows])


def _gains(name: str, count: int) -> Floats:
    """[(2 REACH + 1) count] how much each column counts at each frame around."""
    away = np.arange(-REACH, REACH + 1)[:, None]
    words = _named(name, count, ("lips",))
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


def _learned(around: Floats, away: Floats, weight: Floats) -> tuple[Floats, float, Floats]:
    """[W, mouth] weights held back as far as predicts best what was left out, the error there, and [T, mouth] what was
    predicted."""
    alike = around @ around.T
    tries = [(hold, _left_out(alike, away, hold)) for hold in HOLDS]
    errors = [float(np.square((calm - away) * weight).sum()) for _, calm in tries]
    best = int(np.argmin(errors))
    hold, calm = tries[best]
    return around.T @ np.linalg.solve(alike + hold * np.eye(len(around)), away), errors[best], calm


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
