"""A hand goes from pose to pose without going where neither is."""

import numpy as np
import pytest

from engines.gesture import poses, ways
from engines.gesture.ways import Knot


@pytest.mark.parametrize("seconds", [0.4, 0.8, 1.2])
def test_a_hand_that_winds_up_hardly_rises_above_where_it_turns_round(seconds: float) -> None:
    low = poses.neutral()
    ready, apex = low.moved(np.array([0.3, 0.2, -0.1])), low.moved(np.array([0.3, -0.2, 0.2]))
    end = seconds + 0.3
    way = ways.spline([Knot(0, low), Knot(seconds, ready, stop=False), Knot(end, apex), Knot(end + 1, apex)])
    height = way.at(np.linspace(0, end, 200))[:, poses.PLACE][:, 1]
    assert height.max() < ready.place[1] + 1.1 * ways.BEYOND
    assert height.max() > ready.place[1] - 0.001
