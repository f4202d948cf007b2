"""The times inside a Piper voice: a VITS model rounds the length of every phoneme up, and we ask to see that.

Piper's files give out sound alone. Their graph has one 'Ceil', whose result is the number of frames of each phoneme
id. Naming it among the outputs takes no library: an ONNX file is a protobuf message, and two such messages one after
the other are read as one, their lists joined.
"""

from __future__ import annotations

from collections.abc import Iterator

_GRAPH, _NODE, _OUTPUT, _NAME, _OPERATOR, _NODE_OUTPUT = 7, 1, 12, 1, 4, 2
_BYTES = 2


def with_durations(model: bytes) -> bytes | None:
    """`model` with the frames of each phoneme as a further output; None when they cannot be told for sure."""
    try:
        graph = next(value for field, value in _fields(memoryview(model)) if field == _GRAPH)
        names = [name for node in _of(graph, _NODE) if (name := _rounded_up(node))]
        shown = {bytes(name) for output in _of(graph, _OUTPUT) for name in _of(output, _NAME)}
    except (StopIteration, IndexError, ValueError):
        return None
    if len(names) != 1:
        return None
    if names[0] in shown:
        return model
    return model + _message(_GRAPH, _message(_OUTPUT, _message(_NAME, names[0])))


def _rounded_up(node: memoryview) -> bytes | None:
    """The name of what a node puts out, if it rounds up."""
    if [bytes(operator) for operator in _of(node, _OPERATOR)] != [b"Ceil"]:
        return None
    return bytes(next(_of(node, _NODE_OUTPUT)))


def _of(message: memoryview, wanted: int) -> Iterator[memoryview]:
    return (value for field, value in _fields(message) if field == wanted)


def _fields(message: memoryview) -> Iterator[tuple[int, memoryview]]:
    """Number and content of every field of bytes; numbers are passed over."""
    at = 0
    while at < len(message):
        key, at = _number(message, at)
        kind = key & 7
        if kind == _BYTES:
            size, at = _number(message, at)
            if at + size > len(message):
                raise ValueError("a field runs over the end")
            yield key >> 3, message[at : at + size]
            at += size
        elif kind == 0:
            _, at = _number(message, at)
        elif kind in (1, 5):
            at += 8 if kind == 1 else 4
        else:
            raise ValueError("not a protobuf message")


def _number(message: memoryview, at: int) -> tuple[int, int]:
    """A number of seven bits a byte, the lowest first, and where it ends."""
    value = shift = 0
    while True:
        byte = message[at]
        value |= (byte & 0x7F) << shift
        at, shift = at + 1, shift + 7
        if byte < 0x80:
            return value, at
        if shift > 63:
            raise ValueError("a number without end")


def _message(field: int, content: bytes) -> bytes:
    return bytes([field << 3 | _BYTES]) + _length(len(content)) + content


def _length(value: int) -> bytes:
    out = bytearray()
    while value > 0x7F:
        out.append(value & 0x7F | 0x80)
        value >>= 7
    out.append(value)
    return bytes(out)
