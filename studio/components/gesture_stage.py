"""The two halves of the Gesture tab's stage, in step with one clock, and what can be taken away from it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from contracts import StudioError
from studio.components.markup import button, icon, problem, text

_KINDS = {".mp4": "MP4", ".glb": "GLB", ".bvh": "BVH", ".npz": "NPZ", "plan.json": "Plan", "motion.json": "JSON",
          ".wav": "Sound", ".TextGrid": "TextGrid", ".lab": "Lab", ".csv": "CSV", "words.json": "Words"}  # fmt: skip
FIRST = ("MP4", "GLB", "BVH", "NPZ", "Plan")


def half(
    kind: str, url: str, title: str, tag: str = "", said: str = "", keep: str = "", error: StudioError | None = None
) -> str:
    """One half: a 3D page ('motion') or a film. `tag` says which it is, `said` what to know of it, `keep` is A or B
    where one of two can be kept."""
    facts = f'data-kind="{kind}" data-url="{text(url)}" data-title="{text(title)}"'
    name = f'<p class="tag"><b>{text(tag)}</b>{f"<span>{text(said)}</span>" if said else ""}</p>' if tag else ""
    kept = button("keep", f"Keep {keep}") if keep else ""
    return f'<div class="scene" {facts}>{problem(error)}{name}{kept}</div>'


def nothing(hint: str = "", error: StudioError | None = None) -> str:
    """An empty half."""
    said = f'<p class="tag">{text(hint)}</p>' if hint else ""
    return f'<div class="scene" data-kind="" data-url="" data-title="">{problem(error)}{said}</div>'


def takeaway(
    files: Sequence[tuple[str, str, str]], everything: tuple[str, str] | None, library: str, notes: Iterable[str]
) -> str:
    """The files of a performance, those first that most want; `everything` is the name and address of all in one,
    `library` the result to look at in the Library, `notes` what to know of how it was made."""
    if not files:
        return ""
    named = [(_kind(name), outside, url) for name, outside, url in files]
    order = {kind: number for number, kind in enumerate(_KINDS.values())}
    named.sort(key=lambda row: order.get(row[0], 99))
    first = "".join(_link(*row) for row in named if row[0] in FIRST)
    rest = "".join(_link(*row) for row in named if row[0] not in FIRST)
    zipped = (
        f'<a class="act take" href="{text(everything[1])}" download="{text(everything[0])}">'
        f"{icon('download')}All files</a>"
        if everything
        else ""
    )
    more = f"<details><summary>Voice and words</summary><div>{rest}</div></details>" if rest else ""
    look = button("library", "Open in the Library", of=library) if library else ""
    told = "".join(f"<li>{text(note)}</li>" for note in notes)
    return (
        '<section class="takeaway" aria-label="Downloads of the performance"><h3>Take away</h3>'
        f"<div>{zipped}{first}</div>{more}{f'<div>{look}</div>' if look else ''}"
        f"{f'<ul class=notes>{told}</ul>' if told else ''}</section>"
    )


def undone(token: str, name: str) -> str:
    """What was put into the trash, to be taken back."""
    return (
        f'<p class="undo" role="status">“{text(name)}” is in the trash. {button("restore", "Undo", of=token)}</p>'
        if token
        else ""
    )


def _kind(name: str) -> str:
    return _KINDS.get(name) or _KINDS.get(f".{name.rpartition('.')[2]}", name)


def _link(kind: str, outside: str, url: str) -> str:
    return f'<a class="act take" href="{text(url)}" download="{text(outside)}" title="{text(outside)}">{text(kind)}</a>'
