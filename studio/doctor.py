"""What is here, what is missing, what to do. Imports nothing heavy: what must be tried is tried in a child process."""

import os
import re
import shutil
import subprocess
import sys
import textwrap
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass
from importlib import metadata
from pathlib import Path
from typing import Any, Literal

from contracts import StudioError
from studio import registry
from studio.pins import Pins, same_version
from studio.settings import default_workspace

State = Literal["ok", "missing", "optional"]
ROOT = registry.ROOT


@dataclass(frozen=True)
class Check:
    """One thing the studio uses.

    state: "ok"; "missing" when something does not work without it; "optional" when it only makes more possible.
    found: what is there, in a few words.
    means: what it is good for.
    todo:  what to do to have it; empty when there is nothing to do.
    where: the file or folder it is about, on this computer: nothing for the eyes of strangers.
    """

    name: str
    state: State
    found: str
    means: str
    todo: str = ""
    where: str = ""


def examine(workspace: Path | None = None) -> list[Check]:
    """Every check, in the order a person would read them; a second or two."""
    workspace = workspace or default_workspace()
    parts: list[Callable[[], list[Check]]] = [
        lambda: [_python(), _packages()],
        lambda: [_cores(), _memory(), _disk(workspace)],
        lambda: [_gpu()],
        lambda: [_ffmpeg()],
        lambda: [_opengl()],
        lambda: list(_weights(workspace)),
    ]
    with ThreadPoolExecutor(len(parts)) as pool:  # most of the time is spent waiting for child processes
        return [check for checks in pool.map(lambda part: part(), parts) for check in checks]


def table(checks: list[Check]) -> str:
    """The checks for people."""
    words = {"ok": "ok", "missing": "MISSING", "optional": "optional"}
    column = max(len(check.name) for check in checks) + 2
    width = max(shutil.get_terminal_size().columns, column + 40)
    lines = []
    for check in checks:
        rows = [f"{check.found} ({check.where})" if check.where and check.state == "ok" else check.found]
        if check.state != "ok":
            rows.append(check.means)
        if check.todo:
            rows.append(f"To do: {check.todo}")
        if check.where and check.state != "ok":
            rows.append(f"Place: {check.where}")
        wrap = textwrap.TextWrapper(width - column - 10, break_on_hyphens=False, break_long_words=False).wrap
        wrapped = [line for row in rows for line in wrap(row)]
        head = words[check.state].ljust(10) + check.name.ljust(column)
        lines += [(head if n == 0 else " " * (column + 10)) + line for n, line in enumerate(wrapped)]
    missing = sum(check.state == "missing" for check in checks)
    lines += ["", f"{missing} missing: see 'To do' above." if missing else "Everything needed is here."]
    return "\n".join(lines)


def report(checks: list[Check]) -> dict[str, Any]:
    """The checks for programs."""
    return {"ok": all(check.state != "missing" for check in checks), "checks": [asdict(check) for check in checks]}


def _python() -> Check:
    version = ".".join(map(str, sys.version_info[:3]))
    fine = (3, 11) <= sys.version_info[:2] <= (3, 12)
    todo = "" if fine else "Start Marionette with Python 3.11 or 3.12."
    return Check("Python", "ok" if fine else "missing", version, "Runs everything.", todo, sys.executable)


def _packages() -> Check:
    means = "The libraries in the exact versions that Marionette was tested with."
    wanted = Pins.read(ROOT, extras=[]).versions()
    wrong = [f"{name} {version}" for name, version in wanted.items() if not _installed(name, version)]
    if not wrong:
        return Check("Packages", "ok", f"all {len(wanted)} as pinned", means)
    todo = "Start with 'python launch.py', which installs them, or delete the folder .venv and start again."
    return Check("Packages", "missing", f"not as pinned: {', '.join(wrong)}", means, todo)


def _installed(name: str, version: str) -> bool:
    try:
        return same_version(metadata.version(name), version)
    except metadata.PackageNotFoundError:
        return False


def _cores() -> Check:
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return Check("Processor", "ok", f"{cores} core{'s' if cores > 1 else ''}", "More cores render films faster.")


def _memory() -> Check:
    means = "Long films and big models need it; 4 GB are enough to begin."
    total = _total_memory()
    if total is None:
        return Check("Memory", "optional", "this system does not say", means)
    if total < 3.5e9:
        return Check("Memory", "missing", f"{total / 1e9:.1f} GB", means, "Close other programs; keep films short.")
    return Check("Memory", "ok", f"{total / 1e9:.1f} GB", means)


def _total_memory() -> int | None:
    """Bytes of memory in this computer, or in its container where that has less."""
    if sys.platform == "win32":
        import ctypes

        class Status(ctypes.Structure):
            _fields_ = (("length", ctypes.c_ulong), ("load", ctypes.c_ulong), ("total", ctypes.c_ulonglong),
                        ("rest", ctypes.c_ulonglong * 6))  # fmt: skip

        status = Status(length=ctypes.sizeof(Status))
        return int(status.total) if ctypes.windll.kernel32.GlobalMemoryStatusEx(ctypes.byref(status)) else None
    try:
        total = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    except (ValueError, OSError):
        return None
    limit = Path("/sys/fs/cgroup/memory.max")
    if limit.is_file() and limit.read_text().strip().isdigit():
        total = min(total, int(limit.read_text()))
    return total


def _disk(workspace: Path) -> Check:
    place = workspace.expanduser().absolute()
    while not place.exists():
        place = place.parent
    free = shutil.disk_usage(place).free
    found, means, where = f"{free / 1e9:.1f} GB free", "Everything you make is kept in the workspace.", str(workspace)
    if not os.access(place, os.W_OK):
        todo = "Choose another folder with --workspace."
        return Check("Disk", "missing", "the workspace cannot be written to", means, todo, where)
    if free < 1e9:
        return Check(
            "Disk", "missing", found, means, "Free some space, or choose another disk with --workspace.", where
        )
    return Check("Disk", "ok", found, means, "", where)


def _gpu() -> Check:
    means = "Training and big models run on it; everything here also works without."
    if sys.platform == "darwin" and os.uname().machine == "arm64":
        return Check("GPU", "ok", "Apple GPU, through Metal", means)
    cards = _nvidia_cards()
    build = _torch_cuda()
    if cards and build:
        return Check("GPU", "ok", f"{', '.join(cards)}; PyTorch with CUDA {build}", means)
    if cards:
        todo = "Install the CUDA build of PyTorch: https://pytorch.org/get-started/locally/, the pinned version."
        return Check("GPU", "optional", f"{', '.join(cards)}, but PyTorch is the build without CUDA", means, todo)
    return Check("GPU", "optional", "none that PyTorch can use; the processor does the work", means)


def _nvidia_cards() -> list[str]:
    program = shutil.which("nvidia-smi")
    if not program:
        return []
    out = _output([program, "--query-gpu=name,memory.total", "--format=csv,noheader"])
    return [line.strip().replace(", ", " with ") for line in (out or "").splitlines() if line.strip()]


def _torch_cuda() -> str | None:
    """The CUDA version PyTorch was built with, read from its version file because importing it takes seconds."""
    try:
        text = Path(str(metadata.distribution("torch").locate_file("torch/version.py"))).read_text(encoding="utf-8")
    except (metadata.PackageNotFoundError, OSError):
        return None
    found = re.search(r"^cuda\b[^=\n]*=\s*'([\d.]+)'", text, re.MULTILINE)
    return found[1] if found else None


def _ffmpeg() -> Check:
    means = "Writes films, GIFs and their sound."
    todo = "It comes with the package imageio-ffmpeg: delete the folder .venv and start again."
    try:
        import imageio_ffmpeg

        program = imageio_ffmpeg.get_ffmpeg_exe()
    except (ImportError, RuntimeError) as error:
        return Check("ffmpeg", "missing", f"not found ({error})", means, todo)
    encoders = _output([program, "-hide_banner", "-encoders"])
    if encoders is None:
        return Check("ffmpeg", "missing", "does not run", means, todo, program)
    version = re.search(r"ffmpeg version (\S+)", _output([program, "-version"]) or "")
    needed = {"libx264": "H.264", "aac": "AAC", "libvpx-vp9": "VP9", "gif": "GIF"}
    lacking = [label for name, label in needed.items() if not re.search(rf"\s{name}\s", encoders)]
    found = f"{version[1] if version else 'unknown version'}, writes {', '.join(needed.values())}"
    if lacking:
        return Check("ffmpeg", "missing", f"cannot write {', '.join(lacking)}", means, todo, program)
    return Check("ffmpeg", "ok", found, means, "", program)


def _opengl() -> Check:
    means = "Draws films with --method advanced; the simple method needs none."
    from renderers import opengl  # it tries in a child process, because a broken driver can take its process down

    try:
        name, renderer = opengl.platform()
    except StudioError:
        todo = (
            "Debian, Ubuntu: sudo apt install libegl1 libgl1-mesa-dri libosmesa6. Elsewhere: a current graphics driver."
        )
        return Check("OpenGL", "optional", "none that works without a screen", means, todo)
    return Check("OpenGL", "ok", f"{renderer}{f', through {name.upper()}' if name else ''}", means)


def _weights(workspace: Path | None) -> Iterator[Check]:
    for place in registry.look(workspace):
        weight = place.weight
        size = f"{weight.size_mb} MB, {weight.licence}"
        if place.found:
            yield Check(weight.name, "ok", f"here; {weight.licence}", weight.gives, "", str(place.found))
        else:
            found, means = f"not here; {size}", f"{weight.gives} Until then: {weight.without}"
            yield Check(weight.name, "optional", found, means, f"{weight.how} {weight.homepage}", str(place.goes))


def _output(command: list[str], timeout: float = 20.0) -> str | None:
    """What a program prints, or None when it does not run."""
    try:
        return subprocess.run(command, capture_output=True, text=True, timeout=timeout, check=True).stdout
    except (OSError, subprocess.SubprocessError):
        return None
