"""The sound of soft shoes on a wooden floor."""

import numpy as np

from tools.samples.timing import Array

RATE = 16_000


def footsteps(seconds: float, strikes: Array) -> Array:
    """Mono sound `[n]` at `RATE` in which a heel lands at each of `strikes` (seconds) and its sole just after."""
    rng = np.random.default_rng(11)
    sound = np.zeros(round(seconds * RATE))
    for k, strike in enumerate(strikes):
        firmness = 1.0 + 0.12 * rng.normal()
        for delay, level, pitch in ((0.0, 1.0, 92.0 if k % 2 else 86.0), (0.085, 0.38, 130.0)):
            _add(sound, round((strike + delay) * RATE), level * firmness * _tap(rng, pitch))
    return sound / np.abs(sound).max() * 0.5


def _tap(rng: np.random.Generator, pitch: float) -> Array:
    """One touch, 0.16 s: a falling thump and a short rustle."""
    t = np.arange(round(0.16 * RATE)) / RATE
    thump = np.sin(2 * np.pi * (pitch * t + 0.6 * (1 - np.exp(-t / 0.012)))) * np.exp(-t / 0.028)
    rustle = np.convolve(rng.normal(0, 1, len(t)), np.hanning(9) / 4.5, mode="same") * np.exp(-t / 0.014)
    return (thump + 0.55 * rustle) * np.minimum(t / 0.0015, 1.0)


def _add(sound: Array, start: int, piece: Array) -> None:
    """Mix `piece` in from sample `start`; what hangs over the end belongs to the loop's beginning."""
    np.add.at(sound, (start + np.arange(len(piece))) % len(sound), piece)
