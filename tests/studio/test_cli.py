"""The command line at its edge: what is typed, what is written, what is said where, and the exit code."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from contracts.threads import PATIENT
from engines.motion import Motion, formats
from engines.motion.convert import ConvertRequest, convert
from engines.picture.requests import RenderRequest
from studio import settings
from studio.cli import main
from studio.settings import DEFAULT_PORT, Settings
from studio.verbs import app

ROOT = Path(__file__).resolve().parents[2]


def wave(frames: int = 20) -> Motion:
    """A right hand that swings."""
    rotations = np.zeros((frames, 55, 3), np.float32)
    rotations[:, 19, 1] = np.sin(np.linspace(0, 6, frames))
    return Motion.of(30, rotations)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    formats.write(wave(), tmp_path / "wave.bvh")
    return tmp_path


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> list[Settings]:
    """The settings the app was opened with, instead of an app."""
    calls: list[Settings] = []
    page = type(sys)("studio.app")
    page.launch = calls.append  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "studio.app", page)
    monkeypatch.delenv("SPACE_ID", raising=False)
    return calls


# --- the app ---------------------------------------------------------------------------------------------------------


def test_no_verb_opens_the_app_for_this_computer_alone(opened: list[Settings]) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    assert main(["--no-browser", "--port", str(port)]) == 0
    assert opened == [Settings(port=port, open_browser=False)]
    assert opened[0].loopback and not opened[0].public and opened[0].auth is None


def test_every_flag_of_the_app_arrives(opened: list[Settings], tmp_path: Path) -> None:
    words = [
        "app",
        "--host",
        "::1",
        "--port",
        "7998",
        "--workspace",
        str(tmp_path),
        "--share",
        "--password",
        "long enough",
    ]
    try:
        with socket.socket(socket.AF_INET6) as probe:
            probe.bind(("::1", 0))
    except OSError:
        words[2] = "localhost"
    assert main(words) == 0
    assert opened[0].workspace == tmp_path and opened[0].share and opened[0].auth == ("marionette", "long enough")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--share"], "no password was given"),
        (["--share", "--password", "short"], "at least 8 characters"),
        (["--host", "0.0.0.0"], "lets other computers in"),
        (["--host", "192.0.2.77", "--public"], "no address '192.0.2.77'"),
        (["--port", "99999"], "--port 99999"),
    ],
)
def test_an_open_door_or_a_wrong_address_is_refused(
    opened: list[Settings], capsys: pytest.CaptureFixture[str], words: list[str], said: str
) -> None:
    assert main(words) == 2
    assert said in capsys.readouterr().err
    assert opened == []


@pytest.mark.parametrize("guard", [["--password", "long enough"], ["--public"]])
def test_other_computers_come_in_by_password_or_in_public(opened: list[Settings], guard: list[str]) -> None:
    assert main(["--host", "0.0.0.0", *guard]) == 0
    assert not opened[0].loopback


def test_a_password_is_not_shown_where_settings_are_logged() -> None:
    assert "long enough" not in repr(Settings(password="long enough"))


def test_a_space_is_public_and_listens_to_its_proxy(opened: list[Settings], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SPACE_ID", "someone/marionette")
    monkeypatch.setattr(app, "_free", lambda host, port: True)
    assert settings.on_a_space()
    assert main([]) == 0
    assert (opened[0].host, opened[0].port, opened[0].public) == ("0.0.0.0", DEFAULT_PORT, True)
    assert not opened[0].open_browser


def test_a_busy_port_is_said_and_the_next_free_one_taken(
    opened: list[Settings], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        busy = other.getsockname()[1]
        monkeypatch.setattr(app, "DEFAULT_PORT", busy)
        assert main([]) == 0
        assert busy < opened[0].port < busy + 50
        assert f"Port {busy} is in use" in capsys.readouterr().err
        assert main(["--port", str(busy)]) == 2, "a port that was asked for is not exchanged for another"
        assert f"Port {busy} is in use" in capsys.readouterr().err


# --- convert ---------------------------------------------------------------------------------------------------------


def test_one_file_becomes_one_file(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["convert", str(folder / "wave.bvh"), str(folder / "out.npz"), "--fps", "60", "--json"]) == 0
    told = capsys.readouterr()
    result = json.loads(told.out)
    assert result["path"] == str(folder / "out.npz") and result["fps"] == "60"
    assert formats.read(folder / "out.npz").fps == 60
    assert "Wrote" in told.err


def test_a_folder_of_results_holds_what_is_needed_to_make_it_again(folder: Path) -> None:
    assert (
        main(["convert", str(folder / "wave.bvh"), str(folder / "made"), "--to", "npz", "--to", "bvh", "--mirror"]) == 0
    )
    assert {path.name for path in (folder / "made").iterdir()} == {"motion.npz", "motion.bvh", "request.json"}
    sidecar = json.loads((folder / "made" / "request.json").read_text())
    assert sidecar["verb"] == "convert"
    for row in sidecar["requests"]:
        request = ConvertRequest.model_validate(row)
        assert request.edits.mirror
        before = request.target.read_bytes()
        request.target.unlink()
        convert(request)
        assert request.target.read_bytes() == before


@pytest.mark.parametrize("flags", [[], ["--all-clips"]])
def test_a_batch_goes_on_after_a_failure_and_says_so(
    folder: Path, capsys: pytest.CaptureFixture[str], flags: list[str]
) -> None:
    source = folder / "takes"
    (source / "second day").mkdir(parents=True)
    formats.write(wave(), source / "a.bvh")
    (source / "b.bvh").write_text("HIERARCHY\nROOT nothing")
    formats.write(wave(), source / "second day" / "c.bvh")
    assert main(["convert", str(source), str(folder / "made"), "--to", "npz", "--json", *flags]) == 2
    told = capsys.readouterr()
    report = json.loads(told.out)
    assert [Path(result["path"]).relative_to(folder / "made").as_posix() for result in report["results"]] == [
        "a/motion.npz",
        "second day/c/motion.npz",
    ]
    assert [Path(failure["source"]).name for failure in report["failures"]] == ["b.bvh"]
    assert report["failures"][0]["hint"]
    assert "2 done, 1 failed" in told.err
    assert "Traceback" not in told.err
    assert not (folder / "made" / "b").exists()


def test_two_takes_of_one_name_get_a_folder_each(folder: Path) -> None:
    formats.write(wave(), folder / "wave.npz")
    assert main(["convert", str(folder), str(folder / "made"), "--to", "npz"]) == 0
    made = {path.relative_to(folder / "made").as_posix() for path in (folder / "made").rglob("*.npz") if path.is_file()}
    assert made == {"wave.bvh/motion.npz", "wave.npz/motion.npz"}


def test_wrong_input_is_told_without_a_traceback_and_with_one_for_those_who_ask(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    words = ["convert", str(folder / "gone.bvh"), str(folder / "out.npz")]
    assert main(words) == 2
    told = capsys.readouterr()
    assert told.out == ""
    assert "gone.bvh" in told.err and "Check the name" in told.err and "Traceback" not in told.err
    assert main([*words, "--debug"]) == 2
    assert "Traceback" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("target", "words", "said"),
    [
        ("out.fbx", [], "'.fbx' is not written here"),
        ("out.npz", ["--smooth", "3"], "--smooth 3"),
        ("out.npz", ["--start", "99"], "99 s"),
        ("wave.bvh/inside", [], "wave.bvh"),
    ],
)
def test_what_cannot_be_done_leaves_nothing(
    folder: Path, capsys: pytest.CaptureFixture[str], target: str, words: list[str], said: str
) -> None:
    before = sorted(folder.rglob("*"))
    assert main(["convert", str(folder / "wave.bvh"), str(folder / target), *words]) == 2
    assert said in capsys.readouterr().err
    assert sorted(folder.rglob("*")) == before


def test_several_inputs_need_a_folder(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    formats.write(wave(), folder / "wave2.bvh")
    assert main(["convert", str(folder / "wave.bvh"), str(folder / "wave2.bvh"), str(folder / "out.npz")]) == 2
    assert "do not fit into one out.npz" in capsys.readouterr().err


@pytest.mark.slow
def test_a_cancelled_conversion_ends_with_130_and_no_trace(folder: Path) -> None:
    """The real program, interrupted as a terminal does it, in the middle of a batch."""
    source = folder / "takes"
    source.mkdir()
    for number in range(200):
        (source / f"{number:03d}.bvh").write_bytes((folder / "wave.bvh").read_bytes())
    process = subprocess.Popen(
        [sys.executable, str(ROOT / "launch.py"), "convert", str(source), str(folder / "made")],
        stderr=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    deadline = time.monotonic() + 60
    while not list((folder / "made").glob("*/request.json")) and time.monotonic() < deadline:
        time.sleep(0.02)
    process.send_signal(signal.SIGINT)
    _, said = process.communicate(timeout=30)
    assert process.returncode == 130, said
    assert "Cancelled" in said and "Traceback" not in said
    made = sorted((folder / "made").iterdir())
    assert 1 <= len(made) < 200
    for result in made:
        names = {path.name for path in result.iterdir()}
        assert names == {"motion.npz", "motion.bvh", "motion.json", "motion.glb", "request.json"}


# --- render and view -------------------------------------------------------------------------------------------------


def test_a_film_has_the_size_rate_and_length_that_were_asked_for(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    from renderers import video

    film = folder / "wave.mp4"
    assert main(["render", str(folder / "wave.bvh"), "-o", str(film), "--size", "64x48", "--camera", "upper-body",
                 "--json"]) == 0  # fmt: skip
    result = json.loads(capsys.readouterr().out)
    assert (result["frames"], result["fps"], result["size"]) == (20, "30", [64, 48])
    made = video.probe(film)
    assert (made.width, made.height, made.fps) == (64, 48, 30)


@pytest.mark.slow
def test_nothing_but_the_result_is_on_stdout_with_opengl_too(folder: Path) -> None:
    from contracts import StudioError
    from renderers import opengl

    try:
        opengl.platform()
    except StudioError:
        pytest.skip("no OpenGL on this computer")
    words = ["render", str(folder / "wave.bvh"), "-o", str(folder / "wave.mp4"), "--size", "64x48", "--end", "0.1"]
    command = [sys.executable, str(ROOT / "launch.py"), *words, "--method", "advanced", "--json"]
    ran = subprocess.run(command, capture_output=True, text=True, timeout=120, check=True)
    assert json.loads(ran.stdout)["method"] == "advanced"
    assert "OpenGL" not in ran.stderr


def test_a_folder_of_a_film_holds_its_request(folder: Path) -> None:
    assert main(["render", str(folder / "wave.bvh"), "-o", str(folder / "film"), "--size", "64x48", "--mirror"]) == 0
    assert {path.name for path in (folder / "film").iterdir()} == {"video.mp4", "request.json"}
    row = json.loads((folder / "film" / "request.json").read_text())["requests"][0]
    assert RenderRequest.model_validate(row).edits.mirror
    assert Path(row["motion"]) == folder / "wave.bvh"


def test_a_page_of_several_motions_is_a_folder_each(folder: Path) -> None:
    formats.write(wave(), folder / "again.npz")
    assert main(["view", str(folder / "wave.bvh"), str(folder / "again.npz"), "-o", str(folder / "pages")]) == 0
    for name in ("wave", "again"):
        assert "<html" in (folder / "pages" / name / "view.html").read_text(encoding="utf-8")[:300].lower()


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--size", "9x9"], "--size"),
        (["--camera", "moon"], "--camera moon"),
        (["--body", "smplx"], "SMPLX_NEUTRAL_2020.npz"),
        (["--audio", "gone.wav"], "gone.wav"),
        (["--background", "transparent"], "MP4 cannot be transparent"),
    ],
)
def test_a_film_that_cannot_be_made_says_why_and_leaves_nothing(
    folder: Path, capsys: pytest.CaptureFixture[str], words: list[str], said: str
) -> None:
    more = ["--workspace", str(folder), *words]
    assert main(["render", str(folder / "wave.bvh"), "-o", str(folder / "out.mp4"), *more]) == 2
    assert said in capsys.readouterr().err
    assert [path.name for path in folder.iterdir()] == ["wave.bvh"]


# --- the rest --------------------------------------------------------------------------------------------------------


@pytest.mark.slow
def test_the_doctor_speaks_to_people_and_to_programs(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["doctor", "--workspace", str(tmp_path)]) == 0
    assert "Everything needed is here." in capsys.readouterr().out
    assert main(["doctor", "--json"]) == 0
    report: dict[str, Any] = json.loads(capsys.readouterr().out)
    assert report["ok"] is True
    assert {"name", "state", "found", "means", "todo", "where"} == set(report["checks"][0])


def test_an_unknown_verb_is_refused_with_the_known_ones(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["dance"])
    assert ended.value.code == 2
    assert "convert" in capsys.readouterr().err


@pytest.mark.slow
def test_a_reader_that_stops_reading_is_no_error() -> None:
    command = f'"{sys.executable}" launch.py doctor --json | head -n 1'
    ran = subprocess.run(command, shell=True, cwd=ROOT, capture_output=True, text=True, env=os.environ, timeout=60)
    assert ran.stdout == "{\n"
    assert "Traceback" not in ran.stderr


@pytest.mark.slow
@pytest.mark.parametrize("verb", ["doctor", "convert", "render", "view", "transcribe", "app"])
def test_help_loads_nothing_heavy(verb: str) -> None:
    code = (
        "import sys\nfrom studio.cli import main\ntry: main([sys.argv[1], '--help'])\nexcept SystemExit: pass\n"
        "heavy = {'torch', 'gradio', 'numba', 'viser', 'pyrender', 'scipy', 'ctranslate2', 'onnxruntime', 'librosa'}\n"
        "print(*sorted(heavy & set(sys.modules)), file=sys.stderr)"
    )
    ran = subprocess.run([sys.executable, "-c", code, verb], cwd=ROOT, capture_output=True, text=True, timeout=60)
    assert f"launch.py {verb}" in ran.stdout
    assert ran.stderr.strip() == ""


@pytest.mark.parametrize("said", [MemoryError(), RuntimeError("DefaultCPUAllocator: not enough memory: you tried")])
def test_when_memory_runs_out_a_sentence_says_so(
    said: Exception, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def run(arguments: object) -> int:
        raise said

    monkeypatch.setattr("studio.verbs.doctor.run", run)
    assert main(["doctor"]) == 2
    assert "ran out of memory" in capsys.readouterr().err
    monkeypatch.setattr("studio.verbs.doctor.run", lambda arguments: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        main(["doctor"])


def test_threads_sleep_while_they_wait_for_each_other() -> None:
    script = """
import os, sys
from studio.cli import main
try:
    main(["--version"])
except SystemExit:
    pass
import numpy, threadpoolctl
print(os.environ["OMP_WAIT_POLICY"], *{pool["num_threads"] for pool in threadpoolctl.threadpool_info()})
"""
    plain = {name: value for name, value in os.environ.items() if name not in PATIENT}
    said = subprocess.run(
        [sys.executable, "-c", script], env=plain, cwd=ROOT, capture_output=True, text=True, timeout=60
    )
    assert said.stdout.splitlines()[-1] == "PASSIVE 1", said.stderr
