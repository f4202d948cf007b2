"""A voice in an ONNX file: loading it, running it so that it can be stopped, and bending its pitch."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from contracts import StudioError

_POLL = 0.1
"""Seconds between looks at whether to go on."""

_TYPES = {
    "tensor(float)": np.float32,
    "tensor(float16)": np.float16,
    "tensor(int64)": np.int64,
    "tensor(int32)": np.int32,
}
_CLOSED = "its model takes other inputs than it should"


class Model:
    """An ONNX model on this computer's processor."""

    def __init__(self, path: Path, content: bytes | None = None) -> None:
        import onnxruntime

        self.path = path
        options = onnxruntime.SessionOptions()
        options.log_severity_level = 4
        try:
            source = content if content is not None else str(path)
            self._session = onnxruntime.InferenceSession(source, options, providers=["CPUExecutionProvider"])
        except Exception as error:  # onnxruntime has a dozen kinds, all of them about the file
            raise StudioError(
                f"{path.name} is not a voice that can be loaded.", "Copy or download it again."
            ) from error
        self.inputs: dict[str, Any] = {i.name: _TYPES.get(i.type, np.float32) for i in self._session.get_inputs()}
        self.outputs = [output.name for output in self._session.get_outputs()]

    def needs(self, *names: str) -> None:
        """Refuse a model that lacks one of the inputs."""
        missing = [name for name in names if name not in self.inputs]
        if missing:
            raise StudioError(
                f"{self.path.name} has no input '{missing[0]}', so it is another kind of model.",
                "Use a voice exported for this engine.",
            )

    def run(self, inputs: Mapping[str, Any], check: Callable[[], None]) -> list[NDArray[Any]]:
        """Every output for `inputs`, converted to the types the model takes. What `check` raises stops it at once."""
        import onnxruntime

        feed = {name: np.asarray(value, self.inputs[name]) for name, value in inputs.items() if name in self.inputs}
        options = onnxruntime.RunOptions()
        options.log_severity_level = 4
        result: list[Any] = []

        def work() -> None:
            try:
                result.append(self._session.run(None, feed, options))
            except Exception as error:
                result.append(error)

        thread = threading.Thread(target=work, name="voice", daemon=True)
        thread.start()
        try:
            while thread.is_alive():
                thread.join(_POLL)
                check()
        except BaseException:
            options.terminate = True
            thread.join()
            raise
        if isinstance(result[0], Exception):
            raise StudioError(f"The voice {self.path.name} failed: {_CLOSED}.", "Download it again.") from result[0]
        return [np.asarray(output) for output in result[0]]


def bent(samples: NDArray[np.float32], rate: int, semitones: float) -> NDArray[np.float32]:
    """[N] played faster or slower, which lifts or lowers its pitch: the voice must have spoken as much too slowly."""
    if not semitones:
        return samples
    import soxr

    return np.asarray(soxr.resample(samples, rate * stretch(semitones), rate), np.float32)


def stretch(semitones: float) -> float:
    """How many times longer a voice must speak so that `bent` gives it back its speed."""
    return float(2 ** (semitones / 12))
