"""The named characters of the built-in synthesiser, from configs/voices.yaml."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Self

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, model_validator

FILE = Path(__file__).resolve().parents[3] / "configs" / "voices.yaml"


class Character(BaseModel):
    """Someone whom espeak-ng can play, in any language."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str = Field(description="How to ask for it.", pattern=r"^[a-z][a-z -]*$")
    label: str = Field(description="What it is like, in a few words.", min_length=1)
    language: str = Field("en-us", description="The language it speaks when none is asked for.")
    variant: str = Field(
        "", description="One of espeak-ng's colours of voice; none has the language's own, or timbre's."
    )
    timbre: tuple[str, ...] = Field((), description="A colour of our own: lines of an espeak-ng voice file.")
    words_per_minute: int = Field(150, description="Its usual speed.", ge=80, le=450)
    pitch: int = Field(50, description="50 is the colour's own; every 50 steps are about an octave.", ge=0, le=99)
    pitch_range: int = Field(50, description="50 is the colour's own liveliness; 0 is monotonous.", ge=0, le=100)

    @model_validator(mode="after")
    def _one_colour(self) -> Self:
        if self.variant and self.timbre:
            raise ValueError("a character has a variant or a timbre, not both")
        return self


@cache
def characters() -> dict[str, Character]:
    """By name, in the order of the file: the first is the usual one."""
    import yaml

    rows = TypeAdapter(list[Character]).validate_python(yaml.safe_load(FILE.read_text(encoding="utf-8")))
    return {row.name: row for row in rows}
