"""How quickly a recording becomes a performance and a film, and how much memory ten minutes take.

    python tests/benchmarks/gesture_speed.py [--long]

Seconds by the clock and of all processors, best of a few runs: plan and motion of 11 s
beside a loop of additions in the same run; 10 and 60 s of a reader's voice up to a finished film, stage by stage; and
with --long ten minutes heard and performed in a process of its own, its memory beside that of two minutes.
"""

import argparse
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from contracts.threads import share_cores  # noqa: E402

share_cores()  # as the studio does, before numpy is loaded

import numpy as np  # noqa: E402
from numpy.typing import NDArray  # noqa: E402

from engines.gesture import planner, style  # noqa: E402
from engines.gesture.generate import GestureRequest, generate  # noqa: E402
from engines.gesture.perform import perform  # noqa: E402
from engines.speech import SpeechTrack  # noqa: E402
from engines.speech.transcribe import TranscribeRequest, hear  # noqa: E402
from tests.conftest import reference_folder  # noqa: E402


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--long", action="store_true")
    parser.add_argument("--only", type=float, help=argparse.SUPPRESS, metavar="SECONDS")
    asked = parser.parse_args()
    media = reference_folder()
    if media is None:
        print("No reference media at ../shared/data or $MARIONETTE_DATA: nothing to say.")
        return
    if asked.only:
        one_long(media, asked.only)
        return
    print_parts(hear(TranscribeRequest(audio=media / "speech_misc" / "jfk.flac", out=Path("unused"))))
    print_films(media)
    if asked.long:
        print_long()


def timed(work: Callable[[], object], runs: int = 3) -> tuple[float, float]:
    """The best of `runs`: seconds by the clock, and of all processors, those of finished children included."""
    best = busy = float("inf")
    for _ in range(runs):
        start, before = time.perf_counter(), sum(os.times()[:4])
        work()
        best, busy = min(best, time.perf_counter() - start), min(busy, sum(os.times()[:4]) - before)
    return best, busy


def print_parts(track: SpeechTrack) -> None:
    manner = style.style()
    plan = planner.plan(track, manner)
    rows = [
        ("plan", timed(lambda: planner.plan(fresh(track), manner), 5)),
        ("motion", timed(lambda: perform(plan, fresh(track), manner), 5)),
        ("a loop of 20 million additions, as a measure", timed(lambda: sum(range(20_000_000)), 3)),
    ]
    print(f"{f'{track.duration:.1f} s of speech, warm':48}{'clock s':>9}{'processor s':>13}")
    for name, (clock, busy) in rows:
        print(f"  {name:46}{clock:9.2f}{busy:13.2f}")
    print()


def fresh(track: SpeechTrack) -> SpeechTrack:
    """The same track, heard as if for the first time."""
    return track.with_notes()


def recording(media: Path, seconds: float, folder: Path) -> Path:
    """So much of a reader's voice as one file."""
    import soundfile

    parts: list[NDArray[np.float32]] = []
    rate = 22_050
    clips = sorted((media / "ljspeech_mfa" / "wav").glob("*.wav"))
    while sum(map(len, parts)) < seconds * rate:
        parts.append(soundfile.read(clips[len(parts) % len(clips)], dtype="float32")[0])
    path = folder / f"{seconds:g}.wav"
    soundfile.write(path, np.concatenate(parts)[: round(seconds * rate)], rate)
    return path


def print_films(media: Path) -> None:
    print(f"{'from a recording to a 960x720 film, warm':48}{'clock s':>9}{'processor s':>13}")
    with tempfile.TemporaryDirectory() as folder:
        for seconds, runs in ((10.0, 3), (60.0, 2)):
            sound = recording(media, seconds, Path(folder))
            stages = Stages()

            def make(sound: Path = sound, stages: Stages = stages, out: Path = Path(folder) / "made") -> None:
                shutil.rmtree(out, ignore_errors=True)
                generate(GestureRequest(audio=sound, out=out), stages)
                stages("", 0, 0)

            generate(GestureRequest(audio=recording(media, 3, Path(folder)), out=Path(folder) / "warm"))
            clock, busy = timed(make, runs)
            print(f"  {f'{seconds:g} s of speech':46}{clock:9.2f}{busy:13.2f}")
            for name, (clock, busy) in stages.spent.items():
                print(f"    {name:44}{clock / runs:9.2f}{busy / runs:13.2f}")
    print(f"  load of the machine, which has {os.cpu_count()} processors: {os.getloadavg()[0]:.1f}\n")


class Stages:
    """A `Progress` that adds up what each stage takes, and how long it was ever silent."""

    def __init__(self) -> None:
        self.spent: dict[str, tuple[float, float]] = {}
        self.silence: dict[str, float] = {}
        self._stage, self._clock, self._busy = "", time.perf_counter(), sum(os.times()[:4])

    def __call__(self, stage: str, done: float, total: float, message: str = "") -> None:
        clock, busy = time.perf_counter(), sum(os.times()[:4])
        if self._stage:
            was = self.spent.get(self._stage, (0.0, 0.0))
            self.spent[self._stage] = (was[0] + clock - self._clock, was[1] + busy - self._busy)
            self.silence[self._stage] = max(self.silence.get(self._stage, 0.0), busy - self._busy)
        self._stage, self._clock, self._busy = stage, clock, busy


def print_long() -> None:
    print(f"{'without a film':24}{'clock s':>9}{'processor s':>13}{'peak MB':>9}   longest silence, processor s")
    for seconds in (120.0, 600.0):
        done = subprocess.run(
            [sys.executable, __file__, "--only", str(seconds)], capture_output=True, text=True, check=False
        )
        print(done.stdout.rstrip() or done.stderr[-2000:])


def one_long(media: Path, seconds: float) -> None:
    stages = Stages()
    with tempfile.TemporaryDirectory() as folder:
        sound = recording(media, seconds, Path(folder))
        start, before = time.perf_counter(), sum(os.times()[:4])
        generate(GestureRequest(audio=sound, out=Path(folder) / "made", video=False), stages)
        clock, busy = time.perf_counter() - start, sum(os.times()[:4]) - before
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    quiet = ", ".join(f"{name} {silence:.1f}" for name, silence in stages.silence.items() if silence > 0.3)
    print(f"  {f'{seconds / 60:g} minutes':22}{clock:9.1f}{busy:13.1f}{peak:9.0f}   {quiet}")


if __name__ == "__main__":
    main()
