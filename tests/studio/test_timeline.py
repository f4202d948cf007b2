"""What the timeline is given to draw is what there is to hear, and no name of a file becomes part of the page."""

import base64
import json
import re
from pathlib import Path

import numpy as np
import pytest

from contracts import StudioError
from engines.speech.track import SAMPLE_RATE, Phone, SpeechTrack, Word
from studio.components import timeline, waveform
from studio.components.speech_card import speech_card, takeaway
from studio.components.timeline import Drawing, Tier
from studio.components.waveform import PEAKS_A_SECOND, peaks, portrait
from studio.speech_draft import Speech
from studio.targets import Target

ATTACK = "\"'><script>alert(1)</script>&"


def test_peaks_are_the_lowest_and_highest_of_every_moment() -> None:
    samples = np.random.default_rng(0).uniform(-1, 1, SAMPLE_RATE + 33).astype(np.float32)
    found = peaks(samples)
    size = SAMPLE_RATE // PEAKS_A_SECOND
    for number, (low, high) in enumerate(found):
        piece = samples[number * size : (number + 1) * size]
        assert (low, high) == (round(float(piece.min()) * 127), round(float(piece.max()) * 127))
    assert len(found) == PEAKS_A_SECOND + 1 and peaks(samples[:0]).shape == (0, 2)


def test_a_long_sound_on_disk_has_the_same_peaks_in_blocks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    samples = np.memmap(tmp_path / "long", np.float32, "w+", shape=(SAMPLE_RATE * 3 + 7,))
    samples[:] = np.random.default_rng(2).uniform(-1, 1, len(samples))
    whole = peaks(np.asarray(samples))
    monkeypatch.setattr(waveform, "_BLOCK", 10_000)
    np.testing.assert_array_equal(peaks(samples), whole)


def test_a_drawing_tells_words_sounds_and_doubts() -> None:
    words = (
        Word("Hi,", 0.1, 0.3, (Phone("HH", 0.1, 0.2), Phone("AY1", 0.2, 0.3)), 0.9),
        Word("zorblax", 0.4, 0.8, (), 0.2, False),
        Word("you", 0.8, 0.9),
    )
    samples = np.zeros(SAMPLE_RATE, np.float32)
    samples[800] = 0.5
    told = json.loads(Drawing.of(SpeechTrack(samples, "", words), Tier("Gestures", (("wave", 0.1, 0.5, "hi"),))).json())
    assert told["duration"] == 1.0 and told["tiers"][0]["items"] == [["wave", 0.1, 0.5, "hi"]]
    assert told["words"][0] == ["Hi,", 0.1, 0.3, 0.9, True, [["HH", 0.1, 0.2], ["AY1", 0.2, 0.3]]]
    assert told["words"][1][3] < told["unsure"] <= told["words"][0][3] and told["words"][1][4] is False
    assert told["words"][2][3] is None
    drawn = np.frombuffer(base64.b64decode(told["peaks"]), np.int8).reshape(-1, 2)
    assert drawn[10].tolist() == [0, 64] and not np.delete(drawn, 10, axis=0).any()


def test_a_portrait_shows_where_it_is_loud() -> None:
    import io

    from PIL import Image

    shape = np.zeros((600, 2), np.int8)
    shape[300:] = (-100, 100)
    inked = np.asarray(Image.open(io.BytesIO(portrait(shape))))[..., 3] > 128
    assert inked[:, 180:].sum() > 5 * inked[:, :140].sum() > 0
    assert portrait(shape[:0]).startswith(b"\x89PNG")


def test_whatever_stands_on_the_panel_is_escaped() -> None:
    track = SpeechTrack(np.zeros(100, np.float32), ATTACK, (), "en", ATTACK, ATTACK, (ATTACK,), ATTACK)
    speech = Speech(folder=ATTACK, title=ATTACK)
    for html in (
        speech_card(speech, track, [(ATTACK, ATTACK)], StudioError(ATTACK, ATTACK), ATTACK),
        takeaway([(ATTACK, ATTACK, ATTACK)], [(ATTACK, Target(ATTACK, ATTACK, lambda _: None))]),
        timeline.timeline(ATTACK, ATTACK, ATTACK),
        timeline.nothing(ATTACK),
    ):
        assert "<script" not in html and "'>" not in html


@pytest.mark.parametrize(
    ("recogniser", "aligner", "said"),
    [
        ("faster-whisper tiny.en", "pocketsphinx", "Words by faster-whisper tiny.en, timed by pocketsphinx"),
        ("given", "mfa", "Words as given, timed by mfa"),
        ("given", "espeak-ng", "Spoken by narrator"),
        ("faster-whisper base", "none", "Words by faster-whisper base, not timed"),
    ],
)
def test_the_card_says_who_did_it(recogniser: str, aligner: str, said: str) -> None:
    word = (Word("hi", 0.0, 0.5),)
    track = SpeechTrack(np.zeros(16000, np.float32), "hi", word, "en", recogniser, aligner, source="narrator")
    card = speech_card(Speech(folder="outputs/x", title="t"), track, [])
    assert said in card and "1 s · 1 word<" in card


def test_a_sound_without_words_says_what_to_do() -> None:
    silence = SpeechTrack(np.zeros(16000, np.float32), recogniser="faster-whisper tiny.en")
    assert "No words were found" in speech_card(Speech(folder="outputs/x", title="t"), silence, [])
    assert "No words were found" not in speech_card(
        Speech(folder="outputs/x", title="t"), silence, [], waits="Listening"
    )


@pytest.mark.parametrize(
    ("recogniser", "said"), [("faster-whisper tiny.en", "choose its language"), ("given", "belong")]
)
def test_words_that_are_not_in_the_sound_say_what_to_do(recogniser: str, said: str) -> None:
    def card(*scores: float | None) -> str:
        words = tuple(Word("hm", float(i), i + 0.5, score=score) for i, score in enumerate(scores))
        track = SpeechTrack(np.zeros(80000, np.float32), "", words, "en", recogniser, "pocketsphinx")
        return speech_card(Speech(folder="outputs/x", title="t"), track, [])

    assert said in card(0.1, 0.2, 0.3, 0.9, 0.1)
    assert said not in card(0.9, 0.2, 0.3, 0.9, 0.8) and said not in card(0.1, 0.1) and said not in card(*[None] * 5)


def test_the_card_offers_the_voices_before_and_after() -> None:
    def buttons(back: bool, forth: bool) -> list[tuple[str, bool]]:
        card = speech_card(None, None, [], back=back, forth=forth)
        return [(verb, " disabled" in rest) for verb, rest in re.findall(r'data-verb="(\w+)"([^>]*)>', card)]

    assert buttons(True, False) == [("undo", False), ("redo", True)]
    assert buttons(False, True) == [("undo", True), ("redo", False)] and buttons(False, False) == []
