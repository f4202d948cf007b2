"""Hats, in units of the head's radius, for a head about (0, 0) that faces `facing`."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from renderers.figure_paints import shaded
from renderers.figure_pens import Pen
from renderers.figure_shapes import Box, Capsule, Disc, Shape, polygon

if TYPE_CHECKING:
    import skia

Parts = list[tuple[Shape, str]]


def draw_hat(canvas: skia.Canvas, pen: Pen, hat: str, colour: str, facing: float, line: float) -> None:
    """The hat called `hat`; one that is not known is a cap."""
    make = HATS.get(hat.lower().replace("_", " "), _cap)
    for parts in make(colour, facing):
        pen.solid(canvas, parts, line)


def _cap(colour: str, f: float) -> list[Parts]:
    dome = polygon(
        [
            (-1.02, 0.38),
            (-0.98, 0.72),
            (-0.7, 1.08),
            (-0.25, 1.24),
            (0.25, 1.24),
            (0.7, 1.08),
            (0.98, 0.72),
            (1.02, 0.38),
        ]
    )
    peak = (
        Capsule((0.35 * f, 0.42), 0.1, (1.45 * f, 0.36), 0.09)
        if abs(f) > 0.25
        else Capsule((-0.6, 0.40), 0.13, (0.6, 0.40), 0.13)
    )
    return [[(dome, colour)], [(peak, shaded(colour, 0.8))]]


def _top_hat(colour: str, f: float) -> list[Parts]:
    return [
        [(Box((0, 1.25), 1.45, 1.4, 0.08), colour)],
        [(Capsule((-1.15, 0.62), 0.1, (1.15, 0.62), 0.1), colour)],
        [(Box((0, 0.82), 1.45, 0.22, 0.02), "#c94f4f")],
    ]


def _crown(colour: str, f: float) -> list[Parts]:
    gold = "#f2c230"
    points = [(-0.95, 0.5), (-1.0, 1.35), (-0.5, 0.95), (0.0, 1.45), (0.5, 0.95), (1.0, 1.35), (0.95, 0.5)]
    gems: Parts = [(Disc((x + 0.1 * f, 0.68), 0.1), "#d63a4a") for x in (-0.55, 0.0, 0.55)]
    return [[(polygon(points), gold)], gems]


def _helmet(colour: str, f: float) -> list[Parts]:
    dome = [(-1.15, 0.42), (-1.1, 0.75), (-0.8, 1.1), (-0.3, 1.3), (0.3, 1.3), (0.8, 1.1), (1.1, 0.75), (1.15, 0.42)]
    return [[(polygon(dome), colour)], [(Box((0, 0.48), 2.35, 0.2, 0.09), shaded(colour, 0.75))]]


def _wizard(colour: str, f: float) -> list[Parts]:
    cone = polygon([(-0.85, 0.55), (-0.25 - 0.35 * f, 2.1), (0.0 - 0.5 * f, 2.2), (0.85, 0.55)])
    star = polygon(_star(-0.1 * f, 1.1, 0.26))
    return [
        [(cone, colour)],
        [(Capsule((-1.3, 0.52), 0.11, (1.3, 0.52), 0.11), shaded(colour, 0.8))],
        [(star, "#f5d547")],
    ]


def _party(colour: str, f: float) -> list[Parts]:
    return [[(polygon([(-0.6, 0.7), (0.0, 1.95), (0.6, 0.7)]), colour)], [(Disc((0, 2.0), 0.18), "#f5d547")]]


def _straw(colour: str, f: float) -> list[Parts]:
    return [
        [(Box((0, 0.9), 1.5, 0.75, 0.3), "#e6c36a")],
        [(Capsule((-1.5, 0.55), 0.1, (1.5, 0.55), 0.1), "#e6c36a")],
        [(Box((0, 0.72), 1.5, 0.18, 0.02), colour)],
    ]


def _chef(colour: str, f: float) -> list[Parts]:
    puffs: Parts = [(Disc((x, 1.45), 0.48), "#ffffff") for x in (-0.5, 0.5, 0.0)]
    return [[*puffs, (Box((0, 0.95), 1.5, 0.75, 0.05), "#ffffff")]]


def _pirate(colour: str, f: float) -> list[Parts]:
    brim = polygon(
        [(-1.5, 0.75), (-0.8, 1.35), (0.0, 1.55), (0.8, 1.35), (1.5, 0.75), (0.7, 0.45), (0.0, 0.4), (-0.7, 0.45)]
    )
    return [[(brim, "#2b2b33")], [(Disc((0.1 * f, 0.95), 0.2), "#ffffff")]]


def _bow(colour: str, f: float) -> list[Parts]:
    x = -0.55 * f if abs(f) > 0.2 else 0.55
    wings = [(polygon([(x, 0.95), (x + sign * 0.55, 1.25), (x + sign * 0.55, 0.65)]), colour) for sign in (-1, 1)]
    return [list(wings), [(Disc((x, 0.95), 0.15), shaded(colour, 0.8))]]


def _beanie(colour: str, f: float) -> list[Parts]:
    dome = [(-1.04, 0.3), (-1.0, 0.8), (-0.6, 1.2), (0, 1.32), (0.6, 1.2), (1.0, 0.8), (1.04, 0.3)]
    return [
        [(Disc((0, 1.4), 0.24), "#ffffff")],
        [(polygon(dome), colour)],
        [(Box((0, 0.38), 2.2, 0.32, 0.12), shaded(colour, 1.3))],
    ]


def _cowboy(colour: str, f: float) -> list[Parts]:
    crown = polygon([(-0.7, 0.6), (-0.6, 1.4), (-0.2, 1.3), (0.2, 1.3), (0.6, 1.4), (0.7, 0.6)])
    brim = polygon([(-1.6, 0.9), (-0.9, 0.5), (0.9, 0.5), (1.6, 0.9), (0.9, 0.68), (-0.9, 0.68)])
    return [[(crown, "#9a6a3a")], [(brim, "#8a5c30")]]


def _star(x: float, y: float, radius: float) -> list[tuple[float, float]]:
    import math

    made = []
    for step in range(10):
        r = radius if step % 2 == 0 else 0.42 * radius
        angle = math.pi / 2 + step * math.pi / 5
        made.append((x + r * math.cos(angle), y + r * math.sin(angle)))
    return made


HATS: dict[str, Callable[[str, float], list[Parts]]] = {
    "cap": _cap,
    "baseball cap": _cap,
    "top hat": _top_hat,
    "crown": _crown,
    "helmet": _helmet,
    "wizard hat": _wizard,
    "witch hat": _wizard,
    "party hat": _party,
    "straw hat": _straw,
    "sun hat": _straw,
    "chef hat": _chef,
    "chef's hat": _chef,
    "pirate hat": _pirate,
    "bow": _bow,
    "beanie": _beanie,
    "cowboy hat": _cowboy,
}
