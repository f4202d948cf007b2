"""A film becomes a prepared folder, and a prepared folder becomes an avatar."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict, Field, field_validator

from contracts import Progress, StudioError, silent
from engines.avatar import layout
from engines.avatar.avatar import FILE, About, Avatar, Habit, a_name, now, program, save
from engines.avatar.check import CheckRequest, check, out_of_step
from engines.avatar.curves import Plan, Row, Watch, unwatched
from engines.avatar.egstalker import listening, perceptual
from engines.avatar.egstalker.settings import EgsSettings
from engines.avatar.hearing import Hearing, listen
from engines.avatar.leftovers import sweep
from engines.avatar.material import prepare
from engines.avatar.prepared import Prepared, read
from engines.avatar.report import Report
from engines.avatar.settings import FastSettings, ModelSettings, load
from engines.avatar.sync import in_step, lateness
from engines.avatar.training import Trainer
from engines.motion.formats.files import write_atomically
from engines.preparation import prepare as prepare_kernels
from engines.speech.decode import decode
from engines.speech.features import named
from engines.speech.track import SAMPLE_RATE

CHECKPOINT, CURVES, PORTRAIT = "checkpoint.safetensors", "training.json", "portrait.png"
SOURCE = layout.SOURCE


class PreprocessRequest(BaseModel):
    """Which film to prepare."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    video: Path = Field(description="The film of a face: MP4, MOV, MKV, WebM or AVI.")
    out: Path = Field(description="The folder to write, in the layout of EGSTalker.")
    size: int = Field(512, description="Pixels a side of its pictures.", ge=128, le=1024, multiple_of=2)
    basel: Path | None = Field(
        None, description="The Basel Face Model of 2009, 01_MorphableModel.mat, when you have it; else our own head."
    )


HEARS = {"fast": "mel+mfcc+whisper+shapes", "egstalker": "mel+mfcc"}
"""Which features each model hears by if no others are asked for."""


class TrainRequest(BaseModel):
    """How to make an avatar."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    folder: Path = Field(description="A prepared folder.")
    out: Path = Field(description="The avatar's folder.")
    name: str = Field("", description="What to call it; the folder's name if empty.", max_length=120)
    minutes: float = Field(
        5.0, description="Minutes of training at most; it ends when it gets no better.", ge=0.05, le=600
    )
    size: int = Field(256, description="Pixels a side to learn at.", ge=128, le=512, multiple_of=2)
    model: Literal["fast", "egstalker"] = Field(
        "fast", description="What is learned: the one that is better after minutes, or networks after EGSTalker."
    )
    settings: Path | None = Field(
        None, description="A YAML file of the model's settings; the one in configs/avatar if not given."
    )
    splats: int | None = Field(
        None, description="Splats at most; as the settings say if not given.", ge=1000, le=60_000
    )
    iterations: int | None = Field(
        None, description="Iterations at most; as the settings say if not given.", ge=20, le=100_000
    )
    holdout: float | None = Field(
        None, description="Share of the film, its end, that is compared with, not learned; as prepared if not given.",
        gt=0, lt=0.8,
    )  # fmt: skip
    features: str = Field(
        "",
        description="What is heard: speech features joined by '+'; what suits the model if empty. With lips among them "
        "words are recognised, too.",
    )
    consent: str = Field("", description="Who agreed to be made an avatar, and how.", max_length=500)
    resume: bool = Field(False, description="Go on where training was stopped.")
    ckpt: tuple[Path, ...] = Field(
        (), description="Folders that may hold weights: of what hears, and VGG16 for egstalker."
    )
    seed: int = Field(0, description="Another seed, another avatar.", ge=0, le=2**31)

    @field_validator("features")
    @classmethod
    def _known(cls, features: str) -> str:
        try:
            named(features or HEARS["fast"])
        except StudioError as error:
            raise ValueError(f"{error.message} {error.hint}") from error
        return features


@dataclass(frozen=True, eq=False)
class Trained:
    """An avatar that was made, where it is, its curves, and what a person should know."""

    path: Path
    avatar: Avatar
    rows: tuple[Row, ...]
    notes: tuple[str, ...]


def preprocess(request: PreprocessRequest, progress: Progress = silent) -> Report:
    """Check the film, and write the folder; a StudioError when the film cannot become an avatar."""
    layout.check_target(request.out)
    report = check(CheckRequest(video=request.video), progress)
    report.refuse()
    material = prepare(report.footage, report.part, request.size, progress=progress, basel=request.basel)
    start = round(report.part[0] * SAMPLE_RATE)
    samples: NDArray[np.float32] = np.zeros(0, np.float32)
    if report.footage.sound:
        samples = decode(request.video, progress).samples[start:]
        late = lateness(material.track.points, samples, progress)
        samples = in_step(samples, late)
        if late:
            report = replace(report, items=(*report.items, out_of_step(late)))
    told = {"video": request.video.name, "check": report.described()}
    layout.write(material, samples, request.out, progress, told)
    return report


def train(request: TrainRequest, progress: Progress = silent, watch: Watch = unwatched) -> Trained:
    """Learn the avatar of a prepared folder. What was learned is kept every few seconds and whenever it ends."""
    request = request.model_copy(update={"features": request.features or HEARS[request.model]})
    prepare_kernels("avatars", progress)
    prepared = read(request.folder, request.size, progress)
    material = prepared.material
    holdout = request.holdout if request.holdout is not None else 1 - prepared.learned / len(material)
    trainer, also = _trainer(request, prepared, holdout, progress)
    request.out.mkdir(parents=True, exist_ok=True)
    sweep(request.out)
    place = request.out / CHECKPOINT
    if request.resume:
        resume(trainer, place)
    trainer.run(progress, watch, lambda tensors, told: _keep(place, tensors, told))
    hearing, notes = _hearing(request, prepared, trainer, progress)
    notes = (*also, *notes)
    avatar = _finished(request, prepared, trainer, hearing)
    save(avatar, request.out / FILE)
    _write_text(request.out / CURVES, json.dumps([asdict(row) for row in trainer.rows], indent=1))
    write_picture(request.out / PORTRAIT, avatar.portrait)
    if not request.consent:
        notes = (*notes, "Nobody was asked whether they agree: say who did with --consent.")
    return Trained(request.out, avatar, tuple(trainer.rows), notes)


def _trainer(
    request: TrainRequest, prepared: Prepared, holdout: float, progress: Progress
) -> tuple[Trainer, tuple[str, ...]]:
    """Who learns what is asked for, and notes."""
    kind = EgsSettings if request.model == "egstalker" else FastSettings
    settings: ModelSettings = load(kind, request.model, request.settings)
    plan = Plan(
        request.splats or settings.splats, request.iterations or settings.iterations, 60 * request.minutes, holdout,
        request.seed,
    )  # fmt: skip
    if not isinstance(settings, EgsSettings):
        return Trainer(prepared.material, plan, settings), ()
    from engines.avatar.egstalker.trainer import EgsTrainer

    if _silent(prepared):
        raise StudioError(
            "The film has no sound, and this model learns how a face moves from sound alone.",
            "Choose the model 'fast', or film with sound.",
        )
    heard = listening.listen(
        request.features, prepared.samples, len(prepared.material), request.ckpt, prepared.deepspeech, progress
    )
    weights = perceptual.locate(request.ckpt) if settings.perceptual > 0 else None
    seer = None if weights is None else perceptual.Perceptual(weights)
    missing = settings.perceptual > 0 and weights is None
    notes = ("Learned without the perceptual term: VGG16's weights are not in ckpt/.",) if missing else ()
    return EgsTrainer(prepared.material, plan, settings, request.features, heard, seer), notes


def _silent(prepared: Prepared) -> bool:
    return float(np.abs(prepared.samples).max(initial=0.0)) < 1e-3


def resume(trainer: Trainer, place: Path) -> None:
    """Put a checkpoint's state into `trainer`."""
    from safetensors import SafetensorError, safe_open

    if not place.is_file():
        raise StudioError(f"{place.parent.name} has nothing to resume.", "Train without --resume.")
    try:
        with safe_open(place, "pt") as opened:
            told = dict(opened.metadata() or {})["told"]
            tensors = {key: opened.get_tensor(key) for key in opened.keys()}  # noqa: SIM118 not a dict
        trainer.resume(tensors, told)
    except (SafetensorError, OSError, KeyError, ValueError, TypeError) as error:
        raise StudioError(f"{place.name} is damaged.", "Train without --resume.") from error


def _keep(place: Path, tensors: dict[str, object], told: str) -> None:
    from safetensors.torch import save_file

    write_atomically(place, lambda path: save_file(tensors, path, {"told": told}))


def _hearing(
    request: TrainRequest, prepared: Prepared, trainer: Trainer, progress: Progress
) -> tuple[Hearing | listening.Ear | None, tuple[str, ...]]:
    """How the mouth follows the voice, from the learned pictures alone; an egstalker head has learned it already."""
    if request.model == "egstalker":
        return trainer.finished().ear, ()
    if _silent(prepared):
        return None, ("The film has no sound: this avatar's lips follow a voice by its loudness alone.",)
    heard = listen(
        request.features, prepared.samples, len(prepared.material), request.ckpt, prepared.deepspeech, progress
    )
    mouth = trainer.scene.codes[: len(trainer.train), : trainer.coder.shape.mouth].numpy()
    counts = np.linalg.norm(trainer.coder.mouth_back, axis=1)
    hearing = Hearing.learn(request.features, heard[: len(trainer.train)], mouth, counts)
    progress("learn the voice", 1, 1, f"{100 * hearing.skill:.0f} % of the mouth's movement is heard")
    notes = () if hearing.skill > 0.1 else ("The voice tells little of the lips here: film a little longer.",)
    return hearing, notes


def _finished(
    request: TrainRequest, prepared: Prepared, trainer: Trainer, hearing: Hearing | listening.Ear | None
) -> Avatar:
    import torch

    scene, material = trainer.scene, prepared.material
    best = max(trainer.rows, key=lambda row: row.held.full + row.held.face) if trainer.rows else None
    shape = trainer.coder.shape
    front = int(np.argmin(np.linalg.norm(trainer.coder.held(material.track, material.chest)[:, : shape.pose], axis=1)))
    with torch.no_grad():
        made = trainer.best(scene.stance(front), scene.camera).over(scene.plate).clamp(0, 1).numpy()
    about = About(
        name=a_name(request.name or request.out.name),
        model=request.model,
        made=now(),
        made_by=program(),
        consent=request.consent,
        source=_source(request.folder),
        size=material.size,
        focal=material.track.focal,
        splats=len(trainer.best),
        frames=len(material),
        learned=len(trainer.train),
        held_out={} if best is None else {k: round(v, 2) for k, v in best.held._asdict().items()},
        shape=asdict(shape),
        features=request.features if hearing else "",
        reach=hearing.reach if hearing else 0,
        skill=round(hearing.skill, 4) if hearing else 0.0,
        lively=hearing.lively if hearing else 1.0,
        egstalker=trainer.settings if isinstance(trainer.settings, EgsSettings) else None,
    )
    habit = Habit(scene.codes.numpy(), scene.heads.numpy(), scene.chests.numpy())
    return Avatar(
        about, trainer.best, trainer.coder, hearing, habit, material.plate, (255 * made).round().astype(np.uint8)
    )


def _source(folder: Path) -> str:
    try:
        return str(json.loads((folder / SOURCE).read_text("utf-8"))["video"])[:200]
    except (OSError, ValueError, KeyError, TypeError):
        return folder.name


def _write_text(path: Path, text: str) -> None:
    def write(part: Path) -> None:
        part.write_text(text, encoding="utf-8")

    write_atomically(path, write)


def write_picture(path: Path, picture: NDArray[np.uint8]) -> None:
    """Write a picture [H, W, 3] as the kind of file that `path` names."""
    import cv2

    done, data = cv2.imencode(path.suffix, np.ascontiguousarray(picture[..., ::-1]))
    assert done

    def write(part: Path) -> None:
        part.write_bytes(data.tobytes())

    write_atomically(path, write)
