"""What the Story tab does in one workspace: edits scripts that came in, rehearses them, finds films made."""

from __future__ import annotations

import threading
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import quote

from contracts import StudioError
from engines.story.direct import Show
from engines.story.writer.samples import FOLDER
from studio import registry
from studio.components.markup import address
from studio.containment import inside
from studio.desk import SAMPLES, Desk
from studio.staged import Staged
from studio.story_draft import Draft, StoryForm
from studio.story_edits import edit
from studio.story_intake import StoryIntake
from studio.story_rehearsal import Rehearsal, look, rehearse, rehearsed
from studio.story_table import Table
from studio.targets import motion_file
from studio.workspace import Output, Workspace

KIND = "story"
FILM = "video.mp4"
POSTER, SAMPLE_FILM = ".jpg", ".mp4"
PATIENCE = 1.0
"""Seconds that an edit waits for its show; what takes longer is told of while it goes on."""
_SAMPLE = "sample:"
_MIXING = threading.Semaphore()
"""Soundtracks are mixed one at a time."""


class StoryDesk(StoryIntake):
    """The stories of one workspace. In a `private` one, a stranger's, a story may not be long."""

    def __init__(self, workspace: Workspace, private: bool = False) -> None:
        super().__init__(workspace, private)
        self.weights = () if private else registry.folders(workspace.root)
        self._staged = Staged(workspace)

    # Edits

    def change(self, draft: Draft, event: dict[str, Any]) -> tuple[Draft, int | None]:
        """The draft after what a hand did on the board, and the row to look at.

        `event` has a verb: set, add, delete, up, down (of a row); scene, add-scene, delete-scene; person, add-person,
        delete-person; title; undo, redo.
        """
        verb = str(event.get("verb"))
        if verb in ("undo", "redo"):
            return (draft.undone() if verb == "undo" else draft.redone()), None
        if verb == "title":
            title = str(event.get("value", "")).strip()[:200]
            return draft.edited(draft.script.model_copy(update={"title": title})), None
        if draft.played and verb in ("set", "add", "add-scene", "delete-scene", "add-person", "delete-person"):
            raise StudioError("What is played from a file cannot be changed.", "Change places, looks and style.")
        if verb == "person" and event.get("name") == "moves" and event.get("value"):
            self.motion(str(event.get("value")))
        table = Table.of(draft.script)
        chosen = edit(table, verb, event)
        return draft.edited(self.checked(table.script())), chosen

    # The show

    def rehearsal(self, draft: Draft, form: StoryForm) -> Rehearsal:
        """The show of a draft, on its way or there."""
        return rehearse(
            self._workspace.key, draft, form.seed, self.weights, self.file_played(draft.played), self.motion
        )

    def motions(self) -> tuple[tuple[str, str], ...]:
        """What characters can move as: motions that come along and those made here, and what they are called."""
        lent = [(f"{_SAMPLE}{name}", called) for name, called in Desk.samples()]
        made = [
            (f"{output.id}/{file}", output.name)
            for output in self._workspace.outputs()
            if output.kind != KIND and (file := motion_file(output)) is not None and not file.endswith(".json")
        ]
        return (*made, *lent)

    def motion(self, of: str) -> Path:
        """The file of one of `motions`; a StudioError when it is not there any more."""
        if of not in dict(self.motions()):
            raise StudioError(
                f"The motion '{of.removeprefix(_SAMPLE)}' is not in the Library any more.",
                "Choose another under Cast, or let them act by themselves.",
            )
        if of.startswith(_SAMPLE):
            return SAMPLES / of.removeprefix(_SAMPLE)
        output, _, file = of.rpartition("/")
        return self._workspace.output(output).folder / file

    def file_played(self, played: str) -> Path | None:
        """The file of movement that a draft plays."""
        return self._workspace.path(played) if played else None

    def show(self, rehearsal: Rehearsal) -> Show | None:
        """What was rehearsed; a StudioError when it cannot be shown here."""
        if rehearsal.error is not None:
            raise rehearsal.error
        if rehearsal.show is not None:
            self._not_too_long(rehearsal.show)
        return rehearsal.show

    def moments(self, rehearsal: Rehearsal, form: StoryForm) -> str:
        """Where the pictures of a show are: an address to be ended with the number of a frame and '.jpg'."""
        return f"{self._at(rehearsal)}/{look(form.style, form.shape, form.words, form.seed)}/"

    def sound(self, rehearsal: Rehearsal, form: StoryForm) -> str:
        """Where the sound of a show is, which is made when somebody listens; empty when nothing is to be heard."""
        which = {(True, True): "all", (True, False): "voices", (False, True): "effects"}.get((form.voices, form.sounds))
        return f"{self._at(rehearsal)}/{which}-{form.seed}.wav" if which and form.volume else ""

    def _at(self, rehearsal: Rehearsal) -> str:
        return f"/moment/{quote(self._workspace.key)}/{rehearsal.code}"

    def sound_file(self, code: str, which: str, seed: int) -> Path | None:
        """The sound of the show of that code; None when it is not known any more."""
        show = rehearsed(code, seed)
        if show is None or which not in ("all", "voices", "effects"):
            return None

        def make(path: Path) -> None:
            from engines.story.film import write_wav
            from engines.story.soundtrack import Levels, mixed

            others = 0.0 if which == "voices" else 1.0
            write_wav(mixed(show, Levels(0.0 if which == "effects" else 1.0, others, others), seed), path)

        with _MIXING:  # whoever asks for the same meanwhile finds it made
            return self._workspace.root / ".stage" / self._staged.name(["story", code, which, seed], ".wav", make)

    def voices(self) -> tuple[tuple[str, str], ...]:
        """Names of the voices a character can have, and what they are called."""
        from engines.speech.voices import available

        found = [one for one in available(self.weights) if one.language.startswith("en") and one.name != one.language]
        return tuple((one.name, f"{one.name.capitalize()}: {one.label[:1].lower()}{one.label[1:]}") for one in found)

    def heard(self, draft: Draft, who: str) -> str:
        """The address of a sentence in somebody's voice."""
        from engines.speech.speak import SpeakRequest, speak
        from engines.story.voicing import cast

        one = next((one for one in draft.script.characters if one.id == who), None)
        if one is None:
            raise StudioError("That character is not in the story any more.", "Choose one of those shown.")
        voice = cast(draft.script)[who]

        def make(path: Path) -> None:
            words = f"Hello, I am {one.name}."
            speak(SpeakRequest(text=words, out=path, voice=voice.name, pitch=voice.pitch, ckpt=self.weights))

        name = self._staged.name(["voice", voice.name, voice.pitch, one.name], ".wav", make)
        return address("stage", self._workspace.key, name)

    # Films

    def film(self, of: str) -> str:
        """The address of the film of a result or sample; empty when there is none."""
        if of.startswith(_SAMPLE):
            return self._lent(f"{of.removeprefix(_SAMPLE)}{SAMPLE_FILM}")
        try:
            output = self._workspace.output(of)
        except StudioError:
            return ""
        main = output.files[0] if output.files else ""
        return address("made", self._workspace.key, f"{output.id}/{main}") if main.endswith((".mp4", ".webm")) else ""

    def poster(self, sample: str) -> str:
        """The address of the picture of a sample; empty when it has none."""
        return self._lent(f"{sample}{POSTER}")

    def _lent(self, name: str) -> str:
        file = inside(FOLDER, name)
        if not file.is_file():
            return ""
        facts = ["lent", str(file), file.stat().st_mtime_ns]
        return address("stage", self._workspace.key, self._staged.name(facts, file.suffix, partial(_copy, file)))

    def made(self) -> list[Output]:
        """The stories made here, newest first."""
        return [output for output in self._workspace.outputs() if output.kind == KIND]


def _copy(file: Path, path: Path) -> None:
    path.write_bytes(file.read_bytes())
