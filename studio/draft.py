"""The draft: what stands on the Library's stage, how it is edited, and every edit before it."""

from __future__ import annotations

import json
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from contracts import StudioError
from engines.motion.edit import Edits
from studio.workspace import Workspace, read_json, write_atomic

_FILE = ".library.json"
_REMEMBERED = 100


class Draft(BaseModel):
    """One motion file, an optional sound and the edits on top of them. The files themselves are never changed.

    material: a file's name below the workspace, or `sample:<name>` for one that comes with the studio.
    sound:    the same for the sound that plays along.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    material: str
    title: str = Field(max_length=200)
    clip: str | None = None
    sound: str | None = None
    sound_title: str = ""
    edits: Edits = Edits()
    past: tuple[Edits, ...] = ()
    future: tuple[Edits, ...] = ()

    def edited(self, edits: Edits) -> Draft:
        """With other edits; the ones before can be had back."""
        if edits == self.edits:
            return self
        return self._with(edits=edits, past=(*self.past, self.edits)[-_REMEMBERED:], future=())

    def undone(self) -> Draft:
        if not self.past:
            return self
        return self._with(edits=self.past[-1], past=self.past[:-1], future=(self.edits, *self.future))

    def redone(self) -> Draft:
        if not self.future:
            return self
        return self._with(edits=self.future[0], past=(*self.past, self.edits), future=self.future[1:])

    def reset(self) -> Draft:
        """No edits; the ones that were there can be had back."""
        return self.edited(Edits())

    def with_clip(self, clip: str) -> Draft:
        """Another animation of the same file; its edits begin anew."""
        return Draft(
            material=self.material, title=self.title, clip=clip, sound=self.sound, sound_title=self.sound_title
        )

    def with_sound(self, sound: str | None, title: str = "") -> Draft:
        return self._with(sound=sound, sound_title=title)

    def recipe(self) -> dict[str, object]:
        """What a result's sidecar keeps of it: everything but the history."""
        return self.model_dump(mode="json", exclude={"past", "future"})

    @staticmethod
    def of_recipe(recipe: Any) -> Draft:
        """The draft that a sidecar describes."""
        try:
            return Draft.model_validate(recipe)
        except ValidationError as error:
            raise StudioError("These settings are not from this version.", "Open the motion itself instead.") from error

    def _with(self, **changes: object) -> Draft:
        return self.model_copy(update=changes)


def remember(workspace: Workspace, draft: Draft, form: dict[str, object]) -> None:
    """Keep the draft and the form for the next time the page is opened."""
    kept = {"draft": draft.model_dump(mode="json"), "form": form}
    write_atomic(workspace.root / _FILE, json.dumps(kept, indent=1), durable=False)


def recall(workspace: Workspace) -> tuple[Draft | None, dict[str, object]]:
    """The draft and the form as they were left; nothing when there are none or they are of another version."""
    kept = read_json(workspace.root / _FILE)
    form = kept.get("form")
    try:
        draft = Draft.model_validate(kept.get("draft"))
    except ValidationError:
        draft = None
    return draft, form if isinstance(form, dict) else {}
