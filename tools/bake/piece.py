"""A piece of the figure: a patch of one colour region, ready to be assembled."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import sparse

from tools.bake.patch import Patch
from tools.bake.source import Floats

REGIONS = (
    "skin", "lips", "mouth", "nails", "brows", "hair", "lashes", "eye_white", "iris", "pupil", "teeth", "gums",
    "tongue", "top", "top_trim", "trousers", "shoes", "soles",
)  # fmt: skip


@dataclass(frozen=True, eq=False)
class Piece:
    """One colour region of the figure.

    shade: [n] how much of the region's colour is seen, 0 to 1 (creases, the rim of the iris).
    body:  pieces of the same body are one smooth surface where they touch; hems start a body of their own.
    joint: the one joint this piece follows, or None to follow the source's weights.
    units: its own face units, name to displacement [n, 3], where the source's do not fit.
    """

    patch: Patch
    region: str
    body: str
    shade: Floats | None = None
    joint: str | None = None
    units: dict[str, Floats] | None = None


def hem(patch: Patch, near: Floats, inner: Floats | float, region: str, body: str, lining: float = 0.0) -> Piece:
    """The edge of a cloth or of hair, folded inwards along the border where `near [n]` is almost zero.

    `inner` is the width of the fold, or where it ends for each vertex `[n, 3]`; cloth nearer than `lining` to the
    border is doubled on the inside, so that one can look into a sleeve or a collar.
    """
    if isinstance(inner, float):
        inner = patch.points - patch.normals() * inner
    rims = patch.rims()
    rims = rims[(np.abs(near[rims]) < 0.004).all(1)]
    ring, flat = np.unique(rims, return_inverse=True)
    n = len(ring)
    u, v = flat.reshape(-1, 2).T
    fold = np.concatenate([np.stack([v, u, u + n], axis=1), np.stack([v, u + n, v + n], axis=1)])
    backs = patch.faces[(np.abs(near[patch.faces]) < lining).any(1)][:, ::-1]
    used, back = np.unique(backs, return_inverse=True)
    mix = sparse.vstack([patch.mix[ring], patch.mix[ring], patch.mix[used]], format="csr")
    points = np.concatenate([patch.points[ring], inner[ring], inner[used]])
    dark = 0.6 if lining else 0.9
    shade = np.concatenate([np.full(n, 0.9), np.full(n, dark), np.full(len(used), dark)])
    return Piece(Patch(mix, points, np.concatenate([fold, back.reshape(-1, 3) + 2 * n])), region, body, shade)
