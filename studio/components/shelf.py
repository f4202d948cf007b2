"""The shelf: everything made so far, as pictures that open again, travel to other tabs, or go to the trash."""

from __future__ import annotations

from datetime import datetime

from contracts import StudioError
from studio.components.markup import address, button, day, fitting, icon, problem, text
from studio.targets import Target, targets_for
from studio.workspace import THUMBNAIL, Output, Workspace

PAGE = 24
FITS = 26
"""Letters of a name that stand under a picture."""
FEW = 6
"""So many files of a result have a line each in its menu."""
_FIRST = (".mp4", ".webm", ".gif", ".glb", ".bvh", ".npz", ".wav")
_KINDS = {"speech": "Voice", "gesture": "Performance", "story": "Story", "avatar": "Avatar"}


def shelf(
    workspace: Workspace,
    many: int = PAGE,
    deleted: tuple[str, str] | None = None,
    error: StudioError | None = None,
) -> str:
    """The newest `many` results. `deleted` is the trash token and name of what was just deleted, to take back."""
    outputs = workspace.outputs()
    undo = (
        f'<p class="undo" role="status">Deleted “{text(deleted[1])}”. {button("restore", "Undo", of=deleted[0])}</p>'
        if deleted
        else ""
    )
    more = f"{len(outputs) - many} older" if len(outputs) > many else ""
    foot = f'<p class="older">{button("older", f"Show {more}", of=str(many + 2 * PAGE))}</p>' if more else ""
    empty = "<p class='empty'>What you make is kept here: films, animations, and the settings each was made with.</p>"
    cards = "".join(_card(workspace, output) for output in outputs[:many])
    count = f"<small>{len(outputs)}</small>" if outputs else ""
    return (
        f'<section class="shelf" aria-label="Everything you made"><header><h2>Made so far {count}</h2>{undo}</header>'
        f"{problem(error)}"
        f"{f'<div class=cards>{cards}</div>' if outputs else empty}{foot}</section>"
    )


def _card(workspace: Workspace, output: Output) -> str:
    key, name, short = workspace.key, text(output.name), text(fitting(output.name, FITS))
    made, what = day(output.made, datetime.now()), kind(output)
    picture = (
        f'<img src="{address("made", key, f"{output.id}/{THUMBNAIL}")}" alt="" loading="lazy" width="320" height="240">'
        if output.thumbnail
        else f'<span class="blank">{icon({"film": "film", "speech": "sound"}.get(output.kind, "figure"))}</span>'
    )
    links = "".join(
        f'<a href="{address("made", key, f"{output.id}/{file}")}?download" '
        f'download="{text(output.takeaway(file))}">Download {text(_called(output, file))}</a>'
        for file in sorted(output.files, key=_wanted)[:FEW]
    )
    if len(output.files) > FEW:
        links += f'<a href="{address("all", key, output.id)}" download>Download all {len(output.files)} files</a>'
    sends = "".join(_send(output, target) for target in targets_for(output))
    known = any(output.sidecar.get(part) for part in ("draft", "gesture", "story"))
    settings = button("settings", "Load its settings", of=output.id) if known else ""
    return (
        f'<article class="card"><button type="button" class="face" data-verb="show" data-of="{text(output.id)}" '
        f'aria-label="Open {name}, {text(what)}, {made}">{picture}</button>'
        f"<div class='caption'><strong title='{name}'>{short}</strong><small>{text(what)} · {made}</small></div>"
        f"<details class='menu'><summary aria-label='More for {name}'>{icon('more')}</summary><div>"
        f"{links}{sends}{settings}{button('delete', 'Delete', of=output.id, style='danger')}</div></details></article>"
    )


def _send(output: Output, target: Target) -> str:
    return button("send", target.label, of=f"{target.tab}:{output.id}")


def _called(output: Output, file: str) -> str:
    """What a file is: its ending, and its name where the result has others of that ending."""
    ending = file.rpartition(".")[2]
    return ending.upper() if sum(other.endswith(f".{ending}") for other in output.files) < 2 else file


def _wanted(file: str) -> int:
    """What most people take comes first."""
    return next((number for number, ending in enumerate(_FIRST) if file.endswith(ending)), len(_FIRST))


def kind(output: Output) -> str:
    """What a result is, in a word: a voice, a performance, or the format of its main file."""
    if output.kind in _KINDS:
        return _KINDS[output.kind]
    return output.files[0].rpartition(".")[2].upper() if output.files else output.kind.capitalize()
