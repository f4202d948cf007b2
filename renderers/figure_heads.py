"""Heads and faces, drawn about the middle of the head, upright, in units of its radius; they turn like a ball."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from renderers.figure_hats import draw_hat
from renderers.figure_pens import Box, Capsule, Disc, Outline, Pen, polygon, shaded
from renderers.figure_track import EYES, MOUTHS, FaceFrames, Look

if TYPE_CHECKING:
    import skia


@dataclass(frozen=True, slots=True)
class Face:
    """One frame of a face; see FaceFrames."""

    mouth: str
    eyes: str
    openness: float
    smile: float
    slant: float
    lift: float
    wide: float
    lid: float
    look: tuple[float, float]
    tears: float


def face_at(face: FaceFrames, frame: int) -> Face:
    """The face of one frame."""
    return Face(
        MOUTHS[int(face.mouth[frame])],
        EYES[int(face.eyes[frame])],
        float(face.openness[frame]),
        float(face.smile[frame]),
        float(face.slant[frame]),
        float(face.lift[frame]),
        float(face.wide[frame]),
        float(face.lid[frame]),
        (float(face.gaze[frame, 0]), float(face.gaze[frame, 1])),
        float(face.tears[frame]),
    )


INK = "#26222b"
TURNED = 0.62
"""The share of the body's turn from the front that the head makes."""


class Head:
    """Draws one head."""

    def __init__(
        self, canvas: skia.Canvas, pen: Pen, kind: str, look: Look, facing: float, face: Face, line: float
    ) -> None:
        import skia

        self.skia: Any = skia
        self.canvas, self.pen, self.kind, self.look, self.face = canvas, pen, kind, look, face
        # A face is never seen quite from the side: both eyes tell more than one.
        self.turn = TURNED * math.asin(max(-1.0, min(1.0, facing)))
        self.facing = math.sin(self.turn)
        self.way = 1.0 if facing >= 0 else -1.0
        self.line = line

    def across(self, longitude: float) -> float:
        """Where something is that is `longitude` degrees to the side of the nose; it may be behind."""
        return math.sin(self.turn + math.radians(longitude))

    def seen(self, longitude: float) -> float:
        """How much of it is seen, 1 from the front, below 0 from behind."""
        return math.cos(self.turn + math.radians(longitude))

    def draw(self) -> None:
        """Everything on the neck, from the back to the front."""
        back = {"robot": self._robot, "alien": self._alien, "animal": self._animal}.get(self.kind, self._person)
        back()
        if self.look.hat:
            draw_hat(self.canvas, self.pen, self.look.hat, self.look.hat_colour, self.facing, self.line)

    def _solid(self, *parts: Any, line: float | None = None) -> None:
        self.pen.solid(self.canvas, list(parts), self.line if line is None else line)

    def _curve(self, points: list[tuple[float, float]], colour: str, width: float) -> None:
        path = self.skia.Path()
        path.moveTo(*points[0])
        if len(points) == 3:
            path.quadTo(*points[1], *points[2])
        else:
            for point in points[1:]:
                path.lineTo(*point)
        self.pen.stroke(self.canvas, path, colour, width)

    # People ---------------------------------------------------------------------------------------------------------

    def _person(self) -> None:
        look, style = self.look, self.look.hair_style
        f = self.facing
        hair = look.hair
        if style == "long":
            # Down to the shoulders on either side, so that the neck stays free from the front.
            strands = [(-0.30 * f - side * 0.72 * (1 - 0.45 * abs(f)), side) for side in (-1.0, 1.0)]
            self._solid(
                (Disc((-0.10 * f, 0.08), 1.08), hair),
                *[(Capsule((x, 0.1), 0.42, (x - 0.06 * side - 0.08 * f, -1.0), 0.30), hair) for x, side in strands],
            )
        elif style == "bun":
            self._solid((Disc((-0.95 * f, 0.62 + 0.3 * (1 - abs(f))), 0.36), hair))
        elif style == "curls":
            spots = [(math.cos(a) * 0.92 - 0.1 * f, math.sin(a) * 0.92 + 0.08) for a in _CURLS]
            self._solid(*[(Disc(spot, 0.34), hair) for spot in spots])
        elif style == "spikes":
            self._solid((polygon(_spikes(f)), hair))
        self._solid((Disc((0, 0), 1.0), look.skin))
        for longitude in (-88.0, 88.0):
            if self.seen(longitude) > 0.15 and style != "long":
                self._solid((Disc((self.across(longitude), -0.08), 0.15, 0.2), look.skin), line=0.6 * self.line)
        if style != "none":
            self.canvas.drawPath(_hair(self.skia, round(f * 20)), self.pen._fill(hair))
        if abs(f) > 0.25:
            x = 0.97 * self.across(0)
            self._solid((Disc((x, -0.08), 0.13, 0.12), look.skin), line=0.5 * self.line)
            self.canvas.drawPath(Disc((x - 0.10 * self.way, -0.08), 0.14, 0.11).path(0), self.pen._fill(look.skin))
        self._features(0.30, 0.06, -0.46, 0.42)

    # Others ---------------------------------------------------------------------------------------------------------

    def _robot(self) -> None:
        metal, f = self.look.skin, self.facing
        self._curve([(0, 1.0), (0, 1.45)], shaded(metal, 0.6), 0.1)
        self._solid((Disc((0, 1.52), 0.14), "#ff6b5a"))
        for sign in (-1.0, 1.0):
            x = sign * (0.98 - 0.1 * abs(f))
            self._solid((Box((x, 0.0), 0.26, 0.5, 0.1), shaded(metal, 0.75)))
        self._solid((Box((0, 0), 2.0, 1.86, 0.42), metal))
        self._solid((Box((0.22 * f, 0.05), 1.44 - 0.2 * abs(f), 1.24, 0.3), "#22303f"), line=0.0)
        self._features(0.34, 0.22, -0.26, 0.36, ink="#8df2ff", white=None)

    def _alien(self) -> None:
        skin, f = self.look.skin, self.facing
        for sign in (-1.0, 1.0):
            tip = (sign * 0.55 + 0.12 * f, 1.5)
            self._curve([(sign * 0.35, 0.8), (sign * 0.35 + 0.05 * f, 1.25), tip], shaded(skin, 0.7), 0.09)
            self._solid((Disc(tip, 0.13), shaded(skin, 1.3)))
        self._solid((Capsule((0, 0.18), 0.98, (0.06 * f, -0.55), 0.52), skin))
        self._alien_eyes()
        self._mouth(-0.62, 0.26, INK)

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
        self._brows(0.40, 0.62)

    def _animal(self) -> None:
        look, f = self.look, self.facing
        fur, pale, species = look.skin, shaded(look.skin, 1.45), look.species
        for sign in (-1.0, 1.0):
            longitude = sign * 48.0
            x = self.across(longitude) * 0.92 - 0.12 * f
            self._ear(species, x, sign, fur, pale)
        if species == "lion":
            self._solid((Disc((-0.12 * f, 0.0), 1.32), shaded(fur, 0.62)))
        self._solid((Disc((0, 0), 1.0, 0.95), fur))
        x = 0.62 * self.across(0)
        if species == "sheep":
            wool = [(math.cos(a) * 0.8 - 0.12 * f, math.sin(a) * 0.5 + 0.62) for a in _CURLS]
            self._solid(*[(Disc(spot, 0.3), fur) for spot in wool])
        if species == "fish":
            self._fins_and_lips(x, fur, pale)
        elif species in ("bird", "frog", "turtle", "caterpillar", "butterfly"):
            self._beak(species, x)
        else:
            long_ = 0.30 if species in ("cat", "mouse", "rabbit", "pig") else 0.42
            snout = (x + 0.30 * f, -0.36)
            self._solid((Disc(snout, 0.40 + 0.12 * abs(f), long_ * 0.82), pale), line=0.5 * self.line)
            nose = (x + (0.30 + 0.44) * f, -0.22) if abs(f) > 0.3 else (x + 0.2 * f, -0.2)
            if species == "pig":
                self._solid((Disc((nose[0] - 0.1 * f, -0.32), 0.2, 0.17), shaded(fur, 0.85)), line=0.4 * self.line)
            elif species == "elephant":
                self._solid((Capsule(snout, 0.26, (snout[0] + 0.35 * f, -1.35), 0.15), fur))
            else:
                self.canvas.drawPath(Disc(nose, 0.14, 0.11).path(0), self.pen._line_fill(INK))
            if species in ("cat", "mouse", "rabbit"):
                for rise in (-0.05, 0.07):
                    self._curve(
                        [(snout[0] + 0.25 * self.way, -0.34 + rise), (snout[0] + 0.85 * self.way, -0.36 + 3 * rise)],
                        INK,
                        0.03,
                    )
        self._eyes(0.33, 0.20, INK, "#ffffff", 0.14)
        self._brows(0.33, 0.52)
        if species not in ("bird",):
            self._mouth(-0.56, 0.26, INK, shift=x + 0.26 * f)
        self._tears(0.33, 0.1)

    def _ear(self, species: str, x: float, sign: float, fur: str, pale: str) -> None:
        if species in ("butterfly", "caterpillar"):
            tip = (x * 0.9 + 0.1 * sign, 1.5)
            self._curve([(x * 0.5, 0.8), (x * 0.6, 1.25), tip], shaded(fur, 0.6), 0.08)
            self._solid((Disc(tip, 0.13), "#f0a63a" if species == "butterfly" else shaded(fur, 0.7)))
        elif species == "dragon":
            self._solid((polygon([(x - 0.2, 0.75), (x * 0.9 - 0.35 * self.facing, 1.45), (x + 0.2, 0.7)]), "#f2e3b0"))
            if sign > 0:
                self._crest(shaded(fur, 0.7))
        elif species == "horse":
            self._solid((Capsule((x * 0.8, 0.75), 0.2, (x * 0.85, 1.25), 0.08), fur))
            if sign > 0:
                self._crest(shaded(fur, 0.5))
        elif species == "monkey":
            self._solid((Disc((x * 1.3, 0.1), 0.36), fur), (Disc((x * 1.3, 0.1), 0.2), pale))
        elif species == "sheep":
            self._solid((Capsule((x, 0.3), 0.18, (x + 0.5 * (1 if x > 0 else -1), 0.1), 0.14), shaded(fur, 0.8)))
        elif species in ("cat", "fox"):
            tip = (x + 0.18 * sign, 1.30)
            self._solid((polygon([(x - 0.34, 0.62), tip, (x + 0.34, 0.62)]), fur))
        elif species == "rabbit":
            self._solid((Capsule((x * 0.7, 0.8), 0.18, (x * 0.9 - 0.2 * self.facing, 1.85), 0.2), fur))
            self.canvas.drawPath(
                Capsule((x * 0.7, 0.9), 0.08, (x * 0.9 - 0.2 * self.facing, 1.8), 0.1).path(0),
                self.pen._fill("#f2b8bd"),
            )
        elif species in ("mouse", "elephant"):
            self._solid((Disc((x * 1.15, 0.55), 0.48 if species == "mouse" else 0.62), fur))
        elif species in ("bear", "lion"):
            self._solid((Disc((x, 0.82), 0.30), fur))
        elif species in ("dog", "cow", "pig"):
            drop = -0.25 if species == "dog" else 0.35
            out = x + 0.34 * (1 if x > 0 else -1)
            self._solid((Capsule((x * 0.95, 0.68), 0.2, (out, drop), 0.22), shaded(fur, 0.72)))
        elif species == "frog":
            self._solid((Disc((x * 0.8, 0.85), 0.32), fur))
        elif species == "fish" and sign > 0:
            lean = -0.5 * self.facing
            fin = [(-0.62 + 0.2 * lean, 0.6), (lean, 1.55), (0.25 + 0.8 * lean, 1.1), (0.6 + 0.2 * lean, 0.66)]
            self._solid((polygon(fin), shaded(fur, 0.72)))
        elif species == "bird" and sign > 0:
            self._solid((polygon([(-0.1, 0.8), (-0.35 * self.way, 1.4), (0.2, 0.9)]), fur))

    def _crest(self, colour: str) -> None:
        """A mane or a row of spikes, down the back of the head."""
        back = -self.way if abs(self.facing) > 0.2 else 0.0
        spots = [(0.62 * back * k / 2 + 0.1 * back, 1.02 - 0.24 * k * abs(back)) for k in range(4)]
        self._solid(*[(Disc(spot, 0.24), colour) for spot in spots])

    def _fins_and_lips(self, x: float, fur: str, pale: str) -> None:
        """A fin on each side that is seen, gills, and the round lips of a fish."""
        for sign in (-1.0, 1.0):
            side = self.across(sign * 78.0)
            ahead = abs(self.facing) > 0.3 and side * self.facing > 0
            if self.seen(sign * 78.0) > -0.35 and not ahead:
                out = 1.0 if side > 0.4 * self.facing else -1.0
                fin = [(side, 0.16), (side + 0.55 * out, 0.42), (side + 0.42 * out, -0.02), (side + 0.5 * out, -0.42),
                       (side, -0.26)]  # fmt: skip
                self._solid((polygon(fin), shaded(fur, 0.78)), line=0.6 * self.line)
        for back in (0.62, 0.80):
            gill = -back * self.facing
            if abs(self.facing) > 0.3:
                self._curve([(gill, 0.25), (gill - 0.12 * self.way, -0.05), (gill, -0.35)], shaded(fur, 0.6), 0.05)
        self._solid((Disc((x + 0.26 * self.facing, -0.5), 0.36, 0.27), pale), line=0.5 * self.line)

    def _beak(self, species: str, x: float) -> None:
        if species != "bird":
            return
        open_ = 0.22 * self.face.openness
        tip = (x + 1.0 * self.facing + 0.0, -0.18)
        low = (tip[0] - 0.1 * self.way, -0.28 - open_)
        left, right = (x + 0.25 * self.facing - 0.26, -0.12), (x + 0.25 * self.facing + 0.26, -0.12)
        if abs(self.facing) < 0.3:
            tip, low = (x, -0.5), (x, -0.55 - open_)
        self._solid(
            (polygon([left, low, right]), "#d98a2b"),
            (polygon([left, tip, right, (x, 0.06)]), "#f2a93b"),
            line=0.6 * self.line,
        )

    # Features -------------------------------------------------------------------------------------------------------

    def _features(
        self, apart: float, eyes: float, mouth: float, width: float, ink: str = INK, white: str | None = "#ffffff"
    ) -> None:
        self._eyes(apart, eyes, ink, white, 0.125)
        self._brows(apart, eyes + 0.34, ink)
        self._mouth(mouth, width, ink)
        self._tears(apart, eyes - 0.12)

    def _places(self, apart: float) -> list[tuple[float, float, float]]:
        """(sign, x, narrowing) of what comes in pairs and is seen."""
        longitude = math.degrees(math.asin(apart)) * 1.35
        made = []
        for sign in (-1.0, 1.0):
            seen = self.seen(sign * longitude)
            if seen > 0.06:
                made.append((sign, self.across(sign * longitude) * 0.95, 0.5 + 0.5 * seen))
        return made

    def _eyes(self, apart: float, y: float, ink: str, white: str | None, radius: float) -> None:
        face = self.face
        for _, x, narrow in self._places(apart):
            if face.eyes == "curves" and face.lid < 0.5:
                r = 0.17 * narrow
                self._curve([(x - r, y - 0.04), (x, y + 0.24), (x + r, y - 0.04)], ink, 0.085)
                continue
            open_ = max(1 - face.lid, 0.0)
            if open_ < 0.25 or face.eyes == "closed":
                self._curve([(x - 0.15 * narrow, y), (x, y - 0.07), (x + 0.15 * narrow, y)], ink, 0.07)
                continue
            if face.eyes == "wide" and white:
                r = 0.235 * face.wide
                self._solid((Disc((x, y), r * narrow, r * open_), white), line=0.5 * self.line)
                pupil = Disc(
                    (x + 0.09 * face.look[0] + 0.05 * self.facing, y + 0.08 * face.look[1]),
                    0.115 * narrow,
                    0.115 * open_,
                )
            else:
                size = radius * face.wide
                pupil = Disc((x + 0.07 * face.look[0], y + 0.06 * face.look[1]), size * narrow, size * 1.25 * open_)
            self.canvas.drawPath(pupil.path(0), self.pen._line_fill(ink))
            if face.eyes != "wide" and white:
                glint = Disc((pupil.middle[0] + 0.03, pupil.middle[1] + 0.06), 0.038)
                self.canvas.drawPath(glint.path(0), self.pen._glint())

    def _brows(self, apart: float, y: float, ink: str = INK) -> None:
        face = self.face
        if abs(face.slant) < 2 and face.lift < 0.05 and abs(face.smile) < 0.3:
            y -= 0.02
        for sign, x, narrow in self._places(apart):
            inner = -sign
            r = 0.19 * narrow
            tilt = math.tan(math.radians(face.slant)) * r
            high = y + 0.10 * face.lift
            ends = [(x + inner * r, high - tilt), (x - inner * r, high + tilt)]
            middle = (x, high + 0.07 - 0.04 * (abs(face.slant) > 10))
            self._curve([ends[0], middle, ends[1]], ink, 0.075)

    def _mouth(self, y: float, width: float, ink: str, shift: float | None = None) -> None:
        face = self.face
        x = 0.80 * self.across(0) if shift is None else shift
        narrow = 0.62 + 0.38 * self.seen(0)
        half = width * narrow
        if face.openness < 0.06:
            bend = 0.34 * face.smile
            half *= 0.8 + 0.25 * abs(face.smile)
            self._curve(
                [(x - half, y + 0.5 * bend * 0.6), (x, y - bend * 0.8), (x + half, y + 0.5 * bend * 0.6)], ink, 0.075
            )
            return
        high = 0.10 + 0.34 * face.openness
        if face.mouth in ("small_o", "singing", "open", "wide_open") and not (
            face.smile > 0.6 and face.mouth == "open"
        ):
            share = {"small_o": 0.62, "singing": 0.66, "open": 0.72, "wide_open": 0.95}[face.mouth]
            tall = high * {"small_o": 0.72, "singing": 0.95, "open": 0.92, "wide_open": 1.12}[face.mouth]
            hole = Disc((x, y - 0.05), half * share, tall)
            self.canvas.drawPath(hole.path(0), self.pen._line_fill("#5a1f2a"))
            if face.openness > 0.45:
                tongue = Disc((x, y - 0.05 - 0.55 * tall), half * share * 0.6, tall * 0.35)
                self.canvas.drawPath(tongue.path(0), self.pen._fill("#e4717a"))
            return
        path = self.skia.Path()
        up = 0.10 * face.smile
        path.moveTo(x - half, y + up)
        path.quadTo(x, y + up - (0.04 if face.smile >= 0 else -0.14), x + half, y + up)
        path.quadTo(x, y + up - 2.0 * high, x - half, y + up)
        path.close()
        self.canvas.drawPath(path, self.pen._line_fill("#5a1f2a"))
        if face.smile > 0.3:
            teeth = self.skia.Path()
            teeth.moveTo(x - half * 0.8, y + up - 0.01)
            teeth.quadTo(x, y + up - 0.05, x + half * 0.8, y + up - 0.01)
            teeth.quadTo(x, y + up - 0.22, x - half * 0.8, y + up - 0.01)
            self.canvas.drawPath(teeth, self.pen._fill("#ffffff"))

    def _tears(self, apart: float, y: float) -> None:
        if self.face.tears <= 0.05:
            return
        for sign, x, _ in self._places(apart):
            for drop in (0.0, 0.5):
                fall = (self.pen.frame / 18.0 + drop + 0.2 * sign) % 1.0
                tear = Disc((x + 0.05 * sign, y - 0.1 - 0.8 * fall), 0.075 * self.face.tears, 0.11 * self.face.tears)
                self.canvas.drawPath(tear.path(0), self.pen._fill("#6cb8f0"))


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


__all__ = ["Face", "Head", "Outline", "face_at"]
