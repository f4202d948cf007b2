"""The lexicon: all gestures are whole, and a creator's entry is read or refused by name, place and reason."""

from pathlib import Path

import pytest

from contracts import StudioError
from engines.gesture import lexicon, shapes
from engines.gesture.lexicon import load, read

MINE = """
snap:
  says: "Fingers snap: got it."
  hands: one
  strokes:
    - {at: {side: own, height: chest, reach: middle}, palm: up in, fingers: forward, shape: pinch, seconds: 0.2}
"""


def test_the_lexicon_is_large_and_every_gesture_says_what_it_means() -> None:
    units = load()
    assert len(units) >= 100
    assert all(len(unit.says) > 10 for unit in units.values())
    kinds = {unit.kind for unit in units.values()}
    assert {"beat", "point", "symbol", "shape", "feeling", "thought"} <= kinds
    for name in (
        "point_me",
        "point_you",
        "count_one",
        "count_five",
        "shrug",
        "stop",
        "wave",
        "clap",
        "yes_nod",
        "no_shake",
    ):
        assert name in units


def test_every_gesture_that_is_no_beat_is_called_for_by_something() -> None:
    for unit in load().values():
        called = unit.calls.words or unit.calls.ideas or unit.calls.acts
        assert unit.kind == "beat" or not unit.keep or called, unit.name


def test_every_hand_shape_is_used() -> None:
    from engines.gesture import rests

    poses_of = [pose for unit in load().values() for pose in (unit.preparation, *unit.strokes) if pose]
    used = {pose.shape for pose in poses_of} | {
        key.other.shape for u in load().values() for key in u.strokes if key.other
    }
    resting = {hand.shape for rest in rests.read().values() for hand in (rest.hand, rest.other)}
    assert shapes.names() - used - resting == set()


def test_a_creators_folder_adds_and_replaces(tmp_path: Path) -> None:
    (tmp_path / "mine.yaml").write_text(MINE + MINE.replace("snap", "shrug"))
    units = load([tmp_path])
    assert units["snap"].strokes[0].seconds == 0.2
    assert units["shrug"].says.startswith("Fingers")
    assert load()["shrug"].says != units["shrug"].says


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        (MINE.replace("pinch", "claw"), "claw"),
        (MINE.replace("seconds: 0.2", "seconds: 90"), "strokes.0.seconds"),
        (MINE.replace("side: own", "side: leftish"), "leftish"),
        (MINE.replace("palm: up in", "palm: sunwards"), "sunwards"),
        (MINE.replace("hands: one", "hands: none"), "hands is none"),
        (MINE.replace("  hands: one", "  hands: one\n  apex: 3"), "apex is 3"),
        (MINE.replace("  hands: one", "  hands: one\n  face: {grin: 1}"), "grin"),
        ("snap: 3", "not a gesture"),
        ("- snap", "gestures by name"),
        ("snap: [", "not YAML"),
        ("[" * 5000, "not YAML"),
        ("", "gestures by name"),
    ],
)
def test_what_cannot_be_used_is_refused_by_file_gesture_and_reason(tmp_path: Path, text: str, complaint: str) -> None:
    (tmp_path / "mine.yaml").write_text(text)
    with pytest.raises(StudioError) as caught:
        read(tmp_path)
    assert complaint in caught.value.message and "mine.yaml" in caught.value.message
    assert caught.value.hint


def test_two_gestures_of_one_name_in_a_folder_are_refused(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text(MINE)
    (tmp_path / "b.yaml").write_text(MINE)
    with pytest.raises(StudioError, match="two gestures called 'snap'"):
        read(tmp_path)


def test_a_folder_without_gestures_is_refused(tmp_path: Path) -> None:
    with pytest.raises(StudioError, match="no gestures"):
        read(tmp_path)


def test_our_own_files_are_read_once() -> None:
    assert lexicon._ours() is lexicon._ours()
