"""What happens on the Story tab: every event, from a text that was typed to a cell that was changed."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from contracts import StudioError
from studio import story_making
from studio.components.job_card import cards
from studio.components.story_board import progress
from studio.house import Visit
from studio.jobs import Job, State
from studio.story_draft import Left, StoryForm, at_hand, change
from studio.story_intake import Story, begun
from studio.tabs.story_view import Shown, drawn
from studio.targets import targets_for
from studio.wiring import Changes, Wires

if TYPE_CHECKING:
    from studio.tabs.story import Parts

TAB = "story"
Sent = dict[str, Any] | None
_OVERTAKEN = StudioError("The script was changed meanwhile.", "It is shown as it is now; make the change again.")


class Actions(Shown):
    """The tab's events. Each gets the visit it belongs to and returns what changes on the page.

    What lies on the tab is kept by the studio, not by the page: `at_hand` reads it, `change` changes it.
    """

    parts: Parts

    def wire(self) -> None:
        """Bind every event."""
        parts, page = self.parts, self.page
        on = Wires(page, parts.form, StoryForm.of)
        shows = [parts.board, parts.drawn, parts.timer]
        work = [parts.jobs, parts.timer]
        shelves = [parts.samples, parts.made, parts.many]
        told = [parts.text, parts.notes, parts.write]
        everything = [*shows, *work[:1], *shelves, *told, parts.takeaway]
        form = [*parts.form, parts.model_part]
        on(page.blocks.load, self.found, [], form)
        on(page.tab.select, self.enter, [parts.many], everything)
        on(page.sent.change, self.arrived, [page.sent], [*everything, *form])
        on(parts.text.change, self.typed, [parts.text], [parts.write], trigger_mode="always_last")
        on(parts.write.click, self.written, [parts.text, parts.key], everything)
        on(parts.notes.act, self.stepped_back, [], everything)
        on(parts.samples.act, self.picked, [], everything)
        on(parts.made.act, self.shelved, [parts.many], [*everything, *form])
        on(parts.drop.upload, self.dropped, [parts.drop], [parts.drop, *everything, *form])
        on(parts.board.edit, self.edited, [], [*shows, parts.takeaway, parts.jobs], trigger_mode="multiple")
        for name, control in parts.named.items():
            if name in ("style", "shape", "quality", "words", "voices", "sounds", "volume", "seed"):
                on(control.input, self.chosen, [], shows, trigger_mode="always_last")
            else:
                on(control.input, self.noted, [], [parts.model_part], trigger_mode="always_last")
        on(parts.go.click, self.made, [], work)
        on(parts.timer.tick, self.polled, [parts.drawn, parts.many], [*everything, parts.progress])
        on(
            parts.jobs.act,
            self.carded,
            [page.sent],
            [*everything, *form, page.tabs, page.sent],
            trigger_mode="multiple",
        )
        on(parts.takeaway.act, self.taken, [page.sent], [page.tabs, page.sent])

    # The tab opens, or something comes onto it

    def found(self, visit: Visit) -> Changes:
        """The choices as they were left. Before anybody can touch them: what is clicked at once must not be undone."""
        return self.choices(StoryForm.restored(at_hand(visit.workspace).form))

    def enter(self, visit: Visit, many: int, form: StoryForm) -> Changes:
        """The story as it was left; the first time, a sample with its film."""
        left = at_hand(visit.workspace)
        if left.draft is None and not left.text:
            first = self.desk(visit).samples()[0].name
            story = self.desk(visit).open_sample(first, form)
            film = f"sample:{first}"  # unless something was typed meanwhile
            left = change(
                visit.workspace,
                lambda was: was if was.draft or was.text else self._on(was, story, form, sample=first, film=film),
            )
        return self._everything(visit, left, many, patience=0.1)

    def _everything(self, visit: Visit, left: Left, many: int = 6, **how: Any) -> Changes:
        changes = self.work(visit, left) | self.text(left) | self.shelves(visit, left, many) | self.files(visit, left)
        return changes | self.board(visit, left, **how)

    @staticmethod
    def _on(was: Left, story: Story, form: StoryForm, sample: str = "", film: str = "") -> Left:
        """A story comes onto the tab."""
        return was.followed_by(
            Left(
                text=story.text, told=story.text, sample=sample, draft=begun(story.script, story.played),
                notes=story.notes, film=film, form=form.model_dump(),
            )
        )  # fmt: skip

    def _opened(self, visit: Visit, story: Story, form: StoryForm, sample: str = "", film: str = "") -> Changes:
        left = change(visit.workspace, lambda was: self._on(was, story, form, sample, film))
        return self._everything(visit, left)

    def arrived(self, visit: Visit, sent: Sent, form: StoryForm) -> Changes:
        """A result that another tab sent here."""
        if not sent or sent.get("tab") != TAB:
            return {}
        return self._reopened(visit, str(sent.get("output")), form)

    def _reopened(self, visit: Visit, output_id: str, form: StoryForm) -> Changes:
        """A story made before, with its film and the choices it was made with."""
        story = self.desk(visit).open_output(output_id)
        if story.form is not None:
            form = StoryForm.restored({**form.model_dump(), **story.form})
        film = output_id if self.desk(visit).film(output_id) else ""
        return self._opened(visit, story, form, film=film) | self.choices(form)

    # Material

    def typed(self, visit: Visit, text: str) -> Changes:
        """'Write' is the thing to do once the text differs from the one that was told."""
        left = at_hand(visit.workspace)
        if text != left.text:
            left = change(visit.workspace, lambda was: was.but(text=text[:200_000]))
        return {self.parts.write: self.button(left)}

    def written(self, visit: Visit, text: str, key: str, form: StoryForm) -> Changes:
        """The text becomes a script."""
        text = text or ""
        left = change(visit.workspace, lambda was: was.but(text=text, form=form.model_dump()))
        try:
            if form.writer == "model":
                job = story_making.write_with_model(visit.board, self.desk(visit), text, form, key or "")
                left = change(visit.workspace, lambda was: was.but(waits=job.id))
                return self.wrote(left, waiting=f"{form.model} is writing the script …") | self.work(visit, left)
            same = left.sample and text.split() == self.desk(visit).sample(left.sample).text.split()
            title = self.desk(visit).sample(left.sample).title if same else ""
            story = self.desk(visit).write(text, form, title)
        except StudioError as error:
            return self.wrote(left, error)
        left = change(visit.workspace, lambda was: self._on(was, story, form, sample=left.sample if same else ""))
        if left.before is not None and left.before.text.strip() == text.strip() and not left.before.edited:
            left = change(visit.workspace, lambda was: was.but(before=None))
        return self._everything(visit, left)

    def stepped_back(self, visit: Visit, event: dict[str, Any], form: StoryForm) -> Changes:
        """The story that lay here before comes back."""
        if event.get("verb") != "before":
            return {}

        def swapped(was: Left) -> Left:
            if was.before is None:
                return was
            return was.followed_by(was.before.but(form=form.model_dump()))

        return self._everything(visit, change(visit.workspace, swapped))

    def picked(self, visit: Visit, event: dict[str, Any], form: StoryForm) -> Changes:
        """A sample."""
        try:
            name = str(event.get("of"))
            return self._opened(visit, self.desk(visit).open_sample(name, form), form, sample=name)
        except StudioError as error:
            return self.wrote(at_hand(visit.workspace), error)

    def shelved(self, visit: Visit, event: dict[str, Any], many: int, form: StoryForm) -> Changes:
        """A story made before: opened, deleted, taken back; or more of them."""
        verb, of, left = str(event.get("verb")), str(event.get("of")), at_hand(visit.workspace)
        undo = None
        try:
            if verb == "open":
                return self._reopened(visit, of, form)
            if verb == "more":
                many = min(int(of), 10_000) if of.isdigit() else many
            elif verb == "delete":
                name = visit.workspace.output(of).name
                undo = (visit.workspace.delete(of), name)
                if left.film == of:
                    left = change(visit.workspace, lambda was: was.but(film=""))
            elif verb == "restore":
                visit.workspace.undelete(of)
        except StudioError as error:
            return self.shelves(visit, left, many) | self.wrote(left, error)
        shown = self.shelves(visit, left, many, undo) | self.files(visit, left)
        return shown | (self.board(visit, left) if verb == "delete" else {}) | self.work(visit, left)

    def dropped(self, visit: Visit, file: str | None, form: StoryForm) -> Changes:
        """A script, the settings of an earlier result, or a text."""
        cleared: Changes = {self.parts.drop: None}
        if not file:
            return cleared
        try:
            story = self.desk(visit).open_file(Path(file))
        except StudioError as error:
            return cleared | self.wrote(at_hand(visit.workspace), error)
        finally:
            Path(file).unlink(missing_ok=True)
        if story.form is None:
            return cleared | self._opened(visit, story, form)
        form = StoryForm.restored({**form.model_dump(), **story.form})
        return cleared | self._opened(visit, story, form) | self.choices(form)

    # The board

    def edited(self, visit: Visit, event: dict[str, Any], form: StoryForm) -> Changes:
        """A cell, a row, a scene or somebody was changed; or that was undone; or something is to be seen or heard."""
        verb, answer = str(event.get("verb")), event.get("number")
        if verb in ("lost", "preview"):
            asked = {"film": "", "form": form.model_dump()} if verb == "preview" else {}
            left = change(visit.workspace, lambda was: was.but(**asked))
            return self.board(visit, left) | self.files(visit, left) | self.work(visit, left)
        if verb == "hear":
            left = at_hand(visit.workspace)
            heard = self.desk(visit).heard(left.draft, str(event.get("who"))) if left.draft is not None else ""
            return self.board(visit, left, heard=heard)
        problem, chosen = None, None

        def one_more(was: Left) -> Left:
            nonlocal problem, chosen
            if was.draft is None or event.get("of") != was.draft.of or event.get("rev") != was.draft.rev:
                problem = _OVERTAKEN
                return was
            try:
                draft, chosen = self.desk(visit).change(was.draft, event)
            except StudioError as error:
                problem = error
                return was
            return was.but(draft=draft, film="" if draft is not was.draft else was.film, form=form.model_dump())

        left = change(visit.workspace, one_more)
        shown = self.board(visit, left, chosen=chosen, error=problem, answer=answer)
        return shown | self.files(visit, left) | self.work(visit, left)

    def chosen(self, visit: Visit, form: StoryForm) -> Changes:
        """Another style, shape or sound: the preview shows it."""
        left = change(visit.workspace, lambda was: was.but(form=form.model_dump(), film=""))
        return self.board(visit, left)

    def noted(self, visit: Visit, form: StoryForm) -> Changes:
        """A choice that the preview does not show: kept for the next visit."""
        change(visit.workspace, lambda was: was.but(form=form.model_dump()))
        return {self.parts.model_part: self.choices(form)[self.parts.model_part]}

    # Make

    def made(self, visit: Visit, form: StoryForm) -> Changes:
        """The primary button."""
        left = at_hand(visit.workspace)
        try:
            if left.draft is None:
                raise StudioError("There is no story to film.", "Type one, or choose one of the stories for a class.")
            job = story_making.submit(visit.board, left.draft, left.told, left.notes, form)
        except StudioError as error:
            return self.work(visit, left, error)
        left = change(visit.workspace, lambda was: was.but(waits=job.id, form=form.model_dump()))
        return self.work(visit, left)

    def polled(self, visit: Visit, before: str, many: int) -> Changes:
        """How far the work is; what was waited for comes onto the tab when it is done."""
        left = at_hand(visit.workspace)
        job = visit.board.find(left.waits)
        if left.waits and (job is None or not job.state.active):
            return self._over(visit, job, left, many)
        changes = self.work(visit, left)
        if left.draft is not None:
            rehearsal = self.desk(visit).rehearsal(left.draft, StoryForm.restored(left.form))
            if drawn(rehearsal, left.draft) != before:
                changes |= self.board(visit, left, patience=0.0)
            elif not rehearsal.over:
                changes[self.parts.progress] = progress(rehearsal.share)
        return changes

    def _over(self, visit: Visit, job: Job | None, left: Left, many: int) -> Changes:
        """The job that was waited for has ended."""
        waited = left.waits
        free = change(visit.workspace, lambda was: was.but(waits="") if was.waits == waited else was)
        if job is None or job.state is not State.DONE:
            failed = (
                StudioError(job.error, job.hint) if job and job.kind == story_making.WRITING and job.error else None
            )
            return self.work(visit, free) | self.wrote(free, failed)
        if job.kind == story_making.WRITING:
            script = story_making.written_by(visit.workspace, job)
            try:
                story = self.desk(visit).open_file(script)
            except (StudioError, OSError):
                return self.work(visit, free)
            by = f"{job.title.removeprefix('Script by ')} wrote this script."
            told = Story(str(job.request.get("text", "")), story.script, (by,))
            visit.board.dismiss(job.id)
            return self._opened(visit, told, StoryForm.restored(free.form))
        asked, film = story_making.Recipe.model_validate(job.request), job.output or ""
        if free.draft is not None and free.draft.script == asked.script:
            free = change(visit.workspace, lambda was: was.but(film=film))
        shown = self.work(visit, free) | self.wrote(free) | self.shelves(visit, free, many) | self.files(visit, free)
        return shown | self.board(visit, free, patience=0.0)  # not the text: somebody may be typing the next one

    def carded(self, visit: Visit, event: dict[str, Any], sent: Sent, form: StoryForm) -> Changes:
        """A click on a job card."""
        verb, of, board = str(event.get("verb")), str(event.get("of")), visit.board
        acts = {"cancel": board.cancel, "retry": board.retry, "dismiss": board.dismiss}
        left = at_hand(visit.workspace)
        try:
            if verb == "show":
                output = visit.workspace.output(of)
                if output.kind == story_making.KIND:
                    return self._reopened(visit, of, form)
                tabs = [target.tab for target in targets_for(output)]
                return self.page.send(tabs[0] if tabs else "library", of, sent)
            if verb in acts:
                acts[verb](of)
            if verb == "retry" and board.get(of).kind in (story_making.KIND, story_making.WRITING):
                left = change(visit.workspace, lambda was: was.but(waits=of))
        except StudioError as error:
            return {self.parts.jobs: cards(board, visit.workspace, error, own=story_making.KINDS)}
        return self.work(visit, left)

    def taken(self, visit: Visit, event: dict[str, Any], sent: Sent) -> Changes:
        """The film is opened in the Library."""
        return self.page.send("library", str(event.get("of")), sent)
