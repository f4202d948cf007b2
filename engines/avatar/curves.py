"""How long to learn a head, and what can be watched meanwhile."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from engines.avatar import quality


@dataclass(frozen=True)
class Plan:
    """How to train.

    splats:     how many there may be at last.
    iterations: at most; training ends earlier when held-out pictures get no better.
    seconds:    of work at most.
    holdout:    share of the pictures, the last ones, that are never learned.
    """

    splats: int = 9000
    iterations: int = 700
    seconds: float = 300.0
    holdout: float = 1 / 11
    seed: int = 0


@dataclass(frozen=True)
class Row:
    """One point of the curves; PSNR in dB, seconds of work so far and still to come."""

    iteration: int
    seconds: float
    left: float
    splats: int
    loss: float
    train: quality.Psnr
    held: quality.Psnr


@dataclass(frozen=True, eq=False)
class Sight:
    """What may be watched: the curves so far, and a held-out picture [S, 2 S, 3], real beside made."""

    rows: tuple[Row, ...]
    picture: NDArray[np.uint8]


class Watch(Protocol):
    def __call__(self, sight: Sight) -> None: ...


def unwatched(sight: Sight) -> None:
    """Nobody watches."""
