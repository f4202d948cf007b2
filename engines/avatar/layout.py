"""The folder that EGSTalker and its relatives train from, as it is written from a film; `prepared` reads it.

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
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from contracts import Progress, StudioError, silent
from engines.avatar.faces import CHIN, FOREHEAD, LEFT_EYE, OVAL, RIGHT_EYE
from engines.avatar.head_model import mannequin
from engines.avatar.material import FPS, Bytes, Floats, Material
from engines.avatar.seeds import features_everywhere
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
