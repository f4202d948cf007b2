"""Feet on the floor: found, held, grounded; and walking on the spot."""

import numpy as np
import pytest
from scipy.ndimage import gaussian_filter1d

from engines.motion import Motion, cut, skeleton
from engines.motion.foot_lock import foot_lock
from engines.motion.ground import BALL, HEEL, Contacts, contacts, ground, runs, soles
from engines.motion.heading import heading, turn
from engines.motion.in_place import in_place
from engines.motion.resample import resample
from tools.samples.greeting import greeting
from tools.samples.walk import FPS, HEEL_OFF, STEP_SECONDS, TOE_OFF, heel_strikes, walk

INDEX = skeleton.INDEX
LEGS = [INDEX[f"{side}_{joint}"] for side in ("left", "right") for joint in ("hip", "knee", "ankle")]


@pytest.fixture(scope="module")
def walking() -> Motion:
    return walk()


def skating(motion: Motion, size: float = 0.025) -> Motion:
    """The legs tremble slowly, as in motion tracked from video, so that planted feet skate by centimetres."""
    noise = np.random.default_rng(4).normal(0, 1, (len(motion), len(LEGS), 3))
    slow = gaussian_filter1d(noise, 5, axis=0) * np.sqrt(5 * 2 * np.sqrt(np.pi))
    rotations = motion.rotations.copy()
    rotations[:, LEGS] += size * slow
    return motion.with_(rotations=rotations)


def sole_places(motion: Motion) -> np.ndarray:
    return soles(*skeleton.forward(motion.rotations, motion.translation))


def slides(motion: Motion, held: Contacts) -> np.ndarray:
    """How far, in metres, what bears the foot moves over the floor in each contact: the ball, or else the heel."""
    places, out = sole_places(motion), []
    for side in range(2):
        ball, heel = held.touching[:, side, BALL], held.touching[:, side, HEEL]
        for part, bearing in ((BALL, ball), (HEEL, heel & ~ball)):
            for start, stop in runs(bearing):
                level = places[start:stop, side, part][:, [0, 2]]
                out.append(np.linalg.norm(level - level.mean(axis=0), axis=-1).max())
    return np.array(out)


def knee_bend(motion: Motion) -> np.ndarray:
    """How far each knee bends forward `[T, 2]`, radians; below zero it would bend the wrong way."""
    positions, turns = skeleton.forward(motion.rotations, motion.translation)
    bends = []
    for side in ("left", "right"):
        hip, knee, ankle = (positions[:, INDEX[f"{side}_{joint}"]] for joint in ("hip", "knee", "ankle"))
        hinge = turns[:, INDEX[f"{side}_hip"], :, 0]  # what the knee deviates sideways at rest is no bend
        thigh, shin = (bone - (bone * hinge).sum(-1, keepdims=True) * hinge for bone in (knee - hip, ankle - knee))
        bends.append(np.arctan2((np.cross(thigh, shin) * hinge).sum(-1), (thigh * shin).sum(-1)))
    return np.stack(bends, axis=-1)


def test_every_step_of_a_walk_is_found_where_it_was_put(walking):
    touching = contacts(walking).touching
    cycle = 2 * STEP_SECONDS
    strikes = heel_strikes()
    for side, first in ((0, 0), (1, 1)):
        for strike in strikes[first::2]:
            middle = [strike + share * cycle for share in (0.15, 0.25)]
            for second in middle:
                assert touching[round(second * FPS) % len(walking), side].all()
            rolling = strike + 0.5 * (HEEL_OFF + TOE_OFF) * cycle
            assert touching[round(rolling * FPS) % len(walking), side, BALL]
            flying = strike + 0.82 * cycle
            assert not touching[round(flying * FPS) % len(walking), side].any()


def test_contacts_do_not_depend_on_the_frame_rate_or_the_height_of_the_floor(walking):
    at_30 = contacts(walking).touching
    raised = resample(walking, 120)
    raised = raised.with_(translation=raised.translation + np.array([0, 1.5, 0], dtype=np.float32))
    found = contacts(raised)
    assert found.floor == pytest.approx(1.5, abs=0.02)
    assert (found.touching[::4] == at_30).mean() > 0.95


def test_someone_who_stands_still_stands_on_both_feet_all_the_time():
    assert contacts(greeting()).touching.all()


def test_locked_feet_hold_still_and_knees_bend_forward_without_popping(walking):
    loose = skating(walking)
    held = contacts(loose)
    before, locked = slides(loose, held), foot_lock(loose)
    after = slides(locked, held)
    assert len(before) > 12 and np.median(before) > 0.005  # it does skate
    assert after.max() < 0.001
    assert knee_bend(locked).min() > 0
    fastest = [np.abs(np.diff(knee_bend(m), axis=0)).max() * FPS for m in (loose, locked)]
    assert fastest[1] < 1.3 * fastest[0] and fastest[1] < 8


def test_a_flat_foot_neither_swivels_nor_slides_at_heel_or_ball():
    loose = ground(skating(greeting()))
    held = contacts(loose)
    assert held.touching.mean() > 0.9
    places = sole_places(foot_lock(loose))
    for side in range(2):
        for start, stop in runs(held.touching[:, side].all(axis=-1)):
            standing = places[start:stop, side, : BALL + 1][:, :, [0, 2]]
            assert np.linalg.norm(standing - standing.mean(axis=0), axis=-1).max() < 0.005


def test_locking_changes_only_the_legs_and_lets_swinging_feet_be(walking):
    loose = skating(walking)
    locked = foot_lock(loose)
    others = np.setdiff1d(np.arange(skeleton.COUNT), [*LEGS, INDEX["left_foot"], INDEX["right_foot"]])
    assert np.array_equal(locked.rotations[:, others], loose.rotations[:, others])
    assert np.abs(locked.translation - loose.translation)[:, [0, 2]].max() == 0
    assert 0 <= (loose.translation - locked.translation)[:, 1].max() < 0.04
    step = np.linalg.norm(np.diff(sole_places(locked)[:, :, BALL], axis=0), axis=-1).max() * FPS
    assert step < 1.15 * np.linalg.norm(np.diff(sole_places(loose)[:, :, BALL], axis=0), axis=-1).max() * FPS


def test_feet_that_do_not_slide_are_left_where_they_are(walking):
    locked = foot_lock(walking)
    moved = np.linalg.norm(locked.positions() - walking.positions(), axis=-1).max(axis=0)
    knees = [INDEX["left_knee"], INDEX["right_knee"]]
    assert moved[[INDEX["left_foot"], INDEX["right_foot"]]].max() < 0.003
    assert np.delete(moved, knees).max() < 0.012
    assert moved[knees].max() < 0.05  # a planted leg is never quite straight


def test_a_foot_that_drifts_far_is_let_go_rather_than_stretching_the_leg():
    frames = 300
    still = Motion.of(30, np.zeros((frames, 55, 3)))
    path = np.zeros((frames, 3), dtype=np.float32)
    path[:, 0] = np.linspace(0, 1.5, frames)  # slides sideways at 15 cm a second
    locked = foot_lock(still.with_(translation=still.translation + path))
    offset = locked.positions()[:, INDEX["left_ankle"]] - locked.translation
    assert np.ptp(offset[:, 0]) < 0.3
    assert np.abs(np.diff(knee_bend(locked), axis=0)).max() * 30 < 8


def test_nobody_touching_the_floor_means_nothing_to_lock():
    flying = Motion.of(30, np.zeros((60, 55, 3)), np.stack([np.zeros(60), 3 + np.arange(60.0), np.zeros(60)], -1))
    assert foot_lock(flying) is flying
    single = Motion.of(30, np.zeros((1, 55, 3)))
    moved = np.linalg.norm(foot_lock(single).positions() - single.positions(), axis=-1)[0]
    assert moved[[INDEX["left_foot"], INDEX["right_ankle"]]].max() < 1e-5
    assert moved[INDEX["head"]] < 0.006


@pytest.mark.parametrize("lift", [-0.7, 0.0, 1.2])
def test_the_grounded_figure_stands_on_the_floor(walking, lift):
    floating = walking.with_(translation=walking.translation + np.array([0, lift, 0], dtype=np.float32))
    standing = ground(floating)
    touching = contacts(standing).touching.any(axis=-1)
    assert sole_places(standing)[..., 1].min(axis=-1)[touching].min() == pytest.approx(0, abs=1e-4)
    assert np.allclose(np.diff(standing.translation, axis=0), np.diff(floating.translation, axis=0), atol=1e-5)


def test_one_wild_frame_does_not_lift_the_figure(walking):
    spoiled = walking.rotations.copy()
    spoiled[40, INDEX["left_knee"]] += [-1.2, 0, 0]  # one foot kicks through the floor for a frame
    heights = [ground(m).translation[0, 1] for m in (walking, walking.with_(rotations=spoiled))]
    assert heights[1] == pytest.approx(heights[0], abs=0.02)


def straight_walk(walking: Motion) -> Motion:
    """The walk unrolled along +z."""
    yaw = np.unwrap(heading(walking.rotations[:, 0]))
    forward = turn(walking, -yaw, about=walking.translation)
    speed = 1.09
    path = forward.translation.copy()
    path[:, 0] = 0.02 * np.sin(2 * np.pi * np.arange(len(path)) / FPS / (2 * STEP_SECONDS))
    path[:, 2] = speed * np.arange(len(path)) / FPS
    return forward.with_(translation=path)


def test_walking_on_the_spot_stays_within_a_step_and_keeps_the_sway(walking):
    travelling = straight_walk(walking)
    spot = in_place(travelling)
    assert np.ptp(travelling.translation[:, 2]) > 6
    assert np.ptp(spot.translation[:, 2]) < 0.3
    inner = slice(30, -30)
    assert np.ptp(spot.translation[inner, 0]) == pytest.approx(np.ptp(travelling.translation[inner, 0]), rel=0.1)
    assert np.array_equal(spot.translation[:, 1], travelling.translation[:, 1])
    assert np.array_equal(spot.rotations, travelling.rotations)


def test_walking_round_in_place_can_keep_facing_the_viewer(walking):
    spot = in_place(walking)
    assert np.ptp(spot.translation[:, [0, 2]], axis=0).max() < 0.45
    assert np.ptp(np.unwrap(heading(spot.rotations[:, 0]))) > 5
    facing = in_place(walking, facing=True)
    assert np.abs(heading(facing.rotations[:, 0])).max() < np.radians(45)


def test_someone_who_stands_and_shifts_weight_is_not_moved():
    standing = greeting()
    assert np.allclose(in_place(standing, facing=True).translation, standing.translation, atol=0.005)


def test_edits_work_on_very_short_motions():
    for frames in (1, 2, 3):
        short = cut.frames(greeting(), 0, frames)
        for edit in (ground, foot_lock, in_place):
            assert len(edit(short)) == frames
