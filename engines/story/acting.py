"""Acting: cues become one unbroken performance, as points of a figure, a face and the things it moves."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from contracts import Progress, StudioError, silent
from engines.story import actions, faces, vocabulary
from engines.story.actions.call import View
from engines.story.actor import Actor
from engines.story.faces import Mood, Spoken
from engines.story.figure import JOINT, Kind, Proportions
from engines.story.performance import Acted, Cue
from engines.story.posture import Posture, joined
from engines.story.softening import blended, softened
from engines.story.tempering import tempered

__all__ = ["Acted", "Cue", "act", "depths", "gazes", "looking"]

F64 = NDArray[np.float64]


def act(
    cues: Sequence[Cue],
    kind: Kind = "human",
    fps: float = 25,
    seed: int = 0,
    at: float = 0.0,
    facing: int = 1,
    seconds: float | None = None,
    voices: Sequence[Spoken] = (),
    look: F64 | None = None,
    progress: Progress = silent,
) -> Acted:
    """One actor's performance of `cues`, from x = `at`, for `seconds` (or until the cues are over).

    voices: what the mouth says, and when. look: [T, 2] points that the eyes look at; nan: nowhere in particular.
    """
    if not 5 <= fps <= 120:
        raise StudioError(f"{fps} frames a second is not possible.", "Choose 5 to 120.")
    actor = Actor(kind, float(fps), seed, at, facing)
    actor.play(cues, seconds, progress)
    played = actor.played
    frames = played.frames if seconds is None else max(round(seconds * fps), 1)
    whole = softened(joined(blended(played.parts, float(fps))).cut(0, frames), float(fps))
    number = np.zeros(frames, dtype=np.int64)
    for start, code in actor.numbers:
        number[start:] = code
    running = np.isin(number, [vocabulary.actions()[name].number for name in actions.RUNS])
    joints = tempered(whole, actor.body, float(fps), running)
    props = []
    for path, start, stop, side, origin in played.moved:
        if start < frames:
            props.append(path(View(joints, start, min(stop, frames), side, origin, actor.body, float(fps))))
    gaze = None if look is None else gazes(joints[:, JOINT["head"]], look)
    moods = played.moods if played.moods and played.moods[0].start == 0 else [Mood(0, "neutral", "idle"), *played.moods]
    return Acted(
        float(fps),
        kind,
        actor.body,
        joints.astype(np.float32),
        depths(whole, actor.body).astype(np.float32),
        np.sin(whole.yaw).astype(np.float32),
        whole.planted,
        number,
        faces.faces(moods, frames, float(fps), seed, voices, gaze),
        tuple(props),
        played.moments,
    )


def looking(acted: Acted, look: F64) -> Acted:
    """The same, with eyes on `look [T, 2]`."""
    gaze = gazes(acted.at("head").astype(np.float64), look)
    return replace(acted, face=replace(acted.face, gaze=gaze))


def depths(posture: Posture, body: Proportions) -> F64:
    """[T, J] how near each joint is, units: the near limbs before the trunk, the far ones behind it."""
    frames = len(posture)
    depth = np.zeros((frames, len(JOINT)))
    sine = np.sin(posture.yaw)
    for name, index in JOINT.items():
        if name[:2] in ("l_", "r_"):
            half = body.hip if name[2:] in ("hip", "knee", "ankle", "heel", "toe") else body.shoulder
            depth[:, index] = (-1.0 if name[0] == "l" else 1.0) * half * sine
    return depth


def gazes(head: F64, look: F64) -> F64:
    """[T, 2] where pupils go to look at points; straight ahead where there is none."""
    away = look - head
    far = np.linalg.norm(away, axis=-1, keepdims=True)
    gaze = away / np.maximum(far, 1e-6) * np.clip(far / 0.6, 0.0, 1.0)
    return np.where(np.isfinite(gaze), gaze, 0.0)
