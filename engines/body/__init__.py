"""Bodies: a Motion in, the vertices of a person out.

`load_body("mannequin")` is the figure we ship; `load_body("smplx", ckpt=folders)` is the user's licensed SMPL-X file.
Both give world vertices in metres for any frames of a Motion, the surface a renderer needs, and the skin a viewport
or a glTF file needs.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from contracts import StudioError
from engines.body.body import Body, Skin

__all__ = ["Body", "BodyChoice", "Skin", "bodies", "load_body", "palettes"]


@dataclass(frozen=True)
class BodyChoice:
    """A body a creator may pick: `name` for `load_body`, a `title`, and what it is or what it lacks."""

    name: str
    title: str
    available: bool
    note: str


def load_body(name: str = "mannequin", palette: str | None = None, ckpt: Sequence[Path] | Path | None = None) -> Body:
    """The body called `name`, coloured with `palette`; SMPL-X files are looked for in the folders `ckpt`."""
    from engines.body import mannequin, smplx_body

    if name == "mannequin":
        return mannequin.load(palette)
    if name == "smplx":
        return smplx_body.load(smplx_body.find(_folders(ckpt)), palette)
    raise StudioError(f"There is no body called '{name}'.", "Choose mannequin or smplx.")


def bodies(ckpt: Sequence[Path] | Path | None = None) -> list[BodyChoice]:
    """Every body, and whether it can be used here."""
    from engines.body import smplx_body

    file = smplx_body.locate(_folders(ckpt))
    note = f"from {file.name}" if file else f"put {smplx_body.FILES[0]} into ckpt/ (smpl-x.is.tue.mpg.de)"
    return [
        BodyChoice("mannequin", "Mannequin", True, "ships with Marionette; 52 face morphs"),
        BodyChoice("smplx", "SMPL-X", file is not None, note),
    ]


def palettes() -> dict[str, str]:
    """Palette name to its title, the default first."""
    from engines.body import palette

    return {name: entry.title for name, entry in palette.read_all().items()}


def _folders(ckpt: Sequence[Path] | Path | None) -> list[Path]:
    if ckpt is None:
        return []
    return [Path(ckpt)] if isinstance(ckpt, (str, Path)) else [Path(folder) for folder in ckpt]
