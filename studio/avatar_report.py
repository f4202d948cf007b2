"""What the page keeps of looking at a film of a face, and of learning it: sentences, curves, small pictures."""

from __future__ import annotations

import base64
from typing import Any

from pydantic import BaseModel, ConfigDict, Field


class Item(BaseModel):
    """One thing that was checked; `picture` is a data address, empty when there is none."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    name: str
    level: str
    sentence: str
    picture: str = ""


class Checked(BaseModel):
    """What the check of a film found."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    level: str
    items: tuple[Item, ...] = ()


class Point(BaseModel):
    """One look at held-out pictures while a face is learned: PSNR in dB."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    iteration: int
    seconds: float
    splats: int
    train: float
    held: float
    face: float
    mouth: float


class Learned(BaseModel):
    """How far an avatar is learned: its curve, and the latest picture, real beside made, as a data address."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    points: tuple[Point, ...] = ()
    picture: str = Field("", max_length=2_000_000)


def picture_of(picture: Any, longer: int) -> str:
    """A picture [H, W, 3] as the address of a JPEG of at most `longer` pixels a side; empty for None."""
    import io

    from PIL import Image

    if picture is None:
        return ""
    shown = Image.fromarray(picture)
    shown.thumbnail((longer, longer))
    file = io.BytesIO()
    shown.save(file, "JPEG", quality=82)
    return f"data:image/jpeg;base64,{base64.b64encode(file.getvalue()).decode('ascii')}"
