"""What figures do between what they are told to do: hold still, and turn round on the spot."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from engines.story.figure import Proportions
from engines.story.posture import Posture, standing

F64 = NDArray[np.float64]


def held_still(part: Posture, frames: int, fps: float) -> Posture:
    """The last frame of `part`, with breath in it."""
    last = part.cut(len(part) - 1, len(part))
    t = np.arange(1, frames + 1) / fps
    ease = np.clip(t / 0.8, 0, 1)
    breath = 0.012 * np.sin(2 * np.pi * 0.26 * t) * ease
    names = ("x", "y", "yaw", "stance", "lean", "bend", "head", "arm", "foot", "knee", "planted")
    still = {name: np.repeat(getattr(last, name), frames, axis=0) for name in names}
    still["bend"] = still["bend"] + breath
    still["head"] = still["head"] + 0.6 * breath
    reaches = tuple(
        replace(reach, weight=np.repeat(reach.weight[-1:], frames), to=_last(reach.to, frames))
        for reach in part.reaches
        if reach.weight[-1] > 0
    )
    return Posture(**still, reaches=reaches)


def _last(to: str | F64, frames: int) -> str | F64:
    return to if isinstance(to, str) else np.repeat(to[-1:], frames, axis=0)


def turned(now: Posture, body: Proportions, frames: int, side: int) -> Posture:
    """From `now` (one frame, both feet on the ground) to facing the other side."""
    u = np.arange(1, frames + 1) / frames
    share = u * u * u * (10 + u * (6 * u - 15))
    base = standing(frames, body)
    base = base if side > 0 else base.mirrored()
    foot = np.repeat(now.foot, frames, axis=0) * np.array([1.0, 0.0, 0.0])
    middle = foot[0, :, 0].mean()
    spread = 0.5 * abs(foot[0, 0, 0] - foot[0, 1, 0])
    start, end = float(now.yaw[0]), float(base.yaw[0])
    yaw = start + (end - start) * share
    knee = np.where(np.sin(yaw) * side > 0, float(side), -float(side))
    # Legs are as bent as one stands at ease, straight as the figure faces us.
    inner = np.arccos(0.991) * np.abs(np.sin(np.clip(yaw * 1.5, -np.pi / 2, np.pi / 2)))
    across = np.abs(spread - body.hip * np.cos(yaw))
    y = body.ankle + np.sqrt((body.leg * np.cos(inner)) ** 2 - across**2)
    return replace(
        base,
        x=np.full(frames, middle),
        y=y,
        yaw=yaw,
        stance=yaw,
        foot=foot,
        knee=knee,
        # Feet turn on the spot: they carry, but they do not stay.
        planted=np.repeat((u >= 1.0)[:, None], 2, axis=1),
    )
