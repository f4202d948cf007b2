"""What a Speech panel does in one workspace: takes sounds in, opens voices made before, and stages them."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path

from contracts import StudioError
from engines.speech.track import SpeechTrack
from studio import registry
from studio.components.markup import address
from studio.components.markup import seconds as said
from studio.containment import inside
from studio.limits import PUBLIC_SECONDS
from studio.recent import Recent
from studio.speech_draft import Speech
from studio.staged import Staged
from studio.workspace import Workspace

SAMPLES = Path(__file__).resolve().parent.parent / "assets" / "samples" / "speech"
SOUNDS = (".wav", ".mp3", ".m4a", ".aac", ".ogg", ".oga", ".opus", ".flac", ".webm", ".mp4", ".mov", ".mkv", ".avi")
TRANSCRIPTS = (".txt", ".lab")
HEAD_SECONDS = 120.0
"""How much of a long speech the talking head says: a 3D page holds every frame of it."""
LONGEST = 7200.0
_SAMPLE = "sample:"
_MOST_TEXT = 2_000_000


@dataclass(frozen=True)
class Recording:
    """A sound that was taken into the workspace.

    source: its name below the workspace.
    text:   what is said in it, when that came along.
    """

    source: str
    title: str
    text: str | None


class SpeechDesk:
    """The sounds and voices of one workspace. In a `private` one, a stranger's, a sound may not be long."""

    def __init__(self, workspace: Workspace, private: bool = False) -> None:
        self._workspace = workspace
        self.private, self.longest = private, PUBLIC_SECONDS if private else LONGEST
        self.weights = () if private else registry.folders(workspace.root)
        self._staged = Staged(workspace)

    def take_in(self, files: list[Path], title: str = "") -> Recording:
        """A sound or film that a browser sent, perhaps with a text of what is said in it."""
        from engines.speech.decode import KINDS, length

        sounds = [file for file in files if file.suffix.lower() not in TRANSCRIPTS]
        texts = [file for file in files if file.suffix.lower() in TRANSCRIPTS]
        if not sounds:
            raise StudioError("There is no sound among these.", "Drop the sound together with its text.")
        if len(sounds) > 1 or len(texts) > 1:
            two = (sounds if len(sounds) > 1 else texts)[:2]
            raise StudioError(f"{two[0].name} and {two[1].name} came together.", "Drop one sound at a time.")
        sound = sounds[0]
        if sound.suffix.lower() not in SOUNDS:
            raise StudioError(f"{sound.name} is not a sound or a film.", KINDS)
        text = _text(texts[0]) if texts else None
        kept = self._workspace.keep_uploads([sound])[0]
        try:
            self._not_too_long(length(kept) or 0.0)
        except StudioError:
            shutil.rmtree(kept.parent, ignore_errors=True)
            raise
        return Recording(self._workspace.relative(kept), title or sound.stem[:200], text)

    def _not_too_long(self, seconds: float) -> None:
        if seconds > self.longest + 1:
            more = "run Marionette on your own computer, where more fits" if self.private else "cut it into parts"
            raise StudioError(
                f"This sound lasts {said(seconds)}; up to {said(self.longest)} may be used here.",
                f"Use a shorter piece, or {more}.",
            )

    def recording_of(self, speech: Speech) -> Recording:
        """What a voice was made of, to be heard again: the sound that came in where it is still here, else its own."""
        if speech.folder.startswith("outputs/"):
            made_of = self._workspace.output(speech.folder.removeprefix("outputs/")).sidecar.get("speech")
            source = made_of.get("source") if isinstance(made_of, dict) else None
            if isinstance(source, str) and source.startswith("uploads/"):
                try:
                    self._workspace.path(source)
                except StudioError:
                    pass
                else:
                    return Recording(source, speech.title, None)
        return Recording(speech.folder, speech.title, None)

    # Voices

    def open_output(self, output_id: str) -> Speech:
        """A voice made before."""
        output = self._workspace.output(output_id)
        speech = Speech(folder=self._workspace.relative(output.folder), title=output.name[:200])
        self.track(speech)
        return speech

    def open_sample(self, name: str) -> Speech:
        names = dict(self.samples())
        if name not in names:
            raise StudioError(f"There is no sample '{name}'.", "Choose one of those shown.")
        return Speech(folder=f"{_SAMPLE}{name}", title=names[name])

    @staticmethod
    def samples() -> list[tuple[str, str]]:
        """Names of the samples and what to call them; the first is shown to a newcomer."""
        folders = sorted(SAMPLES.iterdir()) if SAMPLES.is_dir() else []
        return [(folder.name, folder.name.partition("_")[2].replace("_", " ").capitalize()) for folder in folders]

    def folder(self, speech: Speech) -> Path:
        """Where the files of a voice are."""
        if speech.folder.startswith(_SAMPLE):
            return inside(SAMPLES, speech.folder.removeprefix(_SAMPLE))
        return self._workspace.path(speech.folder)

    def there(self, speech: Speech) -> bool:
        """Whether a voice was not deleted since."""
        from engines.speech import outputs

        try:
            return (self.folder(speech) / outputs.WORDS).is_file()
        except StudioError:
            return False

    def sound_file(self, source: str) -> Path:
        """The sound meant by a recipe's `source`: a sound in the workspace, or the one in the folder of a voice."""
        from engines.speech import outputs

        if source.startswith(_SAMPLE):
            return inside(SAMPLES, source.removeprefix(_SAMPLE)) / outputs.WAV
        path = self._workspace.path(source)
        return path / outputs.WAV if path.is_dir() else path

    def checked(self, track: SpeechTrack) -> SpeechTrack:
        """`track`, if it is not too long for this workspace."""
        self._not_too_long(track.duration)
        return track

    def track(self, speech: Speech) -> SpeechTrack:
        """The voice with its words."""
        from engines.speech import outputs

        folder = self.folder(speech)
        key = (
            folder,
            *((folder / name).stat().st_mtime_ns for name in (outputs.WAV, outputs.WORDS) if (folder / name).is_file()),
        )
        return _TRACKS.get(key, lambda: outputs.read(folder))

    # What the page shows

    def files(self, speech: Speech) -> list[tuple[str, str, str]]:
        """What can be taken away: what it is, the file's name outside, and its address."""
        from engines.speech import outputs

        kinds = {
            "Sound": outputs.WAV, "TextGrid": outputs.TEXTGRID, "Lab": outputs.LAB, "JSON": outputs.WORDS,
            "CSV": outputs.ANALYSIS,
        }  # fmt: skip
        folder, key = self.folder(speech), self._workspace.key
        found = []
        for label, name in kinds.items():
            file = folder / name
            if not file.is_file():
                continue
            outside = f"{speech.title}{file.suffix}"
            if speech.folder.startswith(_SAMPLE):
                found.append((label, outside, address("stage", key, self._lent(file))))
            else:
                result = speech.folder.removeprefix("outputs/")
                found.append((label, outside, f"{address('made', key, f'{result}/{name}')}?download"))
        return found

    def sound(self, speech: Speech) -> str:
        """The address of its sound."""
        return next(url for label, _, url in self.files(speech) if label == "Sound").removesuffix("?download")

    def timeline(self, speech: Speech) -> str:
        """The address of what its timeline draws."""
        from studio.components.timeline import Drawing

        def make(path: Path) -> None:
            path.write_text(Drawing.of(self.track(speech)).json(), "utf-8")

        name = self._staged.name(["timeline", self._facts(speech)], ".json", make)
        return address("stage", self._workspace.key, name)

    def head(self, speech: Speech, look: str = "") -> str:
        """The address of the 3D page on which it is said."""

        def make(page: Path) -> None:
            from engines.body import load_body
            from engines.picture import page_of
            from engines.speech.talking import talking_head

            track = self.track(speech)
            shown = track.cut(0, HEAD_SECONDS) if track.duration > HEAD_SECONDS else track
            body = load_body("mannequin", look or None, self.weights)
            page.write_text(page_of(talking_head(shown), body, title=speech.title), "utf-8")

        name = self._staged.name(["head", look, self._facts(speech)], ".html", make)
        return f"{address('stage', self._workspace.key, name)}#guided-face"

    def _lent(self, file: Path) -> str:
        """A file of a sample where the page can fetch it."""
        return self._staged.name(
            ["lent", str(file), file.stat().st_mtime_ns], file.suffix, lambda path: _copy(file, path)
        )

    def _facts(self, speech: Speech) -> list[object]:
        from engines.speech import outputs

        words = self.folder(speech) / outputs.WORDS
        return [speech.folder, speech.title, words.stat().st_mtime_ns]


def voices(desk: SpeechDesk) -> list[tuple[str, str]]:
    """What the voices are called and their names; the usual one first."""
    from engines.speech.voices import Voice, available

    def called(voice: Voice) -> str:
        language = voice.name == voice.language
        manner = voice.label.partition(",")[0]  # the beginning of it fits the list
        return voice.label if language else f"{voice.name.capitalize()}: {manner[0].lower()}{manner[1:]}"

    return [(called(voice), voice.name) for voice in available(desk.weights)]


def models(desk: SpeechDesk) -> list[tuple[str, str]]:
    """What the recognisers are called and their names: those that are here, then, at home, those to be fetched."""
    from engines.speech.whisper_models import available

    found = available(desk.weights)
    here = [(f"Whisper {model.name}", model.name) for model in found if model.folder is not None]
    away = [(f"Whisper {model.name}, fetched once", model.name) for model in found if model.folder is None]
    return here if desk.private else here + away


def _copy(file: Path, path: Path) -> None:
    shutil.copyfile(file, path)


def _text(file: Path) -> str:
    if file.stat().st_size > _MOST_TEXT:
        raise StudioError(f"{file.name} is too long for a transcript.", "Use a text of at most 2 MB.")
    try:
        text = file.read_text("utf-8-sig").strip()
    except UnicodeDecodeError as error:
        raise StudioError(f"{file.name} is not a text in UTF-8.", "Save it as UTF-8 and drop it again.") from error
    if not text:
        raise StudioError(f"{file.name} is empty.", "Drop the sound alone to have its words found.")
    return text


_TRACKS: Recent[SpeechTrack] = Recent(most=4)
"""The voices last used. Shared by all desks."""
