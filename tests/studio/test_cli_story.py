"""`story` from the command line."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from studio.cli import main

SMALL = ["--size", "320x180", "--mute"]


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
