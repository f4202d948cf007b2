"""How well and how fast avatars are learned and driven: `python tests/benchmarks/avatar.py [--clip whitehouse|grid]`.

Both clips of ../shared/data: the White House clip with its last fifth held out, and four sentences of GRID with the
fourth held out and driven by its sound alone. Every number of lips stands between a still mouth and the tracked one.
Seconds of the processor are told beside those of the clock, as other programs may run.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from pathlib import Path

import numpy as np

from engines.avatar.avatar import Avatar, load
from engines.avatar.drive import DriveRequest, drive, pictures, stances_of
from engines.avatar.evaluate import METRICS, EvaluateRequest, evaluate
from engines.avatar.make import PreprocessRequest, TrainRequest, preprocess, train

DATA = Path(__file__).resolve().parents[3] / "shared" / "data"
CLIPS = {
    "whitehouse": ("whitehouse_obama/obama_weekly_address_5s.mp4", 0.2),
    "grid": ("grid_s1/grid_s1_concat4_12s.mp4", 0.25),
}


class Watch:
    """Seconds of clock and processor since it was made."""

    def __init__(self) -> None:
        self._clock, self._processor = time.perf_counter(), time.process_time()

    def __str__(self) -> str:
        clock, processor = time.perf_counter() - self._clock, time.process_time() - self._processor
        return f"{clock:6.1f} s, {processor:6.1f} s of processor"


def of_clip(name: str, minutes: float, work: Path) -> None:
    """Prepare, learn and evaluate one clip."""
    file, holdout = CLIPS[name]
    print(f"\n{name}: {file}, last {holdout:.0%} held out")
    watch = Watch()
    preprocess(PreprocessRequest(video=DATA / file, out=work / name, size=256))
    print(f"  prepared in {watch}")
    watch = Watch()
    made = train(TrainRequest(folder=work / name, out=work / f"{name}-avatar", holdout=holdout, minutes=minutes))
    print(f"  learned in  {watch}")
    print(f"  {'pictures':>9} {'seconds':>8} {'splats':>7}   learned: full face mouth   held out: full face mouth, dB")
    for row in made.rows[3::4]:
        known, held = ("  ".join(f"{value:5.2f}" for value in part) for part in (row.train, row.held))
        print(f"  {row.iteration:9d} {row.seconds:8.1f} {row.splats:7d}   {known}        {held}")
    found = evaluate(EvaluateRequest(avatar=made.path, video=DATA / file))
    print(f"  {found.frames} pictures driven by their sound: {'':>6} {'floor':>8} {'driven':>8} {'ceiling':>8}")
    for metric in METRICS:
        values = (getattr(scores, metric) for scores in (found.floor, found.driven, found.ceiling))
        print(f"  {metric:>36}  " + " ".join(f"{value:8.3f}" for value in values))
    for size in (256, 512):
        _speed(load(made.path), made.path, size, work)


def _speed(avatar: Avatar, path: Path, size: int, work: Path) -> None:
    """Frames a second with and without writing a file."""
    mouths = np.zeros((100, avatar.coder.shape.mouth), np.float32)
    request = DriveRequest(avatar=path, out=work / "film.mp4", text="Nothing is said.", size=size)
    for _ in pictures(avatar, stances_of(avatar, mouths[:5], "cycle"), request):
        pass
    start, processor = time.perf_counter(), time.process_time()
    for _ in pictures(avatar, stances_of(avatar, mouths, "cycle"), request):
        pass
    alone, own = 100 / (time.perf_counter() - start), 100 / (time.process_time() - processor)
    start = time.perf_counter()
    made = drive(request.model_copy(update={"text": "My baby brother bought five warm waffles, please."}))
    print(
        f"  {size} x {size}: {alone:.0f} frames a second ({own:.0f} a second of processor), "
        f"{made.frames / (time.perf_counter() - start):.0f} with speaking and writing the film"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0] if __doc__ else None)
    parser.add_argument("--clip", choices=sorted(CLIPS), action="append")
    parser.add_argument("--minutes", type=float, default=5.0)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        for name in arguments.clip or CLIPS:
            of_clip(name, arguments.minutes, Path(folder))


if __name__ == "__main__":
    main()
