"""An avatar: a learned head, how its mouth follows sound, how the person moves, and the plate behind, in one file.

The file is safetensors: numbers and a page of JSON, nothing that runs. It is written whole or not at all.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any, Literal

import numpy as np
import torch
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from contracts import StudioError
from engines.avatar.egstalker import stored
from engines.avatar.egstalker.head import EgsHead
from engines.avatar.egstalker.listening import Ear
from engines.avatar.egstalker.settings import EgsSettings
from engines.avatar.expression import Coder, Shape
from engines.avatar.fast import FastHead
from engines.avatar.hearing import ANYBODY, Hearing
from engines.avatar.scene import before
from engines.motion.formats.files import write_atomically
from renderers.splats import SplatCamera

FILE = "avatar.safetensors"
SUFFIX = ".avatar"
"""What an exported avatar's name ends in; the same file."""
LARGEST = 2 * 1024**3
MOST_SPLATS, MOST_FRAMES = 500_000, 25 * 120
Floats = NDArray[np.float64]


class About(BaseModel):
    """What an avatar says of itself."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    format: Literal[1] = Field(1, description="Of the file.")
    name: str = Field(description="What the creator calls it.", min_length=1, max_length=120)
    model: Literal["fast", "egstalker"] = Field("fast", description="How it was learned.")
    made: str = Field(description="When, ISO 8601.")
    made_by: str = Field(description="By which program and version.")
    consent: str = Field("", description="Who agreed to be made an avatar, and how; empty when nobody was asked.")
    source: str = Field("", description="Name of the film.")
    size: int = Field(description="Pixels a side it was learned at.", ge=32, le=2048)
    focal: float = Field(description="Focal length in those pixels.", gt=1, lt=1e6)
    splats: int = Field(description="How many.", ge=1, le=MOST_SPLATS)
    frames: int = Field(description="Pictures of the person's own movement.", ge=2, le=MOST_FRAMES)
    learned: int = Field(
        description="How many of the film's first pictures were learned; the rest were held out.", ge=2
    )
    held_out: dict[str, float] = Field(default_factory=dict, description="PSNR of held-out pictures, dB.")
    shape: dict[str, int] = Field(description="Numbers in the parts of a code.")
    features: str = Field(description="What is heard, as engines.speech.features names it; empty: it has no voice.")
    reach: int = Field(0, description="Frames around that are heard.", ge=0, le=50)
    skill: float = Field(0.0, description="Share of the mouth's movement that sound predicted where it was left out.")
    lively: float = Field(1.0, description="By how much its movement is made larger.", ge=0.1, le=4)
    egstalker: EgsSettings | None = Field(None, description="The settings of a head of that model.")

    @model_validator(mode="after")
    def _of_one_model(self) -> About:
        if (self.model == "egstalker") != (self.egstalker is not None):
            raise ValueError("settings go with the model egstalker")
        return self


@dataclass(frozen=True, eq=False)
class Habit:
    """How the person moves while filmed: codes [T, width], heads [T, 3, 4], chests [T, 3, 3]."""

    codes: NDArray[np.float32]
    heads: NDArray[np.float32]
    chests: NDArray[np.float32]

    def __len__(self) -> int:
        return len(self.codes)


@dataclass(frozen=True, eq=False)
class Avatar:
    """All of it. `plate [S, S, 3]` is the background, `portrait [S, S, 3]` a picture of the person."""

    about: About
    head: FastHead | EgsHead
    coder: Coder
    hearing: Hearing | Ear | None
    habit: Habit
    plate: NDArray[np.uint8]
    portrait: NDArray[np.uint8]

    def camera(self, size: int | None = None) -> SplatCamera:
        """The one that filmed the person, for pictures of `size` pixels a side."""
        scale = (size or self.about.size) / self.about.size
        return before(self.about.focal * scale, size or self.about.size)

    def named(self, name: str) -> Avatar:
        """The same under another name."""
        return replace(self, about=self.about.model_copy(update={"name": a_name(name)}))


def locate(path: Path) -> Path:
    """The file of an avatar that is a folder or a file."""
    path = Path(path)
    file = path / FILE if path.is_dir() else path
    if not file.is_file():
        what = f"{path.name} holds no avatar." if path.is_dir() else f"{path.name} is not there."
        hint = (
            "Its training has not ended: train it again with --resume."
            if (path / "checkpoint.safetensors").is_file()
            else "Name the folder that 'avatar train' wrote, or an .avatar file."
        )
        raise StudioError(what, hint)
    return file


def save(avatar: Avatar, file: Path) -> None:
    """Write the file, whole or not at all."""
    from safetensors.torch import save_file

    tensors = {f"head.{key}": _small(key, value) for key, value in avatar.head.state_dict().items()}
    arrays: dict[str, Any] = {f"coder.{k}": v for k, v in vars(avatar.coder).items() if isinstance(v, np.ndarray)}
    arrays |= {f"habit.{key}": value for key, value in vars(avatar.habit).items()}
    arrays |= {"plate": avatar.plate, "portrait": avatar.portrait}
    if isinstance(avatar.hearing, Hearing):  # an ear is part of its head
        heard = {"mean": avatar.hearing.mean, "scale": avatar.hearing.scale, "usual": avatar.hearing.usual}
        arrays |= {f"hearing.{key}": value for key, value in heard.items()}
        tensors["hearing.weights"] = torch.from_numpy(avatar.hearing.weights).half()
        if avatar.hearing.others is not None:
            tensors["hearing.others"] = torch.from_numpy(avatar.hearing.others).half()
    tensors |= {key: torch.from_numpy(np.ascontiguousarray(value)) for key, value in arrays.items()}
    file.parent.mkdir(parents=True, exist_ok=True)
    about = {"about": avatar.about.model_dump_json()}
    write_atomically(file, lambda path: save_file({k: v.contiguous() for k, v in tensors.items()}, path, about))


def _small(key: str, value: torch.Tensor) -> torch.Tensor:
    """Half precision where it is not seen: in ways and known moves, which are most of the file."""
    return value.half() if key in ("ways", "moves") else value


def read_about(path: Path) -> About:
    """What an avatar says of itself, without reading the rest."""
    file = locate(path)
    header = _header(file)
    try:
        return About.model_validate_json(header["about"])
    except (KeyError, ValidationError) as error:
        raise StudioError(
            f"{file.name} is not an avatar of this version of Marionette.", "Make it again, or export it again."
        ) from error


def _header(file: Path) -> dict[str, str]:
    from safetensors import SafetensorError, safe_open

    if file.stat().st_size > LARGEST:
        raise StudioError(f"{file.name} is larger than {LARGEST / 1e9:.0f} GB.", "This is not an avatar.")
    try:
        with safe_open(file, "pt") as opened:
            return dict(opened.metadata() or {})
    except (SafetensorError, OSError, ValueError) as error:
        raise StudioError(f"{file.name} is not an avatar, or it is damaged.", "Copy or export it again.") from error


def load(path: Path) -> Avatar:
    """Read an avatar; a StudioError that says what is wrong with the file."""
    from safetensors import SafetensorError
    from safetensors.torch import load_file

    file = locate(path)
    about = read_about(file)
    try:
        tensors = load_file(file)
    except (SafetensorError, OSError, ValueError) as error:
        raise StudioError(f"{file.name} is damaged.", "Copy or export it again.") from error
    wrong = _misfit(about, tensors)
    if wrong:
        raise StudioError(f"{file.name} is damaged: {wrong}.", "Copy or export it again.")

    def part(name: str) -> dict[str, torch.Tensor]:
        return {k.removeprefix(f"{name}."): v for k, v in tensors.items() if k.startswith(f"{name}.")}

    shape = Shape(**about.shape)
    coder = Coder(shape, **{key: value.numpy() for key, value in part("coder").items()})
    habit = Habit(**{key: value.numpy() for key, value in part("habit").items()})
    pictures = tensors["plate"].numpy(), tensors["portrait"].numpy()
    if about.egstalker is not None:
        talker = stored.restored(about.egstalker, shape, about.features, part("head"))
        return Avatar(about, talker, coder, talker.ear, habit, *pictures)
    head = FastHead.__new__(FastHead)
    torch.nn.Module.__init__(head)
    head.shape = shape
    head.restore({key: value.float() if value.dtype == torch.float16 else value for key, value in part("head").items()})
    heard = part("hearing")
    hearing = None
    if heard:
        hearing = Hearing(
            about.features, about.reach, heard["mean"].numpy(), heard["scale"].numpy(),
            heard["weights"].float().numpy(), heard["usual"].numpy(), about.skill, about.lively,
            heard["others"].float().numpy() if "others" in heard else None,
        )  # fmt: skip
    return Avatar(about, head, coder, hearing, habit, *pictures)


def _misfit(about: About, tensors: dict[str, torch.Tensor]) -> str:
    """What in the file does not fit together; empty when all does."""
    try:
        shape = Shape(**about.shape)
    except TypeError:
        return "its codes are of an unknown kind"
    if not all(0 < part <= 256 for part in vars(shape).values()):
        return "its codes are of an unknown kind"
    n, t, s, m = about.splats, about.frames, about.size, 52
    lips, eyes = (
        tuple(tensors[f"coder.{k}_mean"].shape) if f"coder.{k}_mean" in tensors else () for k in ("mouth", "eyes")
    )
    held = shape.pose + shape.chest
    expected: dict[str, tuple[int, ...]] = {
        "plate": (s, s, 3), "portrait": (s, s, 3),
        "habit.codes": (t, shape.width), "habit.heads": (t, 3, 4), "habit.chests": (t, 3, 3),
        "coder.mouth_mean": lips, "coder.mouth_parts": (*lips, shape.mouth), "coder.mouth_back": (shape.mouth, *lips),
        "coder.eyes_mean": eyes, "coder.eyes_parts": (*eyes, shape.eyes), "coder.pose_turn": (3, 3),
        "coder.pose_mean": (held,), "coder.pose_scale": (held,), "coder.units_mean": (m,),
        "coder.units_back": (shape.face, m),
    }  # fmt: skip
    if about.egstalker is not None:
        try:
            head = stored.expected(about.egstalker, shape, about.features, n)
        except StudioError:
            return "it hears what is not known"
        expected |= {f"head.{key}": value for key, value in head.items()}
    else:
        expected |= {
            "head.places": (n, 3), "head.turns": (n, 4), "head.sizes": (n, 3), "head.opacities": (n,),
            "head.colours": (n, 3), "head.holds": (n,), "head.ways": (n, 7, shape.width), "head.rest": (3, 4),
            "head.moves": (n, 3, shape.face), "head.groups": (n,),
        }  # fmt: skip
    if about.egstalker is None and any(key.startswith("hearing.") for key in tensors):
        from engines.speech import features

        rows = features.named(about.features)
        wide = sum(row.dimension for row in rows)
        expected |= {
            "hearing.mean": (wide,), "hearing.scale": (wide,), "hearing.usual": (shape.mouth,),
            "hearing.weights": ((2 * about.reach + 1) * wide, shape.mouth),
        }  # fmt: skip
        if "hearing.others" in tensors:
            anybody = sum(row.dimension for row in rows if row.name in ANYBODY)
            expected["hearing.others"] = ((2 * about.reach + 1) * anybody, shape.mouth)
    for name, wanted in expected.items():
        if name not in tensors:
            return f"{name} is missing"
        found = tensors[name]
        if tuple(found.shape) != wanted:
            return f"{name} has {tuple(found.shape)} numbers and not {wanted}"
        if found.is_floating_point() and not bool(torch.isfinite(found).all()):
            return f"{name} holds what is no number"
        whole = torch.uint8 if name in ("plate", "portrait") else torch.int64 if name == "head.groups" else None
        if (whole is not None and found.dtype != whole) or (whole is None and not found.is_floating_point()):
            return f"{name} is of a wrong kind"
    unknown = set(tensors) - set(expected)
    return f"{min(unknown)} is not known" if unknown else ""


def a_name(name: str) -> str:
    cleaned = " ".join(name.split())
    if not cleaned or len(cleaned) > 120:
        raise StudioError("An avatar needs a name of 1 to 120 letters.", "Type one.")
    return cleaned


def program() -> str:
    """Which program and version makes avatars here."""
    from importlib.metadata import PackageNotFoundError, version

    try:
        return f"Marionette {version('marionette')}"
    except PackageNotFoundError:
        return "Marionette"


def now() -> str:
    """This moment, ISO 8601."""
    return datetime.now().astimezone().isoformat(timespec="seconds")
