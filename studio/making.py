"""What the Library makes: a film or a motion file of the draft, as a job. Knows the engines, knows nothing of pages."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal

from pydantic import Field, ValidationError

from contracts import Progress, StudioError
from engines.motion.motion import Motion
from studio.choices import Choices
from studio.desk import Desk
from studio.draft import Draft
from studio.jobs import Job, JobBoard, Work
from studio.limits import PUBLIC_PIXELS
from studio.workspace import THUMBNAIL, Workspace, read_json

LIGHT = frozenset({"file"})
_UNTITLED = "Untitled"


class Form(Choices):
    """The choices of the Make part."""

    make: Literal["film", "file"] = Field("film", description="A film to watch, or a file for another program.")
    kind: Literal[".mp4", ".gif", ".webm"] = Field(".mp4", description="Format of the film.")
    camera: Literal["full", "three-quarter", "upper body", "face", "side", "follow", "orbit"] = Field(
        "full", description="Where it is filmed from."
    )
    shape: str = Field("1280x720", pattern=r"^\d{2,4}x\d{2,4}$", description="Width and height in pixels.")
    format: Literal[".glb", ".bvh", ".npz", ".json"] = Field(".glb", description="Format of the file.")
    name: str = Field("", max_length=60, description="Name of the result; empty takes the material's.")
    body: Literal["mannequin", "smplx"] = Field("mannequin", description="Who is seen.")
    look: str = Field("", max_length=40, description="Which clothes the figure wears.")
    background: str = Field(
        "studio", pattern=r"^(studio|dark|transparent|#[0-9a-fA-F]{6})$", description="What stands behind the figure."
    )
    method: Literal["simple", "advanced"] = Field("simple", description="How the picture is drawn.")

    @classmethod
    def refused(cls, error: ValidationError, sent: dict[str, Any]) -> StudioError:
        first = error.errors()[0]
        return StudioError(f"{first['loc'][0]}: {first['msg']}.", "Choose another value under Make.")

    @property
    def size(self) -> tuple[int, int]:
        width, height = self.shape.split("x")
        return int(width), int(height)


def submit(board: JobBoard, draft: Draft, form: Form) -> Job:
    """Queue what the form says, of what is on the stage."""
    title = f"{'Film' if form.make == 'film' else 'File'} of {form.name or draft.title or _UNTITLED}"
    return board.submit(form.make, title, {"draft": draft.recipe(), "form": form.model_dump()})


def recipe_of(path: Path) -> tuple[Any, Any] | None:
    """The draft and form in a `request.json` of ours that somebody dropped; None when it is something else."""
    if path.suffix.lower() != ".json" or path.stat().st_size > 1_000_000:
        return None
    sidecar = read_json(path)
    return (sidecar["draft"], sidecar.get("form")) if "draft" in sidecar and "kind" in sidecar else None


def kinds(workspace: Workspace, private: bool = False) -> Mapping[str, Work]:
    """The Library's work in one workspace."""
    desk = Desk(workspace, private)

    def asked(job: Job) -> tuple[Draft, Form]:
        draft, form = Draft.of_recipe(job.request.get("draft")), Form.restored(job.request.get("form"))
        width, height = form.size
        if private and form.body != "mannequin":
            raise StudioError("Only the mannequin may be used here.", "Choose it under More.")
        if private and width * height > PUBLIC_PIXELS:
            raise StudioError(f"{form.shape} is larger than films may be here.", "Choose 1280 x 720 or smaller.")
        return draft, form

    def film(job: Job, progress: Progress) -> str:
        draft, form = asked(job)
        return _film(workspace, desk, draft, form, progress)

    def file(job: Job, progress: Progress) -> str:
        draft, form = asked(job)
        return _file(workspace, desk, draft, form, progress)

    return {"film": film, "file": file}


def _film(workspace: Workspace, desk: Desk, draft: Draft, form: Form, progress: Progress) -> str:
    from engines.motion import formats
    from engines.picture import RenderRequest, render

    motion = desk.edited(draft, progress)
    name = f"video{form.kind}"
    with workspace.new_output("library", form.name or draft.title or _UNTITLED, _sidecar(draft, form, name)) as made:
        silent_kind = form.kind == ".gif"
        request = RenderRequest(
            motion=desk.path(draft.material),
            out=made.folder / name,
            clip=draft.clip,
            audio=desk.path(draft.sound) if draft.sound and not silent_kind else None,
            body=form.body,
            palette=form.look or None,
            ckpt=desk.weights,
            edits=draft.edits,
            method=form.method,
            camera=form.camera,
            size=form.size,
            background=form.background,
        )
        notes = render(request, progress, motion).notes
        made.sidecar["notes"] = (
            (*notes, "A GIF has no sound; the sound was left out.") if silent_kind and draft.sound else notes
        )
        formats.write(motion, made.folder / "motion.npz")
        _picture(motion, form, made.folder, progress)
    return workspace.relative(made.final).removeprefix("outputs/")


def _file(workspace: Workspace, desk: Desk, draft: Draft, form: Form, progress: Progress) -> str:
    from engines.motion.convert import ConvertRequest, convert

    motion = desk.edited(draft, progress)
    name = f"motion{form.format}"
    with workspace.new_output("library", form.name or draft.title or _UNTITLED, _sidecar(draft, form, name)) as made:
        request = ConvertRequest(
            source=desk.path(draft.material), target=made.folder / name, clip=draft.clip, edits=draft.edits
        )
        made.sidecar["notes"] = convert(request, progress).notes
        _picture(motion, form, made.folder, progress)
    return workspace.relative(made.final).removeprefix("outputs/")


def _picture(motion: Motion, form: Form, folder: Path, progress: Progress) -> None:
    """The small picture by which the shelf shows a result."""
    from engines.picture import thumbnail

    background = "studio" if form.background == "transparent" else form.background
    picture = thumbnail(motion, palette=form.look or None, background=background, progress=progress)
    (folder / THUMBNAIL).write_bytes(picture)


def _sidecar(draft: Draft, form: Form, main: str) -> dict[str, Any]:
    """What is kept beside a result, so that the form and the stage can be brought back."""
    return {"kind": form.make, "main": main, "draft": draft.recipe(), "form": form.model_dump()}
