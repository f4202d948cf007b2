"""What speech leaves in a folder can be read back, by us and by others."""

import csv
import json
import wave
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from contracts import StudioError
from engines.speech import SAMPLE_RATE, Phone, SpeechTrack, Word, outputs

SAMPLES = (np.arange(-16_000, 16_000) / 32768).astype(np.float32)

TRACK = SpeechTrack(
    SAMPLES,
    'He said:\n"Don\'t, 1984."',
    (
        Word("He", 0.1, 0.2, (Phone("HH", 0.1, 0.15), Phone("IY1", 0.15, 0.2)), 0.9),
        Word("said:", 0.2, 0.55, (Phone("S", 0.2, 0.3), Phone("EH1", 0.3, 0.45), Phone("D", 0.45, 0.55)), 1.0),
        Word("\"Don't,", 0.75, 1.0),
        Word('1984."', 1.1, 1.9, (), None, False),
    ),
    "en",
    "given",
    "pocketsphinx",
    ("A note.",),
    "a talk.mp4",
)


def same(a: SpeechTrack, b: SpeechTrack) -> bool:
    names = ("text", "words", "language", "recogniser", "aligner", "notes", "source")
    return np.array_equal(a.samples, b.samples) and all(getattr(a, name) == getattr(b, name) for name in names)


def test_a_track_comes_back_from_its_folder(tmp_path: Path) -> None:
    made = outputs.write(TRACK, tmp_path / "new")
    assert [path.name for path in made] == [
        "speech.wav", "speech.lab", "speech.TextGrid", "words.json", "alignment_analysis.csv",
    ]  # fmt: skip
    assert all(path.is_file() for path in made)
    assert same(outputs.read(tmp_path / "new"), TRACK)


@pytest.fixture(scope="module")
def scratch(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One folder for all examples: every further one is dearer to name."""
    return tmp_path_factory.mktemp("track")


FINITE = st.floats(0, 2, allow_subnormal=False)
WORDS = st.lists(st.tuples(st.text(max_size=8), st.none() | st.floats(0, 1), st.booleans()), max_size=5)


@pytest.mark.slow
@settings(max_examples=80)
@given(
    rows=WORDS, times=st.lists(FINITE, min_size=20, max_size=20), text=st.text(max_size=30), note=st.text(max_size=9)
)
def test_any_text_and_times_come_back(
    rows: list[tuple[str, float | None, bool]],
    times: list[float],
    text: str,
    note: str,
    scratch: Path,
) -> None:
    if any("\ud800" <= character <= "\udfff" for character in text + note + "".join(row[0] for row in rows)):
        return
    ordered = iter(sorted(times))
    words = []
    for word, score, known in rows:
        a, b, c = next(ordered), next(ordered), next(ordered)
        words.append(Word(word, a, c, (Phone("T", a, b), Phone("UW1", b, c)), score, known))
    track = SpeechTrack(SAMPLES, text, tuple(words), notes=(note,))
    outputs.write_words(track, scratch / outputs.WORDS)
    assert same(outputs.read_words(scratch / outputs.WORDS, SAMPLES), track)


def test_the_sound_is_sixteen_bit_mono_and_full_scale_does_not_wrap_round(tmp_path: Path) -> None:
    loud = SpeechTrack(np.array([1.0, -1.0, 0.00001, 0.5], np.float32))
    with wave.open(str(outputs.write_wav(loud, tmp_path / "a.wav")), "rb") as file:
        assert (file.getframerate(), file.getnchannels(), file.getsampwidth()) == (SAMPLE_RATE, 1, 2)
        assert np.frombuffer(file.readframes(4), "<i2").tolist() == [32767, -32768, 0, 16384]


def test_the_transcript_is_one_line(tmp_path: Path) -> None:
    assert outputs.write_lab(TRACK, tmp_path / "a.lab").read_bytes() == b'He said: "Don\'t, 1984."\n'


def test_the_table_has_a_row_for_each_word(tmp_path: Path) -> None:
    with outputs.write_analysis(TRACK, tmp_path / "a.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [row["word"] for row in rows] == [word.text for word in TRACK.words]
    assert rows[1] == {
        "word": "said:", "start": "0.200", "end": "0.550", "duration": "0.350", "phones": "S EH1 D", "score": "1.000",
        "in_dictionary": "yes", "phones_per_second": "8.6", "syllables_per_second": "2.9",
        "pause_before": "0.000", "pause_after": "0.200",
    }  # fmt: skip
    assert (rows[3]["in_dictionary"], rows[3]["score"], rows[3]["phones"]) == ("no", "", "")
    assert rows[3]["pause_after"] == "0.100"
    assert rows[0]["pause_before"] == "0.100"


def test_a_long_track_is_written_in_blocks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from engines.speech import buffers

    monkeypatch.setattr(buffers.spans, "__defaults__", (999,))
    outputs.write(TRACK, tmp_path)
    assert same(outputs.read(tmp_path), TRACK)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda r: r | {"duration": 9.0}, r"belongs to 9\.00 s of sound, but speech\.wav plays 2\.00 s"),
        (lambda r: r | {"words": 3}, "words: "),
        (lambda r: r | {"extra": 3}, "extra: "),
        (lambda r: r | {"format": "other"}, "format: "),
        (lambda r: r | {"words": [r["words"][1], r["words"][0]]}, "word 2 .'He'."),
        (lambda r: r | {"words": [r["words"][0] | {"start": -1}]}, r"words\.0\.start: "),
        (lambda r: r | {"words": [r["words"][0] | {"phones": [["A", 0.1]]}]}, r"words\.0\.phones\.0"),
    ],
)
def test_a_changed_record_is_refused_with_its_place(change, message: str, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    outputs.write(TRACK, tmp_path)
    record = json.loads((tmp_path / outputs.WORDS).read_text("utf-8"))
    (tmp_path / outputs.WORDS).write_text(json.dumps(change(record)), encoding="utf-8")
    with pytest.raises(StudioError, match=message) as refused:
        outputs.read(tmp_path)
    assert refused.value.hint


@pytest.mark.slow
@settings(max_examples=200)
@given(data=st.data())
def test_any_record_is_read_or_refused(data: st.DataObject, scratch: Path) -> None:
    path = scratch / "words.json"
    content = bytearray(outputs.write_words(TRACK, path).read_bytes())
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, len(content) - 1))
        wound = data.draw(st.sampled_from([b"", b"0", b"-", b"1e999", b"NaN", b"[", b'"', b"null", b"\xff", b"{}"]))
        content[at : at + data.draw(st.integers(0, 5))] = wound
    path.write_bytes(content)
    try:
        outputs.read_words(path, SAMPLES)
    except StudioError as refused:
        assert refused.hint


def test_a_missing_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(StudioError, match=r"speech\.wav cannot be opened"):
        outputs.read(tmp_path / "none")
