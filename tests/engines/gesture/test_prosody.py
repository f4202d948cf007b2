"""The ear finds the syllable that was stressed, and where one phrase ends."""

import numpy as np
import pytest
from numpy.typing import NDArray

from engines.gesture.prosody import is_light, plain, prosody
from engines.speech import SAMPLE_RATE, Phone, SpeechTrack, Word


def voice(*tones: tuple[float, float, float, float], seconds: float = 3.0) -> NDArray[np.float32]:
    """Buzzes: (start, end, Hz, loudness) on near silence."""
    times = np.arange(round(seconds * SAMPLE_RATE)) / SAMPLE_RATE
    sound = 1e-4 * np.random.default_rng(0).normal(size=len(times))
    for start, end, pitch, level in tones:
        inside = (times >= start) & (times < end)
        rise = np.sin(np.pi * (times[inside] - start) / (end - start))
        sound[inside] += level * rise * sum(np.sin(2 * np.pi * pitch * k * times[inside]) / k for k in (1, 2, 3))
    return sound.astype(np.float32)


def banana() -> tuple[Word, ...]:
    phones = [
        ("B", 0.5, 0.55),
        ("AH0", 0.55, 0.7),
        ("N", 0.7, 0.78),
        ("AE1", 0.78, 1.0),
        ("N", 1.0, 1.1),
        ("AH0", 1.1, 1.3),
    ]
    return (Word("banana", 0.5, 1.3, tuple(Phone(*phone) for phone in phones)),)


def test_the_stressed_syllable_of_a_word_is_found_where_its_vowel_is_loudest() -> None:
    samples = voice((0.55, 0.7, 110, 0.1), (0.78, 1.0, 140, 0.3), (1.1, 1.3, 100, 0.1))
    heard = prosody(SpeechTrack(samples, "banana", banana()))
    assert [round(s.start, 2) for s in heard.syllables] == [0.5, 0.7, 1.0]
    strongest = heard.strongest(0)
    assert strongest is not None
    assert strongest.stress == 2
    assert strongest.nucleus == pytest.approx(0.89, abs=0.03)
    assert strongest.prominence == 1.0


def test_pitch_is_heard_in_semitones_above_the_speakers_middle() -> None:
    words = tuple(Word(f"word{n}", t, t + 0.3) for n, t in enumerate((0.2, 1.0, 1.8)))
    samples = voice((0.2, 0.5, 120, 0.2), (1.0, 1.3, 120, 0.2), (1.8, 2.1, 180, 0.2))
    first, second, third = prosody(SpeechTrack(samples, "", words)).syllables
    assert (first.pitch, second.pitch) == (pytest.approx(0, abs=0.3), pytest.approx(0, abs=0.3))
    assert third.pitch == pytest.approx(12 * np.log2(180 / 120), abs=0.4)
    assert third.prominence > max(first.prominence, second.prominence)


def test_the_same_sound_is_less_prominent_in_a_light_word() -> None:
    words = (Word("the", 0.2, 0.5), Word("river", 1.0, 1.3))
    the, river = prosody(SpeechTrack(voice((0.2, 0.5, 120, 0.2), (1.0, 1.3, 120, 0.2)), "", words)).syllables
    assert river.prominence > the.prominence


def test_phrases_end_at_full_stops_and_pauses_but_not_at_every_comma() -> None:
    said = [("Well,", 0.0, 0.2), ("we", 0.2, 0.3), ("came", 0.3, 0.5), ("home.", 0.5, 0.8), ("Then", 0.85, 1.0)]
    said += [("we", 1.0, 1.1), ("slept", 1.1, 1.4), ("until", 1.9, 2.2), ("noon", 2.2, 2.5)]
    heard = prosody(SpeechTrack(voice(), "", tuple(Word(*word) for word in said)))
    assert [(p.first, p.last, p.mark) for p in heard.phrases] == [(0, 3, "."), (4, 6, ""), (7, 8, "")]


def test_a_track_without_words_has_nothing_to_stress() -> None:
    heard = prosody(SpeechTrack(voice()))
    assert (heard.syllables, heard.phrases) == ((), ())


def test_words_are_compared_without_case_and_punctuation() -> None:
    assert plain("“Don’t!”") == "don't"
    assert is_light("The")
    assert not is_light("River,")
