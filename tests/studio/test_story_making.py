"""The Story tab's jobs: what they leave behind, what strangers may not ask for, and what is never written down."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from contracts import StudioError
from engines.story.script import Script
from renderers.media import probe
from studio import story_making
from studio.jobs import Job, JobBoard, State
from studio.lanes import Lanes
from studio.story_desk import StoryDesk
from studio.story_draft import StoryForm, at_hand, change, size_of
from studio.story_intake import begun, flowing
from studio.story_rehearsal import look, moment
from studio.workspace import THUMBNAIL, Workspace

TEXT = 'A girl waves in the park. She says: "Hello!"'


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    return Workspace(tmp_path / "Marionette")


@pytest.fixture
def board(workspace: Workspace) -> Any:
    lanes = Lanes()
    board = JobBoard(workspace["jobs"], lanes, story_making.kinds(workspace))
    yield board
    board.close()
    lanes.close()


def over(board: JobBoard, job: Job, soon: Callable[[Job], bool] = lambda job: not job.state.active) -> Job:
    deadline = time.monotonic() + 180
    while not soon(board.get(job.id)):
        assert time.monotonic() < deadline, board.get(job.id)
        time.sleep(0.05)
    return board.get(job.id)


@pytest.mark.slow
def test_a_film_comes_with_all_that_belongs_to_it_and_can_be_opened_again(
    workspace: Workspace, board: JobBoard
) -> None:
    desk, form = StoryDesk(workspace), StoryForm(shape="square", gif=True, seed=3)
    story = desk.write(TEXT, form, "Hello")
    draft, _ = desk.change(begun(story.script), {"verb": "set", "row": 0, "name": "does", "value": "jump"})
    job = over(board, story_making.submit(board, draft, story.text, ("a note",), form))
    assert job.state is State.DONE, board.log(job.id)
    output = workspace.output(job.output or "")
    expected = {"video.mp4", "video.gif", "script.json", "subtitles.srt", "worksheet.png", "story.motion"}
    assert set(output.files) == expected and output.files[0] == "video.mp4"
    film = probe(output.folder / "video.mp4")
    assert (film.width, film.height) == (720, 720) and film.has_sound
    assert Script.load(output.folder / "script.json") == draft.script
    assert "Hello!" in (output.folder / "subtitles.srt").read_text("utf-8")
    assert Image.open(output.folder / "video.gif").size == (480, 480)
    assert Image.open(output.folder / THUMBNAIL).size == (320, 240)
    again = desk.open_output(output.id)
    assert again.script == draft.script and again.text == TEXT and again.notes == ("a note",)
    assert StoryForm.restored(again.form) == form
    assert [one.id for one in desk.made()] == [output.id]


@pytest.mark.slow
def test_a_cancelled_film_leaves_nothing(workspace: Workspace, board: JobBoard) -> None:
    desk, form = StoryDesk(workspace), StoryForm()
    story = desk.open_sample("11_dragon", form)
    job = story_making.submit(board, begun(story.script), story.text, (), form)
    over(board, job, lambda job: job.stage == "Drawing" or not job.state.active)
    board.cancel(job.id)
    assert over(board, job).state is State.CANCELLED
    assert workspace.outputs() == [] and not list(workspace["outputs"].rglob(".making-*"))


def test_strangers_may_not_tell_long_stories_nor_use_language_models(workspace: Workspace) -> None:
    desk, form = StoryDesk(workspace, private=True), StoryForm()
    with pytest.raises(StudioError, match="letters"):
        desk.write("A girl waves. " * 100, form)
    with pytest.raises(StudioError, match="lasts"):
        desk.checked(StoryDesk(workspace).write('Tom says: "One two three four five six." ' * 60, form).script)
    lanes = Lanes()
    board = JobBoard(workspace["jobs"], lanes, story_making.kinds(workspace, True))
    with pytest.raises(StudioError, match="Language models"):
        model = form.model_copy(update={"writer": "model", "address": "http://localhost:1", "model": "m"})
        story_making.write_with_model(board, desk, TEXT, model, "")
    draft = begun(desk.write(TEXT, form).script)
    job = over(board, story_making.submit(board, draft, TEXT, (), form.model_copy(update={"quality": "1080"})))
    assert job.state is State.FAILED and "1280 x 720" in job.error
    board.close()
    lanes.close()


def test_the_key_of_a_language_model_is_never_written_down(workspace: Workspace, board: JobBoard) -> None:
    form = StoryForm(writer="model", address="http://127.0.0.1:9", model="tiny")
    job = story_making.write_with_model(board, StoryDesk(workspace), TEXT, form, "very-secret")
    done = over(board, job)
    assert done.state is State.FAILED and "Nothing answers" in done.error and done.hint
    change(workspace, lambda left: left.but(form=form.model_dump()))
    kept = [file for file in workspace.root.rglob("*") if file.is_file()]
    assert kept and not any("very-secret" in file.read_bytes().decode("utf-8", "replace") for file in kept)
    for empty in (form.model_copy(update={"address": ""}), form.model_copy(update={"address": "ftp://x"})):
        with pytest.raises(StudioError):
            story_making.write_with_model(board, StoryDesk(workspace), TEXT, empty, "")


def test_any_moment_of_a_rehearsal_is_a_picture_and_others_are_not(workspace: Workspace) -> None:
    import io

    desk, form = StoryDesk(workspace), StoryForm(shape="portrait")
    rehearsal = desk.rehearsal(begun(desk.write(TEXT, form).script), form)
    assert rehearsal.wait(60) and rehearsal.show is not None
    seen = look(form.style, form.shape, form.words, form.seed)
    picture = moment(rehearsal.code, seen, 20)
    assert picture is not None and Image.open(io.BytesIO(picture)).size == size_of("portrait", 540)
    assert moment(rehearsal.code, seen, 10_000_000), "past the end it is the last picture"
    for code, asked in (("0" * 32, seen), (rehearsal.code, "crayon-wide-words-0"), (rehearsal.code, "../../x")):
        assert moment(code, asked, 0) is None
    assert desk.sound_file(rehearsal.code, "../all", 0) is None
    other = look(form.style, form.shape, form.words, 1)
    assert moment(rehearsal.code, other, 0) is None and desk.sound_file(rehearsal.code, "all", 1) is None
    assert moment(rehearsal.code, seen.replace("-0", "-" + "9" * 5000), 0) is None
    sound = desk.sound_file(rehearsal.code, "all", 0)
    assert sound is not None and sound.stat().st_size > 48_000


def test_what_lay_on_the_tab_is_there_after_a_restart(workspace: Workspace) -> None:
    desk, form = StoryDesk(workspace), StoryForm(style="ink")
    draft, _ = desk.change(
        begun(desk.write(TEXT, form).script), {"verb": "set", "row": 0, "name": "does", "value": "sit"}
    )
    left = change(workspace, lambda left: left.but(text=TEXT, told=TEXT, draft=draft, form=form.model_dump()))
    again = at_hand(Workspace(workspace.root))
    assert again.draft == draft and again == left
    (workspace.root / ".story.json").write_text('{"draft": {"of": 7}}')
    assert at_hand(Workspace(workspace.root)).draft is None


def test_files_that_are_no_story_are_refused_with_a_reason(workspace: Workspace, tmp_path: Path) -> None:
    desk = StoryDesk(workspace)
    cases = {"a.json": b"{", "b.json": b'{"scenes": []}', "c.png": b"x", "d.txt": b"\xff\xfe\x00", "e.txt": b"  "}
    for name, content in cases.items():
        (tmp_path / name).write_bytes(content)
        with pytest.raises(StudioError) as refused:
            desk.open_file(tmp_path / name)
        assert refused.value.message and refused.value.hint
    (tmp_path / "f.txt").write_text(TEXT)
    assert desk.open_file(tmp_path / "f.txt").text == TEXT


def test_line_breaks_of_a_file_go_and_those_that_are_meant_stay() -> None:
    long = "word " * 20
    assert flowing(f"{long}\nend.\nLENA: Hi!\nTOM: Ho!") == f"{long.strip()} end.\nLENA: Hi!\nTOM: Ho!"


@pytest.mark.slow
def test_movement_from_a_file_is_played_with_other_places_and_filmed(
    workspace: Workspace, board: JobBoard, tmp_path: Path
) -> None:
    from engines.story import motion_file
    from engines.story.direct import direct

    desk, form, file = StoryDesk(workspace), StoryForm(), tmp_path / "dance.motion"
    original = direct(desk.write("A girl dances in the park.", form).script)
    motion_file.write(original, file)
    story = desk.open_file(file)
    draft, _ = desk.change(
        begun(story.script, story.played), {"verb": "scene", "scene": 0, "name": "place", "value": "moon"}
    )
    rehearsal = desk.rehearsal(draft, form)
    assert rehearsal.wait(60) and rehearsal.show is not None, rehearsal.error
    assert rehearsal.show.frames == original.frames and rehearsal.show.scenes[0].scene.place == "moon"
    with pytest.raises(StudioError, match="played from a file"):
        desk.change(draft, {"verb": "add", "scene": 0, "value": "beat"})
    job = over(board, story_making.submit(board, draft, "", (), form))
    assert job.state is State.DONE, board.log(job.id)
    output = workspace.output(job.output or "")
    assert probe(output.folder / "video.mp4").frames == original.frames
    assert desk.open_output(output.id).played == story.played


@pytest.mark.slow
def test_a_language_model_of_the_users_own_writes_the_script(workspace: Workspace, board: JobBoard) -> None:
    import json
    import threading
    from http.server import BaseHTTPRequestHandler, HTTPServer

    asked: list[tuple[str | None, str]] = []
    script = StoryDesk(workspace).write(TEXT, StoryForm()).script

    class Model(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"])).decode()
            asked.append((self.headers.get("Authorization"), body))
            answer = json.dumps({"choices": [{"message": {"content": script.to_json()}}]}).encode()
            self.send_response(200)
            self.send_header("Content-Length", str(len(answer)))
            self.end_headers()
            self.wfile.write(answer)

        def log_message(self, *_: Any) -> None:
            pass

    server = HTTPServer(("127.0.0.1", 0), Model)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        form = StoryForm(writer="model", address=f"http://127.0.0.1:{server.server_port}/v1", model="tiny")
        job = over(board, story_making.write_with_model(board, StoryDesk(workspace), "Ein Mädchen winkt.", form, "key"))
    finally:
        server.shutdown()
    assert job.state is State.DONE, board.log(job.id)
    assert asked[0][0] == "Bearer key" and "Ein Mädchen winkt." in json.loads(asked[0][1])["messages"][-1]["content"]
    assert StoryDesk(workspace).open_file(story_making.written_by(workspace, job)).script == script
