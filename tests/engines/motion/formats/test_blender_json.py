"""GestureSync's three layouts: what Blender's bones do is what our joints do, and nothing is left out."""

import json
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from contracts import StudioError
from engines.motion import Motion, formats, skeleton
from engines.motion import rotations as rot
from engines.motion.formats import blender_bones, blender_json

QUARTER = [0.7071068, 0.7071068, 0.0, 0.0]  # 90 degrees about the bone's own x
REST = [1.0, 0.0, 0.0, 0.0]


def saved(folder: Path, content: Any, name: str = "a.json") -> Path:
    path = folder / name
    path.write_text(content if isinstance(content, str) else json.dumps(content))
    return path


def training(**bones: list[list[float]]) -> dict[str, Any]:
    """A training export at 10 frames a second; underscores in keywords stand for points."""
    frames = {
        bone.replace("_L", ".L"): {
            "frames": [{"time": i / 10, "rotation": q, "location": [0, 0, 0]} for i, q in enumerate(turns)]
        }
        for bone, turns in bones.items()
    }
    return {"fps": 10, "duration": 0.1, "audio_file": "a.wav", "bones": frames}


def turned(motion: Motion, joint: str, frame: int = 0) -> Any:
    """Where the joint's rotation takes its bone's rest direction."""
    index = skeleton.INDEX[joint]
    return rot.matrix(motion.rotations[frame, index]) @ blender_bones.REST_AXES[joint][:, 1]


@pytest.mark.parametrize(
    ("bone", "joint", "rest", "direction"),
    [
        # 90 degrees about the bone's x, as seen in Blender with roll 0
        ("head", "head", [0, 1, 0], [0, 0, 1]),  # up, then forward: a bow
        ("upper_arm.L", "left_shoulder", [1, 0, 0], [0, 1, 0]),  # outward, then up
        ("upper_arm.R", "right_shoulder", [-1, 0, 0], [0, 1, 0]),
        ("forearm.L", "left_elbow", [1, 0, 0], [0, 1, 0]),
        ("thigh.L", "left_hip", [0, -1, 0], [0, 0, -1]),  # down, then backward
        ("foot.L", "left_ankle", [0, 0, 1], [0, 1, 0]),  # forward, then up
    ],
)
def test_a_bone_turns_about_its_own_axes(
    tmp_path: Path, bone: str, joint: str, rest: list[int], direction: list[int]
) -> None:
    motion = formats.read(saved(tmp_path, {bone: {"1": {"rotation_quaternion": QUARTER, "location": [0, 0, 0]}}}))
    np.testing.assert_allclose(blender_bones.REST_AXES[joint][:, 1], rest)
    np.testing.assert_allclose(turned(motion, joint), direction, atol=1e-6)


def test_every_bone_frame_is_a_right_handed_rotation() -> None:
    for joint, axes in blender_bones.REST_AXES.items():
        np.testing.assert_allclose(axes @ axes.T, np.eye(3), err_msg=joint)
        assert np.linalg.det(axes) == pytest.approx(1), joint
    assert set(blender_bones.REST_AXES) == set(skeleton.JOINTS)


def test_only_the_hip_moves_the_figure(tmp_path: Path) -> None:
    key = {"rotation": REST, "location": [0.1, 0.2, 0.3]}
    layout = {"fps": 24, "bones": {"spine": {"frames": [{"time": 0, **key}]}, "head": {"frames": [{"time": 0, **key}]}}}
    motion = formats.read(saved(tmp_path, layout))
    # the hip bone points up: its y is up, its z is forward
    np.testing.assert_allclose(motion.translation[0] - skeleton.REST[0], [0.1, 0.2, 0.3], atol=1e-6)
    assert any("head" in note for note in motion.notes)


def test_the_generated_layout_has_blender_s_rate_and_says_so(tmp_path: Path) -> None:
    motion = formats.read(saved(tmp_path, {"head": {"1": {"rotation_quaternion": REST}, "3": {"rotation": QUARTER}}}))
    assert motion.fps == 24
    assert len(motion) == 3
    assert any("24" in note for note in motion.notes)
    assert any("interpolated" in note for note in motion.notes)
    np.testing.assert_allclose(np.degrees(np.linalg.norm(motion.rotations[:, 15], axis=1)), [0, 45, 90], atol=1e-3)


def test_the_exported_layout_has_its_own_rate(tmp_path: Path) -> None:
    frames = {str(i): {"rotation_quaternion": q, "location": [0, 0, 0]} for i, q in enumerate([REST, QUARTER])}
    motion = formats.read(saved(tmp_path, {"name": "Gesture", "fps": 29.97, "bones": {"neck": frames}}))
    assert motion.fps == Fraction(30000, 1001)
    assert len(motion) == 2
    np.testing.assert_allclose(turned(motion, "neck", 1), [0, 0, 1], atol=1e-6)


def test_keys_out_of_order_and_quaternions_of_any_length_are_understood(tmp_path: Path) -> None:
    frames = {"10": {"rotation_quaternion": [2.0, 2.0, 0, 0]}, "9": {"rotation_quaternion": [-0.5, 0, 0, 0]}}
    motion = formats.read(saved(tmp_path, {"head": frames}))
    np.testing.assert_allclose(turned(motion, "head", 0), [0, 1, 0], atol=1e-6)
    np.testing.assert_allclose(turned(motion, "head", 1), [0, 0, 1], atol=1e-6)


def test_times_between_frames_are_resampled_along_the_arc(tmp_path: Path) -> None:
    layout = training(head=[REST, QUARTER])
    layout["bones"]["head"]["frames"][1]["time"] = 0.25
    motion = formats.read(saved(tmp_path, layout))
    degrees = np.degrees(np.linalg.norm(motion.rotations[:, 15], axis=1))
    np.testing.assert_allclose(degrees[:3], [0, 36, 72], atol=1e-3)


def test_rounded_times_are_still_on_their_frames(tmp_path: Path) -> None:
    layout = training(head=[REST, QUARTER, REST, QUARTER])
    layout["fps"] = 30
    for i, frame in enumerate(layout["bones"]["head"]["frames"]):
        frame["time"] = round(i / 30, 3)
    motion = formats.read(saved(tmp_path, layout))
    assert motion.notes == ()
    np.testing.assert_allclose(np.degrees(np.linalg.norm(motion.rotations[:, 15], axis=1)), [0, 90, 0, 90], atol=1e-3)


def a_motion() -> Motion:
    rng = np.random.default_rng(5)
    turns = rng.normal(scale=0.1, size=(9, 55, 3)).cumsum(axis=0)
    return Motion.of(Fraction(30000, 1001), turns, rng.normal(size=(9, 3)), source='take "1"')


def test_all_joints_are_written_and_the_thirteen_come_first(tmp_path: Path) -> None:
    formats.write(a_motion(), tmp_path / "a.json")
    bones = list(json.loads((tmp_path / "a.json").read_text())["bones"])
    assert bones[:13] == [
        "head", "neck", "spine", "spine.001", "spine.002", "shoulder.L", "shoulder.R", "upper_arm.L", "upper_arm.R",
        "forearm.L", "forearm.R", "hand.L", "hand.R",
    ]  # fmt: skip
    assert len(set(bones)) == 55


def test_times_are_written_exactly(tmp_path: Path) -> None:
    formats.write(a_motion(), tmp_path / "a.json")
    written = json.loads((tmp_path / "a.json").read_text())
    assert [frame["time"] for frame in written["bones"]["hand.R"]["frames"]] == [i * 1001 / 30000 for i in range(9)]
    assert written["duration"] == pytest.approx(8 * 1001 / 30000)
    assert set(written) == {"fps", "duration", "audio_file", "bones"}


@pytest.mark.parametrize("layout", ["training", "generated", "exported"])
def test_every_layout_comes_back(tmp_path: Path, layout: blender_json.Layout) -> None:
    motion = a_motion()
    blender_json.write(motion, tmp_path / "a.json", layout)
    back = formats.read(tmp_path / "a.json")
    assert back.fps == (24 if layout == "generated" else motion.fps)
    assert np.degrees(rot.angle_between(back.rotations, motion.rotations).max()) < 0.01
    np.testing.assert_allclose(back.positions(), motion.positions(), atol=1e-4)


def test_written_quaternions_do_not_change_sign_on_the_way(tmp_path: Path) -> None:
    turns = np.zeros((60, 55, 3))
    turns[:, 0, 1] = np.linspace(0, 4 * np.pi, 60)
    formats.write(Motion.of(30, turns), tmp_path / "a.json")
    frames = json.loads((tmp_path / "a.json").read_text())["bones"]["spine"]["frames"]
    quaternions = np.array([frame["rotation"] for frame in frames])
    assert ((quaternions[1:] * quaternions[:-1]).sum(axis=1) > 0.9).all()


def test_a_mapping_names_bones_of_another_rig(tmp_path: Path) -> None:
    path = saved(tmp_path, {"Kopf": {"0": {"rotation_quaternion": QUARTER}}, "Tail": {"0": {"rotation": REST}}})
    with pytest.raises(StudioError, match="Kopf, Tail"):
        formats.read(path)
    motion = formats.read(path, mapping={"head": "Kopf"})
    np.testing.assert_allclose(turned(motion, "head"), [0, 0, 1], atol=1e-6)
    assert any("Tail" in note for note in motion.notes)
    with pytest.raises(StudioError, match="'Kop' is in the mapping"):
        formats.read(path, mapping={"head": "Kop"})


KEY = '"head": {"0": {"rotation_quaternion": [1, 0, 0, 0], "location": [0, 0, 0]}'


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("{" + KEY, ["line 1, column"]),
        ("{" + KEY + "},\n}", ["line 2, column 1"]),
        ("{" + KEY + "}, " + KEY + "}}", ["'head' twice"]),
        ("{" + KEY.replace("[1,", "[NaN,") + "}}", ["NaN"]),
        ("{" + KEY.replace("[1,", "[-Infinity,") + "}}", ["-Infinity"]),
        ("{" + KEY.replace("[1,", "[1e999,") + "}}", ["'head.0.rotation'", "4 numbers"]),
        ("{" + KEY.replace("[1,", "[" + "9" * 5000 + ",") + "}}", ["too long"]),
        ("{" + KEY.replace("[1,", "[") + "}}", ["'head.0.rotation'", "4 numbers"]),
        ("{" + KEY.replace("[1,", "[true,") + "}}", ["'head.0.rotation'"]),
        ("{" + KEY.replace("[1,", "[0,") + "}}", ["length zero"]),
        ("{" + KEY.replace('"0"', '"first"') + "}}", ["'head.first'", "time"]),
        ("{" + KEY + ', "0.0": {"rotation": [1, 0, 0, 0]}}}', ["two keys at 0"]),
        ("{" + KEY + ', "1e8": {"rotation": [1, 0, 0, 0]}}}', ["100,000,001 frames"]),
        ('{"head": {}}', ["'head' has no frames"]),
        ('{"head": 5}', ["'head' holds no frames"]),
        ("{}", ["none of its 0 bones"]),
        ("[1, 2]", ["no object"]),
        ("[" * 100_000, ["nested too deeply"]),
        ('{"fps": 0, "bones": {}}', ["'fps'"]),
        ('{"fps": "x", "bones": {}}', ["'fps'"]),
        ('{"fps": 24, "bones": []}', ["'bones'"]),
        ('{"bones": {"head": {"frames": [{"rotation": [1, 0, 0, 0]}]}}}', ["'head.frames[0]'", "time"]),
        ('{"bones": {"head": {"frames": [7]}}}', ["'head.frames[0]'", "pose"]),
        ('{"samples": []}', ["dataset"]),
    ],
)
def test_a_wrong_file_is_refused_by_line_or_key(tmp_path: Path, text: str, words: list[str]) -> None:
    with pytest.raises(StudioError) as caught:
        formats.read(saved(tmp_path, text, "bad.json"))
    assert "bad.json" in caught.value.message
    assert all(word in caught.value.message for word in words), caught.value.message
    assert caught.value.hint
