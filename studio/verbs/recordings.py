"""What the verbs that take recordings share: their flags, which files are meant, and what is said in each."""

import argparse
from pathlib import Path

from contracts import StudioError
from studio.batch import Item, expand

SOUNDS = (
    ".wav", ".mp3", ".m4a", ".aac", ".ogg", ".oga", ".opus", ".flac", ".aif", ".aiff", ".wma",
    ".webm", ".mp4", ".mov", ".mkv", ".avi", ".mpg", ".mpeg",
)  # fmt: skip
"""What is taken out of a folder; a file that is named may end in anything."""

_TEXTS = (".txt", ".lab")
_MOST_TEXT = 4_000_000


def add_recording_flags(parser: argparse.ArgumentParser, *, needed: bool = True, without: str = "") -> None:
    """The recordings, where results go, and their texts; `without` says what a text is for when none is `needed`."""
    what = "recordings or films, or folders of them; several make a folder of results each"
    parser.add_argument("recordings", nargs="+" if needed else "*", type=Path, metavar="AUDIO", help=what)
    parser.add_argument("-o", "--out", type=Path, required=True, help="Folder to write to.", metavar="DIR")
    what = "What is said, as a text file; then only its timing is found. For a batch a folder of NAME.txt or NAME.lab."
    parser.add_argument("--text", type=Path, metavar="FILE", dest="text_file", help=f"{what} {without}".strip())


def recordings(given: list[Path], texts: Path | None) -> tuple[list[Item], bool]:
    """The recordings meant, and whether they are a batch, which makes a folder of results each."""
    items = expand(given, SOUNDS)
    batch = len(items) > 1 or any(path.is_dir() for path in given)
    if batch and texts is not None and not texts.is_dir():
        raise StudioError(
            f"{texts} cannot be what is said in {len(items)} recordings.", "Name a folder of texts, one for each."
        )
    return items, batch


def text_of(item: Item, texts: Path | None) -> str | None:
    """What is said in a recording, from the file that was named or the one of its name in the folder."""
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
