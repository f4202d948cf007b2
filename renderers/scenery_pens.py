"""How backdrops are put on the canvas in each style: fainter than figures, so that figures stand out, and lit by the
time of day. They are drawn once and kept, so hatching and glow may take their time."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from renderers.figure_paints import light, rgb, shaded
from renderers.figure_pens import Pen, Style
from renderers.figure_shapes import Outline, Shape

if TYPE_CHECKING:
    import skia


_THICK = 0.065


@dataclass(frozen=True)
class Light:
    """What daylight leaves of a colour: a share of red, green and blue, then a mix with a haze."""

    share: tuple[float, float, float] = (1.0, 1.0, 1.0)
    haze: str = "#ffffff"
    much: float = 0.0

    def on(self, colour: str) -> str:
        """The colour in this light."""
        pairs = zip(rgb(colour), self.share, rgb(self.haze), strict=True)
        mixed = [(1 - self.much) * min(value * share, 255) + self.much * far for value, share, far in pairs]
        return "#" + "".join(f"{round(value):02x}" for value in mixed)


def mixed(first: str, second: str, share: float) -> str:
    """`share` of the second colour in the first."""
    pairs = zip(rgb(first), rgb(second), strict=True)
    return "#" + "".join(f"{round(a + (b - a) * share):02x}" for a, b in pairs)


class BackdropPen(Pen):
    """Flat colours with a soft line of the same hue. `unit` is how long a unit is where the canvas is scaled."""

    line = 0.012
    paper = "#ffffff"

    def __init__(self, light_: Light) -> None:
        super().__init__(0)
        self.light = light_
        self.unit = 1.0

    @contextmanager
    def glowing(self) -> Iterator[None]:
        """What is drawn meanwhile shines of itself: lamps, windows at night, fire."""
        kept, self.light = self.light, Light()
        yield
        self.light = kept

    def solid(self, canvas: skia.Canvas, parts: Sequence[tuple[Shape, str]], line: float | None = None) -> None:
        grow = (self.line if line is None else min(line, self.line)) * self.unit
        if grow > 0:
            for shape, colour in parts:
                edge = self.edge(colour, 2 * grow if isinstance(shape, Outline) else 0.0)
                if edge is not None:
                    canvas.drawPath(shape.path(grow), edge)
        for shape, colour in parts:
            self.fill(canvas, shape.path(0.0), self.light.on(colour))

    def stroke(self, canvas: skia.Canvas, path: skia.Path, colour: str, width: float) -> None:
        inside = self.inside(self.light.on(colour)) if width >= _THICK * self.unit else None
        edge = self.edge(colour, 0.0) if inside is not None else None
        if inside is None or edge is None:
            canvas.drawPath(path, self.thread(self.light.on(colour), width))
            return
        edge.setStyle(edge.kStroke_Style)
        edge.setStrokeCap(edge.kRound_Cap)
        edge.setStrokeWidth(width + 2 * self.line * self.unit)
        canvas.drawPath(path, edge)
        canvas.drawPath(path, paint(inside, stroke=width))

    def inside(self, colour: str) -> str | None:
        """What fills a line that is thick enough to have two edges; None draws it as a line."""
        return None

    def sky(self, canvas: skia.Canvas, size: tuple[int, int], top: str, low: str) -> None:
        """The whole picture, in pixels, before anything else."""
        import skia

        ends = [skia.Point(0, 0), skia.Point(0, size[1])]
        ramp = skia.GradientShader.MakeLinear(ends, [paint(top).getColor(), paint(low).getColor()])
        canvas.drawPaint(skia.Paint(Shader=ramp, Dither=True))

    def plain(self, canvas: skia.Canvas, path: skia.Path, colour: str) -> None:
        """A large calm area, such as a lawn or a wall: its colour, and a line along its edge."""
        canvas.drawPath(path, paint(self.calm(self.light.on(colour))))
        edge = self.edge(colour, 0.0)
        if edge is not None:
            edge.setStyle(edge.kStroke_Style)
            edge.setStrokeWidth(2 * self.line * self.unit)
            canvas.drawPath(path, edge)

    def calm(self, colour: str) -> str:
        """What a large area of this colour looks like."""
        return colour

    def edge(self, colour: str, stroke: float) -> skia.Paint | None:
        """The line round a solid; `stroke` is how wide a path has to be stroked besides."""
        return paint(shaded(self.light.on(colour), 0.80), stroke=stroke, both=True)

    def fill(self, canvas: skia.Canvas, path: skia.Path, colour: str) -> None:
        """The inside, in the colour as it is lit."""
        canvas.drawPath(path, paint(colour))

    def thread(self, colour: str, width: float) -> skia.Paint:
        """An open line in the colour as it is lit."""
        return paint(colour, stroke=width)


class SketchBackdrop(BackdropPen):
    """Pencil: pale tints, grey lines drawn twice, shading in strokes."""

    line = 0.010
    paper = "#fbfaf5"

    def sky(self, canvas: skia.Canvas, size: tuple[int, int], top: str, low: str) -> None:
        canvas.drawPaint(paint(mixed(self.paper, top, 0.22)))

    def edge(self, colour: str, stroke: float) -> skia.Paint | None:
        return paint("#6c6c76", 200, stroke + 0.004 * self.unit, True, (0.11 * self.unit, 0.011 * self.unit, 3))

    def fill(self, canvas: skia.Canvas, path: skia.Path, colour: str) -> None:
        canvas.drawPath(path, paint(mixed(self.paper, colour, 0.34)))
        tone = light(colour)
        if tone < 0.72:
            hatch(
                canvas,
                path,
                mixed("#55555f", self.paper, 0.25),
                0.009 * self.unit,
                (0.09 + 0.10 * tone) * self.unit,
                42,
                90,
            )

    def calm(self, colour: str) -> str:
        return mixed(self.paper, colour, 0.30)

    def inside(self, colour: str) -> str | None:
        return mixed(self.paper, colour, 0.34)

    def thread(self, colour: str, width: float) -> skia.Paint:
        return paint("#77777f", 190, 0.7 * width, False, (0.10, 0.008, 5))


class InkBackdrop(BackdropPen):
    """Fine pen: white areas, thin lines, tone by hatching; brush lines are for figures."""

    line = 0.010

    def solid(self, canvas: skia.Canvas, parts: Sequence[tuple[Shape, str]], line: float | None = None) -> None:
        super().solid(canvas, parts, 0.005 if line == 0.0 else line)

    def sky(self, canvas: skia.Canvas, size: tuple[int, int], top: str, low: str) -> None:
        canvas.drawPaint(paint("#34343c" if light(top) < 0.3 else "#ffffff"))

    def edge(self, colour: str, stroke: float) -> skia.Paint | None:
        return paint("#6a6a72", 255, stroke, True)

    def fill(self, canvas: skia.Canvas, path: skia.Path, colour: str) -> None:
        tone = light(colour)
        canvas.drawPath(path, paint("#ffffff" if tone > 0.2 else "#d8d8dc"))
        if tone < 0.68:
            hatch(canvas, path, "#b2b2ba", 0.008 * self.unit, (0.06 + 0.16 * tone) * self.unit, 35, 255)
        if tone < 0.32:
            hatch(canvas, path, "#b2b2ba", 0.008 * self.unit, (0.08 + 0.16 * tone) * self.unit, -50, 255)

    def calm(self, colour: str) -> str:
        tone = light(colour)
        return "#ffffff" if tone > 0.55 else "#e9e9ec" if tone > 0.25 else "#b9b9c0"

    def inside(self, colour: str) -> str | None:
        return "#ffffff" if light(colour) > 0.2 else "#d8d8dc"

    def thread(self, colour: str, width: float) -> skia.Paint:
        return paint("#74747c", 255, 0.6 * width)


class NeonBackdrop(BackdropPen):
    """Dim tubes in the dark."""

    line = 0.012
    paper = "#0b0b18"

    def sky(self, canvas: skia.Canvas, size: tuple[int, int], top: str, low: str) -> None:
        super().sky(canvas, size, mixed(self.paper, top, 0.10), mixed(self.paper, low, 0.16))

    def edge(self, colour: str, stroke: float) -> skia.Paint | None:
        return None

    def fill(self, canvas: skia.Canvas, path: skia.Path, colour: str) -> None:
        bright = mixed(vivid(colour), "#6a6ac0", 0.25)
        canvas.drawPath(path, paint(mixed(self.paper, bright, 0.10)))
        for width, alpha in ((0.10, 18), (0.055, 30), (0.022, 150)):
            canvas.drawPath(path, paint(bright, alpha, width * self.unit))

    def plain(self, canvas: skia.Canvas, path: skia.Path, colour: str) -> None:
        bright = mixed(vivid(self.light.on(colour)), "#6a6ac0", 0.25)
        canvas.drawPath(path, paint(mixed(self.paper, bright, 0.08)))
        for width, alpha in ((0.08, 22), (0.022, 130)):
            canvas.drawPath(path, paint(bright, alpha, width * self.unit))

    def thread(self, colour: str, width: float) -> skia.Paint:
        return paint(mixed(vivid(colour), "#6a6ac0", 0.3), 150, max(0.7 * width, 0.02))


class ChalkBackdrop(BackdropPen):
    """Chalk on a board: pale broken lines, areas rubbed with the side of the chalk."""

    line = 0.010
    paper = "#24423a"

    def sky(self, canvas: skia.Canvas, size: tuple[int, int], top: str, low: str) -> None:
        canvas.drawPaint(paint(mixed(self.paper, top, 0.05)))

    def edge(self, colour: str, stroke: float) -> skia.Paint | None:
        return paint(
            mixed(mixed(vivid(colour), "#ffffff", 0.6), self.paper, 0.12),
            200,
            stroke + 0.010 * self.unit,
            True,
            (0.04 * self.unit, 0.008 * self.unit, 3),
        )

    def fill(self, canvas: skia.Canvas, path: skia.Path, colour: str) -> None:
        canvas.drawPath(path, paint(mixed(self.paper, colour, 0.20)))
        hatch(canvas, path, mixed(colour, "#ffffff", 0.4), 0.030 * self.unit, 0.075 * self.unit, 38, 44)

    def calm(self, colour: str) -> str:
        return mixed(self.paper, colour, 0.10)

    def inside(self, colour: str) -> str | None:
        return mixed(self.paper, colour, 0.28)

    def thread(self, colour: str, width: float) -> skia.Paint:
        return paint(mixed(mixed(colour, "#ffffff", 0.6), self.paper, 0.1), 220, 0.8 * width, False, (0.04, 0.008, 4))


class PaperBackdrop(BackdropPen):
    """Cut paper: every piece lies on the one below and throws a soft shadow."""

    line = 0.0
    paper = "#f3ead8"

    def solid(self, canvas: skia.Canvas, parts: Sequence[tuple[Shape, str]], line: float | None = None) -> None:
        import skia

        if line != 0.0:
            shade = skia.Paint(AntiAlias=True, Color=skia.ColorSetARGB(62, 42, 31, 20))
            shade.setMaskFilter(skia.MaskFilter.MakeBlur(skia.kNormal_BlurStyle, 0.022))
            canvas.save()
            canvas.translate(0.018, -0.026)
            for shape, _ in parts:
                canvas.drawPath(shape.path(0.0), shade)
            canvas.restore()
        for shape, colour in parts:
            self.fill(canvas, shape.path(0.0), self.light.on(colour))

    def sky(self, canvas: skia.Canvas, size: tuple[int, int], top: str, low: str) -> None:
        import skia

        for step in range(5):
            band = skia.Rect(0, size[1] * step // 5, size[0], size[1])
            canvas.drawRect(
                band, skia.Paint(Color=paint(mixed(mixed(top, low, step / 4), self.paper, 0.12)).getColor())
            )

    def plain(self, canvas: skia.Canvas, path: skia.Path, colour: str) -> None:
        self.solid(canvas, [(Outline(path), colour)])

    def fill(self, canvas: skia.Canvas, path: skia.Path, colour: str) -> None:
        canvas.drawPath(path, paint(mixed(colour, self.paper, 0.12)))


def vivid(colour: str) -> str:
    """As full as the colour can be."""
    values = rgb(colour)
    low, high = min(values), max(values)
    if high - low < 24:
        return "#a9b4e6"
    return "#" + "".join(f"{round(min(255.0, (value - 0.7 * low) * 255 / (high - 0.7 * low))):02x}" for value in values)


def hatch(
    canvas: skia.Canvas, path: skia.Path, colour: str, width: float, apart: float, turn: float, alpha: int
) -> None:
    """Parallel strokes inside a path."""
    import skia

    bounds = path.getBounds()
    reach = 0.5 * (bounds.width() + bounds.height()) + apart
    lines = skia.Path()
    steps = min(int(2 * reach / apart), 1500)
    for step in range(steps):
        y = -reach + step * apart
        lines.moveTo(-reach, y)
        lines.lineTo(reach, y)
    canvas.save()
    canvas.clipPath(path, skia.ClipOp.kIntersect, True)
    canvas.translate(bounds.centerX(), bounds.centerY())
    canvas.rotate(turn)
    canvas.drawPath(lines, paint(colour, alpha, width))
    canvas.restore()


def paint(
    colour: str,
    alpha: int = 255,
    stroke: float = 0.0,
    both: bool = False,
    shake: tuple[float, float, int] | None = None,
) -> skia.Paint:
    """Filled, stroked (stroke > 0) or both; `shake` lets the line tremble: length, size, seed."""
    import skia

    made = skia.Paint(AntiAlias=True, Color=skia.ColorSetARGB(alpha, *rgb(colour)))
    if stroke > 0:
        made.setStyle(skia.Paint.kStrokeAndFill_Style if both else skia.Paint.kStroke_Style)
        made.setStrokeWidth(stroke)
        made.setStrokeJoin(skia.Paint.kRound_Join)
        made.setStrokeCap(skia.Paint.kRound_Cap)
    if shake:
        made.setPathEffect(skia.DiscretePathEffect.Make(*shake))
    return made


BACKDROP_PENS: dict[Style, type[BackdropPen]] = {
    "normal": BackdropPen,
    "sketch": SketchBackdrop,
    "ink": InkBackdrop,
    "neon": NeonBackdrop,
    "chalkboard": ChalkBackdrop,
    "paper": PaperBackdrop,
}
