"""`render`: a motion as a film, with sound if there is some."""

import argparse
from pathlib import Path

from studio.verbs.making import Maker, add_common_flags, make

SUFFIXES = (".mp4", ".gif", ".webm")


def add_flags(parser: argparse.ArgumentParser) -> None:
    from engines.picture.requests import RenderRequest
    from studio.flags import add_flags

    parser.usage = "launch.py render MOTION [MOTION ...] -o OUT.mp4 [flags]"
    what = "motion files, or folders of them; several make a folder of results each"
    parser.add_argument("motions", nargs="+", type=Path, metavar="MOTION", help=what)
    parser.add_argument(
        "-o", "--out", type=Path, required=True, help="Film to write (.mp4, .gif, .webm), or a folder.", metavar="PATH"
    )
    add_flags(parser, RenderRequest, skip=["motion", "out", "ckpt"])
    parser.add_argument("--workspace", type=Path, metavar="PATH", help="Where a ckpt/ folder with bodies may be.")
    add_common_flags(parser)


def run(arguments: argparse.Namespace) -> int:
    from engines.picture import RenderRequest, render
    from studio.registry import folders
    from studio.settings import default_workspace

    given = {"ckpt": folders(arguments.workspace or default_workspace())}
    maker = Maker("render", RenderRequest, "motion", "out", render, ("video.mp4",), SUFFIXES, given)
    return make(maker, arguments.motions, arguments.out, arguments)
