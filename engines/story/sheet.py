"""A story on paper: its moments as pictures with a line of text under each, for a worksheet."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from contracts import Progress, silent
from engines.story import vocabulary
from engines.story.direct import FPS, Show, Timing
from engines.story.projector import Projector
from engines.story.script import Beat, Line
from renderers.figure_pens import Style

if TYPE_CHECKING:
    import skia

PAPER = (2480, 3508)
"""Pixels of a sheet: A4 upright at 300 dots an inch."""
MOST = 12
MARGIN, GAP = 120, 48


@dataclass(frozen=True)
class Moment:
    """A second of the film, and what happens then."""

    seconds: float
    words: str


def moments(show: Show, most: int = MOST) -> list[Moment]:
    """The telling moments, in order: what is done and said, at its height."""
    found: list[tuple[float, float, str]] = []  # when, how much it tells, words
    done: dict[tuple[float, str], list[tuple[Timing, str]]] = {}
    for one in show.timings():
        if isinstance(one.entry, Beat):
            if not one.entry.implied and one.entry.action != "idle":
                done.setdefault((round(one.start, 1), _deed(show, one.entry)), []).append((one, one.entry.actor))
        elif isinstance(one.entry, Line):
            who = show.script.character(one.entry.who).name
            found.append((one.start + 0.45 * (one.end - one.start), 3.0, f"{who}: “{one.entry.text}”"))
        else:
            found.append((one.start + 0.5 * (one.end - one.start), 1.5, one.entry.text))
    for (_, deed), rows in done.items():
        beat = rows[0][0].entry
        assert isinstance(beat, Beat)
        tells = 1.0 if beat.action in ("walk", "stand") else 2.0
        found.append((_height(show, rows[0][0]), tells, _told(show, beat, [who for _, who in rows], deed)))
    found.sort()
    merged: list[list[Any]] = []
    for when, tells, words in found:
        near = merged and when - merged[-1][0] < 0.9
        if near and words in merged[-1][2]:
            continue
        if near and len(merged[-1][2]) == 1:
            merged[-1][2].append(words)
            merged[-1][1] += tells
        else:
            merged.append([when, tells, [words]])
    while len(merged) > most:
        # What tells least, and is nearest to its neighbours, goes.
        least = min(range(len(merged)), key=lambda k: (merged[k][1], _room(merged, k)))
        merged.pop(least)
    return [Moment(min(when, show.frames / FPS - 0.1), " ".join(words)) for when, _, words in merged]


def _room(rows: list[list[Any]], at: int) -> float:
    times = [row[0] for row in rows]
    return min(abs(times[at] - other) for k, other in enumerate(times) if k != at) if len(rows) > 1 else 0.0


def _height(show: Show, one: Timing) -> float:
    """When a beat is best seen: a little after its middle, or as it meets what it is done to."""
    scene = next(k for k, staged in enumerate(show.scenes) if staged.scene.id == one.scene)
    begin = show.starts[scene]
    assert isinstance(one.entry, Beat)
    acted = show.scenes[scene].acted.get(one.entry.actor)
    if acted is not None:
        telling = [
            begin + second
            for name, second in acted.moments.items()
            if name.rsplit(".", 1)[-1] in ("meets", "lands", "hits", "leaves")
            and one.start - 0.1 <= begin + second <= one.end + 0.6
        ]
        if telling:
            return telling[0]
    return one.start + 0.6 * (one.end - one.start)


def _deed(show: Show, beat: Beat) -> str:
    """What is done, without who does it: in the words of the story, or by its name."""
    if not beat.words:
        return vocabulary.actions()[beat.action].name.replace("_", " ")
    words = " ".join(beat.words.split())
    name = show.script.character(beat.actor).name
    return words[len(name) :].strip() if words.lower().startswith(name.lower() + " ") else words


def _told(show: Show, beat: Beat, actors: list[str], deed: str) -> str:
    """A beat as a sentence: 'Tom and Anna are running in the park.'"""
    people = list(actors)
    both = vocabulary.actions()[beat.action].people == 2 and beat.target in {one.id for one in show.script.characters}
    own = not beat.words or deed != " ".join(beat.words.split())
    if both and len(people) == 1 and (deed.split() or [""])[0].rstrip(".") in ("shake", "hug", "high-five", "embrace"):
        people.append(str(beat.target))
    named = [show.script.character(who).name for who in people]
    who = " and ".join(filter(None, [", ".join(named[:-1]), named[-1]]))
    first = (deed.split() or [""])[0]
    if first.endswith("ing") and own:
        deed = f"{'are' if len(named) > 1 else 'is'} {deed}"
    to = "" if beat.words or not beat.target else f" → {_called(show, beat.target)}"
    whole = f"{who}: {deed}{to}" if not beat.words else f"{who} {deed}" if own else deed
    return whole[0].upper() + whole[1:] + ("" if whole[-1] in ".!?" else ".")


def _called(show: Show, thing: str) -> str:
    return next((one.name for one in show.script.characters if one.id == thing), thing)


def sheet(show: Show, style: Style = "normal", seed: int = 0, progress: Progress = silent) -> NDArray[np.uint8]:
    """[H, W, 3] a page with the title, up to twelve pictures and their words, and room for a name."""
    import skia

    chosen = moments(show)
    columns = 2 if len(chosen) <= 8 else 3
    rows = max(-(-len(chosen) // columns), 1)
    wide, high = PAPER
    cell = (wide - 2 * MARGIN - (columns - 1) * GAP) // columns
    top = 330
    each = (high - top - MARGIN) // rows
    picture_high = min(cell * 9 // 16, each - 170 - GAP)
    words_high = min(each - picture_high - GAP, 360)
    picture = (picture_high * 16 // 9 // 2 * 2, picture_high // 2 * 2)
    pixels = np.full((high, wide, 4), 255, np.uint8)
    surface = skia.Surface(pixels, colorType=skia.kRGBA_8888_ColorType)
    canvas = surface.getCanvas()
    _heading(canvas, show, wide)
    projector = Projector(show, style, picture, seed, words=True, transition="cut")
    for number, moment in enumerate(chosen):
        progress("draw the sheet", number, len(chosen), moment.words[:40])
        drawn = np.dstack([projector.draw(round(moment.seconds * FPS)), np.full((*picture[::-1], 1), 255, np.uint8)])
        left = MARGIN + (number % columns) * (cell + GAP) + (cell - picture[0]) // 2
        upper = top + (number // columns) * (picture_high + words_high + GAP)
        _cell(canvas, np.ascontiguousarray(drawn), number + 1, moment.words, (left, upper), words_high)
    surface.flushAndSubmit()
    return pixels[..., :3].copy()


def _heading(canvas: skia.Canvas, show: Show, wide: int) -> None:
    import skia

    from renderers.lettering import Text

    title = Text(show.script.title or "A story", 84, wide - 2 * MARGIN - 900, bold=True, align="left")
    title.draw(canvas, MARGIN, 110)
    label = Text("Name:", 46, 300, align="left")
    label.draw(canvas, wide - MARGIN - 850, 140)
    line = skia.Paint(Color=0xFF78787E)
    line.setStrokeWidth(3)
    canvas.drawLine(wide - MARGIN - 690, 196, wide - MARGIN, 196, line)


def _cell(
    canvas: skia.Canvas, drawn: NDArray[np.uint8], number: int, words: str, at: tuple[int, int], room: int
) -> None:
    """One picture with its frame, its number and its words."""
    import skia

    from renderers.lettering import Text

    left, top = at
    high, wide = drawn.shape[:2]
    canvas.drawImage(skia.Image.fromarray(drawn, colorType=skia.kRGBA_8888_ColorType), left, top)
    frame = skia.Paint(AntiAlias=True, Style=skia.Paint.kStroke_Style, StrokeWidth=4, Color=0xFF2B2B33)
    canvas.drawRect(skia.Rect.MakeXYWH(left, top, wide, high), frame)
    disc = skia.Paint(AntiAlias=True, Color=0xFFFFFFFF)
    canvas.drawCircle(left + 46, top + 46, 32, disc)
    frame.setStrokeWidth(3)
    canvas.drawCircle(left + 46, top + 46, 32, frame)
    figure = Text(str(number), 38, 60, bold=True)
    figure.draw(canvas, left + 46 - 0.5 * figure.wide, top + 46 - 0.5 * figure.high)
    for size in (40.0, 34.0, 29.0, 24.0):
        text = Text(words, size, wide, align="left")
        if text.high <= room - 14:
            break
    lines = skia.Paint(Color=0xFFB9B9C0, StrokeWidth=2)
    for below in range(int(text.high) + 110, room, 90):
        # Room for a pupil's own words.
        canvas.drawLine(left, top + high + below, left + wide, top + high + below, lines)
    canvas.save()
    canvas.clipRect(skia.Rect.MakeXYWH(left, top + high, wide, room))
    text.draw(canvas, left, top + high + 12)
    canvas.restore()


def write(show: Show, path: Path, style: Style = "normal", seed: int = 0, progress: Progress = silent) -> Path:
    """The sheet as a .png with its size on paper."""
    from PIL import Image

    Image.fromarray(sheet(show, style, seed, progress)).save(path, format="PNG", dpi=(300, 300), optimize=False)
    return path
