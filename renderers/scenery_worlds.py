"""Places beyond: space, the Moon, the sky, the sea and under it, a ship's deck."""

from __future__ import annotations

import math

from renderers.figure_paints import shaded
from renderers.scenery_nature import rock
from renderers.scenery_pieces import EDGE, Place, scale_of, scatter
from renderers.scenery_shores import waves_near


def stars(p: Place) -> None:
    p.stars(-8, 14, 420)


def planets(p: Place) -> None:
    with p.backdrop.glowing():
        p.disc(-3.3, 2.9, 0.75, "#d9a27a")
        for rise in (0.3, 0.0, -0.3):
            p.line([(-3.3 - 0.6, 2.9 + rise), (-3.3, 2.85 + rise), (-3.3 + 0.6, 2.9 + rise)], "#c28a63", 0.07, True)
        p.line([(-4.7, 2.6), (-3.3, 2.62), (-1.9, 3.2)], "#efd9a7", 0.09, True)
        p.disc(3.5, 3.2, 0.5, "#8fb9e0")
        p.blob([(3.2, 3.3), (3.4, 3.5), (3.6, 3.35), (3.4, 3.1)], "#9ccf9a", 0.0)
        p.blob([(3.6, 3.1), (3.8, 3.2), (3.8, 2.95)], "#9ccf9a", 0.0)
        p.disc(0.8, 4.4, 0.24, "#d9b3e0")
        p.disc(7.4, 2.4, 0.35, "#e8c07a")
        p.disc(-8.2, 4.2, 0.5, "#a0d8c8")


def space(p: Place) -> None:
    p.ground(0.7, "#8f8aa6", 0.12)
    craters(p, "#7f7a98")
    rocket(p, 5.0, 0.55)
    rock(p, -4.4, 0.5, 0.7, "#a5a0bb")
    rock(p, 9.0, 0.5, 0.9, "#a5a0bb")


def craters(p: Place, colour: str) -> None:
    for x in scatter(p.rng, 1.9):
        y = p.rng.uniform(-1.5, 0.45)
        size = p.rng.uniform(0.2, 0.5) * (1.0 - 0.3 * y)
        p.disc(x, y, size, colour, 0.28 * size)
        p.disc(x, y - 0.03, 0.8 * size, shaded(colour, 0.92), 0.2 * size, 0.0)


def rocket(p: Place, x: float, y: float) -> None:
    with p.backdrop.glowing():
        for side in (-1, 1):
            p.poly([(x + side * 0.3, y + 0.9), (x + side * 0.85, y), (x + side * 0.3, y + 0.3)], "#d9776c")
        p.blob(
            [
                (x, y + 3.3),
                (x - 0.42, y + 2.4),
                (x - 0.48, y + 1.3),
                (x - 0.3, y + 0.3),
                (x + 0.3, y + 0.3),
                (x + 0.48, y + 1.3),
                (x + 0.42, y + 2.4),
            ],
            "#e9edf2",
        )
        p.poly([(x - 0.36, y + 2.6), (x, y + 3.32), (x + 0.36, y + 2.6)], "#d9776c")
        p.disc(x, y + 1.95, 0.24, "#8fc3d8")
        p.box(x - 0.2, y + 0.12, 0.4, 0.22, "#7f868d")


def moon_sky(p: Place) -> None:
    with p.backdrop.glowing():
        p.disc(3.0, 3.0, 0.9, "#7fb0e0")
        p.blob([(2.4, 3.2), (2.8, 3.6), (3.2, 3.4), (3.0, 3.0), (2.6, 2.9)], "#8cc58f", 0.0)
        p.blob([(3.3, 2.9), (3.7, 3.0), (3.6, 2.6), (3.2, 2.5)], "#8cc58f", 0.0)
        p.line([(2.5, 2.6), (2.9, 2.72), (3.2, 2.66)], "#f6f9fc", 0.07, True)


def moon_hills(p: Place) -> None:
    p.hills(0.5, 0.8, "#a9abb5", 6.0)


def moon(p: Place) -> None:
    p.ground(0.75, "#c6c7ce", 0.14)
    craters(p, "#b2b3bd")
    p.line([(-4.2, 0.5), (-4.2, 2.4)], "#e6e8ec", 0.05)
    p.poly([(-4.2, 2.4), (-3.2, 2.3), (-3.2, 1.75), (-4.2, 1.8)], "#e8a58a")
    x, y = 5.2, 0.5
    for side in (-1, 1):
        p.line([(x + side * 0.5, y + 0.7), (x + side * 0.95, y)], "#c9a25c", 0.06)
    p.box(x - 0.8, y + 0.6, 1.6, 0.7, "#e0c27a", 0.08)
    p.box(x - 0.55, y + 1.3, 1.1, 0.8, "#dfe3e8", 0.2)
    p.disc(x, y + 1.7, 0.22, "#7f93b5")
    p.line([(x, y + 2.1), (x + 0.25, y + 2.6)], "#c9cdd3", 0.04)


def sky_far(p: Place) -> None:
    p.clouds(-1.5, 3.5, 3.6, "#f3f8fc")


def sky(p: Place) -> None:
    for x in scatter(p.rng, 1.5):
        p.cloud(x, p.rng.uniform(-0.7, -0.1), p.rng.uniform(1.0, 1.5), "#fbfdff")
    p.ground(-0.35, "#fbfdff", 0.10)


def underwater_far(p: Place) -> None:
    p.hills(0.2, 1.2, "#79b5c8", 5.0)
    for x in scatter(p.rng, 2.6):
        p.line([(x, 0.4), (x + 0.2, 1.2), (x - 0.1, 2.0), (x + 0.2, 2.8)], "#6ea9ae", 0.12, True)


def underwater_middle(p: Place) -> None:
    p.hills(0.1, 0.8, "#8fbfc2", 4.2)
    for x in scatter(p.rng, 3.1):
        fish(p, x, p.rng.uniform(1.3, 3.6), p.rng.choice(("#f0b36f", "#e89aa6", "#efd97e")), p.rng.choice((-1, 1)))


def fish(p: Place, x: float, y: float, colour: str, way: int) -> None:
    p.poly([(x - way * 0.22, y), (x - way * 0.5, y + 0.17), (x - way * 0.5, y - 0.17)], shaded(colour, 0.92))
    p.disc(x, y, 0.32, colour, 0.19)
    p.disc(x + way * 0.18, y + 0.05, 0.035, "#3f454c", line=0.0)
    p.line([(x, y + 0.15), (x + way * 0.06, y), (x, y - 0.15)], "#fbf5e8", 0.03, True)


def underwater(p: Place) -> None:
    p.ground(0.7, "#e0d3a4", 0.14)
    for x in scatter(p.rng, 3.3):
        coral(p, x, 0.5, p.rng.uniform(0.7, 1.2), p.rng.choice(("#e88f9c", "#efae78", "#c79be0")))
    for x in (-6.6, -3.2, 2.6, 6.9, 10.4, -10.2):
        for side in (-0.2, 0.05, 0.3):
            tall = p.rng.uniform(1.2, 2.2)
            p.line(
                [
                    (x + side, 0.5),
                    (x + side + 0.18, 0.5 + 0.35 * tall),
                    (x + side - 0.12, 0.5 + 0.7 * tall),
                    (x + side + 0.1, 0.5 + tall),
                ],
                "#79b078",
                0.11,
                True,
            )
    rock(p, 4.8, 0.4, 0.9, "#a9b0a8")
    for _ in range(10):
        x, y = p.rng.uniform(-12, 12), p.rng.uniform(-1.1, 0.3)
        arms = [
            (
                x + (0.2 if at % 2 == 0 else 0.09) * math.cos(math.pi * at / 5),
                y + (0.12 if at % 2 == 0 else 0.05) * math.sin(math.pi * at / 5),
            )
            for at in range(10)
        ]
        p.poly(arms, p.rng.choice(("#e8a06f", "#f2e6d0")))


def coral(p: Place, x: float, y: float, size: float, colour: str) -> None:
    for angle in (50, 75, 100, 130):
        a = math.radians(angle)
        tip = (x + 0.8 * size * math.cos(a), y + 0.9 * size * math.sin(a))
        p.bar((x, y), tip, 0.10 * size, colour, 0.07 * size)
        p.bar(
            (x + 0.5 * size * math.cos(a), y + 0.55 * size * math.sin(a)),
            (tip[0] + 0.14 * size, tip[1] - 0.05 * size),
            0.06 * size,
            colour,
        )


def sea(p: Place) -> None:
    waves_near(p)


def ship(p: Place) -> None:
    wood = "#c39a6b"
    p.box(-0.14, 0.3, 0.28, 9.0, "#a97f55")
    p.poly([(0.3, 5.2), (3.6, 4.8), (3.9, 3.2), (3.4, 1.9), (0.3, 1.6)], "#fbf5e6")
    p.poly([(-0.3, 5.2), (-3.0, 4.6), (-3.4, 3.0), (-2.8, 1.9), (-0.3, 1.6)], "#f2e8d0")
    for x in scale_of(-20, 21, 1):
        p.box(x * 0.8 - 0.06, 0.4, 0.12, 0.75, shaded(wood, 0.85), 0.04)
    p.box(-EDGE, 1.12, 2 * EDGE, 0.14, wood, 0.0)
    p.ground(0.5, "#d2ac7b")
    for y in (0.3, 0.05, -0.3, -0.75, -1.35, -2.1, -3.2):
        p.line([(-EDGE, y), (EDGE, y)], "#b48d5e", 0.025)
    for x in (-6.0, 6.4, 12.5):
        p.box(x - 0.4, 0.25, 0.8, 0.95, "#b0854f", 0.14)
        for rise in (0.42, 0.98):
            p.box(x - 0.43, rise, 0.86, 0.08, "#7f868d", 0.02)
    p.disc(4.4, 0.95, 0.42, "#a97f55")
    p.disc(4.4, 0.95, 0.28, "#cfe4ec")
    for step in range(6):
        a = math.pi * step / 3
        p.line([(4.4, 0.95), (4.4 + 0.56 * math.cos(a), 0.95 + 0.56 * math.sin(a))], "#8a6a45", 0.05)


def open_sea(p: Place) -> None:
    p.plain([(-EDGE, 1.0), (EDGE, 1.0), (EDGE, -20), (-EDGE, -20)], "#8fc3d8")
    for x in scatter(p.rng, 1.8):
        y = p.rng.uniform(0.1, 0.9)
        p.line([(x, y), (x + 0.3, y + 0.06), (x + 0.6, y)], "#dff0f5", 0.035, True)
