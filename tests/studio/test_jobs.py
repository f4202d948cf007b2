"""Jobs outlive whoever asked for them, stop quickly, and say what became of them."""

import errno
import json
import shutil
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from contracts import Progress, StudioError
from studio.job import JobFiles
from studio.jobs import KEPT_JOBS, Job, JobBoard, State
from studio.lanes import Lanes


def wait_for(true: Callable[[], bool], seconds: float = 10) -> None:
    deadline = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < deadline, "it never came to be"
        time.sleep(0.01)


class Studio:
    """A board with work whose steps the test lets pass one by one."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.lanes = folder, Lanes()
        self.steps, self.order = threading.Semaphore(0), list[str]()
        kinds = {"count": self.count, "break": self.fail, "wrong": self.wrong, "note": self.note, "memory": self.memory}
        self.board = JobBoard(folder, self.lanes, kinds, light=frozenset({"note"}), most_waiting=3)

    def count(self, job: Job, progress: Progress) -> str:
        self.order.append(job.title)
        for step in range(4):
            while not self.steps.acquire(timeout=0.02):
                progress("Counting", step, 4)
            progress("Counting", step + 1, 4, f"counted {step + 1}")
        return f"library/{job.title}"

    def fail(self, job: Job, progress: Progress) -> str:
        raise ZeroDivisionError("a private detail")

    def wrong(self, job: Job, progress: Progress) -> str:
        raise StudioError("Frame 7 holds no number.", "Export it again.")

    def memory(self, job: Job, progress: Progress) -> str:
        raise MemoryError

    def note(self, job: Job, progress: Progress) -> None:
        progress("Noting", 0, 0)

    def state(self, job: Job) -> State:
        return self.board.get(job.id).state


@pytest.fixture
def studio(tmp_path: Path) -> Iterator[Studio]:
    studio = Studio(tmp_path)
    yield studio
    studio.board.close()
    studio.steps.release(1000)
    studio.lanes.close()


def test_a_job_runs_reports_and_keeps_its_record_on_disk(studio: Studio) -> None:
    job = studio.board.submit("count", "walk", {"size": 3})
    studio.steps.release(2)
    wait_for(lambda: studio.board.get(job.id).fraction == 0.5)
    assert studio.board.get(job.id).stage == "Counting" and studio.board.busy
    studio.steps.release(2)
    wait_for(lambda: studio.state(job) is State.DONE)
    kept = Job.model_validate_json((studio.folder / job.id / "job.json").read_text())
    assert kept == studio.board.get(job.id)
    assert kept.output == "library/walk" and kept.request == {"size": 3} and kept.fraction == 1
    assert "counted 3" in studio.board.log(job.id) and not studio.board.busy


def test_heavy_jobs_take_turns_and_light_ones_do_not_wait_for_them(studio: Studio) -> None:
    first, second = (studio.board.submit("count", title, {}) for title in ("first", "second"))
    wait_for(lambda: studio.state(first) is State.RUNNING)
    note = studio.board.submit("note", "note", {})
    wait_for(lambda: studio.state(note) is State.DONE)
    assert studio.state(second) is State.QUEUED
    studio.steps.release(8)
    wait_for(lambda: studio.state(second) is State.DONE)
    assert studio.order == ["first", "second"]


def test_a_running_job_stops_within_a_second_and_a_waiting_one_at_once(studio: Studio) -> None:
    running, waiting = (studio.board.submit("count", title, {}) for title in ("running", "waiting"))
    wait_for(lambda: studio.state(running) is State.RUNNING)
    studio.board.cancel(waiting.id)
    assert studio.state(waiting) is State.CANCELLED
    studio.board.cancel(running.id)
    wait_for(lambda: studio.state(running) is State.CANCELLED, seconds=1)
    studio.steps.release(8)
    again = studio.board.submit("count", "after", {})
    wait_for(lambda: studio.state(again) is State.DONE)
    assert studio.order == ["running", "after"]


def test_who_stops_a_job_sees_it_stopped(studio: Studio) -> None:
    job = studio.board.submit("count", "one", {})
    wait_for(lambda: studio.state(job) is State.RUNNING)
    studio.board.stop(job.id, patience=10)
    assert studio.state(job) is State.CANCELLED


def test_a_cancelled_waiting_job_that_is_retried_runs_once(studio: Studio) -> None:
    first, second = (studio.board.submit("count", title, {}) for title in ("first", "second"))
    studio.board.cancel(second.id)
    assert studio.board.retry(second.id).attempt == 2
    studio.steps.release(100)
    wait_for(lambda: not studio.board.busy)
    assert studio.order == ["first", "second"] and studio.state(first) is State.DONE


@pytest.mark.parametrize(
    ("kind", "error", "hint"),
    [
        ("wrong", "Frame 7 holds no number.", "Export it again."),
        ("break", "Marionette made a mistake (ZeroDivisionError).", "The job's log says where; try again."),
        ("memory", "This computer ran out of memory.", "Choose a smaller size"),
    ],
)
def test_a_failure_says_what_to_do_and_the_log_has_the_trace(studio: Studio, kind: str, error: str, hint: str) -> None:
    job = studio.board.submit(kind, "walk", {})
    wait_for(lambda: studio.state(job) is State.FAILED)
    failed = studio.board.get(job.id)
    assert failed.error == error and failed.hint.startswith(hint)
    assert "Traceback" in studio.board.log(job.id) and "private detail" not in failed.model_dump_json()


def test_after_a_kill_the_running_job_is_interrupted_and_can_be_tried_again(studio: Studio) -> None:
    job = studio.board.submit("count", "walk", {"size": 3})
    wait_for(lambda: studio.board.get(job.id).stage == "Counting")
    after = JobBoard(studio.folder, studio.lanes, {"count": lambda job, progress: f"library/{job.request['size']}"})
    assert after.get(job.id).state is State.INTERRUPTED and not after.busy
    assert "INTERRUPTED" not in (studio.folder / job.id / "job.json").read_text()
    studio.board.close()
    wait_for(lambda: not studio.board.busy)
    after.retry(job.id)
    wait_for(lambda: after.get(job.id).state is State.DONE)
    assert after.get(job.id).output == "library/3"


def test_closing_marks_unfinished_work_as_interrupted(studio: Studio) -> None:
    running, waiting = (studio.board.submit("count", title, {}) for title in ("running", "waiting"))
    wait_for(lambda: studio.state(running) is State.RUNNING)
    studio.board.close()
    wait_for(lambda: not studio.board.busy, seconds=1)
    assert {studio.state(running), studio.state(waiting)} == {State.INTERRUPTED}


def test_too_many_waiting_jobs_are_refused(studio: Studio) -> None:
    for number in range(3):
        studio.board.submit("count", str(number), {})
    with pytest.raises(StudioError, match="already waiting"):
        studio.board.submit("count", "one more", {})


def test_damaged_records_are_left_alone(studio: Studio) -> None:
    for name, text in (("a", "{"), ("b", "[]"), ("c", '{"id": "elsewhere"}'), ("d", "")):
        (studio.folder / name).mkdir()
        (studio.folder / name / "job.json").write_text(text)
    assert JobBoard(studio.folder, studio.lanes, {}).all() == []
    assert (studio.folder / "a" / "job.json").read_text() == "{"


@pytest.mark.parametrize("job_id", ["../../etc", "none", ""])
def test_an_unknown_job_is_refused(studio: Studio, job_id: str) -> None:
    for action in (studio.board.cancel, studio.board.retry, studio.board.dismiss, studio.board.log):
        with pytest.raises(StudioError):
            action(job_id)
    assert studio.board.find(job_id) is None


@pytest.mark.slow
def test_finished_jobs_can_be_dismissed_and_old_ones_make_room(studio: Studio) -> None:
    first = studio.board.submit("note", "0", {})
    wait_for(lambda: not studio.board.busy)
    for number in range(KEPT_JOBS + 1):
        studio.board.submit("note", str(number), {})
        wait_for(lambda: not studio.board.busy)
    wait_for(lambda: len(studio.board.all()) <= KEPT_JOBS + 1 and not (studio.folder / first.id).exists())
    last = studio.board.all()[0]
    studio.board.dismiss(last.id)
    assert last.id not in {job.id for job in studio.board.all()} and not (studio.folder / last.id).exists()


@pytest.mark.parametrize(
    ("whole", "told", "left"),
    [
        (False, [("Drawing", 0), ("Drawing", 25)], 30),
        (False, [("Looking", 0), ("Looking", 100), ("Drawing", 0), ("Drawing", 25)], 30),
        (True, [("Looking", 40), ("Looking", 45), ("Learning", 45), ("Learning", 70)], 30),
    ],
    ids=["of one stage", "of the last stage", "of the whole"],
)
def test_time_left_follows_the_pace(
    studio: Studio, monkeypatch: pytest.MonkeyPatch, whole: bool, told: list[tuple[str, int]], left: float
) -> None:
    clock = [100.0]
    monkeypatch.setattr(time, "monotonic", lambda: clock[0])
    reached, go_on = threading.Event(), threading.Event()

    def work(job: Job, progress: Progress) -> None:
        for stage, done in told:
            clock[0] += 10
            progress(stage, done, 100)
        reached.set()
        go_on.wait(10)

    board = JobBoard(studio.folder, studio.lanes, {"draw": work})
    job = board.submit("draw", "walk", {}, whole)
    assert reached.wait(10)
    assert board.get(job.id).seconds_left == pytest.approx(left)
    assert json.loads((studio.folder / job.id / "job.json").read_text())["seconds_left"] == pytest.approx(left)
    go_on.set()
    monkeypatch.undo()
    wait_for(lambda: not board.busy)


def full_disk(*_: object) -> None:
    raise OSError(errno.ENOSPC, "No space left on device")


@pytest.mark.parametrize("what", ["keep", "log"])
def test_what_cannot_be_written_down_is_done_all_the_same(
    studio: Studio, monkeypatch: pytest.MonkeyPatch, what: str
) -> None:
    first, second = (studio.board.submit("count", title, {}) for title in ("first", "second"))
    wait_for(lambda: studio.state(first) is State.RUNNING)
    monkeypatch.setattr(JobFiles, what, full_disk)
    studio.steps.release(4)
    wait_for(lambda: studio.state(second) is State.RUNNING)
    monkeypatch.undo()
    studio.steps.release(4)
    wait_for(lambda: not studio.board.busy)
    assert studio.state(first) is studio.state(second) is State.DONE


def test_a_job_whose_folder_is_deleted_goes_on_and_holds_nobody_up(studio: Studio) -> None:
    first, second = (studio.board.submit("count", title, {}) for title in ("first", "second"))
    wait_for(lambda: studio.state(first) is State.RUNNING)
    thrown_away = studio.folder / "bin"
    (studio.folder / first.id).rename(thrown_away)  # in one step: the job may be writing there
    shutil.rmtree(thrown_away)
    studio.steps.release(8)
    wait_for(lambda: not studio.board.busy)
    assert studio.state(first) is studio.state(second) is State.DONE


def test_a_job_that_cannot_be_begun_is_refused_and_takes_no_room(
    studio: Studio, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(JobFiles, "keep", full_disk)
    for _ in range(5):
        with pytest.raises(StudioError, match="No space left"):
            studio.board.submit("count", "walk", {})
    assert studio.board.all() == [] and not studio.board.busy and not list(studio.folder.iterdir())


def test_work_that_finds_the_disk_full_says_so(studio: Studio) -> None:
    board = JobBoard(studio.folder, studio.lanes, {"film": full_disk})
    job = board.submit("film", "walk", {})
    wait_for(lambda: not board.busy)
    assert board.get(job.id).error == "The disk is full."


@pytest.mark.slow
@pytest.mark.parametrize("ends", ["breaks", "reports", "returns"])
def test_work_that_does_not_hear_is_cancelled_within_a_second_and_keeps_only_its_lane(
    studio: Studio, ends: str
) -> None:
    reached, heard, order = threading.Event(), threading.Event(), list[str]()

    def compile_something(job: Job, progress: Progress) -> str:
        order.append(job.title)
        if job.title == "next":
            return "library/next"
        reached.set()
        heard.wait(10)
        if ends == "breaks":
            raise TimeoutError("the other side was cut off")
        if ends == "reports":
            progress("Compiling", 1, 1)
        order.append("ended")
        return "library/whole"

    board = JobBoard(studio.folder, studio.lanes, {"compile": compile_something})
    job, after = board.submit("compile", "walk", {}), board.submit("compile", "next", {})
    assert reached.wait(10)
    board.stop(job.id, patience=0.95)
    assert board.get(job.id).state is State.CANCELLED and board.get(after.id).state is State.QUEUED
    heard.set()
    wait_for(lambda: board.get(after.id).state is State.DONE)
    ended = board.get(job.id)
    if ends == "returns":  # too late to stop it: its result is there, and the card says so
        assert ended.state is State.DONE and ended.output == "library/whole" and order == ["walk", "ended", "next"]
    else:
        assert ended.state is State.CANCELLED and ended.output is None and order == ["walk", "next"]
        assert ("cut off" in board.log(job.id)) == (ends == "breaks")


def test_a_lane_outlives_a_task_that_breaks(caplog: pytest.LogCaptureFixture) -> None:
    lanes, ran = Lanes(("only",)), threading.Event()
    lanes.put("only", full_disk)
    lanes.put("only", ran.set)
    assert ran.wait(10) and "No space left" in caplog.text
    lanes.close()
