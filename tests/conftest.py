"""What every test may ask for."""

import os
import signal
from pathlib import Path

import pytest
from hypothesis import settings

ROOT = Path(__file__).resolve().parent.parent

# Started in the background, a shell has this process ignore Ctrl-C, and so would every program that tests start.
signal.signal(signal.SIGINT, signal.default_int_handler)

# Timing is for the benchmarks; examples are the same on every machine.
settings.register_profile("marionette", deadline=None, derandomize=True)
settings.load_profile("marionette")


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Skip tests on outside media where it is missing; share tests out by file, those in Chromium as one.

    A page drawn without a graphics card wants more than one core: two of them at once are slower than one by one.
    """
    if hasattr(config, "workerinput"):
        slow = {item.path for item in items if item.get_closest_marker("slow")}
        items.sort(key=lambda item: (not item.get_closest_marker("browser"), item.path not in slow))
        for item in items:
            group = "browser" if item.get_closest_marker("browser") else item.path.stem
            item.add_marker(pytest.mark.xdist_group(group))
    if reference_folder() is None:
        missing = pytest.mark.skip(reason="reference media not found at ../shared/data or $MARIONETTE_DATA")
        for item in items:
            if item.get_closest_marker("reference"):
                item.add_marker(missing)


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
