"""A recording made fit for listening machines: rumble taken off, noise between words turned down, an even level.

Works in blocks; a long sound comes back as a memory map. Nothing here moves a sound in time or lets it clip.
"""

from __future__ import annotations

import math
from importlib import import_module

import numpy as np
from numpy.typing import NDArray

from contracts import Progress, silent
from engines.speech import buffers
from engines.speech.loudness import loudness
from engines.speech.track import SAMPLE_RATE
from engines.speech.waiting import aside

TARGET = -20.0
"""LUFS of a levelled voice, as ITU-R BS.1770 measures it: about that of a podcast."""

CEILING = 10 ** (-1 / 20)
"""No sample of a levelled sound rises above -1 dBFS; the gain is smaller where it would."""

MOST_GAIN = 40.0
"""dB; more would only lift the noise of an empty recording."""

HIGH_PASS = 80.0
"""Hz; 3 dB down here, 18 dB an octave below."""

GATE_DEPTH = 18.0
"""dB by which the gate turns noise down. Not to silence: a voice that falls out of a dead silence sounds cut up."""

_FRAME = SAMPLE_RATE // 100
_SILENT = -90.0  # dB; digital silence, which says nothing of a room's noise


def clean(
    samples: NDArray[np.float32],
    level: bool = True,
    high_pass: bool = True,
    gate: bool = False,
    progress: Progress = silent,
) -> NDArray[np.float32]:
    """[N] float32 at SAMPLE_RATE in, the same length out, read-only.

    high_pass: take off what lies below 80 Hz (fans, handling, mains hum), without delay: the filter runs both ways.
    gate:      turn down what is little louder than the recording's own noise floor.
    level:     bring the voice to TARGET; a silent sound stays as it is.
    """
    if not len(samples) or not (level or high_pass or gate):
        return buffers.sealed(samples)
    out = buffers.room(len(samples))
    if high_pass:
        _high_pass(samples, out, progress)
    else:
        for start, stop in buffers.spans(len(samples)):
            out[start:stop] = samples[start:stop]
            buffers.release(samples, out)
    if gate:
        _gate(out, progress)
    _scale(out, _level_gain(out, progress) if level else min(1.0, 1 / max(_peak(out), 1e-9)), progress)
    return buffers.sealed(out)


def _high_pass(samples: NDArray[np.float32], out: NDArray[np.float32], progress: Progress) -> None:
    """A Butterworth of order 2 forwards, then backwards: together of order 4, without delay."""
    signal = aside(lambda check: import_module("scipy.signal"), lambda: progress("high-pass", 0, 2 * len(samples)))
    butter, sosfilt, sosfilt_zi = signal.butter, signal.sosfilt, signal.sosfilt_zi

    # Twice over, a filter is 6 dB down where once it was 3; moved so that twice over is 3 dB down at HIGH_PASS.
    corner = HIGH_PASS * (math.sqrt(2) - 1) ** 0.25
    sections = butter(2, corner, "highpass", fs=SAMPLE_RATE, output="sos")
    rest = sosfilt_zi(sections)
    blocks = list(buffers.spans(len(samples)))
    state = rest * float(samples[0])
    for start, stop in blocks:
        block, state = sosfilt(sections, samples[start:stop].astype(np.float64), zi=state)
        out[start:stop] = block
        buffers.release(samples, out)
        progress("high-pass", stop, 2 * len(samples))
    state = rest * float(out[-1])
    for start, stop in reversed(blocks):
        block, state = sosfilt(sections, out[start:stop][::-1].astype(np.float64), zi=state)
        out[start:stop] = block[::-1]
        buffers.release(out)
        progress("high-pass", 2 * len(samples) - start, 2 * len(samples))


def _gate(samples: NDArray[np.float32], progress: Progress) -> None:
    """Turn noise between words down, in place."""
    gain = _gate_gain(_levels(samples))
    if gain is None:
        return
    centres = (np.arange(len(gain)) + 0.5) * _FRAME
    for start, stop in buffers.spans(len(samples)):
        samples[start:stop] *= np.interp(np.arange(start, stop), centres, gain).astype(np.float32)
        buffers.release(samples)
        progress("gate", stop, len(samples))


def _gate_gain(levels: NDArray[np.float64]) -> NDArray[np.float64] | None:
    """A gain for every frame of 10 ms, from their levels in dB; None when voice and noise cannot be told apart.

    Opens 20 ms before a sound rises above the noise and stays open 150 ms after it, so that neither the start of a
    word nor its last 's' is lost; closes over a tenth of a second.
    """
    from scipy.ndimage import maximum_filter1d, uniform_filter1d

    heard = levels[levels > _SILENT]
    if not len(heard):
        return None
    floor, top = np.percentile(heard, [10, 95])
    if top - floor < 15:
        return None
    threshold = floor + min(8.0, 0.35 * (top - floor))
    is_open = uniform_filter1d(levels, 3) > threshold
    held = maximum_filter1d(is_open, 18, origin=6)  # reaches 2 frames ahead and 15 back
    gain = np.where(held, 0.0, -GATE_DEPTH)
    return 10 ** (uniform_filter1d(gain, 5) / 20)


def spread(samples: NDArray[np.float32]) -> float:
    """dB from the quiet frames of a sound, which are its noise, to the loud ones; digital silence is not counted."""
    heard = [level for level in _levels(samples) if level > _SILENT]
    return float(np.subtract(*np.percentile(heard, [95, 10]))) if heard else 0.0


def _levels(samples: NDArray[np.float32]) -> NDArray[np.float64]:
    """RMS of every 10 ms in dB of full scale; the last frame may be shorter."""
    levels = []
    for start, stop in buffers.spans(len(samples)):
        block = samples[start:stop]
        block = np.pad(block, (0, -len(block) % _FRAME)).reshape(-1, _FRAME)
        buffers.release(samples)
        levels.append(10 * np.log10(np.square(block, dtype=np.float64).mean(axis=1) + 1e-12))
    return np.concatenate(levels)


def _level_gain(samples: NDArray[np.float32], progress: Progress) -> float:
    """The gain that brings the sound to TARGET without passing CEILING."""
    now = loudness(samples, progress)
    if now == -math.inf:
        return 1.0
    wanted = 10 ** (min(TARGET - now, MOST_GAIN) / 20)
    return min(wanted, CEILING / max(_peak(samples), 1e-9))


def _peak(samples: NDArray[np.float32]) -> float:
    peak = 0.0
    for start, stop in buffers.spans(len(samples)):
        peak = max(peak, float(np.abs(samples[start:stop]).max()))
        buffers.release(samples)
    return peak


def _scale(samples: NDArray[np.float32], gain: float, progress: Progress) -> None:
    if gain == 1:
        return
    for start, stop in buffers.spans(len(samples)):
        samples[start:stop] *= np.float32(gain)
        buffers.release(samples)
        progress("level", stop, len(samples))
