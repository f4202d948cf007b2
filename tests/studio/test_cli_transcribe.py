"""`transcribe` at its edge: what is typed, what is written, what is said where, and the exit code."""

import json
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from engines.speech.speak import SpeakRequest, speak
from engines.speech.transcribe import TranscribeRequest
from studio.cli import main

ROOT = Path(__file__).resolve().parents[2]
SAID = "Good morning everybody. Today we are going to talk about the weather."
FILES = {"speech.wav", "speech.lab", "speech.TextGrid", "words.json", "alignment_analysis.csv", "request.json"}


@pytest.fixture
def recording(tmp_path: Path) -> Path:
    path = tmp_path / "morning.wav"
    speak(SpeakRequest(text=SAID, out=path))
    return path


@pytest.mark.slow
def test_a_recording_becomes_a_folder_with_its_request(
    recording: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "made"
    assert main(["transcribe", str(recording), "-o", str(out), "--no-high-pass", "--json"]) == 0
    told = capsys.readouterr()
    result = json.loads(told.out)
    assert {path.name for path in out.iterdir()} == FILES
    assert result["recogniser"] == "faster-whisper tiny.en" and result["aligner"] == "pocketsphinx"
    assert "weather" in result["text"] and result["words"] == len(result["text"].split())
    assert "faster-whisper tiny.en, aligned by pocketsphinx" in told.err
    sidecar = json.loads((out / "request.json").read_text())
    assert sidecar["verb"] == "transcribe"
    request = TranscribeRequest.model_validate(sidecar["requests"][0])
    assert (request.audio, request.out, request.high_pass, request.text) == (recording, out, False, None)


def test_a_given_text_is_timed(recording: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = tmp_path / "said.txt"
    text.write_text(SAID, encoding="utf-8")
    assert main(["transcribe", str(recording), "-o", str(tmp_path / "made"), "--text", str(text), "--json"]) == 0
    result = json.loads(capsys.readouterr().out)
    assert (result["recogniser"], result["text"]) == ("given", SAID)
    assert json.loads((tmp_path / "made" / "request.json").read_text())["requests"][0]["text"] == SAID


def test_a_batch_goes_on_after_a_failure(recording: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder, texts = tmp_path / "recordings", tmp_path / "texts"
    (folder / "deep").mkdir(parents=True)
    (texts / "deep").mkdir(parents=True)
    recording.rename(folder / "deep" / "a.wav")
    (folder / "b.wav").write_bytes(b"\x89PNG\r\n\x1a\n and so on")
    (folder / "c.wav").write_bytes((folder / "deep" / "a.wav").read_bytes())
    (folder / "notes.md").write_text("not a recording")
    for name in ("deep/a.lab", "b.txt"):
        (texts / name).write_text(SAID)
    assert main(["transcribe", str(folder), "-o", str(tmp_path / "made"), "--text", str(texts), "--json"]) == 2
    told = capsys.readouterr()
    report = json.loads(told.out)
    assert [Path(row["folder"]) for row in report["results"]] == [tmp_path / "made" / "deep" / "a"]
    wrong = {Path(row["source"]).name: row["error"] for row in report["failures"]}
    assert "PNG picture" in wrong["b.wav"]
    assert "no text for c.wav" in wrong["c.wav"]
    assert {path.name for path in (tmp_path / "made").iterdir()} == {"deep"}
    assert "1 done, 2 failed" in told.err and "Traceback" not in told.err


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--text", "gone.txt"], "gone.txt"),
        (["--text", "empty.txt"], "holds no text"),
        (["--model", "large-v3"], "not on this computer"),
        (["--model", "../x"], "--model ../x"),
        (["--language", "de"], "only English"),
        (["--aligner", "magic"], "--aligner magic"),
        (["--longest", "1"], "at most"),
    ],
)
def test_what_cannot_be_done_is_said_and_leaves_nothing(
    recording: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    words: list[str],
    said: str,
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "empty.txt").write_text("  \n")
    before = sorted(tmp_path.rglob("*"))
    out = ["-o", str(tmp_path / "made" / "below"), "--workspace", str(tmp_path)]
    assert main(["transcribe", str(recording), *out, *words]) == 2
    told = capsys.readouterr()
    assert said in told.err and told.out == ""
    assert sorted(tmp_path.rglob("*")) == before


def test_one_text_is_not_that_of_two_recordings(
    recording: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    text = tmp_path / "said.txt"
    text.write_text(SAID)
    again = str(recording.rename(tmp_path / "again.wav"))
    assert main(["transcribe", again, again, "-o", str(tmp_path / "made"), "--text", str(text)]) == 2
    assert "2 recordings" in capsys.readouterr().err


@pytest.mark.slow
def test_a_cancel_while_it_listens_ends_with_130_and_leaves_nothing(recording: Path, tmp_path: Path) -> None:
    """The real program, interrupted as a terminal does it."""
    import numpy as np
    import soundfile

    sound, rate = soundfile.read(recording)
    soundfile.write(recording, np.tile(sound, 40), rate)
    process = subprocess.Popen(
        [sys.executable, str(ROOT / "launch.py"), "transcribe", str(recording), "-o", str(tmp_path / "made")],
        stderr=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stderr is not None
    deadline = time.monotonic() + 120
    for line in process.stderr:
        if line.startswith("hear ") or time.monotonic() > deadline:
            break
    process.send_signal(signal.SIGINT)
    _, said = process.communicate(timeout=60)
    assert process.returncode == 130, said
    assert "Cancelled" in said and "Traceback" not in said
    assert [path.name for path in tmp_path.iterdir()] == ["morning.wav"]
