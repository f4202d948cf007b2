"""Mirroring and smoothing change what they should and nothing else."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engines.motion import Motion, skeleton
from engines.motion import rotations as rot
from engines.motion.face import FACE_INDEX, FACE_WEIGHTS
from engines.motion.mirror import mirror
from engines.motion.smooth import gaussian, one_euro

FPS = 30
INDEX = skeleton.INDEX
METHODS = pytest.mark.parametrize("method", [gaussian, one_euro])


def random_motion(seed: int) -> Motion:
    rng = np.random.default_rng(seed)
    return Motion.of(
        FPS, rng.normal(0, 0.7, (4, 55, 3)), rng.normal(0, 1, (4, 3)), face=rng.uniform(0, 1, (4, 52))
    )  # fmt: skip


@given(seed=st.integers(0, 1000))
def test_the_mirror_shows_every_joint_on_the_other_side(seed):
    motion = random_motion(seed)
    expected = motion.positions()[:, skeleton.MIRROR] * np.array([-1, 1, 1])
    assert np.allclose(mirror(motion).positions(), expected, atol=1e-5)


@given(seed=st.integers(0, 1000))
def test_a_mirror_in_a_mirror_shows_the_original(seed):
    motion = random_motion(seed)
    back = mirror(mirror(motion))
    for name in ("rotations", "translation", "face", "expression"):
        assert np.array_equal(getattr(back, name), getattr(motion, name))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("eyeBlinkLeft", "eyeBlinkRight"), ("jawLeft", "jawRight"), ("mouthLeft", "mouthRight"),
        ("eyeLookInLeft", "eyeLookInRight"), ("eyeLookOutLeft", "eyeLookOutRight"), ("jawOpen", "jawOpen"),
        ("mouthUpperUpLeft", "mouthUpperUpRight"), ("browInnerUp", "browInnerUp"),
    ],
)  # fmt: skip
def test_faces_change_sides(one, other):
    face = np.zeros((1, 52))
    face[0, FACE_INDEX[one]] = 0.7
    seen = mirror(Motion.of(FPS, np.zeros((1, 55, 3)), face=face)).face[0]
    assert {FACE_WEIGHTS[i]: round(float(seen[i]), 3) for i in np.flatnonzero(seen)} == {other: 0.7}


def gestures(noise: float = 0.0, frames: int = 300) -> Motion:
    """The right arm beats at 1 Hz with 0.5 rad, the left at 2 Hz; all else is still. Noise is sensor tremble."""
    t = np.arange(frames) / FPS
    turns = np.zeros((frames, 55, 3))
    turns[:, INDEX["right_elbow"], 1] = 0.5 * np.sin(2 * np.pi * t)
    turns[:, INDEX["left_elbow"], 1] = 0.5 * np.sin(4 * np.pi * t)
    return Motion.of(FPS, turns + np.random.default_rng(0).normal(0, noise, turns.shape) if noise else turns)


def jerk(motion: Motion, joint: str) -> float:
    """95th percentile of the third difference of one joint's turn, rad/s3."""
    return float(np.percentile(np.abs(np.diff(motion.rotations[:, INDEX[joint], 1], 3, axis=0)), 95)) * FPS**3


@METHODS
def test_modest_smoothing_takes_tremble_away(method):
    noisy = gestures(0.01)
    smooth = method(noisy, 0.5)
    assert jerk(smooth, "neck") < 0.6 * jerk(noisy, "neck")
    assert smooth.rotations[:, INDEX["neck"]].std() < 0.8 * noisy.rotations[:, INDEX["neck"]].std()
    assert jerk(method(noisy, 1.0), "neck") < 0.2 * jerk(noisy, "neck")


@METHODS
@pytest.mark.parametrize(("joint", "size"), [("right_elbow", 0.995), ("left_elbow", 0.97)])
def test_modest_smoothing_neither_delays_nor_shrinks_gestures(method, joint, size):
    before = gestures().rotations[60:-60, INDEX[joint], 1].astype(np.float64)
    after = method(gestures(), 0.5).rotations[60:-60, INDEX[joint], 1].astype(np.float64)
    assert size < (after @ before) / (before @ before) <= 1.001
    in_quadrature = np.gradient(before)
    assert abs(after @ in_quadrature) / np.linalg.norm(before) / np.linalg.norm(in_quadrature) < 0.01  # no lag


@METHODS
def test_smoothing_does_not_change_a_steady_pose_or_a_steady_turn_through_180_degrees(method):
    frames = 90
    turns = np.zeros((frames, 55, 3))
    turns[:, 0, 1] = np.linspace(0, 4 * np.pi, frames)  # two full turns on the spot
    turns[:, INDEX["left_shoulder"]] = [0.3, 2.9, 0.4]
    wrapped = rot.axis_angle(rot.matrix(turns))  # as files write it: jumps from +pi to -pi
    smooth = method(Motion.of(FPS, wrapped), 0.5)
    away = np.degrees(rot.angle_between(smooth.rotations, wrapped))
    assert away[15:-15].max() < 0.5
    assert away[:, 1:].max() < 0.05


@METHODS
def test_smoothing_leaves_the_original_alone_and_zero_does_nothing(method):
    motion = gestures(0.01)
    raw = motion.rotations.copy()
    method(motion, 1.0)
    assert np.array_equal(motion.rotations, raw)
    assert method(motion, 0.0) is motion
    one = Motion.of(FPS, np.full((1, 55, 3), 0.1))
    assert np.allclose(method(one, 1.0).rotations, one.rotations, atol=1e-6)


@METHODS
def test_a_blink_still_closes_the_eye_and_weights_stay_in_range(method):
    face = np.zeros((60, 52))
    face[30:35, FACE_INDEX["eyeBlinkLeft"]] = [0.5, 1, 1, 0.8, 0.3]
    smooth = method(Motion.of(FPS, np.zeros((60, 55, 3)), face=face), 0.5).face
    assert smooth[:, FACE_INDEX["eyeBlinkLeft"]].max() > 0.9
    assert smooth.min() >= 0 and smooth.max() <= 1
