"""Progress on a terminal and in a log, and Ctrl-C."""

import io
import os
import signal

import pytest

from contracts import Cancelled
from studio.console import Bar, cancellable


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_a_log_gets_a_line_in_ten_seconds_and_nothing_of_what_is_quick() -> None:
    log, seconds = io.StringIO(), iter(range(1000))
    bar = Bar(log, clock=lambda: next(seconds))
    bar("reading", 0, 1)
    bar("editing", 1, 1)
    for done in range(26):
        bar("drawing", done, 25, f"frame {done}")
    bar("drawing", 25, 25, "said twice")
    assert log.getvalue().splitlines() == [
        "drawing    4%  frame 1",
        "drawing   44%  0:14 left  frame 11",
        "drawing   84%  0:04 left  frame 21",
        "drawing  100%  frame 25",
    ]


def test_a_terminal_gets_one_line_that_is_redrawn_and_taken_away() -> None:
    terminal = Terminal()
    bar = Bar(terminal)
    bar("drawing", 0, 4)
    bar("drawing", 4, 4)
    assert "\n" not in terminal.getvalue()
    assert "######################## " in terminal.getvalue()
    bar.clear()
    assert terminal.getvalue().endswith("\r")


def test_work_of_unknown_length_has_no_percentage() -> None:
    terminal = Terminal()
    Bar(terminal)("reading", 3, 0, "3 files")
    assert terminal.getvalue().strip() == "reading  3 files"


def test_the_first_interrupt_cancels_at_the_next_report_and_the_second_stops_at_once() -> None:
    bar = Bar(io.StringIO())
    before = signal.getsignal(signal.SIGINT)
    with cancellable(bar):
        bar("drawing", 1, 10)
        os.kill(os.getpid(), signal.SIGINT)
        with pytest.raises(Cancelled):
            bar("drawing", 2, 10)
        with pytest.raises(KeyboardInterrupt):
            os.kill(os.getpid(), signal.SIGINT)
    assert signal.getsignal(signal.SIGINT) is before


def test_a_polite_kill_is_a_cancel_too() -> None:
    bar = Bar(io.StringIO())
    with cancellable(bar):
        os.kill(os.getpid(), signal.SIGTERM)
        with pytest.raises(Cancelled):
            bar("drawing", 2, 10)
