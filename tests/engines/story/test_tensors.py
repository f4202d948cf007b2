"""Stick-Gen's tensors hold what the figure does, and give it back."""

import numpy as np
import pytest

from contracts import StudioError
from engines.story.acting import Cue, act
from engines.story.figure import BONES, HUMAN, JOINT
from engines.story.tensors import five, joints_of, together, twelve


@pytest.fixture(scope="module")
def walked():
    return act([Cue("walk", 0.0, 3.0, to=4.0), Cue("wave", 3.0, 2.0)], seed=1)


def test_five_lines_are_torso_legs_and_arms(walked):
    lines = five(walked.joints).reshape(-1, 5, 2, 2)
    assert np.array_equal(lines[:, 0, 0], walked.at("neck")) and np.array_equal(lines[:, 0, 1], walked.at("pelvis"))
    assert np.array_equal(lines[:, 1, 1], walked.at("l_ankle")) and np.array_equal(lines[:, 2, 1], walked.at("r_ankle"))
    assert np.array_equal(lines[:, 3, 1], walked.at("l_wrist")) and np.array_equal(lines[:, 4, 1], walked.at("r_wrist"))


def test_twelve_lines_come_back_exactly(walked):
    tensor = twelve(walked.joints)
    assert tensor.shape == (len(walked), 48)
    back = joints_of(tensor)
    named = sorted({name for _, *ends in BONES for name in ends})
    index = [JOINT[name] for name in named]
    assert np.array_equal(back[:, index], walked.joints[:, index])
    assert np.array_equal(twelve(back), tensor)


def test_twelve_lines_hang_together(walked):
    lines = twelve(walked.joints).reshape(-1, 12, 2, 2)
    assert np.array_equal(lines[:, 0, 0], lines[:, 1, 0]), "neck"
    assert np.array_equal(lines[:, 1, 1], lines[:, 2, 0]), "chest"
    assert lines[:, 2, 1] == pytest.approx(lines[:, 11].mean(axis=1), abs=1e-5), "the pelvis is between the hips"
    for upper, lower in ((3, 4), (5, 6), (7, 8), (9, 10)):
        assert np.array_equal(lines[:, upper, 1], lines[:, lower, 0])


def test_five_lines_come_back_with_knees_and_elbows_that_bend_the_right_way(walked):
    tensor = five(walked.joints)
    back = joints_of(tensor)
    assert np.array_equal(five(back), tensor)
    for start, middle in (("hip", "knee"), ("knee", "ankle")):
        length = np.linalg.norm(back[:, JOINT[f"l_{start}"]] - back[:, JOINT[f"l_{middle}"]], axis=-1)
        assert length == pytest.approx(np.full(len(back), HUMAN.thigh), rel=0.05)
    knee = back[:, JOINT["l_knee"], 0] - 0.5 * (back[:, JOINT["l_hip"], 0] + back[:, JOINT["l_ankle"], 0])
    assert knee.min() > -1e-3


def test_several_are_padded_to_the_longest(walked):
    short = act([Cue("wave", 0.0, 1.0)])
    tensor = together([walked, short])
    assert tensor.shape == (len(walked), 2, 20)
    assert np.array_equal(tensor[:, 0], five(walked.joints)) and not tensor[len(short) :, 1].any()


@pytest.mark.parametrize("tensor", [np.zeros((5, 21)), np.zeros((0, 20)), np.zeros(20), np.full((2, 48), np.nan)])
def test_what_is_no_figure_is_said(tensor):
    with pytest.raises(StudioError):
        joints_of(tensor)
