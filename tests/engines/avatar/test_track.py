"""Heads whose pose, expression and features are known, found again from their landmarks."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy.spatial.transform import Rotation

from engines.avatar.faces import FaceFinder
from engines.avatar.head_model import mannequin
from engines.avatar.track import Track, carried, smoothed, track

Floats = NDArray[np.float64]
SIZE = (360, 288)


def filmed(focal: float, count: int = 40, noise: float = 0.3) -> tuple[Floats, Floats, Floats, Floats]:
    """Landmarks [T, 478, 2] of a head that nods, turns and opens its mouth; its rotations, shifts and openings."""
    model, t = mannequin(), np.linspace(0, 1, count)
    chance = np.random.default_rng(0)
    features = np.cumsum(chance.normal(size=(478, 3)), axis=0) * 2e-4
    openings = 0.4 + 0.4 * np.sin(9 * t)
    weights = np.zeros((count, len(model.units)))
    weights[:, model.units.index("jawOpen")] = openings
    weights[:, model.units.index("mouthSmileLeft")] = weights[:, model.units.index("mouthSmileRight")] = 0.5 * t
    angles = np.stack([12 * np.sin(5 * t), 15 * np.cos(4 * t), 5 * np.sin(7 * t)], axis=1)
    rotations = (
        Rotation.from_euler("xyz", angles, degrees=True) * Rotation.from_matrix(np.diag([1.0, -1, -1]))
    ).as_matrix()
    depth = focal * 0.19 / 134
    shifts = np.stack([0.03 * np.sin(3 * t), 0.06 + 0 * t, depth + 0.02 * np.cos(2 * t)], axis=1)
    shaped = model.landmarks + features - features.mean(axis=0) + np.tensordot(weights, model.stirs, axes=1)
    seen = np.einsum("tij,tlj->tli", rotations, shaped) + shifts[:, None]
    pixels = focal * seen[..., :2] / seen[..., 2:] + np.array(SIZE) / 2
    return pixels + chance.normal(size=pixels.shape) * noise, rotations, shifts, openings


@pytest.mark.slow
def test_pose_and_mouth_are_found_again() -> None:
    points, rotations, shifts, openings = filmed(2.2 * SIZE[1])
    found = track(points, SIZE, mannequin())
    between = Rotation.from_matrix(found.rotations).inv() * Rotation.from_matrix(rotations)
    usual = between.mean()  # the neutral face may be taken as a little turned
    assert np.degrees((between * usual.inv()).magnitude()).max() < 1.5
    assert np.degrees(usual.magnitude()) < 4
    aside = (found.shifts / found.shifts[:, 2:])[:, :2] - (shifts / shifts[:, 2:])[:, :2]
    assert (
        np.abs(aside - aside.mean(axis=0)).max() < 0.012
    )  # of the depth: where in the head its joint lies is not seen
    jaw = found.expressions[:, mannequin().units.index("jawOpen")]
    assert np.corrcoef(jaw, openings)[0, 1] > 0.97
    assert found.error.mean() < 1.0


@pytest.mark.slow
def test_a_still_face_at_rest_has_no_expression() -> None:
    model = mannequin()
    still = 2.2 * SIZE[1] * (model.landmarks[:, :2] * [1, -1]) / (0.9 - model.landmarks[:, 2:]) + np.array(SIZE) / 2
    found = track(np.repeat(still[None], 6, axis=0), SIZE, model)
    assert found.expressions.max() < 0.12


@pytest.mark.slow
def test_easing_calms_a_trembling_head() -> None:
    points, rotations, *_ = filmed(2.2 * SIZE[1], noise=1.0)
    found = track(points, SIZE, mannequin())

    def trembling(of: Floats) -> float:
        steps = (Rotation.from_matrix(of[1:]) * Rotation.from_matrix(of[:-1]).inv()).as_rotvec()
        return float(np.abs(np.diff(steps, axis=0)).mean())

    eased = smoothed(found, 1.0)
    assert trembling(eased.rotations) < 0.6 * trembling(found.rotations)
    assert len(eased) == len(found) == len(rotations)


@pytest.mark.slow
def test_the_mannequin_is_followed_in_its_own_film(talker: Path, frames: NDArray[np.uint8]) -> None:
    with FaceFinder() as finder:
        points = np.stack([finder.find(frame)[0][:, :2] for frame in frames[:50]]).astype(np.float64)
    found = track(points, (256, 256), mannequin())
    assert found.error.mean() < 0.8
    assert np.linalg.norm(found.features, axis=1).mean() < 2e-3, "they are its own features"
    opening = np.linalg.norm(points[:, 13] - points[:, 14], axis=1)
    jaw = found.expressions[:, mannequin().units.index("jawOpen")]
    assert np.corrcoef(jaw, opening)[0, 1] > 0.7


def test_landmarks_go_along_with_a_better_pose() -> None:
    model, shifts = mannequin(), np.tile([0.0, 0.05, 0.8], (3, 1))
    rotations = np.repeat(np.diag([1.0, -1.0, -1.0])[None], 3, axis=0)
    trembled = np.array([0.0, 0.002, -0.001])[:, None] * [1, 0, 0]
    points = 500 * (model.landmarks[:, :2] * [1, -1] + [0, 0.05]) / (0.8 - model.landmarks[:, 2:]) + np.array(SIZE) / 2
    own = points + np.random.default_rng(0).normal(size=(3, 478, 2))
    seen = own + 500 * trembled[:, None, :2] / (0.8 - model.landmarks[:, 2:])
    units, features = np.zeros((3, len(model.units))), np.zeros((478, 3))
    first = Track(500.0, SIZE, rotations, shifts + trembled, units, features, seen, np.zeros(3))
    found = carried(first, Track(500.0, SIZE, rotations, shifts, units, features, seen, np.zeros(3)), model)
    np.testing.assert_allclose(found.points, own, atol=1e-6)


@pytest.mark.slow
@pytest.mark.reference
def test_a_real_head_is_followed_within_half_a_pixel_of_134(reference: Path) -> None:
    from engines.footage import look_at, pictures

    film = look_at(reference / "grid_s1" / "grid_s1_concat4_12s.mp4")
    with FaceFinder() as finder:
        points = np.stack([finder.find(frame)[0][:, :2] for frame in pictures(film, seconds=3.0)]).astype(np.float64)
    assert track(points, SIZE, mannequin()).error.mean() < 0.5
