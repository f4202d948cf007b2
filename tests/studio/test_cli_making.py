"""What the verbs leave beside their results."""

import json
from pathlib import Path

import pytest
from pydantic import BaseModel, ConfigDict

from studio.verbs.results import results_folder, write_sidecar


class Voice(BaseModel):
    file: Path


class Asked(BaseModel):
    """A request with paths wherever a request may have them."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    source: Path
    ckpt: tuple[Path, ...]
    drive: dict[str, Path]
    voice: Voice
    size: tuple[int, int] = (960, 720)
    title: str = "dance.bvh"
    sound: Path | None = None


def test_a_sidecar_names_whole_paths_however_deep_they_lie(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    asked = Asked(
        source=Path("walk.bvh"),
        ckpt=(Path("ws/ckpt"), Path("/elsewhere")),
        drive={"Mia": Path("dance.bvh")},
        voice=Voice(file=Path("ann.wav")),
    )
    with results_folder(tmp_path) as results:
        write_sidecar("story", [asked], results)
    (row,) = json.loads((tmp_path / "request.json").read_text())["requests"]
    here = str(tmp_path)
    assert row == {
        "source": f"{here}/walk.bvh", "ckpt": [f"{here}/ws/ckpt", "/elsewhere"], "drive": {"Mia": f"{here}/dance.bvh"},
        "voice": {"file": f"{here}/ann.wav"}, "size": [960, 720], "title": "dance.bvh", "sound": None,
    }  # fmt: skip


def test_what_is_cancelled_leaves_a_folder_as_it_was(tmp_path: Path) -> None:
    mine, new = tmp_path / "mine", tmp_path / "new" / "deep"
    mine.mkdir()
    (mine / "video.mp4").write_text("of yesterday")
    for folder in (mine, new):
        with pytest.raises(KeyboardInterrupt), results_folder(folder) as results:
            (results.part / "video.mp4").write_text("of today")
            (results.part / "motion.bvh").write_text("half")
            raise KeyboardInterrupt
    assert [path.relative_to(tmp_path).as_posix() for path in sorted(tmp_path.rglob("*"))] == ["mine", "mine/video.mp4"]
    assert (mine / "video.mp4").read_text() == "of yesterday"


def test_what_is_finished_stands_in_its_folder_beside_what_was_there(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("mine")
    (tmp_path / "video.mp4").write_text("of yesterday")
    with results_folder(tmp_path) as results:
        (results.part / "more").mkdir()
        for name in ("video.mp4", "more/motion.bvh"):
            (results.part / name).write_text("of today")
            assert not (tmp_path / name).exists() or (tmp_path / name).read_text() == "of yesterday"
        assert results.kept(results.part / "video.mp4") == tmp_path / "video.mp4"
    found = {path.relative_to(tmp_path).as_posix(): path.read_text() for path in tmp_path.rglob("*.*")}
    assert found == {"notes.txt": "mine", "video.mp4": "of today", "more/motion.bvh": "of today"}
