"""Faces: six expressions, seven mouth shapes, blinks and eyes, as numbers a frame.

An expression takes 0.3 s to come; what cannot be half (the kind of eye, the shape of a mouth) changes half-way.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

F32 = NDArray[np.float32]
F64 = NDArray[np.float64]
Codes = NDArray[np.int64]

EXPRESSIONS = ("neutral", "happy", "sad", "surprised", "angry", "excited")
MOUTHS = ("closed", "smile", "frown", "open", "wide_open", "small_o", "singing")
EYES = ("dots", "curves", "wide", "closed")
FALLS = 1.4
"""Seconds after which the eyes of one who lies down to sleep begin to close."""
TURN = 0.3
"""Seconds in which one expression becomes another."""


@dataclass(frozen=True)
class Expression:
    """eyes: their kind; brow: degrees, inner ends up (worried) below 0 as Stick-Gen has it for sad and angry, outer
    shape by `slant`; mouth and openness at rest; smile: -1 corners down to 1 up; wide: size of the eyes.

    slant: degrees by which brows fall towards the nose (angry) or rise (sad).
    """

    eyes: str
    brow: float
    mouth: str
    openness: float
    smile: float
    wide: float
    slant: float
    lift: float


LOOKS: dict[str, Expression] = {
    "neutral": Expression("dots", 0.0, "closed", 0.0, 0.12, 1.0, 0.0, 0.0),
    "happy": Expression("curves", 10.0, "smile", 0.0, 1.0, 1.0, -4.0, 0.35),
    "sad": Expression("dots", -15.0, "frown", 0.0, -0.85, 0.92, -22.0, 0.15),
    "surprised": Expression("wide", 20.0, "open", 0.5, 0.0, 1.35, -4.0, 1.0),
    "angry": Expression("dots", -20.0, "frown", 0.0, -0.7, 0.95, 24.0, -0.35),
    "excited": Expression("wide", 15.0, "smile", 0.3, 1.0, 1.2, -4.0, 0.7),
}


@dataclass(frozen=True)
class Voiced:
    """How an action that is heard moves the mouth: its shape, beats a second, and from how little to how much."""

    mouth: str
    rate: float
    low: float
    high: float


VOICES: dict[str, Voiced] = {
    "talk": Voiced("small_o", 8.0, 0.2, 0.5),
    "shout": Voiced("wide_open", 6.0, 0.6, 1.0),
    "whisper": Voiced("small_o", 10.0, 0.1, 0.3),
    "sing": Voiced("singing", 4.0, 0.4, 0.8),
}
HEARD = {"laugh": Voiced("open", 5.0, 0.35, 0.8), "cry": Voiced("open", 3.0, 0.1, 0.35)}
"""What sounds, without being speech."""
CHEWS = {"eating": 2.2, "nibble": 2.2}
SHUT = ("sleep",)
"""What is done with closed eyes."""


@dataclass(frozen=True)
class FaceTrack:
    """T frames of a face.

    expression, mouth, eyes: [T] numbers in EXPRESSIONS, MOUTHS, EYES.
    openness: [T] of the mouth, 0 to 1. smile: [T] corners, -1 to 1. brow, slant: [T] degrees; lift: [T] of the brows.
    wide: [T] size of the eyes. lid: [T] 0 open, 1 shut. gaze: [T, 2] where the pupils are, -1 to 1, right and up.
    speaking: [T]; rate: [T] mouth beats a second while it speaks by itself.
    """

    expression: Codes
    mouth: Codes
    eyes: Codes
    openness: F64
    smile: F64
    brow: F64
    slant: F64
    lift: F64
    wide: F64
    lid: F64
    gaze: F64
    speaking: NDArray[np.bool_]
    rate: F64
    tears: F64

    def __len__(self) -> int:
        return len(self.expression)


@dataclass(frozen=True)
class Spoken:
    """What a voice does to a mouth: [N] openness 0 to 1 and [N] shapes in MOUTHS, from frame `start` on."""

    start: int
    openness: F64
    mouth: Codes


def spoken(weights: NDArray[np.floating], start: int) -> Spoken:
    """From the [N, 52] ARKit weights that engines.speech.lips makes of phones."""
    from engines.motion.face import FACE_INDEX

    def of(name: str) -> F64:
        return np.asarray(weights[:, FACE_INDEX[name]], dtype=float)

    opened = np.clip((of("jawOpen") - of("mouthClose")) * 2.0, 0.0, 1.0)
    rounded = np.maximum(of("mouthPucker"), of("mouthFunnel"))
    spread = 0.5 * (of("mouthStretchLeft") + of("mouthStretchRight"))
    small, wide, closed = (MOUTHS.index(name) for name in ("small_o", "open", "closed"))
    mouth = np.where(rounded > 0.35, small, np.where(spread > 0.2, MOUTHS.index("smile"), wide))
    mouth = np.where(opened < 0.06, closed, mouth)
    return Spoken(start, opened, mouth.astype(np.int64))


@dataclass(frozen=True)
class Mood:
    """From frame `start` on: an expression, and what the body does, which may be heard."""

    start: int
    expression: str
    action: str


def faces(
    moods: Sequence[Mood],
    frames: int,
    fps: float,
    seed: int = 0,
    voices: Sequence[Spoken] = (),
    gaze: F64 | None = None,
) -> FaceTrack:
    """T faces: the expressions of `moods` one after the other, mouths that follow `voices` or move by themselves while
    an action is heard, blinks, and eyes that look along `gaze [T, 2]`."""
    dice = np.random.default_rng([seed & 0x7FFFFFFF, 11])
    names = ("openness", "smile", "brow", "slant", "lift", "wide")
    values = {name: np.zeros(frames) for name in names}
    expression, mouth, eyes = (np.zeros(frames, dtype=np.int64) for _ in range(3))
    t = np.arange(frames) / fps
    starts = [mood.start for mood in moods] + [frames]
    for turn, mood in enumerate(moods):
        look, begin, end = LOOKS[mood.expression], starts[turn], starts[turn + 1]
        if begin >= frames:
            break
        share = np.clip((t - begin / fps) / TURN, 0.0, 1.0) if turn else np.ones(frames)
        late = slice(begin, frames)
        for name in names:
            value = values[name]
            value[late] += share[late] * (getattr(look, name) - value[late])
        half = np.flatnonzero(share >= 0.5)
        half = half[half >= begin]
        expression[half] = EXPRESSIONS.index(mood.expression)
        mouth[half] = MOUTHS.index(look.mouth)
        eyes[half] = EYES.index(look.eyes)
        del end
    speaking, rate = np.zeros(frames, dtype=bool), np.zeros(frames)
    tears = np.zeros(frames)
    asleep = np.zeros(frames)
    for turn, mood in enumerate(moods):
        span = np.arange(min(mood.start, frames), min(starts[turn + 1], frames))
        if mood.action == "cry":
            tears[span] = np.clip((t[span] - t[span[0]]) / 0.6, 0, 1) if len(span) else 0.0
        if mood.action in SHUT and len(span):
            asleep[span] = np.clip((t[span] - t[span[0]] - FALLS) / 0.6, 0, 1)
        if mood.action in VOICES or mood.action in HEARD:
            _heard(mood, span, t, values["openness"], mouth, speaking, rate, dice)
        elif mood.action in CHEWS:
            chew = 0.5 - 0.5 * np.cos(2 * np.pi * CHEWS[mood.action] * t[span])
            values["openness"][span] = 0.22 * chew
    for voice in voices:
        here = slice(max(voice.start, 0), min(voice.start + len(voice.openness), frames))
        count = here.stop - here.start
        if count > 0:
            values["openness"][here] = voice.openness[:count]
            shut = voice.openness[:count] < 0.06
            mouth[here] = np.where(shut, mouth[here], voice.mouth[:count])
            speaking[here] = True
    lid = blinks(frames, fps, dice)
    lid = np.where(eyes == EYES.index("curves"), 0.0, np.maximum(lid, asleep))
    where = np.zeros((frames, 2)) if gaze is None else gaze
    return FaceTrack(expression, mouth, eyes, **values, lid=lid, gaze=where, speaking=speaking, rate=rate, tears=tears)


def _heard(
    mood: Mood,
    span: Codes,
    t: F64,
    openness: F64,
    mouth: Codes,
    speaking: NDArray[np.bool_],
    rate: F64,
    dice: np.random.Generator,
) -> None:
    """A mouth that moves by itself: syllables of unequal weight at the rate of the action, with breaths between."""
    if not len(span):
        return
    voice = VOICES.get(mood.action) or HEARD[mood.action]
    seconds = t[span] - t[span[0]]
    syllables = int(seconds[-1] * voice.rate) + 3
    weight = np.repeat(dice.uniform(0.35, 1.0, syllables), 1)
    each = np.interp(seconds * voice.rate, np.arange(syllables), weight)
    beat = 0.5 - 0.5 * np.cos(2 * np.pi * voice.rate * 0.5 * seconds)
    opened = voice.low + (voice.high - voice.low) * beat * each
    edge = np.clip(np.minimum(seconds, seconds[-1] - seconds) / 0.12, 0.0, 1.0)
    openness[span] = opened * edge
    mouth[span] = np.where(openness[span] > 0.05, MOUTHS.index(voice.mouth), mouth[span])
    speaking[span] = mood.action in VOICES
    rate[span] = voice.rate


def blinks(frames: int, fps: float, dice: np.random.Generator) -> F64:
    """[T] lids that shut for a moment every three to five seconds."""
    t = np.arange(frames) / fps
    lid = np.zeros(frames)
    moment = float(dice.uniform(0.8, 3.0))
    while moment < frames / fps:
        since = t - moment
        lid = np.maximum(lid, np.clip(np.minimum(since / 0.07, (0.24 - since) / 0.12), 0.0, 1.0))
        moment += float(dice.uniform(2.4, 5.0))
    return lid


def stick_gen(face: FaceTrack) -> F32:
    """[T, 7] Stick-Gen's face channel: expression, eyes, brow, mouth, openness, speaking, speed."""
    columns = (face.expression, face.eyes, face.brow, face.mouth, face.openness, face.speaking, face.rate)
    return np.stack([np.asarray(column, dtype=np.float32) for column in columns], axis=-1)
