"""Rain, snow, wind, lightning, fog, bubbles, glitter: what moves over a place. Where each drop is follows from the
seed and the time alone, so that any moment can be drawn by itself."""

from __future__ import annotations

import math
from functools import lru_cache
from typing import TYPE_CHECKING

from renderers.figure_paints import rgb
from renderers.figure_pens import Style
from renderers.scenery_pieces import seeded
from renderers.scenery_sky import Weather

if TYPE_CHECKING:
    import skia

Size = tuple[int, int]
TINTS: dict[Style, str] = {
    "normal": "#dcebf7",
    "sketch": "#7d8a99",
    "ink": "#55555e",
    "neon": "#7fd0ff",
    "chalkboard": "#e3ece8",
    "paper": "#8fb4cf",
}
SNOW: dict[Style, str] = {**TINTS, "normal": "#ffffff", "paper": "#ffffff", "neon": "#e6f3ff", "sketch": "#9aa6b3"}
LEAF: dict[Style, tuple[str, ...]] = {
    "normal": ("#c9984f", "#b5b356", "#cf7f4a"),
    "sketch": ("#8a8a92", "#a0a0a6"),
    "ink": ("#4a4a52",),
    "neon": ("#ffb35c", "#a8ff6a"),
    "chalkboard": ("#e8d9a8", "#cfe0b5"),
    "paper": ("#c9984f", "#b5b356", "#cf7f4a"),
}


@lru_cache(maxsize=64)
def _seeds(seed: int, count: int) -> tuple[tuple[float, float, float], ...]:
    rng = seeded(f"weather {seed}")
    return tuple((rng.random(), rng.random(), rng.random()) for _ in range(count))


@lru_cache(maxsize=32)
def _streak(colour: str, long: int, slant: float, thick: float, alpha: int) -> skia.Image:
    import skia

    wide = max(round(abs(slant) * long + thick + 3), 3)
    surface = skia.Surface(wide, long + 4)
    start, end = (wide - 2, 2) if slant > 0 else (2, 2), (2, long + 1) if slant > 0 else (wide - 2, long + 1)
    paint = skia.Paint(AntiAlias=True, StrokeWidth=thick, Color=skia.ColorSetARGB(alpha, *rgb(colour)))
    paint.setStrokeCap(skia.Paint.kRound_Cap)
    surface.getCanvas().drawLine(*start, *end, paint)
    return surface.makeImageSnapshot()


def draw_weather(
    canvas: skia.Canvas, weather: Weather, style: Style, size: Size, seconds: float, seed: int, shift: float
) -> None:
    """What falls and flies, in front of everything. shift: how far the camera is to the right, pixels."""
    if weather in ("rain", "storm"):
        _rain(canvas, weather == "storm", style, size, seconds, seed, shift)
    elif weather == "snow":
        _snow(canvas, style, size, seconds, seed, shift)
    elif weather == "wind":
        _wind(canvas, style, size, seconds, seed, shift)


def _rain(canvas: skia.Canvas, heavy: bool, style: Style, size: Size, seconds: float, seed: int, shift: float) -> None:
    wide, high = size
    unit = min(size) / 720
    slant = 0.32 if heavy else 0.12
    count = round((150 if heavy else 115) * max(wide / high, 0.7))
    for near, share in ((0, 0.62), (1, 0.38)):
        long = round((22, 36)[near] * unit * (1.2 if heavy else 1.0))
        drop = _streak(TINTS[style], long, slant, (1.3, 2.0)[near] * unit, (110, 165)[near])
        speed = (620, 900)[near] * unit * (1.25 if heavy else 1.0)
        span_x, span_y = wide + 80 * unit, high + 60 * unit
        for a, b, c in _seeds(seed + near, round(count * share)):
            y = (b * span_y + seconds * speed * (0.9 + 0.2 * c)) % span_y
            turn = math.floor((b * span_y + seconds * speed * (0.9 + 0.2 * c)) / span_y)
            x = (a * span_x + turn * 0.37 * span_x - slant * y - shift * (0.8 + 0.4 * near)) % span_x
            canvas.drawImage(drop, round(x - 40 * unit), round(y - 50 * unit))


def _snow(canvas: skia.Canvas, style: Style, size: Size, seconds: float, seed: int, shift: float) -> None:
    import skia

    wide, high = size
    unit = min(size) / 720
    span_x, span_y = wide + 40 * unit, high + 40 * unit
    for layer, (thick, speed) in enumerate(((3.2, 48), (5.0, 75), (7.5, 110))):
        points = []
        for a, b, c in _seeds(seed + 7 + layer, round(70 * max(wide / high, 0.7))):
            fallen = b * span_y + seconds * speed * unit * (0.85 + 0.3 * c)
            sway = 16 * unit * math.sin(seconds * (0.7 + c) + 20 * a)
            x = (a * span_x + 0.61 * span_x * math.floor(fallen / span_y) + sway - shift * (0.6 + 0.2 * layer)) % span_x
            points.append(skia.Point(x - 20 * unit, fallen % span_y - 20 * unit))
        paint = skia.Paint(AntiAlias=True, StrokeWidth=thick * unit, StrokeCap=skia.Paint.kRound_Cap)
        paint.setColor(skia.ColorSetARGB((150, 200, 235)[layer], *rgb(SNOW[style])))
        canvas.drawPoints(skia.Canvas.kPoints_PointMode, points, paint)


def _wind(canvas: skia.Canvas, style: Style, size: Size, seconds: float, seed: int, shift: float) -> None:
    import skia

    wide, high = size
    unit = min(size) / 720
    span = wide + 300 * unit
    thread = skia.Paint(AntiAlias=True, Style=skia.Paint.kStroke_Style, StrokeWidth=2.2 * unit)
    thread.setStrokeCap(skia.Paint.kRound_Cap)
    for a, b, c in _seeds(seed + 20, 7):
        x = (a * span + seconds * (420 + 200 * c) * unit - shift) % span - 200 * unit
        y = (0.08 + 0.62 * b) * high
        breath = math.sin(math.pi * ((x + 200 * unit) / span))
        thread.setColor(skia.ColorSetARGB(round(130 * breath), *rgb(TINTS[style])))
        path = skia.Path()
        path.moveTo(x, y)
        path.cubicTo(x + 50 * unit, y - 14 * unit, x + 90 * unit, y + 14 * unit, x + 150 * unit, y)
        path.cubicTo(x + 180 * unit, y - 12 * unit, x + 170 * unit, y - 34 * unit, x + 152 * unit, y - 26 * unit)
        canvas.drawPath(path, thread)
    colours = LEAF[style]
    for number, (a, b, c) in enumerate(_seeds(seed + 21, 16)):
        way = a * span + seconds * (260 + 260 * c) * unit
        x = (way - shift) % span - 60 * unit
        y = ((0.15 + 0.8 * b) * high + 40 * unit * math.sin(seconds * 2.1 + 9 * a)) % high
        canvas.save()
        canvas.translate(x, y)
        canvas.rotate(math.degrees(seconds * (2 + 3 * c) + 6 * b))
        canvas.scale(1.0, 0.35 + 0.65 * abs(math.sin(seconds * 3 + 5 * c)))
        leaf = skia.Paint(AntiAlias=True, Color=skia.ColorSetARGB(235, *rgb(colours[number % len(colours)])))
        canvas.drawOval(skia.Rect(-9 * unit, -4.5 * unit, 9 * unit, 4.5 * unit), leaf)
        canvas.restore()


def lightning(seconds: float, seed: int) -> float:
    """How bright the sky flashes, 0 to 1: softly, and one glow in some five seconds, so that it hurts nobody."""
    number = math.floor(seconds / 5.0)
    begin = 0.8 + 3.0 * seeded(f"flash {seed} {number}").random()
    since = seconds - 5.0 * number - begin
    return 0.0 if since < 0 or since > 0.9 else min(since / 0.12, 1.0) * math.exp(-max(since - 0.12, 0.0) / 0.22)


def draw_bolt(canvas: skia.Canvas, style: Style, size: Size, seconds: float, seed: int) -> None:
    """A bolt in the distance and a soft glow of the sky behind everything."""
    import skia

    bright = lightning(seconds, seed)
    if bright < 0.02:
        return
    wide, high = size
    rng = seeded(f"bolt {seed} {math.floor(seconds / 5.0)}")
    glow = skia.ColorSetARGB(round(60 * bright), *rgb("#fff7dc" if style != "ink" else "#9a9aa4"))
    canvas.drawColor(glow, skia.BlendMode.kSrcOver)
    x, y = wide * rng.uniform(0.15, 0.85), 0.0
    path = skia.Path()
    path.moveTo(x, y)
    while y < 0.5 * high:
        x += rng.uniform(-0.045, 0.045) * high
        y += rng.uniform(0.04, 0.09) * high
        path.lineTo(x, y)
    paint = skia.Paint(AntiAlias=True, Style=skia.Paint.kStroke_Style, StrokeWidth=0.006 * high)
    paint.setColor(skia.ColorSetARGB(round(255 * bright), *rgb("#fff2b0" if style != "ink" else "#34343c")))
    canvas.drawPath(path, paint)


def draw_bubbles(canvas: skia.Canvas, style: Style, size: Size, seconds: float, seed: int, shift: float) -> None:
    """Bubbles that rise under water."""
    import skia

    wide, high = size
    unit = min(size) / 720
    ring = skia.Paint(AntiAlias=True, Style=skia.Paint.kStroke_Style, StrokeWidth=1.6 * unit)
    ring.setColor(skia.ColorSetARGB(150, *rgb("#ffffff" if style in ("normal", "paper") else TINTS[style])))
    for a, b, c in _seeds(seed + 40, 22):
        risen = b * high + seconds * (45 + 60 * c) * unit
        y = high - risen % (high + 30 * unit)
        x = (a * wide + 9 * unit * math.sin(2 * seconds + 12 * a) - 0.6 * shift) % wide
        canvas.drawCircle(x, y, (3 + 6 * c) * unit, ring)


def draw_glitter(
    canvas: skia.Canvas, style: Style, size: Size, seconds: float, seed: int, shift: float, rows: tuple[float, float]
) -> None:
    """Light on water between two heights of the picture, pixels."""
    import skia

    wide, unit = size[0], min(size) / 720
    paint = skia.Paint(AntiAlias=True, StrokeCap=skia.Paint.kRound_Cap, StrokeWidth=2.2 * unit)
    for a, b, c in _seeds(seed + 60, 26):
        breath = math.sin(seconds * (0.8 + c) + 30 * a)
        if breath <= 0.1:
            continue
        x = (a * 1.3 * wide - shift) % (1.3 * wide) - 0.15 * wide
        y = rows[0] + b * (rows[1] - rows[0])
        half = (6 + 16 * c) * unit * breath
        paint.setColor(skia.ColorSetARGB(round(170 * breath), *rgb("#ffffff" if style != "ink" else "#5a5a62")))
        canvas.drawLine(x - half, y, x + half, y, paint)


@lru_cache(maxsize=16)
def _wisp(style: Style, wide: int, high: int, night: bool) -> skia.Image:
    import skia

    surface = skia.Surface(wide, high)
    colour = {"ink": "#ffffff", "neon": "#3a3f78", "chalkboard": "#8fa69c"}.get(
        style, "#8f98ad" if night else "#f2f5f7"
    )
    paint = skia.Paint(AntiAlias=True, Color=skia.ColorSetARGB(70, *rgb(colour)))
    paint.setMaskFilter(skia.MaskFilter.MakeBlur(skia.kNormal_BlurStyle, 0.16 * high))
    canvas = surface.getCanvas()
    canvas.drawOval(skia.Rect(0.15 * wide, 0.36 * high, 0.85 * wide, 0.64 * high), paint)
    return surface.makeImageSnapshot()


def draw_fog(
    canvas: skia.Canvas, style: Style, size: Size, seconds: float, seed: int, shift: float, night: bool
) -> None:
    """Wisps that drift over the ground."""
    wide, high = size
    wisp = _wisp(style, round(0.62 * wide), round(0.2 * high), night)
    span = 1.7 * wide
    for a, b, c in _seeds(seed + 80, 6):
        x = (a * span + seconds * (0.008 + 0.02 * c) * wide - 0.8 * shift) % span - 0.65 * wide
        canvas.drawImage(wisp, round(x), round((0.32 + 0.5 * b) * high))
