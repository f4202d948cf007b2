"""What the Gesture tab makes, as a job: a performance of a voice, in every format and as a film. Knows no pages."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from contracts import Progress, StudioError
from engines.gesture.plan import Plan
from studio.gesture_desk import FILM, MOTION, PLAN, GestureDesk
from studio.gesture_draft import Draft, GestureForm
from studio.jobs import Job, JobBoard, Work
from studio.speech_draft import Speech
from studio.workspace import THUMBNAIL, Workspace

TAB = KIND = "gesture"
LIGHT = frozenset[str]()


class Recipe(BaseModel):
    """What a performance is made of.

    speech: the voice, or an earlier performance of it.
    plan:   the plan as it was edited; None when one is to be made.
    """

    model_config = ConfigDict(frozen=True, extra="ignore")

    speech: Speech
    form: dict[str, Any] = Field(default_factory=dict)
    plan: Plan | None = None


def submit(board: JobBoard, title: str, speech: Speech, form: GestureForm, draft: Draft | None) -> Job:
    """Queue a performance of `speech`: by the plan that was edited if it is to be kept, else by a new one."""
    edited = draft is not None and draft.edited and form.keep
    recipe = Recipe(speech=speech, form=form.model_dump(), plan=draft.plan if draft is not None and edited else None)
    return board.submit(KIND, f"{title}, {form.style}", recipe.model_dump(mode="json"))


def kinds(workspace: Workspace, private: bool = False) -> Mapping[str, Work]:
    """The work of the Gesture tab in one workspace."""

    def perform(job: Job, progress: Progress) -> str:
        from engines.gesture.generate import GestureRequest, generate
        from engines.picture import thumbnail
        from engines.speech import outputs

        try:
            recipe = Recipe.model_validate(job.request)
        except ValidationError as error:
            raise StudioError("This job is not from this version.", "Start it again.") from error
        desk = GestureDesk(workspace, private)
        speech, form = recipe.speech, GestureForm.restored(recipe.form)
        track = desk.voices.checked(desk.voices.track(speech))
        sidecar = {
            "kind": KIND,
            "main": FILM if form.video else MOTION,
            "gesture": {"form": form.model_dump(), "voice": desk.code(speech), "edited": recipe.plan is not None},
            "speech": desk.origin(speech),
        }
        with workspace.new_output(TAB, f"{desk.title(speech)}, {form.style}", sidecar) as made:
            plan = before = None
            if recipe.plan is not None:
                plan = made.folder / PLAN
                recipe.plan.model_copy(update={"style": form.style, "seed": form.seed}).write(plan)
                before = _before(desk, speech, form)
            request = GestureRequest(
                audio=desk.voices.folder(speech) / outputs.WAV,
                out=made.folder,
                plan=plan,
                lexicon=desk.own_gestures,
                style=form.style,
                intensity=form.intensity,
                smoothing=form.smoothing,
                expressiveness=form.expressiveness,
                posture=form.posture,
                seed=form.seed,
                video=form.video,
                ckpt=desk.voices.weights,
            )
            done = generate(request, progress, track=track, before=before)
            made.sidecar["notes"] = [*done.plan.notes, *done.motion.notes]
            (made.folder / THUMBNAIL).write_bytes(thumbnail(done.motion, progress=progress))
        return workspace.relative(made.final).removeprefix("outputs/")

    return {KIND: perform}


def _before(desk: GestureDesk, speech: Speech, form: GestureForm) -> tuple[Plan, Any] | None:
    """The performance that was edited, if it was made with the same choices."""
    was, made = desk.draft(speech), desk.form(speech)
    if was is None or made is None or not made.performs_as(form):
        return None
    return was.plan, desk.motion(speech)
