"""From one scene to the next: cut, fade, wipe, iris."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Literal, get_args

from renderers.figure_paints import rgb
from renderers.figure_pens import PENS, Style

if TYPE_CHECKING:
    import skia

Transition = Literal["cut", "fade", "wipe", "iris"]
TRANSITIONS: tuple[Transition, ...] = get_args(Transition)
SECONDS: dict[Transition, float] = {"cut": 0.0, "fade": 0.7, "wipe": 0.7, "iris": 1.1}


def blend(
    canvas: skia.Canvas,
    before: skia.Image,
    after: skia.Image,
    share: float,
    kind: Transition,
    style: Style = "normal",
    middle: tuple[float, float] | None = None,
) -> None:
    """One picture of a transition. share: 0 is all before, 1 all after. middle: where an iris closes, pixels."""
    import skia

    share = min(max(share, 0.0), 1.0)
    wide, high = before.width(), before.height()
    smooth = share * share * (3 - 2 * share)
    if share in (0.0, 1.0) or kind == "cut":
        canvas.drawImage(before if share < 0.5 else after, 0, 0)
    elif kind == "fade":
        canvas.drawImage(before, 0, 0)
        canvas.drawImage(after, 0, 0, skia.SamplingOptions(), skia.Paint(Alphaf=smooth))
    elif kind == "wipe":
        edge = smooth * (wide + 0.3 * high)
        canvas.drawImage(before, 0, 0)
        path = skia.Path()
        path.addPoly(
            [skia.Point(0, 0), skia.Point(edge, 0), skia.Point(edge - 0.3 * high, high), skia.Point(0, high)], True
        )
        canvas.save()
        canvas.clipPath(path, skia.ClipOp.kIntersect, True)
        canvas.drawImage(after, 0, 0)
        canvas.restore()
    else:
        x, y = middle or (0.5 * wide, 0.5 * high)
        farthest = math.hypot(max(x, wide - x), max(y, high - y))
        closing = share < 0.5
        radius = farthest * (1 - 2 * smooth if closing else 2 * smooth - 1)
        dark = PENS[style].paper if style in ("neon", "chalkboard") else "#1d1d26"
        canvas.drawColor(skia.ColorSetARGB(255, *rgb(dark)))
        path = skia.Path()
        path.addCircle(x, y, max(radius, 0.5))
        canvas.save()
        canvas.clipPath(path, skia.ClipOp.kIntersect, True)
        canvas.drawImage(before if closing else after, 0, 0)
        canvas.restore()


def between(first_place: str, second_place: str, last: bool = False) -> Transition:
    """What suits: the same place later fades, another place is wiped in, and a story ends with an iris."""
    return "iris" if last else "fade" if first_place == second_place else "wipe"
