"""What stands behind the figure: a studio sweep, one colour, an image, or nothing at all."""

import math
import re
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from contracts import StudioError
from renderers import lighting
from renderers.camera import Camera, Floats, Size

Pixels = NDArray[np.uint8]

MAX_IMAGE_PIXELS = 64_000_000


@dataclass(frozen=True)
class Studio:
    """A paper sweep: floor that curves up into a wall, lit most where the floor meets it.

    wall, horizon, floor: sRGB at the top of the picture, where wall and floor meet, and near the camera.
    """

    wall: tuple[float, float, float] = (0.675, 0.690, 0.710)
    horizon: tuple[float, float, float] = (0.850, 0.858, 0.868)
    floor: tuple[float, float, float] = (0.735, 0.738, 0.742)


@dataclass(frozen=True)
class Plain:
    """One sRGB colour, 0 to 1."""

    color: tuple[float, float, float]


@dataclass(frozen=True, eq=False)
class Image:
    """A picture that covers the frame: scaled to fill it, the overhang cut equally on both sides. [h, w, 3] uint8."""

    pixels: Pixels


@dataclass(frozen=True)
class Transparent:
    """Nothing: the picture has straight alpha, and the shadow is black with alpha of its own."""


Background = Studio | Plain | Image | Transparent

NAMED = {"studio": Studio(), "dark": Studio((0.085, 0.09, 0.10), (0.235, 0.245, 0.265), (0.145, 0.15, 0.16))}


def parse(text: str | Path) -> Background:
    """`studio`, `dark`, `transparent`, a colour such as `#88aaff` or `#8af`, or the path of an image."""
    name = str(text).strip()
    if name.lower() in NAMED:
        return NAMED[name.lower()]
    if name.lower() == "transparent":
        return Transparent()
    if name.startswith("#"):
        return Plain(_color(name))
    return image(Path(name))


def image(path: Path) -> Image:
    """Read a background picture (PNG, JPEG, WebP and the like); camera rotation is applied, alpha goes on white."""
    from PIL import Image as pillow
    from PIL import ImageOps, UnidentifiedImageError

    if not path.is_file():
        raise StudioError(
            f"The background '{path.name}' is not a file here.",
            f"Give an image file, a colour such as #88aaff, or one of: {', '.join(NAMED)}, transparent.",
        )
    try:
        with pillow.open(path) as opened:
            if opened.width * opened.height > MAX_IMAGE_PIXELS:
                raise StudioError(
                    f"The background '{path.name}' is {opened.width} x {opened.height} pixels.",
                    f"Use an image of at most {MAX_IMAGE_PIXELS // 1_000_000} million pixels.",
                )
            upright = ImageOps.exif_transpose(opened).convert("RGBA")
            white = pillow.new("RGBA", upright.size, "white")
            return Image(np.asarray(pillow.alpha_composite(white, upright).convert("RGB")))
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, pillow.DecompressionBombError) as error:
        raise StudioError(
            f"The background '{path.name}' cannot be read as an image.", "Use a PNG or JPEG file."
        ) from error


def paint(background: Background, camera: Camera, size: Size) -> Pixels | None:
    """[H, W, 3] the backdrop for a picture of `size` (width, height); None when transparent."""
    match background:
        case Studio():
            return _sweep(background, horizon_row(camera, size), size)
        case Plain():
            return np.broadcast_to(_bytes(np.asarray(background.color)), (size[1], size[0], 3)).copy()
        case Image():
            return _cover(background.pixels, size)
        case Transparent():
            return None


def key(background: Background, camera: Camera, size: Size) -> tuple[object, ...]:
    """Two cameras with the same key see the same backdrop, so it need not be painted again."""
    match background:
        case Studio():
            return (background, round(horizon_row(camera, size), 2), size)
        case Image():
            return (id(background), size)
        case _:
            return (background, size)


def horizon_row(camera: Camera, size: Size) -> float:
    """The pixel row at which a level floor meets the sky, far outside the picture when looking up or down."""
    forward = camera.axes()[2]
    pitch = math.asin(max(-1.0, min(1.0, float(forward[1]))))
    pitch = max(-1.4, min(1.4, pitch))
    return size[1] / 2 * (1 + math.tan(pitch) / math.tan(camera.fov_y / 2))


def _sweep(studio: Studio, horizon: float, size: Size) -> Pixels:
    """Blend wall, horizon and floor down the rows, dim the corners, and dither so that no bands show."""
    width, height = size
    rows = (np.arange(height) + 0.5 - horizon) / height
    wall, middle, floor = (lighting.linear(np.asarray(c)) for c in (studio.wall, studio.horizon, studio.floor))
    above = _ease(np.clip(-rows / 0.75, 0, 1))[:, None]
    below = _ease(np.clip(rows / 0.65, 0, 1))[:, None]
    column = np.where(rows[:, None] < 0, middle + (wall - middle) * above, middle + (floor - middle) * below)
    x = (np.arange(width) + 0.5) / width * 2 - 1
    y = (np.arange(height) + 0.5) / height * 2 - 1
    corners = 1 - 0.16 * np.clip((x[None, :] ** 2 + 0.7 * y[:, None] ** 2) / 1.7, 0, 1) ** 1.5
    tones = lighting.srgb(column[:, None, :] * corners[..., None])
    grain = np.random.default_rng(0).random((height, width, 1)) - 0.5
    return np.clip(np.rint(tones * 255 + grain), 0, 255).astype(np.uint8)


def _ease(t: Floats) -> Floats:
    return t * t * (3 - 2 * t)


def _cover(pixels: Pixels, size: Size) -> Pixels:
    from PIL import Image as pillow
    from PIL import ImageOps

    if pixels.ndim != 3 or pixels.shape[2] != 3 or pixels.dtype != np.uint8 or 0 in pixels.shape:
        raise StudioError(
            f"A background image is [height, width, 3] uint8, not {pixels.shape} {pixels.dtype}.", "Convert it to RGB."
        )
    return np.array(ImageOps.fit(pillow.fromarray(pixels), size, pillow.Resampling.LANCZOS))


def _color(text: str) -> tuple[float, float, float]:
    digits = text[1:]
    if not re.fullmatch(r"[0-9a-fA-F]{3}|[0-9a-fA-F]{6}", digits):
        raise StudioError(f"'{text}' is not a colour.", "Write it as #rrggbb, for example #88aaff.")
    if len(digits) == 3:
        digits = "".join(c + c for c in digits)
    r, g, b = (int(digits[i : i + 2], 16) / 255 for i in (0, 2, 4))
    return r, g, b


def _bytes(color: Floats) -> Pixels:
    return np.clip(np.rint(color * 255), 0, 255).astype(np.uint8)
