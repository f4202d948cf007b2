"""`speak`: a text as sound, in a voice of your choice."""

import argparse
import sys
from pathlib import Path
from typing import Any

SUFFIXES = (".wav",)
TEXTS = (".txt", ".md", ".text")
_VOICE = "voice.wav"


def add_flags(parser: argparse.ArgumentParser) -> None:
    from engines.speech.speak import SpeakRequest
    from studio.flags import add_flags

    parser.usage = (
        'launch.py speak "TEXT" -o OUT.wav [flags]\n       launch.py speak --text-file FILE -o OUT.wav [flags]'
    )
    parser.add_argument("text", nargs="?", metavar="TEXT", help="what to say; - reads it from standard input")
    what = f"Say what this file holds, or every file of a folder ({', '.join(TEXTS)}); may be given several times."
    parser.add_argument("--text-file", action="append", type=Path, default=[], metavar="PATH", help=what)
    what = "Sound to write (.wav), or a folder for the sound with its words, phones and TextGrid."
    parser.add_argument("-o", "--out", type=Path, metavar="PATH", help=what)
    what = "Also write OUT.TextGrid and OUT.words.json: when each word and phone is said."
    parser.add_argument("--timings", action="store_true", help=what)
    parser.add_argument("--list-voices", action="store_true", help="Print the voices that are here, and end.")
    add_flags(parser, SpeakRequest, skip=["text", "out", "ckpt"])
    parser.add_argument("--workspace", type=Path, metavar="PATH", help="Where a ckpt/ folder with voices may be.")
    parser.add_argument("--json", action="store_true", help="Print the result for programs.")


def run(arguments: argparse.Namespace) -> int:
    from contracts import StudioError
    from studio.batch import Item, expand
    from studio.console import Bar, cancellable
    from studio.registry import folders
    from studio.settings import default_workspace
    from studio.verbs.making import run_items

    ckpt = folders(arguments.workspace or default_workspace())
    if arguments.list_voices:
        return _list(ckpt, arguments.json)
    if (arguments.text is None) == (not arguments.text_file):
        raise StudioError("speak needs one text.", 'For example: speak "Hello there." -o hello.wav')
    out = arguments.out
    if out is None:
        raise StudioError("speak needs a place to write to.", "Name a .wav file, or a folder, with -o.")
    one_file = out.suffix.lower() in SUFFIXES and not out.is_dir()
    if not one_file and out.suffix and not out.exists():
        raise StudioError(f"{out.name}: '{out.suffix}' is not written here.", "Use .wav, or name a folder.")
    bar = Bar()
    with cancellable(bar):
        if arguments.text is not None:
            items, batch = [Item(Path("text"), "text")], False
        else:
            items = expand(arguments.text_file, TEXTS)
            batch = len(items) > 1 or any(given.is_dir() for given in arguments.text_file)
        if batch and one_file:
            raise StudioError(f"{len(items)} texts do not fit into one {out.name}.", "Name a folder to write to.")

        def work(item: Item) -> dict[str, Any]:
            if arguments.text is None:
                text = _read(item.source)
            else:
                text = sys.stdin.read() if arguments.text == "-" else arguments.text
            return _one(text, out / item.name if batch else out, one_file, arguments, ckpt, bar)

        return run_items(items, batch, work, arguments, bar)


def _one(
    text: str, out: Path, one_file: bool, arguments: argparse.Namespace, ckpt: tuple[Path, ...], bar: Any
) -> dict[str, Any]:
    """Say one text into one file, or into a folder with everything that is known of it."""
    from contracts import StudioError
    from engines.motion.formats import files
    from engines.speech import outputs, textgrid
    from engines.speech.speak import LONGEST, SpeakRequest, speak
    from studio.flags import build
    from studio.verbs.results import results_folder, write_sidecar

    if len(text) > LONGEST:
        raise StudioError(f"The text has {len(text):,} letters; {LONGEST:,} are said at once.", "Say it in parts.")

    def request(path: Path) -> SpeakRequest:
        return build(SpeakRequest, vars(arguments), text=text, out=path, ckpt=ckpt)

    if one_file:
        files.check_folder(out)
    with results_folder(out.parent if one_file else out) as results:
        wav = results.part / (out.name if one_file else _VOICE)
        asked = request(wav)
        track = speak(asked, bar)
        made = [wav]
        if not one_file:
            made += outputs.write(track, results.part)
            write_sidecar("speak", [asked], results)
        elif arguments.timings:
            made += [
                textgrid.write(track, wav.with_suffix(".TextGrid")),
                outputs.write_words(track, wav.with_suffix(".words.json")),
            ]
    wav, made = results.kept(wav), [results.kept(file) for file in made]
    bar.say(f"Wrote {wav}: {track.duration:.1f} s, spoken by {track.source}.")
    for note in track.notes:
        bar.say(f"  Note: {note}")
    return {
        "path": str(wav),
        "files": [str(file) for file in made],
        "seconds": round(track.duration, 3),
        "words": len(track.words),
        "voice": track.source,
        "timed_by": track.aligner,
        "language": track.language,
        "notes": list(track.notes),
    }


def _read(path: Path) -> str:
    """A text file, whatever wrote it: UTF-8, UTF-16 or Latin-1."""
    from engines.motion.formats import files
    from engines.speech.speak import LONGEST

    return files.read_text(path, 4 * LONGEST)


def _list(ckpt: tuple[Path, ...], as_json: bool) -> int:
    from dataclasses import asdict

    from engines.speech import espeak
    from engines.speech.voices import available
    from studio.cli import DONE, print_result

    voices = available(ckpt)
    if as_json:
        print_result({"voices": [asdict(voice) for voice in voices], "variants": list(espeak.variants())})
        return DONE
    width = max(len(voice.name) for voice in voices) + 2
    for voice in voices:
        print(f"{voice.name:{width}}{voice.label}  [{voice.engine}, {voice.language}; {voice.licence}]")
    print("\nAny language may be coloured, as in de+f2:")
    print("  " + ", ".join(espeak.variants()))
    return DONE
