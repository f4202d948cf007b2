"""What happens on a Speech panel: every event, from a dropped sound to words aligned again."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import gradio as gr

from contracts import StudioError
from studio import speech_making
from studio.components.job_card import cards
from studio.components.markup import problem
from studio.components.speech_panel_view import NEWS, SpeechView
from studio.house import Visit
from studio.jobs import State
from studio.speech_draft import Left, Speech, SpeechForm, change, recall
from studio.targets import targets_for
from studio.wiring import Changes, Wires

Sent = dict[str, Any] | None


class SpeechActions(SpeechView):
    """The panel's events. Each gets the visit it belongs to and returns what changes on the page."""

    def wire(self) -> None:
        """Bind every event. Another voice in the state `speech` redraws everything that shows it."""
        panel, page = self.panel, self.page
        on = Wires(page, panel.form, SpeechForm.of, panel.head, turns=[panel.speech, panel.waits])
        here = [panel.speech, panel.waits]
        work = [panel.jobs, panel.timer, panel.finished]
        table = [*here, panel.loud, panel.card, *work]
        form = [*panel.form, panel.sound, panel.text]
        shelves = [panel.voice, panel.model]
        shows = [panel.card, panel.transcript, panel.align, panel.takeaway, panel.line]
        on(page.blocks.load, self.found, [], form)
        entered = on(page.tab.select, self.enter, here, table)
        on(entered.then, self.listed, [panel.listed], [panel.listed, *shelves])
        on(page.sent.change, self.arrived, [page.sent, *here], [*table, *form])
        redrawn = on(panel.speech.change, self.shown, [*here, panel.loud], shows)
        if panel.head is not None:
            on(redrawn.then, self.staged, [panel.speech], [panel.head])
            on(panel.head.act, self.staged, [panel.speech], [panel.head])
        on(panel.how.input, self.switched, here, [panel.sound, panel.text])
        on(panel.drop.upload, self.dropped, [panel.drop, *here], [panel.drop, *table, *form])
        on(panel.microphone.stop_recording, self.recorded, [panel.microphone, *here], [panel.microphone, *table])
        on(panel.speak.click, self.spoken, here, table)
        on(
            panel.transcript.change,  # not 'input', which does not tell of what was pasted with the mouse
            self.typed,
            [panel.transcript, panel.speech],
            [panel.align, panel.refusal],
            trigger_mode="always_last",
        )
        on(panel.align.click, self.aligned, [panel.transcript, *here], [panel.refusal, *table])
        on(panel.again.click, self.heard_again, here, table)
        on(panel.card.act, self.picked, here, table)
        on(
            panel.jobs.act,
            self.carded,
            [*here, page.sent],
            [*table, *form, page.tabs, page.sent],
            trigger_mode="multiple",
        )
        on(panel.takeaway.act, self.passed_on, [page.sent], [page.tabs, page.sent])
        on(panel.timer.tick, self.polled, [panel.finished, *here], table)

    # The tab opens, or something comes from another one

    def found(self, visit: Visit) -> Changes:
        """The choices as they were left. Before anybody can touch them: what is clicked at once must not be undone."""
        return self.choices(SpeechForm.restored(recall(visit.workspace, self.panel.name).form))

    def enter(self, visit: Visit, speech: Speech | None, waits: str) -> Changes:
        """What was there last time; the first time, a sample that talks."""
        left, desk = recall(visit.workspace, self.panel.name), self.desk(visit)
        if speech is not None and desk.there(speech):
            return self.work(visit, speech, waits)
        found = next((one for one in (left.speech, *reversed(left.past)) if one and desk.there(one)), None)
        if found is None and (samples := desk.samples()):
            found = desk.open_sample(samples[0][0])
        return self.opened(visit, found, SpeechForm.restored(left.form), left.waits)

    def listed(self, visit: Visit, listed: bool) -> Changes:
        """The voices and recognisers, once: finding them takes a moment in which something may be clicked."""
        if listed:
            return {}
        form = SpeechForm.restored(recall(visit.workspace, self.panel.name).form)
        return self.lists(visit, form) | {self.panel.listed: True}

    def arrived(self, visit: Visit, sent: Sent, speech: Speech | None, waits: str) -> Changes:
        """A result that another tab sent here."""
        if not sent or sent.get("tab") != self.panel.name:
            return {}
        return self._reopened(visit, str(sent.get("output")))

    def _reopened(self, visit: Visit, output_id: str) -> Changes:
        """A voice made earlier, and the choices it was made with."""
        sidecar = visit.workspace.output(output_id).sidecar.get("speech")
        form = SpeechForm.restored(sidecar.get("form") if isinstance(sidecar, dict) else {})
        voice = self.desk(visit).open_output(output_id)
        return self.choices(form) | self.lists(visit, form) | self.opened(visit, voice, form)

    # Material

    def switched(self, visit: Visit, speech: Speech | None, waits: str, form: SpeechForm) -> Changes:
        self.keep(visit, speech, waits, form)
        return self.how(form)

    def dropped(self, visit: Visit, files: list[str], speech: Speech | None, waits: str, form: SpeechForm) -> Changes:
        """A sound or film, perhaps with its text; or the settings of an earlier result."""
        paths, cleared = [Path(file) for file in files or []], {self.panel.drop: None}
        if len(paths) == 1 and (recipe := speech_making.recipe_of(paths[0])) is not None:
            paths[0].unlink(missing_ok=True)
            return cleared | self._settings(visit, recipe, speech, waits)
        return cleared | self._listen(visit, paths, speech, waits, form)

    def _settings(self, visit: Visit, recipe: dict[str, Any], speech: Speech | None, waits: str) -> Changes:
        """The form as it was when a voice was made, and that voice where it is still here."""
        same = (output for output in visit.workspace.outputs() if output.sidecar == recipe)
        if (output := next(same, None)) is not None:
            return self._reopened(visit, output.id)
        form = SpeechForm.restored(recipe["speech"].get("form"))
        self.keep(visit, speech, waits, form)
        gone = StudioError(
            "The settings are loaded; the voice they made is not here any more.", "Drop its sound, or speak its text."
        )
        return self.choices(form) | self.lists(visit, form) | {self.panel.card: self.card(visit, speech, waits, gone)}

    def recorded(self, visit: Visit, file: str | None, speech: Speech | None, waits: str, form: SpeechForm) -> Changes:
        """The microphone was stopped."""
        paths = [Path(file)] if file else []
        return {self.panel.microphone: None} | self._listen(visit, paths, speech, waits, form, "Recording")

    def _listen(
        self, visit: Visit, paths: list[Path], speech: Speech | None, waits: str, form: SpeechForm, title: str = ""
    ) -> Changes:
        try:
            if not paths:
                return {}
            recording = self.desk(visit).take_in(paths, title)
            job = speech_making.listen(visit.board, recording, form)
        except StudioError as error:
            return {self.panel.card: self.card(visit, speech, waits, error)}
        finally:
            for path in paths:
                path.unlink(missing_ok=True)
        return self.awaiting(visit, job, speech, form)

    def spoken(self, visit: Visit, speech: Speech | None, waits: str, form: SpeechForm) -> Changes:
        try:
            job = speech_making.speak(visit.board, form, visit.private)
        except StudioError as error:
            return {self.panel.card: self.card(visit, speech, waits, error)}
        return self.awaiting(visit, job, speech, form)

    def picked(
        self, visit: Visit, event: dict[str, Any], speech: Speech | None, waits: str, form: SpeechForm
    ) -> Changes:
        """A sample, or one of the voices that were open before."""
        if event.get("verb") in ("undo", "redo"):
            return self._stepped(visit, str(event["verb"]), waits, form)
        try:
            return self.opened(visit, self.desk(visit).open_sample(str(event.get("of"))), form)
        except StudioError as error:
            return {self.panel.card: self.card(visit, speech, waits, error)}

    def _stepped(self, visit: Visit, verb: str, waits: str, form: SpeechForm) -> Changes:
        """The voice that was open before, or after."""
        desk = self.desk(visit)

        def stepped(left: Left) -> Left:
            left = left.without(lambda one: not desk.there(one))
            return (left.undone() if verb == "undo" else left.redone()).but(form=form.model_dump())

        return self.table(visit, change(visit.workspace, self.panel.name, stepped).speech, waits)

    # Words

    def typed(self, visit: Visit, words: str, speech: Speech | None) -> Changes:
        """'Align again' is the thing to do once the words differ from those that were timed."""
        track = self.track(visit, speech)
        same = track is None or words.split() == track.text.split()
        return {self.panel.align: gr.Button(variant="secondary" if same else "primary"), self.panel.refusal: ""}

    def aligned(self, visit: Visit, words: str, speech: Speech | None, waits: str, form: SpeechForm) -> Changes:
        try:
            if speech is None:
                raise StudioError("There is no sound to align words with.", "Record or drop one first.")
            job = speech_making.align(visit.board, speech, words or "", form)
        except StudioError as error:
            return {self.panel.refusal: f'<div class="material">{problem(error)}</div>'}
        return {self.panel.refusal: ""} | self.awaiting(visit, job, speech, form)

    def heard_again(self, visit: Visit, speech: Speech | None, waits: str, form: SpeechForm) -> Changes:
        """The words anew, as the choices under More say now."""
        try:
            if speech is None:
                raise StudioError("There is no sound to listen to.", "Record or drop one first.")
            job = speech_making.listen(visit.board, self.desk(visit).recording_of(speech), form)
        except StudioError as error:
            return {self.panel.jobs: cards(visit.board, visit.workspace, error, own=self.panel.own)}
        return self.awaiting(visit, job, speech, form)

    # Work

    def polled(self, visit: Visit, finished: str, speech: Speech | None, waits: str, form: SpeechForm) -> Changes:
        """The job card; what was waited for comes onto the table when it is done."""
        job = visit.board.find(waits)
        latest = recall(visit.workspace, self.panel.name).waits == waits
        if job is not None and job.state is State.DONE and job.output and latest:
            try:
                found = self.desk(visit).open_output(job.output)
            except StudioError as error:
                nothing = {self.panel.waits: "", self.panel.card: self.card(visit, speech, "", error)}
                return nothing | self.work(visit, speech, "")
            return self.opened(visit, found, form, loud=job.kind == "speak")
        changes = self.work(visit, speech, waits)
        if changes[self.panel.finished] != finished:
            changes[self.panel.card] = self.card(visit, speech, waits)
        return changes

    def carded(
        self, visit: Visit, event: dict[str, Any], speech: Speech | None, waits: str, sent: Sent, form: SpeechForm
    ) -> Changes:
        """A click on a job card."""
        verb, of, board = str(event.get("verb")), str(event.get("of")), visit.board
        acts: dict[str, Callable[[str], object]]
        acts = {"cancel": board.stop, "retry": board.retry, "dismiss": board.dismiss}
        try:
            if verb == "show":
                return self._seen(visit, of, sent)
            if verb in acts:
                acts[verb](of)
            if verb == "retry" and board.get(of).kind in NEWS:
                return self.awaiting(visit, board.get(of), speech, form)
        except StudioError as error:
            return {self.panel.jobs: cards(board, visit.workspace, error, own=self.panel.own)}
        return self.work(visit, speech, waits) | {self.panel.card: self.card(visit, speech, waits)}

    def _seen(self, visit: Visit, output_id: str, sent: Sent) -> Changes:
        """A result on this panel, or where it belongs."""
        tabs = [target.tab for target in targets_for(visit.workspace.output(output_id))]
        if self.panel.name in tabs or "speech" in tabs:
            return self._reopened(visit, output_id)
        return self.page.send(tabs[0] if tabs else "library", output_id, sent)

    def passed_on(self, visit: Visit, event: dict[str, Any], sent: Sent) -> Changes:
        """The voice that is open goes to another tab."""
        tab, _, output_id = str(event.get("of")).partition(":")
        if tab not in [target.tab for target in targets_for(visit.workspace.output(output_id))]:
            raise StudioError("That place does not take this voice.", "Choose another one.")
        return self.page.send(tab, output_id, sent)
