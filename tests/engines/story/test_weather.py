"""Weather that turns while a scene goes on: it comes when the story says so, to eyes and ears, and not before."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from engines.story.direct import FPS, Show, direct
from engines.story.picture import TURNS
from engines.story.projector import Projector
from engines.story.script import Script
from engines.story.sounds import RATE
from engines.story.sounds.events import ground
from engines.story.soundtrack import stems
from engines.story.writer import write

TEXT = "Tom waves in the street. Then it begins to rain. Tom dances."


@pytest.fixture(scope="module")
def show() -> Show:
    return direct(write(TEXT).script, mute=True)


def begins(show: Show) -> float:
    start = show.script.scenes[0].turns[0].start
    assert start is not None
    return start


@pytest.mark.parametrize(
    ("text", "first", "later"),
    [
        (TEXT, "clear", [("rain", 1)]),
        ("It is raining in the park. Tom waves.", "rain", []),
        ("Tom walks in the park. It is raining. He sings.", "rain", []),
        ("Tom jumps in the park. Suddenly a storm comes up. Then the sun comes out and Tom dances.", "clear",
         [("storm", 1), ("sunny", 2)]),
        ("Tom sits in the park. The rain stops. Tom dances.", "rain", [("clear", 1)]),
        ("Tom sits in the park. It starts to rain. The rain stops. Tom dances.", "clear", [("rain", 1), ("clear", 2)]),
    ],
)  # fmt: skip
def test_the_writer_tells_weather_that_is_there_from_weather_that_comes(text, first, later):
    scene = write(text).script.scenes[0]
    assert scene.weather == first
    assert [(turn.weather, turn.step) for turn in scene.turns] == later


def test_the_weather_turns_as_its_step_begins(show):
    line = show.script.narration[0]
    assert line.text == "Then it begins to rain." and begins(show) == line.start > 0


@pytest.mark.slow
def test_rain_is_seen_from_then_on_and_not_before(show):
    staged = show.scenes[0]
    dry = replace(show, scenes=(replace(staged, scene=staged.scene.model_copy(update={"turns": ()})),))
    turning, still = (Projector(one, size=(160, 90), words=False) for one in (show, dry))
    start = round(begins(show) * FPS)
    assert (turning.draw(start - 1) == still.draw(start - 1)).all()
    change = [np.abs(turning.draw(frame).astype(int) - still.draw(frame)).mean() for frame in (start, start + 25)]
    full = round(start + TURNS * FPS)
    change.append(np.abs(turning.draw(full).astype(int) - still.draw(full)).mean())
    assert 0 < change[0] < 2 < 1.3 * change[1] < change[2], "it comes softly"


@pytest.mark.slow
def test_rain_is_heard_from_then_on(show):
    ambience = stems(show).ambience.mean(axis=1)

    def hiss(second: float) -> float:
        """How strong what is above 5 kHz is: drops, which no street has."""
        part = ambience[round(second * RATE) :][: RATE // 2]
        return float(np.abs(np.fft.rfft(part))[2500:5000].mean())

    before, after = hiss(begins(show) - 0.6), hiss(begins(show) + TURNS)
    assert after > 4 * before


def test_feet_splash_only_when_it_is_wet(show):
    scene = show.script.scenes[0]
    assert ground(scene, begins(show) - 0.1) == "stone" and ground(scene, begins(show) + 0.1) == "water"


def test_a_script_that_turns_comes_back_from_json():
    script = write(TEXT).script
    assert Script.read(script.to_json()) == script
