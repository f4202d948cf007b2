"""Whether every name that a script uses was introduced in it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from engines.story.script import Position, Script

Where = tuple[str | int, ...]


class LooseEnd(ValueError):
    """A name that nobody bears; `where` are the keys and places in lists that lead to it."""

    def __init__(self, where: Where, message: str) -> None:
        super().__init__(message)
        self.where = where


def first_loose_end(script: Script) -> LooseEnd | None:
    """The first name that is used and not introduced, or introduced twice."""
    return next(_loose_ends(script), None)


def _loose_ends(script: Script) -> Iterator[LooseEnd]:
    scenes = [scene.id for scene in script.scenes]
    people = [one.id for one in script.characters]
    things = {scene.id: [prop.id for prop in scene.props] for scene in script.scenes}
    yield from _twice("scenes", scenes, "scene")
    yield from _twice("characters", people, "character")
    for n, scene in enumerate(script.scenes):
        here = [*people, *things[scene.id]]
        for m, prop in enumerate(scene.props):
            if prop.id in people or prop.id in things[scene.id][:m]:
                yield LooseEnd(("scenes", n, "props", m, "id"), f"there are two called '{prop.id}' in this scene")
            yield from _known(("scenes", n, "props", m, "held_by"), prop.held_by, people)
            yield from _placed(("scenes", n, "props", m, "position"), prop.position, here)
        for m, placed in enumerate(scene.cast):
            yield from _known(("scenes", n, "cast", m, "who"), placed.who, people)
            yield from _placed(("scenes", n, "cast", m, "position"), placed.position, here)
    for kind in ("beats", "lines", "narration", "camera"):
        for n, entry in enumerate(getattr(script, kind)):
            yield from _known((kind, n, "scene"), entry.scene, scenes, "scene")
    for n, beat in enumerate(script.beats):
        here = [*people, *things.get(beat.scene or scenes[0], ())]
        yield from _known(("beats", n, "actor"), beat.actor, people)
        yield from _known(("beats", n, "target"), beat.target, here, "character or prop")
        yield from _known(("beats", n, "prop"), beat.prop, here, "prop")
        if beat.target == beat.actor:
            yield LooseEnd(("beats", n, "target"), f"'{beat.actor}' cannot be their own target")
        if beat.to is not None:
            yield from _placed(("beats", n, "to"), beat.to, here)
    for n, line in enumerate(script.lines):
        yield from _known(("lines", n, "who"), line.who, people)
        yield from _known(("lines", n, "to"), line.to, people)
    for n, shot in enumerate(script.camera):
        here = [*people, *things.get(shot.scene or scenes[0], ())]
        for key, frame in (("from", shot.start_frame), ("to", shot.end_frame)):
            if frame is not None:
                yield from _known(("camera", n, key, "on"), frame.on, here, "character or prop")


def _twice(kind: str, names: list[str], what: str) -> Iterator[LooseEnd]:
    for n, name in enumerate(names):
        if name in names[:n]:
            yield LooseEnd((kind, n, "id"), f"there are two {what}s called '{name}'")


def _known(where: Where, name: str | None, names: Iterable[str], what: str = "character") -> Iterator[LooseEnd]:
    if name is not None and name not in names:
        yield LooseEnd(where, f"there is no {what} '{name}'; known: {', '.join(names) or 'none'}")


def _placed(where: Where, position: Position, names: list[str]) -> Iterator[LooseEnd]:
    for n, name in enumerate(position.of):
        yield from _known((*where, "of", n), name, names, "character or prop")
