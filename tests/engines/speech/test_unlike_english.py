"""What speaks against words being English: too little is never enough, and both judges are asked."""

import numpy as np
import pytest

from contracts import Cancelled
from engines.speech.speak import SpeakRequest, speak
from engines.speech.unlike_english import FEW, Evidence, gather, unlike

SAID = "The old man walked slowly across the street."
OTHERS = "A purple elephant publishes seventeen quarterly magazines."


def test_both_judges_count_and_a_few_words_are_no_case() -> None:
    assert not unlike([])
    assert unlike([Evidence(5, 10, -1.0, -4.0)])
    assert not unlike([Evidence(5, 10, -0.4, -4.0)])  # a strange voice: Whisper is sure
    assert not unlike([Evidence(5, 10, -1.0, -0.5)])  # mumbled: the sounds are there
    assert not unlike([Evidence(5, FEW - 1, -1.2, -6.0)])


def test_a_few_words_here_and_there_are_judged_together() -> None:
    few = Evidence(1, 3, -1.0, -4.0)
    assert not unlike([few]) and unlike([few, few])
    assert not unlike([few, Evidence(20, 40, -0.7, -1.0)])


def test_words_that_were_said_fit_better_than_words_that_were_not() -> None:
    samples = speak(SpeakRequest(text=SAID, voice="narrator")).samples
    said, others = (gather(samples, text, -0.8, lambda: None) for text in (SAID, OTHERS))
    assert said.words == 8 and said.seconds == len(samples) / 16_000
    assert said.fit > -3 and others.fit < said.fit - 1.5


def test_it_stops_when_told_to() -> None:
    def stop() -> None:
        raise Cancelled

    with pytest.raises(Cancelled):
        gather(np.zeros(16_000, np.float32), SAID, -0.8, stop)
