"""What an avatar is made from: square pictures of a head, what in them is the person, the background, and the track.

Everything is at 25 pictures a second and one size, in memory as bytes; a minute at 256 pixels takes 400 MB.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from contracts import Progress, StudioError, silent
from engines.avatar import chest
from engines.avatar.basel import in_our_terms, read
from engines.avatar.faces import CHIN, FaceFinder, PersonFinder, Points, face_height
from engines.avatar.head_model import mannequin
from engines.avatar.photometric import refined
from engines.avatar.track import Track, carried, smoothed, track
from engines.footage import Box, Footage, count, pictures

FPS = 25
MOST_FRAMES = 25 * 120
JUMP = 1.5
"""Levels, of 255, by which pictures change on average where shots are joined, at least."""
SHORTEST_SHOT = 8
"""Frames."""
Bytes: TypeAlias = NDArray[np.uint8]
Floats: TypeAlias = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Material:
    """T pictures of one head.

    frames:  [T, S, S, 3] the square around the head.
    person:  [T, S, S] 255 where the person is.
    plate:   [S, S, 3] what is behind them.
    track:   the head in these pictures; its points and pixels are those of the square.
    chest:   [T, 4] where the chest is: see `chest.follow`.
    box:     where the square lies in the film's picture.
    """

    frames: Bytes
    person: Bytes
    plate: Bytes
    track: Track
    chest: Floats
    box: Box

    def __len__(self) -> int:
        return len(self.frames)

    @property
    def size(self) -> int:
        """Pixels a side."""
        return self.frames.shape[1]

    def part(self, chosen: slice | NDArray[np.intp]) -> Material:
        """Only some of the pictures."""
        found = self.track
        kept = replace(
            found,
            rotations=found.rotations[chosen],
            shifts=found.shifts[chosen],
            expressions=found.expressions[chosen],
            points=found.points[chosen],
            error=found.error[chosen],
        )
        return replace(
            self, frames=self.frames[chosen], person=self.person[chosen], track=kept, chest=self.chest[chosen]
        )

    @property
    def rest(self) -> int:
        """The picture in which the chest is at its own place, or nearest to it."""
        return int(np.argmin(np.linalg.norm(self.chest[:, :2], axis=1)))


def prepare(
    footage: Footage,
    part: tuple[float, float],
    size: int = 256,
    ease: float = 0.7,
    progress: Progress = silent,
    focal: float | None = None,
    basel: Path | None = None,
) -> Material:
    """Cut the square around the head out of `part` (seconds) of a film, and follow the head in it, as seen by a lens
    of `focal` pixels if that is known, and with the faces of the Basel Face Model in the file `basel` if there is."""
    theirs = mannequin() if basel is None else read(basel, mannequin())
    start, end = part
    seconds = min(end - start, MOST_FRAMES / FPS)
    box, faces = _square(footage, start, seconds, progress)
    frames = np.empty((len(faces), size, size, 3), np.uint8)
    person = np.empty((len(faces), size, size), np.uint8)
    number = 0
    with PersonFinder() as finder:
        shown = pictures(footage, FPS, start=start, seconds=seconds, size=(size, size), box=box)
        for number, picture in enumerate(islice(shown, len(faces)), 1):
            frames[number - 1] = picture
            person[number - 1] = (255 * finder.find(picture)).astype(np.uint8)
            progress("cut out the head", number, len(faces), footage.path.name)
    points = np.stack(faces[:number]).astype(np.float64)
    corner = np.array([box.left - footage.picture.left, box.top - footage.picture.top])
    points = (points[..., :2] - corner) * (size / box.width)
    stack, mask = frames[:number], person[:number]
    cuts = joins(stack)
    first = in_our_terms(track(points, (size, size), theirs, progress, focal), theirs, mannequin())
    found = refined(smoothed(first, ease, cuts), stack, mannequin(), progress)
    found = carried(first, found, mannequin())
    path = chest.follow(stack, mask, found.points[:, CHIN, 1], round(0.4 * (len(stack) - 1)), cuts)
    return Material(stack, mask, plate(stack, mask), found, path, box)


def _square(footage: Footage, start: float, seconds: float, progress: Progress) -> tuple[Box, list[Points]]:
    """The square of full height around where the head is, and the landmarks of every picture, in the film's pixels."""
    total = count(footage, FPS) or 250
    faces: list[Points] = []
    missing = 0
    with FaceFinder() as finder:
        for picture in pictures(footage, FPS, start=start, seconds=seconds):
            found = finder.find(picture)
            if found:
                faces.append(found[0])
            elif faces:
                missing += 1
                faces.append(faces[-1])
            else:
                missing += 1
                faces.append(np.full((478, 3), np.nan, np.float32))
            progress("find the face", min(len(faces), total), total, footage.path.name)
    if missing > 0.4 * len(faces):
        raise StudioError("The face is not seen in most of the film.", "Film it from the front, head and shoulders.")
    first = next(face for face in faces if np.isfinite(face).all())
    faces = [face if np.isfinite(face).all() else first for face in faces]
    inner = footage.picture
    middle = np.median([face[:, :2].mean(axis=0) for face in faces], axis=0)
    tall = float(np.median([face_height(face) for face in faces]))
    side = min(inner.width, inner.height, round(tall / 0.42))
    left = int(np.clip(middle[0] - side / 2, 0, inner.width - side)) + inner.left
    top = int(np.clip(middle[1] - 0.46 * side, 0, inner.height - side)) + inner.top
    return Box(left, top, left + side, top + side), faces


def joins(frames: Bytes) -> tuple[int, ...]:
    """The frames [T, S, S, 3] with which another shot begins although person and place stay the same: no cut that
    catches the eye, but a jump all the same."""
    import cv2

    small = np.stack([cv2.resize(frame, (32, 32), interpolation=cv2.INTER_AREA) for frame in frames]).astype(np.float32)
    changes = np.abs(np.diff(small, axis=0)).mean(axis=(1, 2, 3))
    found = []
    for k, change in enumerate(changes):
        around = np.concatenate([changes[max(0, k - 10) : k], changes[k + 1 : k + 11]])
        if len(around) and change > JUMP and change > 3 * np.quantile(around, 0.9):
            found.append(k + 1)
    return tuple(k for k in found if SHORTEST_SHOT <= k <= len(frames) - SHORTEST_SHOT)


def plate(frames: Bytes, person: Bytes) -> Bytes:
    """[S, S, 3] the background: each pixel's middle over the pictures where nobody is before it, and filled in where
    somebody always is."""
    import cv2

    chosen = np.linspace(0, len(frames) - 1, min(len(frames), 60)).round().astype(int)
    kernel = np.ones((9, 9), np.uint8)
    away = np.stack([cv2.dilate(person[k], kernel) < 40 for k in chosen])
    seen = np.where(away[..., None], frames[chosen].astype(np.float32), np.nan)
    with np.errstate(all="ignore"):
        import warnings

        warnings.simplefilter("ignore", RuntimeWarning)
        middle = np.nanmedian(seen, axis=0)
    hidden = ~np.isfinite(middle[..., 0])
    middle = np.nan_to_num(middle, nan=128.0).astype(np.uint8)
    return np.asarray(cv2.inpaint(middle, hidden.astype(np.uint8), 5, cv2.INPAINT_TELEA), np.uint8)
