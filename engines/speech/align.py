"""When each word and phone of a text is said in a sound."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from contracts import Progress, StudioError, silent
from engines.speech.alignment.heard import matched
from engines.speech.spelling import Written, spoken
from engines.speech.track import SAMPLE_RATE, Phone, Word
from engines.speech.waiting import aside

ALIGNERS = ("auto", "pocketsphinx", "mfa", "none")

_DOUBTFUL = 0.1
_SURE_FIT, _FIT_SCALE = -2.5, 0.8
_NAMED = 5
_LEAST = 0.01  # seconds that a word without room takes from the one before it
ABSENT = -6.0
"""The fit of a word that was not found; see `alignment.search.Segment`."""

_WORST = -8.0
_MISFIT = -3.5
"""Mean fit of the words of a text below which sound and text hardly fit. Right texts have -2.2 and more where people
speak, in noise too, and -4.4 and more where espeak-ng does; wrong ones nearly always less than -3.5, mostly -5."""


@dataclass(frozen=True)
class Alignment:
    """The words of a text with their times.

    words:   every word of the text as written, in order, not overlapping.
    aligner: who timed them: 'pocketsphinx', 'mfa', 'recogniser' (words only) or 'none' (spread over the sound).
    notes:   what a person should know.
    """

    words: tuple[Word, ...]
    aligner: str
    notes: tuple[str, ...] = ()


def align(
    samples: NDArray[np.float32],
    text: str,
    language: str = "en",
    heard: Sequence[Word] | None = None,
    aligner: str = "auto",
    progress: Progress = silent,
) -> Alignment:
    """Times for every word of `text` in `samples` ([N] float32, 16 kHz; may be a memory map of hours).

    heard:   the recogniser's timed words, when there are any: they guide long sounds and stand in where nothing aligns.
    aligner: 'mfa' raises StudioError when MFA cannot run; 'auto' then notes why and uses pocketsphinx; 'none' takes the
             recogniser's times.
    """
    if aligner not in ALIGNERS:
        raise StudioError(f"There is no aligner '{aligner}'.", f"Choose one of {', '.join(ALIGNERS)}.")
    duration = len(samples) / SAMPLE_RATE

    def tick() -> None:
        progress("Aligning", 0, duration)

    tick()
    written = aside(lambda check: spoken(text, language), tick)
    if not written:
        return Alignment((), "none")
    times = aside(lambda check: matched(written, heard or ()), tick)
    if language.split("-")[0].lower() != "en" or aligner == "none":
        return _without_aligner(written, times, duration, language, aligner)
    return _english(samples, written, times, aligner, progress)


def _english(
    samples: NDArray[np.float32],
    written: Sequence[Written],
    times: list[Word | None],
    aligner: str,
    progress: Progress,
) -> Alignment:
    from engines.speech import align_mfa, align_pocketsphinx

    notes: list[str] = []
    expected = [None if one is None else (one.start + one.end) / 2 for one in times]
    placed = align_pocketsphinx.place(samples, written, progress, expected)
    name = "pocketsphinx"
    if aligner == "mfa" or (aligner == "auto" and align_mfa.installed()):
        try:
            placed, failed = align_mfa.place(samples, written, placed, progress)
            name = "mfa"
            notes += failed
        except StudioError as error:
            if aligner == "mfa":
                raise
            notes.append(f"{error.message} pocketsphinx aligned instead.")
    words: list[Word | None] = [
        None if one is None else Word(text.text, one.start, one.end, one.phones, sureness(one.fit), one.in_dictionary)
        for text, one in zip(written, placed, strict=True)
    ]
    full = _filled(written, words, times, len(samples) / SAMPLE_RATE)
    fits = [ABSENT if one is None else one.fit for text, one in zip(written, placed, strict=True) if text.spoken]
    return Alignment(full, name, (*notes, *_doubts(written, words, full, fits)))


def sureness(fit: float) -> float:
    """0 to 1 for the `fit` of a word: 0.5 where as many wrong words as right ones fit so well."""
    return round(1 / (1 + math.exp(-(fit - _SURE_FIT) / _FIT_SCALE)), 3)


def _without_aligner(
    written: Sequence[Written], times: list[Word | None], duration: float, language: str, aligner: str
) -> Alignment:
    """The recogniser's word times, or words spread over the sound where there are none."""
    words = [None if one is None else replace(one, text=text.text) for text, one in zip(written, times, strict=True)]
    full = _filled(written, words, times, duration)
    why = "No aligner was asked for" if aligner == "none" else f"There is no aligner for '{language}'"
    if any(words):
        return Alignment(full, "recogniser", (f"{why}: words have the recogniser's times, and no single sounds.",))
    return Alignment(full, "none", (f"{why} and nothing was recognised: words are spread evenly over the sound.",))


def _filled(
    written: Sequence[Written], words: Sequence[Word | None], times: Sequence[Word | None], duration: float
) -> tuple[Word, ...]:
    """Every word with a time, in order: those not found get the recogniser's, if it fits the gap, or a share of it."""
    full: list[Word] = []
    index = 0
    while index < len(written):
        one = words[index]
        before = full[-1].end if full else 0.0
        if one is not None:
            start = min(max(one.start, before), duration)
            full.append(replace(one, start=start, end=min(max(one.end, start), duration)))
            index += 1
            continue
        stop = index
        while stop < len(written) and words[stop] is None:
            stop += 1
        following = words[stop] if stop < len(written) else None
        after = duration if following is None else max(following.start, before)
        need = _LEAST * sum(bool(one.spoken) for one in written[index:stop])
        if full and after - before < need:
            full[-1] = _squeezed(full[-1], max(after - need, (full[-1].start + full[-1].end) / 2))
            before = full[-1].end
        full += _in_gap(written[index:stop], times[index:stop], before, after)
        index = stop
    return tuple(full)


def _squeezed(word: Word, end: float) -> Word:
    """`word` and its phones in the time from its start to `end`."""
    ratio = (end - word.start) / max(word.end - word.start, 1e-9)

    def at(time: float) -> float:
        return min(word.start + (time - word.start) * ratio, end)

    phones = tuple(Phone(phone.label, at(phone.start), at(phone.end)) for phone in word.phones)
    return replace(word, end=end, phones=phones)


def _in_gap(written: Sequence[Written], times: Sequence[Word | None], start: float, end: float) -> list[Word]:
    """Words that nobody found, between `start` and `end`: a silent one takes no time, others by their letters."""
    weights = [float(sum(len(word) for word in one.spoken)) for one in written]
    total = sum(weights) or 1.0
    edges = start + (end - start) * np.concatenate([[0], np.cumsum(weights)]) / total
    rows: list[Word] = []
    for index, one in enumerate(written):
        before = rows[-1].end if rows else start
        heard = times[index]
        if heard is not None and before <= heard.start and heard.end <= end:
            rows.append(Word(one.text, heard.start, heard.end, (), 0.0))
            continue
        first, last = float(edges[index]), float(edges[index + 1])
        if not weights[index]:
            first = last = before
        first = min(max(first, before), end)
        rows.append(Word(one.text, first, min(max(last, first), end), (), 0.0 if weights[index] else None))
    return rows


def _doubts(
    written: Sequence[Written], words: Sequence[Word | None], full: Sequence[Word], fits: Sequence[float]
) -> list[str]:
    """Notes about words that were not found and stretches where text and sound do not fit."""
    notes = []
    lost = [
        f"'{after.text}' ({after.start:.1f} s)"
        for text, before, after in zip(written, words, full, strict=True)
        if before is None and text.spoken
    ]
    if lost:
        more = f" and {len(lost) - _NAMED} more" if len(lost) > _NAMED else ""
        count = "1 word was" if len(lost) == 1 else f"{len(lost)} words were"
        notes.append(f"{count} not found in the sound; their times are guesses: {', '.join(lost[:_NAMED])}{more}.")
    doubtful = [
        f"'{one.text}' ({one.start:.1f} s)"
        for one, found in zip(full, words, strict=True)
        if found is not None and found.score is not None and found.score < _DOUBTFUL
    ]
    if doubtful:
        more = f" and {len(doubtful) - _NAMED} more" if len(doubtful) > _NAMED else ""
        notes.append(f"The sound does not fit these words well: {', '.join(doubtful[:_NAMED])}{more}.")
    if fits and np.mean(np.maximum(fits, _WORST)) < _MISFIT:
        notes.append("Text and sound hardly fit each other: check that this is what is said, and that it is English.")
    return notes
