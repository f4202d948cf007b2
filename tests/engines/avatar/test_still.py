"""Clouds that come as a .ply stand among the avatars, are turned, and leave as they came; heads are turned alike."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from contracts import StudioError
from engines.avatar import bust, ply, still, store
from engines.avatar.avatar import load

Numbers = np.ndarray[tuple[int, ...], np.dtype[np.float32]]


def ball(count: int = 60, far: float = 400.0, harmonics: int = 4) -> ply.Cloud:
    """Splats on a ball far from where the file begins, in no particular unit."""
    chance = np.random.default_rng(1)
    places = chance.normal(size=(count, 3))
    places = far + 50 * places / np.linalg.norm(places, axis=1, keepdims=True)
    given = (places, chance.normal(size=(count, 4)), np.full((count, 3), 1.5), np.full(count, 3.0))
    colours = chance.normal(size=(count, harmonics, 3))
    return ply.Cloud(*(np.asarray(part, np.float32) for part in (*given, colours)))


def read(path: Path) -> tuple[dict[str, object], Numbers]:
    """The facts and the table that the page is given."""
    data = path.read_bytes()
    start = 4 + int.from_bytes(data[:4], "little")
    facts = json.loads(data[4:start])
    return facts, np.frombuffer(data, "<f4", 20 * facts["count"], start).reshape(-1, 20)


def test_a_cloud_comes_in_is_called_something_else_and_leaves_to_the_bit(tmp_path: Path) -> None:
    ours, file = ball(harmonics=16), tmp_path / "point_cloud.ply"
    ply.write(ours, file)
    home = tmp_path / "avatars"
    store.take_in(file, home / "ball")
    (entry,) = store.entries(home)
    assert entry.still is not None and entry.still.splats == 60 and entry.about is None and entry.portrait is not None
    assert store.rename(home / "ball", "Moon").name == "Moon" and not entry.why
    again = store.export(home / "ball", tmp_path / "again.ply")
    assert again.read_bytes() == file.read_bytes()
    with pytest.raises(StudioError, match="no avatar"):
        store.export(home / "ball", tmp_path / "moon.avatar")
    with pytest.raises(StudioError, match="is there already"):
        store.take_in(file, home / "ball")
    assert store.restore(store.delete(home / "ball")) == home / "ball"


def test_nothing_is_left_of_a_file_that_is_refused(tmp_path: Path) -> None:
    file, home = tmp_path / "a.ply", tmp_path / "avatars"
    ply.write(ball(0), file)
    with pytest.raises(StudioError, match="no splats"):
        store.take_in(file, home / "a")
    file.write_bytes(file.read_bytes()[:300])
    with pytest.raises(StudioError, match="does not end"):
        store.take_in(file, home / "a")
    assert not home.exists()


@pytest.mark.parametrize("up", still.UPS)
def test_a_cloud_is_seen_whole_whatever_its_unit_and_whichever_way_is_up(up: still.Up) -> None:
    cloud = ball()
    view = still.view_of(cloud, up)
    seen = cloud.places @ view[:, :3].T + view[:, 3]
    pixels = still.FOCAL * seen[:, :2] / seen[:, 2:]
    assert 0.35 < np.abs(pixels).max() < 0.5, "it fills the picture, whose edge is at a half, and stays inside"
    assert np.linalg.det(view[:, :3]) == pytest.approx(1)
    axis = {"y": (0, 1, 0), "-y": (0, -1, 0), "z": (0, 0, 1), "-z": (0, 0, -1)}[up]
    np.testing.assert_allclose(view[:, :3] @ axis, (0, -1, 0), atol=1e-6)


def test_the_page_is_given_the_cloud(tmp_path: Path) -> None:
    cloud = ball(harmonics=9)
    ply.write(cloud, tmp_path / "a.ply")
    store.take_in(tmp_path / "a.ply", tmp_path / "a")
    bust.write(bust.bust(tmp_path / "a"), tmp_path / "a.splats")
    facts, table = read(tmp_path / "a.splats")
    assert facts["harmonics"] == 9 and facts["yaw"] is None and facts["plate"] == ""
    np.testing.assert_array_equal(table[:, :3], cloud.places)
    trace = table[:, (4, 7, 9)].sum(axis=1)
    np.testing.assert_allclose(trace, 3 * np.exp(3.0), rtol=1e-4)  # turning leaves the spread's trace alone
    rest = np.frombuffer((tmp_path / "a.splats").read_bytes()[-60 * 8 * 8 :], "<f2").reshape(60, 8, 4)
    np.testing.assert_allclose(rest[..., :3], cloud.harmonics[:, 1:], rtol=2e-3, atol=1e-3)


def test_a_head_is_seen_from_the_front_as_before_and_turns_on_a_chest_that_stays() -> None:
    avatar = load(store.SHIPPED / "mannequin")
    cloud, head = store.cloud(avatar), avatar.habit.heads[store.usual(avatar)]
    shown = bust.bust(store.SHIPPED / "mannequin")
    before = cloud.places @ head[:, :3].T + head[:, 3]
    after = shown.shell.places
    np.testing.assert_allclose(after[:, :2] / after[:, 2:], before[:, :2] / before[:, 2:], atol=1e-5)
    low, high = cloud.places[:, 1] < -0.13, cloud.places[:, 1] > -0.05
    assert (shown.holds[low] == 1).all() and (shown.holds[high] == 0).all() and low.any()
    np.testing.assert_allclose(after[low], before[low], atol=1e-5)
    rough, calm = (np.abs(np.diff(part[high][np.argsort(before[high, 0])][:, 2])).mean() for part in (before, after))
    assert calm < rough
    assert shown.yaw is not None and shown.yaw < 30 and shown.plate is not None
    hidden = shown.shell.hidden
    assert hidden.min() >= 0 and hidden.max() <= 1 and (hidden[low] == 0).all()
