"""Where the camera of a scene looks: as near as everybody fits in, following calmly."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from engines.story.direct import FPS, Staged
from renderers.figures import View

HIGH = (4.4, 9.0)
"""Units from the bottom to the top of the picture: near, and as far as it goes."""
SIDE = 1.3
"""Units kept free beside the outermost."""
FLOOR = 0.85
"""Units of ground seen below the feet, for a picture of HIGH[0] units."""
CALM = 1.2
"""Seconds over which the camera eases."""


def views(staged: Staged, size: tuple[int, int]) -> list[View]:
    """One view a frame."""
    from scipy.ndimage import gaussian_filter1d

    frames, aspect = staged.frames, size[0] / size[1]
    left, right = np.full(frames, -2.0), np.full(frames, 2.0)
    spans = [_span(acted.joints, frames) for acted in staged.acted.values()]
    if spans:
        low, high = np.stack([span[0] for span in spans]), np.stack([span[1] for span in spans])
        seen = (high > -9.0) & (low < 9.0)  # who is off stage is not waited for
        left = np.where(seen.any(axis=0), np.where(seen, low, np.inf).min(axis=0), -2.0)
        right = np.where(seen.any(axis=0), np.where(seen, high, -np.inf).max(axis=0), 2.0)
    middle = np.clip((left + right) / 2, -8, 8)
    tall = np.clip((right - left + 2 * SIDE) / aspect, *HIGH)
    ease = CALM * FPS / 2
    middle, tall = (gaussian_filter1d(values, ease, mode="nearest") for values in (middle, tall))
    return [
        View((float(x), float(0.5 * h - FLOOR * h / HIGH[0])), float(h), size)
        for x, h in zip(middle, tall, strict=True)
    ]


def _span(joints: NDArray[np.float32], frames: int) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """[T] how far left and right a figure reaches."""
    x = joints[np.minimum(np.arange(frames), len(joints) - 1), :, 0].astype(np.float64)
    return x.min(axis=1), x.max(axis=1)
