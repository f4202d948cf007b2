"""The rows of a script's table, one by one: what they are, who does them, and what they are with another value."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Literal, TypeAlias

from pydantic import ValidationError

from contracts import StudioError
from engines.story import vocabulary
from engines.story.reading import refusal
from engines.story.script import Beat, Line, Narration, Scene, Script

Entry: TypeAlias = Beat | Line | Narration
Kind = Literal["beat", "line", "narration"]

NARRATOR = "narrator:"
"""Who says captions, in the list of people; no id looks like it."""
SAYS = {"said": "says", "shouted": "shouts", "whispered": "whispers", "sang": "sings"}
SHORTEST, LONGEST, FARTHEST = 0.4, 60.0, 3600.0
"""Seconds that something lasts at least and at most, and at which it begins in its scene at the latest."""
GREETING = "Hello!"


def kind_of(entry: Entry) -> Kind:
    """beat, line or narration."""
    return "beat" if isinstance(entry, Beat) else "line" if isinstance(entry, Line) else "narration"


def timed(entry: Entry, name: str, value: str) -> Entry:
    """`entry` at another time of its scene, or longer or shorter; an empty value lets it be worked out again."""
    if name == "duration" and not isinstance(entry, Beat):
        raise StudioError("A line takes as long as it takes to say.", "Change its words, or the voice.")
    if not value.strip():
        return entry.model_copy(update={name: None})
    try:
        seconds = round(float(value.replace(",", ".")), 2)
    except ValueError:
        raise StudioError(f"'{value}' is not a number of seconds.", "Write one such as 2.5.") from None
    least, most = (SHORTEST, LONGEST) if name == "duration" else (0.0, FARTHEST)
    if not least <= seconds <= most:
        raise StudioError(f"{seconds:g} seconds is not possible.", f"Choose {least:g} to {most:g}.")
    return entry.model_copy(update={name: seconds})


def doing(entry: Entry, value: str, first: str | None) -> Entry:
    """`entry` as another action, or a way to say something. first: who does it if nobody is named."""
    manner: Any = next((manner for manner, says in SAYS.items() if says == value), None)
    who = actor_of(entry) or first
    if manner is not None:
        text = GREETING if isinstance(entry, Beat) else entry.text
        if isinstance(entry, Line):
            return entry.model_copy(update={"manner": manner})
        if who is None:
            raise StudioError("There is nobody who could say it.", "Add somebody to the cast first.")
        return Line(who=who, text=text, manner=manner)
    action = vocabulary.actions().get(value)
    if action is None:
        raise StudioError(f"Nobody can '{value}' here.", "Choose one of the list.")
    if isinstance(entry, Beat):
        wanted: dict[str, Any] = {"action": value, "words": None, "duration": None, "feeling": None}
        if action.target == "none":
            wanted["target"] = None
        if action.prop == "none":
            wanted["prop"] = None
        if not action.travels:
            wanted |= {"direction": None, "to": None}
        return entry.model_copy(update=wanted)
    if who is None:
        raise StudioError("There is nobody who could do it.", "Add somebody to the cast first.")
    return Beat(actor=who, action=value)


def told(entry: Entry) -> Entry:
    """What stands in a table is told, even if the writer only took it for granted."""
    return entry.model_copy(update={"implied": False}) if isinstance(entry, Beat) and entry.implied else entry


def actor_of(entry: Entry | None) -> str | None:
    """Who does or says it; None for captions."""
    return entry.actor if isinstance(entry, Beat) else entry.who if isinstance(entry, Line) else None


def fresh(name: str, taken: Iterable[str]) -> str:
    """`name`, or the first of name2, name3 that is free."""
    known, number, made = set(taken), 1, name
    while made in known:
        number += 1
        made = f"{name}{number}"
    return made


def without_times(script: Script) -> Script:
    """A script as a person would write it: one that is laid out loses what was worked out for it."""
    if not script.is_laid_out:
        return script
    free: dict[str, Any] = {"start": None, "duration": None}

    def untimed(entries: Iterable[Any]) -> tuple[Any, ...]:
        return tuple(one.model_copy(update=free) for one in entries if not getattr(one, "implied", False))

    return script.model_copy(
        update={
            **{name: untimed(getattr(script, name)) for name in ("beats", "lines", "narration", "camera")},
            "scenes": untimed(_timeless(scene) for scene in script.scenes),
        }
    )


def _timeless(scene: Scene) -> Scene:
    """With weather that turns at its step, whenever that comes."""
    turns = tuple(turn if turn.step is None else turn.model_copy(update={"start": None}) for turn in scene.turns)
    return scene.model_copy(update={"turns": turns})


def checked(script: Script) -> Script:
    """`script`, if it is one; a StudioError says in a table's words what is wrong."""
    try:
        return Script.model_validate(script.model_dump(by_alias=True))
    except ValidationError as error:
        _, complaint = refusal(error)
        raise StudioError(f"{complaint[:1].upper()}{complaint[1:]}.", "Choose another value.") from error
