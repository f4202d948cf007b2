"""Whether a name that tells nothing is a girl's or a boy's: by the pronouns that the whole story takes up it with."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, replace

from engines.story.writer.tagging import Word
from engines.story.writer.words import words

_LEADS = {"he": "male", "she": "female"}
_OTHER = {"him": "male", "his": "male", "himself": "male", "her": "female", "hers": "female", "herself": "female"}
_REMEMBERED = 5
_LATER = 0.4  # what a vote counts for who is the second choice, then the third
_ENOUGH = 0.5
_DOUBTED = 0.35  # where somebody else is known to fit
_SAME = 2.0  # what 'he' counts for who led its own sentence: 'Bisi cried, but she smiled'
_SAID = 3.0  # what 'his niece' counts
_OWN, _OBJECT = 0.7, 0.5  # what 'his' and 'him' count beside 'he'
_ENDS = {
    "female": ("a", "ie", "elle", "ette", "ine", "issa", "ah"),
    "male": ("o", "us", "os", "rd", "ck", "n", "d", "k", "r"),
}


@dataclass(frozen=True)
class _Mention:
    """Somebody who a pronoun may take up."""

    called: str
    gender: str | None
    sentence: int
    led: bool  # the sentence began with them


def genders(told: list[list[Word]]) -> dict[str, str]:
    """Names and nouns of somebody, in lower case, and what the story's pronouns make of them.

    told: the tagged sentences of the story.
    """
    votes: dict[str, dict[str, float]] = {}
    lately: deque[_Mention] = deque(maxlen=_REMEMBERED)
    for number, sentence in enumerate(told):
        led = False
        called = _called(sentence)
        for place, word in enumerate(sentence):
            ranked = sorted(lately, key=lambda one: not (one.led and one.sentence >= number - 1))
            if word.lower in _LEADS:
                here = bool(ranked) and ranked[0].led and ranked[0].sentence == number
                _vote(_LEADS[word.lower], _SAME if here else 1.0, ranked, votes)
                led = True
            elif word.lower in _OTHER:
                own = word.tag == "POSS" or word.lower.endswith("self")
                free = [one for one in ranked if own or not (one.led and one.sentence == number)]
                _vote(_OTHER[word.lower], _OWN if own else _OBJECT, free, votes)
            elif (one := _mention(word, number, not led)) is not None:
                if place in called and one.gender is None:
                    _vote(called[place], _SAID, [one], votes)
                    one = replace(one, gender=called[place])
                lately.appendleft(one)
                led = True
    return {name: _decided(name, count) for name, count in votes.items() if max(count.values()) >= _ENOUGH}


def _called(sentence: list[Word]) -> dict[int, str]:
    """Which names are said to be his or hers: 'her brother Kim', 'his nieces Tove and Signe'."""
    known, made = words(), dict[int, str]()
    noun: Word | None = None
    for place, word in enumerate(sentence):
        if word.tag == "NOUN":
            noun = word
        elif noun is not None and word.tag == "NAME" and (sentence[place - 1] is noun or made):
            being = known.beings.get(known.noun(noun.lower).singular)
            if being is not None and being.gender:
                made[place] = being.gender
        elif noun is None or not (known.noun(noun.lower).plural and place - 1 in made):
            noun = None
    return made


def _vote(gender: str, worth: float, choices: list[_Mention], votes: dict[str, dict[str, float]]) -> None:
    """The pronoun speaks for who may be meant, likeliest first, up to one who is known to fit."""
    if any(one.gender == gender for one in choices):
        worth *= _DOUBTED
    for one in choices:
        if one.gender == gender:
            return
        if one.gender is None:
            count = votes.setdefault(one.called, {})
            count[gender] = count.get(gender, 0.0) + worth
            worth *= _LATER


def _mention(word: Word, number: int, led: bool) -> _Mention | None:
    known = words()
    if word.tag == "NAME":
        being = known.beings.get(word.lower) or known.titles.get(word.lower)
        return _Mention(word.lower, (being.gender if being else known.names.get(word.lower)) or None, number, led)
    noun = known.noun(word.lower)
    one = known.beings.get(noun.singular) if word.tag == "NOUN" and not noun.plural else None
    return None if one is None or one.size else _Mention(word.lower, one.gender, number, led)


def _decided(name: str, count: dict[str, float]) -> str:
    """Most votes win; where they are even, the ending."""
    best = [gender for gender, votes in count.items() if votes == max(count.values())]
    if len(best) > 1:
        return next((gender for gender, ends in _ENDS.items() if name.endswith(ends)), best[0])
    return best[0]
