"""A mouth that follows a sound in a known way is heard to do so."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import numpy as np
import pytest
import torch

from contracts import StudioError, silent
from engines.avatar import make
from engines.avatar.avatar import Avatar
from engines.avatar.drive import mouths_of
from engines.avatar.egstalker.listening import Ear
from engines.avatar.hearing import Hearing, listen
from engines.avatar.make import TrainRequest
from engines.avatar.prepared import Prepared
from engines.avatar.training import Trainer
from engines.speech import features
from engines.speech.track import Phone, SpeechTrack, Word


def spoken(frames: int, seed: int) -> tuple[np.ndarray, np.ndarray]:
    """Features [T, 12] and a mouth [T, 3] that follows them two frames later, with some will of its own."""
    chance = np.random.default_rng(seed)
    way = np.random.default_rng(7).normal(size=(12, 3)) / 3
    heard = chance.normal(size=(frames, 12)).cumsum(axis=0)
    heard = heard - np.convolve(heard.mean(axis=1), np.ones(9) / 9, "same")[:, None]
    heard = np.diff(heard, axis=0, prepend=0)
    mouth = np.roll(heard, 2, axis=0) @ way + 0.2 * chance.normal(size=(frames, 3))
    return heard.astype(np.float32), mouth.astype(np.float32)


def test_what_follows_the_sound_is_learned_and_what_does_not_is_not() -> None:
    heard, mouth = spoken(200, 0)
    hearing = Hearing.learn("mel", heard, mouth)
    assert hearing.skill > 0.6
    new, said = spoken(120, 1)
    told = hearing.codes(new)
    for k in range(3):
        assert np.corrcoef(told[5:-5, k], said[5:-5, k])[0, 1] > 0.85
    deaf = Hearing.learn("mel", heard, np.random.default_rng(2).normal(size=(200, 3)).astype(np.float32))
    assert deaf.skill < 0.1
    assert np.abs(deaf.codes(new) - deaf.usual).mean() < 0.4


def test_another_voice_is_brought_to_the_loudness_that_was_learned() -> None:
    heard, mouth = spoken(200, 0)
    hearing = Hearing.learn("mel", heard, mouth)
    louder = heard + 20
    assert hearing.sounds_like(heard) and not hearing.sounds_like(louder)
    np.testing.assert_allclose(hearing.codes(louder, own_voice=False), hearing.codes(heard), atol=0.1)


def test_silence_that_no_microphone_hears_does_not_hold_lips_still() -> None:
    heard, mouth = spoken(200, 0)
    hearing = Hearing.learn("mel", heard, mouth)
    pause = np.full((100, 12), -2000.0, np.float32)
    synthetic = np.concatenate([pause, heard, pause])
    moved = hearing.codes(synthetic, own_voice=False)[105:295].std(axis=0)
    assert (moved > 0.6 * hearing.codes(heard)[5:-5].std(axis=0)).all()


def test_deepspeech_scores_come_from_a_file() -> None:
    with pytest.raises(StudioError, match="not computed here"):
        listen("deepspeech", np.zeros(16000, np.float32), 25)


def test_words_are_the_same_from_any_voice_and_count_more() -> None:
    heard, mouth = spoken(200, 0)
    words = heard[:, :9] + np.float32(0.5)
    hearing = Hearing.learn("lips", words, mouth)
    np.testing.assert_array_equal(hearing.codes(words + 1, own_voice=False), hearing.codes(words + 1))
    assert hearing.sounds_like(words + 100)
    ahead = hearing.weights.reshape(2 * hearing.reach + 1, 9, 3)
    assert np.abs(ahead[[3, 7]]).max() == 0.0 < np.abs(ahead[4:7]).min(axis=(1, 2)).max(), "known to the frame, nearly"


def test_another_voice_is_followed_by_what_means_the_same_whoever_speaks() -> None:
    chance, (shapes, mouth) = np.random.default_rng(3), spoken(200, 0)
    shapes, bands = shapes[:, :9], chance.normal(size=(200, 80)).astype(np.float32)
    mouth = mouth + bands[:, :3]  # this voice's bands tell much of the mouth
    hearing = Hearing.learn("mel+shapes", np.concatenate([bands, shapes], axis=1), mouth)
    other = np.concatenate([chance.normal(9, 5, size=bands.shape).astype(np.float32), shapes], axis=1)
    alone = Hearing.learn("shapes", shapes, mouth)
    told, wanted = hearing.codes(other, own_voice=False), alone.codes(shapes)
    assert hearing.others is not None and alone.others is not None
    np.testing.assert_allclose(hearing.others, alone.weights, atol=1e-5)
    np.testing.assert_allclose(
        (told - hearing.usual) / hearing.lively, (wanted - alone.usual) / alone.lively, atol=1e-4
    )


def test_the_words_of_a_track_are_said_without_being_recognised() -> None:
    phones = (Phone("M", 0.2, 0.3), Phone("AA1", 0.3, 0.6), Phone("M", 0.6, 0.7))
    track = SpeechTrack(np.zeros(16_000, np.float32), "mom", (Word("mom", 0.2, 0.7, phones),), recogniser="given")
    lips = listen("lips", track, 25)
    assert lips.shape == (25, 9)
    pressed, parted = lips[:, 7], lips[:, 8]
    assert parted[11] > 0.15 and pressed[11] < 0.01, "open at the vowel"
    assert max(parted[6], parted[16]) < 0.2 * parted[11] and min(pressed[6], pressed[16]) > 0.03, "closed at either m"


def test_whoever_hears_by_weights_is_told_where_they_are(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    heard, mouth = spoken(60, 0)
    places: list[tuple[Path, ...]] = []

    def listening(name: str, source: object, fps: int, frames: int, **how: Any) -> np.ndarray:
        places.append(how["ckpt"])
        return np.resize(heard, (frames, 12)).astype(np.float32)

    monkeypatch.setattr(features, "of", listening)
    hearing, ear = Hearing.learn("mel", heard, mouth), Ear("mel", 12, 4)
    for one in (hearing, ear):
        avatar = cast(Avatar, SimpleNamespace(hearing=one))
        mouths_of(avatar, np.zeros(16000, np.float32), ckpt=(tmp_path,))
    material = SimpleNamespace(material=heard, samples=np.ones(16000, np.float32), deepspeech=None)
    trainer = SimpleNamespace(
        scene=SimpleNamespace(codes=torch.from_numpy(mouth)), train=range(40),
        coder=SimpleNamespace(shape=SimpleNamespace(mouth=3), mouth_back=np.ones((3, 4))),
    )  # fmt: skip
    request = TrainRequest(folder=tmp_path, out=tmp_path, features="mel", ckpt=(tmp_path,))
    make._hearing(request, cast(Prepared, material), cast(Trainer, trainer), silent)
    assert places == [(tmp_path,)] * 3
