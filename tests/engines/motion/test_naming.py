"""Joint names of other programs find their way to ours."""

import json
from pathlib import Path

import pytest

from contracts import StudioError
from engines.motion import skeleton
from engines.motion.naming import Part, load_mapping, match, parse, require_person


def tree(text: str) -> tuple[list[str], list[int]]:
    """Joint names and parents from an indented outline; chains may stand on one line, divided by spaces."""
    names: list[str] = []
    parents: list[int] = []
    above: list[tuple[int, int]] = []  # indent, joint
    for line in filter(str.strip, text.splitlines()):
        indent = len(line) - len(line.lstrip())
        while above and above[-1][0] >= indent:
            above.pop()
        parent = above[-1][1] if above else -1
        for name in line.split():
            names.append(name.replace("~", " "))
            parents.append(parent)
            parent = len(names) - 1
        above.append((indent, parent))
    return names, parents


def both_sides(text: str, left: str, right: str) -> str:
    return text.replace("@", left) + "\n" + text.replace("@", right)


MIXAMO = "mixamorig:Hips\n" + both_sides(
    " mixamorig:@UpLeg mixamorig:@Leg mixamorig:@Foot mixamorig:@ToeBase mixamorig:@Toe_End", "Left", "Right"
)
MIXAMO += (
    "\n mixamorig:Spine mixamorig:Spine1 mixamorig:Spine2\n  mixamorig:Neck mixamorig:Head mixamorig:HeadTop_End\n"
)
MIXAMO += both_sides("  mixamorig:@Shoulder mixamorig:@Arm mixamorig:@ForeArm mixamorig:@Hand\n", "Left", "Right")

UNREAL = "root\n pelvis\n" + both_sides("  thigh_@ calf_@ foot_@ ball_@\n  thigh_twist_01_@\n", "l", "r")
UNREAL += "\n  spine_01 spine_02 spine_03 spine_04 spine_05\n   neck_01 neck_02 head\n"
UNREAL += both_sides(
    "   clavicle_@ upperarm_@ lowerarm_@ hand_@\n    index_metacarpal_@ index_01_@ index_02_@\n", "l", "r"
)

ACCLAIM = "root\n lhipjoint lfemur ltibia lfoot ltoes\n rhipjoint rfemur rtibia rfoot rtoes\n"
ACCLAIM += " lowerback upperback thorax\n  lowerneck upperneck head\n"
ACCLAIM += both_sides("  @clavicle @humerus @radius @wrist\n   @hand @fingers\n   @thumb\n", "l", "r")

BIPED = "Bip01\n Bip01~Pelvis\n  Bip01~Spine\n"
BIPED += both_sides("   Bip01~@~Thigh Bip01~@~Calf Bip01~@~Foot Bip01~@~Toe0\n", "L", "R")
BIPED += "\n   Bip01~Spine1 Bip01~Spine2 Bip01~Neck\n    Bip01~Head\n"
BIPED += both_sides(
    "    Bip01~@~Clavicle Bip01~@~UpperArm Bip01~@~Forearm Bip01~@~Hand\n     Bip01~@~Finger0 Bip01~@~Finger01\n"
    "     Bip01~@~Finger1 Bip01~@~Finger11 Bip01~@~Finger12\n",
    "L",
    "R",
)

RIGIFY = "DEF-spine\n" + both_sides(" DEF-thigh.@ DEF-shin.@ DEF-foot.@ DEF-toe.@\n DEF-pelvis.@\n", "L", "R")
RIGIFY += "\n DEF-spine.001 DEF-spine.002 DEF-spine.003\n  DEF-spine.004 DEF-spine.005 DEF-spine.006\n"
RIGIFY += both_sides(
    "  DEF-shoulder.@ DEF-upper_arm.@ DEF-forearm.@ DEF-hand.@\n   DEF-thumb.01.@ DEF-thumb.02.@\n", "L", "R"
)

VROID = "Root\n J_Bip_C_Hips\n" + both_sides(
    "  J_Bip_@_UpperLeg J_Bip_@_LowerLeg J_Bip_@_Foot J_Bip_@_ToeBase\n", "L", "R"
)
VROID += "\n  J_Bip_C_Spine J_Bip_C_Chest J_Bip_C_UpperChest\n   J_Bip_C_Neck J_Bip_C_Head J_Sec_Hair1_01\n"
VROID += both_sides(
    "   J_Bip_@_Shoulder J_Bip_@_UpperArm J_Bip_@_LowerArm J_Bip_@_Hand\n    J_Bip_@_Little1 J_Bip_@_Little2\n",
    "L",
    "R",
)


@pytest.mark.parametrize(
    ("outline", "expected"),
    [
        pytest.param(
            MIXAMO,
            {"pelvis": "mixamorig:Hips", "left_hip": "mixamorig:LeftUpLeg", "left_knee": "mixamorig:LeftLeg"}
            | {"right_foot": "mixamorig:RightToeBase", "left_collar": "mixamorig:LeftShoulder"}
            | {"left_shoulder": "mixamorig:LeftArm", "spine3": "mixamorig:Spine2", "neck": "mixamorig:Neck"},
            id="mixamo",
        ),
        pytest.param(
            UNREAL,
            {"pelvis": "pelvis", "left_hip": "thigh_l", "right_shoulder": "upperarm_r", "right_elbow": "lowerarm_r"}
            | {"spine1": "spine_01", "spine2": "spine_03", "spine3": "spine_05", "neck": "neck_01", "head": "head"}
            | {"left_foot": "ball_l", "left_index1": "index_01_l", "left_index2": "index_02_l"},
            id="unreal",
        ),
        pytest.param(
            ACCLAIM,
            {"pelvis": "root", "left_hip": "lfemur", "right_knee": "rtibia", "right_ankle": "rfoot"}
            | {"left_foot": "ltoes", "spine1": "lowerback", "spine3": "thorax", "neck": "lowerneck"}
            | {"left_shoulder": "lhumerus", "right_elbow": "rradius", "right_wrist": "rwrist"},
            id="acclaim",
        ),
        pytest.param(
            BIPED,
            {"pelvis": "Bip01 Pelvis", "left_hip": "Bip01 L Thigh", "right_wrist": "Bip01 R Hand"}
            | {"left_thumb1": "Bip01 L Finger0", "left_thumb2": "Bip01 L Finger01", "left_foot": "Bip01 L Toe0"}
            | {"right_index1": "Bip01 R Finger1", "right_index3": "Bip01 R Finger12", "head": "Bip01 Head"},
            id="3ds max biped",
        ),
        pytest.param(
            RIGIFY,
            {"pelvis": "DEF-spine", "left_hip": "DEF-thigh.L", "right_elbow": "DEF-forearm.R"}
            | {"spine1": "DEF-spine.001", "spine3": "DEF-spine.003", "neck": "DEF-spine.004", "head": "DEF-spine.006"}
            | {"left_thumb1": "DEF-thumb.01.L", "left_collar": "DEF-shoulder.L"},
            id="rigify",
        ),
        pytest.param(
            VROID,
            {"pelvis": "J_Bip_C_Hips", "left_hip": "J_Bip_L_UpperLeg", "right_shoulder": "J_Bip_R_UpperArm"}
            | {"spine1": "J_Bip_C_Spine", "spine3": "J_Bip_C_UpperChest", "left_pinky2": "J_Bip_L_Little2"},
            id="vroid",
        ),
    ],
)
def test_rigs_of_other_programs(outline: str, expected: dict[str, str]) -> None:
    names, parents = tree(outline)
    found = match(names, parents)
    assert {ours: found.mapping.get(ours) for ours in expected} == expected
    require_person(found, "rig")


def test_our_own_names_are_all_found() -> None:
    found = match(skeleton.JOINTS, skeleton.PARENTS)
    assert found.mapping == {name: name for name in skeleton.JOINTS}
    assert found.unmapped == [] and found.missing == []


def test_a_shoulder_is_the_collar_bone_only_where_there_is_an_arm() -> None:
    legs = "Hips\n" + both_sides(" @Hip @Knee @Ankle @Toe\n", "Left", "Right") + "\n Chest\n  Neck Head\n"
    names, parents = tree(legs + both_sides("  @Collar @Shoulder @Elbow @Wrist\n", "Left", "Right"))
    found = match(names, parents).mapping
    assert found["left_collar"] == "LeftCollar" and found["left_shoulder"] == "LeftShoulder"
    assert found["left_hip"] == "LeftHip" and found["left_foot"] == "LeftToe"


def test_what_moves_nothing_of_ours_is_listed() -> None:
    names, parents = tree(UNREAL)
    found = match(names, parents)
    assert set(found.unmapped) == {"thigh_twist_01_l", "thigh_twist_01_r"}
    assert "left_thumb1" in found.missing and "left_wrist" not in found.missing


@pytest.mark.parametrize(
    ("name", "part"),
    [
        ("mixamorig:LeftHandIndex2", Part("left", "handindex", 2)),
        ("CC_Base_R_Upperarm", Part("right", "upperarm", None)),
        ("DEF-f_middle.03.L", Part("left", "middle", 3)),
        ("lfemur", Part("left", "femur", None)),
        ("RightFinger1Metacarpal", Part("right", "thumbmetacarpal", None)),
        ("leg_ring1", Part("", "legring", 1)),
    ],
)
def test_names_come_apart(name: str, part: Part) -> None:
    assert parse(name) == part


def test_an_override_wins_and_none_leaves_ours_at_rest() -> None:
    names, parents = tree(MIXAMO)
    found = match(names, parents, {"head": "mixamorig:Neck", "left_collar": None})
    assert found.mapping["head"] == "mixamorig:Neck"
    assert "left_collar" not in found.mapping and "left_collar" in found.missing


@pytest.mark.parametrize("wrong", [{"left_hand": "mixamorig:LeftHand"}, {"left_wrist": "NoSuchJoint"}])
def test_an_override_of_unknown_names_is_refused_by_name(wrong: dict[str, str]) -> None:
    names, parents = tree(MIXAMO)
    with pytest.raises(StudioError) as caught:
        match(names, parents, wrong)
    assert next(iter(wrong)) in caught.value.message or "NoSuchJoint" in caught.value.message


def test_something_that_is_not_a_person_is_refused() -> None:
    with pytest.raises(StudioError, match="left_hip"):
        require_person(match(["base", "child1", "child2"], [-1, 0, 1]), "arm.bvh")


def test_mapping_files_in_yaml_and_json(tmp_path: Path) -> None:
    yaml_file, json_file = tmp_path / "map.yaml", tmp_path / "map.json"
    yaml_file.write_text("left_wrist: 'Hand L'  # the good one\nleft_collar:\n")
    json_file.write_text(json.dumps({"left_wrist": "Hand L", "left_collar": None}))
    assert load_mapping(yaml_file) == load_mapping(json_file) == {"left_wrist": "Hand L", "left_collar": None}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("left_wrist: A\nleft_hand: B\n", "line 2"),
        ("left_wrist: A\nleft_wrist: B\n", "twice"),
        ("left_wrist: [A, B]\n", "line 1"),
        ("- left_wrist\n", "our name: their name"),
        ("left_wrist: 'A\n", "line"),
        ("", "our name: their name"),
    ],
)
def test_wrong_mapping_files_name_the_line(tmp_path: Path, text: str, said: str) -> None:
    file = tmp_path / "map.yaml"
    file.write_text(text)
    with pytest.raises(StudioError) as caught:
        load_mapping(file)
    assert said in str(caught.value)
