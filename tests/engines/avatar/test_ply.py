"""Clouds of splats on disk."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from contracts import StudioError
from engines.avatar import ply


def cloud(count: int, harmonics: int = 16, seed: int = 0) -> ply.Cloud:
    chance = np.random.default_rng(seed)

    def some(*shape: int) -> ply.Array:
        return chance.normal(size=(count, *shape)).astype(np.float32)

    return ply.Cloud(some(3), some(4), some(3), some(), some(harmonics, 3))


@settings(max_examples=20)
@given(st.integers(0, 40), st.sampled_from([1, 4, 9, 16]), st.integers(0, 9))
def test_what_is_written_is_read(
    tmp_path_factory: pytest.TempPathFactory, count: int, harmonics: int, seed: int
) -> None:
    path = tmp_path_factory.mktemp("ply") / "point_cloud.ply"
    ours = cloud(count, harmonics, seed)
    ply.write(ours, path)
    again = ply.read(path)
    for name, values in vars(ours).items():
        if name != "harmonics":
            np.testing.assert_array_equal(vars(again)[name], values)
    np.testing.assert_array_equal(again.harmonics[:, :harmonics], ours.harmonics)
    assert not again.harmonics[:, harmonics:].any()


def test_who_writes_beside_it_is_left_alone(tmp_path: Path) -> None:
    other = tmp_path / ".point_cloud.ply.part"
    other.write_text("being written")
    ply.write(cloud(2), tmp_path / "point_cloud.ply")
    assert other.read_text() == "being written" and len(list(tmp_path.iterdir())) == 2


def test_other_programs_read_it(tmp_path: Path) -> None:
    import trimesh

    ours = cloud(7)
    ply.write(ours, tmp_path / "point_cloud.ply")
    read = trimesh.load(tmp_path / "point_cloud.ply")
    np.testing.assert_allclose(np.asarray(read.vertices), ours.places)
    header = (tmp_path / "point_cloud.ply").read_bytes().split(b"end_header")[0].decode()
    assert header.count("property float") == 62
    assert header.index(" f_rest_44") < header.index(" opacity") < header.index(" scale_0") < header.index(" rot_3")


def test_harmonics_lie_channel_by_channel(tmp_path: Path) -> None:
    ours = cloud(1, 4)
    ply.write(ours, tmp_path / "a.ply")
    numbers = np.frombuffer((tmp_path / "a.ply").read_bytes()[-62 * 4 :], "<f4")
    np.testing.assert_array_equal(numbers[9:12], ours.harmonics[0, 1:, 0])
    np.testing.assert_array_equal(numbers[24:27], ours.harmonics[0, 1:, 1])


def as_text(ours: ply.Cloud, path: Path) -> str:
    """The same file as text, numbers as Python writes them."""
    ply.write(ours, path)
    header, _, body = path.read_bytes().partition(b"end_header\n")
    rows = np.frombuffer(body, "<f4").reshape(len(ours), 62)
    lines = "".join(" ".join(repr(float(value)) for value in row) + "\n" for row in rows)
    return header.decode().replace("binary_little_endian", "ascii") + "end_header\n" + lines


def test_text_and_the_other_byte_order_are_read_to_the_bit(tmp_path: Path) -> None:
    ours, path = cloud(6), tmp_path / "a.ply"
    text = as_text(ours, path)
    header, _, body = path.read_bytes().partition(b"end_header\n")
    swapped = header.replace(b"little", b"big") + b"end_header\n" + np.frombuffer(body, "<f4").astype(">f4").tobytes()
    for content in (text.encode(), text.replace("\n", "\r\n").encode(), swapped):
        path.write_bytes(content)
        again = ply.read(path)
        for name, values in vars(ours).items():
            np.testing.assert_array_equal(vars(again)[name], values)


def test_wrong_files_say_what_is_wrong(tmp_path: Path) -> None:
    path = tmp_path / "a.ply"
    text = as_text(cloud(5), path).encode()
    whole = path.read_bytes()
    head, lines = text.split(b"end_header\n")[0] + b"end_header\n", text.split(b"end_header\n")[1].split(b"\n")
    for content, said in {
        b"PK\x03\x04": "not a PLY",
        whole[:200]: "does not end",
        whole[:-9]: "ends early",
        whole.replace(b"binary_little_endian", b"zipped"): "line 2",
        whole.replace(b"format binary_little_endian 1.0\n", b""): "which format",
        whole.replace(b"f_rest_44", b"f_rest_99"): "degree",
        whole.replace(b"property float opacity", b"property float opacite"): "opacity",
        whole.replace(b"property float opacity", b"property list uchar int x"): "line 58",
        whole.replace(b"vertex 5", b"vertex -5"): "how many",
        whole.replace(b"vertex 5", b"vertex 99999999999"): "up to 10,000,000",
        whole.replace(b"vertex 5", b"vertex 9999999"): "ends early",
        text.replace(b"vertex 5", b"vertex 9999999"): "ends early",
        head + b"\n".join(lines[:3]): "ends early",
        head + b"\n".join([lines[0], lines[1][:99], *lines[2:]]): "splat 2",
        head + b"\n".join([lines[0], b"0 " * 61 + b"x", *lines[2:]]): "splat 2",
        whole[:-4] + np.float32(np.nan).tobytes(): "splat 5",
        text.replace(lines[3], b"1e300 " * 62): "splat 4",
    }.items():
        path.write_bytes(content)
        with pytest.raises(StudioError, match=said):
            ply.read(path)
    path.write_bytes(whole)
    with pytest.raises(StudioError, match="up to 4 "):
        ply.read(path, most=4)
    with pytest.raises(StudioError, match="cannot be opened"):
        ply.read(tmp_path / "gone.ply")


@pytest.mark.slow
@settings(max_examples=200)
@given(st.sampled_from([b"binary_little_endian", b"binary_big_endian", b"ascii"]), st.binary(max_size=300))
def test_no_bytes_break_the_reader(tmp_path_factory: pytest.TempPathFactory, form: bytes, content: bytes) -> None:
    path = tmp_path_factory.getbasetemp() / "fuzz.ply"
    path.write_bytes(b"ply\nformat " + form + b" 1.0\n" + content)
    with pytest.raises(StudioError):
        ply.read(path)
