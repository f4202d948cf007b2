"""Rooms to live in. A wall follows the camera a little less than the floor does."""

from __future__ import annotations

from renderers.figure_paints import shaded
from renderers.scenery_pieces import EDGE, FLOOR, Place, scale_of


def outside(p: Place) -> str:
    """What a window shows."""
    return "#2a3563" if p.dark else "#bfe2f2"


def living_wall(p: Place) -> None:
    p.wall("#f2dfcb", FLOOR, "#e9d3b8")
    for x in (-4.9, 4.3, 12.5, -13):
        p.window(x, 1.8, 1.8, 1.6, outside(p))
        p.curtains(x, 1.8, 1.8, 1.6, "#a9c3b0")
    p.picture(-1.3, 2.35, 1.1, 0.8, "land")
    p.picture(0.3, 2.5, 0.7, 0.85, "portrait")
    p.picture(7.9, 2.2, 1.1, 0.8, "sea")


def living_room(p: Place) -> None:
    p.boards(FLOOR, "#d8b78b")
    p.blob([(-4, 0.1), (0, 0.38), (4, 0.1), (3, -0.55), (0, -0.8), (-3, -0.55)], "#e6b9a8", 0.008)
    p.blob([(-3.2, 0.05), (0, 0.25), (3.2, 0.05), (2.4, -0.42), (0, -0.6), (-2.4, -0.42)], "#f0cfc0", 0.006)
    sofa(p, 0.1, 0.5)
    p.bar((3.5, 0.55), (3.5, 2.3), 0.04, "#a9895f")
    with p.backdrop.glowing():
        p.poly([(3.05, 2.2), (3.95, 2.2), (3.75, 2.8), (3.25, 2.8)], "#f2d48a")
    p.shelf(-7.9, 0.7, 1.9, 2.3, 4)
    p.plant(6.5, 0.5, 1.5)


def sofa(p: Place, x: float, y: float) -> None:
    blue = "#8fabc9"
    p.box(x - 1.7, y + 0.3, 3.4, 1.0, blue, 0.2)
    for side in (-1.9, 1.5):
        p.box(x + side, y + 0.1, 0.42, 0.85, shaded(blue, 0.93), 0.16)
    p.box(x - 1.55, y + 0.12, 1.52, 0.5, shaded(blue, 1.15), 0.12)
    p.box(x + 0.03, y + 0.12, 1.52, 0.5, shaded(blue, 1.15), 0.12)
    p.box(x - 1.3, y + 0.6, 0.55, 0.5, "#efcf86", 0.12)


def kitchen_wall(p: Place) -> None:
    p.wall("#eef0dc", FLOOR)
    for step in range(-50, 51):
        p.line([(step * 0.45, 1.7), (step * 0.45, 2.5)], "#d9e0d0", 0.015)
    for y in (1.7, 2.1, 2.5):
        p.line([(-EDGE, y), (EDGE, y)], "#d9e0d0", 0.02)
    p.window(-1.2, 2.0, 2.0, 1.35, outside(p))
    for x in (-6.9, -5.5, -4.1, 2.4, 3.8, 5.2, 8.5):
        p.box(x, 2.6, 1.35, 1.15, "#e3b98a", 0.03)
        p.disc(x + 1.15, 2.85, 0.05, "#a9895f")


def kitchen(p: Place) -> None:
    p.tiles(FLOOR, "#e9dfcd")
    for x in (-6.9, -5.5, -2.7, -1.3, 0.1, 2.9, 4.3):
        p.box(x, 0.75, 1.38, 0.92, "#dcae7d", 0.03)
        p.box(x + 0.5, 1.42, 0.4, 0.06, "#a9895f", 0.02)
    p.box(-7.0, 1.64, 12.8, 0.13, "#b8b2aa", 0.02)
    p.box(1.45, 0.75, 1.42, 1.02, "#d5d9dc", 0.04)
    p.box(1.62, 0.88, 1.08, 0.5, "#6f767d", 0.06)
    for x in (1.65, 1.95, 2.25, 2.55):
        p.disc(x, 1.58, 0.06, "#7f868d")
    pot(p, 2.1, 1.78)
    p.box(-4.1, 0.75, 1.38, 0.92, "#dcae7d", 0.03)
    p.line([(-0.5, 1.75), (-0.5, 2.05), (-0.2, 2.1), (-0.1, 1.95)], "#9aa2a8", 0.06, True)
    p.box(6.0, 0.75, 1.6, 2.9, "#dfe6e8", 0.1)
    p.line([(6.0, 2.3), (7.6, 2.3)], "#b3bcc0", 0.03)
    p.box(6.12, 1.7, 0.07, 0.45, "#aab3b8", 0.03)
    for x, colour in ((-6.4, "#d98a80"), (-6.0, "#8fb68a"), (-5.6, "#efcf86")):
        p.box(x, 1.77, 0.3, 0.4, colour, 0.05)
    p.lamp(-3.2, 3.6, 0.4, "#e8a58a")


def pot(p: Place, x: float, y: float) -> None:
    p.box(x - 0.32, y, 0.64, 0.4, "#b5776a", 0.06)
    p.box(x - 0.36, y + 0.38, 0.72, 0.07, "#c98f80", 0.03)
    p.disc(x, y + 0.5, 0.06, "#8a5a4a")


def bedroom_wall(p: Place) -> None:
    p.wall("#dfe3f2", FLOOR, "#f4f1ea")
    for x in scale_of(-20, 21, 1):
        for y in range(6):
            p.disc(x * 0.9 + 0.45 * (y % 2), 1.2 + 0.6 * y, 0.05, "#cdd3ea", line=0.0)
    p.window(2.2, 1.9, 1.8, 1.5, outside(p))
    p.curtains(2.2, 1.9, 1.8, 1.5, "#c9aed6")
    p.picture(-5.0, 2.3, 1.0, 0.75, "sea")
    p.box(-2.0, 2.65, 1.9, 0.1, "#c39a6b", 0.02)
    for x, colour in ((-1.8, "#e0a58f"), (-1.3, "#9fc0d8"), (-0.8, "#efcf86")):
        p.box(x, 2.75, 0.32, 0.35, colour, 0.05)


def bedroom(p: Place) -> None:
    p.boards(FLOOR, "#dcc09a")
    p.blob([(-2.6, 0.05), (0.4, 0.3), (3.4, 0.05), (2.6, -0.5), (0.4, -0.7), (-1.8, -0.5)], "#b9cfe0", 0.008)
    x, y = -7.0, 0.45
    p.box(x, y, 0.2, 1.7, "#b98f6a", 0.08)
    p.box(x + 3.5, y, 0.2, 1.1, "#b98f6a", 0.08)
    p.box(x + 0.15, y + 0.3, 3.4, 0.35, "#c9a07a")
    p.box(x + 0.15, y + 0.6, 3.4, 0.36, "#f6f1e8", 0.12)
    p.box(x + 1.2, y + 0.5, 2.38, 0.56, "#8fb3d0", 0.14)
    p.box(x + 0.25, y + 0.86, 0.9, 0.34, "#fbfaf5", 0.16)
    p.box(-2.9, 0.5, 0.9, 0.8, "#c39a6b", 0.03)
    p.bar((-2.45, 1.3), (-2.45, 1.6), 0.04, "#a9895f")
    with p.backdrop.glowing():
        p.poly([(-2.78, 1.58), (-2.12, 1.58), (-2.28, 1.98), (-2.62, 1.98)], "#ffdf90")
    p.box(4.9, 0.6, 2.0, 2.6, "#cfa77a", 0.05)
    p.line([(5.9, 0.6), (5.9, 3.2)], "#a9825a", 0.03)
    for side in (5.78, 6.02):
        p.disc(side, 1.9, 0.05, "#8a6a45")
    teddy(p, 3.6, 0.5)


def teddy(p: Place, x: float, y: float) -> None:
    fur = "#c99a6b"
    for side in (-0.2, 0.2):
        p.disc(x + side, y + 0.1, 0.15, fur)
        p.disc(x + 0.8 * side, y + 0.86, 0.1, fur)
    p.disc(x, y + 0.34, 0.26, fur)
    p.disc(x, y + 0.7, 0.23, fur)
    p.disc(x, y + 0.64, 0.09, "#ecd3ae")
    for side in (-0.08, 0.08):
        p.disc(x + side, y + 0.76, 0.022, "#3f3a36", line=0.0)


def cave_far(p: Place) -> None:
    p.plain([(-EDGE, -20), (EDGE, -20), (EDGE, 40), (-EDGE, 40)], "#8d7d78")
    p.blob(
        [(-2.2, 0.6), (-2.0, 2.4), (-0.6, 3.4), (1.2, 3.2), (2.2, 2.0), (2.3, 0.6), (0, 0.2)],
        "#e0c79c" if not p.dark else "#59638c",
    )
    p.blob(
        [(-1.7, 0.6), (-1.5, 2.2), (-0.4, 3.0), (1.0, 2.8), (1.8, 1.8), (1.8, 0.6), (0, 0.3)],
        "#f2e0b4" if not p.dark else "#6f7cae",
        0.0,
    )


def cave(p: Place) -> None:
    for x in scale_of(-20, 21, 1):
        at, drop = x * 1.1 + p.rng.uniform(-0.3, 0.3), p.rng.uniform(0.4, 1.3)
        p.poly(
            [(at - 0.4, 9), (at - 0.35, 3.9), (at, 3.9 - drop), (at + 0.35, 3.9), (at + 0.4, 9)],
            p.rng.choice(("#7a6b67", "#857570")),
        )
    p.ground(0.85, "#a08e84", 0.16)
    for x, size in ((-5.6, 1.2), (-4.6, 0.7), (5.2, 1.4), (6.4, 0.8), (9.8, 1.2), (-9.6, 1.3)):
        p.poly([(x - 0.35 * size, 0.7), (x + 0.35 * size, 0.7), (x + 0.03, 0.7 + 1.5 * size)], "#8f7d75")
    with p.backdrop.glowing():
        for x, colour in ((-3.2, "#9fe0e8"), (3.4, "#e3b1ee"), (8.0, "#b6eec1"), (-7.8, "#f0dd9a")):
            for a, h in ((-0.2, 0.5), (0.0, 0.8), (0.22, 0.45)):
                p.poly(
                    [
                        (x + a - 0.1, 0.55),
                        (x + a + 0.1, 0.55),
                        (x + a * 1.6 + 0.08, 0.45 + h),
                        (x + a * 1.6, 0.6 + h),
                        (x + a * 1.6 - 0.08, 0.45 + h),
                    ],
                    colour,
                )
    for _ in range(30):
        x, y = p.rng.uniform(-14, 14), p.rng.uniform(-1.6, 0.4)
        p.disc(x, y, p.rng.uniform(0.04, 0.10), "#8f7d75", 0.05)
