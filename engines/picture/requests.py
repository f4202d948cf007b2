"""What can be asked for, with defaults and bounds: the same for forms, flags and sidecars."""

from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, field_validator

from engines.motion.edit import Edits

SMALLEST, LARGEST = 16, 4096


def checked_size(size: tuple[int, int]) -> tuple[int, int]:
    """`size`, which a film can have."""
    if not all(SMALLEST <= side <= LARGEST for side in size):
        raise ValueError(f"each side has {SMALLEST} to {LARGEST} pixels")
    return size


class _Shown(BaseModel):
    """What a film and a 3D page have in common."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    motion: Path = Field(description="The motion file: BVH, GLB, NPZ, JSON, AMC and others.")
    out: Path = Field(description="The file to write.")
    clip: str | None = Field(None, description="Which animation, when the motion file holds several.")
    audio: Path | None = Field(None, description="Sound that starts with the motion: WAV, MP3, FLAC, OGG, M4A, MP4.")
    body: Literal["mannequin", "smplx"] = Field("mannequin", description="Who is seen.")
    palette: str | None = Field(None, max_length=40, description="Colours of skin, hair and clothes; empty is usual.")
    ckpt: tuple[Path, ...] = Field((), description="Folders that may hold the SMPL-X file.")
    edits: Edits = Edits()

    def model_post_init(self, context: object) -> None:
        del context
        if self.out.exists() and self.motion.exists() and self.out.samefile(self.motion):
            raise ValueError("the result would replace the motion it is made of")


class RenderRequest(_Shown):
    """A film of a motion: .mp4, .gif or .webm, as the name of `out` ends."""

    method: Literal["simple", "advanced"] = Field(
        "simple", description="simple is fast and needs nothing; advanced has finer materials and needs OpenGL."
    )
    camera: Literal["full", "three-quarter", "upper body", "face", "side", "follow", "orbit"] = Field(
        "full", description="Where it is filmed from."
    )
    size: tuple[int, int] = Field((960, 720), description="Width and height in pixels.")
    background: str = Field(
        "studio", max_length=4096, description="studio, dark, transparent, a colour such as #88aaff, or an image file."
    )

    _size = field_validator("size")(checked_size)


class ViewRequest(_Shown):
    """A page to turn, scrub and share: one .html file that needs no server and no network."""

    theme: Literal["auto", "light", "dark"] = Field("auto", description="auto follows the viewer's own computer.")
    title: str | None = Field(None, max_length=200, description="Shown on the page; empty takes the motion's name.")
