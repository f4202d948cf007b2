"""TextGrids hold exactly our times, open in praatio, and a damaged one is read or refused, never a crash."""

import itertools
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from praatio import textgrid as praat

from contracts import StudioError
from engines.speech import SAMPLE_RATE, Phone, SpeechTrack, Word, textgrid

TEXT = st.text(st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\u2028\u2029\ufeff"), max_size=12)


@st.composite
def tracks(draw: st.DrawFn) -> SpeechTrack:
    """Words with phones at any times, some of them touching, none empty."""
    times = sorted(draw(st.sets(st.floats(0.0, 10.0, allow_subnormal=False), min_size=2, max_size=16)))
    words = []
    while len(times) >= 2:
        start, end, times = times[0], times[1], times[draw(st.sampled_from([1, 2])) :]
        middle = (start + end) / 2
        pair = (Phone("AH0", start, middle), Phone("S", middle, end))
        spoken = pair if draw(st.booleans()) and start < middle < end else ()
        text = draw(TEXT.filter(lambda text: text.strip().lower() not in textgrid._SILENCE))
        words.append(Word(text, start, end, spoken))
    return SpeechTrack(np.zeros(10 * SAMPLE_RATE, np.float32), " ".join(w.text for w in words), tuple(words))


def speech(*words: Word) -> SpeechTrack:
    return SpeechTrack(np.zeros(2 * SAMPLE_RATE, np.float32), words=words)


@pytest.fixture(scope="module")
def scratch(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One folder for all examples: every further one is dearer to name."""
    return tmp_path_factory.mktemp("grid")


@pytest.mark.slow
@settings(max_examples=100)
@given(track=tracks())
def test_what_is_written_is_read_back_exactly(track: SpeechTrack, scratch: Path) -> None:
    path = textgrid.write(track, scratch / "a.TextGrid")
    grid = textgrid.read(path)
    assert grid.words() == track.words
    for tier in grid.tiers:  # no gap and no overlap
        assert tier.intervals[0].start == 0
        assert tier.intervals[-1].end == grid.end == track.duration
        assert all(a.end == b.start for a, b in zip(tier.intervals, tier.intervals[1:], strict=False))


@pytest.mark.slow
@settings(max_examples=60)
@given(track=tracks())
def test_praatio_reads_exactly_our_times(track: SpeechTrack, scratch: Path) -> None:
    """Texts are plain here, since praatio trims those that it reads."""
    plain = tuple(Word(f"w{i}", w.start, w.end, w.phones) for i, w in enumerate(track.words))
    path = textgrid.write(SpeechTrack(track.samples, words=plain), scratch / "a.TextGrid")
    grid = praat.openTextgrid(str(path), includeEmptyIntervals=True)
    assert grid.tierNames == ("words", "phones")
    words = [one for one in grid.getTier("words").entries if one.label]
    assert [(one.start, one.end, one.label) for one in words] == [(w.start, w.end, w.text) for w in plain]
    phones = [one for one in grid.getTier("phones").entries if one.label]
    assert [(one.start, one.end, one.label) for one in phones] == [
        (phone.start, phone.end, phone.label) for word in plain for phone in word.phones
    ]
    assert grid.maxTimestamp == 10.0


def test_quotes_are_doubled_and_come_back(tmp_path: Path) -> None:
    track = speech(Word('"Well,"', 0.1, 0.5), Word("don't", 0.5, 0.9), Word("5'10\"", 1.0, 1.4))
    path = textgrid.write(track, tmp_path / "a.TextGrid")
    assert '"""Well,"""' in path.read_text("utf-8")
    assert [word.text for word in textgrid.read(path).words()] == ['"Well,"', "don't", "5'10\""]
    words = praat.openTextgrid(str(path), includeEmptyIntervals=False).getTier("words").entries
    assert [word.label for word in words] == ['"Well,"', "don't", "5'10\""]


def test_a_word_without_length_is_left_out_and_the_rest_stays(tmp_path: Path) -> None:
    track = speech(Word("one", 0.1, 0.5), Word("lost", 0.5, 0.5), Word("two", 0.5, 0.9))
    assert [w.text for w in textgrid.read(textgrid.write(track, tmp_path / "a.TextGrid")).words()] == ["one", "two"]


def test_no_words_at_all_make_one_silence(tmp_path: Path) -> None:
    grid = textgrid.read(textgrid.write(speech(), tmp_path / "a.TextGrid"))
    assert grid.words() == ()
    assert [len(tier.intervals) for tier in grid.tiers] == [1, 1]


SHORT = '''File type = "ooTextFile"
Object class = "TextGrid"

0
2.5
<exists>
3
"IntervalTier"
"Mary - phones"
0
2.5
3
0
0.5
"sil"
0.5
0.75
"HH"
0.75
2.5
"AY1"
"IntervalTier"
"Mary - words"
0
2.5
2
0
0.5
""
0.5
2.5
"say ""hi"""
"TextTier"
"beats"
0
2.5
1
1.5
"up"
'''


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_the_short_layout_is_read_in_any_encoding(encoding: str, newline: str, tmp_path: Path) -> None:
    path = tmp_path / "a.TextGrid"
    path.write_bytes(SHORT.replace("\n", newline).encode(encoding))
    grid = textgrid.read(path)
    assert grid.words() == (Word('say "hi"', 0.5, 2.5, (Phone("HH", 0.5, 0.75), Phone("AY1", 0.75, 2.5))),)
    beats = grid.tier("beats")
    assert beats is not None
    assert (beats.points, beats.intervals) == (True, (textgrid.Interval(1.5, 1.5, "up"),))


def test_long_and_short_layouts_say_the_same() -> None:
    grid = textgrid.parse(SHORT)
    assert textgrid.parse(textgrid.format_long(grid)) == grid


def test_a_remark_is_skipped_but_an_exclamation_in_a_text_is_not() -> None:
    grid = textgrid.parse(SHORT.replace("0\n2.5\n<exists>", "0 ! the start\n2.5\n<exists>").replace("up", "up!"))
    assert grid.tiers[2].intervals[0].text == "up!"


@pytest.mark.parametrize(
    ("wound", "with_what", "message"),
    [
        ('"ooTextFile"', '"PNG"', r"a\.TextGrid is not a TextGrid"),
        ("<exists>\n3\n", "<exists>\n3.5\n", r"line 7: 3\.5 tiers"),
        ("<exists>\n3\n", "<exists>\n4\n", r"ends where the class of a tier should stand"),
        ('0.75\n"HH"', '"HH"', r"line 17: a time should stand here as a number"),
        ("0.75\n2.5", "0.75\n0.6", r"an interval from 0\.75 to 0\.6 s"),
        ("0.5\n0.75", "0.3\n0.75", r"line \d+: in tier 'Mary - phones' an interval from 0\.3"),
        ('"sil"', '"sil', r"should stand here"),
        ('"TextTier"', '"SpectrumTier"', r"a tier of class 'SpectrumTier'"),
        ("0.5\n0.75", "0.5\n1e999", r"a time should stand here as a number"),
    ],
)
def test_a_damaged_file_is_refused_with_its_line(wound: str, with_what: str, message: str, tmp_path: Path) -> None:
    assert wound in SHORT
    path = tmp_path / "a.TextGrid"
    path.write_text(SHORT.replace(wound, with_what, 1))
    with pytest.raises(StudioError, match=message) as refused:
        textgrid.read(path)
    assert refused.value.hint


def test_a_grid_without_words_names_its_tiers() -> None:
    grid = textgrid.parse(SHORT.replace("Mary - words", "sentences"))
    with pytest.raises(StudioError, match="no tier 'words'; its tiers: 'Mary - phones', 'sentences', 'beats'"):
        grid.words()


PIECES = st.one_of(
    st.sampled_from(SHORT.split("\n")),
    st.sampled_from(['"', '""', "<exists>", "<absent>", "!", "nan", "-1", "1e400", "xmin = 3", "99999999999", "\0"]),
    st.text(max_size=6),
)


@pytest.mark.slow
@settings(max_examples=400)
@given(data=st.data())
def test_any_text_is_read_or_refused(data: st.DataObject) -> None:
    lines = SHORT.split("\n")
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, len(lines) - 1))
        lines[at : at + data.draw(st.integers(0, 3))] = data.draw(st.lists(PIECES, max_size=3))
        lines = lines or [""]
    try:
        grid = textgrid.parse("\n".join(lines))
        assert textgrid.parse(textgrid.format_long(grid)) == grid
        words = grid.words()
        assert all(a.end <= b.start + 1e-6 for a, b in itertools.pairwise(words))
    except StudioError as refused:
        assert refused.message
        assert refused.hint


@settings(max_examples=100)
@given(content=st.binary(max_size=300))
def test_any_bytes_are_refused(content: bytes, scratch: Path) -> None:
    path = scratch / "a.TextGrid"
    path.write_bytes(content)
    with pytest.raises(StudioError):
        textgrid.read(path)


@pytest.mark.reference
def test_every_reference_grid_says_what_praatio_says(reference: Path) -> None:
    files = sorted(reference.rglob("*.TextGrid"))
    assert len(files) > 20
    for file in files:
        ours, theirs = textgrid.read(file), praat.openTextgrid(str(file), includeEmptyIntervals=True)
        assert tuple(tier.name for tier in ours.tiers) == theirs.tierNames
        for tier in ours.tiers:
            rows = [
                (one.time, one.time, one.label) if tier.points else (one.start, one.end, one.label)
                for one in theirs.getTier(tier.name).entries
            ]
            assert [(one.start, one.end, one.text.strip()) for one in tier.intervals] == rows
