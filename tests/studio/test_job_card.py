"""What stands on a tab's job cards."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from studio.components.job_card import cards
from studio.house import House, Visit


@pytest.fixture
def visit(tmp_path: Path) -> Iterator[Visit]:
    house = House(tmp_path, lambda workspace, private: {"film": lambda job, progress: None, "say": lambda *_: None})
    yield house.visit(None, None)
    house.close()


def test_a_tab_tells_of_all_that_runs_and_of_its_own_that_is_done(visit: Visit) -> None:
    for kind in ("film", "say"):
        visit.board.submit(kind, f"A {kind}", {})
    deadline = time.monotonic() + 10
    while visit.board.busy:
        assert time.monotonic() < deadline
        time.sleep(0.01)
    everything = cards(visit.board, visit.workspace)
    own = cards(visit.board, visit.workspace, own={"say"})
    assert "A film" in everything and "A say" in everything
    assert "A film" not in own and "A say" in own
