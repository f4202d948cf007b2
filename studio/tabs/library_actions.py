"""What happens in the Library: every event of its page, from a dropped file to an undone deletion."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import gradio as gr

from contracts import StudioError
from studio.components.edit_bar import edits_from
from studio.components.job_card import cards
from studio.components.shelf import PAGE, shelf
from studio.draft import Draft, recall, remember
from studio.house import Visit
from studio.making import Form, recipe_of, submit
from studio.tabs.library_view import FILMS, View, ended
from studio.targets import targets_for
from studio.wiring import Changes, Wires

TAB = "library"
Sent = dict[str, Any] | None


class Actions(View):
    """The Library's events. Each gets the visit it belongs to and returns what changes on the page."""

    def wire(self) -> None:
        """Bind every event. The page keeps its controls while a handler runs; only a running job polls."""
        parts, sent = self.parts, self.page.sent
        on = Wires(self.page, parts.form, Form.of, parts.stage, turns=[parts.draft, parts.seen])
        table = [parts.draft, parts.material, parts.clip, parts.edits, parts.seen]
        make = [parts.film, parts.file, parts.go, *parts.form]
        work = [parts.jobs, parts.timer, parts.shelf, parts.finished]
        everything = [*table, *make, *work, parts.many]
        elsewhere = [self.page.tabs, sent]
        on(self.page.blocks.load, self.enter, [], [*table, *make, *work])
        on(parts.drop.upload, self.dropped, [parts.drop, parts.draft], [*table, *make, parts.drop])
        on(parts.sound.upload, self.sounded, [parts.sound, parts.draft], [*table, parts.sound])
        on(parts.clip.input, self.clipped, [parts.clip, parts.draft], table, trigger_mode="always_last")
        on(parts.material.act, self.tabled, [parts.draft], [*table, parts.name], trigger_mode="multiple")
        on(parts.edits.edit, self.edited, [parts.draft], table, trigger_mode="always_last")
        on(parts.edits.act, self.stepped, [parts.draft], table, trigger_mode="multiple")
        for again in (parts.stage.act, parts.look.input, parts.body.input):
            on(again, self.staged, [parts.draft], [parts.seen], trigger_mode="multiple")
        on(parts.seen.change, self.drawn, [parts.draft, parts.seen], [parts.stage])
        on(parts.make.input, self.switched, [], [parts.film, parts.file, parts.go])
        on(parts.go.click, self.made, [parts.draft], work)
        on(parts.jobs.act, self.carded, [sent], [*everything, *elsewhere], trigger_mode="multiple")
        on(parts.shelf.act, self.shelved, [parts.many, sent], [*everything, *elsewhere])
        on(sent.change, self.arrived, [sent], everything)
        on(parts.timer.tick, self.polled, [parts.finished, parts.many], work, queue=False)

    # The page opens

    def enter(self, visit: Visit) -> Changes:
        """What was there last time; the first time, a sample that moves."""
        desk = self.desk(visit)
        draft, form = recall(visit.workspace)
        if draft is not None:
            try:
                desk.raw(draft)
            except (StudioError, OSError):
                draft = None
        if draft is None and (samples := desk.samples()):
            draft = desk.open_sample(samples[0][0])
        restored = Form.restored(form)
        return self.table(visit, draft) | self.form(restored) | self.work(visit)

    def polled(self, visit: Visit, finished: str, many: int) -> Changes:
        """The job card, and the shelf when a job has ended since."""
        changes = {
            self.parts.jobs: cards(visit.board, visit.workspace),
            self.parts.timer: gr.Timer(active=visit.board.busy),
        }
        if (now := ended(visit)) != finished:
            changes |= {self.parts.shelf: shelf(visit.workspace, many), self.parts.finished: now}
        return changes

    # Material

    def dropped(self, visit: Visit, files: list[str], draft: Draft | None, form: Form) -> Changes:
        """A motion file, or the settings of an earlier result."""
        paths = [Path(file) for file in files or []]
        cleared: Changes = {self.parts.drop: None}
        try:
            if not paths:
                return cleared
            settings = recipe_of(paths[0]) if len(paths) == 1 else None
            if settings is not None:
                return self.settings(visit, *settings) | cleared
            opened = self.desk(visit).open_uploads(paths)
        except StudioError as error:
            return self.material(visit, draft, error) | cleared
        finally:
            for path in paths:
                path.unlink(missing_ok=True)
        return self.begun(visit, opened, form) | cleared

    def sounded(self, visit: Visit, file: str | None, draft: Draft | None, form: Form) -> Changes:
        """A sound to go with the motion."""
        cleared: Changes = {self.parts.sound: None}
        if not file:
            return cleared
        try:
            if draft is None:
                raise StudioError("There is no motion to go with this sound.", "Open a motion first.")
            sound, title = self.desk(visit).keep_sound(Path(file))
        except StudioError as error:
            return self.material(visit, draft, error) | cleared
        finally:
            Path(file).unlink(missing_ok=True)
        return self.opened(visit, draft.with_sound(sound, title), form) | cleared

    def clipped(self, visit: Visit, clip: str, draft: Draft | None, form: Form) -> Changes:
        return self.opened(visit, draft.with_clip(clip), form) if draft else {}

    def tabled(self, visit: Visit, event: dict[str, Any], draft: Draft | None, form: Form) -> Changes:
        """A click on the table: another sample, or no more sound."""
        if event.get("verb") == "mute" and draft:
            return self.opened(visit, draft.with_sound(None), form)
        try:
            return self.begun(visit, self.desk(visit).open_sample(str(event.get("of"))), form)
        except StudioError as error:
            return self.material(visit, draft, error)

    # Stage

    def edited(self, visit: Visit, event: dict[str, Any], draft: Draft | None, form: Form) -> Changes:
        """Something moved on the edit bar."""
        if draft is None:
            return {}
        try:
            changed = draft.edited(edits_from(event, draft.edits))
            self.desk(visit).edited(changed)
        except StudioError as error:
            return {self.parts.edits: self.edits(visit, draft, error)}
        return self.opened(visit, changed, form)

    def stepped(self, visit: Visit, event: dict[str, Any], draft: Draft | None, form: Form) -> Changes:
        """Undo, redo or reset."""
        if draft is None:
            return {}
        steps = {"undo": draft.undone, "redo": draft.redone, "reset": draft.reset}
        step = steps.get(str(event.get("verb")))
        return self.opened(visit, step(), form) if step else {}

    def staged(self, visit: Visit, draft: Draft | None, form: Form) -> Changes:
        """The 3D view again: after a film, or in other clothes."""
        if draft is not None:
            remember(visit.workspace, draft, form.model_dump())
        return self.look()

    # Make

    def switched(self, visit: Visit, form: Form) -> Changes:
        return self.making(form)

    def made(self, visit: Visit, draft: Draft | None, form: Form) -> Changes:
        """The primary button: put the work in its lane."""
        try:
            if draft is None:
                raise StudioError("There is nothing to make it of.", "Open a motion first.")
            submit(visit.board, draft, form)
            remember(visit.workspace, draft, form.model_dump())
        except StudioError as error:
            return {self.parts.jobs: cards(visit.board, visit.workspace, error)}
        return self.work(visit, with_shelf=False)

    def carded(self, visit: Visit, event: dict[str, Any], sent: Sent, form: Form) -> Changes:
        """A click on a job card."""
        verb, of = str(event.get("verb")), str(event.get("of"))
        board = visit.board
        acts = {"cancel": board.cancel, "retry": board.retry, "dismiss": board.dismiss}
        try:
            if verb == "show":
                return self._shown(visit, of, sent, form)
            if verb in acts:
                acts[verb](of)
        except StudioError as error:
            return {self.parts.jobs: cards(board, visit.workspace, error)}
        return self.work(visit, with_shelf=verb == "look")

    # Shelf

    def shelved(self, visit: Visit, event: dict[str, Any], many: int, sent: Sent, form: Form) -> Changes:
        """A click on the shelf."""
        verb, of, parts = str(event.get("verb")), str(event.get("of")), self.parts
        workspace = visit.workspace
        try:
            if verb == "show":
                return self._shown(visit, of, sent, form)
            if verb == "settings":
                sidecar = workspace.output(of).sidecar
                for tab in ("gesture", "story"):
                    if sidecar.get(tab):
                        return self.page.send(tab, of, sent)
                return self.settings(visit, sidecar.get("draft"), sidecar.get("form"))
            if verb == "send":
                tab, _, output_id = of.partition(":")
                return self._taken(visit, tab, output_id, sent, form)
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

    def arrived(self, visit: Visit, sent: Sent, form: Form) -> Changes:
        """A result that another tab sent here."""
        if not sent or sent.get("tab") != TAB:
            return {}
        return self._taken(visit, TAB, str(sent.get("output")), None, form)

    def _shown(self, visit: Visit, output_id: str, sent: Sent, form: Form) -> Changes:
        """A result on the stage: a film plays, a motion becomes the material; the rest opens where it belongs."""
        output = visit.workspace.output(output_id)
        if any(name.endswith(FILMS) for name in output.files):
            return self.look(output.id)
        targets = targets_for(output)
        return self._taken(visit, targets[0].tab if targets else "", output_id, sent, form)

    def _taken(self, visit: Visit, tab: str, output_id: str, sent: Sent, form: Form) -> Changes:
        """A result on the table of this tab or another."""
        output = visit.workspace.output(output_id)
        for target in targets_for(output):
            if target.tab == tab == TAB:
                return self.begun(visit, self.desk(visit).open_output(output_id, target.takes(output) or ""), form)
            if target.tab == tab:
                return self.page.send(tab, output_id, sent)
        raise StudioError("That place does not take this result.", "Choose another one.")
