"""What the Story tab shows of a visit: each method gives new values by control."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import gradio as gr

from contracts import StudioError
from studio.components import story_shelf
from studio.components.job_card import cards
from studio.components.markup import address
from studio.components.story_board import Seen, story_board
from studio.components.takeaway import takeaway
from studio.house import Visit
from studio.story_desk import PATIENCE, StoryDesk
from studio.story_draft import SHAPES, Draft, Left, StoryForm
from studio.story_making import KINDS
from studio.story_rehearsal import Rehearsal, rehearses
from studio.story_table import Table
from studio.wiring import Changes, Page
from studio.workspace import THUMBNAIL

if TYPE_CHECKING:
    from studio.tabs.story import Parts

FILES = {
    ".mp4": "MP4", ".webm": "WebM", ".gif": "GIF", ".png": "Worksheet", ".srt": "Subtitles", "script.json": "Script",
    ".motion": "Motion",
}  # fmt: skip
"""What a file of a story is, by its name or ending."""


class Shown:
    """Turns the state of a visit into what stands on the page."""

    def __init__(self, parts: Parts, page: Page) -> None:
        self.parts, self.page = parts, page

    def desk(self, visit: Visit) -> StoryDesk:
        return StoryDesk(visit.workspace, visit.private)

    def board(
        self,
        visit: Visit,
        left: Left,
        *,
        patience: float = PATIENCE,
        chosen: int | None = None,
        error: StudioError | None = None,
        answer: Any = None,
        heard: str = "",
    ) -> Changes:
        """Stage, timeline, table and cast; the clock runs while the show is on its way.

        Shown as it was chosen last, on whatever page: a page's own form would start another show at every look.
        """
        desk, draft, parts, form = self.desk(visit), left.draft, self.parts, StoryForm.restored(left.form)
        answer = answer if isinstance(answer, int) else None
        if draft is None:
            return {parts.board: story_board(None, None, Seen(), ())}
        rehearsal, show = desk.rehearsal(draft, form), None
        if not left.film:
            rehearsal.wait(patience)
        try:
            show = desk.show(rehearsal)
        except StudioError as wrong:
            error = error or wrong
        seen = Seen(
            film=desk.film(left.film) if left.film else "",
            title="Sample film" if left.film.startswith("sample:") else "Your film",
            poster=desk.poster(left.sample) if left.sample and not draft.past else "",
            code=rehearsal.code if show is not None else "",
            moments=desk.moments(rehearsal, form) if show is not None else "",
            sound=desk.sound(rehearsal, form) if show is not None else "",
            share=None if rehearsal.over else rehearsal.share,
            at=self._at(draft, show, chosen),
            loud=not left.film.startswith("sample:"),
            volume=form.volume / 100,
            size=SHAPES[form.shape],
        )
        html = story_board(draft, show, seen, desk.voices(), desk.motions(), chosen, error, answer, heard)
        busy = bool(left.waits) or visit.board.busy or not rehearsal.over
        return {parts.board: html, parts.drawn: drawn(rehearsal, draft), parts.timer: gr.Timer(active=busy)}

    @staticmethod
    def _at(draft: Any, show: Any, chosen: int | None) -> float | None:
        """The moment of the row that was edited, when it is known."""
        if show is None or chosen is None:
            return None
        from studio.story_entries import kind_of

        rows = Table.of(draft.script).rows()
        if not 0 <= chosen < len(rows):
            return None
        kind = kind_of(rows[chosen][1])
        number = sum(kind_of(entry) == kind for _, entry, _ in rows[:chosen])
        for one in show.timings():
            if one.row == number and kind_of(one.entry) == kind:
                return float(min(one.start + max(0.35 * (one.end - one.start), 0.2), one.end - 0.04))
        return None

    def text(self, left: Left) -> Changes:
        """The box and what the writer said of it."""
        return {self.parts.text: left.text} | self.wrote(left)

    def wrote(self, left: Left, error: StudioError | None = None, waiting: str = "") -> Changes:
        """The notes, and whether the script is still to be written."""
        return {
            self.parts.notes: story_shelf.notes(left.notes, error, waiting, _called(left.before)),
            self.parts.write: self.button(left),
        }

    @staticmethod
    def button(left: Left, typed: str | None = None) -> Any:
        """'Write' is the thing to do once the text differs from the one that was told."""
        text = left.text if typed is None else typed
        same = text.split() == left.told.split() or not text.strip()
        again = left.draft is not None and text.strip() != ""
        return gr.Button(
            "Write it again" if same and again else "Write the script", variant="secondary" if same else "primary"
        )

    def shelves(self, visit: Visit, left: Left, many: int = 6, undo: tuple[str, str] | None = None) -> Changes:
        """Samples and stories made."""
        desk, key = self.desk(visit), visit.workspace.key
        sampled = [(one, desk.poster(one.name)) for one in desk.samples()]
        mine = [
            (one.id, one.name, address("made", key, f"{one.id}/{THUMBNAIL}") if one.thumbnail else "", one.made)
            for one in desk.made()
        ]
        now = left.sample if left.draft is not None else ""
        return {
            self.parts.samples: story_shelf.samples(sampled, now),
            self.parts.made: story_shelf.made(mine, many, undo),
            self.parts.many: many,
        }

    def files(self, visit: Visit, left: Left) -> Changes:
        """What can be taken away of the film on the stage."""
        if not left.film or left.film.startswith("sample:"):
            return {self.parts.takeaway: ""}
        try:
            output = visit.workspace.output(left.film)
        except StudioError:
            return {self.parts.takeaway: ""}
        made = address("made", visit.workspace.key, output.id)
        links = [(name, output.takeaway(name), f"{made}/{name}?download") for name in output.files]
        everything = (output.takeaway("all.zip"), address("all", visit.workspace.key, output.id))
        told = output.sidecar.get("notes")
        notes = [str(note) for note in told] if isinstance(told, list) else []
        return {self.parts.takeaway: takeaway("story", links, FILES, everything, output.id, notes)}

    def choices(self, form: StoryForm) -> Changes:
        """The form as `form` has it."""
        values = {self.parts.named[name]: value for name, value in form.model_dump().items()}
        return values | {self.parts.model_part: gr.Column(visible=form.writer == "model")}

    def work(self, visit: Visit, left: Left, error: StudioError | None = None) -> Changes:
        """The job cards; the clock runs while something is waited for, the show as well."""
        return {
            self.parts.jobs: cards(visit.board, visit.workspace, error, self._told_elsewhere(visit, left), KINDS),
            self.parts.timer: gr.Timer(active=visit.board.busy or bool(left.waits) or rehearses(visit.workspace.key)),
        }

    @staticmethod
    def _told_elsewhere(visit: Visit, left: Left) -> frozenset[str]:
        """The job whose film is on the stage, with its files under it."""
        return frozenset(job.id for job in visit.board.all() if job.output and job.output == left.film)


def _called(left: Left | None) -> str:
    """What a story is called that lay on the tab."""
    return left.draft.script.title or "the story before" if left is not None and left.draft is not None else ""


def drawn(rehearsal: Rehearsal, draft: Draft) -> str:
    """Tells whether a page that shows this has something new to show."""
    return f"{draft.of} {draft.rev} {rehearsal.code} {rehearsal.over}"
