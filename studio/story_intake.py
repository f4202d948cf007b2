"""Stories come in: a text that is typed, a sample, a file that is dropped, a result made before."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from contracts import StudioError
from engines.story.direct import Show
from engines.story.script import Script
from engines.story.writer.samples import Sample, samples
from studio.components.markup import seconds as said
from studio.limits import PUBLIC_LETTERS, PUBLIC_SECONDS
from studio.story_draft import Draft, StoryForm
from studio.story_table import Table
from studio.workspace import Workspace, read_json

SCRIPT = "script.json"
LONGEST = 40_000
"""Letters of a story: about ten pages."""
_WRAPPED = 90
"""Letters of a line in a file of samples that goes on in the next."""
_MOST_BYTES = 4_000_000
_TEXTS = (".txt", ".md")


@dataclass(frozen=True)
class Story:
    """A story that came onto the tab: its text if it has one, its script, and what to know of it."""

    text: str
    script: Script
    notes: tuple[str, ...] = ()
    form: dict[str, Any] | None = None
    played: str = ""


class StoryIntake:
    """Makes scripts of what comes into one workspace. In a `private` one, a stranger's, a story may not be long."""

    def __init__(self, workspace: Workspace, private: bool = False) -> None:
        self._workspace, self.private = workspace, private
        self.longest = PUBLIC_LETTERS if private else LONGEST

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
