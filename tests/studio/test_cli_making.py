"""What the verbs leave beside their results."""

import json
from pathlib import Path

import pytest
from pydantic import BaseModel, ConfigDict

from studio.verbs.making import write_sidecar


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
    write_sidecar("story", [asked], tmp_path)
    (row,) = json.loads((tmp_path / "request.json").read_text())["requests"]
    here = str(tmp_path)
    assert row == {
        "source": f"{here}/walk.bvh", "ckpt": [f"{here}/ws/ckpt", "/elsewhere"], "drive": {"Mia": f"{here}/dance.bvh"},
        "voice": {"file": f"{here}/ann.wav"}, "size": [960, 720], "title": "dance.bvh", "sound": None,
    }  # fmt: skip
