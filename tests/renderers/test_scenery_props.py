"""Things stand on the ground, are held where a hand is, have the size they say, and come in every style and colour."""

from __future__ import annotations

import numpy as np
import pytest
import yaml
from numpy.typing import NDArray

from engines.story.vocabulary import FOLDER
from renderers.figure_pens import PENS, STYLES, Style
from renderers.figures import View
from renderers.scenery_props import THINGS, Standing, draw_thing, thing

SCALE, SIDE = 60, 600


def drawn(kind: str, style: Style = "normal", colour: str | None = None, held: bool = False) -> NDArray[np.uint8]:
    """[H, W, 4] a thing at the middle, 60 pixels a unit, two thirds down."""
    import skia

    pixels = np.zeros((SIDE, SIDE, 4), dtype=np.uint8)
    surface = skia.Surface(pixels, colorType=skia.kRGBA_8888_ColorType)
    canvas = surface.getCanvas()
    canvas.translate(SIDE / 2, SIDE * 2 / 3)
    canvas.scale(SCALE, -SCALE)
    draw_thing(canvas, PENS[style](0), kind, 0.0, 0.0, colour=colour, held=held)
    surface.flushAndSubmit()
    return pixels


def extent(pixels: NDArray[np.uint8]) -> tuple[float, float, float, float]:
    """Left, low, right, top of what is drawn, units from where it was put."""
    rows, columns = np.nonzero(pixels[:, :, 3] > 60)
    middle, ground = SIDE / 2, SIDE * 2 / 3
    left, right = (columns.min() - middle) / SCALE, (columns.max() + 1 - middle) / SCALE
    return left, (ground - rows.max() - 1) / SCALE, right, (ground - rows.min()) / SCALE


def test_every_thing_of_the_vocabulary_has_a_drawing() -> None:
    named = yaml.safe_load((FOLDER / "props.yaml").read_text(encoding="utf-8"))
    assert set(named) <= set(THINGS)
    assert len(THINGS) >= 60


@pytest.mark.parametrize("kind", THINGS)
def test_it_stands_on_the_ground_and_has_its_size(kind: str) -> None:
    left, low, right, top = extent(drawn(kind))
    made = THINGS[kind]
    assert abs(low) < 0.12
    assert right - left == pytest.approx(made.wide, rel=0.3, abs=0.15)
    assert top == pytest.approx(made.high, rel=0.25, abs=0.15)
    assert left < 0.05 < right + 0.1, "it stands beside its place"


@pytest.mark.parametrize("kind", [kind for kind, made in THINGS.items() if made.held])
def test_a_hand_finds_something_at_its_grip(kind: str) -> None:
    pixels = drawn(kind, held=True)
    row, column, reach = SIDE * 2 // 3, SIDE // 2, 9
    assert (pixels[row - reach : row + reach, column - reach : column + reach, 3] > 60).any()


@pytest.mark.parametrize("style", STYLES)
def test_every_style_draws_every_thing(style: Style) -> None:
    for kind in THINGS:
        assert (drawn(kind, style)[:, :, 3] > 60).sum() > 40, kind
    if style != "normal":
        assert (drawn("guitar", style) != drawn("guitar")).any()


def test_colours_are_heeded() -> None:
    blue = drawn("umbrella", colour="#2040ff").reshape(-1, 4)
    red = drawn("umbrella", colour="#ff2020").reshape(-1, 4)
    assert (blue[:, 2] > blue[:, 0].astype(int) + 80).sum() > 500
    assert (red[:, 0] > red[:, 2].astype(int) + 80).sum() > 500


def test_what_has_no_drawing_is_a_crate_with_its_name() -> None:
    assert (drawn("zither") != drawn("sextant")).any()
    assert thing("zither").held
    assert (drawn("зонтик 🦕 שלום\ud800")[:, :, 3] > 60).any()


def test_what_is_kept_looks_like_what_is_drawn() -> None:
    import skia

    pictures = []
    for zooms in (True, False):
        pixels = np.zeros((360, 640, 4), dtype=np.uint8)
        surface = skia.Surface(pixels, colorType=skia.kRGBA_8888_ColorType)
        view = View((0.0, 1.5), 5.0, (640, 360))
        Standing("ink").draw(surface.getCanvas(), view, "car", 1.0, 0.25, zooms=zooms, flip=True)
        surface.flushAndSubmit()
        pictures.append(pixels.astype(int))
    assert np.abs(pictures[0] - pictures[1]).mean() < 1
    assert pictures[1][:, :, 3].any()
