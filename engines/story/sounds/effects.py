"""Short sounds: what feet, hands, balls and things do. `effect(name, seed)` gives one with its peak at 1."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from contracts import StudioError
from engines.story.sounds.tones import Dice, clock, count, dies, glide, hump, noise, struck, together

F64 = NDArray[np.float64]
GROUNDS = ("grass", "wood", "stone", "sand", "snow", "water", "carpet", "metal")
VARIETY = 6
"""How many of a kind there are, so that no two steps in a row sound the same."""


def _thud(dice: Dice, deep: float = 75.0, seconds: float = 0.16) -> F64:
    return glide(2.0 * deep * dice.uniform(0.9, 1.1), deep, seconds, 0.035)


def _grass(dice: Dice) -> F64:
    rustle = noise(0.11, 1800, 7000, dice) * hump(0.11, 0.25) * 0.16
    return together([(0.0, 0.8 * _thud(dice, 70)), (0.005, rustle), (0.06, 0.6 * rustle[::-1])])


def _wood(dice: Dice) -> F64:
    low = dice.uniform(150, 190)
    body = struck([(low, 0.9, 0.03), (2.3 * low, 0.4, 0.02), (4.1 * low, 0.15, 0.01)], 0.16)
    return together([(0.0, body), (0.0, 0.12 * noise(0.012, 1500, 6000, dice) * dies(0.012, 0.004))])


def _stone(dice: Dice) -> F64:
    click = 0.28 * noise(0.03, 1400, 6500, dice) * dies(0.03, 0.006)
    scuff = 0.035 * noise(0.08, 2500, 9000, dice) * hump(0.08, 0.3)
    return together([(0.0, click), (0.0, 0.5 * _thud(dice, 95, 0.1)), (0.03, scuff)])


def _sand(dice: Dice) -> F64:
    crush = noise(0.16, 700, 5200, dice) * hump(0.16, 0.22) * 0.22
    return together([(0.0, crush), (0.0, 0.35 * _thud(dice, 65))])


def _snow(dice: Dice) -> F64:
    grains = (dice.random(count(0.18)) < 0.006).astype(float)
    creak = np.convolve(grains, dies(0.012, 0.003), "same") * noise(0.18, 900, 4200, dice)
    return together([(0.0, 0.5 * creak * hump(0.18, 0.4)), (0.0, 0.3 * _thud(dice, 60))])


def _water(dice: Dice) -> F64:
    wash = noise(0.22, 500, 6000, dice, -3) * dies(0.22, 0.06, 0.01) * 0.22
    drops = [(dice.uniform(0.03, 0.16), 0.12 * _blip(dice)) for _ in range(4)]
    return together([(0.0, wash), *drops])


def _carpet(dice: Dice) -> F64:
    return together([(0.0, 0.7 * _thud(dice, 60)), (0.0, 0.05 * noise(0.08, 600, 2600, dice) * hump(0.08, 0.3))])


def _metal(dice: Dice) -> F64:
    low = dice.uniform(210, 250)
    return struck([(low, 0.6, 0.07), (2.76 * low, 0.35, 0.05), (5.4 * low, 0.2, 0.03)], 0.3)


def _blip(dice: Dice) -> F64:
    """A drop or a bubble: a tone that rises as it closes."""
    t = clock(0.06)
    start = dice.uniform(450, 1100)
    return np.sin(2 * np.pi * (start * t + 0.5 * start * 9 * t * t)) * dies(0.06, 0.018, 0.003)


_STEPS: dict[str, Callable[[Dice], F64]] = {
    "grass": _grass, "wood": _wood, "stone": _stone, "sand": _sand, "snow": _snow, "water": _water, "carpet": _carpet,
    "metal": _metal,
}  # fmt: skip


def _landing(ground: str, dice: Dice) -> F64:
    step = _STEPS[ground]
    return together([(0.0, step(dice)), (0.018, 0.9 * step(dice)), (0.0, 1.3 * _thud(dice, 52, 0.26))])


def _whoosh(dice: Dice) -> F64:
    seconds = dice.uniform(0.28, 0.36)
    low, middle, high = ((200, 500), (600, 1500), (1500, 3800))
    parts = zip((low, middle, high), (0.35, 0.5, 0.6), (0.8, 1.0, 0.5), strict=True)
    return np.asarray(sum(much * noise(seconds, *band, dice) * hump(seconds, peak) for band, peak, much in parts))


def _clap(dice: Dice) -> F64:
    bursts = [(at, noise(0.05, 900, 4200, dice) * dies(0.05, 0.006)) for at in (0.0, 0.006, 0.011)]
    tail = 0.10 * noise(0.16, 700, 3000, dice) * dies(0.16, 0.035)
    return together([*bursts, (0.011, tail)])


def _slap(dice: Dice) -> F64:
    """A ball in hands, a palm on a palm."""
    return together([(0.0, noise(0.06, 500, 2600, dice) * dies(0.06, 0.009)), (0.0, 0.9 * _thud(dice, 120, 0.1))])


def _cloth(dice: Dice) -> F64:
    return noise(0.35, 500, 3200, dice) * hump(0.35, 0.3)


def _knock(dice: Dice) -> F64:
    low = dice.uniform(190, 220)
    hit = struck([(low, 1.0, 0.035), (1.9 * low, 0.6, 0.025), (3.4 * low, 0.25, 0.012)], 0.2)
    return together([(0.17 * k + dice.uniform(0, 0.01), hit * share) for k, share in enumerate((0.8, 1.0, 0.9))])


def _door(dice: Dice) -> F64:
    t = clock(0.7)
    wobble = 95 + 45 * hump(0.7, 0.4) + 8 * np.sin(2 * np.pi * 9 * t)
    teeth = np.maximum(np.sin(2 * np.pi * np.cumsum(wobble) / 48000), 0) ** 12
    creak = np.convolve(teeth, struck([(620, 1, 0.004), (1340, 0.6, 0.003)], 0.02), "same") * hump(0.7, 0.45)
    creak /= np.abs(creak).max()
    latch = struck([(140, 1.0, 0.04), (330, 0.5, 0.02), (900, 0.3, 0.008)], 0.2)
    return together([(0.0, 0.28 * creak), (0.72, latch)])


def _bell(dice: Dice) -> F64:
    low = 523.0
    modes = [(low * ratio, much, lasts) for ratio, much, lasts in _BELL]
    return struck(modes, 2.2)


_BELL = ((0.5, 0.25, 0.9), (1.0, 0.7, 0.8), (1.19, 0.35, 0.6), (1.5, 0.3, 0.5), (2.0, 0.6, 0.45), (2.74, 0.25, 0.3),
         (4.07, 0.12, 0.2))  # fmt: skip


def _doorbell(dice: Dice) -> F64:
    def ding(hertz: float) -> F64:
        return struck([(hertz, 1.0, 0.4), (2 * hertz, 0.3, 0.25), (4.2 * hertz, 0.1, 0.08)], 1.2)

    return together([(0.0, ding(659.3)), (0.45, ding(523.3))])


def _kick(dice: Dice) -> F64:
    return together([(0.0, glide(210, 75, 0.14, 0.04)), (0.0, 0.10 * noise(0.02, 900, 5000, dice) * dies(0.02, 0.004))])


def _bat(dice: Dice) -> F64:
    crack = noise(0.03, 1800, 7000, dice) * dies(0.03, 0.004) * 0.5
    return together([(0.0, crack), (0.0, struck([(820, 0.8, 0.02), (1650, 0.5, 0.012), (330, 0.5, 0.03)], 0.12))])


def _bounce(dice: Dice) -> F64:
    ring = struck([(dice.uniform(470, 510), 0.18, 0.05)], 0.2)
    return together([(0.0, glide(260, 110, 0.13, 0.035)), (0.0, ring)])


def _hit(dice: Dice) -> F64:
    """A blow as cartoons have it: more pillow than bone."""
    return together([(0.0, glide(320, 90, 0.16, 0.045)), (0.0, 0.14 * noise(0.08, 400, 2400, dice) * dies(0.08, 0.02))])


def _fall(dice: Dice) -> F64:
    return together([(0.0, _thud(dice, 48, 0.3)), (0.07, 0.6 * _thud(dice, 60, 0.24)), (0.0, 0.07 * _cloth(dice))])


def _splash(dice: Dice) -> F64:
    hit = noise(0.9, 300, 7000, dice, -4) * dies(0.9, 0.16, 0.012) * 0.5
    drops = [(dice.uniform(0.1, 0.8), dice.uniform(0.1, 0.3) * _blip(dice)) for _ in range(14)]
    return together([(0.0, hit), (0.0, 0.5 * glide(150, 55, 0.25, 0.08)), *drops])


def _stroke(dice: Dice) -> F64:
    """A hand that goes into the water."""
    return together([(0.0, noise(0.4, 500, 5000, dice, -3) * hump(0.4, 0.25) * 0.4), (0.1, 0.15 * _blip(dice))])


def _key(dice: Dice) -> F64:
    press = noise(0.012, 2200, 7500, dice) * dies(0.012, 0.003)
    body = struck([(dice.uniform(380, 520), 0.4, 0.008)], 0.03)
    return together([(0.0, press), (0.0, body), (dice.uniform(0.05, 0.07), 0.35 * press[::-1])])


def _page(dice: Dice) -> F64:
    flutter = 0.4 + 0.6 * np.abs(np.sin(2 * np.pi * 11 * clock(0.42) + dice.uniform(0, 6)))
    return noise(0.42, 1800, 8000, dice) * hump(0.42, 0.6) * flutter


def _crunch(dice: Dice) -> F64:
    grains = [(dice.uniform(0, 0.12), noise(0.02, 1200, 5200, dice) * dies(0.02, 0.004)) for _ in range(7)]
    return together([(0.0, 0.3 * _thud(dice, 130, 0.08)), *grains])


def _gulp(dice: Dice) -> F64:
    return together([(0.0, glide(420, 170, 0.09, 0.04)), (0.22, 0.8 * glide(380, 150, 0.09, 0.04))])


def _cheer(dice: Dice) -> F64:
    from engines.story.sounds.ambiences import murmur

    seconds = 2.2
    return murmur(seconds, dice, 34, (1.25, 1.8)) * hump(seconds, 0.3)


def _whistle(dice: Dice) -> F64:
    t = clock(0.6)
    trill = 2750 + 90 * np.sign(np.sin(2 * np.pi * 28 * t))
    tone = np.sin(2 * np.pi * np.cumsum(trill) / 48000)
    return (tone + 0.1 * noise(0.6, 2000, 5000, dice)) * np.minimum(dies(0.6, 0.9, 0.015), 1)


def _horn(dice: Dice) -> F64:
    t = clock(0.45)
    tone = sum(np.sin(2 * np.pi * hertz * k * t) / k for hertz in (392, 494) for k in (1, 2, 3, 4))
    return np.asarray(tone) * hump(0.45, 0.5) ** 0.3


def _drum(dice: Dice) -> F64:
    beat = together([(0.0, glide(180, 82, 0.3, 0.11)), (0.0, 0.12 * noise(0.05, 500, 4000, dice) * dies(0.05, 0.01))])
    return together([(0.0, beat), (0.3, 0.7 * beat), (0.6, beat), (0.75, 0.6 * beat), (0.9, 0.9 * beat)])


def _thunder(dice: Dice) -> F64:
    seconds = 4.0
    rumble = noise(seconds, 28, 160, dice, -4) * np.exp(-clock(seconds) / 1.3)
    rolls = [(dice.uniform(0.1, 1.8), noise(0.9, 35, 260, dice, -4) * hump(0.9, 0.3) * 0.8) for _ in range(4)]
    crack = 0.12 * noise(0.5, 300, 2500, dice, -3) * dies(0.5, 0.12, 0.02)
    return together([(0.05, rumble), *rolls, (0.0, crack)]) * 1.0


_MADE: dict[str, Callable[[Dice], F64]] = {
    **{f"step {ground}": made for ground, made in _STEPS.items()},
    **{f"landing {ground}": lambda dice, ground=ground: _landing(ground, dice) for ground in GROUNDS},  # type: ignore[misc]
    "whoosh": _whoosh, "clap": _clap, "slap": _slap, "cloth": _cloth, "knock": _knock, "door": _door, "bell": _bell,
    "doorbell": _doorbell, "kick": _kick, "bat": _bat, "bounce": _bounce, "hit": _hit, "fall": _fall,
    "splash": _splash, "stroke": _stroke, "key": _key, "page": _page, "crunch": _crunch, "gulp": _gulp,
    "cheer": _cheer, "whistle": _whistle, "horn": _horn, "drum": _drum, "thunder": _thunder,
}  # fmt: skip
EFFECTS = tuple(_MADE)


def effect(name: str, seed: int = 0) -> NDArray[np.float32]:
    """[N] the sound of that name, peak 1, one of a few that differ a little."""
    if name not in _MADE:
        raise StudioError(f"There is no sound '{name}'.", f"Use one of: {', '.join(EFFECTS)}.")
    return _effect(name, seed % VARIETY)


@lru_cache(maxsize=300)
def _effect(name: str, which: int) -> NDArray[np.float32]:
    made = _MADE[name](np.random.default_rng([crc32(name.encode()), which]))
    edge = min(count(0.003), len(made))
    made[-edge:] *= np.linspace(1, 0, edge)
    sound = (made / max(float(np.abs(made).max()), 1e-9)).astype(np.float32)
    sound.flags.writeable = False
    return sound
