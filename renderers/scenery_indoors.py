"""Rooms: a wall that follows the camera a little less than the floor, with windows to the time of day outside."""

from __future__ import annotations

from renderers.figure_pens import shaded
from renderers.scenery_pieces import EDGE, Place, scale_of

FLOOR = 0.8


def outside(p: Place) -> str:
    """What a window shows."""
    return "#2a3563" if p.dark else "#bfe2f2"


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


def shop_wall(p: Place) -> None:
    p.wall("#eadfd0", FLOOR, "#cdb494")


def shop(p: Place) -> None:
    p.tiles(FLOOR, "#ded8ca")
    for number, x in enumerate((-9.4, -6.6, -3.8, 2.2, 5.0, 7.8, 10.6)):
        p.box(x, 0.7, 2.5, 2.9, "#b9a07f", 0.03)
        for row in range(4):
            y = 0.8 + 0.7 * row
            p.box(x + 0.1, y, 2.3, 0.6, "#8f7a5f", 0.0, 0.0)
            for step in range(5):
                colour = ("#d98a80", "#7fb3d0", "#efcf86", "#8fb68a", "#b58fc4")[(step * 2 + row + number) % 5]
                if (step + row + number) % 3 == 0:
                    p.disc(x + 0.35 + 0.45 * step, y + 0.2, 0.16, colour)
                else:
                    p.box(x + 0.2 + 0.45 * step, y + 0.03, 0.32, 0.42, colour, 0.04)
    p.box(-1.2, 0.45, 3.0, 1.15, "#c99f6f", 0.04)
    p.box(-1.35, 1.58, 3.3, 0.14, "#b0854f", 0.04)
    p.box(0.4, 1.72, 0.8, 0.42, "#7f868d", 0.05)
    p.box(0.5, 2.12, 0.5, 0.26, "#b9d9e0", 0.03)


def restaurant_wall(p: Place) -> None:
    p.wall("#ecd3bd", FLOOR, "#b98f6a")
    for x in (-6.4, 1.2, 7.2):
        p.window(x, 1.8, 1.9, 1.6, outside(p), "#b98f6a")
    p.box(-2.9, 1.9, 1.9, 1.4, "#59655f", 0.05)
    for y in (2.9, 2.6, 2.3):
        p.line([(-2.6, y), (-1.3, y)], "#e4e9e2", 0.03)


def restaurant(p: Place) -> None:
    p.tiles(FLOOR, "#e4cdb0")
    for x in (-5.8, 4.4, 9.2, -10.2):
        p.poly([(x - 0.95, 1.35), (x + 0.95, 1.35), (x + 1.1, 0.75), (x - 1.1, 0.75)], "#d98a80")
        p.bar((x, 0.75), (x, 0.45), 0.07, "#8a6a45")
        p.bar((x, 1.38), (x, 1.62), 0.05, "#fbf7ea")
        with p.backdrop.glowing():
            p.disc(x, 1.73, 0.05, "#ffd36a", 0.09, 0.0)
        for side in (-0.55, 0.55):
            p.disc(x + side, 1.38, 0.28, "#fbfaf5", 0.06)
    for x in (-5.8, 0.4, 6.6):
        p.lamp(x, 3.7, 0.4, "#c98f5f")


def hall_wall(p: Place) -> None:
    p.wall("#f0e3c6", FLOOR, "#c9a26f")
    for x in (-9.2, -5.4, 4.0, 7.8):
        p.window(x, 2.6, 2.2, 1.1, outside(p))


def basketball_court(p: Place) -> None:
    p.boards(FLOOR, "#dfb67f")
    p.line([(-EDGE, 0.3), (EDGE, 0.3)], "#fbf5ea", 0.06)
    for side in (-1, 1):
        x = side * 7.6
        p.bar((x + side * 0.5, 0.5), (x + side * 0.5, 3.4), 0.08, "#8a929c")
        p.box(x - 0.12, 2.7, 0.24, 1.3, "#f4f1ea", 0.03)
        p.line([(x - side * 0.1, 2.95), (x - side * 0.8, 2.95)], "#dd7f4f", 0.07)
        for step in range(4):
            p.line([(x - side * (0.15 + 0.2 * step), 2.93), (x - side * (0.28 + 0.12 * step), 2.45)], "#e8e8e4", 0.02)
    p.disc(0, -0.25, 1.7, "#e6c28e", 0.32)


def gym(p: Place) -> None:
    p.boards(FLOOR, "#dfb67f")
    for left in (-6.6, -4.4, 3.0, 5.2):
        for side in (0, 1.9):
            p.box(left + side, 0.8, 0.12, 2.9, "#c39a6b")
        for row in range(9):
            p.box(left + 0.05, 1.0 + 0.3 * row, 1.9, 0.08, "#d6b184", 0.03)
    for x in (-0.8, 0.8):
        p.line([(x, 9), (x, 2.6)], "#b9b2a4", 0.04)
        p.disc(x, 2.42, 0.2, "#c99a5f", 0.2)
        p.disc(x, 2.42, 0.12, "#f0e3c6", 0.12)
    p.blob([(-3.4, 0.25), (0, 0.3), (3.4, 0.25), (3.6, -0.3), (0, -0.36), (-3.6, -0.3)], "#8fb3d0", 0.01)
    p.box(8.2, 0.6, 1.8, 1.2, "#b98f6a", 0.08)
    p.box(8.1, 1.7, 2.0, 0.28, "#e8dcc6", 0.12)


def stage_wall(p: Place) -> None:
    p.wall("#c4718a" if not p.dark else "#a05a74", FLOOR)
    for step in range(-60, 61):
        x = step * 0.55
        p.line([(x, 9), (x + 0.08, 4), (x, FLOOR)], "#a95a73", 0.05, True)
    with p.backdrop.glowing():
        for x, tilt in ((-3.6, 1.0), (0, 0.0), (3.6, -1.0)):
            p.poly([(x - 0.2, 9), (x + 0.2, 9), (x + tilt + 1.3, 0.4), (x + tilt - 1.3, 0.4)], "#d98a9c", 0.0)


def stage(p: Place) -> None:
    p.boards(FLOOR, "#c99a6b")
    for x in (-3.0, 0, 3.0):
        p.disc(x, -0.02, 1.5, "#e8c795", 0.3, 0.0)
    for side in (-1, 1):
        for fold in range(3):
            x = side * (7.4 + 0.8 * fold)
            p.poly(
                [(x - 0.5, 9), (x + 0.5, 9), (x + 0.4, 0.1), (x - 0.4, 0.1)], ("#b04a5e", "#c25c6e", "#a3445a")[fold]
            )
        p.box(side * 7.2 - 0.55, 2.1, 1.1, 0.14, "#efcf7a", 0.06)
    for x in (-8.0, -6.0, -4.0, -2.0, 0.0, 2.0, 4.0, 6.0, 8.0):
        p.blob([(x - 1.05, 4.9), (x - 1.0, 4.2), (x, 3.75), (x + 1.0, 4.2), (x + 1.05, 4.9), (x, 5.2)], "#b04a5e")
    p.box(-EDGE, 4.7, 2 * EDGE, 6, "#a3445a", 0.0)
    p.box(-EDGE, -2.2, 2 * EDGE, 0.16, "#8a6a45", 0.0)
    p.plain([(-EDGE, -2.2), (EDGE, -2.2), (EDGE, -30), (-EDGE, -30)], "#96704f")


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


def hospital_wall(p: Place) -> None:
    p.wall("#e4f0ec", FLOOR, "#c3d9d2")
    p.window(3.4, 1.9, 1.9, 1.5, outside(p))
    p.curtains(3.4, 1.9, 1.9, 1.5, "#a9d0cb")
    p.box(-1.2, 2.4, 0.9, 0.9, "#fbfdfc", 0.08)
    p.box(-0.85, 2.52, 0.2, 0.66, "#d98a80", 0.02, 0.0)
    p.box(-1.08, 2.75, 0.66, 0.2, "#d98a80", 0.02, 0.0)


def hospital(p: Place) -> None:
    p.tiles(FLOOR, "#d9e3e0")
    x, y = -6.8, 0.5
    p.box(x, y, 0.12, 1.6, "#aab6ba", 0.05)
    p.box(x + 3.4, y, 0.12, 1.15, "#aab6ba", 0.05)
    p.box(x, y + 0.45, 3.5, 0.14, "#aab6ba")
    p.box(x + 0.1, y + 0.58, 3.3, 0.34, "#fbfdfc", 0.12)
    p.box(x + 1.2, y + 0.54, 2.2, 0.44, "#a9d0cb", 0.12)
    p.box(x + 0.2, y + 0.84, 0.85, 0.3, "#fbfdfc", 0.14)
    p.box(3.0, 0.5, 1.1, 0.9, "#dfe6e8", 0.05)
    p.plant(3.55, 1.4, 0.8)
    p.bar((-2.7, 0.5), (-2.7, 2.6), 0.03, "#9aa6aa")
    p.box(-3.0, 1.9, 0.6, 0.75, "#eef7f8", 0.08)
    p.line([(-2.95, 2.2), (-2.8, 2.2), (-2.75, 2.45), (-2.65, 2.05), (-2.6, 2.2), (-2.45, 2.2)], "#7fb394", 0.03)
    p.box(7.0, 0.6, 1.8, 2.6, "#d5dfe0", 0.05)
    p.line([(7.9, 0.6), (7.9, 3.2)], "#b3c1c4", 0.03)


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
