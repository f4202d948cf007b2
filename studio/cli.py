"""The command line: the app without a browser. Every verb runs the same engine through the same request.

Exit codes: 0 done, 2 the input was wrong, 130 cancelled with nothing half-written. A bug ends with its traceback.
"""

import argparse
import json
import sys
import traceback
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any

from contracts import Cancelled, StudioError, out_of_memory
from contracts.threads import share_cores

DONE, WRONG, CANCELLED = 0, 2, 130
LESS = "Choose a smaller size or a shorter piece, or close other programs."


@dataclass(frozen=True)
class Verb:
    """One word after `launch.py`; its module is imported when it is used.

    The module has `add_flags(parser)` and `run(arguments) -> exit code`.
    """

    help: str
    module: str


VERBS = {
    "app": Verb("open the studio in the browser (what happens without a verb)", "studio.verbs.app"),
    "doctor": Verb("what is here, what is missing, what to do", "studio.verbs.doctor"),
    "convert": Verb("any motion format to any other", "studio.verbs.convert"),
    "render": Verb("a motion as a film, with sound if there is some", "studio.verbs.render"),
    "view": Verb("a motion as one HTML page to turn, scrub and share", "studio.verbs.view"),
    "transcribe": Verb("the words of a recording, with the time of each word and sound", "studio.verbs.transcribe"),
    "speak": Verb("a text as sound, in a voice of your choice", "studio.verbs.speak"),
    "gesture": Verb("a recording becomes a person talking: plan, motion and film", "studio.verbs.gesture"),
    "avatar": Verb("a film of a face becomes someone who says anything", "studio.verbs.avatar"),
    "story": Verb("a typed story becomes a stick-figure film", "studio.verbs.story"),
}


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one verb; returns the exit code."""
    share_cores()
    words = list(sys.argv[1:] if arguments is None else arguments)
    if not words or (words[0].startswith("-") and words[0] not in ("-h", "--help", "--version")):
        words.insert(0, "app")
    parser, run = _parser(words[0])
    parsed = parser.parse_args(words)
    debug = bool(getattr(parsed, "debug", False))
    try:
        return run(parsed)
    except StudioError as error:
        if debug:
            traceback.print_exc()
        print(f"\n{error.message}" + (f"\n{error.hint}" if error.hint else ""), file=sys.stderr)
        return WRONG
    except (Cancelled, KeyboardInterrupt):
        print("\nCancelled.", file=sys.stderr)
        return CANCELLED
    except BrokenPipeError:  # 'launch.py doctor | head'
        sys.stderr.close()
        return DONE
    except Exception as error:
        if debug or not out_of_memory(error):
            raise
        print(f"\nThis computer ran out of memory.\n{LESS}", file=sys.stderr)
        return WRONG


def _parser(typed: str) -> tuple[argparse.ArgumentParser, Callable[[argparse.Namespace], int]]:
    """A parser that knows every verb by name and the flags of the one that was typed."""
    parser = argparse.ArgumentParser(
        prog="launch.py",
        description="Marionette, a local studio for digital humans. 'launch.py test' runs the tests.",
        epilog="'launch.py VERB --help' says more about a verb.",
        allow_abbrev=False,
    )
    parser.add_argument("--version", action="store_true", help="print the version and end")
    verbs = parser.add_subparsers(metavar="VERB")
    run: Callable[[argparse.Namespace], int] = _version
    for name, verb in VERBS.items():
        below = verbs.add_parser(name, help=verb.help, description=verb.help.capitalize() + ".", allow_abbrev=False)
        if name == typed:
            module: Any = import_module(verb.module)
            module.add_flags(below)
            below.add_argument("--debug", action="store_true", help="show where in the code an error comes from")
            run = module.run
    return parser, run


def _version(arguments: argparse.Namespace) -> int:
    from studio.pins import version

    print(f"Marionette {version(Path(__file__).resolve().parent.parent)}")
    return DONE


def print_result(result: dict[str, Any]) -> None:
    """The result of a verb for programs, on stdout."""
    print(json.dumps(result, indent=2, ensure_ascii=False, default=str))


if __name__ == "__main__":
    sys.exit(main())
