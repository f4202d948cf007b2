"""A Script from JSON and back: errors name the line and the key, and what is written is easy to read and edit."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from pydantic import ValidationError

from contracts import StudioError
from engines.story.references import LooseEnd, Where

if TYPE_CHECKING:
    from engines.story.script import Script

_WIDE = 118
_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*"|[{}\[\],:]|[^\s{}\[\],:"]+')


def read(text: str, name: str) -> Script:
    """The Script that `text` holds; `name` is what errors call it."""
    from engines.story.script import Script

    try:
        given = json.loads(text)
    except json.JSONDecodeError as error:
        raise StudioError(
            f"{name}: line {error.lineno} is not JSON: {error.msg} (at character {error.colno}).",
            "Look for a missing comma, quote or bracket there or at the end of the line before.",
        ) from error
    except RecursionError as error:
        raise StudioError(f"{name} is nested too deeply to be a script.", "Start from a script made here.") from error
    try:
        return Script.model_validate(given)
    except ValidationError as error:
        where, complaint = refusal(error)
        line = line_of(text, where)
        raise StudioError(f"{name}: line {line}, {said(where)}: {complaint}.", _hint(complaint)) from error


def refusal(error: ValidationError) -> tuple[Where, str]:
    """Where the first complaint is, and what it says."""
    one = error.errors(include_url=False)[0]
    cause = one.get("ctx", {}).get("error")
    if isinstance(cause, LooseEnd):
        return cause.where, str(cause)
    return tuple(one["loc"]), str(one["msg"]).removeprefix("Value error, ")


def said(where: Where) -> str:
    """('beats', 2, 'actor') as 'beats[3].actor', counted from 1 as people do."""
    if not where:
        return "the whole"
    return "".join(f"[{part + 1}]" if isinstance(part, int) else f".{part}" for part in where).lstrip(".")


def line_of(text: str, where: Where) -> int:
    """The line of `text`, from 1, on which the key or list entry at `where` stands; the nearest one above, if none."""
    best, line = 0, 1
    for path, at in _places(text):
        shared = len(path)
        if shared <= len(where) and path == where[:shared] and shared > best:
            best, line = shared, text.count("\n", 0, at) + 1
    return line


def _places(text: str) -> Iterator[tuple[Where, int]]:
    """Every key and list entry of valid JSON with the character it begins at."""
    path: list[str | int | None] = []  # None: an object whose next key has not come yet
    objects: list[bool] = []
    awaits_key = False
    for token in _TOKEN.finditer(text):
        mark = token[0]
        if mark in "}]":
            objects.pop()
            path.pop()
            awaits_key = False
        elif mark == ",":
            awaits_key = objects[-1]
            if not awaits_key and isinstance(index := path[-1], int):
                path[-1] = index + 1
        elif mark == ":":
            pass
        elif awaits_key:
            path[-1] = json.loads(mark)
            awaits_key = False
            yield _known(path), token.start()
        else:
            if objects and not objects[-1]:
                yield _known(path), token.start()
            if mark in "{[":
                objects.append(mark == "{")
                path.append(None if mark == "{" else 0)
                awaits_key = mark == "{"


def _known(path: list[str | int | None]) -> Where:
    return tuple(part for part in path if part is not None)


def written(script: Script) -> str:
    """JSON with short entries on a line of their own."""
    return _laid(script.model_dump(mode="json", by_alias=True, exclude_defaults=True), "") + "\n"


def _laid(value: Any, indent: str) -> str:
    flat = json.dumps(value, ensure_ascii=False)
    if not isinstance(value, dict | list) or (indent and len(indent) + len(flat) <= _WIDE) or not value:
        return flat
    inner = indent + "  "
    if isinstance(value, dict):
        parts = [f"{json.dumps(key)}: {_laid(entry, inner)}" for key, entry in value.items()]
        opening, closing = "{", "}"
    else:
        parts = [_laid(entry, inner) for entry in value]
        opening, closing = "[", "]"
    between = f",\n{inner}"
    return f"{opening}\n{inner}{between.join(parts)}\n{indent}{closing}"


def _hint(complaint: str) -> str:
    if complaint.startswith("Extra inputs"):
        return "Scripts know no such key; correct its spelling or delete it."
    if complaint.startswith("Field required"):
        return "Add it; the entries before it show how."
    if "there is no" in complaint:
        return "Correct the name, or introduce it first."
    return "Correct it there and try again."
