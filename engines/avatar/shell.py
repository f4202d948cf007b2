"""A head as it can be turned. A film from the front says nothing of how deep its splats lie, nor of colours behind
others, so learning leaves both to chance, which nobody sees until the head turns. Here depth is made smooth along each
line of sight, and what was hidden is told what the picture shows there; seen from the front nearly nothing changes.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from engines.avatar import ply
from renderers.splats import SplatCamera
from renderers.splats.conventions import SH_0

Floats = NDArray[np.float64]
_KEPT = 0.3
"""Share that is kept of how far a splat lies before or behind its neighbours on the picture."""
_NEAR = 0.02
"""Share of the picture's side within which splats are neighbours."""
_SEEN = 0.25
"""A splat of which that share is seen keeps its own colour."""


@dataclass(frozen=True, eq=False)
class Shell:
    """N splats. places [N, 3]; spreads [N, 3, 3] covariances; opacities [N] 0 to 1; harmonics [N, K, 3]; pictured
    [N, 3] what a picture from the front shows where they are, and hidden [N] how far it does not show them."""

    places: NDArray[np.floating]
    spreads: NDArray[np.floating]
    opacities: NDArray[np.floating]
    harmonics: ply.Array
    pictured: NDArray[np.floating]
    hidden: NDArray[np.floating]

    @classmethod
    def of(cls, cloud: ply.Cloud) -> Shell:
        """As it is, when it may have been seen from all sides; harmonics that are all zero are left out."""
        known = next(k for k in (1, 4, 9, 16) if not cloud.harmonics[:, k:].any())
        nothing = np.zeros(len(cloud), np.float32)
        shown = np.zeros((len(cloud), 3), np.float32)
        return cls(cloud.places, spreads(cloud), _opacities(cloud), cloud.harmonics[:, :known], shown, nothing)


def shell(cloud: ply.Cloud, head: NDArray[np.float32], turns: NDArray[np.float32], camera: SplatCamera) -> Shell:
    """Of a cloud in head space, where `head [3, 4]` takes it before `camera`; `turns [N]` is 1 for what is turned."""
    axes = head[:, :3].astype(np.float64)
    places = cloud.places @ axes.T + head[:, 3]
    wide = axes @ spreads(cloud) @ axes.T
    weights, shares, picture = _looked_at(cloud, head, camera)
    focal = camera.fx
    pixels = focal * places[:, :2] / places[:, 2:] + (camera.cx, camera.cy)
    column, row = np.clip(np.floor(pixels), 0, (camera.width - 1, camera.height - 1)).astype(int).T
    depth = _smooth_depth(places[:, 2], turns * weights, pixels, (row, column), camera)
    moved = places[:, 2] + turns * (1 - _KEPT) * (depth - places[:, 2])
    sight = places / np.linalg.norm(places, axis=1, keepdims=True)
    places = places * (moved / places[:, 2])[:, None]
    flat = np.eye(3) - ((1 - _KEPT) * turns)[:, None, None] * sight[:, :, None] * sight[:, None]
    wide = flat @ wide @ flat.transpose(0, 2, 1)
    share = np.clip(shares / _SEEN, 0, 1)
    hidden = turns * (1 - share * share * (3 - 2 * share))
    return Shell(places, wide, _opacities(cloud), cloud.harmonics, picture[row, column], hidden)


def _smooth_depth(
    depths: Floats,
    weights: Floats,
    pixels: Floats,
    cells: tuple[NDArray[np.int64], NDArray[np.int64]],
    camera: SplatCamera,
) -> Floats:
    """[N] how deep the head lies where each splat is seen. It hardly differs between splats that cover each other, so
    they stay in their order."""
    import cv2

    sums = np.zeros((2, camera.height, camera.width))
    np.add.at(sums[0], cells, weights)
    np.add.at(sums[1], cells, weights * depths)
    usual = float((weights * depths).sum() / max(float(weights.sum()), 1e-9)) if weights.any() else float(depths.mean())
    weight, deep = (cv2.GaussianBlur(part, (0, 0), _NEAR * camera.width) for part in sums)
    field = ((deep + 1e-6 * usual) / (weight + 1e-6)).astype(np.float32)
    where = (pixels - 0.5).astype(np.float32)
    return np.asarray(
        cv2.remap(field, where[:, :1], where[:, 1:], cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE), np.float64
    )[:, 0]


def _looked_at(
    cloud: ply.Cloud, head: NDArray[np.float32], camera: SplatCamera
) -> tuple[Floats, Floats, NDArray[np.float32]]:
    """[N] how many pixels each splat gives its colour to, [N] which share of it is seen, and the picture [H, W, 3] of
    the person, carried on beyond their outline."""
    import cv2
    import torch

    from engines.avatar.still import upright
    from renderers.splats import draw

    view = torch.from_numpy(np.ascontiguousarray(head))
    given = (cloud.places, upright(cloud.turns), np.exp(np.clip(cloud.scales, -30, 30)), _opacities(cloud))
    means, turns, scales, opacities = (torch.from_numpy(np.ascontiguousarray(v, np.float32)) for v in given)
    colours = torch.from_numpy(cloud.harmonics.copy()).requires_grad_()
    seen = draw(means, turns, scales, opacities, colours, camera, view=view)
    seen.colour.sum().backward()
    assert colours.grad is not None
    weights = np.asarray(colours.grad[:, 0].mean(dim=1).numpy() / SH_0, np.float64)
    wide = np.exp(np.sort(cloud.scales.astype(np.float64), axis=1)[:, 1:].sum(axis=1))
    far = cloud.places @ head[2, :3] + head[2, 3]
    shares = weights / (2 * np.pi * _opacities(cloud) * (wide * (camera.fx / far) ** 2 + 0.3))
    covered = seen.alpha.detach().numpy()
    colour = (seen.colour.detach().numpy() / np.maximum(covered, 0.05)[..., None]).clip(0, 1)
    whole = cv2.inpaint((255 * colour).astype(np.uint8), (covered < 0.9).astype(np.uint8), 5, cv2.INPAINT_TELEA)
    return weights, shares, (cv2.GaussianBlur(whole, (0, 0), 0.7) / 255.0).astype(np.float32)


def spreads(cloud: ply.Cloud) -> ply.Array:
    """[N, 3, 3] covariances."""
    from engines.avatar.still import upright

    w, x, y, z = upright(cloud.turns).T
    axes = np.empty((len(cloud), 3, 3), np.float32)
    axes[:, 0] = np.stack([1 - 2 * (y * y + z * z), 2 * (x * y - w * z), 2 * (x * z + w * y)], axis=1)
    axes[:, 1] = np.stack([2 * (x * y + w * z), 1 - 2 * (x * x + z * z), 2 * (y * z - w * x)], axis=1)
    axes[:, 2] = np.stack([2 * (x * z - w * y), 2 * (y * z + w * x), 1 - 2 * (x * x + y * y)], axis=1)
    axes *= np.exp(np.clip(cloud.scales, -30, 30))[:, None]
    return np.asarray(axes @ axes.transpose(0, 2, 1))


def _opacities(cloud: ply.Cloud) -> ply.Array:
    return (1 / (1 + np.exp(-np.clip(cloud.opacities, -60, 60)))).astype(np.float32)
