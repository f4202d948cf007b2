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

from engines.avatar.seeds import HAIR, TORSO, Seeds
from renderers.splats import SplatCamera, SplatPicture, draw

SH_0 = 0.28209479177387814
CHANGES = 7
"""What a code changes in a splat: place (3), colour (3), opacity."""
_STEP = 0.01
"""Metres by which a way of weight 1 moves a splat."""
LARGEST = 0.03
"""Metres: the largest standard deviation of a splat."""


@dataclass(frozen=True)
class Shape:
    """How much a code holds: `expression` numbers of the face, `pose` of how the head is held, `chest` of the chest."""

    expression: int = 14
    pose: int = 6
    chest: int = 4

    @property
    def width(self) -> int:
        return self.expression + self.pose + self.chest


@dataclass(frozen=True, eq=False)
class Stance:
    """One frame as splats need it: code [width], expression [M], head [3, 4] and chest [3, 3] in camera space."""

    code: torch.Tensor
    expression: torch.Tensor
    head: torch.Tensor
    chest: torch.Tensor


class FastHead(nn.Module):  # type: ignore[misc]
    """N splats and how they follow a stance. `rest [3, 4]` is the head's place when the chest is at its own."""

    def __init__(self, seeds: Seeds, shape: Shape, rest: NDArray[np.float64]) -> None:
        super().__init__()
        self.shape = shape
        count = len(seeds.places)
        self.register_buffer("rest", torch.from_numpy(rest.astype(np.float32)))
        self.register_buffer("moves", torch.from_numpy(seeds.moves.transpose(0, 2, 1).copy()))  # [N, 3, M]
        self.register_buffer("groups", torch.from_numpy(seeds.groups))
        self.places = nn.Parameter(torch.from_numpy(seeds.places.copy()))
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
        """Which parts of a code concern which splats: speech moves no hair and no chest, chests move no face."""
        torso, hair = self.groups == TORSO, self.groups == HAIR
        reach = torch.ones(len(self.groups), 1, self.shape.width)
        reach[torso | hair, :, : self.shape.expression] = 0.0
        reach[~torso, :, self.shape.expression + self.shape.pose :] = 0.0
        self.register_buffer("reach", reach, persistent=False)

    def __len__(self) -> int:
        return len(self.places)

    def splats(
        self, stance: Stance
    ) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor, torch.Tensor, torch.Tensor]:
        """What `renderers.splats.draw` takes, in camera space."""
        changes = (self.ways * self.reach) @ stance.code
        shaped = self.places + self.moves @ stance.expression + _STEP * changes[:, :3]
        rotation, shift = stance.head[:, :3], stance.head[:, 3]
        with_head = shaped @ rotation.T + shift
        hold = torch.where(self.groups == TORSO, torch.sigmoid(self.holds), 0.0)[:, None]
        with_chest = (shaped @ self.rest[:, :3].T + self.rest[:, 3]) @ stance.chest.T
        places = with_head + hold * (with_chest - with_head)
        head_turn, rest_turn = _quaternion(rotation), _quaternion(self.rest[:, :3])
        if (head_turn * rest_turn).sum() < 0:
            rest_turn = -rest_turn
        turns = _times(head_turn + hold * (rest_turn - head_turn), self.turns)
        colours = self.colours + changes[:, 3:6]
        opacities = torch.sigmoid(self.opacities + changes[:, 6])
        return places, turns, self.sizes.exp().clamp(max=LARGEST), opacities, colours[:, None]

    def forward(
        self, stance: Stance, camera: SplatCamera, probe: torch.Tensor | None = None
    ) -> SplatPicture:
        """The picture of one frame; `camera` looks at camera space, so that it may stand elsewhere."""
        return draw(*self.splats(stance), camera, probe=probe)

    def loose(self) -> torch.Tensor:
        """How far the learned ways stray: small is calm."""
        return self.ways.square().mean()


def _quaternion(rotation: torch.Tensor) -> torch.Tensor:
    """[4] w, x, y, z of a rotation matrix [3, 3]."""
    from scipy.spatial.transform import Rotation

    x, y, z, w = Rotation.from_matrix(rotation.detach().cpu().numpy().astype(np.float64)).as_quat()
    return rotation.new_tensor([w, x, y, z])


def _times(one: torch.Tensor, others: torch.Tensor) -> torch.Tensor:
    """[N, 4] the product of quaternions [N, 4] with others, w first."""
    w, x, y, z = one.unbind(-1)
    a, b, c, d = others.unbind(-1)
    return torch.stack(
        [
            w * a - x * b - y * c - z * d,
            w * b + x * a + y * d - z * c,
            w * c - x * d + y * a + z * b,
            w * d + x * c - y * b + z * a,
        ],
        -1,
    )


@dataclass(frozen=True, eq=False)
class Coder:
    """Frames to codes: principal parts of expressions and standardised poses, as they were in what was learned.

    mean, parts: [M], [M, expression]; pose_mean, pose_scale: [pose + chest].
    """

    mean: NDArray[np.float64]
    parts: NDArray[np.float64]
    pose_mean: NDArray[np.float64]
    pose_scale: NDArray[np.float64]

    @classmethod
    def learn(cls, expressions: NDArray[np.float64], poses: NDArray[np.float64], shape: Shape) -> Coder:
        """From expressions [T, M] and poses [T, pose + chest] of the frames to be learned."""
        mean = expressions.mean(axis=0)
        _, strength, rows = np.linalg.svd(expressions - mean, full_matrices=False)
        kept = min(shape.expression, len(rows))
        scale = np.maximum(strength[:kept] / np.sqrt(len(expressions)), 1e-3)
        parts = np.zeros((expressions.shape[1], shape.expression))
        parts[:, :kept] = rows[:kept].T / np.maximum(scale, 0.3 * scale[0])
        return cls(mean, parts, poses.mean(axis=0), np.maximum(2 * poses.std(axis=0), 1e-3))

    def code(self, expressions: NDArray[np.float64], poses: NDArray[np.float64]) -> torch.Tensor:
        """[T, width] float32."""
        face = np.clip((expressions - self.mean) @ self.parts, -3, 3)
        held = np.clip((poses - self.pose_mean) / self.pose_scale, -1.5, 1.5)
        return torch.from_numpy(np.concatenate([face, held], axis=1).astype(np.float32))
