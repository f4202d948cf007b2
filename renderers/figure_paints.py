"""Colours and the paints that are made of them; a paint is made once."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import skia


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


@lru_cache(maxsize=1024)
def vivid(colour: str) -> str:
    """As bright and full as the colour can be."""
    red, green, blue = rgb(colour)
    low, high = min(red, green, blue), max(red, green, blue)
    if high - low < 24:
        return "#dfe6ff"
    scale = 255.0 / (high - 0.6 * low)
    return "#" + "".join(f"{min(255, round((value - 0.6 * low) * scale)):02x}" for value in (red, green, blue))


@lru_cache(maxsize=1024)
def paint(colour: str, alpha: int, stroke: float, shake: tuple[float, float, int] | None, both: bool) -> skia.Paint:
    """A fill, or with `both` a stroke round it as well. shake: how long, how far and in which way its edge trembles."""
    import skia

    made = skia.Paint(AntiAlias=True, Color=skia.ColorSetARGB(alpha, *rgb(colour)))
    if both:
        made.setStyle(skia.Paint.kStrokeAndFill_Style)
        made.setStrokeWidth(stroke)
        made.setStrokeJoin(skia.Paint.kRound_Join)
    if shake:
        made.setPathEffect(skia.DiscretePathEffect.Make(shake[0], shake[1], shake[2]))
    return made


@lru_cache(maxsize=64)
def shade(alpha: int, dark: tuple[int, int, int]) -> skia.Paint:
    """Seven discs of that `alpha`, one in the other, the largest of the radius 1.06."""
    import skia

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
def stroke_paint(colour: str, alpha: int, width: float, shake: tuple[float, float, int] | None) -> skia.Paint:
    """An open line with round ends."""
    import skia

    made = skia.Paint(
        AntiAlias=True,
        Color=skia.ColorSetARGB(alpha, *rgb(colour)),
        Style=skia.Paint.kStroke_Style,
        StrokeWidth=width,
        StrokeCap=skia.Paint.kRound_Cap,
        StrokeJoin=skia.Paint.kRound_Join,
    )
    if shake:
        made.setPathEffect(skia.DiscretePathEffect.Make(shake[0], shake[1], shake[2]))
    return made
