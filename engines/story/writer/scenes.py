"""Where and when the story stands, sentence by sentence; where it goes elsewhere, a new scene begins."""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable

from engines.story.script import TimeOfDay, Turn
from engines.story.writer import setting, weathers
from engines.story.writer.clauses import Clause
from engines.story.writer.drafting import Draft
from engines.story.writer.tokens import Prose, Sentence

_TIMES = ("morning", "evening", "night", "afternoon", "midnight", "noon", "dawn", "sunset", "sunrise", "dusk")
_OPENING = re.compile(
    r"(?:(?:then|later|but|and|,) )*(?:in the|at|that|the next|one|on|the same|every|this|it|when|by) ?"
)


class Scenes:
    """The scenes of a draft. `left` is called when one is left, for those who were there are so no more."""

    def __init__(self, draft: Draft, prose: Prose, left: Callable[[], None]) -> None:
        self.draft, self.left = draft, left
        self.clue = setting.clue(prose)
        self.named: str | None = None  # the place named last, whether the story went there or not

    def set(self, sentence: Sentence, clauses: list[Clause]) -> None:
        """Take the place, the time and the weather of a sentence that is about to be told."""
        for number, clause in enumerate(clauses):
            for found in setting.places_in(clause, number == 0, self.named):
                if not _is_only_thought(clause):
                    self._hear_of(found, setting.time_of(sentence))
            self.named = next(filter(None, map(setting.place_of, clause.nouns)), self.named)
        self._tell_time(sentence)
        self._tell_weather(sentence)

    def finish(self) -> None:
        """Scenes without a place are where the words of the story suggest, or where the one before was."""
        scenes = self.draft.scenes
        scenes[0].place = scenes[0].place or self.clue
        for before, scene in itertools.pairwise(scenes):
            scene.place = scene.place or before.place

    def _hear_of(self, found: setting.Found, time: TimeOfDay | None) -> None:
        scene, filled = self.draft.scene, self.draft.scene_is_filled
        if scene.place is None:
            near = filled and self.clue is not None and setting.kindred(self.clue, found.place)
            begun = filled and scene.step >= 0
            if found.moves and begun and not near:
                self._begin(found.place, time)
            else:
                scene.place = found.place
        elif found.moves and not setting.is_same_scene(scene.place, found):
            if filled:
                self._begin(found.place, time)
            else:
                scene.place = found.place

    def _tell_time(self, sentence: Sentence) -> None:
        time, scene = setting.time_of(sentence), self.draft.scene
        if time is None:
            return
        if scene.time not in (None, time) and self.draft.scene_is_filled and _opens_with_time(sentence):
            self._begin(scene.place, time)
        self.draft.scene.time = self.draft.scene.time or time

    def _tell_weather(self, sentence: Sentence) -> None:
        scene, turned = self.draft.scene, weathers.turning(sentence)
        if turned is not None and scene.step >= 0:
            if turned == "clear" and not scene.turns:  # what stops was there
                scene.weather = scene.weather or setting.weather_of(sentence)
            if turned != scene.weather_now:
                scene.turns.append(Turn(weather=turned, step=scene.step + 1))
        elif not scene.turns:
            scene.weather = setting.weather_of(sentence) or scene.weather

    def _begin(self, place: str | None, time: TimeOfDay | None) -> None:
        self.draft.new_scene(place, time)
        self.left()


def _is_only_thought(clause: Clause) -> bool:
    """'would like to go to the zoo'."""
    thought = clause.modal in ("would", "should", "may", "might") or clause.chain in ("want", "wish", "hope", "dream")
    return clause.negated or thought


def _opens_with_time(sentence: Sentence) -> bool:
    head = " ".join(token.lower for token in sentence.tokens[:5])
    return _OPENING.match(head) is not None and any(word in head for word in _TIMES)
