"""Words and phones timed with pocketsphinx's acoustic model: a search of our own, which takes any text and any sound.

pocketsphinx's own search gives up on a whole sound when one word of its text was not said. This one may leave words
out, pass over speech that is not in the text, and chooses among readings and pronunciations as it goes. Long sounds are
taken in windows, each of which begins at the last pause that the one before is sure of.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cache, partial
from itertools import pairwise
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from contracts import Progress, silent
from engines.preparation import prepare
from engines.speech.alignment.acoustics import english
from engines.speech.alignment.cepstra import FRAME, features
from engines.speech.alignment.graph import STRAY, Said, build
from engines.speech.alignment.search import NoPath, Segment, best_segments, boundaries
from engines.speech.clean import spread
from engines.speech.pronounce import variants
from engines.speech.spelling import Written
from engines.speech.track import SAMPLE_RATE, Phone
from engines.speech.waiting import aside

WINDOW = 30.0
"""Seconds of sound that are looked at together."""

_LEAST = 0.1  # seconds in which nothing can be said
_LAST = 1.4 * WINDOW  # a rest up to this long is taken whole
_EARLIEST, _LATEST = 12.0, WINDOW - 3.0  # seconds of a window between which the next one may begin
_FASTEST = 6.0  # words a second
_LARGEST = 150_000_000  # states times frames that fit into memory
_SHORTEST = 0.005  # seconds of a phone
_NOISY = 22.0  # dB from the quiet to the loud frames, below which steady noise is taken off
_CORRECTIONS = Path(__file__).resolve().parents[2] / "configs" / "alignment.yaml"


@dataclass(frozen=True)
class Placed:
    """A written word as it was found in the sound.

    phones: with their times, seconds; reading: which of the word's readings was heard; fit: see `Segment`.
    tokens: how many phones each spoken word of the reading has.
    """

    phones: tuple[Phone, ...]
    reading: int
    fit: float
    in_dictionary: bool
    tokens: tuple[int, ...]

    @property
    def start(self) -> float:
        return self.phones[0].start

    @property
    def end(self) -> float:
        return self.phones[-1].end


def place(
    samples: NDArray[np.float32],
    written: Sequence[Written],
    progress: Progress = silent,
    expected: Sequence[float | None] = (),
) -> list[Placed | None]:
    """Where each written word lies in `samples` ([N] at 16 kHz); None for a word that was not found.

    expected: for each word when it is roughly said, where a recogniser knows; it keeps long sounds on their way.
    """
    prepare("alignment", progress)
    placed: list[Placed | None] = [None] * len(written)
    duration = len(samples) / SAMPLE_RATE
    aside(lambda check: english(), lambda: progress("Aligning", 0, duration))  # read from its files the first time
    time, word = 0.0, 0
    while word < len(written) and duration - time > _LEAST:
        word = _rejoined(expected, word, time)
        last = duration - time <= _LAST
        until = duration if last else time + WINDOW
        stop = min(_stop(expected, word, until, len(written)), word + int((until - time) * _FASTEST) + 10)
        whole = last and stop == len(written)

        def check(at: float = time) -> None:
            progress("Aligning", at, duration)

        window = np.array(samples[round(time * SAMPLE_RATE) : round(until * SAMPLE_RATE)], np.float32)
        found, pauses = aside(partial(_window, window, written[word:stop], whole), check)
        cut, done = (until - time, stop - word) if last else _cut(found, pauses)
        for index, one in found.items():
            if index < done:
                placed[word + index] = _moved(one, time)
        time, word = time + cut, word + done
    progress("Aligning", duration, duration)
    return placed


def _rejoined(expected: Sequence[float | None], word: int, time: float) -> int:
    """The word to go on with at `time`: `word`, or a later one if the recogniser heard that one before `time`."""
    late = [index for index in range(word, len(expected)) if (at := expected[index]) is not None and at < time - 5.0]
    return late[-1] + 1 if late else word


def _stop(expected: Sequence[float | None], word: int, until: float, count: int) -> int:
    """The first word that is surely not said before `until`."""
    for index in range(word, len(expected)):
        at = expected[index]
        if at is not None and at > until + 3.0:
            return index
    return count


def _cut(found: dict[int, Placed], pauses: list[tuple[float, float]]) -> tuple[float, int]:
    """Where in a window the next one begins, in seconds, and how many of the words are done by then."""
    middles = [(end - start, (start + end) / 2) for start, end in pauses]
    wide = [(width, middle) for width, middle in middles if _EARLIEST <= middle <= _LATEST]
    ends = [one.end for one in found.values() if _EARLIEST <= one.end <= _LATEST]
    cut = max(wide)[1] if wide else max(ends, default=_LATEST)
    done = [index for index, one in found.items() if one.end <= cut + 1e-6]
    return cut, max(done) + 1 if done else 0


def _window(
    samples: NDArray[np.float32], written: Sequence[Written], whole: bool, check: Callable[[], None]
) -> tuple[dict[int, Placed], list[tuple[float, float]]]:
    """The words found in one window, by index, and its pauses; seconds. whole: all words must be said by its end."""
    check()
    model = english()
    graph = build(model, [_ways(index, one) for index, one in enumerate(written)], open_end=not whole)
    heard = features(samples, clean=spread(samples) < _NOISY)
    if len(graph.senones) * len(heard) > _LARGEST:
        return {}, []
    check()
    try:
        segments = best_segments(model, heard, graph, check)
    except NoPath:
        return {}, []
    times = _corrected(segments, boundaries(model, heard, segments, check) * FRAME, len(samples) / SAMPLE_RATE)
    parts: dict[int, list[tuple[Segment, Phone]]] = {}
    pauses = []
    for segment, start, end in zip(segments, times, times[1:], strict=False):
        if segment.unit.said is None:
            if segment.unit.label != STRAY:
                pauses.append((start, end))
            continue
        phone = Phone(segment.unit.label, start, end)
        parts.setdefault(segment.unit.said.word, []).append((segment, phone))
    found = {index: _placed(parts[index], written[index]) for index in parts}
    if not whole and segments[-1].unit.said is not None:
        # The window may have ended within this word.
        found.pop(segments[-1].unit.said.word)
    return found, pauses


def _ways(index: int, written: Written) -> list[list[Said]]:
    return [
        [Said(index, number, place, tuple(one.phones for one in variants(word))) for place, word in enumerate(reading)]
        for number, reading in enumerate(written.readings)
    ]


def _corrected(segments: list[Segment], times: NDArray[np.floating], duration: float) -> list[float]:
    """The boundaries of `segments` in seconds, moved as configs/alignment.yaml says, in order and within the sound."""
    corrections = _corrections()
    moved = times.copy()
    for index, (before, after) in enumerate(pairwise(segments), 1):
        if before.unit.said is None:
            moved[index] += 0.0 if after.unit.said is None else corrections["into_speech"]
        else:
            moved[index] += corrections["out_of_speech"] if after.unit.said is None else corrections["between"]
    moved[-1] = duration
    room = np.arange(len(moved)) * _SHORTEST
    moved = np.maximum.accumulate(moved - room) + room
    return [float(time) for time in np.minimum(moved, duration - room[::-1])]


def _placed(parts: list[tuple[Segment, Phone]], written: Written) -> Placed:
    """A written word from its phones on the path."""
    reading = 0
    tokens: dict[int, int] = {}
    for segment, _ in parts:
        said = segment.unit.said
        assert said is not None
        reading = said.reading
        tokens[said.place] = tokens.get(said.place, 0) + 1
    lengths = [segment.end - segment.start for segment, _ in parts]
    fit = float(np.average([segment.fit for segment, _ in parts], weights=lengths))
    known = all(variants(word)[0].in_dictionary for word in written.readings[reading])
    return Placed(tuple(phone for _, phone in parts), reading, fit, known, tuple(tokens.values()))


def _moved(one: Placed, by: float) -> Placed:
    return replace(one, phones=tuple(Phone(phone.label, phone.start + by, phone.end + by) for phone in one.phones))


@cache
def _corrections() -> dict[str, float]:
    """Seconds to add to a boundary, by its kind."""
    import yaml

    rows = yaml.safe_load(_CORRECTIONS.read_text(encoding="utf-8"))
    return {name: float(rows[name]) / 1000 for name in ("into_speech", "out_of_speech", "between")}
