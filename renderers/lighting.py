"""The light in the studio: one rig that both mesh renderers use.

A large key light hangs in front of the figure to the camera's left and stays where it is in the world, so that shadows
lie still when the camera moves. Fill comes from beside the camera and rim from behind the figure, both moving with the
camera, so that the figure reads from every side. Intensities are the linear light that a white matt surface facing the
lamp sends back; together they light a surface that faces the key to just under 1, so colours look as they were chosen.
"""

import math
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import NamedTuple

import numpy as np

from renderers.camera import Camera, Floats, Size

Triple = tuple[float, float, float]


@dataclass(frozen=True)
class Rig:
    """Directions point from the figure towards the lamp.

    key_towards:  in the world (y up, figure facing +z).
    fill_towards, rim_towards: in the camera's frame: right, up, forward (away from the eye).
    key, fill, rim, sky, floor: linear colours. `sky` and `floor` are the ambient light from above and below.
    wrap:         how far light bleeds past the terminator, times the surface's own colour.
    softness:     radius of the key lamp over its distance; how fast shadows blur with height.
    floor_shadow: how much of the light on the floor the key's shadow takes away.
    contact:      how much of it the feet take away right under them.
    """

    key_towards: Triple = (-0.50, 0.80, 0.62)
    fill_towards: Triple = (0.75, 0.10, -0.65)
    rim_towards: Triple = (0.55, 0.45, 0.70)
    key: Triple = (0.88, 0.845, 0.80)
    fill: Triple = (0.10, 0.115, 0.14)
    rim: Triple = (1.10, 1.14, 1.22)
    sky: Triple = (0.24, 0.25, 0.27)
    floor: Triple = (0.11, 0.10, 0.095)
    wrap: float = 0.45
    softness: float = 0.10
    floor_shadow: float = 0.42
    contact: float = 0.50


STUDIO = Rig()


def hung_for(camera: Camera, rig: Rig = STUDIO) -> Rig:
    """`rig`, made for a camera on the +z side, turned about the vertical to light what `camera` sees the same way.

    Light a film for its first camera: shadows then lie still while the camera moves, and no one talks from the dark.
    """
    x, _, z = (float(v) for v in camera.axes()[2])
    length = math.hypot(x, z)
    if length < 1e-6:  # straight down or up: any side will do
        return rig
    sine, cosine = -x / length, -z / length
    across, up, out = rig.key_towards
    return replace(rig, key_towards=(cosine * across + sine * out, up, cosine * out - sine * across))


class Light(NamedTuple):
    """A rig as one camera sees it, in plain numbers for the kernels. Directions are unit vectors in the world."""

    eye: Triple
    right: Triple
    """One pixel to the right, on the plane one metre ahead of the eye."""
    down: Triple
    """One pixel down, on the same plane."""
    corner: Triple
    """From the eye to the top left corner of the picture on that plane."""
    key_towards: Triple
    fill_towards: Triple
    rim_towards: Triple
    key: Triple
    fill: Triple
    rim: Triple
    sky: Triple
    floor: Triple
    wrap: float


def light(rig: Rig, camera: Camera, size: Size) -> Light:
    """What the kernels need of `rig` and `camera` for a picture of `size` (width, height)."""
    axes = camera.axes()
    width, height = size
    pixel = 2 * math.tan(camera.fov_y / 2) / height
    right, down = axes[0] * pixel, -axes[1] * pixel
    return Light(
        eye=_triple(np.asarray(camera.eye)),
        right=_triple(right),
        down=_triple(down),
        corner=_triple(axes[2] - right * width / 2 - down * height / 2),
        key_towards=_triple(_unit(np.asarray(rig.key_towards))),
        fill_towards=_triple(_unit(np.asarray(rig.fill_towards) @ axes)),
        rim_towards=_triple(_unit(np.asarray(rig.rim_towards) @ axes)),
        key=rig.key,
        fill=rig.fill,
        rim=rig.rim,
        sky=rig.sky,
        floor=rig.floor,
        wrap=float(rig.wrap),
    )


@lru_cache(maxsize=16)
def single(rig: Rig, camera: Camera, size: Size) -> Light:
    """`light` in single precision, in which the kernels shade."""
    seen = light(rig, camera, size)
    return Light(*(tuple(np.float32(v) for v in f) if isinstance(f, tuple) else np.float32(f) for f in seen))  # type: ignore[arg-type]


def linear(srgb: Floats) -> Floats:
    """sRGB 0 to 1 to linear light, the standard's exact curve."""
    return np.where(srgb <= 0.04045, srgb / 12.92, ((np.maximum(srgb, 0.0) + 0.055) / 1.055) ** 2.4)


def srgb(light: Floats) -> Floats:
    """Linear light 0 to 1 to sRGB, the inverse of `linear`."""
    return np.where(light <= 0.0031308, light * 12.92, 1.055 * np.maximum(light, 0.0) ** (1 / 2.4) - 0.055)


def _unit(direction: Floats) -> Floats:
    return direction / np.linalg.norm(direction)


def _triple(vector: Floats) -> Triple:
    return float(vector[0]), float(vector[1]), float(vector[2])
