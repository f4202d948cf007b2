"""Laban notation: arms point where it says, and what it does not say clearly is refused."""

from __future__ import annotations

import contextlib
import copy
import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts import StudioError
from engines.gesture import laban, laban_positions, lexicon
from engines.gesture.perform import perform
from engines.gesture.plan import Plan, PlannedGesture
from engines.gesture.style import style
from engines.motion import Motion
from engines.motion.skeleton import INDEX, forward
from engines.speech import SAMPLE_RATE, SpeechTrack

HANGS = ["Place", "Low"]


def position(start: int, **arms: list[str]) -> dict[str, Any]:
    limbs = {f"{side} {part}": HANGS for side in ("right", "left") for part in ("elbow", "wrist")}
    given = {name.replace("_", " "): value for name, value in arms.items()}
    base = {"start time": [str(start)], "duration": ["0"], "head": ["Forward", "Normal"], "rotation": ["ToRight", "0"]}
    return base | limbs | given


def written(folder: Path, *positions: dict[str, Any], name: str = "mine") -> Path:
    file = folder / f"{name}.json"
    file.write_text(json.dumps({name: {f"Position{n}": one for n, one in enumerate(positions)}}))
    return file


def performed(unit: lexicon.GestureUnit, hand: str, stroke: float, duration: float) -> Motion:
    quiet = SpeechTrack(np.zeros(round(duration * SAMPLE_RATE), np.float32))
    gesture = PlannedGesture(stroke=stroke, unit=unit.name, hand=hand)  # type: ignore[arg-type]
    steady = style("Presentation").model_copy(update={"speed": 1.0})
    units = {**lexicon.load(), unit.name: unit}
    return perform(Plan(duration=duration, gestures=(gesture,)), quiet, steady, units=units)


def off(motion: Motion, second: float, bone: tuple[str, str], direction: tuple[str, str]) -> float:
    """Degrees between a bone and where the notation points, in the chest's axes."""
    frame = round(second * float(motion.fps))
    places, turned = forward(motion.rotations[frame : frame + 1], motion.translation[frame : frame + 1])
    along = places[0, INDEX[bone[1]]] - places[0, INDEX[bone[0]]]
    cosine = turned[0, INDEX["spine3"]].T @ (along / np.linalg.norm(along)) @ laban_positions.pointing(direction)
    return float(np.degrees(np.arccos(np.clip(cosine, -1, 1))))


@pytest.mark.parametrize(
    ("side", "elbow", "wrist"),
    [
        ("left", ["Left", "Low"], ["Forward", "Normal"]),
        ("right", ["Right", "Low"], ["Forward", "Normal"]),
        ("right", ["Forward", "Low"], ["Left Forward", "High"]),
        ("left", ["Left", "High"], ["Left", "High"]),
        ("right", ["Right", "Normal"], ["Place", "High"]),
        ("left", ["Left Forward", "Low"], ["Left Forward", "Normal"]),
    ],
)
def test_the_arm_points_where_the_notation_says(tmp_path: Path, side: str, elbow: list[str], wrist: list[str]) -> None:
    limbs = {f"{side}_elbow": elbow, f"{side}_wrist": wrist}
    file = written(tmp_path, position(1), position(600, **limbs), position(1600, **limbs), position(2400))
    (unit,) = laban.read(file).values()
    assert unit.hands == "one"
    motion = performed(unit, side, stroke=2.0, duration=5.0)
    half_a_step = 22.5 if elbow != wrist else 28  # of 45 degrees; even a straight arm is a little bent
    for at in (2.0, 2.8):
        assert (
            off(motion, at, (f"{side}_shoulder", f"{side}_elbow"), (elbow[0].lower(), elbow[1].lower())) < half_a_step
        )
        assert off(motion, at, (f"{side}_elbow", f"{side}_wrist"), (wrist[0].lower(), wrist[1].lower())) < half_a_step


def test_times_of_the_notation_are_kept(tmp_path: Path) -> None:
    up, out = {"right_elbow": ["Forward", "Low"]}, {"right_elbow": ["Right", "Low"]}
    file = written(
        tmp_path, position(0), position(500, **up), position(1300, **out), position(1500, **out), position(3000)
    )
    (unit,) = laban.read(file).values()
    assert [key.seconds for key in unit.strokes] == pytest.approx([0.5, 0.8, 0.2])


def test_head_and_body_are_read(tmp_path: Path) -> None:
    left, right = {"head": ["Left Forward", "Normal"]}, {"head": ["Right Forward", "Normal"]}
    (shaken,) = laban.read(
        written(tmp_path, position(0), position(500, **left), position(1000, **right), position(1500))
    ).values()
    assert shaken.hands == "none"
    assert [move.move for move in shaken.head] == ["shake"]
    low = {"head": ["Forward", "Low"]}
    nods = (position(0), position(500, **low), position(900), position(1400, **low), position(1900))
    (nodded,) = laban.read(written(tmp_path, *nods)).values()
    assert [(move.move, move.times) for move in nodded.head] == [("nod", 2)]
    turned = {"rotation": ["ToLeft", "20"], "right_elbow": ["Forward", "High"]}
    (unit,) = laban.read(written(tmp_path, position(0), position(500, **turned), position(1500))).values()
    assert unit.trunk.turn == -20, "a right hand's side is the right, so to the left is below 0"


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        ({"right wrist": ["Sideways", "Low"]}, "Position1, right wrist: 'Sideways'"),
        ({"right wrist": ["Left Right", "Low"]}, "points nowhere"),
        ({"right wrist": ["Left", "Lowish"]}, "'Lowish' is not High"),
        ({"right wrist": "Left"}, "Position1, right wrist"),
        ({"right wrist": None}, "Position1, right wrist"),
        ({"start time": ["0"]}, "not after"),
        ({"start time": ["soon"]}, "Position1, start time"),
        ({"start time": ["nan"]}, "Position1, start time"),
        ({"rotation": ["Around", "3"]}, "Position1, rotation"),
        ({"rotation": ["ToRight", "a bit"]}, "Position1, rotation"),
        ({"third arm": ["Place", "Low"]}, "Position1, third arm"),
    ],
)
def test_a_broken_position_is_refused_by_name(tmp_path: Path, change: dict[str, Any], complaint: str) -> None:
    broken = position(500) | change
    with pytest.raises(StudioError, match=complaint) as error:
        laban.read(written(tmp_path, position(10), broken, position(900)))
    assert "mine.json" in error.value.message


@pytest.mark.parametrize(
    "text", ["", "[]", "{}", "nonsense", '{"a": []}', '{"a": {"Step1": {}}}', '{"a": {}}', "[" * 9999]
)
def test_a_file_of_something_else_is_refused(tmp_path: Path, text: str) -> None:
    (tmp_path / "a.json").write_text(text)
    with pytest.raises(StudioError):
        laban.read(tmp_path / "a.json")


json_values = st.recursive(
    st.none() | st.booleans() | st.floats() | st.text(max_size=8) | st.just("Place"),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["Position0", "head", "x"]), inner),
    max_leaves=8,
)


@pytest.mark.slow
@given(value=json_values, key=st.sampled_from(sorted(position(0))))
def test_nothing_but_a_studio_error_leaves_the_reader(value: Any, key: str) -> None:
    entry = {"Position0": copy.deepcopy(position(0)) | {key: value}, "Position1": position(400)}
    with contextlib.suppress(StudioError):
        laban_positions.positions(entry, "a.json: 'a'")


def test_laban_files_join_the_lexicon_and_their_name_calls_for_them(tmp_path: Path) -> None:
    written(tmp_path, position(0), position(500, left_elbow=["Left", "High"]), position(1500), name="ahoy")
    units = lexicon.load([tmp_path])
    assert units["laban_ahoy"].calls.words == ("ahoy",)
    assert set(lexicon.load()) < set(units)


@pytest.mark.slow
@pytest.mark.reference
def test_the_published_library_is_read_but_for_three_files_whose_times_run_backwards(reference: Path) -> None:
    files = sorted((reference / "labanotation" / "library").glob("*.json"))
    read, refused = {}, {}
    for file in files:
        try:
            read |= laban.read(file)
        except StudioError as error:
            refused[file.stem] = error.message
    assert set(refused) == {"open two arms", "theme head down end", "wave happily"}
    assert all("start time" in message for message in refused.values())
    assert len(read) == len(files) - 3
    assert read["laban_thanks"].hands == "two"
    assert read["laban_deictic_there_h"].strokes[0].at.height > 0.5, "it points up there"  # type: ignore[union-attr]
    assert {move.move for move in read["laban_nod"].head} == {"nod"}


@pytest.mark.slow
@pytest.mark.reference
@pytest.mark.parametrize("name", ["deictic there h", "come2", "big", "thanks", "robot d"])
def test_a_published_gesture_performed_points_as_noted(reference: Path, name: str) -> None:
    file = reference / "labanotation" / "library" / f"{name}.json"
    (unit,) = laban.read(file).values()
    noted = laban_positions.positions(json.loads(file.read_text())[name], name)
    farthest = noted[1]
    side = "right" if farthest.arm("right") != (("place", "low"),) * 2 else "left"
    reached = float(sum(key.seconds for key in unit.strokes[: unit.apex + 1]))
    first = 3.0 - reached + unit.strokes[0].seconds
    motion = performed(unit, "both" if unit.hands == "two" else side, stroke=3.0, duration=9.0)
    for bone, direction in zip((("shoulder", "elbow"), ("elbow", "wrist")), farthest.arm(side), strict=True):
        assert off(motion, first, (f"{side}_{bone[0]}", f"{side}_{bone[1]}"), direction) < 30
