"""Whether English was spoken at all, by two judges: Whisper's own doubt, and how well the sound fits its words.

A model that knows only English hears English in every language: words that sound a little alike, or what its films end
with. Whisper is then less sure than with English in noise, and the aligner, who has its own idea of how English sounds,
finds words that are not there. Neither tells by itself: a strange voice fits badly, a mumbled sentence is unsure.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from engines.speech.align import ABSENT
from engines.speech.spelling import spoken
from engines.speech.track import SAMPLE_RATE

CLEAR = -0.6
"""Mean log probability of a token above which nobody doubts: English in noise as loud as a third of it stays above."""

FEW = 6
"""Words from which a piece is judged alone; of fewer, nobody can tell."""

_LIKE_ENGLISH = -1.25
"""Least sum of the two judgements. English at 5 dB of noise or in a hall has -1.22 and more, ten other languages -1.29
and less (tests/benchmarks/foreign.py)."""

_PER_FIT = 1 / 6
"""How much the aligner's judgement counts beside Whisper's."""


@dataclass(frozen=True)
class Evidence:
    """What speaks for some words. probability: log, mean of the tokens; fit: mean of the sounds, per frame."""

    seconds: float
    words: int
    probability: float
    fit: float


def gather(sound: NDArray[np.float32], text: str, probability: float, tick: Callable[[], None]) -> Evidence:
    """The evidence for `text` in `sound` ([N] at 16 kHz)."""
    from engines.speech import align_pocketsphinx

    written = spoken(text, "en")
    placed = align_pocketsphinx.place(sound, written, lambda *_: tick())
    found = [one for one in placed if one is not None]
    lost = 1 - len(found) / max(len(written), 1)
    fit = float(np.average([one.fit for one in found], weights=[one.end - one.start for one in found])) if found else 0
    return Evidence(len(sound) / SAMPLE_RATE, len(written), probability, fit * (1 - lost) + ABSENT * lost)


def unlike(pieces: list[Evidence]) -> bool:
    """Whether these pieces, taken together, are probably no English; False while there is too little of them."""
    if sum(piece.words for piece in pieces) < FEW:
        return False
    shares = [piece.seconds for piece in pieces]
    sums = [piece.probability + _PER_FIT * piece.fit for piece in pieces]
    return bool(np.average(sums, weights=shares) < _LIKE_ENGLISH)
