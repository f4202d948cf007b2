"""At home there is one workspace; in public nobody sees what is another's, and nothing stays."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from contracts import Progress, StudioError
from studio import house as houses
from studio.house import House, Visit
from studio.jobs import Job, State


@pytest.fixture
def public(tmp_path: Path) -> Iterator[House]:
    house = House(tmp_path / "home", lambda workspace, private: {}, public=True)
    yield house
    house.close()


def cookie(letter: str) -> str:
    return letter * 32


def test_at_home_everybody_is_at_home(tmp_path: Path) -> None:
    house = House(tmp_path / "home", lambda workspace, private: {})
    visits = [house.visit(*who) for who in ((None, None), (cookie("a"), "s1"), (cookie("b"), "s2"))]
    assert all(visit is visits[0] for visit in visits) and visits[0].workspace.root == tmp_path / "home"
    assert not visits[0].private and house.by_key(visits[0].workspace.key) is visits[0]
    house.close()


def test_strangers_are_kept_apart_and_known_again(public: House, tmp_path: Path) -> None:
    ann, ben = public.visit(cookie("a"), "s1"), public.visit(cookie("b"), "s2")
    assert ann is public.visit(cookie("a"), "another page") and ann is not ben and ann.private
    assert ann.workspace.root != ben.workspace.root and not ann.workspace.root.is_relative_to(ben.workspace.root)
    assert public.by_key(ann.workspace.key) is ann and public.by_key("") is None
    assert not (tmp_path / "home").exists()


def test_without_cookies_a_page_has_its_own_and_no_cookie_can_name_it(public: House) -> None:
    page = public.visit(None, "session-1234")
    assert page is public.visit(None, "session-1234")
    assert page is not public.visit("session-1234", "other-session") and page is not public.visit(
        "page session-1234", "x" * 9
    )


@pytest.mark.parametrize("who", [(None, None), ("", ""), ("../../etc", None), ("a b", "../x"), (None, "x" * 65)])
def test_nobody_is_refused(public: House, who: tuple[str | None, str | None]) -> None:
    with pytest.raises(StudioError):
        public.visit(*who)


def test_when_it_is_full_the_longest_idle_goes(public: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(houses, "MOST_VISITORS", 2)
    first = public.visit(cookie("a"), None)
    second = public.visit(cookie("b"), None)
    public.visit(cookie("a"), None)
    public.visit(cookie("c"), None)
    assert not second.workspace.root.exists() and first.workspace.root.exists()


def test_made_up_visitors_do_not_throw_out_one_who_has_files_and_was_seen_lately(
    public: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(houses, "MOST_VISITORS", 2)
    ann = public.visit(cookie("a"), None)
    (ann.workspace["uploads"] / "mine").write_text("mine")
    for letter in "bcd":
        other = public.visit(cookie(letter), None)
        assert public.visit(cookie("a"), None) is ann and ann.workspace.root.exists()
        ann.seen -= 60
    (other.workspace["uploads"] / "mine").write_text("mine")
    with pytest.raises(StudioError, match="full"):
        public.visit(cookie("e"), None)
    ann.seen -= houses.QUIET_SECONDS
    assert public.visit(cookie("e"), None) and not ann.workspace.root.exists()


def test_a_stranger_may_not_fill_the_disk(public: House, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(houses, "PUBLIC_UPLOADED_BYTES", 2500)
    visit, file = public.visit(cookie("a"), None), tmp_path / "film.mp4"
    file.write_bytes(bytes(1000))
    for _ in range(2):
        visit.workspace.keep_uploads([file])
    with pytest.raises(StudioError, match="no more room"):
        visit.workspace.keep_uploads([file])
    assert visit.workspace.sizes() == {"uploads": 2000}
    assert public.visit(cookie("b"), None).workspace.keep_uploads([file, file])


def test_closing_leaves_no_files(tmp_path: Path) -> None:
    house = House(tmp_path / "home", lambda workspace, private: {}, public=True)
    visit = house.visit(cookie("a"), None)
    (visit.workspace["uploads"] / "mine").write_text("private")
    house.close()
    assert not house.shelter.exists()


def test_a_job_runs_in_the_workspace_of_whoever_asked(tmp_path: Path) -> None:
    def work(where: Path) -> object:
        def note(job: Job, progress: Progress) -> None:
            (where / "uploads" / "note").write_text(job.title)

        return note

    house = House(tmp_path, lambda workspace, private: {"note": work(workspace.root)}, public=True)  # type: ignore[dict-item]
    ann, ben = house.visit(cookie("a"), None), house.visit(cookie("b"), None)
    job = ann.board.submit("note", "of Ann", {})
    wait(ann, job)
    assert (ann.workspace["uploads"] / "note").read_text() == "of Ann" and not list(ben.workspace["uploads"].iterdir())
    assert ben.board.all() == []
    with pytest.raises(StudioError):
        ben.board.cancel(job.id)
    house.close()


def wait(visit: Visit, job: Job) -> None:
    import time

    deadline = time.monotonic() + 10
    while visit.board.get(job.id).state is not State.DONE:
        assert time.monotonic() < deadline
        time.sleep(0.01)
