"""`story`: a typed story as a stick-figure film, and its script."""

import argparse
from pathlib import Path

SUFFIXES = (".txt", ".md", ".text")


def add_flags(parser: argparse.ArgumentParser) -> None:
    from engines.story.film import StoryRequest
    from studio.flags import add_flags

    parser.usage = (
        'launch.py story "TEXT" -o OUT.mp4 [flags]\n       launch.py story --script IN.json -o OUT.mp4 [flags]'
    )
    parser.add_argument("text", nargs="?", metavar="TEXT", help="the story; - reads it from standard input")
    what = f"Tell what this file holds ({', '.join(SUFFIXES)})."
    parser.add_argument("--text-file", type=Path, metavar="PATH", help=what)
    parser.add_argument(
        "--script", type=Path, metavar="PATH", help="A Script to film (.json, with no text), or to write."
    )
    parser.add_argument("-o", "--out", type=Path, required=True, metavar="PATH", help="Film: .mp4, .webm or .gif.")
    add_flags(parser, StoryRequest, skip=["text", "script", "out", "ckpt"])
    parser.add_argument("--workspace", type=Path, metavar="PATH", help="Where a ckpt/ folder with voices may be.")
    parser.add_argument("--json", action="store_true", help="Print the result for programs.")


def run(arguments: argparse.Namespace) -> int:
    from contracts import StudioError
    from engines.story.film import StoryRequest, tell
    from studio.cli import DONE, print_result
    from studio.console import Bar, cancellable
    from studio.flags import build
    from studio.registry import folders
    from studio.settings import default_workspace

    text = _text(arguments)
    if text is None and arguments.script is None:
        raise StudioError("story needs a text.", 'For example: story "A girl waves." -o film.mp4')
    if text is not None and not text.strip():
        raise StudioError("The story is empty.", "Write a sentence or two: who is there, and what do they do?")
    ckpt = folders(arguments.workspace or default_workspace())
    bar = Bar()
    with cancellable(bar):
        script = arguments.script if text is None else None
        request = build(StoryRequest, vars(arguments), text=text or "", script=script, out=arguments.out, ckpt=ckpt)
        told = tell(request, bar)
    files = [told.path]
    if text is not None and arguments.script is not None:
        arguments.script.write_text(told.script.to_json(), encoding="utf-8")
        files.append(arguments.script)
    bar.say(f"Wrote {told.path}: {told.seconds:.1f} s, {len(told.script.characters)} characters.")
    for note in told.notes:
        bar.say(f"  Note: {note}")
    if arguments.json:
        print_result(
            {
                "path": str(told.path),
                "files": [str(file) for file in files],
                "seconds": round(told.seconds, 3),
                "frames": told.frames,
                "notes": list(told.notes),
            }
        )
    return DONE


def _text(arguments: argparse.Namespace) -> str | None:
    import sys

    from contracts import StudioError
    from engines.motion.formats import files
    from engines.story.film import LONGEST

    if arguments.text is not None and arguments.text_file is not None:
        raise StudioError("story needs one text.", "Give it in quotes, or name a file with --text-file.")
    text = arguments.text
    if arguments.text_file is not None:
        text = files.read_text(arguments.text_file, 4 * LONGEST)
    elif text == "-":
        text = sys.stdin.read()
    if text is not None and len(text) > LONGEST:
        raise StudioError(f"The story has {len(text):,} letters; {LONGEST:,} are told at once.", "Tell it in parts.")
    return text
