"""Rooms for many: shop, restaurant, gym, stage, hospital."""

from __future__ import annotations

from renderers.scenery_homes import outside
from renderers.scenery_pieces import EDGE, FLOOR, Place


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
    p.box(-EDGE, -0.62, 2 * EDGE, 0.34, "#8a6a45", 0.0)  # its edge; who watches stands before it
    p.plain([(-EDGE, -0.6), (EDGE, -0.6), (EDGE, -30), (-EDGE, -30)], "#5f4650")


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
