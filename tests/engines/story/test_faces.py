"""Expressions come in 0.3 s, mouths follow voices, eyes blink."""

import numpy as np
import pytest

from engines.motion.face import FACE_INDEX, FACE_WEIGHTS
from engines.story.acting import Cue, act
from engines.story.faces import EXPRESSIONS, LOOKS, MOUTHS, TURN, VOICES, Mood, Spoken, faces, spoken, stick_gen

FPS = 25


@pytest.mark.parametrize("expression", EXPRESSIONS)
def test_an_expression_comes_within_its_time_and_what_cannot_be_half_changes_half_way(expression):
    before = "sad" if expression != "sad" else "happy"
    track = faces([Mood(0, before, "idle"), Mood(25, expression, "idle")], 60, FPS)
    assert track.smile[24] == pytest.approx(LOOKS[before].smile)
    late = 25 + int(np.ceil(TURN * FPS))
    assert track.smile[late] == pytest.approx(LOOKS[expression].smile)
    assert track.brow[late] == pytest.approx(LOOKS[expression].brow)
    steps = np.diff(track.smile[25 : late + 1])
    assert np.ptp(steps[:-1]) < 1e-9, "evenly"
    changed = int(np.argmax(track.expression == EXPRESSIONS.index(expression)))
    assert (changed - 25) / FPS == pytest.approx(TURN / 2, abs=1 / FPS)


@pytest.mark.parametrize("action", VOICES)
def test_a_mouth_that_speaks_by_itself_keeps_to_its_range_and_rate(action):
    voice = VOICES[action]
    track = faces([Mood(0, "neutral", action)], 200, 50)
    assert track.openness.max() <= voice.high + 1e-9
    assert track.openness.max() > 0.5 * (voice.low + voice.high)
    turns = np.count_nonzero(np.diff(np.sign(np.diff(track.openness[10:190]))))
    assert turns / (180 / 50) == pytest.approx(voice.rate, rel=0.3)
    assert track.speaking.all() and (track.rate == voice.rate).all()


def test_a_voice_moves_the_mouth_only_while_it_sounds():
    opened = np.linspace(0, 1, 20)
    shape = np.full(20, MOUTHS.index("small_o"))
    track = faces([Mood(0, "neutral", "idle")], 60, FPS, voices=[Spoken(10, opened, shape)])
    assert track.openness[10:30] == pytest.approx(opened)
    assert not track.openness[:10].any() and not track.openness[30:].any()
    assert (track.mouth[15:30] == MOUTHS.index("small_o")).all()
    assert track.speaking[10:30].all() and not track.speaking[:10].any()


def test_lips_of_phones_become_shapes():
    weights = np.zeros((3, len(FACE_WEIGHTS)))
    weights[0, FACE_INDEX["jawOpen"]] = 0.4
    weights[1, FACE_INDEX["jawOpen"]] = 0.1
    weights[1, FACE_INDEX["mouthPucker"]] = 0.9
    weights[2, FACE_INDEX["jawOpen"]] = 0.2
    weights[2, FACE_INDEX["mouthClose"]] = 0.2
    voice = spoken(weights, 5)
    assert [MOUTHS[shape] for shape in voice.mouth] == ["open", "small_o", "closed"]
    assert voice.openness == pytest.approx([0.8, 0.2, 0.0])


def test_people_blink_now_and_then_and_never_for_long():
    lid = faces([Mood(0, "neutral", "idle")], 25 * 60, FPS, seed=3).lid
    shut = lid > 0.5
    begins = np.flatnonzero(shut[1:] & ~shut[:-1])
    assert 10 <= len(begins) <= 30
    assert shut.mean() < 0.1


def test_an_action_brings_its_face_and_a_feeling_another():
    assert EXPRESSIONS[act([Cue("celebrate", 0, 2)]).face.expression[-1]] == "excited"
    assert EXPRESSIONS[act([Cue("celebrate", 0, 2, feeling="angry")]).face.expression[-1]] == "angry"
    assert EXPRESSIONS[act([Cue("walk", 0, 2, manner="sadly")]).face.expression[-1]] == "sad"


def test_the_channel_of_stick_gen_has_seven_numbers():
    channel = stick_gen(faces([Mood(0, "happy", "shout")], 50, FPS))
    assert channel.shape == (50, 7)
    assert channel[25, 0] == EXPRESSIONS.index("happy") and channel[25, 5] == 1 and channel[25, 6] == 6
    assert channel[:, 4].max() > 0.6
