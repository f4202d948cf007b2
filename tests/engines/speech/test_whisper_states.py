"""The states of Whisper's encoder stand where their sound stands, across the seams of its 30 s windows."""

from pathlib import Path

import numpy as np
import pytest

from engines.speech import SAMPLE_RATE, features
from engines.speech.decode import decode
from engines.speech.features import whisper

ROOT = Path(__file__).resolve().parents[3]


@pytest.mark.slow
@pytest.mark.parametrize(("count", "fps", "frames"), [(0, 30, 1), (100, 30, 1), (32_272, 30, 61), (32_272, 25, 50)])
def test_there_are_exactly_as_many_as_frames(count: int, fps: int, frames: int) -> None:
    states = features.of("whisper", np.full(count, 0.01, np.float32), fps)
    assert (states.shape, states.dtype) == ((frames, 384), np.float32)
    assert np.isfinite(states).all()


@pytest.mark.slow
def test_every_window_is_put_at_its_own_time() -> None:
    """The second window reaches from 27 to 57 s and gives what lies between 28 and 56 s."""
    talk = decode(ROOT / "assets/samples/talk.wav").samples
    sound = np.concatenate([talk] * 5)[: 40 * SAMPLE_RATE]
    states = features.of("whisper", sound, 50)
    alone = np.concatenate(list(whisper.stream("whisper", sound[28 * SAMPLE_RATE - SAMPLE_RATE :], 29 * 50, ())))
    # That window begins at 26 s, one second before the other's; so only what is heard agrees, not where it lies in it.
    second, other = states[28 * 50 + 100 : 39 * 50], alone[50 + 100 : 12 * 50]
    agree = [np.corrcoef(second[20:-20].ravel(), np.roll(other, lag, 0)[20:-20].ravel())[0, 1] for lag in range(-9, 10)]
    assert np.argmax(agree) - 9 == 0


@pytest.mark.slow
def test_states_tell_loudness_at_their_own_time_and_no_other() -> None:
    """A straight-line fit from states to energy is best without lag: within 40 ms, as a state sees its surroundings."""
    talk = decode(ROOT / "assets/samples/talk.wav").samples
    states, energy = features.of("whisper", talk, 50), features.of("energy", talk, 50)[:, 0]
    basis, size, _ = np.linalg.svd(states - states.mean(axis=0), full_matrices=False)
    known = np.c_[basis[:, :40] * size[:40], np.ones(len(states))][20:-20]
    left = []
    for lag in range(-8, 9):
        heard = energy[20 + lag : len(energy) - 20 + lag]
        left.append(np.var(heard - known @ np.linalg.lstsq(known, heard, rcond=None)[0]))
    assert abs(int(np.argmin(left)) - 8) <= 2
