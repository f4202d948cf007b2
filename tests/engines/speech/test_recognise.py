"""Whisper hears what is said and when, imagines nothing where nobody speaks, and can be stopped."""

import itertools
import socket
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from contracts import Cancelled, StudioError
from engines.speech import SAMPLE_RATE, SpeechTrack, Word, whisper_models
from engines.speech import recognise as hearing
from engines.speech.heard import Heard
from engines.speech.phrases import Phrase, listen, says_again
from engines.speech.pieces import Piece
from engines.speech.recognise import Transcript, recognise
from engines.speech.speak import SpeakRequest, speak
from engines.speech.word_error import word_error_rate

SAID = "Good morning everybody. Today we are going to talk about the weather and how the seasons change."


@pytest.fixture(scope="module")
def spoken() -> SpeechTrack:
    return speak(SpeakRequest(text=SAID))


@pytest.fixture(scope="module")
def heard(spoken: SpeechTrack) -> Transcript:
    return recognise(spoken.samples)


def noise(seconds: float, loud: float = 0.1) -> np.ndarray:
    return np.random.default_rng(3).normal(0, loud, round(seconds * SAMPLE_RATE)).astype(np.float32)


@pytest.mark.slow
def test_words_are_heard_where_they_are_said(spoken: SpeechTrack, heard: Transcript) -> None:
    assert word_error_rate(SAID, heard.text) < 0.1
    assert heard.text == " ".join(word.text for word in heard.words)
    assert (heard.language, heard.recogniser, heard.notes) == ("en", "faster-whisper tiny.en", ())
    truth = {word.text.strip(".,").lower(): word.start for word in spoken.words}
    late = [word.start - truth[key] for word in heard.words if (key := word.text.strip(".,").lower()) in truth]
    assert len(late) > 12
    assert np.median(np.abs(late)) < 0.15
    assert all(0 < (word.score or 0) <= 1 for word in heard.words)


@pytest.mark.slow
def test_nothing_here_asks_the_network_and_the_same_sound_has_the_same_words(
    spoken: SpeechTrack, heard: Transcript, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: Any) -> None:
        raise AssertionError("a network request")

    whisper_models._kept.cache_clear()
    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    assert recognise(spoken.samples) == heard


@pytest.mark.slow
def test_a_long_silence_begins_a_new_line_keeps_later_words_in_time_and_progress_rises(spoken: SpeechTrack) -> None:
    gap = 8.0
    both = np.concatenate([spoken.samples, np.zeros(round(gap * SAMPLE_RATE), np.float32), spoken.samples])
    seen: list[tuple[float, float, str]] = []

    def watch(stage: str, done: float, total: float, message: str = "") -> None:
        if stage == "hear":
            seen.append((done, total, message))

    heard = recognise(both, progress=watch)
    first, second = heard.text.split("\n")
    assert word_error_rate(SAID, first) < 0.1 and word_error_rate(SAID, second) < 0.1
    count = len(first.split())
    assert heard.words[count].start == pytest.approx(spoken.duration + gap + spoken.words[0].start, abs=0.3)
    done = [at for at, _, _ in seen]
    assert done == sorted(done)
    assert done[-1] == pytest.approx(seen[-1][1], abs=0.3), "to the end of the last piece"
    assert any("weather" in message for _, _, message in seen)


@pytest.mark.parametrize(
    "sound",
    [
        np.zeros(5 * SAMPLE_RATE, np.float32),
        noise(5),
        (0.3 * np.sin(2 * np.pi * 220 * np.arange(5 * SAMPLE_RATE) / SAMPLE_RATE)).astype(np.float32),
        np.zeros(0, np.float32),
    ],
    ids=["silence", "noise", "tone", "no sound at all"],
)
def test_where_nobody_speaks_nothing_is_heard_and_it_is_said(sound: np.ndarray) -> None:
    heard = recognise(sound)
    assert (heard.text, heard.words) == ("", ())
    assert heard.notes == ("Nobody is heard speaking.",)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("voice", "text"),
    [
        ("de", "Guten Morgen zusammen. Heute sprechen wir über das Wetter und wie sich die Jahreszeiten verändern."),
        ("nl+m3", "Mijn moeder werkt in een ziekenhuis en mijn vader is leraar op een kleine school in het dorp."),
        ("pt+f2", "O meu irmão comprou uma casa nova perto da praia e vai mudar-se na próxima semana."),
        ("ru", "Доброе утро всем. Сегодня мы поговорим о погоде и о том, как меняются времена года."),
    ],
)
def test_another_language_is_not_taken_for_english(voice: str, text: str) -> None:
    heard = recognise(speak(SpeakRequest(text=text, voice=voice)).samples)
    assert len(heard.words) < 5
    assert any("not English" in note and "give the text yourself" in note for note in heard.notes)


@pytest.mark.slow
@pytest.mark.parametrize("voice", ["giant", "woman", "child"])
def test_strange_voices_in_noise_are_still_english(voice: str) -> None:
    samples = speak(SpeakRequest(text=SAID, voice=voice)).samples
    hiss = np.random.default_rng(1).standard_normal(len(samples)) * samples.std() * 10 ** (-10 / 20)
    heard = recognise((samples + hiss).astype(np.float32))
    assert word_error_rate(SAID, heard.text) < 0.5
    assert not any("not English" in note for note in heard.notes)


@pytest.mark.slow
def test_a_sentence_of_another_language_is_left_out_of_english_talk(spoken: SpeechTrack) -> None:
    text = "Mein Bruder hat ein neues Auto gekauft und ist mit der ganzen Familie ans Meer gefahren."
    german = speak(SpeakRequest(text=text, voice="de")).samples
    hush = np.zeros(4 * SAMPLE_RATE, np.float32)
    heard = recognise(np.concatenate([spoken.samples, hush, german, hush, spoken.samples]))
    start = spoken.duration + 4
    inside = [word for word in heard.words if start < word.start < start + len(german) / SAMPLE_RATE]
    assert len(inside) < 3 and word_error_rate(f"{SAID} {SAID}", heard.text) < 0.2
    assert any("left out" in note for note in heard.notes)
    assert not any("not English" in note for note in heard.notes)


@pytest.mark.slow
def test_longer_speech_is_cut_between_its_words_and_none_is_lost_or_said_twice() -> None:
    text = (
        "The museum opens at nine in the morning. My sister lives in a small house near the river, and every summer we "
        "visit her with the children. Please bring a warm coat, because it will be cold in the evening. The train to "
        "the city leaves from platform four. After lunch they walked along the beach and looked for shells. Nobody "
        "knew who had left the window open. He wrote a long letter to his old teacher. The doctor told me to drink "
        "more water and to sleep a little longer. In the garden there are roses, tulips and a very old apple tree."
    )
    said = speak(SpeakRequest(text=text, voice="woman"))
    assert said.duration > 35
    ends: list[float] = []

    def watch(stage: str, done: float, total: float, message: str = "") -> None:
        if stage == "hear" and message and done:
            ends.append(done)

    heard = recognise(said.samples, progress=watch)
    assert word_error_rate(text, heard.text) < 0.1
    cuts = [end for end in ends if end < said.duration - 1]
    assert cuts and not any(word.start + 0.05 < cut < word.end - 0.05 for cut in cuts for word in said.words)


def test_a_model_for_english_refuses_another_language(spoken: SpeechTrack) -> None:
    with pytest.raises(StudioError, match="only English, not 'de'"):
        recognise(spoken.samples, language="de")


@pytest.mark.slow
def test_it_stops_while_whisper_is_busy_and_works_again_afterwards(spoken: SpeechTrack) -> None:
    calls = 0

    def stop(stage: str, done: float, total: float, message: str = "") -> None:
        nonlocal calls
        calls += stage == "hear"
        if calls > 2:
            raise Cancelled

    with pytest.raises(Cancelled):
        recognise(spoken.samples, progress=stop)
    assert recognise(spoken.samples).words


# What to believe of what Whisper says, on answers made by hand


class Answers:
    """In place of a loaded model: answers that were thought up."""

    notes = ()

    def __init__(self, name: str = "tiny.en", languages: tuple[str, ...] = ("en",), answers: list[Any] | None = None):
        self.name, self.languages, self.english_only = name, languages, len(languages) == 1
        self.answers = answers or []

    def ask(self, question: Any, tick: Any) -> Any:
        tick()
        return self.answers.pop(0)


def phrase(text: str, start: float, end: float, probability: float = -0.3, compression: float = 1.2) -> Any:
    parts = text.split()
    step = (end - start) / len(parts)
    words = [Word(f" {w}", start + i * step, start + (i + 1) * step, score=0.9) for i, w in enumerate(parts)]
    return Phrase(start, end, text, tuple(words), probability, compression)


def test_a_loop_is_heard_again_and_the_stricter_answer_taken() -> None:
    loop, good = [phrase("and so and so and so", 0, 9, compression=9)], [phrase("and so it goes", 0, 9)]
    whisper = Answers(answers=[loop, good])
    assert listen(whisper, np.zeros(9, np.float32), "en", lambda: None) == good  # type: ignore[arg-type]


def test_a_loop_that_stays_one_is_left_out_and_its_place_is_told() -> None:
    heard = Heard([(0, 30)])
    heard.add(Piece(0, 20), [phrase("we begin here", 0, 11), phrase("so and so and so", 11, 20, compression=8)])
    heard.add(Piece(20, 30), [phrase("and go on", 0, 9)])
    assert [word.text.strip() for word in heard.words] == ["we", "begin", "here", "and", "go", "on"]
    assert heard.notes(Answers()) == ["What was said from 0:11 to 0:20 could not be made out and was left out."]  # type: ignore[arg-type]


def test_words_far_from_any_voice_are_imagined() -> None:
    heard = Heard([(0, 5)])
    heard.add(Piece(0, 10), [phrase("really said", 1, 4), phrase("Thanks for watching!", 7, 9)])
    assert [word.text.strip() for word in heard.words] == ["really", "said"]


def test_parts_of_a_word_are_joined_and_signs_alone_are_none() -> None:
    parts = [(" -", 0.0), (" 42", 0.2), ("-line", 0.5), (" Bible", 0.8), (".", 1.1), (" ...", 1.2), (" yes", 1.4)]
    words = hearing._written([Word(text, at, at + 0.3, score=0.5) for text, at in parts], True, 1.5)
    assert [word.text for word in words] == ["42-line", "Bible.", "yes"]
    assert words[0].start == 0.2 and words[-1].end == 1.5
    assert all(a.end <= b.start for a, b in itertools.pairwise(words))


def test_a_language_is_voted_for_by_pieces_of_the_whole_sound() -> None:
    votes: list[Any] = [[("de", 0.6), ("nl", 0.4)], [("nl", 0.7), ("de", 0.3)], [("de", 0.9), ("nl", 0.1)]]
    whisper = Answers("base", ("de", "nl"), votes)
    parts = [Piece(at, at + 1) for at in range(3)]
    samples = np.zeros(3 * SAMPLE_RATE, np.float32)
    assert hearing._language(whisper, samples, parts, None, lambda: None) == ("de", ())  # type: ignore[arg-type]


def test_a_doubtful_language_is_told() -> None:
    whisper = Answers("base", ("de", "nl", "da"), [[("de", 0.4), ("nl", 0.35), ("da", 0.25)]])
    sound = np.zeros(SAMPLE_RATE, np.float32)
    found, notes = hearing._language(whisper, sound, [Piece(0, 1)], None, lambda: None)  # type: ignore[arg-type]
    assert found == "de"
    assert "'de' (40%)" in notes[0] and "'nl' (35%)" in notes[0]


def test_a_language_that_a_model_does_not_know_is_refused_with_those_it_does() -> None:
    with pytest.raises(StudioError, match=r"'xx'.*de, nl"):
        hearing._language(Answers("base", ("nl", "de")), np.zeros(9, np.float32), [], "xx", lambda: None)  # type: ignore[arg-type]


@pytest.mark.slow
@pytest.mark.reference
def test_a_real_voice_is_heard(reference: Path) -> None:
    from engines.speech.decode import decode

    heard = recognise(decode(reference / "speech_misc" / "jfk.flac").samples)
    said = "And so my fellow Americans, ask not what your country can do for you, ask what you can do for your country."
    assert word_error_rate(said, heard.text) == 0


def test_going_round_in_circles_is_noticed() -> None:
    assert says_again("I hope you enjoyed this video, and I hope you enjoyed this video, and I hope")
    assert not says_again("I hope you enjoyed this video, and that you hope to see another")
    assert not says_again("no no no") and not says_again("")
