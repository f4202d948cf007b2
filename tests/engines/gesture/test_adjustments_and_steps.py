"""Bodies adjust themselves on stresses and rest in lulls; feet step without sliding and stay near where they were."""

import numpy as np
from numpy.typing import NDArray

from engines.gesture import hands, stance, style, volumes
from engines.gesture.adjustments import adjustments, occasions
from engines.gesture.moments import talking
from engines.gesture.steps import Steps
from engines.motion import skeleton

F64 = NDArray[np.float64]
BEATS = np.array([[at, 0.9] for at in (1.0, 1.7, 2.4, 3.4, 4.0, 9.0, 9.7)])
T = np.arange(0.0, 14.0, 0.01)


def test_a_body_is_quick_before_a_stress_and_quiet_in_a_lull() -> None:
    value = adjustments(BEATS, np.array([0.1, 0.2]), "a body", takes=0.25).at(T)
    speed = np.linalg.norm(np.diff(value, axis=0), axis=1) / 0.01
    before = np.concatenate([speed[round((at - 0.2) * 100) : round(at * 100)] for at in BEATS[:, 0]])
    assert before.mean() > 2.5 * np.median(speed)
    assert np.abs(value[:60]).max() < 1e-12, "nothing before anybody speaks"
    assert np.abs(value[round(6.0 * 100) : round(8.6 * 100)]).max() < 1e-9, "nor in a lull"
    assert np.abs(value[-1]).max() < 1e-12
    assert np.all(np.abs(value) <= [0.1, 0.2])
    assert np.array_equal(value, adjustments(BEATS, np.array([0.1, 0.2]), "a body", takes=0.25).at(T))
    assert not np.allclose(value, adjustments(BEATS, np.array([0.1, 0.2]), "another", takes=0.25).at(T))


def test_what_comes_later_does_not_change_what_was_before() -> None:
    whole = adjustments(BEATS, np.ones(3), 5, takes=0.2).at(T)
    first = adjustments(BEATS[:5], np.ones(3), 5, takes=0.2).at(T)
    assert np.array_equal(whole[: round(3.9 * 100)], first[: round(3.9 * 100)])


def test_occasions_are_the_stresses_and_some_between_but_none_in_a_lull() -> None:
    found = occasions(BEATS, 0.3, "x")
    assert set(BEATS[:, 0]) <= set(found[:, 0]) and len(found) > len(BEATS)
    assert np.all(np.diff(found[:, 0]) > 0.1)
    assert not np.any((found[:, 0] > 4.0) & (found[:, 0] < 9.0))
    assert len(occasions(np.zeros((0, 2)), 0.3, "x")) == 0


def test_somebody_talks_near_stresses_only() -> None:
    assert talking(BEATS[:, 0], np.array([0.8, 2.0, 9.4])).min() == 1
    assert talking(BEATS[:, 0], np.array([6.5, 13.0])).max() == 0


def stepping(seed: int) -> tuple[stance.Weight, stance.Ground, Steps]:
    manner = style.style()
    weight = stance.Weight(manner, 60.0, np.zeros(0), seed)
    ground = stance.ground(manner, False, seed)
    beats = np.array([[at, 0.8] for at in np.arange(1.0, 60.0, 0.8)])
    return weight, ground, Steps(ground, weight, beats, 1.0, 30.0, seed)


def test_feet_step_when_they_are_free_and_never_both_at_once() -> None:
    t = np.arange(0.0, 60.0, 1 / 30)
    for seed in range(3):
        weight, ground, steps = stepping(seed)
        feet = steps.at(t, np.zeros(len(t)))
        up = feet.ankles[..., 1] - ground.ankles[:, 1] > 1e-6
        assert up.any(axis=0).all(), "either foot steps"
        assert not up.all(axis=1).any(), "one foot is always on the floor"
        carries = weight.at(t)
        assert np.all(carries[up[:, 0]] < 0) and np.all(carries[up[:, 1]] > 0), "the other leg carries"
        moved = np.linalg.norm(np.diff(feet.ankles[..., [0, 2]], axis=0), axis=-1)
        high = np.minimum(feet.ankles[1:, :, 1], feet.ankles[:-1, :, 1]) - ground.ankles[:, 1]
        assert moved[high < 0.012].max() < 0.001, "what is on the floor stays there"
        assert np.linalg.norm(feet.ankles[-1] - ground.ankles, axis=-1).max() < 0.06


def test_ankles_keep_the_balance_without_lifting_a_sole_visibly() -> None:
    _, _, steps = stepping(3)
    rolls = steps.at(np.arange(0.0, 28.0, 1 / 30), np.zeros(840)).rolls
    edge = 0.04 * np.sin(np.abs(rolls))  # metres: half the width of a foot
    assert np.degrees(rolls.std(axis=0)).min() > 0.5, "they live"
    assert edge.max() < 0.006 and np.median(edge) < 0.002


def test_feet_that_nothing_bids_stay() -> None:
    t = np.arange(0.0, 30.0, 1 / 30)
    manner = style.style()
    ground = stance.ground(manner, False, 0)
    steps = Steps(ground, stance.Weight(manner, 30.0, np.zeros(0), 0), np.zeros((0, 2)), 0.0, 30.0, 0)
    feet = steps.at(t, np.zeros(len(t)))
    assert np.array_equal(feet.ankles, np.repeat(ground.ankles[None], len(t), axis=0))
    assert not feet.lifts.any() and not feet.rolls.any() and not steps.middle(t).any()


def test_a_pelvis_that_is_too_high_for_its_legs_comes_down_and_another_stays() -> None:
    ground = stance.ground(style.style(), False, 0)
    feet = stance.Feet(
        ground.ankles[None].repeat(2, 0), ground.headings[None].repeat(2, 0), np.zeros((2, 2)), np.zeros((2, 2))
    )
    height = stance.pelvis_height(False)
    asked = np.array([[0.0, height - 0.06, 0.0], [0.12, height + 0.05, 0.0]])
    settled = stance.within_reach(asked, np.eye(3)[None].repeat(2, 0), feet)
    assert np.allclose(settled[0], asked[0], atol=5e-4)
    assert settled[1, 1] < asked[1, 1] - 0.05 and np.allclose(settled[1, [0, 2]], asked[1, [0, 2]])


def around(start: F64, end: F64, share: float) -> F64:
    """[n] how far the mannequin's skin is from the line from `start` to `end` where a plane cuts it across."""
    from engines.body import load_body

    body = load_body()
    vertices = body.skin.vertices.astype(float)
    near = np.linalg.norm(vertices - start, axis=1) < 0.35
    way = (end - start) / np.linalg.norm(end - start)
    height = (vertices - start) @ way - share * np.linalg.norm(end - start)
    faces = np.asarray(body.surface.faces)
    edges = np.concatenate([faces[near[faces].all(axis=1)][:, pair] for pair in ([0, 1], [1, 2], [2, 0])])
    a, b = edges[height[edges[:, 0]] * height[edges[:, 1]] < 0].T
    cut = vertices[a] + (height[a] / (height[a] - height[b]))[:, None] * (vertices[b] - vertices[a]) - start
    return np.asarray(np.linalg.norm(cut - (cut @ way)[:, None] * way, axis=1))


def test_hands_and_forearms_are_felt_for_as_thick_as_the_mannequin_has_them() -> None:
    place = {name: skeleton.REST[skeleton.INDEX[f"left_{name}"]].astype(float) for name in ("elbow", "wrist")}
    assert hands.RADII[0] >= around(place["elbow"], place["wrist"], 1.0).mean()
    for finger, name in enumerate(skeleton.FINGERS[:4]):
        one, two = (skeleton.REST[skeleton.INDEX[f"left_{name}{bone}"]].astype(float) for bone in (1, 2))
        ring = around(one, two, 1.0)
        assert hands.RADII[2 + 4 * finger + 1] >= np.median(ring[ring < 0.013]), name
    radii = volumes.arms().radii[1:4]
    for share, radius in zip((0.2, 0.55, 0.85), radii, strict=True):
        assert radius >= around(place["elbow"], place["wrist"], share).mean()
    assert radii[0] > radii[1] > radii[2] > hands.RADII[0]
