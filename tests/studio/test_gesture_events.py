"""Two things done at once on the Gesture tab: neither answer takes back what the other changed."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from studio.gesture_draft import GestureForm, Left, recall
from studio.house import House, Visit
from studio.speech_draft import Speech
from studio.tabs.gesture_actions import Actions

SPEECH = Speech(folder="sample:2_numbers", title="Numbers")
Answer = dict[str, Any]


@pytest.fixture
def visit(tmp_path: Path) -> Iterator[Visit]:
    """A visit to a workspace where a performance is made at once, of nothing."""
    house = House(tmp_path, lambda workspace, private: {"gesture": lambda job, progress: ""})
    yield house.visit(None, None)
    house.close()


@pytest.mark.parametrize("look_first", [True, False])
@pytest.mark.parametrize("make", ["generated", "another"])
def test_a_look_and_a_take_at_once_are_both_remembered(
    controls: Any, visit: Visit, make: str, look_first: bool
) -> None:
    """Each gets the page as it was before the other; the answers arrive in either order."""
    actions: Any = Actions(controls, controls)
    controls.panel = type(controls)(own=frozenset(), jobs="jobs", timer="panel timer")
    page: Answer = {"left": Left(of=SPEECH.folder), "waits": ""}
    answers: list[Answer] = [
        actions.looked(visit, "compare", SPEECH, page["left"]),
        getattr(actions, make)(visit, SPEECH, page["left"], GestureForm()),
    ]
    for answer in answers if look_first else reversed(answers):
        page |= {name: value for name, value in answer.items() if name in page}
    assert page["left"].view == "compare" and visit.board.find(page["waits"]) is not None
    kept = recall(visit.workspace)
    assert (kept.view, kept.waits) == ("compare", page["waits"])
