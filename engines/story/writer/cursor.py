"""A place in a tagged sentence, and the clause that is being read there."""

from __future__ import annotations

from engines.story.writer import lexicon
from engines.story.writer.clauses import Clause, Phrase, Role
from engines.story.writer.inversion import invert
from engines.story.writer.tagging import Word
from engines.story.writer.words import words


class Cursor:
    """Reads on word by word; what is whole goes to `clauses`."""

    def __init__(self, tagged: list[Word]) -> None:
        self.words = tagged
        self.at = 0
        self.clauses: list[Clause] = []
        self.now = Clause()
        self.lead_adverbs: list[str] = []
        self.outer: list[Clause] = []  # clauses that a relative clause interrupts

    def _tag(self, ahead: int = 0) -> str | None:
        at = self.at + ahead
        return self.words[at].tag if 0 <= at < len(self.words) else None

    def _low(self, ahead: int = 0) -> str:
        at = self.at + ahead
        return self.words[at].lower if 0 <= at < len(self.words) else ""

    def _close(self) -> None:
        """The clause is whole."""
        now = self.now
        if now.verb or now.quotes or now.subject or now.places or now.objects:
            invert(now)
            if now not in self.clauses:
                self.clauses.append(now)

    def _begin(self, role: Role, link: str | None, subject: list[Phrase] | None = None) -> None:
        last = self.now
        early = list(last.subject)
        invert(last)
        if subject is not None and subject == early and last.subject != early:
            subject = list(last.subject)
        self._close()
        inherited = subject is None
        self.now = Clause(role=role, link=link, subject=subject or [], inherited=inherited)
        if role in ("main", "part", "inf") and inherited:
            self.now.subject = list(last.subject)

    def _to_tail(self) -> None:
        if self.now.verb is not None:
            self.now.tail.append(self.words[self.at])
        self.at += 1

    def _last_phrase(self) -> Phrase | None:
        if self.now.verb is None and self.now.subject:
            return self.now.subject[-1]
        if self.now.nouns or self.now.agent:
            return max([*self.now.nouns, *self.now.agent], key=lambda one: one.start)
        return self.now.subject[-1] if self.now.subject else None

    def _last_group(self) -> list[Phrase]:
        groups = [*self.now.objects, *(who for _, who in self.now.places)]
        return max(groups, key=lambda group: group[-1].start)

    def _back_to_outer(self) -> bool:
        """A verb after a relative clause belongs to the clause that it interrupts."""
        inside = self.now.role == "rel" or (self.now.role == "inf" and self._is_finite_verb())
        if inside and self.now.verb is not None and self.outer and self.outer[-1].verb is None:
            inner, self.now = self.now, self.outer.pop()
            self.clauses.append(inner)
            return True
        return False

    def _is_finite_verb(self) -> bool:
        verb = self.words[self.at].verb if self.at < len(self.words) else None
        return verb is not None and verb.form in ("s", "past")

    @staticmethod
    def _is_person(phrase: Phrase) -> bool:
        return phrase.is_name or phrase.head in words().beings or bool(lexicon.is_living(phrase.head))

    def _plain_ing(self) -> bool:
        verb = self.words[self.at].verb
        return verb is not None and verb.form == "ing" and self.now.verb is not None

    def _is_finite_here(self) -> bool:
        at = self.at
        while at < len(self.words) and self.words[at].tag in ("ADV", "NOT"):
            at += 1
        return at < len(self.words) and self.words[at].tag in ("VERB", "MODAL", "REL")


def is_finite(word: Word) -> bool:
    return word.verb is not None and word.verb.form != "ing"
