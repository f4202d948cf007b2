"""glTF in and out: other programs open what we write, and what they write moves our skeleton."""

import base64
import json
import struct
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.spatial.transform import Rotation, Slerp

from contracts import StudioError
from engines.body import load_body
from engines.motion import Motion, formats, skeleton
from engines.motion import rotations as rot
from engines.motion.face import CORRECTIVES, FACE_INDEX, FACE_WEIGHTS
from engines.motion.formats import glb
from engines.motion.formats.gltf_data import pack


def moving(frames: int = 40, fps: str = "30000/1001", seed: int = 0) -> Motion:
    random = np.random.default_rng(seed)
    turns = np.cumsum(random.normal(0, 0.04, (frames, 55, 3)), axis=0)
    path = skeleton.REST[0] + np.cumsum(random.normal(0, 0.01, (frames, 3)), axis=0)
    return Motion.of(fps, turns, path, face=random.uniform(0, 1, (frames, 52)), source="waving.bvh")


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> tuple[Motion, Path]:
    motion, path = moving(), tmp_path_factory.mktemp("glb") / "out.glb"
    formats.write(motion, path)
    return motion, path


def test_what_we_write_we_read_back(written: tuple[Motion, Path]) -> None:
    motion, path = written
    back = formats.read(path)
    assert back.fps == Fraction(30000, 1001) and len(back) == len(motion)
    assert np.degrees(rot.angle_between(back.rotations, motion.rotations)).max() < 0.1
    assert np.abs(back.translation - motion.translation).max() < 1e-3
    assert np.abs(back.face - motion.face).max() < 1e-4


def test_other_readers_open_it(written: tuple[Motion, Path]) -> None:
    import pygltflib
    import trimesh

    motion, path = written
    other = pygltflib.GLTF2().load(str(path))
    assert other.extensionsUsed in (None, []) and other.asset.extras["fps"] == "30000/1001"
    assert [other.nodes[joint].name for joint in other.skins[0].joints] == list(skeleton.JOINTS)
    assert other.meshes[0].extras["targetNames"] == [*FACE_WEIGHTS, *CORRECTIVES]
    times = other.accessors[other.animations[0].samplers[0].input]
    assert times.count == len(motion) and times.max[0] == pytest.approx((len(motion) - 1) * 1001 / 30000)
    scene = trimesh.load(path)
    assert scene.bounds == pytest.approx(np.array([body_bounds().min(axis=0), body_bounds().max(axis=0)]), abs=1e-5)
    assert sum(len(mesh.faces) for mesh in scene.geometry.values()) == len(load_body().surface.faces)


def body_bounds() -> Any:
    return load_body().skin.vertices


def test_its_numbers_keep_the_rules_of_gltf(written: tuple[Motion, Path]) -> None:
    document = glb.load(written[1])
    for primitive in document.json["meshes"][0]["primitives"]:
        parts = {key: document.accessor(index, key) for key, index in primitive["attributes"].items()}
        assert np.abs(parts["WEIGHTS_0"].sum(axis=1) - 1).max() < 1e-6
        assert (parts["JOINTS_0"][parts["WEIGHTS_0"] == 0] == 0).all()
        assert np.abs(np.linalg.norm(parts["NORMAL"], axis=1) - 1).max() < 1e-4
        assert (
            parts["POSITION"].min(axis=0).tolist()
            == document.json["accessors"][primitive["attributes"]["POSITION"]]["min"]
        )
        indices = document.accessor(primitive["indices"], "indices")
        assert indices.max() == len(parts["POSITION"]) - 1
        assert len(primitive["targets"]) == len(FACE_WEIGHTS) + len(CORRECTIVES)
    for view in document.json["bufferViews"]:
        assert view["byteOffset"] % 4 == 0


def test_its_skin_and_morphs_are_the_mannequins(written: tuple[Motion, Path]) -> None:
    """Posing the file's own mesh by glTF's rules gives the vertices that the body gives."""
    motion, path = written
    document, body, frame = glb.load(path), load_body(), 17
    wanted = body.vertices(motion, frame, frame + 1)[0]
    weights = body.face_weights(motion)[frame]
    places, world = skeleton.forward(motion.rotations[[frame]], motion.translation[[frame]])
    skin = document.json["skins"][0]
    inverse = document.accessor(skin["inverseBindMatrices"], "bind").reshape(-1, 4, 4).swapaxes(1, 2)
    pose = np.tile(np.eye(4), (55, 1, 1))
    pose[:, :3, :3], pose[:, :3, 3] = world[0], places[0]
    matrices = pose @ inverse
    lowest = []
    for primitive in document.json["meshes"][0]["primitives"]:
        parts = {key: document.accessor(index, key) for key, index in primitive["attributes"].items()}
        points = parts["POSITION"] + sum(
            weight * document.accessor(target["POSITION"], "target")
            for weight, target in zip(weights, primitive["targets"], strict=True)
        )
        blend = np.einsum("vk,vkij->vij", parts["WEIGHTS_0"], matrices[parts["JOINTS_0"].astype(int)])
        posed = np.einsum("vij,vj->vi", blend, np.column_stack([points, np.ones(len(points))]))[:, :3]
        from scipy.spatial import cKDTree

        lowest.append(cKDTree(wanted).query(posed)[0].max())
    assert max(lowest) < 1e-3


def test_ten_seconds_are_less_than_four_megabytes(tmp_path: Path) -> None:
    formats.write(moving(300, "30"), tmp_path / "a.glb")
    assert (tmp_path / "a.glb").stat().st_size < 4_000_000


def test_a_jaw_that_joint_and_morph_open_is_not_opened_twice(tmp_path: Path) -> None:
    turns, face = np.zeros((3, 55, 3)), np.zeros((3, 52))
    turns[:, skeleton.INDEX["jaw"], 0], face[:, FACE_INDEX["jawOpen"]] = 0.25, 0.8
    formats.write(Motion.of(30, turns, face=face), tmp_path / "a.glb")
    document = glb.load(tmp_path / "a.glb")
    animation = document.json["animations"][0]
    channel = next(c for c in animation["channels"] if c["target"]["path"] == "weights")
    shown = document.accessor(animation["samplers"][channel["sampler"]]["output"], "weights").reshape(
        -1, len(FACE_WEIGHTS) + len(CORRECTIVES)
    )
    assert shown[0, FACE_INDEX["jawOpen"]] < 0.3
    assert formats.read(tmp_path / "a.glb").face[:, FACE_INDEX["jawOpen"]] == pytest.approx(0.8)


@pytest.mark.slow
@settings(max_examples=8)
@given(frames=st.integers(1, 12), seed=st.integers(0, 99), fps=st.sampled_from(["25", "24000/1001", "12.5"]))
def test_round_trips(frames: int, seed: int, fps: str, tmp_path_factory: pytest.TempPathFactory) -> None:
    motion = moving(frames, fps, seed)
    path = tmp_path_factory.mktemp("g") / "a.glb"
    formats.write(motion, path)
    back = formats.read(path)
    assert (back.fps, len(back)) == (motion.fps, frames)
    assert np.degrees(rot.angle_between(back.rotations, motion.rotations)).max() < 0.1
    assert np.abs(back.translation - motion.translation).max() < 1e-3
    assert np.abs(back.face - motion.face).max() < 1e-4


# Files of other programs, made here


class Maker:
    """A small glTF file put together by hand."""

    def __init__(self) -> None:
        self.data = bytearray()
        self.json: dict[str, Any] = {
            "asset": {"version": "2.0"}, "nodes": [], "accessors": [], "bufferViews": [],
            "animations": [{"name": "move", "samplers": [], "channels": []}],
        }  # fmt: skip

    def view(self, raw: bytes) -> int:
        self.data += b"\0" * (-len(self.data) % 4)
        self.json["bufferViews"].append({"buffer": 0, "byteOffset": len(self.data), "byteLength": len(raw)})
        self.data += raw
        return len(self.json["bufferViews"]) - 1

    def accessor(self, values: Any, kind: str, component: int = 5126, normalized: bool = False) -> int:
        dtype = {5120: "i1", 5121: "u1", 5122: "<i2", 5123: "<u2", 5126: "<f4"}[component]
        array = np.asarray(values, dtype=dtype)
        self.json["accessors"].append(
            {"bufferView": self.view(array.tobytes()), "componentType": component, "count": len(array), "type": kind}
            | ({"normalized": True} if normalized else {})
        )
        return len(self.json["accessors"]) - 1

    def channel(self, node: int, path: str, times: Any, output: int, interpolation: str = "LINEAR") -> None:
        animation = self.json["animations"][-1]
        animation["samplers"].append(
            {"input": self.accessor(times, "SCALAR"), "output": output, "interpolation": interpolation}
        )
        animation["channels"].append(
            {"sampler": len(animation["samplers"]) - 1, "target": {"node": node, "path": path}}
        )

    def save(self, path: Path) -> Path:
        if self.data and "buffers" not in self.json:
            self.json["buffers"] = [{"byteLength": len(self.data)}]
        path.write_bytes(pack(self.json, bytes(self.data)))
        return path


def one_bone(times: Any, output: Any, interpolation: str = "LINEAR", **accessor: Any) -> Maker:
    made = Maker()
    made.json["nodes"] = [{"name": "root", "children": [1]}, {"name": "bone", "translation": [0, 1, 0]}]
    made.channel(1, "rotation", times, made.accessor(output, "VEC4", **accessor), interpolation)
    return made


TURNS = Rotation.from_euler("y", [[0], [60], [90]], degrees=True)


def test_linear_keys_turn_along_the_shorter_arc(tmp_path: Path) -> None:
    output = TURNS.as_quat()
    output[1] *= -1  # the same rotation, written the other way
    clip = glb.read_clip(one_bone([0, 0.5, 1.0], output).save(tmp_path / "a.glb"))
    assert clip.fps == 24 and len(clip.rotations) == 25
    wanted = Slerp([0, 0.5, 1.0], TURNS)(np.arange(25) / 24).as_matrix()
    assert np.abs(clip.rotations[:, 1] - wanted).max() < 1e-5


def test_steps_hold_and_splines_curve(tmp_path: Path) -> None:
    made = Maker()
    made.json["nodes"] = [{"name": "a"}, {"name": "b"}]
    made.channel(0, "translation", [0, 1.0], made.accessor([[0, 0, 0], [1, 0, 0]], "VEC3"), "STEP")
    spline = [[0, 0, 0], [0, 0, 0], [0, 3, 0], [0, 3, 0], [0, 1, 0], [0, 0, 0]]  # in-tangent, value, out-tangent
    made.channel(1, "translation", [0, 1.0], made.accessor(spline, "VEC3"), "CUBICSPLINE")
    clip = glb.read_clip(made.save(tmp_path / "a.glb"))
    assert clip.positions[:-1, 0, 0].max() == 0 and clip.positions[-1, 0, 0] == 1
    t = np.arange(25) / 24
    wanted = (t**3 - 2 * t**2 + t) * 3 + (3 * t**2 - 2 * t**3) * 1 + (t**3 - t**2) * 3
    assert np.abs(clip.positions[:, 1, 1] - wanted).max() < 1e-5


@pytest.mark.parametrize(("component", "most"), [(5120, 127), (5122, 32767)])
def test_whole_numbers_are_fractions(tmp_path: Path, component: int, most: int) -> None:
    output = np.round(TURNS.as_quat() * most)
    made = one_bone([0, 0.5, 1.0], output, component=component, normalized=True)
    clip = glb.read_clip(made.save(tmp_path / "a.glb"))
    off = Rotation.from_matrix(clip.rotations[[0, 12, 24], 1]) * TURNS.inv()
    assert np.degrees(off.magnitude()).max() < 120 / most


def test_sparse_values_replace_some(tmp_path: Path) -> None:
    made = Maker()
    made.json["nodes"] = [{"name": "a"}]
    output = made.accessor(np.ones((4, 3)), "VEC3")
    made.json["accessors"][output]["sparse"] = {
        "count": 1,
        "indices": {"bufferView": made.view(struct.pack("<H", 2)), "componentType": 5123},
        "values": {"bufferView": made.view(struct.pack("<3f", 5, 6, 7))},
    }
    made.channel(0, "translation", np.arange(4) / 30, output)
    clip = glb.read_clip(made.save(tmp_path / "a.glb"))
    assert clip.positions[:, 0] == pytest.approx(np.array([[1, 1, 1], [1, 1, 1], [5, 6, 7], [1, 1, 1]]))


@pytest.mark.parametrize(
    ("rate", "found"),
    [(24, 24), (25, 25), (30, 30), (60, 60), (120, 120), (30000 / 1001, Fraction(30000, 1001)), (7.3, 30)],
)
def test_the_rate_is_that_of_the_keys(tmp_path: Path, rate: float, found: Fraction) -> None:
    count = 400
    made = Maker()
    made.json["nodes"] = [{"name": "a"}]
    made.channel(0, "translation", 0.2 + np.arange(count) / rate, made.accessor(np.zeros((count, 3)), "VEC3"))
    clip = glb.read_clip(made.save(tmp_path / "a.glb"))
    assert clip.fps == found
    assert len(clip.rotations) == round((count - 1) / rate * float(found)) + 1


def test_scales_above_a_joint_are_lengths(tmp_path: Path) -> None:
    made = one_bone([0, 1.0], TURNS[:2].as_quat())
    made.json["nodes"][0]["matrix"] = np.diag([0.01, 0.01, 0.01, 1]).T.reshape(-1).tolist()
    made.json["nodes"][1]["translation"] = [0, 100, 0]
    clip = glb.read_clip(made.save(tmp_path / "a.glb"))
    assert clip.positions[:, 1] == pytest.approx(np.tile([0, 1.0, 0], (25, 1)))
    assert np.linalg.det(clip.rest_local[:, :3, :3]) == pytest.approx(np.ones(2))


def test_the_bind_pose_is_the_rest_pose_even_if_the_nodes_stand_otherwise(tmp_path: Path) -> None:
    made = one_bone([0, 1.0], TURNS[:2].as_quat())
    made.json["nodes"][1]["rotation"] = Rotation.from_euler("x", 70, degrees=True).as_quat().tolist()
    bind = np.tile(np.eye(4), (2, 1, 1))
    bind[1, 1, 3] = -1  # the bone, one up and not turned
    inverse = made.accessor(bind.swapaxes(1, 2).reshape(2, 16), "MAT4")
    made.json["skins"] = [{"joints": [0, 1], "inverseBindMatrices": inverse}]
    clip = glb.read_clip(made.save(tmp_path / "a.glb"))
    assert np.abs(clip.rest_local[1] - [[1, 0, 0, 0], [0, 1, 0, 1], [0, 0, 1, 0], [0, 0, 0, 1]]).max() < 1e-6


def test_animations_by_name_and_number(tmp_path: Path) -> None:
    made = one_bone([0, 1.0], TURNS[:2].as_quat())
    made.json["animations"].append({"name": "still", "samplers": [], "channels": []})
    made.channel(1, "rotation", [0, 0.5], made.accessor(TURNS[[0, 0]].as_quat(), "VEC4"))
    path = made.save(tmp_path / "a.glb")
    assert glb.clips(path) == ["move", "still"]
    assert len(glb.read_clip(path, "still").rotations) == len(glb.read_clip(path, "1").rotations) == 13
    with pytest.raises(StudioError, match="jump") as caught:
        glb.read_clip(path, "jump")
    assert "move, still" in caught.value.hint


def person(names: Callable[[str], str] = lambda name: name) -> Maker:
    """Our skeleton as somebody else's file; one wrist turns."""
    made = Maker()
    for joint, name in enumerate(skeleton.JOINTS):
        children = [int(child) for child in np.flatnonzero(joint == skeleton.PARENTS)]
        node: dict[str, Any] = {"name": names(name), "translation": skeleton.OFFSETS[joint].tolist()}
        made.json["nodes"].append(node | ({"children": children} if children else {}))
    wrist = skeleton.INDEX["left_wrist"]
    made.channel(wrist, "rotation", [0, 1.0], made.accessor(TURNS[:2].as_quat(), "VEC4"))
    return made


VRM = {
    "hips": "pelvis", "spine": "spine1", "chest": "spine2", "upperChest": "spine3", "neck": "neck", "head": "head",
    **{
        f"{side}{bone}": f"{side}_{ours}"
        for side in ("left", "right")
        for bone, ours in {
            "UpperLeg": "hip", "LowerLeg": "knee", "Foot": "ankle", "Toes": "foot", "Shoulder": "collar",
            "UpperArm": "shoulder", "LowerArm": "elbow", "Hand": "wrist", "IndexProximal": "index1",
            "IndexIntermediate": "index2", "ThumbMetacarpal": "thumb1", "ThumbProximal": "thumb2",
        }.items()
    },
}  # fmt: skip


@pytest.mark.parametrize("version", [0, 1])
def test_a_vrm_humanoid_is_believed_whatever_the_nodes_are_called(tmp_path: Path, version: int) -> None:
    made = person(lambda name: f"joint_{skeleton.INDEX[name]}")
    bones = {bone: skeleton.INDEX[ours] for bone, ours in VRM.items()}
    made.json["extensions"] = (
        {"VRMC_vrm": {"humanoid": {"humanBones": {bone: {"node": node} for bone, node in bones.items()}}}}
        if version
        else {"VRM": {"humanoid": {"humanBones": [{"bone": bone, "node": node} for bone, node in bones.items()]}}}
    )
    path = made.save(tmp_path / "a.vrm")
    known = glb.read_clip(path).known
    assert known == {ours: f"joint_{skeleton.INDEX[ours]}" for ours in VRM.values()}
    motion = formats.read(path)
    hand = rot.matrix(motion.rotations[-1])[skeleton.INDEX["left_elbow"]]
    hand = hand @ rot.matrix(motion.rotations[-1])[skeleton.INDEX["left_wrist"]]
    assert np.degrees(Rotation.from_matrix(hand).magnitude()) == pytest.approx(60, abs=2)


def test_arkit_morphs_move_the_face(tmp_path: Path) -> None:
    made = person()
    made.json["nodes"].append({"name": "face", "mesh": 0})
    names = ["jawOpen", "Face.mouthSmile_L", "BlinkFunny"]
    made.json["meshes"] = [{"primitives": [], "extras": {"targetNames": names}}]
    made.channel(55, "weights", [0, 1.0], made.accessor([0, 0, 0, 0.5, 1.0, 0.7], "SCALAR"))
    motion = formats.read(made.save(tmp_path / "a.glb"))
    assert motion.face[12, FACE_INDEX["jawOpen"]] == pytest.approx(0.25)
    assert motion.face[-1, FACE_INDEX["mouthSmileLeft"]] == pytest.approx(1.0)
    assert any("BlinkFunny" in note for note in motion.notes)


def gltf(made: Maker, path: Path, uri: str) -> Path:
    made.json["buffers"] = [{"byteLength": len(made.data), "uri": uri}]
    path.write_text(json.dumps(made.json))
    return path


def test_buffers_beside_the_file_and_within_it(tmp_path: Path) -> None:
    made = one_bone([0, 1.0], TURNS[:2].as_quat())
    (tmp_path / "parts").mkdir()
    (tmp_path / "parts" / "a b.bin").write_bytes(bytes(made.data))
    outside = glb.read_clip(gltf(made, tmp_path / "a.gltf", "parts/a%20b.bin"))
    text = base64.b64encode(bytes(made.data)).decode()
    inside = glb.read_clip(gltf(made, tmp_path / "b.gltf", f"data:application/octet-stream;base64,{text}"))
    assert np.array_equal(outside.rotations, inside.rotations)


@pytest.mark.parametrize(
    "uri",
    [
        "../secret.bin", "parts/../../secret.bin", "%2e%2e/secret.bin", "/etc/passwd", "file:///etc/passwd",
        "http://host/a.bin", "https://host/a.bin", "//host/a.bin", "C:\\a.bin", "..\\secret.bin", "link.bin", "~/a.bin",
        "", "data:text/plain,hello", "missing.bin",
    ],
)  # fmt: skip
def test_nothing_outside_the_folder_is_opened(tmp_path: Path, uri: str) -> None:
    made = one_bone([0, 1.0], TURNS[:2].as_quat())
    folder = tmp_path / "folder"
    folder.mkdir()
    (tmp_path / "secret.bin").write_bytes(bytes(made.data))
    (folder / "link.bin").symlink_to(tmp_path / "secret.bin")
    with pytest.raises(StudioError, match=r"buffers\[0\]"):
        glb.read_clip(gltf(made, folder / "a.gltf", uri))


def set_in(*path: Any, to: Any) -> Callable[[dict[str, Any]], None]:
    def change(content: dict[str, Any]) -> None:
        at: Any = content
        for key in path[:-1]:
            at = at[key]
        at[path[-1]] = to

    return change


@pytest.mark.parametrize(
    ("change", "where"),
    [
        (set_in("accessors", 0, "count", to=10**9), "accessors[0]"),
        (set_in("accessors", 0, "count", to=-1), "accessors[0].count"),
        (set_in("accessors", 0, "count", to="2"), "accessors[0].count"),
        (set_in("accessors", 0, "count", to=3), "accessors[0]"),
        (set_in("accessors", 0, "componentType", to=7), "accessors[0].componentType"),
        (set_in("accessors", 0, "type", to="VEC3"), "accessors[0].type"),
        (set_in("accessors", 0, "byteOffset", to=4), "accessors[0]"),
        (set_in("accessors", 0, "bufferView", to=99), "bufferViews[99]"),
        (set_in("bufferViews", 0, "byteLength", to=10**9), "bufferViews[0]"),
        (set_in("bufferViews", 0, "byteStride", to=1), "bufferViews[0].byteStride"),
        (set_in("bufferViews", 0, "buffer", to=1), "buffers[1]"),
        (set_in("buffers", 0, "byteLength", to=10**12), "buffers[0]"),
        (set_in("nodes", 1, "children", to=[0]), "own ancestor"),
        (set_in("nodes", 0, "children", to=[1, 1]), "nodes[1]"),
        (set_in("nodes", 0, "children", to=[7]), "nodes[7]"),
        (set_in("nodes", 1, "translation", to=[0, "a", 0]), "nodes[1].translation"),
        (set_in("nodes", 1, "rotation", to=[0, 0, 0, 0]), "nodes[1].rotation"),
        (set_in("nodes", 1, "matrix", to=[0] * 16), "nodes[1].matrix"),
        (set_in("animations", 0, "samplers", 0, "output", to=1), "accessors[1].type"),
        (set_in("animations", 0, "samplers", 0, "interpolation", to="BOUNCE"), "interpolation"),
        (set_in("animations", 0, "samplers", 0, "interpolation", to="CUBICSPLINE"), "animations[0].samplers[0].output"),
        (set_in("animations", 0, "channels", 0, "sampler", to=4), "animations[0].channels[0].sampler"),
        (set_in("animations", 0, "channels", to=[]), "animations[0]"),
        (set_in("animations", to=[]), "no animation"),
        (set_in("animations", to=7), "animations"),
        (set_in("asset", to={"version": "1.0"}), "asset.version"),
        (set_in("skins", to=[{"joints": [9]}]), "skins[0].joints[0]"),
        (
            set_in("extensions", to={"VRMC_vrm": {"humanoid": {"humanBones": {"hips": {"node": 50}}}}}),
            "humanBones.hips",
        ),
    ],
)
def test_what_is_wrong_is_named_by_its_place(
    tmp_path: Path, change: Callable[[dict[str, Any]], None], where: str
) -> None:
    made = one_bone([0, 1.0], TURNS[:2].as_quat())
    made.json["buffers"] = [{"byteLength": len(made.data)}]
    change(made.json)
    with pytest.raises(StudioError) as caught:
        glb.read_clip(made.save(tmp_path / "a.glb"))
    assert where in caught.value.message


@pytest.mark.parametrize("bad", [np.nan, np.inf])
def test_numbers_that_are_none_are_refused(tmp_path: Path, bad: float) -> None:
    output = TURNS[:2].as_quat()
    output[1, 2] = bad
    with pytest.raises(StudioError, match="element 1"):
        glb.read_clip(one_bone([0, 1.0], output).save(tmp_path / "a.glb"))
    with pytest.raises(StudioError, match="go back"):
        glb.read_clip(one_bone([1.0, 0.5], TURNS[:2].as_quat()).save(tmp_path / "a.glb"))
    with pytest.raises(StudioError, match="seconds"):
        glb.read_clip(one_bone([0, 1e9], TURNS[:2].as_quat()).save(tmp_path / "a.glb"))


@pytest.mark.slow
@given(cut=st.integers(0, 5000))
def test_a_cut_file_is_refused(cut: int, tmp_path_factory: pytest.TempPathFactory) -> None:
    path = person().save(tmp_path_factory.mktemp("cut") / "a.glb")
    data = path.read_bytes()
    path.write_bytes(data[: min(cut, len(data) - 1)])
    with pytest.raises(StudioError):
        glb.read_clip(path)


def test_fbx_is_refused_with_a_way_out(tmp_path: Path) -> None:
    path = tmp_path / "walk.fbx"
    path.write_bytes(b"Kaydara FBX Binary  \0\x1a\0" + b"\0" * 100)
    with pytest.raises(StudioError) as caught:
        formats.read(path)
    assert "FBX" in caught.value.message and ".glb" in caught.value.hint


@pytest.mark.slow
@pytest.mark.reference
@pytest.mark.parametrize(
    ("name", "count"),
    [
        ("quaternius_ual/AnimationLibrary_Godot_Standard.gltf", 46),
        ("mesh2motion/human-addon-animations_20260322.glb", 37),
    ],
)
def test_the_libraries_are_read_whole(reference: Path, name: str, count: int) -> None:
    path = reference / "gestures_gltf" / name
    names = glb.clips(path)
    assert len(names) == count
    rig = glb.Rig(glb.load(path))
    for clip in map(rig.clip, names):
        assert clip.fps == 24 and np.isfinite(clip.positions).all()


@pytest.mark.reference
def test_a_rig_without_animation_says_so(reference: Path) -> None:
    with pytest.raises(StudioError, match="no animation"):
        glb.clips(reference / "gestures_gltf" / "mesh2motion" / "rig-human.glb")
