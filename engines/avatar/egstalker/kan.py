"""Taylor-KAN: layers in which every input reaches every output through a short Taylor series of its own."""

from __future__ import annotations

import math

import torch
from torch import nn


class TaylorLinear(nn.Module):  # type: ignore[misc]
    """y_o = sum_i base_oi silu(x_i) + sum_i sum_k series_oik x_i^k + bias_o, with k = 0 ... order - 1."""

    def __init__(self, wide: int, out: int, order: int) -> None:
        super().__init__()
        self.order = order
        self.base = nn.Parameter(torch.empty(out, wide))
        self.series = nn.Parameter(torch.empty(out, wide, order))
        self.bias = nn.Parameter(torch.zeros(out))

    def begin(self, chance: torch.Generator) -> None:
        """Draw its numbers anew."""
        wide = self.base.shape[1]
        with torch.no_grad():
            nn.init.kaiming_uniform_(self.base, a=math.sqrt(5), generator=chance)
            self.series.normal_(0, 0.1 / math.sqrt(wide * self.order), generator=chance)
            self.bias.zero_()

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        """[..., out] of [..., wide]."""
        powers = torch.stack([x**k for k in range(self.order)], -1)
        straight = nn.functional.linear(nn.functional.silu(x), self.base, self.bias)
        return straight + nn.functional.linear(powers.flatten(-2), self.series.flatten(1))


class TaylorKan(nn.Module):  # type: ignore[misc]
    """Two such layers."""

    def __init__(self, wide: int, hidden: int, out: int, order: int) -> None:
        super().__init__()
        self.first, self.second = TaylorLinear(wide, hidden, order), TaylorLinear(hidden, out, order)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        """[..., out] of [..., wide]."""
        return self.second(self.first(x))
