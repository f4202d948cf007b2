"""Which action a verb calls for: by the phrases of configs/story/actions.yaml, else by the nearest meaning."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from engines.story import vocabulary
from engines.story.writer.clauses import Clause
from engines.story.writer.tagging import Word
from engines.story.writer.words import words

Embedder = Callable[[Sequence[str]], NDArray[np.float32]]

_SKIPPED = ("DET", "POSS", "NUM", "ADJ", "ADV", "OWNS", "COMMA")
_PARTICLES = ("up", "down", "out", "off", "away", "over", "back", "on", "in", "around")
_NEAR_ENOUGH = 0.30
_UNSEEN = "unseen"


@dataclass(frozen=True)
class Deed:
    """What a clause shows: an action (None shows nothing), the manner in its verb, and which words named it."""

    action: str | None
    manner: str | None = None
    used: frozenset[int] = frozenset()  # places in the clause's tail
    note: str | None = None


@dataclass(frozen=True)
class _Pattern:
    words: tuple[str, ...]
    action: str
    manner: str | None

    @property
    def weight(self) -> int:
        return sum(word != "X" for word in self.words)


def deed(clause: Clause, embedder: Callable[[], Embedder] | None) -> Deed:
    """What the verb of `clause` calls for."""
    assert clause.verb is not None
    best: tuple[int, _Pattern, frozenset[int]] | None = None
    tail = _apart(clause.tail)
    for pattern in _patterns().get(clause.verb, ()):
        found = _match(pattern.words[1:], tail)
        if found is not None and (best is None or pattern.weight > best[0]):
            best = (pattern.weight, pattern, frozenset(tail[n].place for n in found))
    if best is not None:
        _, pattern, used = best
        return Deed(None if pattern.action == _UNSEEN else pattern.action, pattern.manner, used)
    if embedder is None or clause.verb in ("do", "be", "have"):
        return Deed(None)
    return _nearest(clause, embedder())


@lru_cache(maxsize=1)
def _patterns() -> dict[str, list[_Pattern]]:
    made: dict[str, list[_Pattern]] = {}
    for phrase in words().lists["unseen"]:
        parts = tuple(str(phrase).split())
        made.setdefault(parts[0], []).append(_Pattern(parts, _UNSEEN, None))
    for name, action in vocabulary.actions().items():
        for called in action.verbs:
            parts = tuple(called.words.split())
            made.setdefault(parts[0], []).append(_Pattern(parts, name, called.manner))
    return made


@dataclass(frozen=True)
class _Piece:
    """One word of a clause's tail; 'up to' is two."""

    place: int
    lower: str
    single: str
    tag: str


def _apart(tail: list[Word]) -> list[_Piece]:
    made = []
    for place, word in enumerate(tail[1:], 1):
        parts = word.lower.split() if word.tag in ("PREP", "ADV", "NOUN") else [word.lower]
        single = _single(word).split() if len(parts) > 1 else [_single(word)]
        single = single if len(single) == len(parts) else parts
        made += [_Piece(place, part, one, word.tag) for part, one in zip(parts, single, strict=True)]
    return made


def _match(wanted: tuple[str, ...], tail: list[_Piece], at: int = 0) -> tuple[int, ...] | None:
    """The places in `tail` that carry the words of a pattern; None when it is not said there."""
    if not wanted:
        return ()
    if wanted[0] == "X":
        for skip in range(0, 5):
            if at + skip > len(tail):
                break
            if any(word.tag == "PREP" for word in tail[at : at + skip]):
                break
            found = _match(wanted[1:], tail, at + skip)
            if found is not None:
                return found
        return None
    skipped_somebody = 0
    while at < len(tail):
        word = tail[at]
        if wanted[0] in (word.lower, word.single):
            rest = _match(wanted[1:], tail, at + 1)
            return None if rest is None else (at, *rest)
        if word.tag in _SKIPPED:
            at += 1
            continue
        if wanted[0] in _PARTICLES and word.tag in ("PRON", "NOUN", "NAME") and skipped_somebody < 2:
            skipped_somebody += 1
            at += 1
            continue
        return None
    return None


def _single(word: Word) -> str:
    if word.tag == "EACH":
        return "each other"
    if word.verb is not None:
        return word.verb.lemma
    return words().noun(word.lower).singular


def _nearest(clause: Clause, embed: Embedder) -> Deed:
    """The action whose phrases mean the most similar thing."""
    phrase = " ".join(
        word.lower if n else clause.verb or ""
        for n, word in enumerate(clause.tail[:4])
        if word.tag not in ("PRON", "NAME", "COMMA")
    )
    bare = embed([clause.verb or "", phrase])
    names, known = _known_phrases(embed)
    likeness = known @ bare.T  # [phrases, 2]
    scores: dict[str, float] = {}
    for name, row in zip(names, likeness, strict=True):
        scores[name] = max(scores.get(name, -1.0), float(0.5 * row[0] + 0.5 * row[1]))
    best = max(scores, key=lambda name: scores[name])
    said = (clause.tail[0].text if clause.tail else clause.verb) or ""
    if scores[best] < _NEAR_ENOUGH:
        return Deed(None, note=f"Nothing in the vocabulary comes near '{said}'; it is not acted.")
    return Deed(best, note=f"'{said}' is not in the vocabulary; the nearest action is {best.replace('_', ' ')}.")


_KNOWN: dict[int, tuple[list[str], NDArray[np.float32]]] = {}


def _known_phrases(embed: Embedder) -> tuple[list[str], NDArray[np.float32]]:
    """Every phrase of the vocabulary as a vector, made once for each embedder."""
    if id(embed) not in _KNOWN:
        pairs = [
            (name, called.words.replace("X ", "").replace(" X", ""))
            for name, action in vocabulary.actions().items()
            for called in action.verbs
        ]
        _KNOWN.clear()
        _KNOWN[id(embed)] = [name for name, _ in pairs], embed([phrase for _, phrase in pairs])
    return _KNOWN[id(embed)]
