"""Stretches heard beside each other come back in order, and a cancel ends them all."""

import threading
from collections.abc import Callable

import pytest

from contracts import Cancelled
from engines.speech.abreast import Take, abreast
from engines.speech.pieces import Piece

STRETCHES = [(0.0, 25.0), (40.0, 45.0), (50.0, 71.0)]


def ten_seconds(start: float, end: float, check: Callable[[], None]) -> Take:
    check()
    return Piece(start, min(start + 10, end)), [], None


def test_all_pieces_come_in_order_and_what_is_done_only_grows() -> None:
    told: list[float] = []
    takes = abreast(STRETCHES, ten_seconds, 2, lambda at, _: told.append(at))
    edges = [(piece.start, piece.end) for piece, *_ in takes]
    assert edges == [(0, 10), (10, 20), (20, 25), (40, 45), (50, 60), (60, 70), (70, 71)]
    assert told == sorted(told) and told[-1] == 71


def test_two_stretches_are_heard_at_the_same_time() -> None:
    both = threading.Barrier(2, timeout=5)

    def hear(start: float, end: float, check: Callable[[], None]) -> Take:
        both.wait()
        return Piece(start, end), [], None

    assert len(abreast(STRETCHES[:2], hear, 2, lambda *_: None)) == 2


def test_a_cancel_ends_every_stretch() -> None:
    ended = threading.Event()

    def hear(start: float, end: float, check: Callable[[], None]) -> Take:
        try:
            while True:
                check()
        except Cancelled:
            ended.set()
            raise

    def cancel(at: float, latest: str) -> None:
        raise Cancelled

    with pytest.raises(Cancelled):
        abreast(STRETCHES, hear, 2, cancel)
    assert ended.wait(5)
