"""Work seen from a terminal: progress on stderr, Ctrl-C as a cancel that leaves nothing half-written."""

import shutil
import signal
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType
from typing import TextIO

from contracts import Cancelled

_PLAIN_AFTER, _PLAIN_EVERY = 1.0, 10.0  # seconds into a stage, and between lines, where there is no terminal


class Bar:
    """A `Progress`: a bar that is redrawn on a terminal; elsewhere a line every ten seconds for what takes longer."""

    def __init__(self, stream: TextIO | None = None, clock: Callable[[], float] = time.monotonic) -> None:
        self._stream, self._clock = stream or sys.stderr, clock
        self._terminal = self._stream.isatty()
        self._stage, self._since, self._drawn, self._ended = "", 0.0, -1e9, False
        self._open = False
        self.cancelled = False

    def __call__(self, stage: str, done: float, total: float, message: str = "") -> None:
        if self.cancelled:
            raise Cancelled
        now = self._clock()
        fresh = stage != self._stage
        if fresh:
            self._stage, self._since, self._ended = stage, now, False
        finished = total > 0 and done >= total and not self._ended
        if self._terminal:
            due = fresh or finished or now - self._drawn >= 0.1
        else:
            due = now - self._since >= _PLAIN_AFTER and (finished or now - self._drawn >= _PLAIN_EVERY)
        if not due:
            return
        self._drawn = now
        self._ended |= finished
        if self._terminal:
            self._redraw(self._line(done, total, message, now))
        else:
            print(self._line(done, total, message, now), file=self._stream, flush=True)

    def say(self, text: str) -> None:
        """A line that stays, above the bar."""
        self.clear()
        print(text, file=self._stream, flush=True)

    def clear(self) -> None:
        """Take the bar away."""
        if self._open:
            print("\r" + " " * (shutil.get_terminal_size().columns - 1), end="\r", file=self._stream, flush=True)
            self._open = False

    def _redraw(self, text: str) -> None:
        width = shutil.get_terminal_size().columns - 1
        print("\r" + text[:width].ljust(width), end="", file=self._stream, flush=True)
        self._open = True

    def _line(self, done: float, total: float, message: str, now: float) -> str:
        if total <= 0:
            return f"{self._stage}  {message}".rstrip()
        share = min(max(done / total, 0.0), 1.0)
        spent = now - self._since
        left = f"  {_clock(spent / share * (1 - share))} left" if 0.02 < share < 1 and spent > 2 else ""
        bar = ("#" * round(share * 24)).ljust(24, "-") + "  " if self._terminal else ""
        return f"{self._stage}  {bar}{share:4.0%}{left}  {message}".rstrip()


def _clock(seconds: float) -> str:
    return f"{int(seconds) // 60}:{int(seconds) % 60:02d}"


@contextmanager
def cancellable(bar: Bar) -> Iterator[None]:
    """The first Ctrl-C (or polite kill) makes `bar` raise `Cancelled` at its next call; a second one stops at once."""

    def ask_to_stop(number: int, frame: FrameType | None) -> None:
        if bar.cancelled:
            raise KeyboardInterrupt
        bar.cancelled = True

    before = {number: signal.signal(number, ask_to_stop) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
        bar.clear()
