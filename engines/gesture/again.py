"""An edited plan performed again: only around what was edited, and to the bit as it was everywhere else."""

from __future__ import annotations

from collections import Counter
from fractions import Fraction
from typing import Literal

import numpy as np

from contracts import Progress, silent
from engines.gesture.lexicon import Lexicon
from engines.gesture.perform import Kept, perform
from engines.gesture.plan import Plan
from engines.gesture.style import Style
from engines.motion import Motion
from engines.speech import SpeechTrack

NEIGHBOURS = 2
"""So many gestures on either side may move otherwise when one is edited: hands come from one and go to the next."""
EARLIER, LATER = 1.5, 1.1
"""Seconds before the first of those, and after the stroke that follows the last, in which head, trunk and glances may
still move otherwise."""


def touched(was: Plan, plan: Plan) -> tuple[float, float] | None:
    """From when until when, in seconds, `plan` is performed otherwise than `was`; None when they are the same."""
    before, now = Counter(was.gestures), Counter(plan.gestures)
    edited = [one.stroke for one in (before - now) + (now - before)]
    if not edited:
        return None
    same = sorted(one.stroke for one in before & now)
    earlier = [stroke for stroke in same if stroke < min(edited)]
    later = [stroke for stroke in same if stroke > max(edited)]
    start = earlier[-NEIGHBOURS] - EARLIER if len(earlier) >= NEIGHBOURS else 0.0
    end = later[NEIGHBOURS] + LATER if len(later) > NEIGHBOURS else plan.duration
    return max(0.0, start), min(end, plan.duration)


def perform_again(
    before: Motion,
    was: Plan,
    plan: Plan,
    track: SpeechTrack,
    style: Style,
    *,
    units: Lexicon | None = None,
    fps: Fraction | float = 30,
    intensity: float = 1.0,
    smoothing: float = 0.3,
    expressiveness: float = 1.0,
    seed: int = 0,
    posture: Literal["standing", "seated"] = "standing",
    progress: Progress = silent,
) -> Motion:
    """What `perform` would make of `plan`, given that it made `before` of `was` with the same settings.

    Where what is made anew does not join what was there, `before` came from another version or another machine; then
    all of it is performed.
    """
    edited = touched(was, plan)
    if edited is None:
        return before

    def performed(kept: Kept | None) -> Motion:
        return perform(
            plan,
            track,
            style,
            units=units,
            fps=fps,
            intensity=intensity,
            smoothing=smoothing,
            expressiveness=expressiveness,
            seed=seed,
            posture=posture,
            kept=kept,
            progress=progress,
        )

    motion = performed(Kept(before, *edited))
    if len(motion) == len(before) and _joins(before, motion, *edited):
        return motion
    return performed(None)


def _joins(before: Motion, motion: Motion, start: float, end: float) -> bool:
    """Whether both are the same outside `start` to `end`, seconds."""
    t = np.arange(len(motion)) / float(motion.fps)
    away = (t < start) | (t > end)
    names = ("rotations", "translation", "face")
    return before.fps == motion.fps and all(
        np.array_equal(getattr(before, name)[away], getattr(motion, name)[away]) for name in names
    )
