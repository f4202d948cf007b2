"""What tests of several tabs begin with."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from studio.house import House, Visit


class Controls(SimpleNamespace):
    """Stands for the page's controls, which the handlers only name."""

    def __getattr__(self, name: str) -> str:
        return name


@pytest.fixture
def controls() -> Any:
    return Controls()


@pytest.fixture
def visit(tmp_path: Path) -> Iterator[Visit]:
    """A visit to a workspace where no work is known."""
    house = House(tmp_path, lambda workspace, private: {})
    yield house.visit(None, None)
    house.close()


@pytest.fixture(scope="session")
def talker(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A film of a face that anyone may have: the mannequin says a sentence, 256 x 256 at 25 pictures a second."""
    from engines.picture import RenderRequest, render
    from engines.speech.speak import SpeakRequest, speak
    from engines.speech.talking import talking_head

    folder = tmp_path_factory.mktemp("talker")
    said = SpeakRequest(text="My baby brother bought five warm waffles, please.", voice="woman", out=folder / "s.wav")
    motion = talking_head(speak(said), fps=25)
    request = RenderRequest(
        motion=folder / "unused.npz", out=folder / "ann.mp4", audio=said.out, camera="face", size=(256, 256)
    )
    render(request, motion=motion)
    return folder / "ann.mp4"
