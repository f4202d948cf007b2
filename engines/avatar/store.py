"""Avatars on disk: a folder each, with the avatar, its portrait and, while it is learned, a checkpoint.

One file holds all that an avatar is, so exporting is copying and importing is reading it through.
"""

from __future__ import annotations

import re
import shutil
import tempfile
import unicodedata
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from contracts import StudioError
from engines.avatar import ply
from engines.avatar.avatar import FILE, SUFFIX, About, Avatar, load, locate, read_about, save
from engines.avatar.make import CHECKPOINT, PORTRAIT, write_picture
from engines.motion.formats.files import write_atomically

SHIPPED = Path(__file__).resolve().parents[2] / "assets" / "avatars"
"""Where avatars are that come with Marionette."""
TRASH = ".trash"


@dataclass(frozen=True)
class Entry:
    """An avatar in a list. `about` is None while it is not finished; then `why` says what is the matter."""

    folder: Path
    about: About | None
    portrait: Path | None
    why: str = ""

    @property
    def unfinished(self) -> bool:
        """Whether its training can be resumed."""
        return self.about is None and (self.folder / CHECKPOINT).is_file()


def entries(home: Path) -> list[Entry]:
    """Every avatar in the folder `home`, newest first; damaged ones too, with what is wrong."""
    found = []
    for folder in home.iterdir() if home.is_dir() else ():
        if not folder.is_dir() or folder.name.startswith("."):
            continue
        portrait = folder / PORTRAIT
        try:
            about, why = read_about(folder), ""
        except StudioError as error:
            about, why = None, error.message
        found.append(Entry(folder, about, portrait if portrait.is_file() else None, why))
    return sorted(found, key=lambda entry: (entry.about.made if entry.about else "", entry.folder.name), reverse=True)


def fresh(home: Path, name: str) -> Path:
    """A folder in `home`, not there yet, for an avatar of that name."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    stem = re.sub(r"[^A-Za-z0-9]+", "-", plain).strip("-").lower()[:60] or "avatar"
    tries = (home / (stem if k == 1 else f"{stem}-{k}") for k in range(1, 10_000))
    return next(folder for folder in tries if not folder.exists())


def export(path: Path, out: Path) -> Path:
    """Write an avatar as one .avatar file, or its splats, as they are at rest, as a .ply."""
    suffix = out.suffix.lower()
    if suffix == ".ply":
        ply.write(cloud(load(path)), out)
        return out
    if suffix != SUFFIX:
        raise StudioError(f"'{out.name}' does not say what to write.", f"End the name in {SUFFIX} or .ply.")
    load(path)  # what is exported can be imported
    write_atomically(out, lambda part: _copy(locate(path), part))
    return out


def _copy(source: Path, target: Path) -> None:
    shutil.copyfile(source, target)


def take_in(file: Path, folder: Path) -> About:
    """Make `folder` of an .avatar file, whole or not at all; a StudioError when it is none."""
    avatar = load(file)
    if folder.exists() and any(folder.iterdir()):
        raise StudioError(f"{folder.name} is there already.", "Name another folder.")
    folder.parent.mkdir(parents=True, exist_ok=True)
    making = Path(tempfile.mkdtemp(prefix=".importing-", dir=folder.parent))
    try:
        save(avatar, making / FILE)
        write_picture(making / PORTRAIT, avatar.portrait)
        if folder.exists():
            folder.rmdir()
        making.chmod(0o755)
        making.rename(folder)
    finally:
        shutil.rmtree(making, ignore_errors=True)
    return avatar.about


def rename(folder: Path, name: str) -> About:
    """Call an avatar something else."""
    avatar = load(folder).named(name)
    save(avatar, folder / FILE)
    return avatar.about


def delete(folder: Path) -> Path:
    """Move an avatar to the trash beside it; the place to give to `restore`."""
    trash = folder.parent / TRASH
    trash.mkdir(exist_ok=True)
    place = Path(tempfile.mkdtemp(prefix=f"{folder.name}.", dir=trash)) / folder.name
    folder.rename(place)
    return place


def restore(place: Path) -> Path:
    """Bring an avatar back from the trash."""
    home = place.parent.parent.parent
    target = home / place.name
    if target.exists():
        target = fresh(home, place.name)
    place.rename(target)
    place.parent.rmdir()
    return target


def cloud(avatar: Avatar) -> ply.Cloud:
    """Its splats in the frame that is nearest to its usual one, in head space: y up, z out of the face."""
    import torch

    from engines.avatar.fast import Stance

    codes = avatar.habit.codes
    usual = int(np.argmin(np.linalg.norm(codes, axis=1)))
    head = torch.from_numpy(avatar.habit.heads[usual])
    with torch.no_grad():
        stance = Stance(torch.from_numpy(codes[usual]), head, torch.from_numpy(avatar.habit.chests[usual]))
        places, turns, sizes, opacities, harmonics = avatar.head.splats(stance)
        at_home = (places - head[:, 3]) @ head[:, :3]
        back = avatar.head.turned(head[:, :3].T, turns)
        return ply.Cloud(
            at_home.numpy(), back.numpy(), sizes.clamp(min=1e-7).log().numpy(),
            opacities.clamp(1e-6, 1 - 1e-6).logit().numpy(), harmonics.numpy(),
        )  # fmt: skip
