"""Where a verb puts what it makes: nothing stands in the user's folder before all of it is whole."""

import json
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from pydantic import BaseModel

from contracts import StudioError


class Results:
    """Files on their way into a folder: they are written into `part` and stand in `target` at the end."""

    def __init__(self, target: Path) -> None:
        self.target = target
        self.part = target / f".{secrets.token_hex(4)}.part"

    def kept(self, file: Path) -> Path:
        """Where a file of `part` is found in the end."""
        return self.target / file.relative_to(self.part) if file.is_relative_to(self.part) else file

    def _keep(self) -> None:
        for file in sorted(path for path in self.part.rglob("*") if path.is_file()):
            place = self.kept(file)
            place.parent.mkdir(parents=True, exist_ok=True)
            file.replace(place)

    def _clear(self) -> None:
        from engines.motion.formats import files

        files.clear_away(self.part)


@contextmanager
def results_folder(target: Path) -> Iterator[Results]:
    """A folder for results, which come into it together when the block ends well.

    When it does not, the folder is as it was; one that was not there before is not there.
    """
    results = Results(target)
    new = next((path for path in [*reversed(target.parents), target] if not path.exists()), None)
    try:
        try:
            results.part.mkdir(parents=True)
        except OSError as error:
            raise StudioError(f"The folder {target} cannot be made: {error.strerror}.", "Name another one.") from error
        yield results
        results._keep()
    finally:
        results._clear()
        if new is not None:
            _prune(target, new)


def _prune(folder: Path, top: Path) -> None:
    """Remove `folder` and its parents down to `top` as far as they are empty."""
    while folder.is_relative_to(top) and folder.is_dir() and not any(folder.iterdir()):
        folder.rmdir()
        folder = folder.parent


def write_sidecar(verb: str, requests: list[BaseModel], results: Results) -> None:
    """Everything that is needed to make the folder's files again."""
    from studio.pins import version
    from studio.registry import ROOT
    from studio.workspace import SIDECAR, write_atomic

    rows = [_whole(request, results).model_dump(mode="json") for request in requests]
    record = {"marionette": version(ROOT), "verb": verb, "requests": rows}
    write_atomic(results.part / SIDECAR, json.dumps(record, indent=2, ensure_ascii=False) + "\n")


def _whole(value: Any, results: Results) -> Any:
    """`value` with every path in it whole, because a sidecar is read from another folder than it was written from."""
    if isinstance(value, Path):
        return results.kept(value).absolute()
    if isinstance(value, BaseModel):
        return value.model_copy(
            update={name: _whole(getattr(value, name), results) for name in type(value).model_fields}
        )
    if isinstance(value, dict):
        return {key: _whole(part, results) for key, part in value.items()}
    if type(value) in (list, tuple, set, frozenset):
        return type(value)(_whole(part, results) for part in value)
    return value
