"""What the Gesture tab does in one workspace: finds performances, edits their plans, and stages them."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import cached_property, lru_cache, partial
from pathlib import Path
from urllib.parse import quote

from pydantic import ValidationError

from contracts import StudioError
from engines.gesture import lexicon
from engines.gesture.plan import Plan, PlannedGesture
from engines.motion.motion import Motion
from studio.components.markup import address, day
from studio.containment import inside
from studio.gesture_draft import Draft, GestureForm
from studio.recent import Recent
from studio.speech_desk import SpeechDesk
from studio.speech_draft import Speech
from studio.staged import Staged
from studio.workspace import SIDECAR, Output, Workspace, read_json

SAMPLES = Path(__file__).resolve().parent.parent / "assets" / "samples" / "gesture"
"""Performances of the sample voices, by the names of those."""
PLAN, MOTION, FILM = "plan.json", "motion.npz", "video.mp4"
STAGE_SECONDS = 180.0
"""How much of a long performance the 3D page shows: it holds every frame."""
CHOSEN = "chosen by hand"
_SAMPLE = "sample:"
_BRIEFLY = 0.6
"""Seconds for which a gesture is held that was put in by hand."""


@dataclass(frozen=True)
class Take:
    """A finished performance of a voice, to compare another with."""

    folder: str
    label: str


class GestureDesk:
    """The performances of one workspace. A `Speech` names a voice, or a performance, whose folder holds its voice."""

    def __init__(self, workspace: Workspace, private: bool = False) -> None:
        self._workspace = workspace
        self.voices = SpeechDesk(workspace, private)
        self._staged = Staged(workspace)

    # What there is

    def folder(self, speech: Speech) -> Path | None:
        """Where the files of a performance are; None for a voice that was not performed."""
        if speech.folder.startswith(_SAMPLE):
            folder = inside(SAMPLES, speech.folder.removeprefix(_SAMPLE))
        else:
            folder = self.voices.folder(speech)
        return folder if (folder / PLAN).is_file() and (folder / MOTION).is_file() else None

    def draft(self, speech: Speech) -> Draft | None:
        """Its plan, as it was made."""
        folder = self.folder(speech)
        return Draft(of=speech.folder, plan=Plan.read(folder / PLAN)) if folder else None

    def form(self, speech: Speech) -> GestureForm | None:
        """The choices it was made with."""
        folder = self.folder(speech)
        made = read_json(folder / SIDECAR).get("gesture") if folder else None
        return GestureForm.restored(made.get("form")) if isinstance(made, dict) else None

    def notes(self, speech: Speech) -> tuple[str, ...]:
        """What a creator should know of how it was made."""
        folder = self.folder(speech)
        told = read_json(folder / SIDECAR).get("notes") if folder else None
        return tuple(str(note) for note in told) if isinstance(told, list) else ()

    @cached_property
    def own_gestures(self) -> tuple[Path, ...]:
        """The folder with the creator's own gestures, if there is one: as `GestureRequest` takes it."""
        return lexicon.own(self._workspace.root)

    @cached_property
    def units(self) -> lexicon.Lexicon:
        """Every gesture there is, the creator's own among them. A StudioError says what is wrong with those."""
        return lexicon.load(self.own_gestures)

    @property
    def _written(self) -> list[tuple[str, int]]:
        """The files of the creator's own gestures and when each was last changed."""
        return [(str(f), f.stat().st_mtime_ns) for folder in self.own_gestures for f in lexicon.files_of(folder)]

    def title(self, speech: Speech) -> str:
        """What the voice is called, whose performance it may be."""
        made_of = self._sidecar(speech).get("speech")
        title = made_of.get("title") if isinstance(made_of, dict) else None
        return title if isinstance(title, str) and title else speech.title

    def origin(self, speech: Speech) -> dict[str, object]:
        """What is kept of the voice beside a performance, so that its words can be found again: a Speech recipe."""
        made_of = self._sidecar(speech).get("speech")
        return made_of if isinstance(made_of, dict) else {"source": speech.folder, "title": speech.title}

    def _sidecar(self, speech: Speech) -> dict[str, object]:
        return {} if speech.folder.startswith(_SAMPLE) else read_json(self.voices.folder(speech) / SIDECAR)

    def code(self, speech: Speech) -> str:
        """What tells its sound from others: performances with the same code can be compared."""
        from engines.speech import outputs

        file = self.voices.folder(speech) / outputs.WAV
        return _code(file, file.stat().st_mtime_ns)

    def takes(self, speech: Speech) -> list[Take]:
        """The other performances of the same voice, newest first, then the sample's."""
        from datetime import datetime

        code, found = self.code(speech), []
        for output in self._workspace.outputs():
            folder, made = f"outputs/{output.id}", output.sidecar.get("gesture")
            if (
                output.kind == "gesture"
                and isinstance(made, dict)
                and made.get("voice") == code
                and folder != speech.folder
            ):
                form = GestureForm.restored(made.get("form"))
                found.append(Take(folder, f"{form.style}, seed {form.seed}, {day(output.made, datetime.now())}"))
        for name, title in self.voices.samples():
            sample = Speech(folder=f"{_SAMPLE}{name}", title=title)
            if sample.folder != speech.folder and self.folder(sample) and self.code(sample) == code:
                found.append(Take(sample.folder, f"{title}, the sample"))
        return found

    def output(self, speech: Speech) -> Output | None:
        """The result that it is; None for samples."""
        if not speech.folder.startswith("outputs/"):
            return None
        return self._workspace.output(speech.folder.removeprefix("outputs/"))

    # Editing

    def edited(self, draft: Draft, number: int | None, wishes: dict[str, object]) -> Draft:
        """With what `wishes` say of gesture `number`, or of a new one."""
        known = self.units
        if number is not None and not 0 <= number < len(draft.plan.gestures):
            raise StudioError("That gesture is not in the plan any more.", "Choose one of those shown.")
        before = draft.plan.gestures[number].model_dump() if number is not None else {"hand": "right"}
        wanted = {**before, **wishes}
        unit = known.get(str(wanted.get("unit")))
        if unit is None:
            raise StudioError(f"There is no gesture '{wanted.get('unit')}'.", "Choose one of the list.")
        if unit.hands == "two":
            wanted["hand"] = "both"
        elif unit.hands != "either" and wanted["hand"] == "both":
            wanted["hand"] = "right"
        if wanted["unit"] != before.get("unit"):
            wanted |= {"why": CHOSEN, "size": min(max(float(before.get("size", 1.0)), unit.least), unit.most)}
            if number is None:
                wanted["hold_until"] = round(min(_number(wanted, "stroke") + _BRIEFLY, draft.plan.duration), 3)
        stroke = _number(wanted, "stroke")
        if not 0 <= stroke <= draft.plan.duration:
            raise StudioError(
                f"{stroke:.2f} s is outside the sound.", f"Choose a time from 0 to {draft.plan.duration:.2f} s."
            )
        moved = stroke - float(before.get("stroke", stroke))
        for name in ("start", "hold_until"):
            if moved and name not in wishes and isinstance(wanted.get(name), int | float):
                wanted[name] = round(min(max(0.0, _number(wanted, name) + moved), draft.plan.duration), 3)
        try:
            return draft.changed(number, PlannedGesture.model_validate(wanted))
        except ValidationError as error:
            first = error.errors(include_url=False)[0]
            raise StudioError(
                f"{first['msg'].removeprefix('Value error, ').capitalize()}.", "Choose another value."
            ) from error

    def motion(self, speech: Speech, draft: Draft | None = None) -> Motion:
        """The performance, with the edits of `draft`: only what is around them is performed again."""
        from engines.gesture.again import perform_again
        from engines.gesture.style import style
        from engines.motion import formats

        folder = self.folder(speech)
        if folder is None:
            raise StudioError("This voice was not performed yet.", "Press Generate.")
        file = folder / MOTION
        made = _MOTIONS.get((file, file.stat().st_mtime_ns), lambda: formats.read(file))
        if draft is None or not draft.edited:
            return made
        was, form = Plan.read(folder / PLAN), self.form(speech) or GestureForm()
        key = (file, file.stat().st_mtime_ns, draft.plan.to_json(), *self._written)
        return _MOTIONS.get(
            key,
            lambda: perform_again(
                made, was, draft.plan, self.voices.track(speech), style(form.style), units=self.units, fps=made.fps,
                intensity=form.intensity, smoothing=form.smoothing, expressiveness=form.expressiveness,
                seed=form.seed, posture=form.posture,
            ),
        )  # fmt: skip

    # What the page shows

    def page(self, speech: Speech, draft: Draft | None = None) -> str:
        """The address of the 3D page: the performance, or before there is one the face that speaks."""
        folder = self.folder(speech)
        if folder is None:
            return f"{self.voices.head(speech).partition('#')[0]}#guided-front"

        def make(page: Path) -> None:
            from engines.picture import page_of

            motion = self.motion(speech, draft)
            frames = round(STAGE_SECONDS * float(motion.fps))
            if len(motion) > frames:
                motion = motion.with_(**{part: getattr(motion, part)[:frames] for part in _PER_FRAME})
            page.write_text(page_of(motion, title=speech.title), "utf-8")

        file = folder / MOTION
        plan = f"{draft.plan.to_json()} {self._written}" if draft is not None and draft.edited else ""
        name = self._staged.name(["gesture", str(file), file.stat().st_mtime_ns, speech.title, plan], ".html", make)
        return f"{address('stage', self._workspace.key, name)}#guided-front"

    def film(self, speech: Speech) -> str:
        """The address of its film; empty when none was made."""
        return next((url.removesuffix("?download") for name, _, url in self.files(speech) if name == FILM), "")

    def files(self, speech: Speech) -> list[tuple[str, str, str]]:
        """What can be taken away: each file's name here and outside, and its address."""
        folder, output, key = self.folder(speech), self.output(speech), self._workspace.key
        if folder is None:
            return []
        if output is not None:
            made = address("made", key, output.id)
            return [(name, output.takeaway(name), f"{made}/{quote(name)}?download") for name in output.files]
        lent = [folder / name for name in (FILM, MOTION, PLAN) if (folder / name).is_file()]
        return [(file.name, f"{speech.title} {file.name}", address("stage", key, self._lent(file))) for file in lent]

    def _lent(self, file: Path) -> str:
        """A file of a sample where the page can fetch it."""
        facts = ["lent", str(file), file.stat().st_mtime_ns]
        return self._staged.name(facts, file.suffix, partial(_copy, file))


_PER_FRAME = ("rotations", "translation", "face", "expression")


def _copy(file: Path, path: Path) -> None:
    path.write_bytes(file.read_bytes())


def _number(wanted: dict[str, object], name: str) -> float:
    try:
        return float(wanted[name])  # type: ignore[arg-type]
    except (KeyError, TypeError, ValueError) as error:
        raise StudioError(
            f"'{wanted.get(name, '')}' is not a time in seconds.", "Type a number such as 2.4."
        ) from error


@lru_cache(maxsize=64)
def _code(file: Path, changed: int) -> str:
    del changed
    with file.open("rb") as sound:
        return hashlib.file_digest(sound, "sha256").hexdigest()[:24]


_MOTIONS: Recent[Motion] = Recent(most=6)
"""The performances last shown. Shared by all desks."""
