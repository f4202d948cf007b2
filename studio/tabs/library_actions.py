"""What happens in the Library: every event of its page, from a dropped file to an undone deletion."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import gradio as gr

from contracts import StudioError
from studio.components import edit_bar, stage
from studio.components.job_card import cards
from studio.components.markup import address
from studio.components.material_card import material_card
from studio.components.shelf import PAGE, shelf
from studio.desk import Desk
from studio.draft import Draft, recall, remember
from studio.house import VISITOR_COOKIE, House, Visit
from studio.limits import PUBLIC_SECONDS
from studio.making import Form, recipe_of, submit
from studio.targets import TARGETS

if TYPE_CHECKING:
    from studio.tabs.library import Parts

Changes = dict[Any, Any]
"""New values by control; what is not named stays as it is."""
_FILMS = (".mp4", ".webm", ".gif")


class Actions:
    """The Library's events. Each gets the visit it belongs to and returns what changes on the page."""

    def __init__(self, parts: Parts, house: House) -> None:
        self.parts, self._house = parts, house

    def wire(self, blocks: gr.Blocks) -> None:
        """Bind every event. The page keeps its controls while a handler runs; only a running job polls."""
        on, parts = self._bind, self.parts
        table = [parts.draft, parts.material, parts.clip, parts.stage, parts.edits]
        make = [parts.make, parts.film, parts.file, parts.go, *parts.form]
        work = [parts.jobs, parts.timer, parts.shelf, parts.finished]
        on(blocks.load, self.enter, [], [*table, *make, *work])
        on(parts.drop.upload, self.dropped, [parts.drop, parts.draft, *parts.form], [*table, *make, parts.drop])
        on(parts.sound.upload, self.sounded, [parts.sound, parts.draft, *parts.form], [*table, parts.sound])
        on(parts.clip.input, self.clipped, [parts.clip, parts.draft, *parts.form], table)
        on(parts.material.act, self.tabled, [parts.draft, *parts.form], table)
        on(parts.edits.edit, self.edited, [parts.draft, *parts.form], table, trigger_mode="always_last")
        on(parts.edits.act, self.stepped, [parts.draft, *parts.form], table, trigger_mode="always_last")
        on(parts.stage.act, self.back, [parts.draft], [parts.stage])
        on(parts.make.input, self.switched, [parts.make], [parts.film, parts.file, parts.go])
        on(parts.go.click, self.made, [parts.draft, parts.make, *parts.form], work)
        everything = [*table, *make, *work, parts.many]
        on(parts.jobs.act, self.carded, [parts.draft, parts.many, *parts.form], everything)
        on(parts.shelf.act, self.shelved, [parts.draft, parts.many, *parts.form], everything)
        on(parts.timer.tick, self.polled, [parts.finished, parts.many], work, queue=False)

    def _bind(
        self, event: Any, handler: Callable[..., Changes], inputs: list[Any], outputs: list[Any], **how: Any
    ) -> None:
        with_event = "event" in handler.__annotations__

        def call(request: gr.Request, event: gr.EventData, *values: Any) -> Changes:
            visit = self._house.visit(request.cookies.get(VISITOR_COOKIE), request.session_hash)
            try:
                return handler(visit, *([event._data or {}] if with_event else []), *values)
            except StudioError as error:
                raise gr.Error(str(error), title="That did not work", print_exception=False) from error

        call.__annotations__ = {"request": gr.Request, "event": gr.EventData}
        event(call, inputs, outputs, show_progress="hidden", api_visibility="private", **how)

    # The page opens

    def enter(self, visit: Visit) -> Changes:
        """What was there last time; the first time, a sample that moves."""
        desk = self._desk(visit)
        draft, form = recall(visit.workspace)
        changes: Changes = {}
        if draft is not None:
            try:
                desk.raw(draft)
            except (StudioError, OSError):
                draft = None
        if draft is None and (samples := desk.samples()):
            draft = desk.open_sample(samples[0][0])
        changes |= self._table(visit, draft)
        changes |= self._form(Form.restored(form))
        return changes | self._work(visit)

    def polled(self, visit: Visit, finished: str, many: int) -> Changes:
        """The job card, and the shelf when a job has ended since."""
        changes = {
            self.parts.jobs: cards(visit.board, visit.workspace),
            self.parts.timer: gr.Timer(active=visit.board.busy),
        }
        if (ended := _ended(visit)) != finished:
            changes |= {self.parts.shelf: shelf(visit.workspace, many), self.parts.finished: ended}
        return changes

    # Material

    def dropped(self, visit: Visit, files: list[str], draft: Draft | None, *form: Any) -> Changes:
        """A motion file, or the settings of an earlier result."""
        paths = [Path(file) for file in files or []]
        cleared: Changes = {self.parts.drop: None}
        try:
            if not paths:
                return cleared
            settings = recipe_of(paths[0]) if len(paths) == 1 else None
            if settings is not None:
                return self._settings(visit, *settings) | cleared
            opened = self._desk(visit).open_uploads(paths)
        except StudioError as error:
            return self._material(visit, draft, error) | cleared
        finally:
            for path in paths:
                path.unlink(missing_ok=True)
        return self._opened(visit, opened, form) | cleared

    def sounded(self, visit: Visit, file: str | None, draft: Draft | None, *form: Any) -> Changes:
        """A sound to go with the motion."""
        cleared: Changes = {self.parts.sound: None}
        if not file:
            return cleared
        try:
            if draft is None:
                raise StudioError("There is no motion to go with this sound.", "Open a motion first.")
            sound, title = self._desk(visit).keep_sound(Path(file))
        except StudioError as error:
            return self._material(visit, draft, error) | cleared
        finally:
            Path(file).unlink(missing_ok=True)
        return self._opened(visit, draft.with_sound(sound, title), form) | cleared

    def clipped(self, visit: Visit, clip: str, draft: Draft | None, *form: Any) -> Changes:
        return self._opened(visit, draft.with_clip(clip), form) if draft else {}

    def tabled(self, visit: Visit, event: dict[str, Any], draft: Draft | None, *form: Any) -> Changes:
        """A click on the table: another sample, or no more sound."""
        if event.get("verb") == "mute" and draft:
            return self._opened(visit, draft.with_sound(None), form)
        try:
            return self._opened(visit, self._desk(visit).open_sample(str(event.get("of"))), form)
        except StudioError as error:
            return self._material(visit, draft, error)

    # Stage

    def edited(self, visit: Visit, event: dict[str, Any], draft: Draft | None, *form: Any) -> Changes:
        """Something moved on the edit bar."""
        if draft is None:
            return {}
        try:
            changed = draft.edited(edit_bar.edits_from(event, draft.edits))
            self._desk(visit).edited(changed)
        except StudioError as error:
            return {self.parts.edits: self._edit_bar(visit, draft, error)}
        return self._opened(visit, changed, form)

    def stepped(self, visit: Visit, event: dict[str, Any], draft: Draft | None, *form: Any) -> Changes:
        """Undo, redo or reset."""
        if draft is None:
            return {}
        steps = {"undo": draft.undone, "redo": draft.redone, "reset": draft.reset}
        step = steps.get(str(event.get("verb")))
        return self._opened(visit, step(), form) if step else {}

    def back(self, visit: Visit, draft: Draft | None) -> Changes:
        """From a film back to the 3D view."""
        return {self.parts.stage: self._scene(visit, draft)}

    # Make

    def switched(self, visit: Visit, make: str) -> Changes:
        return self._making(make)

    def made(self, visit: Visit, draft: Draft | None, make: str, *form: Any) -> Changes:
        """The primary button: put the work in its lane."""
        try:
            if draft is None:
                raise StudioError("There is nothing to make it of.", "Open a motion first.")
            submit(visit.board, draft, Form.of(make, form))
            remember(visit.workspace, draft, Form.of(make, form).model_dump())
        except StudioError as error:
            return {self.parts.jobs: cards(visit.board, visit.workspace, error)}
        return self._work(visit, with_shelf=False)

    def carded(self, visit: Visit, event: dict[str, Any], draft: Draft | None, many: int, *form: Any) -> Changes:
        """A click on a job card."""
        verb, of = str(event.get("verb")), str(event.get("of"))
        board = visit.board
        acts = {"cancel": board.cancel, "retry": board.retry, "dismiss": board.dismiss}
        try:
            if verb == "show":
                return self._shown(visit, of, form)
            if verb in acts:
                acts[verb](of)
        except StudioError as error:
            return {self.parts.jobs: cards(board, visit.workspace, error)}
        return self._work(visit, with_shelf=False)

    # Shelf

    def shelved(self, visit: Visit, event: dict[str, Any], draft: Draft | None, many: int, *form: Any) -> Changes:
        """A click on the shelf."""
        verb, of, parts = str(event.get("verb")), str(event.get("of")), self.parts
        workspace = visit.workspace
        try:
            if verb == "show":
                return self._shown(visit, of, form)
            if verb == "settings":
                sidecar = workspace.output(of).sidecar
                return self._settings(visit, sidecar.get("draft"), sidecar.get("form"))
            if verb == "send":
                tab, _, output_id = of.partition(":")
                return self._sent(visit, tab, output_id, form)
            if verb == "older":
                many = min(int(of), 10_000) if of.isdigit() else PAGE
                return {parts.many: many, parts.shelf: shelf(workspace, many)}
            if verb == "delete":
                name = workspace.output(of).name
                token = workspace.delete(of)
                return {parts.shelf: shelf(workspace, many, (token, name)), parts.jobs: cards(visit.board, workspace)}
            if verb == "restore":
                workspace.undelete(of)
        except StudioError as error:
            return {parts.shelf: shelf(workspace, many, error=error)}
        return {parts.shelf: shelf(workspace, many), parts.jobs: cards(visit.board, workspace)}

    def _shown(self, visit: Visit, output_id: str, form: tuple[Any, ...]) -> Changes:
        """A result on the stage: a film plays, a motion becomes the material."""
        output = visit.workspace.output(output_id)
        films = [name for name in output.files if name.endswith(_FILMS)]
        if films:
            url = address("made", visit.workspace.key, f"{output.id}/{films[0]}")
            return {self.parts.stage: stage.film(url, output.name)}
        return self._sent(visit, "library", output_id, form)

    def _sent(self, visit: Visit, tab: str, output_id: str, form: tuple[Any, ...]) -> Changes:
        output = visit.workspace.output(output_id)
        for target in TARGETS:
            if target.tab == tab == "library" and (name := target.takes(output)):
                return self._opened(visit, self._desk(visit).open_output(output_id, name), form)
        raise StudioError("That place does not take this result.", "Choose another one.")

    # What the page shows

    def _desk(self, visit: Visit) -> Desk:
        return Desk(visit.workspace, PUBLIC_SECONDS if visit.private else None)

    def _settings(self, visit: Visit, recipe: Any, form: Any) -> Changes:
        """The form as it was when a result was made, and its material where it is still there."""
        restored = Form.restored(form if isinstance(form, dict) else {})
        changes = self._form(restored)
        try:
            draft = Draft.of_recipe(recipe)
            self._desk(visit).edited(draft)
        except StudioError as error:
            told = StudioError(
                "The settings are loaded; the motion they were used on is not here any more.",
                f"Drop it again. ({error.message})",
            )
            return changes | self._material(visit, recall(visit.workspace)[0], told)
        remember(visit.workspace, draft, restored.model_dump())
        return changes | self._table(visit, draft)

    def _opened(self, visit: Visit, draft: Draft, form: tuple[Any, ...]) -> Changes:
        changes = self._table(visit, draft)
        remember(visit.workspace, draft, Form.of(None, form).model_dump())
        return changes

    def _table(self, visit: Visit, draft: Draft | None) -> Changes:
        parts = self.parts
        clips = self._desk(visit).clips(draft) if draft else []
        return {
            parts.draft: draft,
            parts.clip: gr.Dropdown(
                choices=clips, value=(draft.clip or clips[0]) if draft and clips else None, visible=bool(clips)
            ),
            parts.stage: self._scene(visit, draft),
            parts.edits: self._edit_bar(visit, draft),
        } | self._material(visit, draft)

    def _material(self, visit: Visit, draft: Draft | None, error: StudioError | None = None) -> Changes:
        desk = self._desk(visit)
        reading = desk.reading(draft) if draft else None
        return {self.parts.material: material_card(draft, reading, desk.samples(), error)}

    def _scene(self, visit: Visit, draft: Draft | None) -> str:
        if draft is None:
            return stage.nothing(None)
        try:
            page = self._desk(visit).stage(draft)
        except StudioError as error:
            return stage.nothing(error)
        return stage.scene(address("stage", visit.workspace.key, page), draft.title)

    def _edit_bar(self, visit: Visit, draft: Draft | None, error: StudioError | None = None) -> str:
        if draft is None:
            return ""
        reading = self._desk(visit).reading(draft)
        return edit_bar.edit_bar(draft, reading.duration, reading.fps, error)

    def _form(self, form: Form) -> Changes:
        values = form.values()
        controls = {control: values[name] for name, control in self.parts.named.items()}
        return controls | {self.parts.make: form.make} | self._making(form.make)

    def _making(self, make: str) -> Changes:
        film = make == "film"
        return {
            self.parts.film: gr.Column(visible=film),
            self.parts.file: gr.Column(visible=not film),
            self.parts.go: gr.Button("Make film" if film else "Make file"),
        }

    def _work(self, visit: Visit, with_shelf: bool = True) -> Changes:
        parts = self.parts
        changes: Changes = {
            parts.jobs: cards(visit.board, visit.workspace),
            parts.timer: gr.Timer(active=visit.board.busy),
        }
        if with_shelf:
            changes |= {parts.shelf: shelf(visit.workspace), parts.finished: _ended(visit)}
        return changes


def _ended(visit: Visit) -> str:
    """Changes when a job ends."""
    return ",".join(job.id for job in visit.board.all() if not job.state.active)
