"""What a story can begin with: the samples for a class, by subject, and the stories that were made here."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from contracts import StudioError
from engines.story.writer.samples import Sample
from studio.components.markup import button, day, icon, problem, text

SUBJECTS = {
    "feelings": "Feelings", "science": "Science", "history": "History", "language": "Language", "sport": "Sport",
}  # fmt: skip
FEW = 6


def samples(stories: Sequence[tuple[Sample, str]], now: str) -> str:
    """Every sample with the address of its picture; `now` is the name of the one on the tab."""
    order = list(SUBJECTS)
    subjects = sorted({one.subject for one, _ in stories}, key=lambda name: order.index(name) if name in order else 99)
    parts = []
    for subject in subjects:
        cards = "".join(_sample(one, picture, one.name == now) for one, picture in stories if one.subject == subject)
        parts.append(f"<h4>{text(SUBJECTS.get(subject, subject.capitalize()))}</h4><div>{cards}</div>")
    return f'<section class="story-samples" aria-label="Stories for a class">{"".join(parts)}</section>'


def _sample(one: Sample, picture: str, now: bool) -> str:
    seen = f'<img src="{text(picture)}" alt="" loading="lazy" width="96" height="54">' if picture else icon("film")
    face = f"{seen}<span><b>{text(one.title)}</b><small>ages {text(one.ages)}</small></span>"
    return button("sample", one.title, of=one.name, style=f"story-card{' on' if now else ''}", shown=face)


def made(stories: Sequence[tuple[str, str, str, datetime]], many: int, undo: tuple[str, str] | None = None) -> str:
    """The stories made here: id, title, address of the picture, when; the newest `many` of them."""
    back = (
        f'<p class="undo">“{text(undo[1])}” is in the trash. {button("restore", "Undo", of=undo[0])}</p>'
        if undo
        else ""
    )
    if not stories:
        return back + '<p class="hint">The films you make are kept here.</p>'
    cards = "".join(_made(*one) for one in stories[:many])
    more = button("more", f"Show {len(stories) - many} older", of=str(many + 24)) if len(stories) > many else ""
    return f'{back}<section class="story-samples" aria-label="Stories made here"><div>{cards}</div>{more}</section>'


def _made(output: str, title: str, picture: str, when: datetime) -> str:
    seen = f'<img src="{text(picture)}" alt="" loading="lazy" width="96" height="54">' if picture else icon("film")
    face = f"{seen}<span><b>{text(title)}</b><small>{text(day(when, datetime.now()))}</small></span>"
    opened = button("open", f"Open {title}", of=output, style="story-card", shown=face)
    gone = button("delete", f"Delete {title}", of=output, style="quiet", shown=icon("close"))
    return f'<div class="made-story">{opened}{gone}</div>'


def notes(said: Sequence[str], error: StudioError | None, waiting: str = "", before: str = "") -> str:
    """What the writer understood in its own way, or why there is no script; `waiting` while one is being written;
    `before` is what the story was called that lay here before."""
    if error is not None:
        return f'<div class="material">{problem(error)}</div>'
    pending = f'<p class="pending">{text(waiting)}</p>' if waiting else ""
    told = "".join(f"<li>{text(note)}</li>" for note in said)
    few = " open" if len(said) <= 3 else ""
    lists = (
        f'<details class="story-notes"{few}><summary>{_many(said)}</summary><ul>{told}</ul></details>' if said else ""
    )
    back = button("before", f"Back to “{before}”") if before else ""
    return f'<div class="material">{pending}{lists}{back}</div>' if pending or lists or back else ""


def _many(said: Sequence[str]) -> str:
    return "Good to know" if len(said) == 1 else f"{len(said)} things to know"
