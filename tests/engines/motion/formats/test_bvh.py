"""BVH: any skeleton is read as the file has it, ours is written so that it comes back."""

from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest

from contracts import StudioError
from engines.motion import Motion, formats, skeleton
from engines.motion import rotations as rot
from engines.motion.formats import bvh

ARM = """HIERARCHY
ROOT mixamorig:Hips
{
  OFFSET 0.0 90.0 0.0
  CHANNELS 6 Xposition Yposition Zposition Zrotation Yrotation Xrotation
  JOINT Left Arm
  {
    OFFSET 10 40 0
    CHANNELS 3 Yrotation Xrotation Zrotation
    End Site
    {
      OFFSET 30 0 0
    }
  }
}
MOTION
Frames: 2
Frame Time: 0.0333333
1 91 2 0 0 0 0 0 0
1 91 2 90 0 0 0 0 90
"""


def written(folder: Path, text: str, name: str = "arm.bvh") -> Path:
    path = folder / name
    path.write_bytes(text.encode())
    return path


def test_joints_stand_where_the_numbers_put_them(tmp_path: Path) -> None:
    clip = bvh.read_clip(written(tmp_path, ARM))
    assert clip.names == ("mixamorig:Hips", "Left Arm", "Left Arm_end")
    assert list(clip.parents) == [-1, 0, 1]
    assert clip.fps == 30
    positions = clip.world()[1]
    np.testing.assert_allclose(positions[0], [[1, 91, 2], [11, 131, 2], [41, 131, 2]], atol=1e-4)
    # the hips turn 90 degrees about z: x becomes y, y becomes -x; the arm turns 90 more
    np.testing.assert_allclose(positions[1], [[1, 91, 2], [-39, 101, 2], [-69, 101, 2]], atol=1e-4)


def test_channels_multiply_in_their_written_order(tmp_path: Path) -> None:
    clip = bvh.read_clip(written(tmp_path, ARM.replace("1 91 2 90 0 0 0 0 90", "0 0 0 0 0 0 20 30 40")))
    y, x, z = (rot.matrix(np.radians(angle) * np.array(axis)) for angle, axis in
               ((20, (0, 1, 0)), (30, (1, 0, 0)), (40, (0, 0, 1))))  # fmt: skip
    np.testing.assert_allclose(clip.rotations[1, 1], y @ x @ z, atol=1e-6)


@pytest.mark.parametrize(
    "change",
    [
        lambda text: text.replace("\n", "\r\n"),
        lambda text: text.replace("\n", "\r"),
        lambda text: text.replace("  ", "\t"),
        lambda text: "\ufeff" + text,
        lambda text: text.replace("\n  {", " {").replace("\n    {", " {"),
        lambda text: text.replace("Frames: 2", "Frames:\t2").replace("Frame Time: ", "Frame Time:\t"),
        lambda text: text.replace("Frame Time", "frame time").replace("MOTION", "Motion "),
        lambda text: text.replace("91 2 90", "9.1e+01 2.0E0 90"),
        lambda text: text.replace("0.0333333", "3.33333e-2"),
        lambda text: text + "\n\n  \n",
        lambda text: text.replace("End Site", "End site Tip"),
        lambda text: text.replace("Xposition", "XPOSITION").replace("Zrotation", "zrotation"),
    ],
)
def test_the_variants_that_programs_write_mean_the_same(tmp_path: Path, change: object) -> None:
    expected = bvh.read_clip(written(tmp_path, ARM))
    clip = bvh.read_clip(written(tmp_path, change(ARM), "variant.bvh"))  # type: ignore[operator]
    assert (clip.names, clip.fps) == (expected.names, expected.fps)
    np.testing.assert_allclose(clip.world()[1], expected.world()[1], atol=1e-5)


def test_every_joint_may_move_and_root_may_turn_only(tmp_path: Path) -> None:
    text = """HIERARCHY
ROOT a
{ OFFSET 0 1 0
  CHANNELS 3 Zrotation Xrotation Yrotation
  JOINT b
  { OFFSET 0 2 0
    CHANNELS 2 Yposition Xrotation } }
MOTION
Frames: 1
Frame Time: 0.01
0 0 0 5 0
"""
    clip = bvh.read_clip(written(tmp_path, text))
    np.testing.assert_allclose(clip.world()[1][0], [[0, 1, 0], [0, 6, 0]])
    assert clip.fps == 100


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("HIERARCHY", "HIERARCH", ["line 1", "HIERARCHY"]),
        ("MOTION", "", ["no MOTION"]),
        ("Frames: 2", "Frames: 3", ["says it has 3 frames but holds 2"]),
        ("Frames: 2", "Frames: 1", ["says it has 1 frames but holds 2"]),
        ("Frames: 2", "Frames: 0", ["no frames"]),
        ("Frames: 2", "Frames: -2", ["line 17", "'-2'"]),
        ("Frames: 2", "Frames: 99999999999", ["99,999,999,999 frames"]),
        ("Frame Time: 0.0333333", "Frame Time: 0", ["line 18", "'0'"]),
        ("Frame Time: 0.0333333", "Frame Time: nan", ["line 18", "'nan'"]),
        ("Frame Time: 0.0333333", "", ["no 'Frame Time:'"]),
        ("90 0 0 0 0 90", "90 0 0 0 0", ["line 20", "frame 1 has 8 numbers", "9 channels"]),
        ("90 0 0 0 0 90", "90 0 nan 0 0 90", ["line 20", "'nan'"]),
        ("90 0 0 0 0 90", "90 0 1e999 0 0 90", ["line 20", "'1e999'"]),
        ("90 0 0 0 0 90", "90 0 1,5 0 0 90", ["line 20", "'1,5'"]),
        ("OFFSET 10 40 0", "OFFSET 10 forty 0", ["line 8", "forty"]),
        ("OFFSET 10 40 0", "OFFSET 10 inf 0", ["line 8", "inf"]),
        ("    OFFSET 10 40 0\n", "", ["line 6", "'Left Arm' has no OFFSET"]),
        ("CHANNELS 3 Y", "CHANNELS 4 Y", ["line 10", "'End' is not a channel"]),
        ("CHANNELS 3 Y", "CHANNELS 7 Y", ["line 9", "7 CHANNELS"]),
        ("Yrotation Xrotation Zrotation\n    E", "Yrotation Xrotation Yrotation\n    E", ["line 9", "Yrotation twice"]),
        ("JOINT Left Arm", "JOINT", ["line 6", "no name"]),
        ("JOINT Left Arm", "JOINT mixamorig:Hips", ["line 6", "second joint"]),
        ("  }\n}\nMOTION", "  }\nMOTION", ["ends inside"]),
        ("  }\n}\nMOTION", "  }\n}\n}\nMOTION", ["closes nothing"]),
        ("MOTION", "ROOT b\n{\nOFFSET 0 0 0\n}\nMOTION", ["second skeleton", "line 16"]),
    ],
)
def test_a_wrong_file_is_refused_by_line(tmp_path: Path, old: str, new: str, words: list[str]) -> None:
    assert old in ARM
    with pytest.raises(StudioError) as caught:
        bvh.read_clip(written(tmp_path, ARM.replace(old, new, 1)))
    assert "arm.bvh" in caught.value.message
    assert all(word in caught.value.message for word in words), caught.value.message
    assert caught.value.hint


def test_a_chain_of_any_depth_is_read_or_refused_without_recursion(tmp_path: Path) -> None:
    def chain(depth: int) -> str:
        joints = "".join(f"JOINT j{i}\n{{\nOFFSET 0 1 0\n" for i in range(depth))
        root = "ROOT r\n{\nOFFSET 0 0 0\nCHANNELS 1 Xrotation\n"
        return f"HIERARCHY\n{root}{joints}{'}' * (depth + 1)}\nMOTION\nFrames: 1\nFrame Time: 0.1\n0\n"

    assert len(bvh.read_clip(written(tmp_path, chain(1500))).names) == 1501
    with pytest.raises(StudioError, match="more than"):
        bvh.read_clip(written(tmp_path, chain(5000)))


def test_a_count_that_the_file_cannot_hold_takes_no_memory(tmp_path: Path) -> None:
    text = ARM.replace("Frames: 2", "Frames: 3000000")
    with pytest.raises(StudioError, match="3000000 frames but holds 2"):
        bvh.read_clip(written(tmp_path, text))


def smooth_motion(frames: int = 20, fps: Fraction | int = 30) -> Motion:
    rng = np.random.default_rng(3)
    steps = rng.normal(scale=0.1, size=(frames, 55, 3)).cumsum(axis=0)
    return Motion.of(fps, steps, rng.normal(scale=0.02, size=(frames, 3)).cumsum(axis=0) + [0, 1, 0])


def test_our_own_file_comes_back(tmp_path: Path) -> None:
    motion = smooth_motion(fps=Fraction(30000, 1001))
    formats.write(motion, tmp_path / "a.bvh")
    back = formats.read(tmp_path / "a.bvh")
    assert back.fps == Fraction(30000, 1001)
    assert np.degrees(rot.angle_between(back.rotations, motion.rotations).max()) < 0.01
    np.testing.assert_allclose(back.positions(), motion.positions(), atol=1e-4)


def test_a_written_file_puts_the_wrist_where_the_motion_has_it(tmp_path: Path) -> None:
    """Read as any other program would: only from the file's own offsets and channels."""
    motion = smooth_motion()
    formats.write(motion, tmp_path / "a.bvh")
    clip = bvh.read_clip(tmp_path / "a.bvh")
    positions = clip.world()[1]
    for name in ("pelvis", "left_wrist", "right_pinky3", "head", "left_foot"):
        expected = motion.positions()[:, skeleton.INDEX[name]]
        np.testing.assert_allclose(positions[:, clip.names.index(name)], expected, atol=1e-4)


def test_angles_do_not_jump_between_frames(tmp_path: Path) -> None:
    turns = np.zeros((60, 55, 3))
    turns[:, 0, 1] = np.linspace(0, 3 * np.pi, 60)  # one and a half turns on the spot
    formats.write(Motion.of(30, turns), tmp_path / "a.bvh")
    rows = (tmp_path / "a.bvh").read_text().splitlines()[-60:]
    heading = np.array([float(row.split()[5]) for row in rows])
    assert heading[-1] == pytest.approx(540, abs=0.01)
    assert np.abs(np.diff(heading)).max() < 10


@pytest.mark.parametrize("pitch", [90.0, -90.0, 89.9999])
def test_a_limb_at_the_order_s_right_angle_comes_back(tmp_path: Path, pitch: float) -> None:
    turns = np.zeros((3, 55, 3))
    order = rot.from_euler("ZXY", np.radians([[20, pitch, 35], [0, pitch, 0], [-70, pitch, 10]]))
    turns[:, skeleton.INDEX["left_shoulder"]] = rot.axis_angle(order)
    motion = Motion.of(30, turns)
    formats.write(motion, tmp_path / "a.bvh")
    back = formats.read(tmp_path / "a.bvh")
    assert np.degrees(rot.angle_between(back.rotations, motion.rotations).max()) < 0.05


@pytest.mark.reference
def test_the_axis_that_is_up_is_found(reference: Path) -> None:
    folder = reference / "bvh"
    assert bvh.read_clip(folder / "animated_drawings" / "fair1_dab.bvh").up == "z"
    assert bvh.read_clip(folder / "cmu" / "pybvh_cmu_12_01_walk.bvh").up == "y"
    assert bvh.read_clip(folder / "cmu" / "iclone_002_01.bvh").up == "y"


@pytest.mark.reference
@pytest.mark.parametrize(
    ("name", "joints", "frames", "fps"),
    [
        ("animated_drawings/cmu1_jumping_jacks.bvh", 31, 125, 30),
        ("animated_drawings/custom_looking_around.bvh", 74, 461, 30),
        ("animated_drawings/fair1_jumping.bvh", 27, 654, Fraction(120000, 1001)),
        ("cmu/fairmotion_01_01.bvh", 31, 2752, 120),
        ("cmu/iclone_002_01.bvh", 101, 171, 60),
        ("cmu/pybvh_cmu_12_01_walk.bvh", 31, 524, 120),
    ],
)
def test_real_files_are_read_whole(reference: Path, name: str, joints: int, frames: int, fps: Fraction | int) -> None:
    clip = bvh.read_clip(reference / "bvh" / name)
    moving = [joint for joint in clip.names if not joint.endswith("_end")]
    assert (len(moving), len(clip.rotations), clip.fps) == (joints, frames, fps)
