"""Arrays out of an .npz archive that anybody may have made: only those asked for, and never more than fits memory."""

import zipfile
from collections.abc import Sequence
from math import prod
from pathlib import Path
from typing import IO, Any

import numpy as np
from numpy.typing import NDArray

from contracts import StudioError
from engines.motion.formats import files

MAX_ARRAY_BYTES = 1024**3
_BOMB_RATIO, _BOMB_BYTES = 100, 900 * 1024**2


def read(path: Path, keys: Sequence[str]) -> tuple[dict[str, NDArray[Any]], set[str]]:
    """The arrays called `keys` that the archive has, and the names of all that are in it."""
    files.check_size(path)
    try:
        with zipfile.ZipFile(path) as archive:
            members = _members(path, archive)
            arrays = {key: _array(path, archive, members[key]) for key in keys if key in members}
            return arrays, set(members)
    except StudioError:
        raise
    except Exception as error:  # zipfile and zlib fail in a dozen ways on a damaged archive, all meaning this
        raise StudioError(
            f"{path.name} is not a readable .npz archive: {_reason(error)}.", "It may be cut off; copy it again."
        ) from error


def _reason(error: Exception) -> str:
    return (str(error) or type(error).__name__).rstrip(".").splitlines()[0][:120]


def _members(path: Path, archive: zipfile.ZipFile) -> dict[str, zipfile.ZipInfo]:
    """The archive's directory by array name, after a look for what would fill the memory."""
    members: dict[str, zipfile.ZipInfo] = {}
    infos = archive.infolist()
    if len(infos) > 1000:
        raise StudioError(f"{path.name} holds {len(infos):,} arrays.", "A motion archive holds about ten.")
    for info in infos:
        key = info.filename.removesuffix(".npy")
        if key in members:
            raise StudioError(f"{path.name} holds '{key}' twice.", "Save the archive again.")
        members[key] = info
    packed, unpacked = sum(info.compress_size for info in infos), sum(info.file_size for info in infos)
    if unpacked > _BOMB_BYTES and unpacked > _BOMB_RATIO * packed:
        raise StudioError(
            f"{path.name} would unpack from {packed:,} to {unpacked:,} bytes.", "That is not motion; do not open it."
        )
    return members


def _array(path: Path, archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> NDArray[Any]:
    """One array of the archive, its header checked before memory is taken; never a pickled object."""
    key = info.filename.removesuffix(".npy")
    with archive.open(info) as stream:
        try:
            shape, fortran, dtype = _header(stream)
        except Exception as error:  # numpy's header parser raises whatever Python's own parser raises
            raise StudioError(f"{path.name}: '{key}' is not a NumPy array.", "Save the archive again.") from error
        if dtype.kind not in "fiuUS":
            raise StudioError(
                f"{path.name}: '{key}' holds {'Python objects' if dtype.hasobject else dtype}.",
                "Objects are not read, because opening them can run code. Save plain numbers.",
            )
        size = prod(shape) * dtype.itemsize
        if size > MAX_ARRAY_BYTES or any(n < 0 for n in shape):
            raise StudioError(
                f"{path.name}: '{key}' claims the shape {shape}, {size / 1024**2:,.0f} MB.", "Cut the motion shorter."
            )
        data = stream.read(size + 1)
    if len(data) != size:
        raise StudioError(
            f"{path.name}: '{key}' claims the shape {shape}, {size:,} bytes, but holds "
            f"{'more' if len(data) > size else f'{len(data):,}'}.",
            "The file is damaged; save it again.",
        )
    return np.frombuffer(data, dtype).reshape(shape, order="F" if fortran else "C")


def _header(stream: IO[bytes]) -> tuple[tuple[int, ...], bool, np.dtype[Any]]:
    version = np.lib.format.read_magic(stream)
    if version == (1, 0):
        return np.lib.format.read_array_header_1_0(stream)
    if version == (2, 0):
        return np.lib.format.read_array_header_2_0(stream)
    raise ValueError(f"unknown .npy version {version}")
