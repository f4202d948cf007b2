"""A clause as it is understood: who (subject), does (verb), what (objects), where and with whom (prepositions), how.

Clauses keep the order of the text; `link` says how one hangs together with the one before: and, then, while, after ...
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from engines.story.writer.tagging import Word

Role = Literal["main", "sub", "rel", "inf", "part"]


@dataclass
class Phrase:
    """A noun phrase: 'the two old robots', 'Mrs Green', 'her'."""

    head: str  # singular, lower case
    words: tuple[str, ...]
    start: int
    determiner: str | None = None
    adjectives: tuple[str, ...] = ()
    number: int | None = None
    plural: bool = False
    is_name: bool = False
    is_pronoun: bool = False
    owner: Phrase | None = None
    of: Phrase | None = None
    aliases: list[Phrase] = field(default_factory=list)  # 'his mother, the queen', 'two boys, Tom and Ben'
    compound: str | None = None  # 'paper clip', where the head is 'clip'
    where: list[tuple[str, list[Phrase]]] = field(default_factory=list)  # 'the boy behind them', 'a girl with a hat'

    @property
    def text(self) -> str:
        return " ".join(self.words)


@dataclass
class Clause:
    """One verb and all that goes with it."""

    role: Role = "main"
    link: str | None = None
    subject: list[Phrase] = field(default_factory=list)
    inherited: bool = False  # the subject is the one of the clause before
    verb: str | None = None
    form: str = "base"
    verb_at: int = -1
    chain: str | None = None  # the verb before it: begin (to sing)
    negated: bool = False
    passive: bool = False
    progressive: bool = False
    past: bool = False
    perfect: bool = False  # 'has eaten', 'had eaten'
    modal: str | None = None
    objects: list[list[Phrase]] = field(default_factory=list)
    agent: list[Phrase] = field(default_factory=list)  # of a passive
    places: list[tuple[str, list[Phrase]]] = field(default_factory=list)  # prepositions
    adverbs: list[str] = field(default_factory=list)
    states: list[str] = field(default_factory=list)  # adjectives said of the subject
    quotes: list[int] = field(default_factory=list)
    quoted_first: bool = False
    tail: list[Word] = field(default_factory=list)  # the verb and what follows it, word by word
    each_other: bool = False
    anew: bool = False  # 'but' and the like stand before its 'when', so that it goes with what follows
    about: Phrase | None = None  # the phrase that a relative clause tells of

    @property
    def nouns(self) -> list[Phrase]:
        """Every phrase that is done to or with."""
        return [one for group in (*self.objects, *(who for _, who in self.places)) for one in group]
