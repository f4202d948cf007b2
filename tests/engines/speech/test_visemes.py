"""The table of visemes, and the weighing of neighbours against its plain definition."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from contracts import StudioError
from engines.motion.face import FACE_INDEX
from engines.speech import coarticulation, visemes
from engines.speech.track import Phone

ARPABET = [
    "AA", "AE", "AH", "AO", "AW", "AY", "B", "CH", "D", "DH", "EH", "ER", "EY", "F", "G", "HH", "IH", "IY", "JH", "K",
    "L", "M", "N", "NG", "OW", "OY", "P", "R", "S", "SH", "T", "TH", "UH", "UW", "V", "W", "Y", "Z", "ZH",
]  # fmt: skip


def test_every_sound_of_arpabet_has_a_look() -> None:
    table = visemes.read()
    assert set(ARPABET) <= table.phones.keys()
    assert {sound for sound in ARPABET if table.of(sound)[0].contact == "lips"} == {"P", "B", "M"}
    assert {sound for sound in ARPABET if table.of(sound)[0].contact == "teeth"} == {"F", "V"}
    assert len(table.of("AY")) == 2
    assert table.of("nonsense") == table.of("HH")


def test_a_name_without_its_side_means_both() -> None:
    row = visemes.arkit({"mouthSmile": 0.5, "jawOpen": 0.25})
    assert row[FACE_INDEX["mouthSmileLeft"]] == row[FACE_INDEX["mouthSmileRight"]] == 0.5
    assert row[FACE_INDEX["jawOpen"]] == 0.25 and row.sum() == 1.25


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("mouthPucker:", "mouthPuker:", "mouthPuker"),
        ("P: closed", "P: clozed", "clozed"),
        ("closed: {contact: lips", "closed: {contact: nose", "nose"),
        ("tip_out: {jaw", "tip_out: {chin", "chin"),
        ("strength:", "strong:", "strength"),
        ("movements:", "movements: [", "visemes"),
    ],
)
def test_a_mistake_in_the_table_is_named(tmp_path: Path, old: str, new: str, said: str) -> None:
    text = visemes.FILE.read_text(encoding="utf-8")
    assert old in text
    file = tmp_path / "visemes.yaml"
    file.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(StudioError, match=said):
        visemes.read(file)


def plainly(score: coarticulation.Score, time: float, table: visemes.Table) -> np.ndarray:
    """[M] the mean of what every piece wants, each weighed by its hold and its distance."""
    total, wanted = np.zeros(len(table.movements)), np.zeros(len(table.movements))
    for start, end, reach, hold in zip(score.start, score.end, score.reach, score.hold, strict=True):
        middle, half = (start + end) / 2, (end - start) / 2
        core = max(half * coarticulation.CORE, half - coarticulation.LONGEST_YIELD)
        early, late = max(middle - core - time, 0.0), max(time - middle - core, 0.0)
        weight = hold * np.exp(-early / table.before) * np.exp(-late / table.after)
        total += weight
        wanted += weight * reach
    return wanted / total


@settings(max_examples=25)
@given(st.lists(st.tuples(st.sampled_from(ARPABET), st.floats(0.02, 0.4), st.sampled_from([0, 0.1, 0.7])), max_size=25))
def test_neighbours_weigh_as_defined(said: list[tuple[str, float, float]]) -> None:
    table, time, phones = visemes.read(), 0.2, []
    for sound, length, pause in said:
        phones.append(Phone(sound, time, time + length))
        time += length + pause
    score = coarticulation.score(tuple(phones), time + 0.3, table)
    assert (score.start[1:] == pytest.approx(score.end[:-1])) and score.start[0] == 0
    times = np.linspace(0, time + 0.3, 60)
    fast = coarticulation.curves(score, times, table)
    slow = np.stack([plainly(score, moment, table) for moment in times])
    assert np.allclose(fast, slow, atol=1e-9)
