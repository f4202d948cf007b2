"""Heads, drawn about the middle of the head, upright, in units of its radius; they turn like a ball."""

from __future__ import annotations

import math
from typing import Any

from renderers.figure_animals import draw_animal
from renderers.figure_features import INK, Features
from renderers.figure_hats import draw_hat
from renderers.figure_paints import shaded
from renderers.figure_shapes import Box, Capsule, Disc, polygon


class Head(Features):
    """Draws one head."""

    def draw(self) -> None:
        """Everything on the neck, from the back to the front."""
        back = {"robot": self._robot, "alien": self._alien, "animal": self._animal}.get(self.kind, self._person)
        back()
        if self.look.hat:
            draw_hat(self.canvas, self.pen, self.look.hat, self.look.hat_colour, self.facing, self.line)

    def _person(self) -> None:
        look, style = self.look, self.look.hair_style
        f = self.facing
        hair = look.hair
        if style == "long":
            # Down to the shoulders on either side, so that the neck stays free from the front.
            strands = [(-0.30 * f - side * 0.72 * (1 - 0.45 * abs(f)), side) for side in (-1.0, 1.0)]
            self.solid(
                (Disc((-0.10 * f, 0.08), 1.08), hair),
                *[(Capsule((x, 0.1), 0.42, (x - 0.06 * side - 0.08 * f, -1.0), 0.30), hair) for x, side in strands],
            )
        elif style == "bun":
            self.solid((Disc((-0.95 * f, 0.62 + 0.3 * (1 - abs(f))), 0.36), hair))
        elif style == "curls":
            spots = [(math.cos(a) * 0.92 - 0.1 * f, math.sin(a) * 0.92 + 0.08) for a in _CURLS]
            self.solid(*[(Disc(spot, 0.34), hair) for spot in spots])
        elif style == "spikes":
            self.solid((polygon(_spikes(f)), hair))
        self.solid((Disc((0, 0), 1.0), look.skin))
        for longitude in (-88.0, 88.0):
            if self.seen(longitude) > 0.15 and style != "long":
                self.solid((Disc((self.across(longitude), -0.08), 0.15, 0.2), look.skin), line=0.6 * self.line)
        if style != "none":
            self.canvas.drawPath(_hair(self.skia, round(f * 20)), self.pen._fill(hair))
        if abs(f) > 0.25:
            x = 0.97 * self.across(0)
            self.solid((Disc((x, -0.08), 0.13, 0.12), look.skin), line=0.5 * self.line)
            self.canvas.drawPath(Disc((x - 0.10 * self.way, -0.08), 0.14, 0.11).path(0), self.pen._fill(look.skin))
        self.features(0.30, 0.06, -0.46, 0.42)

    def _robot(self) -> None:
        metal, f = self.look.skin, self.facing
        self.curve([(0, 1.0), (0, 1.45)], shaded(metal, 0.6), 0.1)
        self.solid((Disc((0, 1.52), 0.14), "#ff6b5a"))
        for sign in (-1.0, 1.0):
            x = sign * (0.98 - 0.1 * abs(f))
            self.solid((Box((x, 0.0), 0.26, 0.5, 0.1), shaded(metal, 0.75)))
        self.solid((Box((0, 0), 2.0, 1.86, 0.42), metal))
        self.solid((Box((0.22 * f, 0.05), 1.44 - 0.2 * abs(f), 1.24, 0.3), "#22303f"), line=0.0)
        self.features(0.34, 0.22, -0.26, 0.36, ink="#8df2ff", white=None)

    def _alien(self) -> None:
        skin, f = self.look.skin, self.facing
        for sign in (-1.0, 1.0):
            tip = (sign * 0.55 + 0.12 * f, 1.5)
            self.curve([(sign * 0.35, 0.8), (sign * 0.35 + 0.05 * f, 1.25), tip], shaded(skin, 0.7), 0.09)
            self.solid((Disc(tip, 0.13), shaded(skin, 1.3)))
        self.solid((Capsule((0, 0.18), 0.98, (0.06 * f, -0.55), 0.52), skin))
        self._alien_eyes()
        self.mouth(-0.62, 0.26, INK)

    def _alien_eyes(self) -> None:
        face = self.face
        for sign in (-1.0, 1.0):
            longitude = sign * 32.0
            if self.seen(longitude) < 0.08:
                continue
            x, narrow = self.across(longitude), 0.45 + 0.55 * self.seen(longitude)
            open_ = (1 - face.lid) * (0.55 if face.eyes == "curves" else 1.0) * face.wide
            self.canvas.save()
            self.canvas.translate(x, 0.10)
            self.canvas.rotate(-sign * 22)
            self.canvas.drawPath(Disc((0, 0), 0.25 * narrow, max(0.36 * open_, 0.03)).path(0), self.pen._line_fill(INK))
            if open_ > 0.4:
                spot = Disc((0.06 + 0.06 * face.look[0], 0.12 + 0.06 * face.look[1]), 0.07 * narrow)
                self.canvas.drawPath(spot.path(0), self.pen._fill("#ffffff"))
            self.canvas.restore()
        self.brows(0.40, 0.62)

    def _animal(self) -> None:
        draw_animal(self)


_CURLS = [math.radians(angle) for angle in (-10, 25, 58, 90, 122, 155, 190)]


def _spikes(f: float) -> list[tuple[float, float]]:
    points = []
    for step in range(9):
        angle = math.radians(200 - 27.5 * step)
        r = 1.36 if step % 2 else 0.98
        points.append((r * math.cos(angle) - 0.10 * f, r * math.sin(angle) + 0.02))
    return points


_HAIR: dict[int, Any] = {}


def _hair(skia: Any, step: int) -> Any:
    """The hair on a head of radius 1 that faces step / 20: the head without the face."""
    if step not in _HAIR:
        f = step / 20
        head, face = skia.Path(), skia.Path()
        head.addCircle(0, 0, 1.02)
        wide = 0.86 + 0.25 * abs(f)
        face.addOval(skia.Rect(0.42 * f - wide, -1.5, 0.42 * f + wide, 0.50))
        _HAIR[step] = skia.Op(head, face, skia.PathOp.kDifference_PathOp)
    return _HAIR[step]
