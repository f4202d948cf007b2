"""An avatar that says something: in step with its sound, moving as the person does, and saying what it is."""

from __future__ import annotations

import subprocess
from pathlib import Path

import numpy as np
import pytest
import soundfile
from hypothesis import given
from hypothesis import strategies as st
from scipy.spatial.transform import Rotation

from contracts import Cancelled, StudioError
from engines.avatar import habits
from engines.avatar.avatar import Habit, load
from engines.avatar.drive import DriveRequest, aside, drive, marked, mouths_of, orbit, pictures, stances_of
from engines.avatar.evaluate import METRICS, EvaluateRequest, evaluate
from engines.avatar.faces import FaceFinder
from renderers import video
from renderers.ffmpeg import command

pytestmark = pytest.mark.slow  # all on a film that is made first


@pytest.fixture(scope="module")
def said(talker: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The first second and a half of what the talker said."""
    from engines.speech.decode import decode

    file = tmp_path_factory.mktemp("said") / "said.wav"
    soundfile.write(file, decode(talker).samples[:24_100], 16000)
    return file


def test_the_film_is_as_long_as_the_sound_and_says_what_it_is(made: Path, said: Path, tmp_path: Path) -> None:
    film = drive(DriveRequest(avatar=made, out=tmp_path / "film.mp4", audio=said))
    info = video.probe(film.path)
    assert (info.frames, info.fps, info.width, info.height) == (38, 25, 128, 128)
    assert info.has_sound and info.sound_duration == pytest.approx(38 / 25, abs=0.05)
    told = subprocess.run(
        [*command(), "-i", str(film.path), "-f", "ffmetadata", "-"], capture_output=True, text=True, check=True
    ).stdout
    assert "Synthesised by Marionette" in told and "nobody: a drawn figure" in told


def test_without_a_background_the_film_is_transparent(made: Path, said: Path, tmp_path: Path) -> None:
    asked = DriveRequest(
        avatar=made, out=tmp_path / "film.mov", audio=said, background="clear", size=96, camera="static"
    )
    info = video.probe(drive(asked).path)
    assert info.has_alpha and info.width == 96 and info.has_sound
    with pytest.raises(StudioError, match="cannot be transparent"):
        drive(asked.model_copy(update={"out": tmp_path / "film.mp4"}))


def test_a_text_is_spoken_and_said(made: Path, tmp_path: Path) -> None:
    film = drive(DriveRequest(avatar=made, out=tmp_path / "film.mp4", text="My baby bought warm waffles."))
    assert 1.0 < film.seconds < 5 and video.probe(film.path).has_sound


def test_cancelled_nothing_is_left(made: Path, said: Path, tmp_path: Path) -> None:
    def soon(stage: str, done: float, total: float, message: str = "") -> None:
        if stage == "film" and done > 5:
            raise Cancelled

    with pytest.raises(Cancelled):
        drive(DriveRequest(avatar=made, out=tmp_path / "film.mp4", audio=said), soon)
    assert not list(tmp_path.iterdir())


def test_cameras_cycle_stand_still_and_go_around(made: Path) -> None:
    avatar = load(made)
    mouths = np.zeros((60, avatar.coder.shape.mouth), np.float32)

    def noses(camera: str) -> np.ndarray:
        request = DriveRequest(avatar=made, out=Path("film.mp4"), text="x", camera=camera, size=256)
        with FaceFinder() as finder:
            films = pictures(avatar, stances_of(avatar, mouths, camera), request)
            faces = [finder.find(picture)[0] for picture in films]
        return np.array([face[1, :2] - face[[454, 234], :2].mean(axis=0) for face in faces])

    cycle, static, around = noses("cycle"), noses("static"), noses("orbit")
    assert np.ptp(static, axis=0).max() < 2.5
    assert np.ptp(around[:, 0]) > 1.3 * np.ptp(cycle[:, 0]) and np.ptp(around[:, 0]) > 3
    centre = np.array([0.0, 0.0, 0.7])
    view = orbit(2.0, centre, 9.0)
    np.testing.assert_allclose(view[:, :3] @ centre + view[:, 3], centre, atol=1e-6)


@pytest.mark.parametrize(("turned", "degrees"), [(1.0, 5.0), (6.0, 9.0), (30.0, 14.0)])
def test_it_goes_around_little_further_than_the_head_was_seen_to_turn(turned: float, degrees: float) -> None:
    turns = Rotation.from_euler("y", turned * np.sin(np.arange(400))[:, None], degrees=True).as_matrix() @ np.diag(
        [1, -1, -1]
    )
    heads = np.concatenate([turns, np.zeros((400, 3, 1))], axis=2)
    assert aside(heads) == pytest.approx(degrees, abs=0.1)


@given(length=st.integers(5, 400), first=st.integers(0, 5000))
def test_the_person_moves_on_and_on_without_a_jump(length: int, first: int) -> None:
    at = habits.moments(first, 400, length)
    assert at.min() >= 0 and at.max() <= length - 1
    assert np.abs(np.diff(at)).max() <= 1 + 1e-9, "never faster than filmed"
    assert np.abs(np.diff(at, n=2)).max() <= 1.01 / min(habits.EASE, (length - 1) / 2) + 1e-9, "and never with a jolt"
    np.testing.assert_allclose(habits.moments(first + 100, 10, length), at[100:110], atol=1e-6)


def test_a_mark_is_seen_in_the_corner() -> None:
    plain = np.full((256, 256, 3), 120, np.uint8)
    changed = np.argwhere((marked(plain.copy()) != plain).any(axis=2))
    assert len(changed) > 100 and changed.min() > 200


def test_a_mouth_without_a_voice_opens_with_loudness(made: Path) -> None:
    from dataclasses import replace

    avatar = replace(load(made), hearing=None)
    t = np.arange(16000) / 16000
    loud = (0.3 * np.sin(2 * np.pi * 200 * t) * (t > 0.5)).astype(np.float32)
    mouths, notes = mouths_of(avatar, loud)
    lips = avatar.coder.lips(mouths.astype(np.float64), np.zeros((478, 3)))
    gap = np.linalg.norm(lips[:, 5] - lips[:, 15], axis=1)  # LIPS_INNER: 13 above 14
    assert gap[15:].mean() > gap[:10].mean() + 5e-4 and notes


def test_beside_the_real_film_sound_beats_a_still_mouth(made: Path, talker: Path) -> None:
    found = evaluate(EvaluateRequest(avatar=made, video=talker, part=0.4))
    assert found.ceiling.lip_correlation > 0.8
    assert found.driven.lip_correlation > found.floor.lip_correlation + 0.2
    assert max(found.ceiling.lmd, found.driven.lmd) < 0.85 * found.floor.lmd
    assert found.ceiling.psnr_mouth > found.floor.psnr_mouth
    told = found.described()
    assert set(METRICS) | {"floor", "ceiling"} <= set(told)
    assert set(told["floor"]) == set(told["ceiling"]) == set(METRICS)


def test_where_shots_were_joined_the_person_does_not_jump() -> None:
    from scipy.spatial.transform import Rotation

    t = np.arange(80) / 25
    angles = np.stack([0.05 * np.sin(3 * t), 0.04 * np.cos(2 * t), 0 * t], axis=1) + np.where(t < 1.6, 0, 0.2)[:, None]
    shifts = np.stack([0.01 * np.sin(t), 0 * t, 0.7 + 0 * t], axis=1) + np.where(t < 1.6, 0, 0.02)[:, None]
    heads = np.concatenate([Rotation.from_rotvec(angles).as_matrix(), shifts[:, :, None]], axis=2)
    chests = np.repeat(np.eye(3)[None], 80, axis=0)
    codes = np.concatenate([np.ones((80, 8)), np.where(t < 1.6, -1, 1)[:, None]], axis=1)
    habit = Habit(*(part.astype(np.float32) for part in (codes, heads, chests)))
    assert habits.joins(habit) == (40,)
    eased = habits.joined(habit, 8)

    def fastest(of: Habit) -> float:
        return float(np.linalg.norm(np.diff(of.heads @ [0, 0.05, 0.1, 1], axis=0), axis=1).max())

    assert fastest(habit) > 0.02 and fastest(eased) < 0.006
    assert np.abs(np.diff(eased.codes[:, 8])).max() < 0.25 and (eased.codes[:, :8] == 1).all()
    np.testing.assert_allclose(eased.heads[:20], habit.heads[:20], atol=1e-5)
    smooth = Habit(codes[:40].astype(np.float32), habit.heads[:40], habit.chests[:40])
    assert habits.joined(smooth, 8) is smooth and habits.steady(smooth, 8) is smooth
    np.testing.assert_array_equal(habits.steady(habit, 8).heads, eased.heads)
    assert len(habits.known(habit, 40)) == 40 and habits.joins(habits.known(habit, 40)) == ()
    long = Habit(*(np.concatenate([part, part[-20:][::-1]]) for part in vars(habit).values()))
    assert len(long) == 100 and len(habits.steady(long, 8)) == 60, "one shot is long enough"
    np.testing.assert_array_equal(habits.steady(long, 8).heads, long.heads[40:])
