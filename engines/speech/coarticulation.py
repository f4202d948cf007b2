"""Speech sounds do not follow one another like beads: each reaches into its neighbours.

After Cohen and Massaro (1993): every sound holds each movement of the mouth with a strength that falls off
exponentially before and after it, and the movement is the mean of what all sounds want, weighed by their hold.
Sounds at which lips meet are no matter of weighing: they are contacts, made whatever the neighbours want.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from engines.speech.track import Phone
from engines.speech.visemes import Table

F64 = NDArray[np.float64]

SHORTEST_REST = 0.14
"""A silence shorter than this between two sounds belongs to them, seconds."""
CORE = 0.5
"""The middle share of a sound over which its hold is full."""
LONGEST_YIELD = 0.06
"""Of a long sound or rest, no more than this at either end gives way to the neighbours, seconds."""
BLOCK = 16_384
"""Frames worked on at once, so that two hours need no more memory than a few minutes."""


@dataclass(frozen=True, eq=False)
class Score:
    """S pieces of sound and rest that fill the time without gaps, and what each asks of M movements.

    start, end: [S] seconds.
    reach:      [S, M] how far.
    hold:       [S, M] how much it matters.
    spoken:     [S] whether it is a sound rather than a rest.
    """

    start: F64
    end: F64
    reach: F64
    hold: F64
    spoken: NDArray[np.bool_]


def score(phones: tuple[Phone, ...], duration: float, table: Table) -> Score:
    """The pieces for `phones`: a sound that glides becomes two, silences become rests, short ones are filled."""
    rest, inhale = table.visemes["rest"], table.visemes["inhale"]
    hold_less, jaw_less = table.strength["unstressed_hold"], table.strength["unstressed_jaw"]
    jaw = table.movements.index("jaw")
    rows: list[tuple[float, float, F64, F64, bool]] = []
    before = 0.0
    for number, phone in enumerate(phones):
        start, end = phone.start, phone.end
        if start - before >= SHORTEST_REST or number == 0:
            breath = min(table.strength["breath"], (start - before) / 2)
            if start - before < table.strength["breath_after"]:
                breath = 0.0
            rows.append((before, start - breath, rest.reach, rest.hold, False))
            if breath:
                rows.append((start - breath, start, inhale.reach, inhale.hold, False))
        elif rows:
            start = (before + start) / 2
            rows[-1] = (rows[-1][0], start, *rows[-1][2:])
        looks = table.of(phone.sound)
        share = (end - start) / len(looks)
        for part, look in enumerate(looks):
            first, last = start + part * share, start + (part + 1) * share
            reach, hold = look.reach, look.hold
            if phone.stress == 0:
                reach, hold = reach.copy(), hold * hold_less
                reach[jaw] *= jaw_less
            rows.append((first, last, reach, hold, True))
        before = phone.end
    rows.append((before, max(duration, before) + 1.0, rest.reach, rest.hold, False))
    return Score(
        np.array([row[0] for row in rows]),
        np.array([row[1] for row in rows]),
        np.stack([row[2] for row in rows]),
        np.stack([row[3] for row in rows]),
        np.array([row[4] for row in rows]),
    )


def curves(score: Score, times: F64, table: Table) -> F64:
    """[T, M] how far each movement goes at `times [T]` seconds, in order.

    No movement changes faster than half its range times (1 / before + 1 / after) a second.
    """
    # A sound's hold is full in its core. A long one is held almost to its edges: only there it gives way.
    middle, half = (score.start + score.end) / 2, (score.end - score.start) / 2
    core = np.maximum(half * CORE, half - LONGEST_YIELD)
    begin, end = middle - core, middle + core
    asked = np.stack([score.hold, score.hold * score.reach])
    past, coming = _summed(end, asked, table.after), _summed(-begin[::-1], asked[:, ::-1], table.before)[:, ::-1]
    out = np.empty((len(times), len(table.movements)))
    for first in range(0, len(times), BLOCK):
        now = times[first : first + BLOCK]
        gone = np.searchsorted(end, now, side="left") - 1
        ahead = np.searchsorted(begin, now, side="right")
        total = _left(past, end, gone, now, table.after) + _left(coming, begin, ahead, now, table.before)
        held = gone + 1 < ahead
        total[:, held] += asked[:, gone[held] + 1]
        out[first : first + BLOCK] = total[1] / np.maximum(total[0], 1e-12)
    return out


def _summed(at: F64, asked: F64, fall: F64) -> F64:
    """[2, S, M] at each moment `at [S]`: `asked [2, S, M]` of that piece and what is left of all before it."""
    kept = np.exp(-np.diff(at)[:, None] / fall)
    sums = asked.copy()
    for piece in range(1, len(at)):
        sums[:, piece] += sums[:, piece - 1] * kept[piece - 1]
    return sums


def _left(sums: F64, at: F64, piece: NDArray[np.intp], now: F64, fall: F64) -> F64:
    """[2, T, M] what is left at `now [T]` of the `sums [2, S, M]` that reached `piece [T]`; nothing outside of them."""
    known = (piece >= 0) & (piece < len(at))
    piece = np.clip(piece, 0, len(at) - 1)
    kept = np.where(known[:, None], np.exp(-np.abs(now - at[piece])[:, None] / fall), 0.0)
    return np.asarray(sums[:, piece] * kept)


def contacts(phones: tuple[Phone, ...], name: str, times: F64, frame: float, table: Table) -> F64:
    """[T] how much the contact `name` is made at `times`, 0 to 1; full for a `frame` (seconds) of each at least."""
    contact = table.contacts[name]
    made = np.zeros(len(times))
    for phone in phones:
        if all(look.contact != name for look in table.of(phone.sound)):
            continue
        length = phone.end - phone.start
        middle = phone.start + contact.at * length
        half = max(contact.lasts * length, frame * 1.001) / 2
        first, last = np.searchsorted(times, (middle - half - contact.comes, middle + half + contact.goes))
        near = times[first:last]
        coming = (near - (middle - half - contact.comes)) / contact.comes
        going = ((middle + half + contact.goes) - near) / contact.goes
        made[first:last] = np.maximum(made[first:last], eased(np.minimum(coming, going)))
    return made


def eased(share: F64) -> F64:
    """0 to 1 with a soft start and a soft end; never steeper than pi / 2."""
    return 0.5 - 0.5 * np.cos(np.pi * np.clip(share, 0.0, 1.0))
