"""Look at a film before anything slow: will it make a good talking head, and if not, why not?

Each item passes, warns or stops, with a plain sentence and often a picture. Measures come from a few pictures a
second; cuts are looked for in all of them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import pairwise
from pathlib import Path
from typing import Literal, TypeAlias

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict, Field

from contracts import Progress, StudioError, silent
from engines.avatar import looks
from engines.avatar.faces import FaceFinder, HandFinder, Picture, Points, face_height, head_angles
from engines.avatar.material import FPS, MOST_FRAMES
from engines.footage import Footage, look_at, pictures

Level: TypeAlias = Literal["pass", "warn", "stop"]
SHORTEST, SHORT, LONGEST = 2.0, 3.0, MOST_FRAMES / FPS
"""Seconds: less than the first stop, less than the second warns; of more than LONGEST only so much is used."""
SCANNED = 600.0
"""Seconds in which the longest shot is looked for."""
_LOOKS = 40
"""Pictures in which a face is looked for."""


class CheckRequest(BaseModel):
    """What to look at."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    video: Path = Field(description="The film of a face: MP4, MOV, MKV, WebM or AVI.")


@dataclass(frozen=True, eq=False)
class Item:
    """One thing that was checked. `value` is the measure; `picture` [H, W, 3] shows where it was seen."""

    name: str
    level: Level
    sentence: str
    value: float | None = None
    picture: Picture | None = None


@dataclass(frozen=True, eq=False)
class Report:
    """All that was checked, and the part of the film, in seconds, that is best used."""

    footage: Footage
    items: tuple[Item, ...]
    part: tuple[float, float]

    @property
    def level(self) -> Level:
        """The worst of all items."""
        levels = {item.level for item in self.items}
        return "stop" if "stop" in levels else "warn" if "warn" in levels else "pass"

    def item(self, name: str) -> Item:
        """The item of that name."""
        return next(item for item in self.items if item.name == name)

    def described(self) -> dict[str, object]:
        """All of it but the pictures, for JSON."""
        return {
            "video": self.footage.path.name,
            "level": self.level,
            "part": [round(second, 3) for second in self.part],
            "items": [
                {
                    "name": item.name,
                    "level": item.level,
                    "sentence": item.sentence,
                    "value": None if item.value is None else round(item.value, 4),
                }
                for item in self.items
            ],
        }

    def refuse(self) -> None:
        """A StudioError with everything that stops this film from becoming an avatar; nothing when it may."""
        stops = [item.sentence for item in self.items if item.level == "stop"]
        if stops:
            raise StudioError(" ".join(stops), "Record again: 3 to 10 s, facing the camera, in even light, with sound.")


@dataclass
class _Seen:
    """What the looks at a film found."""

    times: list[float] = field(default_factory=list)
    frames: list[Picture] = field(default_factory=list)
    faces: list[list[Points]] = field(default_factory=list)

    def main(self) -> list[tuple[Picture, Points]]:
        """Picture and largest face where there is one."""
        return [(frame, faces[0]) for frame, faces in zip(self.frames, self.faces, strict=True) if faces]


def check(request: CheckRequest, progress: Progress = silent) -> Report:
    """Look at a film; a StudioError only when it cannot be read at all."""
    footage = look_at(request.video)
    cuts, seconds = _cuts(footage, progress)
    part = longest_shot(cuts, seconds)
    items = [*_of_the_file(footage, seconds), _cut(cuts, part)]
    seen = _look(footage, part, progress)
    items += _of_the_face(seen, footage)
    items.append(_sound(footage, part, progress))
    progress("check", 1, 1, "done")
    return Report(footage, tuple(items), part)


def longest_shot(cuts: Sequence[float], seconds: float) -> tuple[float, float]:
    """The longest part between cuts within what was SCANNED, at most LONGEST, in seconds."""
    edges = [0.0, *cuts, min(seconds, SCANNED)]
    start, end = max(pairwise(edges), key=lambda shot: shot[1] - shot[0])
    return start, min(end, start + LONGEST)


def shot_of(footage: Footage, progress: Progress = silent) -> tuple[float, float]:
    """The part of a film, in seconds, that an avatar is made of."""
    return longest_shot(*_cuts(footage, progress))


def _cuts(footage: Footage, progress: Progress) -> tuple[list[float], float]:
    """When the film is cut, in seconds, and how long it plays."""
    before: NDArray[np.float32] | None = None
    changes: list[float] = []
    most = round(25 * SCANNED)
    total = min(most, round(25 * (footage.seconds or 10)))
    count = 0
    for count, picture in enumerate(pictures(footage, 25, size=(64, 48), seconds=SCANNED), 1):
        small = picture.astype(np.float32)
        small = small.reshape(12, 4, 16, 4, 3).mean(axis=(1, 3))
        if before is not None:
            changes.append(float(np.abs(small - before).mean()))
        before = small
        progress("look for cuts", min(count, total), total, footage.path.name)
    seconds = count / 25 if count < most else (footage.seconds or count / 25)
    return [(k + 1) / 25 for k in cut_places(np.array(changes))], seconds


def cut_places(changes: NDArray[np.float64]) -> list[int]:
    """Which changes between pictures are cuts: large, and far larger than those around."""
    found = []
    for k, change in enumerate(changes):
        around = np.concatenate([changes[max(0, k - 12) : k], changes[k + 1 : k + 13]])
        if change > 18 and change > 6 * (np.median(around) + 0.5 if len(around) else 0.5):
            found.append(k)
    return found


def _look(footage: Footage, part: tuple[float, float], progress: Progress) -> _Seen:
    """Faces in pictures spread over `part`."""
    start, end = part
    rate = min(5.0, _LOOKS / max(end - start, 0.2))
    seen = _Seen()
    with FaceFinder(faces=4, following=False) as finder:
        for k, picture in enumerate(
            pictures(footage, Fraction(round(1000 * rate), 1000), start=start, seconds=end - start)
        ):
            if k >= _LOOKS:
                break
            picture = looks.smaller(picture, 960)
            seen.times.append(start + k / rate)
            seen.frames.append(picture)
            seen.faces.append(finder.find(picture))
            progress("look for faces", k + 1, _LOOKS, footage.path.name)
    return seen


def _of_the_file(footage: Footage, seconds: float) -> list[Item]:
    items = [_length(seconds)]
    fps = float(footage.fps)
    if fps < 12:
        items.append(Item("frame rate", "stop", f"Only {fps:g} pictures a second: lips cannot be followed.", fps))
    elif fps < 24:
        items.append(Item("frame rate", "warn", f"{fps:g} pictures a second; lips are clearer with 25 or more.", fps))
    else:
        also = "" if fps == 25 else "; it is resampled to 25 by time"
        items.append(Item("frame rate", "pass", f"{fps:.5g} pictures a second{also}.", fps))
    if footage.barred:
        box = footage.picture
        items.append(Item("bars", "pass", f"Black bars were cut: {box.width} x {box.height} pixels remain.", None))
    if footage.turned:
        items.append(Item("rotation", "pass", f"Held at {footage.turned}°, it was turned upright.", footage.turned))
    return items


def _length(seconds: float) -> Item:
    if seconds < SHORTEST:
        return Item("length", "stop", f"{seconds:.1f} s is too short to learn a face from: record 3 to 10 s.", seconds)
    if seconds < SHORT:
        return Item("length", "warn", f"{seconds:.1f} s is short: 3 to 10 s work best.", seconds)
    if seconds > LONGEST:
        return Item("length", "warn", f"{_clock(seconds)}: only {_clock(LONGEST)} of it are used; 10 s do.", seconds)
    return Item("length", "pass", f"{seconds:.1f} s.", seconds)


def _clock(seconds: float) -> str:
    return f"{seconds / 60:.0f} minutes" if seconds >= 90 else f"{seconds:.0f} s"


def _cut(cuts: Sequence[float], part: tuple[float, float]) -> Item:
    if not cuts:
        return Item("one shot", "pass", "One shot without cuts.", 0)
    where = ", ".join(f"{cut:.1f} s" for cut in cuts[:4]) + (" and more" if len(cuts) > 4 else "")
    start, end = part
    level: Level = "stop" if end - start < SHORTEST else "warn"
    use = (
        f"Only the longest shot, {start:.1f} to {end:.1f} s, is used." if level == "warn" else "No shot is long enough."
    )
    return Item("one shot", level, f"The film is cut at {where}. {use}", len(cuts))


def _of_the_face(seen: _Seen, footage: Footage) -> list[Item]:
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


def _alone(seen: _Seen) -> Item:
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


def out_of_step(late: int) -> Item:
    """What is said of a film whose sound comes `late` frames after its picture."""
    when = "after" if late > 0 else "before"
    sentence = f"The sound comes {abs(late) / FPS:.2f} s {when} the lips; it was moved back into step."
    return Item("in step", "warn", sentence, late / FPS)


def _sound(footage: Footage, part: tuple[float, float], progress: Progress) -> Item:
    if not footage.sound:
        return Item("sound", "warn", "There is no sound: what the avatar says will move its lips by loudness alone.", 0)
    from engines.speech import activity
    from engines.speech.decode import decode

    try:
        sound = decode(footage.path, progress)
    except StudioError as error:
        return Item("sound", "warn", f"The sound cannot be used: {error.message}", 0)
    start, end = (round(16000 * second) for second in part)
    samples = sound.samples[start:end]
    spoken = sum(stop - begin for begin, stop in activity.regions(samples))
    share = spoken / max(len(samples) / 16000, 0.1)
    if share < 0.15:
        return Item("sound", "warn", "Hardly any speech is heard: speak while you film.", share)
    return Item("sound", "pass", f"Speech is heard in {100 * share:.0f} % of it.", share)
