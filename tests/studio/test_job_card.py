"""What stands on a tab's job cards."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from contracts import Progress
from studio.components.job_card import cards
from studio.house import House, Visit
from studio.jobs import Job, JobBoard
from studio.workspace import Workspace


@pytest.fixture
def go_on() -> threading.Event:
    return threading.Event()


@pytest.fixture
def house(tmp_path: Path, go_on: threading.Event) -> Iterator[House]:
    def learn(job: Job, progress: Progress) -> None:
        while not go_on.wait(0.01):
            progress("Learning", 2, 5)

    kinds = {"film": lambda job, progress: None, "say": lambda *_: None, "learn": learn}
    house = House(tmp_path, lambda workspace, private: kinds)
    yield house
    go_on.set()
    house.close()


@pytest.fixture
def visit(house: House) -> Visit:
    return house.visit(None, None)


def wait_for(true: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 10
    while not true():
        assert time.monotonic() < deadline, "it never came to be"
        time.sleep(0.01)


def test_a_tab_tells_of_all_that_runs_and_of_its_own_that_is_done(visit: Visit) -> None:
    for kind in ("film", "say"):
        visit.board.submit(kind, f"A {kind}", {})
    wait_for(lambda: not visit.board.busy)
    everything = cards(visit.board, visit.workspace)
    own = cards(visit.board, visit.workspace, own={"say"})
    assert "A film" in everything and "A say" in everything
    assert "A film" not in own and "A say" in own


def test_a_job_that_waits_says_for_what_and_how_many_are_before_it(house: House, visit: Visit, tmp_path: Path) -> None:
    board = visit.board
    first = board.submit("learn", "Avatar <Ann>", {})
    wait_for(lambda: board.get(first.id).fraction is not None)
    second, third = (board.submit("say", title, {}) for title in ("Hello", "Bye"))
    shown = cards(board, visit.workspace)
    assert "Waits for: Avatar &lt;Ann&gt;, 40 %</p>" in shown
    assert "Waits for: Avatar &lt;Ann&gt;, 40 % · 2 jobs before it" in shown
    board.cancel(second.id)
    assert [before.id for before, _ in board.ahead(third)] == [first.id], "what was cancelled keeps nobody waiting"

    workspace = Workspace(tmp_path / "other")
    other = JobBoard(workspace["jobs"], house.lanes, {"say": lambda *_: None})
    other.submit("say", "Mine", {})
    theirs = cards(other, workspace)
    assert "Ann" not in theirs and "somebody else’s work, 40 % · 2 jobs before it" in theirs
