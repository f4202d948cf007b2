"""Backdrops: the same for the same question, different by place, style, time and weather, and fit for any picture."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
import yaml
from numpy.typing import NDArray

from engines.story.vocabulary import FOLDER
from renderers.figure_pens import STYLES, Style
from renderers.figures import View
from renderers.scenery import Camera, Scenery
from renderers.scenery_places import PLACES
from renderers.scenery_weather import lightning

SMALL = View(size=(320, 180))


def drawn(scenery: Scenery, view: View = SMALL, seconds: float = 1.0, camera: Camera = "still") -> NDArray[np.int16]:
    """[H, W, 3] the backdrop and what is before it."""
    import skia

    pixels = np.zeros((view.size[1], view.size[0], 4), dtype=np.uint8)
    surface = skia.Surface(pixels, colorType=skia.kRGBA_8888_ColorType)
    scenery.draw(surface.getCanvas(), view, seconds, camera)
    scenery.draw_front(surface.getCanvas(), view, seconds)
    surface.flushAndSubmit()
    assert (pixels[:, :, 3] == 255).all(), "a hole in the picture"
    return pixels[:, :, :3].astype(np.int16)


@pytest.mark.slow
def test_every_place_of_the_vocabulary_has_a_picture_of_its_own() -> None:
    named = yaml.safe_load((FOLDER / "places.yaml").read_text(encoding="utf-8"))
    assert set(named) == set(PLACES)
    pictures = [drawn(Scenery(place)) for place in PLACES]
    for first, second in pairwise(pictures):
        assert np.abs(first - second).mean() > 4


@pytest.mark.parametrize("style", STYLES)
def test_styles_differ_and_fill_the_picture(style: Style) -> None:
    for place in ("park", "kitchen", "space"):
        mine = drawn(Scenery(place, style))
        assert mine.std() > 2
        if style != "normal":
            assert np.abs(mine - drawn(Scenery(place))).mean() > 2.5


def test_times_and_weathers_look_different() -> None:
    noon, night = drawn(Scenery("farm")), drawn(Scenery("farm", time="night"))
    assert night.mean() < 0.6 * noon.mean()
    for weather in ("rain", "storm", "snow", "fog", "wind", "cloudy"):
        assert np.abs(drawn(Scenery("farm", weather=weather)) - noon).mean() > 1, weather


def test_weather_moves_and_rooms_stay_dry() -> None:
    rain = Scenery("street", weather="rain")
    assert np.abs(drawn(rain, seconds=1.0) - drawn(rain, seconds=1.04)).mean() > 0.2
    assert (drawn(Scenery("kitchen", weather="rain")) == drawn(Scenery("kitchen"))).all()


def test_the_same_moment_is_the_same_picture_whatever_came_before() -> None:
    view = View((2.0, 1.3), 4.0, (320, 180))
    used = Scenery("forest", weather="snow", seed=4)
    for x in (-3.0, 0.0, 5.0):
        drawn(used, View((x, 1.4), 5.0, (320, 180)), 0.3)
    assert (drawn(used, view, 7.5) == drawn(Scenery("forest", weather="snow", seed=4), view, 7.5)).all()


def test_near_things_pass_faster_than_far_ones() -> None:
    scenery = Scenery("mountain", "ink", weather="fog")
    for layer, share in zip(scenery._layers[1:], (0.2, 0.5, 1.0), strict=True):
        here = scenery._tiles(layer, SMALL, SMALL.scale)
        there = scenery._tiles(layer, View((1.0, 1.4), 5.0, (320, 180)), SMALL.scale)
        moved = {id(image): x for image, x, _ in here}
        shifts = {moved[id(image)] - x for image, x, _ in there if id(image) in moved}
        assert shifts == {round(share * SMALL.scale)}


@pytest.mark.slow
@pytest.mark.parametrize("size", [(1280, 720), (1080, 1080), (405, 720), (1000, 200)])
@pytest.mark.parametrize("camera", ["still", "pan", "zoom", "dolly"])
def test_any_shape_of_picture_and_any_camera_is_filled(size: tuple[int, int], camera: Camera) -> None:
    for place in ("park", "classroom", "underwater"):
        drawn(Scenery(place), View((6.0, 2.0), 9.3, size), camera=camera)


def test_a_zoom_shows_what_a_still_camera_would() -> None:
    view = View((0.4, 1.5), 4.37, (480, 270))
    still, zoomed = drawn(Scenery("school"), view), drawn(Scenery("school"), view, camera="zoom")
    assert np.abs(still - zoomed).mean() < 6


def test_a_moving_camera_shows_what_a_still_one_would() -> None:
    for place in ("forest", "castle", "library"):
        view = View((1.7, 1.2), 4.0, (480, 270))
        still, moving = drawn(Scenery(place), view), drawn(Scenery(place), view, camera="pan")
        assert np.abs(still - moving).max() <= 4


def test_lightning_is_soft_and_seldom() -> None:
    glow = np.array([lightning(frame / 25, 1) for frame in range(25 * 60)])
    starts = int(((glow[1:] > 0.3) & (glow[:-1] <= 0.3)).sum())
    assert 6 <= starts <= 15
    assert np.abs(np.diff(glow)).max() < 0.5


@pytest.mark.parametrize("high", [0.6, 2.0, 14.0, 30.0])
def test_near_and_far_views_are_filled(high: float) -> None:
    for place in ("city", "museum", "sea", "sky"):
        picture = drawn(Scenery(place), View((-9.0, 0.3 * high), high, (320, 180)))
        assert picture.std() > 1, place
