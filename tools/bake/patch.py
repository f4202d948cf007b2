"""Pieces of surface that can be cropped, cut along a line and refined, without losing what they are made of."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from tools.bake.source import Floats, Ints

NDArrayBool = NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class Patch:
    """n vertices, each a blend of the source's V vertices, and where they now are.

    mix:    sparse [n, V], rows sum to one; carries weights, face units and texture coordinates through every cut.
    points: [n, 3] metres.
    faces:  [F, 3] counter-clockwise seen from outside.
    """

    mix: sparse.csr_matrix
    points: Floats
    faces: Ints

    @classmethod
    def of(cls, faces: Ints, points: Floats) -> Patch:
        """The source triangles `faces` with their vertices at `points [V, 3]`."""
        used, flat = np.unique(faces, return_inverse=True)
        mix = sparse.identity(len(points), format="csr")[used]
        return cls(mix, points[used], flat.reshape(-1, 3))

    def moved(self, points: Floats) -> Patch:
        return replace(self, points=points)

    def crop(self, keep: NDArrayBool) -> Patch:
        """Only the faces where `keep [F]` holds."""
        used, flat = np.unique(self.faces[keep], return_inverse=True)
        return Patch(self.mix[used], self.points[used], flat.reshape(-1, 3))

    def cut(self, level: Floats) -> tuple[Patch, Patch]:
        """Cut along level zero of `level [n]`: the positive side, then the negative. Both have vertices on the line."""
        level = level.copy()
        edges = self._edges()
        a, b = edges[:, 0], edges[:, 1]
        crossing = level[a] * level[b] < 0
        share = np.zeros(len(edges))
        share[crossing] = level[a][crossing] / (level[a] - level[b])[crossing]
        # A crossing very near a vertex would leave a sliver: let the line pass through the vertex instead.
        level[a[crossing & (share < 0.06)]] = 0.0
        level[b[crossing & (share > 0.94)]] = 0.0
        crossing = level[a] * level[b] < 0
        share = level[a][crossing] / (level[a] - level[b])[crossing]
        grown, index = self._with_edge_points(edges[crossing], share)
        level = np.concatenate([level, np.zeros(int(crossing.sum()))])
        positive: list[list[int]] = []
        negative: list[list[int]] = []
        for face in self.faces:
            sides = np.sign(level[face])
            if (sides >= 0).all() and sides.any():
                positive.append(list(face))
            elif (sides <= 0).all():
                negative.append(list(face))
            else:
                _split(list(face), level, index, positive, negative)
        return grown._of_faces(positive), grown._of_faces(negative)

    def refine(self, where: NDArrayBool | None = None) -> Patch:
        """Each face (or those where `where [F]` holds) into four; bordering faces are split to fit."""
        chosen = np.ones(len(self.faces), dtype=bool) if where is None else where
        edges = np.unique(np.sort(_sides(self.faces[chosen]), axis=1), axis=0)
        grown, index = self._with_edge_points(edges, np.full(len(edges), 0.5))
        grown = grown.moved(np.concatenate([self.points, self._rounded_middles(edges)]))
        faces: list[list[int]] = []
        for face in self.faces:
            middles = [index.get((min(u, v), max(u, v))) for u, v in zip(face, np.roll(face, -1), strict=True)]
            faces.extend(_refined(list(face), middles))
        return grown._of_faces(faces)

    def _rounded_middles(self, edges: Ints) -> Floats:
        """[k, 3] the middle of each of `edges [k, 2]`, lifted half-way onto the curved surface its normals tell of."""
        normals = self.normals()
        ends = self.points[edges]
        middle = ends.mean(1)
        to_planes = ((ends - middle[:, None]) * normals[edges]).sum(-1, keepdims=True) * normals[edges]
        lift = 0.5 * to_planes.mean(1)
        sharp = (normals[edges[:, 0]] * normals[edges[:, 1]]).sum(1) < 0.3
        return middle + np.where(sharp[:, None], 0.0, lift)

    def normals(self) -> Floats:
        """[n, 3] unit vertex normals."""
        corners = self.points[self.faces]
        across = np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0])
        normals = np.zeros_like(self.points)
        for corner in range(3):
            np.add.at(normals, self.faces[:, corner], across)
        return normals / np.maximum(np.linalg.norm(normals, axis=1, keepdims=True), 1e-12)

    def average(self) -> sparse.csr_matrix:
        """[n, n] the mean over each vertex's neighbours."""
        edges = self._edges()
        n = len(self.points)
        rows, columns = np.concatenate([edges, edges[:, ::-1]]).T
        adjacency = sparse.csr_matrix((np.ones(len(rows)), (rows, columns)), shape=(n, n))
        return sparse.diags(1.0 / np.maximum(adjacency.sum(1).A1, 1.0)) @ adjacency

    def smoothed(self, values: Floats, amount: Floats | float, rounds: int) -> Floats:
        """`values [n, ...]` drawn towards their neighbours' mean `rounds` times by `amount` ([n] or one number)."""
        average = self.average()
        share = np.broadcast_to(np.asarray(amount, dtype=np.float64), len(self.points))
        share = share.reshape(-1, *[1] * (values.ndim - 1))
        for _ in range(rounds):
            values = values + share * (average @ values - values)
        return values

    def stiffened(self, amount: Floats, rounds: int) -> Patch:
        """What each vertex is made of drawn towards its neighbours' by `amount` [n]: it bends less sharply."""
        spread = sparse.diags(1.0 - amount) + sparse.diags(amount) @ self.average()
        mix = self.mix
        for _ in range(rounds):
            mix = spread @ mix
        return replace(self, mix=mix.tocsr())

    def rims(self) -> Ints:
        """Directed border edges [k, 2], in the direction of the faces they belong to."""
        sides = _sides(self.faces)
        keys = np.sort(sides, axis=1)
        _, inverse, counts = np.unique(keys, axis=0, return_inverse=True, return_counts=True)
        return sides[counts[inverse.ravel()] == 1]

    def _edges(self) -> Ints:
        return np.unique(np.sort(_sides(self.faces), axis=1), axis=0)

    def _with_edge_points(self, edges: Ints, share: Floats) -> tuple[Patch, dict[tuple[int, int], int]]:
        """Add a vertex on each of `edges [k, 2]`, `share [k]` of the way along."""
        a, b = edges.T
        rows = sparse.diags(1.0 - share) @ self.mix[a] + sparse.diags(share) @ self.mix[b]
        points = (1.0 - share)[:, None] * self.points[a] + share[:, None] * self.points[b]
        index = {(int(u), int(v)): len(self.points) + i for i, (u, v) in enumerate(edges)}
        mix = sparse.vstack([self.mix, rows], format="csr")
        return Patch(mix, np.concatenate([self.points, points]), self.faces), index

    def _of_faces(self, faces: list[list[int]]) -> Patch:
        return replace(self, faces=np.array(faces, dtype=np.int64).reshape(-1, 3)).crop(np.ones(len(faces), dtype=bool))


def join(patches: list[Patch]) -> Patch:
    """Several patches as one, vertices at the same place and of the same make merged."""
    starts = np.cumsum([0] + [len(patch.points) for patch in patches])
    points = np.concatenate([patch.points for patch in patches])
    mix = sparse.vstack([patch.mix for patch in patches], format="csr")
    faces = np.concatenate([patch.faces + start for patch, start in zip(patches, starts, strict=False)])
    _, first, inverse = np.unique(np.round(points, 7), axis=0, return_index=True, return_inverse=True)
    return Patch(mix[first], points[first], inverse.ravel()[faces])


def _sides(faces: Ints) -> Ints:
    return np.concatenate([faces[:, [0, 1]], faces[:, [1, 2]], faces[:, [2, 0]]])


def _split(
    face: list[int],
    level: Floats,
    index: dict[tuple[int, int], int],
    positive: list[list[int]],
    negative: list[list[int]],
) -> None:
    """Clip one triangle along level zero and add the parts to both sides."""
    for sign, side in ((1.0, positive), (-1.0, negative)):
        ring: list[int] = []
        for u, v in zip(face, face[1:] + face[:1], strict=True):
            if sign * level[u] >= 0:
                ring.append(u)
            if level[u] * level[v] < 0:
                ring.append(index[min(u, v), max(u, v)])
        side.extend([ring[0], ring[i], ring[i + 1]] for i in range(1, len(ring) - 1))


def _refined(face: list[int], middles: list[int | None]) -> list[list[int]]:
    """One triangle split at whichever of its sides have a middle vertex."""
    a, b, c = face
    count = sum(middle is not None for middle in middles)
    if count == 0:
        return [face]
    ab, bc, ca = middles
    if ab is not None and bc is not None and ca is not None:
        return [[a, ab, ca], [ab, b, bc], [ca, bc, c], [ab, bc, ca]]
    # Turn the triangle so that its first side is split and, with two split, its third is whole.
    if ab is None or (count == 2 and bc is None):
        return _refined([b, c, a], [bc, ca, ab])
    if count == 1:
        return [[a, ab, c], [ab, b, c]]
    assert bc is not None
    return [[ab, b, bc], [a, ab, bc], [a, bc, c]]
