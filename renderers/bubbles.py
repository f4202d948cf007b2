"""Speech bubbles, captions and titles. Where they go is worked out from where faces are, which they never hide.

    spots = arrange([Speech("Hello!", mouth=(400, 300))], faces=[(350, 250, 450, 350)], size=(1280, 720))
    for spot in spots:
        draw_bubble(canvas, spot, "normal")

Pixels, y down, as the picture is. A box is (left, top, right, low). What does not fit in the room that faces leave is
set smaller, down to a size that is still read at the back of a class, and then cut to its beginning with an ellipsis;
`whole` says so. So that a bubble stays where it is while somebody speaks, give the room that each
face takes all that time.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING, Literal

from renderers.figure_pens import Style, rgb
from renderers.lettering import Text, legible

if TYPE_CHECKING:
    import skia

Box = tuple[float, float, float, float]
Point = tuple[float, float]
Manner = Literal["said", "shouted", "whispered", "sung", "thought"]
Kind = Literal["bubble", "caption", "title"]

LARGE = 0.046
"""Letters on a projector: a share of the shorter side of the picture."""
SMALLEST = 0.026
SIZES = (1.0, 0.88, 0.76, 0.66, SMALLEST / LARGE)
WIDTHS = (0.34, 0.24, 0.46, 0.62, 0.85)
FACTOR: dict[Manner, float] = {"said": 1.0, "shouted": 1.18, "whispered": 0.86, "sung": 1.0, "thought": 0.95}
MARGIN = 0.016


@dataclass(frozen=True)
class Speech:
    """What somebody says, thinks or the narrator tells. mouth: None has no tail, as a caption."""

    text: str
    mouth: Point | None = None
    manner: Manner = "said"
    kind: Kind = "bubble"


@dataclass(frozen=True)
class Spot:
    """A bubble where it goes. letters: their size in pixels. whole: whether all of the text is shown. tip: where
    its tail ends, on the way to the mouth and short of the face."""

    speech: Speech
    box: Box
    letters: float
    text: str
    whole: bool
    tip: Point | None = None


def arrange(speeches: Sequence[Speech], faces: Sequence[Box], size: tuple[int, int]) -> list[Spot]:
    """A spot for each speech that has text and finds room, in their order: the first gets the best place.

    Spots lie inside the picture, apart from one another and off every face. Nothing is drawn where there is no room.
    """
    taken: list[Box] = [_grown(face, 0.022 * min(size)) for face in faces]
    spots: list[Spot | None] = [None] * len(speeches)
    first = sorted(range(len(speeches)), key=lambda at: speeches[at].kind == "bubble")
    for at in first:
        if not legible(speeches[at].text).strip():
            continue
        spot = _place(speeches[at], tuple(taken), size)
        if spot is not None:
            spots[at] = replace(spot, tip=_tip(spot, faces))
            taken.append(_grown(spot.box, 0.008 * min(size)))
    return [spot for spot in spots if spot is not None]


@lru_cache(maxsize=256)
def _place(speech: Speech, taken: tuple[Box, ...], size: tuple[int, int]) -> Spot | None:
    text = " ".join(legible(speech.text).split(" ")).strip()
    for shorter in (text, *_beginnings(text)):
        best: tuple[float, Spot] | None = None
        for scale in SIZES:
            for width in WIDTHS if speech.kind == "bubble" else (0.86, 0.7):
                made = _laid(speech, shorter, scale, width, taken, size)
                if made is not None and (best is None or made[0] < best[0]):
                    best = made
            if best is not None:
                spot = best[1]
                return replace(spot, whole=shorter == text)
    return None


def _laid(
    speech: Speech, text: str, scale: float, width: float, taken: Sequence[Box], size: tuple[int, int]
) -> tuple[float, Spot] | None:
    """The best place for the text at one size and width, with how bad it is; None if there is none."""
    wide, high = size
    letters = _letters(speech, size) * scale
    laid = _text(text, letters, width * wide, speech.manner, speech.kind)
    if laid.wide > 1.02 * width * wide + 2:
        return None
    pad_x, pad_y = _padding(speech, letters)
    box_wide, box_high = laid.wide + 2 * pad_x, laid.high + 2 * pad_y
    edge = MARGIN * min(size)
    if box_wide > wide - 2 * edge or box_high > high - 2 * edge:
        return None
    best: tuple[float, Spot] | None = None
    for left, top in _candidates(speech, box_wide, box_high, edge, taken, size):
        box = (left, top, left + box_wide, top + box_high)
        if any(_meet(box, other) for other in taken):
            continue
        if speech.mouth is not None and _inside(speech.mouth, box):
            continue
        bad = (
            _badness(speech, box, size)
            + _crossed(speech, box, taken)
            + 0.6 * abs(width - 0.34)
            + 0.25 * max(0.0, box_high / high - 0.3)
        )
        if best is None or bad < best[0]:
            best = bad, Spot(speech, box, letters, text, True)
    return best


def _letters(speech: Speech, size: tuple[int, int]) -> float:
    base = LARGE * min(size) * (1.7 if speech.kind == "title" else 1.0)
    return base * FACTOR[speech.manner]


def _padding(speech: Speech, letters: float) -> Point:
    if speech.kind != "bubble":
        return 0.9 * letters, 0.42 * letters
    if speech.manner == "shouted":
        return 1.5 * letters, 1.05 * letters
    if speech.manner == "thought":
        return 1.15 * letters, 0.95 * letters
    return 0.85 * letters, 0.6 * letters


@lru_cache(maxsize=256)
def _text(text: str, letters: float, width: float, manner: Manner, kind: Kind, colour: str = "#1c1c22") -> Text:
    bold = manner == "shouted" or kind == "title"
    shown = f"♪ {text} ♪" if manner == "sung" and kind == "bubble" else text
    return Text(shown, letters, width, colour, bold, slant=manner in ("whispered", "sung"))


def _beginnings(text: str) -> list[str]:
    """Shorter and shorter beginnings, cut between words where there are any."""
    made = []
    for share in (0.7, 0.45, 0.28, 0.16, 0.08, 0.03):
        count = max(int(len(text) * share), 1)
        cut = text[:count]
        if " " in cut:
            cut = cut[: cut.rfind(" ")]
        made.append(cut.rstrip(" ,;:.\n") + "…")
    return made


def _candidates(
    speech: Speech, wide: float, high: float, edge: float, taken: Sequence[Box], size: tuple[int, int]
) -> list[Point]:
    """Top left corners worth trying, all inside the picture."""
    right, low = size[0] - edge - wide, size[1] - edge - high
    if speech.kind == "title":
        return [
            (0.5 * (size[0] - wide), top)
            for top in (0.12 * size[1], 0.5 * (size[1] - high), edge, low)
            if edge <= top <= low
        ]
    if speech.kind == "caption":
        across = (0.5 * (size[0] - wide), edge, right)
        return [(left, top) for top in (low, edge) for left in across]
    lefts = {edge, right, 0.5 * (edge + right)}
    tops = {edge, low}
    if speech.mouth is not None:
        x, y = speech.mouth
        lefts |= {x + shift * wide for shift in (-0.15, -0.3, -0.5, -0.7, -0.85)}
        lefts |= {x + 0.10 * size[1], x - 0.10 * size[1] - wide}
        tops |= {y - high - lift * size[1] for lift in (0.08, 0.14, 0.2, 0.28, 0.36)} | {y - 0.5 * high}
    for other in taken:
        lefts |= {other[2] + 1, other[0] - wide - 1}
        tops |= {other[1] - high - 1, other[3] + 1}
    lefts |= {edge + share * (right - edge) for share in (0.125, 0.25, 0.375, 0.625, 0.75, 0.875)}
    good_lefts = sorted({min(max(left, edge), right) for left in lefts})
    good_tops = sorted({min(max(top, edge), low) for top in tops})
    return [(left, top) for top in good_tops for left in good_lefts]


def _badness(speech: Speech, box: Box, size: tuple[int, int]) -> float:
    """Smaller is better: near the mouth, above it, with a short tail."""
    if speech.mouth is None or speech.kind != "bubble":
        return (
            0.0
            if speech.kind == "title"
            else (0.0 if box[1] > 0.5 * size[1] else 0.5) + abs(box[0] + box[2] - size[0]) / size[0]
        )
    x, y = speech.mouth
    across = max(box[0] - x, 0.0, x - box[2])
    down = max(box[1] - y, 0.0, y - box[3])
    lean = abs(0.5 * (box[0] + box[2]) - x) / size[0]
    under = 0.7 if box[1] > y - 0.02 * size[1] else 0.25 if box[3] > y else 0.0
    return math.hypot(across, down) / min(size) * 1.5 + 0.5 * lean + under


def _crossed(speech: Speech, box: Box, taken: Sequence[Box]) -> float:
    """Bad if the tail runs across somebody else."""
    if speech.mouth is None or speech.kind != "bubble":
        return 0.0
    x, y = _root(box, speech.mouth)
    way = [(x + at / 10 * (speech.mouth[0] - x), y + at / 10 * (speech.mouth[1] - y)) for at in range(10)]
    others = (other for other in taken if not _inside(speech.mouth, other))
    return 1.5 * sum(any(_inside(point, other) for point in way) for other in others)


def _grown(box: Box, by: float) -> Box:
    return box[0] - by, box[1] - by, box[2] + by, box[3] + by


def _meet(a: Box, b: Box) -> bool:
    return a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3]


def _inside(point: Point, box: Box) -> bool:
    return box[0] <= point[0] <= box[2] and box[1] <= point[1] <= box[3]


@dataclass(frozen=True)
class _Colours:
    fill: str
    line: str
    text: str
    band: str
    band_text: str


COLOURS: dict[Style, _Colours] = {
    "normal": _Colours("#ffffff", "#33343c", "#1c1c22", "#fff6d8", "#2b2b33"),
    "sketch": _Colours("#fffefa", "#55555f", "#33333b", "#f6f3ea", "#33333b"),
    "ink": _Colours("#ffffff", "#101014", "#101014", "#ffffff", "#101014"),
    "neon": _Colours("#10102a", "#6fe0ff", "#f4f7ff", "#14142e", "#ffe27a"),
    "chalkboard": _Colours("#2c4d44", "#f0f0e6", "#f6f6ee", "#2c4d44", "#f6efc9"),
    "paper": _Colours("#fffaf0", "#d9cbb0", "#2b2b33", "#fbe9c0", "#3a3028"),
}


def draw_bubble(canvas: skia.Canvas, spot: Spot, style: Style = "normal", shown: float = 1.0) -> None:
    """One bubble, caption or title. shown: 0 to 1, as it appears and goes."""
    if shown <= 0.01:
        return
    layer = shown < 0.99
    if layer:
        canvas.saveLayerAlpha(_bounds(spot), round(255 * shown))
    colours, letters, speech = COLOURS[style], spot.letters, spot.speech
    line = max(0.075 * letters, 1.2)
    if speech.kind == "bubble":
        for path in _outline(spot):
            _solid(canvas, path, colours.fill, colours.line, line, style, speech.manner == "whispered")
        ink = colours.text
    else:
        path = _round(spot.box, 0.35 * letters)
        _solid(canvas, path, colours.band, colours.line, line * 0.8, style, False)
        ink = colours.band_text
    pad_x, pad_y = _padding(speech, letters)
    left, top, right, _ = spot.box
    text = _text(spot.text, letters, right - left - 2 * pad_x + 1.0, speech.manner, speech.kind, ink)
    text.draw(canvas, left + 0.5 * (right - left - text.wide), top + pad_y)
    if layer:
        canvas.restore()


def _bounds(spot: Spot) -> skia.Rect:
    import skia

    left, top, right, low = spot.box
    if spot.tip is not None:
        left, right = min(left, spot.tip[0]), max(right, spot.tip[0])
        top, low = min(top, spot.tip[1]), max(low, spot.tip[1])
    room = 0.6 * spot.letters
    return skia.Rect(left - room, top - room, right + room, low + room)


def _solid(
    canvas: skia.Canvas, path: skia.Path, fill: str, line: str, width: float, style: Style, dashed: bool
) -> None:
    import skia

    if style == "paper":
        shade = skia.Paint(AntiAlias=True, Color=skia.ColorSetARGB(70, 42, 31, 20))
        canvas.save()
        canvas.translate(width, 1.4 * width)
        canvas.drawPath(path, shade)
        canvas.restore()
    if style == "neon":
        for grow, alpha in ((7.0, 30), (3.5, 70)):
            glow = skia.Paint(AntiAlias=True, Style=skia.Paint.kStroke_Style, StrokeWidth=grow * width)
            glow.setColor(skia.ColorSetARGB(alpha, *rgb(line)))
            canvas.drawPath(path, glow)
    canvas.drawPath(path, skia.Paint(AntiAlias=True, Color=skia.ColorSetARGB(255, *rgb(fill))))
    edge = skia.Paint(
        AntiAlias=True, Style=skia.Paint.kStroke_Style, StrokeWidth=width * (1.5 if style == "ink" else 1.0)
    )
    edge.setStrokeJoin(skia.Paint.kRound_Join)
    edge.setColor(skia.ColorSetARGB(255, *rgb(line)))
    if dashed:
        edge.setPathEffect(skia.DashPathEffect.Make([3.2 * width, 2.6 * width], 0.0))
    elif style in ("sketch", "chalkboard"):
        edge.setPathEffect(skia.DiscretePathEffect.Make(4.0 * width, 0.45 * width, 7))
    canvas.drawPath(path, edge)


def _round(box: Box, corner: float) -> skia.Path:
    import skia

    path = skia.Path()
    path.addRoundRect(skia.Rect(*box), corner, corner)
    return path


def _outline(spot: Spot) -> list[skia.Path]:
    """The bubble with its tail, and the small puffs of a thought."""
    import skia

    manner, box, letters = spot.speech.manner, spot.box, spot.letters
    if manner == "shouted":
        body = _burst(box, letters)
    elif manner == "thought":
        body = _cloud(box, letters)
    else:
        body = _round(box, min(1.1 * letters, 0.5 * (box[3] - box[1])))
    if spot.tip is None:
        return [body]
    root, tip = _root(box, spot.tip), spot.tip
    if manner == "thought":
        puffs = []
        for share, radius in ((0.30, 0.30), (0.62, 0.21), (0.92, 0.13)):
            puff = skia.Path()
            puff.addCircle(root[0] + share * (tip[0] - root[0]), root[1] + share * (tip[1] - root[1]), radius * letters)
            puffs.append(puff)
        return [*puffs, body]
    return [skia.Op(body, _tail(root, tip, letters, box), skia.PathOp.kUnion_PathOp)]


def _root(box: Box, mouth: Point) -> Point:
    """The point of the bubble where its tail begins."""
    inset_x, inset_y = 0.2 * (box[2] - box[0]), 0.3 * (box[3] - box[1])
    return (
        min(max(mouth[0], box[0] + inset_x), box[2] - inset_x),
        min(max(mouth[1], box[1] + inset_y), box[3] - inset_y),
    )


def _tip(spot: Spot, faces: Sequence[Box]) -> Point | None:
    """Where the tail ends: at the edge of the speaker's face, or a little before the mouth where no face is known."""
    mouth = spot.speech.mouth
    if mouth is None or spot.speech.kind != "bubble":
        return None
    root = _root(spot.box, mouth)
    far = math.hypot(mouth[0] - root[0], mouth[1] - root[1])
    stop = max(far - 0.9 * spot.letters, 0.55 * far) / max(far, 1e-6)
    for step in range(61):
        share = stop * step / 60
        at = (root[0] + share * (mouth[0] - root[0]), root[1] + share * (mouth[1] - root[1]))
        if any(_inside(at, face) for face in faces):
            stop = max(stop * (step - 1) / 60, 0.0)
            break
    return root[0] + stop * (mouth[0] - root[0]), root[1] + stop * (mouth[1] - root[1])


def _tail(root: Point, tip: Point, letters: float, box: Box) -> skia.Path:
    import skia

    dx, dy = tip[0] - root[0], tip[1] - root[1]
    far = math.hypot(dx, dy) or 1.0
    half = min(0.42 * letters, 0.3 * (box[3] - box[1]))
    nx, ny = -dy / far * half, dx / far * half
    bend = (0.5 * (root[0] + tip[0]) + 0.5 * nx, 0.5 * (root[1] + tip[1]) + 0.5 * ny)
    path = skia.Path()
    path.moveTo(root[0] + nx, root[1] + ny)
    path.quadTo(bend[0] + nx, bend[1] + ny, *tip)
    path.quadTo(bend[0] - nx, bend[1] - ny, root[0] - nx, root[1] - ny)
    path.close()
    return path


def _burst(box: Box, letters: float) -> skia.Path:
    """Spikes round an oval, all within the box."""
    import skia

    x, y = 0.5 * (box[0] + box[2]), 0.5 * (box[1] + box[3])
    half_x, half_y = 0.5 * (box[2] - box[0]), 0.5 * (box[3] - box[1])
    depth = 0.62 * letters
    count = max(10, round((half_x + half_y) / (1.15 * letters)))
    points = []
    for at in range(2 * count):
        a = math.pi * at / count + 0.15
        drop = 0.0 if at % 2 == 0 else depth
        cos, sin = math.cos(a), math.sin(a)
        corner = (abs(cos) ** 4 + abs(sin) ** 4) ** -0.25  # between an oval and a rectangle, so that words have room
        points.append(skia.Point(x + (half_x - drop) * cos * corner, y + (half_y - drop) * sin * corner))
    path = skia.Path()
    path.addPoly(points, True)
    return path


def _cloud(box: Box, letters: float) -> skia.Path:
    """Round bulges along the edge, all within the box."""
    import skia

    bulge = 0.62 * letters
    left, top, right, low = (box[0] + bulge, box[1] + bulge, box[2] - bulge, box[3] - bulge)
    path = _round((left, top, right, low), 0.8 * bulge)
    across, down = max(2, round((right - left) / (1.7 * bulge))), max(1, round((low - top) / (1.7 * bulge)))
    centres = [
        (left + (right - left) * (at + 0.5) / across, y)
        for at in range(across)
        for y in (top + 0.1 * bulge, low - 0.1 * bulge)
    ]
    centres += [
        (x, top + (low - top) * (at + 0.5) / down)
        for at in range(down)
        for x in (left + 0.1 * bulge, right - 0.1 * bulge)
    ]
    for cx, cy in centres:
        puff = skia.Path()
        puff.addCircle(cx, cy, bulge)
        path = skia.Op(path, puff, skia.PathOp.kUnion_PathOp)
    return path


__all__ = ["Box", "Manner", "Speech", "Spot", "arrange", "draw_bubble"]
