"""Words that do not fit their sound call for nothing, for they were hardly said.

A recogniser that knows only English finds English words in every language. The aligner then tells how well each fits
its sound; English words have 0.85 in the middle and hardly ever less than 0.4, what is left of other languages hardly
ever more. One word may fit by chance or be mumbled, so that its neighbours are asked as well.
"""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from engines.gesture.calls import Call
from engines.speech import SpeechTrack, Word

DOUBTED = 0.4
"""Mean score of words under which they do not fit their sound."""
NEIGHBOURS = 3
"""So many words on either side are asked as well."""
_NAMED = 4


def believed(calls: Iterable[Call], track: SpeechTrack) -> tuple[list[Call], tuple[str, ...]]:
    """The calls of words that fit their sound, and a note where others were left out.

    A text that somebody gave is taken at its word, however it sounds.
    """
    every = list(calls)
    if not track.recogniser.startswith("faster-whisper"):
        return every, ()
    kept = [call for call in every if _fits(track.words, call)]
    left = {(call.first, call.last) for call in every} - {(call.first, call.last) for call in kept}
    return kept, (_note(track.words, _outermost(left)),) if left else ()


def _fits(words: tuple[Word, ...], call: Call) -> bool:
    first, last = max(call.first - NEIGHBOURS, 0), call.last + NEIGHBOURS
    return min(_mean(words[call.first : call.last + 1]), _mean(words[first : last + 1])) >= DOUBTED


def _mean(words: tuple[Word, ...]) -> float:
    """Mean score of what has one; 1 where nothing has."""
    scores = [word.score for word in words if word.score is not None]
    return float(np.mean(scores)) if scores else 1.0


def _outermost(spans: set[tuple[int, int]]) -> list[tuple[int, int]]:
    """Spans of words, inclusive, that lie in no other one, in order."""
    return sorted(one for one in spans if not any(a <= one[0] and one[1] <= b and (a, b) != one for a, b in spans))


def _note(words: tuple[Word, ...], spans: list[tuple[int, int]]) -> str:
    named = [
        f"'{' '.join(word.text for word in words[first : last + 1])}' ({words[first].start:.1f} s)"
        for first, last in spans[:_NAMED]
    ]
    more = f" and {len(spans) - _NAMED} more" if len(spans) > _NAMED else ""
    return (
        f"The sound does not fit what was heard as {', '.join(named)}{more}: there the hands only keep the rhythm. "
        "If the words are right, give the text yourself."
    )
