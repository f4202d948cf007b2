"""A text becomes sound whose words and phones are where the track says they are."""

import ctypes
import subprocess
import sys
import wave
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from pydantic import ValidationError

from contracts import Cancelled, StudioError
from engines.speech import buffers, espeak, espeak_library
from engines.speech.loudness import loudness
from engines.speech.recognise import recognise
from engines.speech.speak import SpeakRequest, speak
from engines.speech.track import SAMPLE_RATE, SpeechTrack
from engines.speech.voices import available
from engines.speech.voices.characters import characters
from engines.speech.word_error import word_error_rate

SAID = "Good morning, everybody. Today we are going to talk about the weather."


def say(text: str, **more: object) -> SpeechTrack:
    return speak(SpeakRequest.model_validate({"text": text, "engine": "espeak", **more}))


def level(track: SpeechTrack, start: float, end: float) -> float:
    part = track.samples[round(start * SAMPLE_RATE) : round(end * SAMPLE_RATE)]
    return float(np.sqrt(np.square(part).mean()))


def pitch(track: SpeechTrack) -> float:
    """Hz, the middle of what the loudest half second repeats itself with."""
    import librosa

    return float(np.median(librosa.yin(np.asarray(track.samples), fmin=50, fmax=500, sr=SAMPLE_RATE)))


def test_every_word_is_there_in_order_with_its_sounds() -> None:
    track = say(SAID)
    assert [word.text for word in track.words] == SAID.split()
    assert track.aligner == "espeak-ng" and track.recogniser == "given" and track.language == "en"
    for one, two in pairwise(track.words):
        assert one.end <= two.start + 1e-6
    for word in track.words:
        assert word.phones and word.phones[0].start == word.start and word.phones[-1].end == word.end
    sounds = [phone.sound for phone in track.words[1].phones]
    assert (sounds[0], sounds[-1]) == ("M", "NG")


def test_there_is_sound_in_words_and_silence_between_sentences() -> None:
    track = say(SAID)
    for word in track.words:
        assert level(track, word.start, word.end) > 0.01, word.text
    pause = (track.words[2].end, track.words[3].start)
    assert pause[1] - pause[0] > 0.25
    assert level(track, pause[0] + 0.05, pause[1] - 0.05) < 0.002


def test_a_hiss_is_where_its_phone_says() -> None:
    """The S of 'six' and the SH of 'shoes' are the only places with more hiss than hum."""
    track = say("Amy ran in a suit.")
    hiss = next(phone for phone in track.phones if phone.sound == "S")
    spectrum = np.abs(np.fft.rfft(track.samples[: len(track.samples) // 160 * 160].reshape(-1, 160) * np.hanning(160)))
    high = spectrum[:, 40:].sum(1) > 3 * spectrum[:, :30].sum(1)
    loud = spectrum.sum(1) > 0.05 * spectrum.sum(1).max()
    found = np.flatnonzero(high & loud) * 0.01
    assert found.min() == pytest.approx(hiss.start, abs=0.05)
    assert np.median(found[found < hiss.end + 0.03]) == pytest.approx((hiss.start + hiss.end) / 2, abs=0.04)


def test_the_file_is_the_track_at_the_voices_own_quality(tmp_path: Path) -> None:
    track = say(SAID, out=tmp_path / "a.wav")
    with wave.open(str(tmp_path / "a.wav")) as file:
        assert (file.getframerate(), file.getnchannels(), file.getsampwidth()) == (22_050, 1, 2)
        assert file.getnframes() / 22_050 == pytest.approx(track.duration, abs=1e-3)
        samples = np.frombuffer(file.readframes(file.getnframes()), "<i2")
    assert 0.3 < np.abs(samples / 32768).max() < 0.9


@pytest.mark.slow
def test_rate_pitch_volume_and_pauses_do_what_they_say() -> None:
    usual = say(SAID)
    fast, high = say(SAID, rate=1.6), say(SAID, pitch=7)
    spoken = usual.words[-1].end - usual.words[3].start
    assert (fast.words[-1].end - fast.words[3].start) / spoken == pytest.approx(1 / 1.6, rel=0.15)
    assert pitch(high) / pitch(usual) == pytest.approx(2 ** (7 / 12), rel=0.15)
    assert loudness(usual.samples) == pytest.approx(-20, abs=1)
    assert loudness(say(SAID, volume=0.5).samples) == pytest.approx(-26, abs=1)
    gaps = [track.words[3].start - track.words[2].end for track in (usual, say(SAID, pause=3))]
    assert gaps[1] > gaps[0] + 0.5


@pytest.mark.slow
@pytest.mark.parametrize("name", list(characters()))
def test_every_character_is_understood(name: str) -> None:
    """Whisper, who has never met them, makes out most of it; tests/benchmarks/voices.py has the figures."""
    track = say(f"{SAID} Please bring your umbrella and a warm coat.", voice=name)
    assert word_error_rate(track.text, recognise(track.samples).text) < 0.5
    assert np.abs(track.samples).max() <= 0.9


def orderly(track: SpeechTrack) -> bool:
    """Whether its phones follow each other within the sound and each lasts a moment, as a TextGrid needs them."""
    times = [time for phone in track.phones for time in (phone.start, phone.end)]
    return times == sorted(times) and times[-1] <= track.duration and all(p.end - p.start > 0.003 for p in track.phones)


@pytest.mark.slow
def test_all_languages_say_something() -> None:
    """A baby understands it in every one of them."""
    for voice in available():
        track = say("mama 7", voice=voice.name)
        assert track.duration > 0.4 and len(track.words) == 2, voice.name
        assert track.words[0].phones and orderly(track), voice.name


@pytest.mark.parametrize("voice", ["narrator", "woman", "giant", "de", "be"])
@pytest.mark.parametrize("rate", [0.5, 3.0])
def test_at_the_bounds_of_speed_and_pitch_every_sound_keeps_a_moment(voice: str, rate: float) -> None:
    """espeak-ng drops sounds when it hurries: they lasted no time at all."""
    for pitch, lively in ((-12, 2), (12, 0)):
        track = say(
            "Hello there, my six good friends! Who knows?", voice=voice, rate=rate, pitch=pitch, pitch_range=lively
        )
        assert orderly(track) and 0.8 < track.duration * rate < 8
        assert 0 < np.abs(track.samples).max() <= 0.9


@pytest.mark.parametrize(
    "text",
    [
        "family 👨‍👩‍👧‍👦 here", "123 4567890 3.14159 1e10 -5 007 1/2 ½ ² 10³", "9" * 60, "https://www.example.com/a/b?c=d&e=f#g",
        "john.doe+x@mail-server.co.uk", "<b>bold</b> <prosody>slow", "[[h@l'oU]] ]] hi [[", "a\x00b\x01c\x1b[31m d",
        "&lt;b&gt; AT&T &#65;", "a ... b --- c ??? d", "((((a))))", "a" * 500, "hello,world.how-are_you/today",
        "one\n\n\ntwo\r\nthree\tfour", "one\u00a0two\u2003three\u200bfour", "\ufeffhello", "\u202ehello\u202c", "z̵̡͈a̸l̶g̷o",
        "x² ≠ y √2 π", "for(i=0;i<10;i++){x[i]+=1;}", "20°C 5% 3‰ a → b", "naïve café Ærøskøbing", "MOСКВА",
    ],
)  # fmt: skip
def test_any_text_is_said_from_its_first_to_its_last_word(text: str) -> None:
    track = say(text)
    assert [word.text for word in track.words] == text.split()
    assert orderly(track) and track.duration > 0.4
    assert all(word.phones for word in track.words if any(letter.isalnum() for letter in word.text))
    assert level(track, track.phones[0].start, track.phones[-1].end) > 0.01


@pytest.mark.slow
def test_a_thousand_words_without_a_full_stop_have_the_length_they_should() -> None:
    text = ("the quick brown fox jumps over a lazy dog while seven wizards boil potions " * 80).split()[:1000]
    track = say(" ".join(text))
    assert [word.text for word in track.words] == text and orderly(track)
    assert 300 < track.duration < 480  # 125 to 200 words a minute
    assert max(two.start - one.end for one, two in pairwise(track.phones)) < 1.0


@pytest.mark.parametrize(
    ("text", "language"), [("Привет, мир", "ru"), ("こんにちは", "ja"), ("Γειά σου", "el"), ("你好世界", "cmn")]
)
def test_letters_choose_the_language_and_it_is_said(text: str, language: str) -> None:
    track = say(text)
    assert track.language == language
    assert any("because of its letters" in note for note in track.notes)


def test_written_words_stay_whole_whatever_is_said_for_them() -> None:
    text = "On 3/4/2021 it cost $19.99 — 20% off, e.g. at www.example.com 🎉 (really!)"
    track = say(text)
    assert [word.text for word in track.words] == text.split()
    words = {word.text: word for word in track.words}
    assert len(words["$19.99"].phones) > 10
    assert words["🎉"].phones == () and "An emoji went unsaid." in track.notes


@pytest.mark.parametrize("text", ["", "  \n", "...", "?! — …", "🎉🎉", "\x00"])
def test_a_text_without_words_is_refused(text: str) -> None:
    with pytest.raises(StudioError, match=r"text (is empty|has no word)") as refused:
        say(text)
    assert refused.value.hint


def test_nothing_in_a_text_is_an_instruction() -> None:
    """espeak-ng's own phoneme codes and tags would be obeyed if they reached it."""
    for text in ("hello [[b@d]] there", "hello <break time='3s'/> there", "hello <voice name='de'>there</voice>"):
        track = say(text)
        assert [word.text for word in track.words] == text.split()
        assert track.duration < 8
        assert max(two.start - one.end for one, two in pairwise(track.words)) < 0.6


PASTS: tuple[dict[str, Any], ...] = (
    {"text": "Etwas ganz anderes.", "voice": "de+f2", "rate": 2, "pitch": 5},
    {"text": "I whisper, I croak.", "voice": "en-us+whisper"},
    {"text": "A throat of another kind!", "voice": "en-us+klatt4", "volume": 2},
)


@pytest.mark.slow
@pytest.mark.parametrize("voice", [*characters(), "de", "cmn", "en-us+klatt3", "en-us+whisper", "en-us+croak"])
def test_the_same_text_has_the_same_sound_whatever_was_said_before(voice: str) -> None:
    first = say(SAID, voice=voice)
    for past in PASTS:
        say(**past)
        again = say(SAID, voice=voice)
        assert first.words == again.words
        assert np.array_equal(first.samples, again.samples)


def test_a_cancel_in_the_middle_of_a_word_leaves_nothing_behind() -> None:
    def stop() -> None:
        raise Cancelled

    first = say(SAID, voice="woman")
    with pytest.raises(Cancelled):
        espeak.synthesise(f"{SAID} " * 5, "en-us+croak", check=stop)
    assert np.array_equal(first.samples, say(SAID, voice="woman").samples)


@pytest.mark.slow
def test_many_threads_say_what_one_says() -> None:
    lines = [(f"{SAID} {number}", voice) for number in range(3) for voice in ("narrator", "woman", "de+f2")]
    alone = [say(text, voice=voice) for text, voice in lines]
    with ThreadPoolExecutor(6) as pool:
        together = list(pool.map(lambda line: say(line[0], voice=line[1]), lines * 2))
    for one, other in zip(alone * 2, together, strict=True):
        assert one.words == other.words
        assert np.array_equal(one.samples, other.samples)


@pytest.mark.slow
def test_another_process_says_the_same(tmp_path: Path) -> None:
    say(**PASTS[0])
    program = (
        "import sys; from pathlib import Path; from engines.speech.speak import SpeakRequest, speak; "
        "speak(SpeakRequest(text=sys.argv[1], voice='woman', engine='espeak', out=Path(sys.argv[2])))"
    )
    root = Path(__file__).resolve().parents[3]
    subprocess.run([sys.executable, "-c", program, SAID, str(tmp_path / "other.wav")], check=True, cwd=root)
    say(SAID, voice="woman", out=tmp_path / "here.wav")
    assert (tmp_path / "here.wav").read_bytes() == (tmp_path / "other.wav").read_bytes()


def test_a_library_that_somebody_else_holds_is_not_mistaken_for_a_fresh_one() -> None:
    """Two hold the same file: giving ours back would not take it out of memory."""
    import espeakng_loader

    first = say(SAID, voice="narrator")
    theirs = ctypes.CDLL(str(espeakng_loader.get_library_path()))
    try:
        say(**PASTS[1])
        assert np.array_equal(first.samples, say(SAID, voice="narrator").samples)
    finally:
        espeak_library.free(theirs)


def test_a_long_text_goes_through_files_and_comes_out_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    short = say(f"{SAID} " * 3, voice="giant")
    monkeypatch.setattr(buffers, "LONG", 100)
    long = say(f"{SAID} " * 3, voice="giant")
    assert isinstance(long.samples.base, np.memmap) or isinstance(long.samples, np.memmap)
    assert long.words == short.words
    assert np.array_equal(long.samples, short.samples)


def test_a_cancel_leaves_no_file(tmp_path: Path) -> None:
    seen: list[str] = []

    def stop(stage: str, done: float, total: float, message: str = "") -> None:
        seen.append(stage)
        if stage == "writing":
            raise Cancelled

    with pytest.raises(Cancelled):
        speak(SpeakRequest(text=SAID, out=tmp_path / "a.wav"), stop)
    assert list(tmp_path.iterdir()) == [] and "speaking" in seen


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"voice": "nobody"}, "no voice 'nobody'"),
        ({"voice": "de+nothing"}, "no colour of voice"),
        ({"language": "tlh-xx"}, "does not speak"),
        ({"engine": "piper"}, "no Piper voice"),
        ({"engine": "kokoro", "voice": "af_heart"}, "no Kokoro voice"),
    ],
)
def test_a_voice_that_is_not_here_is_refused(wrong: dict[str, str], said: str) -> None:
    with pytest.raises(StudioError, match=said) as refused:
        say("Hello.", **wrong)
    assert refused.value.hint


@pytest.mark.parametrize("wrong", [{"rate": 9}, {"pitch": 40}, {"volume": 0}, {"out": "a.mp3"}, {"speed": 1}])
def test_a_request_that_makes_no_sense_is_refused_by_its_field(wrong: dict[str, object]) -> None:
    with pytest.raises(ValidationError, match=next(iter(wrong))):
        SpeakRequest.model_validate({"text": "Hello.", **wrong})


def test_espeak_tells_where_each_word_of_the_text_begins() -> None:
    assert espeak.phonemes("cat").replace("_", "") == "kˈæt"
    assert {"en-us", "de", "fr-fr"} <= {language.code for language in espeak.languages()}
