"""Where a result can be sent: each tab that takes results adds one row."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from studio.workspace import Output


@dataclass(frozen=True)
class Target:
    """A place that takes results.

    tab:   where it is.
    label: what the menu of a result says, such as 'Open as material' or 'Send to Gesture'.
    takes: names the file of a result that would be opened there, or None when there is none.
    """

    tab: str
    label: str
    takes: Callable[[Output], str | None]


def motion_file(output: Output) -> str | None:
    """The file of a result that moves: the most complete format comes first."""
    for suffix in (".npz", ".glb", ".bvh", ".json"):
        for name in output.files:
            if name.endswith(suffix) and name not in ("words.json", "plan.json", "script.json"):
                return name
    return None


def voice(output: Output) -> str | None:
    """The words of a voice, when a result is one."""
    return "words.json" if {"words.json", "speech.wav"} <= set(output.files) else None


def script(output: Output) -> str | None:
    """The script of a story, when a result is one."""
    return "script.json" if output.kind == "story" and "script.json" in output.files else None


def said(output: Output) -> str | None:
    """What an avatar said, or a voice that one can say."""
    file = {"avatar": "video.mp4", "speech": "speech.wav"}.get(output.kind, "")
    return file if file in output.files else None


TARGETS: tuple[Target, ...] = (
    Target("library", "Open as material", motion_file),
    Target("speech", "Open in Speech", voice),
    Target("gesture", "Open in Gesture", voice),
    Target("story", "Open in Story", script),
    Target("avatar", "Open in Avatar", said),
)


def targets_for(output: Output) -> list[Target]:
    """Who would take this result."""
    return [target for target in TARGETS if target.takes(output) is not None]
