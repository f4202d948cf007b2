"""The Avatar tab's desk and jobs: what is taken in, what is refused and why, and what an avatar's making leaves."""

from __future__ import annotations

import json
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from contracts import StudioError
from engines.avatar.avatar import read_about
from renderers.ffmpeg import command
from renderers.media import probe
from studio import avatar_making
from studio.avatar_clock import LEARN, whole
from studio.avatar_desk import AvatarDesk
from studio.avatar_draft import AvatarForm, at_hand, change
from studio.components.avatar_cards import curve
from studio.jobs import Job, JobBoard, State
from studio.lanes import Lanes
from studio.targets import targets_for
from studio.workspace import THUMBNAIL, Workspace

pytestmark = pytest.mark.slow  # all on a film that is made first


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    return Workspace(tmp_path / "Marionette")


@pytest.fixture
def board(workspace: Workspace) -> Iterator[JobBoard]:
    lanes = Lanes()
    board = JobBoard(workspace["jobs"], lanes, avatar_making.kinds(workspace))
    yield board
    board.close()
    lanes.close()


def over(board: JobBoard, job: Job, soon: Callable[[Job], bool] = lambda job: not job.state.active) -> Job:
    deadline = time.monotonic() + 600
    while not soon(board.get(job.id)):
        assert time.monotonic() < deadline, board.get(job.id)
        time.sleep(0.05)
    return board.get(job.id)


def test_one_has_to_say_that_the_person_agreed_and_who() -> None:
    for answer, who in (("", ""), ("", "Ann"), ("other", " ")):
        with pytest.raises(StudioError, match="agree"):
            avatar_making.consent(answer, who)  # type: ignore[arg-type]
    assert "Ann, in writing" in avatar_making.consent("other", "Ann,  in writing")
    assert avatar_making.consent("self", "")


def test_films_without_a_face_too_short_or_damaged_are_told_apart(
    workspace: Workspace, board: JobBoard, talker: Path, tmp_path: Path
) -> None:
    desk = AvatarDesk(workspace)
    ffmpeg = [*command(), "-loglevel", "error", "-y"]
    wall = tmp_path / "wall.mp4"
    subprocess.run([*ffmpeg, "-f", "lavfi", "-i", "testsrc=s=256x256:d=3:r=25", str(wall)], check=True)
    short = tmp_path / "short.mp4"
    subprocess.run([*ffmpeg, "-i", str(talker), "-t", "1", "-an", "-c:v", "libx264", str(short)], check=True)
    for path, stops, name in ((wall, "No face", "face"), (short, "too short", "length")):
        film, title = desk.take_in(path)
        assert over(board, avatar_making.check(board, film, title)).state is State.DONE
        found = desk.checked(film)
        assert found is not None and found.level == "stop"
        one = next(item for item in found.items if item.name == name)
        assert one.level == "stop" and stops in one.sentence
        with pytest.raises(StudioError, match="cannot become"):
            avatar_making.make(board, desk, film, title, "self", "", AvatarForm())
    assert found is not None
    silent = next(item for item in found.items if item.name == "sound")
    assert silent.level == "warn" and "no sound" in silent.sentence
    broken = tmp_path / "broken.mp4"
    broken.write_bytes(talker.read_bytes()[:3000])
    film, title = desk.take_in(broken)
    job = over(board, avatar_making.check(board, film, title))
    assert job.state is State.FAILED and job.refused and job.hint and desk.checked(film) is None
    with pytest.raises(StudioError, match="not a film"):
        note = tmp_path / "note.txt"
        note.write_text("a face")
        desk.take_in(note)


def test_strangers_make_no_avatars_and_say_little(workspace: Workspace, talker: Path) -> None:
    desk = AvatarDesk(workspace, private=True)
    for refused in (lambda: desk.take_in(talker), lambda: desk.bring(talker), lambda: desk.line("a" * 1001)):
        with pytest.raises(StudioError):
            refused()
    lanes = Lanes()
    board = JobBoard(workspace["jobs"], lanes, avatar_making.kinds(workspace, True))
    with pytest.raises(StudioError, match="not made here"):
        avatar_making.make(board, desk, "uploads/x.mp4", "x", "self", "", AvatarForm())
    job = over(board, board.submit(avatar_making.MAKE, "Forged", {"film": "x", "name": "x", "consent": "x"}))
    assert job.state is State.FAILED and "not made here" in job.error
    board.close()
    lanes.close()


@pytest.mark.parametrize("outside", ["..", "../uploads", "shipped:..", "shipped:", "", "shipped:../../studio"])
def test_only_avatars_are_reached_by_name(workspace: Workspace, outside: str) -> None:
    desk = AvatarDesk(workspace)
    for reach in (desk.folder, desk.delete, desk.exports, desk.bust, desk.upend):
        with pytest.raises(StudioError):
            reach(outside)
    (workspace["avatars"] / ".trash" / "a.x" / "a").mkdir(parents=True)
    for token in ("uploads", "avatars", "avatars/.trash", "avatars/.trash/a.x"):
        with pytest.raises(StudioError):
            desk.restore(token)


def test_the_tab_is_as_it_was_left(workspace: Workspace) -> None:
    form = AvatarForm(camera="orbit", liveliness=80)
    change(workspace, lambda was: was.but(avatar="ann", name="Ann", form=form.model_dump(), refused=("a", "b")))
    left = at_hand(workspace)
    assert (
        (left.avatar, left.name) == ("ann", "Ann")
        and AvatarForm.restored(left.form) == form
        and left.refused == ("a", "b")
    )


def test_a_film_becomes_an_avatar_that_speaks_and_moves_house(
    workspace: Workspace, board: JobBoard, talker: Path, tmp_path: Path
) -> None:
    desk, form = AvatarDesk(workspace), AvatarForm(size="256")
    film, title = desk.take_in(talker)
    over(board, avatar_making.check(board, film, title))
    found = desk.checked(film)
    assert found is not None and found.level != "stop", found
    assert any(item.picture.startswith("data:image/jpeg") for item in found.items)

    job = avatar_making.make(board, desk, film, "Ann", "other", "Ann, who is drawn", form)
    over(board, job, lambda job: not job.state.active or bool(desk.sight(job.id).points))
    board.cancel(job.id)
    assert over(board, job).state is State.CANCELLED and all(card.shipped for card in desk.cards())
    board.retry(job.id)  # goes on where it was
    over(board, job, lambda job: not job.state.active or avatar_making.can_stop(job))
    assert board.get(job.id).stage == "Learning the face"
    avatar_making.stop(workspace, board, job.id)  # and is enough
    done = over(board, job)
    assert done.state is State.DONE, board.log(job.id)
    points = desk.sight(job.id).points
    assert points[-1].iteration < 700 and "Held out" in curve(points)
    name = avatar_making.made_avatar(workspace, done)
    assert read_about(desk.folder(name)).consent.endswith("Ann, who is drawn")
    assert not list(workspace["runs"].iterdir()), "nothing is left of the making"

    spoken = over(board, avatar_making.say(board, desk, name, "Hello, my friend.", "", form))
    assert spoken.state is State.DONE, board.log(spoken.id)
    output = workspace.output(spoken.output or "")
    seen = probe(output.folder / "video.mp4")
    assert (seen.width, seen.height, seen.has_sound) == (256, 256, True) and (output.folder / THUMBNAIL).is_file()

    assert desk.rename(name, "Bea") == "Bea" and desk.cards()[0].name == "Bea" and desk.cards()[0].portrait
    outside, url = desk.exports(name)[0]
    packed = tmp_path / "bea.avatar"
    packed.write_bytes((workspace.root / ".stage" / url.rpartition("/")[2]).read_bytes())
    assert outside == "Bea.avatar"
    token = desk.delete(name)
    assert not any(card.name == "Bea" for card in desk.cards())
    assert desk.restore(token) == name
    second = desk.bring(packed)
    assert second != name and desk.about(second).consent == desk.about(name).consent
    assert desk.about(second).name == "Bea 2", "no two are called the same"
    assert json.loads((output.folder / "request.json").read_text())["avatar"]["avatar"] == name


def test_voices_and_what_avatars_said_can_be_sent_to_the_tab(workspace: Workspace) -> None:
    for tab, file in (("speech", "speech.wav"), ("avatar", "video.mp4"), ("story", "video.mp4")):
        with workspace.new_output(tab, "x", {"kind": tab, "main": file}) as made:
            (made.folder / file).write_bytes(b"x")
    sent = {output.kind: [target.tab for target in targets_for(output)] for output in workspace.outputs()}
    assert "avatar" in sent["speech"] and sent["avatar"] == ["avatar"] and "avatar" not in sent["story"]


def test_the_avatar_that_comes_along_introduces_itself_and_stays_as_it_is(workspace: Workspace) -> None:
    desk = AvatarDesk(workspace)
    card = desk.cards()[-1]
    assert card.shipped and card.about is not None and card.portrait.startswith("data:image/jpeg")
    film = probe(workspace.root / ".stage" / desk.hello(card.of).rpartition("/")[2])
    assert film.has_sound and film.width == film.height
    for change_it in (desk.delete, lambda of: desk.rename(of, "Other")):
        with pytest.raises(StudioError, match="came with Marionette"):
            change_it(card.of)


def test_splats_that_came_as_a_file_are_turned_and_do_not_speak(
    workspace: Workspace, board: JobBoard, tmp_path: Path
) -> None:
    desk = AvatarDesk(workspace)
    shipped = desk.cards()[-1].of
    name, url = desk.exports(shipped)[1]
    assert name == "Mannequin.ply"
    given = tmp_path / "head.ply"
    given.write_bytes((workspace.root / ".stage" / url.rpartition("/")[2]).read_bytes())
    of = desk.bring(given)
    card = desk.cards()[0]
    assert card.of == of and card.still is not None and card.seen and card.portrait
    ((name, url),) = desk.exports(of)
    assert (workspace.root / ".stage" / url.rpartition("/")[2]).read_bytes() == given.read_bytes()
    with pytest.raises(StudioError, match="learned no speech"):
        avatar_making.say(board, desk, of, "Hello.", "", AvatarForm())
    before = desk.bust(of)
    desk.upend(of)
    assert desk.bust(of) != before, "another way up is another view"
    given.write_bytes(given.read_bytes()[:9000])
    with pytest.raises(StudioError, match="ends early"):
        desk.bring(given)
    assert len(desk.cards()) == 2


def test_what_can_be_learned_is_what_the_engine_says() -> None:
    assert avatar_making.models()[0] == "fast" == AvatarForm().model


def test_how_far_an_avatar_is_counts_all_its_stages_and_never_goes_back() -> None:
    told: list[tuple[str, float]] = []

    def tell(stage: str, done: float, total: float, message: str = "") -> None:
        told.append((stage, done / total))

    progress = whole(tell, 5, 256, "fast")
    for stage, done in (
        ("look for cuts", 1), ("find the face", 1), ("decode", 1), ("follow the head", 0.5), ("follow the head", 1),
        ("read pictures", 1), (LEARN, 0), (LEARN, 0.5), ("read pictures", 0), (LEARN, 0.5), (LEARN, 1), ("mel", 0),
        ("learn the voice", 1),
    ):  # fmt: skip
        progress(stage, done, 1)
    shares = [share for _, share in told]
    assert shares == sorted(shares) and shares[-1] == 1 and told[2][0] == "decode"
    assert shares[6] == pytest.approx(0.37, abs=0.02), "learning begins when a good third is done"
    assert shares[7] - shares[6] == pytest.approx(0.3, abs=0.02)
