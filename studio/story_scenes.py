"""The scenes of a script: places, times, weathers, what stands there; which come and go. Works on a `Table`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from contracts import StudioError
from engines.story import vocabulary
from engines.story.script import Beat, Placed, Position, Prop, Scene
from studio.story_entries import Entry, fresh

if TYPE_CHECKING:
    from studio.story_table import Table

NEW_THING = "new:"
"""Before the kind of a thing that shall come into the scene."""


def set_scene(table: Table, number: int, name: str, value: str) -> None:
    """Another place, time of day or weather."""
    if name.startswith("turn-"):
        return _set_turn(table, _scene(table, number), name.removeprefix("turn-"), value)
    if name not in ("place", "time", "weather"):
        raise StudioError(f"A scene has no '{name}'.", "Change another cell.")
    if name == "place" and value not in vocabulary.table("places"):
        raise StudioError(f"There is no place '{value}'.", "Choose one of the list.")
    number = _scene(table, number)
    table.scenes[number] = table.scenes[number].model_copy(update={name: value})


def _set_turn(table: Table, number: int, which: str, value: str) -> None:
    """Other weather at a turn, or no turn."""
    turns = table.turns[number]
    if not which.isdecimal() or int(which) >= len(turns):
        raise StudioError("The weather does not turn there any more.", "Choose one of those shown.")
    turn, group = turns[int(which)]
    turns[int(which) : int(which) + 1] = [(turn.model_copy(update={"weather": value}), group)] if value else []


def add_scene(table: Table, number: int) -> None:
    """A scene behind another one, in the same light, where the same people are; somebody walks in."""
    before = table.scenes[_scene(table, number)]
    name = fresh("scene", {scene.id for scene in table.scenes})
    people = [placed.who for placed in before.cast] or [one.id for one in table.base.characters[:2]]
    cast = tuple(Placed(who=who) for who in people)
    table.scenes.insert(number + 1, Scene(id=name, place=before.place, time=before.time, cast=cast))
    table.groups.insert(number + 1, [[Beat(actor=people[0], action="walk", direction="in")]] if people else [])
    table.shots.insert(number + 1, [])
    table.turns.insert(number + 1, [])


def delete_scene(table: Table, number: int) -> None:
    """Without a scene and all that happens in it."""
    _scene(table, number)
    if len(table.scenes) == 1:
        raise StudioError("This is the only scene.", "Change its place, or delete its rows.")
    for part in (table.scenes, table.groups, table.shots, table.turns):
        del part[number]


def _scene(table: Table, number: int) -> int:
    if not 0 <= number < len(table.scenes):
        raise StudioError("That scene is not in the script any more.", "Choose one of those shown.")
    return number


def thing(table: Table, scene: int, value: str) -> str:
    """The id that `value` means; a thing that is new comes into the scene."""
    if not value.startswith(NEW_THING):
        return value
    kind = value.removeprefix(NEW_THING)
    if kind not in vocabulary.table("props"):
        raise StudioError(f"There is no '{kind}' to be drawn.", "Choose one of the list.")
    taken = {one.id for one in table.base.characters} | {prop.id for prop in table.scenes[scene].props}
    name = fresh(kind, taken)
    table.scenes[scene] = table.scenes[scene].model_copy(
        update={"props": (*table.scenes[scene].props, Prop(id=name, kind=kind))}
    )
    return name


def taken_along(table: Table, entry: Entry, here: int, there: int) -> Entry:
    """An entry in another scene: the things it needs come along."""
    if not isinstance(entry, Beat):
        return entry
    known = {prop.id for prop in table.scenes[there].props}
    needed = {entry.prop, entry.target} - known
    more = [prop for prop in table.scenes[here].props if prop.id in needed]
    if more:
        plain = [prop.model_copy(update={"position": Position(), "held_by": None}) for prop in more]
        table.scenes[there] = table.scenes[there].model_copy(update={"props": (*table.scenes[there].props, *plain)})
    return entry.model_copy(update={"to": None, "through": None})
