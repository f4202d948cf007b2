"""Motion: the one type of movement that every engine speaks."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from fractions import Fraction
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from contracts import StudioError
from engines.motion import skeleton
from engines.motion.face import FACE_WEIGHTS

Frames = NDArray[np.float32]

MAX_FRAMES = 1_000_000
EXPRESSION_SIZE = 100


@dataclass(frozen=True, eq=False)
class Motion:
    """A person moving, immutable.

    fps:         exact frames per second; 29.97 is Fraction(30000, 1001).
    rotations:   [T, 55, 3] local axis-angle in SMPL-X joint order, radians.
    translation: [T, 3] pelvis position, metres, y up, ground at y = 0, figure facing +z.
    face:        [T, 52] ARKit weights, 0 to 1, in the order of `face.FACE_WEIGHTS`.
    expression:  [T, 100] SMPL-X expression coefficients.
    betas:       [n] SMPL-X shape coefficients (300 in BEAT2, 10 or 16 in AMASS).
    source:      where it came from, in words or as a file name.
    notes:       what a creator should know of how it was read, such as joints that had no counterpart.
    """

    fps: Fraction
    rotations: Frames
    translation: Frames
    face: Frames
    expression: Frames
    betas: Frames
    source: str = ""
    notes: tuple[str, ...] = field(default=())

    @classmethod
    def of(
        cls,
        fps: Fraction | int | float | str,
        rotations: ArrayLike,
        translation: ArrayLike | None = None,
        *,
        face: ArrayLike | None = None,
        expression: ArrayLike | None = None,
        betas: ArrayLike | None = None,
        source: str = "",
        notes: tuple[str, ...] = (),
    ) -> Motion:
        """Build a Motion from anything array-like; what is not given is neutral (standing still, a calm face)."""
        turns = np.asarray(rotations, dtype=np.float32)
        frames = len(turns) if turns.ndim else 0
        rest = np.broadcast_to(skeleton.REST[0], (frames, 3))
        return cls(
            exact_fps(fps),
            turns,
            np.asarray(rest if translation is None else translation, dtype=np.float32),
            np.asarray(np.zeros((frames, len(FACE_WEIGHTS))) if face is None else face, dtype=np.float32),
            np.asarray(np.zeros((frames, EXPRESSION_SIZE)) if expression is None else expression, dtype=np.float32),
            np.asarray(np.zeros(0) if betas is None else betas, dtype=np.float32),
            source,
            notes,
        )

    def __post_init__(self) -> None:
        frames = len(self.rotations)
        shapes = {
            "rotations": (frames, skeleton.COUNT, 3),
            "translation": (frames, 3),
            "face": (frames, len(FACE_WEIGHTS)),
            "expression": (frames, EXPRESSION_SIZE),
        }
        if not 1 <= frames <= MAX_FRAMES:
            raise StudioError(
                f"{self.source or 'The motion'} has {frames} frames.", f"A motion has 1 to {MAX_FRAMES:,} frames."
            )
        if not 1 <= self.fps <= 1000:
            raise StudioError(
                f"{self.source or 'The motion'} runs at {float(self.fps):g} frames a second.", "Use 1 to 1000."
            )
        for name, shape in shapes.items():
            array = getattr(self, name)
            if array.shape != shape:
                raise StudioError(
                    f"{self.source or 'The motion'}: {name} has the shape {array.shape}, not {shape}.",
                    "Each frame needs 55 joints, one position and one face.",
                )
        for name in (*shapes, "betas"):
            array = np.ascontiguousarray(getattr(self, name), dtype=np.float32)
            bad = ~np.isfinite(array)
            if bad.any():
                where = int(np.argwhere(bad)[0][0])
                raise StudioError(
                    f"{self.source or 'The motion'}: {name} holds a number that is not finite at frame {where}.",
                    "Export the file again, or cut that frame away.",
                )
            if array.flags.writeable:
                array = array.copy()
                array.setflags(write=False)
            object.__setattr__(self, name, array)

    def __len__(self) -> int:
        return len(self.rotations)

    @property
    def duration(self) -> float:
        """Seconds from the first frame's start to the last frame's end."""
        return float(len(self) / self.fps)

    def with_(self, **changes: Any) -> Motion:
        """A copy with some fields replaced."""
        return replace(self, **changes)

    def positions(self) -> Frames:
        """World positions of the 55 joints `[T, 55, 3]` on the standard skeleton, metres."""
        return skeleton.forward(self.rotations, self.translation)[0]


def exact_fps(fps: Fraction | int | float | str) -> Fraction:
    """The exact rate meant by `fps`: 29.97 is 30000/1001, 0.0083333 s a frame is 120."""
    if isinstance(fps, (Fraction, int)):
        return Fraction(fps)
    try:
        value = Fraction(fps) if isinstance(fps, str) else Fraction(float(fps))
    except (ValueError, ZeroDivisionError, OverflowError) as error:
        raise StudioError(f"'{fps}' is not a frame rate.", "Write it as 30, 29.97 or 30000/1001.") from error
    if value <= 0:
        return value
    for candidate in (Fraction(round(value)), Fraction(round(value * 1001 / 1000) * 1000, 1001)):
        if candidate > 0 and abs(candidate - value) / candidate < 2e-4:
            return candidate
    return value.limit_denominator(1_000_000)
