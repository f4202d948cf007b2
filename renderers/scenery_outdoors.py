"""Places under the sky. Each is a few layers, the farthest first: how much of the camera's way it follows, and what it
shows. Ground layers (1.0) move with the figures."""

from __future__ import annotations

import math

from renderers.figure_pens import shaded
from renderers.scenery_pieces import EDGE, Place, scale_of, scatter

GRASS = "#a9cf8c"
FAR_GRASS = "#bcd9a0"


def far_hills(p: Place) -> None:
    p.hills(0.6, 1.1, "#bdd8c2", 6.5)
    p.hills(0.5, 0.6, "#b3d3a6", 4.5)


def far_trees(p: Place) -> None:
    p.hills(0.3, 0.8, "#b9d7ae", 7.0)
    for x in scatter(p.rng, 1.5):
        p.tree(x, 0.7, p.rng.uniform(1.0, 1.6), "round", "#a5c99a")


def park(p: Place) -> None:
    p.ground(0.95, GRASS, 0.06)
    p.poly([(-EDGE, 0.62), (EDGE, 0.62), (EDGE, 0.34), (-EDGE, 0.34)], "#e8d9b5", 0.006)
    for x, size, kind in (
        (-5.4, 3.4, "round"),
        (-9.5, 3.0, "birch"),
        (4.7, 3.8, "round"),
        (9.0, 3.2, "round"),
        (-14, 3.5, "round"),
        (13.5, 3.1, "birch"),
    ):
        p.tree(x, 0.8, size, kind)
    for x in (-2.9, 7.2, -11.5, 11.4):
        p.bush(x, 0.75, 0.8)
    bench(p, 1.9, 0.66)
    p.flowers(-1.0, 0.1, 1.7)
    p.tufts(-1.6, 0.2, "#8fbb74")


def bench(p: Place, x: float, y: float) -> None:
    for side in (-0.62, 0.62):
        p.box(x + side - 0.04, y, 0.08, 0.42, "#7b8288")
    for rise in (0.40, 0.66, 0.80):
        p.box(x - 0.8, y + rise, 1.6, 0.10, "#b98a5a", 0.03)


def playground(p: Place) -> None:
    p.ground(0.95, GRASS, 0.05)
    p.blob([(-7, 0.25), (0, 0.55), (7, 0.3), (6, -0.35), (0, -0.5), (-6, -0.3)], "#efdcae", 0.008)
    swings(p, -3.9, 0.6)
    slide(p, 3.4, 0.6)
    frame(p, 7.6, 0.6)
    seesaw(p, -8.4, 0.55)
    for x in (-6.4, 10.6, -12.0):
        p.tree(x, 0.85, 3.2)
    p.tufts(-1.7, -0.6, "#8fbb74")


def swings(p: Place, x: float, y: float) -> None:
    red = "#d98a80"
    for side in (-1.5, 1.5):
        p.bar((x + side, y + 2.5), (x + side - 0.4, y), 0.05, red)
        p.bar((x + side, y + 2.5), (x + side + 0.4, y), 0.05, red)
    p.bar((x - 1.6, y + 2.5), (x + 1.6, y + 2.5), 0.06, red)
    for seat in (-0.75, 0.6):
        for side in (-0.22, 0.22):
            p.line([(x + seat + side, y + 2.45), (x + seat + side, y + 0.62)], "#8a8f96", 0.03)
        p.box(x + seat - 0.3, y + 0.55, 0.6, 0.09, "#6f8fb3", 0.03)


def slide(p: Place, x: float, y: float) -> None:
    p.bar((x - 0.9, y), (x - 0.55, y + 1.95), 0.04, "#c9a25c")
    p.bar((x - 0.35, y), (x - 0.35, y + 1.95), 0.04, "#c9a25c")
    for step in range(1, 6):
        share = step / 6
        p.bar((x - 0.9 + 0.35 * share, y + 1.95 * share), (x - 0.35, y + 1.95 * share), 0.03, "#dcbc7e")
    p.poly(
        [
            (x - 0.6, y + 1.9),
            (x - 0.1, y + 1.9),
            (x + 1.5, y + 0.3),
            (x + 2.0, y + 0.2),
            (x + 2.0, y + 0.34),
            (x + 1.55, y + 0.5),
            (x, y + 2.1),
            (x - 0.6, y + 2.1),
        ],
        "#7fb3d0",
    )
    p.poly([(x - 0.75, y + 2.9), (x - 0.3, y + 3.3), (x + 0.15, y + 2.9)], "#d98a80")
    for side in (-0.65, 0.05):
        p.bar((x + side, y + 1.9), (x + side, y + 2.9), 0.03, "#c9a25c")


def frame(p: Place, x: float, y: float) -> None:
    for column in range(4):
        p.bar((x - 0.9 + 0.6 * column, y), (x - 0.9 + 0.6 * column, y + 1.9), 0.035, "#8fb68a")
    for row in range(1, 4):
        p.bar((x - 0.95, y + 0.62 * row), (x + 0.95, y + 0.62 * row), 0.035, "#a5c99a")


def seesaw(p: Place, x: float, y: float) -> None:
    p.poly([(x - 0.3, y), (x + 0.3, y), (x, y + 0.55)], "#8a8f96")
    p.bar((x - 1.5, y + 0.3), (x + 1.5, y + 0.8), 0.06, "#e0b566")


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


def house(p: Place) -> None:
    p.ground(0.95, GRASS, 0.05)
    p.house(-0.6, 0.85, 4.4, 2.3, "#f0dcb4", "#c07a66")
    p.poly([(-1.0, 0.86), (-0.2, 0.86), (0.8, -2), (-2.0, -2)], "#dccfb8", 0.006)
    for x in (-4.0, 2.6):
        p.bush(x, 0.8, 0.7)
    p.fence(0.55, 0.8, "#f6f1e6", left=-20, right=-3.2)
    p.fence(0.55, 0.8, "#f6f1e6", left=3.0, right=20)
    p.tree(5.6, 0.85, 3.6)
    p.tree(-7.2, 0.85, 3.1)
    p.bar((3.4, 0.3), (3.4, 1.05), 0.04, "#8d6b4a")
    p.box(3.15, 1.0, 0.55, 0.34, "#d98a80", 0.08)
    p.flowers(-0.9, 0.15, 1.6)


def garden(p: Place) -> None:
    p.ground(0.95, GRASS, 0.04)
    p.fence(0.8, 1.3, "#d6b48a")
    p.box(4.2, 0.7, 2.0, 1.7, "#b98f6a")
    p.poly([(4.0, 2.4), (6.4, 2.4), (6.0, 3.1), (4.4, 3.1)], "#8f8aa3")
    p.box(4.8, 0.7, 0.75, 1.3, "#96704f")
    for left in (-6.5, -2.6, 0.9, 7.2, -11.0):
        p.blob([(left, 0.35), (left + 1.3, 0.55), (left + 2.7, 0.35), (left + 1.3, 0.12)], "#a57f5d", 0.008)
        for step in range(6):
            colour = ("#e88a8a", "#f2cf66", "#c79be0", "#f0a36b")[(step + int(left)) % 4]
            p.flower(left + 0.3 + 0.42 * step, 0.33, 0.55, colour)
    for x in (-8.0, 9.6):
        p.tree(x, 0.8, 3.0)
    p.tufts(-1.7, -0.1, "#8fbb74")


def farm_far(p: Place) -> None:
    p.hills(0.5, 0.9, "#cfdba0", 7.0)
    p.hills(0.4, 0.5, "#dfd592", 5.5)


def farm(p: Place) -> None:
    p.ground(0.95, "#b9d28f", 0.05)
    x, y = -4.2, 0.85
    p.poly(
        [
            (x - 1.7, y),
            (x + 1.7, y),
            (x + 1.7, y + 1.7),
            (x + 1.0, y + 2.5),
            (x, y + 2.95),
            (x - 1.0, y + 2.5),
            (x - 1.7, y + 1.7),
        ],
        "#c9776a",
    )
    p.line(
        [(x - 1.85, y + 1.65), (x - 1.05, y + 2.56), (x, y + 3.02), (x + 1.05, y + 2.56), (x + 1.85, y + 1.65)],
        "#f2ece0",
        0.12,
    )
    p.box(x - 0.6, y, 1.2, 1.35, "#b56358")
    p.line([(x - 0.6, y), (x + 0.6, y + 1.35), (x + 0.6, y), (x - 0.6, y + 1.35), (x - 0.6, y)], "#f2ece0", 0.06)
    p.box(x - 0.3, y + 1.75, 0.6, 0.5, "#f2ece0")
    p.box(-1.9, 0.85, 0.9, 2.7, "#c3c9cf", 0.05)
    p.disc(-1.45, 3.55, 0.45, "#a9b0b8", 0.32)
    p.fence(0.62, 0.85, "#d8bd94", apart=1.1, left=0.2, right=EDGE)
    for a, b in ((6.2, 0.5), (7.6, 0.45), (6.9, 1.15)):
        p.disc(a, b + 0.35, 0.5, "#e8cf7d", 0.42)
        p.line([(a - 0.25, b + 0.3), (a, b + 0.5), (a + 0.2, b + 0.3)], "#c9ab57", 0.03, True)
    sheep(p, 2.2, 0.95)
    sheep(p, 3.9, 1.05)
    p.tree(9.6, 0.85, 3.2)
    p.tree(-8.2, 0.85, 3.3)
    p.tufts(-1.7, 0.3, "#93b568")


def sheep(p: Place, x: float, y: float) -> None:
    for leg in (-0.2, 0.18):
        p.bar((x + leg, y - 0.2), (x + leg, y + 0.1), 0.035, "#6b6460")
    p.blob(
        [
            (x - 0.38, y + 0.1),
            (x - 0.25, y + 0.4),
            (x, y + 0.45),
            (x + 0.28, y + 0.38),
            (x + 0.36, y + 0.1),
            (x, y - 0.02),
        ],
        "#f7f3ea",
    )
    p.disc(x + 0.42, y + 0.34, 0.12, "#6b6460", 0.14)


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
    p.box(-0.75, 0.85, 1.5, 1.8, "#8a6a4a", 0.7)
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


def stands(p: Place) -> None:
    for row in range(6):
        y = 1.0 + 0.5 * row
        p.box(-EDGE, y - 0.1, 2 * EDGE, 0.52, ("#c9ced6", "#bcc3cd")[row % 2], 0.0)
        for x in scale_of(-40, 41, 1):
            if p.rng.random() < 0.8:
                at = x * 0.45 + 0.2 * (row % 2)
                colour = p.rng.choice(("#e0a79c", "#9fc0d8", "#ecd28f", "#b5d0a4", "#cdb7da", "#f1ede4"))
                p.box(at - 0.12, y + 0.08, 0.24, 0.24, colour, 0.08)
                p.disc(at, y + 0.4, 0.095, p.rng.choice(("#f2cfae", "#c99a70", "#8d6242", "#e8bd92")))
    p.box(-EDGE, 3.95, 2 * EDGE, 0.22, "#9fa8b4")
    for x in (-5.5, 5.5, 14, -14):
        p.box(x - 0.06, 4.1, 0.12, 1.4, "#8a929c")
        p.box(x - 0.6, 5.3, 1.2, 0.6, "#8a929c", 0.05)
        for a in (-0.35, 0.0, 0.35):
            p.disc(x + a, 5.6, 0.13, "#fdf6d8")


def stadium(p: Place) -> None:
    boards(p)
    p.ground(0.75, "#9ccb84")
    for x in scale_of(-18, 19, 4):
        p.poly([(x, 0.74), (x + 2, 0.74), (x * 1.9 + 3.8, -4), (x * 1.9, -4)], "#93c27b", 0.0)
    p.line([(-EDGE, 0.55), (EDGE, 0.55)], "#f7f7f2", 0.05)
    p.line([(0, 0.55), (0, -5)], "#f7f7f2", 0.05)
    for side in (-1, 1):
        goal(p, side * 7.4, 0.35, side)


def boards(p: Place) -> None:
    for number, x in enumerate(scale_of(-21, 21, 3)):
        p.box(x, 0.7, 3.0, 0.42, ("#d98a80", "#f4efe4", "#7fb3d0", "#f0d27a")[number % 4], 0.0)


def goal(p: Place, x: float, y: float, side: int) -> None:
    for step in range(7):
        p.line([(x + side * 0.18 * step, y + 1.75), (x + side * (0.3 + 0.18 * step), y)], "#e3e6ea", 0.015)
        p.line([(x, y + 0.25 * step), (x + side * 1.4, y + 0.25 * step)], "#e3e6ea", 0.015)
    p.bar((x, y), (x, y + 1.8), 0.05, "#fbfbfb")
    p.bar((x, y + 1.8), (x + side * 1.1, y + 1.8), 0.05, "#fbfbfb")
    p.bar((x + side * 1.1, y + 1.8), (x + side * 1.45, y), 0.04, "#eef0f2")


def baseball(p: Place) -> None:
    boards(p)
    p.ground(0.75, "#9ccb84")
    p.blob([(-8, 0.1), (0, 0.5), (8, 0.1), (5, -0.8), (0, -1.2), (-5, -0.8)], "#d9b083", 0.008)
    p.blob([(-3, -0.15), (0, 0.05), (3, -0.15), (0, -0.5)], "#a5d08d", 0.006)
    for x, y in ((-6.2, 0.05), (0, 0.3), (6.2, 0.05), (0, -0.85)):
        p.poly([(x - 0.2, y), (x, y + 0.07), (x + 0.2, y), (x, y - 0.07)], "#fbfbf7")


def pool(p: Place) -> None:
    p.ground(1.25, "#e6e1d3")
    p.plain([(-EDGE, 1.0), (EDGE, 1.0), (EDGE, 0.28), (-EDGE, 0.28)], "#8fcbe0")
    for y in (0.85, 0.66, 0.45):
        for x in scale_of(-40, 41, 1):
            p.disc(x * 0.5, y, 0.05, ("#e88f7e", "#fbfbf7")[int(x) % 2], line=0.0)
    p.box(-EDGE, 0.2, 2 * EDGE, 0.1, "#bcd6dc")
    for x in (-4.4, -1.5, 1.4, 4.3):
        p.box(x, 0.12, 0.7, 0.36, "#dde3e6", 0.04)
        p.box(x + 0.05, 0.44, 0.6, 0.1, "#7fb3d0", 0.03)
    p.bar((7.5, 0.3), (7.5, 2.3), 0.06, "#aab2b8")
    p.bar((8.1, 0.3), (8.1, 2.3), 0.06, "#aab2b8")
    for step in range(6):
        p.line([(7.5, 0.6 + 0.3 * step), (8.1, 0.6 + 0.3 * step)], "#aab2b8", 0.05)
    p.box(6.0, 2.3, 2.3, 0.1, "#e0b566", 0.04)
    p.tree(-7.8, 1.1, 3.0, "palm")
    p.tree(10.5, 1.1, 3.3, "palm")
    for y in (-0.4, -1.1, -2.2):
        p.line([(-EDGE, y), (EDGE, y)], "#d6d0c0", 0.02)


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


def zoo(p: Place) -> None:
    p.ground(0.95, GRASS, 0.04)
    giraffe(p, -4.6, 0.9)
    elephant(p, 4.4, 0.9)
    for x in (-8.6, 8.8, 0.4):
        p.tree(x, 0.95, 3.0)
    p.fence(0.5, 0.8, "#cfae80", apart=0.55)
    p.plain([(-EDGE, 0.28), (EDGE, 0.28), (EDGE, -9), (-EDGE, -9)], "#e8d9b5")


def giraffe(p: Place, x: float, y: float) -> None:
    tan = "#e8bd6f"
    for leg in (-0.5, -0.3, 0.3, 0.5):
        p.bar((x + leg, y), (x + leg * 0.9, y + 1.2), 0.06, tan)
    p.blob(
        [
            (x - 0.65, y + 1.2),
            (x - 0.5, y + 1.6),
            (x + 0.3, y + 1.75),
            (x + 0.65, y + 1.5),
            (x + 0.5, y + 1.1),
            (x - 0.4, y + 1.05),
        ],
        tan,
    )
    p.bar((x + 0.5, y + 1.5), (x + 0.95, y + 3.0), 0.17, tan, 0.1)
    p.bar((x + 0.95, y + 3.1), (x + 1.3, y + 2.98), 0.14, tan, 0.09)
    for a, b in ((-0.3, 1.4), (0.05, 1.5), (0.3, 1.35), (0.62, 1.95), (0.75, 2.35), (0.85, 2.7)):
        p.disc(x + a, y + b, 0.085, "#c08a4a", line=0.0)
    for a in (0.88, 1.0):
        p.line([(x + a, y + 3.2), (x + a, y + 3.36)], "#a97636", 0.04)
    p.disc(x + 1.05, y + 3.14, 0.025, "#3f3a36", line=0.0)


def elephant(p: Place, x: float, y: float) -> None:
    grey = "#b5bac2"
    for leg in (-0.6, -0.25, 0.3, 0.6):
        p.box(x + leg - 0.14, y, 0.28, 0.8, grey, 0.06)
    p.disc(x, y + 1.15, 0.95, grey, 0.65)
    p.disc(x - 0.95, y + 1.5, 0.48, grey)
    p.line([(x - 1.35, y + 1.45), (x - 1.6, y + 0.9), (x - 1.5, y + 0.45), (x - 1.7, y + 0.35)], grey, 0.2, True)
    p.disc(x - 0.65, y + 1.5, 0.3, shaded(grey, 0.92), 0.4)
    p.disc(x - 1.15, y + 1.62, 0.03, "#3f3a36", line=0.0)
