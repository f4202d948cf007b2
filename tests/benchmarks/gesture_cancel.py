"""How long a performance takes to stop that somebody cancels, stage by stage, as the studio's job board does it.

    python tests/benchmarks/gesture_cancel.py [--seconds 60] [--size 960x720] [--moments hear:0.3,film:0.02]

One job for each moment: it is cancelled once its stage has come so far, and the clock runs until the board calls it
cancelled. The voice is heard again only where a stage of hearing is the one to be stopped, as on the page. The peer is
a job that only sleeps and asks every 0.2 s whether it shall stop, which is what no job can beat by much. What a job
leaves behind is counted, too: nothing should.
"""

import argparse
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from contracts.threads import share_cores

share_cores()  # as the studio does, before numpy is loaded

from contracts import Progress  # noqa: E402
from engines.gesture.generate import GestureRequest, generate, voice_of  # noqa: E402
from engines.speech import SpeechTrack  # noqa: E402
from studio.jobs import Job, JobBoard, State  # noqa: E402
from studio.lanes import Lanes  # noqa: E402
from tests.benchmarks.gesture_speed import recording  # noqa: E402
from tests.conftest import reference_folder  # noqa: E402

HEARING = (("decode", 0.0), ("hear", 0.0), ("hear", 0.3), ("hear", 0.8), ("Aligning", 0.0), ("Aligning", 0.5))
MAKING = (
    ("stress", 0.3), ("meaning", 0.0), ("plan", 0.6), ("perform", 0.0), ("perform", 0.5), ("write", 0.0),
    ("write", 0.25), ("write", 0.5), ("write", 0.75), ("film", 0.0), ("film", 0.02), ("film", 0.5), ("film", 0.99),
    ("film", 1.0),
)  # fmt: skip
PATIENCE = 600.0
"""Seconds after which a stage will not come any more."""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seconds", type=float, default=60.0)
    parser.add_argument("--size", default="960x720")
    parser.add_argument("--moments", help="only these, such as hear:0.3,film:0.02")
    asked = parser.parse_args()
    media = reference_folder()
    if media is None:
        print("No reference media at ../shared/data or $MARIONETTE_DATA: nothing to say.")
        return
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        sound = recording(media, asked.seconds, root)
        size = tuple(int(part) for part in asked.size.split("x"))
        request = GestureRequest.model_validate({"audio": sound, "out": root / "made", "size": size})
        bench = Bench(root, request)
        print(
            f"{asked.seconds:g} s of speech, a film of {asked.size}\n{'cancelled in':16}{'at':>6}{'s':>8}   left behind"
        )
        bench.measure("sleep", 0.0)
        chosen = [moment.split(":") for moment in asked.moments.split(",")] if asked.moments else []
        for stage, share in [(name, float(at)) for name, at in chosen] or [*HEARING, *MAKING]:
            bench.measure(stage, share)


class Bench:
    """A board with two kinds of jobs: sleepers and performances."""

    def __init__(self, root: Path, request: GestureRequest) -> None:
        self._root, self._request = root, request
        self._track: SpeechTrack | None = None
        kinds = {"sleep": self._sleep, "hear": self._hear, "make": self._make}
        self._board = JobBoard(root / "jobs", Lanes(), kinds)

    def measure(self, stage: str, share: float) -> None:
        """Print how long a job takes to stop that is cancelled once `share` of `stage` is done."""
        hears = stage in {name for name, _ in HEARING}
        if not hears and stage != "sleep" and self._track is None:
            self._track = voice_of(self._request)
        kind = "sleep" if stage == "sleep" else "hear" if hears else "make"
        job = self._board.submit(kind, stage, {})
        if not self._until(job, lambda now: now.stage == stage and (now.fraction or 0.0) >= share):
            print(f"{stage:16}{share:6.2f}   never came: {self._board.get(job.id).state.value}")
            self._stop(job)
            return
        took = self._stop(job)
        left = [path.name for path in self._root.iterdir() if path.name.endswith(".part") or path.name == "made"]
        state = self._board.get(job.id).state
        ended = "" if state is State.CANCELLED else f" ({state.value})"
        print(f"{stage:16}{share:6.2f}{took:8.2f}   {left or 'nothing'}{ended}", flush=True)

    def _stop(self, job: Job) -> float:
        start = time.perf_counter()
        self._board.cancel(job.id)
        self._until(job, lambda now: not now.state.active)
        return time.perf_counter() - start

    def _until(self, job: Job, so: Callable[[Job], bool]) -> bool:
        """Wait until the job is `so`; False when it ended before."""
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            now = self._board.get(job.id)
            if so(now):
                return True
            if not now.state.active:
                return False
            time.sleep(0.002)
        return False

    def _sleep(self, job: Job, progress: Progress) -> str:
        while True:
            progress("sleep", 0, 1)
            time.sleep(0.2)

    def _hear(self, job: Job, progress: Progress) -> str:
        voice_of(self._request, progress)
        return ""

    def _make(self, job: Job, progress: Progress) -> str:
        generate(self._request, progress, track=self._track.with_notes() if self._track is not None else None)
        return ""


if __name__ == "__main__":
    main()
