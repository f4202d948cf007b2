"""What a renderer needs to know of a mesh besides where its vertices are."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, eq=False)
class Surface:
    """V vertices, F triangles, counter-clockwise seen from outside.

    faces:  [F, 3] int32 vertex indices.
    colors: [V, 3] float32 sRGB, 0 to 1. Vertices are doubled along colour seams, so edges between regions are crisp.
    gloss:  [V] float32, 0 matt to 1 wet (eyes, lips, shoes).
    weld:   [V] int32 for each vertex the first vertex at the same rest position; normals are summed over welded
            vertices so that a colour seam is not a crease.
    """

    faces: NDArray[np.int32]
    colors: NDArray[np.float32]
    gloss: NDArray[np.float32]
    weld: NDArray[np.int32]
