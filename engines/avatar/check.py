"""Look at a film before anything slow: will it make a good talking head, and if not, why not?

Each item passes, warns or stops, with a plain sentence and often a picture. Measures come from a few pictures a
second; cuts are looked for in all of them.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field

from contracts import Progress, StudioError, silent
from engines.avatar.face_checks import look, of_the_face
from engines.avatar.material import FPS
from engines.avatar.report import Item, Level, Report
from engines.avatar.shots import LONGEST, cuts_of, longest_shot
from engines.footage import Footage, look_at

SHORTEST, SHORT = 2.0, 3.0
"""Seconds: less than the first stop, less than the second warns; of more than LONGEST only so much is used."""


class CheckRequest(BaseModel):
    """What to look at."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    video: Path = Field(description="The film of a face: MP4, MOV, MKV, WebM or AVI.")


def check(request: CheckRequest, progress: Progress = silent) -> Report:
    """Look at a film; a StudioError only when it cannot be read at all."""
    footage = look_at(request.video)
    cuts, seconds = cuts_of(footage, progress)
    part = longest_shot(cuts, seconds)
    items = [*_of_the_file(footage, seconds), _cut(cuts, part)]
    items += of_the_face(look(footage, part, progress))
    items.append(_sound(footage, part, progress))
    progress("check", 1, 1, "done")
    return Report(footage, tuple(items), part)


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
