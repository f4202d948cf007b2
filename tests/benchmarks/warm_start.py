"""How long from `python launch.py` until the page is served, warm: median of some starts, and where the time goes.

python tests/benchmarks/warm_start.py [STARTS]
"""

import re
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def seconds(command: list[str]) -> float:
    """Until the command has ended."""
    begin = time.perf_counter()
    subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    return time.perf_counter() - begin


def until_served(workspace: str) -> float:
    """Until the page's HTML has arrived."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "launch.py", "--no-browser", "--port", str(port), "--workspace", workspace]
    begin = time.perf_counter()
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        while time.perf_counter() - begin < 60:
            try:
                with urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=10) as page:
                    if page.status == 200 and page.read():
                        return time.perf_counter() - begin
            except (urllib.error.URLError, OSError):
                time.sleep(0.02)
        raise TimeoutError("no page after a minute")
    finally:
        process.terminate()
        process.wait(30)


def median(values: list[float]) -> float:
    return sorted(values)[len(values) // 2]


def main() -> None:
    starts = int(sys.argv[1]) if len(sys.argv) > 1 else 5
    with tempfile.TemporaryDirectory() as workspace:
        until_served(workspace)  # fills the caches of the disk and of compiled code
        page = median([until_served(workspace) for _ in range(starts)])
    venv = next((path for path in ROOT.glob(".venv/*/python*") if path.stem == "python"), Path(sys.executable))
    quickly = "from studio.gradio_start import import_gradio; import_gradio()"
    commands = {
        "bare Python": [sys.executable, "-c", "pass"],
        "launch.py and the command line": [sys.executable, "launch.py", "--version"],
        "import gradio, as anybody would": [str(venv), "-c", "import gradio"],
        "import gradio, as we do": [str(venv), "-c", quickly],
    }
    parts = {name: median([seconds(command) for _ in range(starts)]) for name, command in commands.items()}
    version = re.search(r'version = "(.*)"', (ROOT / "pyproject.toml").read_text())
    print(f"Marionette {version[1] if version else ''}, warm start, median of {starts}\n")
    print(f"{'':34}  seconds  of budget")
    for name, value in {**parts, "page served (budget 4 s)": page}.items():
        print(f"{name:34}  {value:7.2f}  {value / 4:9.2f}")


if __name__ == "__main__":
    main()
