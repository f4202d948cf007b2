"""Which words of a story name somebody: names, things that speak in it, and nouns that no list holds."""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable

from engines.story.writer import lexicon, nearness
from engines.story.writer.clauses import Clause
from engines.story.writer.nearness import Embedder
from engines.story.writer.tagging import Word
from engines.story.writer.tokens import Prose, Sentence
from engines.story.writer.words import words


def names_in(prose: Prose) -> frozenset[str]:
    """Words that are always written with a capital, also within sentences, and are no known nouns."""
    known = words()
    opening: dict[str, int] = {}
    capital: dict[str, int] = {}
    small: set[str] = set()
    within: dict[str, set[str]] = {}  # what stands before a word that has a capital within a sentence
    for sentence in prose.sentences:
        for number, token in enumerate(sentence.tokens):
            if not token.is_word or " " in token.text:
                continue
            follows = sentence.tokens[number + 1] if number + 1 < len(sentence.tokens) else None
            acts = follows is not None and any(form.form in ("s", "past") for form in known.verb_forms(follows.lower))
            if token.begins and acts:  # 'Drip floats up.'
                opening[token.lower] = opening.get(token.lower, 0) + 1
            if token.text[0].isupper() and not token.begins:
                capital[token.lower] = capital.get(token.lower, 0) + 1
                within.setdefault(token.lower, set()).add(sentence.tokens[number - 1].lower if number else "")
            elif token.text[0].islower():
                small.add(token.lower)

    def is_name(word: str) -> bool:
        common = (
            known.noun(word).known
            or known.has("adjectives", word)
            or known.has("pronouns", word)
            or known.has("determiners", word)
            or known.has("adverbs", word)
            or known.has("times", word)
        )
        thing = known.noun(word).known and word not in (*known.beings, *known.places, *known.titles)
        thing &= not known.has("times", word) and not any(w in known.lists["possessives"] for w in within.get(word, ()))
        pet = thing and not any(known.has("determiners", before) for before in within.get(word, ("a",)))
        return word not in small and (word in known.names or not common or pet) and word != "i"

    again = {word for word, times in opening.items() if times > 1 and is_name(word)}
    return frozenset(word for word in capital if is_name(word)) | again


def places_among(prose: Prose, names: frozenset[str]) -> frozenset[str]:
    """Names that are only said after 'in', 'from' and the like, and are rather places: 'in England', 'in PE'."""
    after: dict[str, set[str]] = {}
    for sentence in prose.sentences:
        for before, token in itertools.pairwise(sentence.tokens):
            if token.lower in names:
                after.setdefault(token.lower, set()).add(before.lower)
    kinds = {"location", "object", "time", "communication"}

    def is_there(name: str, within: bool) -> bool:
        entry = lexicon.entry(name)
        fields = entry.noun_fields[: 2 if within else 1] if entry is not None else ()
        return bool(kinds & set(fields)) and name not in words().names

    return frozenset(
        name for name, led in after.items() if led <= set(_LEADING_THERE) and is_there(name, within=led == {"in"})
    )


_LEADING_THERE = ("in", "from", "to", "into", "across", "near", "around", "through", "of", "at", "for")


def speakers_in(read: list[tuple[Sentence, list[Word], list[Clause]]]) -> frozenset[str]:
    """Nouns of things that speak, weep or wave in this story, and so are somebody."""
    found = set()
    for _, _, clauses in read:
        for clause in clauses:
            if clause.link == "which" and not clause.quotes:
                continue  # 'a message which said that'
            says = bool(clause.quotes) or (
                words().has("personal", clause.verb or "") and not clause.passive and not clause.negated
            )
            says |= (
                any(one.head in _EITHER for one in clause.subject) and clause.verb is not None and not clause.passive
            )
            if says:
                found |= {
                    one.head
                    for one in clause.subject
                    if not one.is_pronoun and not one.is_name and one.owner is None and one.head not in _NEVER
                }
    return frozenset(found)


_EITHER = ("bat", "fly", "orange", "jay", "crane")  # animals when they do something, things otherwise


_NEVER = (
    "voice",
    "sign",
    "book",
    "letter",
    "note",
    "story",
    "song",
    "heart",
    "face",
    "eye",
    "mouth",
    "one",
    "radio",
    "poster",
    "music",
    "lip",
    "tear",
    "hand",
    "law",
    "rule",
)


_MAKERS = re.compile(r"(?:[^aeiou]er|[a-z]ist|[a-z]ian|ess|eer|man|woman|person|boy|girl|saur|or)$")


def alive(embedder: Callable[[], Embedder] | None) -> Callable[[str, bool], bool]:
    """Whether a noun that is in no list names somebody: by its ending, else by what it means."""
    known: dict[str, bool] = {}

    def judge(noun: str, acts: bool) -> bool:
        listed = lexicon.is_living(noun, acts)
        if listed is not None:
            return listed
        if noun not in known:
            known[noun] = bool(_MAKERS.search(noun)) or (
                embedder is not None and nearness.means_somebody(noun, embedder())
            )
        return known[noun]

    return judge
