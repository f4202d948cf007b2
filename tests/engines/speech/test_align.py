"""Words and phones are found where they are said; what does not fit is lost where it is, and nowhere else."""

import re
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from contracts import Cancelled, StudioError
from engines.speech import textgrid
from engines.speech.align import align
from engines.speech.decode import decode
from engines.speech.ipa import VOWELS
from engines.speech.speak import SpeakRequest, speak
from engines.speech.track import SAMPLE_RATE, SpeechTrack, Word

SAID = "Good morning everybody. Today we are going to talk about the weather, and tomorrow about music."
CONSONANTS = {*re.findall(r"\w+", "B CH D DH F G HH JH K L M N NG P R S SH T TH V W Y Z ZH")}


@pytest.fixture(scope="module")
def spoken() -> SpeechTrack:
    return speak(SpeakRequest(text=SAID, voice="narrator", engine="espeak"))


def errors(found: tuple[Word, ...], truth: tuple[Word, ...]) -> np.ndarray:
    """Seconds by which both ends of each word differ."""
    assert [word.text for word in found] == [word.text for word in truth]
    return np.abs([(a.start - b.start, a.end - b.end) for a, b in zip(found, truth, strict=True)])


def moved(track: SpeechTrack, by: float) -> tuple[Word, ...]:
    return tuple(Word(word.text, word.start + by, word.end + by, word.phones) for word in track.words)


def test_words_are_found_where_the_synthesiser_says_them(spoken: SpeechTrack) -> None:
    found = align(spoken.samples, SAID)
    assert found.aligner == "pocketsphinx"
    assert np.median(errors(found.words, spoken.words)) < 0.03
    assert (errors(found.words, spoken.words) < 0.1).mean() > 0.9


def test_every_word_is_made_of_arpabet_sounds_without_gaps(spoken: SpeechTrack) -> None:
    for word in align(spoken.samples, SAID).words:
        assert word.phones and word.start == word.phones[0].start and word.end == word.phones[-1].end
        for one, two in pairwise(word.phones):
            assert one.start < one.end == pytest.approx(two.start, abs=1e-9)
        for phone in word.phones:
            assert (phone.sound in VOWELS) == (phone.stress is not None)
            assert phone.sound in VOWELS or phone.sound in CONSONANTS
        assert 0 <= (word.score or 0) <= 1


def test_a_word_outside_the_dictionary_is_guessed_and_found() -> None:
    text = "My friend Zorbulax lives in Quimbleton now."
    truth = speak(SpeakRequest(text=text, engine="espeak", voice="narrator"))
    found = align(truth.samples, text).words
    known = {word.text: word.in_dictionary for word in found}
    assert not known["Zorbulax"] and not known["Quimbleton"] and known["friend"]
    assert (errors(found, truth.words) < 0.12).mean() > 0.8


def test_numbers_keep_the_way_they_are_written_and_take_the_way_they_are_said() -> None:
    written = "In 1984 it cost $25, i.e. 5% more."
    said = "In nineteen eighty four it cost twenty five dollars, that is five percent more."
    truth = speak(SpeakRequest(text=said, engine="espeak", voice="narrator"))
    words = {word.text: word for word in align(truth.samples, written).words}
    year = [word for word in truth.words if word.text in ("nineteen", "eighty", "four")]
    assert abs(words["1984"].start - year[0].start) < 0.1 and abs(words["1984"].end - year[-1].end) < 0.1
    assert [phone.sound for phone in words["1984"].phones][:3] == ["N", "AY", "N"]


def test_words_that_nobody_says_are_told_and_leave_the_others_in_place(spoken: SpeechTrack) -> None:
    strange = ["seventeen", "purple", "elephants", "never", "published", "quarterly", "magazines"]
    text = SAID.split()
    found = align(spoken.samples, " ".join(text[:7] + strange + text[7:]))
    assert [word.text for word in found.words] == text[:7] + strange + text[7:]
    kept = found.words[:7] + found.words[7 + len(strange) :]
    assert (errors(kept, spoken.words) < 0.1).mean() > 0.85
    assert sum(not word.phones for word in found.words[7 : 7 + len(strange)]) >= len(strange) - 1
    assert any("not found in the sound" in note for note in found.notes)


def test_a_word_that_nobody_says_between_two_that_join_has_some_room(spoken: SpeechTrack) -> None:
    """A TextGrid cannot hold a word without length."""
    text = SAID.split()
    found = align(spoken.samples, " ".join([*text[:6], "extraordinarily", "purple", *text[6:]])).words
    assert not found[6].phones and not found[7].phones
    assert all(word.end - word.start > 0.004 for word in found)
    assert found[5].phones[-1].end == pytest.approx(found[5].end)
    SpeechTrack(spoken.samples, words=found)  # raises where times overlap


def test_speech_that_is_not_in_the_text_leaves_the_words_around_it_in_place(spoken: SpeechTrack) -> None:
    text = SAID.split()
    found = align(spoken.samples, " ".join(text[:4] + text[9:]))
    assert (errors(found.words, spoken.words[:4] + spoken.words[9:]) < 0.12).mean() > 0.8


@pytest.mark.slow
def test_no_text_and_no_sound_makes_it_fail() -> None:
    rng = np.random.default_rng(0)
    sounds = {
        "nothing": np.zeros(0, np.float32),
        "a click": np.ones(20, np.float32),
        "silence": np.zeros(SAMPLE_RATE, np.float32),
        "noise": rng.uniform(-1, 1, 2 * SAMPLE_RATE).astype(np.float32),
        "a tone": np.sin(np.arange(SAMPLE_RATE) / 8).astype(np.float32),
    }
    texts = ["Hello there.", "... !?", "👋🌍", "42 " * 60, "привет мир", "x" * 400, "a\tb\n\nc", "<unk> [laughs]"]
    for name, sound in sounds.items():
        for text in texts:
            found = align(sound, text)
            assert [word.text for word in found.words] == text.split(), name
            times = [time for word in found.words for time in (word.start, word.end)]
            assert times == sorted(times) and all(0 <= time <= len(sound) / SAMPLE_RATE for time in times)
    assert align(sounds["silence"], " \n").words == ()


@pytest.mark.slow
def test_a_long_sound_is_aligned_in_windows_that_join(spoken: SpeechTrack) -> None:
    """Two minutes with a pause of a length of its own between the repetitions."""
    parts, truth, at = [], [], 0.0
    rng = np.random.default_rng(5)
    while at < 120:
        truth += moved(spoken, at)
        pause = rng.standard_normal(rng.integers(1000, 30_000)).astype(np.float32) * 1e-4
        parts += [spoken.samples, pause]
        at += (len(spoken.samples) + len(pause)) / SAMPLE_RATE
    sound = np.concatenate(parts)
    found = align(sound, " ".join(word.text for word in truth)).words
    assert (errors(found, tuple(truth)) < 0.1).mean() > 0.9
    assert errors(found, tuple(truth)).max() < 1.0


@pytest.mark.slow
@pytest.mark.parametrize("level", [0.0, 1e-4, 2e-3])
def test_a_long_silence_around_a_sentence_takes_nothing_from_it(level: float, spoken: SpeechTrack) -> None:
    rng = np.random.default_rng(2)
    quiet = (rng.standard_normal(25 * SAMPLE_RATE) * level).astype(np.float32)
    before = align(spoken.samples, SAID).words
    found = align(np.concatenate([quiet[: 9 * SAMPLE_RATE], spoken.samples, quiet[9 * SAMPLE_RATE :]]), SAID).words
    apart = np.abs([(a.start - b.start - 9, a.end - b.end - 9) for a, b in zip(found, before, strict=True)])
    assert apart.mean() < 0.02 and apart.max() < 0.15


@pytest.mark.slow
def test_what_a_recogniser_heard_leads_over_a_long_gap_in_the_text(spoken: SpeechTrack) -> None:
    """A minute and a half of talk that the text leaves out: without a guide the search would have to wander."""
    talk = speak(SpeakRequest(text="The museum opens late on Fridays. " * 30, engine="espeak", voice="narrator"))
    sound = np.concatenate([spoken.samples, talk.samples, spoken.samples])
    later = moved(spoken, spoken.duration + talk.duration)
    found = align(sound, f"{SAID} {SAID}", heard=[*spoken.words, *later])
    assert (errors(found.words, (*spoken.words, *later)) < 0.15).mean() > 0.8


def test_a_text_of_something_else_is_doubted(spoken: SpeechTrack) -> None:
    found = align(spoken.samples, "I hope you enjoyed this video and I will see you soon in the next one.")
    assert any("hardly fit" in note for note in found.notes)
    assert not any("hardly fit" in note for note in align(spoken.samples, SAID).notes)


@pytest.mark.parametrize("language", ["de", "fr", "pt-BR"])
def test_a_language_without_an_aligner_keeps_the_recognisers_times_and_says_so(language: str) -> None:
    sound = np.zeros(3 * SAMPLE_RATE, np.float32)
    heard = [Word("guten", 0.5, 0.9, score=0.8), Word("Tag", 1.0, 1.4, score=0.9)]
    found = align(sound, "Guten lieben Tag", language, heard)
    assert found.aligner == "recogniser"
    assert [(word.text, word.start, word.end) for word in found.words][::2] == [("Guten", 0.5, 0.9), ("Tag", 1.0, 1.4)]
    assert 0.9 <= found.words[1].start <= found.words[1].end <= 1.0
    assert f"no aligner for '{language}'" in found.notes[0]
    alone = align(sound, "Guten Tag", language)
    assert alone.aligner == "none" and "spread evenly" in alone.notes[0]


def test_mfa_that_is_not_here_is_refused_when_asked_for(monkeypatch: pytest.MonkeyPatch, spoken: SpeechTrack) -> None:
    monkeypatch.setenv("PATH", "")
    with pytest.raises(StudioError, match="not on the PATH"):
        align(spoken.samples, SAID, aligner="mfa")
    with pytest.raises(StudioError, match="no aligner 'festival'"):
        align(spoken.samples, SAID, aligner="festival")


def test_it_stops_when_told_to(spoken: SpeechTrack) -> None:
    def stop(stage: str, done: float, total: float, message: str = "") -> None:
        raise Cancelled

    with pytest.raises(Cancelled):
        align(spoken.samples, SAID, progress=stop)


@pytest.mark.slow
@pytest.mark.reference
def test_words_lie_where_the_montreal_forced_aligner_puts_them(reference: Path) -> None:
    """tests/benchmarks/alignment.py measures this on all clips."""
    apart = []
    for clip in ("LJ001-0001", "LJ030-0031", "LJ050-0131"):
        truth = textgrid.read(reference / "ljspeech_mfa" / "textgrid" / f"{clip}.TextGrid").words()
        samples = decode(reference / "ljspeech_mfa" / "wav" / f"{clip}.wav").samples
        found = align(samples, " ".join(word.text for word in truth), aligner="pocketsphinx")
        apart.append(errors(found.words, truth))
    assert np.median(np.concatenate(apart)) <= 0.02
    assert (np.concatenate(apart) <= 0.0501).mean() >= 0.95


@pytest.mark.slow
@pytest.mark.reference
def test_a_wrong_text_is_told_from_the_right_one(reference: Path) -> None:
    """On LJSpeech's clips, and on another speaker's commands, which no bound was chosen by."""
    said: list[tuple[np.ndarray, str]] = []
    for grid in sorted((reference / "ljspeech_mfa" / "textgrid").glob("*.TextGrid"))[::4]:
        text = " ".join(word.text for word in textgrid.read(grid).words() if word.text != "<unk>")
        said.append((decode(reference / "ljspeech_mfa" / "wav" / f"{grid.stem}.wav").samples, text))
    for rows in sorted((reference / "grid_s1" / "align").glob("*.align"))[::6]:
        words = [line.split()[2] for line in rows.read_text().splitlines()]
        film = next((reference / "grid_s1").rglob(f"{rows.stem}.mp*"))
        said.append((decode(film).samples, " ".join(word for word in words if word not in ("sil", "sp"))))
    said = [(samples, text) for samples, text in said if len(text.split()) > 4]  # a few words fit anywhere
    for number, (samples, text) in enumerate(said):
        right = align(samples, text, aligner="pocketsphinx")
        assert not any("hardly fit" in note for note in right.notes), text
        assert np.mean([(word.score or 0) < 0.1 for word in right.words]) < 0.2, text
        others = said[(number + 2) % 5][1].split()[: len(text.split())]  # what an LJSpeech clip says, as many words
        wrong = align(samples, " ".join(others), aligner="pocketsphinx")
        assert any("hardly fit" in note for note in wrong.notes), (text, others)


@pytest.mark.reference
def test_noise_moves_boundaries_but_loses_no_words(reference: Path) -> None:
    truth = textgrid.read(reference / "ljspeech_mfa" / "textgrid" / "LJ001-0009.TextGrid").words()
    samples = decode(reference / "ljspeech_mfa" / "wav" / "LJ001-0009.wav").samples
    noise = np.random.default_rng(1).standard_normal(len(samples)) * samples.std() * 10**-0.5
    found = align((samples + noise).astype(np.float32), " ".join(word.text for word in truth), aligner="pocketsphinx")
    assert all(word.phones for word in found.words)
    assert (errors(found.words, truth) < 0.15).mean() > 0.9
