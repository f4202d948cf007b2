"""What the drawing of figures takes: arrays of T frames. Units are the picture's own (a human is 2.5 high), y is up."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from numpy.typing import NDArray

Numbers = NDArray[Any]

JOINTS = (
    *("pelvis", "chest", "neck", "head"),
    *(f"{side}_{part}" for side in "lr" for part in ("shoulder", "elbow", "wrist", "hand")),
    *(f"{side}_{part}" for side in "lr" for part in ("hip", "knee", "ankle", "heel", "toe")),
)
"""The points of a figure; 'head' is the middle of the head, 'hand' the middle of the palm."""
JOINT = {name: index for index, name in enumerate(JOINTS)}
MOUTHS = ("closed", "smile", "frown", "open", "wide_open", "small_o", "singing")
EYES = ("dots", "curves", "wide", "closed")


class FaceFrames(Protocol):
    """[T] each; see the fields of engines.story.faces.FaceTrack. `gaze` is [T, 2]."""

    @property
    def mouth(self) -> Numbers: ...
    @property
    def eyes(self) -> Numbers: ...
    @property
    def openness(self) -> Numbers: ...
    @property
    def smile(self) -> Numbers: ...
    @property
    def slant(self) -> Numbers: ...
    @property
    def lift(self) -> Numbers: ...
    @property
    def wide(self) -> Numbers: ...
    @property
    def lid(self) -> Numbers: ...
    @property
    def gaze(self) -> Numbers: ...
    @property
    def tears(self) -> Numbers: ...


class BodyMeasures(Protocol):
    """Radius of the head, thickness of a limb, half-widths from the front, units."""

    @property
    def head(self) -> float: ...
    @property
    def limb(self) -> float: ...
    @property
    def shoulder(self) -> float: ...
    @property
    def hip(self) -> float: ...
    @property
    def height(self) -> float: ...


class PropFrames(Protocol):
    """A thing that a figure moves: [T, 2] place, [T] angle (clockwise radians), [T] shown, and where it is drawn."""

    @property
    def name(self) -> str: ...
    @property
    def place(self) -> Numbers: ...
    @property
    def angle(self) -> Numbers: ...
    @property
    def shown(self) -> Numbers: ...
    @property
    def order(self) -> str: ...
    @property
    def size(self) -> float: ...
    @property
    def flip(self) -> int: ...


class FigureFrames(Protocol):
    """A figure: [T, J, 2] joints, [T] facing (-1 left, 0 to us, 1 right), its face and its things."""

    @property
    def kind(self) -> str: ...
    @property
    def body(self) -> BodyMeasures: ...
    @property
    def joints(self) -> Numbers: ...
    @property
    def facing(self) -> Numbers: ...
    @property
    def face(self) -> FaceFrames: ...
    @property
    def props(self) -> Sequence[PropFrames]: ...


@dataclass(frozen=True)
class Look:
    """What a figure wears; colours are #rrggbb.

    hair: short, long, bun, curls, spikes or none. outfit: trousers, shorts or skirt. species: of an animal.
    """

    skin: str = "#f2c9a0"
    top: str = "#3f7fd1"
    bottom: str = "#3b4a6b"
    shoes: str = "#4a3328"
    hair: str = "#4b2e1e"
    hair_style: str = "short"
    outfit: str = "trousers"
    hat: str | None = None
    hat_colour: str = "#d64545"
    species: str = "dog"


SKINS = ("#f6d3b0", "#eabf94", "#c98f62", "#a26a42", "#7c4d2f", "#f2c9a0")
TOPS = ("#3f7fd1", "#e0564f", "#3da36b", "#f0a63a", "#8a5cc2", "#2fa7b0", "#e0709f", "#6b8e23")
BOTTOMS = ("#3b4a6b", "#5a4a42", "#2f5d50", "#444a54", "#6a3f5f")
HAIRS = ("#4b2e1e", "#2a1d18", "#8a5a2b", "#c98f3a", "#b4532a", "#3a3a44")
STYLES = ("short", "long", "bun", "curls", "spikes", "short")
FURS = {
    "dog": "#c98d52",
    "cat": "#e0964a",
    "rabbit": "#cfc3b8",
    "bear": "#8a5f3c",
    "fox": "#d9692c",
    "mouse": "#a8a2a6",
    "lion": "#dfa948",
    "pig": "#f0aab0",
    "elephant": "#9aa3ad",
    "bird": "#5aa3d6",
    "frog": "#6fae4a",
    "cow": "#e8e2da",
}


def look_for(kind: str, number: int, species: str = "dog") -> Look:
    """A look that differs from its neighbours': the `number`th of a kind."""
    top, bottom = TOPS[number % len(TOPS)], BOTTOMS[number % len(BOTTOMS)]
    if kind == "robot":
        return Look(("#b9c4cf", "#c8c2b4", "#aab8b0")[number % 3], top, "#7c8894", "#59636e", hair_style="none")
    if kind == "alien":
        return Look(("#8fd07a", "#9fb8f0", "#d79be0")[number % 3], top, "#4d4470", "#3a3355", hair_style="none")
    if kind == "animal":
        fur = FURS.get(species, FURS["dog"])
        return Look(fur, top, fur, fur, hair_style="none", species=species if species in FURS else "dog")
    skin, hair = SKINS[number % len(SKINS)], HAIRS[number % len(HAIRS)]
    outfit = ("trousers", "skirt", "trousers", "shorts")[number % 4]
    return Look(skin, top, bottom, "#4a3328", hair, STYLES[number % len(STYLES)], outfit)


@dataclass(frozen=True)
class Cast:
    """A figure and what it looks like. fades: [T] 0 to 1, if it comes and goes."""

    figure: FigureFrames
    look: Look = field(default_factory=Look)
