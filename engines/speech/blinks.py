"""When a speaker blinks, and how the lids move.

In conversation people blink about 26 times a minute (Bentivoglio et al. 1997), at intervals that spread like a
lognormal, and rather where a phrase ends than within it (Nakano and Kitazawa 2010). A lid closes in about 80 ms and
opens in twice that time (VanderWerff et al. 2003); some blinks stop half way, some come in pairs.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from engines.speech.coarticulation import eased
from engines.speech.track import SpeechTrack

F64 = NDArray[np.float64]

INTERVAL = 2.2
"""Half of the intervals between blinks are shorter than this, seconds."""
SPREAD = 0.5
"""Standard deviation of the logarithm of the intervals."""
SHORTEST, LONGEST = 0.9, 5.0
"""No interval is shorter or longer than these, seconds; nor does anyone blink sooner after a take begins."""
PARTIAL, DOUBLE = 0.15, 0.08
"""Share of blinks that stop half way, and that are followed by another at once."""
CLOSES, CLOSED, OPENS = 0.085, 0.03, 0.17
"""Seconds a lid takes to close, stays closed, takes to open."""
DRAWN = 0.8
"""A blink this near to the end of a phrase waits for it or hurries to it, seconds."""
PAUSE = 0.2
"""A silence as long as this ends a phrase, seconds."""


@dataclass(frozen=True)
class Blink:
    """Lids meet at `time` seconds, covering `depth` of the eye (1: all of it)."""

    time: float
    depth: float


def phrase_ends(track: SpeechTrack) -> list[float]:
    """Seconds at which a phrase ends: before a pause, at a full stop or comma that is heard, and at the very end."""
    ends = []
    begins = [word.start for word in track.words[1:]] + [track.duration]
    for word, begin in zip(track.words, begins[: len(track.words)], strict=True):
        pause = begin - word.end
        if pause >= PAUSE or (pause >= PAUSE / 3 and word.text.rstrip("\"')»”")[-1:] in {".", ",", ";", ":", "!", "?"}):
            ends.append(word.end)
    return ends


def blinks(track: SpeechTrack, duration: float, seed: int = 0) -> list[Blink]:
    """Every blink of the first `duration` seconds, in order. A longer `duration` begins with the same ones."""
    chance = np.random.default_rng([seed, 0xB1])
    ends = np.array(phrase_ends(track))
    found: list[Blink] = []
    last = 0.0
    while True:
        interval = INTERVAL * np.exp(SPREAD * chance.standard_normal())
        time = last + float(np.clip(interval, SHORTEST, LONGEST))
        depth = float(chance.uniform(0.45, 0.75)) if chance.random() < PARTIAL else 1.0
        twice = chance.random() < DOUBLE
        delay = float(chance.uniform(0.02, 0.14))
        if len(ends):
            nearest = float(ends[np.abs(ends - time).argmin()]) + delay
            if abs(nearest - time) < DRAWN and nearest - last >= SHORTEST:
                time = nearest
        if time > duration:
            return found
        found.append(Blink(time, depth))
        last = time
        if twice and time + 0.34 < duration:
            last = time + 0.34
            found.append(Blink(last, min(depth, 0.9)))


def weights(track: SpeechTrack, times: F64, seed: int = 0) -> dict[str, F64]:
    """eyeBlinkLeft and eyeBlinkRight [T] at `times`, seconds. At slow frame rates the lids still meet in one frame."""
    closed = np.zeros(len(times))
    if len(times):
        frame = float(times[1] - times[0]) if len(times) > 1 else 0.0
        half = max(CLOSED, frame * 1.001) / 2
        for blink in blinks(track, float(times[-1]), seed):
            first, last = np.searchsorted(times, (blink.time - half - CLOSES, blink.time + half + OPENS))
            near = times[first:last]
            coming = (near - (blink.time - half - CLOSES)) / CLOSES
            going = ((blink.time + half + OPENS) - near) / OPENS
            closed[first:last] = np.maximum(closed[first:last], blink.depth * eased(np.minimum(coming, going)))
    return {"eyeBlinkLeft": closed, "eyeBlinkRight": closed}
