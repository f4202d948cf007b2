"""Clouds of splats as `point_cloud.ply`: binary, little-endian, the 62 numbers a splat that viewers expect.

Opacity is kept as its logit and scale as its logarithm, as trained; harmonics beyond the constant are stored channel
by channel. Files in text or with the other byte order, with fewer harmonics, or with more properties than we know, are
read too.
"""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np
from numpy.typing import NDArray

from contracts import StudioError
from engines.motion.formats.files import write_atomically

Array = NDArray[np.float32]
NAMES = (
    "x", "y", "z", "nx", "ny", "nz",
    *(f"f_dc_{k}" for k in range(3)),
    *(f"f_rest_{k}" for k in range(45)),
    "opacity",
    *(f"scale_{k}" for k in range(3)),
    *(f"rot_{k}" for k in range(4)),
)  # fmt: skip
MOST = 10_000_000
_KINDS = {
    "float": "f4", "float32": "f4", "double": "f8", "float64": "f8", "uchar": "u1", "uint8": "u1", "char": "i1",
    "int8": "i1", "short": "i2", "int16": "i2", "ushort": "u2", "uint16": "u2", "int": "i4", "int32": "i4",
    "uint": "u4", "uint32": "u4",
}  # fmt: skip
_FORMATS = {"binary_little_endian": "<", "binary_big_endian": ">", "ascii": ""}
_LETTERS = 40
"""A number in a file of text is no longer than that on average."""


@dataclass(frozen=True, eq=False)
class Cloud:
    """N splats as they are trained.

    places [N, 3]; turns [N, 4] quaternions w, x, y, z; scales [N, 3] logarithms of standard deviations; opacities [N]
    logits; harmonics [N, K, 3] with K = 1, 4, 9 or 16.
    """

    places: Array
    turns: Array
    scales: Array
    opacities: Array
    harmonics: Array

    def __len__(self) -> int:
        return len(self.places)


def write(cloud: Cloud, path: Path) -> None:
    """Write all 62 attributes; harmonics that are missing are zero."""
    count, known = len(cloud), cloud.harmonics.shape[1]
    rest = np.zeros((count, 3, 15), np.float32)
    rest[:, :, : known - 1] = cloud.harmonics[:, 1:].transpose(0, 2, 1)
    columns = [
        cloud.places,
        np.zeros((count, 3), np.float32),
        cloud.harmonics[:, 0],
        rest.reshape(count, 45),
        cloud.opacities[:, None],
        cloud.scales,
        cloud.turns,
    ]
    table = np.concatenate(columns, axis=1).astype("<f4")
    properties = "".join(f"property float {name}\n" for name in NAMES)
    header = f"ply\nformat binary_little_endian 1.0\nelement vertex {count}\n{properties}end_header\n"

    def fill(part: Path) -> None:
        with part.open("wb") as file:
            file.write(header.encode("ascii"))
            file.write(table.tobytes())

    write_atomically(path, fill)


def read(path: Path, most: int = MOST) -> Cloud:
    """Read a cloud of at most `most` splats; a StudioError that says what is wrong with the file."""
    try:
        with path.open("rb") as file:
            start = file.read(1 << 16)
            order, count, kinds, begin = _header(start, path)
            if count > most:
                raise StudioError(
                    f"{path.name} holds {count:,} splats; up to {most:,} are taken.",
                    "Thin it out, or cut it down to the head.",
                )
            file.seek(begin)
            table = _rows(file, path, order, count, kinds)
    except OSError as error:
        raise StudioError(f"{path.name} cannot be opened.", "Check that the file is there and may be read.") from error
    known = sum(1 for name, _ in kinds if re.fullmatch(r"f_rest_\d+", name))
    each = known // 3

    def columns(*names: str) -> Array:
        with np.errstate(over="ignore", invalid="ignore"):  # what becomes infinite is told of below
            return np.stack([table[name].astype(np.float32) for name in names], axis=1)

    channels = [columns(f"f_dc_{c}", *(f"f_rest_{c * each + k}" for k in range(each))) for c in range(3)]
    cloud = Cloud(
        columns("x", "y", "z"),
        columns(*(f"rot_{k}" for k in range(4))),
        columns(*(f"scale_{k}" for k in range(3))),
        columns("opacity")[:, 0],
        np.stack(channels, axis=2),
    )
    for name, values in vars(cloud).items():
        wrong = ~np.isfinite(values).all(axis=tuple(range(1, values.ndim)))
        if wrong.any():
            raise StudioError(
                f"{path.name}: {name} of splat {int(np.argmax(wrong)) + 1} is no finite number.", "Export it again."
            )
    return cloud


def _rows(file: BinaryIO, path: Path, order: str, count: int, kinds: list[tuple[str, str]]) -> NDArray[Any]:
    """The `count` rows that follow, by property."""
    if order:
        row = np.dtype([(name, order + kind) for name, kind in kinds])
        data = file.read(count * row.itemsize)
        if len(data) < count * row.itemsize:
            raise _short(path, count, len(data) // row.itemsize)
        return np.frombuffer(data, row, count)
    wide = len(kinds)
    lasts = os.fstat(file.fileno()).st_size - file.tell() + 1
    if count * 2 * wide > lasts:
        raise _short(path, count, lasts // (2 * wide))
    table = np.zeros(count, np.dtype([(name, "f8") for name, _ in kinds]))
    numbers = table.view(np.float64).reshape(count, wide)
    for number in range(count):
        line = file.readline(_LETTERS * wide)
        if not line:
            raise _short(path, count, number)
        try:
            numbers[number] = np.array(line.split(), np.float64).reshape(wide)
        except ValueError as error:
            said = f"{path.name}: the line of splat {number + 1} does not hold {wide} numbers."
            raise StudioError(said, "Export it again.") from error
    return table


def _short(path: Path, count: int, found: int) -> StudioError:
    return StudioError(
        f"{path.name} ends early: it should hold {count:,} splats, and at most {found:,} are there.",
        "Copy or export it again; it was cut off.",
    )


def _header(start: bytes, path: Path) -> tuple[str, int, list[tuple[str, str]], int]:
    """The order of bytes (empty for text), how many splats, what each row holds, and where rows begin."""
    if not start.startswith((b"ply\n", b"ply\r\n")):
        raise StudioError(f"{path.name} is not a PLY file.", "Choose a point_cloud.ply of splats.")
    end = re.search(rb"\nend_header\r?\n", start)
    if end is None:
        raise StudioError(f"{path.name}: its header does not end.", "Copy or export it again; it was cut off.")
    lines = start[: end.start()].decode("ascii", "replace").split("\n")
    order, count, kinds, vertex = None, -1, [], False
    for number, line in enumerate(lines, 1):
        words = line.split()
        if words[:1] == ["format"]:
            order = _FORMATS.get(words[1] if len(words) > 1 else "")
            if order is None:
                raise StudioError(
                    f"{path.name}, line {number}: format {' '.join(words[1:])[:40]} is not read.",
                    "Export it as binary PLY.",
                )
        if words[:1] == ["element"]:
            vertex = words[1:2] == ["vertex"]
            if vertex:
                count = int(words[2]) if len(words) == 3 and re.fullmatch(r"\d{1,12}", words[2]) else -1
            elif count < 0:
                raise StudioError(f"{path.name}, line {number}: vertices must come first.", "Export it as splats.")
        if words[:1] == ["property"] and vertex:
            if len(words) != 3 or words[1] not in _KINDS:
                raise StudioError(
                    f"{path.name}, line {number}: '{line.strip()[:60]}' is not read.", "Export it as splats."
                )
            kinds.append((words[2], _KINDS[words[1]]))
    if order is None:
        raise StudioError(f"{path.name} does not say in which format it is.", "Export it as binary PLY.")
    if count < 0:
        raise StudioError(f"{path.name} does not say how many splats it holds.", "Export it again.")
    names = [name for name, _ in kinds]
    if len(set(names)) != len(names):
        raise StudioError(f"{path.name} names a property twice.", "Export it again.")
    needed = [name for name in NAMES if not name.startswith(("n", "f_rest_"))]
    missing = [name for name in needed if name not in names]
    if missing:
        raise StudioError(
            f"{path.name} holds points, not splats: {', '.join(missing[:4])} are missing.",
            "Choose a point_cloud.ply written by a splat trainer.",
        )
    rest = sum(1 for name in names if re.fullmatch(r"f_rest_\d+", name))
    if rest not in (0, 9, 24, 45) or any(f"f_rest_{k}" not in names for k in range(rest)):
        raise StudioError(f"{path.name} has {rest} harmonics, which is no whole degree.", "0, 9, 24 or 45 are read.")
    return order, count, kinds, end.end()
