"""What the page shows and can make again at any time: 3D pages, timelines, sounds of samples. Kept in `.stage/`."""

from __future__ import annotations

import hashlib
import json
import os
import secrets
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from studio.workspace import Workspace

KEPT = 24


class Staged:
    """The files of `.stage/` in one workspace, named by what they are made from; those longest unseen are forgotten."""

    def __init__(self, workspace: Workspace) -> None:
        self._folder = workspace.root / ".stage"
        self._folder.mkdir(exist_ok=True)

    def name(self, facts: object, suffix: str, make: Callable[[Path], None]) -> str:
        """The name of the file made from `facts`; `make` writes it to the path it is given if it is not there yet."""
        code = hashlib.sha256(json.dumps(facts, sort_keys=True).encode()).hexdigest()[:32]
        file = self._folder / f"{code}{suffix}"
        if file.is_file():
            with suppress(OSError):
                os.utime(file)  # it is looked at
            return file.name
        part = self._folder / f".{secrets.token_hex(6)}{suffix}"
        try:
            make(part)
            part.replace(file)
        except BaseException:
            part.unlink(missing_ok=True)
            raise
        self._forget(suffix)
        return file.name

    def _forget(self, suffix: str) -> None:
        seen = []
        for file in self._folder.glob(f"*{suffix}"):
            with suppress(OSError):  # another thread may have forgotten it just now
                seen.append((file.stat().st_mtime_ns, file))
        for _, old in sorted(entry for entry in seen if not entry[1].name.startswith("."))[:-KEPT]:
            old.unlink(missing_ok=True)
