"""Collapsing edges: flat things become few triangles, outlines and seams keep their line, nothing tears."""

from collections import Counter

import numpy as np
import pytest

from tools.bake.collapse import Mesh


def grid(n: int, colors: np.ndarray, split: int | None = None) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """A square of n x n quads, a metre wide; the columns from `split` on have vertices of their own."""
    points, weld, place = [], [], {}
    for side in (0, 1) if split is not None else (0,):
        for y in range(n + 1):
            for x in range(n + 1):
                if split is not None and (x > split if side == 0 else x < split):
                    continue
                place[side, x, y] = len(points)
                weld.append(place.get((0, x, y), len(points)))
                points.append([x / n, y / n, 0.0])
    faces = []
    for y in range(n):
        for x in range(n):
            side = 0 if split is None or x < split else 1
            a, b, c, d = (place[side, x + i, y + j] for i, j in ((0, 0), (1, 0), (1, 1), (0, 1)))
            faces += [[a, b, c], [a, c, d]]
    side_of = np.array([key[0] for key in place])
    return np.array(points), np.array(faces), np.array(weld), colors[side_of]


def area(points: np.ndarray, faces: np.ndarray) -> float:
    a, b, c = (points[faces[:, k]] for k in range(3))
    return float(np.linalg.norm(np.cross(b - a, c - a), axis=1).sum() / 2)


def collapsed(points: np.ndarray, faces: np.ndarray, weld: np.ndarray, colors: np.ndarray, by: float) -> np.ndarray:
    return Mesh(points[None], faces.copy(), weld, colors, 0.004, np.ones(len(points))).collapsed(by)


def test_a_flat_square_is_left_with_its_outline() -> None:
    points, faces, weld, colors = grid(8, np.zeros((1, 3)))
    left = collapsed(points, faces, weld, colors, 1e-4)
    assert len(left) <= 12
    assert abs(area(points, left) - 1.0) < 1e-9


def test_a_seam_between_colours_stays_where_it_is() -> None:
    points, faces, weld, colors = grid(8, np.array([[1.0, 0, 0], [0, 0, 1.0]]), split=3)
    left = collapsed(points, faces, weld, colors, 1e-3)
    assert len(left) < len(faces) / 4
    for side, share in ((0, 3 / 8), (1, 5 / 8)):
        own = left[colors[left[:, 0], 0] == (1.0 if side == 0 else 0.0)]
        assert abs(area(points, own) - share) < 1e-9
        assert len(np.unique(colors[own].reshape(-1, 3), axis=0)) == 1


@pytest.mark.slow
def test_a_ball_stays_closed_and_round() -> None:
    import trimesh

    ball = trimesh.creation.icosphere(subdivisions=4)
    points, faces = np.asarray(ball.vertices), np.asarray(ball.faces)
    left = collapsed(points, faces, np.arange(len(points)), np.zeros((len(points), 3)), 0.01)
    assert len(left) < len(faces) / 3
    edges = Counter(tuple(sorted(edge)) for a, b, c in left for edge in ((a, b), (b, c), (c, a)))
    assert set(edges.values()) == {2}
    assert np.linalg.norm(points[left].mean(axis=1), axis=1).min() > 0.97


def test_a_fold_that_only_one_pose_shows_is_kept() -> None:
    flat, faces, weld, colors = grid(8, np.zeros((1, 3)))
    bent = flat.copy()
    bent[:, 2] = np.maximum(bent[:, 0] - 0.5, 0.0)
    left = Mesh(np.stack([flat, bent]), faces.copy(), weld, colors, 0.004, np.ones(len(flat))).collapsed(1e-4)
    assert abs(area(bent, left) - area(bent, faces)) < 1e-6
    assert len(left) < len(faces) / 4
