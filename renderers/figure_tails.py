"""What animals have behind them: tails, shells, fins and wings. Units, y up."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from renderers.figure_body import Body, between
from renderers.figure_paints import shaded
from renderers.figure_pens import Pen
from renderers.figure_shapes import Capsule, Disc, polygon
from renderers.figure_track import Look

if TYPE_CHECKING:
    import skia


def tail(canvas: skia.Canvas, pen: Pen, body: Body, look: Look, frame: int) -> None:
    import skia

    x, y = body.at("pelvis")
    way = -1.0 if body.facing >= 0 else 1.0
    if look.species == "butterfly":
        _wings(canvas, pen, body, look, frame)
        return
    if look.species == "dragon":
        _leather(canvas, pen, body, look, frame)
    if look.species == "turtle":
        chest = body.at("chest")
        pen.solid(canvas, [(Disc((chest[0] + way * 0.16, chest[1] - 0.05), 0.4, 0.46), "#7a6238")])
        return
    if look.species in ("caterpillar", "sheep"):
        return
    if look.species == "fish":
        beat = 0.1 * math.sin(frame * 0.35)
        ends = [(0.72 + beat, 0.44), (0.58, 0.08), (0.72 - beat, -0.3)]
        fin = [(x + way * along, y + up) for along, up in [(0.0, -0.06), (0.34, 0.06), *ends, (0.34, -0.04)]]
        pen.solid(canvas, [(polygon(fin), shaded(look.skin, 0.78))])
        return
    if look.species in ("bird", "frog", "bear", "rabbit"):
        if look.species in ("rabbit", "bear"):
            pen.solid(canvas, [(Disc((x + way * 0.2, y), 0.09), shaded(look.skin, 1.4))])
        return
    wag = 0.12 * math.sin(frame * 0.3)
    path = skia.Path()
    path.moveTo(x + way * 0.08, y)
    path.cubicTo(x + way * 0.4, y - 0.1, x + way * 0.45, y + 0.3 + wag, x + way * (0.62 + wag), y + 0.34 + wag)
    thick = 0.16 if look.species == "fox" else 0.075
    pen.stroke(canvas, path, pen.edge_colour(look.skin), thick + 2 * pen.line)
    canvas.drawPath(path, pen.tube(shaded(look.skin, 0.9), thick))


def _wings(canvas: skia.Canvas, pen: Pen, body: Body, look: Look, frame: int) -> None:
    """Four wings on the back that beat slowly."""
    chest, neck = body.at("chest"), body.at("neck")
    beat = 0.75 + 0.25 * math.sin(frame * 0.45)
    for sign in (-1.0, 1.0):
        lean = sign if abs(body.facing) < 0.5 else (-1.0 if body.facing > 0 else 1.0) * (1.0 if sign > 0 else 0.55)
        top = (chest[0] + lean * 0.52 * beat, neck[1] + 0.16)
        low = (chest[0] + lean * 0.40 * beat, chest[1] - 0.28)
        pen.solid(canvas, [(Capsule(chest, 0.1, low, 0.24), "#f2a93b"), (Capsule(chest, 0.12, top, 0.34), "#f0883a")])
        pen.solid(canvas, [(Disc(top, 0.13), "#fbe3a0"), (Disc(low, 0.09), "#fbe3a0")], 0.0)


def _leather(canvas: skia.Canvas, pen: Pen, body: Body, look: Look, frame: int) -> None:
    """Two wings of a dragon, which beat in the air and are folded a little on the ground."""
    chest, neck = body.at("chest"), body.at("neck")
    along = math.atan2(chest[0] - body.at("pelvis")[0], chest[1] - body.at("pelvis")[1])
    flies = min(abs(along) / 0.9, 1.0)
    beat = math.sin(frame * 0.42) * (0.25 + 0.75 * flies)
    colour = shaded(look.skin, 0.72)
    root = between(chest, neck, 0.45)
    for number, sign in enumerate((-1.0, 1.0)):
        back = sign if abs(body.facing) < 0.5 else (-1.0 if body.facing > 0 else 1.0)
        near = 1.0 if abs(body.facing) < 0.5 else 1.0 - 0.22 * number
        tip = (root[0] + back * near * (1.05 - 0.2 * flies), root[1] + near * (0.62 + 0.55 * beat))
        low = (root[0] + back * near * 0.92, root[1] + near * (-0.1 + 0.4 * beat))
        inner = (root[0] + back * near * 0.5, root[1] + near * (-0.28 + 0.2 * beat))
        pen.solid(canvas, [(polygon([root, tip, low, inner]), shaded(colour, 1.0 - 0.12 * number))])
