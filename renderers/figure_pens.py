"""How a shape is put on the canvas in each style: the same shapes, other pens.

A solid is drawn twice: a little larger in the colour of the line, then as it is in its own colour. Shapes that belong
together are all drawn larger first, so that no line runs through a knee or an elbow.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Literal, get_args

from renderers.figure_paints import light, paint, rgb, shade, shaded, stroke_paint, vivid
from renderers.figure_shapes import Outline, Shape, outlines, ready

if TYPE_CHECKING:
    import skia

Style = Literal["normal", "sketch", "ink", "neon", "chalkboard", "paper"]
STYLES: tuple[Style, ...] = get_args(Style)


class Pen:
    """One style. `line` is how thick its lines are, units; `frame` lets hand-drawn lines live."""

    line = 0.022
    paper = "#ffffff"

    def __init__(self, frame: int = 0) -> None:
        ready()
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
        canvas.drawCircle(0, 0, 1.06, shade(round(11 * strength), self._dark()))
        canvas.restore()

    def _dark(self) -> tuple[int, int, int]:
        return (20, 20, 40)

    def _edge_paint(self, colour: str, grow: float, stroked: bool) -> skia.Paint:
        return paint(self.edge_colour(colour), 255, 2 * grow if stroked else 0.0, None, stroked)

    def edge_colour(self, colour: str) -> str:
        """The colour of the line round a solid."""
        return shaded(colour, 0.42)

    def _fill(self, colour: str) -> skia.Paint:
        return paint(colour, 255, 0.0, None, False)

    def _line(self, colour: str, width: float) -> skia.Paint:
        return stroke_paint(colour, 255, width, None)

    def tube(self, colour: str, width: float) -> skia.Paint:
        """The inside of a thick line."""
        return stroke_paint(self._tint(colour), 255, width, None)

    def _tint(self, colour: str) -> str:
        """What a fill of this colour looks like."""
        mixed = self._fill(colour).getColor()
        return "#" + "".join(f"{(mixed >> shift) & 255:02x}" for shift in (16, 8, 0))

    def _line_fill(self, colour: str) -> skia.Paint:
        """For what is drawn like a line but filled: pupils, an open mouth."""
        return paint(colour, 255, 0.0, None, False)

    def _glint(self) -> skia.Paint:
        """The light in an eye."""
        return paint("#ffffff", 255, 0.0, None, False)


class Sketch(Pen):
    """Pencil on paper: pale tints, grey lines that tremble and are drawn anew eight times a second."""

    line = 0.02
    paper = "#fbfaf5"

    def edge_colour(self, colour: str) -> str:
        return "#3a3a42"

    def _edge_paint(self, colour: str, grow: float, stroked: bool) -> skia.Paint:
        return paint(self.edge_colour(colour), 235, 2 * grow if stroked else 0.0, self._shake(), stroked)

    def _fill(self, colour: str) -> skia.Paint:
        return paint(shaded(shaded(colour, 0.9), 1.62), 255, 0.0, self._shake(), False)

    def _line(self, colour: str, width: float) -> skia.Paint:
        return stroke_paint("#3c3c42", 235, width * 0.85, self._shake())

    def _shake(self) -> tuple[float, float, int]:
        return (0.07, 0.011, self.frame // 3 % 4)

    def _line_fill(self, colour: str) -> skia.Paint:
        return paint("#4a3a40" if colour == "#5a1f2a" else "#3c3c42", 235, 0.0, None, False)

    def _dark(self) -> tuple[int, int, int]:
        return (90, 90, 100)


class Ink(Pen):
    """Brush and ink: black and white, dark colours as black."""

    line = 0.034
    paper = "#ffffff"

    def edge_colour(self, colour: str) -> str:
        return "#101014"

    def _fill(self, colour: str) -> skia.Paint:
        return paint("#ffffff" if light(colour) > 0.38 else "#1b1b20", 255, 0.0, None, False)

    def _line(self, colour: str, width: float) -> skia.Paint:
        return stroke_paint("#101014", 255, width * 1.15, None)

    def _line_fill(self, colour: str) -> skia.Paint:
        return paint("#101014", 255, 0.0, None, False)


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
            bright = vivid(colour)
            if isinstance(shape, Outline):
                canvas.drawPath(shape.path(wide), paint(bright, 66, 2 * wide, None, True))
            elif bright in tubes:
                tubes[bright].addPath(shape.path(wide))
            else:
                tubes[bright] = shape.path(wide)
        for bright, path in tubes.items():
            canvas.drawPath(path, paint(bright, 66, 0.0, None, False))

    def edge_colour(self, colour: str) -> str:
        return shaded(vivid(colour), 1.25)

    def _fill(self, colour: str) -> skia.Paint:
        return paint(shaded(vivid(colour), 0.16), 255, 0.0, None, False)

    def _line(self, colour: str, width: float) -> skia.Paint:
        return stroke_paint("#f4f7ff" if light(colour) < 0.35 else colour, 255, width, None)

    def _line_fill(self, colour: str) -> skia.Paint:
        return paint("#ff5f8f" if colour == "#5a1f2a" else "#f4f7ff", 255, 0.0, None, False)

    def _glint(self) -> skia.Paint:
        return paint("#000000", 0, 0.0, None, False)

    def _dark(self) -> tuple[int, int, int]:
        return (80, 120, 255)


class Chalk(Pen):
    """Chalk on a board: pale lines, rubbed fills."""

    line = 0.02
    paper = "#24423a"

    def edge_colour(self, colour: str) -> str:
        return shaded(vivid(colour), 1.6)

    def _edge_paint(self, colour: str, grow: float, stroked: bool) -> skia.Paint:
        return paint(
            self.edge_colour(colour), 240, 2 * grow if stroked else 0.0, (0.05, 0.010, self.frame // 4 % 4), stroked
        )

    def _fill(self, colour: str) -> skia.Paint:
        red, green, blue = rgb(colour)
        board = rgb(self.paper)
        mixed = "#" + "".join(
            f"{round(0.72 * b + 0.28 * c):02x}" for b, c in zip(board, (red, green, blue), strict=True)
        )
        return paint(mixed, 255, 0.0, None, False)

    def _line(self, colour: str, width: float) -> skia.Paint:
        return stroke_paint("#f3f3ea", 240, width, (0.05, 0.008, self.frame // 4 % 4))

    def _line_fill(self, colour: str) -> skia.Paint:
        return paint("#f0b8b8" if colour == "#5a1f2a" else "#f3f3ea", 240, 0.0, None, False)

    def _glint(self) -> skia.Paint:
        return paint("#000000", 0, 0.0, None, False)

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
                canvas.drawPath(shape.path(0.006), paint("#2a1f14", 70, 0.0, None, False))
            canvas.restore()
        for path, colour, _ in outlines(parts, 0.0, str):
            canvas.drawPath(path, self._fill(colour))

    def _line(self, colour: str, width: float) -> skia.Paint:
        return stroke_paint(colour, 255, width, None)


PENS: dict[Style, type[Pen]] = {
    "normal": Pen,
    "sketch": Sketch,
    "ink": Ink,
    "neon": Neon,
    "chalkboard": Chalk,
    "paper": Paper,
}
