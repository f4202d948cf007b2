"""Streets, squares and castles. Each layer is a function; scenery_places joins them."""

from __future__ import annotations

from renderers.figure_paints import shaded
from renderers.figure_shapes import Box, Disc
from renderers.scenery_gardens import bench
from renderers.scenery_pieces import EDGE, Place, scale_of, scatter

GRASS = "#a9cf8c"


def school(p: Place) -> None:
    p.ground(0.9, "#d9d3c6")
    p.box(-6.0, 0.85, 12.0, 2.7, "#e6c3a5")
    p.poly([(-6.3, 3.55), (6.3, 3.55), (5.6, 4.3), (-5.6, 4.3)], "#bd8377")
    p.poly([(-1.3, 3.4), (1.3, 3.4), (0, 4.7)], "#d9a78f")
    p.disc(0, 3.85, 0.3, "#fbf7ea")
    p.line([(0, 4.03), (0, 3.85), (0.12, 3.8)], "#5a5a60", 0.03)
    p.box(-0.7, 0.85, 1.4, 1.5, "#9c6f57", 0.02)
    p.line([(0, 0.85), (0, 2.35)], "#7a5442", 0.03)
    for x in (-5.3, -3.9, -2.5, 1.6, 3.0, 4.4):
        p.pane(x, 2.3, 0.9, 0.85)
        p.pane(x, 1.1, 0.9, 0.85)
    p.line([(-7.6, 0.8), (-7.6, 4.4)], "#9aa0a6", 0.06)
    p.poly([(-7.55, 4.35), (-6.5, 4.15), (-7.55, 3.8)], "#7fb3d0")
    for x in (8.2, -10.2, 12.5):
        p.tree(x, 0.8, 3.3)
    for x in (-3.5, 0.4, 4.3):
        p.line([(x, 0.1), (x + 0.9, 0.1), (x + 1.1, -0.35), (x - 0.1, -0.35), (x, 0.1)], "#f4f0e6", 0.035)


def street_far(p: Place) -> None:
    p.skyline(0.5, 2.0, 3.6, ("#ccd3da", "#d8d2cc", "#c8d2cc"), 1.9)


def street(p: Place) -> None:
    p.ground(0.9, "#cfc8bd")
    walls = ("#e8b7a0", "#efd9a7", "#b9cfe0", "#d5c2df", "#c4dcb9")
    for number, x in enumerate(scale_of(-18, 19, 3)):
        high = (2.2, 2.7, 2.4)[number % 3]
        p.house(x, 0.88, 2.7, high, walls[number % 5], ("#b5776a", "#8f8aa3", "#a98767")[number % 3])
    p.box(-EDGE, 0.25, 2 * EDGE, 0.12, "#b5aea3")
    p.plain([(-EDGE, 0.25), (EDGE, 0.25), (EDGE, -9), (-EDGE, -9)], "#a9abb0")
    for x in scale_of(-24, 25, 3):
        p.poly([(x, -0.62), (x + 1.4, -0.62), (x + 1.3, -0.74), (x - 0.1, -0.74)], "#eceae2", 0.0)
    for x in (-7.6, 1.5, 10.6):
        lamp_post(p, x, 0.45)


def lamp_post(p: Place, x: float, y: float) -> None:
    p.bar((x, y), (x, y + 3.0), 0.04, "#6f767d")
    p.line([(x, y + 3.0), (x + 0.2, y + 3.15), (x + 0.45, y + 3.1)], "#6f767d", 0.06, True)
    if p.dark:
        with p.backdrop.glowing():
            p.disc(x + 0.5, y + 3.0, 0.15, "#ffe9a0")
    else:
        p.disc(x + 0.5, y + 3.0, 0.13, "#f4f0d8")


def city_far(p: Place) -> None:
    p.skyline(0.4, 2.8, 5.2, ("#b9c6d6", "#c3cad8", "#adbdcf"), 1.4)


def city(p: Place) -> None:
    p.skyline(0.85, 1.8, 3.4, ("#c9b8ae", "#b4bfc9", "#c8c3b2", "#b9adc2"), 1.9)
    p.ground(0.85, "#cdcac4")
    p.box(-EDGE, 0.22, 2 * EDGE, 0.12, "#b0aca5")
    p.plain([(-EDGE, 0.22), (EDGE, 0.22), (EDGE, -9), (-EDGE, -9)], "#9fa2a9")
    for x in (-6.0, 5.2, 12.8, -13.0):
        for step in range(6):
            p.poly(
                [
                    (x + 0.32 * step, 0.15),
                    (x + 0.32 * step + 0.18, 0.15),
                    (x + 0.32 * step + 0.12, -1.5),
                    (x + 0.32 * step - 0.12, -1.5),
                ],
                "#efede6",
                0.0,
            )
    for x in (-8.6, 3.4):
        lamp_post(p, x, 0.45)
    p.bar((8.4, 0.4), (8.4, 2.2), 0.05, "#5f666d")
    p.box(8.2, 1.9, 0.4, 1.05, "#4f565d", 0.08)
    for rise, colour in ((2.75, "#e07a6a"), (2.42, "#efcf6a"), (2.09, "#86c27c")):
        p.disc(8.4, rise, 0.12, colour)


def castle_far(p: Place) -> None:
    p.hills(0.5, 1.2, "#bdd8c2", 7.0)


def castle(p: Place) -> None:
    p.ground(0.9, GRASS, 0.04)
    stone = "#cfcac4"
    p.box(-8.5, 0.85, 17.0, 2.1, stone)
    battlements(p, -8.5, 8.5, 2.95, stone)
    for x, high in ((-8.3, 3.3), (-3.6, 3.9), (3.6, 3.9), (8.3, 3.3)):
        p.box(x - 0.8, 0.85, 1.6, high, shaded(stone, 0.95))
        p.poly([(x - 1.0, 0.85 + high), (x + 1.0, 0.85 + high), (x, 2.5 + high)], "#8f9fc4")
        p.line([(x, 2.5 + high), (x, 2.95 + high)], "#8a6a45", 0.03)
        p.poly([(x, 2.95 + high), (x + 0.55, 2.82 + high), (x, 2.66 + high)], "#d98a80")
        for rise in (1.3, 2.5):
            p.box(x - 0.14, 0.85 + rise, 0.28, 0.55, p.glass() if p.dark else "#7b7f8d", 0.13)
    p.box(-1.25, 0.85, 2.5, 2.4, shaded(stone, 0.92))
    battlements(p, -1.25, 1.25, 3.25, shaded(stone, 0.92))
    p.parts([(Box((0.0, 1.4), 1.5, 1.1, 0.0), "#8a6a4a"), (Disc((0.0, 1.95), 0.75), "#8a6a4a")])
    for step in range(-2, 3):
        p.line([(step * 0.28, 0.9), (step * 0.28, 2.5 - 0.12 * step * step)], "#6d5238", 0.03)
    for x in (-2.1, 2.1):
        p.poly([(x - 0.35, 2.6), (x + 0.35, 2.6), (x + 0.35, 1.6), (x, 1.35), (x - 0.35, 1.6)], "#a98fc0")
        p.disc(x, 2.1, 0.17, "#f0d27a")
    for _ in range(40):
        x, y = p.rng.uniform(-8, 8), p.rng.uniform(1.0, 2.7)
        if abs(x) > 1.4:
            p.line([(x, y), (x + 0.3, y)], shaded(stone, 0.86), 0.025)
    p.poly([(-0.75, 0.86), (0.75, 0.86), (1.8, -2), (-1.8, -2)], "#dccfb8", 0.006)
    p.tufts(-1.7, 0.4, "#8fbb74")


def battlements(p: Place, left: float, right: float, y: float, colour: str) -> None:
    count = round((right - left) / 0.6)
    step = (right - left) / count
    for at in range(count):
        if at % 2 == 0:
            p.box(left + at * step, y - 0.02, step, 0.36, colour)


def village(p: Place) -> None:
    p.ground(0.95, "#c3d4a0", 0.05)
    p.blob([(-8, 0.3), (0, 0.55), (8, 0.3), (6, -0.6), (0, -0.8), (-6, -0.6)], "#e0d0ac", 0.008)
    for x, wide, wall in (
        (-7.4, 2.6, "#f0dcb4"),
        (-3.9, 2.3, "#e8c3ab"),
        (3.6, 2.4, "#e9e0c9"),
        (7.2, 2.6, "#d8d2b0"),
        (11, 2.5, "#f0dcb4"),
        (-11, 2.4, "#e9e0c9"),
    ):
        p.house(x, 0.88, wide, 1.6, wall, "#c9a26a")
    p.box(0.1, 0.55, 1.1, 0.6, "#b9b3aa", 0.08)
    for x in (0.2, 1.1):
        p.box(x - 0.04, 1.1, 0.08, 0.8, "#96704f")
    p.poly([(-0.1, 1.85), (1.4, 1.85), (0.65, 2.4)], "#b5776a")
    p.tree(-1.6, 0.9, 3.0)
    p.tufts(-1.7, 0.2, "#93b377")


def market(p: Place) -> None:
    p.ground(0.85, "#d9cdb8")
    for number, x in enumerate((-8.6, -5.2, 1.9, 5.3, 8.8, -12, 12.2)):
        stall(p, x, 0.6, ("#d98a80", "#7fb3d0", "#8fb68a", "#e0b566")[number % 4])
    for x in scatter(p.rng, 1.1):
        y = p.rng.uniform(-1.7, 0.4)
        p.line([(x, y), (x + 0.4, y)], "#c6b79d", 0.03)


def stall(p: Place, x: float, y: float, colour: str) -> None:
    for side in (-1.2, 1.2):
        p.box(x + side - 0.05, y, 0.1, 2.4, "#a97f55")
    p.box(x - 1.3, y, 2.6, 0.8, "#c39a6b")
    for step in range(8):
        left = x - 1.45 + step * 0.3625
        p.poly(
            [(left, y + 2.3), (left + 0.3625, y + 2.3), (left + 0.3, y + 2.85), (left + 0.06, y + 2.85)],
            colour if step % 2 == 0 else "#fbf5e8",
        )
    for group, fruit in enumerate(("#d8786c", "#efb85f", "#9cc26f", "#b58fc4")):
        for a, b in ((-0.12, 0), (0.12, 0), (0, 0.18)):
            p.disc(x - 0.95 + 0.62 * group + a, y + 0.92 + b, 0.13, fruit)


def station(p: Place) -> None:
    p.box(-EDGE, 0.6, 2 * EDGE, 0.5, "#8e8a86", 0.0)
    for number, x in enumerate((-9.2, -4.6, 0.0, 4.6, 9.2)):
        p.box(x - 2.2, 0.95, 4.4, 1.9, ("#86aecb", "#8fb8a6")[number % 2], 0.2)
        p.box(x - 2.2, 1.25, 4.4, 0.16, "#f4efe4", 0.0)
        for step in range(4):
            if step != 1:
                p.pane(x - 1.9 + step, 1.75, 0.75, 0.65)
        p.box(x - 0.95, 1.05, 0.8, 1.5, "#6f97b3", 0.05)
        for side in (-1.4, 1.4):
            p.disc(x + side, 0.88, 0.24, "#5f646b")
    p.ground(0.72, "#d3cec5")
    p.box(-EDGE, 0.5, 2 * EDGE, 0.1, "#f0d27a", 0.0)
    for x in (-6.4, 6.6, -15, 15):
        p.box(x - 0.08, 0.4, 0.16, 3.4, "#7f8890")
        p.poly([(x - 2.6, 3.7), (x + 2.6, 3.7), (x + 2.2, 4.0), (x - 2.2, 4.0)], "#b5776a")
    p.line([(0, 8), (0, 3.4)], "#7f8890", 0.05)
    p.disc(0, 3.2, 0.42, "#fbf7ea")
    p.line([(0, 3.5), (0, 3.2), (0.2, 3.12)], "#4a4a52", 0.04)
    bench(p, 3.4, 0.35)
    for y in (-0.5, -1.3):
        p.line([(-EDGE, y), (EDGE, y)], "#c3bdb2", 0.02)
