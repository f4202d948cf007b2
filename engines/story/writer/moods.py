"""Feelings and manners in words: 'happily', 'in anger', 'sad'."""

from __future__ import annotations

from collections.abc import Iterable

from engines.story import vocabulary
from engines.story.script import Feeling
from engines.story.writer.clauses import Phrase
from engines.story.writer.words import words

_NOUNS: dict[str, Feeling] = {
    "joy": "happy",
    "happiness": "happy",
    "pride": "happy",
    "love": "happy",
    "smile": "happy",
    "anger": "angry",
    "rage": "angry",
    "fury": "angry",
    "fear": "surprised",
    "horror": "surprised",
    "surprise": "surprised",
    "shock": "surprised",
    "panic": "surprised",
    "excitement": "excited",
    "sadness": "sad",
    "tear": "sad",
    "sorrow": "sad",
    "grief": "sad",
    "despair": "sad",
    "delight": "excited",
    "terror": "surprised",
    "amazement": "surprised",
}


def mood_words(states: Iterable[str], adverbs: Iterable[str]) -> tuple[Feeling | None, str | None]:
    """The feeling and the manner that adjectives said of somebody and adverbs bring."""
    feeling: Feeling | None = None
    manner: str | None = None
    states = tuple(states)
    for word in (*states, *adverbs):
        if word in states and word in words().feelings:
            found, brings = words().feelings[word]
            feeling, manner = feeling or found, manner or brings  # type: ignore[assignment]
        name = words().manners.get(word)
        if name is not None:
            manner = manner or name
            feeling = feeling or vocabulary.manners()[name].feeling
    return feeling, manner


def feeling_in(places: Iterable[tuple[str, list[Phrase]]]) -> Feeling | None:
    """'with joy', 'in anger', 'with tears in his eyes'."""
    for preposition, group in places:
        if preposition in ("with", "in", "for", "from", "of", "out of"):
            for phrase in group:
                if phrase.head in _NOUNS:
                    return _NOUNS[phrase.head]
    return None
