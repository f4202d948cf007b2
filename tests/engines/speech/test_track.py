"""A SpeechTrack keeps its times straight."""

import numpy as np
import pytest

from contracts import StudioError
from engines.speech import SAMPLE_RATE, Phone, SpeechTrack, Word


def track(*words: Word, seconds: float = 2.0) -> SpeechTrack:
    return SpeechTrack(np.zeros(round(seconds * SAMPLE_RATE), np.float32), words=words)


def test_a_phone_knows_its_stress() -> None:
    assert (Phone("AH0", 0, 1).stress, Phone("AH1", 0, 1).sound, Phone("S", 0, 1).stress) == (0, "AH", None)


def test_words_that_overlap_are_refused() -> None:
    with pytest.raises(ValueError, match="word 2"):
        track(Word("one", 0.1, 0.6), Word("two", 0.5, 0.9))


def test_words_after_the_end_of_the_sound_are_refused() -> None:
    with pytest.raises(ValueError, match="late"):
        track(Word("late", 1.9, 2.5))


def test_a_cut_moves_words_and_phones_to_its_own_time() -> None:
    whole = track(Word("a", 0.1, 0.4), Word("bee", 0.9, 1.3, (Phone("B", 0.9, 1.0), Phone("IY1", 1.0, 1.3))))
    piece = whole.cut(0.8, 1.8)
    assert piece.duration == pytest.approx(1.0)
    assert [(w.text, round(w.start, 6), round(w.end, 6)) for w in piece.words] == [("bee", 0.1, 0.5)]
    assert [(p.label, round(p.start, 6)) for p in piece.phones] == [("B", 0.1), ("IY1", 0.2)]


def test_a_cut_outside_the_sound_says_how_long_it_is() -> None:
    with pytest.raises(StudioError, match=r"2\.00 s"):
        track().cut(1.0, 3.0)


def test_samples_cannot_be_changed_afterwards() -> None:
    with pytest.raises(ValueError, match="read-only"):
        track().samples[0] = 1.0
