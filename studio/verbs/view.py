"""`view`: a motion as one HTML page to turn, scrub and share."""

import argparse
from pathlib import Path

from studio.verbs.making import Maker, add_common_flags, make

SUFFIXES = (".html",)


def add_flags(parser: argparse.ArgumentParser) -> None:
    from engines.picture.requests import ViewRequest
    from studio.flags import add_flags

    parser.usage = "launch.py view MOTION [MOTION ...] -o OUT.html [flags]"
    what = "motion files, or folders of them; several make a folder of results each"
    parser.add_argument("motions", nargs="+", type=Path, metavar="MOTION", help=what)
    parser.add_argument(
        "-o", "--out", type=Path, required=True, help="Page to write (.html), or a folder.", metavar="PATH"
    )
    add_flags(parser, ViewRequest, skip=["motion", "out", "ckpt"])
    parser.add_argument("--workspace", type=Path, metavar="PATH", help="Where a ckpt/ folder with bodies may be.")
    add_common_flags(parser)


def run(arguments: argparse.Namespace) -> int:
    from engines.picture import ViewRequest, view
    from studio.registry import folders
    from studio.settings import default_workspace

    given = {"ckpt": folders(arguments.workspace or default_workspace())}
    maker = Maker("view", ViewRequest, "motion", "out", view, ("view.html",), SUFFIXES, given)
    return make(maker, arguments.motions, arguments.out, arguments)
