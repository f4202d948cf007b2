"""`gesture`: a voice becomes a person talking."""

import argparse
from pathlib import Path
from typing import TYPE_CHECKING, Any

from studio.batch import Item, expand
from studio.console import Bar, cancellable
from studio.verbs.making import add_json_flag, results_folder, run_items, write_sidecar
from studio.verbs.transcribe import SOUNDS, text_of

if TYPE_CHECKING:
    from engines.gesture.generate import Performance


def add_flags(parser: argparse.ArgumentParser) -> None:
    from engines.gesture.generate import GestureRequest
    from studio.flags import add_flags

    parser.usage = "launch.py gesture AUDIO [AUDIO ...] -o DIR [flags]"
    what = "recordings or films, or folders of them; several make a folder of results each"
    parser.add_argument("recordings", nargs="+", type=Path, metavar="AUDIO", help=what)
    parser.add_argument("-o", "--out", type=Path, required=True, help="Folder to write to.", metavar="DIR")
    what = "What is said, as a text file; then only its timing is found. For a batch a folder of NAME.txt or NAME.lab."
    parser.add_argument("--text", type=Path, metavar="FILE", dest="text_file", help=what)
    add_flags(parser, GestureRequest, skip=["audio", "out", "text", "voice", "ckpt"])
    parser.add_argument("--workspace", type=Path, metavar="PATH", help="Where a ckpt/ folder with models may be.")
    add_json_flag(parser)


def run(arguments: argparse.Namespace) -> int:
    from contracts import StudioError
    from engines.gesture.generate import GestureRequest, generate
    from studio.flags import build
    from studio.registry import folders
    from studio.settings import default_workspace

    bar = Bar()
    ckpt = folders(arguments.workspace or default_workspace())
    target: Path = arguments.out
    with cancellable(bar):
        items = expand(arguments.recordings, SOUNDS)
        batch = len(items) > 1 or any(given.is_dir() for given in arguments.recordings)
        texts: Path | None = arguments.text_file
        if batch and texts is not None and not texts.is_dir():
            raise StudioError(
                f"{texts} cannot be what is said in {len(items)} recordings.", "Name a folder of texts, one for each."
            )

        def work(item: Item) -> dict[str, Any]:
            folder = target / item.name if batch else target
            given = {"audio": item.source, "out": folder, "text": text_of(item, texts), "ckpt": ckpt}
            request = build(GestureRequest, vars(arguments), **given)
            with results_folder(folder):
                made = generate(request, bar)
                write_sidecar("gesture", [request], folder)
            return _report(made, bar)

        return run_items(items, batch, work, arguments, bar)


def _report(made: "Performance", bar: Bar) -> dict[str, Any]:
    """What was made, as plain data, and said on stderr."""
    notes = (*made.track.notes, *made.plan.notes)
    bar.say(f"Wrote {made.folder}: {len(made.plan.gestures)} gestures in {made.plan.duration:.1f} s")
    for note in notes:
        bar.say(f"  Note: {note}")
    return {
        "folder": str(made.folder),
        "files": [str(file) for file in made.files],
        "duration": round(made.plan.duration, 3),
        "gestures": len(made.plan.gestures),
        "style": made.plan.style,
        "recogniser": made.track.recogniser,
        "aligner": made.track.aligner,
        "notes": list(notes),
    }
