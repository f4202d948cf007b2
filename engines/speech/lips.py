"""A face that says a SpeechTrack: jaw, lips and tongue from its phones, blinks and brows from its rhythm."""

from __future__ import annotations

from fractions import Fraction
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from engines.motion.face import FACE_INDEX, FACE_WEIGHTS
from engines.motion.motion import exact_fps
from engines.speech import blinks, brows, coarticulation, visemes, vocal_level
from engines.speech.track import SpeechTrack
from engines.speech.visemes import Table

F64 = NDArray[np.float64]
FASTEST = 25.0
"""No weight of the mouth changes faster than this, a second: from nothing to all takes 40 ms or more."""
Basis = Literal["phones", "phones and loudness", "loudness"]

NOTES = {
    "phones": "",
    "phones and loudness": "Some words have no phones; there the mouth follows the loudness of the voice.",
    "loudness": "The speech has no phones, so the mouth follows the loudness and the brightness of the voice.",
}


def basis(track: SpeechTrack) -> Basis:
    """What the mouth of `track` is made from; `NOTES` says it in a sentence for a person."""
    timed = [bool(word.phones) for word in track.words]
    if not any(timed):
        return "loudness"
    return "phones" if all(timed) else "phones and loudness"


def face(
    track: SpeechTrack, fps: Fraction | float, frames: int | None = None, strength: float = 1.0, seed: int = 0
) -> NDArray[np.float32]:
    """[T, 52] ARKit weights in the order of `FACE_WEIGHTS`; frame i is the face at i / fps seconds.

    frames:   T; by default as many as the sound lasts.
    strength: how far the mouth moves: 0.5 mumbles, 1 speaks, 1.5 exaggerates. Closures close at any strength.
    seed:     another seed blinks at other times. Everything is the same again for the same seed, at any fps.
    """
    rate = exact_fps(fps)
    count = max(1, round(track.duration * rate)) if frames is None else frames
    times = np.arange(count) / float(rate)
    weights = mouth(track, times, 1.0 / float(rate), strength)
    for name, amount in (blinks.weights(track, times, seed) | brows.weights(track, times)).items():
        weights[:, FACE_INDEX[name]] = amount
    return np.clip(weights, 0.0, 1.0).astype(np.float32)


def mouth(track: SpeechTrack, times: F64, frame: float, strength: float = 1.0, table: Table | None = None) -> F64:
    """[T, 52] what jaw, lips and tongue do at `times [T]`, seconds; a `frame` lasts that many seconds."""
    table = table or visemes.read()
    phones = track.phones
    moves = movements(track, times, table) * strength
    weights = np.zeros((len(times), len(FACE_WEIGHTS)))
    sealed = np.zeros(len(times))
    for name, contact in table.contacts.items():
        made = coarticulation.contacts(phones, name, times, frame, table)
        moves *= 1.0 - made[:, None] * (1.0 - contact.keeps)
        weights += made[:, None] * contact.weights
        sealed = np.maximum(sealed, made * contact.seals)
    weights += moves @ table.weights
    weights[:, FACE_INDEX["mouthClose"]] = sealed * weights[:, FACE_INDEX["jawOpen"]]
    return np.clip(weights, 0.0, 1.0)


def movements(track: SpeechTrack, times: F64, table: Table) -> F64:
    """[T, M] how far each movement goes before anything touches."""
    kind = basis(track)
    if kind == "loudness":
        return vocal_level.movements(track.samples, times, table)
    pieces = coarticulation.score(track.phones, track.duration, table)
    pieces = vocal_level.stressed(pieces, track.samples, table)
    spoken = coarticulation.curves(pieces, times, table)
    if kind == "phones":
        return spoken
    unknown = np.zeros(len(times))
    for word in track.words:
        if not word.phones:
            unknown = np.maximum(unknown, coarticulation.eased(_inside(times, word.start, word.end)))
    return spoken + unknown[:, None] * (vocal_level.movements(track.samples, times, table) - spoken)


def _inside(times: F64, start: float, end: float, edge: float = 0.08) -> F64:
    """1 from `start` to `end`, falling to 0 over `edge` seconds on both sides."""
    outside = np.maximum(np.maximum(start - times, times - end), 0.0)
    return 1.0 - outside / edge
