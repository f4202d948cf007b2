"""Which gestures what is said calls for: by its words, by its meaning, and by what the speaker does with it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from contracts import Progress, silent
from engines.gesture.acts import Sentence
from engines.gesture.lexicon import Lexicon
from engines.gesture.prosody import Phrase, is_light, plain
from engines.language import Embedder
from engines.speech import Word

LIKE = 0.52
"""Likeness of meaning from which speech calls for a gesture; unrelated phrases stay under 0.35 in MiniLM."""


@dataclass(frozen=True)
class Call:
    """A gesture that the speech calls for.

    first, last: indices of the words that call for it, inclusive.
    unit:        name in the lexicon.
    strength:    0 to 1.
    by:          what called.
    why:         in words for a person.
    light:       True where all words that call are such as hold a sentence together: 'I', 'there', 'not'.
    """

    first: int
    last: int
    unit: str
    strength: float
    by: Literal["word", "idea", "act"]
    why: str
    light: bool = False


_DIGITS = {"0": "zero", "1": "one", "2": "two", "3": "three", "4": "four", "5": "five", "10": "ten"}
_DIGITS |= {"1st": "first", "2nd": "second", "3rd": "third", "4th": "fourth", "5th": "fifth", "10th": "tenth"}


def key(word: Word) -> str:
    """How a word is looked up: lower case, no marks around it, small numbers in letters."""
    bare = plain(word.text)
    return _DIGITS.get(bare, bare)


def by_words(words: tuple[Word, ...], lexicon: Lexicon) -> Iterator[Call]:
    """Calls of the words themselves. Longer wordings are surer than single words, and those than light ones."""
    said = [key(word) for word in words]
    index = _wordings(lexicon)
    for first, one in enumerate(said):
        for wording, unit in index.get(one, ()):
            last = first + len(wording) - 1
            if last < len(said) and all(said[first + n] in forms for n, forms in enumerate(wording)):
                heard = " ".join(said[first : last + 1])
                light = is_light(heard)
                sure = 0.42 if light else min(0.7 + 0.12 * (len(wording) - 1), 1.0)
                yield Call(first, last, unit, sure, "word", f"says '{heard}'", light)


def by_ideas(
    words: tuple[Word, ...],
    phrases: tuple[Phrase, ...],
    lexicon: Lexicon,
    embed: Embedder,
    progress: Progress = silent,
) -> Iterator[Call]:
    """Calls of the meaning of whole phrases."""

    def check(done: float) -> None:
        progress("meaning", done, 1)

    spans = [(phrase.first, phrase.last) for phrase in phrases if phrase.last - phrase.first >= 1]
    ideas = [(unit.name, idea) for unit in lexicon.values() if unit.keep for idea in unit.calls.ideas]
    if not spans or not ideas:
        return
    said = [" ".join(word.text for word in words[first : last + 1]) for first, last in spans]
    likeness = embed(said, check) @ _ideas(tuple(idea for _, idea in ideas), embed, check).T
    for row, (first, last) in zip(likeness, spans, strict=True):
        for column in np.flatnonzero(row >= LIKE):
            unit, idea = ideas[int(column)]
            strength = min(0.45 + 1.2 * (float(row[column]) - LIKE), 0.95)
            yield Call(first, last, unit, strength, "idea", f"means about '{idea}'")


def by_acts(sentences: tuple[Sentence, ...], lexicon: Lexicon) -> Iterator[Call]:
    """Calls of what the speaker does with each sentence."""
    for sentence in sentences:
        for unit in lexicon.values():
            if unit.keep and sentence.act in unit.calls.acts:
                common = sentence.act == "statement"
                yield Call(sentence.first, sentence.last, unit.name, 0.3 if common else 0.5, "act", _ACTS[sentence.act])


_ACTS = {
    "statement": "makes a statement",
    "question": "asks",
    "answer": "answers",
    "greeting": "greets",
    "farewell": "says goodbye",
    "thanks": "thanks",
    "apology": "apologises",
    "request": "asks for something",
    "command": "tells somebody what to do",
    "agreement": "agrees",
    "disagreement": "disagrees",
    "exclamation": "exclaims",
    "list": "lists",
    "contrast": "sets one thing against another",
    "story": "tells a story",
    "aside": "says something in passing",
}


def forms(word: str) -> frozenset[str]:
    """The written forms that one word of the lexicon stands for: 'give*' also means gives, gave not, giving, giver."""
    if not word.endswith("*"):
        return frozenset({word})
    stem = word[:-1]
    short = stem[:-1] if stem.endswith("e") else stem
    made = {stem, f"{stem}s", f"{stem}es", f"{short}ed", f"{short}ing", f"{short}er", f"{short}ers", f"{stem}ly"}
    if stem.endswith("y"):
        made |= {f"{stem[:-1]}{end}" for end in ("ies", "ied", "ier", "iest", "ily")}
    if len(stem) > 2 and stem[-1] not in "aeiouwxy" and stem[-2] in "aeiou":
        made |= {f"{stem}{stem[-1]}{end}" for end in ("ed", "ing", "er", "est")}
    return frozenset(made | {f"{short}est"})


_Wording = tuple[frozenset[str], ...]


def _wordings(lexicon: Lexicon) -> dict[str, list[tuple[_Wording, str]]]:
    """Every wording of the lexicon, under each form of its first word."""
    index: dict[str, list[tuple[_Wording, str]]] = defaultdict(list)
    for unit in lexicon.values():
        for phrase in unit.calls.words if unit.keep else ():
            wording = tuple(forms(word) for word in phrase.lower().split())
            for form in wording[0]:
                index[form].append((wording, unit.name))
    return index


_KEPT: dict[tuple[str, tuple[str, ...]], NDArray[np.float32]] = {}


def _ideas(ideas: tuple[str, ...], embed: Embedder, check: Callable[[float], None]) -> NDArray[np.float32]:
    """The vectors of the lexicon's ideas, made once for each lexicon and model."""
    kept = (embed.name, ideas)
    if kept not in _KEPT:
        made = embed(ideas, check)
        _KEPT.clear()
        _KEPT[kept] = made
    return _KEPT[kept]
