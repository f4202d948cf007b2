"""Whatever bytes a reader is given, a Motion or Clip comes out, or a StudioError with a hint."""

import base64
import io
import json
import struct
import tempfile
import warnings
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from contracts import StudioError
from engines.motion import Motion, formats
from engines.motion.clip import Clip
from engines.motion.formats import acclaim, blender_json, bvh, glb, npz

BVH = b"""HIERARCHY
ROOT Hips
{
\tOFFSET 0 90 0
\tCHANNELS 6 Xposition Yposition Zposition Zrotation Yrotation Xrotation
\tJOINT Chest
\t{
\t\tOFFSET 0 20 1e0
\t\tCHANNELS 3 Zrotation Yrotation Xrotation
\t\tEnd Site
\t\t{
\t\t\tOFFSET 0 10 0
\t\t}
\t}
}
MOTION
Frames: 2
Frame Time: .0333333
0 90 0 1 2 3 4 5 6
0 91 0 1 2 3 4 5 -6.5
"""
ASF = b""":version 1.10
:units
  length 0.45
  angle deg
:root
  order TX TY TZ RX RY RZ
  axis XYZ
  position 0 0 0
  orientation 0 0 0
:bonedata
  begin
    name thigh
    direction 0 -1 0
    length 5
    axis 0 0 20 XYZ
    dof rx rz
  end
:hierarchy
  begin
    root thigh
  end
"""
AMC = b""":FULLY-SPECIFIED
:DEGREES
1
root 1 2 3 4 5 6
thigh 1 2
2
root 1 2 3 4 5 6
thigh 3 4
"""
JSON = json.dumps(
    {
        "fps": 24,
        "duration": 0.1,
        "bones": {
            "head": {"frames": [{"time": 0.0, "rotation": [1, 0, 0, 0], "location": [0, 0, 0]}]},
            "spine": {"frames": [{"time": i / 24, "rotation": [0.9, 0.1, 0, 0]} for i in range(3)]},
        },
    }
).encode()


def _gltf(binary: bool) -> bytes:
    """Two joints, one turning over three keys, as glTF text with embedded data or as GLB."""
    times, turns = struct.pack("<3f", 0, 0.5, 1), struct.pack("<12f", *[0, 0, 0, 1] * 3)
    data = times + turns
    embedded = "data:application/octet-stream;base64," + base64.b64encode(data).decode()
    document = {
        "asset": {"version": "2.0"},
        "scene": 0,
        "scenes": [{"nodes": [0]}],
        "nodes": [{"name": "Hips", "children": [1], "translation": [0, 1, 0]}, {"name": "Spine"}],
        "buffers": [{"byteLength": len(data)} if binary else {"byteLength": len(data), "uri": embedded}],
        "bufferViews": [
            {"buffer": 0, "byteOffset": 0, "byteLength": 12},
            {"buffer": 0, "byteOffset": 12, "byteLength": 48},
        ],
        "accessors": [
            {"bufferView": 0, "componentType": 5126, "count": 3, "type": "SCALAR", "min": [0], "max": [1]},
            {"bufferView": 1, "componentType": 5126, "count": 3, "type": "VEC4"},
        ],
        "animations": [
            {
                "name": "Wave",
                "samplers": [{"input": 0, "output": 1, "interpolation": "LINEAR"}],
                "channels": [{"sampler": 0, "target": {"node": 1, "path": "rotation"}}],
            }
        ],
    }
    text = json.dumps(document).encode()
    if not binary:
        return text
    text += b" " * (-len(text) % 4)
    chunks = struct.pack("<I4s", len(text), b"JSON") + text + struct.pack("<I4s", len(data), b"BIN\0") + data
    return struct.pack("<4sII", b"glTF", 2, 12 + len(chunks)) + chunks


def _npz() -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "a.npz"
        formats.write(Motion.of(30, np.zeros((2, 55, 3))), path)
        return path.read_bytes()


NPZ = _npz()


def _person() -> bytes:
    """A small BVH of a whole person who is not us: without fingers and face, in centimetres, walking a little."""
    rest = {
        "Hips": ("", (0, 95, 0)), "Spine": ("Hips", (0, 20, 0)), "Neck": ("Spine", (0, 30, 0)),
        "Head": ("Neck", (0, 10, 2)),
    }  # fmt: skip
    for side, x in (("Left", 1), ("Right", -1)):
        rest |= {
            f"{side}Shoulder": ("Spine", (5 * x, 25, 0)), f"{side}Arm": (f"{side}Shoulder", (12 * x, 0, 0)),
            f"{side}ForeArm": (f"{side}Arm", (28 * x, 0, 0)), f"{side}Hand": (f"{side}ForeArm", (25 * x, 0, 0)),
            f"{side}UpLeg": ("Hips", (9 * x, -5, 0)), f"{side}Leg": (f"{side}UpLeg", (0, -42, 0)),
            f"{side}Foot": (f"{side}Leg", (0, -42, 0)), f"{side}ToeBase": (f"{side}Foot", (0, -6, 14)),
        }  # fmt: skip

    def lines(name: str) -> list[str]:
        parent, (x, y, z) = rest[name]
        position = "" if parent else "Xposition Yposition Zposition "
        channels = f"CHANNELS {3 if parent else 6} {position}Zrotation Xrotation Yrotation"
        below = [line for child in rest if rest[child][0] == name for line in lines(child)]
        return [f"{'JOINT' if parent else 'ROOT'} {name}", "{", f"OFFSET {x} {y} {z}", channels, *below, "}"]

    turns = 3 * len(rest)
    frames = [" ".join(["0 95", str(i), *[str(i)] * turns]) for i in range(3)]
    return "\n".join(["HIERARCHY", *lines("Hips"), "MOTION", "Frames: 3", "Frame Time: 0.04", *frames]).encode()


def outcome(read: Callable[[Path], Motion | Clip], data: bytes, name: str, **beside: bytes) -> Motion | Clip | None:
    """What a reader makes of a file; None for a StudioError, which must help."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / name
        path.write_bytes(data)
        for other, content in beside.items():
            (Path(folder) / other.replace("_", ".")).write_bytes(content)
        with warnings.catch_warnings():
            warnings.simplefilter("error", RuntimeWarning)
            try:
                result = read(path)
            except StudioError as error:
                assert error.message and error.hint
                assert folder not in str(error)
                return None
    assert isinstance(result, Motion | Clip)
    arrays = (
        (result.rotations, result.translation) if isinstance(result, Motion) else (result.rotations, result.positions)
    )
    assert all(np.isfinite(array).all() for array in arrays)
    return result


WORDS = [
    b"nan", b"inf", b"-1", b"0", b"1e999", b"1e308", b"-1e-320", b"9" * 30, b"99999999", b"{", b"}", b"}}", b"[", b"]",
    b"\n", b"\r", b"\0", b"\xff\xfe", b"\xef\xbb\xbf", b",", b":", b"ROOT a", b"JOINT", b"End Site", b"OFFSET",
    b"CHANNELS 3", b"MOTION", b"Frames: 3", b"begin", b"end", b"root", b"thigh", b":hierarchy", b"null", b"true", b'""',
    b'"head":', b'"frames":', b'"fps":', b"\xe2\x80\xa8", b"poses.npy", b"(2, 165)", b"<f4", b"|O", b"PK\x01\x02",
    b'"count": 9', b'"byteLength": 1', b'"byteOffset": 99', b'"uri": "../a"', b"5123", b'"CUBICSPLINE"', b'"scale"',
    b'"children": [0]', b'"node": 7', b'"sparse": {}', b'"MAT4"', b"JSON", b"BIN\0",
]  # fmt: skip


@st.composite
def mutations(draw: st.DrawFn, valid: bytes) -> bytes:
    """A valid file with up to five wounds: bytes changed, words put in, pieces doubled or lost, the end cut off."""
    data = bytearray(valid)
    for _ in range(draw(st.integers(1, 5))):
        at = draw(st.integers(0, max(0, len(data) - 1)))
        size = draw(st.sampled_from([1, 1, 2, 4, 10, 40]))
        match draw(st.integers(0, 5)):
            case 0:
                data[at : at + 1] = bytes([draw(st.integers(0, 255))])
            case 1:
                data[at : at + size] = draw(st.sampled_from(WORDS))
            case 2:
                data[at:at] = draw(st.sampled_from(WORDS))
            case 3:
                data[at:at] = data[at : at + size]
            case 4:
                del data[at : at + size]
            case _:
                del data[at:]
    return bytes(data)


READERS: dict[str, tuple[bytes, Callable[[bytes], Any]]] = {
    "bvh": (BVH, lambda data: outcome(bvh.read_clip, data, "a.bvh")),
    "person": (_person(), lambda data: outcome(formats.read, data, "a.bvh")),
    "amc": (AMC, lambda data: outcome(acclaim.read_clip, data, "a.amc", a_asf=ASF)),
    "asf": (ASF, lambda data: outcome(acclaim.read_clip, AMC, "a.amc", a_asf=data)),
    "json": (JSON, lambda data: outcome(blender_json.read, data, "a.json")),
    "gltf": (_gltf(False), lambda data: outcome(glb.read_clip, data, "a.gltf")),
    "glb": (_gltf(True), lambda data: outcome(glb.read_clip, data, "a.glb")),
    "npz": (NPZ, lambda data: outcome(npz.read, data, "a.npz")),
}


@pytest.mark.parametrize("name", READERS)
def test_the_files_that_are_wounded_below_are_sound(name: str) -> None:
    valid, reader = READERS[name]
    assert reader(valid) is not None


@pytest.mark.slow
@pytest.mark.parametrize("name", READERS)
def test_every_word_in_other_places_and_every_cut_is_read_or_refused(name: str) -> None:
    """Each word put in, and put over what is there, at eight places that differ from word to word; the end cut off."""
    valid, reader = READERS[name]
    for number, word in enumerate(WORDS):
        for place in range(8):
            at = (number * 7919 + place * len(valid) // 8) % len(valid)
            reader(valid[:at] + word + valid[at + (len(word) if place % 2 else 0) :])
    for at in range(0, len(valid), max(1, len(valid) // 40)):
        reader(valid[:at])


@pytest.mark.slow
@pytest.mark.parametrize("name", READERS)
@settings(max_examples=100)
@given(data=st.data())
def test_a_wounded_file_is_read_or_refused(name: str, data: st.DataObject) -> None:
    valid, reader = READERS[name]
    reader(data.draw(mutations(valid)))


@pytest.mark.parametrize("name", READERS)
@settings(max_examples=30)
@given(content=st.binary(max_size=400))
def test_random_bytes_are_refused(name: str, content: bytes) -> None:
    READERS[name][1](content)


@pytest.mark.slow
@pytest.mark.parametrize("suffix", [".bvh", ".npz", ".json", ".amc", ".asf", ".glb", ".gltf", ".vrm", ".fbx", ""])
@settings(max_examples=25)
@given(content=st.one_of(st.binary(max_size=200), *(mutations(valid) for valid, _ in READERS.values())))
def test_any_content_under_any_name_is_read_or_refused(suffix: str, content: bytes) -> None:
    outcome(formats.read, content, f"a{suffix}")


NUMBERS = st.one_of(st.integers(), st.floats(), st.booleans(), st.none(), st.text(max_size=5))
QUATERNIONS = st.lists(NUMBERS, min_size=3, max_size=5)
POSES = st.dictionaries(
    st.sampled_from(["time", "rotation", "rotation_quaternion", "location", "x"]), st.one_of(NUMBERS, QUATERNIONS)
)
KEYS = st.one_of(
    st.lists(POSES, max_size=3),
    st.dictionaries(st.one_of(st.integers(-3, 9).map(str), st.text(max_size=3)), POSES, max_size=3),
    st.fixed_dictionaries({"frames": st.one_of(st.lists(POSES, max_size=3), NUMBERS)}),
    NUMBERS,
)
BONES = st.dictionaries(st.sampled_from(["head", "spine", "hand.L", "tail"]), KEYS, max_size=3)


@pytest.mark.slow
@settings(max_examples=100)
@given(
    st.one_of(BONES, st.fixed_dictionaries({"bones": BONES, "fps": NUMBERS}), st.fixed_dictionaries({"bones": KEYS}))
)
def test_any_json_of_about_the_right_shape_is_read_or_refused(content: Any) -> None:
    outcome(blender_json.read, json.dumps(content).encode(), "a.json")


SHAPES = st.one_of(
    hnp.array_shapes(max_dims=3, max_side=4), st.sampled_from([(), (2, 165), (2, 156), (2, 3), (2, 100)])
)
DTYPES = st.one_of(hnp.scalar_dtypes(), hnp.array_dtypes(hnp.integer_dtypes(), max_size=2))
ARRAYS = st.one_of(hnp.arrays(DTYPES, SHAPES), hnp.arrays(np.dtype("O"), SHAPES, elements=st.text(max_size=3)))


@pytest.mark.slow
@settings(max_examples=80)
@given(st.dictionaries(st.sampled_from([*npz._KEYS, "dmpls"]), ARRAYS, min_size=1, max_size=5), st.booleans())
def test_any_arrays_in_an_archive_are_read_or_refused(arrays: dict[str, Any], whole: bool) -> None:
    if whole:
        arrays = {"poses": np.zeros((2, 165), np.float32), "trans": np.zeros((2, 3))} | arrays
    buffer = io.BytesIO()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        np.savez(buffer, **arrays)
    outcome(npz.read, buffer.getvalue(), "a.npz")


@pytest.mark.slow
@settings(max_examples=80)
@given(mutations(NPZ[:2000]), st.sampled_from(["poses", "trans", "betas", "marionette_fps"]))
def test_any_bytes_as_an_array_are_read_or_refused(content: bytes, key: str) -> None:
    """A sound archive around unsound arrays, so that the zip's own checksums do not stop them first."""
    with zipfile.ZipFile(io.BytesIO(NPZ)) as archive:
        members = {info.filename: archive.read(info) for info in archive.infolist()}
    members[f"{key}.npy"] = members[f"{key}.npy"][:80] + content
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    outcome(npz.read, buffer.getvalue(), "a.npz")
