"""`avatar check|preprocess|train|drive|evaluate`: a film of a face becomes someone who says anything."""

import argparse
from collections.abc import Callable
from pathlib import Path
from typing import Any

from studio.cli import DONE, WRONG, print_result
from studio.console import Bar, cancellable
from studio.verbs.making import add_json_flag

Work = Callable[[argparse.Namespace, Bar], tuple[int, dict[str, Any]]]


def add_flags(parser: argparse.ArgumentParser) -> None:
    from engines.avatar.drive import DriveRequest
    from engines.avatar.evaluate import EvaluateRequest
    from engines.avatar.make import PreprocessRequest, TrainRequest
    from studio.flags import add_flags

    below = parser.add_subparsers(metavar="STEP", required=True)

    def step(name: str, says: str, work: Work, given: str, metavar: str) -> argparse.ArgumentParser:
        one = below.add_parser(name, help=says, description=says.capitalize() + ".", allow_abbrev=False)
        one.add_argument(given, type=Path, metavar=metavar)
        one.set_defaults(work=work, step=name)
        one.add_argument("--debug", action="store_true", help=argparse.SUPPRESS)
        add_json_flag(one)
        return one

    def out(one: argparse.ArgumentParser, metavar: str, says: str) -> None:
        one.add_argument("-o", "--out", type=Path, required=True, metavar=metavar, help=says)

    step("check", "will this film make a good avatar, and if not, why not", _check, "video", "VIDEO")

    one = step(
        "preprocess", "cut out the head, follow it, and write the folder to train from", _preprocess, "video", "VIDEO"
    )
    out(one, "DIR", "The folder to write, in the layout of EGSTalker.")
    add_flags(one, PreprocessRequest, skip=["video", "out"])

    one = step("train", "learn the avatar of a prepared folder", _train, "folder", "DIR")
    out(one, "AVATAR", "The avatar's folder.")
    add_flags(one, TrainRequest, skip=["folder", "out", "ckpt"])

    one = step("drive", "let an avatar say a sound or a text", _drive, "avatar", "AVATAR")
    out(one, "FILE", "The film to write: .mp4, .mov or .webm.")
    add_flags(one, DriveRequest, skip=["avatar", "out", "ckpt"])

    one = step("evaluate", "compare an avatar, driven by a film's sound, with that film", _evaluate, "avatar", "AVATAR")
    add_flags(one, EvaluateRequest, skip=["avatar", "ckpt"])
    one.add_argument("--sheet", type=Path, metavar="PNG", help="Write pictures: real, driven, tracked and still mouth.")

    one = step("export", "pack an avatar into one file", _export, "avatar", "AVATAR")
    out(one, "FILE", "The .avatar file to write, or a point_cloud.ply of its splats.")

    one = step("import", "unpack an avatar from one file, or take in a point_cloud.ply", _import, "file", "FILE")
    out(one, "AVATAR", "The avatar's folder.")


def run(arguments: argparse.Namespace) -> int:
    bar = Bar()
    with cancellable(bar):
        code, result = arguments.work(arguments, bar)
    if arguments.json:
        print_result(result)
    return int(code)


def _check(arguments: argparse.Namespace, bar: Bar) -> tuple[int, dict[str, Any]]:
    from engines.avatar.check import CheckRequest, check

    report = check(CheckRequest(video=arguments.video), bar)
    for item in report.items:
        bar.say(f"{item.level:>5}  {item.name}: {item.sentence}")
    return WRONG if report.level == "stop" else DONE, report.described()


def _preprocess(arguments: argparse.Namespace, bar: Bar) -> tuple[int, dict[str, Any]]:
    from engines.avatar.make import PreprocessRequest, preprocess
    from studio.flags import build

    request = build(PreprocessRequest, vars(arguments), video=arguments.video, out=arguments.out)
    report = preprocess(request, bar)
    for item in report.items:
        if item.level != "pass":
            bar.say(f"{item.level:>5}  {item.name}: {item.sentence}")
    bar.say(f"Wrote {arguments.out}")
    return DONE, {"folder": str(arguments.out), **report.described()}


def _train(arguments: argparse.Namespace, bar: Bar) -> tuple[int, dict[str, Any]]:
    from engines.avatar.make import TrainRequest, train
    from studio.flags import build
    from studio.registry import folders
    from studio.settings import default_workspace

    places = tuple(folders(default_workspace()))
    request = build(TrainRequest, vars(arguments), folder=arguments.folder, out=arguments.out, ckpt=places)
    made = train(request, bar)
    about = made.avatar.about
    last = made.rows[-1]
    bar.say(f"Wrote {made.path}: {about.splats:,} splats; {last.seconds:.0f} s of training")
    bar.say(f"  held out, dB: {', '.join(f'{name} {value:.1f}' for name, value in about.held_out.items())}")
    for note in made.notes:
        bar.say(f"  Note: {note}")
    rows = [{**vars(row), "train": row.train._asdict(), "held": row.held._asdict()} for row in made.rows]
    return DONE, {"avatar": str(made.path), **about.model_dump(), "curves": rows, "notes": list(made.notes)}


def _drive(arguments: argparse.Namespace, bar: Bar) -> tuple[int, dict[str, Any]]:
    from engines.avatar import still
    from engines.avatar.drive import DriveRequest, drive
    from studio.flags import build
    from studio.registry import folders
    from studio.settings import default_workspace

    still.refuse_speech(arguments.avatar)
    places = folders(default_workspace())
    request = build(DriveRequest, vars(arguments), avatar=arguments.avatar, out=arguments.out, ckpt=tuple(places))
    made = drive(request, bar)
    bar.say(f"Wrote {made.path} ({made.path.stat().st_size / 1e6:.1f} MB, {made.seconds:.1f} s)")
    for note in made.notes:
        bar.say(f"  Note: {note}")
    return DONE, {"path": str(made.path), "seconds": made.seconds, "frames": made.frames, "notes": list(made.notes)}


def _evaluate(arguments: argparse.Namespace, bar: Bar) -> tuple[int, dict[str, Any]]:
    from engines.avatar import still
    from engines.avatar.evaluate import METRICS, EvaluateRequest, evaluate
    from studio.flags import build
    from studio.registry import folders
    from studio.settings import default_workspace

    still.refuse_speech(arguments.avatar)
    places = tuple(folders(default_workspace()))
    request = build(EvaluateRequest, vars(arguments), avatar=arguments.avatar, ckpt=places)
    found = evaluate(request, bar)
    if arguments.sheet is not None:
        from engines.avatar.make import write_picture

        write_picture(arguments.sheet, found.sheet)
    bar.say(f"{found.frames} pictures from {found.start:.2f} s on")
    bar.say(f"{'':>16} {'floor':>8} {'driven':>8} {'ceiling':>8}")
    for metric in METRICS:
        values = (getattr(scores, metric) for scores in (found.floor, found.driven, found.ceiling))
        bar.say(f"{metric:>16} " + " ".join(f"{value:8.3f}" for value in values))
    for note in found.notes:
        bar.say(f"  Note: {note}")
    return DONE, found.described()


def _export(arguments: argparse.Namespace, bar: Bar) -> tuple[int, dict[str, Any]]:
    from engines.avatar.store import export

    path = export(arguments.avatar, arguments.out)
    bar.say(f"Wrote {path} ({path.stat().st_size / 1e6:.1f} MB)")
    return DONE, {"path": str(path)}


def _import(arguments: argparse.Namespace, bar: Bar) -> tuple[int, dict[str, Any]]:
    from engines.avatar import still
    from engines.avatar.store import take_in

    about = take_in(arguments.file, arguments.out)
    bar.say(f"Wrote {arguments.out}: {about.name}")
    if still.is_still(arguments.out):
        bar.say("  Note: splats that came as a .ply can be turned on the page; they cannot speak.")
    return DONE, {"avatar": str(arguments.out), **about.model_dump()}
