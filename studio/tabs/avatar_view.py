"""What the Avatar tab shows of a visit: each method gives new values by control."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import gradio as gr

from contracts import StudioError
from studio import avatar_making
from studio.avatar_desk import AvatarDesk, Card
from studio.avatar_draft import AvatarForm, Left, at_hand
from studio.components import avatar_cards
from studio.components.job_card import cards
from studio.components.markup import address, problem
from studio.components.takeaway import takeaway
from studio.house import Visit
from studio.jobs import Job, State
from studio.wiring import Changes, Page
from studio.workspace import Output

if TYPE_CHECKING:
    from studio.tabs.avatar import Parts

FILES = {".mp4": "MP4", ".mov": "MOV, no background"}
"""What a file of a result is, by its ending."""
QUIET = " quiet"
"""After what is to be looked at: its film begins without sound."""


class Shown:
    """Turns the state of a visit into what stands on the page."""

    def __init__(self, parts: Parts, page: Page) -> None:
        self.parts, self.page = parts, page

    def desk(self, visit: Visit) -> AvatarDesk:
        return AvatarDesk(visit.workspace, visit.private)

    def everything(self, visit: Visit, left: Left) -> Changes:
        shown = self.film(visit, left) | self.avatars(visit, left) | self.sound(left) | {self.parts.name: left.name}
        return shown | self.work(visit, left) | self.look(visit, left) | self.files(visit, left)

    def film(self, visit: Visit, left: Left, error: StudioError | None = None) -> Changes:
        """The film and its checks; the questions before an avatar is made of it."""
        found, job = self.desk(visit).checked(left.film), visit.board.find(left.check)
        making = visit.board.find(left.make)
        ready = found is not None and found.level != "stop" and not (making and making.state.active)
        if error is None and left.refused is not None:
            error = StudioError(*left.refused)
        return {
            self.parts.card: avatar_cards.film_card(left.title, found, job, error),
            self.parts.making: gr.Column(visible=ready),
        }

    def avatars(self, visit: Visit, left: Left, error: StudioError | None = None) -> Changes:
        """The list; a box for the name of the one that speaks, when it is one's own."""
        desk, now = self.desk(visit), self.card(visit, left)
        exported = _exports(desk, now) if now is not None and now.seen else []
        own = now is not None and now.seen and not now.shipped
        return {
            self.parts.list: avatar_cards.avatars(desk.cards(), left.avatar, desk.undo(left.undo), exported, error),
            self.parts.called: gr.Textbox(value=now.name if now is not None and own else "", visible=own),
        }

    def card(self, visit: Visit, left: Left) -> Card | None:
        """The avatar that speaks."""
        return next((one for one in self.desk(visit).cards() if one.of == left.avatar), None)

    def look(self, visit: Visit, left: Left, quiet: bool = False) -> Changes:
        """What is to be looked at; when that is something else than before, `stage` draws it, and it alone: what took
        long to draw never comes after what was asked for later."""
        return {self.parts.drawn: f"{drawn(visit, left)}{QUIET if quiet else ''}"}

    def stage(self, visit: Visit, seen: str) -> Changes:
        """A face being learned, what was said last, or a portrait; `seen` may end in QUIET."""
        left, quiet = at_hand(visit.workspace), seen.endswith(QUIET)
        job = learning(visit, left)
        if job is not None and not left.aside:
            sight = self.desk(visit).sight(job.id)
            return {self.parts.stage: avatar_cards.learning(job, sight, avatar_making.can_stop(job))}
        film, card = "", self.card(visit, left)
        if left.shown:
            film = self._film_of(visit, left)
        elif card is not None:
            film, quiet = self.desk(visit).hello(card.of), True
        splats = _bust(self.desk(visit), card) if card is not None and (left.turns or not film) else ""
        learned = job.title if job is not None else ""
        return {self.parts.stage: avatar_cards.speaker(card, film, quiet, splats, learned)}

    @staticmethod
    def _film_of(visit: Visit, left: Left) -> str:
        """The address of the film on the stage; none when it is somebody else's than the avatar that is named below."""
        try:
            output = visit.workspace.output(left.shown)
        except StudioError:
            return ""
        if speaker(output) not in ("", left.avatar):
            return ""
        return address("made", visit.workspace.key, f"{output.id}/{output.files[0]}") if output.files else ""

    def files(self, visit: Visit, left: Left) -> Changes:
        """What can be taken away of the film on the stage."""
        try:
            output = visit.workspace.output(left.shown) if left.shown else None
        except StudioError:
            output = None
        if output is None:
            return {self.parts.takeaway: ""}
        made = address("made", visit.workspace.key, output.id)
        links = [(name, output.takeaway(name), f"{made}/{name}?download") for name in output.files]
        told = output.sidecar.get("notes")
        notes = [str(note) for note in told] if isinstance(told, list) else []
        return {self.parts.takeaway: takeaway("film", links, FILES, None, output.id, notes)}

    def sound(self, left: Left, error: StudioError | None = None) -> Changes:
        """The sound that is said; the box for a text goes away while there is one."""
        name = Path(left.sound).name if left.sound else ""
        return {
            self.parts.heard: avatar_cards.heard(name, error),
            self.parts.line: gr.Textbox(visible=not name),
            self.parts.sound: gr.File(value=None, visible=not name),
            self.parts.microphone: gr.Audio(value=None, visible=not name),
        }

    def work(self, visit: Visit, left: Left, error: StudioError | None = None) -> Changes:
        """The job cards; the clock runs while anything does."""
        elsewhere = frozenset(
            job.id
            for job in visit.board.all()
            if job.kind == avatar_making.CHECK
            or (job.output and job.output == left.shown)
            or (job.id == left.make and job.state.active and not left.aside)
            or (job.kind == avatar_making.MAKE and job.state is State.DONE)
        )
        return {
            self.parts.jobs: cards(visit.board, visit.workspace, error, elsewhere, avatar_making.KINDS),
            self.parts.timer: gr.Timer(active=visit.board.busy or bool(left.check or left.make or left.say)),
        }

    def refused(self, error: StudioError | None) -> Changes:
        """Why no avatar is made, beside the button."""
        return {self.parts.refusal: f'<div class="material">{problem(error)}</div>' if error else ""}

    def choices(self, form: AvatarForm) -> Changes:
        """The form as `form` has it."""
        return {self.parts.named[name]: value for name, value in form.model_dump().items()}


def speaker(output: Output) -> str:
    """The avatar that speaks in a film, as its sidecar has it."""
    made_of = output.sidecar.get("avatar")
    return str(made_of.get("avatar", "")) if isinstance(made_of, dict) else ""


def drawn(visit: Visit, left: Left) -> str:
    """Tells whether a page that shows this stage has something new to show."""
    job = learning(visit, left)
    if job is not None and not left.aside:
        return f"{job.id} {job.stage} {job.fraction} {job.seconds_left}"
    changed = AvatarDesk(visit.workspace, visit.private).changed(left.avatar)
    return f"{left.avatar} {changed} {left.shown} {left.turns} {job is not None}"


def learning(visit: Visit, left: Left) -> Job | None:
    """The job in which a face is being learned, while it is."""
    job = visit.board.find(left.make)
    return job if job is not None and job.state.active else None


def _exports(desk: AvatarDesk, card: Card) -> list[tuple[str, str]]:
    """The files of an avatar; none of one that turns out to be damaged, which its list says."""
    try:
        return desk.exports(card.of)
    except StudioError:
        return []


def _bust(desk: AvatarDesk, card: Card) -> str:
    """The head to be turned; nothing of one that turns out to be damaged."""
    try:
        return desk.bust(card.of) if card.seen else ""
    except StudioError:
        return ""
