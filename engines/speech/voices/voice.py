"""What every kind of voice is to the rest of the studio: a name to choose it by, and something that says a phrase."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

from engines.speech.track import Phone
from engines.speech.voices.script import Phrase


@dataclass(frozen=True)
class Voice:
    """A voice that can be chosen.

    name:     how to ask for it: 'narrator', 'de', 'af_heart', 'en_US-lessac-medium'.
    label:    what it is like, for people: 'Narrator: calm, low'.
    language: code: 'en-us'.
    engine:   'espeak', 'piper' or 'kokoro'.
    licence:  what may be done with what it says, in a few words.
    """

    name: str
    label: str
    language: str
    engine: str
    licence: str


@dataclass(frozen=True)
class Delivery:
    """How a line is to be said, against the voice's own way.

    rate:        times as fast.
    pitch:       semitones up.
    pitch_range: times as lively; 0 is monotonous.
    """

    rate: float = 1.0
    pitch: float = 0.0
    pitch_range: float = 1.0


class Said(NamedTuple):
    """A phrase as sound.

    samples: [N] float32 at the speaker's rate.
    phones:  for each token of the phrase its phones, seconds from the beginning of the samples; None when the
             synthesiser does not tell times.
    """

    samples: NDArray[np.float32]
    phones: tuple[tuple[Phone, ...], ...] | None


class Speaker(Protocol):
    """A voice that is loaded. `check` raises `Cancelled`; it is called often.

    rate:     samples per second.
    name:     who speaks, for people: 'narrator (espeak-ng 1.52.0)'.
    timed_by: who tells the times of words and phones: 'espeak-ng', 'piper'; '' when nobody does.
    language: of the voice: 'en-us'.
    notes:    what a person should know.
    """

    @property
    def rate(self) -> int: ...
    @property
    def name(self) -> str: ...
    @property
    def timed_by(self) -> str: ...
    @property
    def language(self) -> str: ...
    @property
    def notes(self) -> tuple[str, ...]: ...
    def say(self, phrase: Phrase, delivery: Delivery, check: Callable[[], None]) -> Said: ...
