"""Converting: what comes out is what went in, or nothing comes out."""

import json
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest

from contracts import Cancelled, StudioError
from engines.motion import Motion, formats, skeleton
from engines.motion import rotations as rot
from engines.motion.convert import ConvertRequest, convert
from engines.motion.edit import Edits
from engines.motion.formats import bvh


def a_motion(fps: Fraction | int = 30) -> Motion:
    rng = np.random.default_rng(2)
    turns = rng.normal(scale=0.05, size=(30, 55, 3)).cumsum(axis=0)
    return Motion.of(fps, turns, face=rng.random((30, 52)), expression=rng.random((30, 100)), betas=np.ones(10))


@pytest.fixture
def source(tmp_path: Path) -> Path:
    formats.write(a_motion(Fraction(30000, 1001)), tmp_path / "in.npz")
    return tmp_path / "in.npz"


@pytest.mark.parametrize("suffix", [".npz", ".bvh", ".json"])
def test_one_format_becomes_another_and_says_what_was_left_out(source: Path, suffix: str) -> None:
    target = source.with_name(f"out{suffix}")
    result = convert(ConvertRequest(source=source, target=target))
    assert (result.path, result.frames, result.fps) == (target, 30, Fraction(30000, 1001))
    assert result.seconds == pytest.approx(1.001)
    back = formats.read(target)
    assert np.degrees(rot.angle_between(back.rotations, a_motion().rotations).max()) < 0.1
    left_out = [note for note in result.notes if "no place for" in note]
    assert left_out == ([] if suffix == ".npz" else [f"{suffix} has no place for face weights or SMPL-X expression or "
                                                      "body shape; left out."])  # fmt: skip


def test_edits_are_made_on_the_way(source: Path) -> None:
    target = source.with_name("out.bvh")
    result = convert(ConvertRequest(source=source, target=target, edits=Edits(fps="60", mirror=True)))
    assert result.fps == 60
    assert result.frames == 60
    back = formats.read(target)
    left, right = (skeleton.INDEX[f"{side}_elbow"] for side in ("left", "right"))
    np.testing.assert_allclose(
        back.rotations[0, left], a_motion().rotations[0, right] * np.array([1, -1, -1]), atol=1e-4
    )


def test_a_layout_without_a_rate_says_which_one_to_play_it_at(source: Path) -> None:
    target = source.with_name("out.json")
    result = convert(ConvertRequest(source=source, target=target, layout="generated"))
    assert "rotation_quaternion" in json.loads(target.read_text())["head"]["0"]
    assert any("29.97" in note for note in result.notes)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"rotations": 0.01}, "degrees off"),
        ({"translation": 0.01}, "mm off"),
        ({"fps": 1}, "frames a second"),
        ({"frames": 1}, "29 frames instead of 30"),
    ],
)
def test_a_file_that_reads_back_wrong_is_not_left_behind(
    source: Path, monkeypatch: pytest.MonkeyPatch, change: dict[str, float], words: str
) -> None:
    real = bvh.write

    def careless(motion: Motion, path: Path) -> None:
        if "frames" in change:
            cut = {part: getattr(motion, part)[1:] for part in ("rotations", "translation", "face", "expression")}
            return real(motion.with_(**cut), path)
        return real(motion.with_(**{key: getattr(motion, key) + by for key, by in change.items()}), path)

    monkeypatch.setattr(bvh, "write", careless)
    target = source.with_name("out.bvh")
    target.write_text("the old file")
    with pytest.raises(StudioError, match=words):
        convert(ConvertRequest(source=source, target=target))
    assert target.read_text() == "the old file"
    assert sorted(file.name for file in source.parent.iterdir()) == ["in.npz", "out.bvh"]


def test_a_target_of_no_known_format_is_refused_before_anything_is_read(tmp_path: Path) -> None:
    with pytest.raises(StudioError, match=r"'\.fbx'"):
        convert(ConvertRequest(source=tmp_path / "gone.bvh", target=tmp_path / "out.fbx"))


@pytest.mark.parametrize("at", [0, 1, 2, 3])
def test_a_cancelled_conversion_leaves_nothing(source: Path, at: int) -> None:
    def stop(stage: str, done: float, total: float, message: str = "") -> None:
        if stage == "convert" and done == at:
            raise Cancelled

    with pytest.raises(Cancelled):
        convert(ConvertRequest(source=source, target=source.with_name("out.bvh")), stop)
    assert [file.name for file in source.parent.iterdir()] == ["in.npz"]


def test_a_mapping_file_says_which_joint_is_which(tmp_path: Path) -> None:
    (tmp_path / "a.json").write_text(json.dumps({"Kopf": {"0": {"rotation_quaternion": [0.8, 0.6, 0, 0]}}}))
    (tmp_path / "map.yaml").write_text("head: Kopf\n")
    request = ConvertRequest(source=tmp_path / "a.json", target=tmp_path / "b.npz", mapping=tmp_path / "map.yaml")
    convert(request)
    head = formats.read(tmp_path / "b.npz").rotations[0, skeleton.INDEX["head"]]
    assert np.linalg.norm(head) == pytest.approx(2 * np.arccos(0.8), abs=1e-4)
