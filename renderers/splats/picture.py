"""Draw splats with whatever this computer has."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from renderers.splats.camera import SplatCamera

if TYPE_CHECKING:
    import torch


class SplatPicture(NamedTuple):
    """What splats look like: `colour [H, W, 3]` already multiplied by alpha, `alpha [H, W]` and `depth [H, W]`, the sum
    of distances along the view weighted like colour (divide by alpha for metres)."""

    colour: torch.Tensor
    alpha: torch.Tensor
    depth: torch.Tensor

    def over(self, background: torch.Tensor) -> torch.Tensor:
        """The picture in front of `background [H, W, 3]` or [3]."""
        return self.colour + (1 - self.alpha[..., None]) * background


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
    """The splats as `camera` sees them, differentiable in every tensor.

    means [N, 3] world; turns [N, 4] quaternions w, x, y, z of any length; scales [N, 3] standard deviations; opacities
    [N] 0 to 1; harmonics [N, K, 3] with K = 1, 4, 9 or 16; `view [3, 4]` instead of the camera's own, to learn it;
    `probe [N, 2]` moves each splat on the picture, in pixels: zeros, whose gradient tells which are too coarse.
    """
    if means.is_cuda:
        from renderers.splats import cuda

        return cuda.draw(means, turns, scales, opacities, harmonics, camera, view, probe)
    from renderers.splats import cpu

    return cpu.draw(means, turns, scales, opacities, harmonics, camera, view, probe)
