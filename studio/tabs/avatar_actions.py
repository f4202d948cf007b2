"""What happens on the Avatar tab: every event, from a film that was dropped to a line that is said."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import gradio as gr

from contracts import StudioError
from studio import avatar_making
from studio.avatar_desk import AVATARS, LONGEST_NAME
from studio.avatar_draft import Agreed, AvatarForm, Left, at_hand, change
from studio.components.job_card import cards
from studio.house import Visit
from studio.jobs import Job, State
from studio.speech_desk import SpeechDesk, voices
from studio.tabs.avatar_view import QUIET, Shown, drawn, speaker
from studio.targets import targets_for
from studio.wiring import Changes, Wires
from studio.workspace import Output

if TYPE_CHECKING:
    from studio.tabs.avatar import Parts

Sent = dict[str, Any] | None


class Actions(Shown):
    """The tab's events. Each gets the visit it belongs to and returns what changes on the page."""

    parts: Parts

    def wire(self) -> None:
        """Bind every event."""
        parts, page = self.parts, self.page
        on = Wires(page, parts.form, AvatarForm.of)
        work = [parts.jobs, parts.timer]
        stage = [parts.drawn, parts.takeaway]
        film = [parts.card, parts.making]
        shelf = [parts.list, parts.called]
        sound = [parts.heard, parts.line, parts.sound, parts.microphone]
        questions = [parts.agreed, parts.who]
        everything = [*work, *stage, *film, *shelf, *sound, parts.refusal, parts.name]
        on(page.blocks.load, self.found, [], parts.form)
        on(page.tab.select, self.enter, [], [*everything, parts.voice, parts.model])
        on(page.sent.change, self.arrived, [page.sent], everything)
        on(parts.drop.upload, self.dropped, [parts.drop], [parts.drop, *questions, *everything])
        on(parts.card.act, self.carded, [page.sent], [*everything, page.tabs, page.sent])
        on(parts.name.input, self.named, [parts.name], [], trigger_mode="always_last")
        on(parts.name.blur, self.named, [parts.name], [])  # what was pasted is no input yet
        on(parts.go.click, self.made, [parts.name, *questions], everything)
        on(parts.stage.act, self.staged, [], [*work, *stage], trigger_mode="multiple")
        on(parts.drawn.change, self.stage, [parts.drawn], [parts.stage])
        on(parts.list.act, self.listed, [], everything, trigger_mode="multiple")
        on(parts.called.submit, self.renamed, [parts.called], [*shelf, *stage])
        on(parts.bring.upload, self.brought, [parts.bring], [parts.bring, *everything])
        on(parts.sound.upload, self.recorded, [parts.sound], [*sound, *work])
        on(parts.microphone.stop_recording, self.spoken, [parts.microphone], [*sound, *work])
        on(parts.heard.act, self.silenced, [], sound)
        for control in parts.form:
            on(control.input, self.noted, [], [], trigger_mode="always_last")
        on(parts.say.click, self.said, [parts.line], everything)
        on(parts.timer.tick, self.polled, [parts.drawn], everything)
        on(parts.jobs.act, self.carded, [page.sent], [*everything, page.tabs, page.sent], trigger_mode="multiple")
        on(parts.takeaway.act, self.taken, [page.sent], [page.tabs, page.sent])

    # The tab opens

    def found(self, visit: Visit) -> Changes:
        """The choices as they were left."""
        return self.choices(AvatarForm.restored(at_hand(visit.workspace).form))

    def enter(self, visit: Visit) -> Changes:
        """The tab as it was left; the first time, the first avatar there is."""
        cards_now = self.desk(visit).cards()
        left = at_hand(visit.workspace)
        if not any(card.of == left.avatar for card in cards_now):
            first = next((card.of for card in cards_now if card.seen), "")
            left = change(visit.workspace, lambda was: was.but(avatar=first, shown="", turns=False))
        form = AvatarForm.restored(left.form)
        spoken = [("The usual voice", ""), *voices(SpeechDesk(visit.workspace, visit.private))]
        chosen = form.voice if form.voice in dict(spoken).values() else ""
        models = avatar_making.models()
        shown: Changes = {
            self.parts.voice: gr.Dropdown(choices=spoken, value=chosen),
            self.parts.model: gr.Dropdown(
                choices=[(name.capitalize(), name) for name in models],
                value=form.model if form.model in models else models[0],
            ),
        }
        return self.everything(visit, left) | shown

    def arrived(self, visit: Visit, sent: Sent) -> Changes:
        """A result that another tab sent here: what an avatar said is shown, a voice is to be said."""
        if not sent or sent.get("tab") != avatar_making.TAB:
            return {}
        output = visit.workspace.output(str(sent.get("output")))
        if output.kind == avatar_making.TAB:
            return self.everything(visit, change(visit.workspace, lambda was: self._spoken(was, output)))
        sound = visit.workspace.relative(output.folder / "speech.wav")
        return self.sound(change(visit.workspace, lambda was: was.but(sound=sound)))

    @staticmethod
    def _spoken(was: Left, output: Output) -> Left:
        """A film and the avatar that speaks in it come onto the stage."""
        return was.but(shown=output.id, avatar=speaker(output) or was.avatar, turns=False, aside=True)

    def _heard(self, visit: Visit, was: Left, say: Job | None) -> Left:
        """A line was said, or not: its film comes onto the stage, and with it the avatar that says it."""
        if say is None or say.state is not State.DONE or not say.output:
            return was.but(say="")
        return self._spoken(was, visit.workspace.output(say.output)).but(say="")

    # A film becomes an avatar

    def dropped(self, visit: Visit, file: str | None) -> Changes:
        """A film of a face: it is looked at. An avatar that was dropped here is brought."""
        cleared: Changes = {self.parts.drop: None}
        if not file:
            return cleared
        if Path(file).suffix.lower() in AVATARS:
            return cleared | self.brought(visit, file)
        try:
            film, title = self.desk(visit).take_in(Path(file))
            job = avatar_making.check(visit.board, film, title)
        except StudioError as error:
            why = error.message, error.hint
            left = change(visit.workspace, lambda was: was.but(film="", check="", refused=why))
            return cleared | self.film(visit, left)
        finally:
            Path(file).unlink(missing_ok=True)
        new = {
            "film": film,
            "title": title,
            "name": title.replace("_", " ")[:LONGEST_NAME],
            "check": job.id,
            "refused": None,
        }
        left = change(visit.workspace, lambda was: was.but(**new))
        shown = self.film(visit, left) | self.work(visit, left) | self.refused(None)
        return cleared | shown | {self.parts.name: left.name, self.parts.agreed: None, self.parts.who: ""}

    def named(self, visit: Visit, name: str) -> Changes:
        """What the avatar is to be called was typed."""
        change(visit.workspace, lambda was: was.but(name=(name or "")[:120]))
        return {}

    def made(self, visit: Visit, name: str, agreed: str | None, who: str, form: AvatarForm) -> Changes:
        """'Make avatar'."""
        left = at_hand(visit.workspace)
        answer: Agreed = "self" if agreed == "self" else "other" if agreed == "other" else ""
        try:
            job = avatar_making.make(visit.board, self.desk(visit), left.film, name or "", answer, who or "", form)
        except StudioError as error:
            return self.refused(error)
        left = change(visit.workspace, lambda was: was.but(make=job.id, shown="", aside=False, form=form.model_dump()))
        shown = self.refused(None) | self.film(visit, left) | self.work(visit, left)
        return shown | self.look(visit, left) | self.files(visit, left)

    def staged(self, visit: Visit, event: dict[str, Any]) -> Changes:
        """While a face is learned: enough of it, cancelled, or something else is looked at meanwhile. Else the head
        instead of the film, or the film again."""
        verb, of, left = str(event.get("verb")), str(event.get("of")), at_hand(visit.workspace)
        try:
            if verb == "stop":
                avatar_making.stop(visit.workspace, visit.board, of)
            elif verb == "cancel":
                visit.board.cancel(of)
            elif verb == "upend":
                self.desk(visit).upend(of)
        except StudioError as error:
            return self.work(visit, left, error)
        if verb in ("turn", "film"):
            left = change(visit.workspace, lambda was: was.but(turns=verb == "turn"))
        if verb in ("aside", "watch"):
            left = change(visit.workspace, lambda was: was.but(aside=verb == "aside"))
        return self.work(visit, left) | self.look(visit, left)

    # Avatars

    def listed(self, visit: Visit, event: dict[str, Any]) -> Changes:
        """An avatar is chosen, deleted or brought back."""
        verb, of, desk = str(event.get("verb")), str(event.get("of")), self.desk(visit)
        left = at_hand(visit.workspace)
        try:
            if verb == "pick":
                desk.folder(of)
                left = change(visit.workspace, lambda was: was.but(avatar=of, shown="", turns=False, aside=True))
            elif verb == "delete":
                name = next((card.name for card in desk.cards() if card.of == of), of)
                undo = (desk.delete(of), name)
                left = change(visit.workspace, lambda was: was.but(undo=undo))
                if left.avatar == of:
                    first = next((card.of for card in desk.cards() if card.seen), "")
                    left = change(visit.workspace, lambda was: was.but(avatar=first, shown="", turns=False))
            elif verb == "restore":
                back = desk.restore(of)
                left = change(visit.workspace, lambda was: was.but(avatar=back, shown="", turns=False, undo=None))
        except StudioError as error:
            return self.avatars(visit, left, error=error)
        shown = self.avatars(visit, left) | self.work(visit, left)
        return shown | self.look(visit, left) | self.files(visit, left)

    def renamed(self, visit: Visit, name: str) -> Changes:
        """The one that speaks is called something else."""
        left = at_hand(visit.workspace)
        try:
            self.desk(visit).rename(left.avatar, name or "")
        except StudioError as error:
            return self.avatars(visit, left, error=error)
        return self.avatars(visit, left) | self.look(visit, left, quiet=True) | self.files(visit, left)

    def brought(self, visit: Visit, file: str | None) -> Changes:
        """An avatar that came as one file."""
        cleared: Changes = {self.parts.bring: None}
        if not file:
            return cleared
        left = at_hand(visit.workspace)
        try:
            folder = self.desk(visit).bring(Path(file))
        except StudioError as error:
            return cleared | self.avatars(visit, left, error=error)
        finally:
            Path(file).unlink(missing_ok=True)
        left = change(visit.workspace, lambda was: was.but(avatar=folder, shown="", turns=False, aside=True))
        return cleared | self.avatars(visit, left) | self.look(visit, left) | self.files(visit, left)

    # A line is said

    def recorded(self, visit: Visit, file: str | None) -> Changes:
        """A sound that is to be said."""
        left = at_hand(visit.workspace)
        if not file:
            return {}
        try:
            sound = self.desk(visit).take_sound(Path(file))
        except StudioError as error:
            return self.sound(left, error)
        finally:
            Path(file).unlink(missing_ok=True)
        left = change(visit.workspace, lambda was: was.but(sound=sound))
        return self.sound(left) | self.work(visit, left)

    def spoken(self, visit: Visit, file: str | None) -> Changes:
        """The microphone was stopped."""
        return self.recorded(visit, str(Path(file).rename(Path(file).with_stem("Recording"))) if file else None)

    def silenced(self, visit: Visit, event: dict[str, Any]) -> Changes:
        """The sound is put away; a text is said again."""
        if event.get("verb") != "silence":
            return {}
        return self.sound(change(visit.workspace, lambda was: was.but(sound="")))

    def noted(self, visit: Visit, form: AvatarForm) -> Changes:
        """A choice, kept for the next visit."""
        change(visit.workspace, lambda was: was.but(form=form.model_dump()))
        return {}

    def said(self, visit: Visit, line: str, form: AvatarForm) -> Changes:
        """'Say it'."""
        left = at_hand(visit.workspace)
        try:
            if not left.avatar:
                raise StudioError("There is no avatar yet.", "Make one of a film of a face, or bring one as a file.")
            job = avatar_making.say(visit.board, self.desk(visit), left.avatar, line or "", left.sound, form)
        except StudioError as error:
            return self.work(visit, left, error)
        left = change(visit.workspace, lambda was: was.but(say=job.id, form=form.model_dump()))
        return self.work(visit, left)

    # Work goes on

    def polled(self, visit: Visit, before: str) -> Changes:
        """How far the work is; what was waited for comes onto the tab when it is done."""
        left, changes = at_hand(visit.workspace), Changes()
        check, make, say = (visit.board.find(waits) for waits in (left.check, left.make, left.say))
        if left.check:
            if check is None or not check.state.active:
                left = change(visit.workspace, lambda was: _looked_at(was, check))
                changes[self.parts.name] = left.name
            changes |= self.film(visit, left)
        if left.make and (make is None or not make.state.active):
            avatar = avatar_making.made_avatar(visit.workspace, make) if make and make.state is State.DONE else ""
            left = change(visit.workspace, lambda was: _after(was, avatar))
            changes |= self.film(visit, left) | self.avatars(visit, left) | self.files(visit, left)
        if left.say and (say is None or not say.state.active):
            spoke, left = left.avatar, change(visit.workspace, lambda was: self._heard(visit, was, say))
            changes |= self.files(visit, left)
            if left.avatar != spoke:  # else a name that is being typed would be put back
                changes |= self.avatars(visit, left)
        changes |= self.work(visit, left)
        if drawn(visit, left) != before.removesuffix(QUIET):
            changes |= self.look(visit, left)
        return changes

    def carded(self, visit: Visit, event: dict[str, Any], sent: Sent) -> Changes:
        """A click on a job card, or on the look at a film."""
        verb, of, board = str(event.get("verb")), str(event.get("of")), visit.board
        acts = {"cancel": board.cancel, "retry": board.retry, "dismiss": board.dismiss}
        left = at_hand(visit.workspace)
        try:
            if verb == "show":
                output = visit.workspace.output(of)
                if output.kind == avatar_making.TAB:
                    return self.everything(visit, change(visit.workspace, lambda was: self._spoken(was, output)))
                tabs = [target.tab for target in targets_for(output)]
                return self.page.send(tabs[0] if tabs else "library", of, sent)
            if verb in acts:
                acts[verb](of)
            if verb == "retry":
                waits = {avatar_making.MAKE: "make", avatar_making.SAY: "say"}.get(board.get(of).kind)
                left = change(visit.workspace, lambda was: was.but(**{waits: of}, aside=False) if waits else was)
        except StudioError as error:
            return {self.parts.jobs: cards(board, visit.workspace, error, own=avatar_making.KINDS)}
        return self.work(visit, left) | self.film(visit, left) | self.look(visit, left)

    def taken(self, visit: Visit, event: dict[str, Any], sent: Sent) -> Changes:
        """The film is opened in the Library."""
        return self.page.send("library", str(event.get("of")), sent)


def _looked_at(was: Left, check: Job | None) -> Left:
    """A film was looked at, or that went wrong."""
    if check is not None and check.state is State.DONE:
        return was.but(check="")
    failed = check is not None and check.error
    return was.but(film="", check="", refused=(check.error, check.hint) if check is not None and failed else None)


def _after(was: Left, avatar: str) -> Left:
    """An avatar was made, or not: the film it was made of has done its work."""
    if not avatar:
        return was.but(make="")
    return was.but(make="", film="", title="", name="", check="", avatar=avatar, shown="", turns=False, aside=False)
