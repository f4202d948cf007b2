"""Bones keep their length, limbs bend the right way, hands and feet come to where they are sent."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engines.story.figure import BONES, HUMAN, JOINT, KINDS, PROPORTIONS, RIGHT
from engines.story.kinematics import STRAIGHT, solve, two_bones
from engines.story.posture import Reach, standing


@pytest.mark.parametrize("kind", KINDS)
def test_a_figure_stands_as_tall_as_its_kind(kind):
    body = PROPORTIONS[kind]
    joints = solve(standing(1, body), body)[0]
    top = joints[JOINT["head"], 1] + body.head
    assert top == pytest.approx(body.height, rel=0.01)
    assert joints[:, 1].min() == pytest.approx(0.0, abs=1e-9)


def test_a_human_is_two_and_a_half_units_tall():
    assert HUMAN.height == pytest.approx(2.5, abs=0.04)
    assert PROPORTIONS["child"].height < 0.75 * HUMAN.height


@given(
    st.floats(-1.2, 1.2), st.floats(-1.2, 1.2), st.floats(0.2, 0.8), st.floats(0.2, 0.8), st.sampled_from([-1.0, 1.0])
)
def test_two_bones_end_at_what_is_within_reach_with_the_joint_on_the_asked_side(x, y, first, second, side):
    start, end = np.zeros((1, 2)), np.array([[x, y]])
    upper, _, tip = two_bones(start, end, first, second, side)
    far = np.hypot(x, y)
    joint = first * np.array([np.sin(upper[0]), -np.cos(upper[0])])
    assert np.linalg.norm(tip[0] - joint) == pytest.approx(second)
    if abs(first - second) + 1e-3 < far < STRAIGHT * (first + second):
        assert tip[0] == pytest.approx([x, y], abs=1e-6)
        # Seen along the limb, from above, +1 has the joint to the right of one who looks down the limb: towards +x.
        assert side * (joint[0] * -y + joint[1] * x) >= -1e-9
    else:
        assert np.linalg.norm(tip[0]) <= first + second + 1e-9


@pytest.mark.parametrize("way", [1, -1])
def test_knees_bend_forward_and_elbows_back(way):
    posture = standing(1, HUMAN)
    posture.y[:] -= 0.4
    posture = posture if way > 0 else posture.mirrored()
    joints = solve(posture, HUMAN)[0]
    for side in "lr":
        hip, knee, ankle = (joints[JOINT[f"{side}_{part}"]] for part in ("hip", "knee", "ankle"))
        share = (knee[1] - hip[1]) / (ankle[1] - hip[1])
        assert way * (knee[0] - (hip[0] + share * (ankle[0] - hip[0]))) > 0.1


def test_a_hand_that_reaches_is_there():
    goal = np.array([[0.5, 1.7]])
    posture = standing(1, HUMAN)
    reaching = type(posture)(**{**vars(posture), "reaches": (Reach(RIGHT, goal, np.ones(1)),)})
    assert solve(reaching, HUMAN)[0, JOINT["r_hand"]] == pytest.approx(goal[0], abs=1e-6)


@pytest.mark.parametrize("pitch", [-0.9, -0.3, 0.3])
def test_a_foot_rolls_over_its_toes_or_its_heel_without_moving_them(pitch):
    posture = standing(2, HUMAN)
    posture.foot[1, RIGHT, 2] = pitch
    joints = solve(posture, HUMAN)
    stays = "r_toe" if pitch < 0 else "r_heel"
    assert joints[1, JOINT[stays]] == pytest.approx(joints[0, JOINT[stays]], abs=1e-9)
    assert joints[1, JOINT["r_heel" if pitch < 0 else "r_toe"], 1] > 0.01


def test_there_are_twelve_bones():
    assert len(BONES) == 12
    assert len({name for name, _, _ in BONES}) == 12
