"""Rotations of splats: quaternions w, x, y, z."""

from __future__ import annotations

import torch


def quaternion(rotation: torch.Tensor) -> torch.Tensor:
    """[4] w, x, y, z of a rotation matrix [3, 3]."""
    from scipy.spatial.transform import Rotation

    x, y, z, w = Rotation.from_matrix(rotation.detach().cpu().double().numpy()).as_quat()
    return rotation.new_tensor([w, x, y, z])


def times(one: torch.Tensor, others: torch.Tensor) -> torch.Tensor:
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
