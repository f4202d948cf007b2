"""A file laid out as the Basel Face Model of 2009 is laid onto our head and moves as it does. A stand-in: the real one
may not be shipped."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from scipy.io import savemat

from contracts import StudioError
from engines.avatar.basel import in_our_terms, read
from engines.avatar.head_model import HeadModel, mannequin
from engines.avatar.seeds import inside_mouth
from engines.avatar.track import track


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Our own face with its vertices in another order, place and unit, and four ways to be someone else."""
    model = mannequin()
    face = np.flatnonzero(~inside_mouth(model) & (model.vertices[:, 2] > 0))
    order = np.random.default_rng(0).permutation(face)
    place = np.full(len(model.vertices), -1)
    place[order] = np.arange(len(order))
    faces = place[model.faces]
    x, y, z = model.vertices[order].T
    ways = np.stack(
        [
            np.stack([0.05 * x, 0 * y, 0 * z], 1), np.stack([0 * x, 0.04 * y, 0 * z], 1),
            np.stack([0 * x, 0 * y, 0.06 * z], 1), np.stack([0 * x, 0 * y, 0.004 * np.sin(40 * y)], 1),
        ]
    )  # fmt: skip
    someone = model.vertices[order] + 0.8 * ways[0] - 0.5 * ways[1]
    lengths = np.linalg.norm(ways.reshape(4, -1), axis=1)
    path = tmp_path_factory.mktemp("basel") / "01_MorphableModel.mat"
    savemat(
        path,
        {
            "shapeMU": (1e6 * (someone + [0.003, -0.02, 0.01])).reshape(-1, 1).astype(np.float32),
            "shapePC": (ways.reshape(4, -1) / lengths[:, None]).T.astype(np.float32),
            "shapeEV": 1e6 * lengths[:, None].astype(np.float32),
            "tl": (faces[(faces >= 0).all(axis=1)] + 1).astype(np.int32),
            "texMU": np.zeros((3 * len(order), 1), np.float32),
        },
    )
    return path


@pytest.fixture(scope="module")
def theirs(file: Path) -> HeadModel:
    return read(file, mannequin())


@pytest.mark.slow
def test_it_lies_on_our_head_and_has_our_expressions(theirs: HeadModel) -> None:
    ours = mannequin()
    off = np.linalg.norm(theirs.landmarks - ours.landmarks, axis=1)
    assert np.median(off) < 0.006 and off.max() < 0.02
    assert theirs.units == ours.units and theirs.persons is not None and theirs.persons.shape == (4, 478, 3)
    jaw = ours.units.index("jawOpen")
    chin = np.argmin(np.linalg.norm(theirs.vertices - theirs.landmarks[152], axis=1))
    np.testing.assert_allclose(theirs.moves[jaw, chin], ours.stirs[jaw, 152], atol=0.004)
    brow = np.argmin(np.linalg.norm(theirs.vertices - theirs.landmarks[9], axis=1))
    assert np.linalg.norm(theirs.moves[jaw, brow]) < 1e-3


@pytest.mark.slow
def test_a_head_is_followed_with_it_and_told_as_ours(theirs: HeadModel) -> None:
    ours = mannequin()
    shaped = ours.landmarks + np.linspace(0, 0.5, 12)[:, None, None] * ours.stirs[ours.units.index("jawOpen")]
    points = 600 * (shaped[..., :2] * [1, -1]) / (0.8 - shaped[..., 2:]) + [180, 144]
    found = in_our_terms(track(points, (360, 288), theirs, focal=600.0), theirs, ours)
    assert found.error.mean() < 1.0
    placed = ours.landmarks + found.features + np.tensordot(found.expressions, ours.stirs, axes=1)
    seen = np.einsum("tij,tlj->tli", found.rotations, placed) + found.shifts[:, None]
    again = 600 * seen[..., :2] / seen[..., 2:] + [180, 144]
    assert np.linalg.norm(again - points, axis=2).mean() < 1.2


def test_what_is_something_else_is_refused(tmp_path: Path) -> None:
    other = tmp_path / "other.mat"
    savemat(other, {"shapeMU": np.zeros((9, 1))})
    for path in (tmp_path / "none.mat", other):
        with pytest.raises(StudioError, match="is not"):
            read(path, mannequin())
    other.write_bytes(b"MATLAB 5.0 MAT-file" + b"\0" * 400)
    with pytest.raises(StudioError, match="not the Basel"):
        read(other, mannequin())
    savemat(other, {"shapeMU": np.zeros((300, 1)), "shapePC": np.zeros((300, 2)), "shapeEV": np.ones((3, 1)),
                    "tl": np.ones((5, 3))})  # fmt: skip
    with pytest.raises(StudioError, match="unknown shapes"):
        read(other, mannequin())
