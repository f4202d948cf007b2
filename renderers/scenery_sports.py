"""Where games are played. Each layer is a function; scenery_places joins them."""

from __future__ import annotations

from renderers.scenery_pieces import EDGE, Place, scale_of


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
