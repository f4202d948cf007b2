"""What lies on the Gesture tab: how a plan was edited, and what was chosen; kept for the next visit."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from engines.gesture.plan import Plan, PlannedGesture
from studio.choices import Choices
from studio.workspace import Workspace, read_json, write_atomic

FILE = ".gesture.json"
_REMEMBERED = 200

View = Literal["figure", "film", "compare"]


class GestureForm(Choices):
    """The choices of the Gesture tab."""

    style: str = Field("Presentation", max_length=40, description="The manner of talking.")
    intensity: float = Field(1.0, ge=0, le=3, description="How many gestures and how large.")
    expressiveness: float = Field(1.0, ge=0, le=3, description="How much face and head show.")
    smoothing: float = Field(0.3, ge=0, le=1, description="0 is crisp, 1 glides.")
    posture: Literal["standing", "seated"] = Field("standing", description="Stands or sits.")
    seed: int = Field(0, ge=0, le=2**31 - 1, description="Another number makes another performance.")
    video: bool = Field(True, description="Also make a film.")
    keep: bool = Field(True, description="Keep a plan that was edited by hand instead of making another.")

    def performs_as(self, other: GestureForm) -> bool:
        """Whether the same plan would be performed in the same way."""
        aside = {"video", "keep"}
        return self.model_dump(exclude=aside) == other.model_dump(exclude=aside)


class Change(BaseModel):
    """One edit of a plan: `before` became `after`; None stands for a gesture that was not there."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    before: PlannedGesture | None = None
    after: PlannedGesture | None = None

    @property
    def back(self) -> Change:
        return Change(before=self.after, after=self.before)

    def on(self, plan: Plan) -> Plan:
        """`plan` with this change made."""
        number = plan.gestures.index(self.before) if self.before is not None else None
        return plan.replace(number, self.after)


class Draft(BaseModel):
    """The plan of the performance that lies on the tab, and every edit of it. The performance itself stays as it is.

    of: the folder of the voice or performance, as the panel names it.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    of: str
    plan: Plan
    past: tuple[Change, ...] = ()
    future: tuple[Change, ...] = ()

    @property
    def edited(self) -> bool:
        return bool(self.past)

    def changed(self, number: int | None, gesture: PlannedGesture | None) -> Draft:
        """With gesture `number` exchanged, a new one for None, or taken out by None; it can be had back."""
        before = self.plan.gestures[number] if number is not None else None
        if before == gesture:
            return self
        change = Change(before=before, after=gesture)
        return self._with(plan=change.on(self.plan), past=(*self.past, change)[-_REMEMBERED:], future=())

    def undone(self) -> Draft:
        if not self.past:
            return self
        change = self.past[-1]
        return self._with(plan=change.back.on(self.plan), past=self.past[:-1], future=(change, *self.future))

    def redone(self) -> Draft:
        if not self.future:
            return self
        change = self.future[0]
        return self._with(plan=change.on(self.plan), past=(*self.past, change), future=self.future[1:])

    def _with(self, **changes: object) -> Draft:
        return self.model_copy(update=changes)


class Left(BaseModel):
    """What lies on the tab beside its voice, and how the tab was left.

    of:    the folder of the voice or performance that draft, view and other belong to.
    draft: its plan with the edits; None for a voice that was not performed.
    view:  what is looked at beside the figure, and `other` with which performance it is compared.
    waits: the job that is under way.
    form:  the choices, as they were last.
    """

    model_config = ConfigDict(frozen=True, extra="ignore")

    of: str = ""
    draft: Draft | None = None
    view: View = "film"
    other: str = ""
    waits: str = ""
    form: dict[str, Any] = Field(default_factory=dict)

    @property
    def edited(self) -> bool:
        return self.draft is not None and self.draft.edited

    def but(self, **changes: object) -> Left:
        return self.model_copy(update=changes)


_LOCK = threading.RLock()


def remember(workspace: Workspace, left: Left) -> None:
    """Keep how the tab was left."""
    text = json.dumps(left.model_dump(mode="json"), ensure_ascii=False)
    with _LOCK:
        write_atomic(workspace.root / FILE, text, durable=False)


def recall(workspace: Workspace) -> Left:
    """How the tab was left; as at first when there is nothing or it is of another version."""
    try:
        return Left.model_validate(read_json(workspace.root / FILE))
    except ValidationError:
        return Left()


def change(workspace: Workspace, how: Callable[[Left], Left]) -> Left:
    """Change how the tab was left, by what `how` makes of it; returns how it was before. One change at a time."""
    with _LOCK:
        left = recall(workspace)
        remember(workspace, how(left))
        return left
