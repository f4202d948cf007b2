"""How high a voice is, by YIN (de Cheveigné and Kawahara 2002), 100 frames a second.

pYIN (librosa) runs at 2.5 times real time, this at 200, and takes fewer unvoiced sounds for voice
(`tests/benchmarks/sound.py`).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from engines.speech.buffers import spans
from engines.speech.features.spectral import HOP, piece
from engines.speech.track import SAMPLE_RATE

Array = NDArray[np.float32]

LOWEST, HIGHEST, REFERENCE = 60.0, 500.0, 100.0
"""Hz: the range that is searched, and the pitch that counts as 0 octaves."""

_LONGEST, _SHORTEST = int(SAMPLE_RATE / LOWEST), int(SAMPLE_RATE / HIGHEST)
_COMPARED = 512
_WIDTH = _COMPARED + _LONGEST + 1
_FFT = 1024
_APERIODIC = 0.1
_VOICE = 0.4
_QUIET = 1e-3
_BLOCK = 2000
_AROUND = 3


def stream(name: str, samples: Array, count: int, ckpt: Sequence[Path]) -> Iterator[Array]:
    """`count` frames [octaves above 100 Hz, voiced], in blocks; frame k is centred at second k / 100."""
    for first, last in spans(count, _BLOCK):
        hertz = smoothed(track(samples, first - _AROUND, last + _AROUND))[_AROUND:-_AROUND]
        voiced = hertz > 0
        octaves = np.log2(np.where(voiced, hertz, REFERENCE) / REFERENCE)
        yield np.stack([octaves, voiced], axis=1).astype(np.float32)


def track(samples: Array, first: int, last: int) -> NDArray[np.float64]:
    """[last - first] Hz, 0 where no voice is."""
    around = piece(samples, first * HOP - _WIDTH // 2, (last - 1) * HOP + _WIDTH - _WIDTH // 2)
    frames = np.lib.stride_tricks.sliding_window_view(around, _WIDTH)[::HOP]
    unlike = _differences(frames)
    lags = _first_dips(unlike)
    rows = np.arange(len(lags))
    depth = unlike[rows, lags]
    loud = np.square(frames).mean(axis=1) > _QUIET**2
    voiced = (depth < _VOICE) & loud
    return np.where(voiced, SAMPLE_RATE / _between(unlike, lags), 0.0)


def smoothed(hertz: NDArray[np.float64]) -> NDArray[np.float64]:
    """Without the leaps of single frames: an octave wrong, a voice that begins or ends for less than 30 ms."""
    from scipy.ndimage import median_filter

    calm = median_filter(hertz, 5, mode="nearest")
    leap = np.abs(np.log2(np.maximum(hertz, 1) / np.maximum(calm, 1))) > 0.2
    return np.where(leap, calm, hertz)


def _differences(frames: NDArray[np.float64]) -> NDArray[np.float64]:
    """[F, lags] how unlike each frame's beginning is to itself a lag later, relative to all shorter lags."""
    head = np.fft.rfft(frames[:, :_COMPARED], _FFT)
    alike = np.fft.irfft(np.fft.rfft(frames, _FFT) * head.conj(), _FFT)[:, : _LONGEST + 2]
    power = np.cumsum(np.pad(np.square(frames), ((0, 0), (1, 0))), axis=1)
    energy = power[:, _COMPARED : _COMPARED + _LONGEST + 2] - power[:, : _LONGEST + 2]
    unlike = np.maximum(energy[:, :1] + energy - 2 * alike, 0)
    unlike[:, 0] = 0
    lags = np.arange(unlike.shape[1])
    relative = unlike * lags / np.maximum(np.cumsum(unlike, axis=1), 1e-12)
    relative[:, 0] = 1
    return relative


def _first_dips(unlike: NDArray[np.float64]) -> NDArray[np.int64]:
    """The first local minimum that is deep enough, else the deepest; a later one would be an octave too low."""
    middle = unlike[:, _SHORTEST : _LONGEST + 1]
    dips = (middle <= unlike[:, _SHORTEST - 1 : _LONGEST]) & (middle < unlike[:, _SHORTEST + 1 : _LONGEST + 2])
    deep = dips & (middle < _APERIODIC)
    return np.where(deep.any(axis=1), deep.argmax(axis=1), middle.argmin(axis=1)) + _SHORTEST


def _between(unlike: NDArray[np.float64], lags: NDArray[np.int64]) -> NDArray[np.float64]:
    """Each lag moved to the lowest point of the parabola through it and its neighbours."""
    rows = np.arange(len(lags))
    left, here, right = (unlike[rows, lags + step] for step in (-1, 0, 1))
    bend = left - 2 * here + right
    shift = np.where(bend > 1e-12, 0.5 * (left - right) / np.maximum(bend, 1e-12), 0.0)
    return lags + np.clip(shift, -1, 1)
