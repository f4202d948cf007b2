"""Avatars on disk: a folder each, with the avatar, its portrait and, while it is learned, a checkpoint.

One file holds all that an avatar is, so exporting is copying and importing is reading it through. Clouds of splats
that came as a .ply stand among them.
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
from engines.avatar import ply, still
from engines.avatar.avatar import FILE, SUFFIX, About, Avatar, load, locate, read_about, save
from engines.avatar.leftovers import IN_USE, sweep
from engines.avatar.make import PORTRAIT, write_picture
from engines.avatar.whole import made_whole
from engines.motion.formats.files import write_atomically

SHIPPED = Path(__file__).resolve().parents[2] / "assets" / "avatars"
"""Where avatars are that come with Marionette."""
TRASH = ".trash"


@dataclass(frozen=True)
class Entry:
    """An avatar in a list. `about` is None while it is not finished; then `why` says what is the matter. `still` is
    what is known of a cloud, which is no avatar."""

    folder: Path
    about: About | None
    portrait: Path | None
    why: str = ""
    still: still.Still | None = None


def entries(home: Path) -> list[Entry]:
    """Every avatar in the folder `home`, newest first; damaged ones too, with what is wrong."""
    found = []
    for folder in home.iterdir() if home.is_dir() else ():
        if not folder.is_dir() or folder.name.startswith("."):
            continue
        portrait = folder / PORTRAIT
        about, cloud, why = None, None, ""
        try:
            if still.is_still(folder):
                cloud = still.read(folder)
            else:
                about = read_about(folder)
        except StudioError as error:
            why = error.message
        found.append(Entry(folder, about, portrait if portrait.is_file() else None, why, cloud))
    return sorted(found, key=_made, reverse=True)


def _made(entry: Entry) -> tuple[str, str]:
    told = entry.about or entry.still
    return told.made if told else "", entry.folder.name


def fresh(home: Path, name: str) -> Path:
    """A folder in `home`, not there yet, for an avatar of that name."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    stem = re.sub(r"[^A-Za-z0-9]+", "-", plain).strip("-").lower()[:60] or "avatar"
    tries = (home / (stem if k == 1 else f"{stem}-{k}") for k in range(1, 10_000))
    return next(folder for folder in tries if not folder.exists())


def export(path: Path, out: Path) -> Path:
    """Write an avatar as one .avatar file, or its splats, as they are at rest, as a .ply; a cloud as the .ply it is."""
    suffix = out.suffix.lower()
    sweep(out.parent, IN_USE)
    if suffix == ".ply":
        ply.write(ply.read(path / still.CLOUD) if still.is_still(path) else cloud(load(path)), out)
        return out
    if still.is_still(path):
        raise StudioError(f"{still.read(path).name} is a cloud of splats, no avatar.", "End the name in .ply.")
    if suffix != SUFFIX:
        raise StudioError(f"'{out.name}' does not say what to write.", f"End the name in {SUFFIX} or .ply.")
    load(path)  # what is exported can be imported
    write_atomically(out, lambda part: _copy(locate(path), part))
    return out


def _copy(source: Path, target: Path) -> None:
    shutil.copyfile(source, target)


def take_in(file: Path, folder: Path) -> About | still.Still:
    """Make `folder` of an .avatar file or a .ply, whole or not at all; a StudioError when it is none."""
    if file.suffix.lower() == ".ply":
        return still.take_in(file, folder)
    avatar = load(file)
    with made_whole(folder) as making:
        save(avatar, making / FILE)
        write_picture(making / PORTRAIT, avatar.portrait)
    return avatar.about


def rename(folder: Path, name: str) -> About | still.Still:
    """Call an avatar something else."""
    if still.is_still(folder):
        return still.change(folder, name)
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


def usual(avatar: Avatar) -> int:
    """The picture of the person's own movement in which they are most as usual."""
    return int(np.argmin(np.linalg.norm(avatar.habit.codes, axis=1)))


def cloud(avatar: Avatar) -> ply.Cloud:
    """Its splats in the frame that is nearest to its usual one, in head space: y up, z out of the face."""
    import torch

    from engines.avatar.fast import Stance

    k = usual(avatar)
    head = torch.from_numpy(avatar.habit.heads[k])
    with torch.no_grad():
        stance = Stance(torch.from_numpy(avatar.habit.codes[k]), head, torch.from_numpy(avatar.habit.chests[k]))
        places, turns, sizes, opacities, harmonics = avatar.head.splats(stance)
        at_home = (places - head[:, 3]) @ head[:, :3]
        back = avatar.head.turned(head[:, :3].T, turns)
        return ply.Cloud(
            at_home.numpy(), back.numpy(), sizes.clamp(min=1e-7).log().numpy(),
            opacities.clamp(1e-6, 1 - 1e-6).logit().numpy(), harmonics.numpy(),
        )  # fmt: skip
