"""What both mesh renderers are given and begin with: a surface, and the picture it is to be drawn into."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from contracts import StudioError
from renderers import background as backgrounds
from renderers import lighting
from renderers.background import Background, Studio, Transparent
from renderers.camera import Camera, Size
from renderers.lighting import Rig
from renderers.shadow import Shadow
from renderers.surface import Surface
from renderers.topology import Topology

Frame = NDArray[np.float32]
Pixels = NDArray[np.uint8]

FARTHEST = 1e6
"""Metres from the origin beyond which a position is taken for a mistake."""


@dataclass(eq=False)
class Canvas:
    """A renderer of one `surface`, before it is said how it draws.

    `size` is (width, height); `ground` draws the shadow on y = 0; `rig` are the lamps.
    """

    surface: Surface
    size: Size = (960, 720)
    background: Background = Studio()  # noqa: RUF009  it is frozen
    ground: bool = True
    rig: Rig = lighting.STUDIO

    def __post_init__(self) -> None:
        width, height = self.size = checked_size(self.size)
        surface = self.surface
        self._topology = Topology.of(surface)
        self._shadow = Shadow(self._topology, self.rig)
        self._normals = np.empty((len(surface.faces), 3))
        self._colors = np.empty((len(surface.colors), 4), np.float32)
        """[V, 4] linear albedo and gloss."""
        self._colors[:, :3] = lighting.linear(np.clip(surface.colors, 0.0, 1.0).astype(float))
        self._colors[:, 3] = np.clip(surface.gloss, 0.0, 1.0)
        self._out = np.empty((height, width, 4 if self.transparent else 3), np.uint8)
        self._backdrop: Pixels = np.zeros((0, 0, 3), np.uint8)
        self._backdrop_key: tuple[object, ...] = ()

    @property
    def transparent(self) -> bool:
        """Whether pictures are [H, W, 4] with straight alpha rather than [H, W, 3]."""
        return isinstance(self.background, Transparent)

    def _checked(self, vertices: Frame) -> Frame:
        return checked_vertices(vertices, len(self._colors))

    def _behind(self, camera: Camera) -> Pixels:
        """[H, W, 3] what stands behind the figure; empty when the picture is transparent."""
        key = backgrounds.key(self.background, camera, self.size)
        if key != self._backdrop_key:
            painted = backgrounds.paint(self.background, camera, self.size)
            if painted is not None:
                self._backdrop = painted
            self._backdrop_key = key
        return self._backdrop


def checked_size(size: Size) -> Size:
    """`size` (width, height) if it can be a picture."""
    width, height = size
    if not (1 <= width <= 8192 and 1 <= height <= 8192):
        raise StudioError(f"A picture of {width} x {height} pixels cannot be made.", "Use 1 to 8192 pixels a side.")
    return width, height


def checked_vertices(vertices: Frame, count: int) -> Frame:
    """`vertices` as [count, 3] contiguous float32, all of them numbers and within reach."""
    vertices = np.ascontiguousarray(vertices, dtype=np.float32)
    if vertices.shape != (count, 3):
        raise StudioError(
            f"The mesh has {count} vertices, but this frame's positions are {vertices.shape}.",
            "Give the vertices of the body that the renderer was made for.",
        )
    if not np.abs(vertices).max(initial=0.0) <= FARTHEST:
        bad = int(np.flatnonzero(~(np.abs(vertices) <= FARTHEST).all(axis=1))[0])
        what = "is not a number" if not np.isfinite(vertices[bad]).all() else "is more than 1000 km away"
        raise StudioError(f"Vertex {bad} of this frame {what}.", "The motion has a gap or a broken value there.")
    return vertices
