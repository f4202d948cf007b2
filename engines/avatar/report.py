"""What was found in a film that was looked at."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

from contracts import StudioError
from engines.avatar.faces import Picture
from engines.footage import Footage

Level: TypeAlias = Literal["pass", "warn", "stop"]


@dataclass(frozen=True, eq=False)
class Item:
    """One thing that was checked. `value` is the measure; `picture` [H, W, 3] shows where it was seen."""

    name: str
    level: Level
    sentence: str
    value: float | None = None
    picture: Picture | None = None


@dataclass(frozen=True, eq=False)
class Report:
    """All that was checked, and the part of the film, in seconds, that is best used."""

    footage: Footage
    items: tuple[Item, ...]
    part: tuple[float, float]

    @property
    def level(self) -> Level:
        """The worst of all items."""
        levels = {item.level for item in self.items}
        return "stop" if "stop" in levels else "warn" if "warn" in levels else "pass"

    def item(self, name: str) -> Item:
        """The item of that name."""
        return next(item for item in self.items if item.name == name)

    def described(self) -> dict[str, object]:
        """All of it but the pictures, for JSON."""
        return {
            "video": self.footage.path.name,
            "level": self.level,
            "part": [round(second, 3) for second in self.part],
            "items": [
                {
                    "name": item.name,
                    "level": item.level,
                    "sentence": item.sentence,
                    "value": None if item.value is None else round(item.value, 4),
                }
                for item in self.items
            ],
        }

    def refuse(self) -> None:
        """A StudioError with everything that stops this film from becoming an avatar; nothing when it may."""
        stops = [item.sentence for item in self.items if item.level == "stop"]
        if stops:
            raise StudioError(" ".join(stops), "Record again: 3 to 10 s, facing the camera, in even light, with sound.")
