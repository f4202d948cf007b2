"""One command, tried for real: a small copy of the house with one tiny package, installed offline by pip itself."""

import ast
import json
import os
import runpy
import shutil
import signal
import socket
import subprocess
import sys
import zipfile
from functools import lru_cache
from pathlib import Path

import pytest

from studio.installation import explain
from studio.pins import Pins, satisfied
from studio.pip_progress import PipProgress

ROOT = Path(__file__).resolve().parent.parent
BARE_PYTHON = os.path.realpath(getattr(sys, "_base_executable", sys.executable))
HOUSE = ("launch.py", "studio/__init__.py", "studio/pins.py", "studio/installation.py", "studio/pip_progress.py")

CLI = """
import sys
import tiny

def main(arguments):
    print("studio", tiny.__version__, sys.prefix, *arguments)
    return 7
"""


def wheel(folder: Path, name: str, version: str, code: str) -> None:
    info = f"{name}-{version}.dist-info"
    with zipfile.ZipFile(folder / f"{name}-{version}-py3-none-any.whl", "w") as archive:
        archive.writestr(f"{name}.py", code)
        archive.writestr(f"{info}/METADATA", f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n")
        archive.writestr(f"{info}/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n")
        archive.writestr(f"{info}/RECORD", "")


def pyproject(house: Path, app: str, test: str = "") -> None:
    (house / "pyproject.toml").write_text(
        f'[project]\ndependencies = ["{app}"]\n[project.optional-dependencies]\ntest = [{test}]\n'
    )


def environment(house: Path, **more: str) -> dict[str, str]:
    """No index but our folder of wheels, and nothing of the environment these tests run in."""
    keep = {name: value for name, value in os.environ.items() if not name.startswith(("PIP_", "PYTHON", "VIRTUAL"))}
    wheels = house.parent / "wheels"
    return keep | {
        "PIP_CONFIG_FILE": os.devnull,
        "PIP_NO_INDEX": "1",
        "PIP_FIND_LINKS": str(wheels),
        "PIP_NO_CACHE_DIR": "1",
    } | more  # fmt: skip


def launch(house: Path, *arguments: str, code: str = "", **more: str) -> subprocess.CompletedProcess[str]:
    """Run launch.py as a person would; `code` runs first in the same Python, to play an unlucky machine."""
    command = [BARE_PYTHON, str(house / "launch.py"), *arguments]
    if code:
        start = (
            f"import runpy, sys; sys.argv = {command[1:]!r}; sys.path.insert(0, {str(house)!r})\n{code}\n"
            "runpy.run_path(sys.argv[0], run_name='__main__')"
        )
        command = [BARE_PYTHON, "-c", start]
    return subprocess.run(
        command, env=environment(house, **more), cwd=house.parent, capture_output=True, text=True, timeout=120
    )


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The copy, shared by the tests because making an environment takes seconds."""
    base = tmp_path_factory.mktemp("launch")
    copy = base / "a house with spaces"
    (copy / "studio").mkdir(parents=True)
    for name in HOUSE:
        (copy / name).write_text((ROOT / name).read_text(encoding="utf-8"), encoding="utf-8")
    (copy / "studio" / "cli.py").write_text(CLI)
    (base / "wheels").mkdir()
    for version in ("1.0", "1.1"):
        wheel(base / "wheels", "tiny", version, f"__version__ = {version!r}\n")
    wheel(base / "wheels", "pytest", "1.0", "import sys\nprint('pytest ran', *sys.argv[1:])\nsys.exit(5)\n")
    return copy


@pytest.fixture
def house(folder: Path) -> Path:
    """A house in which nothing is installed yet."""
    pyproject(folder, "tiny==1.0", '"pytest==1.0"')
    shutil.rmtree(folder / ".venv", ignore_errors=True)
    return folder


@pytest.fixture
def installed(folder: Path) -> Path:
    """A house that has been started before."""
    pyproject(folder, "tiny==1.0", '"pytest==1.0"')
    assert launch(folder).returncode == 7
    return folder


@lru_cache
def quicker() -> str:
    """Code that hides ensurepip, without which an environment is made in a fifth of the time; none without pip."""
    if subprocess.run([BARE_PYTHON, "-m", "pip", "--version"], capture_output=True).returncode:
        return ""
    return (
        "import importlib.util as u\nreal = u.find_spec\nu.find_spec = lambda n: None if n == 'ensurepip' else real(n)"
    )


def test_any_python_since_3_6_can_read_it() -> None:
    ast.parse((ROOT / "launch.py").read_text(encoding="utf-8"), feature_version=(3, 6))


@pytest.mark.parametrize("version", [(2, 7), (3, 10), (3, 13)])
def test_a_python_that_will_not_do_says_which_one_would(house: Path, version: tuple[int, int]) -> None:
    nothing_else = "import subprocess\ndef none(*a, **k): raise OSError\nsubprocess.check_output = none"
    ran = launch(house, code=f"sys.version_info = {(*version, 0)}\n{nothing_else}")
    assert ran.returncode == 2
    assert f"needs Python 3.11 or 3.12, and this is Python {version[0]}.{version[1]}" in ran.stderr
    assert "https://www.python.org/downloads/" in ran.stderr
    assert not (house / ".venv").exists()


def test_a_full_disk_stops_it_before_anything_is_written(house: Path) -> None:
    ran = launch(
        house, code="import shutil\nshutil.disk_usage = lambda path: shutil._ntuple_diskusage(9e9, 8e9, 1.2e9)"
    )
    assert ran.returncode == 2
    assert "1.2 GB are free" in ran.stderr
    assert "Free 2.8 GB or more" in ran.stderr
    assert not (house / ".venv").exists()


def test_a_python_without_venv_names_the_package_that_brings_it(house: Path) -> None:
    hide = "import importlib.util as u\nu.find_spec = lambda name: None"
    ran = launch(house, code=hide)
    assert ran.returncode == 2
    assert f"apt install python3.{sys.version_info[1]}-venv" in ran.stderr
    assert not (house / ".venv").exists()


def test_help_does_not_install_anything(house: Path) -> None:
    ran = launch(house, "--help")
    assert ran.returncode == 0
    assert "python launch.py doctor" in ran.stdout
    assert not (house / ".venv").exists()


@pytest.mark.slow
def test_the_first_start_installs_and_hands_over(house: Path) -> None:
    ran = launch(house, "render", "a b.bvh")
    assert ran.returncode == 7, ran.stderr
    assert ran.stdout.splitlines()[-1] == f"studio 1.0 {house / '.venv'} render a b.bvh"
    assert "Installed: 1 package in" in ran.stdout
    assert "\r" not in ran.stdout, "no redrawing where there is no terminal"
    assert "tiny-1.0" in (house / "install.log").read_text()
    assert not (house / ".venv" / "tmp").exists()


@pytest.mark.slow
def test_a_network_that_hangs_can_be_interrupted(installed: Path) -> None:
    pyproject(installed, "tiny==1.1", '"pytest==1.0"')
    with socket.create_server(("127.0.0.1", 0)) as deaf:
        index = f"http://127.0.0.1:{deaf.getsockname()[1]}/simple"
        more = environment(installed, PIP_INDEX_URL=index, PIP_RETRIES="0")
        del more["PIP_NO_INDEX"], more["PIP_FIND_LINKS"]
        process = subprocess.Popen(
            [BARE_PYTHON, str(installed / "launch.py")],
            env=more,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )
        deaf.settimeout(60)
        deaf.accept()  # pip is asking
        os.killpg(process.pid, signal.SIGINT)  # as a terminal does it
        _, said = process.communicate(timeout=30)
    assert process.returncode == 130
    assert "Start Marionette again" in said
    assert "Traceback" not in said


@pytest.mark.slow
def test_a_later_start_installs_nothing(installed: Path) -> None:
    before = (installed / "install.log").stat().st_mtime_ns
    ran = launch(installed)
    assert ran.returncode == 7
    assert ran.stdout == f"studio 1.0 {installed / '.venv'}\n"
    assert (installed / "install.log").stat().st_mtime_ns == before


@pytest.mark.parametrize(
    ("arguments", "processes"),
    [
        ([], "4"),
        (["-m", "not slow"], "4"),
        (["-n", "0"], None),
        (["tests/test_launch.py"], None),
        (["-p", "no:xdist"], None),
    ],
)
def test_tests_are_shared_out_unless_asked_otherwise(
    monkeypatch: pytest.MonkeyPatch, arguments: list[str], processes: str | None
) -> None:
    shared_out = runpy.run_path("launch.py")["shared_out"]
    monkeypatch.setattr("os.cpu_count", lambda: 16)
    flags = shared_out(arguments)
    assert flags[:2] == (["-n", processes] if processes else [])
    monkeypatch.setattr("os.cpu_count", lambda: 1)
    assert shared_out(arguments) == []


@pytest.mark.slow
def test_the_tests_get_their_own_packages_and_arguments(installed: Path) -> None:
    ran = launch(installed, "test", "-k", "some name")
    assert ran.returncode == 5
    assert ran.stdout.splitlines()[-1].startswith("pytest ran") and ran.stdout.endswith("-k some name\n")
    assert set(json.loads((installed / ".venv" / "marionette.json").read_text())) == {"", "test"}
    assert launch(installed).stdout.startswith("studio 1.0"), "the app's own stamp still holds"


@pytest.mark.slow
def test_a_failed_update_says_why_and_leaves_the_old_one_working(installed: Path) -> None:
    pyproject(installed, "tiny==9.9", '"pytest==1.0"')
    ran = launch(installed)
    assert ran.returncode == 2
    assert "no package tiny==9.9" in ran.stderr
    assert f"Log: {installed / 'install.log'}" in ran.stderr
    assert "Traceback" not in ran.stderr
    pyproject(installed, "tiny==1.0", '"pytest==1.0"')
    assert launch(installed).stdout == f"studio 1.0 {installed / '.venv'}\n"


@pytest.mark.slow
def test_a_changed_pin_is_installed_at_the_next_start(installed: Path) -> None:
    pyproject(installed, "tiny==1.1", '"pytest==1.0"')
    ran = launch(installed)
    assert "Updating Marionette" in ran.stdout
    assert ran.stdout.splitlines()[-1].startswith("studio 1.1")


@pytest.mark.slow
def test_an_install_that_was_killed_is_made_anew(installed: Path) -> None:
    (installed / ".venv" / "unfinished").touch()  # there from pip's first write to our last
    next((installed / ".venv").glob("lib/*/site-packages/tiny.py")).unlink()
    ran = launch(installed, code=quicker())
    assert "incomplete" in ran.stdout
    assert ran.stdout.splitlines()[-1].startswith("studio 1.0")


@pytest.mark.slow
def test_an_environment_whose_python_is_gone_is_made_anew(installed: Path) -> None:
    for python in (installed / ".venv" / "bin").glob("python*"):
        python.unlink()
        python.symlink_to("/nowhere/python3.11")
    ran = launch(installed, code=quicker())
    assert ran.returncode == 7, ran.stderr
    assert ran.stdout.splitlines()[-1].startswith("studio 1.0")


@pytest.mark.slow
def test_two_first_starts_at_once_install_once(installed: Path) -> None:
    (installed / ".venv" / "marionette.json").unlink()
    command = [BARE_PYTHON, str(installed / "launch.py")]
    both = [
        subprocess.Popen(command, env=environment(installed), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        for _ in range(2)
    ]
    said = [process.communicate(timeout=120)[0] for process in both]
    assert [process.returncode for process in both] == [7, 7]
    assert sum("Installed:" in text for text in said) == 1


@pytest.mark.slow
def test_a_python_without_ensurepip_installs_with_its_own_pip(house: Path) -> None:
    hide = quicker()
    if not hide:
        pytest.skip("this Python has no pip of its own")
    ran = launch(house, code=hide)
    assert ran.stdout.splitlines()[-1].startswith("studio 1.0"), ran.stdout + ran.stderr


def test_an_environment_that_holds_the_pins_is_used_as_it_is(house: Path, tmp_path: Path) -> None:
    pyproject(house, "tiny==1.1")
    with zipfile.ZipFile(house.parent / "wheels" / "tiny-1.1-py3-none-any.whl") as archive:
        archive.extractall(tmp_path / "site")
    ran = launch(house, PYTHONPATH=str(tmp_path / "site"))
    assert ran.stdout.startswith("studio 1.1")
    assert not (house / ".venv").exists()


def test_another_build_of_the_same_version_satisfies(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("importlib.metadata.version", lambda name: {"torch": "2.13.0+cu130"}[name])
    assert satisfied(Pins({"": ("torch==2.13.0",)}))
    assert not satisfied(Pins({"": ("torch==2.13.1",)}))


@pytest.mark.parametrize(
    ("output", "expected"),
    [
        ("WARNING: Retrying ... NewConnectionError(... Temporary failure in name resolution)\nERROR: Could not find a "
         "version\nERROR: No matching distribution found for gradio==6.31.0", "no connection"),
        ("ERROR: Could not install packages due to an OSError: [Errno 28] No space left on device", "disk is full"),
        ("ERROR: Could not install packages due to an OSError: [Errno 13] Permission denied: 'x'", "not be written"),
        ("ERROR: Cannot install a==1 and b==2 because these package versions have conflicting dependencies.\n"
         "ERROR: ResolutionImpossible", "contradict each other"),
        ("SSLError(SSLCertVerificationError(1, '[SSL: CERTIFICATE_VERIFY_FAILED]", "certificate"),
        ("ERROR: No matching distribution found for torch==2.13.0 (from x)", "no package torch==2.13.0"),
        ("ERROR: something new", "something new"),
    ],
)  # fmt: skip
def test_what_pip_says_is_put_in_words(output: str, expected: str) -> None:
    wrong, todo = explain(output, 1)
    assert expected in wrong
    assert todo


def test_pip_that_was_killed_means_no_memory() -> None:
    assert "memory" in explain("Installing collected packages: torch", -9)[0]


def test_progress_counts_packages(tmp_path: Path) -> None:
    venv, scratch = tmp_path / "venv", tmp_path / "venv" / "tmp"
    progress = PipProgress(venv, scratch)
    assert progress.state() == "asking the package index"
    progress.read("Collecting gradio==6.31.0 (from -r x)\n")
    progress.read("  Downloading gradio-6.31.0-py3-none-any.whl.metadata (16 kB)\n")
    progress.read("Collecting numpy<3,>=1 (from gradio)\n")
    assert progress.state() == "choosing versions: numpy"
    progress.read("Downloading https://host/simple/gradio-6.31.0-py3-none-any.whl (61.3 MB)\n")
    (scratch / "pip-unpack-abc").mkdir(parents=True)
    (scratch / "pip-unpack-abc" / "gradio-6.31.0-py3-none-any.whl").write_bytes(bytes(2_000_000))
    assert progress.state() == "downloading 1 of 2: gradio (2 of 61.3 MB)"
    progress.read("Processing /wheels/numpy-2.4.6-cp311-none-any.whl (from gradio==6.31.0)\n")
    assert progress.state() == "downloading 2 of 2: numpy"
    progress.read("Using cached numpy-2.4.6-cp311-none-any.whl (18 kB)\n")
    assert progress.state() == "downloading 3 of 2: numpy (18 kB)"
    progress.read("Installing collected packages: numpy, gradio\n")
    assert progress.state() == "installing 1 of 2: numpy"
    (venv / "lib" / "python3.11" / "site-packages" / "numpy-2.4.6.dist-info").mkdir(parents=True)
    assert progress.state() == "installing 2 of 2: gradio"


def test_a_warm_start_loads_no_installer() -> None:
    probe = (
        "import sys, runpy; sys.path.insert(0, '.'); space = runpy.run_path('launch.py')\n"
        "from studio.pins import Pins, stamped; stamped(space['VENV'], Pins.read(space['ROOT'], []))\n"
        "print(*sorted({'subprocess', 'studio.installation', 'numpy', 'pydantic'} & set(sys.modules)))"
    )
    ran = subprocess.run([BARE_PYTHON, "-c", probe], cwd=ROOT, capture_output=True, text=True, check=True)
    assert ran.stdout.split() == ["subprocess"]
