"""Cutting and refining pieces of mesh: area, outline and make survive."""

import numpy as np
import pytest
from scipy import sparse

from tools.bake.patch import Patch
from tools.bake.piece import hem


def grid(size: int = 6) -> Patch:
    """A flat square of side 1 in the plane z = 0, facing +z."""
    line = np.linspace(0.0, 1.0, size)
    points = np.array([(x, y, 0.0) for y in line for x in line])
    corners = [y * size + x for y in range(size - 1) for x in range(size - 1)]
    faces = [f for c in corners for f in ((c, c + 1, c + size), (c + 1, c + size + 1, c + size))]
    return Patch(sparse.identity(len(points), format="csr"), points, np.array(faces))


def areas(patch: Patch) -> np.ndarray:
    """[F] signed areas seen from +z."""
    a, b, c = patch.points[patch.faces].transpose(1, 0, 2)
    return np.cross(b - a, c - a)[:, 2] / 2


@pytest.mark.parametrize("angle", [0.0, 0.3, 1.0, 2.0])
@pytest.mark.parametrize("offset", [0.2, 0.5, 0.6001])
def test_a_cut_makes_two_parts_with_a_straight_border(angle: float, offset: float) -> None:
    patch = grid()
    level = patch.points[:, 0] * np.cos(angle) + patch.points[:, 1] * np.sin(angle) - offset
    inside, outside = patch.cut(level)
    assert areas(inside).sum() + areas(outside).sum() == pytest.approx(1.0)
    assert (areas(inside) > 0).all() and (areas(outside) > 0).all()
    for part, sign in ((inside, 1.0), (outside, -1.0)):
        side = sign * (part.points[:, 0] * np.cos(angle) + part.points[:, 1] * np.sin(angle) - offset)
        assert side.min() > -0.06 * 0.29, "no further over the line than the snapping allows"
        assert np.allclose(part.mix @ patch.points, part.points)
        assert np.allclose(part.mix.sum(1), 1.0)


def test_refining_some_faces_leaves_no_gap() -> None:
    patch = grid()
    middle = patch.points[patch.faces].mean(1)
    fine = patch.refine(np.linalg.norm(middle - [0.5, 0.5, 0.0], axis=1) < 0.3)
    assert len(fine.faces) > len(patch.faces)
    assert areas(fine).sum() == pytest.approx(1.0) and (areas(fine) > 0).all()
    border = fine.points[np.unique(fine.rims())]
    assert (np.isclose(border[:, :2], 0.0) | np.isclose(border[:, :2], 1.0)).any(1).all(), "no rim inside the square"


def test_refining_a_ball_makes_it_rounder() -> None:
    import trimesh

    ball = trimesh.creation.icosphere(subdivisions=1)
    points = np.asarray(ball.vertices)
    coarse = Patch(sparse.identity(len(points), format="csr"), points, np.asarray(ball.faces))
    middles = coarse.refine().points[len(points) :]
    flat = 0.5 * (points[ball.edges_unique[:, 0]] + points[ball.edges_unique[:, 1]])
    assert np.abs(np.linalg.norm(middles, axis=1) - 1).max() < 0.6 * np.abs(np.linalg.norm(flat, axis=1) - 1).max()


def test_a_hem_is_folded_along_the_border_only() -> None:
    patch = grid()
    inside, _ = patch.cut(patch.points[:, 0] - 0.5)
    edge = hem(inside, inside.points[:, 0] - 0.5, 0.01, "top", "hem").patch
    assert np.allclose(edge.points[:, 0], 0.5)
    assert edge.points[:, 2].min() == pytest.approx(-0.01)
    assert edge.points[:, 1].max() == pytest.approx(1.0) and edge.points[:, 1].min() == pytest.approx(0.0)
    sides = edge.points[edge.faces]
    assert (np.cross(sides[:, 1] - sides[:, 0], sides[:, 2] - sides[:, 0])[:, 0] < 0).all(), (
        "it faces away from the cloth"
    )
