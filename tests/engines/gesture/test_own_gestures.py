"""A creator's own gestures: a folder of YAML joins the lexicon, and what is wrong in it is named with file and key."""

from __future__ import annotations

from pathlib import Path

import pytest

from contracts import StudioError
from engines.gesture import lexicon
from engines.gesture.generate import GestureRequest, generate

SALUTE = """
salute:
  says: "A hand to the brow."
  hands: one
  strokes:
    - {at: {side: own, height: face, reach: near}, palm: down, fingers: in up, shape: flat}
  calls: {words: [captain]}
"""


def test_a_word_of_a_creators_own_lexicon_gets_its_gesture(tmp_path: Path) -> None:
    folder = tmp_path / "gestures"
    folder.mkdir()
    (folder / "navy.yaml").write_text(SALUTE)
    request = GestureRequest(
        text="It was the captain.", out=tmp_path / "made", video=False, lexicon=lexicon.own(tmp_path)
    )
    made = generate(request)
    salute = next(one for one in made.plan.gestures if one.unit == "salute")
    captain = next(word for word in made.track.words if word.text.startswith("captain"))
    assert captain.start <= salute.stroke <= captain.end


def test_a_workspace_without_gestures_of_its_own_adds_none(tmp_path: Path) -> None:
    assert lexicon.own(tmp_path) == ()
    (tmp_path / "gestures").mkdir()
    (tmp_path / "gestures" / "notes.txt").write_text("later")
    assert lexicon.own(tmp_path) == ()


def test_an_own_gesture_replaces_ours_of_its_name(tmp_path: Path) -> None:
    (tmp_path / "mine.yaml").write_text(SALUTE.replace("salute", "wave"))
    assert lexicon.load([tmp_path])["wave"].says == "A hand to the brow."
    assert lexicon.load()["wave"].says != "A hand to the brow."


@pytest.mark.parametrize(
    ("text", "named"),
    [
        (SALUTE.replace("height: face", "height: brow"), ["'salute'", "strokes.0.at.height", "'brow'"]),
        (SALUTE.replace("shape: flat", "shape: saucer"), ["'salute'", "saucer"]),
        (SALUTE.replace("hands: one", "hands: three"), ["'salute'", "hands"]),
        (SALUTE.replace("  hands: one", "  fingers: one"), ["'salute'", "fingers"]),
        (SALUTE.replace("palm: down", "palm: downwards"), ["'salute'", "strokes.0.palm", "downwards"]),
        ("salute: nothing", ["'salute'"]),
        ("- salute", ["by name"]),
        ("salute: {says: [", ["not YAML"]),
    ],
)
def test_what_is_wrong_is_named_with_file_gesture_and_key(tmp_path: Path, text: str, named: list[str]) -> None:
    (tmp_path / "navy.yaml").write_text(text)
    with pytest.raises(StudioError) as error:
        lexicon.load([tmp_path])
    for part in ["navy.yaml", *named]:
        assert part in error.value.message
    assert error.value.hint


def test_the_same_name_in_two_files_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text(SALUTE)
    (tmp_path / "b.yml").write_text(SALUTE)
    with pytest.raises(StudioError, match=r"b\.yml.*two gestures called 'salute'"):
        lexicon.load([tmp_path])
