"""What the verbs that show a motion share: their flags, and where bodies of the user's are looked for."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from studio.verbs.making import Maker, add_common_flags, make

if TYPE_CHECKING:
    from pydantic import BaseModel


def add_picture_flags(parser: argparse.ArgumentParser, verb: str, model: type[BaseModel], made: str, out: str) -> None:
    """The flags of `verb`, which makes a `made`, such as OUT.mp4; `out` says what may be written."""
    from studio.flags import add_flags

    parser.usage = f"launch.py {verb} MOTION [MOTION ...] -o {made} [flags]"
    what = "motion files, or folders of them; several make a folder of results each"
    parser.add_argument("motions", nargs="+", type=Path, metavar="MOTION", help=what)
    parser.add_argument("-o", "--out", type=Path, required=True, help=out, metavar="PATH")
    add_flags(parser, model, skip=["motion", "out", "ckpt"])
    parser.add_argument("--workspace", type=Path, metavar="PATH", help="Where a ckpt/ folder with bodies may be.")
    add_common_flags(parser)


def make_pictures(
    arguments: argparse.Namespace,
    verb: str,
    model: type[BaseModel],
    engine: Callable[..., Any],
    name: str,
    suffixes: tuple[str, ...],
) -> int:
    """Run `engine` on every motion; what it writes into a folder is called `name`. Returns the exit code."""
    from studio.registry import folders
    from studio.settings import default_workspace

    given = {"ckpt": folders(arguments.workspace or default_workspace())}
    maker = Maker(verb, model, "motion", "out", engine, (name,), suffixes, given)
    return make(maker, arguments.motions, arguments.out, arguments)
