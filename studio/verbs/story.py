"""`story`: a typed story as a stick-figure film, its worksheet, subtitles, script and movement."""

import argparse
from pathlib import Path
from typing import Any

SUFFIXES = (".txt", ".md", ".text")
NAMES = ("video.mp4", "sheet.png", "subtitles.srt", "script.json", "story.motion", "tensors.npz")
"""What a folder gets."""


def add_flags(parser: argparse.ArgumentParser) -> None:
    from engines.story.film import StoryRequest
    from studio.flags import add_flags
    from studio.verbs.making import add_json_flag

    parser.usage = (
        'launch.py story "TEXT" -o OUT.mp4 [flags]\n       launch.py story --script IN.json -o OUT.mp4 [flags]\n'
        "       launch.py story FILE.motion -o OUT.mp4 [flags]\n"
        "       launch.py story --sample NAME -o OUT.mp4 [flags]; --samples lists them"
    )
    what = "the story; - reads it from standard input; or a .motion file to be played"
    parser.add_argument("text", nargs="?", metavar="TEXT", help=what)
    what = f"Tell what this file holds, or every file of a folder ({', '.join(SUFFIXES)}); may be given several times."
    parser.add_argument("--text-file", type=Path, action="append", default=[], metavar="PATH", help=what)
    parser.add_argument(
        "--script", type=Path, metavar="PATH", help="A Script to film (.json, with no text), or to write."
    )
    parser.add_argument("--sample", metavar="NAME", help="Tell one of the stories that come along.")
    parser.add_argument("--samples", action="store_true", help="Print the stories that come along, and end.")
    what = "A film (.mp4, .webm, .gif), a worksheet (.png), subtitles (.srt), the Script (.json), movement (.motion, "
    what += ".npz), or a folder for all of them."
    parser.add_argument("-o", "--out", type=Path, metavar="PATH", help=what)
    what = "This character moves as the motion file does (.bvh, .npz, .glb ...); may be given several times."
    parser.add_argument("--drive", action="append", default=[], metavar="NAME=FILE", help=what)
    add_flags(parser, StoryRequest, skip=["text", "script", "motion", "drive", "out", "ckpt"])
    parser.add_argument("--workspace", type=Path, metavar="PATH", help="Where a ckpt/ folder with voices may be.")
    add_json_flag(parser)


def run(arguments: argparse.Namespace) -> int:
    from contracts import StudioError
    from engines.story.film import WRITABLE
    from studio.batch import Item, expand
    from studio.console import Bar, cancellable
    from studio.verbs.making import run_items

    if arguments.samples:
        return _list(arguments.json)
    out = arguments.out
    if out is None:
        raise StudioError("story needs a place to write to.", "Name a film such as story.mp4, or a folder, with -o.")
    one_file = out.suffix.lower() in WRITABLE and not out.is_dir()
    if not one_file and out.suffix and not out.exists():
        raise StudioError(f"{out.name}: '{out.suffix}' is not written here.", f"Use {', '.join(WRITABLE)} or a folder.")
    bar = Bar()
    with cancellable(bar):
        if arguments.text_file:
            if arguments.text is not None or arguments.sample is not None:
                raise StudioError("story needs one text.", "Give it in quotes, or name files with --text-file.")
            items = expand(arguments.text_file, SUFFIXES)
            batch = len(items) > 1 or any(given.is_dir() for given in arguments.text_file)
        else:
            items, batch = [Item(Path("text"), "text")], False
        if batch and one_file:
            raise StudioError(f"{len(items)} stories do not fit into one {out.name}.", "Name a folder to write to.")
        if batch and arguments.script is not None:
            raise StudioError("--script writes one Script.", "In a folder of results every story has its own.")

        def work(item: Item) -> dict[str, Any]:
            return _one(item, out / item.name if batch else out, one_file, arguments, bar)

        return run_items(items, batch, work, arguments, bar)


def _one(item: Any, out: Path, one_file: bool, arguments: argparse.Namespace, bar: Any) -> dict[str, Any]:
    """Tell one story into a file, or into a folder with all that is made of it."""
    from engines.story.film import StoryRequest, check, tell, tell_all
    from studio.flags import build
    from studio.registry import folders
    from studio.settings import default_workspace
    from studio.verbs.results import results_folder, write_sidecar
    from studio.workspace import write_atomic

    ckpt = folders(arguments.workspace or default_workspace())
    source = {"text": "", "script": None, "motion": None, **_source(item, arguments)}
    request = build(StoryRequest, vars(arguments), **source, drive=_driven(arguments.drive), out=out, ckpt=ckpt)
    also = arguments.script if source["text"] else None
    if also is not None:
        check(also, request)
    if one_file:
        files, told = [out], tell(request, bar)
    else:
        with results_folder(out) as results:
            told = tell_all(request, [results.part / name for name in NAMES], bar)
            write_sidecar("story", [request], results)
        files = [out / name for name in NAMES]
    if also is not None and also != out:
        write_atomic(also, told.asked.to_json())
        files.append(also)
    people = len(told.script.characters)
    bar.say(f"Wrote {told.path}: {told.seconds:.1f} s, {people} character{'' if people == 1 else 's'}.")
    for note in told.notes:
        bar.say(f"  Note: {note}")
    return {
        "path": str(told.path),
        "files": [str(file) for file in files],
        "seconds": round(told.seconds, 3),
        "frames": told.frames,
        "notes": list(told.notes),
    }


def _source(item: Any, arguments: argparse.Namespace) -> dict[str, Any]:
    """What is told: a text, a Script or a motion file, as fields of the request."""
    import sys

    from contracts import StudioError
    from engines.motion.formats import files
    from engines.story.film import LONGEST

    text = arguments.text
    if arguments.sample is not None:
        if text is not None:
            raise StudioError("story needs one text.", "Leave out either the text or --sample.")
        text = _sample(arguments.sample)
    elif arguments.text_file:
        text = files.read_text(item.source, 4 * LONGEST)
    elif text == "-":
        text = sys.stdin.read()
    elif text is not None and Path(text).suffix.lower() in (".motion", ".npz") and len(text) < 1000:
        if not Path(text).is_file():
            raise StudioError(f"There is no file {text}.", "Check the name and the folder.")
        return {"motion": Path(text)}
    if text is None:
        if arguments.script is None:
            raise StudioError("story needs a text.", 'For example: story "A girl waves." -o film.mp4')
        return {"script": arguments.script}
    if not text.strip():
        raise StudioError("The story is empty.", "Write a sentence or two: who is there, and what do they do?")
    if len(text) > LONGEST:
        raise StudioError(f"The story has {len(text):,} letters; {LONGEST:,} are told at once.", "Tell it in parts.")
    return {"text": text}


def _driven(given: list[str]) -> dict[str, Path]:
    """NAME=FILE as a dictionary."""
    from contracts import StudioError

    made: dict[str, Path] = {}
    for one in given:
        name, equals, path = one.partition("=")
        if not equals or not name.strip() or not path.strip():
            raise StudioError(f"--drive {one}: that is no NAME=FILE.", "For example: --drive Mia=walk.bvh")
        made[name.strip()] = Path(path.strip())
    return made


def _sample(name: str) -> str:
    from contracts import StudioError
    from engines.story.writer.samples import samples

    wanted = name.lower().strip()
    for one in samples():
        if wanted in (one.name.lower(), one.title.lower(), one.name.lower().partition("_")[2], one.name[:2]):
            return one.text
    raise StudioError(f"There is no sample story '{name}'.", "--samples lists them.")


def _list(as_json: bool) -> int:
    from engines.story.writer.samples import samples
    from studio.cli import DONE, print_result

    if as_json:
        print_result({"samples": [one.model_dump() for one in samples()]})
        return DONE
    for one in samples():
        print(f"{one.name:18s} {one.title}  ({one.subject}, {one.ages})")
    return DONE
