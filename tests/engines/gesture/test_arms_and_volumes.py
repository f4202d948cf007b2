"""Arms reach where they shall within what joints can do; quick distances agree with the plain ones."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from engines.gesture import arms, hands, shapes, turns, volumes
from engines.motion import skeleton

F64 = NDArray[np.float64]
near = st.tuples(st.floats(0.05, 0.35), st.floats(-0.35, 0.15), st.floats(0.12, 0.34))
way = st.tuples(*[st.floats(-1, 1)] * 3).filter(lambda v: np.linalg.norm(v) > 0.2)


def solved(wrist: tuple[float, ...], palm: tuple[float, ...], fingers: tuple[float, ...]) -> tuple[arms.Arm, F64]:
    """An arm asked to bring the wrist to one place, and the 55 rotation vectors [1, 55, 3] it makes."""
    hand = arms.orientation(np.array([palm]), np.array([fingers]))
    arm = arms.solve(np.array([wrist]), hand, np.zeros(1), np.zeros(1))
    rotations = np.zeros((1, 55, 3))
    for name in ("collar", "shoulder", "elbow", "wrist"):
        rotations[:, skeleton.INDEX[f"left_{name}"]] = turns.vector(getattr(arm, name))
    return arm, rotations


@settings(max_examples=60, deadline=None)
@given(near, way, way)
def test_the_wrist_is_where_it_was_asked_to_be_and_no_joint_is_forced(
    wrist: tuple[float, ...], palm: tuple[float, ...], fingers: tuple[float, ...]
) -> None:
    if np.linalg.norm(np.cross(palm, fingers)) < 0.05:
        return
    arm, rotations = solved(wrist, palm, fingers)
    positions, _ = skeleton.forward(rotations.astype(np.float32), np.zeros((1, 3), np.float32))
    origin = positions[0, 0] + arms.ORIGIN - skeleton.REST[0]
    reached = positions[0, skeleton.INDEX["left_wrist"]] - origin
    assert np.allclose(reached, arm.wrist_place[0], atol=1e-4), "what the solver says is what the skeleton does"
    shoulder = positions[0, skeleton.INDEX["left_shoulder"]] - origin
    far = np.linalg.norm(np.array(wrist) - shoulder)
    if arms.CLOSEST * 1.2 < far < arms.SOFT * arms.LENGTH:
        assert np.linalg.norm(reached - wrist) < 0.004
    twist, swing = arms.wrist_angles(rotations, "left")
    slack = np.radians(0.1)
    assert arms.TWIST[0] - slack < twist[0] < arms.TWIST[1] + slack
    assert arms.DEVIATION[0] - slack < swing[0, 0] < arms.DEVIATION[1] + slack
    assert arms.FLEX[0] - slack < swing[0, 1] < arms.FLEX[1] + slack


def test_an_easy_hand_is_turned_exactly_as_asked() -> None:
    arm, _ = solved((0.2, -0.2, 0.28), (-1, 0.3, 0), (-0.3, 0.1, 1))
    assert np.allclose(arm.hand[0] @ [1, 0, 0], turns.unit(np.array([-0.3, 0.1, 1])), atol=0.05)


def extended(shape: str) -> list[str]:
    """The fingers whose tip is about as far from the wrist as in a flat hand."""
    turned = hands.rotations(np.array([shapes.numbers(shape), shapes.numbers("flat")]))
    points = hands.points(np.zeros((2, 3)), np.eye(3)[None].repeat(2, 0), turned)[:, 2:].reshape(2, 5, 4, 3)
    reach = np.linalg.norm(points[:, :, 3], axis=-1)
    return [finger for k, finger in enumerate(skeleton.FINGERS) if reach[0, k] > 0.9 * reach[1, k]]


@pytest.mark.parametrize(
    ("shape", "fingers"),
    [
        ("point", {"index"}),
        ("two", {"index", "middle"}),
        ("three", {"index", "middle", "ring"}),
        ("four", {"index", "middle", "ring", "pinky"}),
        ("fist", set()),
        ("thumb_up", set()),
        ("telephone", {"pinky"}),
    ],
)
def test_counting_hands_show_the_right_fingers(shape: str, fingers: set[str]) -> None:
    assert set(extended(shape)) - {"thumb"} == fingers


def test_thumb_and_index_meet_in_a_ring_and_leave_a_gap_for_little_things() -> None:
    gaps = {}
    for shape in ("ring", "pinch", "little", "open"):
        turned = hands.rotations(shapes.numbers(shape)[None])
        tips = hands.points(np.zeros((1, 3)), np.eye(3)[None], turned)[0, 2:].reshape(5, 4, 3)[:, 3]
        gaps[shape] = np.linalg.norm(tips[0] - tips[4])
    assert gaps["ring"] < 0.025 and gaps["pinch"] < 0.025
    assert 0.025 < gaps["little"] < 0.075 < gaps["open"]


def plain_depth(point: F64, first: F64, last: F64, radius: float, thick: float) -> float:
    """How deep one point is in one capsule, the slow way."""
    share = np.clip((point - first) @ (last - first) / ((last - first) @ (last - first)), 0, 1)
    return float(radius + thick - np.linalg.norm(point - first - share * (last - first)))


def test_quick_depths_are_the_plain_ones_and_lead_out() -> None:
    chance = np.random.default_rng(0)
    points = chance.normal(0, 0.3, (20, hands.POINTS, 3))
    first, last = chance.normal(0, 0.3, (20, 4, 3)), chance.normal(0, 0.3, (20, 4, 3))
    radii = chance.uniform(0.05, 0.2, 4)
    deep, out = volumes.depth(points, first, last, radii, hands.RADII)
    for t in range(20):
        for p in range(hands.POINTS):
            each = [plain_depth(points[t, p], first[t, c], last[t, c], radii[c], hands.RADII[p]) for c in range(4)]
            assert deep[t, p] == pytest.approx(max(each), abs=1e-9)
    further, _ = volumes.depth(points + 0.01 * out, first, last, radii, np.zeros(hands.POINTS))
    before, _ = volumes.depth(points, first, last, radii, np.zeros(hands.POINTS))
    alone = before.max(axis=1) > 0
    assert alone.any() and np.median(before - further) > 0.005


def test_hands_feel_each_other_and_are_led_apart() -> None:
    chance = np.random.default_rng(1)
    left = chance.normal(0, 0.05, (10, hands.POINTS, 3)) + [5.0, 1.0, 0.0]
    right = left[:, ::-1] + [0.02, 0.0, 0.0]
    deep, way = volumes.between(left, right)
    for t in range(10):
        apart = np.linalg.norm(left[t][:, None] - right[t][None], axis=-1)
        into = hands.RADII[:, None] + hands.RADII - apart
        assert deep[t] == pytest.approx(into.max(), abs=1e-9)
    assert np.all(np.linalg.norm(way, axis=1) >= 1 - 1e-9)
    side_by_side = hands.points(np.zeros((1, 3)), np.eye(3)[None], hands.rotations(shapes.numbers("flat")[None]))
    other = side_by_side + [0.004, 0.018, 0.002]
    deep, way = volumes.between(side_by_side, other)
    assert deep[0] > 0.005
    left_over, _ = volumes.between(side_by_side + 1.02 * deep[:, None, None] * way[:, None], other)
    assert left_over[0] < 0.1 * deep[0]


def test_the_body_is_where_the_mannequin_is() -> None:
    body = volumes.body()
    chest = np.array([[[0.0, 1.2, 0.0]]])
    deep, _ = volumes.depth(chest, body.first[None], body.last[None], body.radii, np.zeros(1))
    assert deep[0, 0] > 0.07
    beside = np.array([[[0.6, 1.2, 0.0]]])
    assert volumes.depth(beside, body.first[None], body.last[None], body.radii, np.zeros(1))[0][0, 0] < -0.2
