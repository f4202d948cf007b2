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


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Skip tests on outside media, with a reason, where it is missing; shared out, begin with the long files."""
    if hasattr(config, "workerinput"):
        long_files = {
            mark: {item.path for item in items if item.get_closest_marker(mark)} for mark in ("browser", "slow")
        }
        items.sort(key=lambda item: (item.path not in long_files["browser"], item.path not in long_files["slow"]))
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
