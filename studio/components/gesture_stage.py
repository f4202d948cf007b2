"""The two halves of the Gesture tab's stage, in step with one clock, and what can be taken away from it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from contracts import StudioError
from studio.components import takeaway as shared
from studio.components.markup import button, problem, text

_KINDS = {".mp4": "MP4", ".glb": "GLB", ".bvh": "BVH", ".npz": "NPZ", "plan.json": "Plan", "motion.json": "JSON",
          ".wav": "Sound", ".TextGrid": "TextGrid", ".lab": "Lab", ".csv": "CSV", "words.json": "Words"}  # fmt: skip
FIRST = ("MP4", "GLB", "BVH", "NPZ", "Plan")


def half(
    kind: str, url: str, title: str, tag: str = "", said: str = "", keep: str = "", error: StudioError | None = None
) -> str:
    """One half: a 3D page ('motion') or a film. `tag` says which it is, `said` what to know of it, `keep` is A or B
    where one of two can be kept."""
    facts = f'data-kind="{kind}" data-url="{text(url)}" data-title="{text(title)}"'
    name = f'<p class="tag"><b>{text(tag)}</b>{f"<span>{text(said)}</span>" if said else ""}</p>' if tag else ""
    kept = button("keep", f"Keep {keep}") if keep else ""
    return f'<div class="scene" {facts}>{problem(error)}{name}{kept}</div>'


def nothing(hint: str = "", error: StudioError | None = None) -> str:
    """An empty half."""
    said = f'<p class="tag">{text(hint)}</p>' if hint else ""
    return f'<div class="scene" data-kind="" data-url="" data-title="">{problem(error)}{said}</div>'


def takeaway(
    files: Sequence[tuple[str, str, str]], everything: tuple[str, str] | None, library: str, notes: Iterable[str]
) -> str:
    """The files of a performance, those first that most want."""
    return shared.takeaway("performance", files, _KINDS, everything, library, notes, FIRST, "Voice and words")


def undone(token: str, name: str) -> str:
    """What was put into the trash, to be taken back."""
    return (
        f'<p class="undo" role="status">“{text(name)}” is in the trash. {button("restore", "Undo", of=token)}</p>'
        if token
        else ""
    )
