"""Mel bands and what follows from them and from loudness, 100 frames a second, each 25 ms wide."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from engines.speech.buffers import spans
from engines.speech.track import SAMPLE_RATE

Array = NDArray[np.float32]

HOP, WINDOW, FFT, BANDS, COEFFICIENTS, ENVELOPE = 160, 400, 1024, 80, 13, 1024
_BLOCK = 3000
_FLOOR = 1e-10


def stream(name: str, samples: Array, count: int, ckpt: Sequence[Path]) -> Iterator[Array]:
    """`count` frames of the feature `name` in blocks; frame k is centred at second k / 100."""
    for first, last in spans(count, _BLOCK):
        yield _FEATURES[name](samples, first, last).astype(np.float32)


def piece(samples: Array, start: int, stop: int) -> NDArray[np.float64]:
    """Samples `start` to `stop`, with silence where there are none."""
    inside = np.asarray(samples[max(start, 0) : max(stop, 0)], np.float64)
    before = min(max(-start, 0), stop - start)
    return np.pad(inside, (before, stop - start - before - len(inside)))


def _frames(samples: Array, first: int, last: int, width: int) -> NDArray[np.float64]:
    """[last - first, width] samples around the middle of each frame."""
    around = piece(samples, first * HOP - width // 2, (last - 1) * HOP + width - width // 2)
    return np.lib.stride_tricks.sliding_window_view(around, width)[::HOP]


def _bands(samples: Array, first: int, last: int) -> NDArray[np.float64]:
    """[last - first, BANDS] mean square of what lies in each band; a full-scale sine has 0.5 in all bands together."""
    spectrum = np.fft.rfft(_frames(samples, first, last, WINDOW) * _hann(), FFT)
    return (spectrum.real**2 + spectrum.imag**2) @ filters().T * (2 / (FFT * np.square(_hann()).sum()))


def _mel(samples: Array, first: int, last: int) -> NDArray[np.float64]:
    return 10 * np.log10(np.maximum(_bands(samples, first, last), _FLOOR))


def _mfcc(samples: Array, first: int, last: int) -> NDArray[np.float64]:
    from scipy.fft import dct

    return dct(_mel(samples, first, last), axis=1, norm="ortho")[:, :COEFFICIENTS]


def _energy(samples: Array, first: int, last: int) -> NDArray[np.float64]:
    power = np.square(_frames(samples, first, last, WINDOW)).mean(axis=1, keepdims=True)
    return 10 * np.log10(np.maximum(power, _FLOOR))


def _envelope(samples: Array, first: int, last: int) -> NDArray[np.float64]:
    return np.abs(_frames(samples, first, last, ENVELOPE)).max(axis=1, keepdims=True)


def _onset(samples: Array, first: int, last: int) -> NDArray[np.float64]:
    """The mean rise of the bands from the frame before to the frame after, in nepers above a soft floor of -40 dB."""
    heard = np.log1p(100 * np.sqrt(_bands(samples, first - 1, last + 1)))
    return np.maximum(heard[2:] - heard[:-2], 0).mean(axis=1, keepdims=True)


@cache
def _hann() -> NDArray[np.float64]:
    return 0.5 - 0.5 * np.cos(2 * np.pi * np.arange(WINDOW) / WINDOW)


@cache
def filters() -> NDArray[np.float64]:
    """[BANDS, FFT // 2 + 1] triangles whose corners are evenly spaced in mel, each with the height 1."""
    corners = _hertz(np.linspace(0, _mels(SAMPLE_RATE / 2), BANDS + 2))
    lines = np.linspace(0, SAMPLE_RATE / 2, FFT // 2 + 1)
    rising = (lines - corners[:-2, None]) / np.diff(corners)[:-1, None]
    falling = (corners[2:, None] - lines) / np.diff(corners)[1:, None]
    return np.maximum(0, np.minimum(rising, falling))


def _mels(hertz: float) -> float:
    """Slaney's scale, which Whisper and librosa use: even in Hz up to 1 kHz, even in octaves above."""
    return 3 * hertz / 200 if hertz < 1000 else 15 + 27 * float(np.log(hertz / 1000) / np.log(6.4))


def _hertz(mels: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.where(mels < 15, 200 * mels / 3, 1000 * np.exp(np.log(6.4) * (mels - 15) / 27))


_FEATURES = {"mel": _mel, "mfcc": _mfcc, "energy": _energy, "onset": _onset, "envelope": _envelope}
