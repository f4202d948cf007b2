"""Whose face and whose consent stand on the Avatar tab's stage; what was deleted can be brought back later, too."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from contracts import StudioError
from engines.avatar import ply
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
    stage = tab.stage(visit, changes["drawn"])["stage"]
    assert film.id in stage and "Mannequin" in stage


def test_a_face_is_never_shown_under_another_name_and_consent(visit: Visit, tab: Actions) -> None:
    film = film_of(visit, "ann")
    change(visit.workspace, lambda was: was.but(avatar=MANNEQUIN, shown=film.id))
    stage = tab.stage(visit, "")["stage"]
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


def test_others_can_be_looked_at_while_a_face_is_learned(
    visit: Visit, tab: Actions, monkeypatch: pytest.MonkeyPatch
) -> None:
    job = SimpleNamespace(
        id="late", kind="avatar-make", title="Avatar Ann", state=State.RUNNING, stage="Learning the face", output=None,
        fraction=0.4, seconds_left=70.0,
    )  # fmt: skip
    monkeypatch.setattr(visit.board, "find", lambda waits: job if waits == "late" else None)
    change(visit.workspace, lambda was: was.but(avatar=MANNEQUIN, make="late"))
    assert "about 1 min 10 s left at most" in tab.stage(visit, "")["stage"]
    for event, shown, hidden in (
        ({"verb": "pick", "of": MANNEQUIN}, "<video", "left at most"),
        ({"verb": "watch"}, "left at most", "<video"),
        ({"verb": "aside"}, "Watch: Avatar Ann", "left at most"),
    ):
        act = tab.listed if event["verb"] == "pick" else tab.staged
        stage = tab.stage(visit, act(visit, event)["drawn"])["stage"]
        assert shown in stage and hidden not in stage, event
    line = film_of(visit, MANNEQUIN)
    change(visit.workspace, lambda was: tab._spoken(was, line))
    assert line.id in tab.stage(visit, "")["stage"], "what an older one says is seen meanwhile"


def test_no_two_avatars_are_called_the_same_and_none_is_cut(visit: Visit, tmp_path: Path) -> None:
    desk = AvatarDesk(visit.workspace)
    file = tmp_path / "Mannequin.ply"
    place = np.random.default_rng(0).normal(size=(50, 3)).astype(np.float32)
    ply.write(ply.Cloud(place, np.tile([1, 0, 0, 0], (50, 1)), place * 0 - 3, place[:, 0], place[:, None]), file)
    brought = desk.bring(file)
    assert desk.names(besides=MANNEQUIN) == {"mannequin 2"} and desk.free("mannequin") == "mannequin 3"
    for name, why in (("mannequin", "called “mannequin” already"), ("n" * 61, "61 letters"), (" ", "needs a name")):
        with pytest.raises(StudioError, match=why):
            desk.rename(brought, name)
    assert desk.rename(brought, "mannequin 2") == "mannequin 2"
