"""Which prepositions lead to what an action is done to, and which say where: configs/story/prepositions.yaml."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from engines.story import vocabulary
from engines.story.script import Relation
from engines.story.vocabulary import Action
from engines.story.writer.clauses import Phrase
from engines.story.writer.setting import place_of
from engines.story.writer.words import words

STAYING = ("sit", "stand", "kneel", "lie_down", "idle", "reading", "typing", "eating", "drinking", "fight_stance")
_AIMED = frozenset(["talk", "whisper", "shout", "wave", "throwing", "point", "punch", "kick"])
_PLAIN = ("always", "to_somebody", "uses", "to_body", "travelling", "stands_by", "within", "company")
_POSTURES = ("sit", "lie_down", "stand", "kneel", "idle")
_BALLS = ("ball", "basketball", "snowball")


@dataclass(frozen=True)
class Prepositions:
    """What each preposition can tell."""

    relations: Mapping[str, Relation]
    always: frozenset[str]
    to_somebody: frozenset[str]
    to_thing: Mapping[str, frozenset[str]]
    uses: frozenset[str]
    to_body: frozenset[str]
    travelling: frozenset[str]
    stands_by: frozenset[str]
    within: frozenset[str]
    company: frozenset[str]


@lru_cache(maxsize=1)
def prepositions() -> Prepositions:
    """The table, read once."""
    table = vocabulary.table("prepositions")
    return Prepositions(
        relations={word: relation for relation, listed in table["relations"].items() for word in listed},
        to_thing={action: frozenset(listed) for action, listed in table["to_thing"].items()},
        **{kind: frozenset(table[kind]) for kind in _PLAIN},
    )


def in_company(action: Action) -> bool:
    """Whether 'with Ben' tells who does it too: 'walks with Ben', not at whom it is aimed, as in 'talks with Ben'."""
    return action.people == 1 and action.name not in _AIMED


def leads_to_thing(preposition: str, action: Action, phrase: Phrase) -> bool:
    """Whether the thing that follows a preposition is what the action is done to."""
    known = prepositions()
    if preposition == "into" and action.travels and place_of(phrase) is None:
        return True  # 'walks into a lamp post'
    if preposition == "with" and action.travels and words().props.get(phrase.head) not in _BALLS:
        return False
    if action.name in _POSTURES:
        return preposition in known.stands_by | known.to_thing.get(action.name, frozenset())
    if preposition in known.always:
        return action.kind != "emotional" or action.name == "laugh"
    if action.travels and preposition in known.travelling:
        return True
    plain = action.travels or action.kind == "emotional"
    return preposition in known.to_thing.get(action.name, frozenset[str]() if plain else known.uses)
