"""Which of a recogniser's words are words of the text, so that their times can be used."""

from __future__ import annotations

from collections.abc import Sequence
from difflib import SequenceMatcher

from engines.speech.spelling import Written
from engines.speech.track import Word

_LONG = 2000


def matched(written: Sequence[Written], heard: Sequence[Word]) -> list[Word | None]:
    """For each written word the heard word that is the same, in order; None where the recogniser heard another."""
    if not heard:
        return [None] * len(written)
    ours = [_letters(one.text) for one in written]
    theirs = [_letters(one.text) for one in heard]
    if ours == theirs:
        return list(heard)
    found: list[Word | None] = [None] * len(written)
    # Words as common as 'the' are passed over in long texts, where comparing each with each would take minutes.
    matcher = SequenceMatcher(None, ours, theirs, autojunk=len(ours) > _LONG)
    for block in matcher.get_matching_blocks():
        for step in range(block.size):
            found[block.a + step] = heard[block.b + step]
    return found


def _letters(text: str) -> str:
    return "".join(letter for letter in text.lower() if letter.isalnum()) or text
