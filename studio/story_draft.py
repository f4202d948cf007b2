"""What lies on the Story tab: the script with every edit of it, and what was chosen; kept for the next visit."""

from __future__ import annotations

import json
import threading
from collections import OrderedDict
from collections.abc import Callable
from typing import Any, Literal, get_args

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from engines.story.script import Script
from renderers.figure_pens import Style
from studio.choices import Choices
from studio.workspace import Workspace, read_json, write_atomic

FILE = ".story.json"
_REMEMBERED, _KEPT = 200, 25
_MOST_ROWS = 4000
"""Rows of all the scripts before the present one that are kept on disk."""

Shape = Literal["wide", "square", "portrait"]
Quality = Literal["720", "1080", "1440", "2160"]
STYLES: tuple[str, ...] = get_args(Style)
SHAPES: dict[Shape, tuple[int, int]] = {"wide": (16, 9), "square": (1, 1), "portrait": (9, 16)}


class StoryForm(Choices):
    """The choices of the Story tab."""

    style: Style = Field("normal", description="How it is drawn.")
    shape: Shape = Field("wide", description="The shape of the picture.")
    quality: Quality = Field("720", description="Pixels along the shorter side.")
    words: bool = Field(True, description="Show what is said in bubbles and captions.")
    voices: bool = Field(True, description="Say the lines aloud.")
    sounds: bool = Field(True, description="Steps, doors, rain and the like are heard.")
    volume: int = Field(100, ge=0, le=100, description="How loud the film is.")
    gif: bool = Field(False, description="Also make a GIF.")
    webm: bool = Field(False, description="Also make a WebM.")
    seed: int = Field(0, ge=0, le=2**31 - 1, description="Another number tells it a little differently.")
    narrate: bool = Field(True, description="Sentences that show nothing are read by a narrator.")
    writer: Literal["own", "model"] = Field("own", description="Who writes the script.")
    address: str = Field("", max_length=400, description="Where the language model is.")
    model: str = Field("", max_length=200, description="What the language model is called there.")

    @property
    def size(self) -> tuple[int, int]:
        """Width and height in pixels."""
        return size_of(self.shape, int(self.quality))


def size_of(shape: Shape, shorter: int) -> tuple[int, int]:
    """Width and height of a picture whose shorter side has so many pixels; both are even."""
    wide, high = SHAPES[shape]
    scale = shorter / min(wide, high)
    return 2 * round(wide * scale / 2), 2 * round(high * scale / 2)


class Draft(BaseModel):
    """The script on the tab, and the scripts before and after every edit.

    played: a file of movement in the workspace that is played instead of acting the script; empty acts it.
    of:  tells this story from others, rev its states from each other: edits that were meant for another story or
         another state are not made.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    of: str
    rev: int = 0
    played: str = ""
    script: Script
    past: tuple[Script, ...] = ()
    future: tuple[Script, ...] = ()

    def edited(self, script: Script) -> Draft:
        """With another script; the one before can be had back."""
        if script == self.script:
            return self
        return self._with(script=script, past=(*self.past, self.script)[-_REMEMBERED:], future=())

    def undone(self) -> Draft:
        if not self.past:
            return self
        return self._with(script=self.past[-1], past=self.past[:-1], future=(self.script, *self.future))

    def redone(self) -> Draft:
        if not self.future:
            return self
        return self._with(script=self.future[0], past=(*self.past, self.script), future=self.future[1:])

    def _with(self, **changes: object) -> Draft:
        return self.model_copy(update={**changes, "rev": self.rev + 1})


class Left(BaseModel):
    """How the tab was left.

    text:  what stands in the box; `told` is the text that the script was written of.
    draft: the script with its edits; None before the first story.
    notes: what the writer understood in its own way.
    film:  the result whose film is looked at instead of the preview, or `sample:<name>`.
    waits: the job that is under way.
    before: the story that lay here before this one, if somebody had worked on it.
    form:  the choices, as they were last.
    """

    model_config = ConfigDict(frozen=True, extra="ignore")

    text: str = ""
    told: str = ""
    sample: str = ""
    draft: Draft | None = None
    notes: tuple[str, ...] = ()
    film: str = ""
    waits: str = ""
    before: Left | None = None
    form: dict[str, Any] = Field(default_factory=dict)

    def but(self, **changes: object) -> Left:
        return self.model_copy(update=changes)

    @property
    def edited(self) -> bool:
        return self.draft is not None and bool(self.draft.past)

    @property
    def own(self) -> bool:
        """Whether somebody wrote or changed something, which should not be lost by a click."""
        return self.edited or bool(self.text.strip() and not self.sample)

    def followed_by(self, other: Left) -> Left:
        """`other` comes onto the tab; what was here can be had back."""
        before = self.but(before=None, waits="", form={}) if self.own else self.before
        return other.but(before=before, waits=self.waits)


_LOCK = threading.RLock()
_HELD: OrderedDict[str, Left] = OrderedDict()
_MOST_HELD = 64


def at_hand(workspace: Workspace) -> Left:
    """How the tab is, or was left; as at first when there is nothing or it is of another version."""
    with _LOCK:
        if workspace.key not in _HELD:
            try:
                _HELD[workspace.key] = Left.model_validate(read_json(workspace.root / FILE))
            except ValidationError:
                _HELD[workspace.key] = Left()
        _HELD.move_to_end(workspace.key)
        return _HELD[workspace.key]


def change(workspace: Workspace, how: Callable[[Left], Left]) -> Left:
    """Change what lies on the tab, and keep it with the latest edits for the next visit. One change at a time."""
    with _LOCK:
        left = how(at_hand(workspace))
        _HELD[workspace.key] = left
        while len(_HELD) > _MOST_HELD:
            _HELD.popitem(last=False)
        kept = left.but(draft=_lately(left.draft))
        if left.before is not None:
            kept = kept.but(before=left.before.but(draft=_lately(left.before.draft)))
        text = json.dumps(kept.model_dump(mode="json", by_alias=True, exclude_defaults=True), ensure_ascii=False)
        write_atomic(workspace.root / FILE, text, durable=False)
        return left


def _lately(draft: Draft | None) -> Draft | None:
    if draft is None:
        return None
    few = max(2, min(_KEPT, _MOST_ROWS // max(1, len(draft.script.beats) + len(draft.script.lines))))
    return draft.model_copy(update={"past": draft.past[-few:], "future": draft.future[:few]})
