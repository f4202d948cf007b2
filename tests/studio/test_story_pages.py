"""Several pages of one workspace look at one story: what one of them waits for, another does not stop."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import Any

import pytest

from contracts import Progress
from engines.story.script import Script
from studio import story_rehearsal
from studio.house import Visit
from studio.story_draft import StoryForm, at_hand, change
from studio.story_intake import begun
from studio.tabs import story_view
from studio.tabs.story_actions import Actions

SCRIPT = {
    "scenes": [{"id": "a", "place": "park", "cast": [{"who": "t"}]}],
    "characters": [{"id": "t", "name": "Tom"}],
    "beats": [{"actor": "t", "action": "wave", "scene": "a"}],
}


def wait_for(true: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 10
    while not true():
        assert time.monotonic() < deadline, "it never came to be"
        time.sleep(0.01)


def test_pages_with_different_seeds_wait_for_one_rehearsal(
    visit: Visit, controls: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun_seeds, go_on = list[int](), threading.Event()

    def slow(script: Script, seed: int, ckpt: Any, played: Any, moves: Any, progress: Progress) -> None:
        begun_seeds.append(seed)
        while not go_on.wait(0.01):
            progress("Acting", 0, 1)

    monkeypatch.setattr(story_rehearsal, "show_of", slow)
    monkeypatch.setattr(story_view, "story_board", lambda *_: "")
    monkeypatch.setattr(story_rehearsal.Rehearsal, "wait", lambda rehearsal, seconds: rehearsal.over)
    controls.named = dict.fromkeys(StoryForm.model_fields, "")
    actions: Any = Actions(controls, controls)
    change(visit.workspace, lambda left: left.but(draft=begun(Script.model_validate(SCRIPT)), film="sample:x"))
    actions.chosen(visit, StoryForm(seed=1))
    for _ in range(3):
        for form in (StoryForm(seed=1), StoryForm(seed=2)):
            actions.enter(visit, 6, form)
            actions.edited(visit, {"verb": "lost"}, form)
            actions.polled(visit, "", 6)
    assert begun_seeds == [1]
    left = at_hand(visit.workspace)
    assert actions.work(visit, left)["timer"].active
    actions.chosen(visit, StoryForm(seed=2))
    wait_for(lambda: begun_seeds == [1, 2])
    actions.work(visit, left)
    assert begun_seeds == [1, 2], "a handler that comes late does not bring back what was given up"
    go_on.set()
    wait_for(lambda: not actions.work(visit, at_hand(visit.workspace))["timer"].active)
