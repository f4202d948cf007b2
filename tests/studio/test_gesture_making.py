"""A performance is made as a job, lands among the results with all its files, and knows how it was made."""

import zipfile
from pathlib import Path

import numpy as np
import pytest
import soundfile

from contracts import Cancelled, StudioError, silent
from engines.gesture.again import touched
from engines.motion import formats
from engines.speech import outputs
from engines.speech.track import SpeechTrack
from studio import gesture_making
from studio.bundle import bundle
from studio.components.gesture_plan import gesture_plan
from studio.desk import Desk
from studio.gesture_desk import GestureDesk
from studio.gesture_draft import Draft, GestureForm
from studio.jobs import Job, JobBoard, State
from studio.lanes import Lanes
from studio.speech_draft import Speech
from studio.targets import targets_for
from studio.workspace import Workspace

SAMPLE = Speech(folder="sample:2_numbers", title="Numbers")
QUICK = GestureForm(style="Casual", seed=5, video=False)


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    return Workspace(tmp_path / "home")


def made(workspace: Workspace, speech: Speech, form: GestureForm, draft: Draft | None = None) -> Speech:
    """Queue it and wait for it."""
    lanes = Lanes()
    board = JobBoard(workspace["jobs"], lanes, gesture_making.kinds(workspace), gesture_making.LIGHT)
    job = gesture_making.submit(board, GestureDesk(workspace).title(speech), speech, form, draft)
    lanes.close(180)
    ended = board.get(job.id)
    assert ended.state is State.DONE and ended.output, f"{ended.error} {ended.hint} {board.log(job.id)}"
    return Speech(folder=f"outputs/{ended.output}", title=workspace.output(ended.output).name)


@pytest.mark.slow
def test_a_voice_is_performed_edited_and_performed_again(workspace: Workspace) -> None:
    desk = GestureDesk(workspace)
    first = made(workspace, SAMPLE, QUICK)
    output = workspace.outputs()[0]
    assert first.title == "Numbers, Casual" and output.kind == "gesture" and output.files[0] == "motion.npz"
    assert {"motion.glb", "motion.bvh", "motion.json", "plan.json", "speech.wav", "words.json"} <= set(output.files)
    assert output.thumbnail is not None
    assert desk.form(first) == QUICK and desk.title(first) == "Numbers"
    assert {"library", "speech", "gesture"} == {target.tab for target in targets_for(output)}
    assert [take.folder for take in desk.takes(first)] == [SAMPLE.folder], "the same voice, told by its sound"

    draft = desk.draft(first)
    assert draft is not None
    edited = desk.edited(draft, len(draft.plan.gestures) - 1, {"unit": "shrug"})
    second = made(workspace, first, QUICK, edited)
    was, now = desk.draft(first), desk.draft(second)
    assert was is not None and now is not None and now.plan.gestures == edited.plan.gestures
    assert workspace.outputs()[0].sidecar["gesture"]["edited"] is True
    span = touched(was.plan, now.plan)
    assert span is not None and span[0] > 0
    before, after = (formats.read(workspace.path(one.folder) / "motion.npz") for one in (first, second))
    assert np.array_equal(before.rotations[: int(30 * span[0])], after.rotations[: int(30 * span[0])])
    assert not np.array_equal(before.rotations, after.rotations)
    np.testing.assert_array_equal(desk.motion(first, edited).rotations, after.rotations)
    assert {take.folder for take in desk.takes(second)} == {first.folder, SAMPLE.folder}

    third = made(workspace, second, QUICK.model_copy(update={"keep": False}), edited)
    new = desk.draft(third)
    assert new is not None and new.plan.gestures == was.plan.gestures, "the same seed and style make the same plan"


@pytest.mark.slow
def test_a_performance_goes_to_the_library_with_its_voice_and_leaves_in_one_file(workspace: Workspace) -> None:
    made(workspace, SAMPLE, QUICK)
    output = workspace.outputs()[0]
    draft = Desk(workspace).open_output(output.id, "motion.npz")
    assert draft.sound is not None and workspace.path(draft.sound).name == "speech.wav"
    names = [output.takeaway(name) for name in output.files]
    assert len(set(names)) == len(names), "no two files leave under one name"
    assert output.takeaway("motion.glb").endswith(".glb") and "motion" in output.takeaway("motion.json")
    with zipfile.ZipFile(bundle(workspace, output)) as archive:
        inside = {Path(name).name for name in archive.namelist()}
        assert inside == set(output.files) and archive.testzip() is None


def test_silence_is_performed_as_a_calm_person_with_a_note(workspace: Workspace) -> None:
    with workspace.new_output("speech", "Nothing", {"kind": "speech"}) as folder:
        outputs.write(SpeechTrack(np.zeros(32_000, np.float32)), folder.folder)
    speech = Speech(folder=workspace.relative(folder.final), title="Nothing")
    take = made(workspace, speech, QUICK)
    desk = GestureDesk(workspace)
    draft = desk.draft(take)
    assert draft is not None and draft.plan.gestures == () and any("stands" in note for note in desk.notes(take))
    assert 0 < np.abs(np.diff(desk.motion(take).rotations, axis=0)).max() < 0.2


@pytest.mark.slow
def test_a_cancel_in_any_stage_leaves_nothing(workspace: Workspace) -> None:
    recipe = gesture_making.Recipe(speech=SAMPLE, form=QUICK.model_dump()).model_dump(mode="json")
    job = Job.model_validate(
        {"id": "j", "kind": "gesture", "title": "t", "request": recipe, "made": "2026-01-01T00:00:00+00:00"}
    )
    stages: list[str] = []
    for _ in range(2):  # what is loaded once is waited for by the first alone
        stages.clear()
        gesture_making.kinds(workspace)["gesture"](job, lambda stage, *rest: stages.append(stage))
    for output in workspace.outputs():
        workspace.delete(output.id)
    for unwanted in dict.fromkeys(stages):

        def stop(stage: str, done: float, total: float, message: str = "", unwanted: str = unwanted) -> None:
            if stage == unwanted:
                raise Cancelled

        with pytest.raises(Cancelled):
            gesture_making.kinds(workspace)["gesture"](job, stop)
            pytest.fail(f"{unwanted} went on")
        assert [path for path in workspace["outputs"].rglob("*") if path.is_file()] == []
    assert len(set(stages)) >= 3


def test_strangers_may_perform_a_minute(workspace: Workspace, tmp_path: Path) -> None:
    with workspace.new_output("speech", "Long", {"kind": "speech"}) as folder:
        outputs.write(SpeechTrack(np.zeros(63 * 16_000, np.float32)), folder.folder)
    recipe = gesture_making.Recipe(speech=Speech(folder=workspace.relative(folder.final), title="Long"))
    job = Job.model_validate(
        {"id": "j", "kind": "gesture", "title": "t", "request": recipe.model_dump(mode="json"),
         "made": "2026-01-01T00:00:00+00:00"}
    )  # fmt: skip
    with pytest.raises(StudioError, match="up to 1 min"):
        gesture_making.kinds(workspace, True)["gesture"](job, silent)


def test_a_job_of_another_version_says_so(workspace: Workspace) -> None:
    job = Job.model_validate(
        {"id": "j", "kind": "gesture", "title": "t", "request": {"old": 1}, "made": "2026-01-01T00:00:00+00:00"}
    )
    with pytest.raises(StudioError, match="not from this version"):
        gesture_making.kinds(workspace)["gesture"](job, silent)


def test_another_sound_is_another_voice(workspace: Workspace, tmp_path: Path) -> None:
    desk = GestureDesk(workspace)
    with workspace.new_output("speech", "Tone", {"kind": "speech"}) as folder:
        outputs.write(SpeechTrack((np.sin(np.arange(16_000) / 9) / 4).astype(np.float32)), folder.folder)
    tone = Speech(folder=workspace.relative(folder.final), title="Tone")
    assert desk.code(tone) != desk.code(SAMPLE) and desk.takes(tone) == [] and desk.draft(tone) is None
    assert soundfile.info(workspace.path(tone.folder) / "speech.wav").duration == pytest.approx(1.0)


SALUTE = """
my_salute:
  says: "Two fingers at the brow."
  kind: symbol
  hands: one
  preparation: {at: {side: 0.4, height: 0.1, reach: 0.3}, palm: in, shape: relaxed}
  strokes:
    - {at: {side: 0.16, height: 0.36, reach: 0.26}, palm: in down, shape: flat, seconds: 0.3}
  calls: {words: [circus]}
"""


@pytest.mark.slow
def test_gestures_of_ones_own_are_planned_chosen_and_performed(workspace: Workspace) -> None:
    folder = workspace.root / "gestures"
    folder.mkdir()
    (folder / "mine.yaml").write_text(SALUTE, "utf-8")
    desk = GestureDesk(workspace)
    sample = desk.draft(SAMPLE)
    assert sample is not None and "my_salute" in desk.units
    edited = desk.edited(sample, 0, {"unit": "my_salute"})
    assert not np.array_equal(desk.motion(SAMPLE, edited).rotations, desk.motion(SAMPLE).rotations)
    shown = gesture_plan(edited, desk.voices.track(SAMPLE), desk.units)
    assert "my_salute" in shown and "Two fingers at the brow." in shown
    take = made(workspace, SAMPLE, QUICK)
    draft = desk.draft(take)
    assert draft is not None and "my_salute" in [one.unit for one in draft.plan.gestures], (
        "the word 'circus' calls for it"
    )


def test_a_broken_gesture_of_ones_own_is_named_and_stops_nothing_else(workspace: Workspace) -> None:
    folder = workspace.root / "gestures"
    folder.mkdir()
    (folder / "mine.yaml").write_text("my_salute: {hands: seven}", "utf-8")
    lanes = Lanes()
    board = JobBoard(workspace["jobs"], lanes, gesture_making.kinds(workspace), gesture_making.LIGHT)
    job = gesture_making.submit(board, "Numbers", SAMPLE, QUICK, None)
    lanes.close(60)
    failed = board.get(job.id)
    assert failed.state is State.FAILED and "mine.yaml" in str(failed.error)
    (folder / "mine.yaml").write_text(SALUTE, "utf-8")
    assert "my_salute" in GestureDesk(workspace).units, "it is read again once it is mended"
