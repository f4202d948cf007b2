"""A made-up little speech without words: when each syllable falls, how the lips shape it, how it sounds.

The same list drives mouth, hands and sound, so they agree. The voice is a buzz through three resonances a vowel
(source and filter, with the textbook formants of a grown speaker).
"""

from dataclasses import dataclass

import numpy as np

from tools.samples.timing import Array, drift, ease

RATE = 16_000


@dataclass(frozen=True)
class Syllable:
    """`start` and `length` in seconds, how it begins ("m" and "b" close the lips, "d", "n" and "l" do not), its vowel,
    and how strongly it is spoken (1 is stressed)."""

    start: float
    length: float
    onset: str
    vowel: str
    stress: float = 0.4


def phrase(start: float, pace: float, sounds: str) -> tuple[Syllable, ...]:
    """Syllables one after another, written as "ba DA mo": capitals are stressed, "-" is a short rest."""
    out, now = [], start
    for sound in sounds.split():
        strong = sound.isupper()
        length = pace * (1.35 if strong else 0.95 if sound != "-" else 0.6)
        if sound != "-":
            out.append(Syllable(now, length, sound[0].lower(), sound[1].lower(), 1.0 if strong else 0.45))
        now += length
    return tuple(out)


SHAPES: dict[str, dict[str, float]] = {
    "a": {"jawOpen": 0.46, "mouthLowerDownLeft": 0.25, "mouthLowerDownRight": 0.25, "mouthUpperUpLeft": 0.12,
          "mouthUpperUpRight": 0.12},
    "e": {"jawOpen": 0.27, "mouthStretchLeft": 0.22, "mouthStretchRight": 0.22, "mouthLowerDownLeft": 0.25,
          "mouthLowerDownRight": 0.25, "mouthUpperUpLeft": 0.1, "mouthUpperUpRight": 0.1},
    "i": {"jawOpen": 0.13, "mouthStretchLeft": 0.34, "mouthStretchRight": 0.34, "mouthSmileLeft": 0.18,
          "mouthSmileRight": 0.18, "mouthLowerDownLeft": 0.2, "mouthLowerDownRight": 0.2},
    "o": {"jawOpen": 0.33, "mouthFunnel": 0.5, "mouthPucker": 0.22},
    "u": {"jawOpen": 0.15, "mouthPucker": 0.62, "mouthFunnel": 0.28},
    "closed": {"mouthPressLeft": 0.32, "mouthPressRight": 0.32, "mouthRollLower": 0.12, "mouthRollUpper": 0.1},
    "tongue": {"jawOpen": 0.1, "mouthLowerDownLeft": 0.12, "mouthLowerDownRight": 0.12},
}  # fmt: skip

FORMANTS = {"a": (740, 1180, 2500), "e": (520, 1820, 2500), "i": (300, 2200, 2950), "o": (480, 900, 2400),
            "u": (330, 820, 2250)}  # fmt: skip
NASAL = (270.0, 1000.0, 2200.0)


def lips(t: Array, syllables: tuple[Syllable, ...]) -> dict[str, Array]:
    """ARKit weights over the times `t`: a shape comes before its sound and melts into the next."""
    face = {name: np.zeros_like(t) for shape in SHAPES.values() for name in shape}
    for s in syllables:
        onset = "closed" if s.onset in "mb" else "tongue"
        vowel_at = s.start + min(0.07, 0.4 * s.length)
        closing = _bump(t, s.start - 0.07, s.start + 0.005, vowel_at + 0.02)
        opening = _bump(t, s.start - 0.01, vowel_at + 0.3 * (s.length - 0.07), s.start + s.length + 0.07)
        for name, weight in SHAPES[onset].items():
            face[name] = np.maximum(face[name], weight * closing)
        for name, weight in SHAPES[s.vowel].items():
            shaped = weight * (0.72 + 0.28 * s.stress) * opening
            if onset == "closed":
                shaped = shaped * (1 - 0.9 * closing)
            face[name] = np.maximum(face[name], shaped)
    return face


def _bump(t: Array, start: float, peak: float, end: float) -> Array:
    return ease((t - start) / (peak - start)) * (1 - ease((t - peak) / (end - peak)))


def speak(seconds: float, syllables: tuple[Syllable, ...]) -> Array:
    """The sound `[n]`, mono at `RATE`, between -1 and 1."""
    t = np.arange(round(seconds * RATE)) / RATE
    loud, nasal = np.zeros_like(t), np.zeros_like(t)
    tracks = np.tile([[500.0], [1400.0], [2450.0]], (1, len(t)))  # a mouth at rest
    pitch = np.full_like(t, 112.0)
    for s in syllables:
        voiced = _bump(t, s.start - 0.02, s.start + 0.05, s.start + 0.045 + s.length)
        gate = _bump(t, s.start + 0.0, s.start + 0.05, s.start + s.length + 0.04)
        loud = np.maximum(loud, (0.45 + 0.4 * s.stress) * gate)
        if s.onset in "mn":
            hum = _bump(t, s.start - 0.07, s.start - 0.01, s.start + 0.05)
            nasal, loud = np.maximum(nasal, hum), np.maximum(loud, 0.28 * hum)
        width = ease((t - s.start + 0.03) / 0.07) * (1 - ease((t - s.start - s.length) / 0.07))
        tracks += width * (np.array(FORMANTS[s.vowel], dtype=float)[:, None] - tracks)
        pitch += (16 * s.stress) * voiced
    for begin, end in _phrases(syllables):
        inside = (t >= begin - 0.1) & (t <= end + 0.2)
        pitch[inside] += np.interp(t[inside], [begin, begin + 0.3 * (end - begin), end], [8.0, 16.0, -14.0])
    tracks += nasal * (np.array(NASAL)[:, None] - tracks)
    pitch = pitch * (1 + 0.008 * drift(t, seconds, 5, width=1, slowest=20, fastest=60)[:, 0])
    sound = _buzz(pitch) + 0.02 * np.random.default_rng(1).normal(0, 1, len(t))
    for resonance, (track, band) in enumerate(zip(tracks, (70.0, 90.0, 140.0), strict=True)):
        sound = _resonate(sound, track, band * (1 + nasal * (resonance > 0)))
    sound = sound * loud
    return sound / np.abs(sound).max() * 0.55


def _phrases(syllables: tuple[Syllable, ...]) -> list[tuple[float, float]]:
    """Start and end of every stretch without a rest of 0.4 s."""
    out: list[tuple[float, float]] = []
    for s in syllables:
        if out and s.start - out[-1][1] < 0.4:
            out[-1] = (out[-1][0], s.start + s.length)
        else:
            out.append((s.start, s.start + s.length))
    return out


def _buzz(pitch: Array) -> Array:
    """Air through the vocal folds: a pulse that opens slowly and closes quickly, `pitch [n]` times a second."""
    phase = np.cumsum(pitch) / RATE % 1.0
    flow = np.where(phase < 0.6, 0.5 - 0.5 * np.cos(np.pi * phase / 0.6), np.cos(np.pi / 2 * (phase - 0.6) / 0.16))
    return np.diff(np.where(phase < 0.76, flow, 0.0), prepend=0.0)


def _resonate(sound: Array, frequency: Array, bandwidth: Array) -> Array:
    """A resonance that follows `frequency [n]`, with a gain of 1 at rest (Klatt 1980)."""
    c = -np.exp(-2 * np.pi * bandwidth / RATE)
    b = 2 * np.exp(-np.pi * bandwidth / RATE) * np.cos(2 * np.pi * frequency / RATE)
    out = np.zeros(len(sound))
    one = two = 0.0
    for k, (x, bk, ck) in enumerate(zip(sound.tolist(), b.tolist(), c.tolist(), strict=True)):
        one, two = (1 - bk - ck) * x + bk * one + ck * two, one
        out[k] = one
    return out
