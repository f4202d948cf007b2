"""Which speech sound is being said: the log probability of each of 39 English phones and of silence, every 10 ms.

pocketsphinx's acoustic model tells how well a frame fits each third of each phone, whatever stands beside it; the best
third counts, and what is left of one after all others is the probability.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from engines.speech.features.spectral import piece
from engines.speech.track import SAMPLE_RATE

Array = NDArray[np.float32]

RATE = 100
LEAST = -15.0
"""Below this a phone is as good as out of the question."""
_MIDDLE = 205  # samples from the beginning of a row to its middle
_WINDOW, _MARGIN = 30, 1
_NEW = _WINDOW - 2 * _MARGIN


def names() -> tuple[str, ...]:
    """What the columns are, in order; silence is the last."""
    from engines.speech.alignment.acoustics import BABBLE, NOISE, SILENCE, english

    return (*(phone for phone in english().phones if phone not in (BABBLE, NOISE, SILENCE)), SILENCE)


def stream(name: str, samples: Array, count: int, ckpt: Sequence[Path]) -> Iterator[Array]:
    """`count` frames in blocks of 28 s; frame k is centred at second k / 100."""
    from engines.preparation import prepare
    from engines.speech.alignment.cepstra import features

    prepare("alignment")
    for first in range(0, count, _NEW * RATE):
        begin = (first // RATE - _MARGIN) * SAMPLE_RATE if first else 0
        wanted = min(_NEW * RATE, count - first)
        skip = first - begin * RATE // SAMPLE_RATE
        last = begin + (skip + wanted + _MARGIN * RATE) * SAMPLE_RATE // RATE
        sound = piece(samples, begin - _MIDDLE, last).astype(np.float32)
        yield log_probabilities(features(sound)[::2])[skip : skip + wanted]


def log_probabilities(features: Array) -> Array:
    """[T, 40] for features [T, 39] of the acoustic model."""
    from scipy.special import logsumexp

    from engines.speech.alignment.acoustics import BABBLE, NOISE, SILENCE, STATES, english

    model = english()
    senones = model.states[model.own].reshape(-1)
    fits = model.scores(np.ascontiguousarray(features), senones).reshape(len(features), -1, STATES).max(axis=2)
    spoken = [model.phones[phone] for phone in names()[:-1]]
    still = logsumexp(fits[:, [model.phones[phone] for phone in (SILENCE, NOISE, BABBLE)]], axis=1)
    each = np.column_stack([fits[:, spoken], still])
    return np.asarray(np.maximum(each - logsumexp(each, axis=1, keepdims=True), LEAST), np.float32)
