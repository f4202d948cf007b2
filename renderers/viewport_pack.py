"""Arrays for the 3D page: rounded, differenced, compressed and written as text that `numbers.js` reads back.

Every array becomes whole numbers times a step. Along its last axis each number is stored as the difference from the
one before, low bytes first and then high bytes, which deflate halves again. `unpack` is the plain twin of the page's
reader and the test's oracle.
"""

from __future__ import annotations

import base64
import json
import zlib
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

Numbers: TypeAlias = NDArray[np.number[Any]]


class Pack:
    """Arrays collected under names; `text` gives them all."""

    def __init__(self) -> None:
        self._specs: dict[str, dict[str, Any]] = {}
        self._parts: list[bytes] = []
        self._size = 0

    def add(self, name: str, values: Numbers, step: float = 1.0) -> None:
        """Keep `values` to within half a `step`; they change slowly along the last axis."""
        whole = np.round(np.asarray(values, dtype=np.float64) / step).astype(np.int64)
        change = np.diff(whole, axis=-1, prepend=0) if whole.size else whole
        span = int(np.abs(change).max(initial=0))
        width = 1 if span < 2**7 else 2 if span < 2**15 else 4
        data = np.ascontiguousarray(change.astype(f"<i{width}"))
        planes = data.reshape(-1).view(np.uint8).reshape(-1, width).T.tobytes()
        self._specs[name] = {"at": self._size, "width": width, "shape": list(whole.shape), "step": step}
        self._parts.append(planes)
        self._size += len(planes)

    def text(self) -> tuple[str, str]:
        """The directory as JSON, and the numbers as base64 of a zlib stream."""
        data = zlib.compress(b"".join(self._parts), 6)
        return json.dumps(self._specs), base64.b64encode(data).decode("ascii")


def unpack(directory: str, data: str) -> dict[str, NDArray[np.float64]]:
    """The arrays of a Pack, by name."""
    raw = zlib.decompress(base64.b64decode(data))
    arrays = {}
    for name, spec in json.loads(directory).items():
        count, width = int(np.prod(spec["shape"])), spec["width"]
        planes = np.frombuffer(raw, np.uint8, count * width, spec["at"]).reshape(width, count)
        change = np.ascontiguousarray(planes.T).view(f"<i{width}").reshape(spec["shape"])
        arrays[name] = np.cumsum(change, axis=-1, dtype=np.int64) * spec["step"]
    return arrays
