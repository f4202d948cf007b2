"""What lies on the Avatar tab: the film, the avatar, what is under way and what was chosen; kept for the next visit."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from studio.choices import Choices
from studio.workspace import Workspace, read_json, write_atomic

FILE = ".avatar.json"
Agreed = Literal["", "self", "other"]


class AvatarForm(Choices):
    """The choices of the Avatar tab that are kept. What is said, and who agreed, are asked each time."""

    camera: Literal["cycle", "static", "orbit"] = Field("cycle", description="How it is filmed.")
    voice: str = Field("", max_length=80, description="Who says a text.")
    size: Literal["", "256", "512"] = Field("", description="Pixels a side; as it was learned if empty.")
    liveliness: int = Field(100, ge=0, le=200, description="Percent of how far lips move.")
    clear: bool = Field(False, description="Also make a film without background.")
    mark: bool = Field(False, description="Show in a corner that it was synthesised.")
    minutes: int = Field(5, ge=1, le=120, description="Minutes of learning at most.")
    pixels: Literal["256", "384", "512"] = Field("256", description="Pixels a side to learn at.")
    model: str = Field("fast", max_length=40, description="What is learned, as the engine names it.")


class Left(BaseModel):
    """How the tab was left.

    film, title: the film of a face in the workspace, and what it is called.
    name: what the avatar of it is to be called.
    refused: what is wrong with the film, when it could not be looked at, and what to do.
    check, make, say: the jobs that are looked at: checking the film, making an avatar of it, letting one speak.
    avatar: the one that speaks: its folder's name, or `shipped:<name>`.
    sound:  a sound in the workspace that is to be said instead of a text.
    shown:  the result on the stage; empty shows the avatar's head, or its learning while `make` runs.
    turns:  whether the head is shown, to be turned, though there is a film.
    aside:  whether the one that speaks is on the stage though a face is being learned.
    undo:   the avatar deleted last: where it lies, and its name.
    form:   the choices, as they were last.
    """

    model_config = ConfigDict(frozen=True, extra="ignore")

    film: str = ""
    title: str = ""
    name: str = Field("", max_length=120)
    refused: tuple[str, str] | None = None
    check: str = ""
    make: str = ""
    say: str = ""
    avatar: str = ""
    sound: str = ""
    shown: str = ""
    turns: bool = False
    aside: bool = False
    undo: tuple[str, str] | None = None
    form: dict[str, Any] = Field(default_factory=dict)

    def but(self, **changes: object) -> Left:
        return self.model_copy(update=changes)


_LOCK = threading.RLock()


def at_hand(workspace: Workspace) -> Left:
    """How the tab is, or was left; as at first when there is nothing or it is of another version."""
    try:
        return Left.model_validate(read_json(workspace.root / FILE))
    except ValidationError:
        return Left()


def change(workspace: Workspace, how: Callable[[Left], Left]) -> Left:
    """Change what lies on the tab, and keep it. One change at a time."""
    with _LOCK:
        before = at_hand(workspace)
        left = how(before)
        if left != before:
            text = json.dumps(left.model_dump(mode="json", exclude_defaults=True), ensure_ascii=False)
            write_atomic(workspace.root / FILE, text, durable=False)
        return left
