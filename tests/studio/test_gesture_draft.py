"""What lies on the Gesture tab, without a page: a plan that is seen, edited, undone and kept."""

import json
import threading
from pathlib import Path

import numpy as np
import pytest

from contracts import StudioError
from engines.gesture import lexicon
from engines.gesture.plan import Plan, PlannedGesture
from engines.gesture.style import styles
from studio.components.gesture_plan import KINDS, blocks, gesture_plan
from studio.components.gesture_stage import half, takeaway
from studio.gesture_desk import GestureDesk
from studio.gesture_draft import Change, Draft, GestureForm, Left, change, recall, remember
from studio.speech_draft import Speech
from studio.workspace import Workspace

ATTACK = "\"'><script>alert(1)</script>&"
SAMPLE = Speech(folder="sample:2_numbers", title="Numbers")


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    return Workspace(tmp_path / "home")


@pytest.fixture
def desk(workspace: Workspace) -> GestureDesk:
    return GestureDesk(workspace)


@pytest.fixture
def draft(desk: GestureDesk) -> Draft:
    found = desk.draft(SAMPLE)
    assert found is not None
    return found


def test_every_edit_can_be_undone_and_redone(draft: Draft) -> None:
    first, second = draft.plan.gestures[:2]
    steps = [draft]
    steps.append(steps[-1].changed(0, None))
    steps.append(steps[-1].changed(0, second.model_copy(update={"stroke": draft.plan.duration - 0.1})))
    steps.append(steps[-1].changed(None, PlannedGesture(stroke=0.4, unit="wave")))
    assert first not in steps[1].plan.gestures and len(steps[3].plan.gestures) == len(draft.plan.gestures)
    back = [steps[-1]]
    while back[-1].past:
        back.append(back[-1].undone())
    assert [one.plan for one in reversed(back)] == [one.plan for one in steps]
    assert not back[-1].edited and back[-1].undone() == back[-1]
    forth = back[-1].redone().redone().redone()
    assert forth.plan == steps[-1].plan and forth.redone() == forth
    assert steps[-1].undone().changed(0, None).future == (), "what was undone is gone once something else is done"


def test_an_edit_that_changes_nothing_is_none(draft: Draft) -> None:
    assert draft.changed(1, draft.plan.gestures[1]) is draft


def test_a_gesture_changes_as_wished_and_keeps_what_was_not_wished(desk: GestureDesk, draft: Draft) -> None:
    before = draft.plan.gestures[2]
    moved = desk.edited(draft, 2, {"stroke": before.stroke + 0.2}).plan.gestures[2]
    held = None if before.hold_until is None else round(before.hold_until + 0.2, 3)
    assert moved == before.model_copy(update={"stroke": before.stroke + 0.2, "hold_until": held})
    other = desk.edited(draft, 2, {"unit": "big"}).plan.gestures[2]
    assert other.unit == "big" and other.hand == "both" and other.stroke == before.stroke
    assert other.why == "chosen by hand", "the word that called for it called for another one"
    added = desk.edited(draft, None, {"unit": "wave", "stroke": 1.5, "hand": "both"})
    found = next(one for one in added.plan.gestures if one.unit == "wave")
    assert found.hand == "right" and found.hold_until is not None and found.hold_until > 1.5


@pytest.mark.parametrize(
    ("number", "wishes", "said"),
    [
        (0, {"unit": "moonwalk"}, "moonwalk"),
        (0, {"stroke": 99.0}, "outside the sound"),
        (0, {"stroke": -1}, "outside the sound"),
        (0, {"stroke": "soon"}, "not a time"),
        (0, {"stroke": None}, "not a time"),
        (0, {"hold_until": 0.001}, "before its stroke"),
        (0, {"size": 17}, "less than or equal"),
        (0, {"hand": "third"}, "left"),
        (99, {"size": 1}, "not in the plan"),
        (None, {"unit": "wave"}, "not a time"),
    ],
)
def test_an_impossible_wish_is_explained(
    desk: GestureDesk, draft: Draft, number: int | None, wishes: dict[str, object], said: str
) -> None:
    with pytest.raises(StudioError) as refused:
        desk.edited(draft, number, wishes)
    assert said in refused.value.message and refused.value.hint


@pytest.mark.slow
def test_an_edit_is_performed_once_and_shown(desk: GestureDesk, draft: Draft) -> None:
    made = desk.motion(SAMPLE)
    assert desk.motion(SAMPLE, draft) is made, "what was not edited is as it was made"
    edited = desk.edited(draft, len(draft.plan.gestures) - 1, {"unit": "shrug"})
    motion = desk.motion(SAMPLE, edited)
    assert len(motion) == len(made) and not np.array_equal(motion.rotations, made.rotations)
    assert desk.motion(SAMPLE, edited) is motion, "it is not performed twice"
    assert desk.page(SAMPLE, edited) != desk.page(SAMPLE, draft) == desk.page(SAMPLE)


def test_every_sample_is_performed_already(desk: GestureDesk) -> None:
    for name, title in desk.voices.samples():
        sample = desk.voices.open_sample(name)
        draft, form, track = desk.draft(sample), desk.form(sample), desk.voices.track(sample)
        assert draft is not None and form is not None and form.style in styles(), title
        assert draft.plan.duration == pytest.approx(track.duration), "the voice and its performance belong together"
        assert draft.plan.gestures and all(one.unit in lexicon.load() for one in draft.plan.gestures)
        assert desk.motion(sample).duration == pytest.approx(track.duration, abs=1 / 30)
        assert np.abs(np.diff(desk.motion(sample).rotations, axis=0)).max() > 0.01
        assert [name for name, _, _ in desk.files(sample)] == ["video.mp4", "motion.npz", "plan.json"]
        assert desk.film(sample).endswith(".mp4") and desk.takes(sample) == []


def test_blocks_stand_at_their_strokes_and_do_not_overlap(draft: Draft) -> None:
    crowded = draft.plan
    for stroke in (2.9, 2.95, 3.0, 3.3):
        crowded = crowded.replace(None, PlannedGesture(stroke=stroke, unit="beat_small", hold_until=stroke + 2))
    found = blocks(crowded, lexicon.load())
    assert [one["stroke"] for one in found] == sorted(one["stroke"] for one in found)
    for one, following in zip(found, [*found[1:], None], strict=True):
        assert 0 <= one["from"] <= one["stroke"] <= one["until"] <= crowded.duration
        assert following is None or one["until"] <= max(following["from"], one["stroke"] + 0.021)


def test_the_plan_tells_the_page_everything_and_no_text_becomes_markup(desk: GestureDesk, draft: Draft) -> None:
    from html.parser import HTMLParser

    evil = draft.changed(0, draft.plan.gestures[0].model_copy(update={"why": ATTACK}))
    markup = gesture_plan(evil, desk.voices.track(SAMPLE), desk.units, 0, StudioError(ATTACK, ATTACK))
    seen: list[dict[str, str | None]] = []

    class Reader(HTMLParser):
        def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
            assert tag != "script"
            seen.append(dict(attrs))

    Reader().feed(markup)
    facts = json.loads(seen[0]["data-facts"] or "")
    assert facts["gestures"][0]["why"] == ATTACK and facts["undo"] == 1 and facts["redo"] == 0 and facts["chosen"] == 0
    assert {name for name, *_ in facts["units"]} == set(lexicon.load())
    assert {kind for _, _, kind, *_ in facts["units"]} <= set(KINDS.values())
    strokes = [one["stroke"] for one in facts["gestures"]]
    assert min(min(abs(stroke - snap) for snap in facts["snaps"]) for stroke in strokes) < 0.01
    assert "<script" not in half("motion", ATTACK, ATTACK, ATTACK, ATTACK, "A")
    assert "<script" not in takeaway([(ATTACK, ATTACK, ATTACK)], (ATTACK, ATTACK), ATTACK, [ATTACK])


def test_the_tab_is_found_as_it_was_left(workspace: Workspace, draft: Draft) -> None:
    form = GestureForm(style="Debate", seed=9, posture="seated").model_dump()
    left = Left(of=draft.of, draft=draft.changed(0, None), view="compare", other="outputs/x", waits="job", form=form)
    remember(workspace, left)
    assert recall(workspace) == left and GestureForm.restored(left.form).style == "Debate"
    (workspace.root / ".gesture.json").write_text('{"view": "sideways"}')
    assert recall(workspace) == Left()
    assert GestureForm.restored({"intensity": 99, "seed": 2, "posture": "lying", "old": 1}) == GestureForm(seed=2)


def test_choices_out_of_bounds_are_refused_by_name() -> None:
    values = list(GestureForm().model_dump().values())
    values[1] = 7
    with pytest.raises(StudioError, match="Intensity"):
        GestureForm.of(values)
    assert GestureForm().performs_as(GestureForm(video=False)) and not GestureForm().performs_as(GestureForm(seed=1))


@pytest.mark.parametrize("folder", ["../../etc", "/etc", "sample:../../../etc", "sample:/etc", "outputs/gesture/gone"])
def test_a_name_from_outside_leads_nowhere_else(desk: GestureDesk, folder: str) -> None:
    with pytest.raises(StudioError):
        desk.folder(Speech(folder=folder, title="t"))


def test_a_change_turned_round_takes_itself_back(draft: Draft) -> None:
    change = Change(before=draft.plan.gestures[0], after=PlannedGesture(stroke=3.3, unit="wave"))
    assert change.back.on(change.on(draft.plan)) == draft.plan
    assert isinstance(Plan.from_json(change.on(draft.plan).to_json()), Plan)


def test_changes_from_two_threads_are_both_kept(workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    """The second begins while the first works out what to keep; it must find what the first has kept."""
    second = threading.Thread(target=change, args=(workspace, lambda left: left.but(waits="job")))

    def slowly(left: Left) -> Left:
        second.start()
        second.join(0.05)
        return left.but(form={"style": "Debate"})

    change(workspace, slowly)
    second.join(10)
    assert recall(workspace) == Left(form={"style": "Debate"}, waits="job")
