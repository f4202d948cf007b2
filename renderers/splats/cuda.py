"""Splats drawn by gsplat on an NVIDIA GPU, by the same conventions."""

from __future__ import annotations

from typing import Any

import torch

from contracts import StudioError
from renderers.splats.camera import SplatCamera
from renderers.splats.conventions import BLUR
from renderers.splats.picture import SplatPicture

_DEGREES = {1: 0, 4: 1, 9: 2, 16: 3}


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
    """See `renderers.splats.draw`; everything on the GPU."""
    view = torch.from_numpy(camera.view).to(means) if view is None else view
    lens = torch.tensor([[camera.fx, 0, camera.cx], [0, camera.fy, camera.cy], [0, 0, 1]]).to(means)
    colours, alphas, found = _gsplat().rasterization(
        means,
        turns,
        scales,
        opacities,
        harmonics,
        torch.cat([view, view.new_tensor([[0, 0, 0, 1]])])[None],
        lens[None],
        camera.width,
        camera.height,
        near_plane=camera.near,
        eps2d=BLUR,
        sh_degree=_DEGREES[harmonics.shape[1]],
        packed=False,
        render_mode="RGB+D",
    )
    if probe is not None and found["means2d"].requires_grad:
        found["means2d"].register_hook(lambda gradient: _add(probe, gradient[0]))
    return SplatPicture(colours[0, ..., :3], alphas[0, ..., 0], colours[0, ..., 3])


def _add(probe: torch.Tensor, gradient: torch.Tensor) -> None:
    probe.grad = gradient.clone() if probe.grad is None else probe.grad + gradient


def _gsplat() -> Any:
    try:
        import gsplat
    except ImportError:
        raise StudioError(
            "Drawing splats on the GPU needs gsplat, which is not installed.",
            "Install it with 'pip install gsplat', or choose the CPU.",
        ) from None
    return gsplat
