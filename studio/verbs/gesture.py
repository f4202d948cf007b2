"""`gesture`: a voice becomes a person talking."""

import argparse
from pathlib import Path
from typing import TYPE_CHECKING, Any

from studio.batch import Item
from studio.console import Bar, cancellable
from studio.verbs.making import add_json_flag, run_items
from studio.verbs.recordings import add_recording_flags, recordings, text_of
from studio.verbs.results import Results, results_folder, write_sidecar

if TYPE_CHECKING:
    from engines.gesture.generate import Performance


def add_flags(parser: argparse.ArgumentParser) -> None:
    from engines.gesture.generate import GestureRequest
    from studio.flags import add_flags

    parser.usage = 'launch.py gesture AUDIO [AUDIO ...] -o DIR [flags], or gesture --say "TEXT" -o DIR [flags]'
    add_recording_flags(parser, needed=False, without="Without a recording it is spoken.")
    parser.add_argument("--say", metavar="TEXT", help="Without a recording: what shall be spoken, in a --voice.")
    add_flags(parser, GestureRequest, skip=["audio", "out", "text", "lexicon", "ckpt"])
    what = "A folder with gestures of your own, YAML or Laban JSON; may be given again."
    parser.add_argument("--lexicon", type=Path, action="append", metavar="DIR", help=what)
    what = "Where a ckpt/ folder with models, and gestures/ with gestures of your own, may be."
    parser.add_argument("--workspace", type=Path, metavar="PATH", help=what)
    add_json_flag(parser)


def run(arguments: argparse.Namespace) -> int:
    from contracts import StudioError
    from engines.gesture import lexicon
    from engines.gesture.generate import GestureRequest, generate
    from studio.flags import build
    from studio.registry import folders
    from studio.settings import default_workspace

    bar = Bar()
    workspace = arguments.workspace or default_workspace()
    gestures = (*lexicon.own(workspace), *(arguments.lexicon or ()))
    always = {"ckpt": folders(workspace), "lexicon": tuple(folder.absolute() for folder in gestures)}
    target: Path = arguments.out
    texts: Path | None = arguments.text_file
    with cancellable(bar):
        lexicon.load(always["lexicon"])  # what is wrong there is wrong for every recording
        if arguments.recordings:
            if arguments.say is not None:
                raise StudioError("--say is for a performance without a recording.", "Use --text to tell what is said.")
            items, batch = recordings(arguments.recordings, texts)
        else:
            items, batch = [Item(texts or Path("text"), "text")], False

        def work(item: Item) -> dict[str, Any]:
            folder = target / item.name if batch else target
            given: dict[str, Any] = {**always, "out": folder}
            if arguments.recordings:
                given |= {"audio": item.source, "text": text_of(item, texts)}
            else:
                given |= {"text": _to_say(arguments.say, texts)}
            request = build(GestureRequest, vars(arguments), **given)
            with results_folder(folder) as results:
                made = generate(request.model_copy(update={"out": results.part}), bar)
                write_sidecar("gesture", [request], results)
            return _report(made, results, bar)

        return run_items(items, batch, work, arguments, bar)


def _to_say(say: str | None, texts: Path | None) -> str:
    """What shall be spoken when there is no recording."""
    from contracts import StudioError

    if say is not None and say.strip():
        return say
    found = text_of(Item(texts, texts.stem), texts) if texts is not None and not texts.is_dir() else None
    if found is None:
        raise StudioError("There is nothing to perform.", 'Name a recording, or a text: --say "Hello there."')
    return found


def _report(made: "Performance", results: Results, bar: Bar) -> dict[str, Any]:
    """What was made, as plain data, and said on stderr."""
    notes = (*made.track.notes, *made.plan.notes)
    bar.say(f"Wrote {results.target}: {len(made.plan.gestures)} gestures in {made.plan.duration:.1f} s")
    for note in notes:
        bar.say(f"  Note: {note}")
    return {
        "folder": str(results.target),
        "files": [str(results.kept(file)) for file in made.files],
        "duration": round(made.plan.duration, 3),
        "gestures": len(made.plan.gestures),
        "style": made.plan.style,
        "recogniser": made.track.recogniser,
        "aligner": made.track.aligner,
        "notes": list(notes),
    }
