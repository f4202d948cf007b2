"""The first start: .venv, the packages pinned in pyproject.toml, and what to say when that fails.

Runs in a bare Python 3.11 or 3.12, so it knows the standard library only.
"""

import contextlib
import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import IO

from studio.pins import Pins, stamp_file, stamped, unfinished_mark

NEEDED_GB = 4.0
NEEDED_GB_WITH_CUDA = 9.0


class CannotInstall(Exception):
    """What is wrong, what to do, and where to read more."""

    def __init__(self, wrong: str, todo: str, log: Path | None = None) -> None:
        super().__init__(wrong)
        self.wrong, self.todo, self.log = wrong, todo, log

    def report(self) -> int:
        """Tell the user; the exit code."""
        print(f"\n{self.wrong}\nWhat to do: {self.todo}", file=sys.stderr)
        if self.log:
            print(f"Log: {self.log}", file=sys.stderr)
        return 2


def install(pins: Pins, root: Path, venv: Path, venv_python: Path) -> None:
    """Make or mend `venv` so that it holds `pins`. The stamp is written last: what is cut short is done again."""
    log_path = root / "install.log"
    try:
        log = log_path.open("a", encoding="utf-8", errors="replace")
    except OSError as error:
        raise CannotInstall(
            f"The folder {root} cannot be written to ({error.strerror}).",
            "Move Marionette to a folder of your own, such as your home folder, and start it there.",
        ) from error
    with log, _one_at_a_time(log):
        if stamped(venv, pins) and venv_python.exists():  # the start we waited for did it
            return
        log.truncate(0)
        fresh = not stamp_file(venv).exists()
        if fresh:
            _check_disk(root)
        what = "Installing Marionette (this happens once and takes some minutes)" if fresh else "Updating Marionette"
        print(f"{what} into {venv}", flush=True)
        try:
            pip = _make_venv(venv, venv_python, log, log_path)
            _run_pip([*pip, "install", "--no-input", "--progress-bar", "off", *pins.all()], venv, log, log_path)
        except KeyboardInterrupt:
            print("\nStopped. Start Marionette again to go on.", file=sys.stderr)
            sys.exit(130)
        part = stamp_file(venv).with_suffix(".part")
        part.write_text(json.dumps(pins.stamp(), indent=1), encoding="utf-8")
        part.replace(stamp_file(venv))
        unfinished_mark(venv).unlink(missing_ok=True)


@contextlib.contextmanager
def _one_at_a_time(log: IO[str]) -> Iterator[None]:
    """Of two starts at once the second waits for the first, which holds a lock on the log."""
    try:
        _lock(log, wait=False)
    except OSError:
        print("Another start of Marionette is installing; waiting for it.", flush=True)
        _lock(log, wait=True)
    yield


def _lock(log: IO[str], wait: bool) -> None:
    if sys.platform == "win32":
        import msvcrt
        import time

        while True:
            log.seek(1 << 30)  # far beyond the end, so that the log can be read meanwhile
            try:
                return msvcrt.locking(log.fileno(), msvcrt.LK_NBLCK, 1)
            except OSError:
                if not wait:
                    raise
                time.sleep(1)
    else:
        import fcntl

        fcntl.flock(log, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))


def _check_disk(root: Path) -> None:
    free = shutil.disk_usage(root).free / 1e9
    if free < NEEDED_GB:
        raise CannotInstall(
            f"Too little room on the disk: {free:.1f} GB are free at {root}, about {NEEDED_GB:.0f} GB are needed.",
            f"Free {NEEDED_GB - free:.1f} GB or more, or move Marionette to a bigger disk; then start it again.",
        )
    if sys.platform == "linux" and free < NEEDED_GB_WITH_CUDA:
        print(
            f"Note: {free:.1f} GB are free. Where PyTorch brings NVIDIA's libraries, as it mostly does on Linux, "
            f"about {NEEDED_GB_WITH_CUDA:.0f} GB are needed."
        )


def _make_venv(venv: Path, venv_python: Path, log: IO[str], log_path: Path) -> list[str]:
    """Make the environment, or keep the one that was finished and still runs. Returns the command of its pip."""
    from importlib.util import find_spec

    if venv.exists() and (unfinished_mark(venv).exists() or not _runs(venv_python)):
        print("The environment there is incomplete or no longer runs; making it anew.", flush=True)
        shutil.rmtree(venv)
    with_pip = find_spec("ensurepip") is not None
    advice = (
        f"On Debian and Ubuntu: sudo apt install python3.{sys.version_info[1]}-venv. "
        "Elsewhere install Python 3.12 from https://www.python.org/downloads/. Then start Marionette again."
    )
    if find_spec("venv") is None or (not with_pip and find_spec("pip") is None):
        raise CannotInstall("This Python cannot make environments: its venv module is missing.", advice)
    if not venv.exists():
        # The file itself, not a name such as python3, which may mean another version next year.
        base = getattr(sys, "_base_executable", sys.executable)
        base = base if os.name == "nt" else os.path.realpath(base)
        command = [base, "-m", "venv", *([] if with_pip else ["--without-pip"]), str(venv)]
        venv.mkdir()
        unfinished_mark(venv).touch()
        made = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        log.write(f"$ {' '.join(command)}\n{made.stdout}\n")
        log.flush()
        if made.returncode != 0 or not _runs(venv_python):
            shutil.rmtree(venv, ignore_errors=True)
            raise CannotInstall(f"The environment {venv} could not be made.", advice, log_path)
        unfinished_mark(venv).unlink()
    own_pip = [str(venv_python), "-m", "pip"]
    if subprocess.run([*own_pip, "--version"], capture_output=True).returncode == 0:
        return own_pip
    return [sys.executable, "-m", "pip", "--python", str(venv_python)]


def _runs(python: Path) -> bool:
    """Whether this is a Python we can use; one that was moved or upgraded is not."""
    ask = "import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 12))"
    try:
        return subprocess.run([str(python), "-c", ask], capture_output=True, timeout=60).returncode == 0
    except (OSError, subprocess.SubprocessError):
        return False


def _run_pip(command: list[str], venv: Path, log: IO[str], log_path: Path) -> None:
    """Run pip with its output in the log and its progress on the screen."""
    from studio.pip_progress import PipProgress

    scratch = venv / "tmp"  # unpack on the disk that was checked; /tmp may be small
    shutil.rmtree(scratch, ignore_errors=True)
    scratch.mkdir()
    unwanted = {"PIP_USER", "PIP_TARGET", "PIP_PREFIX", "PIP_REQUIRE_VIRTUALENV", "PYTHONPATH", "PYTHONHOME"}
    environment = {name: value for name, value in os.environ.items() if name not in unwanted}
    environment |= {name: str(scratch) for name in ("TMPDIR", "TEMP", "TMP")}
    environment |= {"PYTHONUNBUFFERED": "1", "PYTHONIOENCODING": "utf-8", "PIP_DISABLE_PIP_VERSION_CHECK": "1"}
    process = subprocess.Popen(
        command,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        errors="replace",
    )
    assert process.stdout is not None
    log.write(f"$ {' '.join(command)}\n")
    output = []
    try:
        with PipProgress(venv, scratch) as progress:
            for line in process.stdout:
                log.write(line)
                log.flush()
                output.append(line)
                progress.read(line)
                if progress.installing:  # until now nothing in the environment has changed
                    unfinished_mark(venv).touch()
        code = process.wait()
    except BaseException:
        process.terminate()
        process.wait()
        raise
    shutil.rmtree(scratch, ignore_errors=True)
    if code != 0:
        raise CannotInstall(*explain("".join(output), code), log_path)
    print(f"Installed: {progress.summary()}", flush=True)


_REASONS = (
    (
        r"No space left on device|Errno 28\b|not enough space on the disk",
        "The disk is full.",
        f"Free about {NEEDED_GB_WITH_CUDA:.0f} GB; then start Marionette again.",
    ),
    (
        r"CERTIFICATE_VERIFY_FAILED|SSLError",
        "The package index could not be trusted: its certificate was refused.",
        "Check this computer's clock. Behind the proxy of a company or school, set PIP_CERT to its certificate file.",
    ),
    (
        r"NewConnectionError|ConnectTimeout|ReadTimeout|Read timed out|ProxyError|Connection broken|IncompleteRead"
        r"|Connection(Reset|Refused|Aborted)?Error|[Nn]ame resolution|getaddrinfo failed|Network is unreachable",
        "There is no connection to the package index (pypi.org), or it broke off.",
        "Check the internet connection; then start Marionette again. Finished downloads are kept.",
    ),
    (
        r"No matching distribution found for (?P<what>[^\s(]+)",
        "There is no package {what} for this computer.",
        "Use 64-bit Windows, macOS or Linux with Python 3.12. If you changed pyproject.toml, mend that line.",
    ),
    (
        r"ResolutionImpossible|conflicting dependencies",
        "The pinned packages contradict each other.",
        "If you changed pyproject.toml, undo it; the log names the packages.",
    ),
    (
        r"THESE PACKAGES DO NOT MATCH THE HASHES|BadZipFile|zipfile is corrupt",
        "A download was damaged.",
        "Run 'python -m pip cache purge'; then start Marionette again.",
    ),
    (
        r"Permission denied|Errno 13\b|Access is denied",
        "A file could not be written.",
        "Close other programs that use this folder, or move Marionette to a folder of your own.",
    ),
    (
        r"MemoryError|Cannot allocate memory",
        "The computer ran out of memory.",
        "Close other programs; then start Marionette again.",
    ),
)


def explain(output: str, code: int) -> tuple[str, str]:
    """What a failure of pip means, and what to do."""
    for pattern, wrong, todo in _REASONS:
        found = re.search(pattern, output)
        if found:
            return wrong.format(**found.groupdict()), todo
    if code in (-9, 137):
        return _REASONS[-1][1:]
    errors = [line.strip() for line in output.splitlines() if line.startswith("ERROR")]
    return (
        f"The packages could not be installed ({errors[-1] if errors else f'pip ended with code {code}'}).",
        "Read the end of the log; then start Marionette again.",
    )
