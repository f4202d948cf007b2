"""What sounds are made of: noise of some colour, things that ring when struck, tones that glide, and envelopes."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from engines.story.sounds import RATE

F64 = NDArray[np.float64]
Dice = np.random.Generator


def count(seconds: float) -> int:
    """Samples in that time."""
    return max(round(seconds * RATE), 1)


def clock(seconds: float) -> F64:
    """[N] the time of each sample."""
    return np.arange(count(seconds)) / RATE


def noise(seconds: float, low: float, high: float, dice: Dice, tilt: float = 0.0) -> F64:
    """[N] noise between two frequencies with soft edges, of mean square 1. tilt: decibels an octave."""
    size = count(seconds)
    padded = 1 << max(size - 1, 1).bit_length()
    hertz = np.maximum(np.fft.rfftfreq(padded, 1 / RATE), 1.0)
    shape = (hertz / np.sqrt(low * high)) ** (tilt / 6.02)
    shape /= np.sqrt(1 + (low / hertz) ** 6) * np.sqrt(1 + (hertz / high) ** 6)
    spectrum = shape * np.exp(2j * np.pi * dice.random(len(hertz)))
    made = np.fft.irfft(spectrum, padded)[:size]
    return made / max(float(np.sqrt(np.mean(made**2))), 1e-12)


def struck(modes: Sequence[tuple[float, float, float]], seconds: float) -> F64:
    """[N] something that rings: each mode is its frequency, its strength, and the seconds in which it falls to 1/e."""
    t = clock(seconds)
    made = np.zeros(len(t))
    for hertz, strength, lasts in modes:
        made += strength * np.sin(2 * np.pi * hertz * t) * np.exp(-t / lasts)
    return made * attack(len(t), 0.0008)


def glide(start: float, end: float, seconds: float, lasts: float) -> F64:
    """[N] a tone from one frequency to another that dies away: a drum's skin, a ball, a drop."""
    t = clock(seconds)
    hertz = end + (start - end) * np.exp(-t / (0.25 * seconds))
    return np.sin(2 * np.pi * np.cumsum(hertz) / RATE) * np.exp(-t / lasts) * attack(len(t), 0.001)


def attack(size: int, seconds: float) -> F64:
    """[N] from 0 to 1 in that time."""
    return np.clip(np.arange(size) / max(seconds * RATE, 1.0), 0.0, 1.0)


def dies(seconds: float, lasts: float, rises: float = 0.001) -> F64:
    """[N] up at once, and down to 1/e in `lasts`."""
    t = clock(seconds)
    return np.exp(-t / lasts) * attack(len(t), rises) * attack(len(t), 0.004)[::-1]


def hump(seconds: float, peak: float = 0.5) -> F64:
    """[N] from nothing to 1 at the share `peak` of the time and back, softly."""
    share = np.linspace(0, 1, count(seconds))
    bent = share ** (np.log(0.5) / np.log(peak))
    return np.sin(np.pi * bent) ** 2


def together(parts: Sequence[tuple[float, F64]]) -> F64:
    """[N] sounds that begin at their seconds."""
    size = max(round(start * RATE) + len(sound) for start, sound in parts)
    made = np.zeros(size)
    for start, sound in parts:
        at = round(start * RATE)
        made[at : at + len(sound)] += sound
    return made


def wandering(seconds: float, slow: float, dice: Dice, rate: int = RATE) -> F64:
    """[N] a number between 0 and 1 that changes at random, over about `slow` seconds."""
    knots = dice.random(max(int(seconds / slow) + 4, 4))
    at = np.arange(max(round(seconds * rate), 1)) / (rate * slow)
    left = at.astype(int)
    share = at - left
    share = share * share * (3 - 2 * share)
    return knots[left] * (1 - share) + knots[left + 1] * share


def looped(sound: NDArray[np.float32], seconds: float, join: float = 0.8) -> NDArray[np.float32]:
    """[N] the sound again and again for so long, each time faded into the next."""
    wanted, over = count(seconds), count(join)
    if len(sound) >= wanted:
        return sound[:wanted]
    share = np.linspace(0, 1, over, dtype=np.float32)
    step = len(sound) - over
    made = np.zeros(wanted + len(sound), np.float32)
    for start in range(0, wanted, step):
        part = sound.copy()
        if start:
            part[:over] *= np.sqrt(share)
        part[-over:] *= np.sqrt(1 - share)
        made[start : start + len(part)] += part
    return made[:wanted]
