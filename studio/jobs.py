"""Jobs: long work on worker threads, each with a folder (`job.py`) that outlives the browser tab and the process.

A `JobBoard` is what one workspace has asked of the lanes. Nothing here knows of pages.
"""

from __future__ import annotations

import errno
import logging
import secrets
import threading
import time
import traceback
from collections.abc import Mapping
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import Any, cast

from contracts import Cancelled, StudioError, out_of_memory
from studio.containment import safe_name
from studio.job import LOG_TAIL, Job, JobFiles, State, Work
from studio.lanes import Lanes

__all__ = ["Job", "JobBoard", "State", "Work"]

KEPT_JOBS = 60
WRITE_EVERY = 0.4
GRACE = 0.5
"""Seconds a running job has to hear that it shall stop. One that cannot, as it compiles or loads a model, is called
cancelled then: what it does comes to nothing, and its lane is free once it hears."""
FORESEEN = 0.03
"""Before this share of a stage is done, the time it still needs is anybody's guess."""
_log = logging.getLogger(__name__)


class JobBoard:
    """The jobs of one workspace."""

    def __init__(
        self,
        folder: Path,
        lanes: Lanes,
        kinds: Mapping[str, Work],
        light: frozenset[str] = frozenset(),
        most_waiting: int = 100,
    ) -> None:
        """`kinds` does the work by name; `light` names those that need not wait for heavy ones."""
        self._files, self._lanes, self._kinds, self._light = JobFiles(folder), lanes, kinds, light
        self._most_waiting = most_waiting
        self._lock = threading.RLock()
        self._jobs: dict[str, Job] = {}
        self._cancels: dict[str, threading.Event] = {}
        self._closing = threading.Event()
        self.revision = 0
        """Grows with every change, so that whoever shows jobs knows when there is something new."""
        self._recover()

    def submit(self, kind: str, title: str, request: dict[str, Any], whole: bool = False) -> Job:
        """Put work in its lane; returns at once. `whole` work reports how far all of it is, not a stage."""
        if kind not in self._kinds:
            raise KeyError(kind)
        now = datetime.now().astimezone()
        job_id = f"{now:%Y%m%d-%H%M%S}-{safe_name(kind)}-{secrets.token_hex(3)}"
        job = Job(id=job_id, kind=kind, title=title, request=request, made=now, whole=whole)
        with self._lock:
            self._room_for_one_more()
            self._begin(job)
        self._start(job)
        self._prune()
        return job

    def retry(self, job_id: str) -> Job:
        """Run a failed, cancelled or interrupted job again with the same request."""
        with self._lock:
            job = self.get(job_id)
            if job.state.active or job.state is State.DONE:
                return job
            if job.kind not in self._kinds:
                raise StudioError(f"This version cannot do '{job.kind}' jobs.", "Start it again from its tab.")
            self._room_for_one_more()
            again = Job(
                id=job.id,
                kind=job.kind,
                title=job.title,
                request=job.request,
                attempt=job.attempt + 1,
                made=datetime.now().astimezone(),
                whole=job.whole,
            )
            self._keep(again)
        self._say(again, "Trying again.")
        self._start(again)
        return again

    def cancel(self, job_id: str) -> None:
        """Ask a job to stop. A waiting one stops now, a running one at its next report, and in the creator's eyes
        after GRACE at the latest."""
        with self._lock:
            job = self.get(job_id)
            if job_id in self._cancels:
                self._cancels[job_id].set()
            if job.state is State.QUEUED:
                self._finish(job, State.CANCELLED, message="Cancelled before it began.")
            elif job.state is State.RUNNING:
                self._keep(job.model_copy(update={"message": "Stopping…"}), durable=False)
                later = threading.Timer(GRACE, self._ended, (job, State.CANCELLED), {"message": "Cancelled."})
                later.daemon = True
                later.start()

    def stop(self, job_id: str, patience: float = 0.6) -> None:
        """Cancel a job and wait, for a while, until it has stopped: who pressed the button sees that at once."""
        self.cancel(job_id)
        end = time.monotonic() + patience
        while self.get(job_id).state.active and time.monotonic() < end:
            time.sleep(0.02)

    def dismiss(self, job_id: str) -> None:
        """Take a finished job off the board; its result stays in `outputs/`."""
        with self._lock:
            job = self.get(job_id)
            if not job.state.active:
                self._forget(job)

    def get(self, job_id: str) -> Job:
        with self._lock:
            if job_id not in self._jobs:
                raise StudioError("That job is no longer on the board.", "Reload the page.")
            return self._jobs[job_id]

    def find(self, job_id: str) -> Job | None:
        """The job of that id, while it is on the board."""
        with self._lock:
            return self._jobs.get(job_id)

    def all(self) -> list[Job]:
        """Every job, newest first."""
        with self._lock:
            return sorted(self._jobs.values(), key=lambda job: (job.made, job.id), reverse=True)

    def ahead(self, job: Job) -> list[tuple[Job, bool]]:
        """What is still to be done before a waiting job, the one under way first; and whether it is of this board."""
        found = []
        for place in self._lanes.ahead((self, job.id, job.attempt)):
            board, job_id, attempt = cast("tuple[JobBoard, str, int]", place)
            before = board.find(job_id)
            if before is not None and before.attempt == attempt and before.state.active:
                found.append((before, board is self))
        return found

    @property
    def busy(self) -> bool:
        with self._lock:
            return any(job.state.active for job in self._jobs.values())

    def log(self, job_id: str, lines: int = LOG_TAIL) -> str:
        """The end of what a job said."""
        return self._files.said(self.get(job_id), lines)

    def close(self) -> None:
        """Stop everything for shutdown; what was not finished is 'interrupted' and may be tried again."""
        self._closing.set()
        with self._lock:
            for cancel in self._cancels.values():
                cancel.set()
            for job in list(self._jobs.values()):
                if job.state is State.QUEUED:
                    self._finish(job, State.INTERRUPTED, message="Marionette was closed before it began.")

    def _start(self, job: Job) -> None:
        cancel = threading.Event()
        with self._lock:
            self._cancels[job.id] = cancel
        lane = "light" if job.kind in self._light else "heavy"
        self._lanes.put(lane, lambda: self._work(job.id, job.attempt, cancel), (self, job.id, job.attempt))

    def _work(self, job_id: str, attempt: int, cancel: threading.Event) -> None:
        with self._lock:
            job = self._jobs.get(job_id)
            if job is None or job.state is not State.QUEUED or job.attempt != attempt:
                return
            job = job.model_copy(update={"state": State.RUNNING, "started": datetime.now().astimezone()})
            self._keep(job)
        self._say(job, f"{job.title}: started.")
        try:
            output = self._kinds[job.kind](job, _Reporter(self, job_id, cancel))
        except Exception as error:
            told = "" if isinstance(error, Cancelled) else traceback.format_exc()
            if isinstance(error, Cancelled) or cancel.is_set():  # what is cut off may raise anything
                self._ended(job, State.CANCELLED, told, message="Cancelled.")
            else:
                self._ended(job, State.FAILED, told, **_failure(error))
        else:
            self._ended(job, State.DONE, output=output, fraction=1.0, message="Done.")
        finally:
            with self._lock:
                if self._cancels.get(job_id) is cancel:
                    del self._cancels[job_id]

    def _ended(self, job: Job, state: State, told: str = "", **changes: Any) -> None:
        """The work of `job` ended, or is waited for no longer. What is off the board, or tried again, stays as it is;
        so does what was called cancelled before, unless it could not be stopped any more and is done after all."""
        with self._lock:
            now = self._jobs.get(job.id)
            if now is None or now.attempt != job.attempt:
                return
            if told:
                self._say(now, told)
            if state is State.CANCELLED and self._closing.is_set():
                state, changes["message"] = State.INTERRUPTED, "Marionette was closed."
            if now.state.active or state is State.DONE:
                self._finish(now, state, **changes)

    def _finish(self, job: Job, state: State, **changes: Any) -> None:
        ended = {"state": state, "finished": datetime.now().astimezone(), "seconds_left": None}
        told = f"{state.value.capitalize()}. {changes.get('error', '')} {changes.get('hint', '')}"
        with self._lock:  # whoever sees it ended may dismiss it, and then nothing may be written any more
            self._say(job, told.strip())
            self._keep(job.model_copy(update={**ended, **changes}))

    def _begin(self, job: Job) -> None:
        """Take on a job, which is only there once it is written down."""
        try:
            self._files.begin(job)
            self._files.keep(job)
        except OSError as error:
            self._files.forget(job)
            raise StudioError(
                f"The job cannot be written down: {error.strerror}.",
                "Free some space in the workspace, then try again.",
            ) from error
        self._jobs[job.id] = job
        self.revision += 1

    def _keep(self, job: Job, durable: bool = True) -> None:
        """How a job stands from now on. A disk that is full for a while stops no work."""
        with self._lock:
            self._jobs[job.id] = job
            self.revision += 1
            try:
                self._files.keep(job, durable)
            except OSError as error:
                if durable:
                    _log.warning("%s is %s, which cannot be written down: %s", job.id, job.state, error)

    def _say(self, job: Job, text: str) -> None:
        """Add to a job's log, if it can be written."""
        with suppress(OSError):
            self._files.log(job, text)

    def _recover(self) -> None:
        """Read the board back; a job that was under way when the process died is interrupted."""
        for job in self._files.read():
            self._jobs[job.id] = job
            if job.state.active:
                self._finish(job, State.INTERRUPTED, message="Marionette stopped while this was under way.")

    def _room_for_one_more(self) -> None:
        if sum(job.state.active for job in self._jobs.values()) >= self._most_waiting:
            raise StudioError(
                f"{self._most_waiting} jobs are already waiting.", "Wait for one to finish, or cancel one."
            )

    def _prune(self) -> None:
        with self._lock:
            for job in [job for job in self.all() if not job.state.active][KEPT_JOBS:]:
                self._forget(job)

    def _forget(self, job: Job) -> None:
        self._jobs.pop(job.id, None)
        self.revision += 1
        self._files.forget(job)


def _failure(error: Exception) -> dict[str, Any]:
    """What a job says that broke with `error`."""
    if isinstance(error, StudioError):
        return {"error": error.message, "hint": error.hint, "refused": True}
    if out_of_memory(error):
        hint = "Choose a smaller size or a shorter piece, or close other programs."
        return {"error": "This computer ran out of memory.", "hint": hint}
    if isinstance(error, OSError) and error.errno == errno.ENOSPC:
        return {"error": "The disk is full.", "hint": "Free some space where the workspace is, then try again."}
    line = f"Marionette made a mistake ({type(error).__name__})."
    return {"error": line, "hint": "The job's log says where; try again."}


class _Reporter:
    """The `Progress` of one job: keeps stage, fraction and time left, and passes a wish to stop on to the work."""

    def __init__(self, board: JobBoard, job_id: str, cancel: threading.Event) -> None:
        self._board, self._job_id, self._cancel = board, job_id, cancel
        self._stage, self._since, self._at, self._written, self._said = "", 0.0, 0.0, 0.0, ""

    def __call__(self, stage: str, done: float, total: float, message: str = "") -> None:
        if self._cancel.is_set():
            raise Cancelled
        now, board = time.monotonic(), self._board
        new_stage = stage != self._stage
        fraction = min(1.0, max(0.0, done / total)) if total > 0 else None
        with board._lock:
            job = board._jobs[self._job_id]
            if new_stage and not (job.whole and self._stage):
                self._since, self._at = now, (fraction or 0.0) if job.whole else 0.0
            self._stage, spent, gone = stage, now - self._since, (fraction or 0.0) - self._at
            left = spent * (1 - fraction) / gone if fraction and gone >= FORESEEN and spent > 1.0 else None
            if new_stage or (message and message != self._said):
                self._said = message
                board._say(job, f"{stage}{': ' + message if message else ''}")
            job = job.model_copy(
                update={"stage": stage, "fraction": fraction, "seconds_left": left, "message": message or job.message}
            )
            if new_stage or now - self._written >= WRITE_EVERY:
                self._written = now
                board._keep(job, durable=False)
            else:
                board._jobs[self._job_id] = job
