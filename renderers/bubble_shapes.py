"""Bubbles and captions on the canvas, each in the shape of its manner and the colours of the style. Pixels, y down."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from renderers.bubble_text import Box, Point, Spot, lettered, padding, root_of
from renderers.figure_paints import rgb
from renderers.figure_pens import Style

if TYPE_CHECKING:
    import skia


@dataclass(frozen=True)
class _Colours:
    fill: str
    line: str
    text: str
    band: str
    band_text: str


COLOURS: dict[Style, _Colours] = {
    "normal": _Colours("#ffffff", "#33343c", "#1c1c22", "#fff6d8", "#2b2b33"),
    "sketch": _Colours("#fffefa", "#55555f", "#33333b", "#f6f3ea", "#33333b"),
    "ink": _Colours("#ffffff", "#101014", "#101014", "#ffffff", "#101014"),
    "neon": _Colours("#10102a", "#6fe0ff", "#f4f7ff", "#14142e", "#ffe27a"),
    "chalkboard": _Colours("#2c4d44", "#f0f0e6", "#f6f6ee", "#2c4d44", "#f6efc9"),
    "paper": _Colours("#fffaf0", "#d9cbb0", "#2b2b33", "#fbe9c0", "#3a3028"),
}


def draw_bubble(canvas: skia.Canvas, spot: Spot, style: Style = "normal", shown: float = 1.0) -> None:
    """One bubble, caption or title. shown: 0 to 1, as it appears and goes."""
    if shown <= 0.01:
        return
    layer = shown < 0.99
    if layer:
        canvas.saveLayerAlpha(_bounds(spot), round(255 * shown))
    colours, letters, speech = COLOURS[style], spot.letters, spot.speech
    line = max(0.075 * letters, 1.2)
    if speech.kind == "bubble":
        for path in _outline(spot):
            _solid(canvas, path, colours.fill, colours.line, line, style, speech.manner == "whispered")
        ink = colours.text
    else:
        path = _round(spot.box, 0.35 * letters)
        _solid(canvas, path, colours.band, colours.line, line * 0.8, style, False)
        ink = colours.band_text
    pad_x, pad_y = padding(speech, letters)
    left, top, right, _ = spot.box
    text = lettered(spot.text, letters, right - left - 2 * pad_x + 1.0, speech.manner, speech.kind, ink)
    text.draw(canvas, left + 0.5 * (right - left - text.wide), top + pad_y)
    if layer:
        canvas.restore()


def _bounds(spot: Spot) -> skia.Rect:
    import skia

    left, top, right, low = spot.box
    if spot.tip is not None:
        left, right = min(left, spot.tip[0]), max(right, spot.tip[0])
        top, low = min(top, spot.tip[1]), max(low, spot.tip[1])
    room = 0.6 * spot.letters
    return skia.Rect(left - room, top - room, right + room, low + room)


def _solid(
    canvas: skia.Canvas, path: skia.Path, fill: str, line: str, width: float, style: Style, dashed: bool
) -> None:
    import skia

    if style == "paper":
        shade = skia.Paint(AntiAlias=True, Color=skia.ColorSetARGB(70, 42, 31, 20))
        canvas.save()
        canvas.translate(width, 1.4 * width)
        canvas.drawPath(path, shade)
        canvas.restore()
    if style == "neon":
        for grow, alpha in ((7.0, 30), (3.5, 70)):
            glow = skia.Paint(AntiAlias=True, Style=skia.Paint.kStroke_Style, StrokeWidth=grow * width)
            glow.setColor(skia.ColorSetARGB(alpha, *rgb(line)))
            canvas.drawPath(path, glow)
    canvas.drawPath(path, skia.Paint(AntiAlias=True, Color=skia.ColorSetARGB(255, *rgb(fill))))
    edge = skia.Paint(
        AntiAlias=True, Style=skia.Paint.kStroke_Style, StrokeWidth=width * (1.5 if style == "ink" else 1.0)
    )
    edge.setStrokeJoin(skia.Paint.kRound_Join)
    edge.setColor(skia.ColorSetARGB(255, *rgb(line)))
    if dashed:
        edge.setPathEffect(skia.DashPathEffect.Make([3.2 * width, 2.6 * width], 0.0))
    elif style in ("sketch", "chalkboard"):
        edge.setPathEffect(skia.DiscretePathEffect.Make(4.0 * width, 0.45 * width, 7))
    canvas.drawPath(path, edge)


def _round(box: Box, corner: float) -> skia.Path:
    import skia

    path = skia.Path()
    path.addRoundRect(skia.Rect(*box), corner, corner)
    return path


def _outline(spot: Spot) -> list[skia.Path]:
    """The bubble with its tail, and the small puffs of a thought."""
    import skia

    manner, box, letters = spot.speech.manner, spot.box, spot.letters
    if manner == "shouted":
        body = _burst(box, letters)
    elif manner == "thought":
        body = _cloud(box, letters)
    else:
        body = _round(box, min(1.1 * letters, 0.5 * (box[3] - box[1])))
    if spot.tip is None:
        return [body]
    root, tip = root_of(box, spot.tip), spot.tip
    if manner == "thought":
        puffs = []
        for share, radius in ((0.30, 0.30), (0.62, 0.21), (0.92, 0.13)):
            puff = skia.Path()
            puff.addCircle(root[0] + share * (tip[0] - root[0]), root[1] + share * (tip[1] - root[1]), radius * letters)
            puffs.append(puff)
        return [*puffs, body]
    return [skia.Op(body, _tail(root, tip, letters, box), skia.PathOp.kUnion_PathOp)]


def _tail(root: Point, tip: Point, letters: float, box: Box) -> skia.Path:
    import skia

    dx, dy = tip[0] - root[0], tip[1] - root[1]
    far = math.hypot(dx, dy) or 1.0
    half = min(0.42 * letters, 0.3 * (box[3] - box[1]))
    nx, ny = -dy / far * half, dx / far * half
    bend = (0.5 * (root[0] + tip[0]) + 0.5 * nx, 0.5 * (root[1] + tip[1]) + 0.5 * ny)
    path = skia.Path()
    path.moveTo(root[0] + nx, root[1] + ny)
    path.quadTo(bend[0] + nx, bend[1] + ny, *tip)
    path.quadTo(bend[0] - nx, bend[1] - ny, root[0] - nx, root[1] - ny)
    path.close()
    return path


def _burst(box: Box, letters: float) -> skia.Path:
    """Spikes round an oval, all within the box."""
    import skia

    x, y = 0.5 * (box[0] + box[2]), 0.5 * (box[1] + box[3])
    half_x, half_y = 0.5 * (box[2] - box[0]), 0.5 * (box[3] - box[1])
    depth = 0.62 * letters
    count = max(10, round((half_x + half_y) / (1.15 * letters)))
    points = []
    for at in range(2 * count):
        a = math.pi * at / count + 0.15
        drop = 0.0 if at % 2 == 0 else depth
        cos, sin = math.cos(a), math.sin(a)
        corner = (abs(cos) ** 4 + abs(sin) ** 4) ** -0.25  # between an oval and a rectangle, so that words have room
        points.append(skia.Point(x + (half_x - drop) * cos * corner, y + (half_y - drop) * sin * corner))
    path = skia.Path()
    path.addPoly(points, True)
    return path


def _cloud(box: Box, letters: float) -> skia.Path:
    """Round bulges along the edge, all within the box."""
    import skia

    bulge = 0.62 * letters
    left, top, right, low = (box[0] + bulge, box[1] + bulge, box[2] - bulge, box[3] - bulge)
    path = _round((left, top, right, low), 0.8 * bulge)
    across, down = max(2, round((right - left) / (1.7 * bulge))), max(1, round((low - top) / (1.7 * bulge)))
    centres = [
        (left + (right - left) * (at + 0.5) / across, y)
        for at in range(across)
        for y in (top + 0.1 * bulge, low - 0.1 * bulge)
    ]
    centres += [
        (x, top + (low - top) * (at + 0.5) / down)
        for at in range(down)
        for x in (left + 0.1 * bulge, right - 0.1 * bulge)
    ]
    for cx, cy in centres:
        puff = skia.Path()
        puff.addCircle(cx, cy, bulge)
        path = skia.Op(path, puff, skia.PathOp.kUnion_PathOp)
    return path
