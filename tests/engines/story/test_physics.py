"""Every performance keeps within the limits: all actions, kinds, manners, and any action after any other."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engines.story import vocabulary
from engines.story.acting import Acted, Cue, act
from engines.story.figure import JOINT, KINDS, Kind
from engines.story.physics import FASTEST, SHARPEST, channel, report

ACTIONS = tuple(vocabulary.actions())
MANNERS = (None, *vocabulary.manners())


def limits(acted: Acted) -> None:
    """What holds for every performance."""
    found = report(acted)
    assert found.fit, found
    assert found.speed <= FASTEST and found.acceleration <= SHARPEST
    physics = channel(acted)
    assert np.hypot(*physics[:, :2].T).max() <= FASTEST and np.hypot(*physics[:, 2:4].T).max() <= SHARPEST
    assert found.bones < 1e-4
    assert found.slide < 0.03, found
    assert found.below < 1e-3
    assert np.isfinite(acted.joints).all()
    seen = np.diff(acted.joints - acted.joints[:, :1], axis=0)
    assert np.linalg.norm(seen, axis=-1).max() * acted.fps < 25, "nothing jumps about the body"


def order(row: int) -> list[str]:
    """All actions in a row of a square in which every action comes right after every other in one row or another."""
    count = len(ACTIONS)
    steps = [(number + 1) // 2 * (1 if number % 2 else -1) for number in range(count)]
    return [ACTIONS[(row + step) % count] for step in steps]


def medley(row: int, kind: Kind, manner: str | None, seconds: float = 1.6) -> Acted:
    """All actions one after the other, to and fro."""
    cues = [
        Cue(action, number * seconds, seconds, manner=manner, facing=1 if number % 2 else -1)
        for number, action in enumerate(order(row))
    ]
    return act(cues, kind=kind, seed=row)


PLANS = [(row, KINDS[row % len(KINDS)], MANNERS[row % len(MANNERS)]) for row in range(len(ACTIONS))]
"""Over the rows every action comes after every other, in every manner, and is done by every kind."""
QUICK = len(MANNERS)


@pytest.mark.parametrize(("row", "kind", "manner"), PLANS[:QUICK])
def test_all_actions_of_all_kinds_in_all_manners_keep_the_limits_and_go_over_into_others(row, kind, manner):
    limits(medley(row, kind, manner))


@pytest.mark.slow
@pytest.mark.parametrize(("row", "kind", "manner"), PLANS[QUICK:])
def test_any_action_goes_smoothly_over_into_any_other(row, kind, manner):
    limits(medley(row, kind, manner))


@pytest.mark.slow
@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("manner", MANNERS)
def test_every_action_keeps_the_limits_for_all_kinds_times_manners(kind, manner):
    limits(medley(KINDS.index(kind) * len(MANNERS) + MANNERS.index(manner), kind, manner, 3.0))


@settings(max_examples=12)
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
