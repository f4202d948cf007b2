"""The container of glTF 2.0: its JSON, its buffers and its arrays, checked before memory is taken for them.

Nothing outside the file's own folder is opened: a buffer is the binary part of a .glb, a `data:` URI, or a relative
file name in the same folder or below. Every error names the file and the place in its JSON.
"""

import base64
import binascii
import json
import struct
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import Any
from urllib.parse import unquote

import numpy as np
from numpy.typing import NDArray

from contracts import StudioError
from engines.motion.formats import files

Json = dict[str, Any]

MAX_VALUES = 100_000_000  # numbers in one accessor
MAX_ITEMS = 200_000  # entries of one list of the JSON
_MAGIC, _JSON_CHUNK, _BINARY_CHUNK = 0x46546C67, 0x4E4F534A, 0x004E4942
_COMPONENTS = {5120: "i1", 5121: "u1", 5122: "<i2", 5123: "<u2", 5125: "<u4", 5126: "<f4"}
_WIDTHS = {"SCALAR": 1, "VEC2": 2, "VEC3": 3, "VEC4": 4, "MAT2": 4, "MAT3": 9, "MAT4": 16}
_AGAIN = "Export the file again from the program it came from."


@dataclass(frozen=True, eq=False)
class Document:
    """A glTF file: `json` as it stands, and what its accessors hold."""

    path: Path
    json: Json
    binary: bytes
    """The binary part of a .glb; empty for .gltf."""
    _buffers: dict[int, bytes] = field(default_factory=dict)
    _lists: dict[str, list[Json]] = field(default_factory=dict)

    def wrong(self, where: str, what: str, hint: str = _AGAIN) -> StudioError:
        """An error about this file at a JSON path such as `accessors[3].count`."""
        return StudioError(f"{self.path.name}: {where} {what}.", hint)

    def items(self, key: str) -> list[Json]:
        """A top-level list of objects; empty if the file has none."""
        if key in self._lists:
            return self._lists[key]
        found = self.json.get(key, [])
        if not isinstance(found, list) or not all(isinstance(item, dict) for item in found):
            raise self.wrong(key, "is not a list of objects")
        if len(found) > MAX_ITEMS:
            raise self.wrong(key, f"has {len(found):,} entries, more than are read")
        self._lists[key] = found
        return found

    def item(self, key: str, index: Any, where: str) -> Json:
        """One entry of a top-level list, checked; `where` is the place that refers to it."""
        found = self.items(key)
        if not isinstance(index, int) or isinstance(index, bool) or not 0 <= index < len(found):
            raise self.wrong(where, f"refers to {key}[{index}], which does not exist")
        return found[index]

    def integer(self, of: Json, key: str, where: str, default: int | None = None, least: int = 0) -> int:
        value = of.get(key, default)
        if not isinstance(value, int) or isinstance(value, bool) or not least <= value < 1 << 40:
            raise self.wrong(f"{where}.{key}", f"is {value!r}, not a whole number of {least} or more")
        return value

    def numbers(self, of: Json, key: str, where: str, count: int) -> NDArray[np.float64] | None:
        """`count` finite numbers, or None where the file has none."""
        value = of.get(key)
        if value is None:
            return None
        plain = isinstance(value, list) and len(value) == count
        if not plain or not all(isinstance(v, (int, float)) and not isinstance(v, bool) for v in value):
            raise self.wrong(f"{where}.{key}", f"is not {count} numbers")
        array = np.array(value, dtype=np.float64)
        if not np.isfinite(array).all():
            raise self.wrong(f"{where}.{key}", "holds a number that is not finite")
        return array

    def accessor(self, index: Any, where: str, width: str | None = None) -> NDArray[np.float32]:
        """The values of an accessor `[count, n]` as float32; normalized integers become fractions."""
        accessor = self.item("accessors", index, where)
        place = f"accessors[{index}]"
        if width is not None and accessor.get("type") != width:
            raise self.wrong(f"{place}.type", f"is {accessor.get('type')!r}; {where} needs {width}")
        values = self._values(accessor, place)
        if accessor.get("normalized") and values.dtype.kind in "iu":
            largest = float(np.iinfo(values.dtype).max)
            found = np.maximum(values.astype(np.float32) / largest, -1.0)
        else:
            found = values.astype(np.float32)
        if not np.isfinite(found).all():
            row = int(np.argwhere(~np.isfinite(found))[0][0])
            raise self.wrong(place, f"holds a number that is not finite at element {row}")
        return found

    def _values(self, accessor: Json, place: str) -> NDArray[Any]:
        kind, component = accessor.get("type"), accessor.get("componentType")
        if kind not in _WIDTHS:
            raise self.wrong(f"{place}.type", f"is {kind!r}, which glTF does not have")
        if component not in _COMPONENTS:
            raise self.wrong(f"{place}.componentType", f"is {component!r}, which glTF does not have")
        dtype, width = np.dtype(_COMPONENTS[component]), _WIDTHS[kind]
        count = self.integer(accessor, "count", place, least=1)
        if count * width > MAX_VALUES:
            raise self.wrong(f"{place}.count", f"is {count:,}, more than is read", "Cut the animation into pieces.")
        if "bufferView" in accessor:
            offset = self.integer(accessor, "byteOffset", place, 0)
            values = self._strided(accessor["bufferView"], offset, count, dtype, width, place)
        else:
            values = np.zeros((count, width), dtype=dtype)
        if "sparse" in accessor:
            values = self._with_sparse(accessor["sparse"], values, f"{place}.sparse")
        return values

    def _with_sparse(self, sparse: Any, values: NDArray[Any], place: str) -> NDArray[Any]:
        if not isinstance(sparse, dict):
            raise self.wrong(place, "is not an object")
        count = self.integer(sparse, "count", place, least=1)
        if count > len(values):
            raise self.wrong(f"{place}.count", f"is {count:,}, more than the {len(values):,} values there are")
        indices, changed = sparse.get("indices"), sparse.get("values")
        if not isinstance(indices, dict) or not isinstance(changed, dict):
            raise self.wrong(place, "lacks its indices or values")
        component = indices.get("componentType")
        if component not in (5121, 5123, 5125):
            raise self.wrong(f"{place}.indices.componentType", f"is {component!r}, not an unsigned integer")
        offset = self.integer(indices, "byteOffset", f"{place}.indices", 0)
        view = indices.get("bufferView")
        rows = self._strided(view, offset, count, np.dtype(_COMPONENTS[component]), 1, f"{place}.indices")[:, 0]
        if len(rows) and int(rows.max()) >= len(values):
            raise self.wrong(f"{place}.indices", f"names element {int(rows.max()):,} of {len(values):,}")
        offset = self.integer(changed, "byteOffset", f"{place}.values", 0)
        found = values.copy()
        width = values.shape[1]
        found[rows] = self._strided(changed.get("bufferView"), offset, count, values.dtype, width, f"{place}.values")
        return found

    def _strided(
        self, view_index: Any, offset: int, count: int, dtype: np.dtype[Any], width: int, place: str
    ) -> NDArray[Any]:
        """`[count, width]` of a buffer view, whose bounds are checked against its buffer."""
        view = self.item("bufferViews", view_index, f"{place}.bufferView")
        where = f"bufferViews[{view_index}]"
        size = dtype.itemsize * width
        stride = self.integer(view, "byteStride", where, size, least=1)
        start = self.integer(view, "byteOffset", where, 0)
        length = self.integer(view, "byteLength", where, least=1)
        if stride < size:
            raise self.wrong(f"{where}.byteStride", f"is {stride}, less than one element of {size} bytes")
        needed = offset + stride * (count - 1) + size
        if needed > length:
            raise self.wrong(place, f"needs {needed:,} bytes, but {where} has {length:,}")
        buffer = self._buffer(view.get("buffer"), f"{where}.buffer")
        if start + length > len(buffer):
            raise self.wrong(where, f"ends at byte {start + length:,} of a buffer of {len(buffer):,}")
        raw = np.frombuffer(buffer, dtype=np.uint8, count=needed - offset, offset=start + offset)
        rows = np.lib.stride_tricks.as_strided(raw, (count, size), (stride, 1), writeable=False)
        return np.ascontiguousarray(rows).view(dtype)

    def _buffer(self, index: Any, where: str) -> bytes:
        buffer = self.item("buffers", index, where)
        if index not in self._buffers:
            place = f"buffers[{index}]"
            length = self.integer(buffer, "byteLength", place, least=1)
            data = self._bytes(buffer, index, place, length)
            if len(data) < length:
                raise self.wrong(place, f"should have {length:,} bytes, but only {len(data):,} are there", _COPY)
            self._buffers[index] = data[:length]
        return self._buffers[index]

    def _bytes(self, buffer: Json, index: int, place: str, length: int) -> bytes:
        uri = buffer.get("uri")
        if uri is None:
            if index != 0 or not self.binary:
                raise self.wrong(place, "has no data in the file", _COPY)
            return self.binary
        if not isinstance(uri, str):
            raise self.wrong(f"{place}.uri", "is not text")
        if uri.startswith("data:"):
            return self._embedded(uri, f"{place}.uri")
        return files.read_bytes(self._beside(uri, f"{place}.uri"), max(length, 1) + files.MAX_BYTES)

    def _embedded(self, uri: str, where: str) -> bytes:
        head, comma, body = uri.partition(",")
        if not comma or not head.endswith(";base64"):
            raise self.wrong(where, "is embedded data of a kind that glTF does not use")
        try:
            return base64.b64decode(body, validate=True)
        except (binascii.Error, ValueError) as error:
            raise self.wrong(where, "is embedded data that is damaged") from error

    def _beside(self, uri: str, where: str) -> Path:
        """The file a relative URI names, which must lie in the folder of the glTF file or below."""
        name = unquote(uri)
        parts = PurePosixPath(name).parts
        outside = (
            not parts
            or ".." in parts
            or name.startswith(("/", "~"))
            or any(bad in name for bad in (":", "\\", "\0", "?", "#"))
        )
        folder = self.path.resolve().parent
        found = folder / name if not outside else folder
        if outside or not found.resolve().is_relative_to(folder):
            raise self.wrong(
                where,
                f"refers to {uri[:80]!r}, outside the file's own folder, which is never opened",
                "Put the data beside the file and name it without a path, or export as .glb.",
            )
        if not found.is_file():
            raise self.wrong(where, f"refers to {name!r}, which is not beside it", _COPY)
        return found


_COPY = "A .gltf file needs the .bin file that was exported with it, in the same folder; a .glb needs nothing else."


def load(path: Path) -> Document:
    """Open a .gltf, .glb or .vrm file."""
    data = files.read_bytes(path)
    binary = b""
    if data[:4] == b"glTF":
        text, binary = _chunks(path, data)
    else:
        text = data
    try:
        found = json.loads(text.decode("utf-8-sig"), parse_constant=_no_constant)
    except (ValueError, RecursionError) as error:
        line = f", line {error.lineno}" if isinstance(error, json.JSONDecodeError) else ""
        raise StudioError(f"{path.name} is not valid glTF: its JSON cannot be read{line}.", _AGAIN) from error
    if not isinstance(found, dict):
        raise StudioError(f"{path.name} is not valid glTF: its JSON is not an object.", _AGAIN)
    document = Document(path, found, binary)
    asset = found.get("asset")
    version = str(asset.get("version", "")) if isinstance(asset, dict) else ""
    if not version.startswith("2."):
        raise document.wrong("asset.version", f"is {version!r}; only glTF 2.0 is read", "Export it as glTF 2.0.")
    return document


def _no_constant(name: str) -> float:
    raise ValueError(f"{name} is not JSON")


def _chunks(path: Path, data: bytes) -> tuple[bytes, bytes]:
    """The JSON and the binary part of a .glb file."""
    if len(data) < 20:
        raise StudioError(f"{path.name} is cut off: a .glb file has at least 20 bytes.", "Copy the file again.")
    _, version, length = struct.unpack_from("<III", data)
    if version != 2:
        raise StudioError(f"{path.name} is glTF {version}; only glTF 2.0 is read.", "Export it as glTF 2.0.")
    if length > len(data):
        raise StudioError(
            f"{path.name} is cut off: it should have {length:,} bytes and has {len(data):,}.", "Copy the file again."
        )
    parts: dict[int, bytes] = {}
    at = 12
    while at + 8 <= length:
        size, kind = struct.unpack_from("<II", data, at)
        if at + 8 + size > length:
            raise StudioError(f"{path.name}: the part at byte {at:,} runs past the end.", "Copy the file again.")
        parts.setdefault(kind, data[at + 8 : at + 8 + size])
        at += 8 + size
    if _JSON_CHUNK not in parts:
        raise StudioError(f"{path.name} has no JSON part.", _AGAIN)
    return parts[_JSON_CHUNK], parts.get(_BINARY_CHUNK, b"")


def pack(content: Json, binary: bytes) -> bytes:
    """A .glb file of this JSON and binary part."""
    text = json.dumps(content, separators=(",", ":"), allow_nan=False).encode()
    text += b" " * (-len(text) % 4)
    binary += b"\0" * (-len(binary) % 4)
    length = 12 + 8 + len(text) + (8 + len(binary) if binary else 0)
    found = struct.pack("<III", _MAGIC, 2, length) + struct.pack("<II", len(text), _JSON_CHUNK) + text
    return found + (struct.pack("<II", len(binary), _BINARY_CHUNK) + binary if binary else b"")
