"""Audio-spatial attention: splats learn what is heard and seen from a few agents, which attend to the tokens.

Agents stand at fixed places on the head. So neither their number nor what they ask depends on how many splats there
are or in which order, and splats may come and go.
"""

from __future__ import annotations

import torch
from torch import nn


class AgentAttention(nn.Module):  # type: ignore[misc]
    """softmax(Q Aᵀ) softmax(A Kᵀ) V, and a network behind it; each normalised after it is added."""

    def __init__(self, width: int, heads: int, inner: int, dropout: float) -> None:
        super().__init__()
        self.heads, self.dropout = heads, dropout
        self.query, self.agent, self.key, self.value, self.out = (nn.Linear(width, width) for _ in range(5))
        self.before, self.after = nn.LayerNorm(width), nn.LayerNorm(width)
        self.network = nn.Sequential(nn.Linear(width, inner), nn.ReLU(), nn.Linear(inner, width))

    def shares(self, queries: torch.Tensor, agents: torch.Tensor) -> torch.Tensor:
        """[heads, N, A] how far each splat listens to each agent: the same for every frame."""
        one, other = self._split(self.query(queries)), self._split(self.agent(agents))
        return torch.softmax(one @ other.mT * one.shape[-1] ** -0.5, dim=-1)

    def told(self, agents: torch.Tensor, tokens: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        """What agents [A, width] make of tokens [K, width]: [heads, A, width / heads], and how they attended [heads,
        A, K]."""
        asked, keys, values = (
            self._split(self.agent(agents)),
            self._split(self.key(tokens)),
            self._split(self.value(tokens)),
        )
        attended = torch.softmax(asked @ keys.mT * asked.shape[-1] ** -0.5, dim=-1)
        return attended @ values, attended

    def forward(
        self,
        queries: torch.Tensor,
        shares: torch.Tensor,
        agents: torch.Tensor,
        tokens: torch.Tensor,
        chance: torch.Generator | None = None,
    ) -> torch.Tensor:
        """[N, width] for queries [N, width]. With `chance` some of what is found is left out."""
        mixed = (shares @ self.told(agents, tokens)[0]).permute(1, 0, 2).flatten(1)
        known = self.before(queries + self._some(self.out(mixed), chance))
        return self.after(known + self._some(self.network(known), chance))

    def _split(self, values: torch.Tensor) -> torch.Tensor:
        """[heads, n, width / heads]."""
        return values.unflatten(-1, (self.heads, -1)).movedim(-2, 0)

    def _some(self, values: torch.Tensor, chance: torch.Generator | None) -> torch.Tensor:
        if chance is None or self.dropout == 0:
            return values
        kept = torch.empty(values.shape).bernoulli_(1 - self.dropout, generator=chance)
        return values * (kept / (1 - self.dropout)).to(values)
