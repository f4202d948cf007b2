"""A plan performed: gestures are what their names say, nothing breaks or collides, sliders do what they say."""

from functools import cache

import numpy as np
import pytest
from numpy.typing import NDArray

from contracts import StudioError
from engines.gesture import kinematics, lexicon, style
from engines.gesture.perform import perform
from engines.gesture.plan import Plan, PlannedGesture
from engines.motion import Motion, skeleton
from engines.speech import SpeechTrack

F64 = NDArray[np.float64]
INDEX = skeleton.INDEX
STROKE = 1.6
NAMES = sorted(lexicon.load())


def silence(seconds: float) -> SpeechTrack:
    """Nobody speaks, so that only the plan moves the body."""
    return SpeechTrack(np.zeros(round(seconds * 16_000), np.float32), "", (), "en", "none", "none", (), "silence")


def made(*gestures: PlannedGesture, seconds: float = 3.6, **how: object) -> Motion:
    plan = Plan(duration=seconds, gestures=gestures)
    return perform(plan, silence(seconds), style.style(str(how.pop("manner", "Presentation"))), **how)  # type: ignore[arg-type]


@cache
def alone(name: str, posture: str = "standing") -> Motion:
    """One gesture by itself, with the right hand or both."""
    both = lexicon.load()[name].hands == "two"
    return made(PlannedGesture(stroke=STROKE, unit=name, hand="both" if both else "right"), posture=posture)


def frame(seconds: float) -> int:
    return round(seconds * 30)


def place(motion: Motion, joint: str, seconds: float) -> F64:
    """Where a joint is, metres."""
    return motion.positions()[frame(seconds), INDEX[joint]].astype(float)


def palm(motion: Motion, side: str, seconds: float) -> F64:
    """[3] where a palm faces."""
    _, turned = skeleton.forward(motion.rotations, motion.translation)
    return np.asarray(turned[frame(seconds), INDEX[f"{side}_wrist"]] @ [0.0, -1.0, 0.0], float)


@pytest.mark.slow
@pytest.mark.parametrize("name", NAMES)
def test_no_gesture_forces_a_joint_or_puts_a_hand_into_the_body(name: str) -> None:
    motion = alone(name)
    assert {joint: by for joint, by in kinematics.beyond_limits(motion).items() if by > 0} == {}
    deep = {part: float(depth.max()) for part, depth in kinematics.depths(motion).items()}
    assert max(deep.values()) < 0.003, deep
    assert kinematics.foot_slide(motion) < 0.001
    wrist, joints = kinematics.jolts(motion)
    assert wrist < 1.6 and joints < 16, "it moves, it does not jump"


@pytest.mark.parametrize("name", ["beat_medium", "beat_chop", "beat_both", "insist", "point_down", "beat_pinch"])
def test_a_stroke_that_comes_down_is_down_on_its_syllable(name: str) -> None:
    height = alone(name).positions()[:, INDEX["right_wrist"], 1]
    near = slice(frame(STROKE - 0.4), frame(STROKE + 0.35))
    before, at = height[frame(STROKE - 0.25)], height[frame(STROKE)]
    assert at - height[near].min() < 0.012, "down, but for what a held hand creeps on"
    assert before - at > 0.05
    speed = np.linalg.norm(np.diff(alone(name).positions()[:, INDEX["right_wrist"]], axis=0), axis=1) * 30
    assert speed[frame(STROKE) - 1] < 0.6 * speed[frame(STROKE - 0.3) : frame(STROKE)].max(), "it arrives there"


def test_pointing_hands_point_where_they_say() -> None:
    def along(name: str) -> F64:
        motion, at = alone(name), STROKE + 0.1
        finger = place(motion, "right_index3", at) - place(motion, "right_index1", at)
        return finger / np.linalg.norm(finger)

    assert along("point_you")[2] > 0.8
    assert along("point_there")[0] < -0.65
    assert along("point_sky")[1] > 0.75
    assert along("point_down")[1] < -0.5
    assert along("point_up")[1] > 0.85
    chest = alone("point_me").positions()[frame(STROKE + 0.1)]
    hand = 0.5 * (chest[INDEX["right_middle1"]] + chest[INDEX["right_wrist"]])
    assert np.linalg.norm(hand - chest[INDEX["spine3"]]) < 0.28


def test_palms_face_where_they_say() -> None:
    assert palm(alone("stop"), "right", STROKE + 0.1)[2] > 0.7
    assert palm(alone("offer"), "right", STROKE + 0.1)[1] > 0.5
    assert palm(alone("calm_down"), "left", STROKE + 0.1)[1] < -0.7
    for counted in ("count_one", "count_two", "count_three", "count_four", "count_five"):
        assert palm(alone(counted), "right", STROKE + 0.1)[2] > 0.6, f"{counted} shows its palm to the listener"


def test_a_shrug_lifts_the_shoulders() -> None:
    motion = alone("shrug")
    shoulders = motion.positions()[:, [INDEX["left_shoulder"], INDEX["right_shoulder"]], 1].mean(axis=1)
    neck = motion.positions()[:, INDEX["neck"], 1]
    lifted = (shoulders - neck)[frame(STROKE)] - (shoulders - neck)[frame(0.3)]
    assert lifted > 0.03


def test_clapping_palms_meet_more_than_once() -> None:
    motion = alone("clap")
    apart = np.linalg.norm(
        motion.positions()[:, INDEX["left_middle1"]] - motion.positions()[:, INDEX["right_middle1"]], axis=1
    )
    claps = [k for k in range(1, len(apart) - 1) if apart[k] < 0.075 and apart[k - 1] > apart[k] <= apart[k + 1]]
    assert len(claps) >= 2
    assert apart[frame(STROKE) - 6] > 0.1
    assert np.abs(np.array(claps) / 30 - STROKE).min() < 0.1


def test_hands_in_thanks_lie_on_each_other_on_their_syllable() -> None:
    for seconds in (STROKE + 0.1, STROKE + 0.5):
        left, right = (place(alone("thanks"), f"{side}_middle1", seconds) for side in ("left", "right"))
        assert np.linalg.norm(left - right) < 0.08
        assert abs(left[1] - right[1]) < 0.03


def test_the_left_hand_can_do_what_the_right_one_does() -> None:
    left = made(PlannedGesture(stroke=STROKE, unit="wave", hand="left"))
    assert place(left, "left_wrist", STROKE)[1] > place(left, "left_shoulder", STROKE)[1] - 0.05
    assert place(left, "right_wrist", STROKE)[1] < place(left, "right_shoulder", STROKE)[1] - 0.15


def test_a_seated_figure_sits_with_planted_feet_and_hands_on_its_thighs() -> None:
    motion = made(seconds=6.0, posture="seated", seed=2)
    places = motion.positions().astype(float)
    for side in ("left", "right"):
        hip, knee, ankle, wrist = (places[:, INDEX[f"{side}_{joint}"]] for joint in ("hip", "knee", "ankle", "wrist"))
        level = np.degrees(np.arctan2(knee[:, 1] - hip[:, 1], np.hypot(*(knee - hip)[:, [0, 2]].T)))
        assert np.abs(level).max() < 10
        assert np.ptp(ankle, axis=0).max() < 0.004
        share = np.clip(((wrist - hip) * (knee - hip)).sum(1) / ((knee - hip) ** 2).sum(1), 0, 1)
        above = np.linalg.norm(wrist - hip - share[:, None] * (knee - hip), axis=1)
        assert above.max() < 0.20, "the hands lie on the thighs"
    assert np.ptp(motion.translation[:, 1]) < 0.03


@pytest.mark.parametrize("name", ["beat_both", "calm_down", "put", "sad", "point_down", "flat_surface", "clap"])
def test_seated_gestures_stay_above_the_lap(name: str) -> None:
    deep = kinematics.depths(alone(name, "seated"))
    assert max(float(deep[part].max()) for part in ("thighs", "trunk", "other hand")) < 0.003


def test_near_gestures_follow_each_other_without_going_home_between() -> None:
    def lowest(gap: float) -> float:
        two = [PlannedGesture(stroke=1.5 + gap * k, unit="okay_ring", hand="right") for k in range(2)]
        height = made(*two, seconds=3.5 + gap).positions()[:, INDEX["right_wrist"], 1]
        return float(height[frame(1.5) : frame(1.5 + gap)].min() - height[frame(1.5)])

    assert lowest(0.9) > -0.15, "the hand stays up"
    assert lowest(5.0) < -0.28, "the hand comes to rest"


def test_held_hands_breathe_and_do_not_freeze() -> None:
    motion = made(PlannedGesture(stroke=1.5, unit="stop", hand="right", hold_until=5.0), seconds=6.0)
    held = slice(frame(2.2), frame(4.8))
    wrist = kinematics.wrists(motion)[1][held]
    assert 0.004 < np.ptp(wrist, axis=0).max() < 0.15
    fingers = motion.rotations[held, INDEX["right_index1"] : INDEX["right_index1"] + 15]
    assert 0.02 < np.ptp(fingers, axis=0).max() < 0.6
    steps = np.linalg.norm(np.diff(wrist, axis=0), axis=1) * 30
    assert np.median(steps) > 0.003


def test_the_same_seed_gives_the_same_bits_and_another_a_visibly_other_motion() -> None:
    gesture = PlannedGesture(stroke=STROKE, unit="offer", hand="right")
    first, again, other = (made(gesture, seed=seed) for seed in (3, 3, 4))
    for part in ("rotations", "translation", "face"):
        assert np.array_equal(getattr(first, part), getattr(again, part))
    apart = np.linalg.norm(first.positions() - other.positions(), axis=-1).max()
    assert apart > 0.03


LINE = tuple(
    PlannedGesture(stroke=1.0 + 1.1 * k, unit=unit, hand="both" if lexicon.load()[unit].hands == "two" else "right")
    for k, unit in enumerate(["offer", "beat_chop", "big", "point_up", "stop", "sphere", "beat_out", "rise"])
)


def test_a_large_gesture_lifts_no_hand_before_the_face_unless_it_means_to() -> None:
    def top(name: str) -> float:
        """How high a wrist gets above the breastbone, metres; the shoulders are at 0.09."""
        hand = "both" if lexicon.load()[name].hands == "two" else "right"
        motion = made(PlannedGesture(stroke=STROKE, unit=name, hand=hand, size=1.4))
        return float(max(wrist[:, 1].max() for wrist in kinematics.wrists(motion)))

    assert max(top(name) for name in ("insist", "beat_chop", "point_you")) < 0.14
    assert top("point_sky") > 0.3


@pytest.mark.slow
def test_intensity_is_how_much_it_moves() -> None:
    spans = []
    for intensity in (0.0, 0.5, 1.0, 2.0, 3.0):
        wrist = kinematics.wrists(made(*LINE, seconds=10.5, intensity=intensity))[1]
        spans.append(float(np.linalg.norm(np.percentile(wrist, 95, axis=0) - np.percentile(wrist, 5, axis=0))))
    assert spans == sorted(spans)
    assert spans[0] < 0.5 * spans[2] and spans[4] > 1.15 * spans[2]


@pytest.mark.slow
def test_smoothing_is_how_softly_it_moves() -> None:
    jerks = [kinematics.linear(made(*LINE, seconds=10.5, smoothing=s), "wrist").jerk for s in (0.0, 0.3, 1.0)]
    assert jerks[0] > 1.1 * jerks[1] > 2.0 * jerks[2]


def test_expressiveness_is_how_much_head_and_face_show() -> None:
    turned, shown = [], []
    for amount in (0.0, 1.0, 3.0):
        motion = made(*LINE, seconds=10.5, expressiveness=amount)
        turned.append(sum(kinematics.of_head(motion).deviation))
        shown.append(float(np.abs(np.diff(motion.face, axis=0)).sum()))
    assert turned == sorted(turned) and shown == sorted(shown)
    assert turned[2] > 1.5 * turned[1]


@pytest.mark.slow
def test_styles_move_as_they_are_called() -> None:
    speeds = {}
    for name in ("Emphatic", "Presentation", "Subtle", "Meditation"):
        speeds[name] = kinematics.linear(made(*LINE, seconds=10.5, manner=name), "wrist").speed[1]
    assert speeds["Emphatic"] > speeds["Presentation"] > speeds["Subtle"] > 0.9 * speeds["Meditation"]


@pytest.mark.slow
def test_two_minutes_end_where_they_began() -> None:
    line = [one.model_copy(update={"stroke": one.stroke + 10 * k}) for k in range(12) for one in LINE]
    motion = made(*line, seconds=120.0)
    first, last = motion.translation[:900].mean(axis=0), motion.translation[-900:].mean(axis=0)
    assert np.abs(first - last).max() < 0.03
    leaning = motion.rotations[:, INDEX["spine1"]]
    assert np.abs(leaning[:900].mean(axis=0) - leaning[-900:].mean(axis=0)).max() < np.radians(2)
    assert kinematics.foot_slide(motion) < 0.001


def test_the_figure_blinks_breathes_and_shifts_its_weight() -> None:
    from engines.motion.face import FACE_INDEX

    motion = made(seconds=30.0)
    closed = motion.face[:, FACE_INDEX["eyeBlinkLeft"]] > 0.7
    assert 3 <= int((closed[1:] & ~closed[:-1]).sum()) <= 20
    assert np.ptp(motion.translation[:, 0]) > 0.02
    assert np.std(motion.rotations[:, INDEX["spine3"], 0]) > 1e-4


def test_a_plan_with_a_gesture_nobody_knows_is_refused_by_number_and_name() -> None:
    with pytest.raises(StudioError, match=r"Gesture 1 .* 'moonwalk'"):
        made(PlannedGesture(stroke=1, unit="moonwalk"))


def test_more_gestures_than_time_are_left_out_and_said_so() -> None:
    crowd = [PlannedGesture(stroke=1.5 + 0.03 * k, unit="big", hand="both") for k in range(8)]
    motion = made(*crowd)
    assert any("no time" in note for note in motion.notes)
    assert kinematics.jolts(motion)[0] < 2.0
