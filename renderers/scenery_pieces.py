"""What places are made of: ground, hills, trees, houses, windows, shelves. Units, y up; the ground line is y = 0."""

from __future__ import annotations

import math
from collections.abc import Sequence
from random import Random
from typing import TYPE_CHECKING

from renderers.drafting import Draft
from renderers.figure_paints import shaded
from renderers.figure_shapes import Capsule, Disc, Point, polygon
from renderers.scenery_pens import BackdropPen

if TYPE_CHECKING:
    import skia

EDGE = 40.0
"""Units to where ground and walls reach, left and right."""
DEEP = -30.0
FLOOR = 0.8
"""Where the floor of a room meets its wall."""
LEAVES = ("#7fb56b", "#8cc074", "#73aa66", "#98c67c")
BOOKS = ("#b96a5f", "#6f8fb3", "#c9a25c", "#7ea27b", "#9b7fa8", "#d2b48c", "#5f8f8f")


class Place(Draft):
    """A draft whose pen draws backdrops; `rng` scatters things, the same for the same seed."""

    def __init__(self, canvas: skia.Canvas, pen: BackdropPen, rng: Random, dark: bool) -> None:
        super().__init__(canvas, pen)
        self.backdrop = pen
        self.rng = rng
        self.dark = dark

    def ground(self, top: float, colour: str, wave: float = 0.0, low: float = DEEP) -> None:
        """Everything below `top`, with a gently waving edge."""
        points = [(x, top + wave * math.sin(0.55 * x + top) + 0.5 * wave * math.sin(1.3 * x)) for x in _steps(0.8)]
        self.plain([*points, (EDGE, low), (-EDGE, low)], colour)

    def plain(self, points: Sequence[Point], colour: str) -> None:
        """A large calm area: no hatching, a line along its edge."""
        self.backdrop.plain(self.canvas, polygon(points).path(0.0), colour)

    def hills(self, base: float, high: float, colour: str, apart: float = 5.0) -> None:
        """Round hills side by side."""
        points = []
        phase = self.rng.uniform(0, 6)
        for x in _steps(0.35):
            rise = 0.5 + 0.5 * math.sin(2 * math.pi * x / apart + phase)
            points.append((x, base + high * (0.35 + 0.5 * rise + 0.15 * math.sin(3.1 * x / apart + 2 * phase))))
        self.plain([*points, (EDGE, DEEP), (-EDGE, DEEP)], colour)

    def peaks(self, base: float, high: float, colour: str, snow: bool, apart: float = 4.2) -> None:
        """Pointed mountains, some with snow on them."""
        for x in _scatter(self.rng, apart, 0.8):
            top = high * self.rng.uniform(0.65, 1.1)
            half = top * self.rng.uniform(0.75, 1.0)
            self.poly(
                [(x - half, base - 3), (x - half, base), (x, base + top), (x + half, base), (x + half, base - 3)],
                colour,
            )
            self.poly([(x, base + top), (x + half, base), (x + 0.25 * half, base)], shaded(colour, 0.9), 0.0)
            if snow:
                cap = [(x, base + top)]
                for share, up in ((0.30, 0.70), (0.14, 0.76), (0.02, 0.66), (-0.12, 0.76), (-0.30, 0.70)):
                    cap.append((x + half * share, base + top * up))
                self.poly(cap, "#f7fafd")

    def tree(self, x: float, y: float, size: float, kind: str = "round", leaf: str | None = None) -> None:
        """A tree `size` units tall: round, pine, palm, birch or bare."""
        leaf = leaf or self.rng.choice(LEAVES)
        lean = self.rng.uniform(-0.05, 0.05)
        kept, self.backdrop.unit = self.backdrop.unit, self.backdrop.unit / size
        with self.at(x, y, size):
            draw_tree(self, kind, leaf, lean)
        self.backdrop.unit = kept

    def bush(self, x: float, y: float, size: float, leaf: str | None = None) -> None:
        """A low bush."""
        leaf = leaf or self.rng.choice(LEAVES)
        discs = [(-0.42, 0.2, 0.26), (0.4, 0.2, 0.28), (-0.1, 0.34, 0.36), (0.15, 0.25, 0.33)]
        self.parts([(Disc((x + size * a, y + size * b), size * r), leaf) for a, b, r in discs])

    def tufts(self, low: float, high: float, colour: str, apart: float = 1.3) -> None:
        """Tufts of grass, larger towards us."""
        for x in _scatter(self.rng, apart, 1.0):
            y = self.rng.uniform(low, high)
            size = 0.10 + 0.05 * (high - y)
            for lean in (-0.6, 0.0, 0.6):
                self.line(
                    [(x + 0.3 * lean * size, y), (x + lean * size, y + size * (1.2 - 0.3 * abs(lean)))], colour, 0.022
                )

    def flowers(self, low: float, high: float, apart: float = 0.9) -> None:
        """Flowers here and there."""
        for x in _scatter(self.rng, apart, 1.0):
            self.flower(
                x,
                self.rng.uniform(low, high),
                0.3,
                self.rng.choice(("#e88a8a", "#f2cf66", "#c79be0", "#f4f1ea", "#f0a36b")),
            )

    def flower(self, x: float, y: float, size: float, colour: str) -> None:
        """One flower on its stem."""
        self.line([(x, y), (x + 0.04 * size, y + size)], "#6ca35d", 0.022)
        petals = [(x + 0.17 * size * math.cos(a), y + size + 0.17 * size * math.sin(a)) for a in _turn(5)]
        self.parts([(Disc(spot, 0.15 * size), colour) for spot in petals], 0.006)
        self.disc(x + 0.03 * size, y + size, 0.10 * size, "#f3d75c", line=0.0)

    def fence(
        self, y: float, high: float, colour: str, apart: float = 0.42, left: float = -EDGE, right: float = EDGE
    ) -> None:
        """Pales with two rails."""
        for share in (0.3, 0.72):
            self.box(left, y + share * high, right - left, 0.09 * high + 0.03, shaded(colour, 0.9))
        x = left
        while x < right:
            self.poly(
                [(x, y), (x + 0.16, y), (x + 0.16, y + 0.9 * high), (x + 0.08, y + high), (x, y + 0.9 * high)], colour
            )
            x += apart

    def house(self, x: float, y: float, wide: float, high: float, wall: str, roof: str, door: bool = True) -> None:
        """A small house with a gable."""
        self.box(x - 0.5 * wide, y, wide, high, wall)
        self.box(x + 0.18 * wide, y + high + 0.12 * wide, 0.13 * wide, 0.42 * wide, shaded(roof, 0.85))
        self.poly([(x - 0.6 * wide, y + high), (x + 0.6 * wide, y + high), (x, y + high + 0.52 * wide)], roof)
        if door:
            self.box(x - 0.12 * wide, y, 0.24 * wide, 0.56 * high, shaded(roof, 0.75), 0.02)
            self.disc(x + 0.07 * wide, y + 0.26 * high, 0.02 * wide, "#e8cf7a")
        size = 0.2 * wide
        for side in (-0.34, 0.16):
            self.pane(x + side * wide, y + 0.5 * high, size, 0.3 * high)
        self.disc(x, y + high + 0.2 * wide, 0.07 * wide, self.glass())

    def glass(self) -> str:
        """What a window looks like from outside: lit at night."""
        return "#ffdf86" if self.dark else "#d3e8f2"

    def pane(self, left: float, low: float, wide: float, high: float) -> None:
        """A window seen from outside."""
        if self.dark:
            with self.backdrop.glowing():
                self.box(left, low, wide, high, self.glass(), 0.01)
        else:
            self.box(left, low, wide, high, self.glass(), 0.01)
        frame = "#f6f1e6"
        self.line([(left + 0.5 * wide, low), (left + 0.5 * wide, low + high)], frame, 0.03)
        self.line([(left, low + 0.5 * high), (left + wide, low + 0.5 * high)], frame, 0.03)

    def building(self, x: float, y: float, wide: float, high: float, wall: str) -> None:
        """A tall block with rows of windows."""
        self.box(x - 0.5 * wide, y - 2, wide, high + 2, wall)
        columns, rows = max(2, int(wide / 0.42)), max(2, int(high / 0.55))
        for row in range(rows):
            for column in range(columns):
                lit = self.dark and self.rng.random() < 0.5
                left = x - 0.5 * wide + (column + 0.25) * wide / columns
                low = y + (row + 0.3) * high / rows
                size = (0.5 * wide / columns, 0.5 * high / rows)
                if lit:
                    with self.backdrop.glowing():
                        self.box(left, low, *size, "#ffdf86", 0.0, 0.0)
                else:
                    self.box(left, low, *size, shaded(wall, 0.84 if self.dark else 1.45), 0.0, 0.0)

    def skyline(self, base: float, low: float, high: float, colours: Sequence[str], apart: float = 1.5) -> None:
        """Buildings side by side."""
        for x in _scatter(self.rng, apart, 0.15):
            self.building(
                x, base, apart * self.rng.uniform(0.75, 1.05), self.rng.uniform(low, high), self.rng.choice(colours)
            )

    def wall(self, colour: str, floor: float, skirting: str | None = None) -> None:
        """The back wall of a room."""
        self.plain([(-EDGE, floor - 4), (EDGE, floor - 4), (EDGE, 40), (-EDGE, 40)], colour)
        if skirting:
            self.box(-EDGE, floor, 2 * EDGE, 0.16, skirting)

    def boards(self, top: float, colour: str, vanish: float = 3.6) -> None:
        """A floor of boards that run towards us."""
        self.ground(top, colour)
        for step in range(-45, 46):
            x = 0.75 * step
            self.line([(x, top), (x + (x / vanish) * 0.9, top - 2.4), (x * 3.4, -9)], shaded(colour, 0.88), 0.02)

    def tiles(self, top: float, colour: str) -> None:
        """A tiled floor."""
        self.boards(top, colour)
        drop, y = 0.16, top
        while y > -7:
            y -= drop
            drop *= 1.5
            self.line([(-EDGE, y), (EDGE, y)], shaded(colour, 0.88), 0.02)

    def window(self, left: float, low: float, wide: float, high: float, outside: str, frame: str = "#f4efe4") -> None:
        """A window seen from inside, with its sill."""
        self.box(left - 0.1, low - 0.1, wide + 0.2, high + 0.2, frame, 0.02)
        self.box(left, low, wide, high, outside, 0.0)
        if self.dark:
            self.disc(left + 0.72 * wide, low + 0.72 * high, 0.13, "#fff3c9", line=0.0)
        else:
            self.bush(left + 0.3 * wide, low, 0.34 * wide, "#a9cf95")
        self.box(left - 0.02 + 0.5 * wide, low, 0.06, high, frame, 0.0, 0.006)
        self.box(left, low + 0.52 * high, wide, 0.06, frame, 0.0, 0.006)
        self.box(left - 0.2, low - 0.2, wide + 0.4, 0.12, frame, 0.02)

    def curtains(self, left: float, low: float, wide: float, high: float, colour: str) -> None:
        """Curtains at both sides of a window."""
        self.line([(left - 0.45, low + high + 0.18), (left + wide + 0.45, low + high + 0.18)], "#9a7a55", 0.06)
        for x, way in ((left - 0.4, 1), (left + wide + 0.4, -1)):
            self.poly(
                [
                    (x, low + high + 0.15),
                    (x + way * 0.6, low + high + 0.15),
                    (x + way * 0.28, low - 0.5),
                    (x, low - 0.5),
                ],
                colour,
            )
            self.line([(x + way * 0.22, low + high), (x + way * 0.14, low - 0.45)], shaded(colour, 0.85), 0.02)

    def shelf(self, left: float, low: float, wide: float, high: float, rows: int, full: bool = True) -> None:
        """A bookcase."""
        wood = "#b08d64"
        self.box(left, low, wide, high, shaded(wood, 0.8), 0.02)
        step = high / rows
        for row in range(rows):
            y = low + row * step
            self.box(left + 0.05, y + 0.05, wide - 0.1, step - 0.08, shaded(wood, 0.62), 0.0, 0.0)
            x = left + 0.1
            while full and x < left + wide - 0.2:
                thick, tall = self.rng.uniform(0.06, 0.13), step * self.rng.uniform(0.55, 0.82)
                if self.rng.random() < 0.88:
                    self.box(x, y + 0.06, thick, tall, self.rng.choice(BOOKS), 0.01, 0.006)
                x += thick + 0.012
            self.box(left, y, wide, 0.06, wood, 0.0, 0.006)

    def table(self, x: float, y: float, wide: float, high: float, colour: str) -> None:
        """A table from the side."""
        for side in (-0.42, 0.42):
            self.box(x + side * wide - 0.04, y, 0.09, high, shaded(colour, 0.82))
        self.box(x - 0.5 * wide, y + high - 0.04, wide, 0.13, colour, 0.03)

    def picture(self, left: float, low: float, wide: float, high: float, kind: str) -> None:
        """A framed picture: land, sun, sea, portrait or leaf."""
        self.box(left - 0.09, low - 0.09, wide + 0.18, high + 0.18, "#c9a25c", 0.02)
        self.box(left, low, wide, high, "#eaf0ee")
        x, y = left + 0.5 * wide, low + 0.45 * high
        if kind == "portrait":
            self.parts([(Capsule((x, low + 0.02), 0.22 * wide, (x, low + 0.1 * high), 0.2 * wide), "#7f8fb0")])
            self.disc(x, low + 0.55 * high, 0.17 * wide, "#ecc7a0")
        elif kind == "leaf":
            self.bush(x, low + 0.2 * high, 0.5 * wide)
        else:
            self.disc(left + 0.7 * wide, low + 0.68 * high, 0.12 * wide, "#f2c65a", line=0.0)
            if kind == "land":
                self.poly([(left, low), (left + 0.4 * wide, y + 0.1 * high), (left + wide, low)], "#8fb68a")
            else:
                self.box(left, low, wide, 0.4 * high, "#8fb9cf")

    def lamp(self, x: float, top: float, drop: float, colour: str) -> None:
        """A lamp that hangs from the ceiling."""
        self.line([(x, 40), (x, top)], "#8a8a8a", 0.03)
        self.poly([(x - 0.4, top - drop), (x - 0.14, top), (x + 0.14, top), (x + 0.4, top - drop)], colour)
        with self.backdrop.glowing():
            self.disc(x, top - drop, 0.13, "#fff1b8", line=0.0)

    def plant(self, x: float, y: float, size: float) -> None:
        """A plant in a pot."""
        for lean in (-0.5, -0.2, 0.1, 0.42):
            tip = (x + lean * size, y + size * (1.0 - 0.5 * abs(lean)))
            self.parts([(Capsule((x, y + 0.3 * size), 0.02 * size, tip, 0.09 * size), self.rng.choice(LEAVES))])
        self.poly(
            [
                (x - 0.2 * size, y + 0.34 * size),
                (x + 0.2 * size, y + 0.34 * size),
                (x + 0.14 * size, y),
                (x - 0.14 * size, y),
            ],
            "#c97f5a",
        )

    def clouds(self, low: float, high: float, apart: float, colour: str) -> None:
        """Clouds that stand still, far away."""
        for x in _scatter(self.rng, apart, 0.9):
            y, size = self.rng.uniform(low, high), self.rng.uniform(0.6, 1.2)
            self.cloud(x, y, size, colour)

    def cloud(self, x: float, y: float, size: float, colour: str) -> None:
        """One cloud, flat underneath."""
        discs = [(-0.75, 0.12, 0.28), (-0.32, 0.30, 0.42), (0.18, 0.36, 0.48), (0.62, 0.18, 0.32)]
        parts = [(Disc((x + size * a, y + size * b), size * r), colour) for a, b, r in discs]
        base = Capsule((x - 0.75 * size, y), 0.17 * size, (x + 0.7 * size, y), 0.17 * size)
        self.parts([*parts, (base, colour)])

    def stars(self, low: float, high: float, count: int) -> None:
        """Small stars."""
        with self.backdrop.glowing():
            for _ in range(count):
                x, y = self.rng.uniform(-14, 14), self.rng.uniform(low, high)
                self.disc(x, y, self.rng.choice((0.018, 0.025, 0.036)), "#fff8dc", line=0.0)


def draw_tree(d: Draft, kind: str, leaf: str, lean: float = 0.0) -> None:
    """A tree one unit tall about its foot."""
    trunk = "#9a7350"
    if kind == "pine":
        d.box(-0.035, 0, 0.07, 0.2, trunk)
        for low, half in ((0.14, 0.25), (0.38, 0.20), (0.60, 0.14)):
            d.poly([(-half, low), (half, low), (lean, low + 0.4)], leaf)
    elif kind == "palm":
        d.line([(0, 0), (0.05, 0.35), (0.04 + lean, 0.78)], trunk, 0.07, True)
        top = (0.04 + lean, 0.80)
        for angle in (-10, 35, 75, 115, 150, 190):
            a = math.radians(angle)
            tip = (top[0] + 0.36 * math.cos(a), top[1] + 0.22 * math.sin(a) - 0.08)
            middle = (top[0] + 0.2 * math.cos(a), top[1] + 0.2 * math.sin(a) + 0.04)
            side = (0.05 * math.sin(a), -0.06)
            d.blob([top, middle, tip, (middle[0] + side[0], middle[1] + side[1] - 0.03)], leaf)
        d.parts(
            [
                (Disc((top[0] - 0.03, top[1] - 0.04), 0.03), "#8a5a35"),
                (Disc((top[0] + 0.04, top[1] - 0.04), 0.03), "#8a5a35"),
            ]
        )
    elif kind == "bare":
        d.line([(0, 0), (0, 0.9)], trunk, 0.05)
        for y, way in ((0.35, 0.3), (0.5, -0.28), (0.65, 0.2), (0.78, -0.15)):
            d.line([(0, y), (way, y + 0.22)], trunk, 0.03)
    else:
        d.parts([(Capsule((0, 0), 0.055, (lean, 0.5), 0.035), "#e9e4da" if kind == "birch" else trunk)])
        if kind == "birch":
            for y in (0.1, 0.22, 0.33):
                d.line([(-0.03, y), (0.01, y)], "#8a857c", 0.02)
        discs = [(-0.2, 0.55, 0.19), (0.2, 0.56, 0.19), (-0.1, 0.74, 0.20), (0.12, 0.76, 0.19), (0, 0.6, 0.22)]
        if kind == "birch":
            discs = [(x * 0.7, y, 0.8 * r) for x, y, r in discs]
        d.parts([(Disc((x + lean, y), r), leaf) for x, y, r in discs])


def _turn(count: int) -> list[float]:
    return [2 * math.pi * step / count for step in range(count)]


def _steps(step: float) -> list[float]:
    return [-EDGE + step * at for at in range(round(2 * EDGE / step) + 1)]


def _scatter(rng: Random, apart: float, loose: float, reach: float = 20.0) -> list[float]:
    """Places along the ground, about `apart` from each other."""
    count = int(2 * reach / apart)
    return [-reach + (at + 0.5 + loose * rng.uniform(-0.5, 0.5)) * apart for at in range(count)]


def scatter(rng: Random, apart: float, loose: float = 0.8) -> list[float]:
    """Places along the ground, about `apart` from each other."""
    return _scatter(rng, apart, loose)


def seeded(text: str) -> Random:
    """Chance that is the same for the same text, on any machine."""
    return Random(text)  # noqa: S311 - scenery, not secrets


def scale_of(first: int, beyond: int, step: int) -> list[float]:
    """Places at equal distances."""
    return [float(x) for x in range(first, beyond, step)]
