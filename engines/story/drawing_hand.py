"""A process that draws frames of a film for another one, which starts it and speaks to it through pipes; see hands.py.

It is told a line of JSON at a time: the files of a film that is wanted and of its frames, then frame after frame with
the part of the file that each goes into.
"""

from __future__ import annotations

import json
import mmap
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from engines.story.projector import Projector


def main() -> None:
    """Draw until nobody asks any more."""
    told, answers = sys.stdin.buffer, sys.stdout.buffer
    sys.stdout = sys.stderr
    _make_ready()
    from engines.story.order import Order
    from renderers.video import pack

    projector: Projector | None = None
    suffix, frames = "", np.zeros(0, np.uint8)
    for line in told:
        first, second = json.loads(line)
        if isinstance(first, str):
            try:
                order = Order.load(Path(first))
                with Path(second).open("r+b") as file:
                    frames = np.frombuffer(mmap.mmap(file.fileno(), 0), np.uint8)
            except FileNotFoundError:
                continue  # the film was done without this one
            projector, suffix = order.projector(), order.suffix
            projector.draw(0)
            answers.write(b"ready\n")
        else:
            assert projector is not None
            packed = pack(projector.draw(first), suffix).bytes.reshape(-1)
            frames[second * packed.size : (second + 1) * packed.size] = packed
            answers.write(b"%d\n" % first)
        answers.flush()


def _make_ready() -> None:
    """Load what drawing needs, while there is nothing to draw yet."""
    import cv2
    import skia

    import engines.story.projector
    import renderers.figures
    import renderers.scenery
    import renderers.scenery_props
    import renderers.video_yuv

    loaded: list[Any] = [cv2, skia, engines.story.projector, renderers.figures, renderers.scenery]
    loaded += [renderers.scenery_props, renderers.video_yuv]
    assert all(loaded)


if __name__ == "__main__":
    main()
