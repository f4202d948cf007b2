"""A cloud of splats that came as a .ply: kept among the avatars, turned like one, and silent.

A folder holds the cloud as it came, to the bit of each float32, a page of JSON, and a picture.
"""

from __future__ import annotations

from pathlib import Path
from typing import Literal, TypeAlias

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from contracts import StudioError
from engines.avatar import ply
from engines.avatar.whole import made_whole
from engines.motion.formats.files import write_atomically

CLOUD, ABOUT, PORTRAIT = "point_cloud.ply", "still.json", "portrait.png"
MOST = 500_000
FOCAL = 2.2
"""Focal length over the picture's side with which stills are looked at."""
_SIZE = 256
_FILLS = 0.87
"""Share of the picture that a still fills."""
Up: TypeAlias = Literal["y", "-y", "z", "-z"]
UPS: tuple[Up, ...] = ("y", "-y", "z", "-z")
_VIEWS: dict[Up, tuple[tuple[float, float, float], ...]] = {
    "y": ((1, 0, 0), (0, -1, 0), (0, 0, -1)),
    "-y": ((1, 0, 0), (0, 1, 0), (0, 0, 1)),
    "z": ((1, 0, 0), (0, 0, -1), (0, 1, 0)),
    "-z": ((1, 0, 0), (0, 0, 1), (0, -1, 0)),
}
"""Rows that take a file's axes to a camera's (x right, y down, z ahead), by which of them points up."""


class Still(BaseModel):
    """What is known of a cloud."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    format: Literal[1] = Field(1, description="Of the page.")
    name: str = Field(description="What the creator calls it.", min_length=1, max_length=120)
    made: str = Field(description="When it was brought in, ISO 8601.", max_length=40)
    source: str = Field("", description="Name of the file.", max_length=200)
    splats: int = Field(description="How many.", ge=1, le=MOST)
    up: Up = Field("y", description="Which axis of the file points up.")


def is_still(folder: Path) -> bool:
    """Whether a folder holds a cloud and no avatar."""
    return (folder / ABOUT).is_file()


def read(folder: Path) -> Still:
    """What is known of the cloud in a folder."""
    try:
        return Still.model_validate_json((folder / ABOUT).read_text("utf-8"))
    except (OSError, ValueError, ValidationError) as error:
        raise StudioError(f"{folder.name} is damaged.", "Bring the .ply in again.") from error


def refuse_speech(folder: Path) -> None:
    """A StudioError when `folder` holds a cloud, which cannot speak."""
    if is_still(folder):
        raise StudioError(
            f"{read(folder).name} came as a .ply: it can be turned, but it learned no speech.",
            "Choose an avatar that was made of a film.",
        )


def take_in(file: Path, folder: Path, name: str = "") -> Still:
    """Make `folder` of a .ply, whole or not at all; a StudioError when it holds no splats that can be shown."""
    from engines.avatar.avatar import a_name, now

    cloud = ply.read(file, MOST)
    if not len(cloud):
        raise StudioError(f"{file.name} holds no splats.", "Export it again.")
    named = a_name(name or file.stem[:120])
    still = Still(name=named, made=now(), source=file.name[:200], splats=len(cloud))
    with made_whole(folder) as making:
        ply.write(cloud, making / CLOUD)
        _write(making, still, cloud)
    return still


def change(folder: Path, name: str | None = None, up: Up | None = None) -> Still:
    """Call it something else, or say which way is up."""
    from engines.avatar.avatar import a_name

    given = {"name": a_name(name) if name is not None else None, "up": up}
    still = read(folder).model_copy(update={key: value for key, value in given.items() if value is not None})
    _write(folder, still, ply.read(folder / CLOUD, MOST) if up else None)
    return still


def view_of(cloud: ply.Cloud, up: Up) -> NDArray[np.float32]:
    """[3, 4] from the file's axes to a camera that sees all but what lies far out, the middle at [:, 3]."""
    weight = 1 / (1 + np.exp(-np.clip(cloud.opacities.astype(np.float64), -30, 30)))
    seen = cloud.places[weight > 0.1 * weight.max()].astype(np.float64)
    middle = np.median(seen, axis=0)
    reach = max(float(np.quantile(np.abs(seen - middle).max(axis=1), 0.97)), 1e-9)
    turn = np.array(_VIEWS[up])
    away = np.array([0, 0, reach + 2 * FOCAL * reach / _FILLS])
    return np.concatenate([turn, (away - turn @ middle)[:, None]], axis=1).astype(np.float32)


def _write(folder: Path, still: Still, cloud: ply.Cloud | None) -> None:
    """The page of JSON; and the picture, when there is a `cloud` to draw."""
    from engines.avatar.make import write_picture

    if cloud is not None:
        write_picture(folder / PORTRAIT, _portrait(cloud, still.up))

    def write(part: Path) -> None:
        part.write_text(still.model_dump_json(indent=1), encoding="utf-8")

    write_atomically(folder / ABOUT, write)


def _portrait(cloud: ply.Cloud, up: Up) -> NDArray[np.uint8]:
    """[S, S, 3] what it looks like from the front."""
    import torch

    from renderers.splats import SplatCamera, draw

    # in a unit of its own, so that what is nearer than the camera sees is so in any file
    view = view_of(cloud, up)
    unit = float(np.linalg.norm(view[:, :3].T @ view[:, 3] + np.median(cloud.places, axis=0))) or 1.0
    view[:, 3] /= unit
    camera = SplatCamera(view, FOCAL * _SIZE, FOCAL * _SIZE, _SIZE / 2, _SIZE / 2, _SIZE, _SIZE)
    sizes = np.exp(np.clip(cloud.scales.astype(np.float64) - np.log(unit), -20, 5)).astype(np.float32)
    given = (cloud.places / np.float32(unit), upright(cloud.turns), sizes, 1 / (1 + np.exp(-cloud.opacities)))
    with torch.no_grad():
        means, turns, scales, opacities = (torch.from_numpy(np.ascontiguousarray(v, np.float32)) for v in given)
        picture = draw(means, turns, scales, opacities, torch.from_numpy(cloud.harmonics), camera)
        return np.asarray(picture.over(torch.full((3,), 0.1)).clamp(0, 1).mul(255).round().to(torch.uint8).numpy())


def upright(turns: ply.Array) -> ply.Array:
    """[N, 4] quaternions of length 1; one of no length turns nothing."""
    length = np.linalg.norm(turns.astype(np.float64), axis=1, keepdims=True)
    none = np.array([1, 0, 0, 0], np.float64)
    return np.where(length > 1e-12, turns / np.maximum(length, 1e-12), none).astype(np.float32)
