"""What we write opens in Blender: the same joints, the same frames, the same wrist, the same face."""

import importlib.util
import json
import subprocess
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from engines.body import load_body
from engines.motion import Motion, formats, skeleton
from engines.motion.face import FACE_WEIGHTS
from engines.motion.resample import resample

ROOT = Path(__file__).resolve().parents[2]
SAMPLES = ROOT / "assets" / "samples"
FRAMES = (0, 17, 59, 101)


def blender() -> Path:
    """Blender's own interpreter, from where tools/blender_env.py puts it."""
    spec = importlib.util.spec_from_file_location("blender_env", ROOT / "tools" / "blender_env.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return Path(module.python())


pytestmark = [
    pytest.mark.blender,
    pytest.mark.slow,
    pytest.mark.skipif(not blender().exists(), reason="Blender is not installed: run python tools/blender_env.py"),
]


def opened(file: Path, motion: Motion) -> dict[str, Any]:
    result = file.with_suffix(".blender.json")
    script = Path(__file__).with_name("open_in_blender.py")
    times = [str(float(frame / motion.fps)) for frame in FRAMES]
    command = [str(blender()), str(script), str(file), str(result), ",".join(times)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=240, check=False)
    assert result.exists(), done.stdout[-2000:] + done.stderr[-2000:]
    return json.loads(result.read_text())


@pytest.fixture(scope="module", params=["greeting", "walk-29.97"])
def motion(request) -> Motion:
    if request.param == "greeting":
        return formats.read(SAMPLES / "greeting.npz")
    return resample(formats.read(SAMPLES / "walk.npz"), Fraction(30000, 1001))


@pytest.fixture(scope="module", params=[".bvh", ".glb"])
def scene(request, motion, tmp_path_factory) -> tuple[str, dict[str, Any]]:
    file = tmp_path_factory.mktemp("blender") / f"motion{request.param}"
    formats.write(motion, file)
    return request.param, opened(file, motion)


def in_blender(places: np.ndarray) -> np.ndarray:
    """Our world (y up, facing +z) in Blender's (z up, facing -y)."""
    return places[..., [0, 2, 1]] * np.array([1, -1, 1])


def test_the_armature_has_our_joints_and_their_parents(scene):
    _, found = scene
    assert set(skeleton.JOINTS) <= set(found["bones"])
    for joint, parent in enumerate(skeleton.PARENTS):
        if parent >= 0:
            assert found["parents"][skeleton.JOINTS[joint]] == skeleton.JOINTS[parent]


def test_frames_and_rate_fit(scene, motion):
    suffix, found = scene
    first, last = found["range"]
    assert (last - first) / found["fps"] == pytest.approx(float((len(motion) - 1) / motion.fps), abs=1e-3)
    if suffix == ".bvh":
        assert found["fps"] == pytest.approx(float(motion.fps), rel=1e-4)
        assert last - first + 1 == pytest.approx(len(motion), abs=0.01)


def test_every_joint_is_where_ours_is(scene, motion):
    _, found = scene
    expected = in_blender(motion.positions())
    for look, frame in enumerate(FRAMES):
        for joint, name in enumerate(skeleton.JOINTS):
            place = found["frames"][str(look)]["joints"][name]
            assert np.linalg.norm(expected[frame, joint] - place) < 0.01, (frame, name)


def test_the_mannequin_is_skinned_and_stands_where_ours_does(scene, motion):
    suffix, found = scene
    if suffix == ".bvh":
        assert found["meshes"] == []
        return
    body = load_body()
    for look, frame in enumerate(FRAMES):
        ours = in_blender(body.vertices(motion, frame, frame + 1)[0])
        shown = found["frames"][str(look)]["mesh"]
        low, high = np.min([m["low"] for m in shown], axis=0), np.max([m["high"] for m in shown], axis=0)
        assert np.allclose(low, ours.min(axis=0), atol=0.005)
        assert np.allclose(high, ours.max(axis=0), atol=0.005)


def test_the_face_moves_as_ours(scene, motion):
    suffix, found = scene
    if suffix == ".bvh":
        return
    weights = load_body().face_weights(motion)
    names = load_body().skin.morphs.names
    assert set(FACE_WEIGHTS) <= set(names)
    for look, frame in enumerate(FRAMES):
        keys = {name: value for part in found["frames"][str(look)]["keys"] for name, value in part.items()}
        for name, weight in zip(names, weights[frame], strict=True):
            assert keys[name] == pytest.approx(float(weight), abs=0.002), (frame, name)
