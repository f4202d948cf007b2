"""Where a speaker looks: at you mostly, with small quick shifts, and away for a moment when a phrase begins."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from engines.body.drive import LOOK
from engines.motion.face import FACE_INDEX
from engines.speech.blinks import phrase_ends
from engines.speech.coarticulation import eased
from engines.speech.track import SpeechTrack

F64 = NDArray[np.float64]

SHIFT = np.radians((1.2, 0.8))
"""Standard deviation of the small shifts about the listener's eyes, sideways and up, radians."""
AWAY = np.radians((9.0, 3.0))
"""A glance aside while thinking, sideways and up."""
FIXATION = 0.9
"""Half of the fixations are shorter, seconds."""
QUICK = 0.045
"""Seconds a small shift takes; a glance takes twice that."""
AVERTED = 0.35
"""Share of phrase ends after which the eyes go aside for a moment."""


def weights(track: SpeechTrack, times: F64, head: F64, seed: int = 0) -> dict[str, F64]:
    """The eight eyeLook weights [T] at `times`; `head [T, 3]` pitch, yaw and roll, which the eyes make up for."""
    aside, up = _targets(track, times, seed)
    aside = aside - head[:, 1] * 0.9
    up = up + head[:, 0] * 0.9
    ways = {"Up": up, "Down": -up}
    found = {f"eyeLook{way}{side}": value / LOOK[way] for way, value in ways.items() for side in ("Left", "Right")}
    # Positive is towards the figure's own left: outwards for the left eye, inwards for the right one.
    for name, value, way in (
        ("eyeLookOutLeft", aside, "Out"),
        ("eyeLookInRight", aside, "In"),
        ("eyeLookInLeft", -aside, "In"),
        ("eyeLookOutRight", -aside, "Out"),
    ):
        found[name] = value / LOOK[way]
    return {name: np.clip(value, 0.0, 1.0) for name, value in found.items()}


def joints(face: NDArray[np.float32]) -> tuple[F64, F64]:
    """[T, 3] each: the turns of the left and the right eye that the eyeLook weights of `face [T, 52]` mean, radians."""

    def angle(way: str, side: str) -> F64:
        return np.asarray(face[:, FACE_INDEX[f"eyeLook{way}{side}"]] * LOOK[way], dtype=float)

    eyes = []
    for side, outwards in (("Left", 1.0), ("Right", -1.0)):
        turn = np.zeros((len(face), 3))
        turn[:, 0] = angle("Down", side) - angle("Up", side)
        turn[:, 1] = outwards * (angle("Out", side) - angle("In", side))
        eyes.append(turn)
    return eyes[0], eyes[1]


def _targets(track: SpeechTrack, times: F64, seed: int) -> tuple[F64, F64]:
    """[T] each: how far aside (to the figure's left) and up the eyes want to look, radians."""
    chance = np.random.default_rng([seed, 0xE7E])
    shifts: list[tuple[float, float, float, float]] = []
    time, duration = 0.0, float(times[-1]) if len(times) else 0.0
    while time < duration:
        time += float(np.clip(FIXATION * np.exp(0.5 * chance.standard_normal()), 0.25, 3.0))
        aside, up = chance.standard_normal(2) * SHIFT
        shifts.append((time, float(aside), float(up), QUICK))
    for end in phrase_ends(track):
        go, way, lift, stay = (
            chance.random(),
            chance.choice((-1.0, 1.0)),
            chance.uniform(-1, 1),
            chance.uniform(0.4, 0.8),
        )
        if go < AVERTED and end + stay < duration:
            shifts = [shift for shift in shifts if not end - 0.15 <= shift[0] <= end + stay + 0.15]
            shifts += [(end, float(way * AWAY[0]), float(lift * AWAY[1]), 2 * QUICK), (end + stay, 0.0, 0.0, 2 * QUICK)]
    aside, up = np.zeros(len(times)), np.zeros(len(times))
    before = (0.0, 0.0)
    for start, to_aside, to_up, takes in sorted(shifts):
        first = int(np.searchsorted(times, start))
        there = eased((times[first:] - start) / takes)
        aside[first:] = before[0] + (to_aside - before[0]) * there
        up[first:] = before[1] + (to_up - before[1]) * there
        before = (to_aside, to_up)
    return aside, up
