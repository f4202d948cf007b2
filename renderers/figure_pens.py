"""How a shape is put on the canvas in each style: the same shapes, other pens.

A solid is drawn twice: a little larger in the colour of the line, then as it is in its own colour. Shapes that belong
together are all drawn larger first, so that no line runs through a knee or an elbow.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Literal, get_args

if TYPE_CHECKING:
    import skia
else:
    skia: Any = None

Style = Literal["normal", "sketch", "ink", "neon", "chalkboard", "paper"]
STYLES: tuple[Style, ...] = get_args(Style)
Point = tuple[float, float]


def _skia() -> Any:
    """Skia takes a moment to load, so it is loaded when something is drawn."""
    global skia
    if skia is None:
        import skia as loaded

        skia = loaded
    return skia


@dataclass(frozen=True, slots=True)
class Capsule:
    """The hull of two discs."""

    start: Point
    first: float
    end: Point
    second: float

    def onto(self, made: skia.Path, grow: float) -> None:
        """Add its outline, `grow` units larger all round."""
        (x0, y0), (x1, y1) = self.start, self.end
        a, b = self.first + grow, self.second + grow
        dx, dy = x1 - x0, y1 - y0
        distance = math.hypot(dx, dy)
        if distance <= abs(a - b) + 1e-6:
            x, y, r = (x0, y0, a) if a >= b else (x1, y1, b)
            made.addCircle(x, y, r)
            return
        along = math.degrees(math.atan2(dy, dx))
        lean = math.degrees(math.acos((a - b) / distance))
        made.arcTo(skia.Rect(x0 - a, y0 - a, x0 + a, y0 + a), along + lean, 360 - 2 * lean, True)
        made.arcTo(skia.Rect(x1 - b, y1 - b, x1 + b, y1 + b), along - lean, 2 * lean, False)
        made.close()

    def path(self, grow: float) -> skia.Path:
        """Its outline, `grow` units larger all round."""
        return _alone(self, grow)


@dataclass(frozen=True, slots=True)
class Disc:
    """A disc, or an ellipse with half-axes."""

    middle: Point
    radius: float
    high: float | None = None

    def onto(self, made: skia.Path, grow: float) -> None:
        """Add its outline, `grow` units larger all round."""
        x, y = self.middle
        across, up = self.radius + grow, (self.high if self.high is not None else self.radius) + grow
        made.addOval(skia.Rect(x - across, y - up, x + across, y + up))

    def path(self, grow: float) -> skia.Path:
        """Its outline, `grow` units larger all round."""
        return _alone(self, grow)


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle with round corners."""

    middle: Point
    wide: float
    high: float
    corner: float

    def onto(self, made: skia.Path, grow: float) -> None:
        """Add its outline, `grow` units larger all round."""
        x, y = self.middle
        w, h = 0.5 * self.wide + grow, 0.5 * self.high + grow
        made.addRoundRect(skia.Rect(x - w, y - h, x + w, y + h), self.corner + grow, self.corner + grow)

    def path(self, grow: float) -> skia.Path:
        """Its outline, `grow` units larger all round."""
        return _alone(self, grow)


@dataclass(frozen=True, slots=True)
class Outline:
    """Any closed path; it grows by its stroke."""

    shape: skia.Path

    def path(self, grow: float) -> skia.Path:
        """Itself; the pen strokes it as well."""
        return self.shape


Shape = Capsule | Disc | Box | Outline
Part = tuple[Shape, str]


def _alone(shape: Capsule | Disc | Box, grow: float) -> skia.Path:
    made = skia.Path()
    shape.onto(made, grow)
    return made


def outlines(parts: Sequence[Part], grow: float, colour: Callable[[str], str]) -> Iterator[tuple[skia.Path, str, bool]]:
    """The outlines of shapes in their order, those of one `colour` that follow each other as one path.

    Each comes with the colour that it was given, and whether it is an Outline, which stays by itself.
    """
    path: skia.Path | None = None
    given = drawn = ""
    for shape, own in parts:
        single, shows = isinstance(shape, Outline), colour(own)
        if path is not None and (single or shows != drawn):
            yield path, given, False
            path = None
        if isinstance(shape, Outline):
            yield shape.shape, own, True
            continue
        if path is None:
            path, given, drawn = skia.Path(), own, shows
        shape.onto(path, grow)
    if path is not None:
        yield path, given, False


def polygon(points: Sequence[Point]) -> Outline:
    """A closed polygon."""
    made = _skia().Path()
    made.addPoly([skia.Point(x, y) for x, y in points], True)
    return Outline(made)


def rgb(colour: str) -> tuple[int, int, int]:
    """#rrggbb as three numbers."""
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


@lru_cache(maxsize=4096)
def shaded(colour: str, share: float) -> str:
    """Darker for a share below 1, lighter above."""
    red, green, blue = rgb(colour)
    if share <= 1:
        mixed = [value * share for value in (red, green, blue)]
    else:
        mixed = [value + (255 - value) * (share - 1) for value in (red, green, blue)]
    return "#" + "".join(f"{round(value):02x}" for value in mixed)


def light(colour: str) -> float:
    """How light a colour is, 0 to 1."""
    red, green, blue = rgb(colour)
    return (0.30 * red + 0.59 * green + 0.11 * blue) / 255


class Pen:
    """One style. `line` is how thick its lines are, units; `frame` lets hand-drawn lines live."""

    line = 0.022
    paper = "#ffffff"

    def __init__(self, frame: int = 0) -> None:
        _skia()
        self.frame = frame

    def solid(self, canvas: skia.Canvas, parts: Sequence[tuple[Shape, str]], line: float | None = None) -> None:
        """Shapes that belong together, each with its colour."""
        grow = self.line if line is None else line
        if grow > 0:
            for path, colour, single in outlines(parts, grow, self.edge_colour):
                canvas.drawPath(path, self._edge_paint(colour, grow, single))
        for path, colour, _ in outlines(parts, 0.0, str):
            canvas.drawPath(path, self._fill(colour))

    def stroke(self, canvas: skia.Canvas, path: skia.Path, colour: str, width: float) -> None:
        """An open line."""
        canvas.drawPath(path, self._line(colour, width))

    def shadow(self, canvas: skia.Canvas, x: float, y: float, half: float, strength: float) -> None:
        """On the ground under a figure: soft, fainter as it leaves the ground."""
        if strength <= 0.02:
            return
        canvas.save()
        canvas.translate(x, y)
        canvas.scale(half, 0.13 * half)
        canvas.drawCircle(0, 0, 1.06, _shade(round(11 * strength), self._dark()))
        canvas.restore()

    def _dark(self) -> tuple[int, int, int]:
        return (20, 20, 40)

    def _edge_paint(self, colour: str, grow: float, stroked: bool) -> skia.Paint:
        return _paint(self.edge_colour(colour), 255, 2 * grow if stroked else 0.0, None, stroked)

    def edge_colour(self, colour: str) -> str:
        """The colour of the line round a solid."""
        return shaded(colour, 0.42)

    def _fill(self, colour: str) -> skia.Paint:
        return _paint(colour, 255, 0.0, None, False)

    def _line(self, colour: str, width: float) -> skia.Paint:
        return _stroke_paint(colour, 255, width, None)

    def tube(self, colour: str, width: float) -> skia.Paint:
        """The inside of a thick line."""
        return _stroke_paint(self._tint(colour), 255, width, None)

    def _tint(self, colour: str) -> str:
        """What a fill of this colour looks like."""
        paint = self._fill(colour).getColor()
        return "#" + "".join(f"{(paint >> shift) & 255:02x}" for shift in (16, 8, 0))

    def _line_fill(self, colour: str) -> skia.Paint:
        """For what is drawn like a line but filled: pupils, an open mouth."""
        return _paint(colour, 255, 0.0, None, False)

    def _glint(self) -> skia.Paint:
        """The light in an eye."""
        return _paint("#ffffff", 255, 0.0, None, False)


class Sketch(Pen):
    """Pencil on paper: pale tints, grey lines that tremble and are drawn anew eight times a second."""

    line = 0.02
    paper = "#fbfaf5"

    def edge_colour(self, colour: str) -> str:
        return "#3a3a42"

    def _edge_paint(self, colour: str, grow: float, stroked: bool) -> skia.Paint:
        return _paint(self.edge_colour(colour), 235, 2 * grow if stroked else 0.0, self._shake(), stroked)

    def _fill(self, colour: str) -> skia.Paint:
        return _paint(shaded(shaded(colour, 0.9), 1.62), 255, 0.0, self._shake(), False)

    def _line(self, colour: str, width: float) -> skia.Paint:
        return _stroke_paint("#3c3c42", 235, width * 0.85, self._shake())

    def _shake(self) -> tuple[float, float, int]:
        return (0.07, 0.011, self.frame // 3 % 4)

    def _line_fill(self, colour: str) -> skia.Paint:
        return _paint("#4a3a40" if colour == "#5a1f2a" else "#3c3c42", 235, 0.0, None, False)

    def _dark(self) -> tuple[int, int, int]:
        return (90, 90, 100)


class Ink(Pen):
    """Brush and ink: black and white, dark colours as black."""

    line = 0.034
    paper = "#ffffff"

    def edge_colour(self, colour: str) -> str:
        return "#101014"

    def _fill(self, colour: str) -> skia.Paint:
        return _paint("#ffffff" if light(colour) > 0.38 else "#1b1b20", 255, 0.0, None, False)

    def _line(self, colour: str, width: float) -> skia.Paint:
        return _stroke_paint("#101014", 255, width * 1.15, None)

    def _line_fill(self, colour: str) -> skia.Paint:
        return _paint("#101014", 255, 0.0, None, False)


class Neon(Pen):
    """Tubes of light in the dark."""

    line = 0.02
    paper = "#0b0b18"

    def solid(self, canvas: skia.Canvas, parts: Sequence[tuple[Shape, str]], line: float | None = None) -> None:
        grow = self.line if line is None else line
        if grow > 0.0:  # small things on others lie in their glow already
            self._glow(canvas, parts, grow + 0.065)
        super().solid(canvas, parts, line)

    def _glow(self, canvas: skia.Canvas, parts: Sequence[tuple[Shape, str]], wide: float) -> None:
        """Around all parts of a colour at once, so that it is drawn once where they meet."""
        tubes: dict[str, skia.Path] = {}
        for shape, colour in parts:
            bright = _vivid(colour)
            if isinstance(shape, Outline):
                canvas.drawPath(shape.path(wide), _paint(bright, 66, 2 * wide, None, True))
            elif bright in tubes:
                tubes[bright].addPath(shape.path(wide))
            else:
                tubes[bright] = shape.path(wide)
        for bright, path in tubes.items():
            canvas.drawPath(path, _paint(bright, 66, 0.0, None, False))

    def edge_colour(self, colour: str) -> str:
        return shaded(_vivid(colour), 1.25)

    def _fill(self, colour: str) -> skia.Paint:
        return _paint(shaded(_vivid(colour), 0.16), 255, 0.0, None, False)

    def _line(self, colour: str, width: float) -> skia.Paint:
        return _stroke_paint("#f4f7ff" if light(colour) < 0.35 else colour, 255, width, None)

    def _line_fill(self, colour: str) -> skia.Paint:
        return _paint("#ff5f8f" if colour == "#5a1f2a" else "#f4f7ff", 255, 0.0, None, False)

    def _glint(self) -> skia.Paint:
        return _paint("#000000", 0, 0.0, None, False)

    def _dark(self) -> tuple[int, int, int]:
        return (80, 120, 255)


class Chalk(Pen):
    """Chalk on a board: pale lines, rubbed fills."""

    line = 0.02
    paper = "#24423a"

    def edge_colour(self, colour: str) -> str:
        return shaded(_vivid(colour), 1.6)

    def _edge_paint(self, colour: str, grow: float, stroked: bool) -> skia.Paint:
        return _paint(
            self.edge_colour(colour), 240, 2 * grow if stroked else 0.0, (0.05, 0.010, self.frame // 4 % 4), stroked
        )

    def _fill(self, colour: str) -> skia.Paint:
        red, green, blue = rgb(colour)
        board = rgb(self.paper)
        mixed = "#" + "".join(
            f"{round(0.72 * b + 0.28 * c):02x}" for b, c in zip(board, (red, green, blue), strict=True)
        )
        return _paint(mixed, 255, 0.0, None, False)

    def _line(self, colour: str, width: float) -> skia.Paint:
        return _stroke_paint("#f3f3ea", 240, width, (0.05, 0.008, self.frame // 4 % 4))

    def _line_fill(self, colour: str) -> skia.Paint:
        return _paint("#f0b8b8" if colour == "#5a1f2a" else "#f3f3ea", 240, 0.0, None, False)

    def _glint(self) -> skia.Paint:
        return _paint("#000000", 0, 0.0, None, False)

    def _dark(self) -> tuple[int, int, int]:
        return (8, 20, 16)


class Paper(Pen):
    """Cut paper: flat colours, each piece with a little shadow."""

    line = 0.0
    paper = "#f3ead8"

    def solid(self, canvas: skia.Canvas, parts: Sequence[tuple[Shape, str]], line: float | None = None) -> None:
        if line != 0.0:
            canvas.save()
            canvas.translate(0.022, -0.028)
            for shape, _ in parts:
                canvas.drawPath(shape.path(0.006), _paint("#2a1f14", 70, 0.0, None, False))
            canvas.restore()
        for path, colour, _ in outlines(parts, 0.0, str):
            canvas.drawPath(path, self._fill(colour))

    def _line(self, colour: str, width: float) -> skia.Paint:
        return _stroke_paint(colour, 255, width, None)


@lru_cache(maxsize=1024)
def _vivid(colour: str) -> str:
    """As bright and full as the colour can be."""
    red, green, blue = rgb(colour)
    low, high = min(red, green, blue), max(red, green, blue)
    if high - low < 24:
        return "#dfe6ff"
    scale = 255.0 / (high - 0.6 * low)
    return "#" + "".join(f"{min(255, round((value - 0.6 * low) * scale)):02x}" for value in (red, green, blue))


@lru_cache(maxsize=1024)
def _paint(colour: str, alpha: int, stroke: float, shake: tuple[float, float, int] | None, both: bool) -> skia.Paint:
    paint = skia.Paint(AntiAlias=True, Color=skia.ColorSetARGB(alpha, *rgb(colour)))
    if both:
        paint.setStyle(skia.Paint.kStrokeAndFill_Style)
        paint.setStrokeWidth(stroke)
        paint.setStrokeJoin(skia.Paint.kRound_Join)
    if shake:
        paint.setPathEffect(skia.DiscretePathEffect.Make(shake[0], shake[1], shake[2]))
    return paint


@lru_cache(maxsize=64)
def _shade(alpha: int, dark: tuple[int, int, int]) -> skia.Paint:
    """Seven discs of that `alpha`, one in the other, the largest of the radius 1.06."""
    edges = [(1.06 - 0.1 * step) / 1.06 for step in range(7)]
    clear, colours, stops = 1.0, [], []
    for share in edges:
        outside = 1 - clear
        clear *= 1 - alpha / 255
        for at, much in ((min(share + 0.004, 1.0), outside), (share - 0.004, 1 - clear)):
            colours.append(skia.ColorSetARGB(round(255 * much), *dark))
            stops.append(at)
    colours.append(colours[-1])
    stops.append(0.0)
    ramp = skia.GradientShader.MakeRadial((0, 0), 1.06, colours[::-1], stops[::-1])
    return skia.Paint(AntiAlias=True, Shader=ramp)


@lru_cache(maxsize=1024)
def _stroke_paint(colour: str, alpha: int, width: float, shake: tuple[float, float, int] | None) -> skia.Paint:
    paint = skia.Paint(
        AntiAlias=True,
        Color=skia.ColorSetARGB(alpha, *rgb(colour)),
        Style=skia.Paint.kStroke_Style,
        StrokeWidth=width,
        StrokeCap=skia.Paint.kRound_Cap,
        StrokeJoin=skia.Paint.kRound_Join,
    )
    if shake:
        paint.setPathEffect(skia.DiscretePathEffect.Make(shake[0], shake[1], shake[2]))
    return paint


PENS: dict[Style, type[Pen]] = {
    "normal": Pen,
    "sketch": Sketch,
    "ink": Ink,
    "neon": Neon,
    "chalkboard": Chalk,
    "paper": Paper,
}
