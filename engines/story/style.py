"""How a figure does things: the factors of manner and feeling, and small differences between one time and another."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from contracts import StudioError
from engines.story import vocabulary


@dataclass(frozen=True)
class Style:
    """Factors of the usual way.

    pace: how quick; size: how large; bounce: how springy; droop: -1 chest out to 1 hanging; shake: 0 to 1 trembling.
    seed: another seed, another performance of the same.
    """

    pace: float = 1.0
    size: float = 1.0
    bounce: float = 1.0
    droop: float = 0.0
    shake: float = 0.0
    seed: int = 0

    def dice(self, salt: int = 0) -> np.random.Generator:
        """The dice of this performance; another `salt` is another throw."""
        return np.random.default_rng([self.seed & 0x7FFFFFFF, salt])


FEELINGS: dict[str, tuple[float, float, float, float, float]] = {
    "neutral": (1.0, 1.0, 1.0, 0.0, 0.0),
    "happy": (1.05, 1.08, 1.25, -0.25, 0.0),
    "sad": (0.82, 0.85, 0.7, 0.7, 0.0),
    "surprised": (1.05, 1.05, 1.0, -0.2, 0.1),
    "angry": (1.1, 1.12, 0.9, 0.05, 0.0),
    "excited": (1.15, 1.15, 1.5, -0.3, 0.0),
}
"""What a feeling alone does to a body: pace, size, bounce, droop, shake."""


def style(manner: str | None = None, feeling: str | None = None, seed: int = 0) -> Style:
    """The style that `manner` and `feeling` ask for, a little different with every `seed`."""
    if manner and manner not in vocabulary.manners():
        raise StudioError(
            f"There is no manner '{manner}'.", f"Use one of: {', '.join(vocabulary.manners())}, or leave it out."
        )
    if feeling and feeling not in FEELINGS:
        raise StudioError(f"There is no feeling '{feeling}'.", f"Use one of: {', '.join(FEELINGS)}.")
    dice = np.random.default_rng([seed & 0x7FFFFFFF, 77])
    if manner:
        row = vocabulary.manners()[manner]
        pace, size, bounce, droop, shake = row.pace, row.size, row.bounce, row.droop, row.shake
    else:
        pace, size, bounce, droop, shake = FEELINGS[feeling or "neutral"]
    return Style(
        pace * float(dice.uniform(0.96, 1.04)),
        size * float(dice.uniform(0.94, 1.06)),
        bounce,
        droop,
        shake,
        seed,
    )
