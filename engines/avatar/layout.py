"""The folder that EGSTalker and its relatives train from, written from a film and read from whoever prepared one.

ori_imgs/{i}.jpg, {i}.lms     pictures, and 68 landmarks as text
parsing/{i}.png               what is head, neck, torso and background, by colour
torso_imgs/{i}.png            neck and torso alone, with alpha
gt_imgs/{i}.jpg               the person before the clean background
bc.jpg                        the clean background
aud.wav, aud_train.wav, aud_novel.wav    sound at 16 kHz: all, of the learned pictures, of the others
au.csv                        how far eyes are closed, as OpenFace's AU45_r
track_params.pt               id, exp, euler, trans, focal, vertices: see `_params`
transforms_train.json, transforms_val.json    where the camera stands: 10 to 1, the last ones held out
marionette.npz                the head as we followed it, our own, so that nothing is looked for twice
source.json                   which film it was, and what was found when it was checked
"""

from __future__ import annotations

import json
import shutil
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from contracts import Progress, StudioError, silent
from engines.avatar import chest
from engines.avatar.faces import CHIN, FOREHEAD, LEFT_EYE, OVAL, RIGHT_EYE, FaceFinder
from engines.avatar.head_model import mannequin
from engines.avatar.material import FPS, MOST_FRAMES, Bytes, Floats, Material, joins
from engines.avatar.photometric import refined
from engines.avatar.seeds import features_everywhere
from engines.avatar.track import Track, carried, smoothed, track
from engines.footage import Box
from engines.speech.decode import decode
from engines.speech.track import SAMPLE_RATE

HEAD, NECK, TORSO, BACKGROUND = (255, 0, 0), (0, 255, 0), (0, 0, 255), (255, 255, 255)
"""Colours of `parsing`, blue first, as OpenCV reads them."""
TRAIN, VAL = 10, 1
OWN, SOURCE = "marionette.npz", "source.json"
QUALITY = 98
OF_68 = (
    162, 234, 93, 58, 172, 136, 149, 148, 152, 377, 378, 365, 397, 288, 323, 454, 389, 71, 63, 105, 66, 107, 336, 296,
    334, 293, 301, 168, 197, 5, 4, 75, 97, 2, 326, 305, 33, 160, 158, 133, 153, 144, 362, 385, 387, 263, 373, 380, 61,
    39, 37, 0, 267, 269, 291, 405, 314, 17, 84, 181, 78, 82, 13, 312, 308, 317, 14, 87,
)  # fmt: skip
"""Which of the 478 landmarks is nearest to each of the usual 68."""


@dataclass(frozen=True, eq=False)
class Prepared:
    """A folder that was read: material of the size asked for, its sound, and how many pictures are to be learned."""

    material: Material
    samples: NDArray[np.float32]
    learned: int
    deepspeech: Path | None


def learned_of(count: int) -> int:
    """How many of `count` pictures are learned: 10 of each 11, the first ones."""
    return max(1, count * TRAIN // (TRAIN + VAL))


def write(
    material: Material,
    samples: NDArray[np.float32],
    folder: Path,
    progress: Progress = silent,
    told: dict[str, Any] | None = None,
) -> None:
    """Write the folder, whole or not at all; `samples` [N] are what is heard while the pictures last, at 16 kHz, and
    `told` is kept in it as SOURCE. Whatever ends this early, a folder that was there before stays as it was."""
    making, before = check_target(folder)
    folder.parent.mkdir(parents=True, exist_ok=True)
    shutil.rmtree(making, ignore_errors=True)
    making.mkdir()
    try:
        _pictures(material, making, progress)
        _sound(material, samples, making)
        _numbers(material, making)
        if told is not None:
            (making / SOURCE).write_text(json.dumps(told, indent=1), encoding="utf-8")
        if folder.exists():
            folder.rename(before)
        making.rename(folder)
    except OSError as error:
        raise StudioError(
            f"{folder.name} could not be written: {error.strerror or error}.", "Is the disk full?"
        ) from error
    finally:
        shutil.rmtree(making, ignore_errors=True)
    shutil.rmtree(before, ignore_errors=True)


def check_target(folder: Path) -> tuple[Path, Path]:
    """A StudioError unless `folder` may be written; where it is made, and where one from before waits meanwhile.

    The two have one name each for a folder, so that what a killed program left is found and taken up.
    """
    making, before = (folder.parent / f".{folder.name}.{stage}" for stage in ("making", "before"))
    if before.is_dir() and not folder.exists():
        before.rename(folder)  # killed between two renames
    shutil.rmtree(before, ignore_errors=True)
    if folder.is_file():
        raise StudioError(f"{folder.name} is a file.", "Name a new folder for the prepared film.")
    if folder.is_dir() and any(folder.iterdir()) and not (folder / "transforms_train.json").is_file():
        raise StudioError(f"{folder.name} holds other things.", "Name a new folder for the prepared film.")
    return making, before


def _pictures(material: Material, folder: Path, progress: Progress) -> None:
    import cv2

    for name in ("ori_imgs", "parsing", "torso_imgs", "gt_imgs"):
        (folder / name).mkdir()
    jpeg = [cv2.IMWRITE_JPEG_QUALITY, QUALITY]
    _save(folder / "bc.jpg", material.plate[..., ::-1], jpeg)
    for k in range(len(material)):
        frame, person = material.frames[k][..., ::-1], material.person[k]
        points = material.track.points[k]
        parsed = parsing(frame, person, points)
        below = (parsed == NECK).all(axis=2) | (parsed == TORSO).all(axis=2)
        share = person[..., None] / 255.0
        over = (frame * share + material.plate[..., ::-1] * (1 - share)).round().astype(np.uint8)
        _save(folder / "ori_imgs" / f"{k}.jpg", frame, jpeg)
        np.savetxt(folder / "ori_imgs" / f"{k}.lms", points[list(OF_68)], "%.3f")
        _save(folder / "parsing" / f"{k}.png", parsed, [])
        alpha = np.where(below, person, 0).astype(np.uint8)
        _save(folder / "torso_imgs" / f"{k}.png", np.dstack([frame, alpha]), [])
        _save(folder / "gt_imgs" / f"{k}.jpg", over, jpeg)
        progress("write the folder", k + 1, len(material), folder.name)


def _save(path: Path, picture: NDArray[Any], options: list[int]) -> None:
    import cv2

    done, data = cv2.imencode(path.suffix, np.ascontiguousarray(picture), options)
    assert done, path
    path.write_bytes(data.tobytes())


def parsing(frame: Bytes, person: Bytes, points: Floats) -> Bytes:
    """[S, S, 3] colours (blue first) of head, neck, torso and background of a picture [S, S, 3], blue first."""
    import cv2

    size = len(frame)
    top, chin = points[FOREHEAD, 1], points[CHIN, 1]
    tall = max(8.0, float(chin - top))
    face = np.zeros((size, size), np.uint8)
    cv2.fillConvexPoly(face, cv2.convexHull(np.round(points[list(OVAL)]).astype(np.int32)), 1)
    rows, columns = np.mgrid[0:size, 0:size]
    jaw = float(points[[172, 397], 1].mean())
    head = (face > 0) | (rows < jaw)
    tint = cv2.cvtColor(np.ascontiguousarray(frame), cv2.COLOR_BGR2YCrCb)[..., 1:].astype(np.float32)
    skin = np.median(tint[face > 0], axis=0) if face.any() else np.array([150.0, 110.0])
    middle, wide = float(points[CHIN, 0]), float(np.ptp(points[list(OVAL), 0]))
    near = (np.linalg.norm(tint - skin, axis=2) < 16) & (np.abs(columns - middle) < 0.6 * wide)
    neck = ~head & near & (rows < chin + 0.6 * tall)
    out = np.full((size, size, 3), BACKGROUND, np.uint8)
    there = person > 128
    out[there] = TORSO
    out[there & neck] = NECK
    out[there & head] = HEAD
    return out


def _sound(material: Material, samples: NDArray[np.float32], folder: Path) -> None:
    import soundfile

    length = round(len(material) * SAMPLE_RATE / FPS)
    whole = np.zeros(length, np.float32)
    whole[: min(length, len(samples))] = samples[:length]
    cut = round(learned_of(len(material)) * SAMPLE_RATE / FPS)
    for name, part in (("aud", whole), ("aud_train", whole[:cut]), ("aud_novel", whole[cut:])):
        soundfile.write(folder / f"{name}.wav", part, SAMPLE_RATE, subtype="PCM_16")


def _numbers(material: Material, folder: Path) -> None:
    import torch

    found = material.track
    torch.save({key: torch.from_numpy(value) for key, value in _params(material).items()}, folder / "track_params.pt")
    followed: dict[str, Any] = {
        name: value.astype(np.float32) for name, value in vars(found).items() if isinstance(value, np.ndarray)
    }
    np.savez_compressed(
        folder / OWN, size=np.array(material.size), focal=np.array(found.focal), chest=material.chest,
        **followed,
    )  # fmt: skip
    closed = _closed(found.points)
    lines = ["frame, timestamp, AU45_r", *(f"{k + 1}, {k / FPS:.3f}, {value:.3f}" for k, value in enumerate(closed))]
    (folder / "au.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    cut = learned_of(len(material))
    for name, part in (("train", range(cut)), ("val", range(cut, len(material)))):
        told = {
            "focal_len": found.focal,
            "cx": material.size / 2,
            "cy": material.size / 2,
            "frames": [{"img_id": k, "aud_id": k, "transform_matrix": _camera(found.views()[k])} for k in part],
        }
        (folder / f"transforms_{name}.json").write_text(json.dumps(told, indent=1), encoding="utf-8")


def _params(material: Material) -> dict[str, NDArray[np.float32]]:
    """What their face tracker would have written, of our head: lengths in tenths of a metre, a camera looking along -z.

    id [478, 3] features at landmarks; exp [N, 52] weights; euler [N, 3]: R = Rx(a) Ry(b) Rz(-c); trans [N, 3];
    focal [1]; vertices [N, V, 3] in head space.
    """
    from scipy.spatial.transform import Rotation

    found, model = material.track, mannequin()
    flip = np.diag([1.0, -1.0, -1.0])
    euler = Rotation.from_matrix(flip @ found.rotations).as_euler("XYZ") * [1, 1, -1]
    vertices = model.vertices + features_everywhere(model, found.features)
    moved = vertices + np.tensordot(found.expressions, model.moves, axes=1)
    numbers = {
        "id": 10 * found.features, "exp": found.expressions, "euler": euler, "trans": 10 * found.shifts @ flip,
        "focal": np.array([found.focal]), "vertices": 10 * moved,
    }  # fmt: skip
    return {key: np.ascontiguousarray(value, np.float32) for key, value in numbers.items()}


def _camera(view: Floats) -> list[list[float]]:
    """Camera to world of `view [3, 4]`, for a camera that looks along -z with y up."""
    flip = np.diag([1.0, -1.0, -1.0])
    rotation, shift = flip @ view[:, :3], flip @ view[:, 3]
    out = np.eye(4)
    out[:3, :3], out[:3, 3] = rotation.T, -rotation.T @ shift
    return [[round(float(value), 8) for value in row] for row in out]


def _closed(points: Floats) -> Floats:
    """[T] how far eyes are closed, 0 to 5, as OpenFace tells blinks: against this person's open eyes."""
    gaps = []
    for eye in (LEFT_EYE, RIGHT_EYE):
        a, b, c, d, e, f = (points[:, k] for k in eye)
        lids = np.linalg.norm(b - f, axis=1) + np.linalg.norm(c - e, axis=1)
        gaps.append(lids / (2 * np.linalg.norm(a - d, axis=1)))
    gap = np.mean(gaps, axis=0)
    return np.asarray(np.clip(5 * (1 - gap / max(float(np.quantile(gap, 0.8)), 1e-6)), 0, 5))


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
