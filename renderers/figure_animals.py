"""The heads of animals: ears, snouts, beaks, manes, horns and fins of nineteen kinds."""

from __future__ import annotations

import math

from renderers.figure_features import INK, Features
from renderers.figure_paints import shaded
from renderers.figure_shapes import Capsule, Disc, polygon

_CURLS = [math.radians(angle) for angle in (-10, 25, 58, 90, 122, 155, 190)]


def draw_animal(head: Features) -> None:
    """From its ears to its tears."""
    look, f = head.look, head.facing
    fur, pale, species = look.skin, shaded(look.skin, 1.45), look.species
    for sign in (-1.0, 1.0):
        longitude = sign * 48.0
        x = head.across(longitude) * 0.92 - 0.12 * f
        _ear(head, species, x, sign, fur, pale)
    if species == "lion":
        head.solid((Disc((-0.12 * f, 0.0), 1.32), shaded(fur, 0.62)))
    head.solid((Disc((0, 0), 1.0, 0.95), fur))
    x = 0.62 * head.across(0)
    if species == "sheep":
        wool = [(math.cos(a) * 0.8 - 0.12 * f, math.sin(a) * 0.5 + 0.62) for a in _CURLS]
        head.solid(*[(Disc(spot, 0.3), fur) for spot in wool])
    if species == "fish":
        _fins_and_lips(head, x, fur, pale)
    elif species in ("bird", "frog", "turtle", "caterpillar", "butterfly"):
        _beak(head, species, x)
    else:
        long_ = 0.30 if species in ("cat", "mouse", "rabbit", "pig") else 0.42
        snout = (x + 0.30 * f, -0.36)
        head.solid((Disc(snout, 0.40 + 0.12 * abs(f), long_ * 0.82), pale), line=0.5 * head.line)
        nose = (x + (0.30 + 0.44) * f, -0.22) if abs(f) > 0.3 else (x + 0.2 * f, -0.2)
        if species == "pig":
            head.solid((Disc((nose[0] - 0.1 * f, -0.32), 0.2, 0.17), shaded(fur, 0.85)), line=0.4 * head.line)
        elif species == "elephant":
            head.solid((Capsule(snout, 0.26, (snout[0] + 0.35 * f, -1.35), 0.15), fur))
        else:
            head.canvas.drawPath(Disc(nose, 0.14, 0.11).path(0), head.pen._line_fill(INK))
        if species in ("cat", "mouse", "rabbit"):
            for rise in (-0.05, 0.07):
                head.curve(
                    [(snout[0] + 0.25 * head.way, -0.34 + rise), (snout[0] + 0.85 * head.way, -0.36 + 3 * rise)],
                    INK,
                    0.03,
                )
    head.eyes(0.33, 0.20, INK, "#ffffff", 0.14)
    head.brows(0.33, 0.52)
    if species not in ("bird",):
        head.mouth(-0.56, 0.26, INK, shift=x + 0.26 * f)
    head.tears(0.33, 0.1)


def _ear(head: Features, species: str, x: float, sign: float, fur: str, pale: str) -> None:
    if species in ("butterfly", "caterpillar"):
        tip = (x * 0.9 + 0.1 * sign, 1.5)
        head.curve([(x * 0.5, 0.8), (x * 0.6, 1.25), tip], shaded(fur, 0.6), 0.08)
        head.solid((Disc(tip, 0.13), "#f0a63a" if species == "butterfly" else shaded(fur, 0.7)))
    elif species == "dragon":
        head.solid((polygon([(x - 0.2, 0.75), (x * 0.9 - 0.35 * head.facing, 1.45), (x + 0.2, 0.7)]), "#f2e3b0"))
        if sign > 0:
            _crest(head, shaded(fur, 0.7))
    elif species == "horse":
        head.solid((Capsule((x * 0.8, 0.75), 0.2, (x * 0.85, 1.25), 0.08), fur))
        if sign > 0:
            _crest(head, shaded(fur, 0.5))
    elif species == "monkey":
        head.solid((Disc((x * 1.3, 0.1), 0.36), fur), (Disc((x * 1.3, 0.1), 0.2), pale))
    elif species == "sheep":
        head.solid((Capsule((x, 0.3), 0.18, (x + 0.5 * (1 if x > 0 else -1), 0.1), 0.14), shaded(fur, 0.8)))
    elif species in ("cat", "fox"):
        tip = (x + 0.18 * sign, 1.30)
        head.solid((polygon([(x - 0.34, 0.62), tip, (x + 0.34, 0.62)]), fur))
    elif species == "rabbit":
        head.solid((Capsule((x * 0.7, 0.8), 0.18, (x * 0.9 - 0.2 * head.facing, 1.85), 0.2), fur))
        head.canvas.drawPath(
            Capsule((x * 0.7, 0.9), 0.08, (x * 0.9 - 0.2 * head.facing, 1.8), 0.1).path(0),
            head.pen._fill("#f2b8bd"),
        )
    elif species in ("mouse", "elephant"):
        head.solid((Disc((x * 1.15, 0.55), 0.48 if species == "mouse" else 0.62), fur))
    elif species in ("bear", "lion"):
        head.solid((Disc((x, 0.82), 0.30), fur))
    elif species in ("dog", "cow", "pig"):
        drop = -0.25 if species == "dog" else 0.35
        out = x + 0.34 * (1 if x > 0 else -1)
        head.solid((Capsule((x * 0.95, 0.68), 0.2, (out, drop), 0.22), shaded(fur, 0.72)))
    elif species == "frog":
        head.solid((Disc((x * 0.8, 0.85), 0.32), fur))
    elif species == "fish" and sign > 0:
        lean = -0.5 * head.facing
        fin = [(-0.62 + 0.2 * lean, 0.6), (lean, 1.55), (0.25 + 0.8 * lean, 1.1), (0.6 + 0.2 * lean, 0.66)]
        head.solid((polygon(fin), shaded(fur, 0.72)))
    elif species == "bird" and sign > 0:
        head.solid((polygon([(-0.1, 0.8), (-0.35 * head.way, 1.4), (0.2, 0.9)]), fur))


def _crest(head: Features, colour: str) -> None:
    """A mane or a row of spikes, down the back of the head."""
    back = -head.way if abs(head.facing) > 0.2 else 0.0
    spots = [(0.62 * back * k / 2 + 0.1 * back, 1.02 - 0.24 * k * abs(back)) for k in range(4)]
    head.solid(*[(Disc(spot, 0.24), colour) for spot in spots])


def _fins_and_lips(head: Features, x: float, fur: str, pale: str) -> None:
    """A fin on each side that is seen, gills, and the round lips of a fish."""
    for sign in (-1.0, 1.0):
        side = head.across(sign * 78.0)
        ahead = abs(head.facing) > 0.3 and side * head.facing > 0
        if head.seen(sign * 78.0) > -0.35 and not ahead:
            out = 1.0 if side > 0.4 * head.facing else -1.0
            fin = [(side, 0.16), (side + 0.55 * out, 0.42), (side + 0.42 * out, -0.02), (side + 0.5 * out, -0.42),
                   (side, -0.26)]  # fmt: skip
            head.solid((polygon(fin), shaded(fur, 0.78)), line=0.6 * head.line)
    for back in (0.62, 0.80):
        gill = -back * head.facing
        if abs(head.facing) > 0.3:
            head.curve([(gill, 0.25), (gill - 0.12 * head.way, -0.05), (gill, -0.35)], shaded(fur, 0.6), 0.05)
    head.solid((Disc((x + 0.26 * head.facing, -0.5), 0.36, 0.27), pale), line=0.5 * head.line)


def _beak(head: Features, species: str, x: float) -> None:
    if species != "bird":
        return
    open_ = 0.22 * head.face.openness
    tip = (x + 1.0 * head.facing + 0.0, -0.18)
    low = (tip[0] - 0.1 * head.way, -0.28 - open_)
    left, right = (x + 0.25 * head.facing - 0.26, -0.12), (x + 0.25 * head.facing + 0.26, -0.12)
    if abs(head.facing) < 0.3:
        tip, low = (x, -0.5), (x, -0.55 - open_)
    head.solid(
        (polygon([left, low, right]), "#d98a2b"),
        (polygon([left, tip, right, (x, 0.06)]), "#f2a93b"),
        line=0.6 * head.line,
    )
