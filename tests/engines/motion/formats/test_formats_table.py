"""The table of formats: a file is known by what it holds, and written whole or not at all."""

from pathlib import Path

import numpy as np
import pytest

from contracts import StudioError
from engines.motion import Motion, formats
from engines.motion.formats import bvh, npz

STANDING = Motion.of(30, np.zeros((3, 55, 3)))


def test_every_written_format_is_read() -> None:
    assert set(formats.WRITABLE) <= set(formats.READABLE)
    for row in (*formats.READABLE.values(), *formats.WRITABLE.values()):
        assert row.name and row.carries.endswith(".")
        assert "\n" not in row.carries


def test_an_unknown_suffix_lists_the_known_ones(tmp_path: Path) -> None:
    path = tmp_path / "dance.xyz"
    path.write_bytes(b"something else")
    with pytest.raises(StudioError) as caught:
        formats.read(path)
    assert "'.xyz'" in caught.value.message
    assert all(suffix in caught.value.hint for suffix in formats.READABLE)
    with pytest.raises(StudioError, match="not a format") as caught:
        formats.write(STANDING, path)
    assert all(suffix in caught.value.hint for suffix in formats.WRITABLE)


def test_a_suffix_is_known_in_capitals(tmp_path: Path) -> None:
    formats.write(STANDING, tmp_path / "A.NPZ")
    assert len(formats.read(tmp_path / "A.NPZ")) == 3


@pytest.mark.parametrize(
    ("name", "written"), [("a.json", "x.bvh"), ("a.bvh", "x.npz"), ("a", "x.bvh"), ("a.dat", "x.npz")]
)
def test_a_file_under_a_wrong_name_is_read_for_what_it_is_and_says_so(tmp_path: Path, name: str, written: str) -> None:
    formats.write(STANDING, tmp_path / written)
    path = (tmp_path / written).rename(tmp_path / name)
    motion = formats.read(path)
    assert len(motion) == 3
    assert Path(written).suffix in motion.notes[0]


@pytest.mark.parametrize(
    ("name", "content", "word"),
    [
        ("a.npz", b"not a zip at all", "readable .npz"),
        ("a.npz", b"PK\x03\x04 cut off", "readable .npz"),
        ("a.npz", b"\x93NUMPY\x01\x00", "single NumPy array"),
        ("a.fbx", b"Kaydara FBX Binary  \x00\x1a\x00", "FBX"),
        ("a.bvh", b"Kaydara FBX Binary  \x00\x1a\x00", "FBX"),
        ("a.blend", b"BLENDER-v405", "Blender scene"),
        ("a.pkl", b"\x80\x04\x95\x00", "pickle"),
        ("a.anim", b"%YAML 1.1\n%TAG !u! tag:unity3d.com,2011:\n", "Unity"),
        ("a.bvh", b"", "empty"),
    ],
)
def test_what_is_not_read_is_named(tmp_path: Path, name: str, content: bytes, word: str) -> None:
    (tmp_path / name).write_bytes(content)
    with pytest.raises(StudioError, match=word) as caught:
        formats.read(tmp_path / name)
    assert caught.value.hint


def test_missing_files_and_folders_are_refused_without_their_whole_path(tmp_path: Path) -> None:
    for path in (tmp_path / "gone.bvh", tmp_path):
        with pytest.raises(StudioError) as caught:
            formats.read(path)
        assert str(tmp_path.parent) not in str(caught.value)


def test_a_file_over_the_limit_is_not_opened(tmp_path: Path) -> None:
    path = tmp_path / "a.bvh"
    with path.open("wb") as file:
        file.write(b"HIERARCHY")
        file.truncate(600 * 1024**2)  # sparse: takes no disk
    with pytest.raises(StudioError, match="600 MB"):
        formats.read(path)


def test_a_format_with_one_clip_names_it_after_the_file(tmp_path: Path) -> None:
    formats.write(STANDING, tmp_path / "wave.bvh")
    assert formats.clips(tmp_path / "wave.bvh") == ["wave"]
    assert len(formats.read(tmp_path / "wave.bvh", clip="wave")) == 3
    with pytest.raises(StudioError, match="'run'"):
        formats.read(tmp_path / "wave.bvh", clip="run")


def test_a_failed_write_leaves_the_old_file_and_nothing_else(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a.bvh"
    path.write_text("old")

    def half(motion: Motion, to: Path) -> None:
        to.write_text("half of")
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(bvh, "write", half)
    with pytest.raises(StudioError, match="No space left"):
        formats.write(STANDING, path)
    assert [file.name for file in tmp_path.iterdir()] == ["a.bvh"]
    assert path.read_text() == "old"


def test_a_write_is_whole_at_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a.npz"
    path.write_text("old")
    real, seen = npz.write, []

    def watched(motion: Motion, to: Path) -> None:
        real(motion, to)
        seen.append(path.read_text())

    monkeypatch.setattr(npz, "write", watched)
    formats.write(STANDING, path)
    assert seen == ["old"]
    assert len(formats.read(path)) == 3
    assert [file.name for file in tmp_path.iterdir()] == ["a.npz"]


def test_a_folder_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(StudioError, match="nowhere"):
        formats.write(STANDING, tmp_path / "nowhere" / "a.npz")
