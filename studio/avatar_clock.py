"""How far the making of an avatar is as a whole: every stage counts as long as it takes on two ordinary cores."""

from __future__ import annotations

from contracts import Progress

LEARN = "learn the face"
"""The engine's stage in which stopping early still gives an avatar."""
_BEFORE = (
    ("look for cuts", 1.0), ("look for faces", 2.0), ("check", 1.0), ("find the face", 3.0), ("cut out the head", 3.0),
    ("follow the head", 16.0), ("refine the head", 6.0), ("write the folder", 9.0), ("read pictures", 5.0),
)  # fmt: skip
_AFTER = (("learn the voice", 3.0),)
_LEARNING = {"fast": 75.0, "egstalker": 300.0}
"""Seconds that learning takes at 256 pixels; it grows with the number of pixels."""


def whole(progress: Progress, minutes: float, pixels: int, model: str) -> Progress:
    """Tells `progress` how far all the work is, in seconds, when it is told how far a stage is. It never goes back:
    stages that are gone through again, and those that no plan knows, leave it where it is."""
    learning = min(60.0 * minutes, _LEARNING.get(model, 75.0) * (pixels / 256) ** 2)
    plan, everything = dict[str, tuple[float, float]](), 0.0
    for stage, lasts in (*_BEFORE, (LEARN, learning), *_AFTER):
        plan[stage] = everything, lasts
        everything += lasts
    furthest = 0.0

    def told(stage: str, done: float, total: float, message: str = "") -> None:
        nonlocal furthest
        begins, lasts = plan.get(stage, (0.0, 0.0))
        furthest = max(furthest, begins + lasts * (min(1.0, max(0.0, done / total)) if total > 0 else 0.0))
        progress(stage, furthest, everything, message)

    return told
