"""Scenes on the screen, one after the other."""

from __future__ import annotations

import numpy as np
import pytest

from engines.story.direct import FPS, Show, direct
from engines.story.picture import SceneFilm
from engines.story.projector import Projector, still
from engines.story.script import Script

SIZE = (320, 180)


def show_of(*places: str) -> Show:
    scenes = [{"id": f"s{n}", "place": place, "cast": [{"who": "mia"}]} for n, place in enumerate(places)]
    beats = [{"actor": "mia", "action": "wave", "scene": f"s{n}"} for n in range(len(places))]
    script = Script.model_validate({"scenes": scenes, "characters": [{"id": "mia", "name": "Mia"}], "beats": beats})
    return direct(script, mute=True)


def alone(show: Show, scene: int, frame: int) -> np.ndarray:
    return SceneFilm(show, show.scenes[scene], "normal", SIZE).draw(frame).astype(int)


def test_a_scene_in_the_same_place_is_faded_in() -> None:
    show = show_of("park", "park")
    cut = round(show.starts[1] * FPS)
    picture = Projector(show, size=SIZE).draw(cut).astype(int)
    before, after = alone(show, 0, show.scenes[0].frames - 1), alone(show, 1, 0)
    between = (picture >= np.minimum(before, after) - 3) & (picture <= np.maximum(before, after) + 3)
    assert between.mean() > 0.99, "every pixel is between the two scenes"
    differs = np.abs(before - after).max(axis=2) > 60
    assert np.abs(picture - before)[differs].mean() > 10 and np.abs(picture - after)[differs].mean() > 10


def test_another_place_is_wiped_in_from_the_left() -> None:
    show = show_of("park", "beach")
    cut = round(show.starts[1] * FPS)
    picture = Projector(show, size=SIZE).draw(cut).astype(int)
    before, after = alone(show, 0, show.scenes[0].frames - 1), alone(show, 1, 0)
    assert np.abs(picture[:, :60] - after[:, :60]).max() == 0
    assert np.abs(picture[:, -60:] - before[:, -60:]).max() == 0


def test_an_iris_closes_on_a_face_at_the_end() -> None:
    show = show_of("park")
    projector = Projector(show, size=SIZE)
    dark = (projector.draw(len(projector) - 3) < 60).all(axis=2)
    assert dark.mean() > 0.8
    ys, xs = np.nonzero(~dark)
    film, frame = projector.scene(show.frames / FPS)
    x, y = film.middle(frame)
    assert xs.mean() == pytest.approx(x, abs=6) and ys.mean() == pytest.approx(y, abs=6)


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["cut", "fade", "wipe", "iris"])
def test_away_from_a_transition_a_scene_is_itself(kind: str) -> None:
    show = show_of("park", "beach")
    projector = Projector(show, size=SIZE, transition=kind)
    for scene in (0, 1):
        frame = 25
        assert np.array_equal(projector.draw(round(show.starts[scene] * FPS) + frame), alone(show, scene, frame))
    frames = [picture.mean() for picture in projector.frames()]
    assert len(frames) == show.frames


def test_one_moment_is_the_same_picture_as_in_the_film() -> None:
    show = show_of("park", "beach")
    assert np.array_equal(still(show, 1.2, size=SIZE), Projector(show, size=SIZE).draw(30))


def test_words_are_read_in_a_film_without_voices() -> None:
    script = Script.model_validate(
        {
            "scenes": [{"id": "s"}],
            "characters": [{"id": "mia", "name": "Mia"}],
            "lines": [{"who": "mia", "text": "Good morning!"}],
        }
    )
    show = direct(script, mute=True)
    said = (script.laid_out().lines[0].start or 0) + 0.6
    shown, hidden = (still(show, said, size=SIZE, words=words).astype(int) for words in (True, False))
    differs = np.abs(shown - hidden).max(axis=2) > 40
    assert 0.005 < differs.mean() < 0.3, "a bubble"
