"""What is said in a story, said: each line and each caption as sound, in the voice of whoever says it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from contracts import Progress, silent
from engines.speech.speak import SpeakRequest, speak
from engines.speech.track import SpeechTrack
from engines.story.memory import Memory
from engines.story.script import Character, Line, Narration, Script

NARRATOR = "narrator"
"""The voice that reads captions."""


@dataclass(frozen=True)
class Voice:
    """A voice and how it is used: pitch in semitones."""

    name: str
    pitch: float = 0.0
    rate: float = 1.0


_FEMALE = (Voice("woman"), Voice("lady"), Voice("woman", -2.0), Voice("lady", 2.0))
_MALE = (Voice("man"), Voice("gentleman"), Voice("man", -3.0), Voice("gentleman", 2.0))
_CHILDREN = (Voice("child"), Voice("child", -3.0), Voice("child", 3.0), Voice("lady", 4.0))
_ANIMALS = {
    "bear": Voice("giant"), "lion": Voice("giant", 2.0), "elephant": Voice("giant", -1.0), "mouse": Voice("child", 6.0),
    "bird": Voice("child", 5.0), "frog": Voice("old man"), "fox": Voice("man", 2.0), "dog": Voice("man"),
    "cat": Voice("lady", 3.0), "rabbit": Voice("child", 2.0),
}  # fmt: skip


def cast(script: Script) -> dict[str, Voice]:
    """A voice for every character: as asked, else one that fits; no two the same while some are left."""
    chosen: dict[str, Voice] = {}
    turns: dict[int, int] = {}
    for number, character in enumerate(script.characters):
        if character.voice:
            again = sum(voice.name == character.voice for voice in chosen.values())
            chosen[character.id] = Voice(character.voice, _STEPS[again % len(_STEPS)])
            continue
        choices = _fitting(character, number)
        turn = turns.get(id(choices), 0)
        turns[id(choices)] = turn + 1
        chosen[character.id] = choices[turn % len(choices)]
    return chosen


def _fitting(character: Character, number: int) -> Sequence[Voice]:
    if character.kind == "robot":
        return _ROBOTS
    if character.kind == "alien":
        return _ALIENS
    if character.kind == "animal":
        return (_ANIMALS.get(character.species or "", Voice("child", -2.0)),)
    if character.kind == "child" or character.age == "young":
        return _CHILDREN
    if character.age == "old":
        return _OLD_WOMEN if character.gender == "female" else _OLD_MEN
    female = character.gender == "female" or (character.gender is None and number % 2 == 0)
    return _FEMALE if female else _MALE


_ROBOTS = (Voice("robot"), Voice("robot", 3.0))
_ALIENS = (Voice("robot", 6.0), Voice("child", 7.0))
_OLD_WOMEN = (Voice("old woman"),)
_OLD_MEN = (Voice("old man"), Voice("giant"))
_STEPS = (0.0, -3.0, 3.0, -5.0, 5.0, -1.5, 1.5)
"""Semitones by which those who share a voice differ."""
_MANNERS = {"said": (1.0, 1.0), "shouted": (1.6, 1.05), "whispered": (0.45, 0.92), "sang": (1.1, 0.75)}
"""Loudness and speed of each way to say something."""


_SAID: Memory[SpeechTrack] = Memory(16000 * 1800, lambda track: float(len(track.samples)))
"""The last half hour of what was said, by words, voice and manner."""


class Speakers:
    """Says lines and remembers them: the same words in the same voice are made once, whichever script they are in."""

    def __init__(self, script: Script, ckpt: Sequence[Path] = (), progress: Progress = silent) -> None:
        self._voices = cast(script)
        self._ckpt, self._progress = tuple(ckpt), progress

    def voice(self, entry: Line | Narration) -> Voice:
        """Whose voice it is said in."""
        return self._voices[entry.who] if isinstance(entry, Line) else Voice(NARRATOR)

    def say(self, entry: Line | Narration) -> SpeechTrack:
        """The sound of a line, 16 kHz, with its words and phones."""
        manner = entry.manner if isinstance(entry, Line) else "said"
        voice = self.voice(entry)

        def made() -> SpeechTrack:
            loud, fast = _MANNERS[manner]
            request = SpeakRequest(
                text=entry.text,
                voice=voice.name,
                pitch=max(-12.0, min(12.0, voice.pitch + (2.0 if manner in ("shouted", "sang") else 0.0))),
                rate=voice.rate * fast,
                volume=loud,
                ckpt=self._ckpt,
            )
            return speak(request, self._progress)

        return _SAID.get((entry.text, manner, voice, self._ckpt), made)

    def seconds(self, entry: Line | Narration) -> float:
        """How long a line takes, with a breath behind it."""
        return round(len(self.say(entry).samples) / 16000 + 0.15, 2)
