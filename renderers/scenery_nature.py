"""Woods, mountains, deserts and snow. Each layer is a function; scenery_places joins them."""

from __future__ import annotations

import math

from renderers.figure_paints import shaded
from renderers.scenery_pieces import Place, scatter


def far_hills(p: Place) -> None:
    p.hills(0.6, 1.1, "#bdd8c2", 6.5)
    p.hills(0.5, 0.6, "#b3d3a6", 4.5)


def far_trees(p: Place) -> None:
    p.hills(0.3, 0.8, "#b9d7ae", 7.0)
    for x in scatter(p.rng, 1.5):
        p.tree(x, 0.7, p.rng.uniform(1.0, 1.6), "round", "#a5c99a")


def forest_far(p: Place) -> None:
    p.ground(0.7, "#a8c3a0")
    for x in scatter(p.rng, 0.9):
        p.tree(x, 0.6, p.rng.uniform(3.0, 4.4), "pine", p.rng.choice(("#a9c9ae", "#b4d0b0")))


def forest_middle(p: Place) -> None:
    p.ground(0.75, "#9dbc8c", 0.06)
    for x in scatter(p.rng, 1.8):
        p.tree(x, 0.7, p.rng.uniform(3.6, 4.8), p.rng.choice(("pine", "round")), p.rng.choice(("#86b081", "#93b987")))


def forest(p: Place) -> None:
    p.ground(0.85, "#95b67a", 0.08)
    for x, size, kind in (
        (-5.6, 5.2, "round"),
        (5.2, 5.6, "round"),
        (-9.4, 5.2, "pine"),
        (9.0, 5.0, "pine"),
        (13.2, 5.4, "round"),
        (-13.4, 5.6, "round"),
    ):
        p.tree(x, 0.7, size, kind)
    for x in scatter(p.rng, 2.2):
        fern(p, x, p.rng.uniform(0.2, 0.7))
    for x in (-3.0, 2.6, 7.0, -7.8):
        mushroom(p, x, 0.35)
    p.bar((1.9, 0.62), (3.6, 0.70), 0.2, "#a07a55")
    p.disc(3.62, 0.70, 0.15, "#d8b98c", 0.19)
    p.tufts(-1.7, 0.1, "#7da063")


def fern(p: Place, x: float, y: float) -> None:
    for angle in (40, 70, 100, 130):
        a = math.radians(angle)
        p.line(
            [(x, y), (x + 0.3 * math.cos(a), y + 0.42 * math.sin(a)), (x + 0.62 * math.cos(a), y + 0.48 * math.sin(a))],
            "#6f9a5c",
            0.05,
            True,
        )


def mushroom(p: Place, x: float, y: float) -> None:
    p.bar((x, y), (x, y + 0.16), 0.05, "#f4ecdc")
    p.poly([(x - 0.17, y + 0.15), (x + 0.17, y + 0.15), (x + 0.1, y + 0.3), (x - 0.1, y + 0.3)], "#d8786c")
    p.disc(x, y + 0.23, 0.03, "#fbf7ee", line=0.0)


def jungle_far(p: Place) -> None:
    p.ground(1.1, "#a3c790")
    for x in scatter(p.rng, 1.3):
        p.tree(x, 0.7, p.rng.uniform(3.2, 4.6), "palm", p.rng.choice(("#93bf86", "#a2c98f")))


def jungle(p: Place) -> None:
    p.ground(0.9, "#8fb56c", 0.08)
    for x, size in ((-5.8, 4.8), (5.6, 5.0), (10.4, 4.4), (-10.6, 4.6)):
        p.tree(x, 0.7, size, "palm", "#74a95f")
    for x in scatter(p.rng, 2.6):
        leaf(p, x, p.rng.uniform(0.2, 0.7), p.rng.uniform(0.8, 1.2))
    for x in (-3.4, 3.0, 7.6, -8.0):
        top = p.rng.uniform(1.9, 2.6)
        p.line([(x, 9), (x + 0.25, 5), (x - 0.15, top + 0.8), (x + 0.1, top)], "#7d9b57", 0.07, True)
    p.tufts(-1.7, 0.1, "#7da063")


def leaf(p: Place, x: float, y: float, size: float) -> None:
    for angle in (35, 75, 110, 145):
        a = math.radians(angle)
        along, up = math.cos(a) * size, math.sin(a) * size
        p.blob(
            [
                (x, y),
                (x + 0.45 * along - 0.13 * up, y + 0.45 * up + 0.13 * along),
                (x + along, y + up),
                (x + 0.45 * along + 0.13 * up, y + 0.45 * up - 0.13 * along),
            ],
            p.rng.choice(("#6fa658", "#82b366", "#619a55")),
        )


def peaks(p: Place) -> None:
    p.peaks(0.6, 3.0, "#b3bfd0", True)


def near_peaks(p: Place) -> None:
    p.peaks(0.4, 1.5, "#a3b3a8", False, 3.4)
    p.hills(0.3, 0.5, "#b3cfa3", 5.0)


def mountain(p: Place) -> None:
    p.ground(0.85, "#b4cc98", 0.14)
    for x, size in ((-5.2, 2.6), (-6.2, 2.0), (6.4, 2.8), (9.8, 2.4), (-11, 2.7)):
        p.tree(x, 0.75, size, "pine", "#7fa883")
    for x, size in ((3.2, 0.8), (-2.6, 0.5), (8.0, 1.0), (-8.6, 0.9)):
        rock(p, x, 0.6, size)
    p.flowers(-0.9, 0.2, 2.0)
    p.tufts(-1.7, 0.3, "#94b277")


def rock(p: Place, x: float, y: float, size: float, colour: str = "#b5b3b0") -> None:
    p.poly(
        [
            (x - 0.6 * size, y),
            (x - 0.5 * size, y + 0.45 * size),
            (x - 0.1 * size, y + 0.7 * size),
            (x + 0.4 * size, y + 0.5 * size),
            (x + 0.65 * size, y),
        ],
        colour,
    )
    p.poly(
        [(x - 0.1 * size, y + 0.7 * size), (x + 0.4 * size, y + 0.5 * size), (x + 0.65 * size, y), (x + 0.1 * size, y)],
        shaded(colour, 0.9),
        0.0,
    )


def dunes_far(p: Place) -> None:
    p.hills(0.5, 1.2, "#eed7a6", 8.0)


def dunes(p: Place) -> None:
    p.hills(0.35, 0.7, "#e8cb93", 6.0)


def desert(p: Place) -> None:
    p.ground(0.75, "#e6c78c", 0.14)
    for x, size in ((-4.6, 1.2), (5.4, 1.5), (9.8, 1.1), (-9.6, 1.4)):
        cactus(p, x, 0.6, size)
    rock(p, 2.7, 0.5, 0.5, "#c9a988")
    rock(p, -7.0, 0.55, 0.7, "#c9a988")
    for x in scatter(p.rng, 2.4):
        y = p.rng.uniform(-1.4, 0.3)
        p.line([(x, y), (x + 0.4, y + 0.05), (x + 0.9, y)], "#d4b276", 0.025, True)


def cactus(p: Place, x: float, y: float, size: float) -> None:
    green = "#8db583"
    for way, low, high in ((-1, 0.6, 1.1), (1, 0.8, 1.4)):
        p.bar((x, y + low * size), (x + way * 0.4 * size, y + low * size), 0.1 * size, green)
        p.bar((x + way * 0.4 * size, y + low * size), (x + way * 0.4 * size, y + high * size), 0.1 * size, green)
    p.bar((x, y), (x, y + 1.65 * size), 0.15 * size, green)
    p.disc(x, y + 1.82 * size, 0.09 * size, "#e8a0b4")


def pyramids(p: Place) -> None:
    p.hills(0.4, 0.5, "#eed7a6", 8.0)
    for x, high in ((-3.4, 2.6), (1.6, 3.3), (6.2, 2.2), (-9, 2.8), (11.5, 2.9)):
        p.poly([(x - 1.1 * high, 0.6), (x, 0.6 + high), (x + 1.1 * high, 0.6)], "#e3bd7f")
        p.poly([(x, 0.6 + high), (x + 1.1 * high, 0.6), (x + 0.35 * high, 0.6)], "#d0a668", 0.0)
        for step in range(1, 6):
            rise = high * step / 6
            p.line([(x - 1.1 * (high - rise), 0.6 + rise), (x + 1.1 * (high - rise), 0.6 + rise)], "#cfa86c", 0.015)


def egypt(p: Place) -> None:
    p.ground(0.75, "#e6c78c", 0.10)
    for x, size in ((-5.4, 3.4), (-6.3, 2.7), (6.6, 3.2), (12, 3.3)):
        p.tree(x, 0.6, size, "palm", "#93b775")
    for x in scatter(p.rng, 2.4):
        y = p.rng.uniform(-1.4, 0.3)
        p.line([(x, y), (x + 0.4, y + 0.05), (x + 0.9, y)], "#d4b276", 0.025, True)


def snow_far(p: Place) -> None:
    p.peaks(0.5, 2.2, "#c9d6e6", True, 5.0)
    p.hills(0.4, 0.8, "#e6eef6", 6.0)


def snow(p: Place) -> None:
    p.ground(0.9, "#f4f8fc", 0.12)
    for x, size in ((-5.4, 3.2), (-6.7, 2.5), (9.6, 3.0), (-11.4, 3.2), (13, 2.9)):
        p.tree(x, 0.75, size, "pine", "#a8c4bd")
        p.poly(
            [
                (x - 0.14 * size, 0.75 + 0.78 * size),
                (x, 0.75 + size),
                (x + 0.14 * size, 0.75 + 0.78 * size),
                (x, 0.75 + 0.83 * size),
            ],
            "#fbfdff",
        )
    snowman(p, 4.1, 0.6)
    for x in scatter(p.rng, 2.8):
        y = p.rng.uniform(-1.4, 0.4)
        p.line([(x, y), (x + 0.4, y + 0.05), (x + 0.9, y)], "#d5e0ec", 0.03, True)


def snowman(p: Place, x: float, y: float) -> None:
    for side in (-1.0, 1.0):
        p.line([(x + side * 0.3, y + 1.05), (x + side * 0.8, y + 1.35)], "#8a6a4a", 0.04)
    for rise, r in ((0.45, 0.52), (1.1, 0.38), (1.62, 0.27)):
        p.disc(x, y + rise, r, "#fbfdff")
    p.box(x - 0.3, y + 1.82, 0.6, 0.07, "#5a5f6b")
    p.box(x - 0.2, y + 1.86, 0.4, 0.32, "#5a5f6b")
    for side in (-0.09, 0.09):
        p.disc(x + side, y + 1.68, 0.03, "#3f434c", line=0.0)
    p.poly([(x, y + 1.6), (x + 0.26, y + 1.55), (x, y + 1.53)], "#eda24f")
    p.box(x - 0.25, y + 1.34, 0.5, 0.1, "#d98a80", 0.04)
