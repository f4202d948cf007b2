"""From a text to a folder that other programs open: as long as the voice, moving, and the same for the same seed."""

import threading
from pathlib import Path

import numpy as np
import pytest

from contracts import Cancelled, StudioError
from engines.gesture.generate import GestureRequest, generate
from engines.gesture.plan import Plan
from engines.motion import Motion, formats
from engines.motion.formats import glb
from engines.speech import SpeechTrack

SAID = "Hello everyone! It was a huge house, over there, by the river."


@pytest.mark.slow
def test_a_typed_text_becomes_a_folder_with_voice_plan_and_motion(tmp_path: Path) -> None:
    made = generate(GestureRequest(text=SAID, out=tmp_path / "made", video=False))
    names = {file.name for file in (tmp_path / "made").iterdir()}
    assert names == {
        "speech.wav", "speech.lab", "speech.TextGrid", "words.json", "alignment_analysis.csv",
        "plan.json", "motion.npz", "motion.bvh", "motion.glb", "motion.json",
    }  # fmt: skip
    motion = formats.read(tmp_path / "made" / "motion.npz")
    assert abs(len(motion.rotations) / float(motion.fps) - made.track.duration) < 1 / 30
    assert made.plan.gestures
    assert motion.face.max() > 0.3, "the lips must move"
    assert list(tmp_path.iterdir()) == [tmp_path / "made"]

    plan = Plan.read(tmp_path / "made" / "plan.json")
    fewer = plan.model_copy(update={"gestures": plan.gestures[:1]})
    fewer.write(tmp_path / "mine.json")
    again = generate(GestureRequest(text=SAID, out=tmp_path / "again", video=False, plan=tmp_path / "mine.json"))
    assert [one.unit for one in again.plan.gestures] == [plan.gestures[0].unit]
    assert not np.array_equal(again.motion.rotations, made.motion.rotations)


def test_without_recording_and_text_there_is_nothing_to_perform(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="recording"):
        GestureRequest(out=tmp_path / "made", text="  ")


def test_a_plan_with_an_unknown_gesture_is_refused_by_name(tmp_path: Path) -> None:
    (tmp_path / "plan.json").write_text('{"duration": 2, "gestures": [{"stroke": 1, "unit": "moonwalk"}]}')
    with pytest.raises(StudioError, match="moonwalk"):
        generate(GestureRequest(text="Hi.", out=tmp_path / "made", video=False, plan=tmp_path / "plan.json"))
    assert not (tmp_path / "made").exists()


def test_a_cancel_leaves_nothing_behind(tmp_path: Path) -> None:
    def stop_at_writing(stage: str, done: float, total: float, message: str = "") -> None:
        if stage == "write":
            raise Cancelled

    with pytest.raises(Cancelled):
        generate(GestureRequest(text="Hello there.", out=tmp_path / "made", video=False), stop_at_writing)
    assert list(tmp_path.iterdir()) == []


def test_a_cancel_in_the_middle_of_a_file_is_heard_at_once_and_leaves_nothing_behind(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun, go_on, ended = threading.Event(), threading.Event(), threading.Event()

    def slow(motion: Motion, path: Path) -> None:
        begun.set()
        go_on.wait(20)
        path.write_bytes(b"a file that nobody wants any more")
        ended.set()

    def stop_in_the_middle(stage: str, done: float, total: float, message: str = "") -> None:
        if begun.is_set():
            raise Cancelled

    monkeypatch.setattr(glb, "write", slow)
    request = GestureRequest(text="Nothing.", out=tmp_path / "made", video=False)
    with pytest.raises(Cancelled):
        generate(request, stop_in_the_middle, track=SpeechTrack(np.zeros(16_000, np.float32)))
    assert not ended.is_set(), "the file was still being written"
    assert list(tmp_path.iterdir()) == []
    go_on.set()
    for thread in threading.enumerate():
        if thread.name == "aside":
            thread.join(10)
    assert list(tmp_path.iterdir()) == [], "nor does what was given up"
