"""What the Story tab makes, as jobs: a film of a script with all that belongs to it, and a script by a language model.

Knows no pages.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from contracts import Progress, StudioError
from engines.story.direct import Show
from engines.story.script import Script
from studio.jobs import Job, JobBoard, Work
from studio.limits import PUBLIC_PIXELS
from studio.story_desk import FILM, StoryDesk
from studio.story_draft import Draft, StoryForm
from studio.story_intake import SCRIPT, tidy
from studio.story_rehearsal import show_of
from studio.workspace import THUMBNAIL, Workspace, write_atomic

TAB = KIND = "story"
WRITING = "story-script"
KINDS = frozenset({KIND, WRITING})
LIGHT = frozenset({WRITING})
SUBTITLES, SHEET, MOTION = "subtitles.srt", "worksheet.png", "story.motion"
_STAGES = {
    "get ready": "Getting ready", "say the lines": "Saying the lines", "act": "Acting",
    "sound": "Making the sound", "film": "Drawing",
    "draw the sheet": "Making the worksheet", "writing": "Writing the script",
}  # fmt: skip
"""What a creator reads while the engine is at one of its stages."""
_KEYS: dict[str, str] = {}
"""Keys of language models by the address they belong to; they are never written down."""


class Recipe(BaseModel):
    """What a film is made of; its sidecar keeps it."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    script: Script
    text: str = Field("", max_length=100_000)
    notes: tuple[str, ...] = ()
    played: str = ""
    form: dict[str, Any] = Field(default_factory=dict)

    def kept(self) -> dict[str, Any]:
        """As JSON, without what is usual."""
        return self.model_dump(mode="json", by_alias=True, exclude_defaults=True)


def submit(board: JobBoard, draft: Draft, text: str, notes: tuple[str, ...], form: StoryForm) -> Job:
    """Queue a film of the script as it is now."""
    recipe = Recipe(script=draft.script, text=text, notes=notes, played=draft.played, form=form.model_dump())
    return board.submit(KIND, draft.script.title or "A story", recipe.kept())


def write_with_model(board: JobBoard, desk: StoryDesk, text: str, form: StoryForm, key: str) -> Job:
    """Queue a script by the user's own language model."""
    if desk.private:
        raise StudioError("Language models cannot be used here.", "Run Marionette on your own computer.")
    asked = model_request(form, key)
    _KEYS[asked.address] = key
    request = {"text": desk.check(text), "form": form.model_dump()}
    return board.submit(WRITING, f"Script by {form.model}", request)


def model_request(form: StoryForm, key: str) -> Any:
    """Which language model is to be asked; a StudioError says what is missing."""
    from engines.story.writer.llm import ModelRequest

    if not form.address.strip() or not form.model.strip():
        raise StudioError(
            "The language model has no address or no name.",
            "Enter both under More, such as http://localhost:11434 and llama3.1, or let Marionette write.",
        )
    try:
        return ModelRequest(address=form.address, model=form.model.strip(), key=key)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        said = first["msg"].removeprefix("Value error, ")
        raise StudioError(
            f"The {first['loc'][0]} of the language model cannot be used: {said}.",
            "Enter it as http://localhost:11434 or https://example.org/v1.",
        ) from error


def written_by(workspace: Workspace, job: Job) -> Path:
    """Where the script that a language model wrote is kept until it comes onto the tab."""
    return workspace["jobs"] / job.id / SCRIPT


def kinds(workspace: Workspace, private: bool = False) -> Mapping[str, Work]:
    """The work of the Story tab in one workspace."""
    desk = StoryDesk(workspace, private)

    def film(job: Job, progress: Progress) -> str:
        try:
            recipe = Recipe.model_validate(job.request)
        except ValidationError as error:
            raise StudioError("This job is not from this version.", "Start it again.") from error
        form = StoryForm.restored(recipe.form)
        width, height = form.size
        if private and width * height > PUBLIC_PIXELS:
            raise StudioError("Films may not be larger than 1280 x 720 here.", "Choose 720 under Size.")
        desk.checked(recipe.script)
        desk.file_played(recipe.played)
        sidecar = {"kind": KIND, "main": FILM, "story": recipe.kept()}
        with workspace.new_output(TAB, job.title, sidecar) as made:
            made.sidecar["notes"] = list(_film(desk, recipe, form, made.folder, _in_words(progress)))
        return workspace.relative(made.final).removeprefix("outputs/")

    def script(job: Job, progress: Progress) -> None:
        from engines.story.writer.llm import write_with

        form = StoryForm.restored(job.request.get("form"))
        request = model_request(form, _KEYS.get(form.address.strip().rstrip("/"), ""))
        done = write_with(str(job.request.get("text", "")), request, _in_words(progress))
        write_atomic(written_by(workspace, job), tidy(done.script).to_json())

    return {KIND: film, WRITING: script}


def _film(desk: StoryDesk, recipe: Recipe, form: StoryForm, folder: Path, progress: Progress) -> tuple[str, ...]:
    """The film, in other formats as asked, what belongs to it, and its picture for the shelf; what to know of it."""
    from engines.story.readiness import make_ready

    make_ready(progress)
    from engines.story.driven import portable
    from engines.story.film import StoryRequest, export, hands_for

    script, played = recipe.script, desk.file_played(recipe.played)
    (folder / SCRIPT).write_text(portable(script, desk.motion, folder).to_json(), "utf-8")
    loud = form.volume / 100
    request = StoryRequest(
        script=folder / SCRIPT,
        out=folder / FILM,
        style=form.style,
        size=form.size,
        words=form.words,
        voices=loud if form.voices else 0.0,
        effects=loud if form.sounds else 0.0,
        ambience=loud if form.sounds else 0.0,
        seed=form.seed,
        ckpt=desk.weights,
    )
    with hands_for([folder / FILM], form.size) as hands:
        show = show_of(script, form.seed, desk.weights, played, desk.motion, progress)
        for name in (FILM, *(("video.webm",) if form.webm else ()), SUBTITLES, SHEET, MOTION):
            export(show, request, folder / name, _named(progress, name), hands)
        if form.gif:
            light = request.model_copy(update={"size": small(form.size)})
            export(show, light, folder / "video.gif", _named(progress, "video.gif"), hands)
    (folder / THUMBNAIL).write_bytes(_portrait(show, form))
    return ("Played from a file of movement, which has no sound.",) if played else ()


def small(size: tuple[int, int], longer: int = 480) -> tuple[int, int]:
    """`size` for a GIF, which would be heavier than the film otherwise."""
    share = min(1.0, longer / max(size))
    return 2 * round(size[0] * share / 2), 2 * round(size[1] * share / 2)


def _portrait(show: Show, form: StoryForm) -> bytes:
    """A moment of the story in which something happens, as PNG."""
    import io

    from PIL import Image

    from engines.story.projector import Projector

    said = [one for one in show.timings() if one.row is not None]
    best = said[len(said) // 2] if said else None
    seconds = 0.5 * (best.start + best.end) if best else 0.5
    picture = Projector(show, form.style, (320, 240), form.seed, words=False).draw(round(seconds * show.fps))
    file = io.BytesIO()
    Image.fromarray(picture.copy()).save(file, "PNG")
    return file.getvalue()


def _named(progress: Progress, name: str) -> Progress:
    """Says which film is being made, when it is not the first."""
    kind = name.rpartition(".")[2].upper()
    if kind not in ("WEBM", "GIF"):
        return progress
    return lambda stage, done, total, message="": progress(f"{stage} ({kind})", done, total, message)


def _in_words(progress: Progress) -> Progress:
    def told(stage: str, done: float, total: float, message: str = "") -> None:
        name, _, which = stage.partition(" (")
        words = _STAGES.get(name, name.capitalize())
        progress(f"{words} ({which}" if which else words, done, total, message)

    return told
