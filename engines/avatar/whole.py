"""A folder that is there whole or not at all."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from contracts import StudioError
from engines.avatar.leftovers import IMPORTING


@contextmanager
def made_whole(folder: Path) -> Iterator[Path]:
    """A hidden place beside `folder` to make it in, which takes its name when the block ends well.

    A StudioError where something is already.
    """
    if folder.exists() and any(folder.iterdir()):
        raise StudioError(f"{folder.name} is there already.", "Name another folder.")
    folder.parent.mkdir(parents=True, exist_ok=True)
    making = Path(tempfile.mkdtemp(prefix=IMPORTING, dir=folder.parent))
    try:
        yield making
        if folder.exists():
            folder.rmdir()
        making.chmod(0o755)
        making.rename(folder)
    finally:
        shutil.rmtree(making, ignore_errors=True)
