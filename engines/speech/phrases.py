"""What Whisper makes of one piece of sound: phrases, and whether they are to be believed.

It imagines words where nobody speaks, or repeats itself without end; a piece where it does is heard again, strictly.
"""

from __future__ import annotations

import copy
import itertools
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engines.speech.track import SAMPLE_RATE, Word
from engines.speech.unlike_english import CLEAR, Evidence, gather
from engines.speech.whisper_models import Whisper

BEAMS = 5
"""Sentences followed at once; 1 is a quarter faster and errs more (tests/benchmarks/recognition.py)."""

_REPETITIVE = 2.4
"""How far zlib may compress a text before it counts as a loop: OpenAI's own limit."""

DOUBTFUL, _IMAGINED = -1.0, -1.25
"""Mean log probability of a token below which a text is doubted, and below which it is not taken down at all."""

_MOST_TOKENS = 15
"""English tokens a second that a voice can say at most; more are a loop."""


@dataclass(frozen=True)
class Phrase:
    """Some words that Whisper gave at once. Times count from the beginning of the piece."""

    start: float
    end: float
    text: str
    words: tuple[Word, ...]
    probability: float
    compression: float

    @property
    def looped(self) -> bool:
        """Whether Whisper goes round in circles: on sounds it does not understand it says the same again."""
        return self.compression > _REPETITIVE or (self.probability < DOUBTFUL and says_again(self.text))

    @property
    def believable(self) -> bool:
        return not self.looped and self.probability >= _IMAGINED


def says_again(text: str) -> bool:
    """Whether four words follow each other twice."""
    words = text.lower().split()
    fours = [tuple(words[k : k + 4]) for k in range(len(words) - 3)]
    return len(set(fours)) < len(fours)


def listen(
    whisper: Whisper, sound: NDArray[np.float32], language: str, tick: Callable[[], None], finished: bool = False
) -> list[Phrase]:
    """What Whisper makes of one piece; what it cannot have heard has no words left.

    finished: only the phrases that certainly end within the piece, for who hears what follows them once more.
    """
    said = _finished if finished else _all
    phrases = whisper.ask(lambda model: said(model, sound, language), tick)
    if any(phrase.looped for phrase in phrases):
        strict = whisper.ask(lambda model: said(model, sound, language, repetition_penalty=1.2), tick)
        if strict and not any(phrase.looped or phrase.probability < DOUBTFUL for phrase in strict):
            return strict
    return phrases


def doubt_of(sound: NDArray[np.float32], phrases: Sequence[Phrase], tick: Callable[[], None]) -> Evidence | None:
    """What speaks for the words of a piece being English, where Whisper is not sure of them."""
    believed = [phrase for phrase in phrases if phrase.believable]
    if not believed:
        return None
    lengths = [max(phrase.end - phrase.start, 0.1) for phrase in believed]
    probability = float(np.average([phrase.probability for phrase in believed], weights=lengths))
    if probability >= CLEAR:
        return None
    return gather(sound, " ".join(phrase.text for phrase in believed), probability, tick)


def _all(model: Any, sound: NDArray[np.float32], language: str, **more: Any) -> list[Phrase]:
    return list(_phrases(model, sound, language, **more))


def _finished(model: Any, sound: NDArray[np.float32], language: str, **more: Any) -> list[Phrase]:
    """What `_phrases` gives without what is said last.

    Whisper looks at a piece once, and at what follows the last phrase that it saw the end of once more, which takes as
    long again. Here it is stopped before.
    """
    once, looks = copy.copy(model), itertools.count()

    def encode(features: NDArray[np.float32]) -> Any:
        if next(looks):
            raise _SeenOnceError
        return model.encode(features)

    once.encode = encode
    phrases: list[Phrase] = []
    try:
        phrases.extend(_phrases(once, sound, language, **more))
    except _SeenOnceError:
        return phrases
    return phrases[:-1]


class _SeenOnceError(Exception):
    """Whisper wants to look at a piece again."""


def _phrases(model: Any, sound: NDArray[np.float32], language: str, **more: Any) -> Iterator[Phrase]:
    # Temperature 0 alone: higher ones draw lots, and the same sound shall give the same words.
    limit = min(440, 20 + _MOST_TOKENS * len(sound) // SAMPLE_RATE) if language == "en" else None
    segments, _ = model.transcribe(
        sound,
        language=language,
        beam_size=BEAMS,
        temperature=0.0,
        condition_on_previous_text=False,
        word_timestamps=True,
        max_new_tokens=limit,
        **more,
    )
    for segment in segments:
        yield Phrase(
            float(segment.start),
            float(segment.end),
            segment.text.strip(),
            tuple(
                Word(word.word, float(word.start), float(word.end), score=min(float(word.probability), 1.0))
                for word in segment.words
            ),
            segment.avg_logprob,
            segment.compression_ratio,
        )
