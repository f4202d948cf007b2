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

REACH = 5
"""How many neighbours to either side are heard."""
SHORTEST_REST = 0.14
"""A silence shorter than this between two sounds belongs to them, seconds."""
CORE = 0.5
"""The middle share of a sound over which its hold is full."""
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
        edges = np.linspace(start, end, len(looks) + 1)
        for look, first, last in zip(looks, edges[:-1], edges[1:], strict=True):
            reach, hold = look.reach, look.hold
            if phone.stress == 0:
                reach, hold = reach.copy(), hold * hold_less
                reach[jaw] *= jaw_less
            rows.append((float(first), float(last), reach, hold, True))
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
    """[T, M] how far each movement goes at `times [T]` seconds.

    No movement changes faster than half its range times (1 / before + 1 / after) a second.
    """
    out = np.empty((len(times), len(table.movements)))
    for first in range(0, len(times), BLOCK):
        out[first : first + BLOCK] = _curves(score, times[first : first + BLOCK], table)
    return out


def _curves(score: Score, times: F64, table: Table) -> F64:
    here = np.searchsorted(score.start, times, side="right") - 1
    count = len(score.start)
    middle = (score.start + score.end) / 2
    half = (score.end - score.start) / 2 * CORE
    total = np.zeros((len(times), len(table.movements)))
    wanted = np.zeros_like(total)
    for offset in range(-REACH, REACH + 1):
        piece = here + offset
        known = (piece >= 0) & (piece < count)
        piece = np.clip(piece, 0, count - 1)
        late = times - middle[piece]
        # A long piece is held to its edges; only the last stretch of it gives way to what comes.
        far = np.maximum(np.abs(late) - np.maximum(half[piece], half[piece] / CORE - LONGEST_YIELD), 0.0)
        fall = np.where(late[:, None] < 0, table.before, table.after)
        strength = np.where(known[:, None], score.hold[piece] * np.exp(-far[:, None] / fall), 0.0)
        total += strength
        wanted += strength * score.reach[piece]
    return wanted / np.maximum(total, 1e-12)


LONGEST_YIELD = 0.06
"""Of a long sound or rest, no more than this at either end gives way to the neighbours, seconds."""


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
