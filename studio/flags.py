"""Flags from a request and a request from flags: names, help, bounds and defaults are those of the pydantic model."""

import argparse
import enum
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from types import NoneType, UnionType
from typing import Any, Literal, TypeVar, Union, get_args, get_origin

from pydantic import BaseModel, ValidationError
from pydantic.fields import FieldInfo
from pydantic_core import PydanticUndefined

from contracts import StudioError

Request = TypeVar("Request", bound=BaseModel)


def add_flags(parser: argparse.ArgumentParser, model: type[BaseModel], skip: Iterable[str] = ()) -> None:
    """Give `parser` one flag for each field of `model` but those in `skip`.

    A field that is itself a model gives its own fields as flags, in a group of that name. What is not typed stays out
    of the parsed arguments, so that the model's own default holds.
    """
    groups: dict[str, argparse._ArgumentGroup] = {}
    for path, field in _fields(model, frozenset(skip)):
        if len(path) > 1 and path[0] not in groups:
            groups[path[0]] = parser.add_argument_group(path[0])
        words: dict[str, Any] = {"dest": ".".join(path), "default": argparse.SUPPRESS, "help": _help(field)}
        if _inner(field.annotation) is bool:
            words["action"] = argparse.BooleanOptionalAction
        else:
            choices = _choices(field.annotation)
            words["metavar"] = "|".join(map(_word, choices)) if choices else _metavar(path[-1], field)
        (groups[path[0]] if len(path) > 1 else parser).add_argument(_flag(path), **words)


def build(model: type[Request], arguments: Mapping[str, Any], **given: Any) -> Request:
    """The request that the parsed `arguments` and what was `given` beside them make."""
    values: dict[str, Any] = dict(given)
    for path, field in _fields(model, frozenset(given)):
        name = ".".join(path)
        if name not in arguments:
            continue
        target = values
        for part in path[:-1]:
            target = target.setdefault(part, {})
        target[path[-1]] = _split(field, arguments[name])
    try:
        return model.model_validate(values)
    except ValidationError as error:
        raise StudioError(*in_words(model, error)) from error


def in_words(model: type[BaseModel], error: ValidationError) -> tuple[str, str]:
    """The first thing that is wrong in a request, naming the flag, and how many more there are."""
    problems = error.errors(include_url=False)
    first = problems[0]
    path = tuple(str(part) for part in first["loc"])
    known = {field_path for field_path, _ in _fields(model, frozenset())}
    path = next((path[:n] for n in range(len(path), 0, -1) if path[:n] in known), path)
    reason = first["msg"].removeprefix("Value error, ").rstrip(".")
    typed = first.get("input")
    shown = f" {typed}" if isinstance(typed, (str, int, float)) and path in known else ""
    rest = len(problems) - 1
    more = f" There {'is 1 more problem' if rest == 1 else f'are {rest} more problems'}." if rest else ""
    return f"{_flag(path) if path else 'The request'}{shown}: {reason}.{more}", "See --help for what it takes."


def _flag(path: tuple[str, ...]) -> str:
    return "--" + path[-1].replace("_", "-")


def _fields(model: type[BaseModel], skip: frozenset[str]) -> Iterator[tuple[tuple[str, ...], FieldInfo]]:
    for name, field in model.model_fields.items():
        if name in skip:
            continue
        inner = _inner(field.annotation)
        if isinstance(inner, type) and issubclass(inner, BaseModel):
            yield from (((name, *path), below) for path, below in _fields(inner, frozenset()))
        else:
            yield (name,), field


def _inner(annotation: Any) -> Any:
    """X for `X | None`; everything else as it is."""
    if get_origin(annotation) in (Union, UnionType):
        rest = [kind for kind in get_args(annotation) if kind is not NoneType]
        return rest[0] if len(rest) == 1 else annotation
    return annotation


def _choices(annotation: Any) -> list[str]:
    """What may be typed, where the model names it: the values of a Literal or an Enum, also as one of several kinds."""
    inner = _inner(annotation)
    if get_origin(inner) is Literal:
        return [str(value) for value in get_args(inner)]
    if isinstance(inner, type) and issubclass(inner, enum.Enum):
        return [str(value.value) for value in inner]
    return []


def _word(choice: str) -> str:
    """A choice as one word to type: upper-body for 'upper body'."""
    return choice.replace(" ", "-")


def _metavar(name: str, field: FieldInfo) -> str:
    inner = _inner(field.annotation)
    if get_origin(inner) is tuple:
        pair = "WxH" if name == "size" else "AxB"
        return pair if _is_pair(inner) else "A,B,..."
    if inner is int:
        return "N"
    if inner is float:
        return "X"
    return "PATH" if inner is Path else "VALUE"


def _split(field: FieldInfo, value: Any) -> Any:
    """What was typed as the field takes it: 960x720 or 1,2,3 as several, upper-body as 'upper body'."""
    inner = _inner(field.annotation)
    if isinstance(value, str) and get_origin(inner) in (tuple, list, frozenset, set):
        return value.replace("x", ",").split(",") if _is_pair(inner) else value.split(",")
    return next((choice for choice in _choices(field.annotation) if _word(choice) == value), value)


def _is_pair(kind: Any) -> bool:
    return get_origin(kind) is tuple and len(get_args(kind)) == 2 and Ellipsis not in get_args(kind)


def _help(field: FieldInfo) -> str:
    """Description, bounds and default in a line; argparse reads % as a format."""
    parts = [field.description or ""]
    bounds = _bounds(field)
    if bounds:
        parts.append(f"({bounds})")
    if field.default not in (None, PydanticUndefined, "") and field.default_factory is None:
        parts.append(f"[{_shown(field.default)}]")
    return " ".join(part for part in parts if part).replace("%", "%%")


def _bounds(field: FieldInfo) -> str:
    low = next((str(m.ge) for m in field.metadata if getattr(m, "ge", None) is not None), "")
    low = low or next((f"above {m.gt}" for m in field.metadata if getattr(m, "gt", None) is not None), "")
    high = next((str(m.le) for m in field.metadata if getattr(m, "le", None) is not None), "")
    high = high or next((f"below {m.lt}" for m in field.metadata if getattr(m, "lt", None) is not None), "")
    if low and high:
        return f"{low} to {high}"
    if low:
        return low if low.startswith("above") else f"at least {low}"
    if high:
        return high if high.startswith("below") else f"at most {high}"
    return ""


def _shown(default: Any) -> str:
    if isinstance(default, enum.Enum):
        return str(default.value)
    if isinstance(default, bool):
        return "yes" if default else "no"
    if isinstance(default, tuple):
        return ("x" if len(default) == 2 else ",").join(str(part) for part in default)
    return f"{default:g}" if isinstance(default, float) else str(default)
