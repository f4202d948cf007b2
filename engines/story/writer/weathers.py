"""Weather that turns while a scene goes on: 'Then it begins to rain', 'Suddenly a storm comes up', 'The rain stops'."""

from __future__ import annotations

from engines.story.script import Weather
from engines.story.writer import setting
from engines.story.writer.tokens import Sentence

_BEGINS = frozenset(
    ("begin", "begins", "began", "starts", "started", "comes", "came", "rises", "rose", "breaks", "broke", "gathers",
     "gathered", "blows", "blew", "falls", "fell", "turns", "turned", "gets", "got", "becomes", "became")
)  # fmt: skip
_THEN = frozenset(("then", "suddenly", "soon", "now", "later", "finally", "until", "when"))
_STOPS = frozenset(("stops", "stopped", "ends", "ended", "passes", "passed", "clears", "cleared"))
_SUN = frozenset(("shines", "shone", "shining", "comes", "came", "smiles", "breaks", "broke"))


def turning(sentence: Sentence) -> Weather | None:
    """The weather that a sentence says comes now; None when it tells of none, or of the one that there is."""
    lowers = [token.lower for token in sentence.tokens]
    told = set(lowers)
    if "sun" in told and told & _SUN and (told & _THEN or "out" in told or "again" in told):
        return "sunny"
    weather = setting.weather_of(sentence)
    if weather is None:
        return None
    if told & _STOPS and weather not in ("sunny", "cloudy"):
        return "clear"
    return weather if told & (_BEGINS | _THEN) else None
