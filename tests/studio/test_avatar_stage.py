"""Whose face and whose consent stand on the Avatar tab's stage; what was deleted can be brought back later, too."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from studio.avatar_desk import AvatarDesk
from studio.avatar_draft import at_hand, change
from studio.house import Visit
from studio.jobs import State
from studio.tabs.avatar_actions import Actions
from studio.workspace import Output

MANNEQUIN = "shipped:mannequin"


@pytest.fixture
def tab(controls: Any) -> Actions:
    return Actions(controls, controls)


def film_of(visit: Visit, avatar: str) -> Output:
    with visit.workspace.new_output("avatar", "A line", {"main": "video.mp4", "avatar": {"avatar": avatar}}) as made:
        (made.folder / "video.mp4").write_bytes(b"film")
    return visit.workspace.outputs()[0]


def test_a_line_that_is_said_late_brings_its_own_avatar_along(
    visit: Visit, tab: Actions, monkeypatch: pytest.MonkeyPatch
) -> None:
    film = film_of(visit, MANNEQUIN)
    said = SimpleNamespace(id="late", state=State.DONE, output=film.id)
    monkeypatch.setattr(visit.board, "find", lambda waits: said if waits == "late" else None)
    change(visit.workspace, lambda was: was.but(avatar="just-made", say="late"))
    changes = tab.polled(visit, "")
    left = at_hand(visit.workspace)
    assert (left.shown, left.avatar, left.say) == (film.id, MANNEQUIN, "")
    assert film.id in changes["stage"] and "Mannequin" in changes["stage"]


def test_a_face_is_never_shown_under_another_name_and_consent(visit: Visit, tab: Actions) -> None:
    film = film_of(visit, "ann")
    change(visit.workspace, lambda was: was.but(avatar=MANNEQUIN, shown=film.id))
    stage = tab.stage(visit, at_hand(visit.workspace))["stage"]
    assert "Mannequin" in stage and film.id not in stage


def test_what_was_deleted_can_be_undone_after_a_reload(visit: Visit, tab: Actions) -> None:
    from engines.avatar.make import PORTRAIT

    desk = AvatarDesk(visit.workspace)
    folder = desk.home / "ann"
    folder.mkdir(parents=True)
    (folder / PORTRAIT).write_bytes(b"a picture")
    tab.listed(visit, {"verb": "delete", "of": "ann"})
    assert not folder.exists()
    again = tab.avatars(visit, at_hand(visit.workspace))["list"]
    assert "Undo" in again
    undo = at_hand(visit.workspace).undo
    assert undo is not None
    tab.listed(visit, {"verb": "restore", "of": undo[0]})
    assert folder.is_dir() and "Undo" not in tab.avatars(visit, at_hand(visit.workspace))["list"]
