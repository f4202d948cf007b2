"""Everything a voice may say for a text, as one network of phone states.

Words follow each other through junctions. Between two words there may be silence, a noise, or speech that is not in the
text (`STRAY`); through stray speech a path can also leave words out. A word with several readings or pronunciations
has one branch for each. Phones at a word's edges exist once for every neighbour they can have, as the acoustic model
knows phones by their neighbours.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from engines.speech.alignment.acoustics import BEGIN, END, INTERNAL, NOISE, SILENCE, SINGLE, AcousticModel

STRAY = "stray"

# Log likelihoods, to be weighed against frames of 10 ms that differ by a few units between a right and a wrong phone.
_TO_SILENCE = -2.0
_TO_NOISE = -12.0
_TO_STRAY = -60.0
_PER_WORD_LEFT_OUT = -12.0
_OTHER_READING = -1.0
_OTHER_VARIANT = -0.5


@dataclass(frozen=True)
class Said:
    """One spoken word of one reading.

    word: index of the written word; reading: which of its readings; place: which word of that reading.
    variants: its pronunciations, ARPABET with stress.
    """

    word: int
    reading: int
    place: int
    variants: tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class Unit:
    """One phone, silence, noise or stretch of stray speech.

    said, variant, position, last: of a phone: its word, in which pronunciation, and where it stands in it.
    left, right: the sounds beside it.
    """

    label: str
    said: Said | None = None
    variant: int = 0
    position: int = 0
    last: bool = True
    left: str = SILENCE
    right: str = SILENCE


@dataclass
class Graph:
    """units, and their states in rows: [S] senone (-1 for stray speech) and unit of each state, stay cost; the states
    before each state as pairs (`before` at `first[s]` to `first[s + 1]`) with their costs; cost of beginning and of
    ending in each state, -inf where a path cannot."""

    units: list[Unit]
    senones: NDArray[np.int64]
    unit_of: NDArray[np.int64]
    stay: NDArray[np.float32]
    first: NDArray[np.int64]
    before: NDArray[np.int64]
    cost: NDArray[np.float32]
    begin: NDArray[np.float32]
    end: NDArray[np.float32]


@dataclass
class _Arc:
    said: Said
    start: int
    end: int
    phones: tuple[str, ...]
    sounds: tuple[str, ...]
    cost: float
    variant: int
    heads: list[int] = field(default_factory=list)
    tails: list[int] = field(default_factory=list)


def build(model: AcousticModel, words: Sequence[Sequence[Sequence[Said]]], open_end: bool = False) -> Graph:
    """The network for `words`: for each the ways to say it, each a row of spoken words (an empty row is silent).

    open_end: whether a path may end anywhere in the text, for a sound that says only the beginning of it.
    """
    arcs, skips, junctions = _arcs(words)
    forward = _reach(skips, junctions)
    backward: list[set[int]] = [set() for _ in range(junctions)]
    for start, reached in enumerate(forward):
        for end in reached:
            backward[end].add(start)
    into: list[set[str]] = [set() for _ in range(junctions)]
    out: list[set[str]] = [set() for _ in range(junctions)]
    for arc in arcs:
        into[arc.end].add(arc.sounds[-1])
        out[arc.start].add(arc.sounds[0])

    units: list[Unit] = []
    edges: list[tuple[int, int, float]] = []
    begins: dict[int, float] = {}
    ends: dict[int, float] = {}
    for arc in arcs:
        lefts = {SILENCE}.union(*(into[junction] for junction in backward[arc.start]))
        rights = {SILENCE}.union(*(out[junction] for junction in forward[arc.end]))
        _add_phones(units, edges, arc, sorted(lefts), sorted(rights))

    # Between words, and between the spoken words of one written word.
    main = _main_junctions(words)
    enter = {SILENCE: _TO_SILENCE, NOISE: _TO_NOISE, STRAY: _TO_STRAY}
    quiet: list[dict[str, int]] = []
    for junction in range(junctions):
        here = {}
        for label in enter if junction in main else (SILENCE, NOISE):
            here[label] = len(units)
            units.append(Unit(label))
        edges.extend((here[one], here[other], enter[other]) for one in here for other in here if one != other)
        quiet.append(here)
    first, final = main[0], main[-1]
    begins |= {quiet[first][label]: enter[label] for label in enter}
    ends |= {quiet[final][label]: 0.0 for label in enter}
    edges.extend((quiet[one][STRAY], quiet[other][STRAY], _PER_WORD_LEFT_OUT) for one, other in pairwise(main))
    for start, end in skips:
        edges.extend((quiet[start][label], quiet[end][label], 0.0) for label in enter)
    by_start: list[list[_Arc]] = [[] for _ in range(junctions)]
    for arc in arcs:
        by_start[arc.start].append(arc)
    for arc in arcs:
        for junction in forward[arc.end]:
            for following in by_start[junction]:
                for tail in arc.tails:
                    for head in following.heads:
                        if units[tail].right == following.sounds[0] and units[head].left == arc.sounds[-1]:
                            edges.append((tail, head, following.cost))
        for tail in arc.tails:
            if units[tail].right == SILENCE:
                edges.extend((tail, unit, enter[label]) for label, unit in quiet[arc.end].items())
                if final in forward[arc.end]:
                    ends[tail] = 0.0
        for head in arc.heads:
            if units[head].left == SILENCE:
                edges.extend((unit, head, arc.cost) for unit in quiet[arc.start].values())
                if first in backward[arc.start]:
                    begins[head] = arc.cost
    if open_end:
        ends = dict.fromkeys(range(len(units)), 0.0)
    return _states(model, units, edges, begins, ends, open_end)


def senones_of(model: AcousticModel, unit: Unit) -> tuple[int, ...]:
    """The states of a phone, silence or noise as the model knows them."""
    places = {(True, True): SINGLE, (True, False): BEGIN, (False, True): END, (False, False): INTERNAL}
    place = places[unit.position == 0, unit.last]
    return model.senones(_sound(unit), unit.left, unit.right, place)


def _sound(unit: Unit) -> str:
    return unit.label.rstrip("012") if unit.said else unit.label


def _main_junctions(words: Sequence[Sequence[Sequence[Said]]]) -> list[int]:
    """Junction 0 comes before the first word; each word then has its inner junctions and the one after it."""
    main = [0]
    for readings in words:
        main.append(main[-1] + 1 + sum(max(len(reading) - 1, 0) for reading in readings))
    return main


def _arcs(words: Sequence[Sequence[Sequence[Said]]]) -> tuple[list[_Arc], list[tuple[int, int]], int]:
    """An arc for each spoken word and pronunciation, the pairs of junctions with nothing between, and their count."""
    arcs: list[_Arc] = []
    skips: list[tuple[int, int]] = []
    main = _main_junctions(words)
    for index, readings in enumerate(words):
        inner = main[index]
        for number, reading in enumerate(readings):
            if not reading:
                skips.append((main[index], main[index + 1]))
                continue
            at = main[index]
            for place, said in enumerate(reading):
                if place == len(reading) - 1:
                    to = main[index + 1]
                else:
                    inner += 1
                    to = inner
                for variant, phones in enumerate(said.variants):
                    cost = (_OTHER_READING if number and not place else 0.0) + (_OTHER_VARIANT if variant else 0.0)
                    sounds = tuple(phone.rstrip("012") for phone in phones)
                    arcs.append(_Arc(said, at, to, phones, sounds, cost, variant))
                at = to
    return arcs, skips, main[-1] + 1


def _reach(skips: list[tuple[int, int]], junctions: int) -> list[set[int]]:
    """For each junction those that can be reached from it without a word; itself too."""
    reach = [{junction} for junction in range(junctions)]
    for start, end in reversed(skips):
        reach[start] |= reach[end]
    return reach


def _add_phones(
    units: list[Unit], edges: list[tuple[int, int, float]], arc: _Arc, lefts: list[str], rights: list[str]
) -> None:
    """The units of one spoken word, its first and last once for each neighbour."""
    count = len(arc.phones)
    previous: list[int] = []
    for position, label in enumerate(arc.phones):
        before = lefts if position == 0 else [arc.sounds[position - 1]]
        after = rights if position == count - 1 else [arc.sounds[position + 1]]
        current = []
        for left in before:
            for right in after:
                current.append(len(units))
                units.append(Unit(label, arc.said, arc.variant, position, position == count - 1, left, right))
        edges.extend((one, other, 0.0) for one in previous for other in current)
        if position == 0:
            arc.heads = current
        previous = current
    arc.tails = previous


def _states(
    model: AcousticModel,
    units: list[Unit],
    edges: list[tuple[int, int, float]],
    begins: dict[int, float],
    ends: dict[int, float],
    open_end: bool,
) -> Graph:
    senones: list[int] = []
    unit_of: list[int] = []
    stay: list[float] = []
    head: list[int] = []
    tail: list[int] = []
    into: list[list[tuple[int, float]]] = []
    for index, unit in enumerate(units):
        head.append(len(senones))
        if unit.label == STRAY:
            senones.append(-1)
            stay.append(0.0)
            into.append([])
        else:
            row = model.phones[_sound(unit)]
            for number, senone in enumerate(senones_of(model, unit)):
                into.append([(len(senones) - 1, float(model.leave[row, number - 1]))] if number else [])
                senones.append(senone)
                stay.append(float(model.stay[row, number]))
        unit_of.extend([index] * (len(senones) - head[-1]))
        tail.append(len(senones) - 1)
    for one, other, cost in edges:
        into[head[other]].append((tail[one], cost))
    counts = np.array([len(row) for row in into])
    begin = np.full(len(senones), -np.inf, np.float32)
    end = np.full(len(senones), -np.inf, np.float32)
    for index, cost in begins.items():
        begin[head[index]] = cost
    for index, cost in ends.items():
        end[head[index] if open_end else tail[index] : tail[index] + 1] = cost
    return Graph(
        units,
        np.array(senones),
        np.array(unit_of),
        np.array(stay, np.float32),
        np.concatenate([[0], np.cumsum(counts)]).astype(np.int64),
        np.array([one for row in into for one, _ in row], np.int64),
        np.array([cost for row in into for _, cost in row], np.float32),
        begin,
        end,
    )
