"""What the mouth does for what is heard, without asking for words: how far each movement of `configs/visemes.yaml`
goes, how far lips are pressed together, and how far they part.

A linear map from Whisper's states around each moment. It was learned by `tools/learn_shapes.py` from the built-in
voices, whose speech sounds are known, and holds for voices it never heard: those states tell sounds more than voices.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from engines.speech.features import whisper

Array = NDArray[np.float32]

FILE = Path(__file__).resolve().parents[3] / "assets" / "speech" / "shapes.npz"
RATE = whisper.RATE
TAPS = (-8, -4, -2, 0, 2, 4, 8)
"""Which states around a moment are read, in steps of 20 ms."""
REACH = max(TAPS)
model = whisper.model


@dataclass(frozen=True, eq=False)
class Map:
    """mean, scale [384] of states; weights [TAPS * 384, 9] and usual [9] of what the mouth does for them."""

    mean: Array
    scale: Array
    weights: Array
    usual: Array

    def __call__(self, states: Array) -> Array:
        """[n - 2 REACH, 9] for states [n, 384]."""
        return np.asarray(gathered((states - self.mean) / self.scale) @ self.weights + self.usual, np.float32)


def gathered(states: Array) -> Array:
    """[n - 2 REACH, TAPS * 384] the states around each moment that has REACH of them at both sides."""
    count = max(0, len(states) - 2 * REACH)
    return np.concatenate([states[REACH + tap : REACH + tap + count] for tap in TAPS], axis=1)


def stream(name: str, samples: Array, count: int, ckpt: Sequence[Path]) -> Iterator[Array]:
    """`count` frames in blocks; frame k is the mouth at second k / RATE."""
    learned = _learned()
    states: Array | None = None
    for block in whisper.stream("whisper", samples, count, ckpt):
        states = np.concatenate([np.repeat(block[:1], REACH, axis=0) if states is None else states, block])
        yield learned(states)
        states = states[-2 * REACH :]
    if states is not None:
        yield learned(np.concatenate([states, np.repeat(states[-1:], REACH, axis=0)]))


@cache
def _learned() -> Map:
    with np.load(FILE, allow_pickle=False) as kept:
        return Map(*(kept[name].astype(np.float32) for name in ("mean", "scale", "weights", "usual")))
