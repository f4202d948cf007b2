"""A process that draws frames of a film for another one, which starts it and speaks to it through pipes; see hands.py.

It is told a film and a file for its frames, then frame after frame and the part of the file each goes into.
"""

from __future__ import annotations

import mmap
import pickle
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
    from renderers.video import pack

    projector: Projector | None = None
    suffix, frames = "", np.zeros(0, np.uint8)
    while True:
        try:
            first, second = pickle.load(told)  # noqa: S301 from the process that started this one, and nobody else
        except EOFError:
            return
        if not isinstance(first, int):
            projector, suffix = first.projector(), first.suffix
            projector.draw(0)
            try:
                with Path(second).open("r+b") as file:
                    frames = np.frombuffer(mmap.mmap(file.fileno(), 0), np.uint8)
            except FileNotFoundError:
                continue  # the film was done without this one
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
