"""Any sound decodes to 16 kHz mono of the right length, each event at its own time, or is refused with a reason."""

import subprocess
import threading
import wave
from pathlib import Path

import imageio_ffmpeg
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from contracts import Cancelled, StudioError
from engines.speech import SAMPLE_RATE, buffers
from engines.speech.decode import Decoded, decode

SECONDS = 3.2345
BEEP = 1.0


def beep(rate: int = 44_100, seconds: float = SECONDS, loud: float = 0.3) -> np.ndarray:
    """Quiet until BEEP, then 440 Hz."""
    t = np.arange(round(seconds * rate)) / rate
    return (loud * np.sin(2 * np.pi * 440 * t) * (t >= BEEP)).astype(np.float32)


def wav(path: Path, samples: np.ndarray, rate: int = 44_100) -> Path:
    """[N] or [N, C] samples as 16 bit."""
    with wave.open(str(path), "wb") as file:
        file.setparams((1 if samples.ndim == 1 else samples.shape[1], 2, rate, 0, "NONE", ""))
        file.writeframes(np.rint(samples * 32767).astype("<i2").tobytes())
    return path


def ffmpeg(*arguments: object) -> None:
    program = imageio_ffmpeg.get_ffmpeg_exe()
    subprocess.run([program, "-loglevel", "error", "-y", *map(str, arguments)], check=True)


def begins(decoded: Decoded) -> float:
    """When the beep begins, seconds; lossy encoders smear a little noise before it."""
    level = np.abs(decoded.samples)
    return int(np.argmax(level > 0.25 * level.max())) / SAMPLE_RATE


@pytest.fixture(scope="module")
def beep_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return wav(tmp_path_factory.mktemp("decode") / "beep.wav", beep())


@pytest.mark.slow
@pytest.mark.parametrize("suffix", ["wav", "mp3", "m4a", "ogg", "flac", "opus", "mp4", "mov", "mkv", "mka", "webm"])
def test_a_file_of_any_kind_has_its_exact_length_and_its_beep_in_place(
    suffix: str, beep_file: Path, tmp_path: Path
) -> None:
    file = tmp_path / f"a.{suffix}"
    ffmpeg("-i", beep_file, file)
    decoded = decode(file)
    assert len(decoded.samples) == round(round(SECONDS * 44_100) / 44_100 * SAMPLE_RATE)
    assert decoded.samples.dtype == np.float32
    assert begins(decoded) == pytest.approx(BEEP, abs=0.002)
    assert decoded.notes == ()


@pytest.mark.slow
@pytest.mark.parametrize("rate", [8_000, 11_025, 16_000, 22_050, 32_000, 44_100, 48_000, 96_000])
@pytest.mark.parametrize("count", [1, 1601, 30_011])
def test_the_length_is_exact_at_any_rate(rate: int, count: int, tmp_path: Path) -> None:
    decoded = decode(wav(tmp_path / "a.wav", np.full(count, 0.5), rate))
    assert len(decoded.samples) == int(count * SAMPLE_RATE / rate + 0.5)
    assert decoded.rate == rate


@pytest.mark.parametrize("rate", [8_000, 22_050, 48_000])
def test_a_tone_keeps_its_frequency_phase_and_loudness(rate: int, tmp_path: Path) -> None:
    t = np.arange(2 * rate) / rate
    decoded = decode(wav(tmp_path / "a.wav", 0.5 * np.sin(2 * np.pi * 1000 * t), rate))
    want = 0.5 * np.sin(2 * np.pi * 1000 * np.arange(len(decoded.samples)) / SAMPLE_RATE)
    middle = slice(1000, -1000)
    assert np.abs(decoded.samples - want)[middle].max() < 1e-3


def test_sixteen_bit_at_16_khz_comes_through_bit_by_bit(tmp_path: Path) -> None:
    values = np.random.default_rng(3).integers(-32768, 32768, 5000)
    path = tmp_path / "a.wav"
    with wave.open(str(path), "wb") as file:
        file.setparams((1, 2, SAMPLE_RATE, 0, "NONE", ""))
        file.writeframes(values.astype("<i2").tobytes())
    assert np.array_equal(decode(path).samples, (values / 32768).astype(np.float32))


@pytest.mark.parametrize("channels", [2, 6])
def test_channels_are_mixed_without_clipping(channels: int, tmp_path: Path) -> None:
    decoded = decode(wav(tmp_path / "a.wav", np.repeat(beep(loud=0.9)[:, None], channels, axis=1)))
    assert decoded.channels == channels
    assert 0.3 < np.abs(decoded.samples).max() <= 0.92


def test_channels_that_cancel_each_other_leave_the_first(tmp_path: Path) -> None:
    one = beep()
    decoded = decode(wav(tmp_path / "a.wav", np.stack([one, -one], axis=1)))
    assert np.abs(decoded.samples).max() == pytest.approx(0.3, abs=0.01)
    assert "cancel" in decoded.notes[0]


@pytest.mark.slow
@pytest.mark.parametrize("suffix", ["mp4", "mov", "mkv", "webm", "mpg"])
def test_sound_that_begins_late_in_a_film_stays_in_step_with_the_picture(
    suffix: str, beep_file: Path, tmp_path: Path
) -> None:
    film = tmp_path / f"a.{suffix}"
    ffmpeg("-f", "lavfi", "-i", "testsrc=d=4:s=64x64:r=25", "-itsoffset", 0.5, "-i", beep_file, film)
    assert begins(decode(film)) == pytest.approx(BEEP + 0.5, abs=0.013)  # MP2's own delay, 11 ms, is written nowhere


def test_a_film_without_sound_is_refused(tmp_path: Path) -> None:
    film = tmp_path / "silent.mp4"
    ffmpeg("-f", "lavfi", "-i", "testsrc=d=1:s=64x64", film)
    with pytest.raises(StudioError, match=r"silent\.mp4 has no sound, only a picture"):
        decode(film)


def test_the_second_sound_track_is_left_out_and_named(beep_file: Path, tmp_path: Path) -> None:
    ffmpeg("-i", beep_file, "-f", "lavfi", "-i", "sine=d=2", "-map", 0, "-map", 1, tmp_path / "two.mkv")
    decoded = decode(tmp_path / "two.mkv")
    assert begins(decoded) == pytest.approx(BEEP, abs=0.002)
    assert decoded.notes == ("two.mkv has 2 sound tracks; the first was used.",)


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("empty.wav", b"", "is empty"),
        ("picture.wav", b"\x89PNG\r\n\x1a\n" + bytes(100), "is a PNG picture"),
        ("picture.ogg", b"RIFF\x24\x00\x00\x00WEBPVP8 " + bytes(100), "is a WebP picture"),
        ("photo.mp3", b"\xff\xd8\xff\xe0" + bytes(100), "is a JPEG picture"),
        ("noise.wav", bytes(range(256)) * 20, "cannot be read as a sound"),
        ("letter.m4a", b"Dear Sir or Madam", "is a text, not a sound"),
        ("words.TextGrid", 'File type = "ooTextFile"\n"schön"'.encode() * 99, "is a text, not a sound"),
        ("list.m3u8", b"#EXTM3U\n#EXTINF:1,\nfile:///etc/passwd\n", "is a playlist"),
        ("list.wav", b"ffconcat version 1.0\nfile /etc/passwd\n", "is a text, not a sound"),
    ],
)
def test_what_is_no_sound_is_refused_by_name(name: str, content: bytes, message: str, tmp_path: Path) -> None:
    (tmp_path / name).write_bytes(content)
    with pytest.raises(StudioError, match=message) as refused:
        decode(tmp_path / name)
    assert name in refused.value.message
    assert refused.value.hint


def test_what_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(StudioError, match=r"gone\.wav cannot be opened"):
        decode(tmp_path / "gone.wav")
    with pytest.raises(StudioError, match="is a folder"):
        decode(tmp_path)


def test_a_sound_of_zero_length_is_refused(tmp_path: Path) -> None:
    with pytest.raises(StudioError, match="zero seconds long"):
        decode(wav(tmp_path / "a.wav", np.zeros(0)))


@pytest.mark.parametrize("suffix", ["wav", "flac", "mp3", "webm", "m4a"])
def test_a_file_cut_in_half_gives_what_is_there_and_says_so_or_is_refused(
    suffix: str, beep_file: Path, tmp_path: Path
) -> None:
    whole, half = tmp_path / f"whole.{suffix}", tmp_path / f"half.{suffix}"
    ffmpeg("-i", beep_file, whole)
    half.write_bytes(whole.read_bytes()[: whole.stat().st_size // 2])
    if suffix == "m4a":  # its table of contents stands at the end
        with pytest.raises(StudioError, match=r"half\.m4a cannot be read"):
            decode(half)
        return
    decoded = decode(half)
    assert 0.5 < len(decoded.samples) / SAMPLE_RATE < SECONDS - 0.5
    assert any("cut off" in note or "ends early" in note for note in decoded.notes)


def test_silence_telephone_and_clipping_are_told(tmp_path: Path) -> None:
    assert decode(wav(tmp_path / "a.wav", np.zeros(16_000))).notes == ("The sound is silent.",)
    assert "8 kHz" in decode(wav(tmp_path / "b.wav", beep(8_000), 8_000)).notes[0]
    assert "clipped" in decode(wav(tmp_path / "c.wav", (4 * beep()).clip(-1, 1))).notes[0]
    assert decode(wav(tmp_path / "d.wav", beep(loud=1.0))).notes == ()


def test_float_samples_beyond_full_scale_are_turned_down_and_broken_ones_silenced(tmp_path: Path) -> None:
    import soundfile

    samples = 4 * beep()
    samples[100:110] = np.nan
    samples[200] = np.inf
    soundfile.write(tmp_path / "a.wav", samples, 44_100, subtype="FLOAT")
    decoded = decode(tmp_path / "a.wav")
    assert 0.9 < np.abs(decoded.samples).max() <= 1
    assert any("11 samples were not numbers" in note for note in decoded.notes)
    assert np.isfinite(decoded.samples).all()


def test_too_long_a_sound_is_refused_before_it_is_decoded(beep_file: Path) -> None:
    with pytest.raises(StudioError, match=r"plays 3\.2 s; at most 2\.0 s"):
        decode(beep_file, longest=2.0)


def test_a_sound_longer_than_its_header_says_is_refused_on_the_way(tmp_path: Path) -> None:
    """Raw AAC only guesses at its length."""
    ffmpeg("-f", "lavfi", "-i", "sine=d=8", "-f", "adts", tmp_path / "a.aac")
    with pytest.raises(StudioError, match="at most 2"):
        decode(tmp_path / "a.aac", longest=2.0)


def test_a_long_sound_is_a_memory_map_and_equal_to_a_short_one(
    beep_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    short = decode(beep_file)
    monkeypatch.setattr(buffers, "LONG", 1000)
    monkeypatch.setattr(buffers.spans, "__defaults__", (1600,))
    long = decode(beep_file)
    assert isinstance(long.samples, np.memmap)
    assert not isinstance(short.samples, np.memmap)
    assert np.array_equal(long.samples, short.samples)
    assert not long.samples.flags.writeable
    assert not short.samples.flags.writeable


def test_progress_reaches_the_end_and_cancel_stops_the_decoder(beep_file: Path) -> None:
    told: list[float] = []
    decode(beep_file, lambda stage, done, total, message="": told.append(done / total))
    assert told == sorted(told)
    assert told[-1] == 1

    def stop(stage: str, done: float, total: float, message: str = "") -> None:
        raise Cancelled

    before = threading.active_count()
    with pytest.raises(Cancelled):
        decode(beep_file, stop)
    assert threading.active_count() == before


@pytest.mark.slow
@pytest.mark.reference
def test_every_recording_of_the_reference_media_decodes(reference: Path) -> None:
    import soundfile

    for file in sorted((reference / "speech_misc").rglob("*")):
        if file.suffix in {".wav", ".flac"}:
            info = soundfile.info(file)
            decoded = decode(file)
            assert len(decoded.samples) == pytest.approx(info.frames / info.samplerate * SAMPLE_RATE, abs=160)


@pytest.mark.slow
@settings(max_examples=25)
@given(data=st.data(), suffix=st.sampled_from(["wav", "mp3", "ogg", "m4a"]))
def test_a_wounded_file_is_decoded_or_refused(data: st.DataObject, suffix: str, wounded: dict[str, Path]) -> None:
    path = wounded[suffix].with_stem("wounded")
    content = bytearray(wounded[suffix].read_bytes())
    for _ in range(data.draw(st.integers(1, 6))):
        reach = data.draw(st.sampled_from([60, 400, len(content)]))
        content[data.draw(st.integers(0, min(reach, len(content)) - 1))] = data.draw(st.integers(0, 255))
    path.write_bytes(content[: data.draw(st.integers(1, len(content)))])
    try:
        decoded = decode(path, longest=20)
        assert 0 < len(decoded.samples) <= 21 * SAMPLE_RATE
        assert np.abs(decoded.samples).max() <= 1
    except StudioError as refused:
        assert refused.hint


@pytest.fixture(scope="module")
def wounded(beep_file: Path) -> dict[str, Path]:
    files = {suffix: beep_file.with_name(f"a.{suffix}") for suffix in ("wav", "mp3", "ogg", "m4a")}
    for file in files.values():
        ffmpeg("-i", beep_file, file)
    return files


def test_a_rate_that_no_microphone_has_is_refused(beep_file: Path, tmp_path: Path) -> None:
    header = bytearray(beep_file.read_bytes())
    header[24:28] = (4_000_000_000).to_bytes(4, "little")
    (tmp_path / "a.wav").write_bytes(header)
    with pytest.raises(StudioError):
        decode(tmp_path / "a.wav")
    with pytest.raises(StudioError, match="2000 samples a second"):
        decode(wav(tmp_path / "b.wav", beep(2000), 2000))
