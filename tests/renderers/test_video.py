"""A film has exactly the frames, rate, length, sound and transparency it was asked for, or it is not there at all."""

import os
import subprocess
import threading
import time
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path

import imageio_ffmpeg
import numpy as np
import pytest
import soundfile

from contracts import Cancelled, StudioError
from renderers import video
from renderers.video import Sound
from renderers.video_yuv import planes, planes_plain

FFMPEG = imageio_ffmpeg.get_ffmpeg_exe()
NTSC = Fraction(30000, 1001)


def gray(count: int, height: int = 48, width: int = 64) -> Iterator[np.ndarray]:
    for i in range(count):
        yield np.full((height, width, 3), 40 + 5 * (i % 40), np.uint8)


def decoded(path: Path, channels: int = 3, codec: tuple[str, ...] = ()) -> np.ndarray:
    """All frames [N, H, W, channels] as a player would show them."""
    info = video.probe(path)
    pixels = {3: "rgb24", 4: "rgba"}[channels]
    command = [
        FFMPEG,
        "-v",
        "error",
        *codec,
        "-i",
        str(path),
        "-f",
        "rawvideo",
        "-pix_fmt",
        pixels,
        "-fps_mode",
        "passthrough",
        "-",
    ]
    raw = subprocess.run(command, capture_output=True, check=True).stdout
    return np.frombuffer(raw, np.uint8).reshape(-1, info.height, info.width, channels)


def heard(path: Path) -> np.ndarray:
    """The sound track as mono samples at 48 kHz."""
    command = [FFMPEG, "-v", "error", "-i", str(path), "-f", "f32le", "-ac", "1", "-ar", "48000", "-"]
    return np.frombuffer(subprocess.run(command, capture_output=True, check=True).stdout, np.float32)


def tone(path: Path, seconds: float, rate: int = 44_100) -> Path:
    soundfile.write(path, 0.3 * np.sin(2 * np.pi * 440 * np.arange(round(seconds * rate)) / rate), rate)
    return path


@pytest.mark.parametrize("fps", [Fraction(30), NTSC, Fraction(24000, 1001), Fraction(25, 2), Fraction(120)])
def test_an_mp4_has_every_frame_at_the_exact_rate(tmp_path, fps):
    info = video.probe(video.write(tmp_path / "film.mp4", gray(47), fps))
    assert (info.frames, info.fps, info.width, info.height) == (47, fps, 64, 48)
    assert info.duration == pytest.approx(47 / fps, abs=1e-4)
    assert not info.has_sound


def test_an_mp4_plays_everywhere_and_starts_before_it_is_all_there(tmp_path):
    path = video.write(tmp_path / "film.mp4", gray(5), Fraction(30))
    log = subprocess.run([FFMPEG, "-i", str(path)], capture_output=True, text=True).stderr
    assert "h264" in log and "yuv420p(tv, bt709" in log
    data = path.read_bytes()
    assert data.index(b"moov") < data.index(b"mdat")


@pytest.mark.slow
def test_colours_survive(tmp_path):
    colours = [(200, 30, 40), (30, 180, 60), (40, 60, 220), (250, 250, 250), (10, 10, 10), (120, 90, 70)]
    frames = [np.broadcast_to(np.array(c, np.uint8), (48, 64, 3)).copy() for c in colours]
    for suffix in (".mp4", ".webm", ".gif"):
        shown = decoded(video.write(tmp_path / f"film{suffix}", frames, Fraction(10)))
        assert np.abs(shown[:, 24, 32].astype(int) - colours).max() <= 6, suffix


@pytest.mark.slow
@pytest.mark.parametrize("suffix", [".mp4", ".webm"])
@pytest.mark.parametrize(("fps", "count"), [(Fraction(30), 77), (NTSC, 77), (Fraction(120), 77)])
@pytest.mark.parametrize("seconds", [0.3, 10])
def test_sound_is_as_long_as_the_picture(tmp_path, suffix, fps, count, seconds):
    sound = tone(tmp_path / "tone.wav", seconds)
    path = video.write(tmp_path / f"film{suffix}", gray(count), fps, sound=Sound(sound))
    info = video.probe(path)
    assert info.frames == count and info.fps == fps
    assert info.sound_duration == pytest.approx(info.duration, abs=float(1 / fps))
    assert len(heard(path)) / 48_000 == pytest.approx(float(count / fps), abs=float(1 / fps))


@pytest.mark.parametrize("suffix", [".mp4", ".webm"])
def test_a_click_is_heard_when_the_flash_is_seen(tmp_path, suffix):
    rate, flashes = 44_100, (0, 15, 44, 89)
    samples = np.zeros(rate * 3)
    frames = np.zeros((90, 48, 64, 3), np.uint8)
    for flash in flashes:
        frames[flash] = 255
        start = round(flash / NTSC * rate)
        samples[start : start + 200] = 0.9
    soundfile.write(tmp_path / "clicks.wav", samples, rate)
    path = video.write(tmp_path / f"film{suffix}", frames, NTSC, sound=Sound(tmp_path / "clicks.wav"))
    brightness = decoded(path).mean(axis=(1, 2, 3))
    assert tuple(np.flatnonzero(brightness > 128)) == flashes
    level = np.abs(heard(path)) > 0.4
    starts = [i for i in np.flatnonzero(level) if not level[max(0, i - 4800) : i].any()]
    assert np.array(starts) / 48_000 == pytest.approx([f / NTSC for f in flashes], abs=0.004)


@pytest.mark.parametrize(("start", "speed"), [(0.0, 2.0), (0.5, 1.0), (0.5, 0.4), (0.25, 5.0)])
def test_sound_follows_a_cut_and_another_speed(tmp_path, start, speed):
    samples = np.zeros(44_100 * 2)
    samples[44_100 : 44_100 + 2000] = 0.8 * np.sin(np.arange(2000) / 10)  # a beep at one second
    soundfile.write(tmp_path / "beep.wav", samples, 44_100)
    sound = Sound(tmp_path / "beep.wav", start, speed)
    track = np.abs(heard(video.write(tmp_path / "film.mp4", gray(60), Fraction(30), sound=sound)))
    assert np.argmax(track > 0.2) / 48_000 == pytest.approx((1.0 - start) / speed, abs=0.03 / min(speed, 1))


@pytest.mark.parametrize("told", [30, 20, 45])
@pytest.mark.parametrize("suffix", [".mp4", ".webm"])
def test_sound_is_as_long_as_the_picture_however_many_frames_were_foretold(tmp_path, suffix, told):
    sound = Sound(tone(tmp_path / "tone.wav", 2))
    path = video.write(tmp_path / f"film{suffix}", gray(30), Fraction(30), sound=sound, total=told)
    info = video.probe(path)
    assert info.frames == 30 and info.has_sound
    assert info.sound_duration == pytest.approx(1, abs=1 / 30)
    assert np.abs(heard(path)[1000:46_000]).max() > 0.2


def test_sound_comes_from_any_file_that_has_it(tmp_path):
    first = video.write(tmp_path / "first.mp4", gray(30), Fraction(30), sound=Sound(tone(tmp_path / "tone.wav", 1)))
    second = video.write(tmp_path / "second.webm", gray(30), Fraction(30), sound=Sound(first))
    assert np.abs(heard(second)[4800:9600]).max() == pytest.approx(0.3, abs=0.05)


@pytest.mark.parametrize("fps", [30, 25, 20, 50])
def test_a_gif_keeps_time_and_loops(tmp_path, fps):
    path = video.write(tmp_path / "film.gif", gray(30), Fraction(fps))
    data = path.read_bytes()
    assert b"NETSCAPE2.0\x03\x01\x00\x00" in data
    delays = [data[i + 4] + 256 * data[i + 5] for i in range(len(data)) if data[i : i + 3] == b"\x21\xf9\x04"]
    assert len(delays) == 30 and min(delays) >= 2
    assert np.cumsum(delays)[:-1] == pytest.approx(np.arange(1, 30) * 100 / fps, abs=1)


def test_a_gif_of_fast_motion_drops_frames_and_not_time(tmp_path):
    info = video.probe(video.write(tmp_path / "film.gif", gray(120), Fraction(120)))
    assert info.frames == 40
    assert info.duration == pytest.approx(1.0, abs=0.02)


def disc(count: int) -> Iterator[np.ndarray]:
    y, x = np.mgrid[:48, :64]
    for i in range(count):
        frame = np.zeros((48, 64, 4), np.uint8)
        frame[(x - 20 - i) ** 2 + (y - 24) ** 2 < 144] = (220, 40, 40, 255)
        yield frame


def test_a_webm_is_transparent_where_its_frames_are(tmp_path):
    path = video.write(tmp_path / "film.webm", disc(12), Fraction(30))
    assert video.probe(path).has_alpha
    shown = decoded(path, 4, codec=("-c:v", "libvpx-vp9"))
    assert shown.shape[0] == 12
    for i, frame in enumerate(shown):
        assert frame[24, 20 + i, 3] > 240 and frame[24, 20 + i, 0] > 190
        assert frame[4, 4, 3] < 10 and frame[24, 55, 3] < 10


def test_a_gif_is_transparent_where_its_frames_are(tmp_path):
    shown = decoded(video.write(tmp_path / "film.gif", disc(6), Fraction(20)), 4)
    assert (shown[:, 24, 24, 3] == 255).all() and (shown[:, 4, 4, 3] == 0).all()
    assert shown[5, 24, 10, 3] == 0, "what the first frame covered is clear again"


def test_an_mp4_refuses_transparency(tmp_path):
    with pytest.raises(StudioError, match="transparent"):
        video.write(tmp_path / "film.mp4", disc(3), Fraction(30))
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(("suffix", "size"), [(".mp4", (64, 50)), (".webm", (64, 50)), (".gif", (65, 51))])
def test_odd_sizes(tmp_path, suffix, size):
    info = video.probe(video.write(tmp_path / f"film{suffix}", gray(5, 51, 65), Fraction(30)))
    assert (info.width, info.height) == size
    assert info.frames == 5


def test_a_reused_frame_buffer_is_not_smeared(tmp_path):
    def reusing() -> Iterator[np.ndarray]:
        buffer = np.empty((48, 64, 3), np.uint8)
        for i in range(40):
            buffer[:] = 6 * i
            yield buffer

    shown = decoded(video.write(tmp_path / "film.mp4", reusing(), Fraction(30)))
    assert shown[:, 24, 32, 1] == pytest.approx(6 * np.arange(40), abs=4)


def running_ffmpegs() -> list[str]:
    found = []
    for status in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            found.append(status.read_bytes().decode(errors="replace"))
        except OSError:
            continue
    return [line for line in found if "ffmpeg" in line.split("\0")[0] and "pipe:0" in line]


@pytest.mark.parametrize("suffix", [".mp4", ".gif", ".webm"])
@pytest.mark.parametrize("who", ["progress", "frames"])
def test_cancelling_leaves_no_file_and_no_process(tmp_path, suffix, who):
    (tmp_path / f"film{suffix}").write_bytes(b"the film from before")

    def progress(stage: str, done: float, total: float, message: str = "") -> None:
        if who == "progress" and done >= 20:
            raise Cancelled

    def frames() -> Iterator[np.ndarray]:
        yield from gray(30, 240, 320)
        raise Cancelled

    threads = threading.active_count()
    with pytest.raises(Cancelled):
        video.write(tmp_path / f"film{suffix}", frames(), Fraction(30), progress=progress)
    assert [p.name for p in tmp_path.iterdir()] == [f"film{suffix}"]
    assert (tmp_path / f"film{suffix}").read_bytes() == b"the film from before"
    assert not [line for line in running_ffmpegs() if str(tmp_path) in line]
    assert threading.active_count() == threads


def test_cancelling_while_the_encoder_finishes(tmp_path):
    def progress(stage: str, done: float, total: float, message: str = "") -> None:
        if message:
            raise Cancelled

    big = (np.random.default_rng(i).integers(0, 255, (720, 960, 4), np.uint8) for i in range(6))
    start = time.monotonic()
    with pytest.raises(Cancelled):
        video.write(tmp_path / "film.webm", big, Fraction(30), progress=progress)
    assert time.monotonic() - start < 20
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("content", [b"", b"not a sound at all", b"#EXTM3U\n#EXT-X-TARGETDURATION:1\nother.wav\n"])
def test_a_file_that_is_no_sound_is_named(tmp_path, content):
    bad = tmp_path / "speech.wav"
    bad.write_bytes(content)
    with pytest.raises(StudioError, match=r"speech\.wav is not a sound"):
        video.write(tmp_path / "film.mp4", gray(5), Fraction(30), sound=Sound(bad))
    assert [p.name for p in tmp_path.iterdir()] == ["speech.wav"]


def test_a_playlist_reads_no_other_file(tmp_path):
    tone(tmp_path / "secret.wav", 1)
    for name, text in {
        "a.m3u8": "#EXTM3U\n#EXT-X-TARGETDURATION:1\n#EXTINF:1,\nsecret.wav\n#EXT-X-ENDLIST\n",
        "b.mp3": "ffconcat version 1.0\nfile secret.wav\n",
    }.items():
        (tmp_path / name).write_text(text)
        with pytest.raises(StudioError, match="not a sound"):
            video.check_sound(tmp_path / name)


def test_a_silent_film_is_no_sound(tmp_path):
    silent = video.write(tmp_path / "silent.mp4", gray(5), Fraction(30))
    with pytest.raises(StudioError, match=r"silent\.mp4 is not a sound"):
        video.write(tmp_path / "film.mp4", gray(5), Fraction(30), sound=Sound(silent))


def test_names_that_look_like_options_are_only_names(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    sound = tone(Path("-i.wav"), 0.5)
    path = video.write(Path("-y %d: 'q'.mp4"), gray(15), Fraction(30), sound=Sound(sound))
    assert video.probe(path).frames == 15 and video.probe(path).has_sound


@pytest.mark.parametrize(
    ("name", "sound", "says"),
    [("film.avi", False, r"\.mp4, \.mov, \.gif, \.webm"), ("film", False, "kind of film"),
     ("no/film.mp4", False, "folder"),
     ("film.gif", True, "GIF cannot have sound")],
)  # fmt: skip
def test_what_cannot_be_written_is_said_first(tmp_path, name, sound, says):
    with pytest.raises(StudioError, match=says):
        video.write(
            tmp_path / name, gray(3), Fraction(30), sound=Sound(tone(tmp_path / "t.wav", 0.1)) if sound else None
        )


def test_no_frames_is_an_error(tmp_path):
    with pytest.raises(StudioError, match="no frames"):
        video.write(tmp_path / "film.mp4", iter(()), Fraction(30))


def test_ffmpegs_own_failure_is_passed_on(tmp_path):
    wide = (np.zeros((2, 40_000, 3), np.uint8) for _ in range(30))
    with pytest.raises(StudioError, match="could not be written"):
        video.write(tmp_path / "film.mp4", wide, Fraction(30))
    assert not list(tmp_path.iterdir())


def test_probe_reads_sound_files(tmp_path):
    info = video.probe(tone(tmp_path / "tone.wav", 1.5, 22_050))
    assert (info.frames, info.fps, info.has_sound, info.sample_rate) == (0, 0, True, 22_050)
    assert info.duration == info.sound_duration == pytest.approx(1.5, abs=0.01)


def test_the_fast_colour_planes_equal_the_plain_ones():
    picture = np.random.default_rng(0).integers(0, 256, (34, 62, 3), dtype=np.uint8)
    out = np.empty(34 * 62 * 3 // 2, np.uint8)
    planes(picture, out)
    assert np.abs(out.astype(int) - planes_plain(picture)).max() <= 1


def test_a_mov_keeps_alpha_and_says_what_it_is(tmp_path: Path) -> None:
    frames = np.zeros((5, 48, 64, 4), np.uint8)
    frames[:, :, :32] = (200, 40, 40, 255)
    film = video.write(
        tmp_path / "film.mov", iter(frames), Fraction(25), tags={"title": "A test", "comment": "made up"}
    )
    seen = decoded(film, 4)
    assert seen[:, :, :28, 3].min() > 250 and seen[:, :, 36:, 3].max() < 5
    assert np.abs(seen[2, 20, 10, :3].astype(int) - (200, 40, 40)).max() < 8
    told = subprocess.run(
        [FFMPEG, "-i", str(film), "-f", "ffmetadata", "-"], capture_output=True, text=True, check=True
    )
    assert "title=A test" in told.stdout and "comment=made up" in told.stdout


def test_what_killed_programs_left_goes_after_a_day(tmp_path):
    for name, age in ((".film-old", 90_000), (".film-now", 60)):
        (tmp_path / name).mkdir()
        (tmp_path / name / "picture.mp4").write_bytes(b"half")
        os.utime(tmp_path / name, (time.time() - age,) * 2)
    video.write(tmp_path / "film.mp4", [np.zeros((16, 16, 3), np.uint8)] * 3, Fraction(25))
    assert sorted(path.name for path in tmp_path.iterdir()) == [".film-now", "film.mp4"]
