"""The Library's desk: opens files, keeps what was read, edits without touching the original, and stages it in 3D."""

from __future__ import annotations

import shutil
from fractions import Fraction
from functools import lru_cache
from pathlib import Path
from typing import Literal

import numpy as np

from contracts import Progress, StudioError, silent
from engines.motion.motion import Motion
from studio import registry
from studio.components.material_card import Reading
from studio.draft import Draft
from studio.limits import PUBLIC_FRAMES, PUBLIC_SECONDS
from studio.recent import Recent
from studio.staged import Staged
from studio.workspace import Workspace

SAMPLES = Path(__file__).resolve().parent.parent / "assets" / "samples"
SOUNDS = (".wav", ".mp3", ".flac", ".ogg", ".oga", ".opus", ".m4a", ".aac")
MOST_FILES = 8
MOST_LOOKED_AT = 6
"""Animations of a file that are looked into for one that moves."""
_COMPANIONS = {".amc": (".asf",), ".gltf": (".bin",)}
_SAMPLE = "sample:"


class Desk:
    """What the Library does in one workspace. In a `private` one, a stranger's, a motion may not be long."""

    def __init__(self, workspace: Workspace, private: bool = False) -> None:
        self._workspace, self._private = workspace, private
        self.weights = () if private else registry.folders(workspace.root)
        self._staged = Staged(workspace)

    def open_uploads(self, files: list[Path], sound_of: Draft | None = None) -> Draft:
        """A draft of what a browser sent: one motion, with its companion files and perhaps its sound."""
        if len(files) > MOST_FILES:
            raise StudioError(f"That is {len(files)} files at once.", f"Drop one motion, at most {MOST_FILES} files.")
        main = _main(files)
        kept = self._workspace.keep_uploads(files)
        folder = kept[0].parent
        try:
            draft = Draft(material=self._workspace.relative(kept[files.index(main)]), title=main.stem[:200])
            sounds = [path for path, file in zip(kept, files, strict=True) if file.suffix.lower() in SOUNDS]
            if sounds:
                draft = draft.with_sound(self._workspace.relative(sounds[0]), sounds[0].name)
            self.edited(draft)
            return self._moving(draft)
        except BaseException:
            shutil.rmtree(folder, ignore_errors=True)
            raise

    def _moving(self, draft: Draft) -> Draft:
        """The draft at the first animation in which somebody moves: libraries often begin with a rest pose."""
        for number, clip in enumerate(self.clips(draft)[:MOST_LOOKED_AT]):
            chosen = draft.with_clip(clip) if number else draft
            try:
                if _moves(self.raw(chosen)):
                    return chosen
            except StudioError:
                continue
        return draft

    def keep_sound(self, file: Path) -> tuple[str, str]:
        """A sound that a browser sent: where it is kept, and what to call it."""
        from renderers import video

        if file.suffix.lower() not in SOUNDS:
            raise StudioError(f"{file.name} is not a sound file.", f"Choose one of {', '.join(SOUNDS)}.")
        kept = self._workspace.keep_uploads([file])[0]
        try:
            if not video.probe(kept).has_sound:
                raise StudioError(f"There is no sound in {file.name}.", "Choose another file.")
        except StudioError:
            shutil.rmtree(kept.parent, ignore_errors=True)
            raise
        return self._workspace.relative(kept), file.name

    def open_output(self, output_id: str, name: str) -> Draft:
        """A draft of a motion file made earlier, with the voice it was made for."""
        output = self._workspace.output(output_id)
        draft = Draft(material=self._workspace.relative(output.folder / name), title=output.name[:200])
        voice = output.folder / "speech.wav"
        return draft.with_sound(self._workspace.relative(voice), voice.name) if voice.name in output.files else draft

    def open_sample(self, name: str) -> Draft:
        names = dict(self.samples())
        if name not in names:
            raise StudioError(f"There is no sample '{name}'.", "Choose one of those shown.")
        sound = _sample_path(name).with_suffix(".wav")
        draft = Draft(material=f"{_SAMPLE}{name}", title=names[name])
        return draft.with_sound(f"{_SAMPLE}{sound.name}", sound.name) if sound.is_file() else draft

    @staticmethod
    def samples() -> list[tuple[str, str]]:
        """File names of the samples and what to call them."""
        from engines.motion import formats

        files = sorted(SAMPLES.iterdir()) if SAMPLES.is_dir() else []
        return [
            (file.name, file.stem.replace("_", " ").replace("-", " ").capitalize())
            for file in files
            if file.suffix in formats.READABLE
        ]

    def clips(self, draft: Draft) -> list[str]:
        """The animations in the file, when there are several."""
        path = self.path(draft.material)
        names = _clips(path, path.stat().st_mtime_ns)
        return list(names) if len(names) > 1 else []

    def raw(self, draft: Draft) -> Motion:
        """The motion as the file has it."""
        from engines.motion import formats

        path = self.path(draft.material)
        key = (path, path.stat().st_mtime_ns, draft.clip)
        return _MOTIONS.get(key, lambda: formats.read(path, clip=draft.clip))

    def edited(self, draft: Draft, progress: Progress = silent) -> Motion:
        """The motion as it shall be shown, filmed and saved."""
        from engines.motion.edit import apply

        if self._private:
            self._refuse_what_is_long(draft)
        path = self.path(draft.material)
        key = (path, path.stat().st_mtime_ns, draft.clip, draft.edits)
        return _MOTIONS.get(key, lambda: apply(self.raw(draft), draft.edits, progress))

    def _refuse_what_is_long(self, draft: Draft) -> None:
        """Refuse, before any work is done, edits that would make more than a stranger may have."""
        from engines.motion.edit import foreseen

        seconds, frames = foreseen(self.raw(draft), draft.edits)
        hint = "or run Marionette on your own computer, where there is no limit."
        if seconds > PUBLIC_SECONDS:
            raise StudioError(
                f"This motion lasts {seconds:.0f} s; up to {PUBLIC_SECONDS:.0f} s may be used here.",
                f"Use a shorter piece, {hint}",
            )
        if frames > PUBLIC_FRAMES:
            raise StudioError(
                f"This motion has {frames:,} frames; up to {PUBLIC_FRAMES:,} may be used here.",
                f"Use a shorter piece or a lower frame rate, {hint}",
            )

    def reading(self, draft: Draft) -> Reading:
        motion = self.raw(draft)
        rate = motion.fps if motion.fps.denominator in (1, 1001) else Fraction(float(motion.fps)).limit_denominator(100)
        return Reading(motion.duration, str(rate), len(motion), motion.notes)

    def stage(self, draft: Draft, look: str = "", body: Literal["mannequin", "smplx"] = "mannequin") -> str:
        """The name of the 3D page of a draft, the figure dressed in `look`; made when it is not there yet."""
        files = [self.path(name) for name in (draft.material, draft.sound) if name]
        facts = [draft.recipe(), look, body, [(str(file), file.stat().st_mtime_ns) for file in files]]

        def make(page: Path) -> None:
            from engines.picture import ViewRequest, view

            motion = self.edited(draft)
            request = ViewRequest(
                motion=files[0], out=page, audio=self.path(draft.sound) if draft.sound else None, edits=draft.edits,
                title=draft.title, body=body, palette=look or None, ckpt=self.weights,
            )  # fmt: skip
            view(request, motion=motion)

        return self._staged.name(facts, ".html", make)

    def path(self, name: str) -> Path:
        """The file that a draft's `material` or `sound` names."""
        return _sample_path(name.removeprefix(_SAMPLE)) if name.startswith(_SAMPLE) else self._workspace.path(name)


def _main(files: list[Path]) -> Path:
    """The file that holds the motion, of those that came together."""
    from engines.motion import formats

    companions = {suffix for main in files for suffix in _COMPANIONS.get(main.suffix.lower(), ())}
    mains = [file for file in files if file.suffix.lower() not in companions and file.suffix.lower() not in SOUNDS]
    if len(mains) == 1:
        return mains[0]
    if not mains:
        raise StudioError("There is no motion file among these.", f"Motion comes as {', '.join(formats.READABLE)}.")
    raise StudioError(
        f"{mains[0].name} and {mains[1].name} are two motions.", "Drop one motion at a time, with the files it needs."
    )


def _moves(motion: Motion) -> bool:
    """Whether any joint turns by more than three degrees or the whole goes further than two centimetres."""
    turned = np.abs(motion.rotations - motion.rotations[:1]).max(initial=0.0)
    gone = np.abs(motion.translation - motion.translation[:1]).max(initial=0.0)
    return bool(turned > np.radians(3.0) or gone > 0.02)


def _sample_path(name: str) -> Path:
    from studio.containment import inside

    return inside(SAMPLES, name)


_MOTIONS: Recent[Motion] = Recent(most=8)
"""The motions last used, so that one edit does not read the file again. Shared by all desks."""


@lru_cache(maxsize=32)
def _clips(path: Path, changed: int) -> tuple[str, ...]:
    from engines.motion import formats

    return tuple(formats.clips(path))
