"""What the 3D page shows: a skinned figure, and what it does."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from renderers.surface import Surface

Floats = NDArray[np.float32]


@dataclass(frozen=True, eq=False)
class Figure:
    """A skinned mesh at rest, y up, metres.

    vertices:      [V, 3] rest positions.
    joints:        [J, 3] rest positions of the joints, whose axes are the world's at rest; parents come first.
    parents:       [J] index of each parent, -1 for the root.
    joint_indices: [V, 4] which joints move a vertex.
    joint_weights: [V, 4] by how much, each row summing to one.
    morph_starts, morph_vertices, morph_deltas: how far each of M face weights moves vertices at rest. Weight m moves
                   the vertices `morph_vertices[morph_starts[m]:morph_starts[m + 1]]` by the same rows of
                   `morph_deltas [K, 3]`; `morph_starts` is [M + 1], M may be zero.
    head:          the joint that a view of the face looks at.
    """

    surface: Surface
    vertices: Floats
    joints: Floats
    parents: NDArray[np.int32]
    joint_indices: NDArray[np.integer]
    joint_weights: Floats
    morph_starts: NDArray[np.integer]
    morph_vertices: NDArray[np.integer]
    morph_deltas: Floats
    head: int = 0


@dataclass(frozen=True, eq=False)
class Performance:
    """What a figure does over T frames.

    quaternions: [T, J, 4] local joint rotations, w first.
    translation: [T, 3] world position of the root joint, metres.
    face:        [T, M] face weights, 0 to 1.
    """

    fps: Fraction
    quaternions: Floats
    translation: Floats
    face: Floats
