"""What a film is, before any of its pictures is used: size, rate, length, how it was turned, and its black bars."""

from __future__ import annotations

import re
import subprocess
from dataclasses import dataclass, replace
from fractions import Fraction
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from contracts import StudioError
from renderers.ffmpeg import ONLY_FILES, command, last_line, named

KINDS = "Use MP4, MOV, MKV, WebM or AVI."
LARGEST = 8192
BLACK = 24
"""A row or column is part of a black bar while nothing in it is brighter than this, of 255."""
_STEP, _EVEN = 16, 4.0
"""Levels by which the picture differs from a bar beside it, and how even a bar is at least."""


@dataclass(frozen=True)
class Box:
    """A part of a picture in pixels; right and bottom are exclusive."""

    left: int
    top: int
    right: int
    bottom: int

    @property
    def width(self) -> int:
        return self.right - self.left

    @property
    def height(self) -> int:
        return self.bottom - self.top


@dataclass(frozen=True)
class Footage:
    """A film on disk.

    width, height: of the picture as it is seen: turned upright, with square pixels, black bars still there.
    fps:           pictures a second on average, exactly where the file says so.
    seconds:       how long it plays, None when the file does not say.
    turned:        degrees by which the camera was held, clockwise.
    sound:         whether there is any.
    picture:       where the picture lies inside black bars.
    """

    path: Path
    width: int
    height: int
    fps: Fraction
    seconds: float | None
    turned: int
    sound: bool
    picture: Box

    @property
    def barred(self) -> bool:
        """Whether black bars were found."""
        return (self.picture.width, self.picture.height) != (self.width, self.height)


def look_at(path: Path) -> Footage:
    """Read what the file says and find its black bars; a StudioError when it is no film."""
    path = Path(path)
    if not path.is_file():
        raise StudioError(f"{path.name} is not there.", "Check the name of the film.")
    if path.stat().st_size == 0:
        raise StudioError(f"{path.name} is empty.", "Record, export or copy it again.")
    footage = _described(path, _header(path))
    return replace(footage, picture=_inside_bars(footage))


def _header(path: Path) -> str:
    log = subprocess.run(
        [*command(), "-loglevel", "info", *ONLY_FILES, "-i", named(path)], capture_output=True, check=False
    ).stderr
    described = log.decode("utf-8", "replace").partition("Input #0")[2]
    if not described:
        kept = b"\n".join(line for line in log.splitlines() if not line.startswith(b"Error opening input"))
        reason = last_line(kept).replace(named(path), path.name).rstrip(".")
        raise StudioError(f"{path.name} cannot be read as a film: {reason}.", f"Is it damaged or cut off? {KINDS}")
    return described


def _described(path: Path, header: str) -> Footage:
    video = re.search(r"^ *Stream #0:\d+[^\n]*?: Video: (?![^\n]*attached pic)([^\n]*)", header, re.M)
    if video is None:
        raise StudioError(f"{path.name} has no moving picture.", f"Choose a film. {KINDS}")
    size = re.search(r"\b(\d{1,6})x(\d{1,6})\b(?: \[SAR (\d+):(\d+))?", video[1])
    if size is None or not int(size[1]) or not int(size[2]):
        raise StudioError(f"{path.name} does not say how large its picture is.", "Export it again as MP4.")
    width, height = int(size[1]), int(size[2])
    if max(width, height) > LARGEST:
        raise StudioError(f"{path.name} is {width} x {height} pixels.", f"At most {LARGEST} a side can be read.")
    if size[3] and int(size[3]) and int(size[4]):
        width = max(1, round(width * int(size[3]) / int(size[4])))
    turn = re.search(r"rotation of (-?\d+(?:\.\d+)?) degrees", header)
    turned = round(-float(turn[1])) % 360 if turn else 0
    if turned in (90, 270):
        width, height = height, width
    length = re.search(r"Duration: (\d+):(\d+):(\d+\.\d+)", header)
    seconds = 3600 * int(length[1]) + 60 * int(length[2]) + float(length[3]) if length else None
    sound = re.search(r"^ *Stream #0:\d+[^\n]*?: Audio: ", header, re.M) is not None
    return Footage(path, width, height, _rate(video[1]), seconds, turned, sound, Box(0, 0, width, height))


def _rate(stream: str) -> Fraction:
    """Pictures a second; what ffmpeg rounds (29.97) is one of the rates of television, over 1001."""
    said = re.search(r"(\d+(?:\.\d+)?)(k?) fps", stream) or re.search(r"(\d+(?:\.\d+)?)(k?) tbr", stream)
    if said is None:
        return Fraction(25)
    value = float(said[1]) * (1000 if said[2] else 1)
    television = Fraction(round(value * 1.001) * 1000, 1001)
    if value != round(value) and abs(float(television) - value) < 0.006:
        return television
    return Fraction(said[1]) * (1000 if said[2] else 1) or Fraction(25)


def _inside_bars(footage: Footage) -> Box:
    """Where the picture lies between black bars, found on pictures from the whole film."""
    from engines.footage.pictures import sampled

    brightest = np.zeros((footage.height, footage.width), np.uint8)
    for picture in sampled(footage, 12):
        brightest = np.maximum(brightest, picture.max(axis=2))
    across, down = brightest, brightest.T
    top, bottom = _bar(across), _bar(across[::-1])
    left, right = _bar(down[:, top : footage.height - bottom]), _bar(down[::-1, top : footage.height - bottom])
    return Box(left, top, footage.width - right, footage.height - bottom)


def _bar(brightest: NDArray[np.uint8]) -> int:
    """How many of the first rows of the brightest that was ever seen are a black bar and its soft border.

    A bar is black all along and ends at once, in a step that most of the row takes; a dark room is neither.
    """
    black = (brightest > BLACK).mean(axis=1) < 0.02
    thick = int(np.argmin(black)) if not black.all() else 0
    if thick < max(3, 0.01 * len(brightest)):
        return 0
    bar = brightest[: thick - 1].astype(np.float32)
    inside = brightest[min(thick + 3, len(brightest) - 1)].astype(np.float32)
    steps = (np.abs(inside - bar[-1]) > _STEP).mean()
    return thick + 1 if bar.std() < _EVEN and steps > 0.25 else 0
