"""How near the verbs of the vocabulary are in meaning to any other word.

The vectors of the encoder that is installed are kept in assets/story/verbs.npz, made by tools/embed_verbs.py; for
another encoder, or once the vocabulary has changed, they are made anew when first needed.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from functools import lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from engines.story import vocabulary
from engines.story.writer.words import words

SOMEBODY = ("a person", "a child", "an animal", "a mythical creature", "somebody who works")
SOMETHING = ("a thing", "a tool", "a natural phenomenon", "a substance", "an abstract idea", "a machine", "a building")

Embedder = Callable[[Sequence[str]], NDArray[np.float32]]

KEPT = Path(__file__).resolve().parents[3] / "assets" / "story" / "verbs.npz"

_made: dict[tuple[str, str], NDArray[np.float32]] = {}


def known(embed: Embedder) -> tuple[list[str], NDArray[np.float32]]:
    """The action of each known verb ('unseen' for those that show nothing), and the verbs as unit vectors [N, D]."""
    return [action for _, action in verbs()], _vectors(embed)[: len(verbs())]


def means_somebody(noun: str, embed: Embedder) -> bool:
    """Whether a noun is nearer to people and animals than to things."""
    likeness = _vectors(embed)[len(verbs()) :] @ embed([f"a {noun}"])[0]
    return bool(likeness[: len(SOMEBODY)].max() > likeness[len(SOMEBODY) :].max() - 0.03)


def phrases() -> list[str]:
    """All that is kept as vectors: the verbs, then what is somebody, then what is something."""
    return [verb for verb, _ in verbs()] + [*SOMEBODY, *SOMETHING]


def _vectors(embed: Embedder) -> NDArray[np.float32]:
    key = (getattr(embed, "name", str(id(embed))), digest())
    if key not in _made:
        kept = _kept(key)
        _made[key] = embed(phrases()) if kept is None else kept
    return _made[key]


@lru_cache(maxsize=1)
def verbs() -> list[tuple[str, str]]:
    """Every verb of a single word and the action that it calls for."""
    pairs = [
        (called.words, name)
        for name, action in vocabulary.actions().items()
        for called in action.verbs
        if " " not in called.words
    ]
    unseen = [(verb, "unseen") for verb in words().lists["unseen"] if " " not in verb]
    taken = {verb for verb, _ in pairs}
    return pairs + [pair for pair in unseen if pair[0] not in taken]


@lru_cache(maxsize=1)
def digest() -> str:
    """Changes with what is kept."""
    return hashlib.sha256("|".join(phrases()).encode()).hexdigest()[:16]


def _kept(key: tuple[str, str]) -> NDArray[np.float32] | None:
    if not KEPT.is_file():
        return None
    with np.load(KEPT, allow_pickle=False) as kept:
        if (str(kept["encoder"]), str(kept["digest"])) != key:
            return None
        return np.asarray(kept["vectors"], np.float32)
