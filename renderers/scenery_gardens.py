"""Lawns: park, playground, garden, farm, zoo. Each layer is a function; scenery_places joins them."""

from __future__ import annotations

from renderers.figure_paints import shaded
from renderers.scenery_pieces import EDGE, Place

GRASS = "#a9cf8c"


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
