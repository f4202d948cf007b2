"""Any motion file to any other: read, edit, write, and read the written file back before it is called done."""

from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

import numpy as np
from pydantic import BaseModel, ConfigDict, Field

from contracts import Progress, StudioError, silent
from engines.motion import formats
from engines.motion import rotations as rot
from engines.motion.edit import Edits, apply
from engines.motion.motion import Motion
from engines.motion.naming import load_mapping

DEGREES, METRES, WEIGHT = 0.1, 1e-3, 1e-3
"""How far a written joint, position or weight may be from what was meant."""


class ConvertRequest(BaseModel):
    """One motion file to be made into another; the suffixes say which formats."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    source: Path = Field(description="The motion file to read.")
    target: Path = Field(description="The file to write.")
    clip: str | None = Field(None, description="Which animation of a file that holds several; empty takes the first.")
    mapping: Path | None = Field(
        None, description="A YAML or JSON file that says which joint is which, 'our name: their name' a line."
    )
    layout: formats.Layout = Field("training", description="How a .json is laid out, of GestureSync's three ways.")
    edits: Edits = Field(default_factory=Edits, description="Changes to make on the way.")


@dataclass(frozen=True)
class ConvertResult:
    """What was written. `notes` are what a creator should know: of how the file was read and of what was left out."""

    path: Path
    frames: int
    fps: Fraction
    seconds: float
    notes: tuple[str, ...]


def convert(request: ConvertRequest, progress: Progress = silent) -> ConvertResult:
    """Convert one file. A file that does not read back as what was meant is not left behind."""
    row = formats.writable(request.target)
    progress("convert", 0, 4, f"Reading {request.source.name}")
    mapping = load_mapping(request.mapping) if request.mapping else None
    motion = formats.read(request.source, clip=request.clip, mapping=mapping)
    progress("convert", 1, 4, "Editing")
    motion = apply(motion, request.edits, progress)
    progress("convert", 2, 4, f"Writing {request.target.name}")

    def check(written: Path) -> None:
        progress("convert", 3, 4, "Reading it back")
        prove(motion, written, request.target.name, request.layout)

    formats.write(motion, request.target, layout=request.layout, check=check)
    progress("convert", 4, 4, f"Wrote {request.target.name}")
    notes = (*motion.notes, *_losses(motion, row, request.layout))
    return ConvertResult(request.target, len(motion), motion.fps, motion.duration, notes)


def prove(motion: Motion, written: Path, name: str, layout: formats.Layout = "training") -> None:
    """Raise a StudioError unless the file `written` reads back as `motion`, as far as its format can hold it."""
    back = formats.read(written)
    wrong = []
    if len(back) != len(motion):
        wrong.append(f"{len(back)} frames instead of {len(motion)}")
    else:
        angle = float(np.degrees(rot.angle_between(back.rotations, motion.rotations).max()))
        distance = float(np.abs(back.positions() - motion.positions()).max())
        wrong += [f"a joint is {angle:.2f} degrees off"] if not angle <= DEGREES else []
        wrong += [f"a joint is {distance * 1000:.1f} mm off"] if not distance <= METRES else []
        for part in formats.writable(written).holds:
            meant, found = getattr(motion, part), getattr(back, part)
            if meant.shape != found.shape or (meant.size and not np.abs(meant - found).max() <= WEIGHT):
                wrong.append(f"its {part} differs")
    if back.fps != motion.fps and not _without_rate(written, layout):
        wrong.append(f"it runs at {float(back.fps):g} frames a second instead of {float(motion.fps):g}")
    if wrong:
        raise StudioError(
            f"{name} was not written: on reading it back, {'; '.join(wrong)}.",
            "This is a fault in Marionette; please report it. Another format may work meanwhile.",
        )


def _without_rate(path: Path, layout: formats.Layout) -> bool:
    return path.suffix.lower() == ".json" and layout == "generated"


_IN_WORDS = {"face": "face weights", "expression": "SMPL-X expression", "betas": "body shape"}


def _losses(motion: Motion, row: formats.Format, layout: formats.Layout) -> list[str]:
    """What of `motion` the format has no place for."""
    lost = [word for part, word in _IN_WORDS.items() if part not in row.holds and getattr(motion, part).any()]
    notes = [f"{row.suffix} has no place for {' or '.join(lost)}; left out."] if lost else []
    if row.suffix == ".json" and layout == "generated" and motion.fps != 24:
        notes.append(f"This layout names no frame rate; play it at {float(motion.fps):g} frames a second.")
    return notes
