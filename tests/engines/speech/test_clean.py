"""Cleaning takes off rumble, turns noise down and levels a voice, without moving it in time and without clipping."""

import math
import re
import subprocess
from pathlib import Path

import imageio_ffmpeg
import numpy as np
import pytest
import soundfile

from contracts import Cancelled
from engines.speech import SAMPLE_RATE, buffers
from engines.speech.clean import CEILING, TARGET, clean
from engines.speech.decode import decode
from engines.speech.loudness import loudness


def tone(hertz: float, loud: float, seconds: float = 4.0) -> np.ndarray:
    return (loud * np.sin(2 * np.pi * hertz * np.arange(round(seconds * SAMPLE_RATE)) / SAMPLE_RATE)).astype(np.float32)


def decibels(samples: np.ndarray) -> float:
    return 10 * math.log10(float(np.square(samples, dtype=np.float64).mean()))


@pytest.mark.parametrize("loud", [1.0, 0.01])
def test_a_sine_at_997_hz_has_the_loudness_that_the_standard_gives_it(loud: float) -> None:
    """Meters may be 0.1 off."""
    assert loudness(tone(997, loud)) == pytest.approx(-3.01 + 20 * math.log10(loud), abs=0.1)


@pytest.mark.parametrize("hertz", [60, 150, 400, 1500, 3000, 5000])
def test_loudness_agrees_with_ffmpeg(hertz: float, tmp_path: Path) -> None:
    """ffmpeg measures at 48 kHz, where the standard tabulates its filters."""
    soundfile.write(tmp_path / "a.wav", tone(hertz, 0.3), SAMPLE_RATE)
    assert loudness(tone(hertz, 0.3)) == pytest.approx(ebur128(tmp_path / "a.wav"), abs=0.15)


def test_pauses_do_not_make_a_voice_softer() -> None:
    voice = tone(997, 0.1)
    paused = np.concatenate([voice, np.zeros(8 * SAMPLE_RATE, np.float32), voice])
    assert loudness(paused) == pytest.approx(loudness(voice), abs=0.2)


def test_silence_has_no_loudness() -> None:
    assert loudness(np.zeros(SAMPLE_RATE, np.float32)) == -math.inf
    assert loudness(np.zeros(0, np.float32)) == -math.inf


@pytest.mark.parametrize("loud", [0.002, 0.05, 0.9])
def test_a_levelled_sound_has_the_target_loudness(loud: float) -> None:
    assert loudness(clean(tone(500, loud))) == pytest.approx(TARGET, abs=0.1)


def test_a_click_in_a_quiet_sound_does_not_clip_when_it_is_levelled() -> None:
    sound = tone(500, 0.01)
    sound[30_000] = 0.8
    assert np.abs(clean(sound, high_pass=False)).max() == pytest.approx(CEILING, rel=1e-5)


def test_silence_stays_silence() -> None:
    silence = np.zeros(SAMPLE_RATE, np.float32)
    assert np.array_equal(clean(silence, gate=True), silence)


def test_nothing_asked_changes_nothing() -> None:
    sound = tone(50, 0.1)
    assert np.array_equal(clean(sound, level=False, high_pass=False), sound)


@pytest.mark.parametrize(("hertz", "low", "high"), [(20, -90, -40), (40, -20, -16), (80, -3.3, -2.7), (200, -0.2, 0)])
def test_the_high_pass_takes_off_rumble_and_leaves_voices(hertz: float, low: float, high: float) -> None:
    middle = slice(SAMPLE_RATE, -SAMPLE_RATE)
    sound = tone(hertz, 0.5)
    change = decibels(clean(sound, level=False)[middle]) - decibels(sound[middle])
    assert low < change <= high + 0.01


def test_the_high_pass_takes_off_a_constant_and_adds_no_thump_at_the_ends() -> None:
    cleaned = clean(np.full(SAMPLE_RATE, 0.3, np.float32), level=False)
    assert np.abs(cleaned).max() < 1e-3


def test_nothing_moves_in_time() -> None:
    burst = np.zeros(2 * SAMPLE_RATE, np.float32)
    burst[16_000:16_400] = tone(1000, 0.5, 0.025) * np.hanning(400)
    cleaned = clean(burst, gate=True)
    lag = np.argmax(np.correlate(cleaned[15_000:18_000], burst[15_000:18_000], "full")) - 2999
    assert lag == 0


def test_the_gate_turns_noise_between_words_down_and_leaves_the_words() -> None:
    noise = np.random.default_rng(1).standard_normal(6 * SAMPLE_RATE).astype(np.float32) * 0.003
    sound = noise.copy()
    words = [(1.0, 2.0), (3.5, 4.5)]
    for start, end in words:
        sound[round(start * SAMPLE_RATE) : round(end * SAMPLE_RATE)] += tone(300, 0.2, end - start)
    gated = clean(sound, level=False, high_pass=False, gate=True)
    for start, end in words:  # to their very edges
        piece = slice(round(start * SAMPLE_RATE), round(end * SAMPLE_RATE))
        assert np.array_equal(gated[piece], sound[piece])
    pause = slice(round(2.5 * SAMPLE_RATE), round(3.2 * SAMPLE_RATE))
    assert decibels(gated[pause]) - decibels(sound[pause]) == pytest.approx(-18, abs=0.5)


def test_the_gate_leaves_alone_what_has_no_pauses() -> None:
    noise = (np.random.default_rng(2).standard_normal(4 * SAMPLE_RATE) * 0.1).astype(np.float32)
    assert np.array_equal(clean(noise, level=False, high_pass=False, gate=True), noise)


@pytest.mark.parametrize("count", [1, 7, 159, 160, 161, 5000])
def test_any_length_is_kept(count: int) -> None:
    cleaned = clean(np.full(count, 0.1, np.float32), gate=True)
    assert (cleaned.shape, cleaned.dtype) == ((count,), np.float32)
    assert np.isfinite(cleaned).all()
    assert clean(np.zeros(0, np.float32)).shape == (0,)


def test_a_long_sound_in_blocks_is_cleaned_as_in_one_piece(monkeypatch: pytest.MonkeyPatch) -> None:
    sound = tone(300, 0.1) + tone(30, 0.3)
    sound[20_000:40_000] *= 0.01
    whole = clean(sound, gate=True)
    monkeypatch.setattr(buffers, "LONG", 1000)
    monkeypatch.setattr(buffers.spans, "__defaults__", (3200,))
    pieces = clean(sound, gate=True)
    assert isinstance(pieces, np.memmap)
    assert np.allclose(pieces, whole, atol=1e-6)
    assert not pieces.flags.writeable


def test_cancel_stops_the_work() -> None:
    def stop(stage: str, done: float, total: float, message: str = "") -> None:
        raise Cancelled

    with pytest.raises(Cancelled):
        clean(tone(300, 0.1), progress=stop)


def ebur128(file: Path) -> float:
    program = [imageio_ffmpeg.get_ffmpeg_exe(), "-hide_banner", "-i", str(file), "-af", "ebur128", "-f", "null", "-"]
    log = subprocess.run(program, capture_output=True, text=True, check=True).stderr
    return float(re.findall(r"I: +(-?[\d.]+) LUFS", log)[-1])


@pytest.mark.slow
@pytest.mark.reference
def test_real_voices_come_to_one_level(reference: Path) -> None:
    for file in sorted((reference / "ljspeech_mfa" / "wav").glob("*.wav"))[:5]:
        assert loudness(decode(file).samples) == pytest.approx(ebur128(file), abs=0.6)  # what lies above 8 kHz is gone
        cleaned = clean(decode(file).samples)
        assert loudness(cleaned) == pytest.approx(TARGET, abs=1.5)
        assert np.abs(cleaned).max() <= CEILING + 1e-6
