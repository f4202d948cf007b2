"""Where a name that somebody typed or sent may lead: inside one folder, and nowhere else."""

import re
import unicodedata
from pathlib import Path, PurePosixPath

from contracts import StudioError

_DEVICES = {"con", "prn", "aux", "nul", *(f"{port}{n}" for port in ("com", "lpt") for n in range(1, 10))}
_LONGEST = 1024


def inside(root: Path, typed: str) -> Path:
    """The path that `typed` names below `root`; a StudioError when it would lead out.

    Rules are the strictest of Windows and POSIX on every system, so a workspace may travel: relative, forward slashes,
    no `..`, no drive or stream (`C:`, `::$DATA`), no device name, no symbolic link that leaves `root`.
    """
    if not typed or len(typed) > _LONGEST or any(unicodedata.category(c).startswith("C") for c in typed):
        raise _outside(typed)
    if typed.startswith(("/", "~")) or "\\" in typed or ":" in typed:
        raise _outside(typed)
    parts = typed.split("/")
    if any(_forbidden(part) for part in parts):
        raise _outside(typed)
    home = root.resolve()
    try:
        path = home.joinpath(PurePosixPath(typed)).resolve()
    except (OSError, RuntimeError) as error:
        raise _outside(typed) from error
    if path == home or not path.is_relative_to(home):
        raise _outside(typed)
    return path


def _forbidden(part: str) -> bool:
    return part in {"", ".", ".."} or part != part.rstrip(". ") or part.split(".")[0].strip().lower() in _DEVICES


def _outside(typed: str) -> StudioError:
    shown = "".join(c if c.isprintable() else "�" for c in typed[:80])
    return StudioError(
        f"'{shown}' does not lead to a file in the workspace.", "Choose something from the Library, or drop a file."
    )


def safe_name(name: str, fallback: str = "untitled") -> str:
    """`name` as a file or folder name that every system takes: letters of any script, digits, dash, underscore."""
    plain = unicodedata.normalize("NFC", name)
    plain = re.sub(r"[^\w.-]+", "-", plain, flags=re.UNICODE).strip("-._")[:60].rstrip("-._")
    return fallback if not plain or plain.split(".")[0].lower() in _DEVICES else plain
