"""What waiting threads cost on a busy computer: small products and sums, once as the libraries come and once as we set
them (contracts/threads.py), while as many busy loops run as there are cores.

    .venv/bin/python tests/benchmarks/threads.py
"""

import multiprocessing
import os
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from contracts.threads import PATIENT  # noqa: E402

WORK = """
import time
import numba, numpy as np, torch
from numba import njit, prange

@njit(parallel=True)
def roots(values):
    sums = np.zeros(64)
    for row in prange(64):
        for value in values[row]:
            sums[row] += np.sqrt(value)
    return sums

values, matrix = np.random.rand(64, 3000), np.random.rand(300, 300)
tensor, square = torch.rand(200_000), torch.rand(256, 256)
roots(values)
for name, work in (("numpy", lambda: matrix @ matrix), ("torch", lambda: ((tensor * 2 + 1).sum(), square @ square)),
                   ("numba", lambda: roots(values))):
    start = time.perf_counter()
    for _ in range(200):
        work()
    print(name, time.perf_counter() - start)
"""


def burn() -> None:
    while True:
        pass


def seconds(settings: dict[str, str]) -> dict[str, float]:
    """Wall seconds of each part of the work under these settings."""
    plain = {name: value for name, value in os.environ.items() if name not in PATIENT}
    done = subprocess.run([sys.executable, "-c", WORK], env={**plain, **settings}, capture_output=True, text=True)
    return {name: float(took) for name, took in map(str.split, done.stdout.splitlines())}


def main() -> None:
    rivals = [multiprocessing.Process(target=burn, daemon=True) for _ in range(os.cpu_count() or 1)]
    for rival in rivals:
        rival.start()
    time.sleep(0.5)
    before, after = seconds({}), seconds(PATIENT)
    for rival in rivals:
        rival.terminate()
    print(f"{'200 times':10} {'as they come':>13} {'as we set them':>15} {'ratio':>7}")
    for name, took in before.items():
        print(f"{name:10} {took:11.2f} s {after[name]:13.2f} s {took / after[name]:7.1f}")


if __name__ == "__main__":
    main()
