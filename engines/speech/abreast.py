"""Stretches of speech heard beside each other, each of them piece by piece.

What is heard of a stretch says where its next piece begins, so within it one piece follows the other. Stretches with a
silence between them do not know of each other: while one processor hears the first, another hears the second. Long
speech is not cut for that: every cut outside of Whisper's own costs words (tests/benchmarks/recognition.py, joined).
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from typing import TypeAlias

from contracts import Cancelled
from engines.speech.phrases import Phrase
from engines.speech.pieces import Piece
from engines.speech.unlike_english import Evidence
from engines.speech.waiting import POLL

Take: TypeAlias = tuple[Piece, list[Phrase], Evidence | None]
"""A piece, what was heard in it, and what speaks for that being English where there is a doubt."""


def abreast(
    stretches: Sequence[tuple[float, float]],
    hear: Callable[[float, float, Callable[[], None]], Take],
    at_once: int,
    tell: Callable[[float, str], None],
) -> list[Take]:
    """All pieces of all `stretches` (seconds, in order), in the order of their times.

    hear: takes the first piece of what is left of a stretch, from its start to its end; the callable that it is given
          ends it when `tell` has raised.
    tell: is told how many seconds of the sound are done, and the words heard last; often, and it may raise.
    """
    given_up = threading.Event()

    def check() -> None:
        if given_up.is_set():
            raise Cancelled

    takes: list[list[Take]] = [[] for _ in stretches]
    begun = min(at_once, len(stretches))
    pool = ThreadPoolExecutor(at_once, "hear")
    waiting: dict[Future[Take], int] = {pool.submit(hear, *stretches[k], check): k for k in range(begun)}
    try:
        while waiting:
            tell(_done(stretches, takes), "")
            for future in wait(waiting, POLL, FIRST_COMPLETED).done:
                k = waiting.pop(future)
                take = future.result()
                takes[k].append(take)
                tell(_done(stretches, takes), take[1][-1].text if take[1] else "")
                if take[0].end < stretches[k][1]:
                    waiting[pool.submit(hear, take[0].end, stretches[k][1], check)] = k
                elif begun < len(stretches):
                    waiting[pool.submit(hear, *stretches[begun], check)] = begun
                    begun += 1
    finally:
        given_up.set()
        pool.shutdown(wait=False, cancel_futures=True)
    return [take for one in takes for take in one]


def _done(stretches: Sequence[tuple[float, float]], takes: Sequence[Sequence[Take]]) -> float:
    """Where all before is heard, and beyond that the seconds that are heard already: it only grows."""
    at, whole = 0.0, True
    for (start, end), own in zip(stretches, takes, strict=True):
        reached = own[-1][0].end if own else start
        at = (reached if own else at) if whole else at + reached - start
        whole = whole and reached >= end
    return at
