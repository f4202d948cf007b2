"""The fast head: splats on a face that the known expressions carry, each with a few learned ways of its own to move.

A frame is told by a code: the head model's expression, how the head is held, and a constant. Each splat has a small
matrix that turns the code into changes of place, colour and opacity. That is linear and of low rank, so it learns in
seconds and stays calm between what it has seen.
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


@dataclass(frozen=True)
class Shape:
    """How much a code holds: `expression` numbers of the face and `pose` of how the head is held."""

    expression: int = 14
    pose: int = 6

    @property
    def width(self) -> int:
        return self.expression + self.pose


class FastHead(nn.Module):  # type: ignore[misc]
    """N splats and how they follow a code [shape.width] and the head model's M expressions."""

    def __init__(self, seeds: Seeds, shape: Shape) -> None:
        super().__init__()
        self.shape = shape
        count = len(seeds.places)
        self.register_buffer(
            "moves", torch.from_numpy(seeds.moves.transpose(1, 0, 2).reshape(seeds.moves.shape[1], -1).copy())
        )
        self.register_buffer("groups", torch.from_numpy(seeds.groups))
        self.places = nn.Parameter(torch.from_numpy(seeds.places.copy()))
        turns = torch.zeros(count, 4)
        turns[:, 0] = 1
        self.turns = nn.Parameter(turns)
        self.sizes = nn.Parameter(torch.from_numpy(seeds.sizes).log()[:, None].repeat(1, 3))
        self.opacities = nn.Parameter(torch.full((count,), 1.0))
        self.colours = nn.Parameter((torch.from_numpy(seeds.colours) - 0.5) / SH_0)
        self.ways = nn.Parameter(torch.zeros(shape.width, count * CHANGES))
        reach = torch.ones(shape.width, count)
        reach[: shape.expression, (self.groups == HAIR) | (self.groups == TORSO)] = 0.0  # speech does not move hair
        self.register_buffer("reach", reach)

    def splats(
        self, code: torch.Tensor, expression: torch.Tensor, view: torch.Tensor
    ) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor, torch.Tensor, torch.Tensor]:
        """What `renderers.splats.draw` takes, in head space, seen by `view [3, 4]`."""
        changes = (code @ self.ways).reshape(-1, CHANGES)
        places = self.places + (expression @ self.moves).reshape(-1, 3) + 0.01 * changes[:, :3]
        rotation, shift = view[:, :3], view[:, 3]
        torso = (self.groups == TORSO)[:, None]
        places = torch.where(torso, (places - shift) @ rotation, places)
        turns = torch.where(torso, _times(_quaternion(rotation.detach().T), self.turns), self.turns)
        colours = self.colours + changes[:, 3:6]
        opacities = torch.sigmoid(self.opacities + changes[:, 6])
        return places, turns, self.sizes.exp().clamp(max=0.03), opacities, colours[:, None]

    def forward(
        self, code: torch.Tensor, expression: torch.Tensor, view: torch.Tensor, camera: SplatCamera
    ) -> SplatPicture:
        """The picture of one frame."""
        return draw(*self.splats(code, expression, view), camera, view)

    def loose(self) -> torch.Tensor:
        """How far the learned ways stray: small is calm."""
        return self.ways.square().mean()


def _quaternion(rotation: torch.Tensor) -> torch.Tensor:
    from scipy.spatial.transform import Rotation

    x, y, z, w = Rotation.from_matrix(rotation.detach().numpy().astype(np.float64)).as_quat()
    return torch.tensor([w, x, y, z], dtype=torch.float32)


def _times(one: torch.Tensor, others: torch.Tensor) -> torch.Tensor:
    """[N, 4] the product of a quaternion with others, w first."""
    w, x, y, z = one
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

    mean, parts: [M], [M, expression]; pose_mean, pose_scale: [6].
    """

    mean: NDArray[np.float64]
    parts: NDArray[np.float64]
    pose_mean: NDArray[np.float64]
    pose_scale: NDArray[np.float64]

    @classmethod
    def learn(cls, expressions: NDArray[np.float64], poses: NDArray[np.float64], shape: Shape) -> Coder:
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
