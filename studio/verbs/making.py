"""What the verbs that make files share: inputs to jobs, targets, batches, sidecars and reports."""

import argparse
import dataclasses
import sys
import traceback
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pydantic import BaseModel

from contracts import Cancelled, Progress, StudioError
from studio.batch import Item, expand, run_all
from studio.cli import DONE, WRONG, print_result
from studio.console import Bar, cancellable
from studio.flags import build
from studio.verbs.results import results_folder, write_sidecar


@dataclass(frozen=True)
class Maker:
    """An engine as the command line sees it.

    model:   its request; `source` and `target` are its fields for the motion and for the file to write.
    run:     the engine: request and progress in, a dataclass out that has `path` and may have `notes`.
    names:   what it writes into a folder, such as "motion.bvh".
    suffixes: what it can write.
    given:   further fields that are not the user's to type.
    """

    verb: str
    model: type[BaseModel]
    source: str
    target: str
    run: Callable[[Any, Progress], Any]
    names: tuple[str, ...]
    suffixes: tuple[str, ...]
    given: Mapping[str, Any] = field(default_factory=dict)


def add_common_flags(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--all-clips", action="store_true", help="Make one result of each animation in a file.")
    add_json_flag(parser)


def add_json_flag(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--json", action="store_true", help="Print the result for programs.")


def make(maker: Maker, inputs: list[Path], target: Path, arguments: argparse.Namespace) -> int:
    """Run `maker` on every input; returns the exit code."""
    from engines.motion import formats

    bar = Bar()
    with cancellable(bar):
        items = expand(inputs, formats.READABLE)
        if arguments.all_clips:
            items = list(_clips(items))
        one_file = target.suffix.lower() in maker.suffixes and not target.is_dir()
        batch = len(items) > 1 or any(given.is_dir() for given in inputs)
        if one_file and batch:
            raise StudioError(
                f"{len(items)} motions do not fit into one {target.name}.", "Name a folder to write to instead."
            )
        if not one_file and target.suffix and not target.exists():
            raise StudioError(
                f"{target.name}: '{target.suffix}' is not written here.",
                f"Use {', '.join(maker.suffixes)}, or name a folder.",
            )

        def work(item: Item) -> dict[str, Any]:
            return _one(maker, item, target / item.name if batch else target, one_file, arguments, bar)

        return run_items(items, batch, work, arguments, bar)


def run_items(
    items: list[Item], batch: bool, work: Callable[[Item], dict[str, Any]], arguments: argparse.Namespace, bar: Bar
) -> int:
    """Do `work` on each item, print what came of it, and return the exit code. In a batch a failure costs itself."""

    def tried(item: Item) -> dict[str, Any]:
        try:
            return work(item)
        except Exception as error:
            if bar.cancelled:  # a child process may have heard Ctrl-C before our own check did
                raise Cancelled from error
            if arguments.debug and batch:
                traceback.print_exc()
            raise

    if not batch:
        result = tried(items[0])
        if arguments.json:
            print_result(result)
        return DONE
    results, failures = run_all(items, tried, bar.say)
    bar.say(f"{len(results)} done, {len(failures)} failed." + "".join(f"\n  {failure}" for failure in failures))
    if arguments.json:
        wrong = [{"source": str(failure.source), **_error(failure.error)} for failure in failures]
        print_result({"results": results, "failures": wrong})
    return WRONG if failures else DONE


def _clips(items: Iterable[Item]) -> Iterator[Item]:
    """One item for each animation; a file that cannot be looked into stays one item, and fails in its turn."""
    from engines.motion import formats
    from studio.containment import safe_name

    for item in items:
        try:
            names = formats.clips(item.source)
        except StudioError:
            names = []
        if len(names) < 2:
            yield item
        for number, name in enumerate(names if len(names) > 1 else [], start=1):
            yield Item(item.source, f"{item.name}/{number:03d}_{safe_name(name)}", name)


def _one(
    maker: Maker, item: Item, target: Path, one_file: bool, arguments: argparse.Namespace, bar: Bar
) -> dict[str, Any]:
    """Make `target` as one file, or as a folder with its `request.json`."""
    given = {**maker.given, maker.source: item.source, **({"clip": item.clip} if item.clip else {})}

    def request(path: Path) -> BaseModel:
        return build(maker.model, vars(arguments), **given, **{maker.target: path})

    told: set[str] = set()
    if one_file:
        return _report(maker.run(request(target), bar), bar, told)
    with results_folder(target) as results:
        requests = [request(results.part / name) for name in maker.names]
        made = [maker.run(one, bar) for one in requests]
        write_sidecar(maker.verb, requests, results)
    reports = [_report(dataclasses.replace(one, path=results.kept(one.path)), bar, told) for one in made]
    return reports[0] if len(reports) == 1 else {"folder": str(target), "files": reports}


def _report(result: Any, bar: Bar, told: set[str]) -> dict[str, Any]:
    """What was made, as plain data, and said on stderr; a note that was `told` before is not repeated."""
    facts = {part.name: _plain(getattr(result, part.name)) for part in dataclasses.fields(result)}
    size = Path(facts["path"]).stat().st_size
    bar.say(f"Wrote {facts['path']} ({size / 1e6:.1f} MB)")
    for note in facts.get("notes", ()):
        if note not in told:
            bar.say(f"  Note: {note}")
            told.add(note)
    return facts | {"bytes": size}


def _plain(value: Any) -> Any:
    if isinstance(value, (str, int, float, bool)) or value is None:
        return value
    if isinstance(value, (list, tuple)):
        return [_plain(part) for part in value]
    return str(value)


def _error(error: Exception) -> dict[str, str]:
    if isinstance(error, StudioError):
        return {"error": error.message, "hint": error.hint}
    print(f"Unexpected: {error!r}; --debug shows where.", file=sys.stderr)
    return {"error": repr(error), "hint": ""}
