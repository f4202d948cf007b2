"""A prepared folder holds what EGSTalker's readers look for, and is read again, ours or another's."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import cv2
import numpy as np
import pytest
import soundfile
import torch

from contracts import Cancelled, StudioError
from engines.avatar import layout
from engines.avatar import prepared as prepared_folder

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def read(prepared: Path) -> prepared_folder.Prepared:
    return prepared_folder.read(prepared, 192)


def test_every_picture_has_its_companions(prepared: Path, read: prepared_folder.Prepared) -> None:
    count = len(read.material)
    for folder, suffix in (("ori_imgs", "jpg"), ("parsing", "png"), ("torso_imgs", "png"), ("gt_imgs", "jpg")):
        assert {file.stem for file in (prepared / folder).glob(f"*.{suffix}")} == {str(k) for k in range(count)}
    assert np.loadtxt(prepared / "ori_imgs" / "0.lms").shape == (68, 2)
    torso = cv2.imread(str(prepared / "torso_imgs" / "3.png"), cv2.IMREAD_UNCHANGED)
    assert torso.shape == (192, 192, 4)
    sound, rate = soundfile.read(prepared / "aud.wav")
    assert rate == 16000 and len(sound) == round(count * 16000 / 25)
    parts = [len(soundfile.read(prepared / f"aud_{name}.wav")[0]) for name in ("train", "novel")]
    assert sum(parts) == len(sound)


def test_the_head_is_blue_above_the_torso_before_white(prepared: Path, read: prepared_folder.Prepared) -> None:
    parsed = cv2.imread(str(prepared / "parsing" / "10.png"))
    colours = {tuple(int(v) for v in c) for c in parsed.reshape(-1, 3)}
    assert colours == {layout.HEAD, layout.NECK, layout.TORSO, layout.BACKGROUND}
    rows = {c: np.nonzero((parsed == c).all(axis=2))[0].mean() for c in colours}
    assert rows[layout.HEAD] < rows[layout.NECK] < rows[layout.TORSO]
    x, y = read.material.track.points[10, 1].astype(int)  # the tip of the nose
    assert tuple(parsed[y, x]) == layout.HEAD


def test_cameras_and_track_params_tell_where_the_head_is(prepared: Path, read: prepared_folder.Prepared) -> None:
    told = {name: json.loads((prepared / f"transforms_{name}.json").read_text()) for name in ("train", "val")}
    learned, held = len(told["train"]["frames"]), len(told["val"]["frames"])
    assert learned == read.learned and learned + held == len(read.material)
    assert learned / held == pytest.approx(10, rel=0.15)
    params = torch.load(prepared / "track_params.pt", weights_only=True)
    assert set(params) == {"id", "exp", "euler", "trans", "focal", "vertices"}
    assert params["vertices"].shape[0] == len(read.material) and params["vertices"].shape[1] > 3000
    k = 7
    # as their code has it: angles to a rotation, and the camera its inverse, a tenth of the length
    a, b, c = (float(v) for v in params["euler"][k])
    about_x = np.array([[1, 0, 0], [0, np.cos(a), -np.sin(a)], [0, np.sin(a), np.cos(a)]])
    about_y = np.array([[np.cos(b), 0, np.sin(b)], [0, 1, 0], [-np.sin(b), 0, np.cos(b)]])
    about_z = np.array([[np.cos(c), np.sin(c), 0], [-np.sin(c), np.cos(c), 0], [0, 0, 1]])
    rotation, shift = about_x @ about_y @ about_z, params["trans"][k].numpy() / 10
    matrix = np.array(told["train"]["frames"][k]["transform_matrix"])
    np.testing.assert_allclose(matrix[:3, :3], rotation.T, atol=1e-5)
    np.testing.assert_allclose(matrix[:3, 3], -rotation.T @ shift, atol=1e-5)
    # seen by that camera, which looks along -z, the head's vertices lie on the face
    seen = params["vertices"][k].numpy() / 10 @ rotation.T + shift
    assert (seen[:, 2] < 0).all()
    pixels = told["train"]["focal_len"] * seen[:, :2] / -seen[:, 2:] * [1, -1] + told["train"]["cx"]
    face = read.material.track.points[k]
    assert np.abs(np.median(pixels, axis=0)[0] - np.median(face, axis=0)[0]) < 12
    assert pixels[:, 1].min() < face[:, 1].min() and np.abs(pixels.min(axis=0)[0] - face[:, 0].min()) < 25


def test_a_folder_of_another_program_is_followed_anew(
    prepared: Path, read: prepared_folder.Prepared, tmp_path: Path
) -> None:
    other = tmp_path / "other"
    shutil.copytree(prepared, other)
    (other / layout.OWN).unlink()
    for k in range(40, len(read.material)):
        (other / "ori_imgs" / f"{k}.jpg").unlink()
    scores = np.zeros((40, 16, 29), np.float32)
    np.save(other / "aud_ds.npy", scores)
    found = prepared_folder.read(other, 128)
    assert len(found.material) == 40 and found.material.size == 128
    off = np.linalg.norm(found.material.track.points * 1.5 - read.material.track.points[:40], axis=2)
    assert np.median(off) < 1.5
    assert found.deepspeech == other / "aud_ds.npy"
    middle = found.material.person[:, 60:70, 60:68]
    assert middle.min() > 200 and found.material.person[:, 2, 2].max() < 60


def test_what_is_missing_or_broken_is_named(prepared: Path, tmp_path: Path) -> None:
    with pytest.raises(StudioError, match="not a prepared film"):
        prepared_folder.read(tmp_path)
    broken = tmp_path / "broken"
    shutil.copytree(prepared, broken)
    (broken / "parsing" / "5.png").write_bytes(b"no picture")
    with pytest.raises(StudioError, match=r"parsing/5\.png is not a picture"):
        prepared_folder.read(broken)


def test_nothing_but_a_prepared_folder_is_written_over(read: prepared_folder.Prepared, tmp_path: Path) -> None:
    mine = tmp_path / "mine"
    mine.mkdir()
    (mine / "diary.txt").write_text("dear diary")
    few = read.material.part(np.arange(12))
    with pytest.raises(StudioError, match="holds other things"):
        layout.write(few, read.samples, mine)
    assert (mine / "diary.txt").read_text() == "dear diary"
    assert [path.name for path in tmp_path.iterdir()] == ["mine"]


def test_what_a_killed_program_left_is_taken_up(read: prepared_folder.Prepared, tmp_path: Path) -> None:
    mine, few = tmp_path / "mine", read.material.part(np.arange(12))
    layout.write(few, read.samples, mine, told={"video": "film.mp4"})
    half = tmp_path / ".mine.making"
    (half / "ori_imgs").mkdir(parents=True)
    (half / "ori_imgs" / "0.jpg").write_bytes(b"half")
    mine.rename(tmp_path / ".mine.before")  # as when it ended between the two renames
    layout.check_target(mine)
    assert len(prepared_folder.read(mine, 128).material) == 12, "the old one is back"

    def full(stage: str, done: float, total: float, message: str = "") -> None:
        raise Cancelled

    with pytest.raises(Cancelled):
        layout.write(few, read.samples, mine, full)
    assert len(prepared_folder.read(mine, 128).material) == 12 and [path.name for path in tmp_path.iterdir()] == [
        "mine"
    ]
    layout.write(few.part(np.arange(11, -1, -1)), read.samples, mine)
    assert not (mine / layout.SOURCE).exists() and [path.name for path in tmp_path.iterdir()] == ["mine"]
