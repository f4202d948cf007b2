"""What two do together: hands meet, arms go round, blows are felt, eyes follow."""

import numpy as np
import pytest

from contracts import StudioError
from engines.story.acting import Cue
from engines.story.actions.together import PALM
from engines.story.ensemble import Part, Role, perform_scene
from engines.story.figure import PROPORTIONS
from engines.story.physics import report

KINDS = [("human", "human"), ("human", "child"), ("robot", "alien"), ("animal", "child")]


def scene(action: str, first: str = "human", second: str = "human", apart: float = 3.0, way: int = 1, **more):
    """One does something to another."""
    roles = [
        Role("Tom", first, -0.5 * apart * way, way, [Part(Cue(action, 0.3, **more), "Mia")]),
        Role("Mia", second, 0.5 * apart * way, -way),
    ]
    return perform_scene(roles, seed=5)


def palms(acted: dict, way: int = 1) -> np.ndarray:
    """[T] how far the near hands are apart."""
    near = ("r_hand", "l_hand") if way > 0 else ("l_hand", "r_hand")
    return np.linalg.norm(acted["Tom"].at(near[0]) - acted["Mia"].at(near[1]), axis=-1)


@pytest.mark.parametrize(("first", "second"), KINDS)
@pytest.mark.parametrize("way", [1, -1])
def test_hands_meet_in_a_handshake_and_shake(first, second, way):
    acted = scene("handshake", first, second, way=way)
    held = palms(acted, way) < 0.02
    assert held.sum() > 15
    middle = np.flatnonzero(held)
    assert (np.diff(middle) == 1).all()
    height = acted["Tom"].at("r_hand" if way > 0 else "l_hand")[held, 1]
    assert np.ptp(height) > 0.06
    assert np.count_nonzero(np.diff(np.sign(np.diff(height)))) >= 2


@pytest.mark.parametrize(("first", "second"), KINDS)
def test_palms_meet_in_a_high_five_over_the_smaller_ones_shoulder(first, second):
    acted = scene("high_five", first, second)
    apart = palms(acted)
    touch = PALM * sum(PROPORTIONS[kind].height / 2.5 for kind in (first, second))
    meet = int(np.argmax(apart < touch + 0.02))
    assert apart[meet] < touch + 0.02
    assert (acted["Mia"].at("l_hand") - acted["Tom"].at("r_hand"))[:, 0].min() > 0.04, "no hand goes through the other"
    assert acted["Mia"].at("l_hand")[meet, 1] > acted["Mia"].at("l_shoulder")[meet, 1] + 0.2
    assert apart[meet - 10] > 0.2 and apart[meet + 5 :].max() > 0.2


@pytest.mark.parametrize(("first", "second"), KINDS)
def test_arms_go_round_the_other_in_a_hug(first, second):
    acted = scene("hug", first, second)
    tom, mia = acted["Tom"], acted["Mia"]
    for hand, chest in ((tom.at("r_hand"), mia.at("chest")), (mia.at("l_hand"), tom.at("chest"))):
        beyond = (hand[:, 0] - chest[:, 0]) * np.sign(mia.at("pelvis")[-1, 0] - tom.at("pelvis")[-1, 0])
        away = np.linalg.norm(hand - chest, axis=-1)
        if hand is not tom.at("r_hand") and chest is tom.at("chest"):
            beyond = -beyond
        assert (away < 0.55).sum() > 20
        assert beyond.max() > -0.1
    gap = np.abs(tom.at("pelvis")[:, 0] - mia.at("pelvis")[:, 0])
    assert gap.min() < 0.75


def test_the_first_walks_up_and_both_face_each_other():
    acted = scene("handshake", apart=5.0)
    x = acted["Tom"].at("pelvis")[:, 0]
    assert x[0] == pytest.approx(-2.5, abs=0.05) and x[-1] == pytest.approx(1.4, abs=0.2)
    meet = int(palms(acted).argmin())
    assert acted["Tom"].facing[meet] > 0.5 and acted["Mia"].facing[meet] < -0.5


@pytest.mark.parametrize("action", ["punch", "kick"])
def test_a_blow_arrives_and_is_felt_then_and_not_before(action):
    acted = scene(action, apart=1.15)
    tom, mia = acted["Tom"], acted["Mia"]
    weapon = tom.at("r_hand" if action == "punch" else "r_toe").astype(float)
    body = mia.at("head" if action == "punch" else "chest").astype(float)
    away = np.linalg.norm(weapon - body, axis=-1)
    hit = int(away.argmin())
    assert away[hit] < 0.5
    still = mia.at("head")[: hit - 6, 0]
    assert np.ptp(still) < 0.06
    assert mia.at("head")[hit : hit + 12, 0].max() > still.mean() + 0.25


def test_eyes_look_at_who_talks():
    roles = [
        Role("Tom", "human", -1.5, 1, [Part(Cue("idle", 0.0, 4.0))]),
        Role("Mia", "human", 1.5, -1, [Part(Cue("talk", 1.0, 2.0))]),
    ]
    gaze = perform_scene(roles, seed=1)["Tom"].face.gaze
    assert gaze[40:60, 0].min() > 0.8
    assert np.abs(gaze[85:95]).max() < 0.1


def test_all_last_as_long_and_keep_the_limits():
    acted = scene("hug")
    assert len({len(one) for one in acted.values()}) == 1
    assert all(report(one).fit for one in acted.values())


def test_who_is_not_there_and_who_is_there_twice_is_said():
    with pytest.raises(StudioError, match="Zoe"):
        perform_scene([Role("Tom", parts=[Part(Cue("wave"), "Zoe")])])
    with pytest.raises(StudioError, match="same name"):
        perform_scene([Role("Tom"), Role("Tom")])


def test_who_hugged_steps_back_without_turning_round():
    acted = scene("hug", "human", "human")
    apart = np.abs(acted["Tom"].at("pelvis")[:, 0] - acted["Mia"].at("pelvis")[:, 0])
    assert apart.min() < 0.75 and apart[-1] > 1.0
    close = int(np.argmin(apart))
    for one in acted.values():
        assert abs(np.sign(one.facing[close:]).sum()) == len(one) - close, "they go on looking at each other"


def test_what_is_thrown_to_one_who_catches_is_one_ball() -> None:
    roles = [
        Role("tom", at=-2.0, parts=[Part(Cue("throwing", 1.0), "mia")]),
        Role("mia", kind="child", at=2.0, facing=-1, parts=[Part(Cue("catching", 3.0))]),
    ]
    acted = perform_scene(roles, seed=3, seconds=6.0)
    (thrown,), (held,) = acted["tom"].props, acted["mia"].props
    both = int((thrown.shown & held.shown).sum())
    first = int(np.flatnonzero(held.shown)[0])
    last = int(np.flatnonzero(thrown.shown)[-1])
    assert both <= 2 and abs(first - last) <= 3, "it is seen once, and without a gap"
    assert np.linalg.norm(thrown.place[last] - held.place[first]) < 0.45, "it flies into her hands"
    release = np.flatnonzero(np.linalg.norm(np.diff(thrown.place, axis=0), axis=1) * 25 > 5)[0]
    assert first / 25 - release / 25 < 1.5, "she catches it when it comes"
