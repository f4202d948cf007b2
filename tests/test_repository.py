"""What must hold for the repository as a whole: pins, sizes, nothing of anybody's machine."""

import re
import subprocess
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
MACHINE = re.compile(
    r"(?<![\w.$~])/(?:home|Users|root|mnt|private)/[\w.-]+|/work/\w+|\b[A-Z]:\\\\?Users\\", re.IGNORECASE
)


def tracked() -> list[Path]:
    try:
        listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True).stdout
    except (OSError, subprocess.CalledProcessError):
        pytest.skip("not a git checkout")
    return [path for name in listed.decode().split("\0") if name and (path := ROOT / name).is_file()]


def test_every_pin_is_one_exact_version() -> None:
    extras = PROJECT["optional-dependencies"]
    for pin in [*PROJECT["dependencies"], *(pin for pins in extras.values() for pin in pins)]:
        assert re.fullmatch(r"[A-Za-z0-9._-]+(\[[a-z0-9,-]+\])?==[0-9][0-9a-z.]*", pin), pin


def test_gradio_is_pinned_and_what_replaces_torch_is_not_there() -> None:
    names = {pin.split("==")[0].lower() for pin in PROJECT["dependencies"]}
    assert "gradio" in names
    assert not {"torchvision", "torchaudio", "timm"} & names


def test_a_space_installs_the_same_pins() -> None:
    lines = (ROOT / "requirements.txt").read_text(encoding="utf-8").splitlines()
    assert [line for line in lines if not line.startswith("#")] == PROJECT["dependencies"], (
        "run: python tools/write_requirements.py"
    )


def test_a_space_runs_the_pinned_gradio() -> None:
    head = (ROOT / "README.md").read_text(encoding="utf-8").split("---")[1]
    facts = dict(line.split(": ", 1) for line in head.strip().splitlines())
    assert f"gradio=={facts['sdk_version']}" in PROJECT["dependencies"]
    assert (ROOT / facts["app_file"]).is_file()
    assert facts["license"] == PROJECT["license"].lower()


@pytest.mark.slow
def test_no_file_names_a_place_on_somebodys_machine() -> None:
    found = []
    for path in tracked():
        text = path.read_bytes()
        if b"\0" in text[:8192] or path == Path(__file__).resolve():
            continue
        found += [f"{path.relative_to(ROOT)}: {hit[0]}" for hit in MACHINE.finditer(text.decode("utf-8", "replace"))]
    assert not found


def test_no_file_is_bigger_than_a_clone_should_carry() -> None:
    limits = [(path, 10e6 if path.is_relative_to(ROOT / "assets") else 5e6) for path in tracked()]
    assert not [f"{path.relative_to(ROOT)}" for path, limit in limits if path.stat().st_size > limit]
