"""Plain values as HTML. Whatever came from a person or a file goes through `text` on its way into the page."""

from __future__ import annotations

from datetime import datetime
from html import escape
from urllib.parse import quote

from contracts import StudioError

_ICONS = {
    "undo": "M9 7 4 12l5 5M4 12h10a6 6 0 0 1 0 12h-2",
    "redo": "M19 7l5 5-5 5M24 12H14a6 6 0 0 0 0 12h2",
    "reset": "M6 14a8 8 0 1 0 3-6.2M6 5v5h5",
    "download": "M14 4v13m-6-6 6 6 6-6M5 23h18",
    "more": "M6 14h.01M14 14h.01M22 14h.01",
    "film": "M4 6h20v16H4zM9 6v16M19 6v16M4 11h5M4 17h5M19 11h5M19 17h5",
    "figure": "M14 8.5a3 3 0 1 0 0-6 3 3 0 0 0 0 6zM14 9v8m0 0-5 8m5-8 5 8M6 12l8-1 8 1",
    "sound": "M5 11v6h4l6 5V6l-6 5zM19 10a6 6 0 0 1 0 8M22 7a10 10 0 0 1 0 14",
    "close": "M7 7l14 14M21 7 7 21",
    "file": "M8 3h8l5 5v17H8zM16 3v5h5",
}


def text(value: object) -> str:
    """`value` safe to stand between tags or in a quoted attribute."""
    return escape(str(value), quote=True)


def fitting(name: str, most: int) -> str:
    """`name` in at most so many letters: what is too much goes from the middle, since long names often differ at
    their end."""
    if len(name) <= most:
        return name
    end = (most - 1) // 2
    return f"{name[: most - 1 - end].rstrip()}…{name[-end:].lstrip()}"


def icon(name: str) -> str:
    return (
        '<svg class="icon" viewBox="0 0 28 28" width="18" height="18" aria-hidden="true" fill="none" '
        f'stroke="currentColor" stroke-width="2" stroke-linecap="round" stroke-linejoin="round">'
        f'<path d="{_ICONS[name]}"/></svg>'
    )


def button(verb: str, label: str, *, of: str = "", style: str = "", shown: str = "", disabled: bool = False) -> str:
    """A button that sends `verb` and `of` to the studio; `shown` is its face when it is not its label."""
    face = shown or text(label)
    name = f' aria-label="{text(label)}" title="{text(label)}"' if shown else ""
    return (
        f'<button type="button" class="act {style}" data-verb="{text(verb)}" data-of="{text(of)}"{name}'
        f"{' disabled' if disabled else ''}>{face}</button>"
    )


def problem(error: StudioError | None) -> str:
    """What went wrong and how to mend it, to stand where the mistake was made."""
    if error is None:
        return ""
    hint = f"<p>{text(error.hint)}</p>" if error.hint else ""
    return f'<div class="problem" role="alert"><strong>{text(error.message)}</strong>{hint}</div>'


def address(kind: str, key: str, name: str) -> str:
    """Where a file of the workspace is served; `kind` is 'made' or 'stage'."""
    return f"/{kind}/{quote(key)}/{quote(name)}"


def seconds(value: float) -> str:
    """4.2 s, 1 min 05 s."""
    if value < 59.95:
        return f"{value:.1f} s".replace(".0 s", " s")
    minutes, rest = divmod(round(value), 60)
    if minutes < 60:
        return f"{minutes} min {rest:02d} s"
    return f"{minutes // 60} h {minutes % 60:02d} min"


def size(count: float) -> str:
    """Bytes as people count them."""
    for unit in ("B", "kB", "MB", "GB"):
        if count < 1000 or unit == "GB":
            return f"{count:.0f} {unit}" if unit == "B" or count >= 10 else f"{count:.1f} {unit}"
        count /= 1000
    raise AssertionError


def day(when: datetime, now: datetime | None = None) -> str:
    """today 10:31, yesterday 10:31, 14 February, 14 February 2025."""
    when, now = when.astimezone(), (now or datetime.now()).astimezone()
    days = (now.date() - when.date()).days
    if days in (0, 1):
        return f"{'today' if days == 0 else 'yesterday'} {when:%H:%M}"
    return f"{when.day} {when:%B}" + (f" {when.year}" if when.year != now.year else "")
