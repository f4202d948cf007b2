"""Every action is known by what the limbs do."""

import itertools
from functools import lru_cache

import numpy as np
import pytest

from contracts import StudioError
from engines.story import vocabulary
from engines.story.acting import Acted, Cue, act
from engines.story.actions import GAITS
from engines.story.figure import GRAVITY, HUMAN, JOINT
from engines.story.physics import slide

FPS = 25
BEFORE = 0.6


@lru_cache(maxsize=128)
def done(action: str, seconds: float | None = 3.0, kind: str = "human", seed: int = 1, **more) -> Acted:
    """An action after a moment of waiting."""
    cue = Cue(action, BEFORE, seconds, **more)
    return act([cue], kind=kind, fps=FPS, seed=seed, seconds=BEFORE + (seconds or 3.0) + 0.4)


def during(acted: Acted, name: str, start: float = 0.0, stop: float = 99.0) -> np.ndarray:
    """[T, 2] a joint while the action goes on."""
    first = round((BEFORE + start) * FPS)
    return acted.at(name)[first : min(len(acted), round((BEFORE + stop) * FPS))].astype(float)


def turns_back(values: np.ndarray, least: float) -> int:
    """How often a value goes the other way by more than `least`."""
    count, way, low, high = 0, 0, values[0], values[0]
    for value in values:
        low, high = min(low, value), max(high, value)
        if way >= 0 and value < high - least:
            count, way, low = count + (way > 0), -1, value
        elif way <= 0 and value > low + least:
            count, way, high = count + (way < 0), 1, value
    return count


@pytest.mark.slow
def test_every_action_of_the_vocabulary_moves_a_figure():
    for action in vocabulary.actions():
        acted = done(action, 2.0)
        moved = np.ptp(acted.joints, axis=0).max()
        assert moved > (0.005 if action in ("idle", "stand") else 0.2), action


def test_an_unknown_action_is_named():
    with pytest.raises(StudioError, match="juggle"):
        act([Cue("juggle")])


# On the way ------------------------------------------------------------


@pytest.mark.parametrize(("gait", "distance"), [("walk", 4.0), ("walk", -5.5), ("run", 12.0), ("sprint", -30.0)])
def test_going_covers_the_distance_at_the_usual_speed(gait, distance):
    usual = vocabulary.actions()[gait].speed
    seconds = abs(distance) / usual + usual / GAITS[gait].pace  # it picks up speed, and slows down, half as fast
    acted = act(
        [Cue(gait, 0.0, seconds, to=distance)], fps=FPS, seed=3, facing=int(np.sign(distance)), seconds=seconds + 1.6
    )
    x = acted.at("pelvis")[:, 0].astype(float)
    assert x[-1] == pytest.approx(distance, abs=0.12)
    share = np.abs(x[:-1] - x[0]) / abs(distance)
    midway = np.abs(np.diff(x))[(share > 1 / 3) & (share < 2 / 3)] * FPS
    assert np.median(midway) == pytest.approx(usual, rel=0.1)
    assert acted.facing[round(0.8 * seconds * FPS)] * distance > 0


def test_a_walker_always_has_a_foot_on_the_ground_and_steps_with_one_after_the_other():
    acted = done("walk", 4.0, to=7.0)
    moving = slice(round((BEFORE + 0.3) * FPS), round((BEFORE + 3.6) * FPS))
    planted = acted.planted[moving]
    assert planted.any(axis=1).all()
    lifts = [(np.flatnonzero(planted[:-1, side] & ~planted[1:, side])).tolist() for side in (0, 1)]
    assert min(len(one) for one in lifts) >= 3
    order = [side for _, side in sorted((frame, side) for side in (0, 1) for frame in lifts[side])]
    assert all(one != other for one, other in itertools.pairwise(order))
    assert slide(acted) < 0.012


def test_a_walkers_arm_swings_against_the_leg_of_its_side():
    acted = done("walk", 4.0, to=7.0)
    part = slice(round((BEFORE + 1.0) * FPS), round((BEFORE + 3.0) * FPS))
    pelvis = acted.at("pelvis")[part, 0]
    hand, ankle = acted.at("r_hand")[part, 0] - pelvis, acted.at("r_ankle")[part, 0] - pelvis
    assert np.corrcoef(hand, ankle)[0, 1] < -0.6


def test_a_runner_flies_between_steps_and_a_walker_does_not():
    run, walk = done("run", 3.0, to=15.0), done("walk", 3.0, to=5.0)
    middle = slice(round((BEFORE + 1.0) * FPS), round((BEFORE + 2.2) * FPS))
    assert (~run.planted[middle]).all(axis=1).mean() > 0.2
    assert not (~walk.planted[middle]).all(axis=1).any()


def test_jumping_leaves_the_ground_with_both_feet_on_a_parabola_and_lands_where_it_began():
    acted = done("jump", 1.6)
    feet = np.minimum(during(acted, "l_toe")[:, 1], during(acted, "r_toe")[:, 1])
    up = np.flatnonzero(feet > 0.1)
    assert feet.max() > 0.35 and feet[-1] < 0.01
    assert (np.diff(up) == 1).all()
    pelvis = during(acted, "pelvis")[:, 1]
    assert pelvis[: up[0]].min() < HUMAN.standing - 0.2, "a crouch comes first"
    falls = np.diff(pelvis[up], 2) * FPS**2
    assert np.median(falls) == pytest.approx(-GRAVITY, rel=0.15)
    assert np.abs(during(acted, "pelvis")[:, 0]).max() < 0.2


def test_jumping_with_a_goal_comes_down_there():
    assert done("jump", 1.6, to=1.4).at("pelvis")[-1, 0] == pytest.approx(1.4, abs=0.12)


def test_climbing_rises_with_hands_over_the_head_by_turns():
    acted = done("climbing", 3.0)
    pelvis = during(acted, "pelvis", 0.6, 2.8)[:, 1]
    assert pelvis[-1] - pelvis[0] > 0.8
    hands = [during(acted, f"{side}_hand", 0.8, 2.8)[:, 1] for side in "lr"]
    assert turns_back(hands[0] - hands[1], 0.15) >= 3
    assert [track.name for track in acted.props] == ["ladder"]


def test_crawling_goes_on_hands_and_knees():
    acted = done("crawling", 3.0)
    assert during(acted, "pelvis", 1.2, 2.9)[:, 1].max() < 0.75
    for side in "lr":
        assert during(acted, f"{side}_hand", 1.2, 2.9)[:, 1].max() < 0.35
        assert during(acted, f"{side}_knee", 1.2, 2.9)[:, 1].max() < 0.3
    assert during(acted, "pelvis", 0, 2.9)[-1, 0] > 0.8


def test_swimming_lies_flat_and_arms_go_round():
    acted = done("swimming", 4.0)
    trunk = during(acted, "neck", 1.2, 3.8) - during(acted, "pelvis", 1.2, 3.8)
    assert (trunk[:, 0] > 2.0 * np.abs(trunk[:, 1])).all()
    arm = during(acted, "r_hand", 1.0, 3.9) - during(acted, "r_shoulder", 1.0, 3.9)
    angle = np.unwrap(np.arctan2(arm[:, 1], arm[:, 0]))
    assert angle[-1] - angle[0] < -2 * np.pi, "over the water and forward"
    assert acted.at("pelvis")[-1, 0] > 3.0


def test_flying_is_level_and_far_above_the_ground():
    acted = done("flying", 3.4)
    feet = np.minimum(during(acted, "l_toe", 1.4, 2.3)[:, 1], during(acted, "r_toe", 1.4, 2.3)[:, 1])
    assert feet.min() > 1.0
    assert (during(acted, "r_hand", 1.4, 2.3)[:, 0] > during(acted, "head", 1.4, 2.3)[:, 0] + 0.3).all()
    assert acted.at("l_toe")[-1, 1] < 0.02, "and comes down in the end"


# Gestures ------------------------------------------------------------


def test_waving_holds_a_hand_above_the_shoulder_that_goes_to_and_fro():
    acted = done("wave")
    hand, shoulder = during(acted, "l_hand", 0.6, 2.9), during(acted, "l_shoulder", 0.6, 2.9)
    assert (hand[:, 1] > shoulder[:, 1] + 0.3).all()
    assert turns_back(hand[:, 0], 0.15) >= 4


def test_clapping_hands_meet_and_part():
    acted = done("clap")
    apart = np.linalg.norm(during(acted, "l_hand", 0.6, 2.9) - during(acted, "r_hand", 0.6, 2.9), axis=-1)
    assert turns_back(apart, 0.25) >= 6
    lowest = [apart[i] for i in range(1, len(apart) - 1) if apart[i] <= min(apart[i - 1], apart[i + 1])]
    assert np.median(lowest) < 0.06 and apart.max() > 0.35


def test_pointing_stretches_the_arm_towards_what_is_meant():
    for way in (1, -1):
        acted = done("point", target=(4.0 * way, None))
        side = "r" if way > 0 else "l"
        late = (1.2, 2.6)
        arm = during(acted, f"{side}_hand", *late) - during(acted, f"{side}_shoulder", *late)
        assert (way * arm[:, 0] > 0.85 * HUMAN.arm).all()
        assert (np.abs(arm[:, 1]) < 0.2).all()


@pytest.mark.parametrize("action", ["shout", "whisper"])
def test_a_hand_is_at_the_mouth(action):
    acted = done(action)
    away = np.linalg.norm(during(acted, "r_hand", 0.8, 2.8) - during(acted, "head", 0.8, 2.8), axis=-1)
    assert away.max() < 1.9 * HUMAN.head


@pytest.mark.parametrize("action", ["talk", "sing"])
def test_both_hands_speak_along(action):
    acted = done(action)
    for side in "lr":
        assert np.ptp(during(acted, f"{side}_hand", 0.6, 2.9), axis=0).max() > 0.12
    assert acted.face.speaking[round((BEFORE + 1) * FPS)]


def test_celebrating_has_both_hands_over_the_head_and_jumps():
    acted = done("celebrate")
    head = during(acted, "head", 0.7, 2.8)[:, 1]
    for side in "lr":
        assert (during(acted, f"{side}_hand", 0.7, 2.8)[:, 1] > head).all()
    assert turns_back(during(acted, "l_toe", 0.7, 2.8)[:, 1], 0.08) >= 3


def test_dancing_moves_hips_from_side_to_side_and_both_feet():
    acted = done("dance", 4.0)
    assert turns_back(during(acted, "pelvis", 0.5, 3.9)[:, 0], 0.1) >= 2
    for side in "lr":
        assert np.ptp(during(acted, f"{side}_heel", 0.5, 3.9), axis=0).max() > 0.05


def test_crying_hides_the_face_in_both_hands_and_bows_it():
    acted = done("cry")
    for side in "lr":
        away = np.linalg.norm(during(acted, f"{side}_hand", 0.9, 2.8) - during(acted, "head", 0.9, 2.8), axis=-1)
        assert away.max() < 1.2 * HUMAN.head
    assert (during(acted, "head", 0.9, 2.8)[:, 0] > during(acted, "neck", 0.9, 2.8)[:, 0] + 0.05).all()
    assert acted.face.tears.max() == 1.0


def test_laughing_throws_the_head_back_and_shakes():
    acted = done("laugh")
    back = during(acted, "head", 0.4, 2.8)[:, 0] - during(acted, "neck", 0.4, 2.8)[:, 0]
    assert back.min() < -0.08 and back.max() > 0.05
    assert turns_back(during(acted, "pelvis", 0.4, 2.8)[:, 1], 0.01) >= 5


def test_looking_around_turns_from_one_side_to_the_other():
    facing = done("looking_around", 4.0).facing
    assert facing.max() > 0.9 and facing.min() < -0.15


# Daily life ------------------------------------------------------------


def test_sitting_lowers_the_hips_to_the_seat_and_stays():
    acted = done("sit")
    hips = during(acted, "pelvis", 1.6, 2.9)[:, 1]
    assert hips == pytest.approx(0.69 * np.ones_like(hips), abs=0.05)
    knee = during(acted, "r_knee", 1.6, 2.9) - during(acted, "r_hip", 1.6, 2.9)
    assert (knee[:, 0] > 0.35).all(), "thighs lie forward on the seat"
    chair = next(track for track in acted.props if track.name == "chair")
    assert chair.shown[-1]


def test_one_gets_up_before_walking_off():
    acted = act([Cue("sit", 0.0, 2.0), Cue("walk", 2.0, 3.0, to=4.0)], fps=FPS, seed=1, seconds=6.0)
    up = int(np.argmax(acted.at("pelvis")[60:, 1] > HUMAN.standing - 0.06)) + 60
    assert abs(acted.at("pelvis")[up, 0] - acted.at("pelvis")[45, 0]) < 0.6
    assert acted.at("pelvis")[-1, 0] == pytest.approx(4.0, abs=0.15)


def test_talking_on_a_chair_stays_on_it():
    acted = act([Cue("sit", 0.0, 2.0), Cue("wave", 2.0, 2.0)], fps=FPS, seed=1)
    assert acted.at("pelvis")[-10:, 1].max() < 0.75
    assert acted.at("l_hand")[80, 1] > acted.at("l_shoulder")[80, 1]


def test_kneeling_brings_one_knee_to_the_ground():
    acted = done("kneel")
    knees = [during(acted, f"{side}_knee", 1.8, 2.9)[:, 1].max() for side in "lr"]
    assert min(knees) < 0.2 and max(knees) > 0.4


def test_lying_is_flat_and_getting_up_is_upright():
    acted = act([Cue("lie_down", 0.0, 3.0), Cue("stand", 3.0, 3.0)], fps=FPS, seed=1)
    flat = acted.joints[round(2.9 * FPS)]
    assert flat[:, 1].max() < 0.75
    assert flat[JOINT["head"], 0] < flat[JOINT["l_ankle"], 0] - 1.2
    assert acted.at("head")[-1, 1] > 2.0


def test_eating_brings_the_spoon_to_the_mouth_again_and_again():
    acted = done("eating", 5.0)
    spoon = next(track for track in acted.props if track.name == "spoon")
    tip = spoon.place + 0.18 * np.stack([np.sin(spoon.angle), np.cos(spoon.angle)], axis=-1)
    away = np.linalg.norm(tip - acted.at("head"), axis=-1)[round(BEFORE * FPS) : round((BEFORE + 4.9) * FPS)]
    assert turns_back(away, 0.15) >= 3
    assert away.min() < 1.1 * HUMAN.head


def test_drinking_brings_the_cup_to_the_mouth_and_tips_it():
    acted = done("drinking", 2.6)
    cup = next(track for track in acted.props if track.name == "cup")
    away = np.linalg.norm(cup.place - acted.at("head"), axis=-1)
    assert away[cup.shown].min() < 1.2 * HUMAN.head
    assert np.abs(cup.angle[cup.shown][np.argmin(away[cup.shown])]) > 0.5


def test_reading_holds_the_book_in_front_of_a_bowed_head():
    acted = done("reading")
    book = next(track for track in acted.props if track.name == "book")
    late = slice(round((BEFORE + 1) * FPS), round((BEFORE + 2.8) * FPS))
    assert np.linalg.norm(book.place[late] - acted.at("l_hand")[late], axis=-1).max() < 0.15
    assert (acted.at("head")[late, 0] > acted.at("neck")[late, 0]).all()


def test_typing_hands_tap_by_turns_over_the_desk():
    acted = done("typing")
    height = [during(acted, f"{side}_hand", 1.0, 2.9)[:, 1] for side in "lr"]
    assert all(turns_back(one, 0.012) >= 4 for one in height)
    assert all((one > 1.0).all() and (one < 1.3).all() for one in height)


# Sport and fight ------------------------------------------------------------


def flies_free(track, release: int, seconds: float = 0.3) -> None:
    """After `release` nothing but gravity acts on the ball."""
    path = track.place[release + 1 : release + round(seconds * FPS)]
    sharp = np.diff(path, 2, axis=0) * FPS**2
    assert sharp[:, 0] == pytest.approx(np.zeros(len(sharp)), abs=1e-6)
    assert sharp[:, 1] == pytest.approx(-GRAVITY * np.ones(len(sharp)), rel=1e-6)


@pytest.mark.parametrize("action", ["throwing", "pitching", "shooting"])
def test_a_ball_stays_in_the_hand_until_it_is_let_go_and_then_flies_to_where_it_is_thrown(action):
    acted = done(action, None, target=(5.0, 1.4))
    ball = next(track for track in acted.props if "ball" in track.name)
    release = round(acted.moments["0.leaves"] * FPS)
    held = slice(round((BEFORE + 0.2) * FPS), release)
    assert np.linalg.norm(ball.place[held] - acted.at("r_hand")[held], axis=-1).max() < 0.35
    assert np.linalg.norm(np.diff(ball.place, axis=0), axis=-1).max() * FPS < 22
    flies_free(ball, release)
    assert np.linalg.norm(ball.place[release + 6] - acted.at("r_hand")[release + 6]) > 0.7
    nearest = np.linalg.norm(ball.place[release:] - [5.0, 1.4], axis=-1).min()
    assert nearest < 0.35


@pytest.mark.parametrize("action", ["catching", "fielding"])
def test_a_ball_comes_to_the_hands_and_stays_there(action):
    acted = done(action, None)
    ball = acted.props[0]
    meets = round(acted.moments["0.meets"] * FPS)
    middle = 0.5 * (acted.at("l_hand") + acted.at("r_hand"))
    away = np.linalg.norm(ball.place - middle, axis=-1)
    assert away[meets - 10] > 1.0
    assert away[meets : meets + 10].max() < 0.2
    if action == "fielding":
        assert ball.place[meets - 6, 1] < 0.12, "it rolls"


def test_a_bat_meets_the_ball_which_flies_off():
    acted = done("batting", None)
    hit = round(acted.moments["0.hits"] * FPS)
    bat, ball = (next(track for track in acted.props if track.name == name) for name in ("bat", "baseball"))
    tip = bat.place + 1.05 * np.stack([np.sin(bat.angle), np.cos(bat.angle)], axis=-1)
    line = tip[hit] - bat.place[hit]
    share = np.clip((ball.place[hit] - bat.place[hit]) @ line / (line @ line), 0, 1)
    assert np.linalg.norm(bat.place[hit] + share * line - ball.place[hit]) < 0.05
    assert ball.place[hit - 8, 0] > ball.place[hit, 0] + 2, "it comes from the front"
    assert ball.place[hit + 10, 0] > ball.place[hit, 0] + 3, "and goes back there"
    grips = [np.linalg.norm(bat.place[hit] - acted.at(f"{side}_hand")[hit]) for side in "lr"]
    assert max(grips) < 0.15


def test_a_ball_that_is_kicked_lies_still_until_the_foot_is_there():
    acted = done("kicking", None)
    meets = round(acted.moments["0.meets"] * FPS)
    ball = acted.props[0]
    assert np.ptp(ball.place[round(BEFORE * FPS) : meets], axis=0).max() == 0
    assert np.linalg.norm(ball.place[meets] - acted.at("r_toe")[meets]) < 0.25
    flies_free(ball, meets, 0.25)
    assert acted.at("r_toe")[meets : meets + 8, 1].max() > 0.5, "the leg follows through"


def test_dribbling_bounces_a_ball_between_hand_and_ground():
    acted = done("dribbling", 4.0, to=4.0)
    ball = acted.props[0]
    part = slice(round((BEFORE + 1) * FPS), round((BEFORE + 3.5) * FPS))
    assert turns_back(ball.place[part, 1], 0.3) >= 6
    assert ball.place[part, 1].min() < 0.3
    above = acted.at("r_hand")[part, 1] - ball.place[part, 1]
    assert above.min() > 0 and above.min() < 0.25


def test_a_punch_shoots_forward_from_a_drawn_back_arm():
    acted = done("punch", None)
    hand = during(acted, "r_hand") - during(acted, "r_shoulder")
    out = int(hand[:, 0].argmax())
    assert hand[out, 0] > 0.8
    assert hand[max(out - 12, 0) : out, 0].min() < 0.1
    assert np.diff(hand[:, 0]).max() * FPS > 4


def test_a_kick_reaches_chest_height_on_one_leg():
    acted = done("kick", None)
    toe = during(acted, "r_toe")
    assert toe[:, 1].max() > 1.1
    top = round(BEFORE * FPS) + int(toe[:, 1].argmax())
    assert acted.planted[top, 0] and not acted.planted[top, 1]


def test_dodging_ducks_and_goes_back():
    acted = done("dodge", None)
    head = during(acted, "head")
    assert head[:, 1].min() < head[0, 1] - 0.4
    assert head[:, 0].min() < head[0, 0] - 0.2


@pytest.mark.parametrize("action", ["fight_stance", "fight"])
def test_fists_are_up_and_knees_bent(action):
    acted = done(action)
    assert during(acted, "pelvis", 0.8, 2.8)[:, 1].max() < HUMAN.standing - 0.04
    for side in "lr":
        assert np.median(during(acted, f"{side}_hand", 0.8, 2.8)[:, 1]) > 1.2


# Manner, seed, kind ------------------------------------------------------------


def test_a_sad_walker_hangs_the_head_and_a_proud_one_does_not():
    def bow(manner: str) -> float:
        acted = done("walk", 4.0, to=5.0, manner=manner)
        return float(np.mean(during(acted, "head", 1, 3)[:, 0] - during(acted, "neck", 1, 3)[:, 0]))

    assert bow("sadly") > bow("proudly") + 0.08


def test_quickly_is_quicker_than_slowly():
    quick, slow = (done("wave", 3.0, manner=manner) for manner in ("quickly", "slowly"))
    beats = [turns_back(during(one, "l_hand", 0.8, 2.9)[:, 0], 0.1) for one in (quick, slow)]
    assert beats[0] > beats[1]


def test_another_seed_is_another_performance_and_the_same_seed_the_same():
    one, again, other = (act([Cue("dance", 0.0, 3.0)], seed=seed) for seed in (4, 4, 5))
    assert np.array_equal(one.joints, again.joints)
    assert np.abs(one.joints - other.joints).max() > 0.02


def test_turning_round_leaves_every_joint_near_where_it_was():
    acted = act([Cue("idle", 0.0, 1.0, facing=1), Cue("idle", 1.0, 1.5, facing=-1)], fps=FPS)
    assert acted.facing[20] > 0.5 and acted.facing[-1] < -0.5
    assert np.linalg.norm(np.diff(acted.joints, axis=0), axis=-1).max() * FPS < 6


def test_a_manner_and_a_frame_rate_that_make_no_sense_are_refused():
    with pytest.raises(StudioError, match="purply"):
        act([Cue("walk", manner="purply")])
    with pytest.raises(StudioError, match="frames"):
        act([Cue("walk")], fps=0)
