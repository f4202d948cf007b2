"""A performance without corners: arms are rounded, hands let go and take hold over the seams between actions."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from engines.story.posture import Posture, Reach

F64 = NDArray[np.float64]

SOFT = 0.036
"""Seconds over which arms are softened: flesh has no corners."""


def softened(posture: Posture, fps: float) -> Posture:
    """The same with the corners of arms and of takings-hold rounded; what is held for a moment is still held."""
    arm = posture.arm.copy()
    arm[:, :, 0] = np.unwrap(arm[:, :, 0], axis=0)
    arm = rounded(arm, SOFT * fps)
    reaches = tuple(replace(reach, weight=rounded(reach.weight, SOFT * fps)) for reach in posture.reaches)
    lean, bend, head = (rounded(values, SOFT * fps) for values in (posture.lean, posture.bend, posture.head))
    return replace(posture, arm=arm, reaches=reaches, lean=lean, bend=bend, head=head)


def rounded(values: F64, frames: float) -> F64:
    """[T, ...] smoothed in time by a bell of that width, in frames; its ends stay."""
    half = max(int(np.ceil(2.5 * frames)), 1)
    bell = np.exp(-0.5 * (np.arange(-half, half + 1) / max(frames, 1e-6)) ** 2)
    bell /= bell.sum()
    padded = np.concatenate([np.repeat(values[:1], half, axis=0), values, np.repeat(values[-1:], half, axis=0)])
    made = np.zeros_like(values)
    for shift, weight in enumerate(bell):
        made += weight * padded[shift : shift + len(values)]
    return made


FADE = 0.48
"""Seconds in which a hand that held on somewhere lets go when its action is over, or takes hold as one begins."""


def blended(parts: list[Posture], fps: float) -> list[Posture]:
    """The same with reaches that fade in and out over the seams."""
    count = round(FADE * fps)
    made = []
    fading: list[tuple[Reach, int]] = []
    for number, part in enumerate(parts):
        size = len(part)
        comes = eased(np.arange(1, size + 1) / count) if number else np.ones(size)
        reaches = [replace(reach, weight=reach.weight * comes) for reach in part.reaches]
        for reach, since in fading:
            goes = 1.0 - eased((since + np.arange(1, size + 1)) / count)
            reaches.insert(0, replace(reach, weight=reach.weight[-1] * goes, to=_carried(reach.to, parts, number)))
        fading = [(reach, since + size) for reach, since in fading if since + size < count]
        fading += [(reach, 0) for reach in reaches[len(reaches) - len(part.reaches) :] if reach.weight[-1] > 1e-3]
        made.append(replace(part, reaches=tuple(reaches)))
    return made


def _carried(to: str | F64, parts: list[Posture], number: int) -> str | F64:
    """Where a hand goes on to that lets go: along with its body."""
    if isinstance(to, str):
        return to
    before, part = parts[number - 1], parts[number]
    away = np.stack([part.x - before.x[-1], part.y - before.y[-1]], axis=-1)
    return to[-1] + away


def eased(share: F64) -> F64:
    """From 0 to 1 while `share` does, beginning and ending at rest and without a push."""
    share = np.clip(share, 0.0, 1.0)
    return share**3 * (10 + share * (6 * share - 15))
