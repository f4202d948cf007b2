"""What happens on the Gesture tab: every event, from a voice that arrived to a gesture that was moved."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import gradio as gr

from contracts import StudioError
from studio import gesture_making, speech_draft
from studio.components import gesture_stage as stage
from studio.gesture_draft import Draft, GestureForm, Left, View, change, recall, remember
from studio.house import Visit
from studio.jobs import State
from studio.speech_draft import Speech
from studio.tabs.gesture_view import Shown
from studio.wiring import Changes, Wires

if TYPE_CHECKING:
    from studio.tabs.gesture import Parts

TAB = "gesture"
Sent = dict[str, Any] | None
_FIELDS = ("unit", "hand", "stroke", "hold_until", "size", "speed")
_MOST_SEEDS = 2**31 - 1


class Actions(Shown):
    """The tab's events. Each gets the visit it belongs to and returns what changes on the page.

    What lies on the tab is the panel's `speech`: a voice, or a performance, whose folder holds its voice as well;
    `left`, the plan with its edits and what is looked at; and `waits`, the job under way. They are apart, and what
    takes long changes none of them: of two events at once the later answer would bring back what the other changed.
    """

    parts: Parts

    def wire(self) -> None:
        """Bind every event. Another `speech` redraws everything that shows it, the 3D page last."""
        parts, page, panel = self.parts, self.page, self.parts.panel
        on = Wires(page, parts.form, GestureForm.of, parts.stage)
        here = [panel.speech, parts.left]
        plan = [parts.left, parts.plan, parts.keep]
        beside = [parts.second, parts.with_]
        work = [parts.waits, parts.timer, panel.jobs, panel.timer]
        table = [*plan, *beside, *parts.form, parts.view, parts.takeaway]
        on(page.blocks.load, self.found, [], parts.form)
        on(page.tab.select, self.enter, [parts.waits], work)
        shown = on(panel.speech.change, self.opened, here, table)
        on(shown.then, self.staged, here, [parts.stage])
        edited = on(parts.plan.edit, self.edited, here, plan, trigger_mode="multiple")
        on(edited.then, self.restaged, here, [parts.stage, parts.second], trigger_mode="always_last")
        looked = on(parts.view.input, self.looked, [parts.view, *here], [parts.left])
        beside_it = on(looked.then, self.beside, here, beside, trigger_mode="always_last")
        on(beside_it.then, self.staged, here, [parts.stage], trigger_mode="always_last")
        compared = on(parts.with_.input, self.compared, [parts.with_, parts.left], [parts.left])
        on(compared.then, self.beside, here, beside, trigger_mode="always_last")
        for control in parts.form:
            on(control.input, self.chosen, [], [parts.style])
        on(parts.go.click, self.generated, here, work)
        on(parts.next.click, self.another, here, [*work, parts.seed])
        on(parts.timer.tick, self.polled, [parts.waits, parts.left], [panel.speech, *work])
        put = [panel.speech, parts.undo, parts.view, parts.stage, parts.left, *beside]
        on(parts.stage.act, self.kept_first, here, put)
        on(parts.second.act, self.kept_second, here, put)
        on(parts.undo.act, self.restored, here, [parts.undo, parts.left, *beside])
        on(parts.takeaway.act, self.taken, [page.sent], [page.tabs, page.sent])

    # The tab opens, or something comes onto it

    def found(self, visit: Visit) -> Changes:
        """The choices as they were left. Before anybody can touch them: what is clicked at once must not be undone."""
        form = recall(visit.workspace).form
        return self.choices(GestureForm.restored(form)) if form else {}

    def enter(self, visit: Visit, waits: str) -> Changes:
        """The job that was under way."""
        kept = recall(visit.workspace).waits
        return self.work(visit, kept) if kept and not waits else {}

    def opened(self, visit: Visit, speech: Speech | None, left: Left, form: GestureForm) -> Changes:
        """Another voice or performance; the one of the last visit as it was left."""
        desk, kept = self.desk(visit), recall(visit.workspace)
        speech = speech if speech is not None and desk.voices.there(speech) else None
        found = desk.draft(speech) if speech else None
        made = desk.form(speech) if speech else None
        if speech is not None and kept.of == speech.folder:
            mine = kept.draft if found and kept.draft and kept.draft.of == found.of else found
            left = kept.but(draft=mine)
            made = GestureForm.restored(kept.form) if kept.form else made
        else:
            now = (made or form).model_dump()
            left = Left(of=speech.folder if speech else "", draft=found, view=left.view, waits=kept.waits, form=now)
            remember(visit.workspace, left)
        changes = self.choices(made) if made is not None else {}
        left = self.settled(visit, speech, left)
        changes |= self.plan(visit, speech, left) | self.beside(visit, speech, left)
        return changes | {self.parts.view: left.view} | self.files(visit, speech)

    def staged(self, visit: Visit, speech: Speech | None, left: Left) -> Changes:
        """The 3D page takes a moment, so the rest is there before it."""
        return self.figure(visit, speech if left.of else None, left)

    def restaged(self, visit: Visit, speech: Speech | None, left: Left) -> Changes:
        """After an edit the film is of before it, too. What was edited meanwhile stays: the plan is not touched."""
        other = self.beside(visit, speech, left)[self.parts.second]
        return self.figure(visit, speech, left) | {self.parts.second: other}

    # The plan

    def edited(
        self, visit: Visit, event: dict[str, Any], speech: Speech | None, left: Left, form: GestureForm
    ) -> Changes:
        """A gesture was changed, moved, added or deleted; or that was undone or redone."""
        if speech is None or left.draft is None or event.get("of") != left.draft.of:
            return {}
        number = event.get("number")
        number = number if isinstance(number, int) and not isinstance(number, bool) else None
        try:
            draft, chosen = self._edit(visit, str(event.get("verb")), number, left.draft, event)
        except StudioError as error:
            return self.plan(visit, speech, left, number, error)
        left = left.but(draft=draft, form=form.model_dump())
        change(visit.workspace, lambda kept: left.but(waits=kept.waits))
        return self.plan(visit, speech, left, chosen)

    def _edit(
        self, visit: Visit, verb: str, number: int | None, draft: Draft, event: dict[str, Any]
    ) -> tuple[Draft, int | None]:
        """The edited draft, and which gesture is open in it."""
        if verb in ("undo", "redo"):
            return (draft.undone() if verb == "undo" else draft.redone()), None
        if verb == "delete" and number is not None and 0 <= number < len(draft.plan.gestures):
            return draft.changed(number, None), None
        wishes = {name: event[name] for name in _FIELDS if name in event}
        changed = self.desk(visit).edited(draft, number if verb == "change" else None, wishes)
        if changed is draft:
            return draft, number
        made = changed.past[-1].after
        return changed, changed.plan.gestures.index(made) if made is not None else None

    # What is seen

    def looked(self, visit: Visit, view: View, speech: Speech | None, left: Left) -> Changes:
        """The figure alone, with its film, or beside another take."""
        return self._looks(visit, self.settled(visit, speech, left.but(view=view)))

    def compared(self, visit: Visit, other: str, left: Left) -> Changes:
        """Another take to compare with."""
        return self._looks(visit, left.but(other=other))

    def _looks(self, visit: Visit, left: Left) -> Changes:
        """What is looked at, kept for the next visit."""
        change(visit.workspace, lambda kept: left.but(form=kept.form, waits=kept.waits))
        return {self.parts.left: left}

    def kept_first(self, visit: Visit, speech: Speech | None, left: Left) -> Changes:
        """Of two takes the first is kept; the other goes to the trash."""
        if speech is None or not left.other:
            return {}
        changes = self._trashed(visit, Speech(folder=left.other, title=speech.title))
        left = left.but(view="film", other="")
        changes |= self._looks(visit, left) | {self.parts.view: "film"}
        return changes | self.beside(visit, speech, left) | self.figure(visit, speech, left)

    def kept_second(self, visit: Visit, speech: Speech | None, left: Left) -> Changes:
        """The second is kept and comes onto the tab; the first goes to the trash."""
        if speech is None or not left.other:
            return {}
        kept = visit.workspace.output(left.other.removeprefix("outputs/"))
        changes = self._trashed(visit, speech)
        remaining = left.but(view="film", other="")
        opened = Speech(folder=left.other, title=kept.name[:200])
        return changes | {self.parts.left: remaining} | self._put(visit, opened)

    def _trashed(self, visit: Visit, take: Speech) -> Changes:
        output = self.desk(visit).output(take)
        if output is None:
            return {}
        return {self.parts.undo: stage.undone(visit.workspace.delete(output.id), output.name)}

    def restored(self, visit: Visit, event: dict[str, Any], speech: Speech | None, left: Left) -> Changes:
        """A take comes back from the trash."""
        visit.workspace.undelete(str(event.get("of")))
        left = self.settled(visit, speech, left)
        return {self.parts.undo: ""} | self._looks(visit, left) | self.beside(visit, speech, left)

    # Make

    def chosen(self, visit: Visit, form: GestureForm) -> Changes:
        """Another choice: kept for the next visit; a style says what it looks like."""
        from studio.tabs.gesture import says

        change(visit.workspace, lambda kept: kept.but(form=form.model_dump()))
        return {self.parts.style: gr.Dropdown(info=says(form.style))}

    def generated(self, visit: Visit, speech: Speech | None, left: Left, form: GestureForm) -> Changes:
        """The primary button."""
        try:
            if speech is None:
                raise StudioError("There is no voice to perform.", "Record, drop or type one first.")
            desk = self.desk(visit)
            desk.voices.checked(desk.voices.track(speech))
            job = gesture_making.submit(visit.board, desk.title(speech), speech, form, left.draft)
        except StudioError as error:
            return self.work(visit, recall(visit.workspace).waits, error)
        change(visit.workspace, lambda kept: kept.but(waits=job.id, form=form.model_dump()))
        return self.work(visit, job.id)

    def another(self, visit: Visit, speech: Speech | None, left: Left, form: GestureForm) -> Changes:
        """The same with the next seed, to have something to choose from; its plan is a new one."""
        form = form.model_copy(update={"seed": form.seed % _MOST_SEEDS + 1, "keep": False})
        return self.generated(visit, speech, left, form) | {self.parts.seed: form.seed}

    def polled(self, visit: Visit, waits: str, left: Left) -> Changes:
        """When the job that was waited for is done, its performance comes onto the tab."""
        job = visit.board.find(waits)
        if job is not None and job.state.active:
            return {}
        kept = change(visit.workspace, lambda kept: kept.but(waits="") if kept.waits == waits else kept)
        changes: Changes = {self.parts.waits: "", self.parts.timer: gr.Timer(active=False)}
        if job is None or job.state is not State.DONE or not job.output or kept.waits != waits:
            return changes
        try:
            output = visit.workspace.output(job.output)
            asked = gesture_making.Recipe.model_validate(job.request)
        except (StudioError, ValueError):
            return changes
        if asked.speech.folder != left.of:  # something else was put on the tab meanwhile; the job's card leads there
            return changes
        speech = Speech(folder=f"outputs/{output.id}", title=output.name[:200])
        other = left.of if self.desk(visit).folder(asked.speech) else left.other
        form = GestureForm.restored({**asked.form, "keep": True}).model_dump()
        remember(visit.workspace, Left(of=speech.folder, view=left.view, other=other, form=form))
        return changes | self._put(visit, speech)

    def _put(self, visit: Visit, speech: Speech) -> Changes:
        """A performance comes onto the tab, and the panel's memory of what was there."""
        at_hand = speech_draft.recall(visit.workspace, TAB).opened(speech)
        speech_draft.remember(visit.workspace, TAB, at_hand)
        return {self.parts.panel.speech: speech}

    def taken(self, visit: Visit, event: dict[str, Any], sent: Sent) -> Changes:
        """The performance is opened in the Library."""
        return self.page.send("library", str(event.get("of")), sent)
