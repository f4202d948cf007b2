"""A recording becomes its files, all or none; a given text is only timed."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from pydantic import ValidationError

from contracts import Cancelled, StudioError
from engines.speech import outputs
from engines.speech import transcribe as transcribing
from engines.speech.speak import SpeakRequest, speak
from engines.speech.transcribe import TranscribeRequest, hear, transcribe
from engines.speech.word_error import word_error_rate

SAID = "Good morning everybody. Today we are going to talk about the weather."


@pytest.fixture(scope="module")
def recording(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("recording") / "morning.wav"
    speak(SpeakRequest(text=SAID, out=path))
    return path


@pytest.fixture(scope="module")
def silence(tmp_path_factory: pytest.TempPathFactory) -> Path:
    import soundfile

    path = tmp_path_factory.mktemp("recording") / "silence.wav"
    soundfile.write(path, np.zeros(32_000), 16_000)
    return path


@pytest.mark.slow
def test_a_recording_becomes_a_folder_that_reads_back(recording: Path, tmp_path: Path) -> None:
    made = transcribe(TranscribeRequest(audio=recording, out=tmp_path / "new" / "out"))
    names = {"speech.wav", "speech.lab", "speech.TextGrid", "words.json", "alignment_analysis.csv"}
    assert {file.name for file in made.files} == names == {path.name for path in made.folder.iterdir()}
    assert made.files[0].name == "speech.wav"
    track = outputs.read(made.folder)
    assert word_error_rate(SAID, track.text) < 0.2
    assert track.words == made.track.words
    assert (track.source, track.language) == ("morning.wav", "en")
    assert track.recogniser == "faster-whisper tiny.en"
    assert track.aligner == "pocketsphinx" and track.phones


def test_a_given_text_is_timed_and_nothing_recognised(recording: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def never(*_: Any, **__: Any) -> None:
        raise AssertionError("recognised")

    monkeypatch.setattr(transcribing, "recognise", never)
    track = hear(TranscribeRequest(audio=recording, out=Path("unused"), text=f"  {SAID}\n"))
    assert track.recogniser == "given"
    assert track.text == SAID
    assert [word.text for word in track.words] == SAID.split()
    assert track.words[0].start < track.words[5].start < track.words[-1].start


def test_silence_has_no_words_and_says_so(silence: Path, tmp_path: Path) -> None:
    made = transcribe(TranscribeRequest(audio=silence, out=tmp_path / "out"))
    assert (made.track.text, made.track.words, made.track.aligner) == ("", (), "none")
    assert "Nobody is heard speaking." in made.track.notes
    assert outputs.read(made.folder).notes == made.track.notes


def test_a_cancel_leaves_nothing(recording: Path, tmp_path: Path) -> None:
    def stop(stage: str, done: float, total: float, message: str = "") -> None:
        if stage == "hear":
            raise Cancelled

    with pytest.raises(Cancelled):
        transcribe(TranscribeRequest(audio=recording, out=tmp_path / "out"), stop)
    assert list(tmp_path.iterdir()) == []


def test_files_that_cannot_be_written_leave_what_was_there(
    recording: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = tmp_path / "out"
    target.mkdir()
    (target / "words.json").write_text("an older result")

    def full(*_: Any) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(outputs, "write_analysis", full)
    with pytest.raises(StudioError, match="No space left"):
        transcribe(TranscribeRequest(audio=recording, out=target, text=SAID))
    assert [path.name for path in tmp_path.rglob("*")] == ["out", "words.json"]
    assert (target / "words.json").read_text() == "an older result"


def test_what_is_missing_is_said_before_hours_are_decoded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(transcribing, "decode", lambda *_: pytest.fail("decoded"))
    for wrong, said in (({"model": "large-v3"}, "not on this computer"), ({"language": "de"}, "only English")):
        with pytest.raises(StudioError, match=said):
            hear(TranscribeRequest.model_validate({"audio": "a.wav", "out": "b", "ckpt": (tmp_path,), **wrong}))


def test_a_file_in_the_place_of_the_folder_is_kept(recording: Path, tmp_path: Path) -> None:
    (tmp_path / "out").write_text("mine")
    with pytest.raises(StudioError, match="is a file"):
        transcribe(TranscribeRequest(audio=recording, out=tmp_path / "out"))
    assert (tmp_path / "out").read_text() == "mine"


@pytest.mark.parametrize(
    ("field", "value"), [("text", " \n"), ("language", "english please"), ("model", "../x"), ("longest", 9000)]
)
def test_a_request_that_makes_no_sense_is_refused(field: str, value: object) -> None:
    with pytest.raises(ValidationError, match=field):
        TranscribeRequest.model_validate({"audio": "a.wav", "out": "b", field: value})


@pytest.mark.parametrize(("typed", "meant"), [("de-AT", "de"), ("EN_us", "en"), ("", None), (None, None)])
def test_a_language_is_its_two_letters(typed: str | None, meant: str | None) -> None:
    assert TranscribeRequest(audio=Path("a"), out=Path("b"), language=typed).language == meant
