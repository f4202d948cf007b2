"""Sound that is late is found to be, by as much as it is."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from engines.avatar.sync import in_step, lateness, told


def mouth(frames: int) -> np.ndarray:
    """Openings [T] as of speech: syllables of uneven length."""
    chance = np.random.default_rng(3)
    return np.convolve(chance.random(frames) ** 3, np.hanning(7), "same")


@pytest.mark.parametrize("late", [-7, -4, 0, 2, 5, 12])
def test_the_lateness_of_a_sound_is_told(late: int) -> None:
    words = mouth(160)
    seen = words[20 + late : 140 + late] + 0.3 * np.random.default_rng(0).normal(size=120)
    assert told(seen, words[20:140]) == (late if abs(late) > 2 else 0)


def test_nothing_is_told_of_what_does_not_belong_together() -> None:
    assert told(mouth(120), mouth(400)[150:270]) == 0
    assert told(np.ones(120), mouth(120)) == 0
    assert lateness(np.zeros((60, 478, 2)), np.zeros(48_000, np.float32)) == 0


def test_a_sound_is_moved_by_whole_frames_and_stays_as_long() -> None:
    sound = np.arange(1, 16_001, dtype=np.float32)
    np.testing.assert_array_equal(in_step(sound, 5)[:10], sound[3200:3210])
    np.testing.assert_array_equal(in_step(sound, -5)[3200:], sound[:-3200])
    assert len(in_step(sound, 5)) == len(in_step(sound, -5)) == len(in_step(sound, -99)) == 16_000
    assert in_step(sound, 0) is sound


@pytest.mark.reference
@pytest.mark.slow
def test_the_sound_of_a_real_film_is_late(reference: Path) -> None:
    from engines.avatar.faces import FaceFinder
    from engines.footage import look_at, pictures
    from engines.speech.decode import decode

    for name, late in (("whitehouse_obama/obama_weekly_address_5s.mp4", 5), ("grid_s1/video/pwaj6n.mpg", 0)):
        with FaceFinder() as finder:
            points = np.stack([finder.find(frame)[0] for frame in pictures(look_at(reference / name))])
        assert lateness(points, decode(reference / name).samples) == late, name
