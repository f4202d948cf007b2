"""Films that will and films that will not make a talking head, and what a creator is told."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from contracts import Cancelled, StudioError
from engines.avatar.check import CheckRequest, check
from engines.avatar.faces import FaceFinder
from engines.avatar.report import Report
from engines.avatar.shots import cut_places, longest_shot

pytestmark = pytest.mark.slow  # all on a film that is made first

Frames = NDArray[np.uint8]


def checked(path: Path) -> Report:
    return check(CheckRequest(video=path))


def test_a_good_film_passes_and_shows_what_it_found(talker: Path) -> None:
    report = checked(talker)
    assert report.level == "pass", report.described()
    report.refuse()
    assert report.part == pytest.approx((0, report.footage.seconds), abs=0.05)
    face = report.item("face size")
    assert 0.4 < (face.value or 0) < 0.55
    assert face.picture is not None and face.picture.shape[2] == 3
    assert all(item.sentence.endswith((".", "°", "%")) for item in report.items)


def test_without_a_face(film, frames: Frames) -> None:  # type: ignore[no-untyped-def]
    report = checked(film(np.full_like(frames, 120)))
    assert report.item("face").level == "stop"
    with pytest.raises(StudioError, match="No face was found"):
        report.refuse()


def test_two_faces(film, frames: Frames) -> None:  # type: ignore[no-untyped-def]
    assert checked(film(np.concatenate([frames, frames], axis=2))).item("one face").level == "stop"


def test_too_short_and_too_slow(film, frames: Frames) -> None:  # type: ignore[no-untyped-def]
    assert checked(film(frames[:25])).item("length").level == "stop"
    assert checked(film(frames[:65])).item("length").level == "warn"
    assert checked(film(frames[::5], fps="5")).item("frame rate").level == "stop"
    assert checked(film(frames, fps="30000/1001")).item("frame rate").level == "pass"


def test_dark_lit_from_the_side_blurred_and_small(film, frames: Frames) -> None:  # type: ignore[no-untyped-def]
    assert checked(film(frames // 6)).item("light").level == "stop"
    fade = 1 / (1 + np.exp(np.linspace(-6, 4, 256)))[None, None, :, None]
    assert checked(film((frames * fade).astype(np.uint8))).item("light").level == "warn"
    soft = np.stack([cv2.GaussianBlur(frame, (0, 0), 4) for frame in frames])
    assert checked(film(soft)).item("sharpness").level in ("warn", "stop")
    far = np.full((len(frames), 720, 720, 3), 150, np.uint8)
    far[:, 200:400, 200:400] = np.stack([cv2.resize(frame, (200, 200)) for frame in frames])
    assert checked(film(far)).item("face size").level == "warn"


def test_dark_glasses(film, frames: Frames) -> None:  # type: ignore[no-untyped-def]
    worn = frames.copy()
    with FaceFinder() as finder:
        for frame in worn:
            face = finder.find(frame)[0]
            for corners in ((70, 107, 233, 31), (336, 300, 261, 453)):
                centre = face[list(corners), :2].mean(axis=0)
                half = 0.75 * np.abs(face[list(corners), :2] - centre).max()
                cv2.ellipse(
                    frame,
                    np.round(centre).astype(int).tolist(),
                    (int(half * 1.2), int(half)),
                    0,
                    0,
                    360,
                    (18, 18, 20),
                    -1,
                )
    report = checked(film(worn))
    assert report.item("uncovered").level == "stop"
    assert "glasses" in report.item("uncovered").sentence


def test_without_sound_and_in_silence(film, frames: Frames) -> None:  # type: ignore[no-untyped-def]
    assert checked(film(frames, sound=False)).item("sound").level == "warn"


def test_a_film_that_was_cut_uses_its_longest_shot(film, frames: Frames) -> None:  # type: ignore[no-untyped-def]
    other = 255 - frames[:20, :, ::-1]
    report = checked(film(np.concatenate([frames[:60], other])))
    assert report.item("one shot").level == "warn"
    assert report.part == pytest.approx((0, 2.4), abs=0.09)


def test_the_longest_shot() -> None:
    assert longest_shot([], 5.0) == (0.0, 5.0)
    assert longest_shot([1.0, 4.0], 5.0) == (1.0, 4.0)
    assert longest_shot([], 5000.0) == (0.0, 120.0)
    assert longest_shot([500.0], 5000.0) == (0.0, 120.0), "what was not looked at is no shot"


def test_moving_is_not_a_cut() -> None:
    chance = np.random.default_rng(0)
    quiet, lively = chance.uniform(1, 2, 60), chance.uniform(8, 25, 60)
    assert cut_places(quiet) == [] and cut_places(lively) == []
    quiet[30] = 60
    assert cut_places(quiet) == [30]


def test_it_can_be_cancelled(talker: Path) -> None:
    def stop(stage: str, done: float, total: float, message: str = "") -> None:
        if stage == "look for faces":
            raise Cancelled

    with pytest.raises(Cancelled):
        check(CheckRequest(video=talker), stop)


@pytest.mark.reference
def test_real_films(reference: Path) -> None:
    for name in ("whitehouse_obama/obama_weekly_address_5s.mp4", "grid_s1/grid_s1_concat4_12s.mp4"):
        assert checked(reference / name).level == "pass", name
    hidden = checked(reference / "pose_videos" / "mps_gesture_recognizer.mp4").item("uncovered")
    assert hidden.level == "stop" and "hand" in hidden.sentence
