"""What a character looks like: what the script says, and for the rest a look of its own."""

from __future__ import annotations

from dataclasses import replace

from engines.story.script import Character, Script
from renderers.figure_track import Look, look_for

_LONG = ("long", "bun", "curls")
_SHORT = ("short", "spikes", "curls")
_GREY = "#c9c9c9"
PALETTE = (
    "#2f6fd6",
    "#d62f2f",
    "#2f9e44",
    "#e8770c",
    "#8a3fc4",
    "#0c8599",
    "#c2255c",
    "#5c940d",
    "#846358",
    "#495057",
)
"""What the writer gives characters to tell them apart."""


def look_of(script: Script, who: str) -> Look:
    """The look of a character; neighbours of the same kind differ."""
    character = script.character(who)
    number = [one.id for one in script.characters].index(who)
    look = look_for(character.kind, number, character.species or "dog")
    if character.kind in ("human", "child"):
        look = _groomed(look, character, number)
    colours = character.colours
    if colours.body:
        # An animal keeps its fur if its colour only tells it from others: then it is what it wears.
        worn = character.kind == "animal" and colours.body in PALETTE
        if character.kind in ("human", "child") or worn:
            look = replace(look, top=colours.body)
        else:
            look = replace(look, skin=colours.body)
    if colours.clothes:
        look = replace(look, top=colours.clothes)
    if colours.hair:
        look = replace(look, hair=colours.hair)
    if colours.hat:
        look = replace(look, hat_colour=colours.hat)
    return replace(look, hat=character.hat) if character.hat else look


def _groomed(look: Look, character: Character, number: int) -> Look:
    """Hair and clothes that tell who they are from afar."""
    if character.gender == "female":
        look = replace(look, hair_style=_LONG[number % 3], outfit="skirt" if number % 2 else look.outfit)
    elif character.gender == "male":
        outfit = "trousers" if look.outfit == "skirt" else look.outfit
        look = replace(look, hair_style=_SHORT[number % 3], outfit=outfit)
    return replace(look, hair=_GREY) if character.age == "old" else look
