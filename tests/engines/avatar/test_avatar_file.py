"""An avatar in a file is the avatar again, and a file that is something else is refused in words."""

from __future__ import annotations

import shutil
from pathlib import Path

import numpy as np
import pytest
import torch
from safetensors.torch import load_file, save_file

from contracts import StudioError
from engines.avatar import ply, store
from engines.avatar.avatar import FILE, Avatar, load, read_about, save
from engines.avatar.fast import Stance
from renderers.splats import SplatCamera, draw

pytestmark = pytest.mark.slow


def drawn(avatar: Avatar, k: int = 5) -> np.ndarray:
    habit = avatar.habit
    stance = Stance(*(torch.from_numpy(part[k].copy()) for part in (habit.codes, habit.heads, habit.chests)))
    with torch.no_grad():
        return np.asarray(avatar.head(stance, avatar.camera()).over(torch.from_numpy(avatar.plate / np.float32(255))))


def test_there_and_back(made: Path, tmp_path: Path) -> None:
    avatar = load(made)
    save(avatar, tmp_path / FILE)
    (tmp_path / "plain").write_text("")
    assert (tmp_path / FILE).stat().st_mode == (tmp_path / "plain").stat().st_mode, "as any file may be read"
    again = load(tmp_path / FILE)
    assert again.about == avatar.about
    np.testing.assert_array_equal(drawn(again), drawn(avatar))
    assert avatar.hearing is not None and again.hearing is not None
    np.testing.assert_array_equal(again.hearing.weights, avatar.hearing.weights)
    assert (made / FILE).stat().st_size < 3e6


def test_exported_and_imported_elsewhere(made: Path, tmp_path: Path) -> None:
    file = store.export(made, tmp_path / "talker.avatar")
    about = store.take_in(file, tmp_path / "home" / "talker")
    assert about == read_about(made)
    assert {path.name for path in (tmp_path / "home" / "talker").iterdir()} == {FILE, "portrait.png"}
    np.testing.assert_array_equal(drawn(load(tmp_path / "home" / "talker")), drawn(load(made)))
    with pytest.raises(StudioError, match="is there already"):
        store.take_in(file, tmp_path / "home" / "talker")
    with pytest.raises(StudioError, match="does not say what to write"):
        store.export(made, tmp_path / "talker.zip")


def test_its_splats_stand_upright_in_a_ply(made: Path, tmp_path: Path) -> None:
    avatar = load(made)
    cloud = ply.read(store.export(made, tmp_path / "point_cloud.ply"))
    assert len(cloud) == avatar.about.splats
    # a viewer that looks at the face from the front sees the person's portrait, more or less
    usual = int(np.argmin(np.linalg.norm(avatar.habit.codes, axis=1)))
    view = avatar.habit.heads[usual]
    focal, size = avatar.about.focal, avatar.about.size
    camera = SplatCamera(view, focal, focal, size / 2, size / 2, size, size)
    seen = draw(
        *(torch.from_numpy(part) for part in (cloud.places, cloud.turns)), torch.from_numpy(cloud.scales).exp(),
        torch.from_numpy(cloud.opacities).sigmoid(), torch.from_numpy(cloud.harmonics), camera,
    )  # fmt: skip
    np.testing.assert_allclose(
        seen.over(torch.from_numpy(avatar.plate / np.float32(255))).numpy(), drawn(avatar, usual), atol=0.02
    )
    face = np.abs(cloud.places[:, 0]) < 0.05
    assert np.median(cloud.places[face, 2]) > 0, "the face looks along z"


def test_listed_renamed_thrown_away_and_brought_back(made: Path, tmp_path: Path) -> None:
    home = tmp_path / "avatars"
    shutil.copytree(made, home / "one")
    (home / "two").mkdir()
    (home / "two" / FILE).write_bytes(b"nonsense")
    listed = {entry.folder.name: entry for entry in store.entries(home)}
    assert listed["one"].about is not None and listed["one"].portrait is not None
    assert listed["two"].about is None and "damaged" in listed["two"].why
    assert store.rename(home / "one", "  Grace   Hopper ").name == "Grace Hopper"
    assert read_about(home / "one").name == "Grace Hopper"
    with pytest.raises(StudioError, match="needs a name"):
        store.rename(home / "one", "  ")
    place = store.delete(home / "one")
    assert [entry.folder.name for entry in store.entries(home)] == ["two"]
    assert store.restore(place) == home / "one"
    assert read_about(home / "one").name == "Grace Hopper"
    assert store.fresh(home, "Óne!") == home / "one-2"
    assert store.entries(tmp_path / "nowhere") == []


def test_what_is_no_avatar_is_refused(made: Path, tmp_path: Path) -> None:
    whole = (made / FILE).read_bytes()
    for name, data in (
        ("cut", whole[: len(whole) // 2]),
        ("text", b"hello"),
        ("empty", b""),
        ("zip", b"PK\x03\x04" * 9),
    ):
        (tmp_path / name).write_bytes(data)
        with pytest.raises(StudioError):
            load(tmp_path / name)
    with pytest.raises(StudioError, match="is not there"):
        load(tmp_path / "nobody")


def test_numbers_that_do_not_fit_are_refused(made: Path, tmp_path: Path) -> None:
    tensors, about = load_file(made / FILE), {"about": read_about(made).model_dump_json()}
    few = {**tensors, "head.ways": tensors["head.ways"][:10]}
    odd = {**tensors, "habit.heads": torch.full_like(tensors["habit.heads"], torch.nan)}
    more = {**tensors, "extra": torch.zeros(3)}
    groups = {**tensors, "head.groups": tensors["head.groups"].float()}
    less = {name: value for name, value in tensors.items() if name != "plate"}
    for wrong, says in (
        (few, "ways"),
        (odd, "no number"),
        (more, "not known"),
        (groups, "wrong kind"),
        (less, "missing"),
    ):
        save_file(wrong, tmp_path / FILE, about)
        with pytest.raises(StudioError, match=says):
            load(tmp_path / FILE)
    save_file(tensors, tmp_path / FILE, {"about": "{}"})
    with pytest.raises(StudioError, match="not an avatar of this version"):
        load(tmp_path / FILE)
