"""Pages and films are made side by side: skinning may be asked for from several threads at once."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]
SCRIPT = """
import threading
import numpy as np
from engines.body import load_body
from engines.motion import Motion

body = load_body()
motion = Motion.of(30, np.random.default_rng(0).normal(0, 0.3, (40, 55, 3)))
alone = body.vertices(motion)
wrong = []

def skin():
    for _ in range(5):
        if not np.array_equal(body.vertices(motion), alone):
            wrong.append(1)

threads = [threading.Thread(target=skin) for _ in range(4)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
print("same" if not wrong else "different")
"""


@pytest.mark.slow
def test_four_threads_get_what_one_gets_on_the_least_capable_threading_layer():
    environment = {**os.environ, "NUMBA_THREADING_LAYER": "workqueue"}
    run = subprocess.run([sys.executable, "-c", SCRIPT], cwd=ROOT, env=environment, capture_output=True, text=True)
    assert run.stdout.strip() == "same", run.stderr[-500:]
