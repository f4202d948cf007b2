"""How fast a story is told: frames a second by style, ten seconds from text to film, and one picture of a moment.

    OPENBLAS_NUM_THREADS=1 .venv/bin/python tests/benchmarks/story.py [--frames 120] [--repeats 3]

Drawing and acting are measured as processor time of this process, the least of some goes; a story from text to MP4 as
time that passes, in a process of its own, since its encoder has processes of its own. The peer of drawing is OpenCV,
which turns the finished frame to the colours of video: what any film needs. `alone` and `with another` are frames of
the film a second, drawn and packed, as time that passes: by this process, and by this one and another side by side,
once it is ready; on a machine that does nothing else. A story is told by all processes that there is room for.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import cv2
import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parent.parent.parent))

from engines.story.direct import Show, direct
from engines.story.hands import Hands
from engines.story.order import Order
from engines.story.projector import Projector, still
from engines.story.script import Script
from renderers.figure_pens import STYLES, Style

ROOT = Path(__file__).resolve().parent.parent.parent
SIZE = (1280, 720)
STORY = (
    'Tom, Mia and a robot are in the park. Tom waves and says: "Hello!" Mia runs to the robot. The robot dances while '
    "Tom claps."
)


def three() -> Show:
    """Ten seconds of three who do something all the time, one of them talking, before a park."""
    people = [("tom", "human"), ("mia", "child"), ("rob", "robot")]
    script = Script.model_validate(
        {
            "scenes": [{"id": "s", "place": "park", "cast": [{"who": who} for who, _ in people]}],
            "characters": [{"id": who, "name": who.title(), "kind": kind} for who, kind in people],
            "beats": [
                {"actor": "tom", "action": "wave", "step": 0, "duration": 3.0},
                {"actor": "rob", "action": "dance", "step": 0, "duration": 9.0},
                {"actor": "mia", "action": "run", "step": 1, "to": {"x": 5.5}, "duration": 2.0},
                {"actor": "tom", "action": "clap", "step": 2, "duration": 3.0},
            ],
            "lines": [{"who": "mia", "text": "Look at all of this, everybody!", "step": 2}],
        }
    )
    return direct(script, mute=True)


def spent(work: Callable[[], object], repeats: int, clock: Callable[[], float] = time.process_time) -> float:
    """The least seconds of a few goes."""
    best = float("inf")
    for _ in range(repeats):
        begin = clock()
        work()
        best = min(best, clock() - begin)
    return best


def drawing(show: Show, count: int, repeats: int) -> None:
    """A row for each style."""
    first = Projector(show, "normal", SIZE).draw(0).copy()
    peer = spent(lambda: [cv2.cvtColor(first, cv2.COLOR_RGB2YUV_I420) for _ in range(20)], 5) / 20
    print(f"three characters at {SIZE[0]}x{SIZE[1]}, {count} frames of {show.frames}")
    print(
        f"{'style':12s} {'ms a frame':>10s} {'to OpenCV':>10s} {'first ms':>9s} "
        f"{'alone':>9s} {'with another':>13s} {'ratio':>6s}"
    )
    chosen = np.linspace(0, show.frames - 40, count).astype(int)
    for style in STYLES:
        begin = time.process_time()
        projector = Projector(show, style, SIZE)
        projector.draw(0)
        opening = time.process_time() - begin
        each = spent(lambda p=projector: [p.draw(int(frame)) for frame in chosen], repeats) / count
        alone, two = rate(show, style, 0), rate(show, style, 1)
        print(
            f"{style:12s} {1000 * each:10.2f} {each / peer:10.1f} {1000 * opening:9.0f} {alone:9.0f} {two:13.0f} "
            f"{two / alone:6.2f}"
        )


def rate(show: Show, style: Style, others: int) -> float:
    """Frames a second of the whole film, drawn and packed for video by this process and `others`."""
    with Hands(others) as hands:
        order = Order(show, style, SIZE, ".mp4")
        for _ in zip(range(3), frames := hands.draw(order), strict=False):
            while others and not hands.ready:
                time.sleep(0.01)
        begin = time.perf_counter()
        count = sum(1 for _ in frames)
        return count / (time.perf_counter() - begin)


def moment(show: Show, repeats: int) -> None:
    """One picture alone."""
    for style in ("normal", "neon", "chalkboard"):
        took = spent(lambda s=style: still(show, 4.0, s, SIZE), repeats, time.perf_counter)
        print(f"one moment alone, {style:10s}: {1000 * took:5.0f} ms of wall time, everything drawn for it")


_TOLD = """
import sys, time
begin = time.perf_counter()
from engines.story.film import StoryRequest, tell
from pathlib import Path
from engines.story import soundtrack, direct, voicing
for go in range(2):
    before, own = time.perf_counter(), time.process_time()
    told = tell(StoryRequest(text=sys.argv[1], out=Path(sys.argv[2]), seed=go))
    now = time.perf_counter()
    started = begin if go == 0 else before
    print(f"{told.seconds:.1f} {now - started:.2f} {time.process_time() - (0.0 if go == 0 else own):.2f}")
    voicing._SAID.forget(); direct._STAGED.forget(); soundtrack._MADE.forget()
"""


def told() -> None:
    """From text to MP4: in a fresh process, and again in the same with everything forgotten but the loaded code."""
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-c", _TOLD, STORY, str(Path(folder) / "a.mp4")]
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True, env={**os.environ})
    for name, row in zip(("cold", "warm"), done.stdout.split("\n"), strict=False):
        film, wall, own = map(float, row.split())
        print(
            f"text to MP4, {name}: {wall:5.2f} s of wall time, {own:5.2f} s of processor time for {film:4.1f} s of film"
        )


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--frames", type=int, default=120)
    parser.add_argument("--repeats", type=int, default=3)
    given = parser.parse_args()
    cv2.setNumThreads(1)
    begin = time.process_time()
    show = three()
    print(f"directing ten seconds of three, first: {time.process_time() - begin:.2f} s of processor time")
    drawing(show, given.frames, given.repeats)
    moment(show, given.repeats)
    told()


if __name__ == "__main__":
    main()
