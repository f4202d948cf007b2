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
    "horse": "#9a6a43",
    "sheep": "#efe9dd",
    "monkey": "#8b5e3c",
    "turtle": "#7fa65a",
    "fish": "#5aa3d6",
    "dragon": "#4f9e6b",
    "butterfly": "#c4a3d6",
    "caterpillar": "#8fbf4d",
}
_KIN = {
    "dog": "puppy hound pet animal creature beast hyena",
    "cat": "kitten tiger:#e58a35 leopard:#dcae55 cheetah:#e0b15e panther:#3a3a44 lynx:#b79b7c",
    "rabbit": "bunny hare:#b59a7c kangaroo:#b98a5c squirrel:#b5652f chipmunk:#b5652f",
    "bear": "cub panda:#e9e6e0 koala:#9aa0a6 beaver:#7a5334 otter:#7a5a42 badger:#77777d sloth:#9c8a70 moose:#7a5334 "
    "mammoth:#7a5540 gorilla:#4c4a4e polar_bear:#f0eee8 seal:#7d8790 mole:#5d5257 hippo:#9b8fa0 hippopotamus:#9b8fa0 "
    "rhino:#9a9a9e",
    "fox": "wolf:#8f949c coyote:#b09468 raccoon:#84848a skunk:#3f3f46",
    "mouse": "rat:#84807f hamster:#d9a866 hedgehog:#8c7259 guinea_pig:#c4935c bat:#5a5560",
    "lion": "lioness griffin",
    "pig": "piglet hog boar:#7a5a4a",
    "bird": "chicken:#f0e7d8 hen:#c8854a rooster:#c4562e chick:#f5d657 duck:#e9c94b duckling:#f5d657 goose:#f1efe8 "
    "swan:#f6f4ee parrot:#3fa65a owl:#8f6b47 eagle:#6f4e35 sparrow:#9c7650 robin:#b5563a crow:#33333b raven:#2c2c34 "
    "pigeon:#9aa3ad penguin:#3a4250 seagull:#eef0f2 gull:#eef0f2 ostrich:#5a4d49 flamingo:#f08fa0 peacock:#2f7fb0 "
    "turkey:#7a4b38 stork:#f2f0ea vulture:#5a4a44 phoenix:#e2642c",
    "frog": "toad:#8a7a4a tadpole:#4d5a3c octopus:#c2608a crab:#d9552f jellyfish:#c79be0",
    "fish": "shark:#7f8fa0 whale:#5c7fa8 dolphin:#7fa3bf goldfish:#f0963a salmon:#e39a80 clownfish:#f0823a",
    "cow": "bull:#6b4a3a calf goat:#d9d2c4 deer:#b5793f reindeer:#8a6a4f giraffe:#e5b355",
    "elephant": "",
    "horse": "pony foal donkey:#8f8a85 zebra:#e9e9ea camel:#cfa15f unicorn:#f3eef6",
    "sheep": "lamb",
    "monkey": "ape chimpanzee",
    "turtle": "tortoise snail:#b58a5c",
    "dragon": "dinosaur crocodile:#6b8f45 alligator:#5f8040 lizard:#7fae4a snake:#6f9e45 t-rex:#7a9a4a "
    "tyrannosaurus:#7a9a4a pterodactyl:#9a8260",
    "butterfly": "moth:#a08a70 bee:#f0c53a dragonfly:#3f9fb0 wasp:#f0c53a firefly:#8a7a3a ladybird:#d0402f "
    "mosquito:#77777d",
    "caterpillar": "worm:#d99a8c ant:#6b3f30 spider:#4c4650 beetle:#3f5a4a grasshopper:#7fb04a cricket:#5f6a3a",
}


def kin(species: str) -> tuple[str, str]:
    """The species that is drawn for an animal, and the colour of its fur."""
    wanted = species.lower().strip().replace(" ", "_")
    if wanted in FURS:
        return wanted, FURS[wanted]
    for drawn, names in _KIN.items():
        for name in names.split():
            called, _, colour = name.partition(":")
            if called == wanted:
                return drawn, colour or FURS[drawn]
    return "dog", FURS["dog"]


def look_for(kind: str, number: int, species: str = "dog") -> Look:
    """A look that differs from its neighbours': the `number`th of a kind."""
    top, bottom = TOPS[number % len(TOPS)], BOTTOMS[number % len(BOTTOMS)]
    if kind == "robot":
        return Look(("#b9c4cf", "#c8c2b4", "#aab8b0")[number % 3], top, "#7c8894", "#59636e", hair_style="none")
    if kind == "alien":
        return Look(("#8fd07a", "#9fb8f0", "#d79be0")[number % 3], top, "#4d4470", "#3a3355", hair_style="none")
    if kind == "animal":
        drawn, fur = kin(species)
        return Look(fur, top, fur, fur, hair_style="none", species=drawn)
    skin, hair = SKINS[number % len(SKINS)], HAIRS[number % len(HAIRS)]
    outfit = ("trousers", "skirt", "trousers", "shorts")[number % 4]
    return Look(skin, top, bottom, "#4a3328", hair, STYLES[number % len(STYLES)], outfit)


@dataclass(frozen=True)
class Cast:
    """A figure and what it looks like. ground: how high in the picture it stands, units."""

    figure: FigureFrames
    look: Look = field(default_factory=Look)
    ground: float = 0.0
