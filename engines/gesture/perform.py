"""From a plan to a Motion: a person who says the track and means it.

The whole plan becomes scores, moments and seeds first, which are small; then the frames are made window by window, each
with a margin, so that ten minutes need no more memory than their result and a window's edge is never seen.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from contracts import Progress, StudioError, silent
from engines.gesture import choreography, lexicon, marks, moments, stance, trunk, turns
from engines.gesture.head import NECK_SHARE, Head
from engines.gesture.lexicon import Lexicon
from engines.gesture.limbs import Frame, Limb, Limbs
from engines.gesture.plan import Plan
from engines.gesture.prosody import prosody
from engines.gesture.style import Style
from engines.gesture.trunk import Posture, Trunk
from engines.motion import Motion, skeleton
from engines.motion.face import FACE_INDEX
from engines.motion.motion import exact_fps
from engines.speech import SpeechTrack
from engines.speech.waiting import aside

Array = NDArray[np.float64]
F32 = NDArray[np.float32]

INDEX = skeleton.INDEX
WINDOW = 900
"""Frames made at once."""
MARGIN = 1.1
"""Seconds on either side that are made as well and thrown away: what is smoothed there reaches no farther."""


@dataclass(frozen=True, eq=False)
class Kept:
    """An earlier performance that holds everywhere but from `start` to `end`, seconds."""

    motion: Motion
    start: float
    end: float

    def holds(self, start: float, end: float) -> bool:
        """Whether it does from `start` to `end`."""
        return end <= self.start or start >= self.end


def perform(
    plan: Plan,
    track: SpeechTrack,
    style: Style,
    *,
    units: Lexicon | None = None,
    fps: Fraction | float = 30,
    intensity: float = 1.0,
    smoothing: float = 0.3,
    expressiveness: float = 1.0,
    seed: int = 0,
    posture: Literal["standing", "seated"] = "standing",
    kept: Kept | None = None,
    progress: Progress = silent,
) -> Motion:
    """Perform `plan` to the voice of `track`; the Motion is as long as the sound.

    units:          the lexicon, when it is not the shipped one.
    intensity:      0 (hardly moves) to 3: how large gestures are and how much the body goes along.
    smoothing:      0 (crisp: sharp strokes, loose wrists) to 1 (everything glides).
    expressiveness: 0 to 3: how much face and head show.
    kept:           what stays of an earlier performance; `again.perform_again` knows when that is right.
    """
    known = units if units is not None else lexicon.load()
    _check(plan, known)
    rate = exact_fps(fps)
    frames = max(1, round(track.duration * rate))
    progress("perform", 0, frames, "Setting the gestures in time")
    rotations = np.zeros((frames, skeleton.COUNT, 3), dtype=np.float32)
    translation = np.empty((frames, 3), dtype=np.float32)
    done = 0

    def work(check: Callable[[], None]) -> tuple[F32, int]:
        nonlocal done
        performer = _Performer(
            plan, track, style, known, float(rate), intensity, smoothing, expressiveness, seed, posture
        )
        face = performer.speaking_face(rate, frames)
        for start in range(0, frames, WINDOW):
            check()
            done, stop = start, min(start + WINDOW, frames)
            if kept is not None and kept.holds(start / float(rate), stop / float(rate)):
                part = slice(start, stop)
                rotations[part], translation[part] = kept.motion.rotations[part], kept.motion.translation[part]
                face[part] = kept.motion.face[part]
                continue
            performer.make(start, stop, rotations, translation, face)
        return face, performer.dropped

    face, dropped = aside(work, lambda: progress("perform", done, frames))
    progress("perform", frames, frames)
    notes = (f"{dropped} gestures had no time and were left out.",) if dropped else ()
    return Motion.of(rate, rotations, translation, face=face, source=track.source, notes=notes)


def _check(plan: Plan, known: Lexicon) -> None:
    for number, gesture in enumerate(plan.gestures, 1):
        if gesture.unit not in known:
            raise StudioError(
                f"Gesture {number} of the plan is '{gesture.unit}', which the lexicon does not know.",
                f"Choose one of: {', '.join(sorted(known))}.",
            )


class _Performer:
    """Everything that is known before the first frame, and how a window of frames is made from it."""

    def __init__(
        self,
        plan: Plan,
        track: SpeechTrack,
        style: Style,
        known: Lexicon,
        fps: float,
        intensity: float,
        smoothing: float,
        expressiveness: float,
        seed: int,
        posture: str,
    ) -> None:
        self._track, self._seed, self._fps, self._expressiveness = track, seed, fps, expressiveness
        seated = posture == "seated"
        crisp = {"sharpness": style.sharpness * (1.3 - smoothing), "speed": style.speed * (1.15 - 0.5 * smoothing)}
        lively = {
            "restless": style.restless * min(intensity, 1.0),
            "between": style.between * min(float(intensity), 1.5),
        }
        style = style.model_copy(update=crisp | lively)
        body = float(intensity) ** 0.7
        self._moments = moments.moments(plan, known, prosody(track), track.duration)
        self.scores, self.dropped = choreography.scores(
            plan, known, style, amount=float(intensity) ** 0.6, seed=seed, seated=seated
        )
        between = {side: marks.Marks(self.scores[side], self._moments.beats, side, seed) for side in choreography.SIDES}
        self._trunk = Trunk(style, self._moments, self.scores, between, amount=body, seed=seed, seated=seated)
        self._head = Head(
            style,
            self._moments,
            self.scores,
            amount=expressiveness**0.7 * min(body, 1.6),
            face=expressiveness,
            seed=seed,
        )
        self._limbs = Limbs(
            self.scores,
            style,
            between,
            self._moments.beats,
            smoothing=smoothing,
            seed=seed,
            duration=track.duration,
            fps=fps,
            seated=seated,
        )

    def speaking_face(self, fps: Fraction, frames: int) -> F32:
        """[T, 52] lips, blinks and brows of the voice."""
        from engines.speech import lips

        return lips.face(self._track, fps, frames, seed=self._seed)

    def make(self, start: int, stop: int, rotations: F32, translation: F32, face: F32) -> None:
        """Fill the frames `start` to `stop`."""
        margin = round(MARGIN * self._fps)
        t = np.arange(start - margin, stop + margin) / self._fps
        inner = slice(margin, margin + stop - start)
        posture = self._trunk.at(t)
        local: dict[int, Array] = {}
        pelvis, spine = trunk.rotations(posture)
        local[0] = pelvis
        for name, turned in zip(("spine1", "spine2", "spine3"), spine, strict=True):
            local[INDEX[name]] = turned
        local |= stance.legs(posture.pelvis, pelvis, posture.feet)
        chest = pelvis @ spine[0] @ spine[1] @ spine[2]
        chest_angles = _angles(chest)
        head = self._head.turn(t, chest_angles)
        local[INDEX["neck"]], local[INDEX["head"]] = (
            turns.posture(NECK_SHARE * head),
            turns.posture((1 - NECK_SHARE) * head),
        )
        frame = _placed(posture, local)
        limbs = self._limbs.at(t, frame, posture.shrug, posture.breath)
        part = slice(start, stop)
        for joint, turned in local.items():
            rotations[part, joint] = turns.vector(turned[inner])
        for side, limb in limbs.items():
            _write_arm(rotations[part], side, limb, inner)
        translation[part] = posture.pelvis[inner]
        self._write_face(rotations, face, part, t[inner], (chest_angles + head)[inner])

    def _write_face(self, rotations: F32, face: F32, part: slice, t: Array, head: Array) -> None:
        from engines.speech import gaze
        from engines.speech.talking import jaw

        shown = face[part] + self._head.expression(t)
        eyes = self._head.eyes(t, head)
        for name, value in _looking(eyes).items():
            shown[:, FACE_INDEX[name]] = value
        face[part] = np.clip(shown, 0, 1)
        rotations[part, INDEX["left_eye"]], rotations[part, INDEX["right_eye"]] = gaze.joints(face[part])
        rotations[part, INDEX["jaw"], 0] = jaw(face[part])


def _looking(eyes: Array) -> dict[str, Array]:
    """The eyeLook weights [T] of eyes turned by `eyes [T, 3]`."""
    from engines.body.drive import LOOK

    down, left = eyes[:, 0], eyes[:, 1]
    found = {f"eyeLook{way}{side}": np.maximum(sign * down, 0) / LOOK[way]
             for way, sign in (("Up", -1), ("Down", 1)) for side in ("Left", "Right")}  # fmt: skip
    for way, side, angle in (
        ("Out", "Left", left),
        ("In", "Right", left),
        ("In", "Left", -left),
        ("Out", "Right", -left),
    ):
        found[f"eyeLook{way}{side}"] = np.maximum(angle, 0) / LOOK[way]
    return found


def _angles(turned: Array) -> Array:
    """[T, 3] pitch, yaw and roll of upright turns [T, 3, 3], the inverse of `turns.posture`."""
    pitch = np.arcsin(np.clip(-turned[:, 1, 2], -1, 1))
    return np.stack(
        [pitch, np.arctan2(turned[:, 0, 2], turned[:, 2, 2]), np.arctan2(turned[:, 1, 0], turned[:, 1, 1])], axis=-1
    )


def _placed(posture: Posture, local: dict[int, Array]) -> Frame:
    """Where the joints are that carry the body's volumes; the arms' joints are left out."""
    frames = len(posture.pelvis)
    positions = np.zeros((frames, skeleton.COUNT, 3))
    turned = np.zeros((frames, skeleton.COUNT, 3, 3))
    positions[:, 0], turned[:, 0] = posture.pelvis, local[0]
    for joint in sorted(local):
        if joint:
            parent = int(skeleton.PARENTS[joint])
            turned[:, joint] = turned[:, parent] @ local[joint]
            positions[:, joint] = positions[:, parent] + turned[:, parent] @ skeleton.OFFSETS[joint].astype(float)
    return Frame(positions, turned)


def _write_arm(rotations: F32, side: str, limb: Limb, inner: slice) -> None:
    sign = np.ones(3) if side == "left" else turns.MIRROR_TURN
    for name in ("collar", "shoulder", "elbow", "wrist"):
        rotations[:, INDEX[f"{side}_{name}"]] = turns.vector(getattr(limb.arm, name)[inner]) * sign
    first = INDEX[f"{side}_index1"]
    rotations[:, first : first + 15] = limb.fingers[inner] * sign
