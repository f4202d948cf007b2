"""How well frames fit states, compiled. Its plain twin is `AcousticModel.scores_plain`."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from contracts.kernels import kernel

_NEGLIGIBLE = np.float32(9.0)


@kernel(fastmath=True)  # type: ignore[untyped-decorator]
def mixtures(
    features: NDArray[np.float32],
    means: NDArray[np.float32],
    precisions: NDArray[np.float32],
    constants: NDArray[np.float32],
    weights: NDArray[np.float32],
    scores: NDArray[np.float32],
    columns: NDArray[np.int64],
) -> None:
    """Adds one phone's log likelihoods in all streams to its `columns` of `scores` [T, K].

    features [T, 39]; means and half precisions [3, 13, 128]; constants [3, 128]; weights [3, 128, len(columns)].
    """
    gauss = np.empty(128, np.float32)
    total = np.empty(len(columns), np.float32)
    for frame in range(len(features)):
        for stream in range(3):
            for one in range(128):
                gauss[one] = constants[stream, one]
            for axis in range(13):
                x = features[frame, stream * 13 + axis]
                for one in range(128):
                    away = x - means[stream, axis, one]
                    gauss[one] -= away * away * precisions[stream, axis, one]
            best = gauss[0]
            for one in range(1, 128):
                best = max(best, gauss[one])
            total[:] = np.float32(1e-30)
            for one in range(128):
                below = best - gauss[one]
                if below < _NEGLIGIBLE:
                    share = np.exp(-below)
                    for column in range(len(columns)):
                        total[column] += share * weights[stream, one, column]
            for column in range(len(columns)):
                scores[frame, columns[column]] += best + np.log(total[column])
