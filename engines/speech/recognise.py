"""What is said in a sound, word by word: Whisper, asked about one piece of speech after the other.

Pieces are cut between phrases and heard each for itself, so memory stays small and no mistake is carried on. Whisper
imagines words where nobody speaks, or repeats itself without end; a piece where it does is heard again more strictly,
and what is still not to be believed is left out, with a note that says where.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from contracts import Progress, StudioError, silent
from engines.speech import activity, whisper_models
from engines.speech.pieces import LONGEST, SHORTEST, WINDOW, Piece, pieces, quietest, stretches
from engines.speech.track import SAMPLE_RATE, Word
from engines.speech.unlike_english import CLEAR, FEW, Evidence, gather, unlike
from engines.speech.whisper_models import EMBEDDED, Whisper

UNSPACED = frozenset(["zh", "yue", "ja", "th", "lo", "my", "km", "bo"])
"""Languages that are written without blanks between words."""

BEAMS = 5
"""Sentences followed at once; 1 is a quarter faster and errs more (tests/benchmarks/recognition.py)."""

_PARAGRAPH = 2.0
"""Seconds of silence that begin a new line of the transcript."""

_REPETITIVE = 2.4
"""How far zlib may compress a text before it counts as a loop: OpenAI's own limit."""

_DOUBTFUL, _IMAGINED = -1.0, -1.25
"""Mean log probability of a token below which a text is doubted, and below which it is not taken down at all."""

_MOST_TOKENS = 15
"""English tokens a second that a voice can say at most; more are a loop."""

_UNHEARD = 2.5
"""Seconds of voice between two words from which something was said there that was not taken down; English, in noise as
loud as the voice too, never leaves more than 1.3."""

_ASTRAY = 0.6
"""Seconds that a word may lie away from any voice before it counts as imagined."""


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
    heard = _Heard(voice)
    for start, end in stretches(voice, duration):
        while start < end:

            def tick(at: float = start) -> None:
                progress("hear", at, duration)

            tick()
            part, phrases = _next(whisper, samples, start, end, language, tick)
            heard.add(part, phrases, _doubt(part.of(samples), phrases, tick) if whisper.english_only else None)
            progress("hear", part.end, duration, heard.latest[:100])
            start = part.end
    heard.judge()
    words = _written(heard.words, language not in UNSPACED, duration)
    notes = (*whisper.notes, *notes, *heard.notes(whisper))
    return Transcript(_text(words, "" if language in UNSPACED else " "), words, language, name, notes)


@dataclass(frozen=True)
class _Phrase:
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
        return self.compression > _REPETITIVE or (self.probability < _DOUBTFUL and _says_again(self.text))

    @property
    def believable(self) -> bool:
        return not self.looped and self.probability >= _IMAGINED


def _says_again(text: str) -> bool:
    """Whether four words follow each other twice."""
    words = text.lower().split()
    fours = [tuple(words[k : k + 4]) for k in range(len(words) - 3)]
    return len(set(fours)) < len(fours)


def _next(
    whisper: Whisper, samples: NDArray[np.float32], start: float, end: float, language: str, tick: Callable[[], None]
) -> tuple[Piece, list[_Phrase]]:
    """The next piece of a stretch of voice from `start` to `end` seconds, and what is said in it.

    Of longer speech it holds as many whole phrases as can be heard at once: a sentence that is cut is heard worse.
    Where Whisper makes no phrases that are to be believed, it is cut at the deepest pause.
    """
    window = Piece(start, min(start + WINDOW, end))
    phrases = _listen(whisper, window.of(samples), language, tick)
    if window.end >= end:
        return window, phrases
    spoken = [phrase for phrase in phrases if phrase.words]
    if len(spoken) > 1 and spoken[-2].words[-1].end > SHORTEST and all(phrase.believable for phrase in spoken):
        last, beyond = spoken[-2].words[-1].end, spoken[-1].words[0].start
        return Piece(start, start + (last + beyond) / 2), spoken[:-1]
    piece = Piece(start, quietest(samples, start + SHORTEST, min(start + LONGEST, end - 1.0)))
    return piece, _listen(whisper, piece.of(samples), language, tick)


def _listen(whisper: Whisper, sound: NDArray[np.float32], language: str, tick: Callable[[], None]) -> list[_Phrase]:
    """What Whisper makes of one piece; what it cannot have heard has no words left."""
    phrases = whisper.ask(lambda model: _phrases(model, sound, language), tick)
    if any(phrase.looped for phrase in phrases):
        strict = whisper.ask(lambda model: _phrases(model, sound, language, repetition_penalty=1.2), tick)
        if strict and not any(phrase.looped or phrase.probability < _DOUBTFUL for phrase in strict):
            return strict
    return phrases


def _doubt(sound: NDArray[np.float32], phrases: Sequence[_Phrase], tick: Callable[[], None]) -> Evidence | None:
    """What speaks for the words of a piece being English, where Whisper is not sure of them."""
    believed = [phrase for phrase in phrases if phrase.believable]
    if not believed:
        return None
    lengths = [max(phrase.end - phrase.start, 0.1) for phrase in believed]
    probability = float(np.average([phrase.probability for phrase in believed], weights=lengths))
    if probability >= CLEAR:
        return None
    return gather(sound, " ".join(phrase.text for phrase in believed), probability, tick)


def _phrases(model: Any, sound: NDArray[np.float32], language: str, **more: Any) -> list[_Phrase]:
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
    return [
        _Phrase(
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
        for segment in segments
    ]


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


@dataclass
class _Heard:
    """What was believed and what was not, while the pieces come in."""

    voice: Sequence[tuple[float, float]]
    words: list[Word] = field(default_factory=list)
    latest: str = ""
    sure: float = 0.0
    doubted: float = 0.0
    dropped: list[tuple[float, float]] = field(default_factory=list)
    open: list[tuple[Piece, Evidence]] = field(default_factory=list)
    """Pieces of a few words that may be another language: judged together at the end."""

    def add(self, part: Piece, phrases: Sequence[_Phrase], doubt: Evidence | None = None) -> None:
        """Take down what is to be believed of a piece. doubt: what speaks for its words where Whisper is not sure."""
        if not any(phrase.end > phrase.start for phrase in phrases) or (doubt is not None and unlike([doubt])):
            self.dropped.append((part.start, part.end))
            return
        if doubt is not None and doubt.words < FEW:
            self.open.append((part, doubt))
        self._pass_over(part, phrases)
        for phrase in phrases:
            if not phrase.believable:
                self.dropped.append((part.start + phrase.start, min(part.start + phrase.end, part.end)))
                continue
            lasts = phrase.words[-1].end - phrase.words[0].start if phrase.words else 0.0
            if phrase.probability < _DOUBTFUL:
                self.doubted += lasts
            else:
                self.sure += lasts
            moved = (
                Word(word.text, part.start + word.start, part.start + word.end, score=word.score)
                for word in phrase.words
            )
            self.words += [word for word in moved if self._voiced(word)]
            self.latest = phrase.text

    def _pass_over(self, part: Piece, phrases: Sequence[_Phrase]) -> None:
        """Note where somebody speaks long and no word was taken down."""
        words = [word for phrase in phrases for word in phrase.words]
        ends = [part.start, *(part.start + word.end for word in words)]
        starts = [*(part.start + word.start for word in words), part.end]
        for start, end in zip(ends, starts, strict=True):
            if sum(max(0.0, min(end, b) - max(start, a)) for a, b in self.voice) > _UNHEARD:
                self.dropped.append((start, end))

    def judge(self) -> None:
        """Leave out the scattered words of what is, all in all, another language."""
        if self._lost > self.sure or unlike([doubt for _, doubt in self.open]):
            spans = [(part.start, part.end) for part, _ in self.open]
            self.words = [
                word for word in self.words if not any(a <= (word.start + word.end) / 2 <= b for a, b in spans)
            ]
            self.sure -= min(self.sure, sum(end - start for start, end in spans))
            self.dropped = sorted([*self.dropped, *spans])

    @property
    def _lost(self) -> float:
        return sum(end - start for start, end in self.dropped)

    def _voiced(self, word: Word) -> bool:
        return any(start - _ASTRAY < word.end and word.start < end + _ASTRAY for start, end in self.voice)

    def notes(self, whisper: Whisper) -> list[str]:
        """What a person should know of how well this went."""
        if not self.words:
            said = "Somebody is heard, but no words could be made out."
        elif self.dropped:
            spots = _merged(self.dropped)
            places = ", ".join(f"{_clock(start)} to {_clock(end)}" for start, end in spots[:5])
            more = f" and {len(spots) - 5} more places" if len(spots) > 5 else ""
            said = f"What was said from {places}{more} could not be made out and was left out."
        else:
            said = ""
        notes = [said] if said else []
        if self._lost + self.doubted > self.sure:
            if whisper.english_only:
                notes.append(
                    f"This is probably not English, and Whisper {whisper.name} hears only English: choose a model "
                    "without '.en' in its name, such as base, or give the text yourself. If it is English, it is too "
                    "noisy or too far away."
                )
            else:
                notes.append("Little of this could be made out surely: check the words, or give the text yourself.")
        return notes


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


def _merged(spans: Iterable[tuple[float, float]]) -> list[tuple[float, float]]:
    """Spans that are less than a second apart as one."""
    merged: list[tuple[float, float]] = []
    for start, end in spans:
        if merged and start - merged[-1][1] < 1:
            merged[-1] = (merged[-1][0], end)
        else:
            merged.append((start, end))
    return merged


def _clock(seconds: float) -> str:
    return f"{int(seconds) // 60}:{int(seconds) % 60:02d}"
