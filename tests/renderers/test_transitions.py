"""Transitions begin with one picture, end with the other, and show both or neither between."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from numpy.typing import NDArray

from renderers.transitions import TRANSITIONS, Transition, between, blend


def shown(kind: Transition, share: float) -> NDArray[np.uint8]:
    """[H, W, 3] red gives way to blue."""
    import skia

    images = []
    for colour in (skia.ColorRED, skia.ColorBLUE):
        surface = skia.Surface(160, 90)
        surface.getCanvas().clear(colour)
        images.append(surface.makeImageSnapshot())
    pixels = np.zeros((90, 160, 4), dtype=np.uint8)
    target = skia.Surface(pixels, colorType=skia.kRGBA_8888_ColorType)
    blend(target.getCanvas(), images[0], images[1], share, kind)
    target.flushAndSubmit()
    return pixels[:, :, :3].copy()


@pytest.mark.parametrize("kind", TRANSITIONS)
def test_it_goes_from_one_to_the_other(kind: Transition) -> None:
    assert (shown(kind, 0.0) == (255, 0, 0)).all()
    assert (shown(kind, 1.0) == (0, 0, 255)).all()
    blue = [float(shown(kind, share)[:, :, 2].mean()) for share in np.linspace(0, 1, 9)]
    assert all(later >= earlier - 40 for earlier, later in pairwise(blue))


def test_a_wipe_comes_from_the_left_and_an_iris_closes() -> None:
    wiped = shown("wipe", 0.5)
    assert tuple(wiped[45, 5]) == (0, 0, 255) and tuple(wiped[45, 155]) == (255, 0, 0)
    closing = shown("iris", 0.3)
    assert tuple(closing[45, 80]) == (255, 0, 0) and closing[2, 2].max() < 60


def test_what_suits() -> None:
    assert between("park", "park") == "fade"
    assert between("park", "castle") == "wipe"
    assert between("park", "park", last=True) == "iris"
