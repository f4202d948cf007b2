"""How long work reports where it is, and how it learns that it should stop."""

from typing import Protocol


class Progress(Protocol):
    """Called by long work at least once a second; raises `Cancelled` when the user wants it to stop."""

    def __call__(self, stage: str, done: float, total: float, message: str = "") -> None:
        """`done` of `total` units of `stage` are finished; `message` is one line for the log."""


def silent(stage: str, done: float, total: float, message: str = "") -> None:
    """A `Progress` for callers who do not watch."""
