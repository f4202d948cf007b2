"""`story` from the command line."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from studio.cli import main

SMALL = ["--size", "320x180", "--mute"]


@pytest.mark.slow
def test_a_text_becomes_a_film_and_a_script(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    film, script = tmp_path / "a.mp4", tmp_path / "a.json"
    assert main(["story", "Mia waves.", "-o", str(film), "--script", str(script), "--json", *SMALL]) == 0
    told = json.loads(capsys.readouterr().out)
    assert film.stat().st_size > 1000 and told["frames"] > 25
    assert json.loads(script.read_text())["beats"][0]["action"] == "wave"
    assert main(["story", "--script", str(script), "-o", str(tmp_path / "b.webm"), *SMALL]) == 0
    assert (tmp_path / "b.webm").stat().st_size > 1000


def test_wrong_stories(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = ["-o", str(tmp_path / "a.mp4")]
    for words, said in (
        (["  "], "empty"),
        ([], "needs a text"),
        (["x " * 30_000], "at once"),
        (["Mia waves.", "--style", "oil"], "--style"),
    ):
        assert main(["story", *words, *out]) == 2
        assert said in capsys.readouterr().err
    (tmp_path / "bad.json").write_text('{"scenes": [}', encoding="utf-8")
    assert main(["story", "--script", str(tmp_path / "bad.json"), *out]) == 2
    assert "line 1" in capsys.readouterr().err


@pytest.mark.slow
def test_a_folder_gets_everything_and_what_makes_it_again(tmp_path: Path) -> None:
    out = tmp_path / "wave"
    assert main(["story", "Mia waves.", "-o", str(out), *SMALL]) == 0
    names = {path.name for path in out.iterdir()}
    assert names == {
        "video.mp4", "sheet.png", "subtitles.srt", "script.json", "story.motion", "tensors.npz", "request.json",
    }  # fmt: skip
    record = json.loads((out / "request.json").read_text())
    assert record["verb"] == "story" and record["requests"][0]["text"] == "Mia waves."
    assert main(["story", str(out / "story.motion"), "-o", str(tmp_path / "again.mp4"), *SMALL]) == 0
    assert (tmp_path / "again.mp4").stat().st_size > 1000


@pytest.mark.slow
def test_a_folder_of_texts_is_a_batch_in_which_one_failure_costs_itself(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    texts = tmp_path / "texts"
    texts.mkdir()
    (texts / "one.txt").write_text("Mia waves.", encoding="utf-8")
    (texts / "two.txt").write_text("   ", encoding="utf-8")
    (texts / "three.txt").write_text("Tom jumps.", encoding="utf-8")
    assert main(["story", "--text-file", str(texts), "-o", str(tmp_path / "out"), "--json", *SMALL]) == 2
    told = json.loads(capsys.readouterr().out)
    assert len(told["results"]) == 2 and "empty" in told["failures"][0]["error"]
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == ["one", "three"]
    assert main(["story", "--text-file", str(texts), "-o", str(tmp_path / "a.mp4"), *SMALL]) == 2
    assert "do not fit into one" in capsys.readouterr().err


def test_samples_are_listed_and_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["story", "--samples"]) == 0
    listed = capsys.readouterr().out
    assert "Sorry!" in listed and len(listed.splitlines()) >= 12
    assert main(["story", "--sample", "Sorry!", "-o", str(tmp_path / "a.json")]) == 0
    assert json.loads((tmp_path / "a.json").read_text())["characters"]
    assert main(["story", "--sample", "nothing", "-o", str(tmp_path / "b.json")]) == 2
    assert "--samples" in capsys.readouterr().err


def test_driving_from_the_command_line_says_what_is_wrong(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for given, said in (("Mia", "NAME=FILE"), ("Zoe=walk.bvh", "no 'Zoe'"), (f"Mia={tmp_path / 'no.bvh'}", "no.bvh")):
        assert main(["story", "Mia waves.", "-o", str(tmp_path / "a.mp4"), "--drive", given, *SMALL]) == 2
        assert said in capsys.readouterr().err
