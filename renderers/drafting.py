"""Drawing by hand: a canvas and a pen, and short words for what is put on it. Units, y up."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING

from renderers.figure_pens import Pen
from renderers.figure_shapes import Box, Capsule, Disc, Outline, Point, Shape, polygon

if TYPE_CHECKING:
    import skia

Part = tuple[Shape, str]


def smooth(points: Sequence[Point], closed: bool) -> skia.Path:
    """A curve through every point."""
    import skia

    count = len(points)
    path = skia.Path()
    path.moveTo(*points[0])
    for at in range(count if closed else count - 1):
        before, here = points[at - 1 if closed else max(at - 1, 0)], points[at]
        there = points[(at + 1) % count]
        after = points[(at + 2) % count if closed else min(at + 2, count - 1)]
        path.cubicTo(
            here[0] + (there[0] - before[0]) / 6,
            here[1] + (there[1] - before[1]) / 6,
            there[0] - (after[0] - here[0]) / 6,
            there[1] - (after[1] - here[1]) / 6,
            *there,
        )
    if closed:
        path.close()
    return path


class Draft:
    """A canvas with a pen."""

    def __init__(self, canvas: skia.Canvas, pen: Pen) -> None:
        self.canvas = canvas
        self.pen = pen

    def box(
        self,
        left: float,
        low: float,
        wide: float,
        high: float,
        colour: str,
        corner: float = 0.0,
        line: float | None = None,
    ) -> None:
        """A rectangle."""
        self.parts([(Box((left + 0.5 * wide, low + 0.5 * high), wide, high, corner), colour)], line)

    def disc(
        self, x: float, y: float, radius: float, colour: str, high: float | None = None, line: float | None = None
    ) -> None:
        """A disc, or an ellipse with half-axes."""
        self.parts([(Disc((x, y), radius, high), colour)], line)

    def bar(
        self, start: Point, end: Point, radius: float, colour: str, last: float | None = None, line: float | None = None
    ) -> None:
        """A rod with round ends, which may taper."""
        self.parts([(Capsule(start, radius, end, radius if last is None else last), colour)], line)

    def poly(self, points: Sequence[Point], colour: str, line: float | None = None) -> None:
        """A closed polygon."""
        self.parts([(polygon(points), colour)], line)

    def blob(self, points: Sequence[Point], colour: str, line: float | None = None) -> None:
        """A closed curve through the points."""
        self.parts([(Outline(smooth(points, True)), colour)], line)

    def parts(self, parts: Sequence[Part], line: float | None = None) -> None:
        """Shapes that belong together, with one line round them all."""
        self.pen.solid(self.canvas, parts, line)

    def line(self, points: Sequence[Point], colour: str, width: float = 0.03, curved: bool = False) -> None:
        """An open line, straight from point to point or curved."""
        import skia

        if curved and len(points) > 2:
            path = smooth(points, False)
        else:
            path = skia.Path()
            path.addPoly([skia.Point(*point) for point in points], False)
        self.pen.stroke(self.canvas, path, colour, width)

    @contextmanager
    def at(self, x: float, y: float, size: float = 1.0, turn: float = 0.0, flip: bool = False) -> Iterator[Draft]:
        """Draw about another place: turned anticlockwise by degrees, `size` times as large, mirrored."""
        self.canvas.save()
        self.canvas.translate(x, y)
        self.canvas.rotate(turn)
        self.canvas.scale(-size if flip else size, size)
        yield self
        self.canvas.restore()
