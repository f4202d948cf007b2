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

from renderers.figure_body import Body, Point
from renderers.figure_features import face_at
from renderers.figure_heads import Head
from renderers.figure_limbs import arm, leg, seat, trunk
from renderers.figure_pens import PENS, STYLES, Pen, Style
from renderers.figure_props import DRAWINGS
from renderers.figure_shapes import polygon
from renderers.figure_tails import tail
from renderers.figure_track import JOINT, Cast, FigureFrames, Look, PropFrames, look_for

if TYPE_CHECKING:
    import skia

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


def draw_figure(canvas: skia.Canvas, pen: Pen, figure: FigureFrames, look: Look, frame: int) -> None:
    """One figure with its things, from the back to the front."""
    body = Body(figure, frame)
    robot = figure.kind == "robot"
    _props(canvas, pen, figure.props, frame, "behind")
    if figure.kind == "animal":
        tail(canvas, pen, body, look, frame)
    # Seen from the front both arms are before the trunk; from the side the far one is behind it.
    far_behind = abs(body.facing) > 0.42
    if far_behind:
        arm(canvas, pen, body, look, body.far, FAR_SHADE, robot)
        _props(canvas, pen, figure.props, frame, "far")
    leg(canvas, pen, body, look, body.far, FAR_SHADE, robot)
    leg(canvas, pen, body, look, body.near, 1.0, robot, seat(body, look, robot))
    trunk(canvas, pen, body, look, robot)
    if not far_behind:
        arm(canvas, pen, body, look, body.far, 0.94, robot)
        _props(canvas, pen, figure.props, frame, "far")
    _head(canvas, pen, figure, body, look, frame)
    _props(canvas, pen, figure.props, frame, "near")
    arm(canvas, pen, body, look, body.near, 1.0, robot)
    _props(canvas, pen, figure.props, frame, "front")


def _head(canvas: skia.Canvas, pen: Pen, figure: FigureFrames, body: Body, look: Look, frame: int) -> None:
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


__all__ = ["STYLES", "Cast", "Look", "Painter", "Pen", "Style", "View", "draw_figure", "draw_prop", "look_for"]
