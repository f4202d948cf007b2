"""Things that stand on the ground, drawn about their foot. Units, y up."""

from __future__ import annotations

import math

from renderers.drafting import Draft
from renderers.figure_paints import shaded
from renderers.figure_shapes import Capsule, Disc, Shape

THIN = 0.012
WOOD = "#b98a5a"


def microscope(d: Draft, c: str) -> None:
    d.box(-0.22, 0, 0.44, 0.07, c, 0.03)
    d.line([(-0.12, 0.06), (-0.2, 0.3), (-0.08, 0.52)], shaded(c, 0.8), 0.08, True)
    d.box(-0.12, 0.22, 0.3, 0.04, shaded(c, 0.8), 0.01, THIN)
    d.bar((-0.12, 0.68), (0.06, 0.36), 0.06, shaded(c, 1.25))
    d.bar((-0.14, 0.71), (-0.11, 0.66), 0.07, "#3f454c", line=THIN)


def globe(d: Draft, c: str) -> None:
    d.box(-0.18, 0, 0.36, 0.06, WOOD, 0.03)
    d.bar((0, 0.06), (0, 0.16), 0.03, WOOD)
    d.line([(0.2, 0.72), (0.34, 0.46), (0.18, 0.2), (0, 0.14)], "#8a6a45", 0.04, True)
    d.disc(0, 0.46, 0.27, c)
    for points in (
        [(-0.18, 0.5), (-0.08, 0.64), (0.02, 0.56), (-0.06, 0.42)],
        [(0.06, 0.42), (0.18, 0.48), (0.16, 0.32), (0.08, 0.28)],
    ):
        d.blob(points, "#8cc58f", 0.0)


def telescope(d: Draft, c: str) -> None:
    for foot in (-0.4, 0.02, 0.42):
        d.bar((0, 1.05), (foot, 0.03), 0.03, WOOD)
    d.bar((-0.45, 0.92), (0.3, 1.35), 0.10, c, 0.14)
    d.bar((0.3, 1.35), (0.55, 1.49), 0.17, shaded(c, 0.85))
    d.bar((-0.55, 0.86), (-0.48, 0.90), 0.07, "#3f454c")


def computer(d: Draft, c: str) -> None:
    table(d, WOOD, 1.2)
    d.box(-0.08, 0.98, 0.16, 0.14, c)
    d.box(-0.42, 1.08, 0.84, 0.62, c, 0.05)
    d.box(-0.35, 1.15, 0.7, 0.48, "#a9d8ee", 0.02, 0.0)


def hoop(d: Draft, c: str) -> None:
    d.bar((0.45, 0.04), (0.45, 3.3), 0.06, "#7f8890")
    d.box(-0.1, 2.65, 0.1, 0.95, "#f7f4ec", 0.02)
    d.bar((0, 2.9), (0.45, 3.1), 0.04, "#7f8890")
    for x in (-0.62, -0.48, -0.34, -0.2):
        d.line([(x, 2.8), (-0.4 + 0.55 * (x + 0.4), 2.35)], "#dfe3e6", 0.018)
    d.line([(-0.12, 2.82), (-0.66, 2.82)], c, 0.06)


def goal(d: Draft, c: str) -> None:
    for at in range(9):
        x = -1.2 + 0.3 * at
        d.line([(x, 1.75), (x, 0.03)], "#cfd6dc", 0.014)
    for at in range(6):
        y = 0.2 + 0.3 * at
        d.line([(-1.2, y), (1.2, y)], "#cfd6dc", 0.014)
    for x in (-1.2, 1.2):
        d.bar((x, 0.05), (x, 1.8), 0.055, c)
    d.bar((-1.2, 1.8), (1.2, 1.8), 0.055, c)


def piano(d: Draft, c: str) -> None:
    d.box(-0.95, 0.5, 1.9, 1.05, c, 0.04)
    for x in (-0.88, 0.72):
        d.box(x, 0, 0.16, 0.55, shaded(c, 0.85))
    d.box(-0.98, 0.66, 1.96, 0.16, shaded(c, 1.1), 0.02)
    d.box(-0.9, 0.8, 1.8, 0.12, "#fbf7ee", 0.0, THIN)
    for at in range(13):
        d.box(-0.84 + 0.135 * at, 0.84, 0.06, 0.08, "#2b2b33", 0.0, 0.0)
    d.box(-0.3, 1.1, 0.6, 0.32, "#fbf7ee", 0.01, THIN)


def bench(d: Draft, c: str) -> None:
    for x in (-0.7, 0.62):
        d.box(x, 0, 0.08, 0.5, "#6b737b")
        d.box(x, 0.5, 0.06, 0.5, "#6b737b")
    d.box(-0.88, 0.46, 1.76, 0.10, c, 0.03)
    for y in (0.68, 0.86):
        d.box(-0.88, y, 1.76, 0.11, c, 0.03)


def sofa(d: Draft, c: str) -> None:
    d.box(-1.1, 0.3, 2.2, 1.0, c, 0.18)
    d.box(-0.98, 0.18, 0.98, 0.42, shaded(c, 1.18), 0.1)
    d.box(0.0, 0.18, 0.98, 0.42, shaded(c, 1.18), 0.1)
    for x in (-1.22, 0.92):
        d.box(x, 0.12, 0.3, 0.75, shaded(c, 0.9), 0.12)
    for x in (-1.0, 0.95):
        d.bar((x, 0.02), (x, 0.12), 0.04, "#6b4f38")


def bed(d: Draft, c: str) -> None:
    d.box(-1.45, 0, 0.14, 1.3, WOOD, 0.05)
    d.box(1.31, 0, 0.14, 0.8, WOOD, 0.05)
    d.box(-1.35, 0.2, 2.7, 0.2, shaded(WOOD, 0.9))
    d.box(-1.32, 0.38, 2.64, 0.26, "#f7f3ea", 0.08)
    d.box(-0.5, 0.34, 1.84, 0.4, c, 0.1)
    d.box(-1.26, 0.58, 0.66, 0.24, "#fdfbf6", 0.1)


def table(d: Draft, c: str, wide: float = 1.8) -> None:
    for x in (-0.42 * wide, 0.42 * wide - 0.08):
        d.box(x, 0, 0.08, 0.92, shaded(c, 0.82))
    d.box(-0.5 * wide, 0.88, wide, 0.10, c, 0.03)


def board(d: Draft, c: str) -> None:
    for x in (-0.9, 0.84):
        d.bar((x, 0.03), (x + 0.03, 0.9), 0.04, shaded(WOOD, 0.85))
    d.box(-1.2, 0.9, 2.4, 1.6, WOOD, 0.03)
    d.box(-1.1, 1.0, 2.2, 1.4, c, 0.01, THIN)
    d.line([(-0.85, 2.05), (-0.4, 2.15), (0, 2.05)], "#f4f4ee", 0.04, True)
    for y in (1.75, 1.5):
        d.line([(-0.85, y), (0.2, y)], "#e4ece6", 0.03)
    d.box(-1.15, 0.86, 2.3, 0.08, shaded(WOOD, 0.9), 0.02)


def door(d: Draft, c: str) -> None:
    d.box(-0.75, 0, 1.5, 3.0, shaded(c, 1.3), 0.03)
    d.box(-0.62, 0, 1.24, 2.86, c, 0.02)
    for y in (0.25, 1.55):
        d.box(-0.46, y, 0.92, 1.08, shaded(c, 0.88), 0.03, THIN)
    d.disc(0.46, 1.42, 0.07, "#f0c861")


def tree(d: Draft, c: str) -> None:
    d.parts([(Capsule((0, 0.22), 0.22, (0.05, 2.0), 0.15), "#96704f")])
    d.line([(-0.06, 0.5), (-0.02, 0.9)], "#7a5a3e", 0.025)
    discs = [
        (-0.8, 2.4, 0.72),
        (0.85, 2.45, 0.72),
        (-0.45, 3.25, 0.78),
        (0.5, 3.3, 0.75),
        (0, 3.7, 0.66),
        (0.0, 2.6, 0.85),
    ]
    d.parts([(Disc((x, y), r), c) for x, y, r in discs])
    for x, y in ((-0.6, 3.1), (0.4, 3.5), (0.7, 2.6)):
        d.line([(x - 0.16, y), (x, y + 0.1), (x + 0.16, y)], shaded(c, 0.8), 0.03, True)


def bush(d: Draft, c: str) -> None:
    parts: list[tuple[Shape, str]] = [
        (Disc((x, y), r), c) for x, y, r in ((-0.45, 0.34, 0.34), (0.45, 0.34, 0.36), (0, 0.52, 0.46))
    ]
    d.parts([*parts, (Capsule((-0.5, 0.16), 0.16, (0.5, 0.16), 0.16), c)])


def rock(d: Draft, c: str) -> None:
    d.poly([(-0.68, 0), (-0.58, 0.42), (-0.14, 0.78), (0.4, 0.62), (0.7, 0)], c)
    d.poly([(-0.14, 0.78), (0.4, 0.62), (0.7, 0), (0.12, 0)], shaded(c, 0.86), 0.0)


def hole(d: Draft, c: str) -> None:
    """Dug in the ground, with the earth beside it."""
    d.poly([(0.3, 0.0), (0.5, 0.32), (0.72, 0.42), (0.95, 0.0)], shaded(c, 1.25))
    d.disc(-0.3, 0.1, 0.62, shaded(c, 0.45), 0.1)


def block(d: Draft, c: str) -> None:
    """A heavy block of stone, hewn square."""
    d.box(-0.65, 0.0, 1.3, 1.0, c, 0.06)
    d.box(-0.65, 0.0, 1.3, 0.16, shaded(c, 0.84), 0.06, 0.0)
    d.line([(-0.4, 0.72), (0.1, 0.72)], shaded(c, 0.76), 0.025)
    d.line([(0.2, 0.42), (0.48, 0.42)], shaded(c, 0.76), 0.025)


def fence(d: Draft, c: str) -> None:
    for y in (0.28, 0.62):
        d.box(-1.1, y, 2.2, 0.10, shaded(c, 0.9))
    for at in range(6):
        x = -1.02 + 0.38 * at
        d.poly([(x, 0), (x + 0.15, 0), (x + 0.15, 0.85), (x + 0.075, 0.97), (x, 0.85)], c)


def ladder(d: Draft, c: str) -> None:
    for x in (-0.22, 0.22):
        d.bar((x, 0.03), (x, 3.35), 0.04, c)
    for at in range(9):
        d.bar((-0.2, 0.3 + 0.36 * at), (0.2, 0.3 + 0.36 * at), 0.03, shaded(c, 1.15), line=THIN)


def swing(d: Draft, c: str) -> None:
    for x in (-1.0, 1.0):
        d.bar((x, 2.7), (x - 0.25, 0.05), 0.05, c)
        d.bar((x, 2.7), (x + 0.25, 0.05), 0.05, c)
    d.bar((-1.1, 2.72), (1.1, 2.72), 0.06, c)
    for x in (-0.28, 0.28):
        d.line([(x, 2.68), (x, 0.66)], "#7f868d", 0.03)
    d.box(-0.38, 0.58, 0.76, 0.09, "#5f8fc0", 0.03)


def fire(d: Draft, c: str) -> None:
    d.blob([(-0.34, 0.12), (-0.28, 0.5), (-0.14, 0.6), (-0.02, 1.0), (0.14, 0.62), (0.3, 0.55), (0.34, 0.12)], c)
    d.blob([(-0.18, 0.12), (-0.12, 0.4), (0.02, 0.66), (0.14, 0.36), (0.18, 0.12)], "#fbd04a", 0.0)
    d.bar((-0.42, 0.1), (0.36, 0.18), 0.08, "#96704f")
    d.bar((-0.36, 0.18), (0.42, 0.1), 0.08, "#86623f")


def _wheel(d: Draft, x: float, y: float, radius: float) -> None:
    d.disc(x, y, radius, "#3f434c")
    d.disc(x, y, 0.5 * radius, "#c9d0d6", line=THIN)


def car(d: Draft, c: str) -> None:
    d.poly([(-0.95, 0.8), (-0.6, 1.42), (0.45, 1.42), (0.95, 0.8)], shaded(c, 0.92))
    d.poly([(-0.76, 0.84), (-0.5, 1.3), (-0.08, 1.3), (-0.08, 0.84)], "#cfe8f3", THIN)
    d.poly([(0.04, 0.84), (0.04, 1.3), (0.38, 1.3), (0.74, 0.84)], "#cfe8f3", THIN)
    d.box(-1.6, 0.3, 3.2, 0.56, c, 0.2)
    d.line([(-0.02, 0.84), (-0.02, 0.36)], shaded(c, 0.7), 0.02)
    d.disc(1.5, 0.62, 0.09, "#fff0b0", 0.12, THIN)
    d.disc(-1.52, 0.62, 0.06, "#b8333a", 0.1, THIN)
    for x in (-0.95, 0.95):
        _wheel(d, x, 0.3, 0.3)


def bicycle(d: Draft, c: str) -> None:
    import skia

    for x in (-0.58, 0.58):
        ring = skia.Path()
        ring.addCircle(x, 0.36, 0.33)
        d.pen.stroke(d.canvas, ring, "#3f434c", 0.05)
        for at in range(4):
            a = math.pi * at / 4
            d.line(
                [(x - 0.3 * math.cos(a), 0.36 - 0.3 * math.sin(a)), (x + 0.3 * math.cos(a), 0.36 + 0.3 * math.sin(a))],
                "#9aa2aa",
                0.012,
            )
    for start, end in (
        ((-0.58, 0.36), (-0.05, 0.36)),
        ((-0.05, 0.36), (-0.25, 0.92)),
        ((-0.58, 0.36), (-0.22, 0.85)),
        ((-0.22, 0.85), (0.42, 0.86)),
        ((-0.05, 0.36), (0.42, 0.86)),
        ((0.38, 1.1), (0.58, 0.36)),
    ):
        d.bar(start, end, 0.03, c, line=THIN)
    d.bar((-0.38, 0.96), (-0.12, 0.98), 0.05, "#4a3a30")
    d.line([(0.38, 1.1), (0.5, 1.18), (0.62, 1.12)], "#4a4f57", 0.05, True)
    d.disc(-0.05, 0.36, 0.08, "#5f666d", line=THIN)


def boat(d: Draft, c: str) -> None:
    d.bar((0, 0.6), (0, 2.75), 0.045, WOOD)
    d.poly([(0.08, 2.6), (0.08, 0.85), (1.15, 0.95)], "#fbf5e6")
    d.poly([(-0.08, 2.3), (-0.08, 0.85), (-0.8, 0.95)], "#f2d9a0")
    d.poly([(-1.45, 0.68), (1.5, 0.68), (1.1, 0.0), (-1.0, 0.0)], c)
    d.line([(-1.36, 0.52), (1.42, 0.52)], "#fbf5e6", 0.06)


def train(d: Draft, c: str) -> None:
    d.box(-2.2, 0.45, 1.7, 1.55, shaded(c, 0.9), 0.05)
    d.box(-2.3, 1.95, 1.9, 0.14, "#d05a50", 0.04)
    for x in (-2.0, -1.2):
        d.box(x, 1.15, 0.55, 0.55, "#cfe8f3", 0.04, THIN)
    d.box(-0.55, 0.5, 2.4, 0.95, c, 0.25)
    for x in (0.1, 0.9):
        d.line([(x, 0.55), (x, 1.4)], "#f0c861", 0.06)
    d.poly([(1.2, 1.4), (1.5, 1.4), (1.6, 2.05), (1.1, 2.05)], "#4a4f57")
    d.poly([(1.75, 0.45), (2.3, 0.12), (1.75, 0.12)], "#d05a50")
    d.disc(1.86, 0.98, 0.12, "#fff0b0")
    d.box(-2.2, 0.32, 4.0, 0.16, "#4a4f57")
    for x, r in ((-1.85, 0.32), (-1.0, 0.32), (0.1, 0.26), (0.75, 0.26), (1.4, 0.26)):
        _wheel(d, x, r, r)


def rocket(d: Draft, c: str) -> None:
    for side in (-1.0, 1.0):
        d.poly([(side * 0.36, 1.3), (side * 0.78, 0.25), (side * 0.3, 0.55)], c)
    d.poly([(-0.26, 0.3), (0.26, 0.3), (0.34, 0.05), (-0.34, 0.05)], "#6b737b")
    d.blob([(0, 4.15), (-0.42, 3.1), (-0.5, 1.8), (-0.32, 0.42), (0.32, 0.42), (0.5, 1.8), (0.42, 3.1)], "#eef1f4")
    d.blob([(0, 4.13), (-0.26, 3.62), (-0.36, 3.22), (0, 3.14), (0.36, 3.22), (0.26, 3.62)], c, 0.0)
    d.disc(0, 2.45, 0.25, "#6b9fc8")
    d.disc(0, 1.65, 0.16, "#6b9fc8")


def tent(d: Draft, c: str) -> None:
    d.poly([(-1.3, 0), (1.3, 0), (0, 1.75)], c)
    d.poly([(-0.4, 0), (0.4, 0), (0, 1.3)], shaded(c, 0.6), THIN)
    d.poly([(-0.4, 0), (-0.62, 0), (0, 1.3)], shaded(c, 1.3), THIN)
    d.line([(0, 1.75), (0, 1.95)], WOOD, 0.04)


def house(d: Draft, c: str) -> None:
    d.box(-1.5, 0, 3.0, 2.3, c)
    d.box(0.6, 3.0, 0.36, 0.95, "#a5604f")
    d.poly([(-1.8, 2.25), (1.8, 2.25), (0, 4.0)], "#c96f5c")
    d.box(-0.35, 0, 0.7, 1.4, "#8a5f45", 0.02)
    d.disc(0.2, 0.68, 0.05, "#f0c861")
    for x in (-1.2, 0.62):
        d.box(x, 1.05, 0.6, 0.65, "#cfe8f3", 0.02)
        d.line([(x + 0.3, 1.05), (x + 0.3, 1.7)], "#fbf7ee", 0.04)
        d.line([(x, 1.37), (x + 0.6, 1.37)], "#fbf7ee", 0.04)
    d.disc(0, 2.9, 0.26, "#cfe8f3")


def castle(d: Draft, c: str) -> None:
    dark, roof = shaded(c, 0.86), "#c0504d"
    _battlements(d, -1.7, 1.9, 3.4, dark)
    _battlements(d, -0.75, 3.0, 1.5, c)
    d.poly([(-0.95, 3.3), (0.95, 3.3), (0, 4.5)], roof)
    for x in (-2.1, 1.2):
        _battlements(d, x, 2.7, 0.9, c)
        d.poly([(x - 0.15, 3.0), (x + 1.05, 3.0), (x + 0.45, 4.0)], roof)
        d.line([(x + 0.45, 4.0), (x + 0.45, 4.5)], "#7a6a5a", 0.04)
        d.poly([(x + 0.45, 4.5), (x + 0.9, 4.37), (x + 0.45, 4.22)], "#f0c040")
        d.box(x + 0.35, 1.7, 0.2, 0.5, "#4a4658", 0.1)
    d.box(-0.12, 2.2, 0.24, 0.6, "#4a4658", 0.12)
    d.box(-0.55, 0, 1.1, 1.55, "#6d4c3d", 0.5)
    d.box(-0.55, 0, 1.1, 0.8, "#6d4c3d")
    for x in (-0.25, 0.05, 0.35):
        d.line([(x, 0.0), (x, 1.45)], "#4f372d", 0.03)


def _battlements(d: Draft, left: float, high: float, wide: float, colour: str) -> None:
    """A wall from the ground with teeth along its top."""
    d.box(left, 0, wide, high, colour)
    count = max(2, round(wide / 0.34))
    for step in range(count):
        d.box(left + wide * step / count + 0.02, high - 0.02, 0.6 * wide / count, 0.26, colour)


def volcano(d: Draft, c: str) -> None:
    d.blob([(-0.35, 2.55), (-0.5, 3.0), (-0.1, 3.2), (0.15, 3.35), (0.5, 3.1), (0.35, 2.6)], "#b9b3b0")
    d.poly([(-2.3, 0), (-0.55, 2.5), (-0.2, 2.38), (0.15, 2.52), (0.5, 2.45), (2.3, 0)], c)
    d.blob(
        [(-0.5, 2.48), (-0.45, 1.8), (-0.25, 1.6), (-0.1, 2.0), (0.12, 1.2), (0.3, 1.4), (0.42, 2.46), (0, 2.42)],
        "#f0873a",
    )


def picture(d: Draft, c: str) -> None:
    for x in (-0.45, 0.45):
        d.bar((x * 0.5, 1.7), (x, 0.03), 0.035, WOOD)
    d.box(-0.6, 0.75, 1.2, 1.0, c, 0.02)
    d.box(-0.5, 0.85, 1.0, 0.8, "#d3e8f2", 0.0, THIN)
    d.disc(0.22, 1.42, 0.12, "#f5cf4a", line=0.0)
    d.poly([(-0.5, 0.85), (-0.1, 1.32), (0.2, 1.0), (0.36, 1.14), (0.5, 0.85)], "#8cb883", 0.0)


def snowman(d: Draft, c: str) -> None:
    for side in (-1.0, 1.0):
        d.line([(side * 0.3, 1.05), (side * 0.68, 1.3)], "#8a6a4a", 0.04)
    for y, r in ((0.42, 0.44), (1.02, 0.33), (1.5, 0.25)):
        d.disc(0, y, r, c)
    d.box(-0.27, 1.68, 0.54, 0.06, "#4a4f5b")
    d.box(-0.18, 1.72, 0.36, 0.3, "#4a4f5b")
    for side in (-0.08, 0.08):
        d.disc(side, 1.56, 0.028, "#3f434c", line=0.0)
    d.poly([(0, 1.51), (0.24, 1.46), (0, 1.44)], "#eda24f", THIN)


def sandcastle(d: Draft, c: str) -> None:
    d.box(-0.6, 0, 1.2, 0.42, c)
    for x, high in ((-0.6, 0.6), (0.0, 0.82), (0.6, 0.6)):
        d.box(x - 0.17, 0, 0.34, high, c)
        d.poly([(x - 0.21, high), (x + 0.21, high), (x, high + 0.28)], shaded(c, 0.88))
    d.box(-0.1, 0, 0.2, 0.26, shaded(c, 0.6), 0.1, THIN)
    d.line([(0, 1.08), (0, 1.3)], "#8a6a45", 0.022)
    d.poly([(0, 1.3), (0.22, 1.23), (0, 1.15)], "#d8695a", THIN)


def flag(d: Draft, c: str) -> None:
    d.bar((0, 0.03), (0, 2.35), 0.035, WOOD)
    d.disc(0, 2.4, 0.06, "#f0c861")
    d.blob(
        [(0.03, 2.28), (0.4, 2.36), (0.75, 2.22), (1.1, 2.28), (1.08, 1.68), (0.75, 1.6), (0.4, 1.74), (0.03, 1.66)], c
    )
