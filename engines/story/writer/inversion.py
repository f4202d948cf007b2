"""Clauses whose subject comes after the verb, and 'so does Tom'."""

from __future__ import annotations

import itertools

from engines.story.writer import lexicon
from engines.story.writer.clauses import Clause
from engines.story.writer.words import words


def echo(clauses: list[Clause]) -> None:
    """'and so does Tom': does the same."""
    for before, clause in itertools.pairwise(clauses):
        if clause.verb in ("do", "be", "have") and "so" in clause.adverbs and clause.objects and before.verb:
            clause.subject, clause.inherited = clause.objects.pop(0), False
            clause.verb, clause.form, clause.tail = (before.verb, before.form, before.tail)
            clause.objects = [*before.objects]


def invert(clause: Clause) -> None:
    """'Behind the tree stands a boy', 'there was a king', '"Hello," says Tom': the subject comes after the verb."""
    who = clause.objects[0][0] if clause.objects else None
    living = who is not None and (who.head in words().beings or who.is_name or lexicon.is_living(who.head))
    if clause.verb in ("enter", "exit") and not clause.subject and living and clause.form in ("base", "s"):
        clause.subject = clause.objects.pop(0)  # stage directions: 'Enter two clowns.'
    alone = not clause.subject or (clause.inherited and clause.quoted_first)
    if clause.verb and alone and clause.objects and clause.role == "main":
        leads = bool(set(clause.adverbs[:1]) & {"there", "here", *_LEADING}) and clause.verb in _APPEARS
        first = clause.quoted_first or clause.places or "there" in clause.adverbs or "here" in clause.adverbs or leads
        if first and clause.form in ("s", "past", "base"):
            clause.subject = clause.objects.pop(0)
            clause.inherited = False


_LEADING = ("out", "in", "up", "down", "away", "off", "back", "along", "over", "then", "next", "first", "last")
_APPEARS = ("come", "go", "run", "fly", "jump", "fall", "walk", "step", "pop", "hop", "crawl", "swim", "roll", "rush")
