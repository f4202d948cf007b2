"""Several inputs, or a folder: one folder of results each, and one failure does not stop the rest."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from contracts import Cancelled, StudioError


@dataclass(frozen=True)
class Item:
    """One input and the name that its results go by: the path below the folder that was given, without suffix.

    clip: which animation of the file is meant, where that is settled.
    """

    source: Path
    name: str
    clip: str | None = None


@dataclass(frozen=True)
class Failure:
    """An input that did not work, and why."""

    source: Path
    error: Exception

    def __str__(self) -> str:
        return f"{self.source}: {self.error if isinstance(self.error, StudioError) else repr(self.error)}"


def expand(inputs: Iterable[Path], suffixes: Iterable[str]) -> list[Item]:
    """The files meant: a file is itself, a folder is every file below it that has one of `suffixes`.

    No two get the same name.
    """
    allowed = {suffix.lower() for suffix in suffixes}
    items: list[Item] = []
    for given in inputs:
        if given.is_dir():
            inside = sorted(path for path in given.rglob("*") if path.suffix.lower() in allowed and path.is_file())
            if not inside:
                raise StudioError(
                    f"There is no file to work on in {given}.", f"It is searched for {', '.join(sorted(allowed))}."
                )
            items += [Item(path, path.relative_to(given).with_suffix("").as_posix()) for path in inside]
        elif given.exists():
            items.append(Item(given, given.stem))
        else:
            raise StudioError(f"There is no file {given}.", "Check the name and the folder.")
    return _distinct(items)


def _distinct(items: list[Item]) -> list[Item]:
    """Where two would share a name, the suffix joins it (walk.bvh, walk.npz), then a number."""
    counts = {item.name: 0 for item in items}
    for item in items:
        counts[item.name] += 1
    taken: set[str] = set()
    result = []
    for item in items:
        name = item.name if counts[item.name] == 1 else item.name + item.source.suffix
        number, free = 2, name
        while free in taken:
            free, number = f"{name} {number}", number + 1
        taken.add(free)
        result.append(Item(item.source, free))
    return result


def run_all(
    items: list[Item], work: Callable[[Item], Any], say: Callable[[str], None]
) -> tuple[list[Any], list[Failure]]:
    """Do `work` on each item. What went wrong is said at once and returned; a cancel ends the whole batch."""
    results: list[Any] = []
    failures: list[Failure] = []
    for number, item in enumerate(items, start=1):
        say(f"[{number}/{len(items)}] {item.source}")
        try:
            results.append(work(item))
        except Cancelled:
            raise
        except Exception as error:  # a bug in one file must not cost the other files either
            failures.append(Failure(item.source, error))
            say(f"  failed: {failures[-1].error}")
    return results, failures
