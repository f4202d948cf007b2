"""`gesture` at its edge: what is typed, what is written, what is said where, and the exit code."""

import json
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from engines.gesture.generate import GestureRequest
from engines.speech.speak import SpeakRequest, speak
from renderers import video
from studio.cli import main

ROOT = Path(__file__).resolve().parents[2]
FILES = {
    "speech.wav", "speech.lab", "speech.TextGrid", "words.json", "alignment_analysis.csv", "request.json",
    "plan.json", "motion.npz", "motion.bvh", "motion.glb", "motion.json",
}  # fmt: skip


def spoken(path: Path, text: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    speak(SpeakRequest(text=text, out=path))
    return path


def run(*words: str | Path) -> int:
    return main(["gesture", *map(str, words)])


@pytest.mark.slow
def test_a_typed_text_is_spoken_and_performed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "made"
    assert run("--say", "One, two, three. No, thank you.", "-o", out, "--size", "160x120", "--seed", "7", "--json") == 0
    result = json.loads(capsys.readouterr().out)
    assert {path.name for path in out.iterdir()} == FILES | {"video.mp4"}
    film = video.probe(out / "video.mp4")
    assert (film.width, film.height) == (160, 120) and film.has_sound
    assert result["gestures"] > 0
    sidecar = json.loads((out / "request.json").read_text())
    request = GestureRequest.model_validate(sidecar["requests"][0])
    assert (sidecar["verb"], request.audio, request.seed) == ("gesture", None, 7)
    units = [one["unit"] for one in json.loads((out / "plan.json").read_text())["gestures"]]
    assert any(unit.startswith("count_") for unit in units), units


@pytest.mark.slow
def test_a_batch_goes_on_after_a_failure(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder, texts = tmp_path / "recordings", tmp_path / "texts"
    spoken(folder / "deep" / "a.wav", "Good morning everybody.")
    (folder / "b.wav").write_bytes(b"\x89PNG\r\n\x1a\n and so on")
    spoken(folder / "c.wav", "Stop right there.")
    for name, text in (("deep/a.txt", "Good morning everybody."), ("b.txt", "?"), ("c.txt", "Stop right there.")):
        (texts / name).parent.mkdir(parents=True, exist_ok=True)
        (texts / name).write_text(text)
    assert run(folder, "-o", tmp_path / "made", "--text", texts, "--no-video", "--json") == 2
    told = json.loads(capsys.readouterr().out)
    assert len(told["results"]) == 2
    assert [Path(one["source"]).name for one in told["failures"]] == ["b.wav"]
    assert {path.name for path in (tmp_path / "made" / "deep" / "a").iterdir()} == FILES
    assert not (tmp_path / "made" / "b").exists()


@pytest.mark.parametrize(
    ("words", "complaint"),
    [
        ((), "nothing to perform"),
        (("nowhere.wav",), "There is no file nowhere.wav"),
        (("--say", "  "), "nothing to perform"),
        (("--say", "Hello.", "--style", "Operatic"), "no style called 'Operatic'"),
        (("--say", "Hello.", "--intensity", "9"), "--intensity 9"),
        (("--say", "Hello.", "--lexicon", "nowhere"), "nowhere"),
        (("--say", "Hello.", "--size", "320x5"), "--size: each side has 16 to 4096 pixels"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_written(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], words: tuple[str, ...], complaint: str
) -> None:
    assert run(*words, "-o", tmp_path / "made", "--no-video") == 2
    assert complaint in capsys.readouterr().err
    assert not (tmp_path / "made").exists()


@pytest.mark.slow
def test_gestures_of_ones_own_are_taken_from_the_workspace(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    own = tmp_path / "workspace" / "gestures"
    own.mkdir(parents=True)
    (own / "navy.yaml").write_text("salute: {says: 'Aye!', strokes: [{at: {height: face}}], calls: {words: [captain]}}")
    typed = ("--say", "It was the captain.", "--workspace", tmp_path / "workspace", "--no-video")
    assert run(*typed, "-o", tmp_path / "made") == 0
    assert "says 'captain'" in (tmp_path / "made" / "plan.json").read_text()
    (own / "navy.yaml").write_text("salute: {says: 'Aye!', strokes: [{at: {height: brow}}]}")
    assert run(*typed, "-o", tmp_path / "again") == 2
    told = capsys.readouterr().err
    assert "navy.yaml" in told and "strokes.0.at.height" in told


@pytest.mark.slow
def test_ctrl_c_stops_soon_and_leaves_nothing(tmp_path: Path) -> None:
    said = "We walked along the river, and over the hill, until the sun went down behind the trees. " * 6
    words = [sys.executable, "-m", "studio.cli", "gesture", "--say", said, "-o", str(tmp_path / "made")]
    child = subprocess.Popen(words, cwd=ROOT, stderr=subprocess.PIPE, text=True)
    try:
        deadline = time.monotonic() + 120
        while not list(tmp_path.glob("made/..*.part")) and time.monotonic() < deadline:
            assert child.poll() is None, child.stderr and child.stderr.read()
            time.sleep(0.05)
        child.send_signal(signal.SIGINT)
        child.wait(timeout=60)
    finally:
        child.kill()
    assert child.returncode == 130
    assert list(tmp_path.iterdir()) == []
