"""Fewer triangles for the same surface: edges are collapsed onto one of their ends, the least noticed first.

What remains is a part of the vertices there were, so skin, morphs, colours and gloss stay true. A collapse is judged in
several poses at once, as the greatest distance from the planes it does away with (Garland and Heckbert, "Surface
Simplification Using Quadric Error Metrics", 1997). Seams between colours and open edges only shorten along themselves.
"""

from __future__ import annotations

import heapq
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

EDGE_WEIGHT = 3.0
"""How much more a metre from an open edge or a seam counts than one from a plane."""
LEAST_TURN = 0.35
"""Least cosine between a triangle's normals before and after."""


@dataclass
class Mesh:
    """A surface in K poses that loses triangles.

    poses: [K, V, 3] metres. faces: [F, 3]. weld: [V] first vertex at the same place. colors: [V, 3] 0 to 1.
    color_reach: metres that count as much as the whole way from black to white. care: [V] what a metre there counts.
    """

    poses: Floats
    faces: Ints
    weld: Ints
    colors: Floats
    color_reach: float
    care: Floats
    alive: NDArray[np.bool_] = field(init=False)
    around: list[set[int]] = field(init=False)
    quadrics: Floats = field(init=False)
    weights: Floats = field(init=False)

    def __post_init__(self) -> None:
        self.alive = np.ones(len(self.faces), bool)
        self.around = [set() for _ in self.weld]
        for f, corners in enumerate(self.weld[self.faces]):
            for corner in corners:
                self.around[corner].add(f)
        self.quadrics = np.zeros((len(self.weld), len(self.poses), 4, 4))
        self.weights = np.full((len(self.weld), len(self.poses)), 1e-12)
        self._planes()
        self._borders()

    def collapsed(self, tolerance: float) -> Ints:
        """[G, 3] the triangles that remain when no collapse is left that moves the surface less than `tolerance`."""
        queue: list[tuple[float, int, int]] = []
        version = np.zeros(len(self.weld), np.int64)
        stamps: dict[tuple[int, int], tuple[int, int]] = {}

        def ask(u: int) -> None:
            for v in self._neighbours(u):
                for one, other in ((u, v), (v, u)):
                    cost = self._cost(one, other)
                    if cost <= tolerance:
                        stamps[one, other] = int(version[one]), int(version[other])
                        heapq.heappush(queue, (cost, one, other))

        for u in range(len(self.weld)):
            for v in self._neighbours(u) if self.around[u] else ():
                cost = self._cost(u, v)
                if cost <= tolerance:
                    stamps[u, v] = 0, 0
                    queue.append((cost, u, v))
        heapq.heapify(queue)
        while queue:
            _, u, v = heapq.heappop(queue)
            if stamps.get((u, v)) != (version[u], version[v]):
                continue
            if not self.around[u] or not self.around[v]:
                continue
            moves = self._wedges(u, v)
            if moves is None or not self._sound(u, v, moves):
                continue
            self._apply(u, v, moves)
            version[v] += 1
            ask(v)
        return self.faces[self.alive]

    def _planes(self) -> None:
        """The planes of the triangles around each vertex, weighted by area."""
        a, b, c = (self.poses[:, self.faces[:, k]] for k in range(3))
        normals = np.cross(b - a, c - a)
        areas = np.linalg.norm(normals, axis=-1)
        normals /= np.maximum(areas, 1e-15)[..., None]
        planes = np.concatenate([normals, -(normals * a).sum(-1, keepdims=True)], axis=-1)
        squares = np.einsum("kf,kfi,kfj->fkij", areas, planes, planes)
        for k in range(3):
            np.add.at(self.quadrics, self.weld[self.faces[:, k]], squares)
            np.add.at(self.weights, self.weld[self.faces[:, k]], areas.T)

    def _borders(self) -> None:
        """Planes that stand on open edges and seams, so that these keep their line."""
        for u in range(len(self.weld)):
            for v in self._neighbours(u):
                if u > v:
                    continue
                both = sorted(self.around[u] & self.around[v])
                if len(both) == 2 and self._wedge_pairs(u, v, both) is not None:
                    corners = [self._wedge_in(f, u) for f in both]
                    if corners[0] == corners[1]:
                        continue
                for f in both:
                    a, b, c = (self.poses[:, corner] for corner in self.faces[f])
                    normal = np.cross(b - a, c - a)
                    along = self.poses[:, v] - self.poses[:, u]
                    across = np.cross(along, normal)
                    across /= np.maximum(np.linalg.norm(across, axis=-1, keepdims=True), 1e-15)
                    plane = np.concatenate([across, -(across * self.poses[:, u]).sum(-1, keepdims=True)], axis=-1)
                    weight = EDGE_WEIGHT * (along**2).sum(-1)
                    square = np.einsum("k,ki,kj->kij", weight, plane, plane)
                    for end in (u, v):
                        self.quadrics[end] += square
                        self.weights[end] += weight / EDGE_WEIGHT

    def _neighbours(self, u: int) -> set[int]:
        return {int(v) for f in self.around[u] for v in self.weld[self.faces[f]]} - {u}

    def _cost(self, u: int, v: int) -> float:
        """Metres by which collapsing u onto v is seen, in the pose where it is worst."""
        at = np.concatenate([self.poses[:, v], np.ones((len(self.poses), 1))], axis=1)
        square = np.einsum("ki,kij,kj->k", at, self.quadrics[u], at)
        moved = float(np.sqrt(np.maximum(square / self.weights[u], 0.0)).max())
        tinted = self.color_reach * float(np.abs(self.colors[u] - self.colors[v]).max())
        return float(self.care[u]) * (moved + tinted)

    def _wedge_in(self, f: int, u: int) -> int:
        return next(int(corner) for corner in self.faces[f] if self.weld[corner] == u)

    def _wedge_pairs(self, u: int, v: int, both: list[int]) -> dict[int, int] | None:
        """For each vertex at u beside the edge, the one at v; None if they contradict each other."""
        pairs: dict[int, int] = {}
        for f in both:
            mine, other = self._wedge_in(f, u), self._wedge_in(f, v)
            if pairs.setdefault(mine, other) != other:
                return None
        return pairs

    def _wedges(self, u: int, v: int) -> dict[int, int] | None:
        """Which vertex at v stands in for each vertex at u, or None where u cannot go to v."""
        both = sorted(self.around[u] & self.around[v])
        own = {self._wedge_in(f, u) for f in self.around[u]}
        pairs = self._wedge_pairs(u, v, both)
        if pairs is None or set(pairs) != own:
            return None
        if len(own) == 2 and len(set(pairs.values())) != 2:
            return None
        common = self._neighbours(u) & self._neighbours(v)
        if len(common) != len(both):
            return None
        u_open, v_open = self._is_open(u), self._is_open(v)
        edge_open = len(both) == 1
        if u_open and not (edge_open and v_open):
            return None
        if len(both) not in (1, 2):
            return None
        return pairs

    def _is_open(self, u: int) -> bool:
        return len(self._neighbours(u)) != len(self.around[u])

    def _sound(self, u: int, v: int, moves: dict[int, int]) -> bool:
        """Whether no triangle that stays turns over or becomes a needle."""
        staying = [f for f in self.around[u] if v not in self.weld[self.faces[f]]]
        if not staying:
            return False
        before = self.faces[staying]
        after = np.array([[moves.get(int(c), int(c)) for c in corners] for corners in before])
        normals = []
        for corners in (before, after):
            a, b, c = (self.poses[:, corners[:, k]] for k in range(3))
            normals.append(np.cross(b - a, c - a))
        was, now = normals
        a, b, c = (self.poses[:, after[:, k]] for k in range(3))
        longest = np.maximum(np.maximum(((b - a) ** 2).sum(-1), ((c - b) ** 2).sum(-1)), ((a - c) ** 2).sum(-1))
        sizes = np.linalg.norm(was, axis=-1), np.linalg.norm(now, axis=-1)
        turn = (was * now).sum(-1)
        return bool((turn > LEAST_TURN * sizes[0] * sizes[1]).all() and (sizes[1] > 0.05 * longest).all())

    def _apply(self, u: int, v: int, moves: dict[int, int]) -> None:
        for f in list(self.around[u]):
            corners = self.faces[f]
            if v in self.weld[corners]:
                self.alive[f] = False
                for corner in self.weld[corners]:
                    self.around[corner].discard(f)
                continue
            self.faces[f] = [moves.get(int(c), int(c)) for c in corners]
            self.around[v].add(f)
        self.around[u] = set()
        self.quadrics[v] += self.quadrics[u]
        self.weights[v] += self.weights[u]
