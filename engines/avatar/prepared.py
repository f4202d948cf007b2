"""A prepared folder, ours or another program's, read as material; `layout` tells what lies in it."""

from __future__ import annotations

import json
import zipfile
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from contracts import Progress, StudioError, silent
from engines.avatar import chest
from engines.avatar.faces import CHIN, FaceFinder
from engines.avatar.head_model import mannequin
from engines.avatar.layout import OWN, learned_of
from engines.avatar.material import MOST_FRAMES, Bytes, Floats, Material, joins
from engines.avatar.photometric import refined
from engines.avatar.track import Track, carried, smoothed, track
from engines.footage import Box
from engines.speech.decode import decode


@dataclass(frozen=True, eq=False)
class Prepared:
    """A folder that was read: material of the size asked for, its sound, and how many pictures are to be learned."""

    material: Material
    samples: NDArray[np.float32]
    learned: int
    deepspeech: Path | None


def read(folder: Path, size: int = 256, progress: Progress = silent) -> Prepared:
    """Read a prepared folder, ours or another's, as material of `size` pixels a side."""
    names = _listed(folder)
    frames = np.empty((len(names), size, size, 3), np.uint8)
    for k, name in enumerate(names):
        frames[k] = _picture(folder / "ori_imgs" / f"{name}.jpg", size)[..., ::-1]
        progress("read pictures", k + 1, len(names), folder.name)
    person = _people(folder, names, size)
    plate = np.ascontiguousarray(_picture(folder / "bc.jpg", size)[..., ::-1])
    known = _known(folder, len(names), size)
    if known is None:
        cuts = joins(frames)
        first = track(_found(frames, progress), (size, size), mannequin(), progress)
        found = carried(first, refined(smoothed(first, 0.7, cuts), frames, mannequin(), progress), mannequin())
        path = chest.follow(frames, person, found.points[:, CHIN, 1], round(0.4 * (len(frames) - 1)), cuts)
        known = found, path
    material = Material(frames, person, plate, *known, Box(0, 0, size, size))
    samples = decode(folder / "aud.wav", progress).samples
    scores = folder / "aud_ds.npy"
    return Prepared(material, samples, _learned(folder, names), scores if scores.is_file() else None)


def _listed(folder: Path) -> list[str]:
    """Names of the pictures in order; a StudioError unless the folder is whole."""
    missing = [name for name in ("ori_imgs", "parsing", "bc.jpg", "aud.wav") if not (folder / name).exists()]
    if missing:
        raise StudioError(
            f"{folder.name} is not a prepared film: without {', '.join(missing)}.",
            "Prepare it with 'avatar preprocess VIDEO -o DIR'.",
        )
    numbers = sorted(int(file.stem) for file in (folder / "ori_imgs").glob("*.jpg") if file.stem.isdigit())
    if len(numbers) < 12:
        raise StudioError(f"{folder.name} holds {len(numbers)} pictures.", "At least 12 are needed; film 3 to 10 s.")
    return [str(number) for number in numbers[:MOST_FRAMES]]


def _picture(file: Path, size: int, exact: bool = False) -> Bytes:
    """[size, size, 3] blue first. `exact` keeps colours as they are."""
    import cv2

    try:
        data = np.frombuffer(file.read_bytes(), np.uint8)
    except OSError as error:
        raise StudioError(f"{file.parent.name}/{file.name} cannot be read.", "Prepare the film again.") from error
    picture = cv2.imdecode(data, cv2.IMREAD_COLOR) if len(data) else None
    if picture is None:
        raise StudioError(f"{file.parent.name}/{file.name} is not a picture.", "Prepare the film again.")
    if picture.shape[0] != picture.shape[1]:
        raise StudioError(
            f"{file.parent.name}/{file.name} is {picture.shape[1]} x {picture.shape[0]} pixels.", "Pictures are square."
        )
    if len(picture) == size:
        return np.asarray(picture)
    way = cv2.INTER_NEAREST if exact else cv2.INTER_AREA if len(picture) > size else cv2.INTER_CUBIC
    return np.asarray(cv2.resize(picture, (size, size), interpolation=way))


def _known(folder: Path, count: int, size: int) -> tuple[Track, Floats] | None:
    """Head and chest as we followed them in these very pictures, scaled to `size`; None when another prepared them."""
    shapes = {
        "rotations": (count, 3, 3), "shifts": (count, 3), "expressions": (count, len(mannequin().units)),
        "features": (478, 3), "points": (count, 478, 2), "error": (count,), "chest": (count, 4), "focal": (),
        "size": (),
    }  # fmt: skip
    try:
        with np.load(folder / OWN, allow_pickle=False) as file:
            kept = {name: np.asarray(file[name], np.float64) for name in shapes}
    except (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile):
        return None
    if any(kept[name].shape != shape or not np.isfinite(kept[name]).all() for name, shape in shapes.items()):
        return None
    scale = size / float(kept.pop("size"))
    path = kept.pop("chest") * [scale, scale, 1, 1]
    focal = scale * float(kept.pop("focal"))
    kept["points"], kept["error"] = scale * kept["points"], scale * kept["error"]
    return Track(focal=focal, size=(size, size), **kept), path


def _found(frames: Bytes, progress: Progress) -> Floats:
    """Landmarks of pictures that another program prepared; where a face is lost, those of the picture before."""
    import cv2

    points: list[Floats] = []
    lost = 0
    scale = max(1, 512 // frames.shape[1])
    with FaceFinder() as finder:
        for k, frame in enumerate(frames):
            large = frame if scale == 1 else cv2.resize(frame, None, fx=scale, fy=scale, interpolation=cv2.INTER_LINEAR)
            faces = finder.find(np.ascontiguousarray(large))
            lost += not faces
            if faces:
                points.append(faces[0][:, :2].astype(np.float64) / scale)
            elif points:
                points.append(points[-1])
            progress("find the face", k + 1, len(frames))
    if not points or lost > 0.4 * len(frames):
        raise StudioError("No face is seen in most of the pictures.", "Prepare another film.")
    return np.stack([points[0]] * (len(frames) - len(points)) + points)


def _people(folder: Path, names: list[str], size: int) -> Bytes:
    """[T, size, size] 255 where `parsing` has anything but background."""
    masks = np.empty((len(names), size, size), np.uint8)
    for k, name in enumerate(names):
        picture = _picture(folder / "parsing" / f"{name}.png", size)
        # white is all of three colours; what is person has one, and smaller pictures mix them at its edge
        masks[k] = 255 - np.clip((picture.astype(np.int32).sum(axis=2) - 255) // 2, 0, 255)
    return masks


def _learned(folder: Path, names: list[str]) -> int:
    """How many of the first pictures are learned, as transforms_val.json says, or 10 of 11."""
    try:
        told = json.loads((folder / "transforms_val.json").read_text("utf-8"))
        first = min(int(frame["img_id"]) for frame in told["frames"])
        learned = names.index(str(first))
    except (OSError, ValueError, KeyError, TypeError):
        return learned_of(len(names))
    return learned if 2 <= learned < len(names) else learned_of(len(names))
