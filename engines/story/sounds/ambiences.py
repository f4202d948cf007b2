"""What is heard all the time in a place: rain, wind, birds, a crowd. `ambience(name, seconds, seed)` is stereo."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from contracts import StudioError
from engines.story.sounds import RATE
from engines.story.sounds.tones import Dice, clock, count, dies, hump, looped, noise, wandering

F64 = NDArray[np.float64]
LOOP = 2**19 / RATE
"""Seconds after which an ambience begins again; a power of two is quickest."""
MUFFLED = 12_000
"""Samples a second of far voices: there is nothing above 6 kHz in them."""


def _put(whole: F64, at: float, sound: F64, side: float) -> None:
    """Add a sound to [N, 2] at a time (going round at the end), from the side -1 to 1."""
    where = (count(at) + np.arange(len(sound))) % len(whole)
    whole[where, 0] += sound * np.sqrt(0.5 * (1 - side))
    whole[where, 1] += sound * np.sqrt(0.5 * (1 + side))


def _wide(make: Callable[[], F64]) -> F64:
    """[N, 2] two of a kind, one for each ear."""
    return np.stack([make(), make()], axis=-1)


def rain(dice: Dice) -> F64:
    """A hiss of many drops far away, and single ones near by."""
    whole = _wide(lambda: noise(LOOP, 900, 11000, dice, -2))
    drop = noise(0.012, 2500, 8000, dice) * dies(0.012, 0.003)
    for _ in range(700):
        _put(whole, dice.uniform(0, LOOP), drop * dice.uniform(0.3, 1.6), dice.uniform(-0.9, 0.9))
    return whole


def wind(dice: Dice) -> F64:
    """Gusts: low and high parts of the noise come and go by themselves."""

    def ear() -> F64:
        gust = wandering(LOOP, 2.3, dice)
        low = noise(LOOP, 90, 350, dice) * (0.5 + gust)
        high = noise(LOOP, 350, 900, dice) * gust**2
        return low + 0.8 * high + 0.25 * noise(LOOP, 900, 2400, dice) * gust**4

    return _wide(ear)


def birds(dice: Dice) -> F64:
    """A few birds, each with a song of its own that it repeats with pauses, over a breath of leaves."""
    whole = 0.02 * _wide(lambda: noise(LOOP, 800, 5000, dice))
    for _ in range(5):
        side, near = dice.uniform(-0.9, 0.9), dice.uniform(0.25, 1.0)
        song = [(dice.uniform(2300, 4600), dice.uniform(-900, 1100), dice.uniform(0.05, 0.14)) for _ in range(4)]
        song = song[: int(dice.integers(2, 5))]
        at = dice.uniform(0, 3)
        while at < LOOP - 1:
            for hertz, bend, seconds in song:
                t = clock(seconds)
                warble = 25 * np.sin(2 * np.pi * 32 * t)
                tone = np.sin(2 * np.pi * np.cumsum(hertz + bend * t / seconds + warble) / 48000)
                _put(whole, at, near * tone * hump(seconds, 0.4), side)
                at += seconds + dice.uniform(0.03, 0.07)
            at += dice.uniform(1.2, 4.5)
    return whole


def crickets(dice: Dice) -> F64:
    """Chirps of three pulses, from here and there, a little out of step."""
    whole = 0.012 * _wide(lambda: noise(LOOP, 3000, 8000, dice))
    pulse = hump(0.017, 0.5)
    for _ in range(5):
        hertz, side, near = dice.uniform(3900, 4800), dice.uniform(-0.9, 0.9), dice.uniform(0.2, 0.8)
        every, at = dice.uniform(0.45, 0.75), dice.uniform(0, 0.6)
        tone = np.sin(2 * np.pi * hertz * clock(0.017)) * pulse
        while at < LOOP - 0.2:
            for k in range(3):
                _put(whole, at + 0.03 * k, near * tone, side)
            at += every * dice.uniform(0.95, 1.05) + (dice.uniform(1, 2.5) if dice.random() < 0.06 else 0.0)
    return whole


def murmur(seconds: float, dice: Dice, people: int = 24, pitch: tuple[float, float] = (0.8, 1.3)) -> F64:
    """[N] many who talk at once: each a buzz through two formants that change with their syllables. No words."""
    from scipy.signal import resample_poly

    made = np.zeros(round(seconds * MUFFLED))
    for _ in range(people):
        hertz = 150 * dice.uniform(*pitch)
        melody = hertz * (0.9 + 0.25 * wandering(seconds, 0.4, dice, MUFFLED))
        phase = 2 * np.pi * np.cumsum(melody) / MUFFLED
        formant = 2 * np.pi * np.cumsum(350 + 550 * wandering(seconds, 0.16, dice, MUFFLED)) / MUFFLED
        mouth = np.maximum(wandering(seconds, 0.11, dice, MUFFLED) - 0.3, 0)
        mouth *= wandering(seconds, 1.6, dice, MUFFLED) > 0.35
        # Formants without filters: the buzz's pulses carry tones at the formants' frequencies.
        pulses = np.exp(-4.0 * (1 + np.cos(phase)))
        made += mouth * pulses * (np.sin(formant) + 0.4 * np.sin(2.4 * formant))
    far = resample_poly(made, RATE, MUFFLED)[: count(seconds)]
    return far + 0.1 * noise(len(far) / RATE, 250, 1800, dice)


def crowd(dice: Dice) -> F64:
    """Grown people talking all around."""
    return _around(murmur(LOOP, dice, 12))


def children(dice: Dice) -> F64:
    """Children at play, at a distance."""
    return _around(murmur(LOOP, dice, 7, (1.7, 2.6)))


def _around(mono: F64) -> F64:
    """[N, 2] from everywhere: the other ear hears it at another time."""
    return np.stack([mono, np.roll(mono, len(mono) // 3)], axis=-1)


def sea(dice: Dice) -> F64:
    """Waves that come, break and run back."""
    whole = 0.15 * _wide(lambda: noise(LOOP, 120, 900, dice, -2))
    for start in np.arange(0, LOOP - 2.0, 0.25 * LOOP):
        seconds, side = dice.uniform(4.5, 6.0), dice.uniform(-0.4, 0.4)
        come = noise(seconds, 120, 1600, dice, -3) * hump(seconds, 0.42)
        wash = 0.6 * noise(seconds, 1200, 7000, dice, -2) * hump(seconds, 0.62) ** 2
        _put(whole, start + dice.uniform(0, 0.8), (come + wash) * dice.uniform(0.7, 1.0), side)
    return whole


def river(dice: Dice) -> F64:
    """Water over stones."""
    whole = _wide(lambda: noise(LOOP, 300, 3200, dice, -2) * (0.75 + 0.25 * wandering(LOOP, 0.2, dice)))
    for _ in range(240):
        seconds = dice.uniform(0.03, 0.08)
        t = clock(seconds)
        hertz = dice.uniform(380, 1200)
        blip = np.sin(2 * np.pi * (hertz * t + 3 * hertz * t * t)) * hump(seconds, 0.3)
        _put(whole, dice.uniform(0, LOOP), blip * dice.uniform(0.3, 1.2), dice.uniform(-0.8, 0.8))
    return whole


def traffic(dice: Dice) -> F64:
    """A town's hum, and now and then a car that goes by from one side to the other."""
    whole = 0.5 * _wide(lambda: noise(LOOP, 45, 420, dice, -3))
    for start in (0.5, 5.6):
        seconds = dice.uniform(4.0, 5.5)
        passing = (noise(seconds, 90, 700, dice, -2) + 0.5 * noise(seconds, 700, 2600, dice, -3)) * hump(seconds) ** 2
        share = np.linspace(0, 1, len(passing))
        share = share if dice.random() < 0.5 else 1 - share
        where = (count(start + dice.uniform(0, 1)) + np.arange(len(passing))) % len(whole)
        whole[where, 0] += passing * np.sqrt(1 - share)
        whole[where, 1] += passing * np.sqrt(share)
    return whole


def room(dice: Dice) -> F64:
    """The air of a room."""
    return _wide(lambda: noise(LOOP, 70, 500, dice, -4))


def hum(dice: Dice) -> F64:
    """Machines that are on."""
    t = clock(LOOP)
    tone = sum(np.sin(2 * np.pi * 100 * k * t + dice.uniform(0, 6)) / k**1.5 for k in (1, 2, 3, 4, 6))
    return _wide(lambda: np.asarray(tone) + 0.7 * noise(LOOP, 200, 1400, dice, -3))


def space(dice: Dice) -> F64:
    """A slow chord that drifts."""
    t = clock(LOOP)

    def ear() -> F64:
        whole = 0.2 * noise(LOOP, 120, 700, dice, -3)
        for hertz in (55.0, 82.5, 110.0, 165.0, 247.5):
            # Whole turns in the loop, so that it closes.
            near = round(hertz * dice.uniform(0.998, 1.002) * LOOP) / LOOP
            whole += np.sin(2 * np.pi * near * t + dice.uniform(0, 6)) * (0.3 + wandering(LOOP, 3.5, dice)) * 55 / hertz
        return whole

    return _wide(ear)


def underwater(dice: Dice) -> F64:
    """Dull, with bubbles that rise in strings."""
    whole = _wide(lambda: noise(LOOP, 40, 240, dice, -3) * (0.7 + 0.5 * wandering(LOOP, 1.7, dice)))
    for _ in range(9):
        at, side, hertz = dice.uniform(0, LOOP), dice.uniform(-0.8, 0.8), dice.uniform(260, 520)
        for _ in range(int(dice.integers(4, 10))):
            t = clock(0.07)
            blip = np.sin(2 * np.pi * (hertz * t + 2.5 * hertz * t * t)) * hump(0.07, 0.3)
            _put(whole, at % LOOP, 0.9 * blip, side)
            at += dice.uniform(0.05, 0.16)
            hertz *= dice.uniform(0.95, 1.12)
    return whole


_MADE: dict[str, Callable[[Dice], F64]] = {
    "rain": rain, "wind": wind, "birds": birds, "crickets": crickets, "crowd": crowd, "children": children, "sea": sea,
    "river": river, "traffic": traffic, "room": room, "hum": hum, "space": space, "underwater": underwater,
}  # fmt: skip
AMBIENCES = tuple(_MADE)


def ambience(name: str, seconds: float, seed: int = 0) -> NDArray[np.float32]:
    """[N, 2] so many seconds of it; its loudness is that of any other (see loudness.py): -23 LUFS."""
    if name not in _MADE:
        raise StudioError(f"There is no ambience '{name}'.", f"Use one of: {', '.join(AMBIENCES)}.")
    loop = _loop(name, seed % 2)
    return np.stack([looped(loop[:, side], seconds) for side in (0, 1)], axis=-1)


@lru_cache(maxsize=24)
def _loop(name: str, which: int) -> NDArray[np.float32]:
    from engines.story.sounds.loudness import loudness

    made = _MADE[name](np.random.default_rng([crc32(name.encode()), which]))
    made *= 10 ** ((-23.0 - loudness(made)) / 20)
    return made.astype(np.float32)
