"""The doctor sees what is here and what is not."""

import os
import shutil
import stat
import subprocess
import sys
from collections import namedtuple
from pathlib import Path
from unittest.mock import Mock

import pytest

from studio import doctor
from studio.doctor import Check, examine

Usage = namedtuple("Usage", "total used free")


def found(checks: list[Check], name: str) -> Check:
    return next(check for check in checks if check.name == name)


def script(path: Path, text: str) -> Path:
    path.write_text(f"#!/bin/sh\n{text}\n")
    path.chmod(path.stat().st_mode | stat.S_IXUSR)
    return path


def test_this_environment_has_everything_that_is_needed(tmp_path: Path) -> None:
    checks = examine(tmp_path)
    assert [check.name for check in checks if check.state == "missing"] == []
    assert found(checks, "Python").found == ".".join(map(str, sys.version_info[:3]))
    assert "H.264" in found(checks, "ffmpeg").found
    assert doctor.report(checks)["ok"] is True
    for check in checks:
        assert check.found and check.means
        assert check.state == "ok" or check.todo or check.name in ("GPU", "Memory")


def test_no_words_but_where_give_a_path_away(tmp_path: Path) -> None:
    for check in examine(tmp_path):
        for text in (check.found, check.means, check.todo):
            assert str(tmp_path) not in text and str(doctor.ROOT) not in text and sys.prefix not in text
    assert found(examine(tmp_path), "Disk").where == str(tmp_path)


def test_another_version_than_pinned_is_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    real = doctor.metadata.version
    monkeypatch.setattr(doctor.metadata, "version", lambda name: "5.0" if name == "gradio" else real(name))
    packages = found(examine(tmp_path), "Packages")
    assert packages.state == "missing"
    assert packages.found == "not as pinned: gradio 6.31.0"


def test_a_full_disk_is_seen_before_the_workspace_exists(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda path: Usage(9e9, 8.5e9, 5e8))
    disk = found(examine(tmp_path / "not" / "yet"), "Disk")
    assert (disk.state, disk.found) == ("missing", "0.5 GB free")
    assert "--workspace" in disk.todo


def test_an_ffmpeg_that_does_not_run_is_missing(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("IMAGEIO_FFMPEG_EXE", str(script(tmp_path / "ffmpeg", "exit 1")))
    ffmpeg = found(examine(tmp_path), "ffmpeg")
    assert (ffmpeg.state, ffmpeg.found) == ("missing", "does not run")


def test_an_ffmpeg_without_h264_is_missing_that(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    program = script(tmp_path / "ffmpeg", "echo ' V..... gif  GIF\n A....D aac  AAC\n V....D libvpx-vp9  VP9'")
    monkeypatch.setenv("IMAGEIO_FFMPEG_EXE", str(program))
    ffmpeg = found(examine(tmp_path), "ffmpeg")
    assert (ffmpeg.state, ffmpeg.found) == ("missing", "cannot write H.264")


@pytest.mark.parametrize(("build", "state"), [("None", "optional"), ("'13.0'", "ok")])
def test_a_graphics_card_counts_with_a_pytorch_that_can_use_it(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, build: str, state: str
) -> None:
    script(tmp_path / "nvidia-smi", "echo 'NVIDIA H100, 81559 MiB'")
    monkeypatch.setenv("PATH", f"{tmp_path}{os.pathsep}{os.environ['PATH']}")
    version = tmp_path / "version.py"
    version.write_text(f"__version__ = '2.13.0'\ncuda: Optional[str] = {build}\nhip: Optional[str] = None\n")
    real, torch = doctor.metadata.distribution, Mock(version="2.13.0", locate_file=lambda path: version)
    monkeypatch.setattr(doctor.metadata, "distribution", lambda name: torch if name == "torch" else real(name))
    gpu = found(examine(tmp_path), "GPU")
    assert gpu.state == state
    assert "NVIDIA H100 with 81559 MiB" in gpu.found


def test_a_weight_that_is_missing_says_licence_size_and_place(tmp_path: Path) -> None:
    weight = found(examine(tmp_path), "SMPL-X neutral body")
    if Path(weight.where).is_file():
        pytest.skip("the file is here")
    assert "Non-commercial" in weight.found and "MB" in weight.found
    assert weight.where == str(tmp_path / "ckpt" / "SMPLX_NEUTRAL_2020.npz")
    Path(weight.where).parent.mkdir()
    Path(weight.where).touch()
    assert found(examine(tmp_path), "SMPL-X neutral body").state == "ok"


def test_the_table_names_every_check_and_what_to_do() -> None:
    checks = [
        Check("ffmpeg", "missing", "does not run", "Writes films.", "Install it."),
        Check("GPU", "ok", "one", "Fast."),
    ]
    text = doctor.table(checks)
    assert "MISSING   ffmpeg  does not run" in text
    assert "To do: Install it." in text
    assert "1 missing" in text


@pytest.mark.slow
def test_nothing_heavy_is_imported(tmp_path: Path) -> None:
    code = (
        "import sys; from pathlib import Path; from studio.doctor import examine; examine(Path(sys.argv[1]))\n"
        "print(*sorted({'torch', 'gradio', 'numba', 'viser', 'pyrender', 'scipy'} & set(sys.modules)))"
    )
    ran = subprocess.run([sys.executable, "-c", code, str(tmp_path)], cwd=doctor.ROOT, capture_output=True, check=True)
    assert ran.stdout.strip() == b""
