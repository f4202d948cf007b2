"""Mouths are told from Whisper's states at their own time, however the states come, and for voices never heard."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest

from engines.speech import features
from engines.speech.features import shapes, whisper
from engines.speech.speak import SpeakRequest, speak

STATES = np.random.default_rng(0).normal(size=(90, 384)).astype(np.float32)


def came(monkeypatch: pytest.MonkeyPatch, *sizes: int) -> np.ndarray:
    def stream(*how: object) -> Iterator[np.ndarray]:
        yield from np.split(STATES[: sum(sizes)], np.cumsum(sizes)[:-1])

    monkeypatch.setattr(whisper, "stream", stream)
    return np.concatenate(list(shapes.stream("shapes", np.zeros(0, np.float32), sum(sizes), ())))


def test_blocks_do_not_show_and_the_ends_stand_for_what_is_beyond(monkeypatch: pytest.MonkeyPatch) -> None:
    whole = came(monkeypatch, 90)
    assert whole.shape == (90, 9)
    for sizes in ((40, 50), (3, 20, 1, 66), (89, 1)):
        np.testing.assert_allclose(came(monkeypatch, *sizes), whole, atol=1e-5)
    assert came(monkeypatch, 1).shape == (1, 9)


@pytest.mark.slow
def test_lips_part_and_close_for_a_voice_that_was_not_learned() -> None:
    track = speak(SpeakRequest(text="My baby bought five warm waffles for everybody.", voice="robot"))
    frames = round(25 * track.duration)
    heard, known = features.of("shapes", track.samples, 25, frames), features.of("lips", track, 25, frames)
    parted = [float(np.corrcoef(np.roll(heard[:, 8], lag), known[:, 8])[0, 1]) for lag in (-2, -1, 0, 1, 2)]
    assert int(np.argmax(parted)) == 2 and parted[2] > 0.75, parted
    assert np.corrcoef(heard[:, 7], known[:, 7])[0, 1] > 0.6, "pressed together"
