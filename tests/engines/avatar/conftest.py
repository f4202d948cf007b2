"""A film of a face that anyone may have: the mannequin, speaking."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from engines.footage import look_at, pictures
from renderers.ffmpeg import command

Frames = NDArray[np.uint8]


@pytest.fixture(scope="session")
def talker(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Four seconds of the mannequin's face with its voice, 256 x 256 at 25 pictures a second."""
    from engines.picture import RenderRequest, render
    from engines.speech.speak import SpeakRequest, speak
    from engines.speech.talking import talking_head

    folder = tmp_path_factory.mktemp("talker")
    said = SpeakRequest(
        text="My baby brother bought five warm waffles, please.", voice="woman", out=folder / "said.wav"
    )
    motion = talking_head(speak(said), fps=25)
    request = RenderRequest(
        motion=folder / "unused.npz", out=folder / "talker.mp4", audio=said.out, camera="face", size=(256, 256)
    )
    render(request, motion=motion)
    return folder / "talker.mp4"


@pytest.fixture(scope="session")
def frames(talker: Path) -> Frames:
    """Its pictures [T, 256, 256, 3]."""
    return np.stack(list(pictures(look_at(talker))))


Film = Callable[..., Path]


@pytest.fixture
def film(tmp_path: Path, talker: Path) -> Film:
    """Writes pictures as a film, with the talker's sound if wanted."""

    def write(frames: Frames, name: str = "film.mp4", fps: str = "25", sound: bool = True) -> Path:
        height, width = frames.shape[1:3]
        raw = ["-f", "rawvideo", "-pix_fmt", "rgb24", "-s", f"{width}x{height}", "-r", fps, "-i", "pipe:0"]
        heard = ["-i", str(talker), "-map", "0:v", "-map", "1:a", "-shortest"] if sound else []
        coded = ["-c:v", "libx264", "-qp", "8", "-pix_fmt", "yuv420p", "-c:a", "aac"]
        path = tmp_path / name
        asked = [*command(), "-loglevel", "error", "-y", *raw, *heard, *coded, str(path)]
        subprocess.run(asked, input=np.ascontiguousarray(frames).tobytes(), check=True)
        return path

    return write


@pytest.fixture(scope="session")
def prepared(talker: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The talker as a prepared folder, 192 x 192."""
    from engines.avatar.make import PreprocessRequest, preprocess

    folder = tmp_path_factory.mktemp("prepared") / "talker"
    preprocess(PreprocessRequest(video=talker, out=folder, size=192))
    return folder


@pytest.fixture(scope="session")
def made(prepared: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small avatar of the talker, learned in a moment."""
    from engines.avatar.make import TrainRequest, train

    out = tmp_path_factory.mktemp("avatars") / "talker"
    request = TrainRequest(
        folder=prepared, out=out, size=128, splats=2500, iterations=150, consent="nobody: a drawn figure",
        name="Talker", features="mel+mfcc",
    )  # fmt: skip
    train(request)
    return out
