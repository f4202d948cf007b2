"""Write requirements.txt, which a Hugging Face Space reads, from the pins in pyproject.toml.

python tools/write_requirements.py
"""

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from studio.pins import Pins  # noqa: E402

HEADER = "# The pins live in pyproject.toml. This copy is for Hugging Face Spaces: python tools/write_requirements.py\n"


def requirements() -> str:
    """The text of requirements.txt."""
    return HEADER + "".join(f"{pin}\n" for pin in Pins.read(ROOT, extras=[]).all())


if __name__ == "__main__":
    (ROOT / "requirements.txt").write_text(requirements(), encoding="utf-8")
