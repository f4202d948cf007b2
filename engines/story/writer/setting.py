"""Where and when: places, times of day and weather that a sentence tells of."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from engines.story import vocabulary
from engines.story.script import TimeOfDay, Weather
from engines.story.writer.clauses import Clause, Phrase
from engines.story.writer.tokens import Prose, Sentence
from engines.story.writer.words import words

_AT = (
    "in",
    "at",
    "on",
    "to",
    "into",
    "through",
    "inside",
    "near",
    "by",
    "outside",
    "around",
    "across",
    "onto",
    "out of",
    "back to",
    "over to",
    "towards",
    "over",
    "up to",
    "in the middle of",
    "at the edge of",
    "along",
    "down",
    "down to",
    "out to",
    "into the middle of",
    "under",
    "off",
)
_ENTERING = ("into", "inside")
_INDOORS = {"house": "living_room", "school": "classroom", "farm": "farm"}
_TOWARDS = ("to", "into", "onto", "back to", "over to", "out to", "down to", "through")
_SEES = ("look", "stare", "gaze", "point", "glance", "peer", "howl", "bark", "wave", "shout", "blink")
_THERE = ("in", "at", "on", "inside")
_KINDRED = (
    {"beach", "sea", "island", "ship"},
    {"lake", "river"},
    {"classroom", "school", "gym", "library"},
    {"castle", "village"},
    {"space", "moon", "sky"},
    {"desert", "egypt"},
    {"city", "street"},
    {"living_room", "house"},
    {"forest", "jungle", "park", "garden"},
    {"stadium", "baseball_field", "basketball_court"},
    {"farm", "garden"},
)


@dataclass(frozen=True)
class Found:
    """A place in a sentence, and whether the story moves there."""

    place: str
    word: str
    moves: bool
    enters: bool = False  # through a door, so that even a place near by is another picture


def place_of(phrase: Phrase) -> str | None:
    """The place that a phrase names, if it does."""
    if phrase.is_pronoun:
        return None
    known = words().places
    for word in (phrase.words[-1].lower(), phrase.head, " ".join((*phrase.adjectives[-1:], phrase.head))):
        if word in known:
            return known[word]
    return None


def places_in(clause: Clause, first: bool, named: str | None = None) -> list[Found]:
    """The places that a clause tells of. `first`: it opens its sentence, and a place that leads it sets the scene.
    `named`: the place told of last, where somebody who 'goes inside' goes."""
    found = [*_behind_prepositions(clause, first), *_alone(clause, first)]
    for group in clause.objects:
        place = place_of(group[0])
        if place is not None and clause.verb in ("enter", "visit", "reach", "leave", "explore", "cross"):
            found.append(
                Found(place, group[0].head, clause.verb in ("enter", "visit", "reach"), clause.verb == "enter")
            )
    if "home" in clause.adverbs and words().has("going", clause.verb or ""):
        found.append(Found("house", "home", False))
    if named is not None and not found and _goes_in(clause) and (place := _within(named)) is not None:
        found.append(Found(place, "inside", True, enters=True))
    return found


def _behind_prepositions(clause: Clause, first: bool) -> list[Found]:
    found = []
    fronted = not clause.tail or clause.verb_at < 0
    for preposition, group in clause.places:
        place = place_of(group[0])
        if place is None or preposition not in _AT or group[0].determiner == "another":
            continue
        word = group[0].head
        if place in ("sky", "moon") and preposition in ("at", "towards", "to") and clause.verb in _SEES:
            continue  # 'stares at the sky'
        leads = first and clause.verb_at > group[0].start
        thing = word in words().props
        travels = words().has("going", clause.verb or "") or (clause.verb in _locomotion() and not clause.objects)
        goes = preposition in _TOWARDS and travels and not thing
        there = preposition in _THERE and (clause.verb in ("be", "stand", "arrive", "land", "meet", "live") or fronted)
        timed = preposition in _THERE and not thing and clause.role == "main" and _goes_on(clause)
        timed = timed or (first and any(_time(adverb) for adverb in clause.adverbs) and preposition in _THERE)
        enters = travels and preposition in _ENTERING
        if enters:
            place = _within(place) or place
        elif thing and not leads and preposition in ("to", "into", "over", "up to") and not _is_home(word):
            continue
        found.append(Found(place, word, leads or goes or there or timed or enters, enters))
    return found


def _goes_on(clause: Clause) -> bool:
    """'Then they eat in the playground': what comes next, and where."""
    starts = clause.adverbs[:1] and clause.adverbs[0] in ("then", "later", "afterwards", "next", "finally", "soon")
    after = any(preposition == "after" and clause.verb_at > group[0].start for preposition, group in clause.places)
    return bool(starts or after)


def _alone(clause: Clause, first: bool) -> list[Found]:
    """A heading, 'Kitchen, early morning.', and what is said of a place itself: 'The market is full of people.'"""
    if not first or not clause.subject or clause.quotes:
        return []
    place = place_of(clause.subject[0])
    heading = clause.verb is None and all(words().has("times", one.head) for one in clause.subject[1:])
    described = clause.verb in ("be", "look", "seem") and clause.subject[0].determiner in ("the", "this", "our", "my")
    if place is None or not (heading or described):
        return []
    return [Found(place, clause.subject[0].head, heading)]


def _goes_in(clause: Clause) -> bool:
    """'She crawls inside.'"""
    return clause.verb in _locomotion() and not clause.objects and any(a in ("inside", "in") for a in clause.adverbs)


def _within(place: str) -> str | None:
    """What is seen behind the door of a place."""
    indoors = vocabulary.table("places")
    return _INDOORS.get(place, place if indoors[place].get("inside") else None)


@lru_cache(maxsize=1)
def _locomotion() -> frozenset[str]:
    """Verbs by which somebody gets somewhere."""
    moving = [action for action in vocabulary.actions().values() if action.kind == "locomotion"]
    return frozenset(called.words for action in moving for called in action.verbs if " " not in called.words)


def _is_home(word: str) -> bool:
    return word in ("castle", "tower", "home")


def kindred(one: str, other: str) -> bool:
    """Whether two places are so near each other that no new scene is needed."""
    return one == other or any({one, other} <= group for group in _KINDRED)


def is_same_scene(here: str, found: Found) -> bool:
    """Whether `found` is seen in the picture of `here`, so that no new scene begins."""
    indoors = vocabulary.table("places")
    through_a_door = bool(indoors[here].get("inside")) != bool(indoors[found.place].get("inside"))
    return here == found.place or (kindred(here, found.place) and not (found.enters and through_a_door))


def time_of(sentence: Sentence) -> TimeOfDay | None:
    """The time of day that a sentence names."""
    for token in sentence.tokens:
        if (found := _time(token.lower)) is not None and not (token.lower == "night" and "knight" in token.lower):
            return found
    return None


def _time(words_of_time: str) -> TimeOfDay | None:
    table = _by_word("times_of_day")
    return next((table[word] for word in words_of_time.lower().replace("-", " ").split() if word in table), None)


def weather_of(sentence: Sentence) -> Weather | None:
    """The weather that a sentence names."""
    lowers = [token.lower for token in sentence.tokens]
    table = _by_word("weather")
    for at, low in enumerate(lowers):
        if low in table and not (at and lowers[at - 1] in ("no", "about", "of") and low != "rain"):
            return table[low]
        if (
            (low == "shines" and "sun" in lowers)
            or (low == "shining" and "sun" in lowers)
            or (low == "shone" and "sun" in lowers)
        ):
            return "sunny"
    return None


def clue(prose: Prose) -> str | None:
    """The place that most words of the story suggest, when none is named."""
    counts: dict[str, int] = {}
    table = _clues()
    for sentence in prose.sentences:
        for token in sentence.tokens:
            low = token.lower
            for word in (low, words().noun(low).singular if token.is_word else low):
                if word in table:
                    counts[table[word]] = counts.get(table[word], 0) + 1
                    break
    return max(counts, key=lambda place: counts[place], default=None)


@lru_cache(maxsize=1)
def _clues() -> dict[str, str]:
    return {word: place for place, entry in vocabulary.table("places").items() for word in entry.get("clues", ())}


@lru_cache(maxsize=2)
def _by_word(kind: str) -> dict[str, Any]:
    """Words to what they tell: 'moonlight' to 'night'."""
    return {word: meaning for meaning, listed in words().lists[kind].items() for word in listed}
