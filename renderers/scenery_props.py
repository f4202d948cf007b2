"""Things that stand about in a scene or are held: sixty of them by name, each about the point where a hand holds it.

    draw_thing(canvas, pen, "umbrella", x, y)                  # stands at x on the ground at y
    draw_thing(canvas, pen, "umbrella", x, y, held=True)       # is held at (x, y)

What has no drawing is a crate with its name on it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from renderers import scenery_carried as carried
from renderers import scenery_standing as standing
from renderers.drafting import Draft
from renderers.figure_pens import PENS, Pen, Style
from renderers.figure_props import DRAWINGS, Drawing
from renderers.figure_shapes import Point
from renderers.figures import View

if TYPE_CHECKING:
    import skia

Sketch = Callable[[Draft, str], None]


@dataclass(frozen=True)
class Thing:
    """draw: about the grip, with a colour. foot: what stands on the ground, from the grip. wide, high: units."""

    draw: Sketch
    colour: str
    wide: float
    high: float
    foot: Point = (0.0, 0.0)
    held: bool = False


def _held(draw: Sketch, colour: str, wide: float, high: float, below: float) -> Thing:
    return Thing(draw, colour, wide, high, (0.0, -below), True)


def _known(name: str) -> Sketch:
    """A drawing that figures have for a thing in their hands."""
    draw = DRAWINGS[name]
    return lambda d, colour: draw(d.canvas, d.pen, 1.0, 0.0)


THINGS: dict[str, Thing] = {
    "ball": _held(_known("ball"), "#e0564f", 0.24, 0.24, 0.12),
    "basketball": _held(_known("basketball"), "#e0812e", 0.35, 0.35, 0.175),
    "soccer_ball": _held(_known("soccer_ball"), "#f7f7f4", 0.3, 0.3, 0.15),
    "bat": _held(_known("bat"), "#c99455", 0.15, 1.3, 0.2),
    "spoon": _held(_known("spoon"), "#b8bec6", 0.1, 0.34, 0.1),
    "bowl": _held(_known("bowl"), "#4f8fd0", 0.38, 0.24, 0.08),
    "apple": _held(_known("apple"), "#d8413b", 0.24, 0.24, 0.04),
    "cup": _held(_known("cup"), "#e06a5a", 0.3, 0.24, 0.05),
    "book": _held(_known("book"), "#b7423c", 0.5, 0.4, 0.03),
    "plate": _held(carried.plate, "#f4f1ea", 0.5, 0.1, 0.04),
    "letter": _held(carried.letter, "#fbf7ea", 0.5, 0.36, 0.18),
    "pen": _held(carried.pencil, "#f0b43c", 0.1, 0.42, 0.14),
    "phone": _held(carried.phone, "#3d434d", 0.18, 0.34, 0.15),
    "bread": _held(carried.bread, "#d9a05a", 0.5, 0.24, 0.08),
    "cake": _held(carried.cake, "#f3b6c2", 0.62, 0.62, 0.05),
    "ice_cream": _held(carried.ice_cream, "#f3b6c2", 0.26, 0.6, 0.16),
    "present": _held(carried.present, "#e0564f", 0.6, 0.66, 0.24),
    "box": _held(carried.box, "#cfa06a", 0.84, 0.56, 0.24),
    "flower": _held(carried.flower, "#e8728f", 0.26, 0.66, 0.2),
    "bag": _held(carried.bag, "#4f8fd0", 0.5, 0.72, 0.66),
    "umbrella": _held(carried.umbrella, "#e0564f", 1.3, 1.5, 0.16),
    "hat": _held(carried.hat, "#6b7fb8", 0.6, 0.34, 0.04),
    "crown": _held(carried.crown, "#f2c230", 0.56, 0.3, 0.0),
    "hole": Thing(standing.hole, "#8a5f3c", 1.9, 0.42),
    "sword": _held(carried.sword, "#b8bec6", 0.34, 1.25, 0.14),
    "trophy": _held(carried.trophy, "#f0c040", 0.46, 0.62, 0.2),
    "balloon": _held(carried.balloon, "#e0564f", 0.46, 1.5, 0.06),
    "kite": _held(carried.kite, "#e0564f", 0.8, 1.9, 0.06),
    "rope": _held(carried.rope, "#c99455", 0.5, 0.5, 0.32),
    "snowball": _held(carried.snowball, "#f4f9fd", 0.24, 0.24, 0.12),
    "flask": _held(carried.flask, "#6fcf9a", 0.44, 0.66, 0.24),
    "guitar": _held(carried.guitar, "#c98a45", 0.62, 1.5, 0.42),
    "drum": _held(carried.drum, "#d05a50", 0.74, 0.66, 0.24),
    "lamp": Thing(carried.lamp, "#f2cf66", 0.6, 1.0, (0.0, -0.1), True),
    "star": _held(carried.star, "#f5cf4a", 0.6, 0.6, 0.26),
    "teddy": _held(carried.teddy, "#c99a6b", 0.66, 0.85, 0.41),
    "laptop": _held(carried.laptop, "#8f98a3", 0.8, 0.55, 0.03),
    "microscope": Thing(standing.microscope, "#7f93a5", 0.5, 0.75),
    "globe": Thing(standing.globe, "#7fbde0", 0.6, 0.8),
    "telescope": Thing(standing.telescope, "#5f7fb0", 1.3, 1.7),
    "computer": Thing(standing.computer, "#8f98a3", 1.2, 1.9),
    "hoop": Thing(standing.hoop, "#dd7f4f", 1.2, 3.6),
    "goal": Thing(standing.goal, "#f7f7f4", 2.6, 2.0),
    "piano": Thing(standing.piano, "#5a4a42", 2.0, 1.6),
    "bench": Thing(standing.bench, "#b98a5a", 1.8, 1.0),
    "chair": Thing(_known("chair"), "#a8794a", 0.7, 1.3),
    "desk": Thing(_known("desk"), "#b98a5a", 1.2, 1.5),
    "sofa": Thing(standing.sofa, "#7fa3cc", 2.4, 1.3),
    "bed": Thing(standing.bed, "#7fa3cc", 2.9, 1.3),
    "table": Thing(standing.table, "#b98a5a", 1.8, 0.98),
    "board": Thing(standing.board, "#4f7a68", 2.4, 2.5),
    "door": Thing(standing.door, "#a97447", 1.5, 3.0),
    "tree": Thing(standing.tree, "#6fb35c", 2.6, 4.4),
    "bush": Thing(standing.bush, "#7fb56b", 1.5, 1.0),
    "block": Thing(standing.block, "#c9b389", 1.3, 1.0),
    "rock": Thing(standing.rock, "#a9a9ac", 1.4, 0.8),
    "fence": Thing(standing.fence, "#e8dcc4", 2.2, 1.0),
    "ladder": Thing(standing.ladder, "#b98a5a", 0.6, 3.4),
    "swing": Thing(standing.swing, "#d98a50", 2.4, 2.8),
    "flag": Thing(standing.flag, "#e0564f", 1.2, 2.45),
    "fire": Thing(standing.fire, "#f0873a", 0.9, 1.0),
    "car": Thing(standing.car, "#e0564f", 3.2, 1.5),
    "bicycle": Thing(standing.bicycle, "#3f8fd1", 1.8, 1.2),
    "boat": Thing(standing.boat, "#c9683f", 3.0, 2.8),
    "train": Thing(standing.train, "#3fa36b", 4.6, 2.2),
    "rocket": Thing(standing.rocket, "#e0564f", 1.6, 4.2),
    "tent": Thing(standing.tent, "#f0a63a", 2.6, 1.8),
    "house": Thing(standing.house, "#f0dcb4", 3.4, 4.2),
    "castle": Thing(standing.castle, "#b9b2c4", 4.4, 4.6),
    "volcano": Thing(standing.volcano, "#a5785f", 4.6, 3.4),
    "picture": Thing(standing.picture, "#c9a25c", 1.2, 2.0),
    "snowman": Thing(standing.snowman, "#fbfdff", 1.4, 2.1),
    "sandcastle": Thing(standing.sandcastle, "#e0c48a", 1.4, 1.2),
}
"""Every thing by the name of its kind."""


def thing(kind: str) -> Thing:
    """The thing of that name; a crate with its name on it if there is none."""
    name = kind.strip().lower().replace(" ", "_").replace("-", "_")
    return THINGS.get(name) or Thing(
        lambda d, colour: carried.crate(d, colour, kind), "#cfa06a", 0.8, 0.66, (0.0, -0.3), True
    )


def draw_thing(
    canvas: skia.Canvas,
    pen: Pen,
    kind: str,
    x: float,
    y: float,
    size: float = 1.0,
    colour: str | None = None,
    angle: float = 0.0,
    held: bool = False,
    flip: bool = False,
) -> None:
    """One thing, standing with its foot at (x, y) or held there, `size` times as large, turned by degrees."""
    made = thing(kind)
    foot = (0.0, 0.0) if held else made.foot
    with Draft(canvas, pen).at(x, y, size, angle, flip) as draft, draft.at(-foot[0], -foot[1]):
        made.draw(draft, colour or made.colour)


class Standing:
    """Things that stand about, each drawn once and kept while the camera does not zoom."""

    def __init__(self, style: Style) -> None:
        self.style = style
        self._kept: dict[tuple[object, ...], tuple[skia.Image, int, int]] = {}

    def draw(
        self,
        canvas: skia.Canvas,
        view: View,
        kind: str,
        x: float,
        y: float,
        frame: int = 0,
        size: float = 1.0,
        colour: str | None = None,
        flip: bool = False,
        zooms: bool = False,
    ) -> None:
        """A thing with its foot at (x, y) in units, on a canvas in pixels."""
        if zooms:
            canvas.save()
            view.place(canvas)
            draw_thing(canvas, PENS[self.style](frame), kind, x, y, size, colour, flip=flip)
            canvas.restore()
            return
        phase = {"sketch": frame // 3 % 4, "chalkboard": frame // 4 % 4}.get(self.style, 0)
        key = (kind, size, colour, flip, phase, view.scale)
        if key not in self._kept:
            if len(self._kept) > 240:
                self._kept.clear()
            self._kept[key] = self._picture(kind, size, colour, flip, frame, view.scale)
        image, left, top = self._kept[key]
        # Rounded as the ground under it is, so that it does not tremble on it as the camera goes by.
        edge = round(view.middle[0] * view.scale - 0.5 * view.size[0])
        roof = round(-view.middle[1] * view.scale - 0.5 * view.size[1])
        canvas.drawImage(image, round(x * view.scale) - edge + left, round(-y * view.scale) - roof + top)

    def _picture(
        self, kind: str, size: float, colour: str | None, flip: bool, frame: int, scale: float
    ) -> tuple[skia.Image, int, int]:
        import skia

        made = thing(kind)
        side = round((made.wide * size + 0.6) * scale)
        above, below = round((1.2 * made.high * size + 0.4) * scale), round((0.3 * size + 0.3) * scale)
        surface = skia.Surface(2 * side, above + below)
        canvas = surface.getCanvas()
        canvas.translate(side, above)
        canvas.scale(scale, -scale)
        draw_thing(canvas, PENS[self.style](frame), kind, 0.0, 0.0, size, colour, flip=flip)
        rows, columns = (np.flatnonzero(surface.toarray()[:, :, 3].any(axis=way)) for way in (1, 0))
        box = skia.IRect(int(columns[0]), int(rows[0]), int(columns[-1]) + 1, int(rows[-1]) + 1)
        return surface.makeImageSnapshot(box), box.left() - side, box.top() - above


def _drawing(made: Thing) -> Drawing:
    def draw(canvas: skia.Canvas, pen: Pen, size: float, angle: float) -> None:
        made.draw(Draft(canvas, pen), made.colour)

    return draw


def teach_figures() -> None:
    """Let figures hold every one of these things: what they have no drawing for is drawn as here."""
    for name, made in THINGS.items():
        DRAWINGS.setdefault(name, _drawing(made))
