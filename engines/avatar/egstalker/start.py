"""Where egstalker's splats begin: one at each vertex of the averaged tracked head, and more for hair and shoulders."""

from __future__ import annotations

import numpy as np

from engines.avatar.head_model import mannequin
from engines.avatar.material import Material
from engines.avatar.seeds import FACE, HAIR, MOUTH, TORSO, Seeds, colours_at, features_everywhere, plant

HEAD_SHARE = 0.5
"""Share of all splats that may begin on the head; hair and shoulders share the others."""


def vertices(material: Material, count: int, seed: int = 0) -> Seeds:
    """At most about `count` splats for the person in `material`; vertices behind the ears are left out, and others by
    chance when there are too many."""
    from scipy.spatial import cKDTree

    model, found = mannequin(), material.track
    usual = np.tensordot(found.expressions.mean(axis=0), model.moves, axes=1)
    head = model.vertices + features_everywhere(model, found.features) + usual
    normals = np.zeros_like(head)
    corners = head[model.faces]
    across = np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0])
    np.add.at(normals, model.faces.ravel(), np.repeat(across, 3, axis=0))
    normals /= np.maximum(np.linalg.norm(normals, axis=1, keepdims=True), 1e-12)
    ahead = np.flatnonzero((normals[:, 2] > -0.35) & (model.vertices[:, 1] > -0.06))
    chance = np.random.default_rng(seed)
    room = round(HEAD_SHARE * count)
    kept = np.sort(chance.choice(ahead, min(room, len(ahead)), replace=False))
    places = head[kept]
    near, _ = cKDTree(places).query(places, 4)
    sizes = np.clip(0.6 * near[:, 1:].mean(axis=1), 4e-4, 6e-3)

    others = plant(material, count, seed)
    around = np.isin(others.groups, (HAIR, TORSO))
    inside = others.groups == MOUTH
    groups = np.full(len(kept), FACE)
    usual_here = np.einsum("nmc,m->nc", others.moves, found.expressions.mean(axis=0))
    more = around | inside
    return Seeds(
        np.concatenate([places, (others.places + usual_here)[more]]).astype(np.float32),
        np.zeros((len(kept) + int(more.sum()), 0, 3), np.float32),
        np.concatenate([sizes, others.sizes[more]]).astype(np.float32),
        np.concatenate([colours_at(material, places, groups), others.colours[more]]).astype(np.float32),
        np.concatenate([groups, others.groups[more]]),
        np.concatenate([np.zeros(len(kept)), others.holds[more]]).astype(np.float32),
    )
