"""Where clauses are acted: the draft, who is in it, and the things that are seen."""

from __future__ import annotations

from collections.abc import Callable

from engines.story.writer import lexicon
from engines.story.writer.cast import Cast
from engines.story.writer.clauses import Clause, Phrase
from engines.story.writer.drafting import Draft
from engines.story.writer.nearness import Embedder
from engines.story.writer.people import Person, Thing
from engines.story.writer.tagging import Word
from engines.story.writer.words import words


class Stage:
    """What is written so far and who is there."""

    def __init__(self, draft: Draft, cast: Cast, embedder: Callable[[], Embedder] | None) -> None:
        self.draft = draft
        self.cast = cast
        self.tagged: list[Word] = []
        self.clauses: list[Clause] = []  # of the sentence
        self._handed_over = False
        self._offered: Person | None = None  # who holds out a hand
        self._again: str | None = None  # the verb of the clause before
        self._embedder = embedder

    def _see(self, phrase: Phrase, stands: bool = False) -> Thing | None:
        """A thing is there from now on, if it is one that can be drawn. `stands`: something is behind or on it."""
        known = words()
        if phrase.determiner == "no":
            return None
        if phrase.owner is not None and phrase.owner.is_name:
            self.cast.who([phrase.owner])
        if phrase.is_name and phrase.head not in known.props:
            return None
        if phrase.is_pronoun or phrase.head in known.props:
            vague = phrase.head in known.lists["vague"] and phrase.head != "one"
            return self.cast.what(phrase) if not vague else None
        if phrase.head in known.verbs and not stands and not lexicon.is_thing(phrase.head, first=True):
            return None  # 'dodges a kick'
        if phrase.head in known.places:
            return None
        if known.has("vague", phrase.head) or known.has("body", phrase.head):
            return None
        return self.cast.what(phrase) if lexicon.is_thing(phrase.head) else None

    def _place_as_thing(self, phrase: Phrase, clause: Clause) -> Thing | None:
        """'collects wood', 'climbs the stairs', 'looks at the castle': what elsewhere would say where."""
        if clause.verb in _PASSES or phrase.head not in words().places or phrase.head in words().lists["times"]:
            return None
        return self.cast.what(phrase) if lexicon.is_thing(phrase.head, first=True) else None

    def _owner_is_other(self, clause: Clause, phrase: Phrase) -> bool:
        """'takes the man's hand', and not one's own."""
        subject = self.cast.who(clause.subject, leads=True) if clause.subject else list(self.cast.subjects)
        owner = self.cast.owner_of(phrase, subject)
        return owner is not None and owner not in subject

    def _is_somebody(self, phrase: Phrase) -> bool:
        return phrase.is_name or phrase.head in words().beings

    def _is_strange(self, phrase: Phrase) -> bool:
        """Whether it is a name that nobody is known by."""
        known = any(phrase.head in one.heads or phrase.head == one.id for one in self.cast.people.values())
        return phrase.is_name and not known and phrase.head.split()[0] not in {*words().names, *words().titles}

    def _wear(self, phrase: Phrase, preposition: str, actors: list[Person]) -> None:
        if preposition in ("in", "with"):
            for actor in actors:
                self.cast.wears(actor, phrase)


_PASSES = ("enter", "leave", "cross", "visit", "explore", "reach", "tidy", "clean", "search", "tour")
