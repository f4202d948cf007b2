"""espeak-ng as a voice: a character over any language, with the time of every sound from the synthesiser itself."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from engines.speech import espeak
from engines.speech.espeak_library import RATE
from engines.speech.ipa import STOPS, from_ipa
from engines.speech.track import Phone
from engines.speech.voices.characters import Character
from engines.speech.voices.reading import owners
from engines.speech.voices.script import Phrase
from engines.speech.voices.sharing import give_each_its_own, timed
from engines.speech.voices.voice import Delivery, Said

_CLOSED = round(0.06 * RATE)
"""A stop begins with the silence of closed lips or tongue: the synthesiser leaves 20 to 50 ms before each burst."""

_SILENT = 8
_MOMENT = round(0.01 * RATE)
_SHORTEST = 0.01
_LEAST = 0.004  # seconds
_PITCH_STEPS_PER_SEMITONE = 50 / 12
_HEADROOM = 0.6
"""Loud variants would clip inside the synthesiser; the level is set afterwards."""


@dataclass(frozen=True)
class EspeakSpeaker:
    """See `Speaker`."""

    character: Character
    language: str

    rate = RATE
    timed_by = "espeak-ng"
    notes: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        return f"{self.character.name} (espeak-ng, {self._voice})"

    @property
    def _voice(self) -> str:
        return self.language + (f"+{self.character.variant}" if self.character.variant else "")

    def say(self, phrase: Phrase, delivery: Delivery, check: Callable[[], None]) -> Said:
        own = self.character
        manner = espeak.Manner(
            words_per_minute=_within(own.words_per_minute * delivery.rate, 80, 450),
            pitch=_within(own.pitch + delivery.pitch * _PITCH_STEPS_PER_SEMITONE, 0, 99),
            pitch_range=_within(own.pitch_range * delivery.pitch_range, 0, 100),
            volume=round(100 * _HEADROOM),
        )
        spoken = espeak.synthesise(phrase.said, self._voice, manner, check, own.timbre)
        phones = _phones(spoken, phrase, self.language)
        return Said(spoken.samples.astype(np.float32) / np.float32(32768), tuple(tuple(word) for word in phones))


def _within(value: float, low: int, high: int) -> int:
    return round(min(max(value, low), high))


def _phones(spoken: espeak.Utterance, phrase: Phrase, language: str) -> list[list[Phone]]:
    """The phones of each token of `phrase`."""
    words: list[list[Phone]] = [[] for _ in phrase.tokens]
    marks = _with_closures(_orderly(spoken), spoken.samples, language)
    ends = [mark.at for mark in marks[1:]] + [len(spoken.samples)]
    for mark, end, number in zip(marks, ends, owners(phrase, marks), strict=True):
        if mark.ipa:
            words[number] += timed(mark.ipa, mark.at / RATE, end / RATE, language)
    own = [_widened(word) for word in give_each_its_own(phrase.tokens, words, language)]
    return _with_room(own, len(spoken.samples) / RATE)


def _orderly(spoken: espeak.Utterance) -> list[espeak.Mark]:
    """The marks in order of time, without those of sounds that have no name and are heard: they end the one before."""
    marks: list[espeak.Mark] = []
    for mark in spoken.marks:  # now and then the synthesiser is a few samples out of order
        at = min(max(mark.at, marks[-1].at if marks else 0), len(spoken.samples))
        if mark.ipa != "" or not np.any(np.abs(spoken.samples[at : at + _MOMENT].astype(np.int32)) > _SILENT):
            marks.append(mark._replace(at=at))
    return marks


def _with_closures(marks: list[espeak.Mark], samples: NDArray[np.int16], language: str) -> list[espeak.Mark]:
    """`marks` with each stop from where it closes, not from its burst: from the start of the silence before it."""
    moved = list(marks)
    for number, mark in enumerate(moved):
        labels = from_ipa(mark.ipa or "", language)
        if not labels or labels[0] not in STOPS:
            continue
        before = samples[max(mark.at - _CLOSED, 0) : mark.at].astype(np.int32)
        heard = np.flatnonzero(np.abs(before) > _SILENT)
        closes = mark.at - (len(before) - 1 - int(heard[-1]) if len(heard) else len(before))
        for earlier in range(number, -1, -1):
            if moved[earlier].at <= closes:
                break
            moved[earlier] = moved[earlier]._replace(at=closes)
    return moved


def _widened(phones: list[Phone]) -> list[Phone]:
    """A sound that the synthesiser melts into the one before, as the l of 'well', takes a third of its time."""
    wide = list(phones)
    for number in range(1, len(wide)):
        first, second = wide[number - 1], wide[number]
        if second.end - second.start < _SHORTEST < (first.end - first.start) / 3:
            cut = first.end - (first.end - first.start) / 3
            wide[number - 1] = Phone(first.label, first.start, cut)
            wide[number] = Phone(second.label, cut, second.end)
    return wide


def _with_room(words: list[list[Phone]], duration: float) -> list[list[Phone]]:
    """Every phone lasts at least a moment, which it takes from its neighbours: fast speech leaves some out."""
    phones = [phone for word in words for phone in word]
    least = min(_LEAST, duration / max(len(phones), 1))
    at = 0.0
    for number, one in enumerate(phones):
        start = max(one.start, at)
        at = max(one.end, start + least)
        phones[number] = Phone(one.label, start, at)
    at = duration
    for number in range(len(phones) - 1, -1, -1):
        one = phones[number]
        end = min(one.end, at)
        at = max(min(one.start, end - least), 0.0)
        phones[number] = Phone(one.label, at, end)
    row = iter(phones)
    return [[next(row) for _ in word] for word in words]
