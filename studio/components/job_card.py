"""The job card: the same for every tab, for a job that waits, runs, is done or went wrong."""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from contracts import StudioError
from studio.components.markup import address, button, icon, problem, seconds, size, text
from studio.job import NOTES
from studio.jobs import Job, JobBoard, State
from studio.workspace import Workspace

SHOWN = 3
FEW = 2
"""So many files have a line each on a card."""
_WORDS = {
    State.QUEUED: "Waiting",
    State.RUNNING: "Working",
    State.DONE: "Done",
    State.FAILED: "Did not work",
    State.CANCELLED: "Cancelled",
    State.INTERRUPTED: "Interrupted",
}


MANY, SOUGHT = 6, (".mp4", ".glb", ".bvh", ".npz")
"""Of more files than that only these are on a card, and all of them in one."""


@dataclass(frozen=True)
class Download:
    """One file to take away."""

    name: str
    url: str
    bytes: int


def cards(
    board: JobBoard,
    workspace: Workspace,
    error: StudioError | None = None,
    hidden: frozenset[str] = frozenset(),
    own: Collection[str] | None = None,
) -> str:
    """Every job under way and the latest finished ones, newest first; `error` is why the last one was not taken.

    hidden: ids of jobs that are told of elsewhere on the page.
    own:    kinds of work of this tab: what another tab has finished is told there. None is all.
    """
    jobs = [job for job in board.all() if job.id not in hidden]
    shown = [job for job in jobs if job.state.active]
    ended = [job for job in jobs if not job.state.active and (own is None or job.kind in own)]
    shown += ended[: max(1, SHOWN - len(shown))]
    parts = [problem(error)]
    for job in shown:
        log = "" if job.state is State.DONE else board.log(job.id)
        ahead = board.ahead(job) if job.state is State.QUEUED else []
        parts.append(card(job, log, downloads(job, workspace), notes(job, workspace), ahead))
    return f'<div class="jobs">{"".join(parts)}</div>' if any(parts) else ""


def downloads(job: Job, workspace: Workspace) -> list[Download]:
    """What a finished job left to take away; empty when it was deleted since."""
    if job.output is None:
        return []
    try:
        output = workspace.output(job.output)
    except StudioError:
        return []
    files = [
        Download(
            output.takeaway(name),
            address("made", workspace.key, f"{output.id}/{name}"),
            (output.folder / name).stat().st_size,
        )
        for name in output.files
    ]
    if len(files) <= MANY:
        return files
    whole = Download(
        output.takeaway("all.zip"), address("all", workspace.key, output.id), sum(one.bytes for one in files)
    )
    return [*(one for one in files if one.name.endswith(SOUGHT)), whole]


def notes(job: Job, workspace: Workspace) -> list[str]:
    """What a creator should know of how a result was made: kept with it, or where it is no output with the job."""
    try:
        if job.output:
            told = workspace.output(job.output).sidecar.get("notes")
        else:
            kept = workspace["jobs"] / job.id / NOTES
            told = json.loads(kept.read_text("utf-8")) if kept.is_file() else None
    except (StudioError, OSError, ValueError):
        return []
    return [str(note) for note in told] if isinstance(told, list) else []


def card(job: Job, log: str, files: list[Download], told: list[str], ahead: Sequence[tuple[Job, bool]] = ()) -> str:
    """One job; `ahead` is what is done before it, and whether the same person asked for that."""
    actions = []
    if job.state.active:
        actions.append(button("cancel", "Cancel", of=job.id))
    else:
        if job.output and files:
            actions.append(button("show", "Show on the stage", of=job.output))
        if job.state is not State.DONE:
            actions.append(button("retry", "Try again", of=job.id))
        actions.append(button("dismiss", f"Put away {job.title}", of=job.id, style="quiet", shown=icon("close")))
    links = _few(files) if len(files) <= FEW else _many(files)
    remarks = "".join(f"<li>{text(note)}</li>" for note in told)
    said = f'<details data-job="{text(job.id)}"><summary>Log</summary><pre>{text(log)}</pre></details>' if log else ""
    return (
        f'<section class="job {job.state}" aria-label="{text(job.title)}">'
        f"<header><strong>{text(job.title)}</strong>"
        f'<span class="state" role="status">{_WORDS[job.state]}</span></header>'
        f"{_bar(job)}{_line(job, ahead)}"
        f"{problem(StudioError(job.error, job.hint)) if job.error else ''}"
        f"{f'<ul class=notes>{remarks}</ul>' if remarks else ''}"
        f'{links}<div class="actions">{"".join(actions)}</div>{said}</section>'
    )


def _few(files: list[Download]) -> str:
    return "".join(
        f'<a class="download" href="{file.url}?download" download="{text(file.name)}">{icon("download")}'
        f"<span>{text(file.name)}</span><small>{size(file.bytes)}</small></a>"
        for file in files
    )


def _many(files: list[Download]) -> str:
    """One line for all: what they are is told by their endings."""
    chips = "".join(
        f'<a class="act take" href="{file.url}?download" download="{text(file.name)}" '
        f'title="{text(file.name)}, {size(file.bytes)}">{text(file.name.rpartition(".")[2])}</a>'
        for file in files
    )
    return f'<div class="takes">{chips}</div>'


def _bar(job: Job) -> str:
    if not job.state.active:
        return ""
    name = f'role="progressbar" aria-label="{text(job.title)}" aria-valuemin="0" aria-valuemax="100"'
    if job.state is State.QUEUED or job.fraction is None:
        return f'<div class="bar unknown" {name}><i></i></div>'
    percent = round(job.fraction * 100)
    return f'<div class="bar" {name} aria-valuenow="{percent}"><i style="width:{percent}%"></i></div>'


def _waits(ahead: Sequence[tuple[Job, bool]]) -> str:
    """What a job waits for, and how many are before it."""
    if not ahead:
        return "Begins in a moment."
    first, own = ahead[0]
    share = "" if first.fraction is None else f", {round(first.fraction * 100)} %"
    others = "" if len(ahead) == 1 else f" · {len(ahead)} jobs before it"
    return f"Waits for: {first.title if own else 'somebody else’s work'}{share}{others}"


def _line(job: Job, ahead: Sequence[tuple[Job, bool]]) -> str:
    if job.state is State.QUEUED:
        return f'<p class="line">{text(_waits(ahead))}</p>'
    if job.state is not State.RUNNING:
        return f'<p class="line">{text(job.message)}</p>' if job.state in (State.INTERRUPTED, State.CANCELLED) else ""
    parts = [text(job.stage.capitalize()) if job.stage else "Beginning"]
    if job.fraction is not None:
        parts.append(f"{round(job.fraction * 100)} %")
    if job.seconds_left is not None:
        parts.append(f"about {seconds(max(1.0, round(job.seconds_left)))} left")
    message = f"<small>{text(job.message)}</small>" if job.message else ""
    return f'<p class="line">{" · ".join(parts)}{message}</p>'
