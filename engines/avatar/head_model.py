"""The head that is fitted to landmarks: the mannequin's, with its 52 expressions and room for each person's features.

Head space: metres from the head joint, x to the person's left, y up, z out of the face.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
ASSET = Path(__file__).resolve().parents[2] / "assets" / "mannequin" / "landmarks.npz"
REACH = (-0.10, 0.30)
"""Metres below and above the head joint between which the mannequin's vertices make its head."""


@dataclass(frozen=True, eq=False)
class HeadModel:
    """A head and how it moves.

    name:       whose head it is.
    vertices:   [V, 3] the neutral head.
    faces:      [F, 3] its triangles.
    units:      M names of expressions.
    moves:      [M, V, 3] how each displaces the vertices at a weight of 1.
    landmarks:  [478, 3] the neutral landmarks.
    stirs:      [M, 478, 3] how each expression displaces them.
    persons:    [K, 478, 3] how people's landmarks differ, each as far as one standard deviation; None: not known.
    """

    name: str
    vertices: Floats
    faces: NDArray[np.int32]
    units: tuple[str, ...]
    moves: NDArray[np.float32]
    landmarks: Floats
    stirs: Floats
    persons: Floats | None = None


@lru_cache(maxsize=1)
def mannequin() -> HeadModel:
    """The head of the figure we ship."""
    from engines.body import load_body
    from engines.motion.face import FACE_WEIGHTS
    from engines.motion.skeleton import JOINTS

    body = load_body()
    joint = body.rest_joints[JOINTS.index("head")].astype(np.float64)
    points = body.skin.vertices.astype(np.float64) - joint
    on_head = (points[:, 1] > REACH[0]) & (points[:, 1] < REACH[1]) & (np.abs(points[:, 0]) < 0.14)
    kept = np.flatnonzero(on_head)
    place = np.full(len(points), -1)
    place[kept] = np.arange(len(kept))
    faces = place[body.surface.faces]
    with np.load(ASSET, allow_pickle=False) as file:
        triangles, weights = file["triangles"], file["weights"].astype(np.float64)
    targets = body.skin.morph_targets()
    moves = np.zeros((len(FACE_WEIGHTS), len(points), 3), np.float32)
    for m, unit in enumerate(FACE_WEIGHTS):
        if unit in targets:
            where, deltas = targets[unit]
            moves[m, where] = deltas
    at_landmarks = np.einsum("lk,mlkc->mlc", weights, moves[:, triangles].astype(np.float64))
    return HeadModel(
        "mannequin",
        points[kept],
        faces[(faces >= 0).all(axis=1)].astype(np.int32),
        FACE_WEIGHTS,
        moves[:, kept],
        np.einsum("lk,lkc->lc", weights, points[triangles]),
        at_landmarks,
    )
