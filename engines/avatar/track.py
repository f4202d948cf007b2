"""Follow a head through a film: its pose, its expression and its own features, from landmarks.

All frames are solved together: features of the person, which stay, and pose and expression, which change, take turns.
Camera space is OpenCV's: metres, x right, y down, z away. Pictures have pixel centres at half numbers.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from contracts import Progress, silent
from engines.avatar.faces import LANDMARKS, LIPS_INNER, LIPS_OUTER, OVAL
from engines.avatar.head_model import HeadModel

Floats = NDArray[np.float64]

FOCALS = (1.3, 1.7, 2.2, 3.0, 4.2)
"""Focal lengths that are tried, in heights of the picture: a telephone held near to a lens across the room."""
STEPS = 6
ROUNDS = 4
CALM = 60.0
"""How strongly expressions are held to rest, pixels squared at a face of FACE pixels: noise is no expression."""
FACE = 134.0
FEATURES = 0.06
"""How strongly features are held back, as a share of the pull of landmarks: what is not seen stays the model's."""
LIKELY = 0.02
"""Metres, over all landmarks, by which features may miss those of a likely person as easily as be one deviation off."""
_UNSEEN = (
    "jawForward",
    "cheekPuff",
    "tongueOut",
    "mouthShrugLower",
    "mouthShrugUpper",
    "noseSneerLeft",
    "noseSneerRight",
)
_IRIS = range(468, LANDMARKS)


@dataclass(frozen=True, eq=False)
class Track:
    """A head followed through T frames.

    focal:       pixels; the picture's middle is the optical centre.
    size:        (width, height) of the pictures.
    rotations:   [T, 3, 3] head to camera.
    shifts:      [T, 3] the head joint in camera space, metres.
    expressions: [T, M] weights of the model's units.
    features:    [478, 3] how this person's landmarks differ from the model's, metres in head space.
    points:      [T, 478, 2] the landmarks that were followed, pixels.
    error:       [T] mean distance between those and the fitted head's, pixels.
    """

    focal: float
    size: tuple[int, int]
    rotations: Floats
    shifts: Floats
    expressions: Floats
    features: Floats
    points: Floats
    error: Floats

    def __len__(self) -> int:
        return len(self.rotations)

    def views(self) -> Floats:
        """[T, 3, 4] head space to camera space."""
        return np.concatenate([self.rotations, self.shifts[:, :, None]], axis=2)


def track(
    points: Floats, size: tuple[int, int], model: HeadModel, progress: Progress = silent, focal: float | None = None
) -> Track:
    """Fit `model` to the landmarks `points [T, 478, 2]` of pictures of `size` (width, height), taken by a lens of
    `focal` pixels, or whichever fits best."""
    from threadpoolctl import threadpool_limits  # type: ignore[import-untyped]

    with threadpool_limits(1, "blas"):  # products this small are faster alone than threads that wait for each other
        return _track(points, size, model, progress, focal)


def _track(points: Floats, size: tuple[int, int], model: HeadModel, progress: Progress, focal: float | None) -> Track:
    chosen = np.linspace(0, len(points) - 1, min(len(points), 24)).round().astype(int)
    tries = []
    for k, lens in enumerate(FOCALS if focal is None else (focal / size[1],)):
        progress("follow the head", k, len(FOCALS) + ROUNDS, "the lens")
        tries.append(_Fit(points[chosen], size, lens * size[1], model).solve(2))
    best = min(tries, key=lambda fit: float(fit.error.mean()))
    fit = _Fit(points, size, best.focal, model)
    fit.features = best.features.copy()
    for k in range(ROUNDS):
        progress("follow the head", len(FOCALS) + k, len(FOCALS) + ROUNDS, "pose and expression")
        fit.pose(STEPS if k else 3 * STEPS)
        if k < ROUNDS - 1:
            fit.person()
    progress("follow the head", 1, 1, "done")
    return fit.result()


class _Fit:
    """Poses, expressions and features under way."""

    def __init__(self, points: Floats, size: tuple[int, int], focal: float, model: HeadModel) -> None:
        self.points, self.size, self.focal, self.model = points.astype(np.float64), size, focal, model
        self.middle = np.array(size) / 2
        self.features = np.zeros((LANDMARKS, 3))
        self.weights = np.zeros((len(points), len(model.units)))
        height = np.linalg.norm(points[:, 10, :2] - points[:, 152, :2], axis=1)
        self.scale = float(np.median(height)) / FACE
        tall = np.linalg.norm(model.landmarks[10] - model.landmarks[152])
        self.rotations = np.repeat(np.diag([1.0, -1.0, -1.0])[None], len(points), axis=0)
        depth = focal * tall / np.maximum(height, 1)
        centre = (points.mean(axis=1) - self.middle) / focal * depth[:, None]
        self.shifts = np.stack([centre[:, 0], centre[:, 1] + 0.05, depth + 0.08], axis=1)
        self.trust = np.ones(LANDMARKS)
        self.trust[list(OVAL)] = 0.25  # where the face ends depends on where it is seen from
        self.trust[[*LIPS_INNER, *LIPS_OUTER]] = 1.6
        self.trust[list(_IRIS)] = 0.6
        calm = np.full(len(model.units), CALM)
        calm[[model.units.index(unit) for unit in _UNSEEN if unit in model.units]] *= 8
        self.calm = calm * self.scale**2
        self._stirs = np.ascontiguousarray(model.stirs.transpose(2, 1, 0), dtype=np.float32)  # [3, 478, M]

    @property
    def error(self) -> Floats:
        """[T] pixels."""
        off = self._projected(self._shaped()) - self.points
        seen = self.trust >= 0.5
        return np.linalg.norm(off[:, seen], axis=2).mean(axis=1)

    def solve(self, rounds: int) -> Track:
        """Both in turns, for a few frames."""
        for k in range(rounds + 1):
            self.pose(STEPS if k else 3 * STEPS)
            if k < rounds:
                self.person()
        return self.result()

    def result(self) -> Track:
        """What was found."""
        return Track(
            self.focal, self.size, self.rotations, self.shifts, self.weights, self.features, self.points, self.error
        )

    def pose(self, steps: int) -> None:
        """Gauss-Newton over rotation, shift and expression of every frame."""
        for _ in range(steps):
            for start in range(0, len(self.points), 100):
                self._step(slice(start, start + 100))

    def person(self) -> None:
        """The features that explain what poses and expressions leave over, in all frames at once."""
        turned = self._seen(self._shaped())
        jacobian = self._lens(turned) @ self.rotations[:, None]  # [T, 478, 2, 3]
        left = self.points - self._projected(self._shaped())
        normal = np.einsum("tlik,tlij->lkj", jacobian, jacobian)
        pull = np.einsum("tlik,tli->lk", jacobian, left)
        held = FEATURES * np.trace(normal, axis1=1, axis2=2).mean() / 3
        # a little of the old stays: what is not seen, such as depth, must not wander
        change = np.linalg.solve(normal + held * np.eye(3), (pull - held * self.features)[..., None])[..., 0]
        self.features = self.features + change
        self.features[list(_IRIS)] = 0.0
        if self.model.persons is not None:
            self.features = _likely(self.features, self.model.persons)

    def _shaped(self, part: slice = slice(None)) -> Floats:
        """[n, 478, 3] landmarks in head space."""
        stirred = np.tensordot(self.weights[part], self.model.stirs, axes=1)
        return self.model.landmarks + self.features + stirred

    def _seen(self, shaped: Floats, part: slice = slice(None)) -> Floats:
        return np.einsum("tij,tlj->tli", self.rotations[part], shaped) + self.shifts[part, None]

    def _projected(self, shaped: Floats) -> Floats:
        seen = self._seen(shaped)
        return self.focal * seen[..., :2] / seen[..., 2:] + self.middle

    def _lens(self, seen: Floats) -> Floats:
        """[n, 478, 2, 3] how pixels change with places in camera space."""
        out = np.zeros((*seen.shape[:2], 2, 3))
        out[..., 0, 0] = out[..., 1, 1] = self.focal / seen[..., 2]
        out[..., 0, 2], out[..., 1, 2] = (-self.focal * seen[..., k] / seen[..., 2] ** 2 for k in range(2))
        return out

    def _step(self, part: slice) -> None:
        shaped = self._shaped(part)
        turned = np.einsum("tij,tlj->tli", self.rotations[part], shaped)
        seen = turned + self.shifts[part, None]
        lens = self._lens(seen)
        left = self.points[part] - (self.focal * seen[..., :2] / seen[..., 2:] + self.middle)
        count, units = len(seen), len(self.model.units)
        jacobian = np.empty((count, LANDMARKS, 2, 6 + units), np.float32)
        # a rotation by w moves a point x by w x x
        for column, (one, other) in enumerate(((2, 1), (0, 2), (1, 0))):
            jacobian[..., column] = (
                lens[..., other] * -turned[..., None, one] + lens[..., one] * turned[..., None, other]
            )
        jacobian[..., 3:6] = lens
        towards, stirs = (lens @ self.rotations[part, None]).astype(np.float32), self._stirs
        np.multiply(towards[..., :1], stirs[0][:, None], out=jacobian[..., 6:])
        for axis in (1, 2):
            jacobian[..., 6:] += towards[..., axis : axis + 1] * stirs[axis][:, None]
        flat = jacobian.reshape(count, 2 * LANDMARKS, 6 + units)
        weighted = (flat * np.repeat(self.trust, 2).astype(np.float32)[:, None]).transpose(0, 2, 1)
        normal = (weighted @ flat).astype(np.float64)
        pull = (weighted @ left.reshape(count, -1, 1).astype(np.float32))[..., 0].astype(np.float64)
        rows = np.arange(6, 6 + units)
        normal[:, rows, rows] += self.calm
        pull[:, 6:] -= self.calm * self.weights[part]
        # units at rest that would go below it stay where they are
        stuck = (self.weights[part] <= 0) & (pull[:, 6:] < 0)
        for k in range(count):
            held = 6 + np.flatnonzero(stuck[k])
            normal[k, held, :] = normal[k, :, held] = 0
            normal[k, held, held] = 1
            pull[k, held] = 0
        change = np.linalg.solve(normal, pull[..., None])[..., 0]
        self.weights[part] = np.clip(self.weights[part] + change[:, 6:], 0, 1.2)
        self.shifts[part] += change[:, 3:6]
        self.rotations[part] = rotations_of(change[:, :3]) @ self.rotations[part]


def _likely(features: Floats, persons: Floats) -> Floats:
    """[478, 3] features brought halfway to those of the likeliest person."""
    basis = persons.reshape(len(persons), -1).T
    held = LIKELY**2 * np.eye(len(persons))
    person = np.linalg.solve(basis.T @ basis + held, basis.T @ features.ravel())
    return (features + (basis @ person).reshape(-1, 3)) / 2


def rotations_of(vectors: Floats) -> Floats:
    """[n, 3, 3] rotations about `vectors [n, 3]` by their lengths."""
    from scipy.spatial.transform import Rotation

    return np.asarray(Rotation.from_rotvec(vectors).as_matrix())


def carried(first: Track, found: Track, model: HeadModel) -> Track:
    """`found`, the poses of `first` made better, with its landmarks carried along: where they are on the head stays,
    what made all of them tremble goes."""
    stirred = np.tensordot(first.expressions, model.stirs, axes=1)
    shaped = model.landmarks + first.features + stirred

    def pixels(of: Track) -> Floats:
        seen = np.einsum("tij,tlj->tli", of.rotations, shaped) + of.shifts[:, None]
        return np.asarray(of.focal * seen[..., :2] / seen[..., 2:])

    return replace(found, points=first.points + pixels(found) - pixels(first))


def smoothed(found: Track, frames: float, joins: Sequence[int] = ()) -> Track:
    """The same with poses eased over about `frames` frames: landmarks tremble more than heads. Nothing is eased over
    `joins`, the frames with which another shot begins."""
    from scipy.ndimage import gaussian_filter1d
    from scipy.spatial.transform import Rotation

    mean = Rotation.from_matrix(found.rotations).mean()
    about = (Rotation.from_matrix(found.rotations) * mean.inv()).as_rotvec()
    poses = np.concatenate([about, found.shifts], axis=1)
    for first, last in pairwise((0, *joins, len(found))):
        poses[first:last] = gaussian_filter1d(poses[first:last], frames, axis=0, mode="nearest")
    eased = Rotation.from_rotvec(poses[:, :3]) * mean
    return replace(found, shifts=poses[:, 3:].copy(), rotations=np.asarray(eased.as_matrix()))
