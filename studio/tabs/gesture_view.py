"""What the Gesture tab shows of a visit: each method gives new values by control."""

from __future__ import annotations

from typing import TYPE_CHECKING

import gradio as gr

from contracts import StudioError
from engines.gesture import lexicon
from studio.components import gesture_stage as stage
from studio.components.gesture_plan import gesture_plan
from studio.components.job_card import cards
from studio.components.markup import address
from studio.gesture_desk import GestureDesk
from studio.gesture_draft import GestureForm, Left
from studio.house import Visit
from studio.speech_draft import Speech
from studio.wiring import Changes, Page

if TYPE_CHECKING:
    from studio.tabs.gesture import Parts


class Shown:
    """Turns the state of a visit into what stands on the page."""

    def __init__(self, parts: Parts, page: Page) -> None:
        self.parts, self.page = parts, page

    def desk(self, visit: Visit) -> GestureDesk:
        return GestureDesk(visit.workspace, visit.private)

    def plan(
        self,
        visit: Visit,
        speech: Speech | None,
        left: Left,
        chosen: int | None = None,
        error: StudioError | None = None,
    ) -> Changes:
        """The plan, gesture `chosen` open in it, and whether edits of it may be kept."""
        desk = self.desk(visit)
        track = desk.voices.track(speech) if speech else None
        try:
            units = desk.units
        except StudioError as wrong:  # with the creator's own gestures; ours can be chosen all the same
            units, error = lexicon.load(), error or wrong
        return {
            self.parts.left: left,
            self.parts.plan: gesture_plan(left.draft, track, units, chosen, error),
            self.parts.keep: gr.Checkbox(visible=left.edited),
        }

    def figure(self, visit: Visit, speech: Speech | None, left: Left) -> Changes:
        """The first half of the stage: the performance in 3D, with the edits of its plan."""
        if speech is None:
            return {self.parts.stage: stage.nothing()}
        desk = self.desk(visit)
        tag = said = keep = ""
        if desk.folder(speech) is None:
            tag, said = "Not performed yet", "Generate makes the gestures."
        elif left.view == "compare":
            tag, said = "A", _described(desk, speech)
            keep = "A" if left.other else ""
        elif left.edited:
            tag, said = "Edited", "Generate makes its film and files."
        try:
            url = desk.page(speech, left.draft)
        except StudioError as error:
            return {self.parts.stage: stage.nothing(error=error)}
        return {self.parts.stage: stage.half("motion", url, speech.title, tag, said, keep)}

    def settled(self, visit: Visit, speech: Speech | None, left: Left) -> Left:
        """Compared with a take that is there."""
        if left.view != "compare":
            return left
        takes = [take.folder for take in self.desk(visit).takes(speech)] if speech else []
        return left if left.other in takes else left.but(other=takes[0] if takes else "")

    def beside(self, visit: Visit, speech: Speech | None, left: Left) -> Changes:
        """The other half, the film or another take, and the choice of takes."""
        desk, compares = self.desk(visit), left.view == "compare"
        takes = desk.takes(speech) if speech and compares else []
        choices = [(take.label, take.folder) for take in takes] or [("There is no other take yet", "")]
        chosen = left.other if compares and takes else choices[0][1]
        changes: Changes = {
            self.parts.with_: gr.Dropdown(choices, value=chosen, visible=compares, interactive=bool(takes))
        }
        film = desk.film(speech) if speech and left.view == "film" else ""
        if speech and compares and left.other:
            with_ = Speech(folder=left.other, title=speech.title)
            keep = "B" if desk.output(with_) else ""
            shown = stage.half("motion", desk.page(with_), speech.title, "B", _described(desk, with_), keep)
        elif compares:
            shown = stage.nothing("‘Another take’ makes one to compare with.")
        elif speech and film:
            before = ("Film", "From before your edits.") if left.edited else ("", "")
            shown = stage.half("film", film, speech.title, *before)
        else:
            shown = stage.nothing()
        return changes | {self.parts.second: shown}

    def files(self, visit: Visit, speech: Speech | None) -> Changes:
        """What can be taken away."""
        if speech is None:
            return {self.parts.takeaway: ""}
        desk, everything, library = self.desk(visit), None, ""
        output = desk.output(speech) if desk.folder(speech) else None
        if output is not None:
            everything = (output.takeaway("all.zip"), address("all", visit.workspace.key, output.id))
            library = output.id
        shown = stage.takeaway(desk.files(speech), everything, library, desk.notes(speech))
        return {self.parts.takeaway: shown}

    def choices(self, form: GestureForm) -> Changes:
        """The form as `form` has it."""
        from studio.tabs.gesture import says, styles

        values = {self.parts.named[name]: value for name, value in form.model_dump().items() if name != "keep"}
        style = form.style if form.style in styles() else styles()[0]
        return values | {self.parts.style: gr.Dropdown(value=style, info=says(style))}

    def work(self, visit: Visit, waits: str, error: StudioError | None = None) -> Changes:
        """The job cards; both clocks run while something is waited for."""
        panel = self.parts.panel
        return {
            self.parts.waits: waits,
            self.parts.timer: gr.Timer(active=bool(waits)),
            panel.jobs: cards(visit.board, visit.workspace, error, own=panel.own),
            panel.timer: gr.Timer(active=visit.board.busy),
        }


def _described(desk: GestureDesk, speech: Speech) -> str:
    form = desk.form(speech) or GestureForm()
    return f"{form.style}, seed {form.seed}"
