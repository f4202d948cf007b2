"""What pip is doing, for people: which package, how many of how many, how long. Standard library only."""

import contextlib
import re
import shutil
import sys
import threading
import time
from pathlib import Path
from typing import Self


class PipProgress:
    """Reads pip's output line by line and shows one line: redrawn on a terminal, every ten seconds elsewhere."""

    def __init__(self, venv: Path, scratch: Path) -> None:
        self._venv, self._scratch = venv, scratch
        self._start = time.monotonic()
        self._terminal = sys.stdout.isatty()
        self._found: list[str] = []
        self._versions_first = False  # newer pips choose every version before they download anything
        self._downloads, self._file, self._size = 0, "", ""
        self._to_install: list[str] = []
        self._there_before = 0
        self._done = threading.Event()
        self._painter = threading.Thread(target=self._paint, daemon=True)

    def __enter__(self) -> Self:
        self._painter.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._done.set()
        self._painter.join()
        if self._terminal:
            print("\r" + " " * (shutil.get_terminal_size().columns - 1), end="\r", flush=True)

    def read(self, line: str) -> None:
        """Learn from one line of pip's output."""
        if found := re.match(r"Collecting ([\w.-]+)", line):
            self._found.append(found[1])
        elif found := re.match(r"\s*(?:Downloading|Using cached|Processing) (\S+?)(\.metadata)?( \([^)]*\))?$", line):
            self._versions_first |= bool(found[2])
            if not found[2]:
                self._downloads += 1
                size = (found[3] or "").strip(" ()")
                self._file, self._size = found[1].rsplit("/", 1)[-1], size if size[:1].isdigit() else ""
        elif line.startswith("Installing collected packages: "):
            self._there_before = self._count()
            self._to_install = line.partition(": ")[2].strip().split(", ")

    @property
    def installing(self) -> bool:
        """Whether pip has begun to change the environment."""
        return bool(self._to_install)

    def summary(self) -> str:
        count = len(self._to_install)
        return f"{count} package{'' if count == 1 else 's'} in {self._elapsed()}."

    def state(self) -> str:
        """What is going on at this moment."""
        if self._to_install:
            total = len(self._to_install)
            at = max(1, min(self._count() - self._there_before + 1, total))
            return f"installing {at} of {total}: {self._to_install[at - 1]}"
        if self._file:
            of = f" of {len(self._found)}" if self._versions_first else ""
            return f"downloading {self._downloads}{of}: {self._file.split('-')[0]} {self._so_far()}".rstrip()
        return f"choosing versions: {self._found[-1]}" if self._found else "asking the package index"

    def _so_far(self) -> str:
        """How much of a big file has come, from the size of pip's temporary file."""
        if self._size.endswith("MB"):
            with contextlib.suppress(OSError, StopIteration):
                part = next(self._scratch.glob(f"pip-unpack-*/{self._file}"))
                return f"({part.stat().st_size / 1e6:.0f} of {self._size})"
        return f"({self._size})" if self._size else ""

    def _count(self) -> int:
        """How many packages the environment holds; pip moves files about while we look."""
        folders = [*self._venv.glob("lib/python3*/site-packages"), *self._venv.glob("Lib/site-packages")]
        return sum(path.suffix == ".dist-info" for folder in folders for path in folder.iterdir())

    def _elapsed(self) -> str:
        seconds = int(time.monotonic() - self._start)
        return f"{seconds // 60}:{seconds % 60:02d}"

    def _paint(self) -> None:
        while not self._done.wait(0.2 if self._terminal else 10.0):
            text = f"  {self._elapsed()}  {self.state()}"
            if self._terminal:
                width = shutil.get_terminal_size().columns - 1
                text = "\r" + text[:width].ljust(width)
            print(text, end="" if self._terminal else "\n", flush=True)
