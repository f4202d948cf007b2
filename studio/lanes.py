"""Lanes: the worker threads on which jobs run, so that heavy work takes turns and small work does not wait for it."""

from __future__ import annotations

import logging
import queue
import threading
import time
from collections.abc import Callable

_log = logging.getLogger(__name__)


class Lanes:
    """Worker threads of this process: one for heavy work, one for work that takes moments."""

    def __init__(self, names: tuple[str, ...] = ("heavy", "light")) -> None:
        self._queues: dict[str, queue.SimpleQueue[Callable[[], None] | None]] = {}
        self._threads = []
        for name in names:
            waiting: queue.SimpleQueue[Callable[[], None] | None] = queue.SimpleQueue()
            self._queues[name] = waiting
            thread = threading.Thread(target=self._run, args=(waiting,), name=f"{name} jobs", daemon=True)
            thread.start()
            self._threads.append(thread)

    @staticmethod
    def _run(waiting: queue.SimpleQueue[Callable[[], None] | None]) -> None:
        while (task := waiting.get()) is not None:
            try:
                task()
            except Exception:  # a mistake costs its own task, not those that wait behind it
                _log.exception("A task of the lane broke.")

    def put(self, lane: str, task: Callable[[], None]) -> None:
        self._queues[lane].put(task)

    def close(self, seconds: float = 5.0) -> None:
        """Let the threads end after what they are doing; wait at most `seconds`."""
        for waiting in self._queues.values():
            waiting.put(None)
        deadline = time.monotonic() + seconds
        for thread in self._threads:
            thread.join(max(0.0, deadline - time.monotonic()))
