"""What a hand did on the board, as an edit of the table."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from contracts import StudioError
from studio import story_people, story_scenes
from studio.story_entries import Kind
from studio.story_table import Table


def edit(table: Table, verb: str, event: dict[str, Any]) -> int | None:
    """Make one edit; the row to look at, where there is one."""
    name, value, who = str(event.get("name", "")), str(event.get("value", "")), str(event.get("who", ""))
    row, scene = _number(event, "row"), _number(event, "scene")
    kinds: dict[str, Kind] = {"beat": "beat", "line": "line", "narration": "narration"}
    rows: dict[str, Callable[[int], int]] = {
        "set": lambda at: table.change(at, name, value),
        "delete": table.delete,
        "up": lambda at: table.move(at, -1),
        "down": lambda at: table.move(at, 1),
    }
    others: dict[str, Callable[[], object]] = {
        "scene": lambda: story_scenes.set_scene(table, _asked(scene), name, value),
        "add-scene": lambda: story_scenes.add_scene(table, _asked(scene)),
        "delete-scene": lambda: story_scenes.delete_scene(table, _asked(scene)),
        "person": lambda: story_people.set_person(table, who, name, value),
        "add-person": lambda: story_people.add_person(table),
        "delete-person": lambda: story_people.delete_person(table, who),
    }
    if verb in rows:
        return rows[verb](_asked(row))
    if verb == "add" and value in kinds:
        return table.add(row, kinds[value], scene)
    if verb in others:
        others[verb]()
        return None
    raise StudioError("That cannot be done to a script.", "Reload the page.")


def _number(event: dict[str, Any], name: str) -> int | None:
    value = event.get(name)
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def _asked(number: int | None) -> int:
    if number is None:
        raise StudioError("Nothing was chosen.", "Choose a row first.")
    return number
