"""Splats drawn by compiled loops on all cores, with gradients for torch."""

from __future__ import annotations

import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch.autograd.function import once_differentiable

from contracts import StudioError
from renderers.splats import blending_kernels as blending
from renderers.splats import projection_kernels as projection
from renderers.splats.camera import SplatCamera
from renderers.splats.picture import SplatPicture

Array = NDArray[np.float32]
MOST_THREADS = 8


def draw(
    means: torch.Tensor,
    turns: torch.Tensor,
    scales: torch.Tensor,
    opacities: torch.Tensor,
    harmonics: torch.Tensor,
    camera: SplatCamera,
    view: torch.Tensor | None = None,
    probe: torch.Tensor | None = None,
) -> SplatPicture:
    """See `renderers.splats.draw`; float32 on the CPU."""
    view = torch.from_numpy(camera.view) if view is None else view
    probe = torch.zeros(len(means), 2) if probe is None else probe
    tensors = (means, turns, scales, opacities, harmonics, view, probe)
    _check(tensors)
    return SplatPicture(*_Draw.apply(*tensors, camera))


class Raster:
    """One picture being made: what the way there found out, for the way back."""

    def __init__(self, arrays: tuple[Array, ...], camera: SplatCamera) -> None:
        self._arrays, self._camera = arrays, camera
        self._view, self._probe = arrays[5], arrays[6]
        self._eye = -self._view[:, :3].T @ self._view[:, 3]
        self._columns = -(-camera.width // projection.TILE_WIDTH)
        self._rows = -(-camera.height // projection.TILE_HEIGHT)
        self._count = len(arrays[0])

    def forward(self) -> tuple[Array, Array, Array]:
        """colour [H, W, 3], alpha [H, W], depth [H, W]."""
        count, camera = self._count, self._camera
        self.packed = np.zeros((count, projection.PACKED), np.float32)
        self._reach = np.empty((count, 4), np.int32)
        given, lens, edges = self._arrays[:5], camera.lens, np.array(camera.edges, np.float32)
        tiles = (self._columns, self._rows)
        _share(
            lambda k, n: projection.project(
                k * count // n, (k + 1) * count // n, *given, self._view, self._probe, lens, edges, self._eye, *tiles,
                self.packed, self._reach,
            )
        )  # fmt: skip
        keys = np.empty(count, np.uint32)
        order, spare = np.empty(count, np.int32), np.empty(count, np.int32)
        seen = blending.by_depth(self.packed, self._reach, keys, order, spare)
        sizes = np.empty(self._columns * self._rows, np.int64)
        _share(lambda k, n: blending.tally(k, n, order, seen, self._reach, *tiles, sizes))
        self._starts, self._ends = np.cumsum(sizes) - sizes, np.empty_like(sizes)
        self._lists = np.empty(int(sizes.sum()), np.int32)
        shape = (camera.height, camera.width)
        self._colour, self._alpha = np.empty((*shape, 3), np.float32), np.empty(shape, np.float32)
        self._depth = np.empty(shape, np.float32)

        def sort_and_blend(k: int, n: int) -> None:
            blending.sort_into(k, n, order, seen, self._reach, *tiles, self._starts, self._ends, self._lists)
            blending.blend(
                k, n, self.packed, self._starts, self._ends, self._lists, *tiles, self._colour, self._alpha, self._depth
            )

        _share(sort_and_blend)
        return self._colour, self._alpha, self._depth

    def backward(self, d_colour: Array, d_alpha: Array, d_depth: Array) -> tuple[Array, ...]:
        """Gradients of means, turns, scales, opacities, harmonics, view, and of the centres on the picture [N, 2]."""
        count, camera = self._count, self._camera
        tiles = (self._columns, self._rows)
        sums = np.zeros((threads(), count, projection.PACKED), np.float32)
        _share(
            lambda k, n: blending.blend_back(
                k, n, self.packed, self._starts, self._ends, self._lists, *tiles,
                self._colour, self._alpha, self._depth, d_colour, d_alpha, d_depth, sums[k],
            )
        )  # fmt: skip
        gradients = [np.empty(array.shape, np.float32) for array in self._arrays[:5]]
        centres = np.empty((count, 2), np.float32)
        views = np.zeros((threads(), 16))
        lens, edges = camera.lens, np.array(camera.edges, np.float32)
        _share(
            lambda k, n: projection.project_back(
                k * count // n, (k + 1) * count // n, *self._arrays[:5], self._view, lens, edges, self._eye,
                self.packed, self._reach, sums, *gradients, centres, views[k],
            )
        )  # fmt: skip
        total = views.sum(0)
        d_view, d_eye = total[:12].reshape(3, 4), total[12:15]
        d_view[:, :3] -= np.outer(self._view[:, 3], d_eye)
        d_view[:, 3] -= self._view[:, :3] @ d_eye
        return (*gradients, d_view.astype(np.float32), centres)


class _Draw(torch.autograd.Function):  # type: ignore[misc]
    @staticmethod
    def forward(ctx: Any, *given: Any) -> tuple[torch.Tensor, ...]:
        *tensors, camera = given
        ctx.raster = Raster(tuple(tensor.detach().contiguous().numpy() for tensor in tensors), camera)
        return tuple(torch.from_numpy(array) for array in ctx.raster.forward())

    @staticmethod
    @once_differentiable  # type: ignore[untyped-decorator]
    def backward(ctx: Any, *gradients: torch.Tensor) -> tuple[torch.Tensor | None, ...]:
        own = ctx.raster.backward(*(gradient.contiguous().numpy() for gradient in gradients))
        return (*(torch.from_numpy(array) for array in own), None)


def _check(tensors: tuple[torch.Tensor, ...]) -> None:
    count = len(tensors[0])
    shapes = ((count, 3), (count, 4), (count, 3), (count,), (count, tensors[4].shape[1], 3), (3, 4), (count, 2))
    for tensor, shape in zip(tensors, shapes, strict=True):
        if tensor.shape != shape or tensor.dtype != torch.float32 or tensor.device.type != "cpu":
            raise StudioError(
                f"Splats of shape {tuple(tensor.shape)} {tensor.dtype} on {tensor.device} cannot be drawn here.",
                f"Give float32 of shape {shape} on the CPU.",
            )
    if tensors[4].shape[1] not in (1, 4, 9, 16):
        raise StudioError(f"{tensors[4].shape[1]} harmonics are not a whole degree.", "Give 1, 4, 9 or 16 a splat.")


@cache
def threads() -> int:
    """How many work on one picture."""
    return min(os.cpu_count() or 1, MOST_THREADS)


@cache
def _executor() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(threads() - 1, "splats")


def _share(task: Callable[[int, int], None]) -> None:
    """task(k, n) for each k of n threads, side by side. They are ours: numba's own may not be entered twice at once."""
    n = threads()
    waiting = [_executor().submit(task, k, n) for k in range(1, n)]
    task(0, n)
    for one in waiting:
        one.result()
