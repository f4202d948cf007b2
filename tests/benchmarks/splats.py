"""How fast splats are drawn and differentiated: `python tests/benchmarks/splats.py`.

A head-like scene: splats on an ellipsoid shell and shoulders, filling most of the picture. Splats are drawn by all
cores; torch keeps to one thread, as it does while a head is learned. The peer is a plain torch composition of the same
list of splats over whole pictures, in the same run, on as many splats as it can take.
"""

from __future__ import annotations

import argparse
import os
import time
from collections.abc import Callable

import numpy as np
import torch

from renderers.splats import SplatCamera, draw, plain

BUDGETS = {(15_000, 256): (4.0, 10.0), (35_000, 512): (14.0, 38.0)}


def head(count: int, seed: int = 0) -> list[torch.Tensor]:
    """Splats on a face-sized shell and on shoulders below it, about as large as they lie apart."""
    chance = np.random.default_rng(seed)
    skin = count * 2 // 3
    place = chance.normal(size=(skin, 3))
    place = place / np.linalg.norm(place, axis=1, keepdims=True) * [0.09, 0.12, 0.10]
    below = chance.uniform(-1, 1, size=(count - skin, 3)) * [0.18, 0.05, 0.06] + [0, 0.17, 0.02]
    apart = 0.5 * np.sqrt(4 * np.pi * 0.1**2 / count)
    arrays = (
        np.concatenate([place, below]),
        chance.normal(size=(count, 4)),
        apart * chance.uniform(0.4, 1.2, size=(count, 3)),
        chance.uniform(0.3, 0.95, size=count),
        chance.normal(size=(count, 1, 3)) * 0.5,
    )
    return [torch.tensor(array, dtype=torch.float32) for array in arrays]


def before(size: int) -> SplatCamera:
    """A camera that sees the head fill most of a square picture."""
    view = np.array([[1, 0, 0, 0], [0, 1, 0, -0.03], [0, 0, 1, 1.0]])
    return SplatCamera(view, 2.9 * size, 2.9 * size, size / 2, size / 2, size, size)


def least(task: Callable[[], object], repeats: int) -> float:
    """The least milliseconds of several."""
    times = []
    for _ in range(repeats):
        start = time.perf_counter()
        task()
        times.append(time.perf_counter() - start)
    return 1000 * min(times)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0] if __doc__ else None)
    parser.add_argument("--repeats", type=int, default=40)
    repeats = parser.parse_args().repeats
    torch.set_num_threads(1)
    print(f"others keep {os.getloadavg()[0]:.1f} of {os.cpu_count()} cores busy")
    print(f"{'splats':>7} {'picture':>9} {'forward ms':>11} {'budget':>7} {'with backward':>14} {'budget':>7}")
    for count, size in ((5_000, 256), (15_000, 256), (35_000, 256), (15_000, 512), (35_000, 512)):
        tensors = [tensor.requires_grad_() for tensor in head(count)]
        camera = before(size)

        def there_and_back(tensors: list[torch.Tensor] = tensors, camera: SplatCamera = camera) -> None:
            draw(*tensors, camera).colour.sum().backward()

        forward = least(lambda tensors=tensors, camera=camera: draw(*tensors, camera), repeats)  # type: ignore[misc]
        whole = least(there_and_back, repeats)
        first, second = BUDGETS.get((count, size), ("", ""))
        print(f"{count:7} {size:5}x{size} {forward:11.2f} {first:>7} {whole:14.2f} {second:>7}")
    few, small = [tensor.requires_grad_() for tensor in head(500)], before(64)
    ours = least(lambda: draw(*few, small).colour.sum().backward(), 10)
    theirs = least(lambda: plain.draw(*few, small).colour.sum().backward(), 3)
    print(
        f"500 splats at 64x64 with backward: {ours:.2f} ms, in plain torch {theirs:.1f} ms, {theirs / ours:.0f} times"
    )


if __name__ == "__main__":
    main()
