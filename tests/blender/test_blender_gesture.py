"""A gesture performance opened in Blender: the hands move and the lips move, as in ours."""

from __future__ import annotations

import numpy as np
import pytest

from engines.body import load_body
from engines.gesture.generate import GestureRequest, Performance, generate
from engines.motion import skeleton
from tests.blender import test_blender_opens as house

pytestmark = house.pytestmark


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Performance:
    said = "Hello everyone! There was a huge house, over there, by the river."
    return generate(GestureRequest(text=said, out=tmp_path_factory.mktemp("gesture") / "made", video=False))


def test_the_performance_plays_in_blender_with_body_and_face_moving(made: Performance) -> None:
    found = house.opened(made.folder / "motion.glb", made.motion)
    frames = [found["frames"][str(look)] for look in range(len(house.FRAMES))]
    expected = house.in_blender(made.motion.positions())
    for joint in ("left_wrist", "right_wrist", "head", "left_index3"):
        places = np.array([frame["joints"][joint] for frame in frames])
        ours = expected[list(house.FRAMES), skeleton.INDEX[joint]]
        assert np.linalg.norm(places - ours, axis=1).max() < 0.01
        assert np.ptp(places, axis=0).max() > 0.003, f"{joint} must move"
    wrists = np.array([[frame["joints"][f"{side}_wrist"] for side in ("left", "right")] for frame in frames])
    assert np.ptp(wrists, axis=0).max() > 0.1, "a hand gestures"

    # the jaw's own bone opens the mouth, so a part of the face's weights is shown by joints and not by shape keys
    body = load_body()
    names, weights = body.skin.morphs.names, body.face_weights(made.motion)[list(house.FRAMES)]
    shown = [{name: value for keys in frame["keys"] for name, value in keys.items()} for frame in frames]
    values = np.array([[keys[name] for name in names] for keys in shown])
    assert np.abs(values - weights).max() < 0.002
    moved = dict(zip(names, np.ptp(values, axis=0), strict=True))
    assert max(change for name, change in moved.items() if name.startswith("mouth")) > 0.05, "the lips move"
    assert np.ptp(made.motion.rotations[:, skeleton.INDEX["jaw"], 0]) > 0.05, "and the jaw"
