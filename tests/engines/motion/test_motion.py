"""A Motion is exact, immutable and never holds nonsense."""

from fractions import Fraction

import numpy as np
import pytest

from contracts import StudioError
from engines.motion import Motion, exact_fps, skeleton


def still(frames: int = 5) -> Motion:
    return Motion.of(30, np.zeros((frames, 55, 3)))


def test_the_rest_pose_stands_on_the_ground_with_its_left_hand_to_the_left():
    positions = still().positions()[0]
    assert np.allclose(positions, skeleton.REST, atol=1e-5)
    assert positions[skeleton.INDEX["left_wrist"], 0] > 0.5
    assert 0 < positions[skeleton.INDEX["left_foot"], 1] < 0.1


def test_bending_the_left_elbow_forward_moves_only_the_left_forearm():
    rotations = np.zeros((1, 55, 3))
    rotations[0, skeleton.INDEX["left_elbow"], 1] = -np.pi / 2
    moved = np.linalg.norm(Motion.of(30, rotations).positions()[0] - skeleton.REST, axis=-1) > 1e-4
    below = {name for name in skeleton.JOINTS if name.startswith("left_")} & {
        "left_wrist", *(j for j in skeleton.HAND_JOINTS if j.startswith("left_"))
    }  # fmt: skip
    assert {skeleton.JOINTS[i] for i in np.flatnonzero(moved)} == below
    assert Motion.of(30, rotations).positions()[0, skeleton.INDEX["left_wrist"], 2] > 0.15


@pytest.mark.parametrize(
    ("given", "exact"),
    [
        (29.97, Fraction(30000, 1001)), (23.976, Fraction(24000, 1001)), ("30000/1001", Fraction(30000, 1001)),
        (1 / 0.0083333, Fraction(120)), (1 / 0.033333, Fraction(30)), (12.5, Fraction(25, 2)),
    ],
)  # fmt: skip
def test_frame_rates_are_exact(given, exact):
    assert exact_fps(given) == exact


def test_arrays_cannot_be_changed_and_do_not_alias_the_callers():
    mine = np.zeros((2, 55, 3), np.float32)
    motion = Motion.of(30, mine)
    mine[:] = 1
    assert motion.rotations.max() == 0
    with pytest.raises(ValueError, match="read-only"):
        motion.rotations[0, 0, 0] = 1


def test_nonsense_is_refused_with_its_place():
    bad = np.zeros((3, 55, 3))
    bad[1, 4, 0] = np.nan
    with pytest.raises(StudioError, match=r"rotations .* frame 1"):
        Motion.of(30, bad)
    with pytest.raises(StudioError, match="0 frames"):
        Motion.of(30, np.zeros((0, 55, 3)))
    with pytest.raises(StudioError, match="shape"):
        Motion.of(30, np.zeros((2, 54, 3)))
