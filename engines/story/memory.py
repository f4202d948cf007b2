"""What was made before and may be wanted again: a few of each kind, the longest unused given up first."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock
from typing import Generic, TypeVar

Value = TypeVar("Value")


class Memory(Generic[Value]):
    """Values by what they were made of, up to a sum of their sizes. Threads may share it."""

    def __init__(self, most: float, size: Callable[[Value], float] = lambda _: 1.0) -> None:
        self._most, self._size = most, size
        self._kept: OrderedDict[Hashable, Value] = OrderedDict()
        self._sum = 0.0
        self._lock = Lock()

    def get(self, key: Hashable, make: Callable[[], Value]) -> Value:
        """What is kept under `key`, or what `make` makes. If two threads make it at once, one is kept."""
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
                return self._kept[key]
        made = make()
        with self._lock:
            if key not in self._kept:
                self._kept[key] = made
                self._sum += self._size(made)
            while self._sum > self._most and len(self._kept) > 1:
                _, old = self._kept.popitem(last=False)
                self._sum -= self._size(old)
            return self._kept.get(key, made)

    def __len__(self) -> int:
        return len(self._kept)

    def __contains__(self, key: Hashable) -> bool:
        with self._lock:
            return key in self._kept

    def forget(self) -> None:
        """Everything."""
        with self._lock:
            self._kept.clear()
            self._sum = 0.0
