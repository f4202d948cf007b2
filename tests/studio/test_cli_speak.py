"""`speak` at its edge: what is typed, what is written, what is said where, and the exit code."""

import io
import json
import sys
import wave
from pathlib import Path

import pytest

from engines.speech import outputs, textgrid
from engines.speech.speak import SpeakRequest
from studio.cli import main


def seconds(path: Path) -> float:
    with wave.open(str(path)) as file:
        return file.getnframes() / file.getframerate()


def test_a_text_becomes_a_file_and_its_timings(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "hello.wav"
    assert main(["speak", "Hello there, 42 friends.", "-o", str(out), "--timings", "--json"]) == 0
    told = capsys.readouterr()
    result = json.loads(told.out)
    assert {path.name for path in tmp_path.iterdir()} == {"hello.wav", "hello.TextGrid", "hello.words.json"}
    assert result["seconds"] == pytest.approx(seconds(out), abs=0.01)
    assert (result["words"], result["timed_by"]) == (4, "espeak-ng")
    assert [word.text for word in textgrid.read(tmp_path / "hello.TextGrid").words()][2] == "42"
    assert "spoken by narrator" in told.err


def test_a_folder_holds_all_that_is_known(tmp_path: Path) -> None:
    out = tmp_path / "made"
    assert main(["speak", "Hello there.", "-o", str(out), "--voice", "woman"]) == 0
    track = outputs.read(out)
    assert (track.text, [word.text for word in track.words]) == ("Hello there.", ["Hello", "there."])
    request = json.loads((out / "request.json").read_text())["requests"][0]
    assert SpeakRequest.model_validate(request).voice == "woman"


def test_a_text_comes_from_standard_input(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO("Good evening."))
    assert main(["speak", "-", "-o", str(tmp_path / "a.wav")]) == 0
    assert seconds(tmp_path / "a.wav") > 0.8


def test_a_batch_of_texts_goes_on_after_a_failure(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    texts = tmp_path / "texts"
    texts.mkdir()
    (texts / "a.txt").write_text("One.", encoding="utf-16")
    (texts / "b.txt").write_text("...")
    (texts / "c.md").write_text("# Three", encoding="utf-8")
    assert main(["speak", "--text-file", str(texts), "-o", str(tmp_path / "made"), "--json"]) == 2
    report = json.loads(capsys.readouterr().out)
    assert len(report["results"]) == 2 and "no word" in report["failures"][0]["error"]
    assert {path.name for path in (tmp_path / "made").iterdir()} == {"a", "c"}


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["", "-o", "a.wav"], "empty"),
        (["Hello"], "place to write"),
        (["-o", "a.wav"], "needs one text"),
        (["Hello", "-o", "a.mp3"], "'.mp3' is not written"),
        (["Hello", "-o", "nowhere/a.wav"], "does not exist"),
        (["Hello", "-o", "a.wav", "--voice", "nobody"], "no voice 'nobody'"),
        (["Hello", "-o", "a.wav", "--rate", "9"], "--rate 9"),
        (["--text-file", "gone.txt", "-o", "a.wav"], "gone.txt"),
    ],
)
def test_what_cannot_be_done_is_said_and_leaves_nothing(
    words: list[str], said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(["speak", *words]) == 2
    told = capsys.readouterr().err
    assert said in told and "Traceback" not in told
    assert list(tmp_path.iterdir()) == []


def test_the_voices_are_listed(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["speak", "--list-voices"]) == 0
    rows = capsys.readouterr().out.splitlines()
    assert rows[0].startswith("narrator ") and any(row.startswith("de ") for row in rows)
    assert main(["speak", "--list-voices", "--json"]) == 0
    listed = json.loads(capsys.readouterr().out)
    assert "narrator" in [voice["name"] for voice in listed["voices"]] and "f2" in listed["variants"]
