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
from dataclasses import replace
from functools import lru_cache

from renderers.bubble_shapes import draw_bubble
from renderers.bubble_text import (
    LARGE,
    Box,
    Kind,
    Manner,
    Point,
    Speech,
    Spot,
    lettered,
    letters_of,
    padding,
    root_of,
)  # fmt: skip
from renderers.lettering import legible

__all__ = ["Box", "Kind", "Manner", "Point", "Speech", "Spot", "arrange", "draw_bubble"]

SMALLEST = 0.026
SIZES = (1.0, 0.88, 0.76, 0.66, SMALLEST / LARGE)
WIDTHS = (0.34, 0.24, 0.46, 0.62, 0.85)
MARGIN = 0.016


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
    letters = letters_of(speech, size) * scale
    laid = lettered(text, letters, width * wide, speech.manner, speech.kind)
    if laid.wide > 1.02 * width * wide + 2:
        return None
    pad_x, pad_y = padding(speech, letters)
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
    x, y = root_of(box, speech.mouth)
    way = [(x + at / 10 * (speech.mouth[0] - x), y + at / 10 * (speech.mouth[1] - y)) for at in range(10)]
    others = (other for other in taken if not _inside(speech.mouth, other))
    return 1.5 * sum(any(_inside(point, other) for point in way) for other in others)


def _grown(box: Box, by: float) -> Box:
    return box[0] - by, box[1] - by, box[2] + by, box[3] + by


def _meet(a: Box, b: Box) -> bool:
    return a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3]


def _inside(point: Point, box: Box) -> bool:
    return box[0] <= point[0] <= box[2] and box[1] <= point[1] <= box[3]


def _tip(spot: Spot, faces: Sequence[Box]) -> Point | None:
    """Where the tail ends: at the edge of the speaker's face, or a little before the mouth where no face is known."""
    mouth = spot.speech.mouth
    if mouth is None or spot.speech.kind != "bubble":
        return None
    root = root_of(spot.box, mouth)
    far = math.hypot(mouth[0] - root[0], mouth[1] - root[1])
    stop = max(far - 0.9 * spot.letters, 0.55 * far) / max(far, 1e-6)
    for step in range(61):
        share = stop * step / 60
        at = (root[0] + share * (mouth[0] - root[0]), root[1] + share * (mouth[1] - root[1]))
        if any(_inside(at, face) for face in faces):
            stop = max(stop * (step - 1) / 60, 0.0)
            break
    return root[0] + stop * (mouth[0] - root[0]), root[1] + stop * (mouth[1] - root[1])
