"""The pictures of a film, one after the other, resampled by time and never by index."""

from __future__ import annotations

import subprocess
import tempfile
from collections.abc import Iterator
from fractions import Fraction
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from contracts import StudioError
from engines.footage.footage import Box, Footage
from renderers.ffmpeg import ONLY_FILES, command, last_line, named

Picture: TypeAlias = NDArray[np.uint8]
SAMPLED = 120.0


def pictures(
    footage: Footage,
    fps: Fraction | int = 25,
    start: float = 0.0,
    seconds: float | None = None,
    size: tuple[int, int] | None = None,
    box: Box | None = None,
) -> Iterator[Picture]:
    """Upright RGB pictures [H, W, 3] of `footage` between its black bars, or in `box`, at exactly `fps`.

    Picture k is the one that is seen at start + k / fps. `size` (width, height) scales each.
    """
    box = box or footage.picture
    width, height = size or (box.width, box.height)
    steps = [f"scale={footage.width}:{footage.height}", "setsar=1"]
    steps.append(f"crop={box.width}:{box.height}:{box.left}:{box.top}:exact=1")
    if (width, height) != (box.width, box.height):
        steps.append(f"scale={width}:{height}:flags=area")
    steps.append(f"fps={Fraction(fps)}:round=near:start_time=0")
    arguments = [*ONLY_FILES]
    if start > 0:
        arguments += ["-ss", f"{start:.6f}"]
    arguments += ["-i", named(footage.path), "-map", "0:V:0", "-vf", ",".join(steps)]
    if seconds is not None:
        arguments += ["-t", f"{seconds:.6f}"]
    arguments += ["-f", "rawvideo", "-pix_fmt", "rgb24", "pipe:1"]
    length, given = 3 * width * height, 0
    with (
        tempfile.TemporaryFile() as log,
        subprocess.Popen(
            [*command(), "-loglevel", "error", *arguments],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=log,
            bufsize=length,
            creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
        ) as process,
    ):
        assert process.stdout is not None
        try:
            while len(data := process.stdout.read(length)) == length:
                given += 1
                yield np.frombuffer(data, np.uint8).reshape(height, width, 3)
        finally:
            process.kill()
        if not given and start == 0:
            log.seek(0)
            reason = last_line(log.read()).rstrip(".")
            raise StudioError(f"No picture of {footage.path.name} can be seen: {reason}.", "Export it again as MP4.")


def sampled(footage: Footage, number: int) -> Iterator[Picture]:
    """About `number` whole pictures [H, W, 3] spread over the film's first SAMPLED seconds, black bars and all."""
    seconds = min(footage.seconds or 10.0, SAMPLED)
    rate = min(footage.fps, Fraction(number, max(1, round(1000 * seconds))) * 1000)
    whole = Box(0, 0, footage.width, footage.height)
    for k, picture in enumerate(pictures(footage, rate, seconds=seconds, box=whole)):
        if k >= number + 1:
            break
        yield picture


def count(footage: Footage, fps: Fraction | int = 25) -> int | None:
    """How many pictures there will be, about; None when the file does not say how long it plays."""
    return None if footage.seconds is None else max(1, round(footage.seconds * Fraction(fps)))
