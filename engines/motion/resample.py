"""The same movement at another frame rate, or at another speed."""

from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from contracts import StudioError
from engines.motion import rotations as rot
from engines.motion.motion import MAX_FRAMES, Frames, Motion, exact_fps


def resample(motion: Motion, fps: Fraction | int | float | str, speed: Fraction | int | float | str = 1) -> Motion:
    """`motion` at exactly `fps` frames a second, `speed` times as fast.

    Joints are slerped, everything else is linear between the two nearest frames. Frames that exist at both rates are
    taken over unchanged. The duration (divided by `speed`) is kept to within half a frame; the end is never cut.
    """
    target = exact_fps(fps)
    pace = speed if isinstance(speed, Fraction) else Fraction(speed).limit_denominator(10_000)
    step = motion.fps * pace / target  # old frames for each new one
    if step == 1:
        return motion.with_(fps=target)
    count = max(1, round(Fraction(len(motion)) / step))
    if count > MAX_FRAMES:  # said here, before memory is taken for them
        raise StudioError(
            f"{motion.source or 'The motion'} would have {count:,} frames at {float(target):g} a second.",
            f"A motion has 1 to {MAX_FRAMES:,} frames: choose a lower frame rate, a higher speed or a shorter piece.",
        )
    before, amount = _places(count, step, len(motion))
    after = np.minimum(before + 1, len(motion) - 1)
    return motion.with_(
        fps=target,
        rotations=_between_rotations(motion.rotations, before, after, amount),
        translation=_between(motion.translation, before, after, amount),
        face=_between(motion.face, before, after, amount),
        expression=_between(motion.expression, before, after, amount),
    )


def _places(count: int, step: Fraction, frames: int) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """For each new frame the old frame at or before it and how far it is towards the next, without rounding drift."""
    places = np.arange(count, dtype=object) * step.numerator  # whole numbers of any size
    before = (places // step.denominator).astype(np.int64)
    amount = (places % step.denominator).astype(np.float64) / step.denominator
    past = before >= frames - 1
    return np.where(past, frames - 1, before), np.where(past, 0.0, amount)


def _between(
    values: Frames, before: NDArray[np.int64], after: NDArray[np.int64], amount: NDArray[np.float64]
) -> Frames:
    weight = amount.astype(np.float32)[:, None]
    return values[before] * (1 - weight) + values[after] * weight


def _between_rotations(
    values: Frames, before: NDArray[np.int64], after: NDArray[np.int64], amount: NDArray[np.float64]
) -> Frames:
    quaternions = rot.quaternion(values)
    mixed = rot.from_quaternion(rot.slerp(quaternions[before], quaternions[after], amount[:, None]))
    exact = amount == 0
    mixed[exact] = values[before[exact]]
    return mixed
