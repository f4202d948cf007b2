"""Bubbles stay in the picture, off every face and apart from one another, point at who speaks, and take any text."""

from __future__ import annotations

import math
from itertools import combinations
from typing import get_args

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from renderers.bubbles import Box, Manner, Speech, arrange, draw_bubble
from renderers.figure_pens import STYLES
from renderers.lettering import legible

SIZES = [(1280, 720), (3840, 2160), (720, 720), (405, 720), (640, 360)]


def overlap(a: Box, b: Box) -> float:
    return max(min(a[2], b[2]) - max(a[0], b[0]), 0) * max(min(a[3], b[3]) - max(a[1], b[1]), 0)


def face_at(x: float, y: float, size: tuple[int, int]) -> Box:
    r = 0.07 * min(size)
    return x - r, y - r, x + r, y + r


speeches = st.tuples(
    st.text(max_size=220),
    st.floats(0.02, 0.98),
    st.floats(0.1, 0.95),
    st.sampled_from(get_args(Manner)),
    st.sampled_from(("bubble", "bubble", "bubble", "caption")),
)


@pytest.mark.slow
@settings(max_examples=60, deadline=None)
@given(st.lists(speeches, max_size=5), st.sampled_from(SIZES))
def test_spots_are_in_the_picture_off_faces_and_apart(
    asked: list[tuple[str, float, float, Manner, str]], size: tuple[int, int]
) -> None:
    faces, given_ = [], []
    for text, x, y, manner, kind in asked:
        mouth = (x * size[0], y * size[1])
        if kind == "bubble":
            faces.append(face_at(*mouth, size))
            given_.append(Speech(text, mouth, manner))
        else:
            given_.append(Speech(text, kind="caption"))
    spots = arrange(given_, faces, size)
    for spot in spots:
        left, top, right, low = spot.box
        assert left >= 0 and top >= 0 and right <= size[0] and low <= size[1]
        assert all(overlap(spot.box, face) == 0 for face in faces)
        assert spot.letters >= 0.021 * min(size)
        if spot.tip is not None:
            assert not any(face[0] < spot.tip[0] < face[2] and face[1] < spot.tip[1] < face[3] for face in faces)
    for first, second in combinations(spots, 2):
        assert overlap(first.box, second.box) == 0
    if len(asked) == 1 and legible(asked[0][0]).strip():
        assert len(spots) == 1


@settings(max_examples=25, deadline=None)
@given(st.text(max_size=60), st.sampled_from(STYLES), st.sampled_from(get_args(Manner)))
def test_any_text_is_drawn_within_its_box(text: str, style: str, manner: Manner) -> None:
    import skia

    pixels = np.zeros((360, 640, 4), dtype=np.uint8)
    surface = skia.Surface(pixels, colorType=skia.kRGBA_8888_ColorType)
    for spot in arrange([Speech(text, None, manner)], [], (640, 360)):
        draw_bubble(surface.getCanvas(), spot, style)  # type: ignore[arg-type]
        surface.flushAndSubmit()
        rows, columns = np.nonzero(pixels[:, :, 3] > 200)
        left, top, right, low = spot.box
        assert columns.min() >= left - 7 and columns.max() <= right + 7
        assert rows.min() >= top - 7 and rows.max() <= low + 7


@pytest.mark.parametrize(
    "text",
    [
        "😀🎉🦕👩‍👩‍👧",
        "שלום, ילדים!",
        "مرحبا بالعالم",
        "日本語のテキストはどこでも折り返す",
        "a" * 400,
        "x\ud800y",
        "\u202eabc",
        "e\u0301" * 50,
        "one\ntwo",
    ],
)
def test_unusual_text_finds_a_place(text: str) -> None:
    import skia

    surface = skia.Surface(640, 360)
    (spot,) = arrange([Speech(text, (320, 200))], [(290, 170, 350, 230)], (640, 360))
    draw_bubble(surface.getCanvas(), spot)
    assert spot.box[2] - spot.box[0] > 8


def test_the_tail_points_from_the_bubble_at_the_mouth() -> None:
    mouth, face = (400.0, 400.0), (350.0, 330.0, 450.0, 430.0)
    (spot,) = arrange([Speech("Here I am.", mouth)], [face], (1280, 720))
    assert spot.tip is not None
    assert spot.box[3] <= face[1], "a bubble goes above whoever speaks, if there is room"
    assert math.dist(spot.tip, mouth) < 90
    x = 0.5 * (spot.box[0] + spot.box[2])
    assert abs(x - mouth[0]) < 200


@pytest.mark.slow
def test_long_text_gets_smaller_and_then_ends_early() -> None:
    short, long = (arrange([Speech(text, (640, 400))], [], (1280, 720))[0] for text in ("Hello.", "word " * 130))
    assert long.letters < short.letters
    endless = arrange([Speech("word " * 5000, (640, 400))], [], (1280, 720))[0]
    assert not endless.whole and endless.text.endswith("…")


def test_shouts_are_larger_than_whispers_and_captions_lie_below() -> None:
    said = {
        manner: arrange([Speech("Come here", (640, 400), manner)], [], (1280, 720))[0] for manner in get_args(Manner)
    }
    assert said["shouted"].letters > said["said"].letters > said["whispered"].letters
    (caption,) = arrange([Speech("Once upon a time", kind="caption")], [], (1280, 720))
    assert caption.box[1] > 500 and caption.tip is None


def test_nothing_is_said_by_silence() -> None:
    assert arrange([Speech("  \n", (10, 10)), Speech("\x00\x07")], [], (640, 360)) == []
