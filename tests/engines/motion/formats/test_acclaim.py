"""Acclaim: bones that turn about axes of their own, found together with the right skeleton."""

from pathlib import Path

import numpy as np
import pytest

from contracts import StudioError
from engines.motion import formats
from engines.motion import rotations as rot
from engines.motion.formats import acclaim, acclaim_skeleton, bvh

ASF = """# a leg and an arm
:version 1.10
:name test
:units
  mass 1.0
  length 0.45
  angle deg
:root
  order TX TY TZ RX RY RZ
  axis XYZ
  position 0 0 0
  orientation 0 0 0
:bonedata
  begin
    id 1
    name hip
    direction 1 0 0
    length 2
    axis 0 0 0 XYZ
  end
  begin
    id 2
    name thigh
    direction 0 -2 0
    length 5
    axis 0 0 90 XYZ
    dof rx rz
    limits (-160.0 20.0)
           (-70.0 70.0)
  end
:hierarchy
  begin
    root hip
    hip thigh
  end
"""
AMC = """#!OML:ASF test.asf
:FULLY-SPECIFIED
:DEGREES
1
root 1 10 3 0 0 0
thigh 0 0
2
root 1 10 3 0 90 0
thigh 30 0
"""


def written(folder: Path, asf: str = ASF, amc: str = AMC) -> Path:
    (folder / "walk.asf").write_text(asf)
    path = folder / "walk_01.amc"
    path.write_text(amc)
    return path


def test_bones_end_where_their_direction_and_length_say(tmp_path: Path) -> None:
    clip = acclaim.read_clip(written(tmp_path))
    assert clip.names == ("root", "hip", "thigh", "thigh_end")
    positions = clip.world()[1]
    np.testing.assert_allclose(positions[0], [[1, 10, 3], [1, 10, 3], [3, 10, 3], [3, 5, 3]], atol=1e-5)


def test_a_bone_turns_about_its_own_axes(tmp_path: Path) -> None:
    """The thigh's x axis is the world's y (its frame is turned 90 degrees about z), so rx leaves it hanging; the root
    turns 90 degrees to the left, which takes the hip from +x to -z."""
    clip = acclaim.read_clip(written(tmp_path))
    np.testing.assert_allclose(clip.world()[1][1], [[1, 10, 3], [1, 10, 3], [1, 10, 1], [1, 5, 1]], atol=1e-5)
    np.testing.assert_allclose(rot.axis_angle(clip.rotations[1, 2]), [0, np.radians(30), 0], atol=1e-6)


def test_degrees_of_freedom_are_done_in_their_written_order(tmp_path: Path) -> None:
    asf = ASF.replace("axis 0 0 90 XYZ", "axis 0 0 0 XYZ").replace("dof rx rz", "dof rz rx")
    clip = acclaim.read_clip(written(tmp_path, asf, AMC.replace("thigh 30 0", "thigh 30 40")))
    z, x = rot.matrix(np.array([0, 0, np.radians(30)])), rot.matrix(np.array([np.radians(40), 0, 0]))
    np.testing.assert_allclose(clip.rotations[1, 2], x @ z, atol=1e-6)


def test_radians_are_read_as_radians(tmp_path: Path) -> None:
    amc = AMC.replace(":DEGREES", ":RADIANS").replace("thigh 30 0", "thigh 0.5 0")
    clip = acclaim.read_clip(written(tmp_path, amc=amc))
    np.testing.assert_allclose(rot.axis_angle(clip.rotations[1, 2]), [0, 0.5, 0], atol=1e-6)


def test_a_bone_that_never_moves_stays_at_rest_and_is_named(tmp_path: Path) -> None:
    clip = acclaim.read_clip(written(tmp_path, amc=AMC.replace("thigh 0 0\n", "").replace("thigh 30 0\n", "")))
    np.testing.assert_allclose(clip.rotations[:, 2], np.broadcast_to(np.eye(3), (2, 3, 3)), atol=1e-6)
    assert any("thigh" in note for note in clip.notes)


@pytest.mark.parametrize("name", ["walk_01_02.asf", "walk_01.asf", "other.asf", "WALK.ASF"])
def test_the_skeleton_beside_the_motion_is_found(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_text(ASF)
    motion = tmp_path / "walk_01_02.amc"
    motion.write_text(AMC)
    assert acclaim_skeleton.find_skeleton(motion).name == name


def test_the_closest_name_wins(tmp_path: Path) -> None:
    for name in ("walk.asf", "walk_01.asf", "a.asf"):
        (tmp_path / name).write_text(ASF)
    assert acclaim_skeleton.find_skeleton(tmp_path / "walk_01_02.amc").name == "walk_01.asf"


def test_a_motion_without_a_skeleton_names_the_file_to_add(tmp_path: Path) -> None:
    path = written(tmp_path)
    (tmp_path / "walk.asf").unlink()
    with pytest.raises(StudioError, match=r"walk_01\.asf"):
        formats.read(path)
    (tmp_path / "a.asf").write_text(ASF)
    (tmp_path / "b.asf").write_text(ASF)
    with pytest.raises(StudioError, match="none of the 2"):
        formats.read(path)


def test_a_skeleton_alone_says_what_to_open(tmp_path: Path) -> None:
    written(tmp_path)
    with pytest.raises(StudioError, match="without motion"):
        formats.read(tmp_path / "walk.asf")


@pytest.mark.parametrize(
    ("asf", "amc", "words"),
    [
        ((), ("thigh 30 0", "thigh 30"), ["walk_01.amc, line 9", "1 numbers", "says 2"]),
        ((), ("thigh 30 0", "thigh 30 nan"), ["line 9", "nan"]),
        ((), ("thigh 30 0", "shin 30"), ["line 9", "'shin' is not a bone", "walk.asf"]),
        ((), ("thigh 30 0", "hip 30"), ["line 9", "no degrees of freedom"]),
        ((), ("thigh 30 0", "root 1 1 1 1 1 1"), ["line 9", "twice in frame 2"]),
        ((), ("\nthigh 30 0", ""), ["'thigh' is missing in frame 2"]),
        ((), ("thigh 0 0\n", ""), ["line 8", "'thigh' is missing in frame 1"]),
        ((), ("1\nroot", "root"), ["line 4", "before a frame"]),
        (("name thigh", "name hip"), (), ["walk.asf, line 21", "second bone"]),
        (("direction 0 -2 0", "direction 0 -2"), (), ["line 24", "direction"]),
        (("length 5", "length inf"), (), ["line 25", "length"]),
        (("dof rx rz", "dof rx rq"), (), ["line 27", "rq"]),
        (("dof rx rz", "dof rx rx"), (), ["line 27", "twice"]),
        (("0 0 90 XYZ", "0 0 90 XYY"), (), ["line 26", "XYY"]),
        (("hip thigh", "thigh hip"), (), ["second parent"]),
        (("    hip thigh\n", ""), (), ["'thigh' does not hang from the root"]),
        (("root hip\n", "root shin\n"), (), ["'shin' is not a bone"]),
        (("root hip\n    hip thigh", "hip thigh\n    thigh hip"), (), ["does not hang"]),
        ((":bonedata", ":nothing"), (), ["'hip' is not a bone"]),
        (("angle deg", "angle turns"), (), ["'turns' is not a unit"]),
    ],
)
def test_a_wrong_file_is_refused_by_line(
    tmp_path: Path, asf: tuple[str, ...], amc: tuple[str, ...], words: list[str]
) -> None:
    path = written(tmp_path, ASF.replace(*asf, 1) if asf else ASF, AMC.replace(*amc, 1) if amc else AMC)  # type: ignore
    with pytest.raises(StudioError) as caught:
        acclaim.read_clip(path)
    assert all(word in caught.value.message for word in words), caught.value.message
    assert caught.value.hint


@pytest.mark.slow
@pytest.mark.reference
def test_the_same_capture_as_amc_and_as_bvh_agrees(reference: Path) -> None:
    """One CMU take, published in both formats, both in the capture's own units of 1/0.45 inch.

    The BVH begins with one extra frame, a T-pose. Its author left out the lengths of the thorax and wrist bones (an
    offset of 0), so the arms are compared as seen from where they begin, down to the wrist.
    """
    folder = reference / "bvh" / "cmu"
    amc, other = acclaim.read_clip(folder / "fairmotion_01_01.amc"), bvh.read_clip(folder / "fairmotion_01_01.bvh")
    assert len(amc.rotations) == 2751 == len(other.rotations) - 1
    ours = dict(zip(amc.names, amc.world()[1].transpose(1, 0, 2), strict=True))
    theirs = dict(zip(other.names, other.world()[1].transpose(1, 0, 2)[:, 1:], strict=True))
    trunk = {"root": "Hips", "upperback": "Spine", "thorax": "Spine1"}
    for side, word in (("l", "Left"), ("r", "Right")):
        trunk |= {f"{side}femur": f"{word}UpLeg", f"{side}tibia": f"{word}Leg", f"{side}foot": f"{word}Foot"}
        trunk |= {f"{side}toes": f"{word}ToeBase", f"{side}toes_end": f"{word}ToeBase_end"}
    for name, counterpart in trunk.items():
        np.testing.assert_allclose(ours[name], theirs[counterpart], atol=1e-3, err_msg=name)
    upper = {"head": "Head", "head_end": "Head_end"}
    for side, word in (("l", "Left"), ("r", "Right")):
        upper |= {f"{side}humerus": f"{word}Arm", f"{side}radius": f"{word}ForeArm", f"{side}wrist": f"{word}Hand"}
    for name, counterpart in upper.items():
        seen, expected = ours[name] - ours["lowerneck"], theirs[counterpart] - theirs["Neck"]
        np.testing.assert_allclose(seen, expected, atol=1e-3, err_msg=name)
