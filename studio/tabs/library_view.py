"""What the Library's page shows of a visit: each method gives new values by control."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING, Any

import gradio as gr

from contracts import StudioError
from studio.components import stage
from studio.components.edit_bar import edit_bar
from studio.components.job_card import cards
from studio.components.markup import address
from studio.components.material_card import material_card
from studio.components.shelf import shelf
from studio.desk import Desk
from studio.draft import Draft, recall, remember
from studio.house import Visit
from studio.making import Form
from studio.wiring import Changes, Page

if TYPE_CHECKING:
    from studio.tabs.library import Parts

FILMS = (".mp4", ".webm", ".gif")


class View:
    """Turns the state of a visit into what stands on the page."""

    def __init__(self, parts: Parts, page: Page) -> None:
        self.parts, self.page = parts, page

    def desk(self, visit: Visit) -> Desk:
        return Desk(visit.workspace, visit.private)

    def settings(self, visit: Visit, recipe: Any, form: Any) -> Changes:
        """The form as it was when a result was made, and its material where it is still there."""
        restored = Form.restored(form if isinstance(form, dict) else {})
        changes = self.form(restored)
        try:
            draft = Draft.of_recipe(recipe)
            self.desk(visit).edited(draft)
        except StudioError as error:
            told = StudioError(
                "The settings are loaded; the motion they were used on is not here any more.",
                f"Drop it again. ({error.message})",
            )
            return changes | self.material(visit, recall(visit.workspace)[0], told)
        remember(visit.workspace, draft, restored.model_dump())
        return changes | self.table(visit, draft)

    def opened(self, visit: Visit, draft: Draft, form: Form) -> Changes:
        """Another draft on the table; kept for the next time."""
        changes = self.table(visit, draft)
        remember(visit.workspace, draft, form.model_dump())
        return changes

    def begun(self, visit: Visit, draft: Draft, form: Form) -> Changes:
        """Other material on the table: what is made of it is called after it again."""
        form = form.model_copy(update={"name": ""})
        return self.opened(visit, draft, form) | {self.parts.named["name"]: ""}

    def table(self, visit: Visit, draft: Draft | None) -> Changes:
        """Material and stage."""
        parts = self.parts
        clips = self.desk(visit).clips(draft) if draft else []
        return {
            parts.draft: draft,
            parts.clip: gr.Dropdown(
                choices=clips, value=(draft.clip or clips[0]) if draft and clips else None, visible=bool(clips)
            ),
            parts.edits: self.edits(visit, draft),
        } | (self.material(visit, draft) | self.look())

    def look(self, film: str = "") -> Changes:
        """The result whose film is to be looked at, or the 3D view. Only `drawn` changes the stage, so that what took
        long to draw never comes after what was asked for later."""
        return {self.parts.seen: (film, secrets.token_hex(4))}

    def drawn(self, visit: Visit, draft: Draft | None, seen: tuple[str, str], form: Form) -> Changes:
        """What is to be looked at, on the stage. It takes a moment, so the rest is there before it."""
        if not seen[0]:
            return {self.parts.stage: self.scene(visit, draft, form)}
        output = visit.workspace.output(seen[0])
        film = next(name for name in output.files if name.endswith(FILMS))
        url = address("made", visit.workspace.key, f"{output.id}/{film}")
        return {self.parts.stage: stage.film(url, output.name)}

    def material(self, visit: Visit, draft: Draft | None, error: StudioError | None = None) -> Changes:
        """What is open; `error` is why the last file was not taken."""
        desk = self.desk(visit)
        reading = desk.reading(draft) if draft else None
        return {self.parts.material: material_card(draft, reading, desk.samples(), error)}

    def scene(self, visit: Visit, draft: Draft | None, form: Form) -> str:
        """The 3D view, or why there is none."""
        if draft is None:
            return stage.nothing(None)
        try:
            page = self.desk(visit).stage(draft, form.look, form.body)
        except StudioError as error:
            return stage.nothing(error)
        return stage.scene(address("stage", visit.workspace.key, page), draft.title)

    def edits(self, visit: Visit, draft: Draft | None, error: StudioError | None = None) -> str:
        if draft is None:
            return ""
        reading = self.desk(visit).reading(draft)
        return edit_bar(draft, reading.duration, reading.fps, error)

    def form(self, form: Form) -> Changes:
        """The choices of Make as `form` has them."""
        values = form.model_dump()
        return {control: values[name] for name, control in self.parts.named.items()} | self.making(form)

    def making(self, form: Form) -> Changes:
        """The choices that a film or a file has, and what the button says."""
        film = form.make == "film"
        return {
            self.parts.film: gr.Column(visible=film),
            self.parts.file: gr.Column(visible=not film),
            self.parts.go: gr.Button("Make film" if film else "Make file"),
        }

    def work(self, visit: Visit, with_shelf: bool = True) -> Changes:
        """Job cards and shelf; polls while something runs."""
        parts = self.parts
        changes: Changes = {
            parts.jobs: cards(visit.board, visit.workspace),
            parts.timer: gr.Timer(active=visit.board.busy),
        }
        if with_shelf:
            changes |= {parts.shelf: shelf(visit.workspace), parts.finished: ended(visit)}
        return changes


def ended(visit: Visit) -> str:
    """Changes when a job ends."""
    return ",".join(job.id for job in visit.board.all() if not job.state.active)
