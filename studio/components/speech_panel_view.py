"""What a Speech panel shows of a visit: each method gives new values by control."""

from __future__ import annotations

from typing import TYPE_CHECKING

import gradio as gr

from contracts import StudioError
from engines.speech.track import SpeechTrack
from studio.components import stage, timeline
from studio.components.job_card import cards
from studio.components.speech_card import speech_card, takeaway
from studio.house import Visit
from studio.jobs import Job, State
from studio.speech_desk import SpeechDesk, models, voices
from studio.speech_draft import Speech, SpeechForm, change, recall
from studio.targets import Target, targets_for
from studio.wiring import Changes

if TYPE_CHECKING:
    from studio.components.speech_panel import SpeechPanel

NEWS = {"transcribe": "Listening to {}…", "align": "Timing the words of {}…", "speak": "Speaking {}…"}
_BY_SOURCE = ("transcribe", "speak")
"""Kinds of work whose mistakes are made where the material comes in."""
_LISTED = ("voice", "model")
"""Choices whose lists take a moment to make."""


class SpeechView:
    """Turns the state of a visit into what stands on the panel."""

    def __init__(self, panel: SpeechPanel) -> None:
        self.panel, self.page = panel, panel.page

    def desk(self, visit: Visit) -> SpeechDesk:
        return SpeechDesk(visit.workspace, visit.private)

    def track(self, visit: Visit, speech: Speech | None) -> SpeechTrack | None:
        """The words of a voice; None when it was deleted since."""
        desk = self.desk(visit)
        return desk.track(speech) if speech is not None and desk.there(speech) else None

    # The voice on the table

    def shown(self, visit: Visit, speech: Speech | None, waits: str, loud: bool) -> Changes:
        """Another voice: its words, its timeline, its files."""
        panel, desk = self.panel, self.desk(visit)
        track = self.track(visit, speech)
        changes: Changes = {
            panel.card: self.card(visit, speech, waits),
            panel.align: gr.Button(variant="secondary", interactive=track is not None),
        }
        if speech is None or track is None:
            return changes | {panel.transcript: "", panel.takeaway: "", panel.line: timeline.nothing()}
        line = timeline.timeline(desk.timeline(speech), desk.sound(speech), speech.title, "aloud" if loud else "silent")
        return changes | {
            panel.transcript: track.text,
            panel.takeaway: takeaway(desk.files(speech), self._ways(visit, speech)),
            panel.line: line,
        }

    def _ways(self, visit: Visit, speech: Speech) -> list[tuple[str, Target]]:
        """The other tabs that take a voice that was made here: its id, and where it may go."""
        if not speech.folder.startswith("outputs/"):
            return []
        output = visit.workspace.output(speech.folder.removeprefix("outputs/"))
        return [(output.id, target) for target in targets_for(output) if target.tab != self.panel.name]

    def staged(self, visit: Visit, speech: Speech | None) -> Changes:
        """The talking head; it takes a second, so the rest is there before it."""
        if speech is None or self.track(visit, speech) is None:
            return {self.panel.head: stage.nothing(None)}
        try:
            return {self.panel.head: stage.scene(self.desk(visit).head(speech), speech.title)}
        except StudioError as error:
            return {self.panel.head: stage.nothing(error)}

    def opened(
        self, visit: Visit, speech: Speech | None, form: SpeechForm, waits: str = "", loud: bool = False
    ) -> Changes:
        """Another voice on the table; kept for the next time."""
        self.keep(visit, speech, waits, form)
        return self.table(visit, speech, waits, loud)

    def table(self, visit: Visit, speech: Speech | None, waits: str, loud: bool = False) -> Changes:
        panel, card = self.panel, self.card(visit, speech, waits)
        changes = {panel.speech: speech, panel.waits: waits, panel.loud: loud, panel.card: card}
        return changes | self.work(visit, speech, waits)

    def awaiting(self, visit: Visit, job: Job, speech: Speech | None, form: SpeechForm) -> Changes:
        """Work has begun; what is on the table stays until it is done."""
        self.keep(visit, speech, job.id, form)
        card = self.card(visit, speech, job.id)
        return {self.panel.waits: job.id, self.panel.card: card} | self.work(visit, speech, job.id)

    def card(self, visit: Visit, speech: Speech | None, waits: str, error: StudioError | None = None) -> str:
        desk, job, news = self.desk(visit), visit.board.find(waits), ""
        track = self.track(visit, speech)
        if job is not None and job.state.active:
            news = NEWS[job.kind].format(str(job.request.get("title", "")))
        if error is None and job is not None and _told_above(job):
            error = StudioError(job.error, job.hint)
        if error is None and speech is not None and track is None:
            error = StudioError(f"“{speech.title}” was deleted.", "Take it back in the Library, or open another voice.")
        left = recall(visit.workspace, self.panel.name)
        steps = [bool(voices) and any(map(desk.there, voices)) for voices in (left.past, left.future)]
        return speech_card(speech, track, desk.samples(), error, news, back=steps[0], forth=steps[1])

    def work(self, visit: Visit, speech: Speech | None, waits: str) -> Changes:
        """The job cards, but of what is told where the material is; polls while something runs."""
        panel, job = self.panel, visit.board.find(waits)
        told = {job.id} if job is not None and _told_above(job) else set()
        left = recall(visit.workspace, panel.name)
        at_hand = {one.folder for one in (speech, *left.past, *left.future) if one is not None}
        told |= {done.id for done in visit.board.all() if done.output and f"outputs/{done.output}" in at_hand}
        return {
            panel.jobs: cards(visit.board, visit.workspace, hidden=frozenset(told), own=panel.own),
            panel.timer: gr.Timer(active=visit.board.busy or (job is not None and job.state is State.DONE)),
            panel.finished: ended(visit),
        }

    # The choices

    def choices(self, form: SpeechForm) -> Changes:
        """The choices as `form` has them, but for those whose lists are not made yet."""
        named = {self.panel.named[name]: value for name, value in form.model_dump().items() if name not in _LISTED}
        return named | self.how(form)

    def lists(self, visit: Visit, form: SpeechForm) -> Changes:
        """The voices and recognisers there are, and those that `form` chose."""
        panel, desk = self.panel, self.desk(visit)
        spoken, heard = voices(desk), models(desk)
        voice = form.voice if form.voice in [name for _, name in spoken] else spoken[0][1]
        model = form.model if form.model in [name for _, name in heard] else heard[0][1]
        return {panel.voice: gr.Dropdown(spoken, value=voice), panel.model: gr.Dropdown(heard, value=model)}

    def how(self, form: SpeechForm) -> Changes:
        sound = form.how == "sound"
        return {self.panel.sound: gr.Column(visible=sound), self.panel.text: gr.Column(visible=not sound)}

    def keep(self, visit: Visit, speech: Speech | None, waits: str, form: SpeechForm) -> None:
        """How the panel is left, for the next time."""
        choices = form.model_dump()
        change(visit.workspace, self.panel.name, lambda left: left.opened(speech).but(waits=waits, form=choices))


def _told_above(job: Job) -> bool:
    """Whether a failure is told where the material came in, instead of on a job card."""
    return job.state is State.FAILED and job.kind in _BY_SOURCE and job.refused


def ended(visit: Visit) -> str:
    """Changes when a job ends."""
    return ",".join(job.id for job in visit.board.all() if not job.state.active)
