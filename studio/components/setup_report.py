"""What this computer has, what may be added and where everything is kept, to be read by a person."""

from __future__ import annotations

from collections.abc import Sequence

from studio.components.markup import size, text
from studio.doctor import Check
from studio.registry import Place
from studio.workspace import FOLDERS, Workspace

_WORDS = {"ok": "Here", "missing": "Missing", "optional": "Optional"}
_KEPT = {
    "datasets": "recordings to learn from",
    "runs": "training under way",
    "avatars": "faces",
    "outputs": "what you made",
    "jobs": "the record of work",
    "uploads": "files you opened",
}


def setup_report(checks: Sequence[Check], places: Sequence[Place], workspace: Workspace | None) -> str:
    """The report. `workspace` is None where paths are not shown: then neither is where a weight would go."""
    weights = {place.weight.name for place in places}
    here = [check for check in checks if check.name not in weights]
    missing = [check for check in here if check.state == "missing"]
    verdict = (
        f"<p class='verdict bad'>{', '.join(text(check.name) for check in missing)}: what to do is below.</p>"
        if missing
        else "<p class='verdict'>Everything needed is here.</p>"
    )
    added = "".join(_weight(place, workspace is not None) for place in places)
    return (
        f'<div class="report">{verdict}<section><h2>This computer</h2><ul class="checks">'
        f"{''.join(_check(check, workspace is not None) for check in here)}</ul></section>"
        f'<div class="side"><section><h2>What you may add</h2><ul class="checks">{added}</ul></section>'
        f"{_kept(workspace) if workspace else ''}</div></div>"
    )


def _check(check: Check, home: bool) -> str:
    todo = f'<p class="todo">{text(check.todo)}</p>' if check.todo and home else ""
    where = f"<p class='means'><code>{text(check.where)}</code></p>" if check.where and home else ""
    return _row(
        check.state, check.name, f"<p>{text(check.found)}</p><p class='means'>{text(check.means)}</p>{where}{todo}"
    )


def _weight(place: Place, home: bool) -> str:
    weight = place.weight
    facts = (
        f"{weight.size_mb:,} MB · <a href='{text(weight.licence_page)}' target='_blank' rel='noopener noreferrer'>"
        f"{text(weight.licence)}</a>"
    )
    where = (
        f"It is at <code>{text(place.found)}</code>."
        if place.found
        else f"{text(weight.how)} <a href='{text(weight.homepage)}' target='_blank' rel='noopener noreferrer'>"
        f"{text(weight.homepage)}</a><br>It goes to <code>{text(place.goes)}</code>."
    )
    means = text(weight.gives) + ("" if place.found else f" Until then: {text(weight.without)}")
    body = f"<p>{facts}</p><p class='means'>{means}</p>{f'<p class=todo>{where}</p>' if home else ''}"
    return _row("ok" if place.found else "optional", weight.name, body)


def _row(state: str, name: str, body: str) -> str:
    pill = f'<span class="pill">{_WORDS[state]}</span>'
    return f'<li class="{state}">{pill}<strong>{text(name)}</strong><div>{body}</div></li>'


def _kept(workspace: Workspace) -> str:
    sizes = workspace.sizes()
    rows = "".join(
        f"<tr><th scope='row'>{name}</th><td>{_KEPT[name]}</td><td class='number'>{size(sizes.get(name, 0))}</td></tr>"
        for name in FOLDERS
        if sizes.get(name, 0) or name in ("outputs", "uploads")
    )
    rest = sum(count for name, count in sizes.items() if name not in FOLDERS)
    rows += (
        f"<tr><th scope='row'>the rest</th><td>3D pages, weights, trash</td><td class='number'>{size(rest)}</td></tr>"
    )
    return (
        f"<section><h2>Your workspace</h2><p class='place'><code>{text(workspace.root)}</code> · "
        f"{size(sum(sizes.values()))}</p><table><tbody>{rows}</tbody></table>"
        "<p class='means'>Everything you open and make stays in this folder, on this computer. Start with "
        "<code>--workspace</code> to keep it elsewhere.</p></section>"
    )
