"""Backdrops: what a creator may write, and what the pixels are."""

import math
from pathlib import Path

import numpy as np
import pytest
from PIL import Image as pillow

from contracts import StudioError
from renderers import background
from renderers.background import NAMED, Image, Plain, Studio, Transparent, horizon_row, paint, parse
from renderers.camera import Camera

LEVEL = Camera(eye=(0, 1, 3), target=(0, 1, 0), fov_y=math.radians(30))
DOWN = Camera(eye=(0, 1.6, 3), target=(0, 1, 0), fov_y=math.radians(30))


def test_words_colours_and_paths() -> None:
    assert parse("studio") == Studio()
    assert parse(" Transparent ") == Transparent()
    assert parse("#88aaff") == Plain((0x88 / 255, 0xAA / 255, 1.0))
    assert parse("#8af") == parse("#88aaff")


def test_a_plain_colour_is_exact() -> None:
    pixels = paint(parse("#1280fe"), LEVEL, (8, 4))
    assert pixels is not None
    assert (pixels == [0x12, 0x80, 0xFE]).all() and pixels.shape == (4, 8, 3)


def test_the_horizon_is_where_a_level_floor_ends() -> None:
    assert horizon_row(LEVEL, (200, 100)) == pytest.approx(50)
    far = DOWN.project((0, 0, -1e6), (200, 100))[1]
    assert horizon_row(DOWN, (200, 100)) == pytest.approx(far, abs=0.01)


@pytest.mark.parametrize("name", sorted(NAMED))
def test_the_studio_is_brightest_at_the_horizon_and_has_no_line_there(name: str) -> None:
    pixels = paint(NAMED[name], DOWN, (400, 300))
    assert pixels is not None
    rows = pixels.astype(float).mean(axis=(1, 2))
    assert abs(np.argmax(rows) - horizon_row(DOWN, (400, 300))) < 30
    assert np.abs(np.diff(rows)).max() < 1.5


def test_cameras_of_one_pitch_share_a_backdrop() -> None:
    aside = Camera(eye=(3, 1.6, 0), target=(0, 1, 0), fov_y=DOWN.fov_y)
    assert background.key(Studio(), DOWN, (40, 30)) == background.key(Studio(), aside, (40, 30))
    assert background.key(Studio(), DOWN, (40, 30)) != background.key(Studio(), LEVEL, (40, 30))


def test_an_image_covers_the_frame_and_is_cut_equally(tmp_path: Path) -> None:
    """A wide picture of three bands: the outer ones lose the same, the middle stays in the middle."""
    wide = np.zeros((30, 120, 3), np.uint8)
    wide[:, :40], wide[:, 40:80], wide[:, 80:] = [255, 0, 0], [0, 255, 0], [0, 0, 255]
    pillow.fromarray(wide).save(tmp_path / "bands.png")
    pixels = paint(parse(tmp_path / "bands.png"), LEVEL, (60, 30))
    assert pixels is not None and pixels.shape == (30, 60, 3)
    assert (pixels[15, 30] == [0, 255, 0]).all()
    assert (pixels[15, 2] == [255, 0, 0]).all() and (pixels[15, 57] == [0, 0, 255]).all()
    assert abs(int((pixels[15, :, 0] > 127).sum()) - int((pixels[15, :, 2] > 127).sum())) <= 1


def test_a_phone_picture_is_turned_upright(tmp_path: Path) -> None:
    sideways = pillow.fromarray(np.zeros((10, 30, 3), np.uint8))
    exif = pillow.Exif()
    exif[0x0112] = 6
    sideways.save(tmp_path / "phone.jpg", exif=exif)
    assert background.image(tmp_path / "phone.jpg").pixels.shape == (30, 10, 3)


@pytest.mark.parametrize(
    ("text", "says"), [("#12", "colour"), ("#gggggg", "colour"), ("beach.png", "not a file"), ("studioo", "not a file")]
)
def test_what_is_not_a_background_is_refused(text: str, says: str) -> None:
    with pytest.raises(StudioError, match=says):
        parse(text)


def test_files_that_are_no_images_are_refused(tmp_path: Path) -> None:
    whole = tmp_path / "whole.png"
    pillow.fromarray(np.random.default_rng(0).integers(0, 255, (64, 64, 3), dtype=np.uint8)).save(whole)
    for name, content in {
        "text.png": b"not a picture",
        "empty.jpg": b"",
        "cut.png": whole.read_bytes()[:3000],
    }.items():
        (tmp_path / name).write_bytes(content)
        with pytest.raises(StudioError, match=name):
            parse(tmp_path / name)


def test_huge_images_are_refused_before_they_are_unpacked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pillow.new("1", (300, 300)).save(tmp_path / "huge.png")
    monkeypatch.setattr(background, "MAX_IMAGE_PIXELS", 1000)
    with pytest.raises(StudioError, match="300 x 300"):
        parse(tmp_path / "huge.png")


def test_an_array_that_is_no_picture_is_refused() -> None:
    with pytest.raises(StudioError, match="uint8"):
        paint(Image(np.zeros((4, 4), np.uint8)), LEVEL, (8, 8))
