"""BEAT2, GestureLSM and AMASS archives: what is written is what others read, what others wrote is understood."""

import io
import zipfile
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from contracts import StudioError
from engines.motion import Motion, formats, skeleton
from engines.motion import rotations as rot
from engines.motion.formats import archives

PELVIS = skeleton.INDEX["pelvis"]


def beat2(path: Path, frames: int = 4, **changes: Any) -> Path:
    """A file as BEAT2 ships them: someone standing, no keys of ours."""
    content: dict[str, Any] = {
        "betas": np.linspace(-1, 1, 300).astype(np.float32),
        "poses": np.zeros((frames, 165), np.float32),
        "expressions": np.full((frames, 100), 0.25),
        "trans": np.tile([0.0, 1.3067, 0.0], (frames, 1)),
        "model": np.array("smplx2020"),
        "gender": np.array("neutral"),
        "mocap_frame_rate": np.array(30, np.int32),
    }
    content |= changes
    np.savez(path, **{key: value for key, value in content.items() if value is not None})
    return path


def a_motion(frames: int = 5, **changes: Any) -> Motion:
    rng = np.random.default_rng(7)
    return Motion.of(
        30,
        rng.normal(scale=0.5, size=(frames, 55, 3)),
        rng.normal(size=(frames, 3)),
        face=rng.random((frames, 52)),
        expression=rng.normal(size=(frames, 100)),
        betas=rng.normal(size=16),
        source="take one",
    ).with_(**changes)


def test_written_keys_shapes_and_dtypes_are_those_of_beat2(tmp_path: Path) -> None:
    formats.write(a_motion(5), tmp_path / "a.npz")
    with np.load(tmp_path / "a.npz", allow_pickle=False) as archive:
        seen = {key: (archive[key].shape, archive[key].dtype.str) for key in archive}
    assert {key: seen[key] for key in seen if not key.startswith("marionette_")} == {
        "betas": ((300,), "<f4"),
        "poses": ((5, 165), "<f4"),
        "expressions": ((5, 100), "<f8"),
        "trans": ((5, 3), "<f8"),
        "model": ((), "<U9"),
        "gender": ((), "<U7"),
        "mocap_frame_rate": ((), "<i4"),
    }


def test_a_person_standing_in_beat2_stands_on_our_ground(tmp_path: Path) -> None:
    motion = formats.read(beat2(tmp_path / "a.npz"))
    feet = motion.positions()[:, [skeleton.INDEX["left_foot"], skeleton.INDEX["right_foot"]], 1]
    assert feet.min() > 0.0 and feet.max() < 0.06  # the ball of the foot, a few centimetres above its sole
    assert motion.fps == 30
    np.testing.assert_array_equal(motion.expression, 0.25)
    np.testing.assert_array_equal(motion.face, 0)
    assert motion.betas.shape == (300,)


def test_beat2_survives_being_read_and_written(tmp_path: Path) -> None:
    rng = np.random.default_rng(1)
    trans, poses = rng.normal(size=(6, 3)), rng.normal(size=(6, 165)).astype(np.float32)
    formats.write(formats.read(beat2(tmp_path / "a.npz", 6, trans=trans, poses=poses)), tmp_path / "b.npz")
    with np.load(tmp_path / "b.npz") as archive:
        np.testing.assert_array_equal(archive["poses"], poses)
        np.testing.assert_allclose(archive["trans"], trans, atol=3e-7)
        np.testing.assert_array_equal(archive["betas"], np.linspace(-1, 1, 300).astype(np.float32))


def test_a_motion_comes_back_bit_for_bit(tmp_path: Path) -> None:
    motion = a_motion(fps=Fraction(30000, 1001))
    formats.write(motion, tmp_path / "a.npz")
    back = formats.read(tmp_path / "a.npz")
    for name in ("rotations", "translation", "face", "expression", "betas"):
        np.testing.assert_array_equal(getattr(back, name), getattr(motion, name), err_msg=name)
    assert back.fps == Fraction(30000, 1001)
    assert back.source == "take one"
    with np.load(tmp_path / "a.npz") as archive:
        assert archive["mocap_frame_rate"] == 30


def test_the_jaw_is_the_pose_at_66(tmp_path: Path) -> None:
    poses = np.zeros((2, 165), np.float32)
    poses[:, 66] = 0.3
    motion = formats.read(beat2(tmp_path / "a.npz", 2, poses=poses))
    np.testing.assert_allclose(motion.rotations[:, skeleton.INDEX["jaw"]], [[0.3, 0, 0]] * 2)


def amass(path: Path, width: int, **extra: Any) -> Path:
    """Someone in z-up space who stands upright, looks along -y and lifts the left hand's first index joint."""
    poses = np.zeros((3, width))
    poses[:, :3] = [np.pi / 2, 0, 0]  # SMPL's y up to z up
    poses[:, 66 if width == 156 else 75] = 0.7  # left index, first bone
    rest = np.array([-0.0018, -0.2233, 0.0282] if width == 156 else [0.0031, -0.3514, 0.0120])
    trans = np.tile([1.0, 2.0, 0.96], (3, 1)) - rest
    np.savez(path, poses=poses, trans=trans, betas=np.ones(16), gender="female", **extra)
    return path


@pytest.mark.parametrize(
    ("width", "extra"),
    [
        (156, {"mocap_framerate": 120.0, "dmpls": np.zeros((3, 8))}),
        (165, {"surface_model_type": "smplx", "mocap_frame_rate": 120.0}),
    ],
)
def test_amass_is_turned_upright_and_its_fingers_found(tmp_path: Path, width: int, extra: dict[str, Any]) -> None:
    motion = formats.read(amass(tmp_path / "a.npz", width, **extra))
    assert motion.fps == 120
    np.testing.assert_allclose(motion.translation, [[1.0, 0.96, -2.0]] * 3, atol=1e-6)
    np.testing.assert_allclose(motion.rotations[:, PELVIS], 0, atol=1e-6)  # upright, facing us
    np.testing.assert_allclose(motion.rotations[:, skeleton.INDEX["left_index1"], 0], 0.7, atol=1e-6)
    np.testing.assert_array_equal(motion.rotations[:, skeleton.INDEX["jaw"]], 0)
    assert any("z up" in note for note in motion.notes)


def test_a_file_without_a_rate_says_that_30_was_assumed(tmp_path: Path) -> None:
    motion = formats.read(beat2(tmp_path / "a.npz", mocap_frame_rate=None))
    assert motion.fps == 30
    assert any("30" in note for note in motion.notes)


NAN = np.zeros((4, 165), np.float32)
NAN[2, 9] = np.nan


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"poses": None}, ["no 'poses'"]),
        ({"trans": None}, ["no 'trans'"]),
        ({"poses": np.zeros((4, 164), np.float32)}, ["'poses'", "164"]),
        ({"poses": np.zeros((4, 55, 3), np.float32)}, ["'poses'", "(4, 55, 3)"]),
        ({"poses": NAN}, ["'poses'", "frame 2"]),
        ({"poses": np.zeros((0, 165), np.float32)}, ["'poses'", "0 frames"]),
        ({"poses": np.array([["x"] * 165] * 4)}, ["'poses'", "numbers"]),
        ({"poses": np.zeros((4, 165), complex)}, ["'poses'", "complex"]),
        ({"trans": np.zeros((3, 3))}, ["'trans'", "(3, 3)", "(4, 3)"]),
        ({"expressions": np.zeros((4, 101))}, ["'expressions'", "101"]),
        ({"expressions": np.zeros((5, 100))}, ["'expressions'", "(5, 100)"]),
        ({"mocap_frame_rate": np.array(0)}, ["0 frames a second"]),
        ({"mocap_frame_rate": np.array(np.nan)}, ["'mocap_frame_rate'"]),
        ({"mocap_frame_rate": np.array([30, 30])}, ["'mocap_frame_rate'"]),
        ({"marionette_fps": np.array([30, 0])}, ["'marionette_fps'"]),
        ({"marionette_betas": np.array(301)}, ["'marionette_betas'"]),
        ({"betas": np.full(300, np.inf)}, ["betas", "not finite"]),
    ],
)
def test_a_wrong_archive_is_refused_by_key(tmp_path: Path, changes: dict[str, Any], words: list[str]) -> None:
    with pytest.raises(StudioError) as caught:
        formats.read(beat2(tmp_path / "bad.npz", **changes))
    assert "bad.npz" in caught.value.message
    assert all(word in caught.value.message for word in words), caught.value.message
    assert caught.value.hint


class Pickled:
    def __reduce__(self) -> tuple[Any, tuple[str]]:
        return pytest.fail, ("a user's file was unpickled",)


def test_objects_are_refused_and_never_unpickled(tmp_path: Path) -> None:
    np.savez(tmp_path / "a.npz", poses=np.array([Pickled()], dtype=object), trans=np.zeros((1, 3)))
    with pytest.raises(StudioError, match="'poses' holds Python objects"):
        formats.read(tmp_path / "a.npz")


def header(shape: str, descr: str = "<f4") -> bytes:
    text = f"{{'descr': '{descr}', 'fortran_order': False, 'shape': {shape}}}"
    text = text.ljust(117) + "\n"
    return b"\x93NUMPY\x01\x00" + len(text).to_bytes(2, "little") + text.encode()


@pytest.mark.parametrize(
    ("npy", "word"),
    [
        (header("(1000000000, 165)"), "claims the shape"),
        (header("(10, 165)") + b"\0" * 100, "holds 100"),
        (header("(-1, 165)"), "claims the shape"),
        (header("(1, 165)", "<U100000000"), "claims the shape"),
        (header("(" * 200 + ")" * 200), "not a NumPy array"),
        (b"\x93NUMPY\x09\x00", "not a NumPy array"),
        (b"nothing", "not a NumPy array"),
    ],
)
def test_a_lying_array_is_refused_before_memory_is_taken(tmp_path: Path, npy: bytes, word: str) -> None:
    with zipfile.ZipFile(tmp_path / "a.npz", "w") as archive:
        archive.writestr("poses.npy", npy)
    with pytest.raises(StudioError, match=word):
        formats.read(tmp_path / "a.npz")


def test_a_zip_bomb_is_refused_from_its_directory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archives, "_BOMB_BYTES", 20 * 1024**2)
    monkeypatch.setattr(archives, "_array", lambda *_: pytest.fail("the bomb was opened"))
    with zipfile.ZipFile(tmp_path / "a.npz", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("poses.npy", header("(40000, 165)") + bytes(40000 * 165 * 4))
    with pytest.raises(StudioError, match="would unpack"):
        formats.read(tmp_path / "a.npz")


def test_a_key_twice_is_refused(tmp_path: Path) -> None:
    buffer = io.BytesIO()
    np.save(buffer, np.zeros((1, 165), np.float32))
    with pytest.warns(UserWarning), zipfile.ZipFile(tmp_path / "a.npz", "w") as archive:
        archive.writestr("poses.npy", buffer.getvalue())
        archive.writestr("poses.npy", buffer.getvalue())
    with pytest.raises(StudioError, match="'poses' twice"):
        formats.read(tmp_path / "a.npz")


def test_more_betas_than_the_format_holds_are_not_cut_silently(tmp_path: Path) -> None:
    with pytest.raises(StudioError, match="301"):
        formats.write(a_motion(betas=np.zeros(301, np.float32)), tmp_path / "a.npz")
    assert list(tmp_path.iterdir()) == []


def test_amass_root_turns_with_the_world(tmp_path: Path) -> None:
    """A quarter turn to the left about z in AMASS is a quarter turn to the left about y here."""
    poses = np.zeros((1, 156))
    turn = rot.matrix(np.array([0, 0, np.pi / 2])) @ rot.matrix(np.array([np.pi / 2, 0, 0]))
    poses[:, :3] = rot.axis_angle(turn)
    np.savez(tmp_path / "a.npz", poses=poses, trans=np.zeros((1, 3)), betas=np.zeros(16), mocap_framerate=60.0)
    motion = formats.read(tmp_path / "a.npz")
    np.testing.assert_allclose(motion.rotations[0, PELVIS], [0, np.pi / 2, 0], atol=1e-6)
