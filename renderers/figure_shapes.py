"""What figures and things are made of: discs, capsules, boxes and outlines, which grow by the width of a line."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import skia
else:
    skia: Any = None

Point = tuple[float, float]


def ready() -> Any:
    """Skia, which takes a moment to load, so it is loaded when something is drawn."""
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
    made = ready().Path()
    made.addPoly([skia.Point(x, y) for x, y in points], True)
    return Outline(made)
