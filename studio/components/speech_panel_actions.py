"""What happens on a Speech panel: every event, from a dropped sound to words aligned again."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import gradio as gr

from contracts import StudioError
from studio import speech_making
from studio.components import stage, timeline
from studio.components.job_card import cards
from studio.components.speech_card import speech_card, takeaway
from studio.house import Visit
from studio.jobs import Job, State
from studio.speech_desk import SpeechDesk, models, voices
from studio.speech_draft import Left, Speech, SpeechForm, recall, remember
from studio.targets import targets_for
from studio.wiring import Changes, Wires

if TYPE_CHECKING:
    from studio.components.speech_panel import SpeechPanel

_NEWS = {"transcribe": "Listening to {}…", "align": "Timing the words of {}…", "speak": "Speaking {}…"}
_BY_SOURCE = ("transcribe", "speak")
"""Kinds of work whose mistakes are made where the material comes in."""

Sent = dict[str, Any] | None


class SpeechActions:
    """The panel's events. Each gets the visit it belongs to and returns what changes on the page."""

    def __init__(self, panel: SpeechPanel) -> None:
        self.panel, self.page = panel, panel.page

    def wire(self) -> None:
        """Bind every event. Another voice in the state `speech` redraws everything that shows it."""
        panel, page = self.panel, self.page
        on = Wires(page, panel.form, SpeechForm.of, panel.head)
        here = [panel.speech, panel.waits]
        work = [panel.jobs, panel.timer, panel.finished]
        table = [*here, panel.loud, panel.card, *work]
        form = [*panel.form, panel.sound, panel.text]
        shows = [panel.card, panel.transcript, panel.align, panel.takeaway, panel.line]
        on(page.tab.select, self.enter, here, [*table, *form])
        on(page.sent.change, self.arrived, [page.sent, *here], [*table, *form])
        redrawn = on(panel.speech.change, self.shown, [*here, panel.loud], shows)
        if panel.head is not None:
            on(redrawn.then, self.staged, [panel.speech], [panel.head])
            on(panel.head.act, self.staged, [panel.speech], [panel.head])
        on(panel.how.input, self.switched, here, [panel.sound, panel.text])
        on(panel.drop.upload, self.dropped, [panel.drop, *here], [panel.drop, *table])
        on(panel.microphone.stop_recording, self.recorded, [panel.microphone, *here], [panel.microphone, *table])
        on(panel.speak.click, self.spoken, here, table)
        on(
            panel.transcript.input,
            self.typed,
            [panel.transcript, panel.speech],
            [panel.align],
            trigger_mode="always_last",
        )
        on(panel.align.click, self.aligned, [panel.transcript, *here], table)
        on(panel.again.click, self.heard_again, here, table)
        on(panel.card.act, self.picked, here, table)
        on(panel.jobs.act, self.carded, [*here, page.sent], [*table, *form, page.tabs, page.sent])
        on(panel.timer.tick, self.polled, [panel.finished, *here], table)

    def desk(self, visit: Visit) -> SpeechDesk:
        return SpeechDesk(visit.workspace, visit.private)

    # The tab opens, or something comes from another one

    def enter(self, visit: Visit, speech: Speech | None, waits: str) -> Changes:
        """What was there last time; the first time, a sample that talks."""
        if speech is not None:
            return self._work(visit, speech, waits)
        left = recall(visit.workspace, self.panel.name)
        found, desk = left.speech, self.desk(visit)
        if found is not None:
            try:
                desk.track(found)
            except (StudioError, OSError):
                found = None
        if found is None and (samples := desk.samples()):
            found = desk.open_sample(samples[0][0])
        form = SpeechForm.restored(left.form)
        return self._form(visit, form) | self._opened(visit, found, form, left.waits)

    def arrived(self, visit: Visit, sent: Sent, speech: Speech | None, waits: str) -> Changes:
        """A result that another tab sent here."""
        if not sent or sent.get("tab") != self.panel.name:
            return {}
        return self._reopened(visit, str(sent.get("output")))

    def _reopened(self, visit: Visit, output_id: str) -> Changes:
        """A voice made earlier, and the choices it was made with."""
        sidecar = visit.workspace.output(output_id).sidecar.get("speech")
        form = SpeechForm.restored(sidecar.get("form") if isinstance(sidecar, dict) else {})
        return self._form(visit, form) | self._opened(visit, self.desk(visit).open_output(output_id), form)

    # Material

    def switched(self, visit: Visit, speech: Speech | None, waits: str, form: SpeechForm) -> Changes:
        self._keep(visit, speech, waits, form)
        return self._how(form)

    def dropped(self, visit: Visit, files: list[str], speech: Speech | None, waits: str, form: SpeechForm) -> Changes:
        """A sound or film, perhaps with its text."""
        return {self.panel.drop: None} | self._listen(visit, [Path(file) for file in files or []], speech, waits, form)

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
            return {self.panel.card: self._card(visit, speech, waits, error)}
        finally:
            for path in paths:
                path.unlink(missing_ok=True)
        return self._awaiting(visit, job, speech, form)

    def spoken(self, visit: Visit, speech: Speech | None, waits: str, form: SpeechForm) -> Changes:
        try:
            job = speech_making.speak(visit.board, form, visit.private)
        except StudioError as error:
            return {self.panel.card: self._card(visit, speech, waits, error)}
        return self._awaiting(visit, job, speech, form)

    def picked(
        self, visit: Visit, event: dict[str, Any], speech: Speech | None, waits: str, form: SpeechForm
    ) -> Changes:
        """A sample."""
        try:
            return self._opened(visit, self.desk(visit).open_sample(str(event.get("of"))), form)
        except StudioError as error:
            return {self.panel.card: self._card(visit, speech, waits, error)}

    # Words

    def typed(self, visit: Visit, words: str, speech: Speech | None) -> Changes:
        """'Align again' is the thing to do once the words differ from those that were timed."""
        same = speech is None or words.split() == self.desk(visit).track(speech).text.split()
        return {self.panel.align: gr.Button(variant="secondary" if same else "primary")}

    def aligned(self, visit: Visit, words: str, speech: Speech | None, waits: str, form: SpeechForm) -> Changes:
        try:
            if speech is None:
                raise StudioError("There is no sound to align words with.", "Record or drop one first.")
            job = speech_making.align(visit.board, speech, words or "", form)
        except StudioError as error:
            return {self.panel.jobs: cards(visit.board, visit.workspace, error)}
        return self._awaiting(visit, job, speech, form)

    def heard_again(self, visit: Visit, speech: Speech | None, waits: str, form: SpeechForm) -> Changes:
        """The words anew, as the choices under More say now."""
        try:
            if speech is None:
                raise StudioError("There is no sound to listen to.", "Record or drop one first.")
            job = speech_making.listen(visit.board, self.desk(visit).recording_of(speech), form)
        except StudioError as error:
            return {self.panel.jobs: cards(visit.board, visit.workspace, error)}
        return self._awaiting(visit, job, speech, form)

    # Work

    def polled(self, visit: Visit, finished: str, speech: Speech | None, waits: str, form: SpeechForm) -> Changes:
        """The job card; what was waited for comes onto the table when it is done."""
        job = self._job(visit, waits)
        latest = recall(visit.workspace, self.panel.name).waits == waits
        if job is not None and job.state is State.DONE and job.output and latest:
            try:
                found = self.desk(visit).open_output(job.output)
            except StudioError as error:
                nothing = {self.panel.waits: "", self.panel.card: self._card(visit, speech, "", error)}
                return nothing | self._work(visit, speech, "")
            return self._opened(visit, found, form, loud=job.kind == "speak")
        changes = self._work(visit, speech, waits)
        if changes[self.panel.finished] != finished:
            changes[self.panel.card] = self._card(visit, speech, waits)
        return changes

    def carded(
        self, visit: Visit, event: dict[str, Any], speech: Speech | None, waits: str, sent: Sent, form: SpeechForm
    ) -> Changes:
        """A click on a job card."""
        verb, of, board = str(event.get("verb")), str(event.get("of")), visit.board
        acts = {"cancel": board.cancel, "retry": board.retry, "dismiss": board.dismiss}
        try:
            if verb == "show":
                return self._seen(visit, of, sent)
            if verb in acts:
                acts[verb](of)
            if verb == "retry" and board.get(of).kind in _NEWS:
                return self._awaiting(visit, board.get(of), speech, form)
        except StudioError as error:
            return {self.panel.jobs: cards(board, visit.workspace, error)}
        return self._work(visit, speech, waits) | {self.panel.card: self._card(visit, speech, waits)}

    def _seen(self, visit: Visit, output_id: str, sent: Sent) -> Changes:
        """A result on this panel, or where it belongs."""
        tabs = [target.tab for target in targets_for(visit.workspace.output(output_id))]
        if self.panel.name in tabs or "speech" in tabs:
            return self._reopened(visit, output_id)
        return self.page.send(tabs[0] if tabs else "library", output_id, sent)

    # What the page shows

    def shown(self, visit: Visit, speech: Speech | None, waits: str, loud: bool) -> Changes:
        """Another voice: its words, its timeline, its files."""
        panel, desk = self.panel, self.desk(visit)
        changes: Changes = {
            panel.card: self._card(visit, speech, waits),
            panel.align: gr.Button(variant="secondary", interactive=speech is not None),
        }
        if speech is None:
            return changes | {panel.transcript: "", panel.takeaway: "", panel.line: timeline.nothing()}
        line = timeline.timeline(desk.timeline(speech), desk.sound(speech), speech.title, "aloud" if loud else "silent")
        return changes | {
            panel.transcript: desk.track(speech).text,
            panel.takeaway: takeaway(desk.files(speech)),
            panel.line: line,
        }

    def staged(self, visit: Visit, speech: Speech | None) -> Changes:
        """The talking head; it takes a second, so the rest is there before it."""
        if speech is None:
            return {self.panel.head: stage.nothing(None)}
        try:
            return {self.panel.head: stage.scene(self.desk(visit).head(speech), speech.title)}
        except StudioError as error:
            return {self.panel.head: stage.nothing(error)}

    def _opened(
        self, visit: Visit, speech: Speech | None, form: SpeechForm, waits: str = "", loud: bool = False
    ) -> Changes:
        """Another voice on the table; kept for the next time."""
        self._keep(visit, speech, waits, form)
        panel = self.panel
        card = self._card(visit, speech, waits)
        opened = {panel.speech: speech, panel.waits: waits, panel.loud: loud, panel.card: card}
        return opened | self._work(visit, speech, waits)

    def _awaiting(self, visit: Visit, job: Job, speech: Speech | None, form: SpeechForm) -> Changes:
        """Work has begun; what is on the table stays until it is done."""
        self._keep(visit, speech, job.id, form)
        card = self._card(visit, speech, job.id)
        return {self.panel.waits: job.id, self.panel.card: card} | self._work(visit, speech, job.id)

    def _card(self, visit: Visit, speech: Speech | None, waits: str, error: StudioError | None = None) -> str:
        desk, job, news = self.desk(visit), self._job(visit, waits), ""
        if job is not None and job.state.active:
            news = _NEWS[job.kind].format(str(job.request.get("title", "")))
        if error is None and job is not None and _told_above(job):
            error = StudioError(job.error, job.hint)
        return speech_card(speech, desk.track(speech) if speech else None, desk.samples(), error, news)

    def _work(self, visit: Visit, speech: Speech | None, waits: str) -> Changes:
        """The job cards, but of what is told where the material is; polls while something runs."""
        panel, job = self.panel, self._job(visit, waits)
        told = {job.id} if job is not None and _told_above(job) else set()
        if speech is not None:
            told |= {done.id for done in visit.board.all() if done.output and f"outputs/{done.output}" == speech.folder}
        return {
            panel.jobs: cards(visit.board, visit.workspace, hidden=frozenset(told)),
            panel.timer: gr.Timer(active=visit.board.busy or (job is not None and job.state is State.DONE)),
            panel.finished: _ended(visit),
        }

    def _form(self, visit: Visit, form: SpeechForm) -> Changes:
        """The choices as `form` has them, and what there is to choose from."""
        panel, desk = self.panel, self.desk(visit)
        spoken, heard = voices(desk), models(desk)
        named = {panel.named[name]: value for name, value in form.model_dump().items()}
        voice = form.voice if form.voice in [name for _, name in spoken] else spoken[0][1]
        model = form.model if form.model in [name for _, name in heard] else heard[0][1]
        named[panel.voice] = gr.Dropdown(spoken, value=voice)
        named[panel.model] = gr.Dropdown(heard, value=model)
        return named | self._how(form)

    def _how(self, form: SpeechForm) -> Changes:
        sound = form.how == "sound"
        return {self.panel.sound: gr.Column(visible=sound), self.panel.text: gr.Column(visible=not sound)}

    def _keep(self, visit: Visit, speech: Speech | None, waits: str, form: SpeechForm) -> None:
        remember(visit.workspace, self.panel.name, Left(speech=speech, waits=waits, form=form.model_dump()))

    @staticmethod
    def _job(visit: Visit, waits: str) -> Job | None:
        """The job that the panel waits for, while it is on the board."""
        try:
            return visit.board.get(waits) if waits else None
        except StudioError:
            return None


def _told_above(job: Job) -> bool:
    """Whether a failure is told where the material came in, instead of on a job card."""
    return job.state is State.FAILED and job.kind in _BY_SOURCE and job.refused


def _ended(visit: Visit) -> str:
    """Changes when a job ends."""
    return ",".join(job.id for job in visit.board.all() if not job.state.active)
