"""One gesture is edited: far from it every number stays as it was, and near it is what a whole performance would be."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from contracts import silent
from engines.gesture import perform, planner
from engines.gesture.again import perform_again, touched
from engines.gesture.generate import GestureRequest, generate
from engines.gesture.plan import Plan, PlannedGesture
from engines.gesture.style import style
from engines.motion import Motion, formats
from engines.speech import SpeechTrack, outputs
from engines.speech.track import Word

SAMPLES = Path(__file__).resolve().parents[3] / "assets" / "samples" / "speech"
PARTS = ("rotations", "translation", "face")


@pytest.fixture(scope="module")
def track() -> SpeechTrack:
    """Two samples in a row, so that there is a far side."""
    one, other = outputs.read(SAMPLES / "2_numbers"), outputs.read(SAMPLES / "3_fable")
    late = tuple(_later(word, one.duration) for word in other.words)
    return replace(one, samples=np.concatenate([one.samples, other.samples]), words=(*one.words, *late))


def _later(word: Word, seconds: float) -> Word:
    phones = tuple(replace(phone, start=phone.start + seconds, end=phone.end + seconds) for phone in word.phones)
    return replace(word, start=word.start + seconds, end=word.end + seconds, phones=phones)


@pytest.fixture(scope="module")
def plan(track: SpeechTrack) -> Plan:
    return planner.plan(track, style(), seed=4)


@pytest.fixture(scope="module")
def before(plan: Plan, track: SpeechTrack, tmp_path_factory: pytest.TempPathFactory) -> Motion:
    """As it lies in a result's folder."""
    file = tmp_path_factory.mktemp("take") / "motion.npz"
    formats.write(perform.perform(plan, track, style(), seed=4), file)
    return formats.read(file)


def edits(plan: Plan) -> list[Plan]:
    middle = len(plan.gestures) // 2
    one = plan.gestures[middle]
    return [
        plan.replace(middle, None),
        plan.replace(middle, one.model_copy(update={"unit": "shrug", "hand": "both"})),
        plan.replace(middle, one.model_copy(update={"stroke": one.stroke + 0.3, "start": None, "hold_until": None})),
        plan.replace(None, PlannedGesture(stroke=one.stroke + 0.6, unit="stop", hand="left")),
        plan.replace(0, None),
        plan.replace(len(plan.gestures) - 1, None),
    ]


def same(one: Motion, other: Motion, frames: slice = slice(None)) -> bool:
    return all(np.array_equal(getattr(one, part)[frames], getattr(other, part)[frames]) for part in PARTS)


@pytest.mark.slow
@pytest.mark.parametrize("number", range(6))
def test_an_edit_changes_what_is_near_and_not_one_bit_of_the_rest(
    track: SpeechTrack, plan: Plan, before: Motion, number: int
) -> None:
    edited = edits(plan)[number]
    whole = perform.perform(edited, track, style(), seed=4)
    again = perform_again(before, plan, edited, track, style(), seed=4)
    assert same(again, whole), "the same as if all had been performed"
    found = touched(plan, edited)
    assert found is not None and found[1] - found[0] < 0.8 * track.duration, "there is a far side"
    first, last = (round(seconds * 30) for seconds in found)
    assert same(again, before, slice(None, first)) and same(again, before, slice(last + 1, None))
    assert not same(again, before, slice(first, last + 1))


@pytest.mark.slow
def test_windows_far_from_the_edit_are_not_made(
    track: SpeechTrack, plan: Plan, before: Motion, monkeypatch: pytest.MonkeyPatch
) -> None:
    made: list[tuple[int, int]] = []
    make = perform._Performer.make
    monkeypatch.setattr(perform, "WINDOW", 90)

    def counted(self: perform._Performer, start: int, stop: int, *arrays: Any) -> None:
        made.append((start, stop))
        make(self, start, stop, *arrays)

    monkeypatch.setattr(perform._Performer, "make", counted)
    short = perform.perform(plan, track, style(), seed=4)
    everything = len(made)
    made.clear()
    edited = plan.replace(len(plan.gestures) - 1, None)
    again = perform_again(short, plan, edited, track, style(), seed=4)
    assert 0 < len(made) < everything / 2
    assert same(again, perform.perform(edited, track, style(), seed=4))


@pytest.mark.slow
def test_a_performance_of_another_making_is_not_patched(track: SpeechTrack, plan: Plan, before: Motion) -> None:
    other = before.with_(rotations=before.rotations + np.float32(1e-4))
    edited = plan.replace(0, None)
    assert same(
        perform_again(other, plan, edited, track, style(), seed=4), perform.perform(edited, track, style(), seed=4)
    )


def test_the_same_plan_is_the_same_motion(track: SpeechTrack, plan: Plan, before: Motion) -> None:
    assert touched(plan, plan) is None
    assert perform_again(before, plan, plan, track, style(), seed=4) is before


@pytest.mark.slow
def test_a_folder_is_made_anew_around_an_edit(track: SpeechTrack, plan: Plan, before: Motion, tmp_path: Path) -> None:
    edited = plan.replace(0, None)
    edited.write(tmp_path / "edited.json")
    sound, mine = SAMPLES / "2_numbers" / "speech.wav", tmp_path / "edited.json"
    request = GestureRequest(audio=sound, out=tmp_path / "made", plan=mine, seed=4, video=False)
    made = generate(request, silent, track=track, before=(plan, before))
    assert Plan.read(made.folder / "plan.json").gestures == edited.gestures
    found = touched(plan, edited)
    assert found is not None
    kept = formats.read(made.folder / "motion.npz")
    assert same(kept, before, slice(round(found[1] * 30) + 1, None))
    assert made.track is track
