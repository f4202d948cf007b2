"""How an action is played when the story says it with a certain word: configs/story/variants.yaml.

A push is called a punch in Stick-Gen's list, and is one in every tensor; yet it is played with both flat hands.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from functools import lru_cache
from types import MappingProxyType
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from contracts import StudioError
from engines.story import vocabulary
from engines.story.script import Beat, Feeling, Prop, Script

_VOWELS = "aeiou"


class Variant(BaseModel):
    """One look of an action; configs/story/variants.yaml explains its keys."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str
    says: str
    of: tuple[str, ...] = Field(min_length=1)
    verbs: tuple[str, ...] = Field(min_length=1)
    target: Literal["somebody", "something"] | None = None
    props: tuple[str, ...] = ()
    motion: str | None = None
    reach: float | None = Field(None, gt=0, le=5)
    seconds: float | None = Field(None, gt=0, le=30)
    posture: Literal["standing", "sitting", "kneeling", "lying"] | None = None
    answer: str | None = None
    hauls: Literal["pulls", "pushes"] | None = None
    vehicles: tuple[str, ...] = ()
    feeling: Feeling | None = None

    @property
    def played(self) -> str | None:
        """The key poses that it is played by; None is the action's own."""
        return None if self.motion == "none" else self.motion or self.name


@lru_cache(maxsize=1)
def variants() -> Mapping[str, Variant]:
    """Every variant by name, in the order of the file."""
    made = {}
    for name, entry in vocabulary.table("variants").items():
        try:
            made[name] = Variant(name=name, **entry)
        except (ValidationError, TypeError) as error:
            raise StudioError(
                f"variants.yaml: '{name}' cannot be used: {error}", "Compare it with its neighbours in configs/story."
            ) from error
    return MappingProxyType(made)


def variant_of(beat: Beat, cast: Collection[str], things: Mapping[str, Prop]) -> Variant | None:
    """How a beat is played, by its words; None as its action is. cast, things: who and what is in the scene."""
    if not beat.words or beat.implied:
        return None
    prop = things.get(beat.prop or "") or things.get(beat.target or "")
    target = "somebody" if beat.target in cast else "something" if prop is not None else None
    return _chosen(beat.action, beat.words.lower(), target, prop.kind if prop is not None else None)


@lru_cache(maxsize=4096)
def _chosen(action: str, words: str, target: str | None, kind: str | None) -> Variant | None:
    """The variant whose verb comes first in the words, after the name of who does it; of those, the most telling."""
    told = re.findall(r"[a-z']+", words)
    told = told[1:] if len(told) > 1 else told
    found = [
        (at, -len(phrase.split()), number)
        for number, one in enumerate(variants().values())
        if action in one.of and one.target in (None, target) and (not one.props or kind in one.props)
        for phrase in one.verbs
        if (at := _place(phrase, told)) is not None
    ]
    return tuple(variants().values())[min(found)[2]] if found else None


def _place(phrase: str, told: list[str]) -> int | None:
    """Where in the words the verb of a phrase is, if the rest of the phrase follows."""
    verb, *rest = phrase.split()
    for at, word in enumerate(told):
        if word in forms(verb):
            after = iter(told[at + 1 :])
            if all(any(one in (wanted, wanted + "s") for one in after) for wanted in rest):
                return at
    return None


@lru_cache(maxsize=1024)
def forms(verb: str) -> frozenset[str]:
    """Every form of a verb: push, pushes, pushed, pushing."""
    uneven = _uneven().get(verb)
    stem = verb[:-1] if verb.endswith("e") and not verb.endswith("ee") else verb
    short = len(verb) > 2 and sum(letter in _VOWELS for letter in verb) == 1
    doubled = short and verb[-1] not in "aeiouwxy" and verb[-2] in _VOWELS
    stem += verb[-1] if doubled else ""
    third = verb + ("es" if verb.endswith(("s", "sh", "ch", "x", "z", "o")) else "s")
    past = stem + "ed"
    if verb.endswith("y") and verb[-2] not in _VOWELS:
        third, past = verb[:-1] + "ies", verb[:-1] + "ied"
    ing = verb[:-2] + "ying" if verb.endswith("ie") else stem + "ing"
    return frozenset({verb, third, ing, *([past] if uneven is None else uneven)})


@lru_cache(maxsize=1)
def _uneven() -> dict[str, list[str]]:
    return dict(vocabulary.table("inflections"))


def notes(script: Script) -> Iterator[str]:
    """What is shown by an action that does not look like it, once for each word."""
    seen = set()
    fits = vocabulary.table("unlike")
    cast = {one.id for one in script.characters}
    for beat in script.beats:
        if beat.action not in fits or not beat.words or beat.implied:
            continue
        things = {prop.id: prop for prop in script.scene(beat.scene).props}
        words = re.findall(r"[a-z']+", beat.words.lower())
        own = any(_place(verb, words) is not None for verb in fits[beat.action])
        if own or variant_of(beat, cast, things) is not None or beat.words in seen:
            continue
        seen.add(beat.words)
        yield f"There is no picture of “{beat.words}”: it is shown as {beat.action.replace('_', ' ')}."
