"""The software renderer: a lit, anti-aliased picture of a mesh with a soft shadow, on any computer, without OpenGL."""

import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from renderers import lighting
from renderers.camera import NEAR, Camera
from renderers.mesh_canvas import Canvas, Frame, Pixels
from renderers.shadow import part_of

T = TypeVar("T")

TONES = 8192


@dataclass(eq=False)
class MeshRenderer(Canvas):
    """Draws one surface as its vertices move. Not for two threads at once: its buffers are reused from frame to frame.

    `threads` share one frame; by default as many as there are processors, at most 8. Rendering a long film is faster
    still with one renderer of one thread for each processor, each drawing every n-th frame.
    """

    threads: int | None = None

    def __post_init__(self) -> None:
        from renderers import geometry_kernels

        super().__post_init__()
        self._pool = _Pool(self.threads or min(os.cpu_count() or 1, 8))
        self._packed = np.zeros((len(self._colors), geometry_kernels.PACKED), np.float32)
        self._packed[:, 6:10] = self._colors
        self._bounds = np.empty((len(self.surface.faces), 5), np.int32)
        self._to_srgb = (lighting.srgb(np.arange(TONES + 1) / TONES) * 255).astype(np.float32)

    @property
    def shadow_place(self) -> tuple[float, float, float, float, float]:
        """Where the last picture's shadow map lay: shear x and z, origin x and z, metres a texel."""
        return self._shadow.place

    def draw(self, vertices: Frame, camera: Camera) -> Pixels:
        """The picture of the surface with its `vertices [V, 3]` in world metres; valid until the next call."""
        from renderers import geometry_kernels as geometry
        from renderers import mesh_kernels as kernels

        vertices = self._checked(vertices)
        topology, packed = self._topology, self._packed
        width, height = self.size
        pixels = camera.pixels(self.size)
        pool, shadow = self._pool, self._shadow

        def first_pass(k: int, n: int) -> None:
            geometry.place(vertices, pixels, NEAR, *part_of(len(vertices), k, n), packed)
            geometry.face_normals(vertices, topology.faces, *part_of(len(topology.faces), k, n), self._normals)
            shadow.cast(vertices, k, n)

        def second_pass(k: int, n: int) -> int:
            part = part_of(len(vertices), k, n)
            geometry.vertex_normals(self._normals, topology.fan_start, topology.fan, *part, packed)
            shadow.cover(k, n)
            if ground_seen:
                shadow.soften(vertices, k, n)
            part = part_of(len(topology.faces), k, n)
            return geometry.bound(packed, topology.faces, topology.two_sided, width, height, *part, self._bounds)

        shadow.lay(vertices)
        ground_seen = self.ground and shadow.may_be_seen(camera, self.size)
        pool.each(first_pass)
        crossing = sum(pool.each(second_pass))
        faces, bounds, region = topology.faces, self._bounds, topology.region
        if crossing:
            packed, faces, bounds, region = self._clipped(vertices, pixels, crossing)
        ground = shadow.merge(camera, self.size) if ground_seen else (0, -1, 0, -1)
        light = lighting.single(self.rig, camera, self.size)
        backdrop = self._behind(camera)

        def last_pass(k: int, n: int) -> None:
            kernels.paint(
                packed, faces, bounds, region, light, shadow.top, shadow.roof, shadow.place, shadow.dark, ground,
                backdrop, self._to_srgb, k, n, self._out,
            )  # fmt: skip

        pool.each(last_pass)
        return self._out

    def _clipped(
        self, vertices: Frame, pixels: NDArray[np.float64], crossing: int
    ) -> tuple[Frame, NDArray[np.int32], NDArray[np.int32], NDArray[np.int32]]:
        """The mesh of this frame with `crossing` triangles cut off at the near plane."""
        from renderers import geometry_kernels as geometry

        topology = self._topology
        corners = np.zeros((4 * crossing, geometry.PACKED), np.float32)
        triangles = np.empty((2 * crossing, 3), np.int32)
        source = np.empty(2 * crossing, np.int32)
        made = geometry.clip(
            vertices, topology.faces, self._bounds, self._packed, pixels, NEAR, corners, triangles, source
        )
        bounds = np.empty((made, 5), np.int32)
        geometry.bound(corners, triangles[:made], topology.two_sided[source[:made]], *self.size, 0, made, bounds)
        return (
            np.concatenate([self._packed, corners]),
            np.concatenate([topology.faces, triangles[:made] + np.int32(len(self._packed))]),
            np.concatenate([self._bounds, bounds]),
            np.concatenate([topology.region, topology.region[source[:made]]]),
        )


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
