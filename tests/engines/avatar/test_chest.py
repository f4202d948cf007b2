"""Cloth that moves in a known way is found to have moved so."""

from __future__ import annotations

import cv2
import numpy as np

from engines.avatar import chest, material

SIZE = 160


def test_a_chest_that_shifts_rolls_and_nears_is_followed() -> None:
    chance = np.random.default_rng(0)
    cloth = cv2.GaussianBlur(chance.integers(0, 255, (SIZE, SIZE, 3), dtype=np.uint8), (0, 0), 1.5)
    cloth = cv2.normalize(cloth, None, 0, 255, cv2.NORM_MINMAX)
    wanted, frames = [], []
    for k in range(21):
        shift, roll, scale = (0.3 * (k - 8), -0.15 * (k - 8)), np.radians(0.2 * (k - 8)), 1 + 0.001 * (k - 8)
        turn = scale * np.array([[np.cos(roll), -np.sin(roll)], [np.sin(roll), np.cos(roll)]])
        middle = np.array([SIZE / 2, SIZE / 2]) - 0.5  # OpenCV counts pixels from their centres
        frames.append(cv2.warpAffine(cloth, np.column_stack([turn, middle + shift - turn @ middle]), (SIZE, SIZE)))
        wanted.append([*shift, roll, np.log(scale)])
    person = np.full((21, SIZE, SIZE), 255, np.uint8)
    found = chest.follow(np.stack(frames), person, np.full(21, 40.0), 8)
    assert np.abs(found - wanted)[2:-2, :2].max() < 0.25
    assert np.abs(found - wanted)[2:-2, 2:].max() < 0.004
    # the matrix does to places in camera space what was seen on the picture
    focal, place = 300.0, np.array([0.05, 0.1, 0.8])
    moved = chest.matrices(found, focal)[20] @ place
    pixel, before = focal * moved[:2] / moved[2], focal * place[:2] / place[2]
    roll, scale = found[20, 2], np.exp(found[20, 3])
    turn = scale * np.array([[np.cos(roll), -np.sin(roll)], [np.sin(roll), np.cos(roll)]])
    np.testing.assert_allclose(pixel, turn @ before + found[20, :2], atol=1e-9)


def test_plain_cloth_stands_still() -> None:
    grey = np.full((5, SIZE, SIZE, 3), 90, np.uint8)
    assert not chest.follow(grey, np.full((5, SIZE, SIZE), 255, np.uint8), np.full(5, 40.0), 2).any()


def test_shots_that_were_joined_are_found_and_followed_each_by_itself() -> None:
    cloth = np.random.default_rng(1).integers(0, 255, (40, 40, 3)).astype(np.uint8)
    cloth = cv2.resize(cloth, (160, 160), interpolation=cv2.INTER_CUBIC)
    other = cloth[::-1, ::-1]
    shown = [np.roll(cloth if k < 12 else other, k % 12, axis=1)[:128, 16:144] for k in range(24)]
    frames = np.ascontiguousarray(np.stack(shown))
    person = np.full(frames.shape[:3], 255, np.uint8)
    path = chest.follow(frames, person, np.full(24, 20.0), 0, (12,))
    steps = np.diff(path[:, 0])
    np.testing.assert_allclose(np.delete(steps, 11)[2:-2], 1, atol=0.35)
    dim = np.stack([frame // 4 for frame in frames])
    assert material.joins(np.repeat(dim[[0, 12]], 12, axis=0)) == (12,)
    assert material.joins(np.repeat(dim[:1], 24, axis=0)) == ()
