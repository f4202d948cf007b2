"""The avatar's verbs, from a film to a film, as typed."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
import soundfile

from studio.cli import main


def test_help_names_every_step(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["avatar", "--help"])
    shown = capsys.readouterr().out
    assert all(step in shown for step in ("check", "preprocess", "train", "drive", "evaluate", "export", "import"))


def test_what_is_not_there_ends_with_2_and_a_sentence(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    sound = tmp_path / "sound.wav"
    soundfile.write(sound, np.zeros(1600), 16000)
    film = str(tmp_path / "film.mp4")
    (tmp_path / "empty").mkdir()
    for words, says in (
        (["check", str(tmp_path / "no.mp4")], "is not there"),
        (["preprocess", str(sound), "-o", str(tmp_path / "dir")], "no moving picture"),
        (["train", str(tmp_path / "empty"), "-o", str(tmp_path / "avatar")], "not a prepared film"),
        (["drive", str(tmp_path / "empty"), "--audio", str(sound), "-o", film], "holds no avatar"),
        (["drive", str(tmp_path / "empty"), "-o", film], "a sound or a text"),
        (["train", str(tmp_path / "empty"), "-o", film, "--features", "smell"], "no speech feature"),
    ):
        assert main(["avatar", *words]) == 2, words
        assert says in capsys.readouterr().err, words
    assert sorted(path.name for path in tmp_path.iterdir()) == ["empty", "sound.wav"]


@pytest.mark.slow
def test_the_shipped_avatar_talks_and_is_exported(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    from engines.avatar.store import SHIPPED
    from renderers import video

    avatar = str(SHIPPED / "mannequin")
    film = tmp_path / "film.mp4"
    assert main(["avatar", "drive", avatar, "--text", "Hello there.", "-o", str(film), "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    info = video.probe(film)
    assert info.frames == told["frames"] and info.has_sound
    packed = tmp_path / "m.avatar"
    assert main(["avatar", "export", avatar, "-o", str(packed)]) == 0
    assert main(["avatar", "import", str(packed), "-o", str(tmp_path / "again"), "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["name"] == "Mannequin"
    assert packed.stat().st_size < 4e6
    cloud, again = tmp_path / "m.ply", tmp_path / "n.ply"
    assert main(["avatar", "export", avatar, "-o", str(cloud)]) == 0
    assert main(["avatar", "import", str(cloud), "-o", str(tmp_path / "still")]) == 0
    assert "cannot speak" in capsys.readouterr().err
    assert main(["avatar", "export", str(tmp_path / "still"), "-o", str(again)]) == 0
    assert again.read_bytes() == cloud.read_bytes()
    assert main(["avatar", "drive", str(tmp_path / "still"), "--text", "Hello.", "-o", str(film)]) == 2
    assert "learned no speech" in capsys.readouterr().err
