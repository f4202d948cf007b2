"""How well and how fast avatars are learned and driven: `python tests/benchmarks/avatar.py [--clip whitehouse|grid]`.

Both clips of ../shared/data: the White House clip with its last fifth held out, and four sentences of GRID with the
fourth held out and driven by its sound alone. Every number of lips stands between a still mouth and the tracked one;
pictures that were held out are compared all. Seconds of the processor are told beside those of the clock, as other
programs may run. At the end every figure that is a goal stands beside it.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from engines.avatar.avatar import Avatar, load
from engines.avatar.curves import Sight
from engines.avatar.drive import DriveRequest, drive, pictures, stances_of
from engines.avatar.evaluate import METRICS, EvaluateRequest, evaluate
from engines.avatar.make import PreprocessRequest, TrainRequest, preprocess, train
from tests.conftest import reference_folder

CLIPS = {
    "whitehouse": ("whitehouse_obama/obama_weekly_address_5s.mp4", 0.2),
    "grid": ("grid_s1/grid_s1_concat4_12s.mp4", 0.25),
}
KNOWN = 35.0
"""dB on learned pictures that should be reached within a minute."""
SPOKEN = "My baby brother bought five warm waffles, please."


@dataclass(frozen=True)
class Figure:
    """What was measured, and what it should be at least, or at most."""

    name: str
    value: float
    goal: float
    at_least: bool = True

    def __str__(self) -> str:
        met = self.value >= self.goal if self.at_least else self.value <= self.goal
        way = "at least" if self.at_least else "at most"
        return f"  {self.name:64} {self.value:8.3f}   {way:8} {self.goal:7.2f}   {'met' if met else 'MISSED'}"


class Watch:
    """Seconds of clock and processor since it was made."""

    def __init__(self) -> None:
        self._clock, self._processor = time.perf_counter(), time.process_time()

    @property
    def processor(self) -> float:
        return time.process_time() - self._processor

    def __str__(self) -> str:
        return f"{time.perf_counter() - self._clock:6.1f} s, {self.processor:6.1f} s of processor"


def of_clip(data: Path, name: str, minutes: float, features: str, work: Path, sheets: Path | None) -> list[Figure]:
    """Prepare, learn and evaluate one clip."""
    file, holdout = CLIPS[name]
    print(f"\n{name}: {file}, last {holdout:.0%} held out", flush=True)
    watch = Watch()
    preprocess(PreprocessRequest(video=data / file, out=work / name, size=256))
    print(f"  prepared in {watch}", flush=True)
    watch = Watch()
    spent: list[float] = []

    def look(sight: Sight) -> None:
        spent.append(watch.processor)

    request = TrainRequest(
        folder=work / name, out=work / f"{name}-avatar", holdout=holdout, minutes=minutes, features=features
    )
    made = train(request, watch=look)
    print(f"  learned in  {watch}", flush=True)
    print(f"  {'pictures':>9} {'processor s':>11} {'splats':>7}   learned: full face mouth   held out: full face mouth")
    for row, seconds in list(zip(made.rows, spent, strict=True))[1::3]:
        known, held = ("  ".join(f"{value:5.2f}" for value in part) for part in (row.train, row.held))
        print(f"  {row.iteration:9d} {seconds:11.1f} {row.splats:7d}   {known}        {held}")
    found = evaluate(EvaluateRequest(avatar=made.path, video=data / file))
    print(f"  {found.frames} pictures driven by their sound: {'':>6} {'floor':>8} {'driven':>8} {'ceiling':>8}")
    for metric in METRICS:
        values = (getattr(scores, metric) for scores in (found.floor, found.driven, found.ceiling))
        print(f"  {metric:>36}  " + " ".join(f"{value:8.3f}" for value in values), flush=True)
    if sheets is not None:
        cv2.imwrite(str(sheets / f"{name}.png"), found.sheet[..., ::-1])
    for size in (256, 512):
        _speed(load(made.path), made.path, size, work)
    reached = [seconds for row, seconds in zip(made.rows, spent, strict=True) if row.train.full >= KNOWN]
    figures = [
        Figure(f"{name}: s of processor to {KNOWN:.0f} dB on learned pictures", min(reached, default=np.inf), 60, False)
    ]
    if name == "whitehouse":
        figures.append(Figure("whitehouse: held out, full, dB", found.ceiling.psnr_full, 30))
        figures.append(Figure("whitehouse: held out, face, dB", found.ceiling.psnr_face, 29))
    else:
        figures.append(Figure("grid: fourth sentence, lip opening correlation", found.driven.lip_correlation, 0.85))
        figures.append(Figure("grid: fourth sentence, LMD, px at 256", found.driven.lmd, 0.55, False))
    return figures


def _speed(avatar: Avatar, path: Path, size: int, work: Path) -> None:
    """Frames a second with and without writing a file."""
    mouths = np.zeros((100, avatar.coder.shape.mouth), np.float32)
    request = DriveRequest(avatar=path, out=work / "film.mp4", text=SPOKEN, size=size)
    for _ in pictures(avatar, stances_of(avatar, mouths[:5], "cycle"), request):
        pass
    rates = []
    for _ in range(3):
        start, processor = time.perf_counter(), time.process_time()
        for _ in pictures(avatar, stances_of(avatar, mouths, "cycle"), request):
            pass
        rates.append((100 / (time.perf_counter() - start), 100 / (time.process_time() - processor)))
    alone, own = (max(column) for column in zip(*rates, strict=True))
    watch, start = Watch(), time.perf_counter()
    made = drive(request)
    print(
        f"  {size} x {size}: {alone:.0f} frames a second ({own:.0f} a second of processor); with speaking and writing "
        f"a film of {made.frames} frames {made.frames / (time.perf_counter() - start):.0f} "
        f"({made.frames / watch.processor:.0f}, without the encoder's)",
        flush=True,
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0] if __doc__ else None)
    parser.add_argument("--clip", choices=sorted(CLIPS), action="append")
    parser.add_argument("--minutes", type=float, default=5.0)
    parser.add_argument("--features", default="", help="what is heard, as 'avatar train --features' takes it")
    parser.add_argument("--sheets", type=Path, help="a folder for pictures: real, driven, tracked, still")
    arguments = parser.parse_args()
    data = reference_folder()
    if data is None:
        print("No reference media at ../shared/data or $MARIONETTE_DATA: nothing to compare with.")
        return
    figures = []
    with tempfile.TemporaryDirectory() as folder:
        for name in arguments.clip or CLIPS:
            figures += of_clip(data, name, arguments.minutes, arguments.features, Path(folder), arguments.sheets)
    print("\nGoals")
    for figure in figures:
        print(figure)
    import torch

    if not torch.cuda.is_available():
        print("  No GPU here: frames a second and training on one were not measured.")


if __name__ == "__main__":
    main()
