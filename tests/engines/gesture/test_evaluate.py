"""The published measures give the published numbers, and mean what they say."""

from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest

from contracts import StudioError
from engines.gesture import evaluate
from engines.gesture.evaluate import F64

FPS = Fraction(30)


@pytest.fixture
def parity(reference: Path) -> dict[str, F64]:
    with np.load(reference.parent / "parity" / "gesturelsm" / "metrics.npz", allow_pickle=False) as kept:
        return dict(kept)


@pytest.mark.reference
@pytest.mark.slow
def test_beat_consistency_and_diversity_are_the_published_ones(parity: dict[str, F64], reference: Path) -> None:
    import soundfile

    samples, rate = soundfile.read(reference.parent / "parity" / "gesturelsm" / "bc_audio.wav")
    joints = parity["joints"].reshape(-1, 55, 3)
    assert np.allclose(parity["mean_velocity"], evaluate.MEAN_SPEED, atol=1e-9)
    heard = evaluate.onsets(evaluate.inner_sound(samples, rate, len(joints), FPS), rate)
    assert np.abs(heard - parity["onsets"]).max() < 1e-6
    for threshold in evaluate.PUBLISHED_THRESHOLDS:
        ours = evaluate.beat_consistency(joints, FPS, heard, threshold)
        assert ours == pytest.approx(float(parity[f"bc_{threshold:g}"]), abs=1e-6)
    assert evaluate.l1_diversity(joints) == pytest.approx(float(parity["l1div"]), abs=1e-6)


def swinging(frames: int, period: int) -> F64:
    """All joints swing from side to side and stand still every half `period`: [frames, 55, 3]."""
    swing = np.cos(2 * np.pi * np.arange(frames) / period)
    return np.repeat(swing[:, None, None], 55, axis=1) * np.array([1.0, 0.0, 0.0])


def test_gestures_on_the_beat_score_higher_than_gestures_between_beats() -> None:
    joints = swinging(420, 60)
    on_beat = np.arange(15, 299, 30) / 30  # the swing turns at multiples of 30 frames, and the edge is 60
    turns = np.arange(30, 299, 30) / 30
    aligned = evaluate.beat_consistency(joints, FPS, turns, threshold=-1.0)
    between = evaluate.beat_consistency(joints, FPS, on_beat, threshold=-1.0)
    assert aligned > 0.95
    assert between < 0.4


def test_a_statue_has_no_beats_and_no_diversity() -> None:
    joints = np.zeros((300, 55, 3))
    assert evaluate.beat_consistency(joints, FPS, np.array([1.0, 2.0])) == 0.0
    assert evaluate.l1_diversity(joints) == 0.0


def test_a_clip_too_short_or_silent_is_refused_with_a_reason() -> None:
    with pytest.raises(StudioError, match="frames"):
        evaluate.beat_consistency(np.zeros((100, 55, 3)), FPS, np.array([1.0]))
    with pytest.raises(StudioError, match="onset"):
        evaluate.beat_consistency(np.zeros((300, 55, 3)), FPS, np.array([]))


def test_frechet_distance_of_two_known_gaussians() -> None:
    cloud = np.random.default_rng(0).normal(size=(20_000, 3))
    assert evaluate.frechet_distance(cloud, cloud) == pytest.approx(0.0, abs=1e-6)
    assert evaluate.frechet_distance(cloud + [3.0, 0.0, 0.0], cloud) == pytest.approx(9.0, abs=1e-6)
    assert evaluate.frechet_distance(cloud * 2, cloud) == pytest.approx(3.0, abs=0.1)


def test_face_measures_see_position_and_velocity_apart() -> None:
    real = np.random.default_rng(1).normal(size=(20, 7, 3))
    assert evaluate.face_mse(real + 0.5, real) == pytest.approx(0.25)
    assert evaluate.lip_velocity_difference(real + 0.5, real) == pytest.approx(0.0, abs=1e-12)
    assert evaluate.lip_velocity_difference(real[:, :, ::-1], real) > 0.1
    with pytest.raises(StudioError, match="differ in size"):
        evaluate.face_mse(real[1:], real)


def test_the_end_of_a_stroke_is_found_in_the_movement_and_not_in_the_plan() -> None:
    from engines.gesture import lexicon
    from engines.gesture.perform import perform
    from engines.gesture.plan import Plan, PlannedGesture
    from engines.gesture.style import style
    from engines.speech import SpeechTrack

    quiet = SpeechTrack(np.zeros(8 * 16_000, np.float32))
    strokes = (2.0, 4.0, 6.0)
    gestures = tuple(PlannedGesture(stroke=at, unit="beat_chop", hand="right") for at in strokes)
    plan = Plan(duration=8.0, gestures=gestures)
    motion = perform(plan, quiet, style())
    found = evaluate.stroke_ends(motion, plan, lexicon.load())
    assert found[:, 0] == pytest.approx(strokes)
    assert np.abs(found[:, 1] - found[:, 0]).max() < 0.1
    early = plan.model_copy(
        update={"gestures": tuple(one.model_copy(update={"stroke": one.stroke - 0.07}) for one in gestures)}
    )
    late = evaluate.stroke_ends(motion, early, lexicon.load())
    assert late[:, 1] - late[:, 0] == pytest.approx(found[:, 1] - found[:, 0] + 0.07, abs=1e-6)
    ends = evaluate.movement_ends(motion)
    assert all(np.abs(ends - at).min() < 0.1 for at in strokes)
