"""The stage: the 3D page or the film being looked at. `page/stage.js` changes scenes without a blink."""

from __future__ import annotations

from contracts import StudioError
from studio.components.markup import problem, text


def scene(url: str, title: str, error: StudioError | None = None) -> str:
    """A 3D page."""
    return _stage("motion", url, title, error)


def film(url: str, title: str) -> str:
    """A finished film, with a way back to the 3D view."""
    return _stage("picture" if url.endswith(".gif") else "film", url, title, None)


def nothing(error: StudioError | None) -> str:
    """An empty stage, and why."""
    return _stage("", "", "", error)


def _stage(kind: str, url: str, title: str, error: StudioError | None) -> str:
    back = (
        '<button type="button" class="act" data-verb="back">Back to 3D</button>' if kind in ("film", "picture") else ""
    )
    facts = f'data-kind="{kind}" data-url="{text(url)}" data-title="{text(title)}"'
    return f'<div class="scene" {facts}>{problem(error)}{back}</div>'
