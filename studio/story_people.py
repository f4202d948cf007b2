"""The people of a script: their names, kinds, looks and voices; who comes and who goes. Works on a `Table`."""

from __future__ import annotations

from typing import Any

from contracts import StudioError
from engines.story.script import Beat, Character, Line, Placed, Position, Shot
from studio.story_entries import Entry, actor_of, fresh
from studio.story_table import Table

_NAMES = ("Sam", "Mia", "Leo", "Zoe", "Ali", "Nora", "Finn", "Aya", "Max", "Lina", "Omar", "Eva")


def set_person(table: Table, who: str, name: str, value: str) -> None:
    """Somebody's name, kind, looks or voice."""
    people = list(table.base.characters)
    number = next((n for n, one in enumerate(people) if one.id == who), None)
    if number is None:
        raise StudioError("That character is not in the story any more.", "Choose one of those shown.")
    one = people[number]
    if name in ("body", "clothes", "hair", "hat_colour"):
        colours = {"hat" if name == "hat_colour" else name: value.lower() or None}
        changed = one.model_copy(update={"colours": one.colours.model_copy(update=colours)})
    elif name in ("name", "kind", "species", "gender", "age", "hat", "voice", "moves"):
        keeps = name in ("name", "kind", "age")
        changed = one.model_copy(update={name: value.strip() if keeps else value.strip() or None})
    else:
        raise StudioError(f"A character has no '{name}'.", "Change something else.")
    people[number] = changed
    table.base = table.base.model_copy(update={"characters": tuple(people)})


def add_person(table: Table) -> str:
    """Somebody new, who stands in the first scene."""
    taken = {one.id for one in table.base.characters} | {prop.id for scene in table.scenes for prop in scene.props}
    names = {one.name for one in table.base.characters}
    name = next((name for name in _NAMES if name not in names and name.lower() not in taken), None)
    called = name or fresh("Somebody", names)
    who = fresh(called.lower(), taken)
    table.base = table.base.model_copy(
        update={"characters": (*table.base.characters, Character(id=who, name=called, kind="child"))}
    )
    table.scenes[0] = table.scenes[0].model_copy(update={"cast": (*table.scenes[0].cast, Placed(who=who))})
    return who


def delete_person(table: Table, who: str) -> None:
    """Without somebody and all that they do and say; others go on without them."""
    table.base = table.base.model_copy(
        update={"characters": tuple(one for one in table.base.characters if one.id != who)}
    )
    for number, groups in enumerate(table.groups):
        for group in groups:
            group[:] = [table.instead(one, _without(one, who)) for one in group if actor_of(one) != who]
        table.groups[number] = [group for group in groups if group]
        scene = table.scenes[number]
        cast = tuple(
            placed.model_copy(update={"position": _free(placed.position, who)})
            for placed in scene.cast
            if placed.who != who
        )
        props = tuple(
            prop.model_copy(
                update={
                    "position": _free(prop.position, who),
                    "held_by": None if prop.held_by == who else prop.held_by,
                }
            )
            for prop in scene.props
        )
        table.scenes[number] = scene.model_copy(update={"cast": cast, "props": props})
        table.shots[number] = [(_unfollowed(shot, who), group) for shot, group in table.shots[number]]


def _without(entry: Entry, who: str) -> Entry:
    if isinstance(entry, Line) and entry.to == who:
        return entry.model_copy(update={"to": None})
    if isinstance(entry, Beat):
        changes: dict[str, Any] = {"target": None} if entry.target == who else {}
        if entry.to is not None and who in entry.to.of:
            changes["to"] = None
        return entry.model_copy(update=changes) if changes else entry
    return entry


def _free(position: Position, who: str) -> Position:
    return Position(x=position.x, depth=position.depth) if who in position.of else position


def _unfollowed(shot: Shot, who: str) -> Shot:
    def free(frame: Any) -> Any:
        return frame.model_copy(update={"on": None}) if frame is not None and frame.on == who else frame

    return shot.model_copy(update={"start_frame": free(shot.start_frame), "end_frame": free(shot.end_frame)})
