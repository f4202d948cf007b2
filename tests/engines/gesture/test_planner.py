"""The plan: gestures where and why a person would make them."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest

from engines.gesture import planner
from engines.gesture.acts import act_of
from engines.gesture.calls import by_ideas, by_words, forms
from engines.gesture.lexicon import Lexicon, unit_of
from engines.gesture.plan import Plan
from engines.gesture.prosody import prosody
from engines.gesture.style import Style
from engines.language import load_embedder
from engines.speech import SAMPLE_RATE, SpeechTrack, Word

STROKE = [{"at": {"side": 0.3, "height": 0.1, "reach": 0.5}}]


def lexicon() -> Lexicon:
    entries: dict[str, dict[str, object]] = {
        "beat_small": {"says": "rhythm", "kind": "beat", "hands": "either"},
        "beat_large": {"says": "rhythm", "kind": "beat", "hands": "one"},
        "big": {
            "says": "large",
            "hands": "two",
            "calls": {"words": ["huge", "so big"], "ideas": ["something very large"]},
        },
        "point_you": {"says": "you", "kind": "point", "calls": {"words": ["you", "all of you"]}},
        "stop": {"says": "stop", "calls": {"words": ["stop*"]}},
        "ask": {"says": "asks", "hands": "two", "calls": {"acts": ["question"]}},
        "secret": {"says": "by name only", "keep": False, "calls": {"words": ["huge"], "acts": ["question"]}},
    }
    return {name: unit_of(name, {"strokes": STROKE, **entry}, "test") for name, entry in entries.items()}


def said(text: str, seconds: float = 0.4, stressed: str = "") -> SpeechTrack:
    """A buzz for each word, `seconds` apart; the words of `stressed` are louder and higher."""
    written = text.split()
    times = np.arange(round((len(written) + 1) * seconds * SAMPLE_RATE)) / SAMPLE_RATE
    sound = 1e-4 * np.random.default_rng(0).normal(size=len(times))
    words = []
    for n, word in enumerate(written):
        start, end = n * seconds, n * seconds + 0.8 * seconds
        inside = (times >= start) & (times < end)
        strong = word.strip(".,?!") in stressed.split()
        rise = np.sin(np.pi * (times[inside] - start) / (end - start))
        sound[inside] += (
            (0.4 if strong else 0.1) * rise * np.sign(np.sin(2 * np.pi * (170 if strong else 120) * times[inside]))
        )
        words.append(Word(word, start, end))
    return SpeechTrack(sound.astype(np.float32), text, tuple(words))


def planned(track: SpeechTrack, seed: int = 0, intensity: float = 1.0, **style: float) -> Plan:
    return planner.plan(track, Style(name="Test", **style), lexicon=lexicon(), seed=seed, intensity=intensity)  # type: ignore[arg-type]


def test_a_word_of_the_lexicon_gets_its_gesture_on_its_syllable_and_says_why() -> None:
    track = said("It was a huge house by the river.", stressed="huge")
    gesture = next(one for one in planned(track).gestures if one.unit == "big")
    huge = track.words[3]
    assert huge.start < gesture.stroke < huge.end
    assert gesture.hand == "both"
    assert "huge" in gesture.why


@pytest.mark.parametrize(
    ("recogniser", "scores", "calls"),
    [
        ("faster-whisper tiny.en", (0.9, 0.8, 0.7, 0.9, 0.9, 0.8, 0.9), True),
        ("faster-whisper tiny.en", (0.9, 0.8, 0.7, 0.1, 0.9, 0.8, 0.9), False),
        ("faster-whisper tiny.en", (0.0, 0.0, 0.1, 0.6, 0.2, 0.0, 0.1), False),
        ("given", (0.0, 0.0, 0.1, 0.1, 0.2, 0.0, 0.1), True),
    ],
    ids=["it fits", "it does not", "only by chance", "somebody knows better"],
)
def test_a_heard_word_that_does_not_fit_its_sound_calls_for_nothing(
    recogniser: str, scores: tuple[float, ...], calls: bool
) -> None:
    track = said("It was a huge house over there.", stressed="huge")
    words = tuple(replace(word, score=score) for word, score in zip(track.words, scores, strict=True))
    plan = planned(replace(track, words=words, recogniser=recogniser))
    assert ("big" in {one.unit for one in plan.gestures}) == calls
    assert any("'huge' (1.2 s)" in note for note in plan.notes) != calls


@pytest.mark.parametrize("form", ["stop", "stops", "stopped", "stopping"])
def test_a_starred_word_stands_for_its_forms(form: str) -> None:
    assert form in forms("stop*")
    assert form == "stop" or form not in forms("stop")


def test_give_starred_means_giving_but_not_given_names() -> None:
    assert {"give", "gives", "giving"} <= forms("give*")
    assert "giveaway" not in forms("give*")


def test_longer_wordings_are_surer() -> None:
    calls = {call.why: call.strength for call in by_words(said("all of you").words, lexicon())}
    assert calls["says 'all of you'"] > calls["says 'you'"]


def test_meaning_calls_without_the_word_itself() -> None:
    track = said("an enormous and gigantic building")
    calls = list(by_ideas(track.words, prosody(track).phrases, lexicon(), load_embedder()))
    assert {call.unit for call in calls} == {"big"}
    assert not list(
        by_ideas(
            said("we had soup for lunch").words,
            prosody(said("we had soup for lunch")).phrases,
            lexicon(),
            load_embedder(),
        )
    )


@pytest.mark.parametrize(
    ("sentence", "act"),
    [
        ("Where are you going?", "question"),
        ("What do you think", "question"),
        ("You are going home.", "statement"),
        ("Hello everyone, and welcome.", "greeting"),
        ("Thank you so much.", "thanks"),
        ("I'm so sorry about that.", "apology"),
        ("No, that is not what I said.", "disagreement"),
        ("Yes, exactly.", "agreement"),
        ("We need apples, pears, and plums.", "list"),
        ("On the one hand it is cheap, on the other hand it is slow.", "contrast"),
        ("Look at this.", "command"),
        ("What a day!", "exclamation"),
        ("Could you help me?", "request"),
        ("Goodbye, my friends.", "farewell"),
    ],
)
def test_what_a_speaker_does_with_a_sentence(sentence: str, act: str) -> None:
    assert act_of(sentence.split()) == act


def test_beats_fall_on_stressed_words_and_not_on_every_word() -> None:
    track = said(
        "the man from the village by the river went over to the market in the morning", stressed="village market"
    )
    for seed in range(5):
        gestures = planned(track, seed, beats=1.0).gestures
        assert 1 <= len(gestures) <= 6
        struck = {next(w.text for w in track.words if w.start <= one.stroke <= w.end) for one in gestures}
        assert struck & {"village", "market"}
        assert not struck & {"the", "from", "by", "to", "in"}


def test_strokes_leave_each_other_room() -> None:
    gestures = planned(said("stop you huge " * 12), beats=1.0).gestures
    gaps = np.diff([one.stroke for one in gestures])
    assert gaps.min() >= 0.5
    assert len(gestures) > 5


def test_a_lively_style_gestures_more_than_a_calm_one_and_intensity_raises_it() -> None:
    track = said("we walked along the river and over the mountain until evening came and everybody slept " * 3)
    calm, lively = (len(planned(track, rate=rate).gestures) for rate in (0.4, 1.4))
    assert calm < lively
    assert len(planned(track, intensity=0.2).gestures) < len(planned(track, intensity=2.0).gestures)


@pytest.mark.slow
def test_the_seed_makes_the_plan_repeatable_and_another_seed_another_plan() -> None:
    track = said("did you see how huge it was and did they stop before you came along the river again? " * 2)
    assert planned(track, 3) == planned(track, 3)
    assert len({planned(track, seed).to_json() for seed in range(4)}) == 4


def test_units_that_are_only_asked_for_by_name_are_never_chosen() -> None:
    assert all(one.unit != "secret" for seed in range(5) for one in planned(said("Is it huge?"), seed).gestures)


def test_silence_is_met_with_a_calm_idle_and_a_note() -> None:
    quiet = planned(SpeechTrack(np.zeros(SAMPLE_RATE, np.float32)))
    assert quiet.gestures == ()
    assert quiet.duration == 1.0
    assert quiet.notes == (planner.QUIET,)


def test_a_gesture_is_not_held_into_the_next() -> None:
    gestures = planned(said("huge river, huge house, you stop, you go on. " * 4), holds=3.0).gestures
    for one, following in pairwise(gestures):
        assert one.hold_until is None or one.hold_until <= following.stroke - 0.44
