"""Work in another thread: its result and its errors come back, and it ends soon after somebody wants it to."""

import threading
import time
from collections.abc import Callable

import pytest

from contracts import Cancelled, StudioError
from engines.speech.waiting import aside


def test_what_it_returns_or_raises_comes_back() -> None:
    def fail(check: Callable[[], None]) -> None:
        raise StudioError("wrong")

    assert aside(lambda check: 7, lambda: None) == 7
    with pytest.raises(StudioError, match="wrong"):
        aside(fail, lambda: None)


@pytest.mark.slow
def test_somebody_is_asked_all_the_while_and_can_end_it() -> None:
    asked: list[float] = []
    ended = threading.Event()

    def tick() -> None:
        asked.append(time.monotonic())
        if len(asked) == 3:
            raise Cancelled

    def work(check: Callable[[], None]) -> None:
        try:
            while True:
                check()
                time.sleep(0.01)
        finally:
            ended.set()

    with pytest.raises(Cancelled):
        aside(work, tick)
    assert len(asked) == 3
    assert ended.wait(10)
