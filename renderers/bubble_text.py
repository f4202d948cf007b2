"""What is said in a bubble or caption: its kinds, its place, and how large its letters and its margins are. Pixels."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from renderers.lettering import Text

Box = tuple[float, float, float, float]
Point = tuple[float, float]
Manner = Literal["said", "shouted", "whispered", "sung", "thought"]
Kind = Literal["bubble", "caption", "title"]

LARGE = 0.046
"""Letters on a projector: a share of the shorter side of the picture."""
FACTOR: dict[Manner, float] = {"said": 1.0, "shouted": 1.18, "whispered": 0.86, "sung": 1.0, "thought": 0.95}


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


def letters_of(speech: Speech, size: tuple[int, int]) -> float:
    base = LARGE * min(size) * (1.7 if speech.kind == "title" else 1.0)
    return base * FACTOR[speech.manner]


def padding(speech: Speech, letters: float) -> Point:
    if speech.kind != "bubble":
        return 0.9 * letters, 0.42 * letters
    if speech.manner == "shouted":
        return 1.5 * letters, 1.05 * letters
    if speech.manner == "thought":
        return 1.15 * letters, 0.95 * letters
    return 0.85 * letters, 0.6 * letters


@lru_cache(maxsize=256)
def lettered(text: str, letters: float, width: float, manner: Manner, kind: Kind, colour: str = "#1c1c22") -> Text:
    bold = manner == "shouted" or kind == "title"
    shown = f"♪ {text} ♪" if manner == "sung" and kind == "bubble" else text
    return Text(shown, letters, width, colour, bold, slant=manner in ("whispered", "sung"))


def root_of(box: Box, mouth: Point) -> Point:
    """The point of the bubble where its tail begins."""
    inset_x, inset_y = 0.2 * (box[2] - box[0]), 0.3 * (box[3] - box[1])
    return (
        min(max(mouth[0], box[0] + inset_x), box[2] - inset_x),
        min(max(mouth[1], box[1] + inset_y), box[3] - inset_y),
    )
