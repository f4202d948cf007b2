"""The sound of a whole film: voices, effects and ambience, balanced so that every word is understood."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from contracts import Progress, silent
from engines.story.direct import SAMPLE_RATE, Show, Staged
from engines.story.memory import Memory
from engines.story.picture import TURNS
from engines.story.script import Beat, Line, Scene
from engines.story.sounds import RATE

F32 = NDArray[np.float32]
VOICE = {"said": -18.0, "shouted": -15.0, "whispered": -23.0, "sang": -17.0}
"""Loudness of what is said, LUFS, by manner; whoever speaks."""
AROUND = -40.0
"""Loudness of what a place sounds like, LUFS, where nobody speaks."""
DUCKED = {"effects": -7.0, "ambience": -8.0}
"""Decibels by which the rest steps back while somebody speaks."""
PEAK = -14.0
"""Decibels below full of the peak of an effect that is as loud as usual."""
QUIET = {
    "step": -9.0, "landing": -1.0, "cloth": -16.0, "page": -12.0, "key": -13.0, "gulp": -12.0, "crunch": -11.0,
    "whoosh": -9.0, "bounce": -3.0, "cheer": -8.0, "stroke": -9.0, "thunder": 1.0, "whistle": -9.0, "horn": -7.0,
    "clap": -2.0,
}  # fmt: skip
"""Decibels by which some effects differ from that."""
CEILING = 0.89
"""The highest peak of the mixture: 1 dB below full."""


@dataclass(frozen=True)
class Levels:
    """How loud each kind is: 1 is usual, 0 is not heard, 2 twice as strong."""

    voices: float = 1.0
    effects: float = 1.0
    ambience: float = 1.0

    @property
    def silent(self) -> bool:
        """Whether nothing is to be heard."""
        return max(self.voices, self.effects, self.ambience) <= 0.0


@dataclass(frozen=True, eq=False)
class Stems:
    """The parts of a mixture, [N, 2] each at 48 kHz, balanced and not yet turned up or down by Levels."""

    voices: F32
    effects: F32
    ambience: F32


def mixed(show: Show, levels: Levels = Levels(), seed: int = 0, progress: Progress = silent) -> F32:
    """[N, 2] what is heard, 48 kHz, as long as the film."""
    whole = np.zeros((round(show.frames / show.fps * RATE), 2), np.float32)
    for at, made in _scenes(show, seed, progress):
        for part, level in (
            (made.voices, levels.voices), (made.effects, levels.effects), (made.ambience, levels.ambience)
        ):  # fmt: skip
            whole[at : at + len(part)] += np.float32(level) * part[: len(whole) - at]
    return limited(whole)


def stems(show: Show, seed: int = 0, progress: Progress = silent) -> Stems:
    """The parts of the film's sound, each as long as the film."""
    size = round(show.frames / show.fps * RATE)
    whole = Stems(*(np.zeros((size, 2), np.float32) for _ in range(3)))
    for at, made in _scenes(show, seed, progress):
        for name in ("voices", "effects", "ambience"):
            part = getattr(made, name)[: size - at]
            getattr(whole, name)[at : at + len(part)] += part
    return whole


def _scenes(show: Show, seed: int, progress: Progress) -> Iterator[tuple[int, Stems]]:
    """Each scene's sound and its first sample; what was made before is not made again."""
    for number, (staged, begin) in enumerate(zip(show.scenes, show.starts, strict=True)):
        progress("sound", number, len(show.scenes), staged.scene.id)
        beats = tuple(entry for entry in show.script.of_scene(staged.scene) if isinstance(entry, Beat))
        # What was acted and said is kept with the stems, so that its id stays its own.
        key = (id(staged.acted), tuple((id(one.track), one.start) for one in staged.heard), staged.frames, seed, beats)
        made, _, _ = _MADE.get(key, lambda staged=staged, beats=beats: (  # type: ignore[misc]
            _scene(staged, beats, seed), staged.acted, [one.track for one in staged.heard]
        ))  # fmt: skip
        yield round(begin * RATE), made
    progress("sound", 1, 1, "")


_MADE: Memory[tuple[Stems, object, object]] = Memory(RATE * 600, lambda made: float(len(made[0].voices)))


def _scene(staged: Staged, beats: tuple[Beat, ...], seed: int) -> Stems:
    size = round(staged.frames / 25 * RATE)
    voices = _voices(staged, size)
    spoken = speech(voices)
    effects = _effects(staged, beats, size)
    ambience = _ambience(staged, size, seed)
    for name, part in (("effects", effects), ("ambience", ambience)):
        part *= (10 ** (DUCKED[name] * spoken / 20))[:, None]
    return Stems(voices, effects, ambience)


def _voices(staged: Staged, size: int) -> F32:
    from scipy.signal import resample_poly

    from engines.story.sounds.loudness import SILENCE, loudness

    voices = np.zeros((size, 2), np.float32)
    for one in staged.heard:
        sound = resample_poly(one.track.samples.astype(np.float32), RATE, SAMPLE_RATE).astype(np.float32)
        loud = loudness(sound)
        if loud <= SILENCE:
            continue
        side, manner = 0.0, "said"
        if isinstance(one.entry, Line) and one.entry.who in staged.acted:
            manner = one.entry.manner
            acted = staged.acted[one.entry.who]
            side = float(np.clip(acted.at("head")[min(round(one.start * 25), len(acted) - 1), 0] / 14, -0.35, 0.35))
        # A voice in both ears counts twice.
        _add(voices, one.start, sound * 10 ** ((VOICE[manner] - 0.0 - loud) / 20), side)
    return voices


def _add(whole: F32, second: float, sound: NDArray[np.floating], side: float) -> None:
    """Into [N, 2] at a time, from the side -1 (left) to 1, equally strong wherever it is."""
    at = round(second * RATE)
    part = sound[: max(len(whole) - at, 0)]
    for ear, share in ((0, 0.5 * (1 - side)), (1, 0.5 * (1 + side))):
        whole[at : at + len(part), ear] += np.float32(np.sqrt(share)) * part


def _effects(staged: Staged, beats: tuple[Beat, ...], size: int) -> F32:
    from engines.story.sounds.effects import effect
    from engines.story.sounds.events import NEAR, events

    effects = np.zeros((size, 2), np.float32)
    for one in events(staged, beats):
        sound = effect(one.name, one.seed)
        away = max(abs(one.x) - NEAR, 0.0)
        level = PEAK + QUIET.get(one.name.split()[0], 0.0) - 3.0 * away
        if level > -60:
            _add(effects, one.second, sound * one.loud * 10 ** (level / 20), float(np.clip(one.x / 9, -0.8, 0.8)))
    return effects


def _ambience(staged: Staged, size: int, seed: int) -> F32:
    whole = np.zeros((size, 2), np.float32)
    weathers = staged.scene.weathers()
    ends = [start for start, _ in weathers[1:]] + [size / RATE + TURNS]
    time = np.arange(size, dtype=np.float32) / RATE
    for (start, weather), end in zip(weathers, ends, strict=True):
        part = _around(staged.scene.model_copy(update={"weather": weather}), size, seed + staged.seed)
        if len(weathers) > 1:  # one comes as the other goes
            comes = np.clip((time - start) / TURNS, 0, 1) if start > 0 else np.ones(size)
            goes = np.clip((end + TURNS - time) / TURNS, 0, 1)
            part *= np.sqrt(comes * goes, dtype=np.float32, casting="unsafe")[:, None]
        whole += part
    edge = min(round(0.25 * RATE), size // 2)
    ramp = np.linspace(0, 1, edge, dtype=np.float32)[:, None]
    whole[:edge] *= ramp
    whole[size - edge :] *= ramp[::-1]
    return whole


def _around(scene: Scene, size: int, seed: int) -> F32:
    """[N, 2] what is heard in a place in one weather."""
    from engines.story.sounds.ambiences import ambience
    from engines.story.sounds.events import surroundings
    from engines.story.sounds.loudness import SILENCE, loudness

    whole = np.zeros((size, 2), np.float32)
    found = surroundings(scene)
    for name, share in found.items():
        part = ambience(name, size / RATE, seed)
        whole[: len(part)] += np.float32(share) * part[:size]
    loud = loudness(whole)
    if loud > SILENCE:
        # Much of it is louder than little, up to a point: a storm is not a breeze.
        wanted = AROUND + 8 * np.log10(float(np.clip(max(found.values()), 0.3, 2.0)))
        whole *= np.float32(10 ** ((wanted - loud) / 20))
    return whole


def speech(voices: F32) -> NDArray[np.float32]:
    """[N] 0 where nobody speaks, 1 where somebody does; it comes quickly, just before a word, and goes slowly."""
    step = RATE // 100
    power = np.abs(voices).max(axis=1)
    coarse = power[: len(power) // step * step].reshape(-1, step).max(axis=1) if len(power) >= step else power[:1]
    said = (coarse > 0.006).astype(np.float64)
    held = np.zeros(len(said))
    now = 0.0
    for at in range(len(said)):
        wants = said[min(at + 12, len(said) - 1)] or said[at]
        now = min(now + 1 / 8, 1.0) if wants else max(now - 1 / 45, 0.0)
        held[at] = now
    smooth = held * held * (3 - 2 * held)
    return np.interp(np.arange(len(voices)) / step, np.arange(len(smooth)), smooth).astype(np.float32)


def limited(whole: F32) -> F32:
    """The same with no peak above the ceiling: where one comes, all is turned down for a moment, never clipped."""
    from scipy.ndimage import maximum_filter1d, uniform_filter1d

    step = RATE // 500
    peaks = np.abs(whole).max(axis=1)
    rows = np.append(peaks, np.zeros(-len(peaks) % step, np.float32)).reshape(-1, step).max(axis=1)
    if rows.max(initial=0.0) <= CEILING:
        return whole
    highest = maximum_filter1d(rows, 41)
    gain = uniform_filter1d(CEILING / np.maximum(highest, CEILING), 31)
    fine = np.interp(np.arange(len(whole)), (np.arange(len(gain)) + 0.5) * step, gain)
    return np.clip(whole * fine[:, None], -CEILING, CEILING).astype(np.float32)
