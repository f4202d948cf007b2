"""When somebody speaks: Silero's small network, which comes with faster-whisper, asked every 32 ms.

Unlike loudness it is not taken in by noise, hum, clicks or chords; `tests/benchmarks/sound.py` compares the two.
"""

from __future__ import annotations

import functools
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from contracts import Progress, StudioError, silent
from engines.speech import buffers
from engines.speech.track import SAMPLE_RATE

STEP = 512
"""Samples between two answers."""

_BEFORE = 64
_BATCH = 250  # answers between two looks at whether to stop; 8 s of sound
_SURE, _UNSURE = 0.5, 0.35


def regions(
    samples: NDArray[np.float32],
    pause: float = 0.25,
    margin: float = 0.06,
    shortest: float = 0.1,
    progress: Progress = silent,
) -> list[tuple[float, float]]:
    """Start and end in seconds of every stretch of voice in [N] `samples`, in order, apart from each other.

    pause:    silences shorter than this do not part a stretch.
    margin:   added at both ends, as a voice fades in and out.
    shortest: what is shorter is a click, not a word.
    """
    return stretches(probabilities(samples, progress), len(samples) / SAMPLE_RATE, pause, margin, shortest)


def probabilities(samples: NDArray[np.float32], progress: Progress = silent) -> NDArray[np.float32]:
    """[ceil(N / STEP)] how likely each STEP samples hold voice, 0 to 1."""
    network = _network()
    count = -(-len(samples) // STEP)
    found = np.zeros(count, np.float32)
    memory = [np.zeros((1, 1, 128), np.float32)] * 2
    before = np.zeros(_BEFORE, np.float32)
    for first in range(0, count, _BATCH):
        windows = min(_BATCH, count - first)
        block = np.asarray(samples[first * STEP : (first + windows) * STEP], np.float32)
        block = np.concatenate([before, block, np.zeros(windows * STEP - len(block), np.float32)])
        before = block[-_BEFORE:]
        seen = np.lib.stride_tricks.sliding_window_view(block, _BEFORE + STEP)[::STEP]
        answer, *memory = network.run(None, {"input": np.ascontiguousarray(seen), "h": memory[0], "c": memory[1]})
        found[first : first + windows] = answer.reshape(-1)
        buffers.release(samples)
        progress("voice", first + windows, count)
    return found


def stretches(
    likely: NDArray[np.float32], duration: float, pause: float, margin: float, shortest: float
) -> list[tuple[float, float]]:
    """Stretches from `likely`: one begins where the network is sure and ends where it has been unsure for `pause`."""
    step = STEP / SAMPLE_RATE
    found: list[tuple[float, float]] = []
    start: float | None = None
    last = 0.0
    for index, value in enumerate(likely):
        at = index * step
        if start is None:
            if value >= _SURE:
                start, last = at, at + step
        elif value >= _UNSURE:
            last = at + step
        elif at + step - last >= pause:
            found.append((start, last))
            start = None
    if start is not None:
        found.append((start, last))
    wide = [(max(0.0, a - margin), min(duration, b + margin)) for a, b in found if b - a >= shortest]
    apart: list[tuple[float, float]] = []
    for a, b in wide:
        if apart and a <= apart[-1][1]:
            apart[-1] = (apart[-1][0], b)
        else:
            apart.append((a, b))
    return apart


@functools.lru_cache(maxsize=1)
def _network() -> Any:
    import onnxruntime

    package = find_spec("faster_whisper")
    model = Path(package.origin or "").parent / "assets" / "silero_vad_v6.onnx" if package else None
    if model is None or not model.is_file():
        raise StudioError("The voice detector is missing.", "Install the package faster-whisper again.")
    options = onnxruntime.SessionOptions()
    options.inter_op_num_threads = options.intra_op_num_threads = 1
    options.enable_cpu_mem_arena = False
    options.log_severity_level = 4
    return onnxruntime.InferenceSession(str(model), options, providers=["CPUExecutionProvider"])
