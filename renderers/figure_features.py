"""What every head has: eyes, brows, a mouth, tears; drawn about the middle of the head in units of its radius."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from renderers.figure_pens import Pen
from renderers.figure_shapes import Disc
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


class Features:
    """A head that is being drawn, and the pen for it. It turns like a ball."""

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

    def solid(self, *parts: Any, line: float | None = None) -> None:
        """Shapes that belong together, with one line round them."""
        self.pen.solid(self.canvas, list(parts), self.line if line is None else line)

    def curve(self, points: list[tuple[float, float]], colour: str, width: float) -> None:
        """A bent line through two or three points, or a chain of them."""
        path = self.skia.Path()
        path.moveTo(*points[0])
        if len(points) == 3:
            path.quadTo(*points[1], *points[2])
        else:
            for point in points[1:]:
                path.lineTo(*point)
        self.pen.stroke(self.canvas, path, colour, width)

    def features(
        self, apart: float, eyes: float, mouth: float, width: float, ink: str = INK, white: str | None = "#ffffff"
    ) -> None:
        """All that a face of people, robots and their like has."""
        self.eyes(apart, eyes, ink, white, 0.125)
        self.brows(apart, eyes + 0.34, ink)
        self.mouth(mouth, width, ink)
        self.tears(apart, eyes - 0.12)

    def places(self, apart: float) -> list[tuple[float, float, float]]:
        """(sign, x, narrowing) of what comes in pairs and is seen."""
        longitude = math.degrees(math.asin(apart)) * 1.35
        made = []
        for sign in (-1.0, 1.0):
            seen = self.seen(sign * longitude)
            if seen > 0.06:
                made.append((sign, self.across(sign * longitude) * 0.95, 0.5 + 0.5 * seen))
        return made

    def eyes(self, apart: float, y: float, ink: str, white: str | None, radius: float) -> None:
        """Dots, curves or wide eyes, as the face has them; lids close them."""
        face = self.face
        for _, x, narrow in self.places(apart):
            if face.eyes == "curves" and face.lid < 0.5:
                r = 0.17 * narrow
                self.curve([(x - r, y - 0.04), (x, y + 0.24), (x + r, y - 0.04)], ink, 0.085)
                continue
            open_ = max(1 - face.lid, 0.0)
            if open_ < 0.25 or face.eyes == "closed":
                self.curve([(x - 0.15 * narrow, y), (x, y - 0.07), (x + 0.15 * narrow, y)], ink, 0.07)
                continue
            if face.eyes == "wide" and white:
                r = 0.235 * face.wide
                self.solid((Disc((x, y), r * narrow, r * open_), white), line=0.5 * self.line)
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

    def brows(self, apart: float, y: float, ink: str = INK) -> None:
        """Slanted and lifted as the feeling is."""
        face = self.face
        if abs(face.slant) < 2 and face.lift < 0.05 and abs(face.smile) < 0.3:
            y -= 0.02
        for sign, x, narrow in self.places(apart):
            inner = -sign
            r = 0.19 * narrow
            tilt = math.tan(math.radians(face.slant)) * r
            high = y + 0.10 * face.lift
            ends = [(x + inner * r, high - tilt), (x - inner * r, high + tilt)]
            middle = (x, high + 0.07 - 0.04 * (abs(face.slant) > 10))
            self.curve([ends[0], middle, ends[1]], ink, 0.075)

    def mouth(self, y: float, width: float, ink: str, shift: float | None = None) -> None:
        """One of the seven shapes, as open as it is."""
        face = self.face
        x = 0.80 * self.across(0) if shift is None else shift
        narrow = 0.62 + 0.38 * self.seen(0)
        half = width * narrow
        if face.openness < 0.06:
            bend = 0.34 * face.smile
            half *= 0.8 + 0.25 * abs(face.smile)
            self.curve(
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

    def tears(self, apart: float, y: float) -> None:
        """Drops that run down."""
        if self.face.tears <= 0.05:
            return
        for sign, x, _ in self.places(apart):
            for drop in (0.0, 0.5):
                fall = (self.pen.frame / 18.0 + drop + 0.2 * sign) % 1.0
                tear = Disc((x + 0.05 * sign, y - 0.1 - 0.8 * fall), 0.075 * self.face.tears, 0.11 * self.face.tears)
                self.canvas.drawPath(tear.path(0), self.pen._fill("#6cb8f0"))
