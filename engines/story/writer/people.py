"""People and things as far as the story has told of them."""

from __future__ import annotations

from dataclasses import dataclass, field

from engines.story.writer.words import Being


@dataclass
class Person:
    """A character as far as the story has told of them."""

    id: str
    name: str
    being: Being
    heads: set[str]
    gender: str | None = None
    group: str | None = None
    owner: str | None = None
    adjectives: set[str] = field(default_factory=set)
    seen: int = 0  # when last mentioned
    led: int = -9  # when last the subject
    colours: dict[str, str] = field(default_factory=dict)
    hat: str | None = None
    role: str | None = None
    alone: bool = False  # one of a group who was told of apart
    owns: bool = False  # was only told of as the owner of something
    neuter: bool = False  # was called 'it'
    sure: bool = False  # their gender was told, not guessed from a pronoun


@dataclass
class Thing:
    """Something that does nothing itself."""

    id: str
    kind: str
    colour: str | None = None
    seen: int = 0
    led: int = -9  # when last something was done to it
    plural: bool = False

    @property
    def salience(self) -> float:
        """How much it is spoken of: what something was done to comes before where that was done."""
        return self.seen if self.led >= self.seen else self.seen - 1.2
