"""What the Avatar tab does in one workspace: takes films of faces in, keeps avatars, finds what was made of them."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING

from pydantic import ValidationError

from contracts import StudioError
from studio import registry
from studio.avatar_report import Checked, Item, Learned, picture_of
from studio.components.markup import address
from studio.components.markup import seconds as said
from studio.containment import inside
from studio.limits import PUBLIC_LETTERS, PUBLIC_SECONDS
from studio.recent import Recent
from studio.speech_desk import SOUNDS
from studio.staged import Staged
from studio.workspace import Workspace, read_json, write_atomic

if TYPE_CHECKING:
    from engines.avatar.avatar import About
    from engines.avatar.report import Report
    from engines.avatar.still import Still
    from engines.avatar.store import Entry

FILMS = (".mp4", ".mov", ".mkv", ".webm", ".avi", ".m4v")
REPORT, SIGHT, FILM, CLEAR = "check.json", "sight.json", "video.mp4", "video.mov"
HELLO = "hello.mp4"
"""A film beside an avatar that comes with Marionette, in which it introduces itself."""
SHIPPED, PLY = "shipped:", ".ply"
AVATARS = (".avatar", PLY)
"""Endings of files that are avatars, or heads to be turned."""
LONGEST_TEXT, LONGEST_SOUND, LONGEST_NAME = 20_000, 3600.0, 60
_PICTURE = 200
"""Pixels along the longer side of a check's picture."""


@dataclass(frozen=True)
class Card:
    """An avatar in the list. `why` says what is the matter with one that cannot be used."""

    of: str
    name: str
    portrait: str
    about: About | None
    why: str = ""
    still: Still | None = None
    """What is known of a cloud that came as a .ply: it can be turned, and cannot speak."""

    @property
    def shipped(self) -> bool:
        return self.of.startswith(SHIPPED)

    @property
    def seen(self) -> bool:
        """Whether there is something to be turned."""
        return self.about is not None or self.still is not None


class AvatarDesk:
    """The avatars of one workspace. In a `private` one, a stranger's, none is made, and what is said is short."""

    def __init__(self, workspace: Workspace, private: bool = False) -> None:
        self._workspace, self.private = workspace, private
        self.home = workspace["avatars"]
        self.weights = () if private else registry.folders(workspace.root)
        self._staged = Staged(workspace)

    # A film comes in

    def take_in(self, file: Path) -> tuple[str, str]:
        """Keep a film of a face; its name in the workspace and what to call it."""
        self.at_home()
        if file.suffix.lower() not in FILMS:
            raise StudioError(f"{file.name} is not a film.", "Drop a film of a face: MP4, MOV, MKV, WebM or AVI.")
        return self._workspace.relative(self._workspace.keep_uploads([file])[0]), file.stem[:80]

    def at_home(self) -> None:
        """A StudioError where avatars may not be made."""
        if self.private:
            raise StudioError("Avatars are not made here.", "Run Marionette on your own computer to make one.")

    def film(self, name: str) -> Path:
        """The film that was taken in under that name."""
        return self._workspace.path(name)

    def keep_report(self, film: str, report: Report) -> None:
        """Write what was found beside the film."""
        items = tuple(
            Item(name=one.name, level=one.level, sentence=one.sentence, picture=picture_of(one.picture, _PICTURE))
            for one in report.items
        )
        found = Checked(level=report.level, items=items)
        write_atomic(self.film(film).parent / REPORT, found.model_dump_json())

    def checked(self, film: str) -> Checked | None:
        """What was found in a film, when it was looked at."""
        try:
            return Checked.model_validate(read_json(self.film(film).parent / REPORT)) if film else None
        except (StudioError, ValidationError):
            return None

    # Avatars

    def cards(self) -> list[Card]:
        """Every avatar: one's own, newest first, then those that come along."""
        from engines.avatar.store import SHIPPED as COME_ALONG
        from engines.avatar.store import entries

        own = [self._card(entry, entry.folder.name) for entry in entries(self.home)]
        return own + [self._card(entry, f"{SHIPPED}{entry.folder.name}") for entry in entries(COME_ALONG)]

    @staticmethod
    def _card(entry: Entry, of: str) -> Card:
        portrait = _PORTRAITS.get(_key(entry.portrait), lambda: _portrait(entry.portrait)) if entry.portrait else ""
        told = entry.about or entry.still
        return Card(of, told.name if told else entry.folder.name, portrait, entry.about, entry.why, entry.still)

    def folder(self, of: str) -> Path:
        """The folder of an avatar."""
        from engines.avatar.store import SHIPPED as COME_ALONG

        folder = inside(COME_ALONG, of.removeprefix(SHIPPED)) if of.startswith(SHIPPED) else inside(self.home, of)
        if not of or not folder.is_dir() or folder in (COME_ALONG.resolve(), self.home.resolve()):
            raise StudioError("That avatar is no longer there.", "Choose another in the list.")
        return folder

    def changed(self, of: str) -> int:
        """When an avatar was changed last: another number after it was renamed or turned upside down."""
        try:
            return max((file.stat().st_mtime_ns for file in self.folder(of).iterdir()), default=0)
        except (StudioError, OSError):
            return 0

    def about(self, of: str) -> About:
        """What an avatar says of itself; a StudioError when it cannot be used."""
        from engines.avatar import still
        from engines.avatar.avatar import read_about

        folder = self.folder(of)
        still.refuse_speech(folder)
        return read_about(folder)

    def _own(self, of: str) -> Path:
        folder = self.folder(of)
        if of.startswith(SHIPPED):
            raise StudioError("This avatar came with Marionette.", "It stays as it is.")
        return folder

    def rename(self, of: str, name: str) -> str:
        """Call an avatar something else; what it is called now."""
        from engines.avatar.store import rename

        name, folder = self.name(name), self._own(of)
        if name.casefold() in self.names(besides=of):
            raise StudioError(f"Another avatar is called “{name}” already.", "Type another name.")
        return rename(folder, name).name

    def name(self, typed: str) -> str:
        """`typed`, if an avatar can be called so."""
        name = " ".join(typed.split())
        if not name:
            raise StudioError("An avatar needs a name.", "Type one.")
        if len(name) > LONGEST_NAME:
            raise StudioError(f"This name has {len(name)} letters; up to {LONGEST_NAME} fit.", "Type a shorter one.")
        return name

    def names(self, besides: str = "") -> frozenset[str]:
        """What the avatars are called, in small letters."""
        return frozenset(card.name.casefold() for card in self.cards() if card.of != besides)

    def free(self, name: str, taken: frozenset[str] | None = None) -> str:
        """`name`, or, where another avatar is called so already, the name with the next number."""
        taken, cut = self.names() if taken is None else taken, name[: LONGEST_NAME - 5]
        tries = (name if number == 1 else f"{cut} {number}" for number in count(1))
        return next(one for one in tries if one.casefold() not in taken)

    def delete(self, of: str) -> str:
        """Put an avatar in the trash; what to give to `restore`."""
        from engines.avatar.store import delete

        return self._workspace.relative(delete(self._own(of)))

    def undo(self, deleted: tuple[str, str] | None) -> tuple[str, str] | None:
        """What was deleted last and its name, while it still lies in the trash."""
        if deleted is None:
            return None
        try:
            return deleted if self._workspace.path(deleted[0]).is_dir() else None
        except StudioError:
            return None

    def restore(self, token: str) -> str:
        """Bring an avatar back; its name in the list."""
        from engines.avatar.store import TRASH, restore

        place = self._workspace.path(token)
        if place.parent.parent != (self.home / TRASH).resolve():
            raise StudioError("That is not in the trash.", "Reload the page.")
        return restore(place).name

    def bring(self, file: Path) -> str:
        """Unpack an avatar that came as one file, or take a cloud of splats in; its name in the list."""
        from engines.avatar.avatar import read_about
        from engines.avatar.store import fresh, rename, take_in

        self.at_home()
        suffix = file.suffix.lower()
        if suffix not in AVATARS:
            raise StudioError(
                f"{file.name} is not an avatar.", f"Drop a file whose name ends in {' or '.join(AVATARS)}."
            )
        folder = fresh(self.home, file.stem if suffix == PLY else read_about(file).name)
        taken = self.names()
        called = take_in(file, folder).name
        if (free := self.free(called, taken)) != called:
            rename(folder, free)
        return folder.name

    def exports(self, of: str) -> list[tuple[str, str]]:
        """An avatar as one file, and its splats as a .ply: what they are called outside, and their addresses."""
        from engines.avatar import still
        from engines.avatar.avatar import SUFFIX, locate, read_about

        folder, files = self.folder(of), []
        cloud = still.is_still(folder)
        source = folder / still.CLOUD if cloud else locate(folder)
        called = still.read(folder).name if cloud else read_about(folder).name
        for suffix in (PLY,) if cloud else (SUFFIX, PLY):
            name = self._staged.name(["export", of, *_key(source)], suffix, lambda path: _export(folder, path))
            files.append((f"{called}{suffix}", address("stage", self._workspace.key, name)))
        return files

    def bust(self, of: str) -> str:
        """The address of what a page needs to let an avatar's head be turned."""
        from engines.avatar import bust, still
        from engines.avatar.avatar import locate

        folder = self.folder(of)
        keys = (
            [_key(folder / still.ABOUT), _key(folder / still.CLOUD)] if still.is_still(folder) else _key(locate(folder))
        )
        name = self._staged.name(["bust", 2, of, *keys], ".splats", lambda path: bust.write(bust.bust(folder), path))
        return address("stage", self._workspace.key, name)

    def upend(self, of: str) -> None:
        """Let another axis of a cloud point up: its file does not say which does."""
        from engines.avatar import still

        folder = self._own(of)
        now = still.read(folder).up
        still.change(folder, up=still.UPS[(still.UPS.index(now) + 1) % len(still.UPS)])

    def hello(self, of: str) -> str:
        """The address of the film in which an avatar that came along introduces itself, when it has one."""
        if not of.startswith(SHIPPED):
            return ""
        file = self.folder(of) / HELLO
        if not file.is_file():
            return ""
        name = self._staged.name(["hello", *_key(file)], ".mp4", lambda path: _copy(file, path))
        return address("stage", self._workspace.key, name)

    # What is said

    def take_sound(self, file: Path) -> str:
        """Keep a sound, or a film with sound, that is to be said; its name in the workspace."""
        from engines.speech.decode import KINDS, length

        if file.suffix.lower() not in SOUNDS:
            raise StudioError(f"{file.name} is not a sound or a film.", KINDS)
        longest = PUBLIC_SECONDS if self.private else LONGEST_SOUND
        kept = self._workspace.keep_uploads([file])[0]
        try:
            lasts = length(kept) or 0.0
            if lasts > longest + 1:
                raise StudioError(
                    f"This sound lasts {said(lasts)}; up to {said(longest)} can be said at once.",
                    "Use a shorter piece.",
                )
        except StudioError:
            shutil.rmtree(kept.parent, ignore_errors=True)
            raise
        return self._workspace.relative(kept)

    def line(self, text: str) -> str:
        """`text`, if it can be said."""
        text, longest = text.strip(), PUBLIC_LETTERS if self.private else LONGEST_TEXT
        if not text:
            raise StudioError("There is nothing to say.", "Type a line, or drop a sound.")
        if len(text) > longest:
            raise StudioError(f"The text has {len(text):,} letters; up to {longest:,} can be said.", "Shorten it.")
        return text

    # Learning

    def sweep(self) -> None:
        """Clear away what a studio that was killed left half written. Only one studio has a workspace at a time."""
        from engines.avatar.leftovers import sweep

        for folder in (self.home, *self.home.glob("[!.]*/"), self._workspace.root / ".stage"):
            sweep(folder)

    def sight(self, job: str) -> Learned:
        """How far the avatar of a job is learned."""
        try:
            return Learned.model_validate(read_json(inside(self._workspace["jobs"], f"{job}/{SIGHT}")))
        except (StudioError, ValidationError):
            return Learned()


def _portrait(file: Path | None) -> str:
    import numpy as np
    from PIL import Image

    if file is None:
        return ""
    try:
        with Image.open(file) as picture:
            return picture_of(np.asarray(picture.convert("RGB")), 512)
    except OSError:
        return ""


def _key(file: Path | None) -> tuple[str, int]:
    return (str(file), file.stat().st_mtime_ns) if file is not None else ("", 0)


def _export(folder: Path, path: Path) -> None:
    from engines.avatar.store import export

    export(folder, path)


def _copy(file: Path, path: Path) -> None:
    shutil.copyfile(file, path)


_PORTRAITS: Recent[str] = Recent(most=64)
"""Portraits last shown. Shared by all desks."""
