"""A person standing upright and talking: relaxed arms, a live head, eyes, and the face of `lips`. For previews."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from engines.body.drive import JAW_OPEN
from engines.motion import Motion, skeleton
from engines.motion.face import FACE_INDEX
from engines.motion.motion import exact_fps
from engines.motion.skeleton import INDEX
from engines.speech import brows, gaze, lips
from engines.speech.coarticulation import eased
from engines.speech.track import SpeechTrack

F64 = NDArray[np.float64]

ARMS_DOWN = np.radians(75.0)
"""From the T-pose to arms that hang a little away from the body."""
ELBOWS, CARRIED, FOREARMS_IN = np.radians((15.0, 4.5, 20.0))
"""How far the elbows bend, the forearms come in towards the thighs, and their palms turn to the back."""
FINGERS = {"index": 16, "middle": 20, "ring": 23, "pinky": 25}
"""Degrees of bend of each finger's joints when a hand hangs."""
TOGETHER = {"index": 7, "middle": 2, "ring": -4, "pinky": -10}
"""Degrees that bring the spread fingers of the T-pose together at their knuckles."""
THUMB = np.radians((0.0, 24.0, -14.0))
"""The turn of the left thumb's root that lays it along the hand."""
HEAD_SWAY = {"pitch": 1.8, "yaw": 2.6, "roll": 1.6}
"""Standard deviations of the head of a calm speaker, degrees; a lively one reaches 2.4, 3.3 and 2.5."""
SWAY_BELOW = 0.45
"""Most of the head's sway lies below this frequency, hertz."""
NOD = np.radians(3.5)
"""How deep the head nods on the strongest accent."""
BREATHS = 0.25
"""Breaths a second."""


def talking_head(track: SpeechTrack, fps: Fraction | float = 30, seed: int = 0) -> Motion:
    """`track` said by a relaxed upright body, as long as its sound."""
    rate = exact_fps(fps)
    face = lips.face(track, rate, seed=seed)
    times = np.arange(len(face)) / float(rate)
    turns = np.zeros((len(times), skeleton.COUNT, 3))
    _stand(turns)
    _breathe(turns, times)
    head = _head(track, times, seed)
    turns[:, INDEX["neck"]] += 0.4 * head
    turns[:, INDEX["head"]] += 0.6 * head
    for name, weight in gaze.weights(track, times, head, seed).items():
        face[:, FACE_INDEX[name]] = weight
    turns[:, INDEX["left_eye"]], turns[:, INDEX["right_eye"]] = gaze.joints(face)
    turns[:, INDEX["jaw"], 0] = jaw(face)
    note = lips.NOTES[lips.basis(track)]
    return Motion.of(rate, turns, face=face, source=track.source, notes=(note,) if note else ())


def jaw(face: NDArray[np.float32]) -> F64:
    """[T] the turn of the jaw joint about x that goes with `face [T, 52]`, radians.

    Less than jawOpen by what mouthClose brings together: a body without morphs closes its lips only by its jaw, and
    on a body with them the morph jawOpen adds what the joint leaves undone.
    """
    parted = face[:, FACE_INDEX["jawOpen"]] - face[:, FACE_INDEX["mouthClose"]]
    return JAW_OPEN * np.clip(parted.astype(float), 0.0, 1.0)


def _stand(turns: F64) -> None:
    for side, sign in (("left", 1.0), ("right", -1.0)):
        turns[:, INDEX[f"{side}_shoulder"], 2] = -sign * ARMS_DOWN
        turns[:, INDEX[f"{side}_elbow"]] = np.array((FOREARMS_IN, -sign * ELBOWS, -sign * CARRIED))
        for finger, bend in FINGERS.items():
            for bone in (1, 2, 3):
                turns[:, INDEX[f"{side}_{finger}{bone}"], 2] = -sign * np.radians(bend)
            turns[:, INDEX[f"{side}_{finger}1"], 1] = sign * np.radians(TOGETHER[finger])
        turns[:, INDEX[f"{side}_thumb1"]] = THUMB * (1.0, sign, sign)


def _breathe(turns: F64, times: F64) -> None:
    breath = np.sin(2 * np.pi * BREATHS * times)
    turns[:, INDEX["spine2"], 0] -= np.radians(0.35) * breath
    turns[:, INDEX["spine3"], 0] -= np.radians(0.35) * breath
    turns[:, INDEX["neck"], 0] += np.radians(0.5) * breath
    for side, sign in (("left", 1.0), ("right", -1.0)):
        turns[:, INDEX[f"{side}_collar"], 2] += sign * np.radians(0.5) * breath


def _head(track: SpeechTrack, times: F64, seed: int) -> F64:
    """[T, 3] pitch, yaw and roll of the head against the chest, radians: slow sway and a nod on every accent."""
    chance = np.random.default_rng([seed, 0x4EAD])
    head = np.stack([np.radians(spread) * _sway(times, chance) for spread in HEAD_SWAY.values()], axis=1)
    for accent in brows.accents(track):
        down = eased(np.minimum((times - (accent.time - 0.18)) / 0.22, (accent.time + 0.50 - times) / 0.46))
        head[:, 0] += NOD * accent.weight * down
    return head


def _sway(times: F64, chance: np.random.Generator) -> F64:
    """[T] a slow wander with a standard deviation of 1, the same at any frame rate."""
    frequencies = SWAY_BELOW * chance.uniform(0.08, 1.0, 9)
    heights = 1.0 / (0.25 + frequencies / SWAY_BELOW)
    phases = chance.uniform(0, 2 * np.pi, 9)
    waves = heights * np.sin(2 * np.pi * times[:, None] * frequencies + phases)
    return np.asarray(waves.sum(axis=1) / np.sqrt((heights**2).sum() / 2))
