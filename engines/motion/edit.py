"""What a creator may do to a motion after the fact, as one request. Edits never change the motion they are given."""

from fractions import Fraction
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from contracts import Progress, StudioError, silent
from engines.motion import cut
from engines.motion.foot_lock import foot_lock
from engines.motion.ground import ground
from engines.motion.in_place import in_place
from engines.motion.mirror import mirror
from engines.motion.motion import Motion, exact_fps
from engines.motion.resample import resample
from engines.motion.smooth import gaussian, one_euro


def _rate(value: Any) -> str | None:
    """A frame rate as written in forms and files, made exact: 29.97 becomes 30000/1001."""
    if value is None or value == "":
        return None
    if not isinstance(value, (int, float, str, Fraction)) or isinstance(value, bool):
        raise ValueError("write a frame rate as 30, 29.97 or 30000/1001")
    try:
        rate = exact_fps(value)
    except StudioError as error:
        raise ValueError(str(error)) from error
    if not 1 <= rate <= 1000:
        raise ValueError("a frame rate lies between 1 and 1000")
    return str(rate)


class Edits(BaseModel):
    """Changes to a motion. Every default changes nothing."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    start: float = Field(0.0, ge=0, description="Cut away everything before this many seconds.")
    end: float | None = Field(None, gt=0, description="Cut away everything after this many seconds; empty keeps it.")
    mirror: bool = Field(False, description="Exchange left and right.")
    smooth: float = Field(0.0, ge=0, le=1, description="Calm trembling: 0 leaves it, 0.5 is usual, 1 is very soft.")
    smooth_method: Literal["gaussian", "one_euro"] = Field(
        "one_euro", description="one_euro keeps quick gestures crisp and calms stillness; gaussian calms all alike."
    )
    ground: bool = Field(False, description="Stand the figure on the floor.")
    foot_lock: bool = Field(False, description="Keep planted feet from sliding.")
    in_place: bool = Field(False, description="Stay on the spot: take out the way walked, keep the sway.")
    facing: bool = Field(False, description="With in place: also take out turning, so the figure keeps facing us.")
    speed: float = Field(1.0, ge=0.1, le=10, description="How fast it plays: 0.5 is half as fast, 2 is twice as fast.")
    fps: Annotated[str | None, BeforeValidator(_rate)] = Field(
        None, description="Frames a second, such as 30, 29.97 or 30000/1001; empty keeps the motion's own."
    )


def apply(motion: Motion, edits: Edits, progress: Progress = silent) -> Motion:
    """`motion` with `edits`, always in this order: trim, mirror, smooth, ground, foot lock, in place, speed and fps.

    Smoothing comes before the feet because it moves them; feet are planted while the figure still travels; speed and
    frame rate come last, so that all else sees the movement as it was recorded. No edit at all returns `motion`.
    """
    steps = 7

    def report(done: int, message: str) -> None:
        progress("edit", done, steps, message)

    if edits.start > 0 or edits.end is not None:
        report(0, "Trimming")
        motion = cut.seconds(motion, edits.start, edits.end)
    if edits.mirror:
        report(1, "Mirroring")
        motion = mirror(motion)
    if edits.smooth > 0:
        report(2, "Smoothing")
        motion = (one_euro if edits.smooth_method == "one_euro" else gaussian)(motion, edits.smooth)
    if edits.ground:
        report(3, "Standing on the floor")
        motion = ground(motion)
    if edits.foot_lock:
        report(4, "Planting the feet")
        motion = foot_lock(motion)
    if edits.in_place:
        report(5, "Staying on the spot")
        motion = in_place(motion, edits.facing)
    if edits.speed != 1 or edits.fps is not None:
        report(6, "Setting speed and frame rate")
        motion = resample(motion, edits.fps or motion.fps, edits.speed)
    report(steps, "Edited")
    return motion


def foreseen(motion: Motion, edits: Edits) -> tuple[float, int]:
    """Seconds and frames, each to within a frame, that `apply` would make; for whoever limits them before the work."""
    end = motion.duration if edits.end is None else min(edits.end, motion.duration)
    seconds = max(0.0, end - edits.start) / edits.speed
    return seconds, round(seconds * (exact_fps(edits.fps) if edits.fps else motion.fps))
