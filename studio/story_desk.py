"""What the Story tab does in one workspace: writes and opens scripts, edits them, rehearses them, finds films made."""

from __future__ import annotations

import secrets
import threading
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import quote

from contracts import StudioError
from engines.story.direct import Show
from engines.story.script import Script
from engines.story.writer.samples import FOLDER, Sample, samples
from studio import registry
from studio.components.markup import address
from studio.components.markup import seconds as said
from studio.containment import inside
from studio.desk import SAMPLES, Desk
from studio.limits import PUBLIC_LETTERS, PUBLIC_SECONDS
from studio.staged import Staged
from studio.story_draft import Draft, StoryForm
from studio.story_edits import edit
from studio.story_rehearsal import Rehearsal, look, rehearse, rehearsed
from studio.story_table import Table
from studio.targets import motion_file
from studio.workspace import Output, Workspace, read_json

KIND = "story"
SCRIPT, FILM = "script.json", "video.mp4"
POSTER, SAMPLE_FILM = ".jpg", ".mp4"
LONGEST = 40_000
"""Letters of a story: about ten pages."""
PATIENCE = 1.0
"""Seconds that an edit waits for its show; what takes longer is told of while it goes on."""
_SAMPLE = "sample:"
_WRAPPED = 90
"""Letters of a line in a file of samples that goes on in the next."""
_MOST_BYTES = 4_000_000
_MIXING = threading.Semaphore()
"""Soundtracks are mixed one at a time."""
_TEXTS = (".txt", ".md")


@dataclass(frozen=True)
class Story:
    """A story that came onto the tab: its text if it has one, its script, and what to know of it."""

    text: str
    script: Script
    notes: tuple[str, ...] = ()
    form: dict[str, Any] | None = None
    played: str = ""


class StoryDesk:
    """The stories of one workspace. In a `private` one, a stranger's, a story may not be long."""

    def __init__(self, workspace: Workspace, private: bool = False) -> None:
        self._workspace, self.private = workspace, private
        self.weights = () if private else registry.folders(workspace.root)
        self.longest = PUBLIC_LETTERS if private else LONGEST
        self._staged = Staged(workspace)

    # Stories come

    @staticmethod
    def samples() -> tuple[Sample, ...]:
        """The stories that come along; the first is shown to a newcomer."""
        return samples()

    @staticmethod
    def sample(name: str) -> Sample:
        found = next((one for one in samples() if one.name == name), None)
        if found is None:
            raise StudioError("That story is not among the samples.", "Choose one of those shown.")
        return found

    def check(self, text: str) -> str:
        """`text`, if a story may be so long."""
        text = text.strip()
        if not text:
            raise StudioError(
                "There is no story yet.", "Type a few sentences, or choose one of the stories for a class."
            )
        if len(text) > self.longest:
            more = "run Marionette on your own computer, where ten pages fit" if self.private else "tell it in parts"
            raise StudioError(
                f"The story has {len(text):,} letters; up to {self.longest:,} are told at once.",
                f"Shorten it, or {more}.",
            )
        return text

    def write(self, text: str, form: StoryForm, title: str = "") -> Story:
        """The script of a text, by our own grammar."""
        from engines.story.writer import write

        written = write(self.check(text), form.seed, title=title, narrate=form.narrate)
        return Story(text.strip(), self.checked(tidy(written.script)), tuple(map(str, written.notes)))

    def open_sample(self, name: str, form: StoryForm) -> Story:
        sample = self.sample(name)
        return self.write(flowing(sample.text), form, sample.title)

    def open_file(self, file: Path) -> Story:
        """A script saved as JSON, the settings of a result made here, or a text; a text is not written yet."""
        if file.stat().st_size > _MOST_BYTES:
            raise StudioError(f"{file.name} is too long for a script.", "Use a file of at most 4 MB.")
        suffix = file.suffix.lower()
        if suffix in _TEXTS:
            return self.write(_text(file), StoryForm(), file.stem[:200])
        if suffix == ".motion":
            return self._played(file)
        if suffix != ".json":
            raise StudioError(
                f"{file.name} is not a story.", "Drop a script (.json), a text (.txt) or movement (.motion)."
            )
        recipe = read_json(file)
        if recipe.get("kind") == "story" and isinstance(recipe.get("story"), dict):
            return self._of_recipe(recipe["story"], file.name)
        return Story("", self.checked(tidy(Script.load(file))))

    def _played(self, file: Path) -> Story:
        """Movement saved as .motion: its figures play, whatever the script says."""
        from engines.story import motion_file

        self._not_too_long(motion_file.read(file))
        kept = self._workspace.keep_uploads([file])[0]
        show = motion_file.read(kept)
        note = "This is played from a file: places, looks and style can be changed, not what is done."
        return Story("", show.script, (note,), played=self._workspace.relative(kept))

    def open_output(self, output_id: str) -> Story:
        """A story made before, with the choices it was made with."""
        output = self._workspace.output(output_id)
        recipe = output.sidecar.get("story")
        if isinstance(recipe, dict):
            return self._of_recipe(recipe, output.name)
        return Story("", self.checked(tidy(Script.load(output.folder / SCRIPT))))

    def _of_recipe(self, recipe: dict[str, Any], name: str) -> Story:
        import json

        script = Script.read(json.dumps(recipe.get("script")), name)
        played = str(recipe.get("played") or "")
        if played:
            self._workspace.path(played)
        text, form = recipe.get("text"), recipe.get("form")
        told = tuple(str(note) for note in recipe.get("notes") or ())
        kept = form if isinstance(form, dict) else None
        return Story(
            text if isinstance(text, str) else "", self.checked(script if played else tidy(script)), told, kept, played
        )

    def checked(self, script: Script) -> Script:
        """`script`, if it may be so long here."""
        if self.private:
            from studio.components.story_board import estimated

            self._not_too_long(estimated(script), 1.5)
        return script

    def _not_too_long(self, show: Show, allowance: float = 1.0) -> None:
        if self.private and show.frames / show.fps > PUBLIC_SECONDS * allowance:
            raise StudioError(
                f"This story lasts {said(show.frames / show.fps)}; up to {said(PUBLIC_SECONDS)} may be told here.",
                "Tell a shorter one, or run Marionette on your own computer, where there is no limit.",
            )

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


def flowing(text: str) -> str:
    """A text without the line breaks of its file; those after short lines are meant."""
    made = ""
    for line in text.strip().splitlines():
        made += f"{line.strip()} " if len(line) > _WRAPPED else f"{line.strip()}\n"
    return made.strip()


def tidy(script: Script) -> Script:
    """A script as the table has it: every row with its scene and step, nothing worked out in advance."""
    return Table.of(script).script()


def begun(script: Script, played: str = "") -> Draft:
    """A draft of a script that just came."""
    return Draft(of=secrets.token_hex(6), script=script, played=played)


def _text(file: Path) -> str:
    try:
        return file.read_text("utf-8-sig")
    except UnicodeDecodeError as error:
        raise StudioError(f"{file.name} is not a text in UTF-8.", "Save it as UTF-8 and drop it again.") from error


def _copy(file: Path, path: Path) -> None:
    path.write_bytes(file.read_bytes())
