"""The software renderer: a lit, anti-aliased picture of a mesh with a soft shadow, on any computer, without OpenGL."""

import math
import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from contracts import StudioError
from renderers import background as backgrounds
from renderers import lighting
from renderers.background import Background, Studio, Transparent
from renderers.camera import NEAR, Camera, Size
from renderers.lighting import Rig
from renderers.surface import Surface
from renderers.topology import Topology

Frame = NDArray[np.float32]
Pixels = NDArray[np.uint8]
T = TypeVar("T")

SHADOW_TEXELS = 512
LAYER_EDGES = (0.06, 0.25, 0.80)
"""Heights in metres between the bands of the figure whose shadows blur alike."""
LAYER_HEIGHTS = (0.03, 0.15, 0.50, 1.20)
CONTACT_REACH = 0.30
CONTACT_BLUR = 0.030
TONES = 8192


class MeshRenderer:
    """Draws one surface as its vertices move. Not for two threads at once: its buffers are reused from frame to frame.

    `size` is (width, height); `ground` draws the shadow on y = 0. `threads` share one frame; by default as many as
    there are processors, at most 8. Rendering a long film is faster still with one renderer of one thread for each
    processor, each drawing every n-th frame.
    """

    def __init__(
        self,
        surface: Surface,
        size: Size = (960, 720),
        background: Background | None = None,
        ground: bool = True,
        rig: Rig = lighting.STUDIO,
        threads: int | None = None,
    ) -> None:
        from renderers import mesh_kernels

        self.size = checked_size(size)
        self.background = Studio() if background is None else background
        self.ground = ground
        self.rig = rig
        self._topology = topology = Topology.of(surface)
        self._pool = _Pool(threads or min(os.cpu_count() or 1, 8))
        vertices, faces = len(surface.colors), len(surface.faces)
        self._packed = np.zeros((vertices, mesh_kernels.PACKED), np.float32)
        self._packed[:, 6:9] = lighting.linear(np.clip(surface.colors, 0.0, 1.0).astype(float))
        self._packed[:, 9] = np.clip(surface.gloss, 0.0, 1.0)
        self._normals = np.empty((faces, 3))
        self._bounds = np.empty((faces, 5), np.int32)
        self._shadow = _Shadow(topology, self.rig)
        self._out = np.empty((self.size[1], self.size[0], 4 if self.transparent else 3), np.uint8)
        self._backdrop: Pixels = np.zeros((0, 0, 3), np.uint8)
        self._backdrop_key: tuple[object, ...] = ()
        self._to_srgb = (lighting.srgb(np.arange(TONES + 1) / TONES) * 255).astype(np.float32)

    @property
    def transparent(self) -> bool:
        """Whether pictures are [H, W, 4] with straight alpha rather than [H, W, 3]."""
        return isinstance(self.background, Transparent)

    def draw(self, vertices: Frame, camera: Camera) -> Pixels:
        """The picture of the surface with its `vertices [V, 3]` in world metres; valid until the next call."""
        from renderers import mesh_kernels as kernels

        vertices = checked_vertices(vertices, len(self._packed))
        topology, packed = self._topology, self._packed
        width, height = self.size
        pixels = camera.pixels(self.size)
        pool = self._pool

        def first_pass(k: int, n: int) -> None:
            kernels.place(vertices, pixels, NEAR, *_part(len(vertices), k, n), packed)
            kernels.face_normals(vertices, topology.faces, *_part(len(topology.faces), k, n), self._normals)
            self._shadow.cast(vertices, k, n)

        def second_pass(k: int, n: int) -> int:
            part = _part(len(vertices), k, n)
            kernels.vertex_normals(self._normals, topology.fan_start, topology.fan, *part, packed)
            if self.ground:
                self._shadow.soften(vertices, k, n)
            part = _part(len(topology.faces), k, n)
            return kernels.bound(packed, topology.faces, topology.two_sided, width, height, *part, self._bounds)

        self._shadow.lay(vertices)
        pool.each(first_pass)
        crossing = sum(pool.each(second_pass))
        faces, bounds, region = topology.faces, self._bounds, topology.region
        if crossing:
            packed, faces, bounds, region = self._clipped(vertices, pixels, crossing)
        ground = self._shadow.merge(camera, self.size) if self.ground else (0, -1, 0, -1)
        light = lighting.light(self.rig, camera, self.size)
        backdrop = self._behind(camera)

        def last_pass(k: int, n: int) -> None:
            kernels.paint(
                packed, faces, bounds, region, light, self._shadow.top, self._shadow.place, self._shadow.dark,
                ground, backdrop, self._to_srgb, k, n, self._out,
            )  # fmt: skip

        pool.each(last_pass)
        return self._out

    def _behind(self, camera: Camera) -> Pixels:
        key = backgrounds.key(self.background, camera, self.size)
        if key != self._backdrop_key:
            painted = backgrounds.paint(self.background, camera, self.size)
            if painted is not None:
                self._backdrop = painted
            self._backdrop_key = key
        return self._backdrop

    def _clipped(
        self, vertices: Frame, pixels: NDArray[np.float64], crossing: int
    ) -> tuple[Frame, NDArray[np.int32], NDArray[np.int32], NDArray[np.int32]]:
        """The mesh of this frame with `crossing` triangles cut off at the near plane."""
        from renderers import mesh_kernels as kernels

        topology = self._topology
        corners = np.zeros((4 * crossing, kernels.PACKED), np.float32)
        triangles = np.empty((2 * crossing, 3), np.int32)
        source = np.empty(2 * crossing, np.int32)
        made = kernels.clip(
            vertices, topology.faces, self._bounds, self._packed, pixels, NEAR, corners, triangles, source
        )
        bounds = np.empty((made, 5), np.int32)
        kernels.bound(corners, triangles[:made], topology.two_sided[source[:made]], *self.size, 0, made, bounds)
        return (
            np.concatenate([self._packed, corners]),
            np.concatenate([topology.faces, triangles[:made] + np.int32(len(self._packed))]),
            np.concatenate([self._bounds, bounds]),
            np.concatenate([topology.region, topology.region[source[:made]]]),
        )


class _Shadow:
    """The key light's shadow map over a square of the ground that is just large enough, and the softened shadow."""

    def __init__(self, topology: Topology, rig: Rig) -> None:
        from renderers import shadow_kernels

        x, y, z = rig.key_towards
        if y <= 0:
            raise StudioError("The key light lies below the ground.", "Give it a direction that points upwards.")
        self._shear = x / y, z / y
        self._rig = rig
        self._topology = topology
        slant = math.hypot(x, y, z) / y
        self._blurs = [height * slant * rig.softness for height in LAYER_HEIGHTS] + [CONTACT_BLUR]
        half = SHADOW_TEXELS // 2
        self.top = np.empty((SHADOW_TEXELS, SHADOW_TEXELS), np.float32)
        self._layers = np.empty((SHADOW_TEXELS, SHADOW_TEXELS), np.uint8)
        self._soft = np.empty((shadow_kernels.LAYERS, half, half), np.float32)
        self._spare = np.empty_like(self._soft)
        self._near = np.empty((half, half), np.float32)
        self.dark = np.zeros((half, half), np.float32)
        self.place = (0.0, 0.0, 0.0, 0.0, 1.0)
        """Shear x and z, origin x and z, metres a texel."""

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

    def cast(self, vertices: Frame, k: int, n: int) -> None:
        """Part k of n of the shadow map."""
        from renderers import shadow_kernels as kernels

        faces, two_sided = self._topology.faces, self._topology.two_sided
        part = _part(SHADOW_TEXELS, k, n)
        kernels.cast(vertices, faces, two_sided, *self.place, LAYER_EDGES, *part, self.top, self._layers)

    def soften(self, vertices: Frame, k: int, n: int) -> None:
        """Every n-th layer of the shadow on the ground, from the k-th; needs the whole map."""
        from renderers import shadow_kernels as kernels

        _, _, origin_x, origin_z, texel = self.place
        for layer in range(k, kernels.LAYERS, n):
            if layer == kernels.LAYERS - 1:
                kernels.touch(vertices, self._topology.faces, origin_x, origin_z, 2 * texel, CONTACT_REACH, self._near)
            radius = max(1, round(self._blurs[layer] / (2 * texel)))
            kernels.soften(self._layers, self._near, layer, radius, self._soft[layer], self._spare[layer])

    def merge(self, camera: Camera, size: Size) -> tuple[int, int, int, int]:
        """Add the layers up. Returns the first and last pixel row, first and last column where the shadow is seen."""
        from renderers import shadow_kernels as kernels

        kernels.merge(self._soft, self._rig.floor_shadow, self._rig.contact, 0, len(self.dark), self.dark)
        rows, columns = (np.flatnonzero(self.dark.max(axis=axis) > kernels.FAINT) for axis in (1, 0))
        if not len(rows):
            return 0, -1, 0, -1
        _, _, origin_x, origin_z, texel = self.place
        xs = origin_x + 2 * texel * np.array([columns[0] - 0.5, columns[-1] + 1.5])
        zs = origin_z + 2 * texel * np.array([rows[0] - 0.5, rows[-1] + 1.5])
        seen = camera.project([[x, 0.0, z] for x in xs for z in zs], size)
        if seen[:, 2].min() < NEAR:
            return 0, size[1] - 1, 0, size[0] - 1
        columns_seen, rows_seen = (np.clip(seen[:, i], -1.0, size[i]) for i in (0, 1))
        return (
            max(int(rows_seen.min()), 0),
            min(int(rows_seen.max()), size[1] - 1),
            max(int(columns_seen.min()), 0),
            min(int(columns_seen.max()), size[0] - 1),
        )


def _part(count: int, k: int, n: int) -> tuple[int, int]:
    """First and one past last of the k-th of n parts of range(count)."""
    return count * k // n, count * (k + 1) // n


class _Pool:
    """Runs compiled loops, which release the GIL, on a fixed number of threads of our own.

    Numba's own parallel loops are not used: with some of its threading layers two of them at once end the process.
    """

    def __init__(self, threads: int) -> None:
        self.threads = threads
        self._executor = ThreadPoolExecutor(threads - 1, "mesh") if threads > 1 else None

    def each(self, task: Callable[[int, int], T]) -> list[T]:
        """task(k, n) once on each of n threads."""
        if self._executor is None:
            return [task(0, 1)]
        waiting = [self._executor.submit(task, k, self.threads) for k in range(1, self.threads)]
        own = task(0, self.threads)
        return [own, *(one.result() for one in waiting)]


def checked_size(size: Size) -> Size:
    """`size` (width, height) if it can be a picture."""
    width, height = size
    if not (1 <= width <= 8192 and 1 <= height <= 8192):
        raise StudioError(f"A picture of {width} x {height} pixels cannot be made.", "Use 1 to 8192 pixels a side.")
    return width, height


def checked_vertices(vertices: Frame, count: int) -> Frame:
    """`vertices` as [count, 3] contiguous float32, all finite."""
    vertices = np.ascontiguousarray(vertices, dtype=np.float32)
    if vertices.shape != (count, 3):
        raise StudioError(
            f"The mesh has {count} vertices, but this frame's positions are {vertices.shape}.",
            "Give the vertices of the body that the renderer was made for.",
        )
    if not np.isfinite(vertices).all():
        bad = int(np.flatnonzero(~np.isfinite(vertices).all(axis=1))[0])
        raise StudioError(
            f"Vertex {bad} of this frame is not a finite number.", "The motion has a gap or a broken value there."
        )
    return vertices
