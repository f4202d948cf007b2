"""The table of `configs/visemes.yaml`: what a mouth can do, what each speech sound asks of it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from contracts import StudioError
from engines.motion.face import FACE_INDEX, FACE_WEIGHTS

FILE = Path(__file__).resolve().parent.parent.parent / "configs" / "visemes.yaml"

F64 = NDArray[np.float64]


@dataclass(frozen=True)
class Contact:
    """A place where the mouth touches itself while a sound is made.

    at, lasts:   the middle and the length of the touch, as shares of the sound.
    comes, goes: seconds the lips take to arrive and to leave.
    weights:     [52] what presses while touching.
    keeps:       [M] the share of each movement that is left while touching.
    seals:       mouthClose for each unit of jawOpen.
    """

    at: float
    lasts: float
    comes: float
    goes: float
    weights: F64
    keeps: F64
    seals: float


@dataclass(frozen=True)
class Viseme:
    """What a class of sounds looks like.

    reach:   [M] how far each movement goes, 0 to 1.
    hold:    [M] how much the sound cares, 0 to 1.
    contact: the name of what touches, if anything does.
    """

    reach: F64
    hold: F64
    contact: str | None


@dataclass(frozen=True)
class Table:
    """The whole file, for M movements.

    movements: their names.
    before, after: [M] seconds in which a sound's hold falls to 1/e before it begins and after it ends.
    weights:   [M, 52] the ARKit weights of each movement in full.
    phones:    ARPABET sound without stress to the visemes it passes through.
    """

    movements: tuple[str, ...]
    before: F64
    after: F64
    weights: F64
    contacts: dict[str, Contact]
    visemes: dict[str, Viseme]
    phones: dict[str, tuple[str, ...]]
    strength: dict[str, float]

    def of(self, sound: str) -> tuple[Viseme, ...]:
        """The visemes of an ARPABET `sound` (without stress); an unknown one looks like a breath."""
        return tuple(self.visemes[name] for name in self.phones.get(sound, self.phones["HH"]))


@lru_cache(maxsize=4)
def read(file: Path = FILE) -> Table:
    """The table in `file`, checked."""
    import yaml

    try:
        return table_of(yaml.safe_load(file.read_text(encoding="utf-8")))
    except (KeyError, TypeError, ValueError, AttributeError, yaml.YAMLError) as error:
        raise StudioError(
            f"{file.name} is not a table of visemes: {error}.", "Compare it with the file that was shipped."
        ) from error


def table_of(entries: dict[str, Any]) -> Table:
    """The table in `entries`, as YAML gives them."""
    movements = tuple(entries["movements"])
    moves = [entries["movements"][name] for name in movements]

    def per_movement(given: dict[str, Any], usual: float) -> F64:
        unknown = given.keys() - set(movements)
        if unknown:
            raise ValueError(f"there is no movement called {', '.join(sorted(unknown))}")
        return np.array([float(given.get(name, usual)) for name in movements])

    contacts = {
        name: Contact(
            float(entry["at"]),
            float(entry["lasts"]),
            float(entry["comes"]),
            float(entry["goes"]),
            arkit(entry["weights"]),
            per_movement(entry["keeps"], 1.0),
            float(entry["seals"]),
        )
        for name, entry in entries["contacts"].items()
    }
    visemes = {}
    for name, entry in entries["visemes"].items():
        asked = {key: value for key, value in entry.items() if key != "contact"}
        visemes[name] = Viseme(
            per_movement({key: value[0] for key, value in asked.items()}, 0.0),
            per_movement({key: value[1] for key, value in asked.items()}, UNCONCERNED),
            entry.get("contact"),
        )
        if visemes[name].contact not in {None, *contacts}:
            raise ValueError(f"the viseme {name} has an unknown contact: {entry['contact']}")
    phones = {name: (look,) if isinstance(look, str) else tuple(look) for name, look in entries["phones"].items()}
    missing = {look for looks in phones.values() for look in looks} - visemes.keys()
    if missing or "HH" not in phones or "rest" not in visemes:
        raise ValueError(f"no viseme {', '.join(sorted(missing)) or 'rest, or no phone HH'}")
    return Table(
        movements,
        np.array([float(move["before"]) for move in moves]),
        np.array([float(move["after"]) for move in moves]),
        np.stack([arkit(move["weights"]) for move in moves]),
        contacts,
        visemes,
        phones,
        {name: float(value) for name, value in entries["strength"].items()},
    )


UNCONCERNED = 0.05
"""How much a sound cares about a movement that its viseme does not name."""


def arkit(named: dict[str, float]) -> F64:
    """[52] ARKit weights; a name without its side means both sides."""
    row = np.zeros(len(FACE_WEIGHTS))
    for name, weight in named.items():
        sides = [name] if name in FACE_INDEX else [f"{name}Left", f"{name}Right"]
        for side in sides:
            if side not in FACE_INDEX:
                raise ValueError(f"there is no face weight called {name}")
            row[FACE_INDEX[side]] = float(weight)
    return row
