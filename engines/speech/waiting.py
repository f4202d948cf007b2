"""Waiting for work in another thread while still hearing that the user wants it to stop."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future
from typing import TypeVar

Result = TypeVar("Result")

POLL = 0.2
"""Seconds between two calls of `tick`."""


def awaited(future: Future[Result], tick: Callable[[], None]) -> Result:
    """The result of `future`. When `tick` raises, work that has not begun is dropped; what has begun is left alone."""
    while True:
        try:
            return future.result(timeout=POLL)
        except TimeoutError:
            if future.done():
                return future.result()
        try:
            tick()
        except BaseException:
            future.cancel()
            raise
