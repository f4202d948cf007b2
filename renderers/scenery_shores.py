"""By the water. Each layer is a function; scenery_places joins them."""

from __future__ import annotations

import math

from renderers.figure_paints import shaded
from renderers.scenery_nature import far_trees, rock
from renderers.scenery_pieces import EDGE, Place, scatter

GRASS = "#a9cf8c"


def sea_far(p: Place) -> None:
    p.plain([(-EDGE, 1.55), (EDGE, 1.55), (EDGE, -20), (-EDGE, -20)], "#8fc3d8")
    p.plain([(-EDGE, 1.2), (EDGE, 1.2), (EDGE, -20), (-EDGE, -20)], "#82bad3")


def sail(p: Place) -> None:
    sea_far(p)
    x, y = 3.2, 1.32
    p.poly([(x - 0.5, y), (x + 0.5, y), (x + 0.34, y - 0.17), (x - 0.34, y - 0.17)], "#b5776a")
    p.poly([(x, y + 0.06), (x, y + 0.9), (x + 0.5, y + 0.1)], "#fbf7ee")
    p.poly([(x - 0.05, y + 0.06), (x - 0.05, y + 0.75), (x - 0.4, y + 0.1)], "#f2d9a0")


def beach(p: Place) -> None:
    p.ground(0.72, "#e8d6a8", 0.08)
    p.line([(x * 0.8, 0.80 + 0.08 * math.sin(0.55 * x * 0.8 + 0.72)) for x in range(-30, 31)], "#fbfaf2", 0.09, True)
    for x, size in ((-5.4, 3.9), (-6.4, 3.0), (6.8, 3.6), (12, 3.8), (-12, 3.6)):
        p.tree(x, 0.5, size, "palm", "#8cbb74")
    p.line([(3.6, 0.3), (3.75, 2.2)], "#a97f55", 0.06)
    p.poly([(2.5, 2.1), (3.0, 2.65), (3.78, 2.85), (4.6, 2.55), (5.0, 1.95)], "#e88f7e")
    p.poly([(3.3, 2.03), (3.4, 2.77), (3.78, 2.85), (4.15, 2.75), (4.15, 2.0)], "#fbf3e2", 0.0)
    p.poly([(4.4, 0.15), (6.0, 0.15), (6.2, -0.1), (4.2, -0.1)], "#8fb9cf")
    castle_of_sand(p, -2.6, 0.3)
    for _ in range(14):
        x, y = p.rng.uniform(-14, 14), p.rng.uniform(-1.0, 0.2)
        p.disc(x, y, 0.06, p.rng.choice(("#f4ece0", "#e8b7a0", "#d8c3a8")), 0.045)


def castle_of_sand(p: Place, x: float, y: float) -> None:
    sand = "#d9bf84"
    p.box(x - 0.5, y, 1.0, 0.36, sand)
    for side in (-0.5, 0.0, 0.5):
        p.box(x + side - 0.15, y, 0.3, 0.52 + (0.2 if side == 0 else 0), sand)
        p.poly(
            [
                (x + side - 0.17, y + 0.52 + (0.2 if side == 0 else 0)),
                (x + side + 0.17, y + 0.52 + (0.2 if side == 0 else 0)),
                (x + side, y + 0.8 + (0.2 if side == 0 else 0)),
            ],
            shaded(sand, 0.9),
        )
    p.line([(x, y + 1.0), (x, y + 1.25)], "#8a6a45", 0.02)
    p.poly([(x, y + 1.25), (x + 0.22, y + 1.18), (x, y + 1.1)], "#d98a80")


def island(p: Place) -> None:
    p.blob([(-7.5, -0.6), (-5, 0.35), (0, 0.62), (5, 0.35), (7.5, -0.6), (4, -1.6), (-4, -1.6)], "#e8d6a8")
    p.tree(-3.8, 0.4, 4.2, "palm", "#8cbb74")
    p.tree(-4.5, 0.35, 3.1, "palm", "#9cc680")
    p.bush(3.6, 0.35, 0.7)
    rock(p, 5.0, 0.15, 0.5)


def waves_near(p: Place) -> None:
    for level, colour in ((0.75, "#86bfd6"), (0.25, "#78b4cf"), (-0.5, "#6ba9c7")):
        points = [(x * 0.25, level + 0.10 * math.sin(2.2 * x * 0.25 + 3 * level)) for x in range(-160, 161)]
        p.plain([*points, (EDGE, -30), (-EDGE, -30)], colour)


def river_far(p: Place) -> None:
    far_trees(p)


def river(p: Place) -> None:
    p.ground(1.0, GRASS, 0.05)
    p.plain(
        [*[(x * 0.5, 0.66 + 0.06 * math.sin(0.8 * x)) for x in range(-80, 81)], (EDGE, 0.1), (-EDGE, 0.1)], "#93c6d9"
    )
    p.ground(0.16, "#b0d391", 0.05)
    for x in scatter(p.rng, 2.4):
        y = p.rng.uniform(0.25, 0.55)
        p.line([(x, y), (x + 0.25, y + 0.03), (x + 0.5, y)], "#e3f1f5", 0.03, True)
    for x in (-6.2, 5.6, 10.5, -11.2):
        p.tree(x, 0.95, 3.0)
    for x in (-3.4, 2.9, 7.6, -8.2):
        reeds(p, x, 0.12)
    rock(p, 1.2, 0.25, 0.35)
    p.flowers(-1.0, 0.0, 1.8)
    p.tufts(-1.7, -0.1, "#8fbb74")


def reeds(p: Place, x: float, y: float) -> None:
    for lean in (-0.2, -0.05, 0.1, 0.22):
        p.line([(x + 0.5 * lean, y), (x + lean, y + 0.8)], "#7da063", 0.035)
        if abs(lean) < 0.15:
            p.bar((x + lean, y + 0.78), (x + lean * 1.1, y + 0.98), 0.04, "#9a7350")


def lake(p: Place) -> None:
    p.ground(1.05, GRASS, 0.03)
    p.blob([(-9, 0.6), (0, 0.92), (9, 0.62), (7, 0.22), (0, 0.12), (-7, 0.2)], "#93c6d9")
    for x in (-3.2, 1.4, 4.4):
        p.disc(x, 0.45, 0.3, "#8fbf7c", 0.09)
    p.disc(1.5, 0.53, 0.1, "#f2b8c6", 0.08)
    for x in (-6.6, 6.3, -8.5, 8.8, 2.9):
        reeds(p, x, 0.16)
    p.blob([(-1.6, 0.5), (-1.2, 0.45), (-0.8, 0.52), (-0.9, 0.68), (-1.3, 0.66), (-1.6, 0.66)], "#f7f3ea")
    p.disc(-1.55, 0.8, 0.11, "#f7f3ea")
    p.poly([(-1.64, 0.82), (-1.64, 0.74), (-1.8, 0.76)], "#eda24f")
    p.tree(-10.6, 0.95, 3.3)
    p.tree(10.9, 0.95, 3.4)
    p.flowers(-1.0, 0.0, 1.7)
    p.tufts(-1.7, 0.0, "#8fbb74")
