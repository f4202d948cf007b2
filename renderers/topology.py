"""What can be known of a mesh from its triangles alone, worked out once before any frame is drawn."""

from dataclasses import dataclass
from weakref import WeakKeyDictionary

import numpy as np
from numpy.typing import NDArray

from contracts import StudioError
from renderers.surface import Surface

Ints = NDArray[np.int32]


@dataclass(frozen=True, eq=False)
class Topology:
    """Neighbourhoods of a mesh of V vertices and F triangles.

    faces:     [F, 3] as in the surface.
    fan_start: [V + 1], fan: triangles fan[fan_start[i]:fan_start[i + 1]] meet at vertex i or one welded to it.
    region:    [F] the part each triangle belongs to, bounded by colour seams.
    two_sided: [F] whether the triangle's back can be seen: it lies on a piece with a hole or an open edge.
    """

    faces: Ints
    fan_start: Ints
    fan: Ints
    region: Ints
    two_sided: NDArray[np.bool_]

    @classmethod
    def of(cls, surface: Surface) -> "Topology":
        """Worked out once for each surface, however many renderers draw it."""
        known = _KNOWN.get(surface)
        if known is None:
            known = _KNOWN[surface] = cls._of(surface)
        return known

    @classmethod
    def _of(cls, surface: Surface) -> "Topology":
        from scipy.sparse import coo_matrix
        from scipy.sparse.csgraph import connected_components

        faces = np.ascontiguousarray(surface.faces, dtype=np.int32).reshape(-1, 3)
        count = len(surface.colors)
        weld = np.asarray(surface.weld, dtype=np.int32)
        if len(surface.gloss) != count or len(weld) != count:
            raise StudioError("The mesh's colours, gloss and weld differ in length.", "Bake the body again.")
        for name, indices in (("triangle", faces), ("weld", weld)):
            if indices.size and not (indices.min() >= 0 and indices.max() < count):
                raise StudioError(f"The mesh has a {name} that names a vertex it does not have.", "Bake it again.")

        def parts(corners: Ints) -> Ints:
            links = np.concatenate([corners[:, [0, 1]], corners[:, [1, 2]]])
            graph = coo_matrix((np.ones(len(links), bool), (links[:, 0], links[:, 1])), shape=(count, count))
            labels = connected_components(graph, directed=False)[1]
            return np.asarray(labels, dtype=np.int32)[corners[:, 0]]

        welded = weld[faces]
        order = np.argsort(welded.ravel(), kind="stable")
        starts = np.searchsorted(welded.ravel()[order], np.arange(count + 1)).astype(np.int32)
        around = (order // 3).astype(np.int32)
        sizes = starts[weld + 1] - starts[weld]
        fan_start = np.concatenate([[0], np.cumsum(sizes)]).astype(np.int32)
        within = np.arange(fan_start[-1]) - np.repeat(fan_start[:-1], sizes)
        fan = around[np.repeat(starts[weld], sizes) + within]
        return cls(faces, fan_start, fan, parts(faces), _open(welded, parts(welded)))


_KNOWN: WeakKeyDictionary[Surface, Topology] = WeakKeyDictionary()


def _open(faces: Ints, part: Ints) -> NDArray[np.bool_]:
    """[F] whether the part a triangle belongs to has an edge that no neighbour runs along the other way."""
    if not len(faces):
        return np.zeros(0, np.bool_)
    edges = np.concatenate([faces[:, [0, 1]], faces[:, [1, 2]], faces[:, [2, 0]]]).astype(np.int64)
    owners = np.tile(part, 3)
    proper = edges[:, 0] != edges[:, 1]
    edges, owners = edges[proper], owners[proper]
    span = int(faces.max()) + 1
    forward = edges[:, 0] * span + edges[:, 1]
    backward = edges[:, 1] * span + edges[:, 0]
    unmatched = ~np.isin(forward, backward)
    return np.isin(part, owners[unmatched])
