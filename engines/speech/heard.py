"""What was believed and what was not, while a sound is heard piece by piece, and what a person should know of it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from engines.speech.phrases import DOUBTFUL, Phrase
from engines.speech.pieces import Piece
from engines.speech.track import Word
from engines.speech.unlike_english import FEW, Evidence, unlike
from engines.speech.whisper_models import Whisper

_UNHEARD = 2.5
"""Seconds of voice between two words from which something was said there that was not taken down; English, in noise as
loud as the voice too, never leaves more than 1.3."""

_ASTRAY = 0.6
"""Seconds that a word may lie away from any voice before it counts as imagined."""


@dataclass
class Heard:
    """What was believed and what was not, while the pieces come in."""

    voice: Sequence[tuple[float, float]]
    words: list[Word] = field(default_factory=list)
    latest: str = ""
    sure: float = 0.0
    doubted: float = 0.0
    dropped: list[tuple[float, float]] = field(default_factory=list)
    open: list[tuple[Piece, Evidence]] = field(default_factory=list)
    """Pieces of a few words that may be another language: judged together at the end."""

    def add(self, part: Piece, phrases: Sequence[Phrase], doubt: Evidence | None = None) -> None:
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
            if phrase.probability < DOUBTFUL:
                self.doubted += lasts
            else:
                self.sure += lasts
            moved = (
                Word(word.text, part.start + word.start, part.start + word.end, score=word.score)
                for word in phrase.words
            )
            self.words += [word for word in moved if self._voiced(word)]
            self.latest = phrase.text

    def _pass_over(self, part: Piece, phrases: Sequence[Phrase]) -> None:
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
