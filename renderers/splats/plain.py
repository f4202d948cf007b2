"""What a picture of splats is, in plain torch: every splat over every pixel, nearest first. The others' oracle."""

from __future__ import annotations

import torch

from renderers.splats.camera import SplatCamera
from renderers.splats.conventions import BLUR, LEAST_ALPHA, MOST_ALPHA
from renderers.splats.picture import SplatPicture


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
    """See `renderers.splats.draw`; works in the tensors' own precision."""
    view = torch.as_tensor(camera.view).to(means) if view is None else view
    rotation, shift = view[:, :3], view[:, 3]
    seen = means @ rotation.T + shift
    z = seen[:, 2]
    kept = z > camera.near
    z = torch.where(kept, z, torch.ones_like(z))
    x, y = seen[:, 0], seen[:, 1]
    centre = torch.stack([camera.fx * x / z + camera.cx, camera.fy * y / z + camera.cy], -1)
    centre = centre if probe is None else centre + probe

    west, east, north, south = camera.edges
    slope_x, slope_y = (x / z).clamp(west, east), (y / z).clamp(north, south)
    none = torch.zeros_like(z)
    jacobian = torch.stack(
        [
            torch.stack([camera.fx / z, none, -camera.fx * slope_x / z], -1),
            torch.stack([none, camera.fy / z, -camera.fy * slope_y / z], -1),
        ],
        -2,
    )
    spread = jacobian @ rotation @ _matrices(turns) * scales[:, None, :]
    covariance = spread @ spread.mT + BLUR * torch.eye(2).to(means)
    conic = torch.linalg.inv(covariance)

    colour = colours(means, harmonics, -rotation.T @ shift)
    order = torch.argsort(torch.where(kept, z, torch.inf), stable=True)
    order = order[kept[order]]
    rows, columns = torch.meshgrid(torch.arange(camera.height), torch.arange(camera.width), indexing="ij")
    pixels = torch.stack([columns, rows], -1).to(means) + 0.5

    away = pixels[None] - centre[order][:, None, None]
    power = -0.5 * torch.einsum("nhwi,nij,nhwj->nhw", away, conic[order], away)
    alpha = (opacities[order][:, None, None] * torch.exp(power)).clamp(max=MOST_ALPHA)
    alpha = torch.where(alpha >= LEAST_ALPHA, alpha, torch.zeros_like(alpha))
    through = torch.cumprod(1 - alpha, 0)
    weight = alpha * torch.cat([torch.ones_like(through[:1]), through[:-1]])
    return SplatPicture(
        torch.einsum("nhw,nc->hwc", weight, colour[order]),
        weight.sum(0),
        torch.einsum("nhw,n->hw", weight, z[order]),
    )


def _matrices(turns: torch.Tensor) -> torch.Tensor:
    """[N, 3, 3] rotation matrices of quaternions w, x, y, z."""
    w, x, y, z = torch.nn.functional.normalize(turns, dim=-1).unbind(-1)
    rows = [
        [1 - 2 * (y * y + z * z), 2 * (x * y - w * z), 2 * (x * z + w * y)],
        [2 * (x * y + w * z), 1 - 2 * (x * x + z * z), 2 * (y * z - w * x)],
        [2 * (x * z - w * y), 2 * (y * z + w * x), 1 - 2 * (x * x + y * y)],
    ]
    return torch.stack([torch.stack(row, -1) for row in rows], -2)


def colours(means: torch.Tensor, harmonics: torch.Tensor, eye: torch.Tensor) -> torch.Tensor:
    """[N, 3] each splat's colour seen from `eye [3]`."""
    x, y, z = torch.nn.functional.normalize(means - eye, dim=-1).unbind(-1)
    basis = [torch.full_like(x, 0.28209479177387814)]
    if harmonics.shape[1] > 1:
        basis += [-0.48860251190291987 * y, 0.48860251190291987 * z, -0.48860251190291987 * x]
    if harmonics.shape[1] > 4:
        basis += [
            1.0925484305920792 * x * y,
            -1.0925484305920792 * y * z,
            0.31539156525252005 * (2 * z * z - x * x - y * y),
            -1.0925484305920792 * x * z,
            0.5462742152960396 * (x * x - y * y),
        ]
    if harmonics.shape[1] > 9:
        basis += [
            -0.5900435899266435 * y * (3 * x * x - y * y),
            2.890611442640554 * x * y * z,
            -0.4570457994644658 * y * (4 * z * z - x * x - y * y),
            0.3731763325901154 * z * (2 * z * z - 3 * x * x - 3 * y * y),
            -0.4570457994644658 * x * (4 * z * z - x * x - y * y),
            1.445305721320277 * z * (x * x - y * y),
            -0.5900435899266435 * x * (x * x - 3 * y * y),
        ]
    return (0.5 + torch.einsum("nk,nkc->nc", torch.stack(basis, -1), harmonics)).clamp(min=0)
