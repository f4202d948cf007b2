"""Whether sound and picture of a film belong together to the frame, and by how much they do not.

The words are recognised, what lips do for them is known for every speaker, and what lips do in the pictures was
followed; the two are laid over each other at every lateness. Films often come with sound that is 100 or 200 ms late,
and a head that learns from them would speak out of step.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from contracts import Progress, silent
from engines.avatar.material import FPS
from engines.speech.track import SAMPLE_RATE

Floats = NDArray[np.float64]
Samples = NDArray[np.float32]
FARTHEST = 15
"""Frames of lateness that are tried to either side."""
SMALL = 2
"""Frames that nobody sees, and that lips and sound differ by of themselves."""
SURE, BETTER = 0.45, 0.15
"""Correlation of lips and words without which nothing is told, and how much more it must be than that of the film as it
is."""


def lateness(points: Floats, samples: Samples, progress: Progress = silent) -> int:
    """Frames by which the sound [N] comes after what the landmarks [T, 478, 2] do; below zero it comes before. 0 where
    the two are in step, or nothing can be told."""
    from engines.avatar.quality import openings
    from engines.speech.features import of, spoken

    frames = len(points)
    if frames < 2 * FPS or float(np.abs(samples).max(initial=0.0)) < 1e-3:
        return 0
    said = spoken.heard(samples[: round(frames * SAMPLE_RATE / FPS)], progress=progress)
    if sum(len(word.phones) for word in said.words) < 6:
        return 0
    tall = np.linalg.norm(points[:, 10, :2] - points[:, 152, :2], axis=1)
    return told(openings(points) / tall, np.asarray(of("lips", said, FPS, frames)[:, -1], np.float64))


def told(seen: Floats, heard: Floats) -> int:
    """`lateness` from lip openings [T] that were seen and that the words ask for."""
    reach = min(FARTHEST, len(seen) // 3)
    alike = {late: _correlation(seen, heard, late) for late in range(-reach, reach + 1)}
    best = max(alike, key=lambda late: alike[late])
    if abs(best) <= SMALL or alike[best] < SURE or alike[best] < alike[0] + BETTER:
        return 0
    return best


def in_step(samples: Samples, late: int) -> Samples:
    """[N] the sound without its lateness in frames; what is missing at either end is silence."""
    shift = round(abs(late) * SAMPLE_RATE / FPS)
    if not shift:
        return samples
    quiet = np.zeros(min(shift, len(samples)), np.float32)
    return np.concatenate([samples[shift:], quiet] if late > 0 else [quiet, samples[: len(samples) - len(quiet)]])


def _correlation(seen: Floats, heard: Floats, late: int) -> float:
    one, other = (seen[: len(seen) - late], heard[late:]) if late >= 0 else (seen[-late:], heard[:late])
    if one.std() < 1e-9 or other.std() < 1e-9:
        return 0.0
    return float(np.corrcoef(one, other)[0, 1])
