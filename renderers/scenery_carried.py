"""Things that fit in hands, drawn about their grip. Units, y up."""

from __future__ import annotations

import math

from renderers.drafting import Draft
from renderers.figure_paints import shaded
from renderers.figure_shapes import Box, Capsule, Disc, polygon
from renderers.lettering import fitted

THIN = 0.012


def plate(d: Draft, c: str) -> None:
    d.disc(0, 0.02, 0.26, c, 0.06, THIN)
    d.disc(0, 0.03, 0.16, shaded(c, 0.92), 0.03, 0.0)


def letter(d: Draft, c: str) -> None:
    d.box(-0.25, -0.18, 0.5, 0.36, c, 0.01, THIN)
    d.line([(-0.25, 0.18), (0, -0.02), (0.25, 0.18)], "#a89878", 0.02)
    d.disc(0, -0.02, 0.05, "#d8413b", line=0.0)


def pencil(d: Draft, c: str) -> None:
    d.parts(
        [(Box((0, 0.08), 0.07, 0.3, 0.0), c), (polygon([(-0.035, -0.07), (0.035, -0.07), (0, -0.16)]), "#f0d8b0")], THIN
    )
    d.box(-0.035, 0.22, 0.07, 0.06, "#e8909a", 0.02, THIN)
    d.disc(0, -0.14, 0.014, "#3f3a36", line=0.0)


def phone(d: Draft, c: str) -> None:
    d.box(-0.09, -0.15, 0.18, 0.34, c, 0.03, THIN)
    d.box(-0.07, -0.10, 0.14, 0.25, "#a9d8ee", 0.01, 0.0)


def bread(d: Draft, c: str) -> None:
    d.blob([(-0.26, 0), (-0.2, 0.13), (0, 0.17), (0.2, 0.13), (0.26, 0), (0.18, -0.07), (-0.18, -0.07)], c)
    for x in (-0.13, 0.0, 0.13):
        d.line([(x - 0.03, 0.04), (x + 0.03, 0.12)], shaded(c, 0.72), 0.022)


def cake(d: Draft, c: str) -> None:
    d.disc(0, -0.02, 0.34, "#f4f1ea", 0.05, THIN)
    d.box(-0.28, 0, 0.56, 0.3, "#e8c58a", 0.04)
    d.box(-0.28, 0.17, 0.56, 0.14, c, 0.06, 0.0)
    for x in (-0.2, -0.05, 0.1, 0.22):
        d.disc(x, 0.17, 0.05, c, 0.07, 0.0)
    for x in (-0.15, 0.0, 0.15):
        d.box(x - 0.02, 0.3, 0.04, 0.15, "#7fb3e0", 0.0, THIN)
        d.disc(x, 0.5, 0.03, "#f7c53f", 0.05, THIN)


def ice_cream(d: Draft, c: str) -> None:
    d.poly([(-0.11, 0.1), (0.11, 0.1), (0, -0.2)], "#e0ac6a")
    d.line([(-0.06, 0.08), (0.03, -0.1)], "#b98040", 0.014)
    d.line([(0.06, 0.08), (-0.03, -0.1)], "#b98040", 0.014)
    d.disc(0, 0.19, 0.14, c)
    d.disc(0.01, 0.36, 0.11, "#f7eed6")
    d.disc(0.03, 0.48, 0.035, "#d8413b")


def present(d: Draft, c: str) -> None:
    d.box(-0.3, -0.24, 0.6, 0.46, c, 0.02)
    d.box(-0.33, 0.14, 0.66, 0.13, shaded(c, 1.15), 0.02)
    d.box(-0.06, -0.24, 0.12, 0.51, "#f7d45a", 0.0, 0.0)
    for side in (-1.0, 1.0):
        d.blob([(0, 0.27), (side * 0.16, 0.42), (side * 0.24, 0.32)], "#f7d45a", THIN)


def box(d: Draft, c: str) -> None:
    d.box(-0.3, -0.24, 0.6, 0.44, c, 0.02)
    d.poly([(-0.3, 0.2), (-0.42, 0.32), (-0.1, 0.32), (0, 0.2)], shaded(c, 1.2))
    d.poly([(0.3, 0.2), (0.42, 0.32), (0.1, 0.32), (0, 0.2)], shaded(c, 1.2))
    d.box(-0.05, 0.02, 0.1, 0.18, shaded(c, 0.8), 0.0, 0.0)


def crate(d: Draft, c: str, name: str) -> None:
    """What has no drawing: its name is on it."""
    d.box(-0.4, -0.3, 0.8, 0.6, c, 0.03)
    for y in (-0.14, 0.18):
        d.line([(-0.4, y), (0.4, y)], shaded(c, 0.8), 0.02)
    d.box(-0.35, -0.11, 0.7, 0.26, "#fbf5e6", 0.03, 0.008)
    fitted(d.canvas, d.pen, name, (-0.33, -0.10, 0.66, 0.24))


def flower(d: Draft, c: str) -> None:
    d.line([(0, -0.2), (0.02, 0.1), (0, 0.3)], "#4f9a4a", 0.035, True)
    d.blob([(0.01, -0.02), (0.14, 0.1), (0.17, 0.02)], "#6fb35c", THIN)
    spots = [(0.12 * math.cos(a), 0.36 + 0.12 * math.sin(a)) for a in (math.pi * (0.1 + step / 3) for step in range(6))]
    d.parts([(Disc(spot, 0.075), c) for spot in spots], THIN)
    d.disc(0, 0.36, 0.07, "#f7d45a", line=THIN)


def bag(d: Draft, c: str) -> None:
    d.line([(-0.1, -0.12), (-0.09, 0.04), (0.09, 0.04), (0.1, -0.12)], shaded(c, 0.7), 0.04, True)
    d.box(-0.25, -0.66, 0.5, 0.58, c, 0.12)
    d.box(-0.17, -0.6, 0.34, 0.24, shaded(c, 0.86), 0.05, THIN)
    d.line([(-0.17, -0.3), (0.17, -0.3)], shaded(c, 0.7), 0.025)


def umbrella(d: Draft, c: str) -> None:
    d.line([(0, 1.02), (0, -0.08), (0.05, -0.15), (0.1, -0.1)], "#6b5a4a", 0.035)
    edge = [(-0.65, 0.78), (-0.5, 1.08), (-0.2, 1.27), (0.2, 1.27), (0.5, 1.08), (0.65, 0.78)]
    scallop = [(0.44, 0.86), (0.22, 0.78), (0, 0.86), (-0.22, 0.78), (-0.44, 0.86)]
    d.poly([*edge, *scallop], c)
    d.poly([(-0.22, 0.78), (-0.14, 1.15), (0, 1.29), (0.14, 1.15), (0.22, 0.78), (0, 0.86)], shaded(c, 1.3), 0.0)
    d.bar((0, 1.28), (0, 1.36), 0.02, "#6b5a4a", line=THIN)


def hat(d: Draft, c: str) -> None:
    d.bar((-0.28, 0), (0.28, 0), 0.035, shaded(c, 0.85), line=THIN)
    d.poly([(-0.18, 0.02), (-0.15, 0.27), (0.15, 0.27), (0.18, 0.02)], c)
    d.box(-0.18, 0.03, 0.36, 0.07, "#d8695a", 0.0, 0.0)


def crown(d: Draft, c: str) -> None:
    d.poly([(-0.26, 0.0), (-0.28, 0.26), (-0.14, 0.14), (0, 0.3), (0.14, 0.14), (0.28, 0.26), (0.26, 0.0)], c)
    for x in (-0.15, 0.0, 0.15):
        d.disc(x, 0.06, 0.03, "#d63a4a", line=0.0)


def sword(d: Draft, c: str) -> None:
    """Of wood, as for a play."""
    d.poly([(-0.05, 0.1), (0.05, 0.1), (0.05, 0.95), (0, 1.08), (-0.05, 0.95)], "#e3c08c")
    d.line([(0, 0.14), (0, 0.92)], "#c99a5f", 0.016)
    d.bar((-0.15, 0.1), (0.15, 0.1), 0.035, "#a8743f")
    d.bar((0, 0.06), (0, -0.1), 0.035, "#8a5a35")
    d.disc(0, -0.12, 0.05, "#d05a50")


def trophy(d: Draft, c: str) -> None:
    for side in (-1.0, 1.0):
        d.line(
            [(side * 0.15, 0.34), (side * 0.26, 0.3), (side * 0.22, 0.14), (side * 0.1, 0.1)],
            shaded(c, 0.8),
            0.035,
            True,
        )
    d.poly(
        [
            (-0.17, 0.4),
            (0.17, 0.4),
            (0.14, 0.16),
            (0.05, 0.05),
            (0.05, -0.08),
            (-0.05, -0.08),
            (-0.05, 0.05),
            (-0.14, 0.16),
        ],
        c,
    )
    d.box(-0.15, -0.2, 0.3, 0.12, "#7a5a3a", 0.02)
    points = [
        (
            (0.09 if at % 2 else 0.04) * math.sin(math.pi * at / 5),
            0.25 - (0.09 if at % 2 else 0.04) * math.cos(math.pi * at / 5),
        )
        for at in range(10)
    ]
    d.poly(points, "#fbeeb0", 0.0)


def balloon(d: Draft, c: str) -> None:
    d.line([(0, -0.05), (0.05, 0.3), (-0.03, 0.6), (0, 0.93)], "#8a8a90", 0.014, True)
    d.poly([(-0.04, 0.88), (0.04, 0.88), (0, 0.95)], shaded(c, 0.85), THIN)
    d.disc(0, 1.2, 0.23, c, 0.28)
    d.disc(-0.08, 1.3, 0.05, shaded(c, 1.6), 0.08, 0.0)


def kite(d: Draft, c: str) -> None:
    d.line([(0, -0.04), (0.1, 0.4), (0.02, 0.85)], "#8a8a90", 0.014, True)
    top, left, right, low = (0.08, 1.85), (-0.3, 1.4), (0.42, 1.44), (0.02, 0.85)
    d.poly([top, right, low, left], c)
    middle = (0.06, 1.42)
    d.poly([top, right, middle], "#f7d45a", 0.0)
    d.poly([low, left, middle], "#7fb3e0", 0.0)
    d.line([top, low], shaded(c, 0.6), 0.018)
    d.line([left, right], shaded(c, 0.6), 0.018)
    d.line([low, (0.2, 0.7), (0.05, 0.55), (0.22, 0.4)], "#8a8a90", 0.016, True)
    for x, y in ((0.16, 0.72), (0.1, 0.56), (0.18, 0.44)):
        d.poly(
            [(x - 0.07, y + 0.04), (x + 0.07, y - 0.04), (x + 0.07, y + 0.04), (x - 0.07, y - 0.04)], "#e8909a", 0.006
        )


def rope(d: Draft, c: str) -> None:
    for drop in (0.0, 0.05, 0.1):
        d.line(
            [(-0.02, 0.05), (-0.2, -0.1 - drop), (0, -0.28 - 0.3 * drop), (0.2, -0.1 - drop), (0.02, 0.05)],
            c,
            0.04,
            True,
        )
    d.bar((-0.05, 0.02), (0.05, 0.02), 0.035, shaded(c, 0.8), line=THIN)


def snowball(d: Draft, c: str) -> None:
    d.disc(0, 0, 0.12, c)
    d.line([(-0.06, -0.04), (0, -0.07), (0.06, -0.04)], "#c3d3e3", 0.015, True)


def flask(d: Draft, c: str) -> None:
    d.poly(
        [
            (-0.06, 0.4),
            (0.06, 0.4),
            (0.06, 0.14),
            (0.22, -0.2),
            (0.18, -0.24),
            (-0.18, -0.24),
            (-0.22, -0.2),
            (-0.06, 0.14),
        ],
        "#eaf4f6",
    )
    d.poly([(-0.12, 0.02), (0.12, 0.02), (0.21, -0.2), (0.17, -0.23), (-0.17, -0.23), (-0.21, -0.2)], c, 0.0)
    d.box(-0.09, 0.38, 0.18, 0.05, "#cfdfe3", 0.02, THIN)
    for x, y in ((-0.04, -0.1), (0.06, -0.04), (0.01, 0.2)):
        d.disc(x, y, 0.03, shaded(c, 1.5), line=0.0)


def guitar(d: Draft, c: str) -> None:
    d.box(-0.05, 0.1, 0.1, 0.85, "#8a5a35", 0.01)
    d.box(-0.08, 0.9, 0.16, 0.18, "#6b4428", 0.03)
    d.parts([(Disc((0, -0.16), 0.28, 0.25), c), (Disc((0, 0.13), 0.21, 0.19), c)])
    d.disc(0, 0.02, 0.1, "#5a3a22", line=THIN)
    d.box(-0.1, -0.24, 0.2, 0.05, "#5a3a22", 0.01, 0.0)
    for x in (-0.025, 0.0, 0.025):
        d.line([(x, -0.22), (x, 0.98)], "#f0e8d8", 0.008)


def drum(d: Draft, c: str) -> None:
    d.box(-0.3, -0.24, 0.6, 0.4, c, 0.05)
    d.line([(-0.28, -0.2), (-0.14, 0.14), (0, -0.2), (0.14, 0.14), (0.28, -0.2)], "#f7d45a", 0.022)
    d.disc(0, 0.16, 0.31, "#f7f1e2", 0.08)
    d.bar((-0.1, 0.2), (-0.36, 0.4), 0.018, "#b98a5a", line=THIN)
    d.bar((0.1, 0.2), (0.36, 0.4), 0.018, "#b98a5a", line=THIN)


def lamp(d: Draft, c: str) -> None:
    d.bar((-0.16, -0.06), (0.16, -0.06), 0.04, "#8a6a45")
    d.bar((0, -0.02), (0, 0.5), 0.03, "#a9855a")
    d.poly([(-0.3, 0.45), (0.3, 0.45), (0.18, 0.88), (-0.18, 0.88)], c)


def star(d: Draft, c: str) -> None:
    points = [
        (
            (0.3 if at % 2 == 0 else 0.13) * math.sin(math.pi * at / 5),
            (0.3 if at % 2 == 0 else 0.13) * math.cos(math.pi * at / 5),
        )
        for at in range(10)
    ]
    d.poly(points, c)


def teddy(d: Draft, c: str) -> None:
    for side in (-1.0, 1.0):
        d.parts([(Capsule((side * 0.1, -0.26), 0.09, (side * 0.2, -0.32), 0.08), c)])
        d.parts([(Capsule((side * 0.14, -0.02), 0.07, (side * 0.26, -0.12), 0.07), c)])
        d.disc(side * 0.15, 0.36, 0.075, c)
    d.disc(0, -0.12, 0.2, c, 0.22)
    d.disc(0, 0.22, 0.19, c)
    d.disc(0, 0.16, 0.08, shaded(c, 1.5), 0.06, 0.0)
    for side in (-0.07, 0.07):
        d.disc(side, 0.26, 0.022, "#3f3a36", line=0.0)
    d.disc(0, 0.19, 0.026, "#3f3a36", 0.018, 0.0)


def laptop(d: Draft, c: str) -> None:
    d.poly([(-0.36, 0.02), (0.36, 0.02), (0.4, -0.03), (-0.4, -0.03)], c)
    d.box(-0.34, 0.03, 0.68, 0.46, shaded(c, 0.8), 0.03)
    d.box(-0.3, 0.07, 0.6, 0.38, "#a9d8ee", 0.01, 0.0)
    d.line([(-0.22, 0.34), (0.1, 0.34)], "#f7fbfd", 0.03)
    d.line([(-0.22, 0.25), (0.2, 0.25)], "#f7fbfd", 0.03)
