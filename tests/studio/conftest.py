"""What tests of several tabs begin with."""

from __future__ import annotations

from pathlib import Path

import pytest


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
