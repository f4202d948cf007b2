"""Every way of writing a rotation means the same rotation."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as npst

from engines.motion import rotations as rot

vectors = npst.arrays(np.float64, (4, 3), elements=st.floats(-1.7, 1.7))


@pytest.mark.slow
@given(vectors)
@pytest.mark.parametrize(
    ("there", "back"),
    [(rot.matrix, rot.axis_angle), (rot.quaternion, rot.from_quaternion), (rot.rot6d, rot.from_rot6d)],
)
def test_round_trips_keep_the_rotation(there, back, vectors):
    assert rot.angle_between(back(there(vectors)), vectors).max() < 1e-3


def test_a_quarter_turn_about_y_takes_z_to_x():
    turned = rot.matrix(np.array([0.0, np.pi / 2, 0.0])) @ np.array([0.0, 0.0, 1.0])
    assert np.allclose(turned, [1.0, 0.0, 0.0], atol=1e-6)


def test_slerp_takes_the_short_way_at_constant_speed():
    a, b = np.array([0.0, 0.2, 0.0]), np.array([0.0, 1.2, 0.0])
    quarter = rot.from_quaternion(rot.slerp(rot.quaternion(a), -rot.quaternion(b), np.array(0.25)))
    assert np.allclose(quarter, [0.0, 0.45, 0.0], atol=1e-6)


def test_bvh_euler_order_multiplies_left_to_right():
    z, x = rot.matrix(np.array([0, 0, 0.3])), rot.matrix(np.array([0.5, 0, 0]))
    assert np.allclose(rot.from_euler("ZX", np.array([0.3, 0.5])), z @ x, atol=1e-6)


@given(vectors, vectors)
def test_between_turns_one_direction_into_the_other(a, b):
    a, b = a + [0.0, 0.0, 3.0], b - [0.0, 0.0, 3.0]
    turned = (rot.between(a, b) @ a[..., None])[..., 0]
    assert np.allclose(
        turned / np.linalg.norm(turned, axis=-1, keepdims=True),
        b / np.linalg.norm(b, axis=-1, keepdims=True),
        atol=1e-5,
    )
