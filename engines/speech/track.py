"""SpeechTrack: what was said and when, together with its sound. The one type of speech every engine takes."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from contracts import StudioError

SAMPLE_RATE = 16_000


@dataclass(frozen=True)
class Phone:
    """One speech sound.

    label: ARPABET, vowels with their stress: 'AH0', 'S', 'OW1'.
    start, end: seconds from the beginning of the sound.
    """

    label: str
    start: float
    end: float

    @property
    def stress(self) -> int | None:
        """1 for the main stress of a word, 2 for a side stress, 0 for none; None for a consonant."""
        return int(self.label[-1]) if self.label[-1:].isdigit() else None

    @property
    def sound(self) -> str:
        """The label without its stress: 'AH' for 'AH0'."""
        return self.label.rstrip("012")


@dataclass(frozen=True)
class Word:
    """One word as it was written, and when it was said.

    text:          as a reader sees it, with its punctuation: 'Mr.', '1984,', "don't".
    start, end:    seconds from the beginning of the sound.
    phones:        the speech sounds it was said with; empty when nobody aligned them.
    score:         how sure the aligner or recogniser is, 0 to 1; None when it does not say.
    in_dictionary: False when the pronunciation was guessed.
    """

    text: str
    start: float
    end: float
    phones: tuple[Phone, ...] = ()
    score: float | None = None
    in_dictionary: bool = True


@dataclass(frozen=True, eq=False)
class SpeechTrack:
    """A voice with its words. Times are seconds; words and phones are in order and do not overlap.

    samples:    [N] float32 at SAMPLE_RATE, within -1 to 1; may be a memory map of a long sound. Read-only.
    text:       what is said, as a reader sees it, with punctuation and line breaks.
    words:      every word of the text with its time.
    language:   two letters: 'en'.
    recogniser: who wrote the text: 'faster-whisper tiny.en', 'given', 'espeak-ng'.
    aligner:    who timed it: 'pocketsphinx', 'mfa', 'faster-whisper' (words only), 'espeak-ng', 'none'.
    notes:      what a person should know: a simpler part stood in, a piece could not be aligned.
    source:     where the sound came from, for people: a file's name or the text's voice.
    """

    samples: NDArray[np.float32]
    text: str = ""
    words: tuple[Word, ...] = ()
    language: str = "en"
    recogniser: str = "none"
    aligner: str = "none"
    notes: tuple[str, ...] = ()
    source: str = ""

    def __post_init__(self) -> None:
        if self.samples.ndim != 1 or self.samples.dtype != np.float32:
            raise ValueError(f"samples are {self.samples.dtype} {self.samples.shape}, not float32 [N]")
        if self.samples.flags.writeable and not isinstance(self.samples, np.memmap):
            samples = self.samples.view()
            samples.flags.writeable = False
            object.__setattr__(self, "samples", samples)
        _in_order(self.words, "word", self.duration)
        for word in self.words:
            _in_order(word.phones, f"phone of '{word.text}'", self.duration)

    @property
    def duration(self) -> float:
        """Length of the sound, seconds."""
        return len(self.samples) / SAMPLE_RATE

    @property
    def phones(self) -> tuple[Phone, ...]:
        """All speech sounds in order; what lies between them is silence or noise."""
        return tuple(phone for word in self.words for phone in word.phones)

    def with_notes(self, *notes: str) -> SpeechTrack:
        """The same speech with more for a person to know."""
        return replace(self, notes=self.notes + notes)

    def cut(self, start: float, end: float) -> SpeechTrack:
        """From `start` to `end` seconds; a word counts when its middle lies inside."""
        if not 0 <= start < end <= self.duration + 1e-6:
            raise StudioError(
                f"A piece from {start:g} to {end:g} s does not lie in {self.duration:.2f} s of sound.",
                "Choose a start before the end, both within the sound.",
            )
        first, last = round(start * SAMPLE_RATE), round(end * SAMPLE_RATE)
        length = (last - first) / SAMPLE_RATE
        words = tuple(_moved(word, start, length) for word in self.words if start <= (word.start + word.end) / 2 < end)
        text = " ".join(word.text for word in words)
        return replace(self, samples=self.samples[first:last], words=words, text=text)


def _moved(timed: Any, start: float, length: float) -> Any:
    """A word or phone in the time of a cut that begins at `start` and is `length` seconds long."""
    begin, end = (min(max(at - start, 0.0), length) for at in (timed.start, timed.end))
    if isinstance(timed, Word):
        return replace(timed, start=begin, end=end, phones=tuple(_moved(p, start, length) for p in timed.phones))
    return replace(timed, start=begin, end=end)


def _in_order(timed: Iterable[Word | Phone], what: str, duration: float) -> None:
    """Refuses times that run backwards, overlap or lie outside the sound: a bug of whoever made them."""
    before = 0.0
    for number, one in enumerate(timed, 1):
        name = one.text if isinstance(one, Word) else one.label
        if not before - 1e-4 <= one.start <= one.end <= duration + 1e-3:
            raise ValueError(
                f"{what} {number} ('{name}') lies at {one.start:.3f} to {one.end:.3f} s, after {before:.3f}"
            )
        before = one.end
