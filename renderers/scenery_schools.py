"""Rooms to learn in: classroom, laboratory, library, museum, office."""

from __future__ import annotations

from renderers.scenery_homes import outside
from renderers.scenery_pieces import FLOOR, Place


def classroom_wall(p: Place) -> None:
    p.wall("#f3e8cf", FLOOR, "#d6b98c")
    p.box(-2.7, 1.7, 5.4, 1.9, "#b58a5c", 0.03)
    p.box(-2.55, 1.83, 5.1, 1.64, "#5f8a78")
    p.box(-2.6, 1.68, 5.2, 0.1, "#c9a26f")
    p.line([(-2.1, 3.0), (-1.6, 3.15), (-1.2, 3.0)], "#f4f4ee", 0.05, True)
    for y in (2.7, 2.4):
        p.line([(-2.1, y), (-0.4, y)], "#dfe9e2", 0.03)
    p.poly([(0.7, 2.2), (1.9, 2.2), (1.3, 3.1)], "#7fa592")
    for x in (-8.2, 5.2, 13.0, -15):
        p.window(x, 1.75, 1.9, 1.7, outside(p))
    world_map(p, -5.7, 1.95)
    p.disc(3.7, 3.2, 0.34, "#fbf7ea")
    p.line([(3.7, 3.42), (3.7, 3.2), (3.86, 3.12)], "#55555c", 0.03)


def world_map(p: Place, x: float, y: float) -> None:
    p.box(x, y, 2.0, 1.25, "#b9d9e6", 0.02)
    for a, b, w, h in (
        (0.45, 0.85, 0.28, 0.2),
        (0.6, 0.4, 0.14, 0.26),
        (1.1, 0.6, 0.2, 0.32),
        (1.4, 0.9, 0.42, 0.2),
        (1.68, 0.34, 0.14, 0.1),
    ):
        p.disc(x + a, y + b, w, "#a9c98e", h, 0.006)


def classroom(p: Place) -> None:
    p.boards(FLOOR, "#dcbc92")
    for x in (-5.6, 4.4, 7.4, -8.8):
        p.table(x, 0.42, 1.5, 0.82, "#c99f6f")
        p.box(x - 0.3, 1.36, 0.5, 0.09, "#b96a5f", 0.01)
        p.box(x - 0.25, 1.44, 0.45, 0.08, "#6f8fb3", 0.01)
    p.shelf(9.6, 0.7, 1.8, 1.9, 3)
    globe(p, 4.6, 1.38)
    p.plant(-10.6, 0.6, 1.3)


def globe(p: Place, x: float, y: float) -> None:
    p.box(x - 0.18, y, 0.36, 0.06, "#96704f", 0.02)
    p.disc(x, y + 0.3, 0.24, "#9ccbe0")
    p.disc(x - 0.06, y + 0.36, 0.10, "#a9c98e", 0.08, 0.0)
    p.disc(x + 0.1, y + 0.22, 0.07, "#a9c98e", 0.09, 0.0)


def laboratory_wall(p: Place) -> None:
    p.wall("#dfeaea", FLOOR, "#b9c9cc")
    p.box(-3.0, 1.9, 3.4, 1.6, "#4f6f80", 0.08)
    p.line([(-2.8, 2.6), (-2.2, 2.6), (-2.0, 3.1), (-1.7, 2.2), (-1.4, 2.8), (-1.2, 2.6), (0.2, 2.6)], "#9fe0c0", 0.05)
    p.picture(1.6, 2.0, 1.3, 1.5, "leaf")
    for x in (-8.4, 5.2, 12.6):
        p.window(x, 1.9, 1.9, 1.5, outside(p))


def laboratory(p: Place) -> None:
    p.tiles(FLOOR, "#dbe2e0")
    for x in (-6.0, 5.4, 11.0, -11.5):
        p.box(x - 1.8, 0.45, 3.6, 1.0, "#b7c6cb", 0.04)
        p.box(x - 1.9, 1.42, 3.8, 0.13, "#7f939b", 0.03)
        for step in range(3):
            p.box(x - 1.7 + 1.2 * step, 0.6, 1.0, 0.65, "#c9d5d8", 0.03)
    for x, colour in ((-7.2, "#8fd0b0"), (-6.2, "#e8a0b4"), (4.4, "#efcf7a"), (5.6, "#a7b6ea")):
        flask(p, x, 1.56, colour)
    for step, colour in enumerate(("#d98a80", "#8fb68a", "#7fb3d0")):
        p.box(-5.4 + 0.3 * step, 1.6, 0.13, 0.55, "#eef4f5", 0.06)
        p.box(-5.4 + 0.3 * step, 1.6, 0.13, 0.3, colour, 0.06, 0.0)
    p.line([(6.4, 1.56), (6.9, 1.56)], "#5f6f77", 0.1)
    p.line([(6.75, 1.6), (6.85, 2.0), (6.6, 2.25)], "#5f6f77", 0.09, True)
    p.bar((6.62, 2.3), (6.36, 1.85), 0.08, "#7f939b")


def flask(p: Place, x: float, y: float, colour: str) -> None:
    p.poly(
        [
            (x - 0.08, y + 0.7),
            (x + 0.08, y + 0.7),
            (x + 0.08, y + 0.42),
            (x + 0.3, y),
            (x - 0.3, y),
            (x - 0.08, y + 0.42),
        ],
        "#eef4f5",
    )
    p.poly([(x - 0.19, y + 0.22), (x + 0.19, y + 0.22), (x + 0.28, y + 0.02), (x - 0.28, y + 0.02)], colour, 0.0)
    for a, b in ((0.02, 0.32), (-0.05, 0.55), (0.05, 0.85)):
        p.disc(x + a, y + b, 0.035, colour)


def office_wall(p: Place) -> None:
    p.wall("#e6e6da", FLOOR, "#cfcabb")
    for x in (-5.2, 3.2, 11, -12):
        p.window(x, 1.75, 2.4, 1.7, outside(p))
    p.picture(-1.2, 2.3, 1.4, 0.9, "land")


def office(p: Place) -> None:
    p.boards(FLOOR, "#c9bda6")
    for x in (-5.4, 4.8, 10.5):
        p.table(x, 0.45, 2.4, 0.85, "#b98f6a")
        p.box(x - 0.5, 1.55, 1.0, 0.68, "#5f6a74", 0.05)
        p.box(x - 0.43, 1.62, 0.86, 0.54, "#a9d0de", 0.02, 0.0)
        p.box(x - 0.08, 1.38, 0.16, 0.2, "#5f6a74")
    p.shelf(-9.6, 0.7, 1.7, 2.4, 4)
    p.plant(1.9, 0.5, 1.5)


def library_wall(p: Place) -> None:
    p.wall("#e5d2b0", FLOOR, "#a9825a")
    for x in (-10.4, -6.9, 3.4, 6.9, 10.4, -13.9):
        p.shelf(x, 0.8, 3.3, 3.4, 5)
    p.window(-2.3, 1.9, 1.8, 1.9, outside(p), "#a9825a")
    p.shelf(0.2, 0.8, 2.9, 3.4, 5)


def library(p: Place) -> None:
    p.boards(FLOOR, "#c9a274")
    p.blob([(-3.6, 0.05), (0, 0.3), (3.6, 0.05), (2.8, -0.5), (0, -0.75), (-2.8, -0.5)], "#b5776a", 0.008)
    p.table(-4.9, 0.4, 2.2, 0.85, "#a97f55")
    for step, colour in enumerate(("#b96a5f", "#6f8fb3", "#c9a25c")):
        p.box(-5.5, 1.38 + 0.1 * step, 0.7, 0.1, colour, 0.01)
    p.bar((-4.3, 1.36), (-4.3, 1.75), 0.03, "#7f6a45")
    p.poly([(-4.65, 1.72), (-3.95, 1.72), (-4.1, 2.0), (-4.5, 2.0)], "#8fb68a")
    for side in (5.0, 5.55):
        p.bar((side, 0.45), (side + 0.5, 3.6), 0.04, "#a97f55")
    for step in range(8):
        p.line([(5.05 + 0.06 * step, 0.75 + 0.36 * step), (5.6 + 0.06 * step, 0.75 + 0.36 * step)], "#a97f55", 0.05)


def museum_wall(p: Place) -> None:
    p.wall("#e9e3dc", FLOOR, "#b9aa98")
    for x, kind in ((-8.4, "sea"), (-5.4, "portrait"), (5.6, "land"), (8.8, "leaf")):
        p.picture(x, 1.9, 1.5, 1.4, kind)


def museum(p: Place) -> None:
    p.boards(FLOOR, "#c9b8a6")
    p.box(-2.7, 0.65, 5.8, 0.35, "#b9aa98", 0.03)
    skeleton(p, 0.2, 1.0)
    for x in (-6.9, -4.3, 4.6, 7.2):
        p.bar((x, 0.2), (x, 1.0), 0.05, "#c9a25c")
        p.disc(x, 1.06, 0.09, "#e0c07a")
        p.disc(x, 0.2, 0.2, "#c9a25c", 0.06)
    for x in (-6.9, 4.6):
        p.line([(x, 0.95), (x + 1.3, 0.62), (x + 2.6, 0.95)], "#b5525f", 0.08, True)
    p.box(9.4, 0.5, 0.9, 1.2, "#d5cec4")
    p.blob([(9.6, 1.7), (9.5, 2.2), (9.7, 2.6), (10.0, 2.6), (10.2, 2.2), (10.1, 1.7)], "#8fa9c4")


def skeleton(p: Place, x: float, y: float) -> None:
    bone = "#f7f1e2"
    spine = [
        (x - 2.6, y + 1.0),
        (x - 1.6, y + 1.25),
        (x - 0.6, y + 1.55),
        (x + 0.5, y + 1.5),
        (x + 1.2, y + 1.9),
        (x + 1.6, y + 2.5),
    ]
    p.line(spine, "#bfae92", 0.15, True)
    p.line(spine, bone, 0.11, True)
    for at in range(6):
        a = x - 0.7 + 0.24 * at
        p.line([(a, y + 1.52), (a + 0.12, y + 1.15), (a + 0.02, y + 0.85)], "#bfae92", 0.075, True)
        p.line([(a, y + 1.52), (a + 0.12, y + 1.15), (a + 0.02, y + 0.85)], bone, 0.05, True)
    for a, way in ((-0.8, -0.15), (-0.55, 0.2), (0.75, -0.1), (0.95, 0.2)):
        p.bar((x + a, y + 1.4), (x + a + way, y + 0.75), 0.07, bone)
        p.bar((x + a + way, y + 0.75), (x + a, y + 0.08), 0.06, bone)
        p.bar((x + a, y + 0.06), (x + a + 0.2, y + 0.06), 0.05, bone)
    p.blob(
        [
            (x + 1.45, y + 2.55),
            (x + 1.6, y + 2.9),
            (x + 2.0, y + 2.85),
            (x + 2.5, y + 2.6),
            (x + 2.45, y + 2.45),
            (x + 1.8, y + 2.4),
        ],
        bone,
    )
    p.disc(x + 1.8, y + 2.68, 0.08, "#8a7a64", line=0.0)
    p.line([(x + 1.7, y + 2.36), (x + 2.35, y + 2.3)], bone, 0.08)
