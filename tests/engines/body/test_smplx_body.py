"""SMPL-X files: equal to smplx's own output, pickled parts left alone, wrong files refused with advice."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from contracts import StudioError
from engines.body import bodies, load_body
from engines.body.smplx_body import FILES, SHAPE_SIZE, SmplxBody
from engines.motion import Motion
from engines.motion.skeleton import COUNT, INDEX, PARENTS, REST

VERTICES, FACES = 10475, 40
"""smplx looks up landmarks by number, so a made-up model that it is to read needs as many vertices."""
SMALL = 100


class Unpickled:
    """Left in the file as the published one leaves its dictionaries; reading it would show."""

    def __reduce__(self) -> tuple[Any, tuple[str]]:
        return _shout, ("unpickled",)


def _shout(what: str) -> None:
    raise AssertionError(what)


def arrays(coefficients: int = SHAPE_SIZE + 100, count: int = VERTICES) -> dict[str, Any]:
    """A made-up model of `count` vertices with the keys, shapes and types of the published file."""
    random = np.random.default_rng(0)
    regressor = np.zeros((COUNT, count))
    template = REST[random.integers(0, COUNT, count)] + random.normal(0, 0.02, (count, 3))
    for joint in range(COUNT):
        near = random.integers(0, count, 8)
        regressor[joint, near] += 1 / 8
    weights = random.uniform(size=(count, COUNT)) ** 12
    moving = random.integers(0, count, 60)
    shapes = np.zeros((count, 3, coefficients), dtype=np.float32)
    shapes[moving] = random.normal(0, 0.01, (60, 3, coefficients))
    poses = np.zeros((count, 3, 486), dtype=np.float32)
    poses[moving] = random.normal(0, 0.01, (60, 3, 486))
    parents = PARENTS.astype(np.int64).copy()
    parents[0] = 2**32 - 1
    return {
        "v_template": template,
        "f": random.integers(0, count, (FACES, 3)).astype(np.uint32),
        "shapedirs": shapes,
        "posedirs": poses,
        "J_regressor": regressor,
        "weights": weights / weights.sum(1, keepdims=True),
        "kintree_table": np.stack([parents, np.arange(COUNT)]),
        "hands_componentsl": np.eye(45),
        "hands_componentsr": np.eye(45),
        "hands_meanl": random.normal(0, 0.2, 45),
        "hands_meanr": random.normal(0, 0.2, 45),
        "lmk_faces_idx": np.zeros(51, dtype=np.int64),
        "lmk_bary_coords": np.full((51, 3), 1 / 3),
        "dynamic_lmk_faces_idx": np.zeros((79, 17), dtype=np.int64),
        "dynamic_lmk_bary_coords": np.zeros((79, 17, 3)),
        "joint2num": np.array({"pelvis": 0}, dtype=object),
        "part2num": np.array({"hips": 0}, dtype=object),
    }


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("ckpt")
    np.savez(place / FILES[0], **arrays())
    return place


def moving(frames: int, betas: int) -> Motion:
    random = np.random.default_rng(1)
    return Motion.of(
        30,
        random.normal(0, 0.3, (frames, COUNT, 3)),
        random.normal(0, 1, (frames, 3)),
        expression=random.normal(0, 1, (frames, 100)),
        betas=random.normal(0, 1, betas),
    )


@pytest.mark.slow
@pytest.mark.parametrize("betas", [10, 16, 300])
def test_equals_smplx(folder: Path, betas: int) -> None:
    import smplx
    import torch

    motion = moving(3, betas)
    model = smplx.SMPLX(
        str(folder / FILES[0]), num_betas=300, num_expression_coeffs=100, use_pca=False, flat_hand_mean=True
    )
    parts = {
        "global_orient": slice(0, 1),
        "body_pose": slice(1, 22),
        "jaw_pose": slice(22, 23),
        "leye_pose": slice(23, 24),
        "reye_pose": slice(24, 25),
        "left_hand_pose": slice(25, 40),
        "right_hand_pose": slice(40, 55),
    }
    theirs, pelvis = [], []
    for frame in range(len(motion)):
        pose = {key: torch.tensor(motion.rotations[frame, part].reshape(1, -1)) for key, part in parts.items()}
        shape = np.zeros((1, 300), np.float32)
        shape[0, :betas] = motion.betas
        with torch.no_grad():
            result = model(
                betas=torch.tensor(shape), expression=torch.tensor(motion.expression[frame : frame + 1]), **pose
            )
        theirs.append(result.vertices[0].numpy())
        pelvis.append(result.joints[0, 0].numpy())
    ours = load_body("smplx", ckpt=folder).vertices(motion)
    expected = np.array(theirs) + (motion.translation - np.array(pelvis))[:, None]
    assert np.abs(ours - expected).max() < 1e-5


@pytest.mark.slow
def test_pelvis_is_where_the_motion_says(folder: Path) -> None:
    body = load_body("smplx", ckpt=folder)
    assert isinstance(body, SmplxBody)
    motion = moving(40, 10).with_(expression=np.zeros((40, 100), np.float32))
    still = motion.with_(rotations=np.zeros_like(motion.rotations), betas=np.zeros(0, np.float32))
    pelvis = body.vertices(still) @ np.eye(3, dtype=np.float32)
    regressed = np.einsum("v,tvc->tc", body.arrays["J_regressor"][INDEX["pelvis"]], pelvis)
    assert np.abs(regressed - still.translation).max() < 1e-4
    assert np.allclose(body.vertices(motion)[33:36], body.vertices(motion, 33, 36), atol=1e-5)


def test_skin_and_joints_share_a_floor(folder: Path) -> None:
    body = load_body("smplx", "studio", ckpt=[folder])
    assert body.skin.vertices[:, 1].min() == pytest.approx(0.0, abs=1e-6)
    assert np.allclose(body.skin.joint_weights.sum(1), 1.0, atol=1e-5)
    assert body.skin.morph_targets() == {}
    assert body.surface.faces.shape == (FACES, 3)
    assert body.face_weights(moving(2, 0)).shape == (2, 0)


def test_pickled_parts_are_never_read(tmp_path: Path) -> None:
    model = arrays(20, SMALL)
    model["joint2num"] = np.array(Unpickled(), dtype=object)
    np.savez(tmp_path / FILES[1], **model)
    assert load_body("smplx", ckpt=tmp_path).vertices(moving(1, 10)).shape == (1, SMALL, 3)


def test_listed_once_the_file_is_there(folder: Path, tmp_path: Path) -> None:
    assert {choice.name: choice.available for choice in bodies(folder)} == {"mannequin": True, "smplx": True}
    assert not bodies(tmp_path)[1].available
    with pytest.raises(StudioError, match="was not found") as refused:
        load_body("smplx", ckpt=tmp_path)
    assert "smpl-x.is.tue.mpg.de" in refused.value.hint


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"posedirs": None}, "has no 'posedirs'"),
        ({"weights": np.zeros((SMALL, 24))}, "'weights' has the shape"),
        ({"weights": np.array([{}], dtype=object)}, "not a plain array of numbers"),
        ({"shapedirs": np.zeros((SMALL, 3, 7), np.float32)}, "7 coefficients"),
        ({"f": np.array([[0, 1, SMALL]])}, "a vertex that does not exist"),
        ({"v_template": np.full((SMALL, 3), np.nan)}, "not finite"),
        ({"kintree_table": np.zeros((2, COUNT), np.int64)}, "not joined"),
    ],
)
def test_wrong_files_are_refused(tmp_path: Path, change: dict[str, Any], words: str) -> None:
    model = {key: value for key, value in {**arrays(20, SMALL), **change}.items() if value is not None}
    np.savez(tmp_path / FILES[0], **model)
    with pytest.raises(StudioError, match=words):
        load_body("smplx", ckpt=tmp_path)


@pytest.mark.parametrize("content", [b"", b"not a zip", b"PK\x03\x04broken"])
def test_broken_files_are_refused(tmp_path: Path, content: bytes) -> None:
    (tmp_path / FILES[0]).write_bytes(content)
    with pytest.raises(StudioError, match="cannot be read"):
        load_body("smplx", ckpt=tmp_path)
