"""How living bodies move through time: minimum-jerk splines, pulses, and a restlessness that repeats for a seed."""

from __future__ import annotations

import zlib

import numpy as np
from numpy.typing import ArrayLike, NDArray

Array = NDArray[np.float64]


def ease(x: ArrayLike) -> Array:
    """Minimum-jerk progress from 0 to 1 while `x` goes from 0 to 1 (Flash and Hogan 1985)."""
    u = np.clip(np.asarray(x, dtype=float), 0.0, 1.0)
    return np.asarray(u * u * u * (10 + u * (6 * u - 15)))


def pulse(t: Array, peak: float, rise: float, fall: float) -> Array:
    """From 0 to 1 at `peak` seconds and back to 0."""
    return np.asarray(ease((t - peak + rise) / rise) * (1 - ease((t - peak) / fall)))


def rng(*key: object) -> np.random.Generator:
    """A generator of its own for anything that has a name: the same key gives the same numbers on any machine."""
    return np.random.default_rng([zlib.crc32(repr(one).encode()) for one in key])


class Spline:
    """A value of d numbers that goes through K knots; its speed and acceleration at each knot are given.

    Between two knots it is the quintic that joins them: the smoothest (minimum-jerk) way. A segment may bulge: `bulge`
    leads it aside once, `circle` round. Before the first and after the last knot the value rests.
    """

    def __init__(
        self,
        times: Array,
        values: Array,
        speeds: Array | None = None,
        accelerations: Array | None = None,
        bulge: Array | None = None,
        circle: Array | None = None,
    ) -> None:
        """times [K] ascending; values, speeds, accelerations [K, d]; bulge, circle [K - 1, d] or none."""
        self.times, self.values = times, values
        self._bulge, self._circle = bulge, circle
        zero = np.zeros_like(values)
        v = zero if speeds is None else speeds
        a = zero if accelerations is None else accelerations
        self._spans = np.maximum(np.diff(times), 1e-6)
        span = self._spans[:, None]
        v0, v1, a0, a1 = v[:-1] * span, v[1:] * span, a[:-1] * span**2, a[1:] * span**2
        way = np.diff(values, axis=0)
        self._coefficients = np.stack(
            [
                values[:-1],
                v0,
                0.5 * a0,
                10 * way - 6 * v0 - 4 * v1 - 1.5 * a0 + 0.5 * a1,
                -15 * way + 8 * v0 + 7 * v1 + 1.5 * a0 - a1,
                6 * way - 3 * (v0 + v1) - 0.5 * (a0 - a1),
            ]
        )

    def at(self, t: Array) -> Array:
        """[T, d] the value at the times `t [T]`."""
        if len(self.times) < 2:
            return np.repeat(self.values[:1], len(t), axis=0)
        segment = np.clip(np.searchsorted(self.times, t, side="right") - 1, 0, len(self._spans) - 1)
        u = np.clip((t - self.times[segment]) / self._spans[segment], 0.0, 1.0)[:, None]
        c = self._coefficients[:, segment]
        out = c[0] + u * (c[1] + u * (c[2] + u * (c[3] + u * (c[4] + u * c[5]))))
        if self._bulge is not None:
            out = out + 64 * (u * (1 - u)) ** 3 * self._bulge[segment]
        if self._circle is not None and self._bulge is not None:
            angle = 2 * np.pi * ease(u)
            out = out + np.sin(angle) * self._circle[segment]
        return np.asarray(out)


def through(times: Array, values: Array) -> Spline:
    """The spline that swings through `values [K, d]`: each number turns round only at knots, without lingering there,
    flows through the others, and is at rest where it is 0."""
    speeds, turning = np.zeros_like(values), np.zeros_like(values)
    if len(times) > 2:
        spans = np.diff(times)[:, None]
        slope = np.diff(values, axis=0) / spans
        before, after = slope[:-1], slope[1:]
        onwards = before * after > 0
        speeds[1:-1] = np.where(onwards, 2 * before * after / np.where(onwards, before + after, 1.0), 0.0)
        # a cosine from one turning to the next has this acceleration at both
        back, on = -0.5 * np.pi**2 * before / spans[:-1], 0.5 * np.pi**2 * after / spans[1:]
        least = np.where(np.abs(back) < np.abs(on), back, on)
        turning[1:-1] = np.where(onwards | (values[1:-1] == 0), 0.0, least)
        speeds[1:-1][values[1:-1] == 0] = 0.0
    return Spline(times, values, speeds, turning)


class Restlessness:
    """A smooth random value of `width` numbers with a deviation of 1, changing about `rate` times a second."""

    def __init__(self, seconds: float, rate: float, width: int, *key: object) -> None:
        self._rate = rate
        self._knots = rng(*key).standard_normal((int(seconds * rate) + 6, width)) / 0.6924

    def at(self, t: Array) -> Array:
        """[T, width] at the times `t [T]`, seconds from 0; a cubic B-spline through the random knots."""
        x = np.clip(t * self._rate + 1, 0, len(self._knots) - 4)
        k = x.astype(np.intp)
        u = (x - k)[:, None]
        one = 1 - u
        weights = (one**3, 3 * u**3 - 6 * u**2 + 4, 3 * one**3 - 6 * one**2 + 4, u**3)
        return np.asarray(sum(w * self._knots[k + i] for i, w in enumerate(weights)) / 6)


def pulses(t: Array, times: Array, sizes: Array, rise: float, fall: float) -> Array:
    """[T] the sum of a pulse of each size at each time; only the frames near a pulse are touched."""
    out = np.zeros(len(t))
    first, last = np.searchsorted(t, times - rise), np.searchsorted(t, times + fall)
    for at, size, start, stop in zip(times, sizes, first, last, strict=True):
        if stop > start:
            out[start:stop] += size * pulse(t[start:stop], at, rise, fall)
    return out
