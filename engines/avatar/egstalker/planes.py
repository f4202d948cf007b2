"""A tri-plane: where in a box a place is, as numbers that are learned."""

from __future__ import annotations

import torch
from torch import nn

_PAIRS = ((0, 1), (0, 2), (1, 2))


class TriPlane(nn.Module):  # type: ignore[misc]
    """Three planes (xy, xz, yz) at each of several scales; what they hold at a place is multiplied over the planes and
    put side by side over the scales."""

    low: torch.Tensor
    high: torch.Tensor

    def __init__(self, cells: int, scales: int, channels: int) -> None:
        super().__init__()
        self.grids = nn.ParameterList(
            nn.Parameter(torch.empty(3, channels, cells << k, cells << k)) for k in range(scales)
        )
        self.register_buffer("low", -torch.ones(3))
        self.register_buffer("high", torch.ones(3))

    def begin(self, chance: torch.Generator) -> None:
        """Draw its numbers anew."""
        with torch.no_grad():
            for grid in self.grids:
                grid.uniform_(0.5, 1.5, generator=chance)

    def forward(self, places: torch.Tensor) -> torch.Tensor:
        """[N, channels x scales] at `places [N, 3]`; what lies outside of the box is taken at its edge."""
        at = 2 * (places - self.low) / (self.high - self.low) - 1
        pairs = torch.stack([at[:, list(pair)] for pair in _PAIRS])[:, None]  # [3, 1, N, 2]
        found = []
        for grid in self.grids:
            held = nn.functional.grid_sample(grid, pairs, mode="bilinear", padding_mode="border", align_corners=True)
            found.append(held[:, :, 0].prod(dim=0).T)
        return torch.cat(found, dim=1)
