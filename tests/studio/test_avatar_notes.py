"""What learning an avatar has to say reaches whoever asked for it, and it finds the weights that are there."""

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from contracts import silent
from engines.avatar import make
from studio import avatar_making
from studio.avatar_desk import AvatarDesk
from studio.components.job_card import notes
from studio.jobs import Job
from studio.workspace import Workspace

FILM = "uploads/film.mp4"


def test_weights_are_found_and_notes_are_shown(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    workspace = Workspace(tmp_path / "Marionette")
    (workspace.root / FILM).write_bytes(b"a face")
    recipe = {"film": FILM, "name": "Ann", "consent": "herself", "model": "egstalker"}
    job = Job.model_validate(
        {"id": "j", "kind": "avatar-make", "title": "Ann", "request": recipe, "made": "2026-01-01T00:00:00+00:00"}
    )
    (workspace["jobs"] / job.id).mkdir()
    asked = []

    def train(request: make.TrainRequest, *_: Any) -> Any:
        asked.append(request)
        request.out.mkdir(parents=True)
        return SimpleNamespace(notes=("Learned without the perceptual term.",))

    monkeypatch.setattr(make, "preprocess", lambda *_: None)
    monkeypatch.setattr(make, "train", train)
    avatar_making.kinds(workspace)[avatar_making.MAKE](job, silent)
    assert asked[0].ckpt == tuple(AvatarDesk(workspace).weights) != ()
    assert notes(job, workspace) == ["Learned without the perceptual term."]
