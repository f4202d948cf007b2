"""Everything an avatar needs compiled, called once on a few splats."""

from __future__ import annotations

import numpy as np
import torch

from renderers.splats import SplatCamera, blending_kernels, draw, projection_kernels


def rehearse() -> None:
    """Draw splats of every kind of colour, and the way back."""
    camera = SplatCamera(np.eye(3, 4, dtype=np.float32), 40, 40, 16, 16, 32, 32)
    for harmonics in (1, 4, 9, 16):
        given = [torch.rand(12, *shape) for shape in ((3,), (4,), (3,), (), (harmonics, 3))]
        given[0][:, 2] += 1
        means, turns, scales, opacities, colours = (value.requires_grad_() for value in given)
        picture = draw(means, turns, scales, opacities, colours, camera)
        (picture.colour.sum() + picture.alpha.sum() + picture.depth.sum()).backward()
    # those that are drawn into others are not kept by themselves, and would be missed each time
    single, nine = np.float32(1), np.ones(9, np.float32)
    blending_kernels._exp(-single)
    blending_kernels._places(np.zeros(2 * blending_kernels.PIXELS, np.float32), 0, 0)
    projection_kernels.turned(nine[:4], nine.copy())
    projection_kernels._turned_back(nine[:4], single, nine, nine.copy())
