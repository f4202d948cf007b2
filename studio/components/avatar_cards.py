"""What the Avatar tab shows: the checks of a film, a face being learned, who speaks, and the avatars there are."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from contracts import StudioError
from studio.avatar_desk import Card
from studio.avatar_report import Checked, Item, Learned, Point
from studio.components.markup import button, icon, problem, text
from studio.components.markup import seconds as said
from studio.jobs import Job

_PILLS = {"pass": "Good", "warn": "Could be better", "stop": "Film again"}
_VERDICTS = {
    "pass": "This film will make a good avatar.",
    "warn": "This film will do; better ones look better.",
    "stop": "This film cannot become an avatar.",
}
_SAVED = {"avatar": "Avatar, all of it", "ply": "Splats (PLY)"}
LOADING = '<p class="waiting" role="status">Loading the avatars…</p>'
"""Stands on the stage until its first answer."""
_WIDE, _HIGH, _EDGE = 660, 134, 30


def film_card(title: str, found: Checked | None, job: Job | None, error: StudioError | None) -> str:
    """The film that was dropped, and what was found in it; why it was not taken, or the look at it under way."""
    if error is not None:
        return f'<div class="material">{problem(error)}</div>'
    if job is not None and job.state.active:
        share = "" if job.fraction is None else f" · {round(100 * job.fraction)} %"
        return (
            f'<div class="material"><p class="pending">{text(job.stage or "Looking at the film")} …'
            f"{share}</p>{button('cancel', 'Cancel', of=job.id)}</div>"
        )
    if found is None:
        return ""
    worst = [one for level in ("stop", "warn") for one in found.items if one.level == level]
    good = [one for one in found.items if one.level == "pass"]
    face = next((one.picture for one in good if one.name == "face"), "")
    alarm = ' role="alert"' if found.level == "stop" else ""
    return (
        f'<div class="material"><section class="film-checks" aria-label="Checks of {text(title)}">'
        f"<header>{_picture(face, 'face')}<div><h3>{text(title)}</h3>"
        f'<p class="verdict {text(found.level)}"{alarm}>{_VERDICTS[found.level]}</p></div></header>'
        f"{_list(map(_trouble, worst))}{_passed(good)}</section></div>"
    )


def _list(items: Iterable[str]) -> str:
    listed = "".join(items)
    return f"<ul>{listed}</ul>" if listed else ""


def _passed(good: Sequence[Item]) -> str:
    """What is as it should be, folded up: the question that follows stands in sight."""
    if not good:
        return ""
    count = f"{len(good)} checks are good" if len(good) > 1 else "1 check is good"
    return f"<details><summary>{count}</summary>{_list(map(_fine, good))}</details>"


def _trouble(one: Item) -> str:
    return (
        f'<li class="{text(one.level)}"><span class="pill">{_PILLS[one.level]}</span>'
        f"<p><b>{text(one.name.capitalize())}</b> {text(one.sentence)}</p>{_picture(one.picture, one.name)}</li>"
    )


def _fine(one: Item) -> str:
    return (
        f'<li class="pass"><span class="tick" role="img" aria-label="{_PILLS["pass"]}">✓</span>'
        f"<p><b>{text(one.name.capitalize())}</b> {text(one.sentence)}</p></li>"
    )


def _picture(address: str, name: str) -> str:
    return f'<img src="{text(address)}" alt="{text(name.capitalize())}: where it was seen">' if address else ""


def learning(job: Job, learned: Learned, stoppable: bool) -> str:
    """A face being learned: the real picture beside the made one, and the curves."""
    picture = (
        f'<figure><img src="{text(learned.picture)}" alt="Held-out picture: real on the left, made on the right">'
        "<figcaption><span>Real, never learned</span><span>Made</span></figcaption></figure>"
        if learned.picture
        else '<p class="waiting">The first picture comes when learning begins.</p>'
    )
    parts = [text(job.stage or "Beginning")]
    if job.fraction is not None:
        parts.append(f"{round(100 * job.fraction)} %")
    if job.seconds_left is not None:
        parts.append(f"about {said(max(1.0, round(job.seconds_left)))} left at most")
    bar = "" if job.fraction is None else f'<i style="width:{round(100 * job.fraction)}%"></i>'
    stop = button("stop", "Stop and keep the best", of=job.id) if stoppable and learned.points else ""
    return (
        f'<section class="learning" aria-label="{text(job.title)}">{picture}<div class="told">'
        f'<p role="status"><strong>{text(job.title)}</strong> {" · ".join(parts)}</p>'
        f'<div class="bar{"" if bar else " unknown"}">{bar or "<i></i>"}</div>{curve(learned.points)}'
        f'<div class="acts">{stop}{button("cancel", "Cancel", of=job.id)}{button("aside", "See the avatars meanwhile")}'
        "</div></div></section>"
    )


def curve(points: Sequence[Point]) -> str:
    """PSNR of learned and of held-out pictures over the iterations."""
    if not points:
        return ""
    values = [value for one in points for value in (one.train, one.held)]
    low, high = min(values), max(values)
    low, high = 5 * (low // 5), max(5 * (high // 5 + 1), 5 * (low // 5) + 5)
    last = max(1, points[-1].iteration)

    def place(iteration: int, value: float) -> tuple[float, float]:
        return (
            _EDGE + (_WIDE - _EDGE - 8) * iteration / last,
            8 + (_HIGH - 28) * (1 - (value - low) / (high - low)),
        )

    def line(name: str) -> str:
        placed = [place(one.iteration, getattr(one, name)) for one in points]
        path = " ".join(f"{x:.1f},{y:.1f}" for x, y in placed)
        x, y = placed[-1]
        return f'<polyline class="{name}" points="{path}"/><circle class="{name}" cx="{x:.1f}" cy="{y:.1f}" r="3.5"/>'

    marks = "".join(
        f'<line x1="{_EDGE}" x2="{_WIDE - 8}" y1="{place(0, level)[1]:.1f}" y2="{place(0, level)[1]:.1f}"/>'
        f'<text x="{_EDGE - 6}" y="{place(0, level)[1] + 4:.1f}" text-anchor="end">{level:.0f}</text>'
        for level in range(round(low), round(high) + 1, 5 if high - low < 20 else 10)
    )
    now = points[-1]
    return (
        f'<figure class="curve"><svg viewBox="0 0 {_WIDE} {_HIGH}" role="img" aria-label="Likeness in dB: learned '
        f'{now.train:.1f}, held out {now.held:.1f}">{marks}{line("train")}{line("held")}'
        f'<text x="{_WIDE - 8}" y="{_HIGH - 4}" text-anchor="end">{last} pictures learned</text></svg>'
        f'<figcaption><span class="train">Learned {now.train:.1f} dB</span>'
        f'<span class="held">Held out {now.held:.1f} dB</span>'
        f"<span>face {now.face:.1f}, mouth {now.mouth:.1f}</span><span>{now.splats:,} splats</span>"
        "</figcaption></figure>"
    )


def speaker(card: Card | None, film: str, quiet: bool = False, splats: str = "", learned: str = "") -> str:
    """The avatar on the stage: what it says, or its head to be turned (`splats`), or its portrait; `quiet` starts
    without sound. `learned` is what is being learned meanwhile and can be watched."""
    watch = button("watch", f"Watch: {learned}") if learned else ""
    if card is None and not film:
        return (
            '<section class="speaker"><p class="waiting">Drop a few seconds of a face, and it learns to say '
            f"anything.</p>{watch}</section>"
        )
    acts = ""
    if splats and card is not None:
        seen = (
            f'<div class="bust" data-splats="{text(splats)}" data-name="{text(card.name)}">'
            f'{_still_picture(card)}<p class="turned" role="status"></p></div>'
        )
        if film:
            acts = button("film", "See the film")
        elif card.still is not None:
            acts = button("upend", "Another way up", of=card.of)
    elif film:
        acts = button("turn", "Turn the head") if card is not None and card.seen else ""
        how = "autoplay muted" if quiet else "autoplay"
        seen = f'<video src="{text(film)}" {how} controls playsinline></video>'
    elif card is not None and card.portrait:
        seen = _still_picture(card)
    else:
        seen = f'<p class="waiting">{text((card and card.why) or "There is no picture of it.")}</p>'
    told = f'<div class="told">{_facts(card) if card else ""}{acts}{watch}</div>'
    return f'<section class="speaker"><div class="seen">{seen}</div>{told}</section>'


def _still_picture(card: Card) -> str:
    return f'<img src="{text(card.portrait)}" alt="{text(card.name)}">' if card.portrait else ""


def _facts(card: Card) -> str:
    about, still = card.about, card.still
    if still is not None:
        return (
            f'<p class="facts"><b>{text(still.name)}</b> {still.splats:,} splats · came as {text(still.source)}<br>'
            "It can be turned from all sides; it learned no speech.</p>"
        )
    if about is None:
        return f'<p class="facts"><b>{text(card.name)}</b> {text(card.why)}</p>'
    facts = [f"{about.splats:,} splats", f"learned at {about.size} x {about.size}"]
    if "full" in about.held_out:
        facts.append(f"{about.held_out['full']:.1f} dB on pictures never learned")
    agreed = f"Consent: {text(about.consent)}" if about.consent else "Consent was not recorded"
    return f'<p class="facts"><b>{text(about.name)}</b> {" · ".join(facts)}<br>{agreed}</p>'


def avatars(
    cards: Sequence[Card], now: str, undo: tuple[str, str] | None, exported: Sequence[tuple[str, str]],
    error: StudioError | None,
) -> str:  # fmt: skip
    """Every avatar, `now` the one that speaks; `undo` is token and name of one just deleted, `exported` the files
    of the one that speaks: their names outside and addresses."""
    back = (
        f'<p class="undo">“{text(undo[1])}” is in the trash. {button("restore", "Undo", of=undo[0])}</p>'
        if undo
        else ""
    )
    told = f'<div class="material">{problem(error)}</div>' if error else ""
    if not cards:
        return f'{told}{back}<p class="hint">The avatars you make are kept here.</p>'
    rows = "".join(_row(card, card.of == now, exported) for card in cards)
    return f'{told}{back}<section class="avatars" aria-label="Avatars">{rows}</section>'


def _row(card: Card, on: bool, exported: Sequence[tuple[str, str]]) -> str:
    seen = f'<img src="{text(card.portrait)}" alt="">' if card.portrait else icon("figure")
    note = "Comes along" if card.shipped else card.why or ("Cannot speak" if card.still else "")
    face = f"{seen}<span><b>{text(card.name)}</b>{f'<small>{text(note)}</small>' if note else ''}</span>"
    pick = button("pick", f"Choose {card.name}", of=card.of, style=f"story-card{' on' if on else ''}", shown=face)
    gone = (
        "" if card.shipped else button("delete", f"Delete {card.name}", of=card.of, style="quiet", shown=icon("close"))
    )
    return f'<div class="avatar-row">{pick}{_save(card, exported) if on else ""}{gone}</div>'


def _save(card: Card, exported: Sequence[tuple[str, str]]) -> str:
    """A menu of the files that an avatar can be saved as."""
    links = "".join(
        f'<a class="act" href="{text(url)}" download="{text(name)}">{_SAVED.get(name.rpartition(".")[2], "Save")}</a>'
        for name, url in exported
    )
    name = f"Save {text(card.name)}"
    face = f'<summary class="act quiet" title="Save" aria-label="{name}">{icon("download")}</summary>'
    return f'<details class="menu">{face}<div role="group" aria-label="{name}">{links}</div></details>' if links else ""


def heard(name: str, error: StudioError | None) -> str:
    """The sound that is to be said, or why it was not taken."""
    if error is not None:
        return f'<div class="material">{problem(error)}</div>'
    if not name:
        return ""
    away = button("silence", f"Put {name} away", style="quiet", shown=icon("close"))
    return f'<p class="heard">{icon("sound")}<span>{text(name)}</span>{away}</p>'
