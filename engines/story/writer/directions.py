"""Which way somebody goes or looks."""

from __future__ import annotations

from engines.story.vocabulary import Action
from engines.story.writer.clauses import Clause
from engines.story.writer.setting import place_of


def direction_of(clause: Clause, action: Action) -> str | None:
    if action.kind not in ("locomotion", "fight") and action.name not in ("looking_around", "point", "running_bases"):
        return None
    if clause.verb in _LEAVES:
        return "out"
    inside = any(preposition == "into" and place_of(group[0]) for preposition, group in clause.places)
    if (clause.verb in _COMES and (inside or clause.verb != "come" or not clause.adverbs)) or (
        inside and action.travels and clause.verb in ("walk", "run", "go", "march", "rush", "step", "sneak")
    ):
        return (
            "in"
            if not any(preposition in ("to", "back to") and group[0].is_pronoun for preposition, group in clause.places)
            else None
        )
    if (
        any(preposition in ("out of", "away from", "from", "off") for preposition, _ in clause.places)
        and action.travels
    ):
        return "away"
    found = next((_DIRECTIONS[adverb] for adverb in clause.adverbs if adverb in _DIRECTIONS), None)
    return found or next(
        (
            _DIRECTIONS[group[0].head]
            for preposition, group in clause.places
            if preposition in ("to", "on") and group[0].head in ("left", "right")
        ),
        None,
    )


_DIRECTIONS = {
    "left": "left",
    "right": "right",
    "away": "away",
    "off": "away",
    "out": "out",
    "in": "in",
    "inside": "in",
    "outside": "out",
    "home": "away",
    "up": "up",
    "down": "down",
    "upstairs": "up",
    "downstairs": "down",
    "around": "around",
    "round": "around",
    "back": "back",
    "backwards": "back",
    "backward": "back",
    "forward": "forward",
    "forwards": "forward",
    "ahead": "forward",
    "to the left": "left",
    "to the right": "right",
    "on the left": "left",
    "on the right": "right",
    "in a circle": "around",
    "in circles": "around",
    "around and around": "around",
    "round and round": "around",
    "sideways": "right",
    "aside": "left",
}


_LEAVES = ("leave", "depart", "exit", "disappear", "vanish", "escape", "flee")
_COMES = ("arrive", "enter", "appear", "come")
