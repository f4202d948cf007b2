"""What the writer knows of single words: which verbs and nouns a word can be, as configs/story tells it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Literal

from engines.story import vocabulary
from engines.story.writer import lexicon

Form = Literal["base", "s", "past", "ing", "participle"]


@dataclass(frozen=True)
class VerbForm:
    """One way in which a word can be a verb."""

    lemma: str
    form: Form
    known: bool


@dataclass(frozen=True)
class Noun:
    """A word as a noun."""

    singular: str
    plural: bool
    known: bool


@dataclass(frozen=True)
class Being:
    """What is known of who bears a noun or a name: a queen, a dog, Tom."""

    kind: str
    gender: str | None = None
    age: str = "grown"
    hat: str | None = None
    voice: str | None = None
    size: int | None = None


@dataclass(frozen=True)
class Words:
    """Every list of configs/story/words.yaml and its neighbours, ready to be looked up."""

    lists: Mapping[str, Any]
    beings: Mapping[str, Being]
    titles: Mapping[str, Being]
    names: Mapping[str, str]  # first names and the gender that they tell; empty where they tell none
    props: Mapping[str, str]
    held: frozenset[str]
    places: Mapping[str, str]
    verbs: frozenset[str]
    irregular: Mapping[str, tuple[VerbForm, ...]]
    participles: frozenset[str]  # verbs that have one of their own
    singulars: Mapping[str, str]
    phrasal: frozenset[tuple[str, str]]  # verbs with a particle and an object: ('pick', 'up')
    moving: frozenset[str]  # verbs after which 'up' leads somewhere: 'runs up the hill'
    feelings: Mapping[str, tuple[str, str | None]]
    manners: Mapping[str, str]

    def has(self, kind: str, word: str) -> bool:
        """Whether `word` is in the list called `kind`."""
        return word in _listed(kind)

    def verb_forms(self, word: str) -> tuple[VerbForm, ...]:
        """Every verb that `word` can be a form of; ones that are in no list only as -s, -ed and -ing."""
        return _verb_forms(self, word)

    def has_participle(self, lemma: str) -> bool:
        """Whether a verb has a participle of its own, as 'eat' has 'eaten'."""
        return lemma in self.participles

    def noun(self, word: str) -> Noun:
        """`word` as a noun: what one of it is called, and whether it is more than one."""
        if word in self.singulars:
            one = self.singulars[word]
            return Noun(one, one != word or one.endswith("s"), True)
        for stem in _singulars(word):
            if self._is_noun(stem):
                return Noun(stem, True, True)
        if self._is_noun(word):
            return Noun(word, False, True)
        if word.endswith("s") and not word.endswith(("ss", "us", "is")) and len(word) > 3:
            return Noun(_singulars(word)[-1], True, False)
        return Noun(word, False, False)

    def _is_noun(self, word: str) -> bool:
        return (
            word in self.beings
            or word in self.props
            or word in self.places
            or self.has("lifeless", word)
            or self.has("body", word)
            or self.has("clothes", word)
            or self.has("times", word)
        )


def _verb_forms(known: Words, word: str) -> tuple[VerbForm, ...]:
    found = list(known.irregular.get(word, ()))
    if word in known.verbs:
        found.append(VerbForm(word, "base", True))
    stems = _stripped(word)
    if word not in known.irregular:
        found += [VerbForm(stem, form, True) for stem, form in stems if stem in known.verbs]
    if not found:
        if (lemma := lexicon.lemma_of(word, "v")) is not None:
            found.append(VerbForm(lemma, _irregular_form(lemma, word), True))
        if lexicon.is_verb(word):
            found.append(VerbForm(word, "base", True))
        found += [VerbForm(stem, form, True) for stem, form in stems if lexicon.is_verb(stem)]
    if not found and stems and len(word) > 4:
        found.append(VerbForm(stems[0][0], stems[0][1], False))
    return tuple(dict.fromkeys(found))


def _stripped(word: str) -> list[tuple[str, Form]]:
    """What is left of a word without the endings of verbs, likeliest first."""
    made: list[tuple[str, Form]] = []

    def stems(cut: str, form: Form) -> None:
        if len(cut) < 2:
            return
        if len(cut) > 2 and cut[-1] == cut[-2] and cut[-1] not in "sl":
            made.append((cut[:-1], form))
        if not _DOUBLES.fullmatch(cut):  # 'hoped' is no form of 'hop'
            made.append((cut, form))
        made.append((cut + "e", form))
        if cut[-1] == cut[-2] and cut[-1] in "sl":
            made.append((cut[:-1], form))

    if word.endswith("ies") and len(word) > 4:
        made.append((word[:-3] + "y", "s"))
    elif word.endswith(("ches", "shes", "sses", "xes", "zes", "oes")):
        made += [(word[:-2], "s"), (word[:-1], "s")]
    elif word.endswith("s") and not word.endswith("ss"):
        made.append((word[:-1], "s"))
    if word.endswith("ied") and len(word) > 4:
        made.append((word[:-3] + "y", "past"))
    elif word.endswith("ed"):
        stems(word[:-2], "past")
    if word.endswith("ing"):
        stems(word[:-3], "ing")
    return made


def _singulars(word: str) -> list[str]:
    made = []
    if word.endswith("ies") and len(word) > 4:
        made.append(word[:-3] + "y")
    if word.endswith("ves") and len(word) > 4:
        made += [word[:-3] + "f", word[:-3] + "fe"]
    if word.endswith("es") and len(word) > 4:
        made.append(word[:-2])
    if word.endswith("s") and not word.endswith("ss") and len(word) > 2:
        made.append(word[:-1])
    if word.endswith(("ches", "shes", "sses", "xes")):
        made.append(word[:-2])
    return made


@lru_cache(maxsize=64)
def _listed(kind: str) -> frozenset[str]:
    return frozenset(words().lists[kind])


@lru_cache(maxsize=1)
def words() -> Words:
    """Everything, read once."""
    lists = vocabulary.table("words")
    people = vocabulary.table("people")
    beings = {
        noun: being for kind in ("human", "child", "robot", "alien", "animal") for noun, being in _of(people, kind)
    }
    names = {name.lower(): "" if gender == "either" else gender for gender in _GENDERS for name in people[gender]}
    titles = {title: Being("human", **entry) for title, entry in people["titles"].items()}
    props = {word: name for name, entry in vocabulary.table("props").items() for word in (name, *entry["words"])}
    held = [
        word
        for name, entry in vocabulary.table("props").items()
        if entry.get("held")
        for word in (name, *entry["words"])
    ]
    places = {word: name for name, entry in vocabulary.table("places").items() for word in entry["words"]}
    patterns = [called.words for action in vocabulary.actions().values() for called in action.verbs]
    patterns += [
        str(word)
        for kind in ("said", "shouted", "whispered", "sang", "doing", "only_meant", "unseen")
        for word in lists[kind]
    ]
    irregular: dict[str, list[VerbForm]] = {}
    for lemma, forms in lists["irregular"].items():
        for form in forms:
            irregular.setdefault(form, []).append(VerbForm(lemma, _irregular_form(lemma, form), True))
    verbs = {pattern.split()[0] for pattern in patterns} | set(lists["irregular"])
    feelings = {
        called.words: (name, called.manner) for name, entry in vocabulary.feelings().items() for called in entry.words
    }
    manners = {word: name for name, manner in vocabulary.manners().items() for word in manner.words}
    return Words(
        lists=lists,
        beings=beings,
        titles=titles,
        names=names,
        props=props,
        held=frozenset(held),
        places=places,
        verbs=frozenset(verbs),
        irregular={form: tuple(found) for form, found in irregular.items()},
        participles=frozenset(
            form.lemma for found in irregular.values() for form in found if form.form == "participle"
        ),
        singulars={more: one for one, more in lists["plurals"].items()},
        phrasal=frozenset(_phrasal()),
        moving=frozenset(_moving()),
        feelings=feelings,
        manners=manners,
    )


_DOUBLES = re.compile(r"[^aeiou]*[aeiou][^aeiouwxys]")  # their last letter is doubled before -ed and -ing
_GENDERS = ("female", "male", "either")
_PARTICLES = ("up", "down", "out", "off", "on", "over", "away", "back", "in")


def _phrasal() -> Iterator[tuple[str, str]]:
    for action in vocabulary.actions().values():
        for called in action.verbs:
            parts = called.words.split()
            if len(parts) > 1 and parts[1] in _PARTICLES and action.name in _WITH_OBJECTS:
                yield parts[0], parts[1]


def _moving() -> Iterator[str]:
    for action in vocabulary.actions().values():
        if action.kind == "locomotion" or action.name in ("looking_around", "sit", "stand", "lie_down", "dance"):
            for called in action.verbs:
                yield called.words.split()[0]


_WITH_OBJECTS = ("catching", "throwing", "point", "typing", "eating", "drinking", "fielding", "punch", "clap")


def _of(people: Mapping[str, Any], kind: str) -> list[tuple[str, Being]]:
    made = []
    for noun, entry in people[kind].items():
        if noun == "everyday":
            made += [(str(one), Being(kind)) for one in entry]
        else:
            made.append((noun, Being(kind, **entry)))
    return made


def _irregular_form(lemma: str, form: str) -> Form:
    if form in ("am", "is", "are", "has", "does", "lies", "flies", "cries", "tries", "carries", "hurries", "dies"):
        return "s"
    if form.endswith("ing") and form not in ("sing", "bring", "ring"):
        return "ing"
    if form.endswith("s") and not form.endswith("ss") and form != "was":
        return "s"
    if form in ("been", "done", "gone", "run", "come") or form.endswith(("en", "un", "um", "own", "orn", "ain")):
        return "participle"
    del lemma
    return "past"
