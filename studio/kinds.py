"""Every kind of work that can become a job, from all the tabs. A new tab that makes something is one name here."""

from __future__ import annotations

from collections.abc import Mapping

from studio import avatar_making, gesture_making, making, speech_making, story_making
from studio.jobs import Work
from studio.workspace import Workspace

_MODULES = (making, speech_making, gesture_making, story_making, avatar_making)

LIGHT = frozenset[str]().union(*(module.LIGHT for module in _MODULES))
"""What takes moments and need not wait for heavy work."""


def kinds(workspace: Workspace, private: bool = False) -> Mapping[str, Work]:
    """The work that can be done in one workspace, by name; `private` when it is a stranger's."""
    return {name: work for module in _MODULES for name, work in module.kinds(workspace, private).items()}
