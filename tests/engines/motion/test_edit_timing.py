"""Resampling, cutting and joining keep time and place."""

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts import StudioError
from engines.motion import Motion, cut, skeleton
from engines.motion import rotations as rot
from engines.motion.edit import Edits, apply, foreseen
from engines.motion.heading import heading, turn
from engines.motion.resample import resample

ELBOW, PELVIS = skeleton.INDEX["left_elbow"], 0


def lively(frames: int = 60, fps: Fraction | int = 30, seed: int = 0) -> Motion:
    """Everything moves at once: slow sums of sines in every joint, the root, the face and the expression."""
    rng = np.random.default_rng(seed)
    t = np.arange(frames)[:, None] / float(fps)

    def waves(width: int, size: float) -> np.ndarray:
        rate, phase = rng.uniform(0.2, 0.8, (2, width)), rng.uniform(0, 6, (2, width))
        return size * sum(np.sin(2 * np.pi * rate[k] * t + phase[k]) for k in range(2))

    return Motion.of(
        fps,
        waves(165, 0.4).reshape(frames, 55, 3),
        waves(3, 0.2) + [0, 1, 0],
        face=0.5 + waves(52, 0.2),
        expression=waves(100, 1.0),
        source="lively",
    )


RATES = st.sampled_from([Fraction(n) for n in (12, 24, 25, 30, 48, 60, 120)] + [Fraction(30000, 1001)])


@pytest.mark.slow
@given(frames=st.integers(1, 400), old=RATES, new=RATES, speed=st.sampled_from([1, Fraction(1, 2), 2, Fraction(3, 4)]))
def test_duration_is_kept_within_half_a_frame(frames, old, new, speed):
    motion = Motion.of(old, np.zeros((frames, 55, 3)))
    changed = resample(motion, new, speed)
    assert changed.fps == new
    kept = abs(Fraction(len(changed)) / new - Fraction(frames) / old / speed) <= Fraction(1, 2) / new
    assert kept or len(changed) == 1


@pytest.mark.slow
def test_the_rate_of_television_stays_exact():
    assert resample(lively(), 29.97).fps == Fraction(30000, 1001)
    hour = resample(Motion.of(30, np.zeros((20_000, 55, 3))), "30000/1001")
    assert len(hour) == round(20_000 * 1000 / 1001)


@pytest.mark.slow
@given(times=st.integers(2, 5), seed=st.integers(0, 100))
def test_frames_survive_a_visit_to_a_multiple_of_their_rate(times, seed):
    motion = lively(20, seed=seed)
    back = resample(resample(motion, motion.fps * times), motion.fps)
    assert len(back) == len(motion)
    assert np.degrees(rot.angle_between(back.rotations, motion.rotations)).max() < 0.1
    for name in ("translation", "face", "expression"):
        assert np.allclose(getattr(back, name), getattr(motion, name), atol=1e-6)


def test_smooth_movement_survives_a_visit_to_any_higher_rate():
    dense = lively(360, 120)
    back = resample(resample(dense, 144), 120)
    assert np.degrees(rot.angle_between(back.rotations, dense.rotations))[:-1].max() < 0.1


def test_between_two_frames_a_joint_is_half_way_even_through_180_degrees():
    turns = np.zeros((2, 55, 3))
    turns[0, ELBOW], turns[1, ELBOW] = [0, np.radians(170), 0], [0, -np.radians(170), 0]  # 20 degrees apart
    middle = resample(Motion.of(30, turns), 60).rotations[1, ELBOW]
    assert np.degrees(rot.angle_between(middle, np.array([0, np.pi, 0]))) < 0.01


def test_twice_the_speed_is_half_the_time_and_the_same_path():
    motion = lively(61)
    fast = resample(motion, 30, 2)
    assert fast.duration == pytest.approx(motion.duration / 2, abs=1 / 60)
    assert np.allclose(fast.rotations, motion.rotations[::2][: len(fast)], atol=1e-6)


def test_more_frames_than_a_motion_has_are_refused_before_they_are_made(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("engines.motion.resample._places", lambda *_: pytest.fail("work was begun"))
    with pytest.raises(StudioError, match=r"3,000,000 frames at 1000 a second"):
        resample(Motion.of(1, np.zeros((300, 55, 3))), 1000, Fraction(1, 10))


@pytest.mark.parametrize(
    "edits",
    [Edits(), Edits(speed=0.5), Edits(fps="24"), Edits(start=0.5, end=1.2, speed=3, fps="29.97"), Edits(end=99)],
)
def test_what_edits_will_make_is_foreseen(edits: Edits):
    motion = lively(60)
    made = apply(motion, edits)
    seconds, frames = foreseen(motion, edits)
    assert seconds == pytest.approx(made.duration, abs=1 / 24) and abs(frames - len(made)) <= 1


def test_a_cut_holds_just_those_frames():
    motion = lively(60)
    part = cut.frames(motion, 10, 25)
    assert np.array_equal(part.rotations, motion.rotations[10:25])
    assert np.array_equal(part.face, motion.face[10:25])
    assert np.array_equal(cut.seconds(motion, 0.5, 1.5).translation, motion.translation[15:45])
    assert len(cut.seconds(motion, 1.0, 99.0)) == 30
    assert len(cut.seconds(motion, 0, 1e-6)) == 1


@pytest.mark.parametrize(("start", "end"), [(2.0, None), (1.0, 1.0), (1.5, 0.5)])
def test_an_empty_cut_is_refused_in_seconds(start, end):
    with pytest.raises(StudioError, match=r"2\.00 s long"):
        cut.seconds(lively(60), start, end)


@pytest.mark.slow
@given(blend=st.integers(0, 30), angle=st.floats(-3, 3), x=st.floats(-5, 5))
def test_joined_motions_go_on_without_a_jump(blend, angle, x):
    first = lively(60)
    second = turn(lively(60), angle).with_()
    second = second.with_(translation=second.translation + np.array([x, 0, -x], dtype=np.float32))
    whole = cut.join(first, second, blend)
    assert len(whole) == 120 - blend
    steps = np.linalg.norm(np.diff(whole.translation[:, [0, 2]], axis=0), axis=-1)
    usual = max(np.linalg.norm(np.diff(m.translation[:, [0, 2]], axis=0), axis=-1).max() for m in (first, second))
    sliding = np.linalg.norm(np.ptp(first.translation, axis=0)) / max(blend, 1) * 1.6
    assert steps.max() <= usual + sliding * (blend > 0) + 1e-4
    joint = 60 - 1 - blend // 2
    turned = np.abs(np.angle(np.exp(1j * np.diff(heading(whole.rotations[:, PELVIS])))))
    assert turned[max(joint - 1, 0) : joint + 1].max() < 0.3


def test_a_blend_turns_every_joint_gradually():
    first, second = lively(40, seed=1), lively(40, seed=2)
    hard, soft = cut.join(first, second), cut.join(first, second, blend=20)
    jump = [rot.angle_between(m.rotations[1:], m.rotations[:-1])[:, 1:].max() for m in (hard, soft)]
    assert jump[0] > 0.5 > 0.25 > jump[1]
    assert np.array_equal(soft.rotations[:20], first.rotations[:20])
    assert np.allclose(soft.rotations[40:, 1:], second.rotations[20:, 1:], atol=1e-6)


def test_joining_without_aligning_leaves_the_second_where_it_was():
    first, second = lively(10), lively(10, seed=5)
    assert np.array_equal(cut.join(first, second, align=False).translation[10:], second.translation)


def test_a_second_at_another_rate_keeps_its_duration():
    whole = cut.join(lively(30), lively(60, 60))
    assert (whole.fps, len(whole)) == (30, 60)


def test_a_blend_longer_than_a_motion_is_refused():
    with pytest.raises(StudioError, match="30 frames cannot be blended"):
        cut.join(lively(60), lively(20), blend=30)


@given(angle=st.floats(-3.1, 3.1), lean=st.floats(-1.2, 1.2))
def test_leaning_forward_does_not_change_the_heading(angle, lean):
    turned = rot.axis_angle(rot.matrix(np.array([0, angle, 0])) @ rot.matrix(np.array([lean, 0, 0])))
    assert heading(turned) == pytest.approx(angle, abs=1e-4)


def test_turning_a_quarter_to_the_left_moves_plus_z_to_plus_x():
    motion = Motion.of(30, np.zeros((1, 55, 3)), [[0, 1, 2]])
    turned = turn(motion, np.pi / 2)
    assert np.allclose(turned.translation, [[2, 1, 0]], atol=1e-6)
    assert np.allclose(turned.positions()[0, skeleton.INDEX["left_wrist"], [0, 2]] - [2, 0], [-0.06, -0.67], atol=0.03)
