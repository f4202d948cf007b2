"""How well frames fit states, compiled. Its plain twin is `AcousticModel.scores_plain`."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from contracts.kernels import kernel


@kernel(fastmath=True)  # type: ignore[untyped-decorator]
def mixtures(
    features: NDArray[np.float32],
    phones: NDArray[np.int64],
    first: NDArray[np.int64],
    columns: NDArray[np.int64],
    means: NDArray[np.float32],
    halves: NDArray[np.float32],
    constants: NDArray[np.float32],
    weights: NDArray[np.float32],
    scores: NDArray[np.float32],
) -> None:
    """Log likelihoods of frames in senones that are sorted by their phones, into `scores` [T, K].

    Senones first[n] to first[n + 1] belong to phones[n]; the k-th goes to column columns[k]. features [T, 39];
    means and halves [P, 3, 13, 128]; constants [P, 3, 128]; weights [K, 3, 128], sorted as the senones are.
    """
    gauss = np.empty(128, np.float32)
    bests = np.empty(len(features), np.float32)
    scores[:] = 1
    for number in range(len(phones)):
        phone, low, high = phones[number], first[number], first[number + 1]
        bests[:] = 0
        for stream in range(3):  # outside the frames: the Gaussians of a stream stay in the processor's cache
            for frame in range(len(features)):
                for one in range(128):
                    gauss[one] = constants[phone, stream, one]
                for axis in range(13):
                    x = features[frame, stream * 13 + axis]
                    for one in range(128):
                        away = x - means[phone, stream, axis, one]
                        gauss[one] -= away * away * halves[phone, stream, axis, one]
                best = gauss[0]
                for one in range(1, 128):
                    best = max(best, gauss[one])
                bests[frame] += best
                # exp(x) as (1 + x / 1024) ** 1024, which the processor can do for many at once; exact to 0.5 % where
                # a Gaussian counts for more than a hundredth of the best.
                for one in range(128):
                    share = max(np.float32(1) + (gauss[one] - best) * np.float32(1 / 1024), np.float32(0))
                    for _ in range(10):
                        share *= share
                    gauss[one] = share
                for column in range(low, high):
                    total = np.float32(1e-12)  # as little as the least weight: three of them make no underflow
                    for one in range(128):
                        total += gauss[one] * weights[column, stream, one]
                    scores[frame, columns[column]] *= total
        for frame in range(len(features)):
            for column in range(low, high):
                scores[frame, columns[column]] = bests[frame] + np.log(scores[frame, columns[column]])
