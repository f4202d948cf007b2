"""Voice is found where somebody speaks and nowhere else."""

import itertools
from pathlib import Path

import numpy as np
import pytest

from engines.speech import SAMPLE_RATE, activity, textgrid
from engines.speech.decode import decode

ROOT = Path(__file__).resolve().parents[3]
RNG = np.random.default_rng(7)
LENGTH = 6 * SAMPLE_RATE
T = np.arange(LENGTH) / SAMPLE_RATE


@pytest.mark.parametrize(
    "sound",
    [
        np.zeros(LENGTH),
        0.1 * RNG.standard_normal(LENGTH),
        0.3 * np.sin(2 * np.pi * 50 * T),
        sum(0.1 * np.sin(2 * np.pi * f * T) for f in (220, 277, 330, 440)),
        (RNG.random(LENGTH) < 1e-3) * 0.9,
    ],
    ids=["silence", "noise", "hum", "chord", "clicks"],
)
def test_what_is_no_voice_is_not_taken_for_one(sound: np.ndarray) -> None:
    assert activity.regions(sound.astype(np.float32)) == []


@pytest.mark.parametrize("count", [0, 1, 511, 512, 513])
def test_any_length_is_answered(count: int) -> None:
    assert len(activity.probabilities(np.zeros(count, np.float32))) == -(-count // activity.STEP)
    assert activity.regions(np.zeros(count, np.float32)) == []


def test_a_voice_is_found_for_as_long_as_the_network_is_not_unsure() -> None:
    step = activity.STEP / SAMPLE_RATE
    likely = np.array([0, 0, 0.9, 0.4, 0.9, 0, 0.9, 0, 0, 0, 0, 0, 0.9, 0, 0, 0, 0], np.float32)
    found = activity.stretches(likely, 17 * step, pause=4 * step, margin=0.0, shortest=2 * step)
    assert [(round(a / step), round(b / step)) for a, b in found] == [(2, 7)]  # the single one at 12 is a click
    wide = activity.stretches(likely, 17 * step, pause=4 * step, margin=3 * step, shortest=0.0)
    assert [(round(a / step), round(b / step)) for a, b in wide] == [(0, 16)]  # margins that meet make one stretch


def test_blocks_do_not_show(monkeypatch: pytest.MonkeyPatch) -> None:
    sound = (0.1 * RNG.standard_normal(LENGTH)).astype(np.float32)
    whole = activity.probabilities(sound)
    monkeypatch.setattr(activity, "_BATCH", 7)
    assert np.allclose(activity.probabilities(sound), whole, atol=1e-5)


@pytest.mark.slow
@pytest.mark.reference
@pytest.mark.parametrize("noise", [0.0, 0.01])
def test_words_of_real_speech_lie_in_the_regions_and_long_pauses_outside(reference: Path, noise: float) -> None:
    inside = spoken = outside = silent = 0.0
    for grid in sorted((reference / "ljspeech_mfa" / "textgrid").glob("*.TextGrid")):
        samples = decode(reference / "ljspeech_mfa" / "wav" / f"{grid.stem}.wav").samples
        samples = (samples + noise * RNG.standard_normal(len(samples))).astype(np.float32)
        found = np.zeros(len(samples), bool)
        for start, end in activity.regions(samples, pause=0.15, margin=0.03):
            found[round(start * SAMPLE_RATE) : round(end * SAMPLE_RATE)] = True
        words = textgrid.read(grid).words()
        for word in words:
            piece = found[round(word.start * SAMPLE_RATE) : round(word.end * SAMPLE_RATE)]
            inside, spoken = inside + piece.sum(), spoken + len(piece)
        for a, b in itertools.pairwise(words):
            if b.start - a.end > 0.3:
                piece = found[round((a.end + 0.1) * SAMPLE_RATE) : round((b.start - 0.1) * SAMPLE_RATE)]
                outside, silent = outside + (~piece).sum(), silent + len(piece)
    assert inside / spoken > 0.97
    assert outside / silent > 0.8
