"""What each word of a sentence is: the reading of the whole sentence that hangs together best.

Every word has options (options.py). Readings grow word by word; each knows how its present clause stands (is there a
subject, of which number, a finite verb, a helper that waits for its verb ...), and what does not go together costs
(agreement.py). The cheapest reading wins.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from engines.story.writer import agreement
from engines.story.writer.clause_state import START, State
from engines.story.writer.options import options
from engines.story.writer.tags import Option, Tag
from engines.story.writer.tokens import Sentence, Token
from engines.story.writer.words import VerbForm

NOMINAL = ("DET", "POSS", "PRON", "NUM", "ADJ", "NOUN", "NAME")
STATES = ("be", "feel", "look", "seem", "become", "get", "turn", "grow", "sound", "appear", "stay", "remain")
_WIDTH = 14  # readings that are kept


@dataclass(frozen=True)
class Word:
    """A token and what it is."""

    token: Token
    tag: Tag
    verb: VerbForm | None = None

    @property
    def lower(self) -> str:
        return self.token.lower

    @property
    def text(self) -> str:
        return self.token.text


class _Reading(NamedTuple):
    cost: float
    state: State
    last: _Step | None


class _Step(NamedTuple):
    option: Option
    before: _Step | None


def tag(sentence: Sentence, names: frozenset[str]) -> list[Word]:
    """The words of a sentence. `names` are words, in lower case, that the story uses as names."""
    tokens = list(sentence.tokens)
    readings = [_Reading(0.0, START, None)]
    for at, token in enumerate(tokens):
        following = tokens[at + 1].lower if at + 1 < len(tokens) else ""
        best: dict[State, _Reading] = {}
        choices = options(tokens, at, names)
        for reading in readings:
            for option in choices:
                cost, state = agreement.step(reading.state, option, token, following)
                whole = reading.cost + option.cost + cost
                if state not in best or whole < best[state].cost:
                    best[state] = _Reading(whole, state, _Step(option, reading.last))
        readings = sorted(best.values(), key=lambda one: one.cost)[:_WIDTH]
    if not tokens:
        return []
    end = min(readings, key=lambda one: one.cost + agreement.at_end(one.state, sentence.end, len(tokens)))
    chosen = list(_path(end.last))[::-1]
    return [Word(token, option.tag, option.verb) for token, option in zip(tokens, chosen, strict=True)]


def _path(step: _Step | None) -> Iterator[Option]:
    while step is not None:
        yield step.option
        step = step.before
