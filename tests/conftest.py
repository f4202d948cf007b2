"""What every test may ask for."""

import gc
import os
import shutil
import signal
import sys
import tempfile
from collections.abc import Callable, Generator, Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings

from contracts.threads import share_cores

ROOT = Path(__file__).resolve().parent.parent
CHROMIUM = os.environ.get("MARIONETTE_CHROMIUM") or next(
    filter(None, map(shutil.which, ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome"))), None
)
FLAGS = [
    "--no-sandbox", "--use-angle=swiftshader", "--enable-unsafe-swiftshader", "--disable-gpu-compositing",
    "--disable-background-networking", "--disable-component-update", "--disable-sync", "--no-first-run",
    "--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream",
]  # fmt: skip

SCRATCH = Path("/dev/shm")
"""Files in memory, on Linux: nothing waits for a disk that is to be safe from power cuts."""
SCRATCH_BYTES = 8e9

share_cores()

# What tests and the programs they start import is parsed once, and not by each of them.
sys.dont_write_bytecode = False
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)

# Started in the background, a shell has this process ignore Ctrl-C, and so would every program that tests start.
signal.signal(signal.SIGINT, signal.default_int_handler)

# Timing is for the benchmarks; examples are the same on every machine.
settings.register_profile("marionette", deadline=None, derandomize=True)
settings.load_profile("marionette")


def may_hold_scratch(folder: Path) -> bool:
    """Whether there is room in a folder for all that tests write, programs among it."""
    if not folder.is_dir() or not os.access(folder, os.W_OK):
        return False
    return shutil.disk_usage(folder).free > SCRATCH_BYTES and not os.statvfs(folder).f_flag & os.ST_NOEXEC


if "TMPDIR" not in os.environ and may_hold_scratch(SCRATCH):
    os.environ["TMPDIR"] = str(SCRATCH)
    tempfile.tempdir = None  # so that it is chosen again


@pytest.hookimpl(wrapper=True)
def pytest_collection(session: pytest.Session) -> Generator[None, object, object]:
    """Import what all tests need without looking for garbage in it, then or ever after: it stays."""
    if hasattr(session.config, "workerinput"):  # it runs a share of all tests, so pages are among them
        from studio.gradio_start import import_gradio

        import_gradio()
    gc.disable()
    try:
        return (yield)
    finally:
        gc.freeze()
        gc.enable()


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> Generator[None]:
    """Skip tests whose media or browser is missing; share tests out by groups, those in Chromium first.

    A page drawn without a graphics card wants more than one core: two of them at once are slower than one by one.
    """
    if hasattr(config, "workerinput"):
        slow = {item.path for item in items if item.get_closest_marker("slow")}
        items.sort(key=lambda item: (not item.get_closest_marker("browser"), item.path not in slow))
        for item in items:
            item.add_marker(pytest.mark.xdist_group(group_of(item)))
    if CHROMIUM is None:
        for item in items:
            if item.get_closest_marker("browser"):
                item.add_marker(pytest.mark.skip(reason="no Chromium found (apt install chromium)"))
    if reference_folder() is None:
        missing = pytest.mark.skip(reason="reference media not found at ../shared/data or $MARIONETTE_DATA")
        for item in items:
            if item.get_closest_marker("reference"):
                item.add_marker(missing)
    yield
    if hasattr(config, "workerinput") and config.getoption("loadgroup") and items and "@" not in items[0].nodeid:
        raise pytest.UsageError("pytest-xdist does not keep groups of tests together with this version of pytest.")


def group_of(item: pytest.Item) -> str:
    """Which tests run one after the other in one process: those of a file, of all pages, of all learned faces.

    Faces are learned from a film that is made first, once in each process that wants it.
    """
    if item.get_closest_marker("browser"):
        return "browser"
    return "faces" if item.path.parent.name == "avatar" else item.path.stem


def reference_folder() -> Path | None:
    """The folder of outside media that `reference` tests measure against, if it is here."""
    folder = Path(os.environ.get("MARIONETTE_DATA", ROOT.parent / "shared" / "data"))
    return folder if folder.is_dir() else None


@pytest.fixture(scope="session")
def reference() -> Path:
    """The reference media folder; use together with the `reference` marker."""
    folder = reference_folder()
    assert folder is not None, "mark this test with @pytest.mark.reference"
    return folder


@pytest.fixture(scope="session")
def launch_chromium() -> Iterator[Callable[..., Any]]:
    """Starts a browser with further flags. Playwright itself can be started only once in a process."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        yield lambda *flags: playwright.chromium.launch(executable_path=CHROMIUM, args=[*FLAGS, *flags])


@pytest.fixture(scope="session")
def chromium(launch_chromium: Callable[..., Any]) -> Iterator[Any]:
    """A browser in which sound may begin by itself."""
    browser = launch_chromium("--autoplay-policy=no-user-gesture-required")
    yield browser
    browser.close()
