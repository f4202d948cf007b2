"""What can be taken away of a finished result: its files in a word each, all of them in one, and what to know of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from studio.components.markup import button, icon, text


def takeaway(
    what: str,
    files: Sequence[tuple[str, str, str]],
    kinds: Mapping[str, str],
    everything: tuple[str, str] | None,
    library: str,
    notes: Iterable[str],
    first: Sequence[str] = (),
    rest: str = "",
) -> str:
    """The files of a `what`: name here, name outside and address of each, in the order of `kinds`, which says what they
    are by name or ending. Those not in `first` wait under `rest`, if that is given. `everything` is name and address
    of all in one, `library` the result to look at in the Library, `notes` what to know of how it was made."""
    if not files:
        return ""
    named = [(_kind(name, kinds), outside, url) for name, outside, url in files]
    order = {kind: number for number, kind in enumerate(kinds.values())}
    named.sort(key=lambda row: order.get(row[0], 99))
    shown = "".join(_link(*row) for row in named if not rest or row[0] in first)
    hidden = "".join(_link(*row) for row in named if rest and row[0] not in first)
    zipped = (
        f'<a class="act take" href="{text(everything[1])}" download="{text(everything[0])}">'
        f"{icon('download')}All files</a>"
        if everything
        else ""
    )
    more = f"<details><summary>{text(rest)}</summary><div>{hidden}</div></details>" if hidden else ""
    look = button("library", "Open in the Library", of=library) if library else ""
    told = "".join(f"<li>{text(note)}</li>" for note in notes)
    return (
        f'<section class="takeaway" aria-label="Downloads of the {text(what)}"><h3>Take away</h3>'
        f"<div>{zipped}{shown}</div>{more}{f'<div>{look}</div>' if look else ''}"
        f"{f'<ul class=notes>{told}</ul>' if told else ''}</section>"
    )


def _kind(name: str, kinds: Mapping[str, str]) -> str:
    return kinds.get(name) or kinds.get(f".{name.rpartition('.')[2]}", name)


def _link(kind: str, outside: str, url: str) -> str:
    return f'<a class="act take" href="{text(url)}" download="{text(outside)}" title="{text(outside)}">{text(kind)}</a>'
