"""The mannequin in fewer triangles: the same vertices, moved alike, and from afar the same picture."""

import math

import numpy as np
import pytest

from engines.body import load_body, palettes
from engines.body.mannequin import COARSE_FROM
from engines.motion import Motion, skeleton
from renderers.background import Transparent
from renderers.camera import Camera
from renderers.mesh import MeshRenderer

FAR = Camera(eye=(0.8, 1.3, 4.0), target=(0.0, 0.9, 0.0), fov_y=math.radians(30))


@pytest.fixture(scope="module")
def talking() -> Motion:
    chance = np.random.default_rng(1)
    rotations = chance.normal(0, 0.15, (3, skeleton.COUNT, 3)).astype(np.float32)
    rotations[:, 0] = 0.0
    faces = (chance.random((3, 52)) * (chance.random((3, 52)) < 0.2)).astype(np.float32)
    return Motion.of(30, rotations).with_(face=faces)


def test_it_is_chosen_where_pixels_are_wide() -> None:
    body = load_body()
    assert body.seen_at(0.9 * COARSE_FROM) is body
    coarse = body.seen_at(COARSE_FROM)
    assert len(coarse.surface.faces) < 0.4 * len(body.surface.faces)
    assert coarse is body.seen_at(1.0)


def test_what_is_left_moves_as_it_did(talking: Motion) -> None:
    """Each vertex, faces and fists included, is where one of the fine figure's is."""
    from scipy.spatial import cKDTree

    body = load_body()
    coarse = body.seen_at(1.0)
    for fine, few in zip(body.vertices(talking), coarse.vertices(talking), strict=True):
        assert cKDTree(fine).query(few)[0].max() < 1e-6


@pytest.mark.slow
def test_from_afar_it_looks_the_same(talking: Motion) -> None:
    body = load_body()
    size = (960, 720)
    pictures = []
    for figure in (body, body.seen_at(0.003)):
        renderer = MeshRenderer(figure.surface, size, Transparent(), ground=False)
        pictures.append([renderer.draw(v, FAR).copy().astype(int) for v in figure.vertices(talking)])
    for fine, coarse in zip(*pictures, strict=True):
        covered = fine[..., 3].sum()
        assert np.abs(fine[..., 3] - coarse[..., 3]).sum() < 0.01 * covered
        both = (fine[..., 3] == 255) & (coarse[..., 3] == 255)
        assert np.abs(fine - coarse)[both].mean() < 2.5


@pytest.mark.slow
def test_it_wears_what_the_fine_one_wears() -> None:
    for name in palettes():
        body = load_body(palette=name)
        tints = {tuple(color) for color in body.surface.colors}
        assert {tuple(color) for color in body.seen_at(1.0).surface.colors} <= tints
