"""Motion of foreign skeletons arrives as it was: limbs where the source has them, feet where they stood.

The foreign rigs are made here from a movement that is known: other names, proportions, rest pose, bone axes, unit and
up axis; what comes back is held against that movement.
"""

from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from contracts import StudioError
from engines.motion import Motion, formats, skeleton
from engines.motion import rotations as rot
from engines.motion.clip import Clip
from engines.motion.formats import acclaim, bvh, glb
from engines.motion.retarget import retarget

F64 = NDArray[np.float64]
INDEX = skeleton.INDEX
MIXAMO = {
    "pelvis": "Hips", "spine1": "Spine", "spine2": "Spine1", "spine3": "Spine2", "neck": "Neck", "head": "Head",
    "hip": "UpLeg", "knee": "Leg", "ankle": "Foot", "foot": "ToeBase", "collar": "Shoulder", "shoulder": "Arm",
    "elbow": "ForeArm", "wrist": "Hand", "eye": "Eye", "jaw": "Jaw",
}  # fmt: skip
LIMBS = (("hip", "knee"), ("knee", "ankle"), ("shoulder", "elbow"), ("elbow", "wrist"))


def mixamo(name: str) -> str:
    side, _, joint = name.rpartition("_")
    if joint in MIXAMO:
        return f"mixamorig:{side.title()}{MIXAMO[joint]}"
    return f"mixamorig:{side.title()}Hand{joint.title()}"


def waves(frames: int, seed: int = 3, size: float = 0.5) -> NDArray[np.float32]:
    """[T, 55, 3] a lively, smooth movement of every joint; knees and elbows bend the way they do."""
    random = np.random.default_rng(seed)
    time = np.linspace(0, 2 * np.pi, frames)[:, None, None]
    phase, speed = random.uniform(0, 6, (1, 55, 3)), random.integers(1, 3, (1, 55, 3))
    turns = size * np.sin(speed * time + phase) * random.uniform(0.3, 1.0, (1, 55, 3))
    turns[:, [INDEX[name] for name in ("pelvis", "spine1", "spine2", "spine3", "neck", "head")]] *= 0.35
    for side, outward in (("left", 1), ("right", -1)):
        bend = 0.7 + 0.5 * np.sin(time[:, 0] + outward)
        turns[:, INDEX[f"{side}_knee"]] = bend * [1.0, 0, 0]
        turns[:, INDEX[f"{side}_elbow"]] = bend * [0, -outward, 0]
        turns[:, INDEX[f"{side}_shoulder"]] += [0, 0, -0.8 * outward]
        for name in ("ankle", "foot", "collar", "eye"):
            turns[:, INDEX[f"{side}_{name}"]] *= 0.2
        for finger in skeleton.FINGERS:
            for bone in (1, 2, 3):
                turns[:, INDEX[f"{side}_{finger}{bone}"]] = [0, 0, -0.4 * outward]
    turns[:, INDEX["jaw"]] = 0
    return turns.astype(np.float32)


def foreign(
    turns: NDArray[np.float32],
    path: NDArray[np.float32],
    *,
    offsets: NDArray[np.float32] = skeleton.OFFSETS,
    rest: NDArray[np.float32] | None = None,
    axes: str = "random",
    unit: float = 1.0,
    up: str = "y",
    without: tuple[str, ...] = (),
) -> Clip:
    """Our movement `turns [T, 55, 3]`, `path [T, 3]` on a skeleton that is not ours.

    rest is the pose [55, 3] the rig calls its own; axes are those of its bones: "random", "world", or "bones", where
    every bone of the rig's rest pose lies along its own y axis, stretched out from its parent's (no person at all).
    """
    random = np.random.default_rng(11)
    count = skeleton.COUNT
    rest_turns = np.zeros((1, count, 3), np.float32) if rest is None else rest[None]
    places, world = (a.astype(np.float64) for a in skeleton.forward(turns, path, offsets))
    rest_places, rest_world = (
        a[0].astype(np.float64) for a in skeleton.forward(rest_turns, skeleton.REST[:1], offsets)
    )
    own = np.tile(np.eye(3), (count, 1, 1))
    if axes == "random":
        own = rot.matrix(random.uniform(-3, 3, (count, 3))).astype(np.float64)
    if axes == "bones":
        for joint in range(count):
            children = np.flatnonzero(joint == skeleton.PARENTS)
            bone = offsets[children[0]] if len(children) else offsets[joint]
            own[joint] = rot.between(np.array([0.0, 1.0, 0.0]), bone).astype(np.float64)
    turn = np.eye(3) if up == "y" else np.array([[1.0, 0, 0], [0, 0, -1], [0, 1, 0]])
    world = turn @ world @ own
    rest_world = turn @ rest_world @ own
    places, rest_places = places @ turn.T * unit, rest_places @ turn.T * unit
    if axes == "bones":
        rest_world = np.tile(np.eye(3), (count, 1, 1))
    keep = [j for j in range(count) if not any(word in skeleton.JOINTS[j] for word in without)]
    order = {joint: i for i, joint in enumerate(keep)}
    parents = np.array([order[int(skeleton.PARENTS[j])] if j else -1 for j in keep], np.int32)
    rest_local = np.tile(np.eye(4), (len(keep), 1, 1))
    rotations, positions = np.empty((len(turns), len(keep), 3, 3)), np.empty((len(turns), len(keep), 3))
    for i, joint in enumerate(keep):
        above = int(skeleton.PARENTS[joint])
        if above < 0:
            rest_local[i, :3, :3], rest_local[i, :3, 3] = rest_world[joint], rest_places[joint]
            rotations[:, i], positions[:, i] = world[:, joint], places[:, joint]
            continue
        into = world[:, above].swapaxes(-1, -2)
        rotations[:, i] = into @ world[:, joint]
        positions[:, i] = (into @ (places[:, joint] - places[:, above])[..., None])[..., 0]
        rest_local[i, :3, :3] = rest_world[above].T @ rest_world[joint]
        rest_local[i, :3, 3] = rest_world[above].T @ (rest_places[joint] - rest_places[above])
        if axes == "bones":
            rest_local[i, :3, 3] = positions[0, i]
    return Clip(
        Fraction(30),
        tuple(mixamo(skeleton.JOINTS[j]) for j in keep),
        parents,
        rest_local.astype(np.float32),
        rotations.astype(np.float32),
        positions.astype(np.float32),
        source="rig",
    )


def child(proportion: float = 0.6) -> NDArray[np.float32]:
    """[55, 3] offsets of a person of other proportions: short legs with long shins, broad hips, long arms."""
    offsets = skeleton.OFFSETS.copy() * proportion
    for side in ("left", "right"):
        offsets[INDEX[f"{side}_knee"]] *= 0.9
        offsets[INDEX[f"{side}_ankle"]] *= 1.15
        offsets[INDEX[f"{side}_hip"]] *= 1.4
        offsets[INDEX[f"{side}_elbow"]] *= 1.1
    return offsets


def degrees(a: NDArray[np.floating], b: NDArray[np.floating]) -> F64:
    a, b = a.astype(np.float64), b.astype(np.float64)
    return np.degrees(np.arctan2(np.linalg.norm(np.cross(a, b), axis=-1), (a * b).sum(-1)))


def limb_errors(motion: Motion, turns: NDArray[np.float32]) -> dict[str, float]:
    """Most degrees between where each limb points and where `turns` point it on our skeleton."""
    wanted, _ = skeleton.forward(turns, motion.translation)
    found = motion.positions()
    return {
        f"{side}_{start}": float(
            degrees(
                found[:, INDEX[f"{side}_{end}"]] - found[:, INDEX[f"{side}_{start}"]],
                wanted[:, INDEX[f"{side}_{end}"]] - wanted[:, INDEX[f"{side}_{start}"]],
            ).max()
        )
        for side in ("left", "right")
        for start, end in LIMBS
    }


def world_errors(motion: Motion, turns: NDArray[np.float32]) -> dict[str, float]:
    """Most degrees by which each joint's world rotation differs from that of `turns`."""
    _, wanted = skeleton.forward(turns, motion.translation)
    _, found = skeleton.forward(motion.rotations, motion.translation)
    apart = np.swapaxes(wanted.astype(np.float64), -1, -2) @ found
    angles = np.degrees(np.linalg.norm(rot.axis_angle(apart), axis=-1)).max(axis=0)
    return dict(zip(skeleton.JOINTS, map(float, angles), strict=True))


def a_pose() -> NDArray[np.float32]:
    """[55, 3] arms 50 degrees down, elbows a little bent, legs apart."""
    pose = np.zeros((skeleton.COUNT, 3), np.float32)
    for side, outward in (("left", 1), ("right", -1)):
        pose[INDEX[f"{side}_shoulder"]] = [0, 0, -0.87 * outward]
        pose[INDEX[f"{side}_elbow"]] = [0, -0.15 * outward, 0]
        pose[INDEX[f"{side}_hip"]] = [0, 0, 0.1 * outward]
        pose[INDEX[f"{side}_ankle"]] = [0, 0, -0.1 * outward]
    return pose


def hands_down() -> NDArray[np.float32]:
    pose = np.zeros((skeleton.COUNT, 3), np.float32)
    for side, outward in (("left", 1), ("right", -1)):
        pose[INDEX[f"{side}_shoulder"]] = [0, 0, -1.4 * outward]
    return pose


@pytest.fixture(scope="module")
def lively() -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    turns = waves(60)
    return turns, np.tile(skeleton.REST[0] + [0, 0.4, 0], (60, 1)).astype(np.float32)


RESTS = {"T": None, "A": a_pose(), "down": hands_down()}


@pytest.mark.parametrize("rest", RESTS)
@pytest.mark.parametrize(("unit", "up"), [(1.0, "y"), (100.0, "z"), (17.7, "y")])
def test_limbs_point_where_the_source_points_them(
    lively: tuple[NDArray[np.float32], NDArray[np.float32]], rest: str, unit: float, up: str
) -> None:
    turns, path = lively
    motion = retarget(foreign(turns, path, rest=RESTS[rest], unit=unit, up=up))
    assert max(limb_errors(motion, turns).values()) < 2.0


@pytest.mark.parametrize("rest", RESTS)
def test_rolls_and_palms_and_heads_are_the_sources(
    lively: tuple[NDArray[np.float32], NDArray[np.float32]], rest: str
) -> None:
    turns, path = lively
    errors = world_errors(retarget(foreign(turns, path, rest=RESTS[rest])), turns)
    for joint in ("pelvis", "spine1", "spine2", "spine3", "neck", "head"):
        assert errors[joint] < 2.5, joint
    for side in ("left", "right"):
        for joint in ("collar", "shoulder", "wrist", "hip", "knee", "ankle", "foot", "index1", "middle2", "thumb2"):
            assert errors[f"{side}_{joint}"] < 6.0, joint


def test_the_wrist_keeps_half_of_its_twist_and_the_forearm_takes_the_rest() -> None:
    turns = np.zeros((40, skeleton.COUNT, 3), np.float32)
    along = skeleton.REST[INDEX["left_wrist"]] - skeleton.REST[INDEX["left_elbow"]]
    along /= np.linalg.norm(along)
    twist = np.linspace(0, np.radians(150), 40)
    turns[:, INDEX["left_wrist"]] = twist[:, None] * along
    motion = retarget(foreign(turns, np.tile(skeleton.REST[0], (40, 1))))
    for joint in ("left_wrist", "left_elbow"):
        found = motion.rotations[:, INDEX[joint]] @ along
        assert np.abs(np.degrees(found - twist / 2)).max() < 1.0
    assert world_errors(motion, turns)["left_wrist"] < 1.0


def test_nothing_flips_where_the_source_does_not(lively: tuple[NDArray[np.float32], NDArray[np.float32]]) -> None:
    turns, path = lively
    motion = retarget(foreign(turns, path, rest=a_pose(), offsets=child()))
    ours = np.linalg.norm(np.diff(motion.rotations, axis=0), axis=-1).max()
    assert ours < 2.5 * np.linalg.norm(np.diff(turns, axis=0), axis=-1).max()


def test_a_figure_that_turns_round_and_round_is_continuous() -> None:
    turns = np.zeros((90, skeleton.COUNT, 3), np.float32)
    turns[:, 0, 1] = np.linspace(0, 4 * np.pi, 90)
    motion = retarget(foreign(turns, np.tile(skeleton.REST[0], (90, 1))))
    assert np.abs(np.diff(motion.rotations[:, 0, 1]) - 4 * np.pi / 89).max() < 1e-3


@pytest.mark.parametrize("offsets", [skeleton.OFFSETS, child()], ids=["our size", "child"])
def test_standing_feet_stand(offsets: NDArray[np.float32]) -> None:
    """A source that squats and sways over feet that do not move, on legs of other proportions."""
    frames = 80
    turns, path = squat(frames, offsets)
    motion = retarget(foreign(turns, path, offsets=offsets, rest=a_pose(), unit=100))
    found, world = skeleton.forward(motion.rotations, motion.translation)
    for side in ("left", "right"):
        ankle, ball = found[:, INDEX[f"{side}_ankle"]], found[:, INDEX[f"{side}_foot"]]
        assert np.linalg.norm(ankle[:, ::2] - ankle[:, ::2].mean(axis=0), axis=-1).max() < 0.01
        assert np.abs(ankle[:, 1] - skeleton.REST[INDEX[f"{side}_ankle"], 1]).max() < 0.02
        assert np.abs(ball[:, 1] - skeleton.REST[INDEX[f"{side}_foot"], 1]).max() < 0.02
        assert degrees(world[:, INDEX[f"{side}_ankle"], :, 1], np.array([[0.0, 1, 0]])).max() < 3
    assert max(limb_errors(motion, turns).values()) < 2.05


def squat(frames: int, offsets: NDArray[np.float32]) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Knees bend and stretch over flat feet that stay exactly where they are."""
    turns = np.zeros((frames, skeleton.COUNT, 3), np.float32)
    bend = 0.15 + 0.5 * (1 - np.cos(np.linspace(0, 4 * np.pi, frames))) / 2
    for side in ("left", "right"):
        turns[:, INDEX[f"{side}_hip"], 0] = -bend
        turns[:, INDEX[f"{side}_knee"], 0] = 2 * bend
        turns[:, INDEX[f"{side}_ankle"], 0] = -bend
    places, _ = skeleton.forward(turns, np.zeros((frames, 3), np.float32), offsets)
    feet = (places[:, INDEX["left_ankle"]] + places[:, INDEX["right_ankle"]]) / 2
    return turns, (offsets[INDEX["left_ankle"]] * 0 + [0.3, 0.1, 0.2] - feet).astype(np.float32)


def test_left_stays_left(lively: tuple[NDArray[np.float32], NDArray[np.float32]]) -> None:
    turns = np.zeros_like(lively[0])
    turns[:, INDEX["left_shoulder"], 2] = 1.2  # the left hand goes up
    motion = retarget(foreign(turns, lively[1], up="z", unit=100))
    places = motion.positions()
    assert (places[:, INDEX["left_wrist"], 1] > places[:, INDEX["head"], 1]).all()
    assert (places[:, INDEX["right_wrist"], 1] < places[:, INDEX["head"], 1]).all()
    assert (places[:, INDEX["left_hip"], 0] > places[:, INDEX["right_hip"], 0]).all()


def test_a_rest_pose_of_nobody_with_a_t_pose_first(lively: tuple[NDArray[np.float32], NDArray[np.float32]]) -> None:
    turns, path = lively[0].copy(), lively[1]
    turns[0] = 0
    motion = retarget(foreign(turns, path, axes="bones"))
    assert any("first frame" in note for note in motion.notes)
    assert max(limb_errors(motion, turns).values()) < 2.0
    errors = world_errors(motion, turns)
    assert errors["head"] < 2.5 and errors["left_wrist"] < 3 and errors["right_wrist"] < 3


def test_a_rest_pose_of_nobody_and_no_t_pose() -> None:
    turns = waves(90, seed=5, size=0.3)
    motion = retarget(foreign(turns, np.tile(skeleton.REST[0], (90, 1)), axes="bones"))
    assert any("worked out from the movement" in note for note in motion.notes)
    assert max(limb_errors(motion, turns).values()) < 2.0
    errors = world_errors(motion, turns)
    assert max(errors[name] for name in ("pelvis", "spine3", "head")) < 25
    assert max(errors[f"{side}_{name}"] for side in ("left", "right") for name in ("shoulder", "hip", "wrist")) < 30


def test_hands_without_fingers_hang_loosely_and_it_is_said(
    lively: tuple[NDArray[np.float32], NDArray[np.float32]],
) -> None:
    motion = retarget(foreign(*lively, without=skeleton.FINGERS))
    assert any("relaxed" in note for note in motion.notes)
    for side, outward in (("left", 1), ("right", -1)):
        bend = motion.rotations[:, INDEX[f"{side}_middle2"], 2] * -outward
        assert (np.radians(10) < bend).all() and (bend < np.radians(60)).all()


def test_what_has_no_counterpart_is_said(lively: tuple[NDArray[np.float32], NDArray[np.float32]]) -> None:
    clip = foreign(*lively)
    names = tuple("Backpack" if name == "mixamorig:Jaw" else name for name in clip.names)
    motion = retarget(Clip(clip.fps, names, clip.parents, clip.rest_local, clip.rotations, clip.positions))
    assert any("Backpack" in note for note in motion.notes)


def test_a_mapping_file_overrides_names(
    lively: tuple[NDArray[np.float32], NDArray[np.float32]], tmp_path: Path
) -> None:
    clip = foreign(*lively)
    names = tuple(f"bone{i}" for i in range(len(clip.names)))
    odd = Clip(clip.fps, names, clip.parents, clip.rest_local, clip.rotations, clip.positions)
    with pytest.raises(StudioError, match="left_hip"):
        retarget(odd)
    file = tmp_path / "bones.yaml"
    file.write_text("".join(f"{ours}: bone{i}\n" for i, ours in enumerate(skeleton.JOINTS)))
    assert max(limb_errors(retarget(odd, file), lively[0]).values()) < 2.0


@pytest.mark.parametrize("unit", [1.0, 100.0])
def test_our_own_skeleton_is_copied(unit: float, lively: tuple[NDArray[np.float32], NDArray[np.float32]]) -> None:
    turns, path = lively
    rest = np.tile(np.eye(4, dtype=np.float32), (skeleton.COUNT, 1, 1))
    rest[:, :3, 3] = skeleton.OFFSETS * unit
    positions = np.tile(skeleton.OFFSETS * unit, (len(turns), 1, 1)).astype(np.float32)
    positions[:, 0] = path * unit
    clip = Clip(Fraction(30000, 1001), skeleton.JOINTS, skeleton.PARENTS, rest, rot.matrix(turns), positions)
    motion = retarget(clip)
    assert motion.fps == Fraction(30000, 1001)
    assert np.degrees(rot.angle_between(motion.rotations, turns)).max() < 0.05
    assert np.abs(motion.translation - path).max() < 1e-4


@pytest.mark.parametrize("frames", [1, 2, 3])
def test_the_shortest_clips(frames: int) -> None:
    turns = waves(60)[:frames]
    motion = retarget(foreign(turns, np.tile(skeleton.REST[0], (frames, 1))))
    assert len(motion) == frames and max(limb_errors(motion, turns).values()) < 2.0


@pytest.mark.parametrize("missing", ["knee", "elbow", "hip"])
def test_a_skeleton_without_limbs_is_refused(
    missing: str, lively: tuple[NDArray[np.float32], NDArray[np.float32]]
) -> None:
    clip = foreign(*lively)
    names = tuple(name.replace(MIXAMO[missing], "Prop") for name in clip.names)
    with pytest.raises(StudioError, match=f"left_{missing}"):
        retarget(Clip(clip.fps, names, clip.parents, clip.rest_local, clip.rotations, clip.positions))


CAPTURES = [
    "cmu/fairmotion_01_01.amc", "cmu/fairmotion_01_01.bvh", "cmu/iclone_002_01.bvh", "cmu/iclone_005_01.bvh",
    "cmu/pybvh_cmu_12_01_walk.bvh", "animated_drawings/cmu1_jumping_jacks.bvh", "animated_drawings/fair1_dab.bvh",
    "animated_drawings/custom_two_hand_wave.bvh",
]  # fmt: skip


@pytest.mark.slow
@pytest.mark.reference
@pytest.mark.parametrize("name", CAPTURES)
def test_real_captures_stand_upright_on_the_floor_with_limbs_as_in_the_file(reference: Path, name: str) -> None:
    path = reference / "bvh" / name
    clip = acclaim.read_clip(path) if path.suffix == ".amc" else bvh.read_clip(path)
    judge(clip, formats.read(path))


@pytest.mark.reference
@pytest.mark.parametrize(
    ("name", "animation"),
    [
        ("quaternius_ual/AnimationLibrary_Godot_Standard.gltf", "Idle_Talking_Loop"),
        ("quaternius_ual/AnimationLibrary_Godot_Standard.gltf", "Walk_Loop"),
        ("mesh2motion/human-addon-animations_20260322.glb", "Greeting"),
        ("mesh2motion/human-addon-animations_20260322.glb", "Dance Charleston"),
    ],
)
def test_real_libraries_stand_upright_on_the_floor_with_limbs_as_in_the_file(
    reference: Path, name: str, animation: str
) -> None:
    path = reference / "gestures_gltf" / name
    judge(glb.read_clip(path, animation), formats.read(path, clip=animation))


def judge(clip: Clip, motion: Motion) -> None:
    """Angles between limbs do not depend on axes or units: ours are the file's, and the figure stands."""
    from engines.motion.naming import match

    mapping = match(clip.names, clip.parents).mapping
    _, theirs = clip.world()
    places = motion.positions()

    def bone(of: NDArray[np.float32], index: dict[str, int], side: str, limb: tuple[str, str]) -> NDArray[np.float32]:
        return of[:, index[f"{side}_{limb[1]}"]] - of[:, index[f"{side}_{limb[0]}"]]

    index = {ours: clip.names.index(name) for ours, name in mapping.items()}
    for side in ("left", "right"):
        for a in LIMBS:
            for b in LIMBS:
                wanted = degrees(bone(theirs, index, side, a), bone(theirs, index, "left", b))
                found = degrees(bone(places, INDEX, side, a), bone(places, INDEX, "left", b))
                assert np.abs(wanted - found).max() < 4.0  # each within two
    assert np.percentile(places[..., 1].min(axis=1), 50) == pytest.approx(
        skeleton.REST[INDEX["left_foot"], 1], abs=0.02
    )
    assert np.median(places[:, INDEX["head"], 1] - places[:, 0, 1]) > 0.5
