"""Things that figures hold, throw and use, drawn about their grip, upright, for a human's hand; one function each.

Another place may add its own: `DRAWINGS["kite"] = draw`.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import TYPE_CHECKING

from renderers.figure_paints import shaded
from renderers.figure_pens import Pen
from renderers.figure_shapes import Box, Capsule, Disc, polygon

if TYPE_CHECKING:
    import skia

Drawing = Callable[["skia.Canvas", Pen, float, float], None]
"""Draws on a canvas that stands at the thing's place and is turned as it is: canvas, pen, size, angle in radians."""


def _path(points: list[tuple[float, float]], curved: bool = False) -> skia.Path:
    import skia

    made = skia.Path()
    made.moveTo(*points[0])
    if curved:
        for at in range(1, len(points) - 1, 2):
            made.quadTo(*points[at], *points[at + 1])
    else:
        for point in points[1:]:
            made.lineTo(*point)
    return made


def _ball(colour: str, radius: float, kind: str) -> Drawing:
    def draw(canvas: skia.Canvas, pen: Pen, size: float, angle: float) -> None:
        pen.solid(canvas, [(Disc((0, 0), radius), colour)])
        r = 0.92 * radius
        if kind == "soccer":
            dark = "#2b2b33"
            pen.solid(canvas, [(Disc((0, 0), 0.36 * radius), dark)], 0.0)
            for step in range(5):
                a = step * 2 * math.pi / 5
                spot = (0.82 * r * math.cos(a), 0.82 * r * math.sin(a))
                pen.solid(canvas, [(Disc(spot, 0.2 * radius), dark)], 0.0)
        elif kind == "basket":
            pen.stroke(canvas, _path([(-r, 0), (r, 0)]), "#5a2b14", 0.014)
            pen.stroke(canvas, _path([(0, -r), (0, r)]), "#5a2b14", 0.014)
            for sign in (-1.0, 1.0):
                pen.stroke(
                    canvas,
                    _path([(sign * 0.7 * r, 0.7 * r), (sign * 0.15 * r, 0), (sign * 0.7 * r, -0.7 * r)], True),
                    "#5a2b14",
                    0.014,
                )
        elif kind == "base":
            for sign in (-1.0, 1.0):
                pen.stroke(
                    canvas,
                    _path([(sign * 0.6 * r, 0.7 * r), (sign * 0.2 * r, 0), (sign * 0.6 * r, -0.7 * r)], True),
                    "#d23b3b",
                    0.012,
                )
        else:
            pen.stroke(canvas, _path([(-r, 0.2 * r), (0, 0.6 * r), (r, 0.2 * r)], True), "#ffffff", 0.022)

    return draw


def _bat(canvas: skia.Canvas, pen: Pen, size: float, angle: float) -> None:
    pen.solid(canvas, [(Capsule((0, -0.14), 0.035, (0, 1.05), 0.075), "#c99455"), (Disc((0, -0.16), 0.05), "#a97636")])


def _spoon(canvas: skia.Canvas, pen: Pen, size: float, angle: float) -> None:
    pen.solid(
        canvas,
        [(Capsule((0, -0.08), 0.014, (0, 0.14), 0.014), "#b8bec6"), (Disc((0, 0.18), 0.045, 0.06), "#c9ced6")],
        0.012,
    )


def _bowl(canvas: skia.Canvas, pen: Pen, size: float, angle: float) -> None:
    pen.solid(canvas, [(Disc((0, 0.10), 0.17, 0.05), "#e6a04a")], 0.012)
    half = [(0.19 * math.cos(a), 0.10 + 0.17 * math.sin(a)) for a in (math.pi * (1 + step / 12) for step in range(13))]
    pen.solid(canvas, [(polygon(half), "#4f8fd0")])


def _apple(canvas: skia.Canvas, pen: Pen, size: float, angle: float) -> None:
    pen.solid(canvas, [(Disc((-0.035, 0.05), 0.085), "#d8413b"), (Disc((0.035, 0.05), 0.085), "#d8413b")])
    pen.stroke(canvas, _path([(0, 0.12), (0.02, 0.19)]), "#5a3a1e", 0.02)


def _cup(canvas: skia.Canvas, pen: Pen, size: float, angle: float) -> None:
    pen.stroke(canvas, _path([(0.07, 0.13), (0.19, 0.10), (0.07, 0.0)], True), "#8c3f3f", 0.03)
    pen.solid(canvas, [(Box((0, 0.06), 0.17, 0.22, 0.03), "#e06a5a")])


def _book(canvas: skia.Canvas, pen: Pen, size: float, angle: float) -> None:
    left = polygon([(0, -0.02), (-0.30, 0.05), (-0.30, 0.37), (0, 0.30)])
    right = polygon([(0, -0.02), (0.20, 0.05), (0.20, 0.37), (0, 0.30)])
    pen.solid(canvas, [(left, "#b7423c"), (right, "#d05a50")])
    for rise in (0.12, 0.20, 0.28):
        pen.stroke(canvas, _path([(0.03, rise - 0.015), (0.17, rise + 0.03)]), "#f6eedf", 0.014)


def _chair(canvas: skia.Canvas, pen: Pen, size: float, angle: float) -> None:
    wood = "#a8794a"
    legs = [(Capsule((x, 0.03), 0.032, (x, 0.52), 0.036), shaded(wood, 0.8)) for x in (-0.26, 0.24)]
    pen.solid(
        canvas,
        [
            *legs,
            (Capsule((-0.27, 0.5), 0.036, (-0.34, 1.28), 0.036), shaded(wood, 0.9)),
            (Box((-0.01, 0.53), 0.62, 0.1, 0.04), wood),
        ],
    )


def _desk(canvas: skia.Canvas, pen: Pen, size: float, angle: float) -> None:
    wood = "#b98a5a"
    pen.solid(canvas, [(Capsule((x, 0.03), 0.035, (x, 0.98), 0.04), shaded(wood, 0.8)) for x in (-0.42, 0.52)])
    pen.solid(canvas, [(Box((0.05, 1.02), 1.16, 0.08, 0.03), wood)])
    pen.solid(
        canvas,
        [
            (Capsule((0.12, 1.10), 0.018, (0.38, 1.56), 0.018), "#5b6673"),
            (Box((-0.1, 1.085), 0.46, 0.035, 0.012), "#78838f"),
        ],
    )


def _bare_table(canvas: skia.Canvas, pen: Pen, size: float, angle: float) -> None:
    wood = "#b98a5a"
    pen.solid(canvas, [(Capsule((x, 0.03), 0.035, (x, 0.98), 0.04), shaded(wood, 0.8)) for x in (-0.42, 0.52)])
    pen.solid(canvas, [(Box((0.05, 1.02), 1.16, 0.08, 0.03), wood)])


def _writing_desk(canvas: skia.Canvas, pen: Pen, size: float, angle: float) -> None:
    _bare_table(canvas, pen, size, angle)
    sheet = polygon([(-0.36, 1.06), (0.08, 1.06), (0.16, 1.13), (-0.26, 1.13)])
    pen.solid(canvas, [(sheet, "#fbf7ea")], 0.012)
    pen.solid(canvas, [(Box((0.36, 1.11), 0.1, 0.12, 0.02), "#3d434d")], 0.012)


def _camera(canvas: skia.Canvas, pen: Pen, size: float, angle: float) -> None:
    pen.solid(canvas, [(Box((0.0, 0.11), 0.1, 0.05, 0.01), "#59616c"), (Box((0, 0), 0.24, 0.2, 0.03), "#3d434d")])
    pen.solid(canvas, [(Box((0.17, 0.0), 0.12, 0.14, 0.02), "#59616c")])
    pen.solid(canvas, [(Disc((0.235, 0.0), 0.03, 0.06), "#a9d8ee")], 0.012)


def _broom(canvas: skia.Canvas, pen: Pen, size: float, angle: float) -> None:
    pen.solid(canvas, [(Capsule((0, -0.75), 0.028, (0, 0.62), 0.028), "#b98a5a")])
    pen.solid(canvas, [(polygon([(-0.08, -0.7), (0.08, -0.7), (0.2, -1.02), (-0.2, -1.02)]), "#e0c06a")])


def _easel(canvas: skia.Canvas, pen: Pen, size: float, angle: float) -> None:
    wood = "#a8794a"
    pen.solid(canvas, [(Capsule(foot, 0.03, (0.05, 2.1), 0.03), wood) for foot in ((-0.2, 0.0), (0.42, 0.0))])
    pen.solid(canvas, [(Box((0.06, 1.5), 0.5, 0.9, 0.02), "#fbf7ea")])
    pen.solid(canvas, [(Disc((0.06, 1.62), 0.13), "#f2b63c"), (Box((0.06, 1.3), 0.36, 0.2, 0.02), "#7fb56b")], 0.0)


def _open_car(canvas: skia.Canvas, pen: Pen, size: float, angle: float) -> None:
    red = "#e0564f"
    pen.stroke(canvas, _path([(0.35, 0.8), (0.18, 1.3)]), "#7f8894", 0.05)
    pen.solid(canvas, [(Box((0.0, 0.58), 3.2, 0.56, 0.2), red)])
    pen.solid(canvas, [(Capsule((-1.2, 0.9), 0.08, (-0.75, 0.9), 0.08), shaded(red, 0.75))])
    pen.solid(canvas, [(Disc((1.5, 0.66), 0.08, 0.11), "#fff0b0")], 0.012)
    for x in (-0.95, 0.95):
        pen.solid(canvas, [(Disc((x, 0.3), 0.3), "#3f434c")])
        pen.solid(canvas, [(Disc((x, 0.3), 0.14), "#c9ced6")], 0.012)


def _ladder(canvas: skia.Canvas, pen: Pen, size: float, angle: float) -> None:
    import skia

    # `size` is its height: the rails are long, nothing else is larger.
    canvas.scale(1 / size, 1 / size)
    wood = "#b98a5a"
    for x in (-0.04, 0.16):
        pen.solid(canvas, [(Capsule((x, 0.0), 0.03, (x, size), 0.03), wood)])
    y = 0.34
    while y < size - 0.1:
        pen.solid(canvas, [(Capsule((-0.06, y), 0.025, (0.18, y), 0.025), shaded(wood, 1.15))])
        y += 0.34
    del skia


def _water(canvas: skia.Canvas, pen: Pen, size: float, angle: float) -> None:
    import skia

    # `angle` is the time in seconds: the canvas is turned back upright, and waves run.
    canvas.rotate(math.degrees(angle))
    path = skia.Path()
    wide, step = 2.2, 0.1
    path.moveTo(-wide, -0.7)
    x = -wide
    while x <= wide + 1e-6:
        fall = 1 - (x / wide) ** 8
        path.lineTo(
            x, (0.035 * math.sin(6 * x + 3 * angle) + 0.02 * math.sin(11 * x - 4 * angle)) * fall - 0.7 * (1 - fall)
        )
        x += step
    path.lineTo(wide, -0.7)
    path.close()
    canvas.drawPath(path, skia.Paint(AntiAlias=True, Color=skia.ColorSetARGB(120, 70, 150, 220)))


def _tow(canvas: skia.Canvas, pen: Pen, size: float, angle: float) -> None:
    """A rope that is tight, from a hand back to what is pulled, one unit long."""
    pen.stroke(canvas, _path([(0.0, 0.0), (-1.0, 0.0)]), "#8a6a3f", 0.05 / size)


DRAWINGS: dict[str, Drawing] = {
    "tow": _tow,
    "ball": _ball("#e0564f", 0.12, "stripe"),
    "baseball": _ball("#f7f4ec", 0.075, "base"),
    "basketball": _ball("#e0812e", 0.175, "basket"),
    "soccer_ball": _ball("#f7f7f4", 0.15, "soccer"),
    "bat": _bat,
    "spoon": _spoon,
    "bowl": _bowl,
    "apple": _apple,
    "cup": _cup,
    "book": _book,
    "chair": _chair,
    "desk": _desk,
    "ladder": _ladder,
    "bare_table": _bare_table,
    "writing_desk": _writing_desk,
    "camera": _camera,
    "broom": _broom,
    "easel": _easel,
    "open_car": _open_car,
    "water": _water,
}
