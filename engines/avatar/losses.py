"""What training holds a made picture to."""

from __future__ import annotations

import torch

_WINDOW = 7
_ONE, _TWO = 0.01**2, 0.03**2


def dissimilarity(made: torch.Tensor, real: torch.Tensor) -> torch.Tensor:
    """(1 - SSIM) / 2 of pictures [H, W, 3], 0 to 1, in windows of 7 x 7."""
    from torch.nn.functional import avg_pool2d

    one, other = made.permute(2, 0, 1), real.permute(2, 0, 1)
    stack = torch.cat([one, other, one * one, other * other, one * other])[None]
    along = avg_pool2d(stack, (_WINDOW, 1), 1)  # one way and then the other, a third of the work of both at once
    a, b, aa, bb, ab = avg_pool2d(along, (1, _WINDOW), 1)[0].split(3)
    like = (2 * a * b + _ONE) * (2 * (ab - a * b) + _TWO)
    like = like / ((a * a + b * b + _ONE) * (aa - a * a + bb - b * b + _TWO))
    return (1 - like.mean()) / 2
