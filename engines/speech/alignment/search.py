"""The best way a sound says a text, in two passes: which words, phones and pauses, and then exactly when.

The first pass goes through the whole network in steps of 10 ms, as the acoustic model was trained. The second walks
along the phones that the first one found, in steps of 5 ms, and may move each boundary a little.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from engines.speech.alignment.acoustics import AcousticModel
from engines.speech.alignment.graph import STRAY, Graph, Unit, senones_of

STRAY_BELOW = 6.0
"""How much worse than the best of all phones stray speech counts, per frame: about as much as a wrong phone."""

_COARSE = 2  # rows of features per frame of the first pass
_MARGIN = 14  # rows by which the second pass may move a boundary
_LEAST = 2  # rows that each state of a phone lasts in the second pass

Floats = NDArray[np.float32]


@dataclass(frozen=True)
class Segment:
    """A phone, or what lies between words, on the best path.

    start, end: in rows of features.
    fit: mean log likelihood of its frames less that of the best phone there, per frame of 10 ms. Around 0 for a phone
        that is there, below -4 for one that is not.
    """

    unit: Unit
    start: int
    end: int
    fit: float


class NoPath(Exception):
    """The sound is too short for the text."""


def best_segments(model: AcousticModel, features: Floats, graph: Graph, check: Callable[[], None]) -> list[Segment]:
    """The segments of the best path of `features` ([T, 39], a row every FRAME) through `graph`, in order."""
    from engines.speech.alignment.viterbi_kernel import best_path

    coarse = np.ascontiguousarray(features[::_COARSE])
    plain = np.unique(model.states[model.own])
    needed = np.unique(np.concatenate([graph.senones[graph.senones >= 0], plain]))
    scores = model.scores(coarse, needed, check)
    best = scores[:, np.searchsorted(needed, plain)].max(axis=1)
    scores = np.concatenate([scores, (best - STRAY_BELOW)[:, None]], axis=1)
    column = np.where(graph.senones >= 0, np.searchsorted(needed, graph.senones), len(needed))
    check()
    path = best_path(scores, column, graph.stay, graph.first, graph.before, graph.cost, graph.begin, graph.end)
    if path[0] < 0:
        raise NoPath
    fit = scores[np.arange(len(path)), column[path]] - best
    unit = graph.unit_of[path]
    cuts = np.concatenate([[0], np.flatnonzero(np.diff(unit)) + 1, [len(unit)]])
    segments: list[Segment] = []
    for start, end in zip(cuts.tolist(), cuts[1:].tolist(), strict=False):
        one = graph.units[unit[start]]
        if segments and segments[-1].unit.label == one.label == STRAY:
            start = segments.pop().start // _COARSE
        segments.append(Segment(one, start * _COARSE, end * _COARSE, float(fit[start:end].mean())))
    return segments


def boundaries(
    model: AcousticModel, features: Floats, segments: list[Segment], check: Callable[[], None]
) -> NDArray[np.int64]:
    """[len(segments) + 1] the row at which each segment begins and the last one ends, in steps of one row."""
    from engines.speech.alignment.viterbi_kernel import banded_path

    rows = len(features)
    lows: list[int] = []
    highs: list[int] = []
    firsts: list[int] = []
    columns: list[Floats] = []
    plain = np.unique(model.states[model.own])
    for index, one in enumerate(segments):
        check()
        low = max(0, one.start - _MARGIN) if index else 0
        high = min(rows, one.end + _MARGIN) if index < len(segments) - 1 else rows
        if one.unit.label == STRAY:
            scores = model.scores(features[low:high], plain).max(axis=1, keepdims=True) - STRAY_BELOW
        else:
            scores = model.scores(features[low:high], np.array(senones_of(model, one.unit)))
        firsts.append(len(columns))
        for state in range(scores.shape[1]):
            columns += [scores[:, state]] * (1 if one.unit.label == STRAY else _LEAST)
        lows += [low] * (len(columns) - firsts[-1])
        highs += [high] * (len(columns) - firsts[-1])
    offsets = np.concatenate([[0], np.cumsum([len(column) for column in columns])[:-1]]).astype(np.int64)
    begins = banded_path(np.concatenate(columns), offsets, np.array(lows), np.array(highs))
    if begins[0] < 0:
        begins = np.repeat([one.start for one in segments], np.diff([*firsts, len(columns)]))
    return np.concatenate([begins[firsts], [rows]])
