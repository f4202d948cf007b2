"""The studio prepares its renderer while the creator looks at the first page, and stops doing so when it is closed."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.slow
def test_the_renderer_is_prepared_behind_the_first_page(tmp_path: Path) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    kept = tmp_path / "kept"
    studio = subprocess.Popen(
        [sys.executable, "-m", "studio.cli", "app", "--no-browser", "--port", str(port), "--workspace", tmp_path / "w"],
        cwd=ROOT,
        env={**os.environ, "NUMBA_CACHE_DIR": str(kept)},
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        deadline = time.monotonic() + 120
        while not any(kept.rglob("*.nbi")):
            assert studio.poll() is None and time.monotonic() < deadline
            time.sleep(0.1)
        assert urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=60).status == 200
    finally:
        studio.send_signal(signal.SIGINT)
        said = studio.communicate(timeout=60)[1]
    assert "Traceback" not in said
    left = sorted(kept.rglob("*"))
    time.sleep(1.5)
    assert sorted(kept.rglob("*")) == left, "something goes on compiling after the studio was closed"
