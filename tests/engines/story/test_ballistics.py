"""Things fly on parabolas, bounce lower each time and come to rest."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engines.story.ballistics import flight, lob
from engines.story.figure import GRAVITY


@given(st.floats(-5, 5), st.floats(0.2, 4), st.floats(0.2, 1.5))
def test_what_is_lobbed_arrives_when_it_should(x, y, seconds):
    start, goal = np.array([0.0, 1.5]), np.array([x, y])
    path = flight(start, lob(start, goal, seconds), np.array([0.0, seconds]))
    assert path[0] == pytest.approx(start)
    assert path[1] == pytest.approx(goal, abs=1e-6)


def test_a_ball_bounces_lower_each_time_and_stops():
    times = np.arange(0, 12, 0.01)
    path = flight(np.array([0.0, 2.0]), np.array([2.0, 0.0]), times, radius=0.1)
    height = path[:, 1]
    assert height.min() >= 0.1 - 1e-9
    tops = [height[i] for i in range(1, len(height) - 1) if height[i] > height[i - 1] and height[i] >= height[i + 1]]
    assert len(tops) >= 2 and all(np.diff(tops) < 0)
    assert path[-1] == pytest.approx(path[-200], abs=1e-9)
    assert np.linalg.norm(np.diff(path, axis=0), axis=-1).max() < 0.01 * np.sqrt(4 + 2 * GRAVITY * 2) * 1.1
