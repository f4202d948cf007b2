"""Waiting for work in another thread while still hearing that the user wants it to stop."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import Future
from typing import TypeVar

from contracts import Cancelled

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


def aside(work: Callable[[Callable[[], None]], Result], tick: Callable[[], None]) -> Result:
    """What `work` returns, done in a thread of its own while `tick` is called here, however long a step takes.

    work: is given a check to call between its steps; it ends the work when `tick` has raised.
    """
    given_up = threading.Event()
    future: Future[Result] = Future()
    future.set_running_or_notify_cancel()

    def check() -> None:
        if given_up.is_set():
            raise Cancelled

    def run() -> None:
        try:
            future.set_result(work(check))
        except BaseException as error:
            future.set_exception(error)

    threading.Thread(target=run, name="aside", daemon=True).start()
    try:
        return awaited(future, tick)
    except BaseException:
        given_up.set()
        raise
