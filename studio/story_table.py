"""A script as a table: rows that people read from top to bottom, and the edits that they make in it. Knows no pages.

A row is a beat, a line or a caption; rows that happen at the same time are one group. A script and its table say the
same: `Table.of(script).script()` plays as `script` does.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Literal, TypeAlias

from contracts import StudioError
from engines.story.layout import numbered
from engines.story.script import Beat, Line, Narration, Scene, Script, Shot, Turn
from studio.story_entries import (
    GREETING,
    NARRATOR,
    Entry,
    Kind,
    actor_of,
    checked,
    doing,
    kind_of,
    timed,
    told,
    without_times,
)
from studio.story_scenes import taken_along, thing

Group: TypeAlias = list[Entry]
_ORDER: dict[Any, int] = {Beat: 0, Line: 1, Narration: 2}
_STALE = StudioError("That row is not in the script any more.", "Choose one of those shown.")


@dataclass
class Table:
    """Every scene with its groups of rows; edits change it in place.

    `script` brings the rows back under each other's steps and checks the whole.
    """

    base: Script
    scenes: list[Scene] = field(default_factory=list)
    groups: list[list[Group]] = field(default_factory=list)
    shots: list[list[tuple[Shot, Group | None]]] = field(default_factory=list)
    turns: list[list[tuple[Turn, Group | None]]] = field(default_factory=list)
    """The turns of the weather of each scene, with the group that they come with."""
    until: dict[int, Group] = field(default_factory=dict)
    """By the id of a beat that goes on: the group with which it ends."""

    @staticmethod
    def of(script: Script) -> Table:
        """The table of a script. Of one that is laid out, times and implied steps go: they are worked out anew."""
        script = without_times(script)
        table = Table(script, list(script.scenes))
        for scene in script.scenes:
            entered = [told(entry) for entry in script.of_scene(scene)]
            entries = sorted(numbered(entered), key=lambda one: (one.step or 0, _ORDER[type(one)]))
            by_step: dict[int, Group] = {}
            for entry in entries:
                by_step.setdefault(entry.step or 0, []).append(entry)
            table.groups.append(list(by_step.values()))
            for entry in entries:
                if isinstance(entry, Beat) and entry.through is not None:
                    last = max(step for step in by_step if step <= max(entry.through, entry.step or 0))
                    table.until[id(entry)] = by_step[last]
            first = scene.id == script.scenes[0].id
            here = [shot for shot in script.camera if shot.scene == scene.id or (first and shot.scene is None)]
            table.shots.append([(shot, by_step.get(shot.step) if shot.step is not None else None) for shot in here])
            table.turns.append([(turn, _from(turn, by_step)) for turn in scene.turns])
        return table

    def rows(self) -> list[tuple[int, Entry, bool]]:
        """From top to bottom: the number of the scene, the entry, and whether it happens with the row above."""
        return [
            (number, entry, place > 0)
            for number, groups in enumerate(self.groups)
            for group in groups
            for place, entry in enumerate(group)
        ]

    def script(self) -> Script:
        """The script that the table says; a StudioError when something in it cannot be."""
        made: dict[Kind, list[Entry]] = {"beat": [], "line": [], "narration": []}
        shots = []
        scenes = []
        for scene, groups, here, turns in zip(self.scenes, self.groups, self.shots, self.turns, strict=True):
            steps = {id(group): step for step, group in enumerate(groups)}
            for step, group in enumerate(groups):
                for entry in group:
                    changes: dict[str, Any] = {"scene": scene.id, "step": step}
                    if isinstance(entry, Beat) and entry.through is not None:
                        until = steps.get(id(self.until.get(id(entry))))
                        changes["through"] = until if until is not None and until > step else None
                    made[kind_of(entry)].append(entry.model_copy(update=changes))
            for shot, led in here:
                at = steps.get(id(led)) if led is not None else None
                if led is None or at is not None:
                    shots.append(shot.model_copy(update={"scene": scene.id, "step": at}))
            turned = tuple(
                turn if led is None else turn.model_copy(update={"step": steps.get(id(led), turn.step)})
                for turn, led in turns
            )
            scenes.append(scene.model_copy(update={"turns": turned}))
        parts: dict[str, Any] = {"beats": tuple(made["beat"]), "lines": tuple(made["line"])}
        parts |= {"narration": tuple(made["narration"]), "camera": tuple(shots), "scenes": tuple(scenes)}
        return checked(self.base.model_copy(update=parts))

    def instead(self, entry: Entry, other: Entry) -> Entry:
        """`other`, which takes the place of `entry` and goes on as long."""
        until = self.until.pop(id(entry), None)
        if until is not None and isinstance(other, Beat):
            self.until[id(other)] = until
        return other

    # Where a row is

    def _find(self, row: int) -> tuple[int, int, int]:
        """Scene, group in it and place in that."""
        for scene, groups in enumerate(self.groups):
            for number, group in enumerate(groups):
                if row < len(group):
                    if row < 0:
                        raise _STALE
                    return scene, number, row
                row -= len(group)
        raise _STALE

    def _row_of(self, entry: Entry) -> int:
        return next(row for row, (_, one, _) in enumerate(self.rows()) if one is entry)

    # Rows

    def change(self, row: int, name: str, value: str) -> int:
        """Another value in one cell; returns where the row is now."""
        scene, number, place = self._find(row)
        group = self.groups[scene][number]
        entry = group[place]
        if name == "together":
            return self._join(scene, number, place) if value == "yes" else self._part(scene, number, place)
        changed = self._changed(scene, entry, name, value)
        group[place] = self.instead(entry, changed)
        group.sort(key=lambda one: _ORDER[type(one)])
        return self._row_of(changed)

    def add(self, row: int | None, kind: Kind, scene: int | None = None) -> int:
        """A row below another one, or at the end of a scene; it is done by whoever acts there."""
        if row is None:
            here = scene if scene is not None and 0 <= scene < len(self.scenes) else len(self.scenes) - 1
            number, before = len(self.groups[here]), self.groups[here][-1][-1] if self.groups[here] else None
        else:
            here, at, place = self._find(row)
            number, before = at + 1, self.groups[here][at][place]
        who = actor_of(before) or next((one.id for one in self.base.characters), None)
        if kind != "narration" and who is None:
            raise StudioError("There is nobody in this story yet.", "Add somebody to the cast first.")
        made: Entry
        if kind == "beat":
            made = Beat(actor=str(who), action="wave")
        elif kind == "line":
            made = Line(who=str(who), text=GREETING)
        else:
            made = Narration(text="Meanwhile …")
        self.groups[here].insert(number, [made])
        return self._row_of(made)

    def delete(self, row: int) -> int:
        """Without a row; returns the one to look at next."""
        scene, number, place = self._find(row)
        group = self.groups[scene][number]
        self.until.pop(id(group.pop(place)), None)
        if not group:
            self._forget(scene, number)
        return min(row, max(len(self.rows()) - 1, 0))

    def move(self, row: int, by: Literal[-1, 1]) -> int:
        """A row earlier or later: out of its group, or past the group next to it, or into the scene next to it."""
        scene, number, place = self._find(row)
        groups = self.groups[scene]
        entry = groups[number][place] = self._at_its_turn(groups[number][place])
        if len(groups[number]) > 1:
            del groups[number][place]
            groups.insert(number if by < 0 else number + 1, [entry])
        elif 0 <= number + by < len(groups):
            groups.insert(number + by, groups.pop(number))
        elif 0 <= scene + by < len(self.scenes):
            alone = groups.pop(number)
            alone[0] = taken_along(self, entry, scene, scene + by)
            entry = alone[0]
            there = self.groups[scene + by]
            there.insert(len(there) if by < 0 else 0, alone)
        return self._row_of(entry)

    def _at_its_turn(self, entry: Entry) -> Entry:
        """`entry` without a time that somebody gave it, which would be wrong elsewhere."""
        return entry if entry.start is None else self.instead(entry, entry.model_copy(update={"start": None}))

    def _join(self, scene: int, number: int, place: int) -> int:
        groups = self.groups[scene]
        entry = groups[number][place]
        if place or number == 0:
            return self._row_of(entry)
        entry = groups[number][place] = self._at_its_turn(entry)
        before = groups[number - 1]
        for name, group in self.until.items():
            if group is groups[number]:
                self.until[name] = before
        self.shots[scene] = [(s, before if group is groups[number] else group) for s, group in self.shots[scene]]
        self.turns[scene] = [(t, before if group is groups[number] else group) for t, group in self.turns[scene]]
        before.extend(groups.pop(number))
        before.sort(key=lambda one: _ORDER[type(one)])
        return self._row_of(entry)

    def _part(self, scene: int, number: int, place: int) -> int:
        groups = self.groups[scene]
        entry = groups[number][place]
        if place:
            groups.insert(number + 1, groups[number][place:])
            del groups[number][place:]
        return self._row_of(entry)

    def _forget(self, scene: int, number: int) -> None:
        """A group that is empty; what went on until it goes on until the one before."""
        gone = self.groups[scene].pop(number)
        left = self.groups[scene][max(number - 1, 0)] if self.groups[scene] else None
        following = self.groups[scene][number] if number < len(self.groups[scene]) else left
        self.turns[scene] = [(t, following if group is gone else group) for t, group in self.turns[scene]]
        for name, group in list(self.until.items()):
            if group is gone and left is not None:
                self.until[name] = left

    def _changed(self, scene: int, entry: Entry, name: str, value: str) -> Entry:
        """`entry` with another value; a beat may become a line and a line a caption."""
        if name == "does":
            return doing(entry, value, next((one.id for one in self.base.characters), None))
        if name == "who" and not isinstance(entry, Beat):
            text = entry.text
            if value == NARRATOR:
                return Narration(text=text)
            return entry.model_copy(update={"who": value}) if isinstance(entry, Line) else Line(who=value, text=text)
        if name in ("start", "duration"):
            return timed(entry, name, value)
        if name == "text" and not isinstance(entry, Beat):
            return entry.model_copy(update={"text": value.strip()})
        names = {
            Beat: {"who": "actor", "to": "target", "with": "prop", "how": "manner", "feels": "feeling"},
            Line: {"to": "to", "feels": "feeling"},
        }.get(type(entry), {})
        if name not in names:
            raise StudioError(f"This row has no '{name}'.", "Change another cell.")
        if name in ("with", "to") and isinstance(entry, Beat):
            value = thing(self, scene, value)
        wanted: dict[str, Any] = {names[name]: value or None}
        if isinstance(entry, Beat):
            if name == "who" and value == entry.target:
                wanted["target"] = entry.actor
            if name in ("who", "to"):
                wanted["to"] = None
            if name == "to" and value:
                wanted["direction"] = None
        return entry.model_copy(update=wanted)


def _from(turn: Turn, by_step: dict[int, Group]) -> Group | None:
    """The rows with which the weather turns: those of its step, or the next that there are."""
    if turn.step is None or not by_step:
        return None
    return by_step[min((step for step in by_step if step >= turn.step), default=max(by_step))]


Edit: TypeAlias = Callable[[Table], object]


def edited(script: Script, edit: Edit) -> Script:
    """`script` with one edit."""
    table = Table.of(script)
    edit(table)
    return table.script()
