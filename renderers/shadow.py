"""The key light's shadow: on the figure itself, and soft on the ground around its feet."""

import math

import numpy as np
from numpy.typing import NDArray

from contracts import StudioError
from renderers.camera import NEAR, Camera, Size
from renderers.lighting import Rig
from renderers.topology import Topology

Frame = NDArray[np.float32]

SHADOW_TEXELS = 512
LAYER_EDGES = (0.06, 0.25, 0.80)
"""Heights in metres between the bands of the figure whose shadows blur alike."""
LAYER_HEIGHTS = (0.03, 0.15, 0.50, 1.20)
CONTACT_REACH = 0.30
CONTACT_BLUR = 0.030


def blurs(rig: Rig) -> list[float]:
    """Radius in metres by which each band's shadow, and last the contact under the feet, is blurred."""
    x, y, z = rig.key_towards
    slant = math.hypot(x, y, z) / y
    return [height * slant * rig.softness for height in LAYER_HEIGHTS] + [CONTACT_BLUR]


class Shadow:
    """The key light's shadow map over a square of the ground that is just large enough, and the softened shadow."""

    def __init__(self, topology: Topology, rig: Rig) -> None:
        from renderers import shadow_kernels

        x, y, z = rig.key_towards
        if y <= 0:
            raise StudioError("The key light lies below the ground.", "Give it a direction that points upwards.")
        self._shear = x / y, z / y
        self._rig = rig
        self._topology = topology
        self._blurs = blurs(rig)
        half = SHADOW_TEXELS // 2
        self.top = np.empty((SHADOW_TEXELS, SHADOW_TEXELS), np.float32)
        self.roof = np.empty_like(self.top)
        self._layers = np.empty((SHADOW_TEXELS, SHADOW_TEXELS), np.uint8)
        self._soft = np.empty((shadow_kernels.LAYERS, half, half), np.float32)
        self._spare = np.empty_like(self._soft)
        self._near = np.empty((half, half), np.float32)
        self.dark = np.zeros((half, half), np.float32)
        self.place = (0.0, 0.0, 0.0, 0.0, 1.0)
        """Shear x and z, origin x and z, metres a texel."""
        self._corners = np.zeros((4, 4))
        """The corners of what the softened shadow may reach on the ground, as [x, 0, z, 1]."""

    def lay(self, vertices: Frame) -> None:
        """Choose the square of the ground for this frame."""
        shear_x, shear_z = self._shear
        falls_x = vertices[:, 0] - np.float32(shear_x) * vertices[:, 1]
        falls_z = vertices[:, 2] - np.float32(shear_z) * vertices[:, 1]
        low_x, low_z = float(falls_x.min()), float(falls_z.min())
        span = max(float(falls_x.max()) - low_x, float(falls_z.max()) - low_z)
        margin = 2 * max(self._blurs)
        # the texel grows in steps and the origin lies on whole texels, so that shadows do not shimmer as limbs move
        texel = 1.2 ** math.ceil(math.log((span + 2 * margin) / (SHADOW_TEXELS - 4), 1.2))
        origin_x = (math.floor((low_x - margin) / (2 * texel)) - 1) * 2 * texel
        origin_z = (math.floor((low_z - margin) / (2 * texel)) - 1) * 2 * texel
        self.place = (shear_x, shear_z, origin_x, origin_z, texel)
        xs, zs = (origin_x, origin_x + SHADOW_TEXELS * texel), (origin_z, origin_z + SHADOW_TEXELS * texel)
        self._corners = np.array([[x, 0.0, z, 1.0] for x in xs for z in zs])

    def may_be_seen(self, camera: Camera, size: Size) -> bool:
        """Whether any of the ground that was laid out may lie within the picture: it is not all beyond one edge."""
        across, down, depth = camera.pixels(size) @ self._corners.T
        beyond = (across < 0, across > size[0] * depth, down < 0, down > size[1] * depth, depth < NEAR)
        return not any(bool(side.all()) for side in beyond)

    def cast(self, vertices: Frame, k: int, n: int) -> None:
        """Part k of n of the shadow map."""
        from renderers import shadow_kernels as kernels

        faces, two_sided = self._topology.faces, self._topology.two_sided
        part = part_of(SHADOW_TEXELS, k, n)
        kernels.cast(vertices, faces, two_sided, *self.place, LAYER_EDGES, *part, self.top, self._layers)

    def cover(self, k: int, n: int) -> None:
        """Part k of n of the roof; needs the whole map."""
        from renderers import shadow_kernels as kernels

        kernels.cover(self.top, *part_of(SHADOW_TEXELS, k, n), self.roof)

    def soften(self, vertices: Frame, k: int, n: int) -> None:
        """Every n-th layer of the shadow on the ground, from the k-th; needs the whole map."""
        from renderers import shadow_kernels as kernels

        _, _, origin_x, origin_z, texel = self.place
        for layer in range(k, kernels.LAYERS, n):
            if layer == kernels.LAYERS - 1:
                kernels.touch(vertices, self._topology.faces, origin_x, origin_z, 2 * texel, CONTACT_REACH, self._near)
            radius = max(1, round(self._blurs[layer] / (2 * texel)))
            kernels.soften(self._layers, self._near, layer, radius, self._soft[layer], self._spare[layer])

    def on_ground(self, vertices: Frame, camera: Camera, size: Size) -> tuple[int, int, int, int]:
        """Lay, cast, soften and merge on this thread alone; returns what `merge` does."""
        self.lay(vertices)
        self.cast(vertices, 0, 1)
        self.soften(vertices, 0, 1)
        return self.merge(camera, size)

    def merge(self, camera: Camera, size: Size) -> tuple[int, int, int, int]:
        """Add the layers up. Returns the first and last pixel row, first and last column where the shadow is seen."""
        from renderers import shadow_kernels as kernels

        seen = kernels.merge(self._soft, self._rig.floor_shadow, self._rig.contact, 0, len(self.dark), self.dark)
        top, bottom, left, right = seen
        if bottom < 0:
            return 0, -1, 0, -1
        _, _, origin_x, origin_z, texel = self.place
        xs = origin_x + 2 * texel * np.array([left - 0.5, right + 1.5])
        zs = origin_z + 2 * texel * np.array([top - 0.5, bottom + 1.5])
        corners = camera.project([[x, 0.0, z] for x in xs for z in zs], size)
        if corners[:, 2].min() < NEAR:
            return 0, size[1] - 1, 0, size[0] - 1
        columns_seen, rows_seen = (np.clip(corners[:, i], -1.0, size[i]) for i in (0, 1))
        return (
            max(int(rows_seen.min()), 0),
            min(int(rows_seen.max()), size[1] - 1),
            max(int(columns_seen.min()), 0),
            min(int(columns_seen.max()), size[0] - 1),
        )


def part_of(count: int, k: int, n: int) -> tuple[int, int]:
    """First and one past last of the k-th of n parts of range(count)."""
    return count * k // n, count * (k + 1) // n
