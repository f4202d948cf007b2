"""Compiled code is made once on each computer, in a process of its own, so that nobody waits for it unawares.

Compiling takes seconds in which Python can neither serve the page nor hear that it should stop. So it is done in
another process, for which the work that needs it waits in short steps. The studio begins with it as soon as its page is
served; whoever asks for a film before it is done sees on the job's card what the film is waiting for.

An engine with compiled loops of its own adds a row to `PREPARATIONS`.
"""

from __future__ import annotations

import atexit
import importlib
import os
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import IO

from contracts import Progress, silent

ROOT = Path(__file__).resolve().parent.parent
STEP = 0.1
"""Seconds between two looks at whether it is done, or whether to stop."""


@dataclass(frozen=True)
class Preparation:
    """What one kind of work needs compiled.

    title:    what is prepared, in a creator's words: "Preparing the renderer".
    modules:  the modules whose kernels are needed.
    rehearsal: "module:function" that calls each of those kernels once, just as real work will.
    """

    title: str
    modules: tuple[str, ...]
    rehearsal: str

    def kept(self) -> tuple[int, int]:
        """How many kernels are compiled already, and how many there are."""
        from contracts.kernels import kept

        counts = [kept(importlib.import_module(name)) for name in self.modules]
        return sum(there for there, _ in counts), sum(all_of_them for _, all_of_them in counts)

    @property
    def complete(self) -> bool:
        there, all_of_them = self.kept()
        return there == all_of_them


PREPARATIONS: Mapping[str, Preparation] = MappingProxyType(
    {
        "pictures": Preparation(
            "the renderer",
            (
                "engines.body.skinning_kernel",
                "renderers.fragment_kernels",
                "renderers.geometry_kernels",
                "renderers.mesh_gl_kernels",
                "renderers.mesh_kernels",
                "renderers.raster_kernels",
                "renderers.shading_kernels",
                "renderers.shadow_kernels",
                "renderers.video_yuv",
            ),
            "engines.picture.rehearsal:rehearse",
        ),
        "alignment": Preparation(
            "the aligner of words",
            (
                "engines.speech.alignment.acoustics_kernel",
                "engines.speech.alignment.cepstra_kernel",
                "engines.speech.alignment.viterbi_kernel",
            ),
            "engines.speech.alignment.rehearsal:rehearse",
        ),
        "avatars": Preparation(
            "the renderer of avatars",
            (
                "renderers.splats.blending_kernels",
                "renderers.splats.harmonics_kernels",
                "renderers.splats.projection_kernels",
            ),
            "engines.avatar.rehearsal:rehearse",
        ),
    }
)

_lock = threading.Lock()
_under_way: dict[str, tuple[subprocess.Popen[bytes], IO[bytes]]] = {}
_complete: set[str] = set()
_stopped = threading.Event()


def prepare(name: str, progress: Progress = silent) -> None:
    """Return once the code of PREPARATIONS[name] is compiled. Raises `Cancelled` from `progress`, at most STEP late.

    Should the other process fail, this says so and returns: the code is then compiled where it is first called.
    """
    wanted = PREPARATIONS[name]
    if name in _complete:
        return
    if not wanted.complete:
        process, log = _begun(name)
        while process.poll() is None:
            progress("prepare", *wanted.kept(), f"Preparing {wanted.title}, once on this computer")
            time.sleep(STEP)
        if process.returncode != 0:
            log.seek(0)
            said = log.read().decode("utf-8", "replace").strip().splitlines()
            why = said[-1] if said else f"it ended with code {process.returncode}"
            progress("prepare", 1, 1, f"{wanted.title.capitalize()} could not be prepared beforehand: {why}")
    _complete.add(name)


def begin(names: Iterable[str] = tuple(PREPARATIONS)) -> None:
    """Compile all that is missing, one after the other, in the background; returns at once."""

    def work() -> None:
        for name in names:
            if _stopped.is_set():
                return
            _begun(name)[0].wait()

    threading.Thread(target=work, name="preparation", daemon=True).start()


@atexit.register
def stop() -> None:
    """End what is being prepared: the studio closes. What was compiled so far is kept."""
    _stopped.set()
    with _lock:
        for process, _ in _under_way.values():
            if process.poll() is None:
                process.kill()
                process.wait()


def _begun(name: str) -> tuple[subprocess.Popen[bytes], IO[bytes]]:
    """The process that prepares `name` and what it says; started if it has not been yet."""
    with _lock:
        if name not in _under_way:
            log = tempfile.TemporaryFile()  # noqa: SIM115  # as long-lived as the process
            command = [sys.executable, "-m", "engines.preparation", name]
            # a session of its own: Ctrl-C is for us, and we pass it on
            process = subprocess.Popen(
                command, cwd=ROOT, stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True
            )
            _under_way[name] = process, log
        return _under_way[name]


def main(names: list[str]) -> None:
    """Compile what PREPARATIONS[name] lacks, politely."""
    if hasattr(os, "nice"):
        os.nice(5)
    for name in names:
        wanted = PREPARATIONS[name]
        if not wanted.complete:
            module, function = wanted.rehearsal.split(":")
            getattr(importlib.import_module(module), function)()


if __name__ == "__main__":
    main(sys.argv[1:])
