"""How well an avatar says what the person said: driven by the sound of a film of them, beside that film.

Every number stands between a floor, the same head with a mouth that never moves, and a ceiling, the same head with the
mouth that was seen. All three hold head, eyes and shoulders as they were seen; only the mouth differs. Lips are found
by MediaPipe in real and made pictures alike, both at `PIXELS` a side.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict, Field

from contracts import Progress, StudioError, silent
from engines.avatar import chest, quality
from engines.avatar.avatar import Avatar, load
from engines.avatar.check import out_of_step
from engines.avatar.drive import mouths_of
from engines.avatar.faces import FaceFinder
from engines.avatar.fast import Stance
from engines.avatar.material import Material, prepare
from engines.avatar.shots import shot_of
from engines.avatar.sync import in_step, lateness
from engines.avatar.training import one_thread
from engines.footage import look_at
from engines.speech.decode import decode
from engines.speech.track import SAMPLE_RATE

PIXELS = 256
"""Size at which distances of lips are told."""
METRICS = ("lip_correlation", "lmd", "psnr_full", "psnr_face", "psnr_mouth")


class EvaluateRequest(BaseModel):
    """Which avatar, beside which film of the same person."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    avatar: Path = Field(description="The avatar: its folder or its .avatar file.")
    video: Path = Field(description="A film of the person, with sound; best the one that the avatar was made from.")
    part: float | None = Field(
        None,
        description="Share of the film, its end, to compare; what was held out if not given, 1 for all.",
        gt=0,
        le=1,
    )
    ckpt: tuple[Path, ...] = Field((), description="Folders that may hold weights of what hears.")


@dataclass(frozen=True)
class Scores:
    """Lip opening correlation, lip landmark distance (pixels at 256), and PSNR (dB)."""

    lip_correlation: float
    lmd: float
    psnr_full: float
    psnr_face: float
    psnr_mouth: float


@dataclass(frozen=True, eq=False)
class Evaluation:
    """What was found in `frames` pictures from second `start` on; `sheet` shows some, real, driven, tracked, still."""

    driven: Scores
    floor: Scores
    ceiling: Scores
    start: float
    frames: int
    notes: tuple[str, ...]
    sheet: NDArray[np.uint8]

    def described(self) -> dict[str, Any]:
        """Each metric with its floor and ceiling, for JSON."""
        rows = {name: asdict(scores) for name, scores in vars(self).items() if isinstance(scores, Scores)}
        out: dict[str, Any] = {metric: round(rows["driven"][metric], 4) for metric in METRICS}
        for name in ("floor", "ceiling"):
            out[name] = {metric: round(rows[name][metric], 4) for metric in METRICS}
        return out | {"frames": self.frames, "start": round(self.start, 3), "notes": list(self.notes)}


def evaluate(request: EvaluateRequest, progress: Progress = silent) -> Evaluation:
    """Compare an avatar with a film."""
    avatar = load(request.avatar)
    footage = look_at(request.video)
    if not footage.sound:
        raise StudioError(f"{request.video.name} has no sound to drive the avatar with.", "Choose a film with sound.")
    size, part = avatar.about.size, shot_of(footage, progress)
    material = prepare(footage, part, size, progress=progress, focal=avatar.about.focal)
    samples = decode(request.video, progress).samples[round(part[0] * SAMPLE_RATE) :]
    late = lateness(material.track.points, samples, progress)
    samples, notes = in_step(samples, late), []
    if late:
        notes.append(out_of_step(late).sentence)
    own = abs(len(material) - avatar.about.frames) <= 1
    share = request.part
    first = avatar.about.learned if share is None and own else round((1 - (share or 1.0)) * len(material))
    first = min(first, len(material) - 3)
    if not own:
        notes.append("This is another film than the avatar was made from: light, clothes and place may differ.")
    elif first < avatar.about.learned:
        notes.append("Some of these pictures were learned; only those held out tell how well it speaks.")
    if avatar.about.model == "egstalker":
        notes.append("This model sees no mouth: its ceiling is the sound as well.")
    return compare(avatar, material, samples, first, tuple(notes), progress, request.video, request.ckpt)


def compare(
    avatar: Avatar,
    material: Material,
    samples: NDArray[np.float32],
    first: int,
    notes: tuple[str, ...] = (),
    progress: Progress = silent,
    sound: Path | None = None,
    ckpt: Sequence[Path] = (),
) -> Evaluation:
    """Frames from `first` on of `material`, whose sound is `samples` [N], driven by that sound alone."""
    chosen = np.arange(first, len(material))
    part = material.part(chosen)
    mouth = avatar.coder.shape.mouth
    seen = avatar.coder.code(part.track, part.chest)
    heard, also = mouths_of(avatar, samples[: round(len(material) * SAMPLE_RATE / 25)], sound, progress, ckpt)
    heard = heard[first : len(material)]
    if avatar.about.model == "egstalker":
        seen[: len(heard), :mouth] = heard
    usual = avatar.habit.codes[: avatar.about.learned, :mouth].mean(axis=0)
    driven, floor = seen.copy(), seen.copy()
    driven[: len(heard), :mouth] = heard
    floor[:, :mouth] = usual
    films = [_film(avatar, part, codes, progress) for codes in (driven, seen, floor)]
    with FaceFinder() as finder:
        real_lips = _lips(finder, part.frames)
    scores = []
    for film in films:
        with FaceFinder() as finder:
            made_lips = _lips(finder, film)
        scores.append(_scores(film, made_lips, part, real_lips))
        progress("compare", len(scores), len(films))
    shown = np.linspace(0, len(part) - 1, min(6, len(part))).round().astype(int)
    sheet = np.concatenate([np.concatenate([film[k] for k in shown], axis=1) for film in (part.frames, *films)], axis=0)
    return Evaluation(scores[0], scores[2], scores[1], first / 25, len(part), (*notes, *also), sheet)


def _film(avatar: Avatar, part: Material, codes: NDArray[np.float32], progress: Progress) -> NDArray[np.uint8]:
    import torch

    heads = torch.from_numpy(part.track.views().astype(np.float32))
    chests = torch.from_numpy(chest.matrices(part.chest, part.track.focal).astype(np.float32))
    told = torch.from_numpy(codes)
    behind = torch.from_numpy(avatar.plate.astype(np.float32) / 255)
    camera = avatar.camera()
    out = np.empty_like(part.frames)
    with torch.no_grad(), one_thread():
        for k in range(len(part)):
            picture = avatar.head(Stance(told[k], heads[k], chests[k]), camera).over(behind)
            out[k] = picture.clamp(0, 1).mul(255).round().to(torch.uint8).numpy()
            progress("drive", k + 1, len(part))
    return out


def _lips(finder: FaceFinder, film: NDArray[np.uint8]) -> NDArray[np.float64]:
    """[T, 478, 2] pixels at PIXELS a side; where no face is seen, the one before."""
    import cv2

    found: list[NDArray[np.float64]] = []
    for picture in film:
        faces = finder.find(np.asarray(cv2.resize(picture, (2 * PIXELS, 2 * PIXELS), interpolation=cv2.INTER_CUBIC)))
        found.append(faces[0][:, :2].astype(np.float64) / 2 if faces else found[-1] if found else np.zeros((478, 2)))
    return np.stack(found)


def _scores(
    film: NDArray[np.uint8], lips: NDArray[np.float64], part: Material, real_lips: NDArray[np.float64]
) -> Scores:
    values = [
        quality.psnr(made / 255.0, real / 255.0, points)
        for made, real, points in zip(film, part.frames, part.track.points, strict=True)
    ]
    return Scores(quality.lip_correlation(lips, real_lips), quality.lmd(lips, real_lips), *quality.mean(values))
