"""What is heard in a scene, and when."""

from __future__ import annotations

from dataclasses import dataclass

from engines.speech.track import SpeechTrack
from engines.story.script import Line, Narration

FPS = 25
SAMPLE_RATE = 16000


@dataclass(frozen=True, eq=False)
class Heard:
    """A line or caption with its sound, from `start` seconds of its scene."""

    entry: Line | Narration
    track: SpeechTrack
    start: float

    @property
    def end(self) -> float:
        return self.start + len(self.track.samples) / SAMPLE_RATE
