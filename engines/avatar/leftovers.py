"""What a program that was killed left half written: hidden files and folders that were to take another's name."""

from __future__ import annotations

import re
import shutil
import time
from pathlib import Path

IMPORTING = ".importing-"
"""How folders begin in which an avatar is taken in."""
_FILE = re.compile(r"\.[a-z0-9_]{8,12}\.(avatar|safetensors|json|png|ply|splats)")
IN_USE = 600.0
"""Seconds in which another program may still be at work in a folder that is not ours alone."""


def sweep(folder: Path, idle: float = 0.0) -> None:
    """Clear away what was begun in `folder` itself, and not written to for `idle` seconds. What cannot be removed
    stays: nobody waits for it."""
    for place in folder.iterdir() if folder.is_dir() else ():
        begun = place.name.startswith(IMPORTING) if place.is_dir() else _FILE.fullmatch(place.name)
        try:
            if begun and time.time() - place.stat().st_mtime >= idle:
                shutil.rmtree(place) if place.is_dir() else place.unlink()
        except OSError:
            continue
