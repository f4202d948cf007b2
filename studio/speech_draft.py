"""What lies on a Speech panel, and what was chosen there: kept for the next visit, put back from a result."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from studio.choices import Choices
from studio.workspace import Workspace, read_json, write_atomic

LONGEST_TEXT = 20_000  # spoken at once
_ROOM = 2_000_000  # more may stand in the box: only speaking asks how long it is
ENGLISH = "en"
_REMEMBERED = 20


class Speech(BaseModel):
    """A voice with its words: a folder that `engines.speech.outputs` wrote.

    folder: its name below the workspace, or `sample:<name>` for one that comes with the studio.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    folder: str
    title: str = Field(max_length=200)


class SpeechForm(Choices):
    """The choices of a Speech panel."""

    how: Literal["sound", "text"] = Field("sound", description="A sound to listen to, or a text to speak.")
    say: str = Field("", max_length=_ROOM, description="The text to speak.")
    voice: str = Field("", max_length=80, description="Who speaks it; empty takes the first voice.")
    rate: float = Field(1.0, ge=0.5, le=2.0, description="How fast it is spoken: 1 is the voice's own pace.")
    pitch: float = Field(0.0, ge=-12.0, le=12.0, description="How high it is spoken, in half tones.")
    language: str = Field(ENGLISH, max_length=8, description="What is spoken in the sound; empty finds out.")
    model: str = Field("tiny.en", max_length=200, description="Who listens.")
    aligner: Literal["auto", "pocketsphinx", "mfa", "none"] = Field("auto", description="Who times the words.")
    level: bool = Field(True, description="Bring the voice to an even loudness.")
    high_pass: bool = Field(True, description="Take out rumble below 80 Hz.")
    gate: bool = Field(False, description="Silence the noise between words.")


class Left(BaseModel):
    """How a panel was left: what lay on it, what lay there before, which job it waits for, and its choices."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    speech: Speech | None = None
    past: tuple[Speech, ...] = ()
    future: tuple[Speech, ...] = ()
    waits: str = ""
    form: dict[str, Any] = Field(default_factory=dict)

    def but(self, **changes: object) -> Left:
        return self.model_copy(update=changes)

    def opened(self, speech: Speech | None) -> Left:
        """With another voice; the one before can be had back."""
        if speech == self.speech:
            return self
        past = self.past if self.speech is None else (*self.past, self.speech)[-_REMEMBERED:]
        return self.model_copy(update={"speech": speech, "past": past, "future": ()})

    def undone(self) -> Left:
        if not self.past:
            return self
        future = self.future if self.speech is None else (self.speech, *self.future)
        return self.model_copy(update={"speech": self.past[-1], "past": self.past[:-1], "future": future})

    def redone(self) -> Left:
        if not self.future:
            return self
        past = self.past if self.speech is None else (*self.past, self.speech)
        return self.model_copy(update={"speech": self.future[0], "past": past, "future": self.future[1:]})

    def without(self, gone: Callable[[Speech], bool]) -> Left:
        """Without the voices before and after that are `gone`."""
        kept = {name: tuple(one for one in getattr(self, name) if not gone(one)) for name in ("past", "future")}
        return self.model_copy(update=kept)


_LOCK = threading.RLock()


def remember(workspace: Workspace, panel: str, left: Left) -> None:
    """Keep how `panel` was left."""
    text = json.dumps(left.model_dump(mode="json"), ensure_ascii=False)
    with _LOCK:
        write_atomic(workspace.root / f".panel-{panel}.json", text, durable=False)


def change(workspace: Workspace, panel: str, how: Callable[[Left], Left]) -> Left:
    """Change how `panel` was left, and keep it. One change at a time."""
    with _LOCK:
        left = how(recall(workspace, panel))
        remember(workspace, panel, left)
        return left


def recall(workspace: Workspace, panel: str) -> Left:
    """How `panel` was left; as at first when there is nothing or it is of another version."""
    try:
        return Left.model_validate(read_json(workspace.root / f".panel-{panel}.json"))
    except ValidationError:
        return Left()
