"""Pieces hold all speech, none is longer than Whisper can see, and cuts fall into pauses."""

import itertools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engines.speech.pieces import LONGEST, pieces
from engines.speech.track import SAMPLE_RATE

GAPS = st.lists(st.tuples(st.floats(0.1, 8), st.floats(0.2, 90)), min_size=1, max_size=6)


def speech(seconds: float, pauses: list[tuple[float, float]]) -> np.ndarray:
    """Noise as loud as a voice, with silence at `pauses`."""
    samples = np.random.default_rng(1).normal(0, 0.1, round(seconds * SAMPLE_RATE)).astype(np.float32)
    for start, end in pauses:
        samples[round(start * SAMPLE_RATE) : round(end * SAMPLE_RATE)] = 0
    return samples


def test_long_speech_is_cut_in_its_longest_pause() -> None:
    samples = speech(60, [(17, 17.1), (22, 22.6), (26, 26.2), (40, 40.5), (42, 42.2)])
    cuts = [piece.end for piece in pieces(samples, [(0, 60)])][:-1]
    assert len(cuts) == 2
    assert 22 < cuts[0] < 22.6
    assert 40 < cuts[1] < 40.5


def test_long_silence_is_left_out_and_a_short_pause_is_not() -> None:
    samples = speech(30, [(5, 10), (12, 13)])
    first, second = pieces(samples, [(0, 5), (10, 12), (13, 30)])
    assert first.end == pytest.approx(5, abs=0.5)
    assert (second.start, second.end) == (pytest.approx(10, abs=0.5), 30)
    assert len(second.of(samples)) == pytest.approx((second.end - second.start) * SAMPLE_RATE, abs=1)


@pytest.mark.slow
@given(GAPS)
def test_every_voice_is_in_a_piece_and_no_piece_is_too_long(gaps: list[tuple[float, float]]) -> None:
    voice, at = [], 0.0
    for silence, length in gaps:
        voice.append((at + silence, at + silence + length))
        at = voice[-1][1]
    samples = np.zeros(round(at * SAMPLE_RATE) + 1, np.float32)
    made = list(pieces(samples, voice))
    assert all(0 < piece.end - piece.start <= LONGEST + 1e-6 for piece in made)
    assert all(a.end <= b.start + 1e-9 for a, b in itertools.pairwise(made))
    for start, end in voice:
        held = sum(max(0.0, min(end, piece.end) - max(start, piece.start)) for piece in made)
        assert held == pytest.approx(end - start, abs=1e-3)


def test_nobody_speaking_makes_no_piece() -> None:
    assert list(pieces(np.zeros(SAMPLE_RATE, np.float32), [])) == []
