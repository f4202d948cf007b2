"""`convert`: any motion format to any other."""

import argparse
from pathlib import Path

from studio.verbs.making import Maker, add_common_flags, make


def add_flags(parser: argparse.ArgumentParser) -> None:
    from engines.motion.convert import ConvertRequest
    from engines.motion.formats import READABLE, WRITABLE
    from studio.flags import add_flags

    suffixes = [suffix.removeprefix(".") for suffix in WRITABLE]
    parser.usage = "launch.py convert IN [IN ...] OUT [flags]"
    what = f"motion files or folders of them ({', '.join(READABLE)}), then the file or folder to write"
    parser.add_argument("paths", nargs="+", type=Path, metavar="IN ... OUT", help=what)
    what = "What to write into a folder; may be given several times. [all]"
    parser.add_argument("--to", action="append", choices=suffixes, metavar="|".join(suffixes), help=what)
    add_flags(parser, ConvertRequest, skip=["source", "target"])
    add_common_flags(parser)


def run(arguments: argparse.Namespace) -> int:
    from contracts import StudioError
    from engines.motion.convert import ConvertRequest, convert
    from engines.motion.formats import WRITABLE

    if len(arguments.paths) < 2:
        raise StudioError("convert needs a motion and where to write it.", "For example: convert walk.bvh walk.glb")
    *inputs, target = arguments.paths
    names = tuple(f"motion.{suffix}" for suffix in arguments.to or [suffix.removeprefix(".") for suffix in WRITABLE])
    maker = Maker("convert", ConvertRequest, "source", "target", convert, names, tuple(WRITABLE))
    return make(maker, inputs, target, arguments)
