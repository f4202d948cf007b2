"""Taking a part of a motion, and putting motions one after another."""

import numpy as np

from contracts import StudioError
from engines.motion import rotations as rot
from engines.motion.heading import heading, turn
from engines.motion.motion import Frames, Motion
from engines.motion.resample import resample


def frames(motion: Motion, start: int = 0, stop: int | None = None) -> Motion:
    """Frames `start` up to but not including `stop`, counted from 0."""
    stop = len(motion) if stop is None else stop
    if not 0 <= start < stop <= len(motion):
        raise StudioError(
            f"Frames {start} to {stop} cannot be cut from a motion of {len(motion)} frames.",
            f"Choose a start below the end, both between 0 and {len(motion)}.",
        )
    return motion.with_(
        rotations=motion.rotations[start:stop],
        translation=motion.translation[start:stop],
        face=motion.face[start:stop],
        expression=motion.expression[start:stop],
    )


def seconds(motion: Motion, start: float = 0.0, end: float | None = None) -> Motion:
    """From `start` to `end` seconds, to the nearest frame; an end past the motion's own means to its end."""
    if start >= motion.duration or (end is not None and end <= start):
        until = f"{end:g} s" if end is not None else "the end"
        raise StudioError(
            f"Nothing is left between {start:g} s and {until}: the motion is {motion.duration:.2f} s long.",
            "Choose a start before the end, both within the motion.",
        )
    first = min(round(start * float(motion.fps)), len(motion) - 1)
    stop = len(motion) if end is None else min(round(end * float(motion.fps)), len(motion))
    return frames(motion, first, max(stop, first + 1))


def join(first: Motion, second: Motion, blend: int = 0, align: bool = True) -> Motion:
    """`first`, then `second` at first's frame rate; the last and first `blend` frames overlap and melt together.

    With `align` the second is moved and turned about the vertical so that it goes on where the first stops, without
    a jump. The result is `len(first) + len(second) - blend` frames long and keeps the first's betas.
    """
    if second.fps != first.fps:
        second = resample(second, first.fps)
    if not 0 <= blend <= min(len(first), len(second)):
        raise StudioError(
            f"{blend} frames cannot be blended between motions of {len(first)} and {len(second)} frames.",
            "Blend over fewer frames than the shorter motion has.",
        )
    if align:
        second = _continue_from(first, second, blend)
    start = len(first) - blend
    weight = np.arange(1, blend + 1) / (blend + 1)
    weight = weight * weight * (3 - 2 * weight)

    def mix(a: Frames, b: Frames) -> Frames:
        w = weight[:, None].astype(np.float32)
        return np.concatenate([a[:start], a[start:] * (1 - w) + b[:blend] * w, b[blend:]])

    melted = rot.slerp(
        rot.quaternion(first.rotations[start:]), rot.quaternion(second.rotations[:blend]), weight[:, None]
    )
    turns = [first.rotations[:start], rot.from_quaternion(melted), second.rotations[blend:]]
    return first.with_(
        rotations=np.concatenate(turns),
        translation=mix(first.translation, second.translation),
        face=mix(first.face, second.face),
        expression=mix(first.expression, second.expression),
        source=" + ".join(dict.fromkeys(s for s in (first.source, second.source) if s)),
        notes=tuple(dict.fromkeys(first.notes + second.notes)),
    )


def _continue_from(first: Motion, second: Motion, blend: int) -> Motion:
    """`second` turned and moved over the ground so that the middle of the blend is at one place in both."""
    here, there = len(first) - 1 - blend // 2, max(blend - 1 - blend // 2, 0)
    angle = float(heading(first.rotations[here, 0]) - heading(second.rotations[there, 0]))
    turned = turn(second, angle, about=second.translation[there])
    step = first.translation[here] - second.translation[there]
    return turned.with_(translation=turned.translation + step * np.array([1, 0, 1], dtype=np.float32))
