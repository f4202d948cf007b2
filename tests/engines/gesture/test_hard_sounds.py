"""Sounds that are no clear speech: a calm figure with a note, or an error that says what to do; never a crash."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import soundfile

from contracts import StudioError
from engines.gesture import lexicon, planner
from engines.gesture.generate import GestureRequest, Performance, generate
from engines.motion import Motion
from engines.motion.skeleton import INDEX
from engines.speech import SAMPLE_RATE
from engines.speech.speak import SpeakRequest, speak


def performed(tmp_path: Path, samples: np.ndarray, **more: object) -> Performance:
    sound = tmp_path / "sound.wav"
    soundfile.write(sound, samples.astype(np.float32), SAMPLE_RATE)
    given = {"audio": sound, "out": tmp_path / "made", "video": False} | more
    made = generate(GestureRequest.model_validate(given))
    assert abs(made.motion.duration - len(samples) / SAMPLE_RATE) < 1 / 30
    assert np.isfinite(made.motion.rotations).all()
    assert all(0 <= one.stroke <= made.track.duration for one in made.plan.gestures)
    return made


def calm(motion: Motion) -> bool:
    """Alive, but neither hand does anything: slower than a stroll of the hand, yet never frozen."""
    wrists = motion.positions()[:, [INDEX["left_wrist"], INDEX["right_wrist"]]]
    speeds = np.linalg.norm(np.diff(wrists, axis=0), axis=2) * float(motion.fps)
    return bool(1e-4 < speeds.mean() < 0.1 and np.percentile(speeds, 95) < 0.3)


def chords(seconds: float) -> np.ndarray:
    """Music without a voice: four chords over and over, plucked twice a second."""
    t = np.arange(round(seconds * SAMPLE_RATE)) / SAMPLE_RATE
    sound = np.zeros(len(t))
    for n in range(int(seconds * 2)):
        since = t - n / 2
        for semitone in ((0, 4, 7), (5, 9, 12), (7, 11, 14), (-3, 0, 4))[n // 2 % 4]:
            tone = 220 * 2 ** (semitone / 12)
            pluck = np.where(since >= 0, np.exp(-4 * np.maximum(since, 0)), 0)
            sound += pluck * sum(np.sin(2 * np.pi * k * tone * since) / k**2 for k in (1, 2, 3, 4))
    return 0.2 * sound / np.abs(sound).max()


def test_silence_is_listened_to_calmly(tmp_path: Path) -> None:
    made = performed(tmp_path, np.zeros(4 * SAMPLE_RATE))
    assert made.plan.gestures == ()
    assert planner.QUIET in made.plan.notes
    assert calm(made.motion)


@pytest.mark.slow
def test_music_is_listened_to_calmly(tmp_path: Path) -> None:
    made = performed(tmp_path, chords(8.0))
    assert made.plan.gestures == ()
    assert planner.QUIET in made.plan.notes
    assert calm(made.motion)


def test_noise_is_listened_to_calmly(tmp_path: Path) -> None:
    made = performed(tmp_path, 0.1 * np.random.default_rng(0).normal(size=5 * SAMPLE_RATE))
    assert made.plan.gestures == ()
    assert calm(made.motion)


@pytest.mark.slow
def test_a_single_word_is_performed(tmp_path: Path) -> None:
    word = speak(SpeakRequest(text="Hello!"))
    made = performed(tmp_path, word.samples, text="Hello!")
    assert len(made.plan.gestures) == 1
    assert made.motion.face.max() > 0.2


def test_a_moment_of_sound_is_no_problem(tmp_path: Path) -> None:
    made = performed(tmp_path, np.full(800, 0.01))
    assert len(made.motion) >= 1
    assert made.plan.gestures == ()


def test_a_language_without_an_aligner_gets_beats_on_its_words_and_a_note(tmp_path: Path) -> None:
    text = "Der alte Mann ging langsam über die Brücke, und niemand sah ihn."
    spoken = speak(SpeakRequest(text=text, voice="de"))
    made = performed(tmp_path, spoken.samples, text=text, language="de")
    assert any("aligner" in note for note in made.track.notes)
    assert made.plan.gestures
    assert all(any(w.start <= one.stroke <= w.end for w in made.track.words) for one in made.plan.gestures)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("text", "voice"), [("Danke schön, auf Wiedersehen!", "de+f2"), ("Nein, das ist nicht gut.", "de+m3")]
)
def test_german_heard_as_english_calls_for_no_gesture_of_its_words(tmp_path: Path, text: str, voice: str) -> None:
    made = performed(tmp_path, speak(SpeakRequest(text=text, voice=voice)).samples)
    units = lexicon.load()
    assert {units[one.unit].kind for one in made.plan.gestures} <= {"beat"}
    assert any("does not fit" in note or note == planner.QUIET for note in made.plan.notes)


@pytest.mark.slow
def test_ten_voices_at_once_are_performed_without_complaint(tmp_path: Path) -> None:
    rng = np.random.default_rng(1)
    voices = ["narrator", "woman", "giant", "en-gb+f2", "en-us+m3", "en-gb+m1", "en-us+f4", "en+m5", "en+f3", "en-us"]
    said = "We were all speaking about the weather, and nobody could hear what the others said."
    words = said.split()
    together = np.zeros(6 * SAMPLE_RATE)
    for voice in voices:
        rng.shuffle(words)
        one = speak(SpeakRequest(text=" ".join(words), voice=voice)).samples[: len(together)]
        at = int(rng.integers(0, len(together) - len(one) + 1))
        together[at : at + len(one)] += one
    made = performed(tmp_path, together / np.abs(together).max())
    assert len(made.plan.gestures) / made.motion.duration < 1.5


@pytest.mark.parametrize("content", [b"", b"\x89PNG\r\n\x1a\n and so on", b"RIFF\x24\x00\x00\x00WAVEfmt "])
def test_a_broken_file_is_refused_and_nothing_is_left(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "sound.wav").write_bytes(content)
    with pytest.raises(StudioError) as error:
        generate(GestureRequest(audio=tmp_path / "sound.wav", out=tmp_path / "made", video=False))
    assert "sound.wav" in error.value.message and error.value.hint
    assert [path.name for path in tmp_path.iterdir()] == ["sound.wav"]
