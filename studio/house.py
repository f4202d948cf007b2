"""Who is at the door: which workspace and which jobs belong to the person whose request this is."""

from __future__ import annotations

import re
import secrets
import shutil
import tempfile
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from contracts import StudioError
from studio.jobs import JobBoard, Work
from studio.lanes import Lanes
from studio.limits import PUBLIC_UPLOADED_BYTES
from studio.workspace import Workspace

VISITOR_COOKIE = "marionette-visitor"
IDLE_SECONDS = 3600.0
MOST_VISITORS = 200
QUIET_SECONDS = 300.0
"""Who was seen within this time and has files keeps them, however many come."""
_VISITOR = re.compile(r"[A-Za-z0-9_-]{8,64}")

Kinds = Callable[[Workspace, bool], Mapping[str, Work]]
"""The work that can be done in a workspace, by name; the flag says whether it is a stranger's."""


@dataclass
class Visit:
    """One person's workspace and jobs. `private` when it is a stranger's, gone after a while."""

    workspace: Workspace
    board: JobBoard
    private: bool
    seen: float = field(default_factory=time.monotonic)


class House:
    """Every visit of this process. At home there is one workspace; in public each visitor gets a temporary one.

    root:    the workspace that was asked for.
    shelter: the folder that every visit's files are below.
    """

    def __init__(self, root: Path, kinds: Kinds, public: bool = False, light: frozenset[str] = frozenset()) -> None:
        self.public, self.root = public, root
        self.lanes = Lanes()
        self._kinds, self._light = kinds, light
        self._lock = threading.Lock()
        self._visits: dict[str, Visit] = {}
        self._closed = threading.Event()
        if public:
            self.shelter = Path(tempfile.mkdtemp(prefix="marionette-visitors-"))
            threading.Thread(target=self._sweep, name="visitors", daemon=True).start()
        else:
            workspace = Workspace(root)
            self.shelter = workspace.root
            workspace.tidy()
            self._home = Visit(
                workspace, JobBoard(workspace["jobs"], self.lanes, kinds(workspace, False), light), False
            )

    def visit(self, cookie: str | None, session: str | None) -> Visit:
        """The workspace of whoever sent this cookie; without cookies, of this page until it is closed."""
        if not self.public:
            return self._home
        known = cookie if cookie and _VISITOR.fullmatch(cookie) else session
        name = f"{'page' if known is session else 'visitor'} {known}"
        if not known or not _VISITOR.fullmatch(known):
            raise StudioError("Your browser did not say who you are.", "Allow cookies for this page and reload it.")
        with self._lock:
            found = self._visits.get(name)
            if found is None:
                self._make_room()
                workspace = Workspace(self.shelter / secrets.token_hex(12), PUBLIC_UPLOADED_BYTES)
                board = JobBoard(
                    workspace["jobs"], self.lanes, self._kinds(workspace, True), self._light, most_waiting=2
                )
                found = self._visits[name] = Visit(workspace, board, True)
            found.seen = time.monotonic()
            return found

    def by_key(self, key: str) -> Visit | None:
        """The visit whose files are served under this key."""
        with self._lock:
            visits = list(self._visits.values()) if self.public else [self._home]
        return next((visit for visit in visits if secrets.compare_digest(visit.workspace.key, key)), None)

    def close(self) -> None:
        """End the jobs and, in public, clear the visitors' files away."""
        self._closed.set()
        with self._lock:
            visits = list(self._visits.values()) if self.public else [self._home]
            self._visits.clear()
        for visit in visits:
            visit.board.close()
        self.lanes.close()
        if self.public:
            shutil.rmtree(self.shelter, ignore_errors=True)

    def _make_room(self) -> None:
        """Keep the number of private workspaces bounded: the longest idle one goes first, or else an empty one."""
        if len(self._visits) < MOST_VISITORS:
            return
        idle = sorted((visit.seen, name) for name, visit in self._visits.items() if not visit.board.busy)
        quiet = time.monotonic() - QUIET_SECONDS
        for seen, name in idle:
            if seen < quiet or self._visits[name].workspace.sizes().keys() <= {".stage"}:
                self._remove(name)
                return
        raise StudioError("The studio is full.", "Come back in a few minutes, or run Marionette at home.")

    def _sweep(self) -> None:
        while not self._closed.wait(30):
            with self._lock:
                now = time.monotonic()
                for name, visit in list(self._visits.items()):
                    if now - visit.seen > IDLE_SECONDS and not visit.board.busy:
                        self._remove(name)

    def _remove(self, name: str) -> None:
        shutil.rmtree(self._visits.pop(name).workspace.root, ignore_errors=True)


def new_visitor() -> str:
    """A name nobody can guess."""
    return secrets.token_urlsafe(24)
