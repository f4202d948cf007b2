"""What lies on the table: the open file, how it was read, its sound, and the samples to try."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from contracts import StudioError
from studio.components.edit_bar import spoken_rate
from studio.components.markup import button, icon, problem, seconds, text
from studio.draft import Draft


@dataclass(frozen=True)
class Reading:
    """What a file turned out to hold."""

    duration: float
    fps: str
    frames: int
    notes: tuple[str, ...]


def material_card(
    draft: Draft | None, reading: Reading | None, samples: Iterable[tuple[str, str]], error: StudioError | None = None
) -> str:
    """The table; `samples` are names and what to call them, `error` is why the last file was not taken."""
    return f'<div class="material">{problem(error)}{_open_file(draft, reading)}{_samples(draft, samples)}</div>'


def _open_file(draft: Draft | None, reading: Reading | None) -> str:
    if draft is None or reading is None:
        return ""
    facts = f"{seconds(reading.duration)} · {spoken_rate(reading.fps)} frames a second · {reading.frames:,} frames"
    notes = "".join(f"<li>{text(note)}</li>" for note in reading.notes)
    count = len(reading.notes)
    heading = f"{count} note{'s' if count > 1 else ''} on how it was read"
    told = f"<details><summary>{heading}</summary><ul>{notes}</ul></details>"
    sound = (
        f'<p class="sound">{icon("sound")}<span>{text(draft.sound_title or draft.sound)}</span>'
        f"{button('mute', 'Take the sound away', style='quiet', shown=icon('close'))}</p>"
        if draft.sound
        else ""
    )
    return (
        f'<section class="open-file" aria-label="Open file"><h3>{text(draft.title)}</h3><p>{facts}</p>'
        f"{told if count else ''}{sound}</section>"
    )


def _samples(draft: Draft | None, samples: Iterable[tuple[str, str]]) -> str:
    chips = "".join(
        button("sample", label, of=name, style="chip on" if draft and draft.material == f"sample:{name}" else "chip")
        for name, label in samples
    )
    return (
        f'<section class="samples" aria-label="Samples"><h3>Or try a sample</h3><div>{chips}</div></section>'
        if chips
        else ""
    )
