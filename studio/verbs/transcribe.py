"""`transcribe`: the words of a recording, when each is said, and with which sounds."""

import argparse
from pathlib import Path
from typing import TYPE_CHECKING, Any

from studio.batch import Item
from studio.console import Bar, cancellable
from studio.verbs.making import add_json_flag, run_items
from studio.verbs.recordings import add_recording_flags, recordings, text_of
from studio.verbs.results import Results, results_folder, write_sidecar

if TYPE_CHECKING:
    from engines.speech.transcribe import Transcription


def add_flags(parser: argparse.ArgumentParser) -> None:
    from engines.speech.transcribe import TranscribeRequest
    from studio.flags import add_flags

    parser.usage = "launch.py transcribe AUDIO [AUDIO ...] -o DIR [flags]"
    add_recording_flags(parser)
    add_flags(parser, TranscribeRequest, skip=["audio", "out", "text", "ckpt"])
    parser.add_argument("--workspace", type=Path, metavar="PATH", help="Where a ckpt/ folder with models may be.")
    add_json_flag(parser)


def run(arguments: argparse.Namespace) -> int:
    from engines.speech.transcribe import TranscribeRequest, transcribe
    from studio.flags import build
    from studio.registry import folders
    from studio.settings import default_workspace

    bar = Bar()
    ckpt = folders(arguments.workspace or default_workspace())
    target: Path = arguments.out
    texts: Path | None = arguments.text_file
    with cancellable(bar):
        items, batch = recordings(arguments.recordings, texts)

        def work(item: Item) -> dict[str, Any]:
            folder = target / item.name if batch else target
            given = {"audio": item.source, "out": folder, "text": text_of(item, texts), "ckpt": ckpt}
            request = build(TranscribeRequest, vars(arguments), **given)
            with results_folder(folder) as results:
                made = transcribe(request.model_copy(update={"out": results.part}), bar)
                write_sidecar("transcribe", [request], results)
            return _report(made, results, bar)

        return run_items(items, batch, work, arguments, bar)


def _report(made: "Transcription", results: Results, bar: Bar) -> dict[str, Any]:
    """What was made, as plain data, and said on stderr."""
    track = made.track
    count = f"{len(track.words)} word{'' if len(track.words) == 1 else 's'}"
    bar.say(
        f"Wrote {results.target}: {count} in {track.duration:.1f} s; {track.recogniser}, aligned by {track.aligner}"
    )
    for note in track.notes:
        bar.say(f"  Note: {note}")
    return {
        "folder": str(results.target),
        "files": [str(results.kept(file)) for file in made.files],
        "source": track.source,
        "duration": round(track.duration, 3),
        "language": track.language,
        "recogniser": track.recogniser,
        "aligner": track.aligner,
        "text": track.text,
        "words": len(track.words),
        "notes": list(track.notes),
    }
