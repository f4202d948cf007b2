"""What a word can be, and how unlikely that is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from engines.story.writer.words import VerbForm

Tag = Literal[
    "DET",
    "POSS",
    "PRON",
    "NUM",
    "ADJ",
    "NOUN",
    "NAME",
    "VERB",
    "MODAL",
    "TO",
    "NOT",
    "PREP",
    "AND",
    "SUB",
    "ADV",
    "REL",
    "QUOTE",
    "COMMA",
    "MARK",
    "OWNS",
    "EACH",
]


@dataclass(frozen=True)
class Option:
    """One thing that a word can be."""

    tag: Tag
    cost: float = 0.0
    verb: VerbForm | None = None
