"""Animation keys of glTF: read, checked, and sampled at even times; which frame rate they were keyed at."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from engines.motion import rotations as rot
from engines.motion.formats.gltf_data import Document, Json

WHOLE = (24, 25, 30, 50, 60, 90, 100, 120, 240)
RATES = (*map(Fraction, WHOLE), *(Fraction(rate * 1000, 1001) for rate in (24, 30, 60)))
"""Tried in this order: in a short clip 24 and 23.976 cannot be told apart, and 24 is meant."""
USUAL = Fraction(30)
MAX_SECONDS = 6 * 3600.0
_WIDTH = {"rotation": "VEC4", "translation": "VEC3", "scale": "VEC3", "weights": "SCALAR"}


@dataclass(frozen=True, eq=False)
class Keys:
    """One channel: K keys of n numbers.

    times:    [K] seconds, rising.
    values:   [K, n]; quaternions are x, y, z, w.
    tangents: [K, 2, n] in- and out-tangent of a cubic spline, else None.
    """

    times: NDArray[np.float64]
    values: NDArray[np.float32]
    tangents: NDArray[np.float32] | None
    step: bool
    turns: bool
    """The values are quaternions."""

    @classmethod
    def of(cls, document: Document, sampler: Json, path: str, where: str) -> Keys:
        """The keys of one sampler for a channel that moves `path`."""
        times = document.accessor(sampler.get("input"), f"{where}.input", "SCALAR")[:, 0].astype(np.float64)
        if (np.diff(times) < 0).any():
            raise document.wrong(f"{where}.input", "has times that go back")
        if times[0] < 0 or times[-1] > MAX_SECONDS:
            raise document.wrong(f"{where}.input", f"runs from {times[0]:g} to {times[-1]:g} seconds")
        kind = sampler.get("interpolation", "LINEAR")
        if kind not in ("LINEAR", "STEP", "CUBICSPLINE"):
            raise document.wrong(f"{where}.interpolation", f"is {kind!r}, which glTF does not have")
        values = document.accessor(sampler.get("output"), f"{where}.output", _WIDTH[path])
        if np.abs(values).max(initial=0.0) > 1e9:
            raise document.wrong(f"{where}.output", "holds a number beyond a thousand million")
        per_key = 3 if kind == "CUBICSPLINE" else 1
        groups = len(values) // (len(times) * per_key)
        if groups < 1 or groups * len(times) * per_key != len(values) or (path != "weights" and groups != 1):
            needed = f"{len(times) * per_key:,}{' times the number of morphs' if path == 'weights' else ''}"
            raise document.wrong(f"{where}.output", f"has {len(values):,} values for {len(times):,} keys, not {needed}")
        shaped = values.reshape(len(times), per_key, -1)
        middle = shaped[:, 1] if per_key == 3 else shaped[:, 0]
        turns = path == "rotation"
        if turns and (np.linalg.norm(middle, axis=-1) < 1e-6).any():
            key = int((np.linalg.norm(middle, axis=-1) < 1e-6).argmax())
            raise document.wrong(f"{where}.output", f"has a quaternion of no length at key {key}")
        return cls(times, middle, shaped[:, [0, 2]] if per_key == 3 else None, kind == "STEP", turns)


def sample(keys: Keys, at: NDArray[np.float64]) -> NDArray[np.float32]:
    """[T, n] the channel at the times `at [T]` (seconds); before the first and after the last key it holds still."""
    if len(keys.times) == 1:
        return np.broadcast_to(keys.values[0], (len(at), keys.values.shape[1])).copy()
    # a frame lies on its key even if rounding put it a hair before
    before = np.clip(np.searchsorted(keys.times, at + 1e-5, side="right") - 1, 0, len(keys.times) - 2)
    span = keys.times[before + 1] - keys.times[before]
    share = np.clip((at - keys.times[before]) / np.where(span > 0, span, 1.0), 0.0, 1.0)
    start, end = keys.values[before], keys.values[before + 1]
    if keys.step:
        return np.where((share >= 1.0 - 1e-6)[:, None], end, start)
    if keys.tangents is not None:
        return _spline(keys, before, span, share)
    if keys.turns:
        return rot.slerp(_units(start), _units(end), share)
    return (start + (end - start) * share[:, None]).astype(np.float32)


def _units(quaternions: NDArray[np.float32]) -> NDArray[np.float32]:
    return quaternions / np.linalg.norm(quaternions, axis=-1, keepdims=True)


def _spline(
    keys: Keys, before: NDArray[np.intp], span: NDArray[np.float64], share: NDArray[np.float64]
) -> NDArray[np.float32]:
    assert keys.tangents is not None
    t, d = share[:, None], span[:, None]
    start, end = keys.values[before], keys.values[before + 1]
    leaving, arriving = keys.tangents[before, 1] * d, keys.tangents[before + 1, 0] * d
    cubic, square = t**3, t**2
    found = (2 * cubic - 3 * square + 1) * start + (cubic - 2 * square + t) * leaving
    found = found + (3 * square - 2 * cubic) * end + (cubic - square) * arriving
    if keys.turns:
        length = np.linalg.norm(found, axis=-1, keepdims=True)
        found = np.where(length > 1e-6, found / np.maximum(length, 1e-6), _units(start))
    return found.astype(np.float32)


def frame_rate(times: Sequence[NDArray[np.float64]], start: float) -> Fraction:
    """The rate on whose frames (nearly) all keys lie, the first of `RATES`; 30 if there is none."""
    every = np.unique(np.concatenate([np.round(t - start, 6) for t in times]))
    every = every[every > 1e-6]
    if not len(every):
        return USUAL
    gap = float(np.min(np.diff(np.concatenate([[0.0], every]))))
    for rate in RATES:
        frames = every * float(rate)
        # 32-bit times are exact to about a hundredth of a millisecond in a clip of minutes
        off = np.abs(frames - np.round(frames)) / float(rate)
        if np.quantile(off, 0.98) < 2e-4 and gap > 0.9 / float(rate):
            return rate
    return USUAL
