"""Where a film is cut, and which of its shots an avatar is made of."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from contracts import Progress, silent
from engines.avatar.material import FPS, MOST_FRAMES
from engines.footage import Footage, pictures

LONGEST = MOST_FRAMES / FPS
"""Seconds of a shot that are used at most."""
SCANNED = 600.0
"""Seconds in which the longest shot is looked for."""


def longest_shot(cuts: Sequence[float], seconds: float) -> tuple[float, float]:
    """The longest part between cuts within what was SCANNED, at most LONGEST, in seconds."""
    edges = [0.0, *cuts, min(seconds, SCANNED)]
    start, end = max(pairwise(edges), key=lambda shot: shot[1] - shot[0])
    return start, min(end, start + LONGEST)


def shot_of(footage: Footage, progress: Progress = silent) -> tuple[float, float]:
    """The part of a film, in seconds, that an avatar is made of."""
    return longest_shot(*cuts_of(footage, progress))


def cuts_of(footage: Footage, progress: Progress) -> tuple[list[float], float]:
    """When the film is cut, in seconds, and how long it plays."""
    before: NDArray[np.float32] | None = None
    changes: list[float] = []
    most = round(25 * SCANNED)
    total = min(most, round(25 * (footage.seconds or 10)))
    count = 0
    for count, picture in enumerate(pictures(footage, 25, size=(64, 48), seconds=SCANNED), 1):
        small = picture.astype(np.float32)
        small = small.reshape(12, 4, 16, 4, 3).mean(axis=(1, 3))
        if before is not None:
            changes.append(float(np.abs(small - before).mean()))
        before = small
        progress("look for cuts", min(count, total), total, footage.path.name)
    seconds = count / 25 if count < most else (footage.seconds or count / 25)
    return [(k + 1) / 25 for k in cut_places(np.array(changes))], seconds


def cut_places(changes: NDArray[np.float64]) -> list[int]:
    """Which changes between pictures are cuts: large, and far larger than those around."""
    found = []
    for k, change in enumerate(changes):
        around = np.concatenate([changes[max(0, k - 12) : k], changes[k + 1 : k + 13]])
        if change > 18 and change > 6 * (np.median(around) + 0.5 if len(around) else 0.5):
            found.append(k)
    return found
