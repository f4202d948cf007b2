"""The timeline of a voice: waveform, words and speech sounds with their times, in step with the 3D page above it.

Python says what there is to draw, `page/timeline.js` draws it: zoom, scroll, playhead, a click on a word plays it.
"""

from __future__ import annotations

import base64
import json
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from engines.speech.track import SpeechTrack, Word
from studio.components.markup import text
from studio.components.waveform import PEAKS_A_SECOND, peaks

UNSURE = 0.5
"""A word with a score below this is marked."""


@dataclass(frozen=True)
class Tier:
    """A row below the words, of gestures for instance: what each is called, start and end in seconds, and its tip."""

    name: str
    items: tuple[tuple[str, float, float, str], ...]


@dataclass(frozen=True)
class Drawing:
    """What a timeline draws. `peaks` [N, 2] int8 are the lowest and highest sample of each of its slices of time."""

    duration: float
    peaks: NDArray[np.int8]
    words: tuple[Word, ...]
    tiers: tuple[Tier, ...] = ()

    @staticmethod
    def of(track: SpeechTrack, *tiers: Tier) -> Drawing:
        return Drawing(track.duration, peaks(track.samples), track.words, tiers)

    def json(self) -> str:
        """For `page/timeline.js`: a word is [text, start, end, score, in dictionary, [[phone, start, end], ...]]."""
        facts: dict[str, Any] = {
            "duration": round(self.duration, 4),
            "rate": PEAKS_A_SECOND,
            "unsure": UNSURE,
            "peaks": base64.b64encode(self.peaks.tobytes()).decode("ascii"),
            "words": [
                [
                    word.text,
                    round(word.start, 3),
                    round(word.end, 3),
                    None if word.score is None else round(word.score, 2),
                    word.in_dictionary,
                    [[phone.label, round(phone.start, 3), round(phone.end, 3)] for phone in word.phones],
                ]
                for word in self.words
            ],
            "tiers": [{"name": tier.name, "items": tier.items} for tier in self.tiers],
        }
        return json.dumps(facts, ensure_ascii=False, separators=(",", ":"))


def timeline(drawing: str, sound: str, title: str, begin: Literal["silent", "aloud"] = "silent") -> str:
    """The timeline whose `Drawing` and sound are at these addresses; `begin` says whether it speaks at once."""
    facts = {"drawing": drawing, "sound": sound, "title": title, "begin": begin}
    return f'<div class="voice" {" ".join(f"""data-{name}="{text(value)}" """ for name, value in facts.items())}></div>'


def nothing(message: str = "") -> str:
    """A timeline without a voice."""
    return f'<div class="voice"><p class="hint">{text(message)}</p></div>' if message else ""
