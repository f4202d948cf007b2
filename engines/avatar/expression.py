"""What a face does, frame by frame, as a short code: its mouth, its eyes and brows, its pose, and the chest's place.

Known expressions alone miss how exactly lips part; so codes are principal parts of where landmarks are, with the
head's pose taken off. The mouth has parts of its own, so that sound can drive it and leave eyes and brows alone.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from engines.avatar.faces import LEFT_EYE, LIPS_INNER, LIPS_OUTER, RIGHT_EYE
from engines.avatar.head_model import mannequin
from engines.avatar.track import Track

Floats = NDArray[np.float64]
MOUTH = tuple(dict.fromkeys([*LIPS_INNER, *LIPS_OUTER]))
EYES = (
    *LEFT_EYE, *RIGHT_EYE, 468, 473, 386, 374, 159, 145, 55, 65, 52, 53, 46, 107, 66, 105, 63, 70, 285, 295, 282, 283,
    276, 336, 296, 334, 293, 300,
)  # fmt: skip
"""Lids, pupils and brows."""
_MOUTH_UNITS = ("jaw", "mouth", "tongue", "cheekPuff")


@dataclass(frozen=True)
class Shape:
    """How many numbers of a code tell the mouth, eyes and brows, the head's pose and the chest."""

    mouth: int = 8
    eyes: int = 6
    pose: int = 6
    chest: int = 4

    @property
    def face(self) -> int:
        return self.mouth + self.eyes

    @property
    def width(self) -> int:
        return self.mouth + self.eyes + self.pose + self.chest


@dataclass(frozen=True, eq=False)
class Coder:
    """Frames to codes, as they were in what was learned.

    mouth_mean [3 L], mouth_parts [3 L, mouth]: where landmarks of MOUTH are, metres, and their principal parts, divided
    by their spread; mouth_back [mouth, 3 L] turns codes into places again. Eyes alike. pose_mean, pose_scale:
    [pose + chest]. pose_turn [3, 3]: the usual rotation. units_mean [M], units_back [face, M]: the head model's
    expressions that go with a code.
    """

    shape: Shape
    mouth_mean: Floats
    mouth_parts: Floats
    mouth_back: Floats
    eyes_mean: Floats
    eyes_parts: Floats
    pose_turn: Floats
    pose_mean: Floats
    pose_scale: Floats
    units_mean: Floats
    units_back: Floats

    @classmethod
    def learn(cls, track: Track, chest: Floats, shape: Shape | None = None) -> Coder:
        """From the frames to be learned, and no others."""
        from scipy.spatial.transform import Rotation

        shape = shape or Shape()
        places = stirred(track)
        mouth = places[:, MOUTH].reshape(len(places), -1)
        eyes = places[:, EYES].reshape(len(places), -1)
        mouth_mean, mouth_parts, mouth_back = _parts(mouth, shape.mouth)
        eyes_mean, eyes_parts, _ = _parts(eyes, shape.eyes)
        turn = Rotation.from_matrix(track.rotations).mean().as_matrix()
        held = _poses(track, chest, turn)
        units_mean = track.expressions.mean(axis=0)
        code = np.concatenate([(mouth - mouth_mean) @ mouth_parts, (eyes - eyes_mean) @ eyes_parts], axis=1)
        away = track.expressions - units_mean
        units_back = np.zeros((shape.face, away.shape[1]))
        low = np.array([unit.startswith(_MOUTH_UNITS) for unit in mannequin().units])
        for wanted, part in ((low, slice(0, shape.mouth)), (~low, slice(shape.mouth, shape.face))):
            known = code[:, part]
            tied = known.T @ known + 0.05 * len(known) * np.eye(known.shape[1])
            units_back[part, wanted] = np.linalg.solve(tied, known.T @ away[:, wanted])
        return cls(
            shape, mouth_mean, mouth_parts, mouth_back, eyes_mean, eyes_parts, turn, held.mean(axis=0),
            np.maximum(2 * held.std(axis=0), 1e-3), units_mean, units_back,
        )  # fmt: skip

    def code(self, track: Track, chest: Floats) -> NDArray[np.float32]:
        """[T, width]."""
        places = stirred(track)
        return np.concatenate(
            [
                self.mouth(places),
                np.clip((places[:, EYES].reshape(len(places), -1) - self.eyes_mean) @ self.eyes_parts, -3.5, 3.5),
                self.held(track, chest),
            ],
            axis=1,
        ).astype(np.float32)

    def mouth(self, places: Floats) -> Floats:
        """[T, mouth] from where landmarks are [T, 478, 3]."""
        return np.clip((places[:, MOUTH].reshape(len(places), -1) - self.mouth_mean) @ self.mouth_parts, -3.5, 3.5)

    def held(self, track: Track, chest: Floats) -> Floats:
        """[T, pose + chest] how head and chest are held, without units; 1 is twice the spread that was learned, and
        beyond it splats would change in ways that nothing was seen of."""
        return np.clip((_poses(track, chest, self.pose_turn) - self.pose_mean) / self.pose_scale, -1.0, 1.0)

    def lips(self, codes: Floats, features: Floats) -> Floats:
        """[T, L, 3] where the landmarks of MOUTH are for codes of the mouth, in head space."""
        moved = self.mouth_mean + codes @ self.mouth_back
        rest = (mannequin().landmarks + features)[list(MOUTH)]
        return np.asarray(rest + moved.reshape(len(codes), -1, 3))


def stirred(track: Track) -> Floats:
    """[T, 478, 3] how far landmarks are from rest in head space: as fitted, and what the fit left over put right."""
    model = mannequin()
    moved = np.tensordot(track.expressions, model.stirs, axes=1)
    seen = np.einsum("tij,tlj->tli", track.rotations, model.landmarks + track.features + moved)
    seen += track.shifts[:, None]
    fitted = track.focal * seen[..., :2] / seen[..., 2:] + np.array(track.size) / 2
    off = np.zeros_like(seen)
    off[..., :2] = (track.points - fitted) * seen[..., 2:] / track.focal
    return np.asarray(moved + np.einsum("tji,tlj->tli", track.rotations, off))


def _poses(track: Track, chest: Floats, turn: Floats) -> Floats:
    """[T, 10] rotation vector from the usual one, shift, and the chest's path."""
    from scipy.spatial.transform import Rotation

    away = (Rotation.from_matrix(track.rotations) * Rotation.from_matrix(turn).inv()).as_rotvec()
    return np.concatenate([away, track.shifts, chest], axis=1)


def _parts(values: Floats, count: int) -> tuple[Floats, Floats, Floats]:
    """Mean [D], parts [D, count] that give codes of about unit spread, and the way back [count, D]."""
    mean = values.mean(axis=0)
    _, strength, rows = np.linalg.svd(values - mean, full_matrices=False)
    kept = min(count, len(rows))
    spread = np.maximum(strength[:kept] / np.sqrt(len(values)), 1e-9)
    spread = np.maximum(spread, 0.3 * spread[0])
    parts, back = np.zeros((values.shape[1], count)), np.zeros((count, values.shape[1]))
    parts[:, :kept], back[:kept] = rows[:kept].T / spread, rows[:kept] * spread[:, None]
    return mean, parts, back
