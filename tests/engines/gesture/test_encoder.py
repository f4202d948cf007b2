"""Our own encoder of movement: the same for a seed, near for like movement and far for other movement."""

from __future__ import annotations

import numpy as np
import pytest

from contracts import Cancelled, StudioError
from engines.gesture import encoder
from engines.motion import Motion, skeleton


def swinging(seconds: float, rate: float, size: float, seed: int) -> Motion:
    """Arms that swing `rate` times a second by `size` radians, each time a little otherwise."""
    chance = np.random.default_rng(seed)
    t = np.arange(round(seconds * 30)) / 30
    rotations = np.zeros((len(t), skeleton.COUNT, 3))
    for joint in encoder.BEAT_JOINTS:
        phase, lean = joint + chance.normal(0, 0.1), chance.normal(0, 0.02, 3)
        rotations[:, joint] = lean + size * np.sin(2 * np.pi * rate * t + phase)[:, None] * np.array([1.0, 0.3, 0.0])
    return Motion.of(30, rotations)


@pytest.fixture(scope="module")
def motions() -> list[Motion]:
    return [swinging(8, 0.5, 0.4, n) for n in range(4)] + [swinging(8, 1.5, 0.1, n) for n in range(4)]


@pytest.fixture(scope="module")
def fitted(motions: list[Motion]) -> encoder.Encoder:
    return encoder.train(motions, steps=80)


@pytest.mark.slow
def test_like_movement_is_near_and_other_movement_is_far(fitted: encoder.Encoder, motions: list[Motion]) -> None:
    wide, small = motions[:4], motions[4:]
    assert fitted.distance(wide, wide) == pytest.approx(0, abs=1e-3)
    assert fitted.distance(wide[::2], wide[1::2]) < fitted.distance(wide, small)


@pytest.mark.slow
def test_it_learns_and_the_seed_repeats_it(fitted: encoder.Encoder, motions: list[Motion]) -> None:
    assert fitted.loss < encoder.train(motions, steps=2).loss
    again, other = encoder.train(motions, steps=5, seed=3), encoder.train(motions, steps=5, seed=4)
    assert np.array_equal(encoder.train(motions, steps=5, seed=3)(motions), again(motions))
    assert not np.array_equal(other(motions), again(motions))


def test_the_frame_rate_does_not_matter(fitted: encoder.Encoder, motions: list[Motion]) -> None:
    from engines.motion.resample import resample

    rows, twice = fitted(motions[:1]), fitted([resample(motions[0], 60)])
    assert abs(len(rows) - len(twice)) <= 1
    shared = min(len(rows), len(twice))
    assert np.abs(rows[:shared] - twice[:shared]).max() < 0.05 * np.abs(rows).max()


def test_too_little_motion_is_refused_and_training_can_be_cancelled(fitted: encoder.Encoder) -> None:
    short = swinging(0.5, 1, 0.1, 0)
    with pytest.raises(StudioError, match="too few"):
        encoder.train([short])
    with pytest.raises(StudioError, match="less than"):
        fitted([short])

    def stop(stage: str, done: float, total: float, message: str = "") -> None:
        raise Cancelled

    with pytest.raises(Cancelled):
        encoder.train([swinging(20, 1, 0.1, 0)], progress=stop)
