"""Is there one face, large, frontal, lit, sharp, uncovered and within the picture?"""

from __future__ import annotations

from dataclasses import dataclass, field
from fractions import Fraction

import numpy as np

from contracts import Progress
from engines.avatar import looks
from engines.avatar.faces import FaceFinder, HandFinder, Picture, Points, face_height, head_angles
from engines.avatar.report import Item, Level
from engines.footage import Footage, pictures

LOOKS = 40
"""Pictures in which a face is looked for."""


@dataclass
class Seen:
    """What the looks at a film found."""

    times: list[float] = field(default_factory=list)
    frames: list[Picture] = field(default_factory=list)
    faces: list[list[Points]] = field(default_factory=list)

    def main(self) -> list[tuple[Picture, Points]]:
        """Picture and largest face where there is one."""
        return [(frame, faces[0]) for frame, faces in zip(self.frames, self.faces, strict=True) if faces]


def look(footage: Footage, part: tuple[float, float], progress: Progress) -> Seen:
    """Faces in pictures spread over `part`."""
    start, end = part
    rate = min(5.0, LOOKS / max(end - start, 0.2))
    seen = Seen()
    with FaceFinder(faces=4, following=False) as finder:
        for k, picture in enumerate(
            pictures(footage, Fraction(round(1000 * rate), 1000), start=start, seconds=end - start)
        ):
            if k >= LOOKS:
                break
            picture = looks.smaller(picture, 960)
            seen.times.append(start + k / rate)
            seen.frames.append(picture)
            seen.faces.append(finder.find(picture))
            progress("look for faces", k + 1, LOOKS, footage.path.name)
    return seen


def of_the_face(seen: Seen) -> list[Item]:
    """Everything that is asked of a face."""
    main = seen.main()
    share = len(main) / max(1, len(seen.frames))
    if share < 0.2:
        shown = looks.thumbnail(seen.frames[len(seen.frames) // 2]) if seen.frames else None
        return [Item("face", "stop", "No face was found: film it from the front, head and shoulders.", share, shown)]
    items = []
    example = main[len(main) // 2]
    if share < 0.9:
        lost = next(frame for frame, faces in zip(seen.frames, seen.faces, strict=True) if not faces)
        level: Level = "stop" if share < 0.6 else "warn"
        items.append(
            Item(
                "face",
                level,
                f"The face is lost in {100 * (1 - share):.0f} % of the film.",
                share,
                looks.thumbnail(lost),
            )
        )
    else:
        items.append(Item("face", "pass", "A face is seen all along.", share, looks.outlined(*example)))
    items += [_alone(seen), _size(main), _frontal(main), _light(main), _sharp(main), _uncovered(main), _inside(main)]
    return items


def _alone(seen: Seen) -> Item:
    crowded = [
        (frame, faces)
        for frame, faces in zip(seen.frames, seen.faces, strict=True)
        if len(faces) > 1 and face_height(faces[1]) > 0.35 * face_height(faces[0])
    ]
    if len(crowded) > 0.1 * len(seen.frames):
        frame, faces = crowded[0]
        return Item(
            "one face", "stop", "More than one face is seen: film one person.", len(faces), looks.thumbnail(frame)
        )
    return Item("one face", "pass", "One face.", 1)


def _size(main: list[tuple[Picture, Points]]) -> Item:
    size = float(np.median([face_height(face) / frame.shape[0] for frame, face in main]))
    pixels = float(np.median([face_height(face) for _, face in main]))
    says = f"The face takes {100 * size:.0f} % of the picture's height"
    shown = looks.outlined(*main[len(main) // 2])
    if pixels < 60 or size < 0.08:
        return Item("face size", "stop", f"{says}, {pixels:.0f} pixels: too small. Come closer.", size, shown)
    if size < 0.28:
        return Item("face size", "warn", f"{says}; 30 to 50 % give a sharper head. Come closer.", size, shown)
    if size > 0.62:
        return Item("face size", "warn", f"{says}; hair and chin may be cut off. Move back a little.", size, shown)
    return Item("face size", "pass", f"{says}.", size, shown)


def _frontal(main: list[tuple[Picture, Points]]) -> Item:
    angles = np.array([head_angles(face) for _, face in main])
    off = np.hypot(angles[:, 0], 0.8 * angles[:, 1])
    worst, usual = int(np.argmax(off)), float(np.median(off))
    shown = looks.outlined(*main[worst])
    if usual > 32:
        return Item("frontal", "stop", f"The head is turned away by {usual:.0f}°: look at the camera.", usual, shown)
    if usual > 17 or float(np.quantile(off, 0.9)) > 28:
        far = float(np.quantile(off, 0.9))
        return Item("frontal", "warn", f"The head turns up to {far:.0f}° away; within 15° is best.", usual, shown)
    return Item("frontal", "pass", f"The face looks at the camera, within {max(usual, 1):.0f}° usually.", usual)


def _light(main: list[tuple[Picture, Points]]) -> Item:
    values = np.array([looks.light(frame, face) for frame, face in main])
    bright, uneven, burnt = np.median(values, axis=0)
    shown = looks.crop(*main[len(main) // 2])
    if bright < 35:
        return Item("light", "stop", "The face is too dark to be seen: add light from the front.", bright, shown)
    if bright < 65:
        return Item("light", "warn", "The face is dark: add light from the front.", bright, shown)
    if bright > 225 or burnt > 0.08:
        return Item("light", "warn", "The face is overexposed: less light, or turn exposure down.", bright, shown)
    if uneven > 1.9:
        return Item("light", "warn", "One side of the face is much darker: light it from the front.", uneven, shown)
    return Item("light", "pass", "Even light.", bright)


def _sharp(main: list[tuple[Picture, Points]]) -> Item:
    detail = np.array([looks.detail(frame, face) for frame, face in main])
    usual = float(np.median(detail))
    shown = looks.crop(*main[int(np.argmin(detail))])
    if usual < 0.05:
        return Item("sharpness", "stop", "The face is blurred: focus on it and hold the camera still.", usual, shown)
    if usual < 0.1:
        return Item("sharpness", "warn", "The face is a little blurred: focus on it, add light.", usual, shown)
    return Item("sharpness", "pass", "The face is sharp.", usual)


def _uncovered(main: list[tuple[Picture, Points]]) -> Item:
    """Hands before the face, and glasses too dark to see the eyes through."""
    chosen = main[:: max(1, len(main) // 12)]
    with HandFinder() as finder:
        hidden = [(frame, face) for frame, face in chosen if looks.covered_by(finder.find(frame), face)]
    if hidden:
        share = len(hidden) / len(chosen)
        level: Level = "stop" if share > 0.5 else "warn"
        shown = looks.outlined(*hidden[0])
        return Item("uncovered", level, f"A hand covers the face in {100 * share:.0f} % of the film.", share, shown)
    dark = float(np.median([looks.dark_eyes(frame, face) for frame, face in main]))
    if dark > 1:
        return Item("uncovered", "stop", "The eyes are not seen: take off dark glasses.", dark, looks.crop(*main[0]))
    return Item("uncovered", "pass", "Nothing covers the face.", dark)


def _inside(main: list[tuple[Picture, Points]]) -> Item:
    cut = [looks.touches_edge(frame, face) for frame, face in main]
    share = float(np.mean(cut))
    if share > 0.05:
        shown = looks.outlined(*main[int(np.argmax(cut))])
        level: Level = "stop" if share > 0.5 else "warn"
        return Item("in the frame", level, "The face leaves the picture: move to the middle.", share, shown)
    return Item("in the frame", "pass", "The whole face is in the picture.", share)
