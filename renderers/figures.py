"""Stick figures with a body: arrays in, pixels out. Skia draws them on any canvas, over what was there.

    painter = Painter("normal")
    painter.draw(canvas, cast, frame, view)          # on a canvas of your own
    picture = painter.picture(cast, frame, view)     # [H, W, 3] on plain paper

Everything is drawn in the picture's own units under one matrix, so that 4K is the same drawing, larger.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from renderers.figure_features import face_at
from renderers.figure_heads import Head
from renderers.figure_paints import shaded
from renderers.figure_pens import PENS, STYLES, Pen, Style
from renderers.figure_props import DRAWINGS
from renderers.figure_shapes import Capsule, Disc, Outline, Shape, polygon
from renderers.figure_track import JOINT, Cast, FigureFrames, Look, PropFrames, look_for

if TYPE_CHECKING:
    import skia

Point = tuple[float, float]
FAR_SHADE = 0.87


@dataclass(frozen=True)
class View:
    """What is seen: `middle` in units, `high` units from the bottom to the top, on `size` (wide, high) pixels."""

    middle: Point = (0.0, 1.4)
    high: float = 5.0
    size: tuple[int, int] = (1280, 720)

    @property
    def scale(self) -> float:
        """Pixels a unit."""
        return self.size[1] / self.high

    def place(self, canvas: skia.Canvas) -> None:
        """Make the canvas measure in units, y up."""
        wide, high = self.size
        canvas.translate(0.5 * wide, 0.5 * high)
        canvas.scale(self.scale, -self.scale)
        canvas.translate(-self.middle[0], -self.middle[1])


class Painter:
    """Draws figures in one style."""

    def __init__(self, style: Style = "normal") -> None:
        self.style: Style = style

    def draw(self, canvas: skia.Canvas, cast: Sequence[Cast], frame: int, view: View) -> None:
        """Every figure at `frame`, the first at the back. The canvas is left as it was."""
        pen = PENS[self.style](frame)
        canvas.save()
        view.place(canvas)
        for draws in (_shadow, draw_figure):
            for member in cast:
                canvas.translate(0.0, member.ground)
                draws(canvas, pen, member.figure, member.look, frame)
                canvas.translate(0.0, -member.ground)
        canvas.restore()

    def picture(self, cast: Sequence[Cast], frame: int, view: View) -> NDArray[np.uint8]:
        """[H, W, 3] the figures alone, on the style's own paper."""
        import skia

        wide, high = view.size
        pixels = np.zeros((high, wide, 4), dtype=np.uint8)
        surface = skia.Surface(pixels, colorType=skia.kRGBA_8888_ColorType)
        canvas = surface.getCanvas()
        canvas.clear(skia.Color(*(int(PENS[self.style].paper[at : at + 2], 16) for at in (1, 3, 5))))
        self.draw(canvas, cast, frame, view)
        surface.flushAndSubmit()
        return pixels[:, :, :3].copy()


def _shadow(canvas: skia.Canvas, pen: Pen, figure: FigureFrames, look: Look, frame: int) -> None:
    points = figure.joints[frame]
    feet = points[[JOINT["l_toe"], JOINT["r_toe"], JOINT["l_heel"], JOINT["r_heel"]]]
    trunk = points[[JOINT["pelvis"], JOINT["neck"], JOINT["head"]]]
    left = float(min(feet[:, 0].min(), trunk[:, 0].min()))
    right = float(max(feet[:, 0].max(), trunk[:, 0].max()))
    lift = float(min(feet[:, 1].min(), trunk[:, 1].min()))
    strength = max(0.0, 1.0 - 0.45 * max(lift, 0.0))
    half = 0.5 * (right - left) + 0.16 * figure.body.height / 2.5
    pen.shadow(canvas, 0.5 * (left + right), 0.0, half * (0.75 + 0.25 * strength), strength)


class _Body:
    """One figure at one moment, as plain numbers."""

    def __init__(self, figure: FigureFrames, frame: int) -> None:
        self.points = figure.joints[frame].tolist()
        self.facing = float(figure.facing[frame])
        self.front = math.sqrt(max(0.0, 1.0 - self.facing**2))
        self.body = figure.body
        self.limb = figure.body.limb
        self.near = "r" if self.facing >= 0 else "l"
        self.far = "l" if self.facing >= 0 else "r"

    def at(self, name: str) -> Point:
        x, y = self.points[JOINT[name]]
        return x, y


def draw_figure(canvas: skia.Canvas, pen: Pen, figure: FigureFrames, look: Look, frame: int) -> None:
    """One figure with its things, from the back to the front."""
    body = _Body(figure, frame)
    robot = figure.kind == "robot"
    _props(canvas, pen, figure.props, frame, "behind")
    tail = figure.kind == "animal"
    if tail:
        _tail(canvas, pen, body, look, frame)
    # Seen from the front both arms are before the trunk; from the side the far one is behind it.
    far_behind = abs(body.facing) > 0.42
    if far_behind:
        _arm(canvas, pen, body, look, body.far, FAR_SHADE, robot)
        _props(canvas, pen, figure.props, frame, "far")
    _leg(canvas, pen, body, look, body.far, FAR_SHADE, robot)
    _leg(canvas, pen, body, look, body.near, 1.0, robot, _seat(body, look, robot))
    _trunk(canvas, pen, body, look, robot)
    if not far_behind:
        _arm(canvas, pen, body, look, body.far, 0.94, robot)
        _props(canvas, pen, figure.props, frame, "far")
    _head(canvas, pen, figure, body, look, frame)
    _props(canvas, pen, figure.props, frame, "near")
    _arm(canvas, pen, body, look, body.near, 1.0, robot)
    _props(canvas, pen, figure.props, frame, "front")


def _leg(
    canvas: skia.Canvas,
    pen: Pen,
    body: _Body,
    look: Look,
    side: str,
    shade: float,
    robot: bool,
    seat: Sequence[tuple[Shape, str]] = (),
) -> None:
    hip, knee, ankle = body.at(f"{side}_hip"), body.at(f"{side}_knee"), body.at(f"{side}_ankle")
    heel, toe = body.at(f"{side}_heel"), body.at(f"{side}_toe")
    r = 0.5 * body.limb
    cloth, skin = shaded(look.bottom, shade), shaded(look.skin, shade)
    upper, lower = (cloth, cloth) if look.outfit == "trousers" or robot else (cloth, skin)
    if look.outfit == "skirt":
        upper = skin
    sole = 0.42 * body.limb
    lift = _normal(heel, toe, sole)
    if lift[0] * (ankle[0] - heel[0]) + lift[1] * (ankle[1] - heel[1]) < 0:
        lift = (-lift[0], -lift[1])
    back, front = _offset(heel, lift), _offset(toe, lift)
    back = _between(back, front, 0.12)
    shoe = shaded(look.shoes, shade)
    pen.solid(canvas, [(Capsule(back, sole, front, 0.8 * sole), shoe)])
    parts: list[tuple[Shape, str]] = [
        (Capsule(knee, 0.98 * r, ankle, 0.78 * r), lower),
        (Capsule(hip, 1.22 * r, knee, 1.0 * r), upper),
    ]
    if look.outfit == "shorts" and not robot:
        middle = _between(hip, knee, 0.62)
        parts = [
            parts[0],
            (Capsule(middle, 1.05 * r, knee, 0.96 * r), skin),
            (Capsule(hip, 1.25 * r, middle, 1.16 * r), cloth),
        ]
    pen.solid(canvas, [*parts, *seat])
    if robot:
        pen.solid(canvas, [(Disc(knee, 0.62 * body.limb), shaded(look.skin, 0.85 * shade))])


def _arm(canvas: skia.Canvas, pen: Pen, body: _Body, look: Look, side: str, shade: float, robot: bool) -> None:
    shoulder, elbow = body.at(f"{side}_shoulder"), body.at(f"{side}_elbow")
    wrist, hand = body.at(f"{side}_wrist"), body.at(f"{side}_hand")
    r = 0.44 * body.limb
    sleeve, skin = shaded(look.top, shade), shaded(look.skin, shade)
    short = _between(shoulder, elbow, 0.78)
    palm = 1.18 * r
    thumb = _offset(_between(wrist, hand, 0.55), _normal(wrist, hand, -1.25 * r if body.facing >= 0 else 1.25 * r))
    tip = _offset(hand, (0.35 * (hand[0] - wrist[0]), 0.35 * (hand[1] - wrist[1])))
    thumb_end = _between(thumb, tip, 0.35)
    parts: list[tuple[Shape, str]] = [
        (Capsule(_between(wrist, hand, 0.3), 0.5 * r, thumb_end, 0.42 * r), skin),
        (Capsule(elbow, 0.92 * r, wrist, 0.72 * r), skin),
        (Capsule(_between(wrist, hand, 0.75), palm, tip, 0.86 * palm), skin),
        (Capsule(shoulder, 1.0 * r, elbow, 0.94 * r), skin),
        (Capsule(shoulder, 1.28 * r, short, 1.14 * r), sleeve),
    ]
    if robot:
        parts = [part for part in parts if part[0] is not parts[0][0]]
    pen.solid(canvas, parts)
    if robot:
        pen.solid(canvas, [(Disc(elbow, 0.55 * body.limb), shaded(look.skin, 0.85 * shade))])


def _seat(body: _Body, look: Look, robot: bool) -> list[tuple[Shape, str]]:
    """What joins the legs, drawn as one with the near one."""
    if look.outfit == "skirt" and not robot:
        return []
    pelvis = body.at("pelvis")
    hips = _hips(body)
    return [(Capsule(pelvis, hips, _between(pelvis, body.at("chest"), 0.3), hips), look.bottom)]


def _hips(body: _Body) -> float:
    return 0.5 * body.limb * 1.22 + body.body.hip * body.front * 0.75


def _trunk(canvas: skia.Canvas, pen: Pen, body: _Body, look: Look, robot: bool) -> None:
    pelvis, chest, neck = body.at("pelvis"), body.at("chest"), body.at("neck")
    head = body.at("head")
    front = body.front
    wide = body.body.shoulder
    hips = _hips(body)
    belly = 0.80 * wide * (0.62 + 0.38 * front)
    breast = wide * (0.66 + 0.34 * front)
    top = _between(chest, neck, 0.62)
    throat = _between(neck, head, 0.5)
    pen.solid(
        canvas,
        [
            (
                Capsule(_between(chest, neck, 0.8), 0.42 * body.limb, throat, 0.42 * body.limb),
                look.skin if not robot else "#59636e",
            )
        ],
    )
    cloth = look.skin if robot else look.top
    shoulders: list[tuple[Shape, str]] = []
    if front > 0.3:
        left, right = body.at("l_shoulder"), body.at("r_shoulder")
        shoulders = [(Capsule(left, 0.5 * body.limb, right, 0.5 * body.limb), cloth)]
    if look.outfit == "skirt" and not robot:
        pen.solid(canvas, [(_skirt(body, pelvis, hips), look.bottom)])
    waist = _between(pelvis, chest, 0.50)
    pen.solid(
        canvas,
        [
            (Capsule(waist, belly, chest, breast), cloth),
            (Capsule(chest, breast, top, 0.86 * breast), cloth),
            *shoulders,
        ],
    )
    if robot:
        plate = _between(pelvis, neck, 0.62)
        side = 0.10 * body.facing
        pen.solid(canvas, [(Disc((plate[0] + side, plate[1]), 0.085), "#ffd75a")])


def _skirt(body: _Body, pelvis: Point, hips: float) -> Outline:
    chest = body.at("chest")
    waist = _between(pelvis, chest, 0.25)
    across = _normal(pelvis, chest, 1.0)
    ends = []
    for side in "lr":
        hip, knee = body.at(f"{side}_hip"), body.at(f"{side}_knee")
        ends.append(_between(hip, knee, 0.66))
    ends.sort(key=lambda point: point[0] * across[0] + point[1] * across[1])
    low, high = ends
    flare = 0.55 * body.limb + 0.06
    return polygon(
        [
            (waist[0] - across[0] * hips, waist[1] - across[1] * hips),
            (low[0] - across[0] * flare, low[1] - across[1] * flare - 0.03),
            (high[0] + across[0] * flare, high[1] + across[1] * flare - 0.03),
            (waist[0] + across[0] * hips, waist[1] + across[1] * hips),
        ]
    )


def _tail(canvas: skia.Canvas, pen: Pen, body: _Body, look: Look, frame: int) -> None:
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


def _wings(canvas: skia.Canvas, pen: Pen, body: _Body, look: Look, frame: int) -> None:
    """Four wings on the back that beat slowly."""
    chest, neck = body.at("chest"), body.at("neck")
    beat = 0.75 + 0.25 * math.sin(frame * 0.45)
    for sign in (-1.0, 1.0):
        lean = sign if abs(body.facing) < 0.5 else (-1.0 if body.facing > 0 else 1.0) * (1.0 if sign > 0 else 0.55)
        top = (chest[0] + lean * 0.52 * beat, neck[1] + 0.16)
        low = (chest[0] + lean * 0.40 * beat, chest[1] - 0.28)
        pen.solid(canvas, [(Capsule(chest, 0.1, low, 0.24), "#f2a93b"), (Capsule(chest, 0.12, top, 0.34), "#f0883a")])
        pen.solid(canvas, [(Disc(top, 0.13), "#fbe3a0"), (Disc(low, 0.09), "#fbe3a0")], 0.0)


def _leather(canvas: skia.Canvas, pen: Pen, body: _Body, look: Look, frame: int) -> None:
    """Two wings of a dragon, which beat in the air and are folded a little on the ground."""
    chest, neck = body.at("chest"), body.at("neck")
    along = math.atan2(chest[0] - body.at("pelvis")[0], chest[1] - body.at("pelvis")[1])
    flies = min(abs(along) / 0.9, 1.0)
    beat = math.sin(frame * 0.42) * (0.25 + 0.75 * flies)
    colour = shaded(look.skin, 0.72)
    root = _between(chest, neck, 0.45)
    for number, sign in enumerate((-1.0, 1.0)):
        back = sign if abs(body.facing) < 0.5 else (-1.0 if body.facing > 0 else 1.0)
        near = 1.0 if abs(body.facing) < 0.5 else 1.0 - 0.22 * number
        tip = (root[0] + back * near * (1.05 - 0.2 * flies), root[1] + near * (0.62 + 0.55 * beat))
        low = (root[0] + back * near * 0.92, root[1] + near * (-0.1 + 0.4 * beat))
        inner = (root[0] + back * near * 0.5, root[1] + near * (-0.28 + 0.2 * beat))
        pen.solid(canvas, [(polygon([root, tip, low, inner]), shaded(colour, 1.0 - 0.12 * number))])


def _head(canvas: skia.Canvas, pen: Pen, figure: FigureFrames, body: _Body, look: Look, frame: int) -> None:
    neck, head = body.at("neck"), body.at("head")
    radius = figure.body.head
    tilt = math.degrees(math.atan2(head[0] - neck[0], head[1] - neck[1]))
    canvas.save()
    canvas.translate(*head)
    canvas.rotate(-tilt)
    canvas.scale(radius, radius)
    Head(canvas, pen, figure.kind, look, body.facing, face_at(figure.face, frame), pen.line / radius).draw()
    canvas.restore()


def _props(canvas: skia.Canvas, pen: Pen, props: Sequence[PropFrames], frame: int, order: str) -> None:
    for prop in props:
        if prop.order == order and frame < len(prop.shown) and prop.shown[frame]:
            draw_prop(canvas, pen, prop, frame)


def draw_prop(canvas: skia.Canvas, pen: Pen, prop: PropFrames, frame: int) -> None:
    """One thing; what has no drawing is a parcel."""
    draw = DRAWINGS.get(prop.name)
    x, y = prop.place[frame].tolist()
    angle = float(prop.angle[frame])
    canvas.save()
    canvas.translate(x, y)
    canvas.rotate(-math.degrees(angle))
    canvas.scale(prop.size * prop.flip, prop.size)
    if draw is None:
        pen.solid(canvas, [(polygon([(-0.13, -0.1), (0.13, -0.1), (0.13, 0.12), (-0.13, 0.12)]), "#c99455")])
    else:
        draw(canvas, pen, prop.size, angle * prop.flip)
    canvas.restore()


def _between(start: Point, end: Point, share: float) -> Point:
    return start[0] + share * (end[0] - start[0]), start[1] + share * (end[1] - start[1])


def _offset(point: Point, by: Point) -> Point:
    return point[0] + by[0], point[1] + by[1]


def _normal(start: Point, end: Point, length: float) -> Point:
    """At right angles to a line, anticlockwise."""
    dx, dy = end[0] - start[0], end[1] - start[1]
    whole = math.hypot(dx, dy) or 1.0
    return -dy / whole * length, dx / whole * length


__all__ = ["STYLES", "Cast", "Look", "Painter", "Pen", "Style", "View", "draw_figure", "draw_prop", "look_for"]
