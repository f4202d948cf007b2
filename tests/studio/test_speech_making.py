"""What a Speech panel takes in and makes, without a page, with the real voices and the real aligner."""

import json
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import soundfile
from PIL import Image

from contracts import Cancelled, StudioError, silent
from engines.speech import outputs, textgrid
from studio import speech_making
from studio.jobs import Job, JobBoard, State
from studio.lanes import Lanes
from studio.speech_desk import Recording, SpeechDesk
from studio.speech_draft import Left, Speech, SpeechForm, recall, remember
from studio.targets import targets_for
from studio.workspace import Workspace

SAID = "Once upon a time, a fox met a crow."


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    return Workspace(tmp_path / "home")


@pytest.fixture
def sample() -> Speech:
    return Speech(folder="sample:1_welcome", title="Welcome")


Done = Callable[..., Speech]


@pytest.fixture
def done(workspace: Workspace) -> Done:
    """Queue a job by one of `speech_making`'s functions and wait for its voice."""
    lanes = Lanes()
    board = JobBoard(workspace["jobs"], lanes, speech_making.kinds(workspace), speech_making.LIGHT)

    def run(queue: Callable[..., Job], *arguments: object) -> Speech:
        job = queue(board, *arguments)
        lanes.close(120)
        ended = board.get(job.id)
        assert ended.state is State.DONE and ended.output, f"{ended.error} {ended.hint}"
        return SpeechDesk(workspace).open_output(ended.output)

    return run


def recorded(path: Path, seconds: float = 1.0) -> Path:
    soundfile.write(path, np.sin(np.arange(int(seconds * 16000)) / 9) / 4, 16000)
    return path


def test_a_text_is_spoken_into_a_result_that_knows_how_it_was_made(workspace: Workspace, done: Done) -> None:
    form = SpeechForm(how="text", say=SAID, voice="woman", rate=1.5, pitch=3)
    speech = done(speech_making.speak, form, False)
    desk = SpeechDesk(workspace)
    track = desk.track(speech)
    assert [word.text for word in track.words] == SAID.split() and all(word.phones for word in track.words)
    assert np.abs(track.samples).max() > 0.1 and track.words[-1].end <= track.duration
    (output,) = workspace.outputs()
    assert SpeechForm.restored(output.sidecar["speech"]["form"]) == form and output.files[0] == "speech.wav"
    assert "speech" in [target.tab for target in targets_for(output)]
    settings = speech_making.recipe_of(output.folder / "request.json")
    assert settings == output.sidecar and speech_making.recipe_of(output.folder / "words.json") is None
    assert output.thumbnail is not None and Image.open(output.thumbnail).size == (320, 240)
    read = textgrid.read(desk.folder(speech) / outputs.TEXTGRID)
    assert [word.text for word in read.words()] == [word.text for word in track.words]
    labels = [label for label, _, _ in desk.files(speech)]
    assert labels == ["Sound", "TextGrid", "Lab", "JSON", "CSV"]


def test_other_words_are_aligned_without_listening_again(workspace: Workspace, sample: Speech, done: Done) -> None:
    words = "Hello, I am Marionette. Give me a choice, and I will show you every word of it."
    speech = done(speech_making.align, sample, words, SpeechForm())
    desk = SpeechDesk(workspace)
    track, before = desk.track(speech), desk.track(sample)
    assert track.text == words and track.recogniser == "given" and track.aligner == "pocketsphinx"
    assert track.duration == before.duration, "the sound is the same"
    apart = [abs(one.start - other.start) for one, other in zip(track.words, before.words, strict=True)]
    assert float(np.median(apart)) < 0.05


def test_a_sound_and_its_text_are_taken_in_together(workspace: Workspace, tmp_path: Path) -> None:
    (tmp_path / "line.txt").write_text("\ufeffHello there.\n", "utf-8")
    taken = SpeechDesk(workspace).take_in([recorded(tmp_path / "line.wav"), tmp_path / "line.txt"])
    assert taken == Recording(taken.source, "line", "Hello there.") and workspace.path(taken.source).is_file()


@pytest.mark.parametrize(
    ("names", "said"),
    [
        (["photo.wav"], "PNG picture"),
        (["photo.png"], "not a sound or a film"),
        (["empty.mp3"], "empty"),
        (["words.txt"], "no sound among these"),
        (["a.wav", "b.wav"], "came together"),
        (["a.wav", "binary.txt"], "not a text"),
        (["a.wav", "blank.txt"], "empty"),
        (["noise.mp4"], "noise.mp4"),
    ],
)
def test_what_is_no_voice_is_refused_and_not_kept(
    workspace: Workspace, tmp_path: Path, names: list[str], said: str
) -> None:
    Image.new("RGB", (8, 8)).save(tmp_path / "photo.png")
    (tmp_path / "photo.wav").write_bytes((tmp_path / "photo.png").read_bytes())
    (tmp_path / "empty.mp3").touch()
    (tmp_path / "words.txt").write_text("hello")
    (tmp_path / "blank.txt").write_text(" \n")
    (tmp_path / "binary.txt").write_bytes(b"\xff\xfe\x00\xd8\x81")
    (tmp_path / "noise.mp4").write_bytes(np.random.default_rng(1).bytes(5000))
    for name in ("a.wav", "b.wav"):
        recorded(tmp_path / name)
    with pytest.raises(StudioError) as refused:
        SpeechDesk(workspace).take_in([tmp_path / name for name in names])
    assert said in refused.value.message and refused.value.hint
    assert not list(workspace["uploads"].iterdir())


def test_strangers_have_limits(workspace: Workspace, tmp_path: Path) -> None:
    desk = SpeechDesk(workspace, private=True)
    with pytest.raises(StudioError, match="up to 1 min"):
        desk.take_in([recorded(tmp_path / "long.wav", 63)])
    assert not list(workspace["uploads"].iterdir())
    board = JobBoard(workspace["jobs"], Lanes(), {})
    with pytest.raises(StudioError, match="1,200 letters"):
        speech_making.speak(board, SpeechForm(say="hello " * 200), True)


def test_a_text_that_is_too_long_to_be_spoken_is_kept_and_stops_nothing_else(workspace: Workspace) -> None:
    left = SpeechForm(how="text", say="hello " * 4000).model_dump()
    form = SpeechForm.of([*{**left, "how": "sound"}.values()])
    assert form.how == "sound", "the box may hold it while something else is chosen"
    with pytest.raises(StudioError, match="24,000 letters"):
        speech_making.speak(JobBoard(workspace["jobs"], Lanes(), {}), form, False)


def test_a_cancelled_voice_leaves_nothing(workspace: Workspace, sample: Speech) -> None:
    def stop(stage: str, done: float, total: float, message: str = "") -> None:
        raise Cancelled

    recipe = speech_making.Recipe(title="t", form=SpeechForm(say=SAID).model_dump()).model_dump()
    job = Job(id="j", kind="speak", title="t", request=recipe, made="2026-01-01T00:00:00+00:00")
    with pytest.raises(Cancelled):
        speech_making.kinds(workspace)["speak"](job, stop)
    assert [path for path in workspace["outputs"].rglob("*") if path.is_file()] == []


@pytest.mark.parametrize(
    "source", ["../../etc", "/etc/passwd", "sample:../../pyproject.toml", "sample:/etc", "uploads"]
)
def test_a_recipe_from_outside_leads_nowhere_else(workspace: Workspace, source: str) -> None:
    recipe = speech_making.Recipe(source=source, title="t", text="hello").model_dump()
    for kind in ("transcribe", "align"):
        job = Job(id="j", kind=kind, title="t", request=recipe, made="2026-01-01T00:00:00+00:00")
        with pytest.raises(StudioError):
            speech_making.kinds(workspace)[kind](job, silent)


@pytest.mark.parametrize("words", ["", "  \n"])
def test_no_words_are_refused_before_any_work(workspace: Workspace, sample: Speech, words: str) -> None:
    board = JobBoard(workspace["jobs"], Lanes(), speech_making.kinds(workspace))
    with pytest.raises(StudioError, match="no words"):
        speech_making.align(board, sample, words, SpeechForm())
    with pytest.raises(StudioError, match="no text"):
        speech_making.speak(board, SpeechForm(say=words), False)
    assert board.all() == []


def test_a_voice_is_heard_again_from_what_came_in(workspace: Workspace, tmp_path: Path, sample: Speech) -> None:
    desk = SpeechDesk(workspace)
    taken = desk.take_in([recorded(tmp_path / "line.wav")])
    with workspace.new_output("speech", "line", {"kind": "speech", "speech": {"source": taken.source}}) as made:
        outputs.write(desk.track(sample), made.folder)
    speech = desk.open_output(workspace.outputs()[0].id)
    assert desk.recording_of(speech).source == taken.source
    workspace.path(taken.source).unlink()
    assert desk.recording_of(speech).source == speech.folder, "its own sound, when the file is gone"


def test_a_panel_is_found_as_it_was_left(workspace: Workspace, sample: Speech) -> None:
    left = Left(speech=sample, waits="job", form=SpeechForm(voice="giant").model_dump())
    remember(workspace, "speech", left)
    assert recall(workspace, "speech") == left and recall(workspace, "gesture") == Left()
    (workspace.root / ".panel-speech.json").write_text('{"speech": 5}')
    assert recall(workspace, "speech") == Left()
    assert SpeechForm.restored({"rate": 99, "pitch": 2, "how": "sing", "old": 1}) == SpeechForm(pitch=2)


def test_every_voice_that_was_open_can_be_had_back() -> None:
    one, two, three = (Speech(folder=f"outputs/{name}", title=name) for name in "abc")
    left = Left().opened(one).opened(two)
    assert left.opened(two) == left and left.undone().speech == one and left.undone().redone() == left
    assert left.undone().undone() == left.undone() and left.redone() == left
    assert left.undone().opened(three).future == ()
    assert left.opened(three).without(lambda speech: speech == two).undone().speech == one
    many = Left()
    for number in range(100):
        many = many.opened(Speech(folder=f"outputs/{number}", title=""))
    assert len(many.past) < 50


def test_a_deleted_voice_is_not_there(workspace: Workspace, sample: Speech) -> None:
    desk = SpeechDesk(workspace)
    assert desk.there(sample) and not desk.there(Speech(folder="outputs/speech/gone", title="gone"))
    assert not desk.there(Speech(folder="../..", title="outside"))


def test_every_sample_talks_at_once(workspace: Workspace) -> None:
    desk = SpeechDesk(workspace)
    assert len(desk.samples()) >= 3
    for name, title in desk.samples():
        speech = desk.open_sample(name)
        track = desk.track(speech)
        assert speech.title == title and track.words and all(word.phones for word in track.words)
        drawn = json.loads((workspace.root / ".stage" / desk.timeline(speech).rpartition("/")[2]).read_text())
        assert [word[0] for word in drawn["words"]] == [word.text for word in track.words]
        assert len(desk.files(speech)) == 5


def test_the_head_of_a_long_speech_is_short(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch, sample: Speech
) -> None:
    from studio import speech_desk

    monkeypatch.setattr(speech_desk, "HEAD_SECONDS", 2.0)
    desk = SpeechDesk(workspace)
    page = desk.head(sample).rpartition("/")[2].partition("#")[0]
    assert '"frames": 60' in (workspace.root / ".stage" / page).read_text("utf-8")
