"""The fast head: splats on a face that the known expressions carry, each with a few learned ways of its own to move.

A frame is told by a code: the head model's expression, how the head is held, and where the chest is. Each splat has a
small matrix that turns the code into changes of place, colour and opacity. That is linear and of low rank, so it
learns in seconds and stays calm between what it has seen. Splats of neck and chest hold on to the chest, more or less.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import nn

from engines.avatar.expression import Coder
from engines.avatar.seeds import HAIR, LOWER, MOUTH, TORSO, UPPER, Seeds
from engines.avatar.turns import quaternion, times
from renderers.splats import SplatCamera, SplatPicture, draw

SPLATS = ("places", "turns", "sizes", "opacities", "colours", "holds", "ways")
"""Parameters with a row a splat: all there are."""
SH_0 = 0.28209479177387814
CHANGES = 7
"""What a code changes in a splat: place (3), colour (3), opacity."""
_STEP = 0.01
"""Metres by which a way of weight 1 moves a splat."""
LARGEST = 0.03
"""Metres: the largest standard deviation of a splat."""


@dataclass(frozen=True, eq=False)
class Stance:
    """One frame as splats need it: code [width], head [3, 4] and chest [3, 3] in camera space."""

    code: torch.Tensor
    head: torch.Tensor
    chest: torch.Tensor


class FastHead(nn.Module):  # type: ignore[misc]
    """N splats and how they follow a stance. `rest [3, 4]` is the head's place when the chest is at its own."""

    SPLATS = SPLATS
    rest: torch.Tensor
    moves: torch.Tensor
    groups: torch.Tensor
    reach: torch.Tensor

    def __init__(self, seeds: Seeds, coder: Coder, rest: NDArray[np.float64]) -> None:
        super().__init__()
        self.shape = coder.shape
        count, shape = len(seeds.places), coder.shape
        usual = np.einsum("nmc,m->nc", seeds.moves, coder.units_mean)
        moves = np.einsum("nmc,em->nce", seeds.moves, coder.units_back)
        self.register_buffer("rest", torch.from_numpy(rest.astype(np.float32)))
        self.register_buffer("moves", torch.from_numpy(np.ascontiguousarray(moves, np.float32)))  # [N, 3, face]
        self.register_buffer("groups", torch.from_numpy(seeds.groups))
        self.places = nn.Parameter(torch.from_numpy(np.ascontiguousarray(seeds.places + usual, np.float32)))
        turns = torch.zeros(count, 4)
        turns[:, 0] = 1
        self.turns = nn.Parameter(turns)
        self.sizes = nn.Parameter(torch.from_numpy(seeds.sizes).log()[:, None].repeat(1, 3))
        self.opacities = nn.Parameter(torch.full((count,), 1.0))
        self.colours = nn.Parameter((torch.from_numpy(seeds.colours) - 0.5) / SH_0)
        self.holds = nn.Parameter(torch.from_numpy(seeds.holds).clamp(0.01, 0.99).logit())
        self.ways = nn.Parameter(torch.zeros(count, CHANGES, shape.width))
        self._reach()

    def _reach(self) -> None:
        """Which parts of a code concern which splats: speech moves no brow, no hair and no chest, lids move no lips,
        chests move no face."""
        shape, groups = self.shape, self.groups
        torso, low = groups == TORSO, (groups == LOWER) | (groups == MOUTH)
        reach = torch.ones(len(groups), 1, shape.width)
        reach[torso | (groups == HAIR), :, : shape.face] = 0.0
        reach[groups == UPPER, :, : shape.mouth] = 0.0
        reach[low, :, shape.mouth : shape.face] = 0.0
        reach[~torso, :, shape.face + shape.pose :] = 0.0
        self.register_buffer("reach", reach, persistent=False)

    def __len__(self) -> int:
        return len(self.places)

    def choose(self, index: torch.Tensor) -> None:
        """Keep the splats of `index`, which may name one twice."""
        for name in SPLATS:
            setattr(self, name, nn.Parameter(getattr(self, name).detach()[index].clone()))
        self.moves, self.groups = self.moves[index], self.groups[index]
        self._reach()

    def restore(self, state: dict[str, torch.Tensor]) -> None:
        """Become what was kept; for a head that has only its shape yet."""
        for name in ("rest", "moves", "groups"):
            self.register_buffer(name, state[name].clone())
        for name in SPLATS:
            setattr(self, name, nn.Parameter(state[name].clone()))
        self._reach()

    def load(self, state: dict[str, torch.Tensor]) -> None:
        """Take the state of a head of any number of splats."""
        for name, value in state.items():
            if name in dict(self.named_parameters()):
                setattr(self, name, nn.Parameter(value.clone()))
            else:
                setattr(self, name, value.clone())
        self._reach()

    def splats(self, stance: Stance) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor, torch.Tensor, torch.Tensor]:
        """What `renderers.splats.draw` takes, in camera space."""
        changes = (self.ways * self.reach) @ stance.code
        shaped = self.places + self.moves @ stance.code[: self.shape.face] + _STEP * changes[:, :3]
        rotation, shift = stance.head[:, :3], stance.head[:, 3]
        with_head = shaped @ rotation.T + shift
        hold = torch.where(self.groups == TORSO, torch.sigmoid(self.holds), 0.0)[:, None]
        with_chest = (shaped @ self.rest[:, :3].T + self.rest[:, 3]) @ stance.chest.T
        places = with_head + hold * (with_chest - with_head)
        head_turn, rest_turn = quaternion(rotation), quaternion(self.rest[:, :3])
        if (head_turn * rest_turn).sum() < 0:
            rest_turn = -rest_turn
        turns = times(head_turn + hold * (rest_turn - head_turn), self.turns)
        colours = self.colours + changes[:, 3:6]
        opacities = torch.sigmoid(self.opacities + changes[:, 6])
        return places, turns, self.sizes.exp().clamp(max=LARGEST), opacities, colours[:, None]

    def forward(self, stance: Stance, camera: SplatCamera, probe: torch.Tensor | None = None) -> SplatPicture:
        """The picture of one frame; `camera` looks at camera space, so that it may stand elsewhere."""
        return draw(*self.splats(stance), camera, probe=probe)

    @staticmethod
    def turned(rotation: torch.Tensor, turns: torch.Tensor) -> torch.Tensor:
        """[N, 4] quaternions `turns` after a rotation [3, 3]."""
        return times(quaternion(rotation)[None], turns)

    def loose(self) -> torch.Tensor:
        """How far the learned ways stray: small is calm."""
        return self.ways.square().mean()
