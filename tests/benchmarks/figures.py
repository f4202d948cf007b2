"""How long figures take to act and to draw, as processor time; the peer is OpenCV.

python tests/benchmarks/figures.py [--frames 150]

The peer draws the bare twelve bones of the same three figures with OpenCV's antialiased lines: no bodies, no faces.
"""

import argparse
import sys
import time
from collections.abc import Callable
from pathlib import Path

import cv2
import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parent.parent.parent))

from engines.story.acting import Acted, Cue, act
from engines.story.figure import BONES, JOINT
from renderers.figures import STYLES, Cast, Painter, View, look_for

PLAN = [Cue("walk", 0.0, 3.0, to=3.0), Cue("wave", 3.0, 1.5), Cue("talk", 4.5, 2.5), Cue("dance", 7.0, 3.0)]


def spent(work: Callable[[], object], repeats: int = 3) -> float:
    """The least processor seconds of a few goes."""
    best = float("inf")
    for _ in range(repeats):
        start = time.process_time()
        work()
        best = min(best, time.process_time() - start)
    return best


def bare(acted: list[Acted], frame: int, view: View) -> np.ndarray:
    """The peer: bones as lines."""
    picture = np.full((view.size[1], view.size[0], 3), 255, np.uint8)
    for actor in acted:
        points = (actor.joints[frame] - view.middle) * [view.scale, -view.scale] + np.array(view.size) / 2
        for _, start, end in BONES:
            a, b = (tuple(np.round(points[JOINT[name]]).astype(int).tolist()) for name in (start, end))
            cv2.line(picture, a, b, (0, 0, 0), 12, cv2.LINE_AA)
    return picture


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--frames", type=int, default=150)
    frames = parser.parse_args().frames
    cv2.setNumThreads(1)
    act(PLAN, seed=0)
    took = spent(lambda: act(PLAN, seed=1))
    print(f"acting ten seconds of one figure: {1000 * took:.0f} ms, {10 / took:.0f} times as fast as it plays")
    kinds = ("human", "child", "robot")
    acted = [act(PLAN, kind=kind, seed=number, at=2.0 * number - 2.0) for number, kind in enumerate(kinds)]
    cast = [Cast(actor, look_for(actor.kind, number)) for number, actor in enumerate(acted)]
    print(
        f"\n{'style':12s} {'size':>10s} {'ms a frame':>11s} {'a second on one core':>21s} {'ratio to bare lines':>20s}"
    )
    for size in ((1280, 720), (3840, 2160)):
        view = View((0.5, 1.6), 6.0, size)
        count = frames if size[0] < 2000 else max(frames // 5, 10)
        peer = spent(lambda v=view, n=count: [bare(acted, frame, v) for frame in range(n)]) / count
        print(f"{'bare lines':12s} {size[0]:5d}x{size[1]} {1000 * peer:11.2f} {1 / peer:21.0f} {1.0:20.2f}")
        for style in STYLES if size[0] < 2000 else ("normal",):
            took = drawn(style, cast, count, view)
            print(f"{style:12s} {size[0]:5d}x{size[1]} {1000 * took:11.2f} {1 / took:21.0f} {took / peer:20.2f}")


def drawn(style: str, cast: list[Cast], count: int, view: View) -> float:
    """Processor seconds a frame of the figures alone, on a canvas that stands ready."""
    import skia

    painter = Painter(style)
    pixels = np.zeros((view.size[1], view.size[0], 4), np.uint8)
    surface = skia.Surface(pixels)
    canvas = surface.getCanvas()

    def work() -> None:
        for frame in range(count):
            painter.draw(canvas, cast, frame, view)

    return spent(work) / count


if __name__ == "__main__":
    main()
