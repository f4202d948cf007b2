"""The plan: which gesture when, and why. A person can read it, edit it and have it performed again."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator, model_validator

from contracts import StudioError

Hand = Literal["left", "right", "both"]


class PlannedGesture(BaseModel):
    """One gesture of the performance. Times are seconds from the beginning of the sound.

    The hand sets out at `start` (or as late as is comfortable, when none is given), its apex is at `stroke`, on the
    stressed syllable, and what the stroke made is held until `hold_until`; then the next gesture follows, or rest.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    stroke: float = Field(ge=0, le=36_000, description="When the apex lands, on the stressed syllable.")
    unit: str = Field(min_length=1, max_length=40, description="The gesture's name in the lexicon.")
    start: float | None = Field(None, ge=0, le=36_000, description="When the hand sets out; empty: as suits the way.")
    hold_until: float | None = Field(None, ge=0, le=36_000, description="How long it is held; empty: as the unit says.")
    hand: Hand = Field("right", description="Which hand; head-only gestures look to this side.")
    size: float = Field(1.0, ge=0, le=3, description="1 is as written in the lexicon.")
    speed: float = Field(1.0, ge=0.3, le=3, description="How quickly the stroke is made; 1 is unhurried.")
    why: str = Field("", max_length=300, description="What called for it, in words for a person.")

    @model_validator(mode="after")
    def _in_order(self) -> PlannedGesture:
        if self.start is not None and self.start > self.stroke:
            raise ValueError(f"it starts at {self.start:g} s, after its stroke at {self.stroke:g} s")
        if self.hold_until is not None and self.hold_until < self.stroke:
            raise ValueError(f"it is held until {self.hold_until:g} s, before its stroke at {self.stroke:g} s")
        return self


class Plan(BaseModel):
    """All gestures of a performance, in the order of their strokes."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    duration: float = Field(gt=0, le=36_000, description="Length of the performance, seconds.")
    gestures: tuple[PlannedGesture, ...] = ()
    style: str = Field("Presentation", description="The style it was planned for.")
    seed: int = Field(0, ge=0, description="The seed it was planned with.")
    notes: tuple[str, ...] = Field((), description="What a person should know of how it was made.")

    @field_validator("gestures")
    @classmethod
    def _sorted(cls, gestures: tuple[PlannedGesture, ...]) -> tuple[PlannedGesture, ...]:
        return tuple(sorted(gestures, key=lambda gesture: gesture.stroke))

    def replace(self, number: int | None, gesture: PlannedGesture | None) -> Plan:
        """With gesture `number`, from 0, exchanged for another; None for a number adds one, None for a gesture takes
        one out."""
        kept = [one for index, one in enumerate(self.gestures) if index != number]
        return self.model_copy(update={"gestures": self._sorted(tuple(kept + ([gesture] if gesture else [])))})

    def to_json(self) -> str:
        """One gesture a line, so that a person can find and change it; what is as usual is left out."""
        lines = [
            json.dumps(gesture.model_dump(exclude_defaults=True) | {"hand": gesture.hand}, ensure_ascii=False)
            for gesture in self.gestures
        ]
        head = json.dumps(self.model_dump(exclude={"gestures"}), ensure_ascii=False, indent=2)
        body = ",\n    ".join(lines)
        return head.removesuffix("\n}") + ',\n  "gestures": [' + (f"\n    {body}\n  " if lines else "") + "]\n}\n"

    @classmethod
    def from_json(cls, text: str, where: str = "The plan") -> Plan:
        """The plan in `text`; `where` names it in errors."""
        try:
            return cls.model_validate_json(text)
        except ValidationError as error:
            one = error.errors(include_url=False)[0]
            place = _place(one["loc"])
            message = one["msg"].removeprefix("Value error, ")
            raise StudioError(
                f"{where} cannot be used{place}: {message}.",
                "A plan needs 'duration' and 'gestures', each with at least 'stroke' (seconds) and 'unit' (a name).",
            ) from error

    def write(self, path: Path) -> None:
        """Write `plan.json`."""
        path.write_text(self.to_json(), encoding="utf-8")

    @classmethod
    def read(cls, path: Path) -> Plan:
        """Read `plan.json`."""
        try:
            return cls.from_json(path.read_text(encoding="utf-8"), path.name)
        except UnicodeDecodeError as error:
            raise StudioError(f"{path.name} is not text.", "Choose a plan.json that Marionette wrote.") from error


def _place(loc: tuple[int | str, ...]) -> str:
    """' at gesture 3, stroke' for ('gestures', 2, 'stroke')."""
    words = [f"gesture {part + 1}" if isinstance(part, int) else part for part in loc if part != "gestures"]
    return " at " + ", ".join(words) if words else ""
