"""SMPL-X motion in NumPy archives: BEAT2 and GestureLSM (read and written), AMASS (read).

Written, exactly as BEAT2 has them: betas (300,) f32, poses (N, 165) f32, expressions (N, 100) f64, trans (N, 3) f64,
model '<U9', gender '<U7', mocap_frame_rate int32. Four keys of our own follow, which other readers pass over:

    marionette_fps         (2,) int64    the exact rate, numerator and denominator (mocap_frame_rate is rounded)
    marionette_face        (N, 52) f32   ARKit weights in the order of `engines.motion.face.FACE_WEIGHTS`
    marionette_betas       int32         how many of the 300 betas were given
    marionette_source      text          where the motion came from

`trans` moves SMPL-X's template, whose pelvis is not at its origin; a Motion's translation is the pelvis itself.
AMASS is z up and is turned; BEAT2 is y up.
"""

from collections.abc import Mapping
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from contracts import StudioError
from engines.motion import skeleton
from engines.motion.formats import archives, files
from engines.motion.motion import EXPRESSION_SIZE, MAX_FRAMES, Motion, exact_fps

SMPLX_PELVIS = np.array([0.0031, -0.3514, 0.0120])
"""The pelvis of SMPL-X's mean figure in its own frame, metres."""
SMPLH_PELVIS = np.array([-0.0018, -0.2233, 0.0282])
"""The pelvis of SMPL+H's mean figure in its own frame, metres."""
BETAS = 300
POSE_SIZE = 3 * skeleton.COUNT
_SMPLH_POSE_SIZE = 156
_HANDS = 3 * skeleton.INDEX["left_index1"]
_JAW = 3 * skeleton.INDEX["jaw"]

_KEYS = (
    "poses", "trans", "betas", "expressions", "model", "gender", "surface_model_type", "mocap_frame_rate",
    "mocap_framerate", "marionette_fps", "marionette_face", "marionette_betas", "marionette_source",
)  # fmt: skip
_AMASS_KEYS = {"mocap_framerate", "surface_model_type", "dmpls", "pose_body", "root_orient"}


def clips(path: Path) -> list[str]:
    """The one motion of the file, under the file's name."""
    return [path.stem]


def read(path: Path, *, clip: str | None = None, mapping: Mapping[str, str | None] | None = None) -> Motion:
    """The motion of a BEAT2, GestureLSM, AMASS or Marionette archive; `mapping` has nothing to map here."""
    files.only_clip(path, clip)
    arrays, names = archives.read(path, _KEYS)
    poses = _table(path, arrays, "poses", None)
    frames = len(poses)
    trans = _table(path, arrays, "trans", 3, frames)
    amass = bool(_AMASS_KEYS & names)
    notes = ["Read as AMASS: turned from z up to y up."] if amass else []
    poses, pelvis = _smplx_poses(path, poses)
    expression = _padded(_table(path, arrays, "expressions", None, frames, optional=True), EXPRESSION_SIZE, path)
    face = _table(path, arrays, "marionette_face", 52, frames, optional=True)
    betas = _numbers(path, arrays, "betas", optional=True).ravel()
    if "marionette_betas" in arrays:
        betas = betas[: _count(path, arrays, "marionette_betas", len(betas))]
    rotations, position = poses.reshape(frames, skeleton.COUNT, 3), trans + pelvis
    if amass:
        rotations, position = _stand_up(rotations, position)
    with np.errstate(over="ignore", invalid="ignore"):  # a Motion refuses what is not finite and says where
        return Motion.of(
            _rate(path, arrays, notes),
            rotations,
            position,
            face=face if face.size else None,
            expression=expression if expression.size else None,
            betas=betas,
            source=_text(arrays, "marionette_source") or path.name,
            notes=tuple(notes),
        )


def write(motion: Motion, path: Path) -> None:
    """A BEAT2 archive with our four extra keys."""
    if len(motion.betas) > BETAS:
        raise StudioError(
            f"{motion.source or 'The motion'} has {len(motion.betas)} shape numbers; .npz holds {BETAS}.",
            "Cut betas to 300.",
        )
    if motion.fps.numerator >= 2**63 or motion.fps.denominator >= 2**63:
        raise StudioError("The frame rate is too fine a fraction for a file.", "Use a rate such as 30 or 30000/1001.")
    betas = np.zeros(BETAS, np.float32)
    betas[: len(motion.betas)] = motion.betas
    with path.open("wb") as file:
        np.savez_compressed(
            file,
            betas=betas,
            poses=motion.rotations.reshape(len(motion), POSE_SIZE),
            expressions=motion.expression.astype(np.float64),
            trans=motion.translation.astype(np.float64) - SMPLX_PELVIS,
            model=np.array("smplx2020"),
            gender=np.array("neutral"),
            mocap_frame_rate=np.array(max(1, round(motion.fps)), np.int32),
            marionette_fps=np.array([motion.fps.numerator, motion.fps.denominator], np.int64),
            marionette_face=motion.face,
            marionette_betas=np.array(len(motion.betas), np.int32),
            marionette_source=np.array(motion.source[:1000]),
        )


def _smplx_poses(path: Path, poses: NDArray[Any]) -> tuple[NDArray[Any], NDArray[np.float64]]:
    """Poses as 165 numbers a frame, and the pelvis of the figure they move."""
    if poses.shape[1] == POSE_SIZE:
        return poses, SMPLX_PELVIS
    if poses.shape[1] == _SMPLH_POSE_SIZE:  # no jaw, no eyes; the fingers are in the same order
        head = np.zeros((len(poses), _HANDS - _JAW), poses.dtype)
        return np.concatenate([poses[:, :_JAW], head, poses[:, _JAW:]], axis=1), SMPLH_PELVIS
    raise StudioError(
        f"{path.name}: 'poses' has {poses.shape[1]} numbers a frame.",
        f"SMPL-X has {POSE_SIZE} (55 joints), SMPL+H has {_SMPLH_POSE_SIZE} (52 joints).",
    )


def _stand_up(rotations: NDArray[Any], position: NDArray[Any]) -> tuple[NDArray[Any], NDArray[Any]]:
    """From z up to y up: the pelvis turns and moves, all other joints are relative to it."""
    from scipy.spatial.transform import Rotation

    turn = Rotation.from_rotvec([-np.pi / 2, 0, 0])
    turned = np.array(rotations, dtype=np.float64)
    with np.errstate(all="ignore"):
        turned[:, 0] = (turn * Rotation.from_rotvec(turned[:, 0])).as_rotvec()
    return turned, position[:, [0, 2, 1]] * [1, 1, -1]


def _rate(path: Path, arrays: dict[str, NDArray[Any]], notes: list[str]) -> Fraction:
    if "marionette_fps" in arrays:
        pair = _numbers(path, arrays, "marionette_fps").ravel()
        if pair.dtype.kind not in "iu" or len(pair) != 2 or pair.min() < 1:
            raise StudioError(f"{path.name}: 'marionette_fps' is not a fraction.", "Remove that key from the file.")
        return Fraction(int(pair[0]), int(pair[1]))
    key = "mocap_frame_rate" if "mocap_frame_rate" in arrays else "mocap_framerate"
    if key not in arrays:
        notes.append("The file names no frame rate; 30 frames a second were assumed.")
        return Fraction(30)
    value = _numbers(path, arrays, key).ravel()
    if len(value) != 1 or not np.isfinite(value[0]):
        raise StudioError(f"{path.name}: '{key}' is not one number.", "It is the frames a second, such as 30.")
    return exact_fps(float(value[0]))


def _text(arrays: dict[str, NDArray[Any]], key: str) -> str:
    array = arrays.get(key)
    return str(array) if array is not None and array.ndim == 0 and array.dtype.kind == "U" else ""


def _count(path: Path, arrays: dict[str, NDArray[Any]], key: str, most: int) -> int:
    value = _numbers(path, arrays, key).ravel()
    if len(value) != 1 or not 0 <= value[0] <= most:
        raise StudioError(f"{path.name}: '{key}' is not a number from 0 to {most}.", "Remove that key from the file.")
    return int(value[0])


def _numbers(path: Path, arrays: dict[str, NDArray[Any]], key: str, optional: bool = False) -> NDArray[Any]:
    array = arrays.get(key)
    if array is None:
        if optional:
            return np.zeros(0, np.float32)
        raise StudioError(f"{path.name} has no '{key}'.", "A motion archive needs 'poses' (N, 165) and 'trans' (N, 3).")
    if array.dtype.kind not in "fiu":
        raise StudioError(f"{path.name}: '{key}' does not hold numbers but {array.dtype}.", "Save it as float32.")
    return array


def _table(
    path: Path,
    arrays: dict[str, NDArray[Any]],
    key: str,
    width: int | None,
    frames: int | None = None,
    optional: bool = False,
) -> NDArray[Any]:
    """The array `key` as `[frames, width]` finite numbers, or an empty one where it is optional and missing."""
    table = _numbers(path, arrays, key, optional)
    if optional and key not in arrays:
        return table
    wanted = f"({'N' if frames is None else frames}, {'any' if width is None else width})"
    if table.ndim != 2 or (width is not None and table.shape[1] != width) or frames not in (None, len(table)):
        raise StudioError(f"{path.name}: '{key}' has the shape {table.shape}, not {wanted}.", "One row is one frame.")
    if not 1 <= len(table) <= MAX_FRAMES:
        raise StudioError(f"{path.name}: '{key}' has {len(table):,} frames.", f"A motion has 1 to {MAX_FRAMES:,}.")
    bad = ~np.isfinite(table)
    if bad.any():
        frame = int(np.argwhere(bad)[0][0])
        raise StudioError(f"{path.name}: '{key}' is not a number at frame {frame}.", "Cut that frame away.")
    return table


def _padded(table: NDArray[Any], width: int, path: Path) -> NDArray[Any]:
    if not table.size or table.shape[1] == width:
        return table
    if table.shape[1] > width:
        raise StudioError(
            f"{path.name}: 'expressions' has {table.shape[1]} numbers a frame, more than SMPL-X's {width}.",
            "Keep the first 100.",
        )
    return np.pad(table, ((0, 0), (0, width - table.shape[1])))
