"""The workspace: one folder that holds everything a creator brings and makes."""

from __future__ import annotations

import json
import os
import re
import secrets
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from contracts import StudioError
from studio.containment import inside, safe_name

FOLDERS = ("datasets", "runs", "avatars", "outputs", "jobs", "uploads")
SIDECAR = "request.json"
THUMBNAIL = "thumbnail.png"
TRASH_DAYS = 14
_HIDDEN = {SIDECAR, THUMBNAIL}
_NO_NAME = re.compile(r'^[.-]|[<>"|?*/%]')
"""Beginnings and signs that some system or program reads as something else than a name."""
_LONGEST_NAME = 200


@dataclass(frozen=True)
class Output:
    """One finished result: a folder `outputs/<tab>/<date>_<name>/`.

    id:      path below `outputs/`, with forward slashes.
    sidecar: what `request.json` says; empty when somebody put the folder there by hand.
    files:   names of what was made, the main one first.
    """

    id: str
    folder: Path
    tab: str
    name: str
    made: datetime
    sidecar: dict[str, Any]
    files: tuple[str, ...]

    @property
    def kind(self) -> str:
        return str(self.sidecar.get("kind", "file"))

    def takeaway(self, file: str) -> str:
        """What `file` is called when it leaves the workspace: the result's name, as `video.mp4` says nothing there.
        Its own name is added where the result has several files of its kind."""
        kind = Path(file).suffix
        alone = sum(Path(other).suffix == kind for other in self.files) < 2
        return f"{safe_name(self.name)}{'' if alone else f' {Path(file).stem}'}{kind}"

    @property
    def thumbnail(self) -> Path | None:
        picture = self.folder / THUMBNAIL
        return picture if picture.is_file() else None


class Workspace:
    """Folders under one root; every name that comes from outside goes through `path`."""

    def __init__(self, root: Path, most_uploaded: int | None = None) -> None:
        """`most_uploaded` bytes may be brought here; None for as many as fit on the disk."""
        self.root, self._most_uploaded = root.expanduser().resolve(), most_uploaded
        try:
            for folder in FOLDERS:
                (self.root / folder).mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise StudioError(
                f"The workspace {self.root} cannot be made: {error.strerror}.",
                "Choose a folder that you may write to with --workspace.",
            ) from error
        self.key = secrets.token_urlsafe(24)
        """Part of every address under which this workspace's files are served; changes at each start."""

    def __getitem__(self, folder: str) -> Path:
        """One of the workspace's own folders, such as `workspace["uploads"]`."""
        if folder not in FOLDERS:
            raise KeyError(folder)
        return self.root / folder

    def path(self, typed: str) -> Path:
        """An existing file or folder in the workspace, named relative to its root."""
        found = inside(self.root, typed)
        if not found.exists():
            raise StudioError(f"'{typed}' is no longer in the workspace.", "It may have been deleted or moved.")
        return found

    def relative(self, path: Path) -> str:
        """The name under which `path` can be passed to `path()` later, on this or another machine."""
        return path.resolve().relative_to(self.root).as_posix()

    def keep_uploads(self, files: list[Path]) -> list[Path]:
        """Copy what a browser sent (together, so that a model finds its companion files) into `uploads/`."""
        if self._most_uploaded is not None:
            brought = self.sizes().get("uploads", 0) + sum(file.stat().st_size for file in files)
            if brought > self._most_uploaded:
                raise StudioError(
                    f"There is no more room here: {self._most_uploaded / 1e6:.0f} MB may be brought in one visit.",
                    "Use a smaller file, or run Marionette on your own computer, where there is no limit.",
                )
        folder = fresh_folder(self["uploads"], stamped(files[0].stem))
        folder.mkdir(parents=True)
        kept: list[Path] = []
        for file in files:
            kept.append(folder / _name_in(folder, file.name))
            shutil.copyfile(file, kept[-1])
        return kept

    @contextmanager
    def new_output(self, tab: str, name: str, sidecar: dict[str, Any]) -> Iterator[OutputDraft]:
        """Make a result in a hidden folder that gets its name only when all went well; else nothing is left."""
        home = self["outputs"] / safe_name(tab)
        home.mkdir(parents=True, exist_ok=True)
        draft = OutputDraft(home / f".making-{secrets.token_hex(6)}", dict(sidecar))
        draft.folder.mkdir()
        try:
            yield draft
            made = datetime.now().astimezone()
            record = {"made": made.isoformat(timespec="seconds"), "tab": tab, "name": name, **draft.sidecar}
            write_atomic(draft.folder / SIDECAR, json.dumps(record, indent=2, ensure_ascii=False))
            draft.final = fresh_folder(home, stamped(name, made))
            draft.folder.rename(draft.final)
        except BaseException:
            shutil.rmtree(draft.folder, ignore_errors=True)
            raise

    def outputs(self) -> list[Output]:
        """Every result, newest first."""
        found = [
            output
            for tab in _visible(self["outputs"])
            for folder in _visible(tab)
            if (output := self._output(folder)) is not None
        ]
        return sorted(found, key=lambda output: (output.made, output.id), reverse=True)

    def output(self, output_id: str) -> Output:
        """One result by its id."""
        folder = inside(self["outputs"], output_id)
        found = self._output(folder) if folder.is_dir() else None
        if found is None or found.id != output_id:
            raise StudioError("That result is no longer there.", "Look in the trash of the Library, or make it again.")
        return found

    def _output(self, folder: Path) -> Output | None:
        relative = folder.relative_to(self["outputs"].resolve())
        if len(relative.parts) != 2:
            return None
        sidecar = read_json(folder / SIDECAR)
        try:
            made = datetime.fromisoformat(str(sidecar.get("made"))).astimezone()
        except ValueError:
            made = datetime.fromtimestamp(folder.stat().st_mtime).astimezone()
        names = [file.name for file in _visible(folder) if file.is_file() and file.name not in _HIDDEN]
        main = sidecar.get("main")
        names.sort(key=lambda name: (name != main, name))
        title = str(sidecar.get("name") or folder.name)
        return Output(relative.as_posix(), folder, relative.parts[0], title, made, sidecar, tuple(names))

    def delete(self, output_id: str) -> str:
        """Put a result in the trash; the returned token brings it back with `undelete`."""
        output = self.output(output_id)
        token = f"{int(time.time())}-{secrets.token_hex(4)}"
        bin_ = self.root / ".trash" / token / output.id
        bin_.parent.mkdir(parents=True)
        output.folder.rename(bin_)
        return token

    def undelete(self, token: str) -> Output:
        """Take a deleted result out of the trash again."""
        bin_ = inside(self.root / ".trash", token)
        for folder in bin_.glob("*/*"):
            home = self["outputs"] / folder.parent.name
            home.mkdir(parents=True, exist_ok=True)
            back = fresh_folder(home, folder.name)
            folder.rename(back)
            shutil.rmtree(bin_, ignore_errors=True)
            return self.output(f"{home.name}/{back.name}")
        raise StudioError("That result is no longer in the trash.", "The trash is emptied after two weeks.")

    def tidy(self) -> None:
        """Clear away what a killed process left half made, 3D pages of before, and trash older than two weeks."""
        shutil.rmtree(self.root / ".stage", ignore_errors=True)
        for draft in self["outputs"].glob("*/.making-*"):
            shutil.rmtree(draft, ignore_errors=True)
        for bin_ in (self.root / ".trash").glob("*-*"):
            made = bin_.name.split("-")[0]
            if made.isdigit() and time.time() - int(made) > TRASH_DAYS * 86400:
                shutil.rmtree(bin_, ignore_errors=True)

    def sizes(self) -> dict[str, int]:
        """Bytes on disk by folder of the root; files beside the folders count as '.'."""
        sizes: dict[str, int] = {}
        for folder, _, files in os.walk(self.root):
            below = Path(folder).relative_to(self.root).parts
            for file in files:
                try:
                    count = (Path(folder) / file).lstat().st_size
                except OSError:  # deleted while we looked
                    continue
                name = below[0] if below else "."
                sizes[name] = sizes.get(name, 0) + count
        return sizes


class OutputDraft:
    """A result in the making: write into `folder`, add to `sidecar`; after the `with` block it is at `final`."""

    def __init__(self, folder: Path, sidecar: dict[str, Any]) -> None:
        self.folder, self.sidecar = folder, sidecar
        self.final = folder


def _name_in(folder: Path, name: str) -> str:
    """`name` as it is where every system takes it, since files that came together call each other by their names; with
    a number where another came first."""
    try:
        inside(folder, name)
        plain = name if not _NO_NAME.search(name) and len(name.encode()) <= _LONGEST_NAME else safe_name(name)
    except StudioError:
        plain = safe_name(name)
    taken, path, number = {other.name.casefold() for other in folder.iterdir()}, Path(plain), 1
    while plain.casefold() in taken:
        number += 1
        plain = f"{path.stem}-{number}{path.suffix}"
    return plain


def stamped(name: str, when: datetime | None = None) -> str:
    """`2026-02-14_10-31-05_name`: sorts by time and is a folder name on every system."""
    return f"{(when or datetime.now().astimezone()):%Y-%m-%d_%H-%M-%S}_{safe_name(name)}"


def fresh_folder(parent: Path, name: str) -> Path:
    """`parent/name`, or the first of `name-2`, `name-3` that is free."""
    folder, count = parent / name, 1
    while folder.exists():
        count += 1
        folder = parent / f"{name}-{count}"
    return folder


def write_atomic(path: Path, content: str | bytes, durable: bool = True) -> None:
    """Replace a file in one step: whoever is killed, or reads meanwhile, finds the old content or the new.

    `durable` waits for the disk; leave it off for what may be lost in a power cut, such as a progress report.
    """
    data = content.encode() if isinstance(content, str) else content
    draft = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    try:
        with draft.open("wb") as file:
            file.write(data)
            file.flush()
            if durable:
                os.fsync(file.fileno())
        draft.replace(path)
    except BaseException:
        draft.unlink(missing_ok=True)
        raise


def read_json(path: Path) -> dict[str, Any]:
    """The object in a JSON file; empty when the file is missing, damaged or something else."""
    try:
        value = json.loads(path.read_text("utf-8"))
    except (OSError, ValueError, RecursionError):
        return {}
    return value if isinstance(value, dict) else {}


def _visible(folder: Path) -> list[Path]:
    return [entry for entry in folder.iterdir() if not entry.name.startswith(".") and not entry.is_symlink()]
