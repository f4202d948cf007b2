"""Films as cameras write them: turned, barred, at odd rates, damaged."""

from __future__ import annotations

import subprocess
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from contracts import StudioError
from engines.footage import Box, count, look_at, pictures
from renderers.ffmpeg import command


def made(
    path: Path, frames: NDArray[np.uint8], fps: str = "25", before: tuple[str, ...] = (), after: tuple[str, ...] = ()
) -> Path:
    """A film of `frames [T, H, W, 3]`, almost without loss."""
    height, width = frames.shape[1:3]
    raw = ["-f", "rawvideo", "-pix_fmt", "rgb24", "-s", f"{width}x{height}", "-r", fps, "-i", "pipe:0"]
    coded = ["-c:v", "libx264", "-qp", "4", "-pix_fmt", "yuv420p"]
    subprocess.run(
        [*command(), "-loglevel", "error", "-y", *before, *raw, *coded, *after, str(path)],
        input=frames.tobytes(),
        check=True,
    )
    return path


def shades(count: int, height: int = 48, width: int = 64) -> NDArray[np.uint8]:
    """Picture k tells k by two greys side by side."""
    frames = np.zeros((count, height, width, 3), np.uint8)
    for k in range(count):
        frames[k, :, : width // 2], frames[k, :, width // 2 :] = 30 + 12 * (k % 16), 30 + 12 * (k // 16)
    return frames


def told(picture: NDArray[np.uint8]) -> int:
    half = picture.shape[1] // 2
    low, high = ((float(part.mean()) - 30) / 12 for part in (picture[:, : half - 4], picture[:, half + 4 :]))
    return round(low) + 16 * round(high)


@pytest.mark.slow
def test_rates_become_25_by_time(tmp_path: Path) -> None:
    for fps, number in (("30000/1001", 90), ("50", 100), ("25", 60), ("15", 45)):
        film = look_at(made(tmp_path / "film.mp4", shades(number), fps))
        assert film.fps == Fraction(fps)
        seen = [told(picture) for picture in pictures(film, 25)]
        seconds = number / Fraction(fps)
        assert abs(len(seen) - seconds * 25) <= 1.01
        assert abs(count(film, 25) - len(seen)) <= 1  # type: ignore[operator]
        for k, index in enumerate(seen[:-1]):
            assert abs(index / Fraction(fps) - Fraction(k, 25)) <= 0.55 / Fraction(fps) + Fraction(1, 100), (fps, k)


def test_pauses_between_pictures_are_kept(tmp_path: Path) -> None:
    """A telephone leaves pictures out when it is dark: here every second is missing from the twentieth on."""
    chosen = "select='lt(n,20)+not(mod(n,2))'"
    path = made(tmp_path / "film.mp4", shades(60), after=("-vf", chosen, "-fps_mode", "vfr"))
    seen = [told(picture) for picture in pictures(look_at(path), 25)]
    assert abs(len(seen) - 60) <= 2
    assert np.abs(np.array(seen) - np.arange(len(seen))).max() <= 1.2


def test_a_film_held_upright_is_turned_upright(tmp_path: Path) -> None:
    frames = np.zeros((10, 48, 96, 3), np.uint8) + np.uint8(90)
    frames[:, :, :20] = 220  # left before, at the top or bottom after
    plain = made(tmp_path / "plain.mp4", frames)
    path = tmp_path / "film.mp4"
    turned = [*command(), "-loglevel", "error", "-display_rotation", "90", "-i", str(plain), "-c", "copy", str(path)]
    subprocess.run(turned, check=True)
    film = look_at(path)
    assert (film.width, film.height, film.turned) == (48, 96, 270)
    picture = next(pictures(film))
    assert picture.shape == (96, 48, 3)
    assert picture[86:].mean() > 200 and picture[:70].mean() < 110


@pytest.mark.slow
@pytest.mark.parametrize("bars", [(12, 12, 0, 0), (0, 0, 16, 16), (0, 20, 0, 0), (0, 0, 0, 0)])
def test_black_bars_are_found_and_cut(tmp_path: Path, bars: tuple[int, int, int, int]) -> None:
    top, bottom, left, right = bars
    frames = np.zeros((25, 120, 160, 3), np.uint8) + np.uint8(12)
    noise = np.random.default_rng(0).integers(60, 220, (25, 120 - top - bottom, 160 - left - right, 1), np.uint8)
    frames[:, top : 120 - bottom, left : 160 - right] = noise
    film = look_at(made(tmp_path / "film.mp4", frames))
    wanted = Box(left, top, 160 - right, 120 - bottom)
    for ours, true in zip(vars(film.picture).values(), vars(wanted).values(), strict=True):
        assert abs(ours - true) <= (2 if true not in (0, 120, 160) else 0)
    assert film.barred == any(bars)
    assert next(pictures(film)).min() > 30


def test_a_face_in_a_dark_room_has_no_bars(tmp_path: Path) -> None:
    y, x = np.mgrid[:120, :160]
    glow = 200 * np.exp(-(((y - 60) / 25) ** 2 + ((x - 80) / 25) ** 2))
    frames = np.repeat((glow + 4)[None, :, :, None], 3, axis=3).astype(np.uint8).repeat(20, axis=0)
    assert not look_at(made(tmp_path / "film.mp4", frames)).barred


def test_parts_sizes_and_boxes(tmp_path: Path) -> None:
    film = look_at(made(tmp_path / "film.mp4", shades(75)))
    part = [told(picture) for picture in pictures(film, 25, start=1.0, seconds=0.4, size=(32, 24))]
    assert np.abs(np.array(part) - (25 + np.arange(10))).max() < 0.6
    assert next(pictures(film, box=Box(5, 7, 26, 20))).shape == (13, 21, 3)


def test_what_is_no_film_is_refused(tmp_path: Path) -> None:
    wrong = {"text.mp4": b"once upon a time " * 50, "empty.mp4": b"", "cut.mp4": b"\x00\x00\x00\x20ftypisom" * 3}
    for name, content in wrong.items():
        (tmp_path / name).write_bytes(content)
        with pytest.raises(StudioError, match=name):
            look_at(tmp_path / name)
    with pytest.raises(StudioError, match="not there"):
        look_at(tmp_path / "gone.mp4")
    sound = tmp_path / "sound.wav"
    subprocess.run([*command(), "-loglevel", "error", "-f", "lavfi", "-i", "sine=d=1", str(sound)], check=True)
    with pytest.raises(StudioError, match="no moving picture"):
        look_at(sound)


def test_a_film_that_was_cut_off_gives_what_is_there(tmp_path: Path) -> None:
    whole = made(tmp_path / "whole.mkv", np.random.default_rng(0).integers(0, 255, (50, 48, 64, 3), np.uint8))
    cut = tmp_path / "cut.mkv"
    cut.write_bytes(whole.read_bytes()[: whole.stat().st_size // 2])
    assert 10 < sum(1 for _ in pictures(look_at(cut), 25)) < 50


@pytest.mark.reference
def test_the_bars_of_a_broadcast_are_cut(reference: Path) -> None:
    film = look_at(reference / "whitehouse_obama" / "obama_weekly_address_5s.mp4")
    assert film.fps == Fraction(30000, 1001) and film.sound
    assert (film.picture.left, film.picture.right) == (0, 640)
    assert abs(film.picture.top - 55) <= 2 and abs(film.picture.bottom - 425) <= 2
