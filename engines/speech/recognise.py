"""What is said in a sound, word by word: Whisper, asked about one piece of speech after the other.

Pieces are cut between phrases and heard each for itself, so memory stays small and no mistake is carried on. What is
not to be believed is left out, with a note that says where.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from contracts import Progress, StudioError, silent
from engines.speech import activity, whisper_models
from engines.speech.abreast import Take, abreast
from engines.speech.heard import Heard
from engines.speech.phrases import Phrase, doubt_of, listen
from engines.speech.pieces import LONGEST, SHORTEST, WINDOW, Piece, pieces, quietest, stretches
from engines.speech.track import SAMPLE_RATE, Word
from engines.speech.whisper_models import EMBEDDED, Whisper

UNSPACED = frozenset(["zh", "yue", "ja", "th", "lo", "my", "km", "bo"])
"""Languages that are written without blanks between words."""

_PARAGRAPH = 2.0
"""Seconds of silence that begin a new line of the transcript."""


@dataclass(frozen=True)
class Transcript:
    """What was heard.

    text:       with punctuation; a new line after a long silence.
    words:      every word of the text as written, with its time and how sure Whisper was; in order, no overlap.
    language:   two letters, three for some: 'en'.
    recogniser: 'faster-whisper tiny.en'.
    notes:      what a person should know.
    """

    text: str
    words: tuple[Word, ...]
    language: str
    recogniser: str
    notes: tuple[str, ...] = ()


def recognise(
    samples: NDArray[np.float32],
    model: str = EMBEDDED,
    language: str | None = None,
    ckpt: Sequence[Path] = (),
    download: bool = False,
    progress: Progress = silent,
) -> Transcript:
    """The words in [N] float32 `samples` at 16 kHz, which may be a memory map of hours.

    language: None lets the model find out which it is, if it knows several.
    ckpt:     folders that may hold further models; `download` allows to fetch a missing one into the first of them.
    """
    whisper_models.check_language(model, language)
    folder = whisper_models.locate(model, ckpt, download, progress)
    name, duration = f"faster-whisper {model}", len(samples) / SAMPLE_RATE
    voice = activity.regions(samples, progress=progress)
    if not voice:
        return Transcript("", (), language or "en", name, ("Nobody is heard speaking.",))
    progress("hear", 0, duration, f"Listening with Whisper {model}")
    whisper = whisper_models.load(model, folder, lambda: progress("hear", 0, duration))
    parts = list(pieces(samples, voice))
    language, notes = _language(whisper, samples, parts, language, lambda: progress("hear", 0, duration))
    heard = Heard(voice)

    def hear(start: float, end: float, tick: Callable[[], None]) -> Take:
        part, phrases = _next(whisper, samples, start, end, language, tick)
        return part, phrases, doubt_of(part.of(samples), phrases, tick) if whisper.english_only else None

    def tell(at: float, latest: str = "") -> None:
        progress("hear", at, duration, latest[:100])

    for take in abreast(list(stretches(voice, duration)), hear, whisper.at_once, tell):
        heard.add(*take)
    heard.judge()
    words = _written(heard.words, language not in UNSPACED, duration)
    notes = (*whisper.notes, *notes, *heard.notes(whisper))
    return Transcript(_text(words, "" if language in UNSPACED else " "), words, language, name, notes)


def _next(
    whisper: Whisper, samples: NDArray[np.float32], start: float, end: float, language: str, tick: Callable[[], None]
) -> tuple[Piece, list[Phrase]]:
    """The next piece of a stretch of voice from `start` to `end` seconds, and what is said in it.

    Of longer speech it holds as many whole phrases as can be heard at once: a sentence that is cut is heard worse.
    Where Whisper makes no phrases that are to be believed, it is cut at the deepest pause.
    """
    window = Piece(start, min(start + WINDOW, end))
    if window.end >= end:
        return window, listen(whisper, window.of(samples), language, tick)
    spoken = [p for p in listen(whisper, window.of(samples), language, tick, finished=True) if p.words]
    last = start + spoken[-1].words[-1].end if spoken else start
    if last - start > SHORTEST and last < window.end and all(phrase.believable for phrase in spoken):
        return Piece(start, quietest(samples, max(last - 0.15, start), min(last + 0.45, window.end))), spoken
    piece = Piece(start, quietest(samples, start + SHORTEST, min(start + LONGEST, end - 1.0)))
    return piece, listen(whisper, piece.of(samples), language, tick)


def _language(
    whisper: Whisper,
    samples: NDArray[np.float32],
    parts: Sequence[Piece],
    wanted: str | None,
    tick: Callable[[], None],
) -> tuple[str, tuple[str, ...]]:
    """The language to listen for, and what to say of how it was found."""
    if wanted is not None:
        if wanted not in whisper.languages:
            raise StudioError(
                f"Whisper {whisper.name} does not know the language '{wanted}'.",
                f"It knows {', '.join(sorted(whisper.languages))}. You can also give the text yourself.",
            )
        return wanted, ()
    if whisper.english_only:
        return "en", ()
    votes: dict[str, float] = {}
    asked = sorted({0, len(parts) // 2, len(parts) - 1})
    for index in asked:
        for code, share in whisper.ask(partial(_likely_languages, parts[index].of(samples)), tick):
            votes[code] = votes.get(code, 0.0) + share / len(asked)
    best, second = sorted(votes, key=lambda code: -votes[code])[:2]
    if votes[best] >= 0.5:
        return best, ()
    doubt = f"The language is probably '{best}' ({votes[best]:.0%}), perhaps '{second}' ({votes[second]:.0%})."
    return best, (doubt + " Choose it yourself if that is wrong.",)


def _likely_languages(sound: NDArray[np.float32], model: Any) -> list[tuple[str, float]]:
    """Languages and how likely each is."""
    found: list[tuple[str, float]] = model.detect_language(sound)[2]
    return found


def _written(words: Iterable[Word], spaced: bool, duration: float) -> tuple[Word, ...]:
    """Words as a reader sees them, in order and within the sound: '42' and '-line' are one."""
    joined: list[Word] = []
    for word in words:
        text = word.text.strip()
        glued = spaced and bool(joined) and not word.text[:1].isspace() and word.start - joined[-1].end < 0.5
        if not (any(letter.isalnum() for letter in text) or (glued and text)):
            continue
        start = min(max(word.start, joined[-1].end if joined else 0.0), duration)
        end = min(max(word.end, start), duration)
        if glued:
            before = joined.pop()
            score = min(before.score or 0.0, word.score or 0.0)
            joined.append(Word(before.text + text, before.start, end, score=score))
        else:
            joined.append(Word(text, start, end, score=word.score))
    return tuple(joined)


def _text(words: Sequence[Word], blank: str) -> str:
    parts = []
    for index, word in enumerate(words):
        if index:
            parts.append("\n" if word.start - words[index - 1].end >= _PARAGRAPH else blank)
        parts.append(word.text)
    return "".join(parts)
