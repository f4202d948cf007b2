"""pocketsphinx's US English acoustic model, read from its files: how well a frame fits a third of a phone.

A phone in its context (the phones before and after it, its place in the word) is a row of three states; each state is
a mixture over the 128 Gaussians of its phone, in three streams: cepstra, slope, curvature.
"""

from __future__ import annotations

import struct
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

STATES = 3
"""States of a phone, each of which lasts one frame of 10 ms or more."""

SILENCE = "SIL"
NOISE = "+NSN+"
BABBLE = "+SPN+"

INTERNAL, BEGIN, END, SINGLE = range(4)
"""Where a phone stands in its word."""

_STREAMS, _WIDTH, _GAUSSIANS = 3, 13, 128
_SENDUMP_SCALE = float(np.log(1.0001) * 1024)
_BLOCK = 100  # frames that a thread takes at once
Floats = NDArray[np.float32]


def _nothing() -> None:
    """For callers who do not watch."""


@cache
def _threads() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(2, "acoustics")


@dataclass(frozen=True, eq=False)
class AcousticModel:
    """phones: context-independent phones by name. contexts: (phone, before, after, place) to its row of states.

    own:      [P] the row of states of each phone without context.
    states:   [S, 3] senones of each row.
    owner:    [N] the phone (codebook) of each senone.
    means, halves (half the precisions) [P, 3, 13, 128] and constants [P, 3, 128] of the Gaussians.
    weights:  [N, 3, 128] of the senones.
    stay:     [P, 3] log probability of staying in each state of a phone for another 10 ms; leaving is 1 - that.
    """

    phones: dict[str, int]
    contexts: dict[tuple[int, int, int, int], int]
    own: NDArray[np.int64]
    states: NDArray[np.int64]
    owner: NDArray[np.int64]
    means: Floats
    halves: Floats
    constants: Floats
    weights: Floats
    stay: NDArray[np.float64]
    leave: NDArray[np.float64]

    def senones(self, phone: str, before: str = SILENCE, after: str = SILENCE, place: int = SINGLE) -> tuple[int, ...]:
        """The three senones of `phone` between `before` and `after`; the nearest known context if that one is not."""
        middle, left, right = self.phones[phone], self.phones[before], self.phones[after]
        quiet = self.phones[SILENCE]
        wanted = [(left, right, place), *((left, right, other) for other in range(4) if other != place)]
        wanted += [(left, quiet, place), (quiet, right, place), (quiet, quiet, place)]
        for one, two, where in wanted:
            row = self.contexts.get((middle, one, two, where))
            if row is not None:
                return tuple(int(senone) for senone in self.states[row])
        return tuple(int(senone) for senone in self.states[self.own[middle]])

    def scores(self, features: Floats, senones: NDArray[np.int64], check: Callable[[], None] = _nothing) -> Floats:
        """[T, K] log likelihood of each frame ([T, 39]) in each of K `senones`, in several threads.

        check: called many times a second; may raise.
        """
        from engines.speech.alignment.acoustics_kernel import mixtures

        owners = self.owner[senones]
        columns = np.argsort(owners, kind="stable")
        phones, first = np.unique(owners[columns], return_index=True)
        first = np.append(first, len(senones))
        weights = self.weights[senones[columns]]
        scores = np.empty((len(features), len(senones)), np.float32)

        def work(start: int) -> None:
            rows = slice(start, start + _BLOCK)
            gaussians = (self.means, self.halves, self.constants)
            mixtures(features[rows], phones, first, columns, *gaussians, weights, scores[rows])

        if len(features) <= _BLOCK:
            work(0)
            return scores
        waiting = [_threads().submit(work, start) for start in range(0, len(features), _BLOCK)]
        try:
            for one in waiting:
                one.result()
                check()
        except BaseException:
            for one in waiting:
                one.cancel()
            raise
        return scores

    def scores_plain(self, features: Floats, senones: NDArray[np.int64]) -> Floats:
        """The same as `scores`, term by term."""
        scores = np.zeros((len(features), len(senones)), np.float32)
        for column, senone in enumerate(senones):
            phone = self.owner[senone]
            for stream in range(_STREAMS):
                x = features[:, stream * _WIDTH : (stream + 1) * _WIDTH, None]
                away = (x - self.means[phone, stream]) ** 2 * self.halves[phone, stream]
                likely = np.exp(self.constants[phone, stream].astype(float) - away.sum(axis=1, dtype=float))
                scores[:, column] += np.log(likely @ self.weights[senone, stream])
        return scores


@cache
def english() -> AcousticModel:
    """The model inside pocketsphinx's wheel."""
    from engines.speech.pronounce import model_folder

    return read(model_folder() / "en-us")


def read(folder: Path) -> AcousticModel:
    """The model in `folder`: mdef, means, variances, sendump and transition_matrices as Sphinx writes them."""
    names, entries, states = _definition(folder / "mdef")
    phones = {name: index for index, name in enumerate(names)}
    contexts: dict[tuple[int, int, int, int], int] = {}
    own = np.zeros(len(names), np.int64)
    owner = np.zeros(int(states.max()) + 1, np.int64)
    for index, (row, _, place, *around) in enumerate(entries.tolist()):
        phone = index if index < len(names) else around[0]
        owner[states[row]] = phone
        if index < len(names):
            own[phone] = row
        else:
            contexts[phone, around[1], around[2], place] = row
    means = _gaussians(folder / "means", len(names))
    variances = np.maximum(_gaussians(folder / "variances", len(names)), 1e-4)
    constants = (-0.5 * np.log(2 * np.pi * variances).sum(-1)).astype(np.float32)
    halves = np.ascontiguousarray(np.swapaxes(0.5 / variances, 2, 3), np.float32)
    means = np.ascontiguousarray(np.swapaxes(means, 2, 3))
    weights = _mixtures(folder / "sendump", len(owner))
    stay, leave = _transitions(folder / "transition_matrices", entries[: len(names), 1])
    return AcousticModel(phones, contexts, own, states, owner, means, halves, constants, weights, stay, leave)


def _definition(file: Path) -> tuple[list[str], NDArray[np.int64], NDArray[np.int64]]:
    """Names of the phones, [N, 6] (row of states, transitions, place, phone, before, after) and [R, 3] senones."""
    data = file.read_bytes()
    magic, version, length = struct.unpack_from("<4sii", data)
    if magic != b"BMDF" or version != 1:
        raise ValueError(f"{file.name} is not a binary model definition")
    at = 12 + length
    plain, total, emitting, _, _, _, rows, _, tree, _ = struct.unpack_from("<10i", data, at)
    at += 40
    if emitting != STATES:
        raise ValueError(f"{file.name} has phones of {emitting} states")
    names = [name.decode() for name in data[at:].split(b"\0", plain)[:plain]]
    at += sum(len(name) + 1 for name in names)
    at += -at % 4 + tree * 8
    packed = np.frombuffer(data, [("row", "<i4"), ("transitions", "<i4"), ("context", "u1", 4)], total, at)
    at += 12 * total + 4
    states = np.frombuffer(data, "<u2", rows * STATES, at).reshape(rows, STATES)
    entries = np.column_stack([packed["row"], packed["transitions"], packed["context"]])
    return names, entries.astype(np.int64), states.astype(np.int64)


def _numbers(file: Path, header: int) -> tuple[list[int], Floats]:
    """`header` integers and then all floats of a file in Sphinx's s3 format."""
    data = file.read_bytes()
    at = data.index(b"endhdr\n") + len(b"endhdr\n")
    order, *sizes = struct.unpack_from(f"<{header + 2}i", data, at)
    if order != 0x11223344:
        raise ValueError(f"{file.name} is in another byte order")
    values = np.frombuffer(data, "<f4", sizes[-1], at + 4 * (header + 2))
    return sizes[:-1], values


def _gaussians(file: Path, phones: int) -> Floats:
    sizes, values = _numbers(file, 6)
    if sizes != [phones, _STREAMS, _GAUSSIANS] + [_WIDTH] * _STREAMS:
        raise ValueError(f"{file.name} has the shape {sizes}")
    return values.reshape(phones, _STREAMS, _GAUSSIANS, _WIDTH)


def _mixtures(file: Path, senones: int) -> Floats:
    """[N, 3, 128] weights, from bytes that count steps of 1024 in base 1.0001."""
    data = file.read_bytes()
    at = 0
    while length := int.from_bytes(data[at : at + 4], "little"):
        at += 4 + length
    rows, columns = struct.unpack_from("<ii", data, at + 4)
    at += 12
    steps = np.frombuffer(data, np.uint8, -1, at)
    if rows != _GAUSSIANS or columns < senones or len(steps) < _STREAMS * rows * columns:
        raise ValueError(f"{file.name} holds {rows} x {columns} weights in {len(steps)} bytes")
    steps = steps[: _STREAMS * rows * columns].reshape(_STREAMS, rows, columns)[:, :, :senones]
    return np.exp(-_SENDUMP_SCALE * np.ascontiguousarray(steps.transpose(2, 0, 1)).astype(np.float32))


def _transitions(file: Path, matrix_of: NDArray[np.int64]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """[P, 3] log probabilities of staying in and of leaving each state, for phones whose matrices are `matrix_of`."""
    sizes, values = _numbers(file, 3)
    counts = values.reshape(sizes[0], STATES, STATES + 1)[matrix_of].astype(np.float64)
    stay = np.diagonal(counts, axis1=1, axis2=2) / counts.sum(-1)
    return np.log(np.clip(stay, 1e-3, 1)), np.log(np.clip(1 - stay, 1e-3, 1))
