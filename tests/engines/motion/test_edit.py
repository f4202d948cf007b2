"""Edits are a request: they validate, serialise, do nothing by default and never touch the original."""

from fractions import Fraction

import numpy as np
import pytest
from pydantic import ValidationError

from contracts import Cancelled
from engines.motion import Motion
from engines.motion.edit import Edits, apply


def walk(frames: int = 120) -> Motion:
    rng = np.random.default_rng(3)
    turns = np.cumsum(rng.normal(0, 0.01, (frames, 55, 3)), axis=0)
    path = np.stack([0 * np.arange(frames), np.full(frames, 0.95), np.arange(frames) / 30], axis=-1)
    return Motion.of(30, turns, path)


EVERYTHING = Edits(
    start=0.5, end=3.5, mirror=True, smooth=0.5, ground=True, foot_lock=True, in_place=True, facing=True, speed=1.5,
    fps=29.97,
)  # fmt: skip


def test_no_edits_change_nothing():
    motion = walk()
    assert apply(motion, Edits()) is motion


def test_everything_at_once_gives_the_asked_rate_and_length():
    motion = walk()
    raw = motion.rotations.copy(), motion.translation.copy()
    edited = apply(motion, EVERYTHING)
    assert edited.fps == Fraction(30000, 1001)
    assert edited.duration == pytest.approx(2.0, abs=0.5 / 29.97)
    assert np.array_equal(motion.rotations, raw[0]) and np.array_equal(motion.translation, raw[1])


def test_every_field_explains_itself_and_survives_json():
    assert all(field.description for field in Edits.model_fields.values())
    assert Edits.model_validate_json(EVERYTHING.model_dump_json()) == EVERYTHING
    assert EVERYTHING.fps == "30000/1001"


@pytest.mark.parametrize("fps", [None, "", 25, 29.97, "29.97", "30000/1001", Fraction(24000, 1001)])
def test_frame_rates_come_as_people_write_them(fps):
    kept = Edits(fps=fps).fps
    assert kept in {None, "25", "30000/1001", "24000/1001"}


@pytest.mark.parametrize(
    "wrong",
    [{"start": -1}, {"smooth": 1.5}, {"speed": 0}, {"fps": "fast"}, {"fps": 0}, {"fps": True}, {"fps": 5000},
     {"smooth_method": "magic"}, {"unknown": 1}, {"end": 0}],
)  # fmt: skip
def test_wrong_requests_are_refused(wrong):
    with pytest.raises(ValidationError):
        Edits(**wrong)


def test_progress_is_told_and_may_cancel():
    seen: list[str] = []
    apply(walk(), EVERYTHING, lambda stage, done, total, message="": seen.append(message))
    assert len(seen) == len(set(seen)) == 8

    def stop(stage: str, done: float, total: float, message: str = "") -> None:
        raise Cancelled

    with pytest.raises(Cancelled):
        apply(walk(), EVERYTHING, stop)
