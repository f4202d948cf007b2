"""Lanes: the worker threads on which jobs run, so that heavy work takes turns and small work does not wait for it."""

from __future__ import annotations

import logging
import queue
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass

_log = logging.getLogger(__name__)


@dataclass(frozen=True, eq=False)
class _Turn:
    """A task in a lane, and what it is of."""

    task: Callable[[], None]
    of: object


class Lanes:
    """Worker threads of this process: one for heavy work, one for work that takes moments."""

    def __init__(self, names: tuple[str, ...] = ("heavy", "light")) -> None:
        self._queues: dict[str, queue.SimpleQueue[_Turn | None]] = {}
        self._turns: dict[str, list[_Turn]] = {name: [] for name in names}
        self._lock = threading.Lock()
        self._threads = []
        for name in names:
            self._queues[name] = queue.SimpleQueue()
            thread = threading.Thread(target=self._run, args=(name,), name=f"{name} jobs", daemon=True)
            thread.start()
            self._threads.append(thread)

    def _run(self, lane: str) -> None:
        while (turn := self._queues[lane].get()) is not None:
            try:
                turn.task()
            except Exception:  # a mistake costs its own task, not those that wait behind it
                _log.exception("A task of the lane broke.")
            finally:
                with self._lock:
                    self._turns[lane].remove(turn)

    def put(self, lane: str, task: Callable[[], None], of: object = None) -> None:
        """Let `task` have its turn in `lane`; `of` is what `ahead` knows it by."""
        turn = _Turn(task, of)
        with self._lock:
            self._turns[lane].append(turn)
            self._queues[lane].put(turn)

    def ahead(self, of: object) -> list[object]:
        """What has its turn before `of` in the same lane; the first of it is under way."""
        with self._lock:
            for turns in self._turns.values():
                known = [turn.of for turn in turns]
                if of in known:
                    return known[: known.index(of)]
        return []

    def close(self, seconds: float = 5.0) -> None:
        """Let the threads end after what they are doing; wait at most `seconds`."""
        for waiting in self._queues.values():
            waiting.put(None)
        deadline = time.monotonic() + seconds
        for thread in self._threads:
            thread.join(max(0.0, deadline - time.monotonic()))
