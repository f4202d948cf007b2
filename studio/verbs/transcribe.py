"""`transcribe`: the words of a recording, when each is said, and with which sounds."""

import argparse
from pathlib import Path
from typing import TYPE_CHECKING, Any

from studio.batch import Item, expand
from studio.console import Bar, cancellable
from studio.verbs.making import add_json_flag, results_folder, run_items, write_sidecar

if TYPE_CHECKING:
    from engines.speech.transcribe import Transcription

SOUNDS = (
    ".wav", ".mp3", ".m4a", ".aac", ".ogg", ".oga", ".opus", ".flac", ".aif", ".aiff", ".wma",
    ".webm", ".mp4", ".mov", ".mkv", ".avi", ".mpg", ".mpeg",
)  # fmt: skip
"""What is taken out of a folder; a file that is named may end in anything."""

_TEXTS = (".txt", ".lab")
_MOST_TEXT = 4_000_000


def add_flags(parser: argparse.ArgumentParser) -> None:
    from engines.speech.transcribe import TranscribeRequest
    from studio.flags import add_flags

    parser.usage = "launch.py transcribe AUDIO [AUDIO ...] -o DIR [flags]"
    what = "recordings or films, or folders of them; several make a folder of results each"
    parser.add_argument("recordings", nargs="+", type=Path, metavar="AUDIO", help=what)
    parser.add_argument("-o", "--out", type=Path, required=True, help="Folder to write to.", metavar="DIR")
    what = "What is said, as a text file; then only its timing is found. For a batch a folder of NAME.txt or NAME.lab."
    parser.add_argument("--text", type=Path, metavar="FILE", dest="text_file", help=what)
    add_flags(parser, TranscribeRequest, skip=["audio", "out", "text", "ckpt"])
    parser.add_argument("--workspace", type=Path, metavar="PATH", help="Where a ckpt/ folder with models may be.")
    add_json_flag(parser)


def run(arguments: argparse.Namespace) -> int:
    from contracts import StudioError
    from engines.speech.transcribe import TranscribeRequest, transcribe
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
            request = build(TranscribeRequest, vars(arguments), **given)
            with results_folder(folder):
                made = transcribe(request, bar)
                write_sidecar("transcribe", [request], folder)
            return _report(made, bar)

        return run_items(items, batch, work, arguments, bar)


def text_of(item: Item, texts: Path | None) -> str | None:
    """What is said in a recording, from the file that was named or the one of its name in the folder."""
    from contracts import StudioError
    from engines.motion.formats import files

    if texts is None:
        return None
    path = texts
    if texts.is_dir():
        named = [texts / f"{item.name}{suffix}" for suffix in _TEXTS]
        found = [file for file in named if file.is_file()]
        if not found:
            raise StudioError(f"There is no text for {item.source.name} in {texts}.", f"It is called {named[0].name}.")
        path = found[0]
    elif not texts.exists():
        raise StudioError(f"There is no file {texts}.", "Check the name and the folder.")
    text = files.read_text(path, _MOST_TEXT)
    if not text.strip():
        raise StudioError(f"{path.name} holds no text.", "Leave --text out to have the words recognised.")
    return text


def _report(made: "Transcription", bar: Bar) -> dict[str, Any]:
    """What was made, as plain data, and said on stderr."""
    track = made.track
    count = f"{len(track.words)} word{'' if len(track.words) == 1 else 's'}"
    bar.say(f"Wrote {made.folder}: {count} in {track.duration:.1f} s; {track.recogniser}, aligned by {track.aligner}")
    for note in track.notes:
        bar.say(f"  Note: {note}")
    return {
        "folder": str(made.folder),
        "files": [str(file) for file in made.files],
        "source": track.source,
        "duration": round(track.duration, 3),
        "language": track.language,
        "recogniser": track.recogniser,
        "aligner": track.aligner,
        "text": track.text,
        "words": len(track.words),
        "notes": list(track.notes),
    }
