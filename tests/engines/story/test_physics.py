"""Every performance keeps within the limits: all actions, kinds, manners, and any action after any other."""

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engines.story import vocabulary
from engines.story.acting import Acted, Cue, act
from engines.story.figure import JOINT, KINDS
from engines.story.physics import FASTEST, SHARPEST, channel, report

ACTIONS = tuple(vocabulary.actions())
MANNERS = (None, *vocabulary.manners())
RUNS = ("run", "sprint", "running_bases")


def limits(acted: Acted) -> None:
    """What holds for every performance."""
    found = report(acted)
    assert found.fit, found
    assert found.speed <= FASTEST and found.acceleration <= SHARPEST
    assert found.bones < 1e-4
    assert found.slide < 0.03, found
    assert found.below < 1e-3
    assert np.isfinite(acted.joints).all()
    seen = np.diff(acted.joints - acted.joints[:, :1], axis=0)
    assert np.linalg.norm(seen, axis=-1).max() * acted.fps < 25, "nothing jumps about the body"


@pytest.mark.slow
@pytest.mark.parametrize("action", ACTIONS)
def test_every_action_keeps_the_limits_for_every_kind_in_one_manner_or_another(action):
    for number in range(len(KINDS)):
        kind, manner = KINDS[number], MANNERS[(3 * number + ACTIONS.index(action)) % len(MANNERS)]
        limits(act([Cue("idle", 0.0, 0.4), Cue(action, 0.4, manner=manner)], kind=kind, seed=number, seconds=3.2))


@pytest.mark.slow
def test_every_action_keeps_the_limits_for_all_kinds_times_manners_times_seeds():
    for action, kind, manner, seed in itertools.product(ACTIONS, KINDS, MANNERS, (1, 2)):
        limits(act([Cue(action, 0.0, manner=manner)], kind=kind, seed=seed, seconds=3.0))


@pytest.mark.slow
@pytest.mark.parametrize("first", ACTIONS)
def test_an_action_goes_smoothly_over_into_others(first):
    """A ninth of all pairs; the slow test takes the rest."""
    for number, second in list(enumerate(ACTIONS))[ACTIONS.index(first) % 9 :: 9]:
        facing = 1 if number % 2 else -1
        limits(act([Cue(first, 0.0, 1.3), Cue(second, 1.3, 1.3, facing=facing)], seed=number))


@pytest.mark.slow
@pytest.mark.parametrize("first", ACTIONS)
def test_any_action_goes_smoothly_over_into_any_other(first):
    for number, second in enumerate(ACTIONS):
        facing = 1 if number % 2 else -1
        limits(act([Cue(first, 0.0, 1.3), Cue(second, 1.3, 1.3, facing=facing)], seed=number))


@pytest.mark.slow
@settings(max_examples=40)
@given(
    st.lists(
        st.tuples(st.sampled_from(ACTIONS), st.floats(0.3, 2.5), st.sampled_from([1, -1])), min_size=1, max_size=5
    ),
    st.sampled_from(KINDS),
    st.sampled_from(MANNERS),
    st.integers(0, 10**6),
)
def test_any_story_of_actions_keeps_the_limits(plan, kind, manner, seed):
    cues, now = [], 0.0
    for action, seconds, facing in plan:
        cues.append(Cue(action, now, seconds, manner=manner, facing=facing))
        now += seconds
    limits(act(cues, kind=kind, seed=seed))


@pytest.mark.parametrize("fps", [12, 25, 30, 60])
def test_frame_rates_tell_the_same_story(fps):
    acted = act([Cue("walk", 0.0, 3.0, to=4.0), Cue("wave", 3.0, 2.0)], fps=fps, seed=1)
    assert len(acted) == pytest.approx(5.0 * fps, abs=2)
    assert acted.at("pelvis")[round(3.2 * fps), 0] == pytest.approx(4.0, abs=0.2)


def test_the_physics_channel_is_the_motion_of_the_pelvis():
    acted = act([Cue("walk", 0.0, 4.0, to=7.0)], seed=1)
    physics = channel(acted, mass=2.0).astype(float)
    x = acted.joints[:, JOINT["pelvis"], 0].astype(float)
    assert physics.shape == (len(acted), 6)
    assert x[0] + np.cumsum(physics[:, 0])[-1] / acted.fps == pytest.approx(x[-1], abs=0.1)
    assert physics[:, 4:] == pytest.approx(2.0 * physics[:, :2], rel=1e-5)
    falling = channel(act([Cue("jump", 0.0, 1.2)], seed=1))[:, 3]
    assert falling.min() < -10
