"""Make the environment in which the tests open our files in Blender: `python tools/blender_env.py`.

Blender's own Python module needs numpy 1 where Marionette needs numpy 2, so it lives in `.venv-blender` beside
`.venv`. Needs Python 3.11; downloads about 350 MB. Standard library only.
"""

import subprocess
import sys
import time
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / ".venv-blender"
PINS = ("bpy==4.5.*", "numpy==1.26.4")


def python() -> Path:
    """The interpreter of Blender's environment, whether or not it exists yet."""
    return FOLDER / ("Scripts/python.exe" if sys.platform == "win32" else "bin/python")


def main() -> int:
    """Install Blender as a module and say how long it took and how large it is."""
    if sys.version_info[:2] != (3, 11):
        print("Blender 4.5 as a module needs Python 3.11; run this script with it.", file=sys.stderr)
        return 2
    started = time.monotonic()
    venv.create(FOLDER, with_pip=True, clear=True)
    install = [str(python()), "-m", "pip", "install", "--disable-pip-version-check", *PINS]
    if subprocess.run(install, check=False).returncode:
        print("Blender did not install; pip's messages above say why.", file=sys.stderr)
        return 1
    version = subprocess.run(
        [str(python()), "-c", "import bpy; print(bpy.app.version_string)"], check=True, capture_output=True, text=True
    ).stdout.splitlines()[-1]
    size = sum(file.stat().st_size for file in FOLDER.rglob("*") if file.is_file() and not file.is_symlink())
    print(f"Blender {version} is ready in {time.monotonic() - started:.0f} s and takes {size / 1e9:.2f} GB.")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
