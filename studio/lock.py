"""One workspace, one running studio: a lock the operating system lets go of even when the process is killed."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

from contracts import StudioError
from studio.workspace import read_json, write_atomic


class WorkspaceLock:
    """Held while the app runs; a second app on the same workspace is told where the first one is."""

    def __init__(self, root: Path) -> None:
        self._lock, self._card = root / ".lock", root / ".running.json"
        self._file = self._lock.open("a+b")
        try:
            _take(self._file.fileno())
        except OSError as error:
            self._file.close()
            address = str(read_json(self._card).get("address") or "")
            raise StudioError(
                f"Marionette is already running on the workspace {root}.",
                f"{'Open ' + address if address else 'Use the other one'}, or start this one with another --workspace.",
            ) from error

    def announce(self, address: str) -> None:
        """Say where this studio is served, for whoever tries to start another."""
        write_atomic(self._card, json.dumps({"address": address, "process": os.getpid()}), durable=False)

    def release(self) -> None:
        if not self._file.closed:
            self._card.unlink(missing_ok=True)
            self._file.close()


if sys.platform == "win32":
    import msvcrt

    def _take(handle: int) -> None:
        os.lseek(handle, 0, os.SEEK_SET)
        msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)

else:
    import fcntl

    def _take(handle: int) -> None:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
