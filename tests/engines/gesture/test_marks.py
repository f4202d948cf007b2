"""Between strokes hands go along with the voice, and leave strokes, pauses and the body alone."""

import numpy as np
import pytest
from numpy.typing import NDArray

from engines.gesture import choreography, lexicon, poses, rests, style
from engines.gesture.marks import Marks, swung
from engines.gesture.plan import Plan, PlannedGesture

F64 = NDArray[np.float64]
STROKE = 4.0
BEATS = np.array([[at, 0.9] for at in (1.0, 1.7, 2.4, 3.1, 3.9, 4.9, 5.6, 6.3)])


def marks(side: str, beats: F64 = BEATS) -> Marks:
    """Of a hand with one stroke, at STROKE."""
    plan = Plan(duration=12.0, gestures=(PlannedGesture(stroke=STROKE, unit="beat_both", hand="both"),))
    scores, _ = choreography.scores(plan, lexicon.load(), style.style(), amount=1.0, seed=3, seated=False)
    return Marks(scores[side], beats, side, 3)


@pytest.mark.parametrize("side", ["left", "right"])
def test_hands_are_low_on_stresses_and_high_before_them(side: str) -> None:
    up = marks(side).at(np.arange(0.0, 12.0, 0.01))[:, 1]
    for at in (1.7, 2.4, 3.1, 5.6, 6.3):
        near = slice(round((at - 0.15) * 100), round((at + 0.15) * 100))
        assert abs(near.start / 100 + int(up[near].argmin()) / 100 - at) < 0.03
        assert up[round((at - 0.27) * 100)] > up[round(at * 100)] + 0.3


def test_a_stroke_and_a_pause_are_left_alone() -> None:
    one = marks("right")
    assert np.abs(one.at(np.array([STROKE]))).max() < 1e-9
    assert np.abs(one.at(np.arange(8.5, 12.0, 0.1))).max() < 1e-9
    assert np.abs(marks("right", np.zeros((0, 2))).at(np.arange(0.0, 12.0, 0.1))).max() < 1e-9
    assert one.talking(np.array([3.0]))[0] == pytest.approx(1) and one.talking(np.array([10.0]))[0] == pytest.approx(0)


def test_both_hands_do_largely_the_same() -> None:
    t = np.arange(0.5, 3.5, 0.02)
    left, right = marks("left").at(t)[:, 1], marks("right").at(t)[:, 1]
    assert np.corrcoef(left, right)[0, 1] > 0.8
    assert not np.allclose(left, right)


def test_no_mark_leads_a_hand_into_the_body_or_across_it() -> None:
    chance = np.random.default_rng(0)
    place = np.array([[0.4, -0.5, 0.42]]).repeat(500, axis=0)
    moved = swung(place, chance.normal(0, [1.0, 0.8, 0.4], (500, 3)), chance.normal(0, 0.15, (500, 3)))
    assert moved[:, 0].min() > 0.18
    assert (moved[:, 2] - np.minimum(poses.room_to_swing(moved), place[:, 2])).min() > -0.04
    assert np.allclose(swung(place, np.zeros((500, 3))), place, atol=1e-9)


def test_a_hand_that_hangs_swings_past_the_hip_and_stays_beside_it() -> None:
    place = rests.resting("sides", True).place[None].repeat(200, axis=0)
    swings = np.random.default_rng(0).normal(0, [0.3, 0.5, 0.0], (200, 3))
    moved = swung(place, swings)
    behind = moved[swings[:, 1] < -0.3]
    assert behind[:, 2].max() < place[0, 2] - 0.01 and behind[:, 2].min() > -0.35
    assert moved[moved[:, 2] < 0.1, 0].min() > 0.5, "the hip is in the way"
