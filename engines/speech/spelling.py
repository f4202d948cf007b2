"""From text as it is written to the words a voice says: '$5' to 'five dollars', each linked to what was written."""

from __future__ import annotations

import re
from dataclasses import dataclass


@dataclass(frozen=True)
class Written:
    """One word between blanks and the ways to say it.

    text:     as written, with its punctuation: '1984,'.
    readings: spoken words, lower case, the likeliest reading first: (('nineteen', 'eighty', 'four'), ...). An empty
              reading is one that says nothing, as for a dash.
    """

    text: str
    readings: tuple[tuple[str, ...], ...]

    @property
    def spoken(self) -> tuple[str, ...]:
        """The likeliest reading."""
        return self.readings[0]


def spoken(text: str, language: str = "en") -> tuple[Written, ...]:
    """Every word of `text` in order, with the ways to say it."""
    return tuple(Written(word, (_say(word),)) for word in text.split())


def _say(word: str) -> tuple[str, ...]:
    from num2words import num2words

    said: list[str] = []
    for part in re.findall(r"\d+|[^\W\d_]+(?:['’][^\W\d_]+)*['’]?", word.replace(",", "")):
        said += num2words(int(part)).replace("-", " ").replace(",", "").split() if part.isdigit() else [part.lower()]
    return tuple(said)
