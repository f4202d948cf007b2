"""One job: what `job.json` says of it, and the folder that outlives the browser tab and the process."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from contracts import Progress
from studio.containment import inside
from studio.workspace import write_atomic

LOG_TAIL = 40
MAX_LOG_BYTES = 4_000_000
NOTES = "notes.json"
"""In a job's folder: what a creator should know of a result that is no output, a list of sentences."""


class State(StrEnum):
    """Where a job is in its life."""

    QUEUED = "queued"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"
    INTERRUPTED = "interrupted"

    @property
    def active(self) -> bool:
        return self in (State.QUEUED, State.RUNNING)


class Job(BaseModel):
    """What `job.json` holds. `output` is the id of the result in `outputs/`; `refused`: it failed by what was asked;
    `whole`: what it reports as done is of all its work, not of the stage it is at."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    id: str
    kind: str
    title: str
    request: dict[str, Any] = Field(default_factory=dict)
    state: State = State.QUEUED
    attempt: int = 1
    made: datetime
    started: datetime | None = None
    finished: datetime | None = None
    stage: str = ""
    fraction: float | None = None
    seconds_left: float | None = None
    message: str = ""
    output: str | None = None
    error: str = ""
    hint: str = ""
    refused: bool = False
    whole: bool = False


Work = Callable[[Job, Progress], str | None]
"""Does one kind of job; returns the id of the result it left in `outputs/`."""


class JobFiles:
    """`<id>/job.json` and `<id>/log.txt` of every job, below one folder."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def begin(self, job: Job) -> None:
        """A folder for a new job."""
        (self._folder / job.id).mkdir(parents=True)

    def keep(self, job: Job, durable: bool = True) -> None:
        """Write down how a job stands; what is not `durable` may be lost when the power goes."""
        text = json.dumps(job.model_dump(mode="json"), indent=1, ensure_ascii=False)
        write_atomic(self._folder / job.id / "job.json", text, durable)

    def read(self) -> Iterator[Job]:
        """The jobs written down, as far as they can be read."""
        for path in sorted(self._folder.glob("*/job.json")):
            try:
                job = Job.model_validate_json(path.read_text("utf-8"))
            except (OSError, ValidationError):
                continue
            if job.id == path.parent.name:
                yield job

    def log(self, job: Job, text: str) -> None:
        """Add to what a job said, each line with the time."""
        path = self._folder / job.id / "log.txt"
        if path.exists() and path.stat().st_size > MAX_LOG_BYTES:
            return
        with path.open("a", encoding="utf-8") as file:
            for line in text.splitlines():
                file.write(f"{datetime.now():%H:%M:%S} {line}\n")

    def said(self, job: Job, lines: int = LOG_TAIL) -> str:
        """The end of what a job said."""
        path = inside(self._folder, f"{job.id}/log.txt")
        try:
            with path.open("rb") as file:
                file.seek(max(0, path.stat().st_size - 16_384))
                text = file.read().decode("utf-8", "replace")
        except OSError:
            return ""
        return "\n".join(text.splitlines()[-lines:])

    def forget(self, job: Job) -> None:
        """Remove all that was written down of a job."""
        shutil.rmtree(self._folder / job.id, ignore_errors=True)
