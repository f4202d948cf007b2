"""Features stand where their sound stands, at any frame rate, exactly as many as asked for, and are found again."""

from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from contracts import Cancelled, StudioError
from engines.speech import SAMPLE_RATE, SpeechTrack, buffers, features
from engines.speech.features import deepspeech, pitch, resample, spectral

CHEAP = ["mel", "mfcc", "energy", "onset", "envelope", "pitch"]
NTSC = Fraction(30_000, 1001)
RNG = np.random.default_rng(5)


def tone(hertz: float, seconds: float, loud: float = 0.5) -> np.ndarray:
    return (loud * np.sin(2 * np.pi * hertz * np.arange(round(seconds * SAMPLE_RATE)) / SAMPLE_RATE)).astype(np.float32)


def burst(at: float, seconds: float = 3.0, hertz: float = 1000.0, length: float = 0.02) -> np.ndarray:
    """Faint noise with a short tone centred at second `at`."""
    sound = (1e-4 * RNG.standard_normal(round(seconds * SAMPLE_RATE))).astype(np.float32)
    first = round((at - length / 2) * SAMPLE_RATE)
    sound[first : first + round(length * SAMPLE_RATE)] += tone(hertz, length)
    return sound


def voice(hertz: np.ndarray) -> np.ndarray:
    """A buzz with 20 harmonics whose pitch [N] may change."""
    phase = 2 * np.pi * np.cumsum(hertz) / SAMPLE_RATE
    return (0.1 * sum(np.sin(k * phase) / k for k in range(1, 21))).astype(np.float32)


@pytest.mark.parametrize("name", CHEAP)
@pytest.mark.parametrize(("fps", "frames"), [(30, None), (NTSC, 77), (25, 1), (60, 200)])
def test_a_feature_has_exactly_the_frames_asked_for(name: str, fps: Fraction, frames: int | None) -> None:
    sound = burst(1.0, 2.017)
    found = features.of(name, sound, fps, frames)
    assert found.shape == (frames or round(2.017 * fps), features.TABLE[name].dimension)
    assert found.dtype == np.float32
    assert np.isfinite(found).all()
    assert not found.flags.writeable


@pytest.mark.parametrize("name", CHEAP)
@pytest.mark.parametrize("count", [0, 1, 100])
def test_a_sound_of_almost_nothing_has_one_frame(name: str, count: int) -> None:
    assert features.of(name, np.zeros(count, np.float32), 30).shape == (1, features.TABLE[name].dimension)


@pytest.mark.parametrize("name", ["mel", "energy", "onset", "envelope"])
@pytest.mark.parametrize("fps", [24, 25, NTSC, 30, 60, 100, 120])
@pytest.mark.parametrize("at", [0.5, 1.237, 2.6])
def test_a_burst_is_in_the_frame_of_its_time(name: str, fps: Fraction, at: float) -> None:
    strength = features.of(name, burst(at), fps).sum(axis=1)
    strength = strength - np.median(strength)
    peak = np.flatnonzero(strength >= 0.99 * strength.max()).mean()  # the envelope has a flat top
    want = at - 0.01 if name == "onset" else at  # the tone begins 10 ms before its middle
    assert peak / float(fps) == pytest.approx(want, abs=0.5 / float(fps) + 0.011)


def test_blocks_do_not_show(monkeypatch: pytest.MonkeyPatch) -> None:
    sound = voice(np.linspace(100, 200, 2 * SAMPLE_RATE))
    whole = [features.of(name, sound, 30) for name in CHEAP]
    monkeypatch.setattr(spectral, "_BLOCK", 17)
    monkeypatch.setattr(pitch, "_BLOCK", 17)
    for name, want in zip(CHEAP, whole, strict=True):
        assert np.allclose(features.of(name, sound, 30), want, atol=1e-5), name


@pytest.mark.slow
def test_mel_bands_are_librosas_and_sum_to_the_power_of_a_tone() -> None:
    librosa = pytest.importorskip("librosa")
    theirs = librosa.filters.mel(sr=SAMPLE_RATE, n_fft=spectral.FFT, n_mels=80, norm=None)
    assert np.allclose(spectral.filters(), theirs, atol=1e-6)
    mel = features.of("mel", tone(1000, 2.0, loud=1.0), 30)[20]
    assert 10 * np.log10((10 ** (mel / 10)).sum()) == pytest.approx(-3.01, abs=0.5)
    assert np.abs(np.argmax(mel) - np.argmin(np.abs(_centres() - 1000))) <= 1


def _centres() -> np.ndarray:
    lines = np.linspace(0, SAMPLE_RATE / 2, spectral.FFT // 2 + 1)
    return lines[spectral.filters().argmax(axis=1)]


def test_energy_is_root_mean_square_in_decibels() -> None:
    assert features.of("energy", tone(400, 2.0, loud=0.1), 25)[25, 0] == pytest.approx(-23.01, abs=0.05)
    assert features.of("energy", np.zeros(SAMPLE_RATE, np.float32), 25)[5, 0] == -100


def test_an_onset_stands_where_a_tone_begins_and_not_where_it_ends() -> None:
    sound = np.zeros(3 * SAMPLE_RATE, np.float32)
    sound[SAMPLE_RATE : 2 * SAMPLE_RATE] = tone(440, 1.0)
    onset = features.of("onset", sound, 100)[:, 0]
    assert onset.argmax() / 100 == pytest.approx(1.0, abs=0.011)
    assert onset[120:195].max() < 0.02 * onset.max()


@pytest.mark.parametrize("hertz", [75, 110, 220, 400])
def test_pitch_is_in_octaves_above_100_hz(hertz: float) -> None:
    found = features.of("pitch", voice(np.full(SAMPLE_RATE, hertz)), 30)[3:-3]
    assert np.allclose(found[:, 1], 1)
    assert np.allclose(100 * 2 ** found[:, 0], hertz, rtol=0.005)


def test_pitch_follows_a_glide_and_silence_between_does_not_pull_it_down() -> None:
    glide = np.concatenate([np.linspace(120, 240, 2 * SAMPLE_RATE)])
    sound = voice(glide)
    sound[15_000:17_000] = 0
    found = features.of("pitch", sound, 30)
    for frame in (10, 20, 27, 33, 45):
        if found[frame, 1] > 0.05:
            assert 100 * 2 ** found[frame, 0] == pytest.approx(glide[frame * SAMPLE_RATE // 30], rel=0.03)
    assert found[30, 1] < 0.5


def test_noise_and_silence_have_no_pitch() -> None:
    noise = (0.1 * RNG.standard_normal(2 * SAMPLE_RATE)).astype(np.float32)
    assert features.of("pitch", noise, 30)[:, 1].mean() < 0.05
    assert not features.of("pitch", np.zeros(SAMPLE_RATE, np.float32), 30).any()


@pytest.mark.slow
@settings(max_examples=60)
@given(
    rate=st.sampled_from([25, 50, 100]),
    fps=st.fractions(1, 200, max_denominator=1001),
    slope=st.floats(-3, 3),
    level=st.floats(-5, 5),
)
def test_resampling_keeps_a_straight_line(rate: int, fps: Fraction, slope: float, level: float) -> None:
    """So nothing moves in time, whatever the two rates are."""
    native = (level + slope * np.arange(10 * rate + 1) / rate)[:, None].astype(np.float32)
    inside = [i for i in range(int(10 * fps)) if 1.1 < i / fps < 8.9]
    if inside:
        found = resample.resample(native, rate, fps, inside[0], inside[-1] + 1)[:, 0]
        times = np.array([float(i / fps) for i in inside])
        assert np.allclose(found, level + slope * times, atol=1e-3 + abs(slope) * 0.5 / rate)


def test_several_names_stand_side_by_side() -> None:
    sound = burst(0.5, 1.0)
    joined = features.of("mfcc+energy+onset", sound, 30)
    parts = [features.of(name, sound, 30) for name in ("mfcc", "energy", "onset")]
    assert np.array_equal(joined, np.concatenate(parts, axis=1))


def test_a_track_and_its_samples_give_the_same() -> None:
    sound = burst(0.5, 1.0)
    assert np.array_equal(features.of("mel", SpeechTrack(sound), 30), features.of("mel", sound, 30))


@pytest.mark.slow
def test_results_are_found_again_by_the_sound(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    sound = burst(0.5, 1.0)
    first = features.of("whisper", sound, 30, cache=tmp_path)
    files = {path.name for path in tmp_path.iterdir()}
    assert len(files) == 2  # at its own rate and at the motion's
    assert isinstance(first, np.memmap)
    monkeypatch.setattr("engines.speech.features.whisper.stream", None)  # whoever computes again, fails
    assert np.array_equal(features.of("whisper", sound.copy(), 30, cache=tmp_path), first)
    assert features.of("whisper", sound, 25, cache=tmp_path).shape == (25, 384)  # from its own rate
    assert len(list(tmp_path.iterdir())) == 3
    with pytest.raises(TypeError):
        features.of("whisper", sound * np.float32(0.5), 30, cache=tmp_path)


def test_a_damaged_cache_file_is_computed_again(tmp_path: Path) -> None:
    sound = burst(0.5, 1.0)
    want = np.array(features.of("mel", sound, 30, cache=tmp_path))
    (file,) = tmp_path.iterdir()
    for damage in (b"", b"junk", file.read_bytes()[:-100]):
        file.write_bytes(damage)
        assert np.array_equal(features.of("mel", sound, 30, cache=tmp_path), want)


def test_a_cancelled_computation_leaves_nothing_in_the_cache(tmp_path: Path) -> None:
    def stop(stage: str, done: float, total: float, message: str = "") -> None:
        raise Cancelled

    with pytest.raises(Cancelled):
        features.of("mel", burst(0.5, 1.0), 30, cache=tmp_path, progress=stop)
    assert list(tmp_path.iterdir()) == []


def test_a_long_result_is_a_memory_map(monkeypatch: pytest.MonkeyPatch) -> None:
    sound = burst(0.5, 1.0)
    want = features.of("mel", sound, 30)
    monkeypatch.setattr(buffers, "LONG", 1000)
    found = features.of("mel", sound, 30)
    assert isinstance(found, np.memmap)
    assert np.array_equal(found, want)


def test_wrong_requests_are_refused() -> None:
    sound = np.zeros(100, np.float32)
    with pytest.raises(StudioError, match="no speech feature 'mle'") as refused:
        features.of("mfcc+mle", sound, 30)
    assert "whisper" in refused.value.hint
    for fps in (0, -1, 5000):
        with pytest.raises(StudioError, match="no rate of a motion"):
            features.of("mel", sound, fps)
    with pytest.raises(StudioError, match="0 frames"):
        features.of("mel", sound, 30, 0)
    with pytest.raises(StudioError, match=r"not from a\.npy"):
        features.of("mel", Path("a.npy"), 30)
    with pytest.raises(StudioError, match=r"from a file aud_ds\.npy"):
        features.of("deepspeech", sound, 30)


def test_deepspeech_files_come_at_the_rate_of_the_motion(tmp_path: Path) -> None:
    scores = RNG.random((50, 16, 29)).astype(np.float32)
    np.save(tmp_path / "aud_ds.npy", scores)
    assert np.array_equal(deepspeech.read(tmp_path / "aud_ds.npy"), scores)
    same = features.of("deepspeech", tmp_path / "aud_ds.npy", 25)
    assert np.allclose(same, scores.reshape(50, -1), atol=1e-6)
    double = features.of("deepspeech", tmp_path / "aud_ds.npy", 50, 99)
    assert np.allclose(double[::2], scores.reshape(50, -1), atol=1e-6)
    assert np.allclose(double[21], (same[10] + same[11]) / 2, atol=1e-6)


@pytest.mark.parametrize(
    ("array", "message"),
    [
        (np.zeros((10, 768), np.float32), "10 x 768 numbers"),
        (np.zeros((0, 16, 29), np.float32), "0 x 16 x 29 numbers"),
        (np.zeros((3, 16, 29), np.int32), "int32, not decimal"),
        (np.full((3, 16, 29), np.nan, np.float32), "not numbers"),
        (np.array([{"a": 1}], object), "not a NumPy array"),
    ],
)
def test_other_arrays_are_no_deepspeech_features(array: np.ndarray, message: str, tmp_path: Path) -> None:
    np.save(tmp_path / "aud_ds.npy", array, allow_pickle=True)
    with pytest.raises(StudioError, match=message):
        features.of("deepspeech", tmp_path / "aud_ds.npy", 25)


@settings(max_examples=60)
@given(content=st.binary(max_size=200), head=st.booleans())
@example(content=b"PK\x03\x04", head=False)  # the beginning of a zip
def test_any_bytes_are_no_deepspeech_features(
    content: bytes, head: bool, tmp_path_factory: pytest.TempPathFactory
) -> None:
    path = tmp_path_factory.mktemp("ds") / "aud_ds.npy"
    path.write_bytes((b"\x93NUMPY\x01\x00" if head else b"") + content)
    with pytest.raises(StudioError):
        deepspeech.read(path)
