"""The front end's one loop over time, compiled. Its plain twin is `cepstra.without_noise_plain`."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from contracts.kernels import kernel


@kernel
def without_noise(bands: NDArray[np.float64]) -> NDArray[np.float64]:
    """[T, B] band energies with steady noise taken off."""
    frames, count = bands.shape
    clean = np.empty_like(bands)
    power = bands[0].copy()
    noise = bands[0] / 20.0
    floor = bands[0] / 20.0
    peak = np.zeros(count)
    gain = np.empty(count)
    for frame in range(frames):
        for band in range(count):
            power[band] = 0.7 * power[band] + 0.3 * bands[frame, band]
            keep = 0.995 if power[band] >= noise[band] else 0.5
            noise[band] = keep * noise[band] + (1 - keep) * power[band]
            signal = max(power[band] - noise[band], 1.0)
            keep = 0.995 if signal >= floor[band] else 0.5
            floor[band] = keep * floor[band] + (1 - keep) * signal
            peak[band] *= 0.85
            heard = signal
            if signal < 0.85 * peak[band]:
                heard = 0.2 * peak[band]
            peak[band] = max(peak[band], signal)
            heard = max(heard, floor[band])
            gain[band] = min(max(heard / power[band], 0.05), 20.0)
        for band in range(count):
            low = max(0, band - 4)
            high = min(count, band + 5)
            total = 0.0
            for side in range(low, high):
                total += gain[side]
            clean[frame, band] = bands[frame, band] * (total / (high - low))
    return clean
